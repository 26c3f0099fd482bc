"""ClinicalTrials.gov over its API v2: asked slowly, and answers taken for good only where they are. The one room with a network."""
