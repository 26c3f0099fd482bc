"""The front door: words in, exit code out."""

from __future__ import annotations


def main() -> int:
    """Run the command line; return the exit code."""
    return 0
