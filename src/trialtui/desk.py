"""The desk: one trial open in front of one person. Copy, outline, subject, screening, and the log they are saved in.

The screen and the command line both work through it; it draws nothing. State lives in its `Screening`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from trialtui.amendments import date_of
from trialtui.copies.copy import CopyReading
from trialtui.library.kept import new_subject
from trialtui.library.log import CodeTaken, LogRefused, NotSaved, ScreeningSummary, Subject
from trialtui.saving import Saved, Saving, now
from trialtui.screening.answers_file import AnswersFile
from trialtui.screening.events import NewEvent
from trialtui.screening.footing import Gap
from trialtui.screening.screening import CannotAct, NothingToChange, Screening

__all__ = ["Desk", "Saved"]


class Desk(Saving):
    """One trial, at most one subject at a time, and everything a person did to them."""

    # --- whose screening ---

    def screenings(self) -> list[ScreeningSummary]:
        """The screenings of this trial in the store, last touched first."""
        return self.log.screenings(self.trial)

    def take(self, subject: str | None) -> None:
        """Put the subject with this identifier on the desk (None: nobody); the answers kept for them come with them."""
        if subject is not None and self.subject is not None and subject == self.subject.id:
            self.refresh()
            return
        if self.unsaved:
            raise CannotAct("Answers of this subject are not saved yet.")
        self._lay(self.log.subject(subject) if subject else None, created=True)

    def _lay(self, subject: Subject | None, *, created: bool) -> None:
        self.subject = subject
        self._created, self._opened = subject is not None and created, False
        self._reload()

    def take_code(self, code: str, *, draft: bool = False) -> None:
        """Put the subject with this site code on the desk; created with the first thing done for them."""
        known = self.log.find_subject(code)
        self.take(known.id if known else None)
        if known is None:
            moment = now()
            self._lay(Subject(new_subject(), code, draft, moment, moment), created=False)

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

    def take_file(self, answers: AnswersFile, *, carry: bool = False) -> Saved:
        """Save a file of answers for its subject (a new draft where it names none): all of it at once, or nothing.

        What stands already is not said again; what is carried over from another version and said again is re-affirmed.
        `carry`: take the screening to this copy first. Raises CannotAct, NotSaved or CodeTaken.
        """
        if answers.subject:
            self.take_code(answers.subject)
        else:
            self.open_draft()
        if carry and self.screening.footing.gap is not None:
            self.go_over()
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

    def screening_of(self, subject: str) -> Screening:
        """Another subject's screening for this trial, on the version it stands on; as whoever is here may see it. For lists."""
        events = self.log.events(subject=subject, trial=self.trial)
        screening = self._screening(subject, events)
        gap = screening.footing.gap
        own = self.amendments.sheet(gap.record) if gap else None
        if gap is None or own is None:
            return screening
        is_open = screening.closing is None
        footing = self.amendments.footing(own, events, is_open=is_open)
        if footing.newer is None and is_open and not gap.older:
            here = Gap(self.reading.copy.digest, date_of(self.reading), gap.changed)
            footing = footing._replace(newer=here)
        about = [event for event in events if event.subject is not None]
        return own.screening_of(subject, about, footing, second=screening.second)

    def holds_back(self, subject: str) -> bool:
        """Whether a second reading of this subject is asked for that the person here could still do, blind."""
        from trialtui.screening.second_reading import is_held_back

        return is_held_back(self.screening_of(subject), self.log.who)

    def rescreen(self, subject: Subject, code: str) -> Saved:
        """Screen a subject anew, under another code: a new screening that is linked to the closed one, which stays as it is.

        Raises CannotAct, CodeTaken.
        """
        if self.screening_of(subject.id).closing is None:
            raise CannotAct(f"{subject.code} is still being screened here: close that screening first")
        if self.log.find_subject(code) is not None:
            raise CodeTaken(code)
        self.take_code(code)
        assert self.subject is not None
        link = NewEvent(
            "screening.rescreens", {"of": subject.id}, self.subject.id, self.trial, self.reading.copy.digest
        )
        return self.act([link])

    # --- versions of the trial ---

    @property
    def version(self) -> str:
        """The registry's date of the copy on the desk; "" where it has none."""
        return date_of(self.reading)

    def go_over(self) -> Saved:
        """Take the screening on the desk to the copy on the desk: its answers are carried as far as their words are the same.

        Raises CannotAct.
        """
        self.refresh()
        return self.act([self.screening.take_version(self.version)])

    def affirm(self, codes: Sequence[str]) -> Saved:
        """Re-affirm these carried answers, an event each; rows that ask the same are re-affirmed as one. Raises CannotAct."""
        questions = self.checklist.questions
        asked = list({questions[code]: code for code in reversed(codes)}.values())[::-1]
        return self.act([self.screening.affirm(code, len(asked)) for code in asked])

    def newer_copy(self) -> CopyReading | None:
        """The library's newer version that the screening on the desk is flagged for."""
        newer = self.screening.footing.newer
        sheet = self.amendments.sheet(newer.record) if newer else None
        return sheet.reading if sheet else None

    def unchanged_successor(self) -> CopyReading | None:
        """The library's newer version whose criteria are the same, for a screening that stands on this copy and is open."""
        if self.subject is None or self.screening.footing.gap or self.screening.closing is not None:
            return None
        return self.amendments.unchanged_successor(self)

    # --- the record of a screening ---

    @property
    def protocol_line(self) -> str:
        """What the criteria are, and the protocol version they are held against: a blank where nobody filled it in."""
        if self.own_criteria:
            return f"This site's own protocol criteria, version {self.protocol_version}"
        return f"Registry summary: confirm against protocol version {self.protocol_version or '___'}"

    def against(self, role: str, cohort: str = "", decision: str = "") -> list[str]:
        """What stands against a sign-off by this person, each in a few words; nothing where it can be signed."""
        from trialtui.screening import signing

        return [
            *self._also_against(),
            *signing.against(self.screening, role, self.log.who, cohort, decision),
        ]

    def sign(self, role: str, name: str, *, cohort: str = "", decision: str = "", seen: str = "") -> Saved:
        """Sign what stands now. It is on the disk, or it is not signed: a sign-off is never held in memory.

        `seen` is the state (`state_hash`) that was shown to the signer: another one is not signed in its place.
        Raises Refused with all that stands against it, CannotAct, NotSaved.
        """
        from trialtui.screening import signing
        from trialtui.screening.signatures import state_hash

        if not self.unsaved:
            self.refresh()
        if seen and seen != state_hash(self.screening):
            raise CannotAct("Not signed: something was changed meanwhile. Look at it again, then sign.")
        event = signing.sign(
            self.screening, role, name, self.log.who,
            cohort=cohort, decision=decision, protocol=self.protocol_line, also=self._also_against(),
        )  # fmt: skip
        written, todo = self._append([*self._openings([event]), event])
        self._stands(todo)
        with suppress(NotSaved, LogRefused):
            self.refresh()
        self._take_in(written)
        self.last_about = event.subject
        return Saved(written[-1].at)

    def _also_against(self) -> list[str]:
        found = []
        if self.unsaved:
            found.append(f"NOT SAVED: {len(self.unsaved)} events stand in memory only")
        if self.not_applied:
            found.append(f"corrections that do not fit this copy: {len(self.not_applied)}")
        return found

    def begin_second(self, *, anew: bool = False, first_seen: bool = False) -> Saved:
        """Read the screening on the desk a second time, blind: from here on nothing of the first reading is on the desk.

        Raises CannotAct. `anew`: where another person began one and has not finished; `first_seen`: as in `begin`.
        """
        from trialtui.screening import second_reading

        if self.screening.second:
            return Saved(now())
        return self.act(
            [second_reading.begin(self.screening, self.log.who, anew=anew, first_seen=first_seen)]
        )
