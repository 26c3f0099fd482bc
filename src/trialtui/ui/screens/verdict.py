"""The whole verdict: every cohort, every blocker, everything that is open."""

from __future__ import annotations

from typing import ClassVar

from trialtui.desk import Desk
from trialtui.ui.actions import TRIAL
from trialtui.ui.panes.verdict import verdict_rows
from trialtui.ui.screens.base import ListScreen, bindings
from trialtui.ui.widgets.row_list import ListRow


class VerdictScreen(ListScreen):
    """Dismissed with the code of a row to go to, or None."""

    BINDINGS = bindings(TRIAL)
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "down", "up", "back", "quit")

    def __init__(self, desk: Desk) -> None:
        whose = f" · subject {desk.subject.code}" if desk.subject else " · no subject"
        super().__init__(f"Verdict · {desk.trial}{whose}")
        self.desk = desk

    def build(self, width: int) -> list[ListRow]:
        return verdict_rows(self.desk, width)

    def do_open(self) -> None:
        code = self.listing.current_key.rpartition(" ")[2]
        if code in self.desk.checklist:
            self.dismiss(code)
