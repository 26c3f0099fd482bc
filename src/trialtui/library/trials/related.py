"""Trials of the library that are related to one: by what the records name, by conditions, interventions and titles they share.

What few trials share says more than what many do: each name counts by how rare it is (Spärck Jones, Journal of Documentation 28
(1972) 11). Of several names for one thing the rarest counts in full and the others a little, so that a disease with ten synonyms
does not outweigh a drug.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Any, NamedTuple

from trialtui.library.trials.entry import Entry
from trialtui.library.trials.index import IndexUnusable, TrialIndex, usable
from trialtui.library.trials.lock import LibraryBusy
from trialtui.library.trials.naming import Name, mentions, names_of, own_numbers, pieces
from trialtui.library.trials.settling import usable_index
from trialtui.library.trials.store import Library, LibraryRefused
from trialtui.record.study import Study

LISTED = 20
REASONS = 3  # of a kind that are told
PIECE = 0.6  # what a part of a name counts
OTHERS = 0.15  # what a further shared name of a kind counts, beside the rarest
LEAST = 0.05  # what a name counts that all trials share
MARGIN = (
    0.5  # of the weightiest title word, where a record names nothing else: what shares less is not related
)
NEARLY = 0.999  # the engine reckons with 24 bits

WEIGHTS = {"named": 30.0, "names": 30.0, "condition": 1.0, "intervention": 1.4, "keyword": 0.6, "title": 0.25}
"""What each kind counts, times its rarity."""

SAID = {
    "named": "named in this record", "names": "names this trial", "condition": "same condition",
    "intervention": "same intervention", "keyword": "same keyword", "title": "title",
}  # fmt: skip

FIELDS = {
    "named": ("ids",), "names": ("text", "title"), "condition": ("condition", "title"), "intervention": ("intervention", "title"),
    "keyword": ("condition", "title"), "title": ("title",),
}  # fmt: skip
"""Where a name of each kind is looked for."""


class Related(NamedTuple):
    """A related trial, and why: "same condition: lupus nephritis", the weightiest first."""

    entry: Entry
    reasons: tuple[str, ...]


def related_trials(
    library: Library, index: TrialIndex, study: Study, trial: str, limit: int = LISTED
) -> tuple[Related, ...]:
    """The trials most related to this record, the most related first; itself, under any of its numbers, left out.

    Raises IndexUnusable, LibraryRefused.
    """
    with usable(index.folder):
        looked = _Look(index, study, trial)
        found = looked.best(limit)
        rows = [row for row, _ in found]
        reasons = dict(found)
    places = dict(zip(rows, range(len(rows)), strict=True))
    entries = [(row, entry) for row in places for entry in library.entries([row])]
    return tuple(Related(entry, reasons[row]) for row, entry in entries)


class _Look:
    """One search for what is related."""

    def __init__(self, index: TrialIndex, study: Study, trial: str) -> None:
        self._searcher, self._schema = index.standing().searcher, index.open().schema
        self._own = own_numbers(study, trial)
        self._total = int(self._searcher.num_docs)
        self._here = self._count(self._is_own())  # itself, under any of its numbers, holds all that it names
        self._queries: list[tuple[Name, Any, float]] = []
        for name in (*mentions(study, self._own), *names_of(study)):
            self._look_for(name)

    def _look_for(self, name: Name) -> None:
        """Take a name in with its rarity; one that nobody else has in one piece, two words at a time."""
        query = self._query(name)
        count = self._count(query)
        least = 0 if name.kind in ("named", "names") else self._here
        if count > least:
            self._queries.append((name, query, self._weight(name.kind, count)))
            return
        for piece in pieces(name):
            query = self._query(piece)
            count = self._count(query)
            if count > least and all(piece.tokens != one.tokens for one, *_ in self._queries):
                self._queries.append((piece, query, PIECE * self._weight(piece.kind, count)))

    def _is_own(self) -> Any:
        from tantivy import Query

        return _any([self._in("ids", (number.lower(),)) for number in self._own], Query, 0.0)

    def _weight(self, kind: str, count: int) -> float:
        return WEIGHTS[kind] * max(LEAST, log((self._total + 1) / count))

    def _count(self, query: Any) -> int:
        return int(self._searcher.search(query, 1, count=True).count)

    def _query(self, name: Name) -> Any:
        from tantivy import Query

        return _any([self._in(field, name.tokens) for field in FIELDS[name.kind]], Query, 0.0)

    def _in(self, field: str, tokens: Sequence[str]) -> Any:
        from tantivy import Query

        if len(tokens) == 1:
            return Query.term_query(self._schema, field, tokens[0])
        return Query.phrase_query(self._schema, field, list(tokens))

    def best(self, limit: int) -> list[tuple[int, tuple[str, ...]]]:
        """Rows, the most related first, each with its reasons."""
        from tantivy import Occur, Query

        if not self._queries:
            return []
        kinds = dict.fromkeys(name.kind for name, *_ in self._queries)
        aspects = [
            _any(
                [Query.const_score_query(query, weight) for name, query, weight in self._queries if name.kind == kind],
                Query, OTHERS,
            )
            for kind in kinds
        ]  # fmt: skip
        related = Query.boolean_query([(Occur.Should, one) for one in aspects])
        whole = Query.boolean_query([(Occur.Must, related), (Occur.MustNot, self._is_own())])
        hits = self._searcher.search(whole, max(1, min(limit, self._total)), count=False).hits
        least = self._least()
        hits = [(score, place) for score, place in hits if score >= least]
        rows = [int(row) for row in self._searcher.fast_field_values("row", [place for _, place in hits])]
        why = self._reasons(rows)
        return [(row, tuple(why[row])) for row in rows]

    def _least(self) -> float:
        """The score below which trials meet by chance: title words alone, or what every second trial has."""
        strong = [weight for name, _, weight in self._queries if name.kind != "title"]
        if strong:
            return NEARLY * min(strong)
        return MARGIN * max((weight for *_, weight in self._queries), default=0.0)

    def _reasons(self, rows: list[int]) -> dict[int, list[str]]:
        """Why each row was found: the names it holds, kind by kind, the rarest first."""
        from tantivy import Occur, Query

        held: dict[int, dict[str, list[str]]] = {row: {} for row in rows}
        among = _any(
            [Query.term_query(self._schema, "key", str(row)) for row in rows] or [Query.empty_query()],
            Query,
            0.0,
        )
        for name, query, _ in sorted(self._queries, key=lambda one: (-one[2], one[0].words)):
            both = Query.boolean_query([(Occur.Must, query), (Occur.Must, among)])
            hits = self._searcher.search(both, max(1, len(rows)), count=False).hits
            for row in self._searcher.fast_field_values("row", [place for _, place in hits]):
                told = held[int(row)].setdefault(name.kind, [])
                if len(told) < REASONS and not any(_within(name.words, one) for one in told):
                    told.append(name.words)
        return {row: [_said(kind, held[row][kind]) for kind in WEIGHTS if kind in held[row]] for row in rows}


def _any(queries: list[Any], engine: Any, others: float) -> Any:
    return engine.disjunction_max_query(queries, others) if len(queries) > 1 else queries[0]


def _within(words: str, told: str) -> bool:
    return words.casefold() in told.casefold() or told.casefold() in words.casefold()


def _said(kind: str, names: list[str]) -> str:
    if kind == "named":
        return SAID[kind]
    return SAID[kind] if kind == "names" else f"{SAID[kind]}: {', '.join(names)}"


def related_in(folder: Path, study: Study, trial: str, limit: int = LISTED) -> tuple[Related, ...]:
    """The same for the library of a folder, with its index made good first: for a thread. Raises LibraryRefused."""
    library = Library(folder)
    try:
        return related_trials(library, usable_index(library), study, trial, limit)
    except (IndexUnusable, LibraryBusy) as problem:
        raise LibraryRefused(str(problem)) from None
    except (OSError, sqlite3.Error) as problem:
        raise LibraryRefused(f"{folder}: {problem}") from None
    finally:
        library.close()
