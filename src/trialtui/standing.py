"""The reading of one trial as it stands at this site: as read, as corrected, or the site's own criteria in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from trialtui.copies.copy import CopyReading
from trialtui.eligibility.reading import read_criteria
from trialtui.screening.checklist import Checklist
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.ledger import OVERLAY_KINDS
from trialtui.screening.screening import Screening

if TYPE_CHECKING:  # loaded only where something is laid over the reading, or is about to be
    from trialtui.eligibility.corrections import Correction, NotApplied
    from trialtui.screening.overlay import Overlay


class StandingReading:
    """Outline and checklist of one copy, with what the site laid over them.

    `read_outline` is the copy's own reading, `outline` what stands now, `not_applied` the corrections that do not fit this copy.
    What a person does gives an event for the log, or raises CannotAct with a sentence; nothing changes before it is back.
    """

    screening: Screening

    def __init__(self, reading: CopyReading) -> None:
        self.reading = reading
        study = reading.study
        self.read_outline = read_criteria(
            study.eligibility.eligibility_criteria or "", study.arms_interventions.arm_groups
        )
        self.outline = self.read_outline
        self.checklist = Checklist(self.outline, study.eligibility)
        self.overlay: Overlay | None = None
        self.not_applied: tuple[NotApplied, ...] = ()

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The corrections that stand, in the order they were made."""
        return self.overlay.corrections if self.overlay else ()

    @property
    def protocol_version(self) -> str:
        """The protocol version this trial is held against: of the site's own criteria, or filled in; "" for none."""
        return self.overlay.protocol_version if self.overlay else ""

    @property
    def own_criteria(self) -> bool:
        """Whether the site's own protocol criteria stand in place of the registry's summary."""
        return self.overlay is not None and self.overlay.imported is not None

    def correct(self, op: str, code: str, value: str | int | None = None) -> NewEvent:
        """Correct how a row was read: `op` and `value` as in `Correction`.

        `code` is a criterion's, or "@" and the start offset of a heading, note or unassigned text. A split takes an
        offset into the raw words of the criterion: `split_offset` gives it.
        """
        from trialtui.screening import overlay

        return overlay.correct(self.screening, self._overlay(), self.outline, op, code, value)

    def split_offset(self, code: str, shown: int) -> int:
        """Where in its raw words the character number `shown` of a criterion's displayed text stands. KeyError for no such code."""
        from trialtui.eligibility.corrections import offset_in_words

        words = {one.code: one.words for one in self.outline.criteria}[code]
        return offset_in_words(self.outline.text[words.start : words.end], shown)

    def set_protocol_version(self, words: str) -> NewEvent:
        """Fill in the protocol version of the standing line; "" takes it out."""
        from trialtui.screening import overlay

        return overlay.set_version(self.screening, self._overlay(), words)

    def import_criteria(self, name: str, version: str, rows: Sequence[Mapping[str, str]]) -> NewEvent:
        """Put the site's own criteria, as `read_protocol_criteria` gives them, in place of the reading."""
        from trialtui.screening import overlay

        return overlay.import_criteria(self.screening, self._overlay(), name, version, rows)

    def remove_criteria(self) -> NewEvent:
        """Take the site's own criteria back: the reading stands again."""
        from trialtui.screening import overlay

        return overlay.remove_criteria(self.screening, self._overlay())

    def _overlay(self) -> Overlay:
        from trialtui.screening.overlay import Overlay

        return self.overlay or Overlay()

    def _lay_over(self, events: Sequence[AuditEvent]) -> None:
        """Outline and checklist as these events leave them. Nothing is loaded where none of them is of that kind."""
        laid = [event for event in events if event.kind in OVERLAY_KINDS]
        if not laid and self.overlay is None:
            return
        from trialtui.screening import overlay

        self.overlay = overlay.fold(laid)
        outline, self.not_applied = overlay.lay(self.overlay, self.read_outline)
        if outline != self.outline:
            self.outline = outline
            self.checklist = Checklist(outline, self.reading.study.eligibility)
