"""Laws of a comparison: every word of both texts is accounted for once, and what nobody touched is not told as changed."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trialtui.eligibility.outline import Outline
from trialtui.eligibility.reading import read_criteria
from trialtui.versions.criteria import CriteriaChanges, criteria_changes
from trialtui.versions.words import tokens

POOL = (
    "Age 18 to 70 years at the time of consent",
    "Diagnosis of imaginary gout by two specialists",
    "Platelets at least 100,000/mm3 within 14 days",
    "Able to walk 20 metres without help",
    "Creatinine clearance of 45 mL/min or more",
    "Moon fever that came back after fictimab",
    "Signed consent of a legal guardian where needed",
    "Body weight above 40 kg and below 140 kg",
    "Active infection with the purple virus",
    "Surgery of the knee within 6 weeks before enrolment",
    "Known allergy to peanuts or latex",
    "Treatment with another invented antibody",
)
WORDS = st.sampled_from(("tungsten", "marble", "lantern", "orchard", "walnut", "compass"))


class Text(NamedTuple):
    """Criteria of one text, as places in POOL or words of their own."""

    inclusion: tuple[str, ...]
    exclusion: tuple[str, ...]

    def written(self, marker: str = "* ", first: int = 1) -> str:
        sides = (("Inclusion Criteria:", self.inclusion), ("Exclusion Criteria:", self.exclusion))
        return "\n\n".join(
            "\n".join(
                [head, "", *(f"{marker.format(first + place)}{one}" for place, one in enumerate(lines))]
            )
            for head, lines in sides
        )


@st.composite
def drafts(draw: st.DrawFn) -> Text:
    lines = draw(st.permutations(POOL))
    cut = draw(st.integers(3, 9))
    return Text(tuple(lines[:cut]), tuple(lines[cut:]))


def compared(before: str, after: str) -> CriteriaChanges:
    return criteria_changes(read_criteria(before), read_criteria(after))


def words_of(outline: Outline) -> Counter[str]:
    """Every word that a reading assigned to something, markers aside."""
    texts = [one.text for one in outline.criteria]
    texts += [*(one.text for one in outline.headings), *(one.text for one in outline.notes)]
    texts += [outline.text[start:end] for start, end in outline.unassigned]
    return words_in(texts)


def words_in(texts: list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in tokens(text) if word[0].isalnum())


def told_as(changes: CriteriaChanges, kind: str, whole: str) -> Counter[str]:
    """The words that a comparison tells as gone or come: of what was reworded, and of what was removed or is new."""
    marked = [*(one.words for one in changes.changes), *(one.words for one in changes.asides)]
    texts = [one.text for several in marked for one in several if one.kind == kind]
    texts += [one.text for one in changes.asides if one.kind == whole]
    for change in changes.changes:
        shown = change.before if whole == "removed" else change.after
        texts += [shown.text] if change.kind == whole and shown else []
    return words_in(texts)


def sides_turned(changes: CriteriaChanges) -> Counter[str]:
    turned = {"new": "removed", "removed": "new"}
    return Counter(turned.get(one.kind, one.kind) for one in changes.changes)


PIECES = st.lists(
    st.sampled_from(
        (*POOL, "Inclusion Criteria:", "Exclusion Criteria:", "", "Part B", "1. Gout", "  * Fever")
    )
    | st.builds("* {}".format, st.sampled_from(POOL)),
    max_size=10,
).map("\n".join)


@given(PIECES, PIECES)
@settings(max_examples=50, deadline=None)
def test_every_word_of_both_texts_is_accounted_for(before: str, after: str) -> None:
    old, new = read_criteria(before), read_criteria(after)
    changes = criteria_changes(old, new)
    balance = words_of(old)
    balance.subtract(words_of(new))
    told = told_as(changes, "gone", "removed")
    told.subtract(told_as(changes, "came", "new"))
    assert {word: count for word, count in told.items() if count} == {
        word: count for word, count in balance.items() if count
    }


@given(PIECES, PIECES)
@settings(max_examples=40, deadline=None)
def test_turned_round_new_is_removed_and_the_rest_is_as_it_was(before: str, after: str) -> None:
    there, back = compared(before, after), compared(after, before)
    assert Counter(one.kind for one in back.changes) == sides_turned(there)
    assert sum(len(one.joined) for one in there.changes) == sum(len(one.split) for one in back.changes)


@given(drafts(), st.sampled_from(("{}. ", "{}) ", "- ", "{}.  ")), st.integers(1, 8))
@settings(max_examples=15, deadline=None)
def test_a_list_that_is_renumbered_is_no_change(text: Text, marker: str, first: int) -> None:
    assert not compared(text.written(), text.written(marker, first)).is_change


@given(drafts(), st.data())
@settings(max_examples=15, deadline=None)
def test_a_criterion_that_is_moved_is_moved_and_nothing_else_is(text: Text, data: st.DataObject) -> None:
    lines = list(text.inclusion)
    here, there = (data.draw(st.integers(0, len(lines) - 1)) for _ in "ab")
    lines.insert(there, lines.pop(here))
    changes = compared(text.written(), text._replace(inclusion=tuple(lines)).written())
    assert {one.kind for one in changes.changes} <= {"unchanged", "moved"}
    assert changes.counts["moved"] == (here != there)


@given(drafts(), st.data())
@settings(max_examples=15, deadline=None)
def test_what_nobody_touched_is_unchanged(text: Text, data: st.DataObject) -> None:
    """One criterion is taken out, one comes in, one has a word put in place of another."""
    gone, reworded = data.draw(st.permutations(text.inclusion))[:2]
    old_word = data.draw(
        st.sampled_from([word for word in reworded.split() if word.isalpha() and len(word) > 3])
    )
    new_word = data.draw(WORDS)
    inclusion = [
        one.replace(old_word, new_word) if one is reworded else one
        for one in text.inclusion
        if one is not gone
    ]
    exclusion = ["Lives on the far side of the moon", *text.exclusion]
    changes = compared(text.written(), Text(tuple(inclusion), tuple(exclusion)).written())
    assert changes.counts == {
        "unchanged": len(POOL) - 2, "reworded": 1, "moved": 0, "new": 1, "removed": 1,
    }  # fmt: skip
    assert not changes.asides
    (change,) = (one for one in changes.changes if one.kind == "reworded")
    assert [one.text for one in change.words if one.kind != "same"] == [old_word, new_word]


@given(drafts(), st.data(), st.integers(1, 400))
@settings(max_examples=15, deadline=None)
def test_a_number_that_changed_is_called_out_once(text: Text, data: st.DataObject, number: int) -> None:
    numbered = [one for one in text.inclusion if any(word.isdigit() for word in one.split())]
    assume(numbered)
    line = data.draw(st.sampled_from(numbered))
    old = data.draw(st.sampled_from([word for word in line.split() if word.isdigit()]))
    assume(str(number) != old)
    new_line = line.replace(f"{old} ", f"{number} ", 1)
    inclusion = tuple(new_line if one == line else one for one in text.inclusion)
    changes = compared(text.written(), text._replace(inclusion=inclusion).written())
    ((code, limit),) = changes.thresholds
    assert code.startswith("I")
    assert str(number) in tokens(limit.after)
    assert old in tokens(limit.before)


@given(drafts(), st.data())
@settings(max_examples=15, deadline=None)
def test_two_criteria_that_became_one_and_back_lose_no_word(text: Text, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text.inclusion) - 2))
    both = text.inclusion[at : at + 2]
    one = (*text.inclusion[:at], f"{both[0]}, and {both[1]}", *text.inclusion[at + 2 :])
    changes = compared(text.written(), text._replace(inclusion=one).written())
    assert changes.counts == {
        "unchanged": len(POOL) - 2, "reworded": 1, "moved": 0, "new": 0, "removed": 0,
    }  # fmt: skip
    (change,) = (each for each in changes.changes if each.is_change)
    assert change.remarks == ("was 2 criteria, is one",)
    assert words_in([each.text for each in change.words if each.kind != "same"]) == {"and": 1}
