"""What a trial record is, in the registry's own modules and field names. No I/O, and nothing above it."""
