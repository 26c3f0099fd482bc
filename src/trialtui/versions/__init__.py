"""What changed between two versions of a trial: by text, never by number. Pure: no files, no screen."""
