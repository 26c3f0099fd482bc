"""trialtui: read offline copies of clinical-trial records and screen patients against the eligibility criteria."""

__version__ = "0.1.0"
