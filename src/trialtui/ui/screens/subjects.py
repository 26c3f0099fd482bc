"""The subjects screened for one trial: pick, create, name."""

from __future__ import annotations

from typing import ClassVar

from trialtui.desk import Desk
from trialtui.ui import theme
from trialtui.ui.actions import SUBJECTS, TRIAL
from trialtui.ui.panes.rows import blank, prose
from trialtui.ui.screens.base import ListScreen, bindings
from trialtui.ui.screens.whose import NEW, counted, when
from trialtui.ui.widgets.row_list import ListRow


class SubjectsScreen(ListScreen):
    """Dismissed with a subject's identifier, "name:" and one, "+new", or None."""

    BINDINGS = bindings(TRIAL, SUBJECTS)
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "rename", "down", "up", "back")

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(title)
        self.desk = desk
        self._found = {one.subject: one for one in desk.screenings()}

    def on_mount(self) -> None:
        subject = self.desk.subject
        self.listing.stand_on(subject.id if subject and subject.id in self._found else "")
        self.say(
            "Enter takes it, r gives it another site code, Esc leaves.",
            theme.DIM,
        )

    def build(self, width: int) -> list[ListRow]:
        rows = [blank()]
        subject = self.desk.subject
        for one in self._found.values():
            draft = "draft, not named yet" if one.draft else ""
            here = "on the desk" if subject and subject.id == one.subject else ""
            facts = [
                f"{one.code:<12} {counted(one.answers, 'answer')}",
                f"last {when(one.last_at)} by {one.last_who}",
                draft,
                here,
            ]
            rows.append(
                prose(one.subject, ", ".join(filter(None, facts)), width, theme.BOLD if here else theme.PLAIN)
            )
        if subject and subject.id not in self._found:
            rows.append(
                prose(
                    subject.id,
                    f"{subject.code:<12} nothing answered here yet, on the desk",
                    width,
                    theme.BOLD,
                )
            )
        return [*rows, blank(), prose(NEW, "+ a new subject", width)]

    def do_open(self) -> None:
        if key := self.listing.current_key:
            self.dismiss(key)

    def do_rename(self) -> None:
        key = self.listing.current_key
        if key and key != NEW:
            self.dismiss(f"name:{key}")
        else:
            self.say("Enter makes a new subject.", theme.WARN)
