"""Outlines written by hand for tests, and the sample's shape. All of them are invented, but for that shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trialtui.eligibility.outline import Cohort, Criterion, Outline, Span
from trialtui.record.study import EligibilityModule
from trialtui.screening.checklist import Checklist


def criterion(
    code: str,
    combine: str | None = None,
    expr: str | None = None,
    scope: Sequence[str] = (),
    text: str | None = None,
    condition: str | None = None,
    side: str | None = None,
) -> Criterion:
    """A criterion whose parent follows from its code, and whose fingerprint from its words."""
    words = text or f"The participant has what {code} says."
    return Criterion(
        code=code,
        side=side or code[0],
        parent=code.rpartition(".")[0] or None,
        span=Span(0, 0),
        words=Span(0, 0),
        text=words,
        combine=combine,
        expr=expr,
        stated=True,
        scope=tuple(scope),
        scope_source="proposed" if scope else None,
        condition=condition,
        fingerprint=f"fingerprint of {code}: {words}",
    )


def outline(criteria: Iterable[Criterion], cohorts: Sequence[str] = (), unassigned: str = "") -> Outline:
    """The criteria with spans into a text that holds them one a line, then the unassigned text."""
    lines: list[str] = []
    placed = []
    at = 0
    for item in criteria:
        span = Span(at, at + len(item.text))
        placed.append(item._replace(span=span, words=span))
        lines.append(item.text)
        at = span.end + 1
    spans = (Span(at, at + len(unassigned)),) if unassigned else ()
    return Outline(
        text="\n".join([*lines, unassigned]),
        criteria=tuple(placed),
        unassigned=spans,
        cohorts=tuple(Cohort(label, f"{label} cohort") for label in cohorts),
        reader="by hand",
    )


def checklist(
    *criteria: Criterion,
    cohorts: Sequence[str] = (),
    unassigned: str = "",
    limits: EligibilityModule | None = None,
) -> Checklist:
    return Checklist(outline(criteria, cohorts, unassigned), limits or EligibilityModule())


def sample_shape() -> Checklist:
    """51 criteria and parts in two cohorts and for everyone, as the sample has them; the words are invented."""
    criteria = [criterion(f"I{number}", scope=("LN",) if number < 6 else ("SSc",)) for number in range(1, 12)]
    criteria += [criterion(f"I{number}") for number in range(12, 16)]
    criteria += [
        criterion("I16", text="Participants must be aged 18 to 75 years (inclusive) at the time of consent."),
        criterion("I17", "any", condition="female"),
        criterion("I17.1"),
        criterion("I17.2"),
        criterion("I17.3", "all", "(1|2)&3"),
        criterion("I17.3.1"),
        criterion("I17.3.2"),
        criterion("I17.3.3"),
        criterion("I18", "all", "(1|2)&3", condition="male"),
        criterion("I18.1"),
        criterion("I18.2"),
        criterion("I18.3"),
    ]
    for number in range(1, 22):
        scope = ("LN",) if number < 5 else ("SSc",) if number < 14 else ()
        criteria.append(criterion(f"E{number}", "any" if number == 16 else None, scope=scope))
        if number == 16:
            criteria += [criterion(f"E16.{part}") for part in (1, 2, 3)]
    limits = EligibilityModule(
        minimum_age="18 Years", maximum_age="75 Years", sex="ALL", healthy_volunteers=False
    )
    return checklist(*criteria, cohorts=("LN", "SSc"), limits=limits)
