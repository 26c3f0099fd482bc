"""Every screening that the log holds, folded and judged: what the screening log, the counts and the other exports tell of.

Each is judged on the version it stands on, as it was kept; that the library holds one with other criteria is told beside it. Where that copy is not there any more, or cannot be
read, the screening stands all the same, without a verdict, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trialtui.amendments import Amendments, Sheet
from trialtui.exports.wording import written_at
from trialtui.library.log import ScreeningLog, ScreeningSummary
from trialtui.screening.answers import Answer
from trialtui.screening.checklist import Row
from trialtui.screening.closing import Closing, blocking, fold_closing
from trialtui.screening.consent import fold_consent
from trialtui.screening.events import AuditEvent
from trialtui.screening.footing import stood_on
from trialtui.screening.screening import Screening
from trialtui.screening.signatures import Signature
from trialtui.screening.verdict import CohortVerdict, Verdict

COPY_GONE = "no verdict: the copy that was screened is not in the log"
COPY_UNREAD = "no verdict: this version cannot read the copy that was screened"
PURGED = "a subject that was purged"
NOTHING_READ = "no verdict: no criteria could be read"


class Screened(NamedTuple):
    """One subject in one trial. `events` are the subject's own in this trial, in order; `began` and `last` local times.

    `sheet` and `screening` are None where there is no verdict, and then `why` says so. `follows` is the site code of the
    subject whose earlier screening this one follows, "" for a first one.
    """

    summary: ScreeningSummary
    events: tuple[AuditEvent, ...]
    sheet: Sheet | None
    screening: Screening | None
    why: str
    follows: str = ""

    @property
    def began(self) -> str:
        first = self.events[0]
        return written_at(first.at, first.offset)

    @property
    def last(self) -> str:
        last = self.events[-1]
        return written_at(last.at, last.offset)

    @property
    def screeners(self) -> tuple[str, ...]:
        """Who gave answers, in the order of their first."""
        return tuple(dict.fromkeys(event.who for event in self.events if event.kind == "answer.given"))

    @property
    def cohorts(self) -> tuple[CohortVerdict, ...]:
        return self.screening.cohorts() if self.screening is not None else ()

    @property
    def overall(self) -> Verdict | None:
        return self.screening.overall() if self.screening is not None else None

    def reasons(self, label: str | None = None) -> tuple[Row, ...]:
        """The top-level criteria that block, in the worksheet's order: one cohort's, or those of every cohort open here.

        Rows that ask the same (the registry's age limit, and the criterion that repeats it) are one reason.
        """
        if self.screening is None:
            return ()
        return blocking(self.screening.checklist, self.cohorts, label)

    @property
    def closing(self) -> Closing | None:
        """How it was closed, whether there is a verdict or not; None while it is open."""
        return fold_closing(self.events)

    @property
    def signatures(self) -> tuple[Signature, ...]:
        return self.screening.signatures if self.screening is not None else ()

    @property
    def exceptions(self) -> tuple[str, ...]:
        """The exceptions recorded with blockers: "I6: WV-12, granted by …, 2026-11-02"."""
        waivers = self.screening.waivers if self.screening is not None else {}
        return tuple(f"{code}: {waiver.words()}" for code, waiver in waivers.items())

    @property
    def rescreens(self) -> str | None:
        """The identifier of the subject whose earlier screening this one follows."""
        links = [event for event in self.events if event.kind == "screening.rescreens"]
        return str((links[-1].content or {}).get("of")) if links else None

    def consent(self) -> str:
        """The consent recorded, else what was written as the source of an answer about consent; "" for none.

        "2026-11-01, form version 3", or "I15 Yes: consent form v3, 2026-11-01".
        """
        if (recorded := fold_consent(self.events)) is not None:
            return recorded.words()
        if self.screening is None:
            return ""
        said = []
        for row in self.screening.checklist.rows:
            given = self.screening.answer(row.code)
            if (
                given
                and given.answer in (Answer.YES, Answer.NO)
                and any(tag.name == "CONSENT" for tag in row.tags)
            ):
                word = given.answer.value.capitalize()
                said.append(f"{row.code} {word}" + (f": {given.source}" if given.source else ""))
        return "; ".join(said)


def screenings(log: ScreeningLog, trial: str | None = None) -> Iterator[Screened]:
    """Every screening of the log, or of one trial: by trial, and then in the order in which the subjects were entered.

    One subject's events are in memory at a time. Raises LogRefused.
    """
    subjects = log.subjects()
    entered = {subject.id: subject.created_at for subject in subjects}
    codes = {subject.id: subject.code for subject in subjects}
    by_trial: dict[str, list[ScreeningSummary]] = {}
    for summary in sorted(log.screenings(trial), key=lambda one: (entered.get(one.subject, ""), one.code)):
        by_trial.setdefault(summary.trial, []).append(summary)
    for name in sorted(by_trial):
        for one in _of_trial(log, name, by_trial[name]):
            yield one._replace(follows=codes.get(one.rescreens, PURGED)) if one.rescreens else one


def _of_trial(log: ScreeningLog, trial: str, summaries: Sequence[ScreeningSummary]) -> Iterator[Screened]:
    site_events = log.events(
        subject="", trial=trial
    )  # nobody's identifier is empty: the site's own events only
    amendments = Amendments(log, trial)
    amendments.lay(site_events)
    for summary in summaries:
        events = tuple(event for event in log.events(subject=summary.subject) if event.trial == trial)
        if not events:  # purged in between
            continue
        stood = stood_on(events)
        if stood is not None:
            summary = summary._replace(record=stood.record)
        sheet = amendments.sheet(summary.record) if summary.record else None
        if sheet is None:
            kept = summary.record and log.kept_copy(summary.record) is not None
            yield Screened(summary, events, None, None, COPY_UNREAD if kept else COPY_GONE)
        elif not sheet.outline.criteria:
            yield Screened(summary, events, sheet, None, NOTHING_READ)
        else:
            every = sorted([*site_events, *events], key=lambda event: event.seq)
            footing = amendments.footing(sheet, every, is_open=fold_closing(events) is None)
            yield Screened(summary, events, sheet, sheet.screening_of(summary.subject, events, footing), "")
