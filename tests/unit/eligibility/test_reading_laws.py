"""Laws of every reading: the text is partitioned, codes are unique, parents exist, nothing is raised, nothing changes twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from trialtui.eligibility.outline import Outline, Span
from trialtui.eligibility.outline_json import outline_json
from trialtui.eligibility.reading import LIMIT, read_criteria

PIECES = [
    "Inclusion Criteria:", "Exclusion Criteria", "Exclusion criteria: age under 18", "Cohort A:", "For cohort B only: ECOG 0",
    "1. Age 18 years or older", "2. One of the following:", "3. Signed consent", "a. Stage III", "b) Stage IV", "i. Agree, OR ii. Abstain",
    "* Adequate renal function", "\\- Creatinine \\<1.5", "8\\. Pregnant women", "   1. nested one", "  * nested bullet", "    - deeper",
    "OR", "AND", "Women must:", "continued without a marker", "Diagnosis of lupus.", "DISEASE CHARACTERISTICS:", "\tTabbed", "-", "1.", "•", "",
    "", "", "(a) one; (b) two; (c) three", "E. coli infection", "2.1 second", "1.1 first", "None", "Note: see protocol", "&lt; 5 &#x41;",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(PIECES), max_size=30).map("\n".join),
    st.lists(st.sampled_from(PIECES), max_size=20).map("\r\n".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
)


def spans(outline: Outline) -> list[Span]:
    parts = [criterion.span for criterion in outline.criteria]
    parts += [heading.span for heading in outline.headings] + [note.span for note in outline.notes]
    return sorted([*parts, *outline.unassigned])


def check(outline: Outline) -> None:
    text, at = outline.text, 0
    for start, end in spans(outline):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()
    codes = [criterion.code for criterion in outline.criteria]
    assert len(set(codes)) == len(codes)
    earlier: set[str] = set()
    with_parts = {criterion.parent for criterion in outline.criteria}
    for criterion in outline.criteria:
        assert criterion.parent is None or criterion.parent in earlier
        assert (criterion.combine is not None) == (criterion.code in with_parts)
        assert criterion.span.start <= criterion.words.start <= criterion.words.end == criterion.span.end
        assert bool(criterion.scope) == bool(criterion.scope_source)
        earlier.add(criterion.code)
    prints = [criterion.fingerprint for criterion in outline.criteria]
    assert len(set(prints)) == len(prints)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_partitioned_into_an_outline(text: str) -> None:
    check(read_criteria(text))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_same_text_always_gives_the_same_outline(text: str) -> None:
    assert outline_json(read_criteria(text)) == outline_json(read_criteria(text))


def test_what_lies_beyond_the_limit_is_listed_as_unassigned() -> None:
    text = "Inclusion Criteria:\n\n* " + "word " * (LIMIT // 4)
    outline = read_criteria(text)
    check(outline)
    assert outline.unassigned == (Span(LIMIT, len(text)),)


def shape(outline: Outline) -> list[object]:
    """What a reader sees of an outline: codes, texts, operators and scopes, without offsets."""
    return [
        [(c.code, c.text, c.combine, c.expr, c.stated, c.scope, c.fingerprint) for c in outline.criteria],
        [(h.role, h.text, h.side) for h in outline.headings],
        [note.text for note in outline.notes],
    ]


LINES = st.lists(st.sampled_from(PIECES), max_size=25)


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_newline_style_and_trailing_white_space_never_change_an_outline(lines: list[str]) -> None:
    plain = shape(read_criteria("\n".join(lines)))
    assert shape(read_criteria("\r\n".join(lines))) == plain
    assert shape(read_criteria("  \n".join(lines) + " \n")) == plain


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_escaping_and_unescaping_never_change_an_outline(lines: list[str]) -> None:
    text = "\n".join(line for line in lines if "\\" not in line and "&" not in line)
    escaped = text.replace("<", "\\<").replace(">", "\\>").replace("1. ", "1\\. ").replace("[", "\\[")
    assert shape(read_criteria(escaped)) == shape(read_criteria(text))


@settings(max_examples=80, deadline=None)
@given(LINES, st.sampled_from(["Inclusion Criteria:", "Exclusion Criteria:"]), LINES)
def test_text_below_a_new_heading_never_changes_what_came_before(
    before: list[str], heading: str, after: list[str]
) -> None:
    text = "\n".join(before)
    longer = read_criteria(text + f"\n\n{heading}\n\n" + "\n".join(after))
    head = [c for c in longer.criteria if c.span.end <= len(text)]
    short = read_criteria(text)
    assert [(c.code, c.parent, c.span, c.combine, c.expr) for c in head] == [
        (c.code, c.parent, c.span, c.combine, c.expr) for c in short.criteria
    ]
