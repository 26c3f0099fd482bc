"""Subjects are site codes, never names: the rules of a code, drafts, and what is asked before something is saved."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_CODE = 32


class CodeRefused(ValueError):
    """Why a code cannot be taken: one sentence."""


def clean_code(text: str, taken: Iterable[str] = ()) -> str:
    """The code as it is kept: trimmed, 1 to 32 printable characters. Raises CodeRefused.

    `taken` holds the codes that exist; two codes that differ only in upper and lower case are the same.
    """
    code = text.strip()
    if not code:
        raise CodeRefused("a site code is needed, such as S-014")
    if len(code) > LONGEST_CODE:
        raise CodeRefused(f"a site code has at most {LONGEST_CODE} characters; this one has {len(code)}")
    if not code.isprintable():
        raise CodeRefused("a site code has printable characters only")
    if is_draft(code):
        raise CodeRefused(f"{code} is what a draft is called: give the site code")
    for other in taken:
        if other.casefold() == code.casefold():
            raise CodeRefused(f"{other} exists already")
    return code


def is_draft(code: str) -> bool:
    return re.fullmatch(r"DRAFT-\d+", code, re.IGNORECASE) is not None


def draft_code(taken: Iterable[str] = ()) -> str:
    """The first free draft code: "DRAFT-1", "DRAFT-2" …"""
    used = {code.casefold() for code in taken}
    number = 1
    while f"draft-{number}" in used:
        number += 1
    return f"DRAFT-{number}"


def rescreening_code(code: str, taken: Iterable[str]) -> str:
    """A free code to propose for a screening that follows another: "S-014-R1", then "S-014-R2"."""
    first = re.sub(r"-R\d+$", "", code)
    used = {other.casefold() for other in taken}
    number = 1
    while f"{first}-R{number}".casefold() in used:
        number += 1
    return f"{first}-R{number}"


def question(text: str, field: str = "note") -> str | None:
    """A sentence to ask before `text` is saved in `field` ("code", "note", "source" or "reason"); None where there is none.

    Its tables are loaded when something is first typed: they do not belong on the way to the first screen.
    """
    from trialtui.screening import identifying

    return identifying.question(text, field)
