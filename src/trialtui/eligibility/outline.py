"""The outline: what a careful coordinator would make of a trial's eligibility text, span by span.

All offsets are code points into the raw text as the copy holds it. The spans of criteria, headings, notes and
unassigned text cover every character that is not white space, in order and without overlap.
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    start: int
    end: int


class Tag(NamedTuple):
    """A property of a criterion and the words it rests on: UNDERSPECIFIED, JUDGEMENT, TIME WINDOW, THRESHOLD, CONSENT."""

    name: str
    span: Span


class Heading(NamedTuple):
    """Text that sorts and is not answered. `role`: header (inclusion/exclusion), scope (a cohort), group (a topic)."""

    span: Span
    role: str
    text: str
    side: str | None = None
    scope: tuple[str, ...] = ()


class Note(NamedTuple):
    """Text that is not answerable: lead-ins, remarks, a lone AND or OR."""

    span: Span
    text: str
    side: str | None = None


class Criterion(NamedTuple):
    """One criterion, or one part of one.

    `code` is for people ("I17.3.1": side, ordinal, numeric, unique); `fingerprint` is what the log keys on.
    `span` covers the marker and the criterion's own words, and ends before its first part; `words` is the same without the marker.
    `text` is for display: without marker, unescaped, unwrapped to one paragraph, nothing else changed.
    `combine` is None without parts, else the outermost operator: "all", "any", "atleast:K", "except", "info"
    (exceptions and explanations never derive anything). `expr` is set only where and/or are mixed, over the ordinals
    of the parts: "(1|2)&3". `stated` says that the words say so; otherwise it was inferred.
    `scope` holds cohort labels, () is everyone; `scope_source` is None, "heading", "words" or "proposed";
    `scope_reason` says in words why ("between I6 and I11; arm \"SSc Cohort …\"").
    `source` is the raw text that the spans point into.
    `condition` is "female", "male" or "childbearing" where the criterion concerns those participants only.
    """

    code: str
    side: str  # "I" or "E"
    parent: str | None
    span: Span
    words: Span
    text: str
    combine: str | None = None
    expr: str | None = None
    stated: bool = False
    scope: tuple[str, ...] = ()
    scope_source: str | None = None
    scope_reason: str = ""
    condition: str | None = None
    fingerprint: str = ""
    source: str = ""

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Its tags with the words they rest on, in text order; computed when asked for."""
        from trialtui.eligibility.tags import tags_of

        return tags_of(self.source, self.words)


class Cohort(NamedTuple):
    """A cohort that criteria are limited to. `arms` are indices into the record's arm groups, where they could be tied."""

    label: str
    title: str = ""
    reason: str = ""
    arms: tuple[int, ...] = ()


class Outline(NamedTuple):
    """A reading of one eligibility text. `reader` names the version of the rules that made it."""

    text: str
    criteria: tuple[Criterion, ...] = ()
    headings: tuple[Heading, ...] = ()
    notes: tuple[Note, ...] = ()
    unassigned: tuple[Span, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    reader: str = ""

    @property
    def unassigned_characters(self) -> int:
        """Characters that are not white space and belong to nothing."""
        return sum(len("".join(self.text[start:end].split())) for start, end in self.unassigned)
