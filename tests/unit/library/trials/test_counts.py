"""The counts of every filter against counting one by one, over an index of several pieces, and against what the filter finds."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.unit.library.trials.invented_studies import raw

from trialtui.copies.detect import Part
from trialtui.copies.reader import quick_look
from trialtui.library.trials import counting, index
from trialtui.library.trials.adding import Adding
from trialtui.library.trials.entry import Facets, indexed
from trialtui.library.trials.index import LONG, TrialIndex
from trialtui.library.trials.query import AS_IT_STANDS, in_marks
from trialtui.library.trials.searching import Search
from trialtui.library.trials.store import Library

WORDS = {"title:lupus": 0.5, "title:gout": 0.1, "-title:gout": 0.9, "title:stroke": 0.4, "": 1.0, "moon": 0.0}
"""Searches, and the part of the trials that each finds."""
SEVERAL = 7  # values asked for of each filter


def invented(number: int, chance: random.Random) -> bytes:
    few = round(chance.triangular(0, 40, 0))
    return raw(
        number,
        chance.choices(["Lupus", "Gout", "Stroke"], [5, 1, 4])[0],
        status=chance.choice(["RECRUITING", "COMPLETED", "UNKNOWN"]),
        phases=chance.choice([[], ["PHASE1"], ["EARLY_PHASE1"], ["PHASE1", "PHASE2"], ["NA"]]),
        conditions=[f"Condition {chance.randrange(30)}" for _ in range(chance.randrange(4))],
        drug=f'Drug {few}, "new" “one”',
        country=chance.choice(["Korea, Republic of", "Côte d'Ivoire", "Germany"]),
        city=f"City {chance.randrange(50)}",
        sponsor=f"Sponsor {few}",
        sex=chance.choice(["ALL", "FEMALE", "MALE"]),
        minimum=chance.choice(["2 Years", "18 Years", "65 Years", None]),
        maximum=chance.choice(["70 Years", None]),
        updated=f"{chance.randrange(2012, 2027)}{chance.choice(['', '-12', '-05-06'])}",
    )


class Made(NamedTuple):
    """A library in several pieces: its index, and the title and the facets of each trial."""

    searched: TrialIndex
    trials: list[tuple[str, Facets]]

    def found(self, words: str) -> list[Facets]:
        """The trials that these words find, by looking at each."""
        return [facets for title, facets in self.trials if _says(title, words)]


def _says(title: str, words: str) -> bool:
    said, _, named = words.partition("title:")
    return (named == title.lower()) != (said == "-") if named else not words


def made(folder: Path) -> Made:
    chance = random.Random(5)
    copies = [invented(number, chance) for number in range(1, 241)]
    library = Library(folder)
    library.create()
    for start in range(0, 240, 80):
        parts = [Part(str(start), one) for one in copies[start : start + 80]]
        Adding(library, TrialIndex(folder)).run(parts)
    studies = [quick_look("", one).study for one in copies]
    return Made(
        TrialIndex(folder),
        [(study.identification.brief_title or "", indexed(study, "").facets) for study in studies],
    )


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("numbered"))


@pytest.fixture(scope="module")
def hardly_numbered(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Only the first values of a filter that came have a number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "NUMBERED", 12)
        return made(tmp_path_factory.mktemp("hardly"))


def exact(made: Made, words: str) -> None:
    shown = Search(made.searched).counts(words, most=SEVERAL)
    facets = made.found(words)
    assert len(facets) == pytest.approx(240 * WORDS[words], abs=20)
    for name in Facets._fields:
        counted = Counter(value for one in facets for value in dict.fromkeys(getattr(one, name)))
        most = SEVERAL if name in (*LONG, "country") else len(counted)
        assert [count for _, count in shown[name]] == sorted(counted.values(), reverse=True)[:most], name
        assert all(counted[value] == count for value, count in shown[name]), name


@pytest.mark.parametrize("words", WORDS)
def test_every_count_is_exact_whatever_pieces_the_index_is_in(numbered: Made, words: str) -> None:
    exact(numbered, words)


@pytest.mark.parametrize("words", WORDS)
def test_a_common_value_that_came_late_is_counted_too(hardly_numbered: Made, words: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "NUMBERED", 12)
        exact(hardly_numbered, words)


@pytest.mark.parametrize("words", WORDS)
def test_where_many_values_may_be_the_commonest_all_are_counted(numbered: Made, words: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "MOST_ASKED", 3)
        exact(numbered, words)


def test_counts_hold_when_trials_change_and_go(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.create()
    trials, search_index = range(1, 21), TrialIndex(tmp_path)

    def add(city: str, updated: str, numbers: range) -> None:
        parts = [Part("", raw(number, city=city, updated=updated)) for number in numbers]
        Adding(library, TrialIndex(tmp_path)).run(parts)

    add("Ulm", "2024-01-01", trials)
    assert Search(search_index).counts("")["city"] == [("Ulm", 20)]
    add("Köln", "2025-01-01", trials[:15])
    assert Search(search_index).counts("")["city"] == [("Köln", 15), ("Ulm", 5)]
    add("Bonn", "2026-01-01", trials)
    assert Search(search_index).counts("")["city"] == [("Bonn", 20)]
    assert Search(search_index).best("city:=Ulm").total == 0
    assert Search(search_index).best("city:=Bonn").total == 20


ASKED = {"study_type": "type", "condition": "cond", "intervention": "drug"}


def filter_of(name: str, value: str) -> str:
    """How a value that is shown is asked for."""
    exactly = "=" if name in AS_IT_STANDS else ""
    return f"{ASKED.get(name, name)}:{exactly}{in_marks(value)}"


@pytest.mark.parametrize("words", ["title:stroke", ""])
def test_a_filter_finds_as_many_as_its_count_says(numbered: Made, words: str) -> None:
    search = Search(numbered.searched)
    shown = search.counts(words, most=4)
    assert all(len(shown[name]) == 4 for name in LONG)
    for name, counts in shown.items():
        for value, count in counts:
            assert search.best(f"{words} {filter_of(name, value)}").total == count, (name, value)
        together = ",".join(filter_of(name, value).partition(":")[2] for value, _ in counts)
        asked = f"{words} {ASKED.get(name, name)}:{together}"
        some = sum(any(value in getattr(one, name) for value, _ in counts) for one in numbered.found(words))
        assert search.best(asked).total == some, asked


def test_the_years_since_then_add_up_to_what_is_found_since(numbered: Made) -> None:
    search = Search(numbered.searched)
    years = search.counts("title:stroke", ("updated",))["updated"]
    assert len(years) == 15
    for since in ("2012", "2020", "2026"):
        later = sum(count for year, count in years if year >= since)
        assert search.best(f"title:stroke updated:>={since}").total == later


def test_a_trial_that_admits_an_age_is_among_those_of_its_group(numbered: Made) -> None:
    search = Search(numbered.searched)
    for age, group in (
        (0, "child"),
        (17, "child"),
        (18, "adult"),
        (64, "adult"),
        (65, "older"),
        (90, "older"),
    ):
        admitting = search.best(f"age:{age}").total
        assert (
            0 < admitting == search.best(f"age:{age} age:{group}").total <= search.best(f"age:{group}").total
        )
