"""From an open trial to another copy, and back: related trials (tab 8) and the versions kept here (tab 9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.screening.events import NewEvent
from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.aside import aside
from trialtui.ui.panes.header import HISTORY
from trialtui.ui.panes.record import in_a_library
from trialtui.ui.screens.answering import Answering
from trialtui.ui.screens.reading import Reading

if TYPE_CHECKING:
    from trialtui.kept_versions import Compared, KeptVersion
    from trialtui.ui.screens.trial import TrialScreen

NO_LIBRARY = "No library is kept here: `trialtui add` begins one, and related trials are looked for in it."
NO_VERSIONS = "No version of this trial is kept here: `trialtui add` takes copies into the library."
ON_HISTORY = "That works on History: press 9, and move to a version."
BACK, GO_ON = "read only", "screen on this old version"


class Came(NamedTuple):
    """Where a person was before this copy was opened from there."""

    reading: CopyReading
    path: str
    tab: str
    row: str
    subject: str | None
    old: str
    before: Came | None


class Elsewhere(Answering, Reading):
    """The keys of tabs 8 and 9. `old` says which old version this is, "" for any other copy; `came` is where Esc goes back to."""

    old = ""
    came: Came | None = None
    _agreed = False  # a person said that an old version is to be screened on

    @property
    def trial_screen(self) -> TrialScreen:
        raise NotImplementedError

    def here(self) -> Came:
        """Where the person is now."""
        subject = self.desk.subject.id if self.desk.subject else None
        path = self.trial_screen.path
        return Came(self.desk.reading, path, self.tab, self.listing.current_key, subject, self.old, self.came)

    # --- related trials

    def look_for_related(self) -> None:
        """Begin to look in the library, once; keys go on meanwhile."""
        if self.record.related is not None:
            return
        if not in_a_library(self.desk.log.directory):
            self.record.related = NO_LIBRARY
            return
        self.record.related = "Looking in the library …"
        self.run_worker(self._look_for_related(), group="related")

    async def _look_for_related(self) -> None:
        from trialtui.library.trials.related import related_in
        from trialtui.library.trials.store import LibraryRefused

        folder, study, trial = self.desk.log.directory, self.desk.reading.study, self.desk.trial
        try:
            self.record.related = await aside(lambda: related_in(folder, study, trial))
        except LibraryRefused as problem:
            self.record.related = str(problem)
        if self.tab == "8":
            self.listing.show_rows()

    # --- versions

    def _version(self) -> KeptVersion:
        key = self.listing.current_key.partition(".")[2]
        found = next((one for one in self._versions() if one.digest == key), None)
        if self.tab != HISTORY or found is None:
            raise CannotAct(ON_HISTORY)
        return found

    def _versions(self) -> list[KeptVersion]:
        from trialtui.library.trials.store import LibraryRefused

        try:
            return self.record.versions.found() if self.record.versions else []
        except LibraryRefused as problem:
            raise CannotAct(str(problem)) from None

    def compare_with_before(self) -> None:
        """What changed between the version under the cursor and the one before it."""
        one, versions = self._version(), self._versions()
        place = next(number for number, other in enumerate(versions) if other.digest == one.digest)
        if place + 1 == len(versions):
            raise CannotAct("This is the oldest version that is kept here: there is none before it.")
        self.start(self._compare(versions[place + 1], one))

    def do_against_open(self) -> None:
        one, own = self._version(), self.desk.reading.copy.digest
        opened = next((other for other in self._versions() if other.digest == own), None)
        if one.digest == own:
            raise CannotAct("This is the version that is open: Enter compares it with the one before.")
        if opened is None:
            self.start(self._compare(one, None))
            return
        older, newer = sorted((one, opened), key=lambda other: (other.updated, other.version or 0))
        self.start(self._compare(older, newer))

    async def _compare(self, older: KeptVersion, newer: KeptVersion | None) -> None:
        """Compare in a thread; `newer` is None for the open copy, where that is not kept."""
        from trialtui.ui.screens.comparison import ComparisonScreen

        self.say("Comparing …", theme.DIM)
        try:
            found = await aside(self._comparing(older, newer))
        except CopyError as problem:
            raise CannotAct(str(problem)) from None
        self.say("")
        dated = (
            newer.dated
            if newer
            else f"the open copy, {self.desk.reading.study.status.registry_date or 'no date'}"
        )
        title = f"{older.dated} → {dated} · what changed in {self.desk.trial}"
        self.app.push_screen(ComparisonScreen(title, found))

    def _comparing(self, older: KeptVersion, newer: KeptVersion | None) -> Callable[[], Compared]:
        from trialtui.kept_versions import compare

        versions, opened = self.record.versions, self.desk.reading
        assert versions is not None
        return lambda: compare(versions.read(older), versions.read(newer) if newer else opened)

    def do_old_version(self) -> None:
        one, versions = self._version(), self._versions()
        if one.digest == self.desk.reading.copy.digest:
            raise CannotAct("This version is open already.")
        newest = next((other for other in versions if other.current), versions[0])
        old = (
            ""
            if one.digest == newest.digest
            else f"OLD VERSION of {one.dated}, the newest here is of {newest.dated}"
        )
        assert self.record.versions is not None
        try:
            reading = self.record.versions.read(one)
        except CopyError as problem:
            raise CannotAct(str(problem)) from None
        self.trial_app.visit(self.trial_screen, reading, self.trial_screen.path, old)

    # --- an old version is read; it is screened on only where a person says so

    def with_subject(self, then: Callable[[], None]) -> None:
        if self.old and not self._agreed:
            self.start(self._agree(lambda: super(Elsewhere, self).with_subject(then)))
        else:
            super().with_subject(then)

    def tell_old(self) -> None:
        """Say what an old version is open for, in place of whose screening could be gone on with."""
        if self.old:
            self._offered = None
            self.say("OLD VERSION, open to read. Esc goes back to History.", theme.WARN)

    async def _agree(self, then: Callable[[], None]) -> None:
        question = f"This is an {self.old}. What is answered here is kept on the old version."
        if await self.pick(question, (BACK, GO_ON)) == GO_ON:
            self._agreed = True
            then()
        else:
            self.say("Nothing was answered: this OLD VERSION is open to read. Esc goes back.", theme.WARN)

    def act(self, events: list[NewEvent], what: str = "") -> None:
        if self.old and not self._agreed:
            raise CannotAct(f"This is an {self.old}: open to read. Esc goes back.")
        super().act(events, what)

    # --- and back

    def come_back(self) -> bool:
        """Back to the copy that this one was opened from; False where it was not opened from one."""
        if self.came is None:
            return False
        self.trial_app.come_back(self.came)
        return True
