"""What the README and the help promise is there: every link, every command, every option that the table of commands names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.front_door import run

from trialtui.cli import BROWSE, ROOMS

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
README = PAGES[0].read_text(encoding="utf-8")
COMMANDS = sorted(set(ROOMS) - {BROWSE})
ROWS = [row for row in README.splitlines() if row.startswith("| `trialtui ")]


def anchors(page: Path) -> set[str]:
    """What a heading is called in a link, as GitHub makes it."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", re.sub(r"\]\s*\n?\(", "](", page.read_text(encoding="utf-8"))):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_and_stands_in_the_help_and_in_the_readme(command: str, tmp_path: Path) -> None:
    helped = run(tmp_path, command, "--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert helped.stdout.startswith(f"usage: trialtui {command} ")
    assert re.search(rf"\b{command}\b", run(tmp_path, "--help").stdout)
    rows = [row for row in ROWS if re.search(rf"`(trialtui )?{command}\b", row)]
    assert rows
    own = [row for row in rows if row.startswith(f"| `trialtui {command}")]
    for option in re.findall(r"`(--[a-z-]+)", " ".join(own)):
        assert option in helped.stdout, option
