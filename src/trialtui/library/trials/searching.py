"""Searching the index: what was asked becomes a query of the engine here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from trialtui.library.trials.entry import Facets
from trialtui.library.trials.index import COLUMNS, WORDED, TrialIndex, column
from trialtui.library.trials.query import Asked, dates, parse

BOOSTS = {"title": 4.0, "condition": 5.0, "intervention": 4.0, "text": 1.0, "country": 1.0, "city": 1.0}
"""Where a word of no field may stand, and how much that counts: the trial whose title or condition says it comes first."""

IDS_BOOST = 50.0
PREFIX_TERMS = 40  # the commonest words that begin with what was typed
COUNTED = 12  # values a filter shows
SHORTEST_GUESS = 5  # letters a word needs before one of them may be wrong


class Hits(NamedTuple):
    """The first rows found, best first, and how many there are in all. `guessed`: one letter of a word was taken for another."""

    rows: tuple[int, ...]
    total: int
    guessed: bool = False


class Search:
    """What the index holds at one moment, to be asked several things. Raises IndexUnusable where there is none."""

    def __init__(self, index: TrialIndex) -> None:
        opened = index.open()
        self._searcher = index.searcher()
        self._schema = opened.schema

    def best(self, words: str, limit: int = 50, *, typing: bool = False, newest: bool = False) -> Hits:
        """The best trials for these words. `typing`: the last word may go on. Raises QueryError."""
        asked = parse(words)
        if typing and asked and not words[-1:].isspace():
            asked[-1] = _goes_on(asked[-1])
        hits = self._found(self._all(asked, guess=False), limit, newest or not asked)
        if hits.total or not asked:
            return hits
        guessed = self._found(self._all(asked, guess=True), limit, newest)
        return guessed._replace(guessed=bool(guessed.total))

    def counts(self, words: str, *, typing: bool = False) -> dict[str, list[tuple[str, int]]]:
        """How many of the trials found have each value of each filter, the commonest first. Raises QueryError."""
        asked = parse(words)
        if typing and asked and not words[-1:].isspace():
            asked[-1] = _goes_on(asked[-1])
        wanted = {name: {"terms": {"field": column(name), "size": COUNTED}} for name in COLUMNS}
        found = self._searcher.aggregate(self._all(asked, guess=False), wanted)
        return {
            name: [(bucket["key"], bucket["doc_count"]) for bucket in found[name]["buckets"]]
            for name in Facets._fields
        }

    def _found(self, query: Any, limit: int, newest: bool) -> Hits:
        order = {"order_by_field": "updated"} if newest else {}
        result = self._searcher.search(query, limit, count=True, **order)
        rows = self._searcher.fast_field_values("row", [place for _, place in result.hits])
        return Hits(tuple(int(row) for row in rows), int(result.count))

    # --- what is asked, in the engine's terms

    def _all(self, asked: Sequence[Asked], *, guess: bool) -> Any:
        from tantivy import Occur, Query

        parts = [
            (Occur.MustNot if one.negated else Occur.Must, self._one(one, guess and not one.negated))
            for one in asked
        ]
        if not any(occur == Occur.Must for occur, _ in parts):
            parts.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(parts) if asked else Query.all_query()

    def _one(self, asked: Asked, guess: bool) -> Any:
        if asked.field == "age":
            return self._admits(int(asked.text))
        if asked.field == "updated":
            return self._range("updated", *dates(asked.text))
        if asked.values:
            return self._any([self._term(column(asked.field), value) for value in asked.values])
        if asked.field == "ids":
            return self._id(asked.text)
        if asked.field:
            return self._words(asked, asked.field, guess)
        from tantivy import Query

        places = [
            Query.boost_query(self._words(asked, field, guess), boost) for field, boost in BOOSTS.items()
        ]
        return self._any([*places, Query.boost_query(self._id(asked.text), IDS_BOOST)])

    def _id(self, text: str) -> Any:
        return self._term("ids", text.lower())

    def _words(self, asked: Asked, field: str, guess: bool) -> Any:
        """The words of one thing asked, in one field: next to each other where there are several."""
        from tantivy import Query

        tokens = _tokens(asked.text)
        if not tokens:
            return Query.empty_query()
        if len(tokens) > 1 and (asked.phrase or not asked.prefix):
            return Query.phrase_query(self._schema, field, list(tokens))
        if asked.prefix:
            return self._begins(field, tokens)
        if asked.phrase:
            return self._term(field, tokens[0])
        if guess and len(tokens[0]) >= SHORTEST_GUESS:
            return Query.fuzzy_term_query(self._schema, field, tokens[0], distance=1)
        return self._any([self._term(field, form) for form in forms(tokens[0])])

    def _begins(self, field: str, tokens: Sequence[str]) -> Any:
        from tantivy import Query

        last = self._any(
            [
                self._term(field, term)
                for term, _ in self._searcher.terms_with_prefix(field, tokens[-1], limit=PREFIX_TERMS)
            ]
        )
        if len(tokens) == 1:
            return last
        return Query.phrase_prefix_query(self._schema, field, list(tokens))

    def _admits(self, years: int) -> Any:
        """Trials that a person of this age may enter: some day of that year of life lies within the limits."""
        from tantivy import Occur, Query

        first, last = int(years * 365.25), int((years + 1) * 365.25) - 1
        return Query.boolean_query(
            [
                (Occur.Must, self._range("minimum_age", 0, last)),
                (Occur.Must, self._range("maximum_age", first, 10**6)),
            ]
        )

    def _range(self, field: str, low: int, high: int) -> Any:
        from tantivy import FieldType, Query

        return Query.range_query(self._schema, field, FieldType.Unsigned, low, high)

    def _term(self, field: str, value: str) -> Any:
        from tantivy import Query

        return Query.term_query(self._schema, field, value)

    def _any(self, queries: Iterable[Any]) -> Any:
        from tantivy import Query

        several = list(queries)
        if not several:
            return Query.empty_query()
        return Query.disjunction_max_query(several, 0.1) if len(several) > 1 else several[0]


def _goes_on(asked: Asked) -> Asked:
    typed = (
        not asked.phrase
        and not asked.values
        and asked.field in ("", "title", "condition", "intervention", *WORDED)
    )
    return asked._replace(prefix=True) if typed and _tokens(asked.text) else asked


def forms(word: str) -> tuple[str, ...]:
    """A word and what it is in the singular or plural, by English rules: the index keeps words as they stand."""
    if len(word) < 4 or not word.isalpha():
        return (word,)
    found = [word]
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    elif word.endswith(("ses", "xes", "ches", "shes")):
        found += [word[:-2], word[:-1]]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found.append(word[:-1])
    elif word.endswith("y"):
        found.append(word[:-1] + "ies")
    elif not word.endswith("s"):
        found += [word + "s"]
    return tuple(found)


@cache
def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.simple())
    for each in (Filter.lowercase(), Filter.ascii_fold()):
        words = words.filter(each)
    return words.build()


def _tokens(text: str) -> tuple[str, ...]:
    """A text as the index takes it apart: at everything that is no letter and no digit."""
    return tuple(_analyzer().analyze(text))
