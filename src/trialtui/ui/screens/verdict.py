"""The whole verdict: every cohort, every blocker, everything that is open."""

from __future__ import annotations

from trialtui.desk import Desk
from trialtui.ui.panes.verdict import verdict_rows
from trialtui.ui.screens.base import ListScreen
from trialtui.ui.widgets.row_list import ListRow


class VerdictScreen(ListScreen):
    def __init__(self, desk: Desk) -> None:
        whose = f" · subject {desk.subject.code}" if desk.subject else " · no subject"
        super().__init__(f"Verdict · {desk.trial}{whose}")
        self.desk = desk

    def build(self, width: int) -> list[ListRow]:
        return verdict_rows(self.desk, width)
