"""The desk: one trial open in front of one person. Copy, outline, subject, screening, and the log they are saved in.

The screen and the command line both work through it; it draws nothing. State lives in its `Screening`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from trialtui.copies.copy import CopyReading
from trialtui.library.kept import new_subject
from trialtui.library.log import CodeTaken, NotSaved, Place, ScreeningLog, ScreeningSummary, Subject
from trialtui.screening.answers_file import AnswersFile
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.ledger import OVERLAY_KINDS
from trialtui.screening.screening import CannotAct, NothingToChange, Screening
from trialtui.standing import StandingReading

_PROVISIONAL = 1 << 60  # sequence numbers of events that are not in the log yet
DRAFTS_TRIED = 8


class Saved(NamedTuple):
    """What became of an action: when it was saved, or why it is not."""

    at: str  # UTC, ISO 8601
    not_saved: str = ""


class Desk(StandingReading):
    """One trial, at most one subject at a time, and everything a person did to them."""

    def __init__(self, reading: CopyReading, log: ScreeningLog) -> None:
        super().__init__(reading)
        self.log = log
        self.trial = trial_id(reading)
        self.subject: Subject | None = None
        self.unsaved: list[NewEvent] = []
        self.not_saved = ""
        self.last_about: str | None = None  # the subject of the last thing done here, None for the site's own
        self._created = False  # whether "subject.created" stands in the log for this subject
        self._opened = False  # whether "screening.opened" stands in the log for this subject and this copy
        self._last_seq = 0
        self.screening = self._fold(())
        self._reload()

    # --- whose screening ---

    def screenings(self) -> list[ScreeningSummary]:
        """The screenings of this trial in the store, last touched first."""
        return sorted(self.log.screenings(self.trial), key=lambda summary: summary.last_at, reverse=True)

    def take(self, subject: str | None) -> None:
        """Put the subject with this identifier on the desk (None: nobody); the answers kept for them come with them."""
        if subject is not None and self.subject is not None and subject == self.subject.id:
            self.refresh()
            return
        if self.unsaved:
            raise CannotAct("Answers of this subject are not saved yet.")
        known = {one.id: one for one in self.log.subjects()} if subject else {}
        self._lay(known.get(subject or ""), created=True)

    def _lay(self, subject: Subject | None, *, created: bool) -> None:
        self.subject = subject
        self._created, self._opened = subject is not None and created, False
        self._reload()

    def take_code(self, code: str, *, draft: bool = False) -> None:
        """Put the subject with this site code on the desk; created with the first thing done for them."""
        known = self.log.find_subject(code)
        self.take(known.id if known else None)
        if known is None:
            now = _now()
            self._lay(Subject(new_subject(), code, draft, now, now), created=False)

    def open_draft(self) -> None:
        """A new subject without a site code, to be named later."""
        self.take_code(self.log.next_draft_code(), draft=True)

    def name_subject(self, subject: Subject, code: str) -> Saved:
        """Give a subject a site code. Raises `CodeTaken` where another subject has it."""
        known = self.log.find_subject(code)
        if known is not None and known.id != subject.id:
            raise CodeTaken(code)
        here = self.subject is not None and self.subject.id == subject.id
        if here:
            self.subject = subject._replace(code=code, draft=False)
        if here and not self._created:
            return self.act(())
        return self.act([NewEvent("subject.named", {"old": subject.code, "new": code}, subject=subject.id)])

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
            if given.code not in self.checklist:
                raise CannotAct(f"no criterion {given.code}: the reading was corrected meanwhile")
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
        self.last_about = events[-1].subject if events else self.last_about
        if self.unsaved:  # in order: behind what is still waiting
            self._hold(todo)
            return Saved(_now(), self.not_saved)
        try:
            written, todo = self._append(todo, place)
        except CodeTaken:
            raise
        except NotSaved as problem:
            self._hold(todo)
            self.not_saved = str(problem)
            return Saved(_now(), self.not_saved)
        self._stands(todo)
        with suppress(NotSaved):  # it is written; what the log cannot give back just now counts all the same
            self.refresh()
        self._take_in(written)
        return Saved(written[-1].at if written else _now())

    def retry(self) -> Saved:
        """Try again to save what is held in memory."""
        held = list(self.unsaved)
        return self.settle(held, self.save(held))

    def save(self, held: list[NewEvent]) -> str:
        """Write what is held, waiting for a busy store; "" or why not. Changes nothing that is shown: for any thread."""
        try:
            if held:
                self._append(held)
        except NotSaved as problem:
            return str(problem)
        return ""

    def settle(self, held: list[NewEvent], problem: str) -> Saved:
        """Take note of what `save` came to."""
        if problem:
            self.not_saved = problem
            return Saved(_now(), problem)
        self.unsaved = self.unsaved[len(held) :]
        if not self.unsaved:
            self.not_saved = ""
            with suppress(NotSaved):
                self._reload()
        return Saved(_now())

    def _append(
        self, events: list[NewEvent], place: Place | None = None
    ) -> tuple[tuple[AuditEvent, ...], list[NewEvent]]:
        """Append; where another process has just taken the draft's number, under the next one."""
        for _ in range(DRAFTS_TRIED):
            try:
                return self.log.append(*events, copy=self._copy(events), place=place), events
            except CodeTaken:
                if self.subject is None or not self.subject.draft:
                    raise
                self.subject = self.subject._replace(code=self.log.next_draft_code())
                content = {"code": self.subject.code, "draft": True}
                events = [
                    event._replace(content=content) if event.kind == "subject.created" else event
                    for event in events
                ]
        raise CodeTaken(self.subject.code if self.subject else "")

    def refresh(self) -> bool:
        """Fold what has come into the log since, from here or from another process; True where any did. Raises NotSaved."""
        news = self._events(after=self._last_seq)
        self._take_in(news)
        for event in news:
            self._last_seq = max(self._last_seq, event.seq)
            self._opened = self._opened or self._opens(event)
        return bool(news)

    def _take_in(self, events: Sequence[AuditEvent]) -> None:
        """Fold events into the screening; built anew, with every answer, where they change the outline it stands on."""
        new = [event for event in events if self.screening.apply(event)]
        if any(event.kind in OVERLAY_KINDS for event in new):
            self.screening = self._fold(self.screening.ledger.events)

    def _reload(self) -> None:
        """Fold everything anew; what stands stays as it is where the log cannot be read."""
        events = self._events()
        self.screening = self._fold(events)
        self._last_seq = max((event.seq for event in events), default=0)
        self._opened = any(map(self._opens, events))

    def _events(self, after: int = 0) -> list[AuditEvent]:
        subject = self.subject.id if self.subject else None
        events = self.log.events(trial=self.trial, after=after)
        return [event for event in events if event.subject is None or event.subject == subject]

    def _opens(self, event: AuditEvent) -> bool:
        return event.kind == "screening.opened" and event.record == self.reading.copy.digest

    def discard_unsaved(self) -> None:
        """Leave without what could not be saved; only after a person said so."""
        self.unsaved, self.not_saved = [], ""

    def _openings(self, events: Sequence[NewEvent]) -> list[NewEvent]:
        """What must stand in the log before the first event of a subject on this copy."""
        if self.subject is None or (events and all(event.subject != self.subject.id for event in events)):
            return []
        first: list[NewEvent] = []
        if not self._created:
            content = {"code": self.subject.code, "draft": self.subject.draft}
            first.append(NewEvent("subject.created", content, subject=self.subject.id))
        if not self._opened:
            reading = self.reading
            content = {"name": _file_name(reading), "format": reading.format, "reader": self.outline.reader}
            first.append(
                NewEvent("screening.opened", content, self.subject.id, self.trial, record=reading.copy.digest)
            )
        return first

    def _copy(self, events: Sequence[NewEvent]) -> tuple[str, str, str, bytes] | None:
        if not any(event.record for event in events):
            return None
        copy = self.reading.copy
        return copy.digest, _file_name(self.reading), self.reading.format, copy.raw

    def _hold(self, events: Sequence[NewEvent]) -> None:
        for event in events:
            self.unsaved.append(event)
            self._take_in([self._provisional(event)])
        self._stands(events)

    def _stands(self, events: Sequence[NewEvent]) -> None:
        """Note what need not be said again for this subject on this copy."""
        kinds = {event.kind for event in events}
        self._created = self._created or "subject.created" in kinds
        self._opened = self._opened or "screening.opened" in kinds

    def _provisional(self, event: NewEvent) -> AuditEvent:
        return AuditEvent(
            _PROVISIONAL + len(self.unsaved), _now(), 0, self.log.who, self.log.sitting, event.kind, event.subject,
            event.trial, event.record, event.fingerprint, event.undoes, event.content, "", "", "",
        )  # fmt: skip

    def _fold(self, events: Sequence[AuditEvent]) -> Screening:
        self._lay_over(events)
        return Screening(
            self.checklist,
            trial=self.trial,
            record=self.reading.copy.digest,
            status=self.reading.study.status.overall_status,
            subject=self.subject.id if self.subject else None,
            events=events,
        )


def trial_id(reading: CopyReading) -> str:
    """What the log calls the trial: its registry number, else the organisation's own, else the copy's hash."""
    info = reading.study.identification.org_study_id_info
    own = info.id if info else None
    return reading.study.trial_id or own or f"copy {reading.copy.digest[:16]}"


def _file_name(reading: CopyReading) -> str:
    """What the copy is called, without the folders above it: a path may name a person."""
    return reading.copy.name.replace("\\", "/").rpartition("/")[2]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
