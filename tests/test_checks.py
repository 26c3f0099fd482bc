"""The checks that stand beside the behaviour: format, lint, types, the floors of the house, the README's table of keys."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHECKS = {
    "format": ("ruff", "format", "--check", "."),
    "lint": ("ruff", "check", "."),
    "types": ("mypy", "--no-error-summary"),
    "floors": ("importlinter.cli",),
    "keys": ("docs/keys.py", "--check"),
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_checks_find_nothing(name: str) -> None:
    words = CHECKS[name]
    if name == "floors":
        command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    elif words[0].endswith(".py"):
        command = [sys.executable, *words]
    else:
        command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"
