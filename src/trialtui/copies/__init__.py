"""Offline copies in: one module a format, one function that tells which."""
