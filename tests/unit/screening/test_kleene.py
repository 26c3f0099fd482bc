from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialtui.screening.kleene import Group, Truth, evaluate, read_operator

T, F, U, D = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN, Truth.DROPPED


def group(combine: str | None, expr: str | None, count: int) -> Group:
    read = read_operator(combine, expr, count)
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("combine", "parts", "truth"),
    [
        ("all", (T, T), T),
        ("all", (T, U), U),
        ("all", (F, U), F),
        ("any", (F, U), U),
        ("any", (T, U), T),
        ("any", (F, F), F),
        ("atleast:2", (T, U, F), U),
        ("atleast:2", (T, T, U), T),
        ("atleast:2", (T, F, F), F),
        ("atleast:2", (U, F, F), F),
        ("all", (T, D), T),
        ("any", (F, D), F),
        ("all", (D, D), D),
        ("atleast:2", (T, U, D), U),
        ("atleast:2", (T, D, D), F),
    ],
)
def test_parts_make_up_their_parent(combine: str, parts: tuple[Truth, ...], truth: Truth) -> None:
    assert evaluate(group(combine, None, len(parts)), parts) is truth


def test_an_expression_binds_and_before_or_and_wins_over_the_outermost_operator() -> None:
    assert group("all", "(1|2)&3", 3) == Group(0, (Group(1, (1, 2)), 3))
    assert group("any", "1|2&3", 3) == Group(1, (1, Group(0, (2, 3))))
    assert group("all", "((1))&2", 2) == Group(0, (1, 2))


@pytest.mark.parametrize(
    "expr",
    ["", "(1|2", "1|2)", "1||2", "1&4", "1|2", "1|1|2", "1 and 2", "0|1|2", "x", "1|2&", "-1|2|3", "¹|2|3"],
)
def test_an_expression_that_does_not_fit_the_parts_derives_nothing(expr: str) -> None:
    assert read_operator("all", expr, 3) is None


@pytest.mark.parametrize("combine", ["except", "info", None, "atleast:0", "atleast:4", "atleast:x", "most"])
def test_exceptions_explanations_and_unknown_operators_derive_nothing(combine: str | None) -> None:
    assert read_operator(combine, None, 3) is None


def test_a_deeply_nested_expression_derives_nothing_rather_than_failing() -> None:
    assert read_operator("all", "(" * 5000 + "1" + ")" * 5000, 1) is None


def test_where_no_part_is_there_nothing_follows() -> None:
    assert evaluate(group("any", None, 2), (None, None)) is None
    assert evaluate(group("any", None, 2), (None, D)) is D
    assert evaluate(group("all", "(1|2)&3", 3), (None, None, F)) is F


def test_a_drop_counted_as_open_leaves_the_question_open() -> None:
    assert evaluate(group("any", None, 2), (F, D), drops_open=True) is U
    assert evaluate(group("atleast:2", None, 3), (F, F, D), drops_open=True) is F


@st.composite
def groups(draw: st.DrawFn, ordinals: tuple[int, ...]) -> Group | int:
    """A read-once operator over just these ordinals."""
    if len(ordinals) == 1:
        return ordinals[0]
    cuts = sorted(draw(st.sets(st.integers(1, len(ordinals) - 1), min_size=1, max_size=3)))
    slices = [ordinals[start:end] for start, end in zip([0, *cuts], [*cuts, len(ordinals)], strict=True)]
    members = tuple(draw(groups(part)) for part in slices)
    return Group(draw(st.integers(0, len(members))), members)


@given(st.data(), st.lists(st.sampled_from([T, F, U]), min_size=2, max_size=8))
def test_strong_kleene_says_what_every_completion_of_the_unknown_agrees_on(
    data: st.DataObject, parts: list[Truth]
) -> None:
    operator = data.draw(groups(tuple(range(1, len(parts) + 1))))
    assert isinstance(operator, Group)
    outcomes = {
        evaluate(operator, completed)
        for completed in product(*[[T, F] if truth is U else [truth] for truth in parts])
    }
    assert evaluate(operator, parts) is (U if len(outcomes) > 1 else outcomes.pop())
