"""Help: what has the focus, its keys first, then every key of the program. All of it from the one registry."""

from __future__ import annotations

from trialtui.ui import theme
from trialtui.ui.actions import ACTIONS, PLACES, shown_key
from trialtui.ui.panes.rows import blank, fact, heading, prose
from trialtui.ui.screens.base import KeyScreen, ListScreen
from trialtui.ui.widgets.row_list import ListRow

WORDS = (
    "An answer says whether the statement is true of this subject. Its effect stands beside it: "
    "E7 Yes EXCLUDES, E7 No clear, I5 No FAILS, I5 Yes met.",
    "Space gives the favourable answer to a row that has none yet, and never turns an answer round.",
    "The program never says that a subject may enter: at most NO BLOCKER FOUND, needs investigator sign-off.",
    "Each answer is on disk before the status line says saved. The registry text is not the protocol. "
    "This is not a validated 21 CFR Part 11 system.",
)


class HelpScreen(ListScreen):
    def __init__(self, over: KeyScreen) -> None:
        super().__init__("Help · every key")
        self.over = over

    def build(self, width: int) -> list[ListRow]:
        words = getattr(self.over, "HELP_WORDS", WORDS)
        rows = [blank()] + [prose(f"words.{number}", one, width) for number, one in enumerate(words)]
        order = sorted(PLACES.items(), key=lambda place: self._share(place[0]), reverse=True)
        for place, title in order:
            rows += [blank(), heading(title[0].upper() + title[1:], width)]
            for action in ACTIONS:
                if action.where == place:
                    keys = "  ".join(shown_key(key) for key in self.trial_app.keys_of(action.name))
                    rows.append(fact(f"key.{action.name}", keys, action.help, width))
        return [*rows, blank(), prose("", "Esc goes back.", width, theme.DIM)]

    def _share(self, place: str) -> float:
        """How much of what there is in a place can be done where help was asked for."""
        actions = [action.name for action in ACTIONS if action.where == place]
        return sum(map(self.over.can, actions)) / len(actions)
