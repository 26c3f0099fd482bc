"""Where the sample copy lies that ships with the program."""

from __future__ import annotations

from pathlib import Path

SAMPLE_FILE = "NCT06377228.txt"


def sample_path() -> Path:
    """The sample inside the installed package, or `seeds/` of the checkout where the install is editable.

    Raises FileNotFoundError where neither is there (a broken install).
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "seeds", package.parent.parent / "seeds"):
        if (path := folder / SAMPLE_FILE).is_file():
            return path
    raise FileNotFoundError(f"the sample copy {SAMPLE_FILE} is missing from this installation")
