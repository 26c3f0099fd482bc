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


@settings(max_examples=300, deadline=None)
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
