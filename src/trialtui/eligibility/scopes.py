"""Which cohort a criterion is limited to, and why we think so: from headings, from its own words, or proposed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialtui.eligibility.clean import clean
from trialtui.eligibility.combined import cohorts_named
from trialtui.eligibility.entries import Entry
from trialtui.eligibility.item_cohorts import item_label
from trialtui.eligibility.outline import Cohort
from trialtui.eligibility.proposals import propose
from trialtui.eligibility.tables import Rule
from trialtui.eligibility.topics import unit_heading
from trialtui.record.study import ArmGroup

# Labels that mean a cohort only where the text names another one beside it ("Patient" and "Clinic").
ONLY_BESIDE_OTHERS = frozenset(
    {"patient", "subject", "participant", "individual", "adult", "study subject", "study patient"}
)
WORD = Rule(r"[a-z0-9]+")
NAMES = Rule(r"\bcriteri\w+\W+(?:\(|for\b)|\bcriteri\w+\s*\(", re.IGNORECASE)  # "… criteria (both parts)"
SIDE_NAMED = Rule(r"\s(?:in|ex)clusion\b", re.IGNORECASE)  # "Asthma exclusion criteria"
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "one": "1", "two": "2", "three": "3", "four": "4"}


def _key(label: str) -> str:
    """A label without plurals, case and numerals in words, so that "Partners" and "partner" are one cohort."""
    words = WORD.findall(label.lower())
    return " ".join(ROMAN.get(word, word.rstrip("s") if len(word) > 3 else word) for word in words)


def limit(sections: Sequence[Sequence[Entry]], arms: Sequence[ArmGroup]) -> tuple[Cohort, ...]:
    """Set the scopes of all entries and return the cohorts, in the order the text names them."""
    above: Entry | None = None
    met: dict[str, str] = {}
    for section in sections:
        _from_headings(section, above, met)
        if section and section[-1].role == "scope":
            above = section[-1]  # "Surgical cohort", then "Inclusion Criteria:": it stands over both sides
    labels = _one_by_one(sections, _same_spelling(sections))
    if not labels:
        return propose(sections, arms)
    return tuple(_cohort(label, sections, arms) for label in labels)


def _from_headings(section: Sequence[Entry], above: Entry | None, met: dict[str, str]) -> None:
    """Headings limit what stands below them, an item's own words limit it and its parts.

    `met` holds the cohorts that headings named so far, by key.
    """
    limits: tuple[str, ...] = ()
    heading: Entry | None = None
    base: tuple[str, ...] = ()
    capitals: set[bool] = set()
    within: int | None = None
    top: int | None = None  # the least column of the criteria so far
    for index, entry in enumerate(section):
        if within is not None and entry.role != "note" and not entry.inline and entry.column <= within:
            limits, within = base, None  # back out of a bulleted heading's list
        if entry.role == "scope":
            met.update((_key(label), label) for label in entry.scope)
        if entry.role in ("header", "scope"):
            limits, heading = entry.scope, entry
            after = section[index + 1] if index + 1 < len(section) else None
            within = (
                entry.column if entry.style and after is not None and after.column > entry.column else None
            )
            inside = not entry.style and not entry.inline and top is not None and entry.column > top
            if inside and unit_heading(entry.shown) is None:
                within = (
                    entry.column - 1
                )  # a sentence inside a criterion: "For Part 2, the following are allowed:"
            if entry.role == "header" and above is not None and not limits and not NAMES.search(entry.shown):
                limits, heading = above.scope, above
            if entry.role == "header" and met and not limits:
                side = SIDE_NAMED.search(entry.shown)
                label = met.get(_key(entry.shown[: side.start()])) if side else None
                entry.scope = limits = (label,) if label else ()
            base = limits if entry.role == "header" else base
        elif entry.role == "group":
            capital = entry.own.isupper()
            if heading is not None and heading.role == "scope" and (capital or capital in capitals):
                limits = base
            capitals.add(capital)
        elif entry.role == "item":
            top = entry.column if top is None else min(top, entry.column)
            _limit_item(entry, limits, heading, met)


def _limit_item(entry: Entry, limits: tuple[str, ...], heading: Entry | None, met: dict[str, str]) -> None:
    label = item_label(entry.shown if entry.end - entry.words < 400 else clean(entry.own[:400]))
    if label is None and met and ":" in entry.own[:60]:
        label = met.get(
            _key(entry.own[:60].partition(":")[0])
        )  # "Control group: …" below such a heading before
    parent = entry.parent
    if label is not None:
        entry.scope, entry.source = (label,), "words"
        entry.reason = f'its own words say "{label}"'
    elif parent is not None and parent.scope:
        entry.scope, entry.source, entry.reason = parent.scope, parent.source, parent.reason
    elif limits and heading is not None:
        entry.scope, entry.source = limits, "heading"
        entry.reason = f'below the heading "{clean(heading.own)[:80]}"'


def _same_spelling(sections: Sequence[Sequence[Entry]]) -> list[str]:
    """Give one cohort one spelling throughout; drop a lone "Patient", which is everyone. Returns the labels."""
    spelled: dict[str, str] = {}
    for section in sections:
        for entry in section:
            for label in entry.scope:
                spelled.setdefault(_key(label), label)
    if not spelled:
        return []
    drop = len(spelled) == 1 and next(iter(spelled)) in ONLY_BESIDE_OTHERS
    for section in sections:
        for entry in section:
            entry.scope = () if drop else tuple(spelled[_key(label)] for label in entry.scope)
            if not entry.scope:
                entry.source, entry.reason = None, ""
    return [] if drop else list(spelled.values())


def _one_by_one(sections: Sequence[Sequence[Entry]], labels: Sequence[str]) -> list[str]:
    """Limit what stands under "Part A, B and C" to those three, so that each of them has it. Returns the labels."""
    named = {label: cohorts_named(label) for label in labels}
    if not any(named.values()):
        return list(labels)
    spelled = {_key(label): label for label in labels if not named[label]}
    apart = {
        label: tuple(spelled.setdefault(_key(one), one) for one in several) or (label,)
        for label, several in named.items()
    }
    for section in sections:
        for entry in section:
            entry.scope = tuple(dict.fromkeys(one for label in entry.scope for one in apart[label]))
    return list(dict.fromkeys(one for label in labels for one in apart[label]))


def _cohort(label: str, sections: Sequence[Sequence[Entry]], arms: Sequence[ArmGroup]) -> Cohort:
    first = next(entry for section in sections for entry in section if label in entry.scope)
    key = f" {_key(label)} "
    tied = tuple(index for index, arm in enumerate(arms) if key in f" {_key(arm.label)} ")
    title = arms[tied[0]].label if len(tied) == 1 else label
    return Cohort(label, title, first.reason or f'the heading "{clean(first.own)[:80]}"', tied)
