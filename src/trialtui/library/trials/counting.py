"""How many of the trials found have each value of a filter: exact, and the faster the more are found.

Filters of few values are counted by walking their postings. Of those of many thousands only the values that can be among the
commonest are counted, by their numbers: none is commoner among the trials found than in the whole index. Where more than half is
found, the rest is counted and taken away from the whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from heapq import heappush, heappushpop, nsmallest
from itertools import accumulate
from operator import itemgetter, neg
from typing import Any, NamedTuple

from trialtui.library.trials.index import (
    EVERY,
    FILTERS,
    LONG,
    NUMBERED,
    SHORT,
    Standing,
    column,
    numbers,
    short_term,
    value_of,
)

Counts = list[tuple[str, int]]
"""Values with how many trials have them, the commonest first."""

Buckets = list[dict[str, int]]
"""What the engine counted: numbers as "key", from the smallest on, with their "doc_count"."""

_KEY = itemgetter("key")
SOONER = 0.7  # a guess at the least of the commonest: were they as common here as in the whole index, it would be 1
MOST_ASKED = 2000  # numbers one by one; beyond it counting all of them is faster
UNNUMBERED = 1 << 30  # no number is as great
ALL_BUCKETS = 60_000  # the engine makes 65,000 at most


class Totals(NamedTuple):
    """The commonest values of a long filter in the whole index, and what has to be asked for them.

    `reach`: how many numbers, from 0 on, the values so far are among. `rest`: what a value that is not among these comes to at most;
    `unnumbered`: what one without a number does.
    """

    values: Sequence[str]
    numbers: Sequence[int]
    counts: Sequence[int]
    reach: Sequence[int]
    rest: int
    unnumbered: int

    def least(self, most: int) -> int:
        """What each of the commonest comes to at least."""
        return self.counts[most - 1] if most <= len(self.counts) else 0

    def asked(self, least: int) -> int:
        """How many numbers, from 0 on, the values are among that are commoner than this."""
        several = bisect_left(self.counts, -least, key=neg)
        if least < self.rest:
            return UNNUMBERED
        return self.reach[several - 1] if several else 0


class Counting:
    """Counts the values of filters over what a query finds in the index as it stands."""

    def __init__(self, standing: Standing) -> None:
        self._searcher, self._totals = standing.searcher, standing.counted

    def counts(self, query: Any, filters: Collection[str], most: int) -> dict[str, Counts]:
        """The counts of these filters: of countries and of the long filters the `most` common values, of the others all."""
        short = self._short(query, filters)
        found = {
            name: _commonest(values, most if name == "country" else len(values))
            for name, values in short.items()
            if name in filters
        }
        several = [name for name in filters if name in LONG]
        if several:
            hits = short.get(EVERY) or self._short(query, ()).get(EVERY, {})
            found |= self._long(query, hits.get("", 0), several, most)
        return {name: found[name] for name in filters}

    # --- few values

    def _short(self, query: Any, filters: Collection[str]) -> dict[str, dict[str, int]]:
        """The values of the short filters; under EVERY how many are found in all, unless only one filter is asked for."""
        asked = [name for name in filters if name in SHORT]
        start = "" if len(asked) > 1 else short_term(asked[0], "") if asked else EVERY
        found: dict[str, dict[str, int]] = {name: {} for name in asked}
        for term, count in self._searcher.terms_with_prefix(FILTERS, start, query):
            name, _, value = term.partition(":")
            found.setdefault(name, {})[value] = count
        return found

    # --- thousands of values

    def _long(self, query: Any, hits: int, filters: Sequence[str], most: int) -> dict[str, Counts]:
        if not hits:
            return {name: [] for name in filters}
        found: dict[str, Counts] = {}
        known = self._searcher.num_docs
        rest = hits * 2 > known
        side = _rest(query) if rest else query
        # An index in one piece gives its commonest values without the others: nothing has to be put together.
        most_asked = NUMBERED if rest else MOST_ASKED if self._searcher.num_segments > 1 else 0
        totals = {name: self._totals_of(name) for name in filters}
        share = hits / known * SOONER
        least = {name: int(one.least(most) * share) for name, one in totals.items()}
        while left := [name for name in filters if name not in found]:
            asked = {name: totals[name].asked(least[name]) for name in left}
            many = {name for name in left if asked[name] > most_asked}
            found |= self._all(query, {name: least[name] for name in many}, most)
            counted = self._numbered(side, {name: asked[name] for name in left if name not in found})
            for name, numbered in counted.items():
                first, others = _first(totals[name], asked[name], numbered, rest, most)
                least[name] = first[-1][1] if len(first) == most else 0
                if least[name] >= others:
                    found[name] = first
        return found

    def _numbered(self, query: Any, asked: dict[str, int]) -> dict[str, Buckets]:
        """How many trials have each of the first numbers."""
        columns = {
            name: _terms(numbers(name), size, size, {"_key": "asc"}) for name, size in asked.items() if size
        }
        found = self._searcher.aggregate(query, columns) if columns else {}
        return {name: found[name]["buckets"] if name in columns else [] for name in asked}

    def _all(self, query: Any, least: dict[str, int], most: int) -> dict[str, Counts]:
        """The commonest of all values, each counted: by their numbers, unless one without a number may be among them."""
        found: dict[str, Counts] = {}
        fields = {name: numbers(name) for name in least if least[name] >= self._totals_of(name).unnumbered}
        for name, buckets in self._buckets(query, fields, most).items():
            totals = self._totals_of(name)
            values = dict(zip(totals.numbers, totals.values, strict=True))
            fewest = buckets[-1][1] if len(buckets) == most else 0
            if fewest >= totals.unnumbered and all(number in values for number, _ in buckets):
                found[name] = _commonest({values[number]: count for number, count in buckets}, most)
        fields = {name: column(name) for name in least if name not in found}
        for name, buckets in self._buckets(query, fields, most).items():
            found[name] = _commonest({value_of(term)[0]: count for term, count in buckets}, most)
        return found

    def _buckets(self, query: Any, fields: dict[str, str], most: int) -> dict[str, list[tuple[Any, int]]]:
        """The commonest values of these fields, of each piece of the index all that it has."""
        of_each = ALL_BUCKETS if self._searcher.num_segments > 1 else most
        columns = {name: _terms(field, most, of_each, {"_count": "desc"}) for name, field in fields.items()}
        found = self._searcher.aggregate(query, columns) if columns else {}
        return {name: [(one["key"], one["doc_count"]) for one in found[name]["buckets"]] for name in columns}

    def _totals_of(self, name: str) -> Totals:
        if name not in self._totals:
            from tantivy import Query

            terms = self._searcher.terms_with_prefix(column(name), "", Query.all_query(), NUMBERED)
            self._totals[name] = _totals(terms)
        totals: Totals = self._totals[name]
        return totals


def _terms(field: str, size: int, of_each: int, order: dict[str, str]) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size, "segment_size": of_each, "order": order}}


def _rest(query: Any) -> Any:
    from tantivy import Occur, Query

    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])


def _totals(terms: Sequence[tuple[str, int]]) -> Totals:
    named = [value_of(term) for term, _ in terms]
    given = [UNNUMBERED if number is None else number for _, number in named]
    counts = [count for _, count in terms]
    rest = counts[-1] if len(counts) == NUMBERED else 0
    unnumbered = next(
        (count for number, count in zip(given, counts, strict=True) if number == UNNUMBERED), rest
    )
    reach = list(accumulate((number + 1 for number in given), max))
    return Totals([value for value, _ in named], given, counts, reach, rest, unnumbered)


def _first(totals: Totals, asked: int, counted: Buckets, rest: bool, most: int) -> tuple[Counts, int]:
    """The commonest values out of what was counted of the first numbers, of those found or of the rest; and what every other value
    comes to at most."""
    heap: list[tuple[int, str]] = []
    for value, number, count in zip(totals.values, totals.numbers, totals.counts, strict=True):
        if number >= asked or (len(heap) == most and count <= heap[0][0]):
            return _commonest({value: count for count, value in heap}, most), count
        here = _counted(counted, number)
        (heappush if len(heap) < most else heappushpop)(heap, (count - here if rest else here, value))
    return _commonest({value: count for count, value in heap}, most), totals.rest


def _counted(buckets: Buckets, number: int) -> int:
    at = bisect_left(buckets, number, key=_KEY)
    return buckets[at]["doc_count"] if at < len(buckets) and buckets[at]["key"] == number else 0


def _commonest(counts: dict[str, int], most: int) -> Counts:
    return [one for one in nsmallest(most, counts.items(), key=lambda one: (-one[1], one[0])) if one[1] > 0]
