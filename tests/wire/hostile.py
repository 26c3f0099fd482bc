"""Copies that try to act on the terminal: the invented trial of the fixtures, with something nasty in every field."""

from __future__ import annotations

import json
import re
from itertools import cycle
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "copies"

# What each does where it reaches a terminal as a control, or a markup language as a tag.
PAYLOADS = (
    "\x1b[31;45mHOT",  # colour
    "\x1b]52;c;b3duZWQ=\x07",  # the clipboard
    "\x1b]0;owned\x07",  # the title
    "\x1b[2J\x1b[?1049l",  # erases, leaves the alternate screen
    "\x9b2J\x9d0;owned\x9c",  # the same in one-byte controls
    "\x07\x08\x7f\x0e",  # bell, backspace, delete, shift out
    "\u202egnp.exe\u2066x\u2069\u200b",  # turns words round, hides
    "[red]RED[/red][@click=app.quit]GO[/][bold",  # markup
    "\x1b[6n\x1bP+q544e\x1b\\\x1b_X\x1b\\",  # makes the terminal type
    "[link=file:///etc/passwd]L[/link]{0!r}%s$HOME`id`",
    "\x1bc\x1b#8\x1b[20;1H\x1b[1000b",  # reset, fill, repeat
)
# What a person must see of them: the words stand, the controls show as code points.
SEEN = (
    "<U+001B>[31;45mHOT",
    "<U+001B>]52;c;",
    "<U+009B>2J",
    "<U+202E>",
    "[red]RED[/red]",
    "[@click=app.quit]",
)

# Where the page gets its payloads: words of the trial, not of the site.
_PLACES = re.compile(
    r"Imaginary|Make-Believe|Fictimab|fictimab|Rest|sofa|Placebo|sit$|Lives|Weight|Nowhere|Medicines|Houston|Netherlands"
    r"|Hospital|Clinic|Ada|weeks|UN-|OTHER|RANDOMIZED|COMPARATOR|PHASE2"
)
_UNTOUCHED = {"nctId"}  # so that the trial keeps its name in the log


def hostile_page() -> str:
    """The page copy; a payload in the title, all prose, arms, criteria, people, places, identifiers, related trials."""
    payloads = cycle(payload for payload in PAYLOADS if "\x08" not in payload)
    text = (FIXTURES / "whole_page.txt").read_text(encoding="utf-8")
    return _PLACES.sub(lambda found: found[0] + next(payloads), text)


def hostile_study() -> str:
    """The registry's JSON; a payload in every single string, controls escaped as JSON wants them."""
    payloads = cycle(PAYLOADS)

    def spoil(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: spoil(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [spoil(inner, key) for inner in value]
        if not isinstance(value, str) or key in _UNTOUCHED:
            return value
        if key == "eligibilityCriteria":
            return "\n".join(
                line + next(payloads) if line.startswith("*") else line for line in value.split("\n")
            )
        return value + next(payloads)

    return json.dumps(spoil(json.loads((FIXTURES / "whole_study.json").read_text(encoding="utf-8"))))
