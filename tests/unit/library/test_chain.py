"""The encoding under the hashes: one event, one text; another event, another text."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialtui.library import chain

values = st.none() | st.integers(-(2**63), 2**63 - 1) | st.text()
columns = st.lists(values, min_size=13, max_size=13)
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
json_values = (
    scalars | st.lists(scalars, max_size=4) | st.dictionaries(st.text(max_size=8), scalars, max_size=4)
)


@given(one=columns, other=columns)
def test_different_events_have_different_hashes(
    one: list[str | int | None], other: list[str | int | None]
) -> None:
    assert (chain.event_hash(one) == chain.event_hash(other)) == (one == other)


@given(st.lists(values, max_size=5), st.lists(values, max_size=5))
def test_nothing_can_be_pushed_from_one_column_into_the_next(
    one: list[str | int | None], other: list[str | int | None]
) -> None:
    assert (chain.canonical(one) == chain.canonical(other)) == (one == other)


def test_the_hash_is_the_documented_one() -> None:
    row = (
        1,
        "2026-11-22T12:00:00.000000Z",
        60,
        "ä",
        "s",
        "k",
        None,
        "t",
        None,
        None,
        None,
        "c",
        chain.GENESIS,
    )
    text = (
        'trialtui event 1\n[1,"2026-11-22T12:00:00.000000Z",60,"\\u00e4","s","k",null,"t",null,null,null,"c","'
        + "0" * 64
        + '"]'
    )
    assert chain.event_hash(row) == hashlib.sha256(text.encode()).hexdigest()


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=5))
def test_a_content_opens_with_its_own_salt_only(content: dict[str, object]) -> None:
    salt, body, committed = chain.sealed(content)
    assert chain.opened(salt, body, committed) == content == json.loads(body)
    assert chain.opened(bytes(32), body, committed) is None
    assert chain.opened(salt, body + " ", committed) is None
    assert chain.opened(None, None, committed) is None


def test_equal_contents_cannot_be_told_by_their_commitments() -> None:
    assert chain.sealed({"answer": "yes"})[2] != chain.sealed({"answer": "yes"})[2]


@pytest.mark.parametrize(
    "content", [{"x": float("nan")}, {"x": float("inf")}, {"x": b"bytes"}, {"x": {1, 2}}]
)
def test_what_is_no_json_is_refused(content: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        chain.sealed(content)
