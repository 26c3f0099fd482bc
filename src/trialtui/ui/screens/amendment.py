"""What changed in the criteria between the version a screening stands on and another one, word by word, with the answers given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trialtui.amendments import date_of
from trialtui.ui import theme
from trialtui.ui.panes.criteria import ANSWER_WORDS
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.screens.base import ListScreen
from trialtui.ui.widgets.list_row import ListRow

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening
    from trialtui.standing import StandingReading
    from trialtui.versions.criteria import Change

STYLES = {"new": theme.GOOD, "removed": theme.BAD}
MARKS = {"same": "{}", "gone": "[-{}-]", "came": "{{+{}+}}"}


class AmendmentScreen(ListScreen):
    """Only looked at: N goes over, on the trial."""

    def __init__(self, before: StandingReading, after: StandingReading, screening: Screening) -> None:
        old, new = (date_of(one.reading) or "no date" for one in (before, after))
        super().__init__(f"What changed · {screening.trial} · {old} → {new}")
        self.before, self.after, self.screening = before, after, screening

    def on_mount(self) -> None:
        self.say("[-went-] {+came+} · Esc goes back.", theme.DIM)

    def build(self, width: int) -> list[ListRow]:
        from trialtui.amendments import changed_limits
        from trialtui.versions.criteria import criteria_changes

        changes = criteria_changes(self.before.outline, self.after.outline)
        told = [one for one in changes.changes if one.kind != "unchanged" or one.remarks]
        same = len(changes.changes) - len(told)
        rows = [heading(f"{same} criteria and parts as they were, {len(told)} changed", width), blank()]
        for number, change in enumerate(told):
            rows += self._rows(number, change, width)
        rows += [prose(f"limit.{one}", one, width) for one in changed_limits(self.before, self.after)]
        for number, aside in enumerate(changes.asides):
            rows.append(
                prose(f"aside.{number}", f"{aside.kind} heading or note: {aside.text}", width, theme.DIM)
            )
        return rows

    def _rows(self, number: int, change: Change, width: int) -> Iterator[ListRow]:
        codes = " → ".join(dict.fromkeys(one.code for one in (change.before, change.after) if one))
        shown = change.after or change.before
        assert shown is not None
        words = "".join(MARKS[one.kind].format(one.text) for one in change.words) or shown.text
        style = STYLES.get(change.kind, theme.PLAIN)
        yield prose(f"change.{number}", f"{codes} {change.kind}: {words}", width, style)
        for limit in change.thresholds:
            words = f"LIMIT CHANGED: {limit.before or 'none'} → {limit.after or 'none'}"
            yield prose(f"limit.{number}.{words}", words, width, theme.WARN, indent=4)
        for remark in change.remarks:
            yield prose(f"remark.{number}.{remark}", remark, width, theme.DIM, indent=4)
        if said := self._said(change):
            yield prose(f"said.{number}", said, width, theme.DIM, indent=4)

    def _said(self, change: Change) -> str:
        """What was answered to the older words."""
        if change.before is None or self.screening.second:
            return ""
        text, fingerprint = change.before.text, change.before.fingerprint
        checklist = self.screening.checklist
        row = checklist.by_fingerprint.get(fingerprint)
        given = self.screening.answer(row.code) if row else None
        if given is None:
            apart = self.screening.ledger.apart.get(fingerprint)
            given = apart.given if apart and apart.text == text else None
        return f"answered: {ANSWER_WORDS[given.answer]} by {given.who}" if given and given.answer else ""
