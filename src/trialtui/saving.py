"""Doing and saving: what a person does is on the disk before it counts as saved, or is held in memory and tried again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from trialtui.amendments import Amendments, date_of
from trialtui.copies.copy import CopyReading
from trialtui.library.chain import fresh_salt
from trialtui.library.log import CodeTaken, LogRefused, NotSaved, Place, ScreeningLog, Subject
from trialtui.screening.closing import fold_closing
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.footing import VERSION_KINDS
from trialtui.screening.ledger import OVERLAY_KINDS
from trialtui.screening.questioned import marked
from trialtui.screening.screening import Screening
from trialtui.standing import StandingReading

_TURNS = VERSION_KINDS | {"second.begun", "second.finished", "screening.closed", "screening.reopened"}
_PROVISIONAL = 1 << 60  # sequence numbers of events that are not in the log yet
DRAFTS_TRIED = 8


class Saved(NamedTuple):
    """What became of an action: when it was saved, or why it is not."""

    at: str  # UTC, ISO 8601
    not_saved: str = ""


class Saving(StandingReading):
    """One copy, the log, and the events of at most one subject folded into a screening."""

    def __init__(self, reading: CopyReading, log: ScreeningLog) -> None:
        super().__init__(reading)
        self.log = log
        self.trial = reading.trial
        self.amendments = Amendments(log, self.trial)
        self.subject: Subject | None = None
        self.unsaved: list[NewEvent] = []
        self.not_saved = ""
        self.last_about: str | None = None  # the subject of the last thing done here, None for the site's own
        self._created = False  # whether "subject.created" stands in the log for this subject
        self._opened = False  # whether "screening.opened" stands in the log for this subject and this copy
        self._last_seq = 0
        self._damage = log.damage  # what the events on the desk were read under
        self._raw: dict[int, AuditEvent] = {}  # every event on the desk by its number, as the log has it
        self.screening = self._fold(())
        self._reload()

    def act(self, events: Sequence[NewEvent], place: Place | None = None) -> Saved:
        """Save the events and only then let them count as saved. What cannot be saved stays in memory, to be retried."""
        todo = [_salted(event) for event in (*self._openings(events), *events)]
        self.last_about = events[-1].subject if events else self.last_about
        if self.unsaved:  # in order: behind what is still waiting
            self._hold(todo)
            return Saved(now(), self.not_saved)
        try:
            written, todo = self._append(todo, place)
        except CodeTaken:
            raise
        except NotSaved as problem:
            self._hold(todo)
            self.not_saved = str(problem)
            return Saved(now(), self.not_saved)
        self._stands(todo)
        with suppress(NotSaved, LogRefused):  # it is written, whether it can be read just now or not
            self.refresh()
        self._take_in(written)
        return Saved(written[-1].at if written else now())

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
            return Saved(now(), problem)
        self.unsaved = self.unsaved[len(held) :]
        if not self.unsaved:
            self.not_saved = ""
            with suppress(NotSaved, LogRefused):
                self._reload()
        return Saved(now())

    def _append(
        self, events: list[NewEvent], place: Place | None = None
    ) -> tuple[tuple[AuditEvent, ...], list[NewEvent]]:
        """Append; where another process has just taken the draft's number, under the next one."""
        for _ in range(DRAFTS_TRIED):
            try:
                return self.log.append(*map(marked, events), copy=self._copy(events), place=place), events
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
        """Fold what has come into the log since, from here or from another process; True where any did, or where the
        library has come to hold a newer version of the trial. Raises NotSaved."""
        news = self._events(after=self._last_seq)
        if self.log.damage != self._damage:  # another log than the desk was laid from: rescued, or put back
            self._damage = self.log.damage
            self._reload()
            return True
        self._take_in(news)
        for event in news:
            self._last_seq = max(self._last_seq, event.seq)
            self._opened = self._opened or self._opens(event)
        return self._look_at_library() or bool(news)

    def _look_at_library(self) -> bool:
        """Whether the library has come to hold another version that matters to the screening on the desk."""
        if self.subject is None or not self.amendments.library_changed():
            return False
        before = self.screening.footing
        self.look_again()
        return self.screening.footing != before

    def _take_in(self, events: Sequence[AuditEvent]) -> None:
        """Fold events into the screening; built anew, with every answer, where they change what it stands on."""
        new = [event for event in events if event.seq not in self._raw]
        self._raw.update((event.seq, event) for event in new)
        applied = [event for event in new if self.screening.apply(event)]
        other_copy = any(
            event.subject and event.record not in (None, *self.screening.footing.kin) for event in new
        )
        if other_copy or any(event.kind in OVERLAY_KINDS or event.kind in _TURNS for event in applied):
            self.look_again()

    def look_again(self) -> None:
        """Fold what is on the desk anew, for whoever is before it now: a second reader sees no first answers."""
        self.screening = self._fold([self._raw[seq] for seq in sorted(self._raw)])

    def _reload(self) -> None:
        """Fold everything anew; what stands stays as it is where the log cannot be read."""
        events = self._events()
        self._raw = {event.seq: event for event in events}
        self.look_again()
        self._last_seq = max((event.seq for event in events), default=0)
        self._opened = any(map(self._opens, events))

    def _events(self, after: int = 0) -> list[AuditEvent]:
        subject = self.subject.id if self.subject else None
        # nobody's identifier is empty: without a subject, the site's own events only
        return self.log.events(subject=subject or "", trial=self.trial, after=after)

    def _opens(self, event: AuditEvent) -> bool:
        return (
            event.kind in ("screening.opened", "version.taken") and event.record == self.reading.copy.digest
        )

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
        goes_over = any(event.kind == "version.taken" for event in events)
        if not self._opened and not goes_over and self.screening.footing.gap is None:
            reading = self.reading
            content = {
                "name": _file_name(reading), "format": reading.format, "reader": self.outline.reader,
                "version": date_of(reading),
            }  # fmt: skip
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
        self._opened = self._opened or not kinds.isdisjoint({"screening.opened", "version.taken"})

    def _provisional(self, event: NewEvent) -> AuditEvent:
        return AuditEvent(
            _PROVISIONAL + len(self.unsaved), now(), 0, self.log.who, self.log.sitting, event.kind, event.subject,
            event.trial, event.record, event.fingerprint, event.undoes, event.content, "", "", "",
        )  # fmt: skip

    def _fold(self, events: Sequence[AuditEvent]) -> Screening:
        self._lay_over(events)
        return self._screening(self.subject.id if self.subject else None, events)

    def _screening(self, subject: str | None, events: Sequence[AuditEvent]) -> Screening:
        is_open = fold_closing(one for one in events if one.subject is not None) is None
        footing = self.amendments.footing(self, events, is_open=is_open) if subject else None
        return Screening(
            self.checklist,
            trial=self.trial,
            record=self.reading.copy.digest,
            status=self.reading.study.status.overall_status,
            subject=subject,
            events=events,
            second=self._reads_second(events),
            footing=footing,
        )

    def _reads_second(self, events: Sequence[AuditEvent]) -> bool:
        """Whether the person before the desk reads this screening a second time, and has not finished."""
        if not any(event.kind == "second.begun" for event in events):
            return False
        from trialtui.screening.second_reading import fold_second, is_reader

        reading = fold_second(self.checklist, events)
        return reading is not None and not reading.finished and is_reader(self.log.who, reading)


def _salted(event: NewEvent) -> NewEvent:
    """The event with its salt, before the first try: a try that broke off is known by it, and nothing is written twice."""
    return event if event.salt else event._replace(salt=fresh_salt())


def _file_name(reading: CopyReading) -> str:
    """What the copy is called, without the folders above it: a path may name a person."""
    return reading.copy.name.replace("\\", "/").rpartition("/")[2]


def now() -> str:
    """The moment in UTC, as the log writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
