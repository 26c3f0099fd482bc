"""The worksheet of the subject on the desk, written to a file from the screen."""

from __future__ import annotations

import os
from datetime import datetime

from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.screens.amending import Amending

OVER, ANOTHER = "write over it", "another name"


class Papering(Amending):
    """The paper key, from any screen of an open trial."""

    def do_paper(self) -> None:
        if self.desk.subject is None:
            raise CannotAct("Nobody is being screened: s picks a subject.")
        self.start(self._write_paper())

    async def _write_paper(self) -> None:
        from trialtui.exports.worksheet_file import usual_name

        name = self._usual_place(usual_name(self.desk.trial, self._code()))
        while True:
            question = f"Write the worksheet of {self._code()} to (.html to print, .md or .txt):"
            path = os.path.expanduser(await self.ask(question, value=name) or "")
            if not path:
                self.say("No worksheet is written.", theme.DIM)
                return
            name = path
            if not os.path.lexists(path):
                break
            picked = await self.pick(f"{path} is there already.", (ANOTHER, OVER))
            if picked == OVER:
                break
            if picked is None:
                self.say(f"{path} stays as it was.", theme.DIM)
                return
        self._write_to(path)

    def _write_to(self, path: str) -> None:
        """Write it, for its owner alone, and say where it is."""
        from trialtui.exports.files import NotWritten, write_out
        from trialtui.exports.worksheet import worksheet
        from trialtui.exports.worksheet_file import format_of, worksheet_file

        form = format_of(path)
        try:
            write_out([worksheet_file(worksheet(self.desk, datetime.now().astimezone()), form)], path)
        except NotWritten as problem:
            self.say(f"NOT WRITTEN: {problem}", theme.ALARM)
            return
        self.say(f"worksheet of {self._code()} written as {form}: {os.path.abspath(path)}", theme.GOOD)

    def _usual_place(self, name: str) -> str:
        """Here, or, where nothing can be written here, beside the log."""
        if os.access(os.curdir, os.W_OK):
            return name
        return str(self.desk.log.directory / name)
