"""What stands elsewhere in the newer of two texts, and where what was removed stood."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from trialtui.eligibility.outline import Criterion
from trialtui.versions.matching import Pairs


def moved_places(old: Sequence[Criterion], new: Sequence[Criterion], pairs: Pairs) -> set[int]:
    """Places in the older text of what stands elsewhere now: on the other side, below another parent, or past its neighbours.

    Of neighbours that changed places the fewest are called moved: the longest run in order has stayed.
    """
    found: set[int] = set()
    parents = _parents(old, new, pairs)
    neighbours: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for a in sorted(pairs):
        was, is_now = parents[a]
        if old[a].side != new[pairs[a]].side or was != is_now:
            found.add(a)
        else:
            neighbours[old[a].side, was].append(a)
    for places in neighbours.values():
        stayed = _longest_run([pairs[a] for a in places])
        found.update(a for at, a in enumerate(places) if at not in stayed)
    return found


def _parents(
    old: Sequence[Criterion], new: Sequence[Criterion], pairs: Pairs
) -> dict[int, tuple[int | None, int | None]]:
    """For each pair its parent then, and its parent now, both as a place in the older text; -1 where that is new."""
    by_code_old = {one.code: place for place, one in enumerate(old)}
    by_code_new = {one.code: place for place, one in enumerate(new)}
    back = {b: a for a, b in pairs.items()}
    found = {}
    for a, b in pairs.items():
        was, now = old[a].parent, new[b].parent
        found[a] = (
            None if was is None else by_code_old[was],
            None if now is None else back.get(by_code_new[now], -1),
        )
    return found


def _longest_run(places: Sequence[int]) -> set[int]:
    """Which of these, by index, are the longest part of them that rises."""
    ends: list[int] = []  # the smallest last place of a run of each length
    at_end: list[int] = []
    before: list[int | None] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        at_end[length : length + 1] = [index]
        before.append(at_end[length - 1] if length else None)
    found: set[int] = set()
    last = at_end[-1] if at_end else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
