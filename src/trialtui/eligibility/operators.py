"""How parts make up their parent: all, any, at least k, exceptions, explanations; stated by the words or inferred."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trialtui.eligibility.entries import Entry

NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
CUES: tuple[tuple[str, re.Pattern[str]], ...] = ()
TAIL = re.compile(r"[\s,;.]*\b(and/or|or|and)\b[\s,;.:]*$", re.IGNORECASE)
HEAD = re.compile(r"(and/or|or|and)\b", re.IGNORECASE)


def connector(before: Entry, after: Entry) -> str | None:
    """The "and" or "or" that stands between two parts."""
    text = before.text
    match = TAIL.search(text, max(before.words, before.end - 16), before.end) or HEAD.match(
        text, after.start, after.end
    )
    if match is None:
        return None
    return "any" if "or" in match[1].lower() else "all"


CUE = re.compile(
    r"(?P<any>\b(?:any|one|either|at least one|1) (?:or more )?of (?:the|these|this)\b|at least one|\beither\b)"
    r"|(?P<all>\b(?:all|each|both) of (?:the|these)\b)",
    re.IGNORECASE,
)


def combine(parent: Entry, parts: Sequence[Entry]) -> None:
    """Set `combine`, `expr` and `stated` of a parent from its words and the words between its parts."""
    cue = CUE.search(parent.own)
    joints = [connector(a, b) for a, b in pairwise(parts)]
    said = cue.lastgroup if cue else (joints[-1] if joints else None)
    default = said or ("all" if parent.side == "I" else "any")
    parent.stated = bool(cue) or any(joints)
    filled = [joint or default for joint in joints]
    if len(set(filled)) <= 1 or cue:
        parent.combine = cue.lastgroup if cue else filled[0] if filled else default
        return
    outer = "all" if parent.side == "I" else "any"
    parent.combine = outer
    parent.expr = expression(filled, outer)


def expression(joints: Sequence[str], outer: str) -> str:
    """The parts' ordinals with the inner connectives bracketed: ["any", "all"] under "all" is "(1|2)&3"."""
    groups = [["1"]]
    for ordinal, joint in enumerate(joints, 2):
        if joint == outer:
            groups.append([str(ordinal)])
        else:
            groups[-1].append(str(ordinal))
    inner, between = ("|", "&") if outer == "all" else ("&", "|")
    return between.join(group[0] if len(group) == 1 else f"({inner.join(group)})" for group in groups)
