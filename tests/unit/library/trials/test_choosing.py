"""Filters as words of the search line: choosing a value and letting go of it, whatever the value is and whatever else is asked."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trialtui.library.trials.choosing import FILTERS, Filter, chosen, offered, toggled, without
from trialtui.library.trials.query import parse

BY_NAME = {one.name: one for one in FILTERS}
LINES = st.lists(
    st.sampled_from(
        [
            "lupus",
            '"end  stage"',
            "-child",
            "-cond:gout",
            "status:open",
            'cond:="A  B",gout',
            "phase:1/2",
            "age:64",
        ]
    )
).map(" ".join)
VALUES = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1).filter(str.strip)


@given(LINES, st.sampled_from([one for one in FILTERS if not one.one_word and not one.single]), VALUES)
def test_a_value_chosen_is_asked_and_let_go_of_leaves_the_rest_as_it_was(
    words: str, which: Filter, value: str
) -> None:
    assume(value not in chosen(words, which))
    once = toggled(words, which, value)
    assert value in chosen(once, which)
    assert parse(without(once, which)) == parse(without(words, which))
    again = toggled(once, which, value)
    assert chosen(again, which) == chosen(words, which)
    assert [one._replace(at=0) for one in parse(again)] == [one._replace(at=0) for one in parse(words)]


@pytest.mark.parametrize(
    ("words", "name", "value", "then"),
    [
        ("", "status", "RECRUITING", "status:recruiting"),
        ("lupus status:open x", "status", "RECRUITING", "lupus status:enrolling_by_invitation x"),
        ("phase:1/2 lupus", "phase", "PHASE3", "phase:1/2,3 lupus"),
        ("phase:1,2", "phase", "PHASE1", "phase:2"),
        ("phase:1", "phase", "PHASE1", ""),
        ("-status:completed", "status", "COMPLETED", "-status:completed status:completed"),
        ("gout", "country", "United States", 'gout country:="United States"'),
        ("gout", "condition", 'The "moon" sickness', 'gout cond:="The ""moon"" sickness"'),
        ("updated:>=2024 gout", "updated since", ">=2025", "gout updated:>=2025"),
        ("gout", "ages", "OLDER_ADULT", "gout age:older"),
    ],
)
def test_what_is_chosen_is_words_of_the_line(words: str, name: str, value: str, then: str) -> None:
    assert toggled(words, BY_NAME[name], value) == then


def test_years_are_offered_as_since_when_each_with_all_that_came_after() -> None:
    counts = [("2023", 5), ("2025", 2), ("2024", 1)]
    assert offered(BY_NAME["updated since"], counts) == [(">=2025", 2), (">=2024", 3), (">=2023", 8)]
