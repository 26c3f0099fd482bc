"""The eligibility worksheet: what stands on it, whatever the format. The formats only lay it out.

A monitor asks who said that a subject met a criterion, when, on what evidence, against which words, and what it said
before: each row answers that, and an answer that is not there says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from trialtui.desk import Desk
from trialtui.exports import wording
from trialtui.exports.beside import record_of
from trialtui.screening.answers import GivenAnswer
from trialtui.screening.checklist import Row
from trialtui.screening.footing import takings
from trialtui.screening.ledger import ApartAnswer

SIGNATURES = (  # who signs, and what the signature means
    ("Screened by", "gave these answers from the sources named"),
    ("Second reader", "held these answers against the sources"),
    ("Investigator", "decides:  [  ] may enter   [  ] may not enter"),
)
SHOWN_TAGS = ("JUDGEMENT", "UNDERSPECIFIED")  # what no machine answers, and no reader should answer lightly


class UnknownCohort(ValueError):
    """A cohort that this text does not have: one sentence that names those it has."""


class Fact(NamedTuple):
    name: str
    words: str


class Aside(NamedTuple):
    """Text of the copy that nobody answers, where it stands: `kind` is "heading", "note" or "unassigned"."""

    kind: str
    words: str


class SheetRow(NamedTuple):
    """One criterion. `answer` is never blank; `beside` holds reason, source and note where they are; `signed` who and when.

    `before` is what the row said earlier, oldest first.
    """

    code: str
    depth: int
    scope: str
    text: str
    remarks: tuple[str, ...]
    answer: str
    effect: str
    beside: tuple[Fact, ...] = ()
    signed: str = ""
    before: tuple[str, ...] = ()


class Section(NamedTuple):
    title: str
    lines: tuple[SheetRow | Aside, ...]


class CohortLine(NamedTuple):
    label: str
    title: str
    verdict: str
    details: tuple[Fact, ...]


class Worksheet(NamedTuple):
    """All that stands on the paper, in its order. Words are as they came: each format shows them literally."""

    trial: str
    title: str
    subject: str
    cohort: str  # the one it is limited to, "" for all
    digest: str
    standing_line: str
    head: tuple[Fact, ...]
    overall: str
    overlays: tuple[str, ...]
    cohorts: tuple[CohortLine, ...]
    sections: tuple[Section, ...]
    apart: tuple[SheetRow, ...]
    remarks: tuple[tuple[str, tuple[str, ...]], ...]  # further lists, each with its title
    sign_offs: tuple[str, ...]  # as they stand in the log, void ones too
    statements: tuple[str, ...]


def worksheet(desk: Desk, printed: datetime, cohort: str | None = None) -> Worksheet:
    """One subject's worksheet, for one cohort or for all. `printed` knows its time zone. Raises UnknownCohort."""
    label = _label(desk, cohort) if cohort is not None else None
    rows = [row for row in desk.checklist.rows if label is None or desk.screening.in_cohort(row.code, label)]
    status = desk.reading.study.status
    overlays = desk.screening.overlays()
    read = bool(desk.outline.criteria)
    over_all = "Overall" if label is None else "Over all cohorts"
    return Worksheet(
        trial=desk.trial,
        title=desk.reading.study.identification.brief_title or "",
        subject=_subject(desk),
        cohort=label or "",
        digest=desk.reading.copy.digest,
        standing_line=wording.standing_line(desk),
        head=tuple(_head(desk, printed, label)),
        overall=f"{over_all}: {desk.screening.overall().words}" if read else wording.NO_CRITERIA,
        overlays=tuple(wording.overlay_words(word, status, desk.screening) for word in overlays),
        cohorts=tuple(_cohorts(desk, label)) if read else (),
        sections=_sections(desk, rows, label),
        apart=tuple(_apart(desk, one) for one in desk.screening.apart),
        remarks=tuple((title, lines) for title, lines in _remarks(desk, rows) if lines),
        sign_offs=wording.sign_off_words(desk.screening),
        statements=_statements(desk),
    )


def _label(desk: Desk, cohort: str) -> str:
    known = [one.label for one in desk.checklist.verdict_cohorts]
    wanted = cohort.strip().casefold()
    for label in known:
        if label.casefold() == wanted:
            return label
    raise UnknownCohort(f"no cohort {cohort} in this text: it has {', '.join(known)}")


def _subject(desk: Desk) -> str:
    if desk.subject is None:
        return "none"
    return desk.subject.code + (" (a draft, without a site code)" if desk.subject.draft else "")


def _head(desk: Desk, printed: datetime, label: str | None) -> Iterable[Fact]:
    reading, study = desk.reading, desk.reading.study
    name = reading.copy.name.replace("\\", "/").rpartition("/")[2]
    yield Fact("Status", wording.status_words(study.status))
    version = study.status.registry_date
    yield Fact(
        "Record",
        f"registry version {version or 'without a date'}, {reading.format} “{name}”",
    )
    yield Fact("Record SHA-256", reading.copy.digest)
    if desk.outline.reader:
        yield Fact("Read with", desk.outline.reader)
    yield Fact("Cohort", label or "all cohorts")
    yield Fact("Scopes", _scopes(desk))
    consent = desk.screening.consent
    yield Fact("Consent", f"{consent.words()}; recorded by {consent.who}" if consent else "not recorded")
    yield Fact("Printed", f"{wording.moment_words(printed)} by {desk.log.who}")
    for taken in takings(desk.screening.ledger.events):
        yield Fact("Taken over", wording.taken_words(taken))
    closing = desk.screening.closing
    yield Fact("Screening", wording.closing_words(closing) if closing else "open")
    if (first := desk.screening.rescreens) is not None:
        known = next(
            (one.code for one in desk.log.subjects() if one.id == first), "a subject that was purged"
        )
        yield Fact("Re-screening of", known)
    saved = [event for event in desk.screening.ledger.events if event.hash]
    if saved:
        yield Fact("As of", f"event {saved[-1].seq} of the screening log, hash {saved[-1].hash}")


def _scopes(desk: Desk) -> str:
    if not desk.checklist.cohort_labels:
        return "no cohorts in this text: every criterion is everyone's"
    if not desk.screening.scopes_confirmed:
        return "proposed, not confirmed"
    confirmed = desk.screening.ledger.last.get(("scopes", ""))
    return f"confirmed by {wording.by_words(confirmed)}" if confirmed else "stated by the site's own criteria"


def _cohorts(desk: Desk, label: str | None) -> Iterable[CohortLine]:
    for cohort in desk.screening.cohorts():
        if label in (None, cohort.label):
            details = tuple(Fact(name, ", ".join(codes)) for name, codes in wording.verdict_details(cohort))
            yield CohortLine(cohort.label, cohort.title, wording.verdict_words(cohort), details)


def _sections(desk: Desk, rows: list[Row], label: str | None) -> tuple[Section, ...]:
    """The rows by side, and before each what stands before it in the copy's text."""
    asides, last = _asides(desk, rows)
    found: list[tuple[str, list[SheetRow | Aside]]] = []
    for row in rows:
        title = wording.LIMITS if row.from_registry else wording.SIDES[row.side]
        if not found or (row.parent is None and title != found[-1][0]):
            found.append((title, []))
        found[-1][1].extend([*asides.get(row.code, ()), _row(desk, row, label)])
    if last:
        found.append(("AFTER THE LAST CRITERION" if found else "TEXT", list(last)))
    return tuple(Section(title, tuple(lines)) for title, lines in found)


def _asides(desk: Desk, rows: list[Row]) -> tuple[dict[str, list[Aside]], list[Aside]]:
    """Headings, notes and unassigned text by the code of the criterion they stand before, and those behind the last."""
    outline = desk.outline
    waiting = sorted(
        [(one.span.start, Aside("heading", one.text)) for one in outline.headings]
        + [(one.span.start, Aside("note", one.text)) for one in outline.notes]
        + [(one.start, Aside("unassigned", outline.text[one.start : one.end])) for one in outline.unassigned]
    )
    before: dict[str, list[Aside]] = {}
    for start, code in sorted((row.span.start, row.code) for row in rows if row.span is not None):
        while waiting and waiting[0][0] < start:
            before.setdefault(code, []).append(waiting.pop(0)[1])
    return before, [aside for _, aside in waiting]


def _row(desk: Desk, row: Row, label: str | None) -> SheetRow:
    screening = desk.screening
    given = screening.answer(row.code)
    note = screening.effect_note(row.code, label)
    events = [event for event in screening.history(row.code) if event.kind == "answer.given"]
    said = {event.seq: event for event in events}
    stands = said.get(given.seq, events[-1]) if events and given else None  # None: the answer was taken back
    met = said.get(given.contested.seq) if given and given.contested else None
    return SheetRow(
        code=row.code,
        depth=row.depth,
        scope=_scope(desk, row),
        text=row.text,
        remarks=tuple(_row_remarks(row)),
        answer=wording.answer_words(given),
        effect=screening.effect(row.code, label).value + (f", {note}" if note else ""),
        beside=(
            *_beside(given),
            *_carried(desk, given),
            *(
                [Fact("AT ONCE", f"{wording.kept_words(met.content or {})}, {wording.by_words(met)}")]
                if met
                else []
            ),
            *(Fact(*told) for told in record_of(screening, row.code)),
        ),
        signed=wording.by_words(stands) if stands else "",
        before=tuple(
            f"{wording.kept_words(event.content or {})}, {wording.by_words(event)}{_version(desk, event.record)}"
            for event in events
            if event not in (stands, met)
        ),
    )


def _version(desk: Desk, record: str | None) -> str:
    """On which version something was said, where that is not the one on this paper."""
    elsewhere = record is not None and record != desk.reading.copy.digest
    return f", on {desk.screening.footing.dated(record or '')}" if elsewhere else ""


def _carried(desk: Desk, given: GivenAnswer | None) -> Iterable[Fact]:
    if given is not None and given.carried:
        on = desk.screening.footing.dated(given.record)
        yield Fact("CARRIED", f"answered on {on}, and not re-affirmed on this one: it clears nothing")


def _scope(desk: Desk, row: Row) -> str:
    scope = "+".join(desk.screening.scope(row.code))
    how = "confirmed" if desk.screening.scopes_confirmed else desk.screening.scope_source(row.code)
    return f"{scope}, {how}" if scope else ""


def _row_remarks(row: Row) -> Iterable[str]:
    if words := wording.operator_words(row.combine, row.expr, row.stated):
        yield f"parts: {words}"
    if row.from_registry:
        yield "a field of the registry's record"
    if row.same_as:
        yield f"same as {row.same_as}: one answer for both"
    if row.condition:
        yield f"concerns {row.condition} participants only"
    for name in SHOWN_TAGS:
        if any(tag.name == name for tag in row.tags):
            yield name


def _beside(given: GivenAnswer | None) -> tuple[Fact, ...]:
    if given is None:
        return ()
    named = (("Because", given.reason), ("Source", given.source), ("Note", given.note))
    return tuple(Fact(name, words) for name, words in named if words)


def _apart(desk: Desk, old: ApartAnswer) -> SheetRow:
    given = old.given
    signed = f"{given.who}, {wording.written_at(given.at, 0)}"
    word = wording.answer_words(given)
    on = _version(desk, given.record).removeprefix(", ")
    remarks = (f"answered {on}",) if on else ()
    return SheetRow(old.code, 0, "", old.text, remarks, word, "does not count", _beside(given), signed)


def _remarks(desk: Desk, rows: list[Row]) -> Iterable[tuple[str, tuple[str, ...]]]:
    shown = {row.code for row in rows}
    left_out = [row.code for row in desk.checklist.top_level if row.code not in shown]
    yield "CRITERIA OF OTHER COHORTS, NOT ON THIS WORKSHEET", (", ".join(left_out),) if left_out else ()
    made = [one for one in desk.corrections if one not in [left.correction for left in desk.not_applied]]
    words = tuple(f"{one.op}{f' {one.value}' if one.op == 'operator' else ''}: {one.text}" for one in made)
    yield "CORRECTIONS OF THE READING, MADE AT THIS SITE", words if not desk.own_criteria else ()
    yield "CORRECTIONS THAT DO NOT FIT THIS COPY", tuple(left.words for left in desk.not_applied)
    open_ = tuple(
        f"{one.code}: {one.first_effect} by the first reading, {one.second_effect} by the second"
        for one in desk.screening.differences
        if not one.settled
    )
    yield "DIFFERENCES BETWEEN THE READINGS, NOT SETTLED", open_
    waived = tuple(f"{one.code}: {one.waiver.words()}: {one.text}" for one in desk.screening.waivers_apart)
    yield "EXCEPTIONS RECORDED WITH CRITERIA THAT ARE NOT IN THIS COPY", waived
    damage = (desk.log.damage,) if desk.log.damage else ()
    unsaved = (f"NOT SAVED: {len(desk.unsaved)} events stand in memory only",) if desk.unsaved else ()
    yield "THE SCREENING LOG", damage + unsaved


def _statements(desk: Desk) -> tuple[str, ...]:
    summary = () if desk.own_criteria else (wording.SUMMARY,)
    return (
        *summary,
        "The program answers no criterion by itself and decides about nobody: the investigator does, by signing.",
        wording.NOT_VALIDATED,
    )
