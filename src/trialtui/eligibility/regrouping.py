"""Mixed operators over ordinals of parts ("(1|2)&3"), kept fitting while parts come and go."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

OPERATORS = {"&": "all", "|": "any"}


class _Group(NamedTuple):
    sign: str
    members: tuple[_Group | int, ...]


def replaced(expr: str, ordinal: int, count: int) -> tuple[str | None, str | None]:
    """The expression and operator once the part `ordinal` has become `count` parts (none, or two where it was split).

    The new parts stand in the innermost group of the old one, those behind it are numbered anew. The expression is None
    where one operator is left; both are None where the expression cannot be read or nothing is left of it.
    """

    def places(old: int) -> list[int]:
        if old == ordinal:
            return list(range(ordinal, ordinal + count))
        return [old if old < ordinal else old + count - 1]

    return _edited(expr, places, ())


def inserted(expr: str, ordinal: int) -> tuple[str | None, str | None]:
    """The expression and operator once a part was put in as number `ordinal`, in the outermost group."""
    return _edited(expr, lambda old: [old if old < ordinal else old + 1], (ordinal,))


def _edited(
    expr: str, places: Callable[[int], list[int]], more: tuple[int, ...]
) -> tuple[str | None, str | None]:
    tree = _read(expr)
    if tree is None:
        return None, None
    kept = _mapped(tree, places, more)
    if not isinstance(kept, _Group):
        return None, OPERATORS[tree.sign] if kept is not None else None
    if all(isinstance(member, int) for member in kept.members):
        return None, OPERATORS[kept.sign]
    return _written(kept), OPERATORS[kept.sign]


def _mapped(
    group: _Group, places: Callable[[int], list[int]], more: tuple[int, ...] = ()
) -> _Group | int | None:
    members: list[_Group | int] = []
    for member in group.members:
        if isinstance(member, int):
            members += places(member)
        elif (inner := _mapped(member, places)) is not None:
            members.append(inner)
    members += more
    if len(members) > 1:
        return _Group(group.sign, tuple(members))
    return members[0] if members else None


def _written(group: _Group) -> str:
    members = sorted(group.members, key=_first)
    return group.sign.join(str(m) if isinstance(m, int) else f"({_written(m)})" for m in members)


def _first(member: _Group | int) -> int:
    return member if isinstance(member, int) else min(map(_first, member.members))


def _read(expr: str) -> _Group | None:
    """Groups of one sign each, without precedence but for that of `&` over `|`; None where it is no such expression."""
    tokens = re.findall(r"\d+|\S", expr)
    tokens.reverse()

    def series(signs: str) -> _Group | int:
        members = [series(signs[1:]) if len(signs) > 1 else atom()]
        while tokens and tokens[-1] == signs[0]:
            tokens.pop()
            members.append(series(signs[1:]) if len(signs) > 1 else atom())
        return members[0] if len(members) == 1 else _Group(signs[0], tuple(members))

    def atom() -> _Group | int:
        token = tokens.pop()
        if token != "(":
            return int(token)
        inner = series("|&")
        if tokens.pop() != ")":
            raise ValueError(expr)
        return inner

    try:
        tree = series("|&")
    except (ValueError, IndexError, RecursionError):
        return None
    return tree if isinstance(tree, _Group) and not tokens else None
