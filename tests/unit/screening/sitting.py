"""A log in memory for tests: gives new events their sequence number and hands them to a screening, as the store does."""

from __future__ import annotations

from collections.abc import Mapping

from trialtui.screening.answers import Answer
from trialtui.screening.checklist import Checklist
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.footing import Footing
from trialtui.screening.screening import Screening

SUBJECT, TRIAL, RECORD = "subject-1", "TRIAL-1", "ab" * 32


class Sitting:
    """One start of the program by one person. `log` may be shared by several sittings."""

    def __init__(
        self,
        checklist: Checklist,
        *,
        log: list[AuditEvent] | None = None,
        who: str = "MK",
        sitting: str = "one",
        status: str | None = "RECRUITING",
        subject: str | None = SUBJECT,
        record: str = RECORD,
        footing: Footing | None = None,
    ) -> None:
        self.log: list[AuditEvent] = [] if log is None else log
        self.who, self.sitting = who, sitting
        self.screening = Screening(
            checklist, trial=TRIAL, record=record, status=status, subject=subject, events=tuple(self.log),
            footing=footing,
        )  # fmt: skip

    def keep(self, event: NewEvent) -> AuditEvent:
        """Write the event to the log and give it to the screening."""
        seq = len(self.log) + 1
        kept = AuditEvent(
            seq=seq,
            at=f"2026-11-22T14:{seq // 60 % 60:02}:{seq % 60:02}.000000Z",
            offset=0,
            who=self.who,
            sitting=self.sitting,
            kind=event.kind,
            subject=event.subject,
            trial=event.trial,
            record=event.record,
            fingerprint=event.fingerprint,
            undoes=event.undoes,
            content=event.content,
            commitment="",
            previous="",
            hash="",
        )
        self.log.append(kept)
        self.screening.apply(kept)
        return kept

    def give(self, code: str, answer: Answer, reason: str | None = None) -> None:
        self.keep(self.screening.give(code, answer, reason=reason))

    def give_all(self, answers: Mapping[str, Answer], reason: str = "other cohort") -> None:
        """Answers by code; those that are not applicable get a reason."""
        for code, answer in answers.items():
            self.give(code, answer, reason if answer is Answer.NOT_APPLICABLE else None)

    def undo(self) -> None:
        self.keep(self.screening.undo(self.who, self.sitting))

    def redo(self) -> None:
        self.keep(self.screening.redo(self.who, self.sitting))
