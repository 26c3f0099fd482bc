"""The checklist: what a person answers for one trial, row by row: the registry's limits, then inclusion, then exclusion."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from trialtui.eligibility.outline import Cohort, Criterion, Outline, Span, Tag
from trialtui.record.study import EligibilityModule
from trialtui.screening.limits import Limit, registry_limits, repeats

READ_ONLY_OPERATORS = ("except", "info")
ALL_PARTICIPANTS = "all participants"


class Row(NamedTuple):
    """One answerable row. Fields as in `Criterion`; a registry row ("R1") is an inclusion without a span.

    `depth` is 0 for a top-level row. `same_as` is the code of a row that asks the same: answering either answers both.
    """

    code: str
    side: str
    parent: str | None
    depth: int
    text: str
    combine: str | None = None
    expr: str | None = None
    stated: bool = False
    scope: tuple[str, ...] = ()
    scope_source: str | None = None
    scope_reason: str = ""
    condition: str | None = None
    tags: tuple[Tag, ...] = ()
    fingerprint: str = ""
    span: Span | None = None
    same_as: str | None = None

    @property
    def from_registry(self) -> bool:
        return self.span is None


class Checklist:
    """The rows of one reading, in display order. Immutable."""

    def __init__(self, outline: Outline, eligibility: EligibilityModule) -> None:
        self.outline = outline
        self.rows: tuple[Row, ...] = _rows(outline, eligibility)
        self._by_code = {row.code: row for row in self.rows}
        self._parts: dict[str, tuple[Row, ...]] = {}
        for row in self.rows:
            if row.parent is not None:
                self._parts[row.parent] = (*self._parts.get(row.parent, ()), row)
        self.top_level: tuple[Row, ...] = tuple(row for row in self.rows if row.parent is None)
        self.cohorts: tuple[Cohort, ...] = _cohorts(outline)
        self.cohort_labels: tuple[str, ...] = tuple(cohort.label for cohort in self.cohorts)
        self.verdict_cohorts: tuple[Cohort, ...] = _verdict_cohorts(self.cohorts)
        self.by_fingerprint = {row.fingerprint: row for row in reversed(self.rows)}
        self.questions = _questions(self.rows)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def row(self, code: str) -> Row:
        """The row of this code; KeyError where there is none."""
        return self._by_code[code]

    def parts(self, code: str) -> tuple[Row, ...]:
        """The direct parts of a row, in text order."""
        return self._parts.get(code, ())

    def branch(self, code: str) -> Iterator[Row]:
        """A row and everything below it, each parent before its parts."""
        waiting = [self._by_code[code]]
        while waiting:
            row = waiting.pop()
            yield row
            waiting.extend(reversed(self.parts(row.code)))

    @property
    def unassigned_characters(self) -> int:
        return self.outline.unassigned_characters

    @cached_property
    def from_protocol(self) -> bool:
        """Whether these are the site's own protocol criteria, whose scopes need no confirmation."""
        return any(criterion.scope_source == "protocol" for criterion in self.outline.criteria)

    @cached_property
    def unassigned_digests(self) -> tuple[str, ...]:
        """A digest of each unassigned stretch of text, white space folded: what a person looked at, told from new text."""
        texts = (self.outline.text[start:end] for start, end in self.outline.unassigned)
        return tuple(
            hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()
            for text in texts
        )

    @property
    def criteria_read(self) -> int:
        """Criteria and parts read from the text; registry rows do not count."""
        return len(self.outline.criteria)


def _rows(outline: Outline, eligibility: EligibilityModule) -> tuple[Row, ...]:
    limits = registry_limits(eligibility)
    asked_by: dict[str, str] = {}  # the row that asks the same, both ways
    for criterion in outline.criteria:
        for limit in limits:
            if criterion.code not in asked_by and repeats(limit, criterion, eligibility):
                asked_by[criterion.code] = limit.code
                asked_by.setdefault(limit.code, criterion.code)
    rows = [_registry_row(limit, asked_by.get(limit.code)) for limit in limits]
    depths: dict[str, int] = {}
    criteria = []
    for criterion in outline.criteria:
        depth = depths[criterion.parent] + 1 if criterion.parent in depths else 0
        depths[criterion.code] = depth
        criteria.append(_criterion_row(criterion, depth, asked_by.get(criterion.code)))
    criteria.sort(key=lambda row: row.side != "I")  # stable: text order within a side
    return tuple(rows + _parents_first(criteria))


def _parents_first(rows: list[Row]) -> list[Row]:
    """The same rows, each part below its parent even where it states the other side."""
    parts: dict[str | None, list[Row]] = {}
    for row in rows:
        parts.setdefault(row.parent, []).append(row)
    ordered: list[Row] = []
    waiting = list(reversed(parts.get(None, ())))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(reversed(parts.get(row.code, ())))
    return ordered


def _registry_row(limit: Limit, same_as: str | None) -> Row:
    fingerprint = hashlib.sha256(f"registry\n{limit.kind}\n{limit.text}".encode()).hexdigest()
    return Row(limit.code, "I", None, 0, limit.text, fingerprint=fingerprint, same_as=same_as)


def _criterion_row(criterion: Criterion, depth: int, same_as: str | None) -> Row:
    return Row(
        code=criterion.code,
        side=criterion.side,
        parent=criterion.parent if depth else None,
        depth=depth,
        text=criterion.text,
        combine=criterion.combine,
        expr=criterion.expr,
        stated=criterion.stated,
        scope=criterion.scope,
        scope_source=criterion.scope_source,
        scope_reason=criterion.scope_reason,
        condition=criterion.condition,
        tags=criterion.tags,
        fingerprint=criterion.fingerprint,
        span=criterion.span,
        same_as=same_as,
    )


def _cohorts(outline: Outline) -> tuple[Cohort, ...]:
    """The outline's cohorts, and any label that only a criterion names: a row must never be in no cohort at all."""
    cohorts = {cohort.label: cohort for cohort in outline.cohorts}
    for criterion in outline.criteria:
        for label in criterion.scope:
            cohorts.setdefault(label, Cohort(label))
    return tuple(cohorts.values())


def _verdict_cohorts(cohorts: tuple[Cohort, ...]) -> tuple[Cohort, ...]:
    """The cohorts that get a verdict. Where the text singles out one only, whoever is not in it has one as well."""
    if not cohorts:
        return (Cohort(ALL_PARTICIPANTS),)
    if len(cohorts) == 1:
        return (*cohorts, Cohort(f"not {cohorts[0].label}", "everyone's criteria only"))
    return cohorts


def _questions(rows: tuple[Row, ...]) -> dict[str, str]:
    """Row code to the code of the question it asks: the registry row's, where a criterion repeats it, else its own."""
    return {row.code: row.same_as if row.same_as and not row.from_registry else row.code for row in rows}
