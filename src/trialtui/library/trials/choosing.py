"""Filters as words of the search line: what is chosen of each, and the line with a value chosen or let go of.

The line is all there is: nothing else remembers what was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from trialtui.library.trials.query import (
    AGE_GROUPS,
    FIELDS,
    PHASES,
    SEXES,
    STUDY_TYPES,
    YES_NO,
    Clause,
    clauses,
    first_words,
    in_marks,
)
from trialtui.record.words import STATUSES

SINCE = ">="


class Filter(NamedTuple):
    """What a list of trials can be filtered by. `one_word`: the word of the line for each of its values, where they are few.

    `single`: one value takes the place of another, as of dates and ages.
    """

    name: str
    word: str
    counted: str  # as `Search.counts` calls it
    one_word: dict[str, str]
    single: bool = False

    @property
    def field(self) -> str:
        return FIELDS[self.word]


FILTERS = (
    Filter("status", "status", "status", {one: one.lower() for one in sorted(STATUSES)}),
    Filter("phase", "phase", "phase", first_words(PHASES)),
    Filter("study type", "type", "study_type", first_words(STUDY_TYPES)),
    Filter("condition", "cond", "condition", {}),
    Filter("intervention", "drug", "intervention", {}),
    Filter("country", "country", "country", {}),
    Filter("city", "city", "city", {}),
    Filter("sponsor", "sponsor", "sponsor", {}),
    Filter("sex", "sex", "sex", first_words(SEXES)),
    Filter("ages", "age", "age", first_words(AGE_GROUPS)),
    Filter("has results", "results", "results", first_words(YES_NO)),
    Filter("updated since", "updated", "updated", {}, single=True),
)


def offered(which: Filter, counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The values to choose from, with their counts: of the years since when, each with all that came after it."""
    if which.field != "updated":
        return list(counts)
    years = sorted(counts, reverse=True)
    sums = accumulate(count for _, count in years)
    return [(f"{SINCE}{year}", count) for (year, _), count in zip(years, sums, strict=True)]


def chosen(words: str, which: Filter) -> set[str]:
    """The values of a filter that the line asks for. Raises QueryError."""
    return {
        value
        for clause in clauses(words)
        if clause.asked.field == which.field and not clause.asked.negated
        for part in clause.parts
        for value in _values(which, part)
    }


def without(words: str, which: Filter) -> str:
    """The line without what it asks of a filter. Raises QueryError."""
    return _put(words, [(clause, "") for clause in _asked_of(words, which)])


def toggled(words: str, which: Filter, value: str) -> str:
    """The line with a value chosen as one more alternative, or let go of. Raises QueryError."""
    asked = _asked_of(words, which)
    if value in chosen(words, which):
        left = [(clause, _without_value(which, clause.parts, value)) for clause in asked]
        return _put(words, [(one, f"{which.word}:{','.join(parts)}" if parts else "") for one, parts in left])
    if asked and not which.single:
        end = asked[-1].end
        return f"{words[:end]},{word_of(which, value)}{words[end:]}".strip()
    return f"{without(words, which)} {which.word}:{word_of(which, value)}".strip()


def word_of(which: Filter, value: str) -> str:
    """A value as it is asked for behind the colon."""
    if value in which.one_word:
        return which.one_word[value]
    if which.field == "updated":
        return value
    bare = value.isascii() and value.replace("-", "").isalnum()
    return f"={value if bare else in_marks(value)}"


def _asked_of(words: str, which: Filter) -> list[Clause]:
    return [one for one in clauses(words) if one.asked.field == which.field and not one.asked.negated]


def _put(words: str, changed: Sequence[tuple[Clause, str]]) -> str:
    """The line with other words, or none, in the places of these clauses."""
    for clause, instead in reversed(changed):
        before, after = words[: clause.start].rstrip(), words[clause.end :].lstrip()
        words = " ".join(filter(None, [before, instead, after]))
    return words.strip()


def _values(which: Filter, part: str) -> Sequence[str]:
    asked = next(iter(clauses(f"{which.word}:{part}"))).asked
    return asked.values or (asked.text,)


def _without_value(which: Filter, parts: Sequence[str], value: str) -> list[str]:
    left: list[str] = []
    for part in parts:
        values = _values(which, part)
        kept = [one for one in values if one != value]
        left += [part] if len(kept) == len(values) else [word_of(which, one) for one in kept]
    return left
