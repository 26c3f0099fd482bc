"""Strong Kleene logic over the parts of a criterion.

Truth is of the statement, not of the effect: the side gives the effect afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

DEEPEST_EXPRESSION = 40


class Truth(Enum):
    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    DROPPED = "dropped"  # not applicable, with a reason: takes no part in the logic

    def negated(self) -> Truth:
        return _NEGATED.get(self, self)


_NEGATED = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}


class Group(NamedTuple):
    """An operator over ordinals of parts (from 1) and inner groups. `least`: how many must be true; 0 is all of them."""

    least: int
    members: tuple[Group | int, ...]


@lru_cache(maxsize=512)
def read_operator(combine: str | None, expr: str | None, count: int) -> Group | None:
    """How `count` parts make up their parent; None where they derive nothing.

    "all", "any", "atleast:K", or an expression over ordinals such as "(1|2)&3", which wins where it is set. Exceptions
    and explanations derive nothing, and neither does an operator or an expression that does not fit the parts.
    """
    if combine in ("except", "info") or not count:
        return None
    if expr is not None:
        return _read_expression(expr, count)
    members = tuple(range(1, count + 1))
    if combine == "all":
        return Group(0, members)
    if combine == "any":
        return Group(1, members)
    match = re.fullmatch(r"atleast:(\d{1,4})", combine or "")
    return Group(int(match[1]), members) if match and 1 <= int(match[1]) <= count else None


def evaluate(group: Group, parts: Sequence[Truth | None], *, drops_open: bool = False) -> Truth | None:
    """The group's truth. None among the parts: not there (another cohort's). None as result: no part is there.

    With `drops_open` a dropped part counts as unknown: what would be if nobody had called it not applicable.
    """
    live: list[Truth] = []
    dropped = False
    for member in group.members:
        truth = (
            parts[member - 1] if isinstance(member, int) else evaluate(member, parts, drops_open=drops_open)
        )
        if truth is Truth.DROPPED:
            dropped = True
            truth = Truth.UNKNOWN if drops_open else None
        if truth is not None:
            live.append(truth)
    if not live:
        return Truth.DROPPED if dropped else None
    return at_least(group.least or len(live), live)


def at_least(least: int, truths: Sequence[Truth]) -> Truth:
    """True at `least` true ones; false when true and unknown together are fewer; else unknown."""
    true = truths.count(Truth.TRUE)
    if true >= least:
        return Truth.TRUE
    return Truth.FALSE if true + truths.count(Truth.UNKNOWN) < least else Truth.UNKNOWN


def _read_expression(expr: str, count: int) -> Group | None:
    tokens = re.findall(r"\d+|\S", expr)
    reader = _ExpressionReader(tokens)
    try:
        group = reader.either(0)
    except (ValueError, IndexError):
        return None
    ordinals = sorted(int(token) for token in tokens if token.isdecimal())
    if reader.at != len(tokens) or ordinals != list(range(1, count + 1)):
        return None
    return group if isinstance(group, Group) else Group(0, (group,))


class _ExpressionReader:
    """Recursive descent over `|` (weakest), `&`, ordinals and parentheses."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def either(self, depth: int) -> Group | int:
        return self._series("|", 1, depth)

    def _series(self, sign: str, least: int, depth: int) -> Group | int:
        members = [self._member(sign, depth)]
        while self.at < len(self.tokens) and self.tokens[self.at] == sign:
            self.at += 1
            members.append(self._member(sign, depth))
        return members[0] if len(members) == 1 else Group(least, tuple(members))

    def _member(self, sign: str, depth: int) -> Group | int:
        return self._series("&", 0, depth) if sign == "|" else self._atom(depth)

    def _atom(self, depth: int) -> Group | int:
        token = self.tokens[self.at]
        self.at += 1
        if token != "(":
            return int(token)
        if depth >= DEEPEST_EXPRESSION:
            raise ValueError("nested too deeply")
        inside = self.either(depth + 1)
        if self.tokens[self.at] != ")":
            raise ValueError("no closing parenthesis")
        self.at += 1
        return inside
