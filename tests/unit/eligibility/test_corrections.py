"""Laws of corrections: no character is lost or taken twice, the same corrections give the same outline, undoing restores it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialtui.copies.reader import open_copy
from trialtui.copies.sample import sample_path
from trialtui.eligibility.corrections import (
    Correction,
    Refused,
    anchored,
    apply_corrections,
    corrected,
    from_json,
    offset_in_words,
    place_of,
    to_json,
)
from trialtui.eligibility.outline import Outline
from trialtui.eligibility.pieces import Piece, put_together, taken_apart
from trialtui.eligibility.reading import read_criteria
from trialtui.screening.kleene import read_operator

Line = tuple[str, int, str, str, str | None]  # kind or side, depth, marker, raw words, operator or expression
LINES: tuple[Line, ...] = (
    ("heading", 0, "", "Inclusion Criteria:", None),
    ("note", 0, "", "Participants are seen at one centre.", None),
    ("I", 0, "1. ", "Age of 40 years or more", None),
    ("I", 0, "2. ", "Fever and a new cough, one of:", "any"),
    ("I", 1, "1. ", "seen on film", None),
    ("I", 1, "2. ", "heard by two doctors", None),
    ("I", 1, "3. ", "found by", "any"),
    ("I", 2, "1. ", "culture or", None),
    ("I", 2, "2. ", "antigen", None),
    ("I", 0, "3. ", "Signed consent. Can come to all visits", None),
    ("I", 0, "4. ", "Other", None),
    ("heading", 0, "", "Exclusion Criteria:", None),
    ("E", 0, "* ", "Any of the following:", "any"),
    ("E", 1, "* ", "Other", None),
    ("E", 1, "* ", "Weight \\>= 120 kg &amp; a heart rate above 100\n    within 10 days", None),
    ("E", 0, "* ", "Other", None),
    ("E", 0, "* ", "Pregnant women, unless:", "except"),
    ("E", 1, "* ", "sterilised", None),
)


def written(lines: Sequence[Line] = LINES, change: Callable[[str], str] = str) -> Outline:
    """An outline by hand, its raw words changed in one way or other."""
    text, pieces = "", []
    above: dict[int, Piece] = {}
    for kind, depth, marker, raw, operator in lines:
        words = change(raw)
        start = len(text) + 2 * depth
        text += "  " * depth + marker + words + "\n"
        side = kind if kind in ("I", "E") else None
        piece = Piece(
            kind if side is None else "criterion", start, start + len(marker), len(text) - 1, "", side
        )
        if side is not None:
            piece.parent = above[depth - 1] if depth else None
            above[depth] = piece
        if operator is not None:
            mixed = not operator.isalpha()
            piece.combine, piece.expr = ("all", operator) if mixed else (operator, None)
            piece.stated = True
        pieces.append(piece)
    for piece in pieces:
        piece.say(text)
    return put_together(Outline(text), pieces)


READ = written()
TEXT = READ.text
OPERATORS = ("all", "any", "atleast:2", "except", "info")
OPS = ("operator", "split", "join", "note", "heading", "criterion")


@st.composite
def corrections(draw: st.DrawFn) -> list[Correction]:
    """Corrections that can be made one after the other on the text above."""
    outline, made = READ, []
    for _ in range(draw(st.integers(1, 8))):
        piece = draw(st.sampled_from(taken_apart(outline)))
        op = draw(st.sampled_from(OPS))
        value: str | int | None = None
        if op == "operator":
            value = draw(st.sampled_from(OPERATORS))
        if op == "split":
            value = draw(st.integers(0, piece.end - piece.words))
        try:
            correction = anchored(outline, op, piece.code or f"@{piece.start}", value)
            outline = corrected(outline, correction)
        except Refused:
            continue
        made.append(correction)
    return made


def shape(outline: Outline) -> list[tuple[str, str | None]]:
    return [(one.text, one.combine) for one in outline.criteria]


def code_of(outline: Outline, words: str) -> str:
    return next(one.code for one in outline.criteria if one.text.startswith(words))


def spans(outline: Outline) -> list[tuple[int, int]]:
    named = [one.span for one in outline.criteria] + [one.span for one in outline.headings]
    return sorted([*named, *(one.span for one in outline.notes), *outline.unassigned])


@given(corrections())
def test_every_character_belongs_to_just_one_thing(made: list[Correction]) -> None:
    outline, _ = apply_corrections(READ, made)
    at = 0
    for start, end in spans(outline):
        assert at <= start < end
        assert not TEXT[at:start].strip()
        at = end
    assert not TEXT[at:].strip()
    assert outline.text == READ.text


@given(corrections())
def test_codes_and_fingerprints_are_unique_and_parts_lie_below_their_parents(made: list[Correction]) -> None:
    outline, _ = apply_corrections(READ, made)
    codes = [one.code for one in outline.criteria]
    assert len(set(codes)) == len(codes)
    assert len({one.fingerprint for one in outline.criteria}) == len(codes)
    for number, one in enumerate(outline.criteria):
        assert one.parent is None or one.parent in codes[:number]


@given(corrections())
def test_who_has_parts_has_an_operator_that_fits_them_and_nobody_else_has_one(made: list[Correction]) -> None:
    outline, _ = apply_corrections(READ, made)
    for one in outline.criteria:
        parts = sum(other.parent == one.code for other in outline.criteria)
        assert (one.combine is not None) == (parts > 0)
        if one.expr is not None:
            assert read_operator(one.combine, one.expr, parts) is not None


@given(corrections())
def test_the_same_corrections_give_the_same_outline_at_once_or_one_by_one(made: list[Correction]) -> None:
    outline, left = apply_corrections(READ, made)
    assert left == ()
    assert outline == apply_corrections(written(), made)[0]
    step = READ
    for correction in made:
        step = corrected(step, correction)
    assert step == outline


@given(corrections())
def test_taking_back_the_last_correction_restores_what_stood_before_it(made: list[Correction]) -> None:
    before = apply_corrections(READ, made[:-1])[0]
    for one in made[-1:]:
        assert corrected(before, one) != before
    assert apply_corrections(READ, [])[0] == READ


@given(corrections())
def test_a_correction_survives_being_written_down(made: list[Correction]) -> None:
    assert [from_json(to_json(correction)) for correction in made] == made


@given(corrections())
def test_an_outline_taken_apart_and_put_together_is_the_same(made: list[Correction]) -> None:
    outline, _ = apply_corrections(READ, made)
    assert put_together(outline, taken_apart(outline)) == outline


@given(
    st.lists(
        st.sampled_from(
            ["Inclusion Criteria:", "* Age 40", "  * one; or", "  * two", "Fever", "Exclusion:", "", "1. x"]
        )
    )
)
def test_a_reading_taken_apart_and_put_together_is_the_same(lines: list[str]) -> None:
    outline = read_criteria("\n".join(lines))
    assert put_together(outline, taken_apart(outline)) == outline


def test_the_samples_reading_taken_apart_and_put_together_is_the_same() -> None:
    study = open_copy(sample_path()).study
    outline = read_criteria(study.eligibility.eligibility_criteria or "", study.arms_interventions.arm_groups)
    assert put_together(outline, taken_apart(outline)) == outline


@given(corrections(), st.sampled_from(OPS))
def test_words_that_are_not_there_are_listed_and_change_nothing(made: list[Correction], op: str) -> None:
    value: str | int | None = "any" if op == "operator" else 3 if op == "split" else None
    strange = Correction(op, "Words of another trial", 0, value, "I")
    outline, left = apply_corrections(READ, [*made, strange])
    assert outline == apply_corrections(READ, made)[0]
    assert [unfit.correction for unfit in left] == [strange]


@given(corrections())
@settings(max_examples=50)
def test_a_copy_that_is_escaped_and_wrapped_otherwise_takes_the_same_corrections(
    made: list[Correction],
) -> None:
    def otherwise(raw: str) -> str:
        return (
            raw.replace(" kg", "\n    kg")
            .replace("&amp;", "&")
            .replace("\\>", ">")
            .replace("two d", "two\n d")
        )

    outline, left = apply_corrections(written(change=otherwise), made)
    inside = any(
        one.op == "split" and one.text[: int(one.value or 0)].endswith(("\\", "&", "&a", "&am", "&amp"))
        for one in made
    )
    if not inside:
        assert left == ()
        assert shape(outline) == shape(apply_corrections(READ, made)[0])


# --- each of them ---


def parts_of(outline: Outline, code: str) -> Sequence[str]:
    return [one.text for one in outline.criteria if one.parent == code]


def test_an_operator_can_be_stated_where_it_was_inferred_without_a_new_fingerprint() -> None:
    read = next(one for one in READ.criteria if one.code == "E1")
    outline = corrected(READ, anchored(READ, "operator", "E1", "all"))
    assert outline.criteria[READ.criteria.index(read)].fingerprint != read.fingerprint
    inferred = READ._replace(criteria=tuple(one._replace(stated=False) for one in READ.criteria))
    stated = corrected(inferred, anchored(inferred, "operator", "E1", str(read.combine)))
    assert [one.fingerprint for one in stated.criteria] == [one.fingerprint for one in READ.criteria]


def test_a_split_parent_leaves_its_parts_with_the_last_piece() -> None:
    code = code_of(READ, "Fever")
    own = next(one for one in READ.criteria if one.code == code)
    at = offset_in_words(TEXT[own.words.start : own.words.end], own.text.index("one of"))
    outline = corrected(READ, anchored(READ, "split", code, at))
    first, last = (one for one in outline.criteria if one.text in ("Fever and a new cough,", "one of:"))
    assert (first.combine, last.combine) == (None, own.combine)
    assert parts_of(outline, last.code) == parts_of(READ, code)


def test_a_split_takes_the_marker_off_the_piece_behind() -> None:
    outline = written([("I", 0, "* ", "Fever - cough", None), ("I", 0, "* ", "Age 40 years", None)])
    split = corrected(outline, anchored(outline, "split", "I1", 6))
    assert [one.text for one in split.criteria] == ["Fever", "cough", "Age 40 years"]


def test_joining_what_was_split_restores_the_outline() -> None:
    split = corrected(READ, anchored(READ, "split", "I3", 15))
    joined = corrected(split, anchored(split, "join", "I4"))
    assert joined == READ


def test_a_first_part_joined_into_its_parent_leaves_its_own_parts_there() -> None:
    code = code_of(READ, "Any of")
    joined = corrected(READ, anchored(READ, "join", f"{code}.1"))
    (whole,) = (one for one in joined.criteria if one.code == code)
    assert whole.text.endswith("following: * Other")
    assert parts_of(joined, code) == parts_of(READ, code)[1:]


def test_the_parts_of_what_becomes_a_note_move_up() -> None:
    code = code_of(READ, "found by")
    parent = code.rpartition(".")[0]
    outline = corrected(READ, anchored(READ, "note", code))
    assert "found by" in [note.text for note in outline.notes]
    assert parts_of(outline, parent) == [*parts_of(READ, parent)[:2], *parts_of(READ, code)]
    top = corrected(READ, anchored(READ, "heading", parent))
    assert set(parts_of(READ, parent)) <= {one.text for one in top.criteria if one.parent is None}


def test_a_lead_in_can_become_a_criterion_of_its_side() -> None:
    (note,) = (note for note in READ.notes if note.text.startswith("Participants"))
    outline = corrected(READ, anchored(READ, "criterion", f"@{note.span.start}"))
    assert outline.criteria[0].code == "I1"
    assert outline.criteria[0].text == note.text
    assert note not in outline.notes


def test_of_two_equal_criteria_the_one_that_was_meant_is_changed() -> None:
    codes = [one.code for one in READ.criteria if one.text == "Other" and one.side == "E"]
    assert len(codes) == 2
    for code, other in (codes, reversed(codes)):
        correction = anchored(READ, "note", code)
        assert place_of(READ, correction) == code
        (left,) = (
            one for one in corrected(READ, correction).criteria if (one.text, one.side) == ("Other", "E")
        )
        assert left.span == next(one.span for one in READ.criteria if one.code == other)


@pytest.mark.parametrize(
    ("expr", "op", "part", "after"),
    [
        ("(1|2)&3", "split", 2, "(1|2|3)&4"),
        ("(1|2)&3", "note", 3, None),
        ("(1|2)&3", "note", 1, None),
        ("(1|2|3)&4", "note", 2, "(1|2)&3"),
        ("1&2|3&4", "join", 2, "1|(2&3)"),
    ],
)
def test_mixed_operators_keep_their_groups(expr: str, op: str, part: int, after: str | None) -> None:
    count = max(int(sign) for sign in expr if sign.isdecimal())
    parts: list[Line] = [("I", 1, "* ", f"part number {number} here", None) for number in range(1, count + 1)]
    outline = written([("I", 0, "* ", "Of these:", expr), *parts])
    changed = corrected(outline, anchored(outline, op, f"I1.{part}", 5 if op == "split" else None))
    if after is None:
        assert changed.criteria[0].expr is None
        assert changed.criteria[0].combine == ("any" if part == 3 else "all")
    else:
        assert changed.criteria[0].expr == after


def test_hostile_lengths_are_corrected_in_no_time() -> None:
    lines: list[Line] = [
        ("I", 0, "* ", "fever \\> &amp; " * 20_000 + "end", None),
        ("I", 0, "* ", "Age 40", None),
    ]
    outline = written(lines)
    words = outline.criteria[0].words
    raw = outline.text[words.start : words.end]
    at = offset_in_words(raw, 90_000)
    split = corrected(outline, anchored(outline, "split", "I1", at))
    assert len(split.criteria) == 3
    other = written(lines, lambda words: words.replace("\\>", ">"))
    again, left = apply_corrections(other, [Correction("split", raw, 0, at, "I")])
    assert left == ()
    assert [one.text for one in again.criteria] == [one.text for one in split.criteria]
