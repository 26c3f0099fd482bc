"""Searching the index: what was asked becomes a query of the engine here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from trialtui.library.trials.counting import Counting, Counts
from trialtui.library.trials.index import (
    COLUMNS,
    FILTERS,
    SHORT,
    WORDED,
    TrialIndex,
    column,
    known_numbers,
    long_term,
    short_term,
    usable,
)
from trialtui.library.trials.query import Asked, dates, parse
from trialtui.library.trials.wording import apart, forms, joined, owner, related, spelled

BOOSTS = {
    "title": 4.0, "condition": 5.0, "intervention": 4.0, "sponsor": 3.0, "text": 1.0, "country": 1.0, "city": 1.0,
}  # fmt: skip
"""Where a word of no field may stand, and how much that counts: the trial whose title or condition says it comes first."""

IDS_BOOST = 50.0
TOGETHER = {"title": 3.0, "condition": 3.0}
"""Words asked one after the other that stand so in one of these count that much more."""

RELATED_BOOST = 0.5
PREFIX_TERMS = 40  # the commonest words that begin with what was typed
REST_BOOST = 0.1  # of the rarer words that begin so
EXACT_PREFIX = 3  # letters from which on these are found too
SHORTEST_PREFIXES = {"title": 2, "text": 3}
"""Letters before a field is searched for words that go on: a tenth of all words begins with "c"."""
COUNTED = 12  # values a filter shows
SHORTEST_GUESS = 5  # letters a word needs before one of them may be wrong


class Hits(NamedTuple):
    """The first rows found, best first, and how many there are in all. `guessed`: one letter of a word was taken for another."""

    rows: tuple[int, ...]
    total: int
    guessed: bool = False


class Search:
    """What the index holds at one moment, to be asked several things; `marked` are the rows somebody marked.

    Raises IndexUnusable where there is none, or it is torn.
    """

    def __init__(self, index: TrialIndex, marked: Iterable[int] = ()) -> None:
        self._folder, self._marked = index.folder, tuple(marked)
        self._standing = index.standing()
        self._searcher = self._standing.searcher
        self._schema = index.open().schema

    @property
    def known(self) -> int:
        """How many trials the index knows."""
        return int(self._searcher.num_docs)

    def best(self, words: str, limit: int = 50, *, typing: bool = False, newest: bool = False) -> Hits:
        """The best trials for these words. `typing`: the last word may go on. Raises QueryError."""
        asked = _asked(words, typing)
        with usable(self._folder):
            hits = self._found(self._all(asked, self._plain(asked)), limit, newest or not asked)
            if hits.total or not asked:
                return hits
            guessed = self._found(self._all(asked, self._guesses(asked)), limit, newest)
        return guessed._replace(guessed=bool(guessed.total))

    def counts(
        self, words: str, filters: Iterable[str] = COLUMNS, *, typing: bool = False, most: int = COUNTED
    ) -> dict[str, Counts]:
        """How many of the trials found have each value of these filters, the commonest first; exact. Raises QueryError.

        `most`: values of countries and of the filters of thousands; of the others all are there.
        """
        asked = _asked(words, typing)
        with usable(self._folder):
            query = self._all(asked, self._plain(asked), ranked=False)
            return Counting(self._standing).counts(query, list(filters), most)

    def _found(self, query: Any, limit: int, newest: bool) -> Hits:
        order = {"order_by_field": "updated"} if newest else {}
        most = max(1, min(limit, self.known))  # the engine makes room for as many as are asked for
        result = self._searcher.search(query, most, count=True, **order)
        rows = self._searcher.fast_field_values("row", [place for _, place in result.hits])
        return Hits(tuple(int(row) for row in rows), int(result.count))

    # --- what is asked, in the engine's terms

    def _all(self, asked: Sequence[Asked], each: Sequence[Any], *, ranked: bool = True) -> Any:
        from tantivy import Occur, Query

        if not asked:
            return Query.all_query()
        parts = [
            (Occur.MustNot if one.negated else Occur.Must, query)
            for one, query in zip(asked, each, strict=True)
            if index_tokens(one.text)  # a lone "-" or "&" asks nothing
        ]
        if not parts:
            return Query.empty_query()
        if not any(occur == Occur.Must for occur, _ in parts):
            parts.append((Occur.Must, Query.all_query()))
        if ranked:
            parts += [(Occur.Should, query) for query in self._together(asked)]
        return Query.boolean_query(parts)

    def _plain(self, asked: Sequence[Asked]) -> list[Any]:
        return [self._one(one) for one in asked]

    def _guesses(self, asked: Sequence[Asked]) -> list[Any]:
        """The same with one letter wrong in the words that stand nowhere."""
        return [self._one(one, guess=self._may_be_misspelt(one)) for one in asked]

    def _may_be_misspelt(self, one: Asked) -> bool:
        tokens = index_tokens(one.text)
        if (
            one.negated
            or one.phrase
            or one.values
            or one.either
            or len(tokens) != 1
            or len(tokens[0]) < SHORTEST_GUESS
        ):
            return False
        return int(self._searcher.search(self._one(one), 1, count=True).count) == 0

    def _one(self, asked: Asked, *, guess: bool = False) -> Any:
        from tantivy import Query

        if asked.either:
            return self._any([self._one(one) for one in asked.either])
        if asked.field == "marked":
            return self._is_marked(asked.values)
        if asked.values:
            return self._any([self._value(asked.field, value) for value in asked.values])
        if asked.field == "age":
            return self._admits(int(asked.text))
        if asked.field == "updated":
            return self._range("updated", *dates(asked.text))
        if asked.field == "ids":
            return self._id(asked)
        if asked.field:
            return self._words(asked, asked.field, guess)
        places = [
            Query.boost_query(self._words(asked, field, guess), boost) for field, boost in BOOSTS.items()
        ]
        return self._any([*places, Query.boost_query(self._id(asked), IDS_BOOST)])

    def _value(self, field: str, value: str) -> Any:
        """Trials with this value of a filter, as it stands."""
        if field in SHORT:
            return self._term(FILTERS, short_term(field, value))
        kept: dict[str, dict[str, int]] = self._standing.counted.setdefault("numbers", {})
        if field not in kept:
            kept[field] = known_numbers(self._searcher, field)
        return self._term(column(field), long_term(value, kept[field].get(value)))

    def _id(self, asked: Asked) -> Any:
        text = asked.text.lower()
        if asked.prefix and asked.field:
            terms = self._searcher.terms_with_prefix("ids", text, limit=PREFIX_TERMS)
            return self._any([self._term("ids", term) for term, _ in terms])
        return self._term("ids", text)

    def _words(self, asked: Asked, field: str, guess: bool) -> Any:
        """The words of one thing asked, in one field: next to each other where there are several."""
        from tantivy import Query

        tokens = index_tokens(asked.text if asked.phrase else owner(asked.text))
        if not tokens:
            return Query.empty_query()
        if asked.prefix:
            return self._begins(field, tokens)
        if asked.phrase:
            return self._phrase(field, tokens)
        if len(tokens) > 1:  # "COVID-19", "PD-1", "beta-blockers": in one piece too
            phrases = [self._phrase(field, (*tokens[:-1], form)) for form in forms(tokens[-1])]
            pieces = [self._term(field, word.lower()) for word in joined(asked.text)]
            return self._any([*phrases, *pieces])
        if guess:
            return Query.fuzzy_term_query(self._schema, field, tokens[0], distance=1)
        spellings = [self._term(field, form) for form in forms(tokens[0])]
        if len(pieces := apart(tokens[0])) > 1:
            spellings.append(self._phrase(field, pieces))
        if not asked.negated:
            others = [self._term(field, word) for word in related(tokens[0])]
            spellings += [Query.boost_query(other, RELATED_BOOST) for other in others]
        return self._any(spellings)

    def _phrase(self, field: str, tokens: Sequence[str]) -> Any:
        from tantivy import Query

        if len(tokens) == 1:
            return self._term(field, tokens[0])
        return Query.phrase_query(self._schema, field, list(tokens))

    def _together(self, asked: Sequence[Asked]) -> Iterable[Any]:
        """Pairs of words of no field, next to each other."""
        from tantivy import Query

        words = [
            index_tokens(owner(one.text))
            if not (one.field or one.negated or one.phrase or one.prefix)
            else ()
            for one in asked
        ]
        for first, second in pairwise(words):
            if first and second:
                for field, boost in TOGETHER.items():
                    phrase = self._phrase(field, (*first, *second))
                    yield Query.boost_query(phrase, boost)

    def _begins(self, field: str, tokens: Sequence[str]) -> Any:
        from tantivy import Query

        if len(tokens) > 1:
            return Query.phrase_prefix_query(self._schema, field, list(tokens))
        start = tokens[0]
        if len(start) < SHORTEST_PREFIXES.get(field, 1):
            return Query.empty_query()
        several = [self._term(field, term) for term in self._commonest(field, start)]
        if len(several) == PREFIX_TERMS and len(start) >= EXACT_PREFIX:
            rest = Query.regex_query(
                self._schema, field, f"{start}.*"
            )  # letters and digits only: see index_tokens
            several.append(Query.boost_query(rest, REST_BOOST))
        return self._any(several)

    def _is_marked(self, said: Sequence[str]) -> Any:
        from tantivy import Occur, Query

        marked = self._any([self._term("key", str(row)) for row in self._marked])
        rest = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, marked)])
        return self._any([marked if one == "yes" else rest for one in said])

    def _commonest(self, field: str, start: str) -> list[str]:
        """The commonest words that begin so. Those of one or two letters are many and asked again and again: they are kept."""
        kept: dict[tuple[str, str], list[str]] = self._standing.counted.setdefault("words", {})
        if (field, start) in kept:
            return kept[field, start]
        found = self._searcher.terms_with_prefix(field, start, limit=PREFIX_TERMS)
        words = [term for term, _ in found]
        if len(start) < EXACT_PREFIX:
            kept[field, start] = words
        return words

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


def _asked(words: str, typing: bool) -> list[Asked]:
    """What a search asks; the last word may go on where somebody is typing, whatever filters stand behind it. Raises QueryError."""
    asked = parse(words)
    place = next((at for at in reversed(range(len(asked))) if not asked[at].is_filter), None)
    if typing and place is not None and (place < len(asked) - 1 or not words[-1:].isspace()):
        asked[place] = _goes_on(asked[place])
    return asked


def _goes_on(asked: Asked) -> Asked:
    if asked.either:
        return asked._replace(either=(*asked.either[:-1], _goes_on(asked.either[-1])))
    typed = (
        not asked.phrase
        and not asked.values
        and asked.field in ("", "title", "condition", "intervention", *WORDED)
    )
    return asked._replace(prefix=True) if typed and index_tokens(asked.text) else asked


@cache
def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.simple())
    for each in (Filter.lowercase(), Filter.ascii_fold()):
        words = words.filter(each)
    return words.build()


def index_tokens(text: str) -> tuple[str, ...]:
    """A text as the index takes it apart: at everything that is no letter and no digit."""
    return tuple(_analyzer().analyze(spelled(text)))
