"""Write the table of keys into README.md from the one registry. `--check` only says whether it is up to date.

python docs/keys.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from trialtui.ui.actions import ACTIONS, PLACES, shown_key

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = (
    "<!-- keys: begin (made by docs/keys.py from the registry in ui/actions.py) -->",
    "<!-- keys: end -->",
)


def table() -> str:
    """The registry as a Markdown table."""
    lines = ["| key | where | name | what it does |", "|---|---|---|---|"]
    for place, words in PLACES.items():
        for action in ACTIONS:
            if action.where == place:
                keys = " ".join(f"`{shown_key(key)}`" for key in action.keys)
                lines.append(f"| {keys} | {words} | {action.name} | {action.help} |")
    return "\n".join(lines)


def with_table(readme: str) -> str:
    """The README's text with the table as it is now."""
    head, rest = readme.split(BEGIN)
    return f"{head}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    text = README.read_text("utf-8")
    if "--check" in sys.argv:
        sys.exit(text != with_table(text))
    README.write_text(with_table(text), "utf-8")
