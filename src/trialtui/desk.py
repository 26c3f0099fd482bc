"""The desk: one trial open in front of one person. Copy, outline, subject, screening, and the log they are saved in.

The screen and the command line both work through it; it draws nothing. State lives in its `Screening`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from trialtui.copies.copy import CopyReading
from trialtui.eligibility.reading import read_criteria
from trialtui.library.log import CodeTaken, NotSaved, Place, ScreeningLog, ScreeningSummary, Subject
from trialtui.screening.answers_file import AnswersFile
from trialtui.screening.checklist import Checklist
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.screening import CannotAct, NothingToChange, Screening

_PROVISIONAL = 1 << 60  # sequence numbers of events that are not in the log yet


class Saved(NamedTuple):
    """What became of an action: when it was saved, or why it is not."""

    at: str  # UTC, ISO 8601
    not_saved: str = ""


class Desk:
    """One trial, at most one subject at a time, and everything a person did to them."""

    def __init__(self, reading: CopyReading, log: ScreeningLog) -> None:
        self.reading, self.log = reading, log
        study = reading.study
        self.trial = trial_id(reading)
        self.outline = read_criteria(
            study.eligibility.eligibility_criteria or "", study.arms_interventions.arm_groups
        )
        self.checklist = Checklist(self.outline, study.eligibility)
        self.subject: Subject | None = None
        self.unsaved: list[NewEvent] = []
        self.not_saved = ""
        self._opened = False  # whether "screening.opened" stands in the log for this subject and this copy
        self._last_seq = 0
        self.screening = self._fold(())
        self.refresh()

    # --- whose screening ---

    def screenings(self) -> list[ScreeningSummary]:
        """The screenings of this trial in the store, last touched first."""
        return sorted(self.log.screenings(self.trial), key=lambda summary: summary.last_at, reverse=True)

    def take(self, subject: str | None) -> None:
        """Put the subject with this identifier on the desk (None: nobody); the answers kept for them come with them."""
        if self.unsaved:
            raise CannotAct(
                "answers of this subject are not saved yet: save them or leave without them first"
            )
        self.subject = (
            next((known for known in self.log.subjects() if known.id == subject), None) if subject else None
        )
        self._opened = False
        self._last_seq = 0
        self.screening = self._fold(())
        self.refresh()

    def take_code(self, code: str, *, draft: bool = False) -> None:
        """Put the subject with this site code on the desk; created with the first thing done for them."""
        known = self.log.find_subject(code)
        self.take(known.id if known else None)
        if known is None:
            now = _now()
            self.subject = Subject(secrets.token_hex(16), code, draft, now, now)
            self.screening = self._fold(())
            self.refresh()

    def open_draft(self) -> None:
        """A new subject without a site code, to be named later."""
        self.take_code(self.log.next_draft_code(), draft=True)

    def name_subject(self, code: str) -> Saved:
        """Give the subject a site code. Raises `CodeTaken` where another subject has it."""
        if self.subject is None:
            self.take_code(code)
            return self.act(())
        known = self.log.find_subject(code)
        if known is not None and known.id != self.subject.id:
            raise CodeTaken(code)
        old, self.subject = self.subject, self.subject._replace(code=code, draft=False)
        named = NewEvent("subject.named", {"old": old.code, "new": code}, subject=old.id)
        return self.act([named]) if self._is_kept(old.id) else self.act(())

    def _is_kept(self, subject: str) -> bool:
        return any(known.id == subject for known in self.log.subjects()) or any(
            event.kind == "subject.created" and event.subject == subject for event in self.unsaved
        )

    def take_file(self, answers: AnswersFile) -> Saved:
        """Save a file of answers for its subject (a new draft where it names none): all of it at once, or nothing.

        What stands already is not said again. Raises CannotAct, NotSaved or CodeTaken.
        """
        if answers.subject:
            self.take_code(answers.subject)
        else:
            self.open_draft()
        screening = self.screening
        events: list[NewEvent] = []
        if answers.confirm_scopes and not screening.scopes_confirmed:
            events.append(screening.confirm_scopes())
        asked: set[str] = set()
        for given in answers.answers:
            question = self.checklist.questions[given.code]
            if question in asked:
                continue
            asked.add(question)
            with suppress(NothingToChange):
                events.append(
                    screening.give(
                        given.code, given.answer, reason=given.reason, note=given.note, source=given.source,
                        change_reason="answers file" if screening.needs_change_reason(given.code, given.answer) else "",
                    )
                )  # fmt: skip
        return self.act(events)

    # --- doing and saving ---

    def act(self, events: Sequence[NewEvent], place: Place | None = None) -> Saved:
        """Save the events and only then let them count as saved. What cannot be saved stays in memory, to be retried."""
        todo = [*self._openings(events), *events]
        if self.unsaved:
            self._hold(todo)
            return self.retry()
        try:
            written = self.log.append(*todo, copy=self._copy(todo), place=place)
        except CodeTaken:
            raise
        except NotSaved as problem:
            self._hold(todo)
            self.not_saved = str(problem)
            return Saved(_now(), self.not_saved)
        self._opened = self._opened or any(event.kind == "screening.opened" for event in todo)
        self.refresh()
        return Saved(written[-1].at if written else _now())

    def retry(self) -> Saved:
        """Try again to save what is held in memory."""
        if not self.unsaved:
            return Saved(_now())
        try:
            self.log.append(*self.unsaved, copy=self._copy(self.unsaved))
        except NotSaved as problem:
            self.not_saved = str(problem)
            return Saved(_now(), self.not_saved)
        self.unsaved, self.not_saved = [], ""
        self._opened, self._last_seq = True, 0
        self.screening = self._fold(())
        self.refresh()
        return Saved(_now())

    def refresh(self) -> bool:
        """Fold what has come into the log since, from here or from another process; True where anything has."""
        subject = self.subject.id if self.subject else None
        news = [
            event
            for event in self.log.events(trial=self.trial, after=self._last_seq)
            if event.subject is None or event.subject == subject
        ]
        for event in news:
            self.screening.apply(event)
            if event.kind == "screening.opened" and event.record == self.reading.copy.digest:
                self._opened = True
            self._last_seq = max(self._last_seq, event.seq)
        return bool(news)

    def discard_unsaved(self) -> None:
        """Leave without what could not be saved; only after a person said so."""
        self.unsaved, self.not_saved = [], ""

    def _openings(self, events: Sequence[NewEvent]) -> list[NewEvent]:
        """What must stand in the log before the first event of a subject on this copy."""
        if self.subject is None or (events and all(event.subject is None for event in events)):
            return []
        first: list[NewEvent] = []
        if not self._is_kept(self.subject.id):
            content = {"code": self.subject.code, "draft": self.subject.draft}
            first.append(NewEvent("subject.created", content, subject=self.subject.id))
        if not self._opened:
            reading = self.reading
            content = {"name": reading.copy.name, "format": reading.format, "reader": self.outline.reader}
            first.append(
                NewEvent("screening.opened", content, self.subject.id, self.trial, record=reading.copy.digest)
            )
        return first

    def _copy(self, events: Sequence[NewEvent]) -> tuple[str, str, str, bytes] | None:
        if not any(event.record for event in events):
            return None
        copy = self.reading.copy
        return copy.digest, copy.name, self.reading.format, copy.raw

    def _hold(self, events: Sequence[NewEvent]) -> None:
        for event in events:
            self.unsaved.append(event)
            self.screening.apply(self._provisional(event))
        self._opened = True

    def _provisional(self, event: NewEvent) -> AuditEvent:
        return AuditEvent(
            _PROVISIONAL + len(self.unsaved), _now(), 0, self.log.who, self.log.sitting, event.kind, event.subject,
            event.trial, event.record, event.fingerprint, event.undoes, event.content, "", "", "",
        )  # fmt: skip

    def _fold(self, events: Sequence[AuditEvent]) -> Screening:
        return Screening(
            self.checklist,
            trial=self.trial,
            record=self.reading.copy.digest,
            status=self.reading.study.status.overall_status,
            subject=self.subject.id if self.subject else None,
            events=events,
        )


def trial_id(reading: CopyReading) -> str:
    """What the log calls the trial: its NCT number, else the organisation's own, else the copy's hash."""
    identification = reading.study.identification
    own = identification.org_study_id_info.id if identification.org_study_id_info else None
    return identification.nct_id or own or f"copy {reading.copy.digest[:16]}"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
