"""The site's own criteria: any order of rows and columns gives the same outline, and its spans hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialtui.eligibility.outline import Cohort, Outline
from trialtui.eligibility.protocol_criteria import (
    COLUMNS,
    CriteriaFileError,
    protocol_outline,
    read_protocol_criteria,
)

ROWS = (
    ("I2", "I", "", "Two of these, as agreed:", "4"),
    ("I2.1", "inclusion", "", "Fever", "4"),
    ("I2.10", "Inclusion", "B", "Cough; or\nworse", "4"),
    ("I2.9", "INCLUSION", "", 'A "new" rash', "4"),
    ("I10", "i", "A;B", "Creatinine < 1.5 \u00d7 ULN", "4"),
    ("E1", "E", "A", "Female participants must not be pregnant", "4"),
    ("E1.1", "exclusion", "", "Fever", "4"),
    ("7", "exclusion", "", "Fever", "4"),
)


def written(rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS, delimiter: str = ",") -> bytes:
    """A CSV file of these rows, whose cells are in the order of COLUMNS, with its columns in another."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([row[COLUMNS.index(name)] for name in columns] for row in rows)
    return out.getvalue().encode()


def outline_of(raw: bytes, known: Sequence[Cohort] = ()) -> Outline:
    criteria = read_protocol_criteria(raw)
    return protocol_outline(criteria.rows, criteria.version, known)


@given(st.permutations(ROWS), st.permutations(COLUMNS), st.sampled_from(",;\t"))
def test_the_order_of_rows_and_columns_does_not_matter(
    rows: list[tuple[str, ...]], columns: list[str], delimiter: str
) -> None:
    assert outline_of(written(rows, columns, delimiter)) == outline_of(written(ROWS))


def test_codes_are_the_sites_own_in_their_numeric_order() -> None:
    outline = outline_of(written(ROWS))
    assert [one.code for one in outline.criteria] == [
        "I2",
        "I2.1",
        "I2.9",
        "I2.10",
        "I10",
        "E1",
        "E1.1",
        "E7",
    ]
    assert [one.parent for one in outline.criteria] == [None, "I2", "I2", "I2", None, None, "E1", None]


def test_parents_combine_by_their_side_as_inferred() -> None:
    outline = {one.code: one for one in outline_of(written(ROWS)).criteria}
    assert (outline["I2"].combine, outline["I2"].stated) == ("all", False)
    assert (outline["E1"].combine, outline["E1"].stated) == ("any", False)
    assert outline["I10"].combine is None


def test_spans_point_at_the_words_and_cover_the_text() -> None:
    outline = outline_of(written(ROWS))
    at = 0
    for one in outline.criteria:
        assert not outline.text[at : one.span.start].strip()
        assert " ".join(outline.text[one.words.start : one.words.end].split()) == one.text
        at = one.span.end
    assert at == len(outline.text)
    assert len({one.fingerprint for one in outline.criteria}) == len(ROWS)


def test_a_part_is_for_the_cohorts_of_its_parent_unless_it_names_some_of_them() -> None:
    outline = {one.code: one for one in outline_of(written(ROWS)).criteria}
    assert outline["E1.1"].scope == ("A",)
    assert outline["I2.10"].scope == ("B",)
    assert outline["I10"].scope == ("A", "B")
    assert {one.scope_source for one in outline.values()} == {"protocol"}


def test_cohorts_that_the_record_knows_keep_their_titles_and_arms() -> None:
    known = Cohort("A", "Arm A", "heading", (0,))
    outline = outline_of(written(ROWS), [known])
    assert outline.cohorts[1] == known
    assert [cohort.label for cohort in outline.cohorts] == ["B", "A"]


def test_words_that_lay_a_duty_on_one_sex_are_marked() -> None:
    outline = {one.code: one for one in outline_of(written(ROWS)).criteria}
    assert outline["E1"].condition == "female"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_line(raw: bytes) -> None:
    for given_bytes in (raw, b"id,category,cohort,text,version\n" + raw):
        said = ""
        try:
            criteria = read_protocol_criteria(given_bytes)
            assert protocol_outline(criteria.rows, criteria.version).criteria
        except CriteriaFileError as problem:
            said = str(problem)
        assert not said or said.startswith("line ")


@given(st.lists(st.tuples(
    st.sampled_from(["I1", "I1.1", "I1.1.1", "2", "E1", "e1.2", "I01"]), st.sampled_from(["I", "E", "inclusion", ""]),
    st.sampled_from(["", "A", "A;B", ";"]), st.text(min_size=1, max_size=8), st.just("1"),
), max_size=6))  # fmt: skip
def test_whatever_is_read_makes_an_outline_of_all_rows(rows: list[tuple[str, ...]]) -> None:
    try:
        criteria = read_protocol_criteria(written(rows))
    except CriteriaFileError:
        return
    outline = protocol_outline(criteria.rows, criteria.version)
    assert [one.code for one in outline.criteria] == [row["id"] for row in criteria.rows]
    assert len(criteria.rows) == len(rows)


def test_a_refusal_names_the_line_on_which_a_row_of_several_lines_begins() -> None:
    raw = written([("I1", "I", "", "one\ntwo\nthree", "4"), ("I2", "", "", "four\nfive", "4")])
    with pytest.raises(CriteriaFileError, match="line 5: no category"):
        read_protocol_criteria(raw)


def test_a_quote_that_is_never_closed_is_refused_where_it_opens() -> None:
    with pytest.raises(CriteriaFileError, match="line 2: no CSV"):
        read_protocol_criteria(b'id,category,cohort,text,version\nI1,I,,"open,4\nI2,I,,x,4\n')


def test_twenty_thousand_rows_are_read() -> None:
    rows = [
        (f"I{number // 300 + 1}.{number % 300 + 1}", "I", "", f"words {number}", "4")
        for number in range(20_000)
    ]
    rows += [(f"I{number}", "I", "", f"parent {number}", "4") for number in range(1, 20_000 // 300 + 2)]
    assert len(outline_of(written(rows)).criteria) == len(rows)
