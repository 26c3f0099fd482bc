"""The versions of one trial that this site has: those of the library, those kept with a screening, and what changed between two."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import read_copy
from trialtui.library.faults import LogRefused
from trialtui.library.trials import FILE_NAME
from trialtui.library.trials.store import Library, LibraryRefused
from trialtui.sheets.telling import counted

if TYPE_CHECKING:
    from trialtui.library.log import ScreeningLog
    from trialtui.versions.criteria import CriteriaChanges
    from trialtui.versions.record import RecordChanges

NO_CRITERIA = "the {which} version ({format}) holds no criteria: whether they changed cannot be told"
NOTHING_THERE = "neither version holds criteria"
LOOKED_AT = 20  # of the last screenings, for whether their copies are kept


class ScreenedOn(NamedTuple):
    """A screening that was last worked on with a version."""

    code: str
    answers: int
    is_open: bool


class KeptVersion(NamedTuple):
    """A version that can be read here. `version` is its number in the library, None where only the screening log has it.

    `screened` are the screenings of this trial that were last worked on with this copy.
    """

    digest: str
    name: str
    format: str
    updated: str  # the registry's date, "" where the copy has none
    added_at: str  # UTC, "" where it was never added to the library
    size: int
    current: bool
    version: int | None
    screened: tuple[ScreenedOn, ...] = ()

    @property
    def dated(self) -> str:
        return self.updated or "no date"

    @property
    def file_name(self) -> str:
        """What the copy was called, without the folders above it."""
        return self.name.replace("\\", "/").rpartition("/")[2]

    def screened_words(self) -> Iterator[str]:
        """Who is being screened on it, and who was, a line each: "open screenings on it: S-014 (3 answers)"."""
        for name, is_open in (("open screenings on it", True), ("closed screenings on it", False)):
            found = [one for one in self.screened if one.is_open is is_open]
            if found:
                yield f"{name}: " + ", ".join(
                    f"{one.code} ({counted(one.answers, 'answer')})" for one in found
                )


class KeptVersions:
    """The versions of one trial, newest first by the registry's date; read when they are asked for."""

    def __init__(self, log: ScreeningLog, trial: str) -> None:
        self.log, self.trial = log, trial
        self._library: Library | None = None

    def exist(self) -> bool:
        """Whether there is at least one. Never raises: what cannot be read has none."""
        try:
            return bool(self._of_the_library()) or any(
                one.record and self.log.kept_copy(one.record)
                for one in self.log.screenings(self.trial, limit=LOOKED_AT)
            )
        except (LibraryRefused, LogRefused):
            return False

    def stamp(self) -> tuple[int, ...]:
        """Another one whenever anybody wrote into the library. Two looks at the disk."""
        paths = (self.log.directory / (FILE_NAME + ending) for ending in ("", "-wal"))
        return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)

    def found(self) -> list[KeptVersion]:
        """All of them. Raises LibraryRefused, LogRefused."""
        screened: dict[str, list[ScreenedOn]] = {}
        closed = self.log.closed()
        for one in self.log.screenings(self.trial):
            is_open = (one.subject, one.trial) not in closed
            screened.setdefault(one.record or "", []).append(ScreenedOn(one.code, one.answers, is_open))
        found = [one._replace(screened=tuple(screened.pop(one.digest, ()))) for one in self._of_the_library()]
        for record, screenings in screened.items():
            kept = self.log.kept_copy(record) if record else None
            if kept is not None:
                found.append(
                    KeptVersion(
                        record, kept.name, kept.format, _date(kept.name, kept.raw), "", len(kept.raw), False, None,
                        tuple(screenings),
                    )
                )  # fmt: skip
        return sorted(found, key=lambda one: (one.updated, one.version or 0), reverse=True)

    def _of_the_library(self) -> list[KeptVersion]:
        if not (self.log.directory / FILE_NAME).exists():
            return []
        try:
            self._library = self._library or Library(self.log.directory)
            return of_the_library(self._library, self.trial)
        except sqlite3.Error as problem:
            raise LibraryRefused(f"{self.log.directory}: {problem}") from None

    def read(self, one: KeptVersion) -> CopyReading:
        """A version as a copy. Raises CopyError where it is damaged."""
        if one.version is not None and self._library is not None:
            return read_version(self._library, self.trial, one)
        kept = self.log.kept_copy(one.digest)
        if kept is None:
            raise CopyError(one.name, "", "the copy is not kept any more")
        return read_copy(kept.name, kept.raw)


def current_copy(folder: Path, trial: str) -> CopyReading | None:
    """The current copy of a trial in the library of a folder; None where there is none, or it cannot be read."""
    library = Library(folder)
    try:
        one = next((one for one in of_the_library(library, trial) if one.current), None)
        return read_version(library, trial, one) if one else None
    except (LibraryRefused, CopyError, sqlite3.Error):
        return None
    finally:
        library.close()


def of_the_library(library: Library, trial: str) -> list[KeptVersion]:
    """The versions of a trial in the library, newest first by the registry's date."""
    found = [
        KeptVersion(
            one.digest, one.name, one.format, one.updated, one.added_at, one.size, one.current, one.id
        )
        for one in library.versions(trial)
    ]
    return sorted(found, key=lambda one: (one.updated, one.version or 0), reverse=True)


def read_version(library: Library, trial: str, one: KeptVersion) -> CopyReading:
    """A version of the library as a copy. Raises CopyError where it is damaged."""
    try:
        return read_copy(one.name, library.raw(one.version or 0))
    except (KeyError, ValueError, sqlite3.Error) as problem:
        raise CopyError(f"{trial}, the version of {one.dated}", "", f"cannot be read: {problem}") from None


def _date(name: str, raw: bytes) -> str:
    try:
        return read_copy(name, raw).study.status.registry_date or ""
    except CopyError:
        return ""


def sources(versions: list[KeptVersion]) -> list[str]:
    """The formats of these versions, each once: from several sources, what one of them lacks says nothing."""
    return list(dict.fromkeys(one.format for one in versions))


class Compared(NamedTuple):
    """What changed between two copies of a trial. `criteria` is None where that cannot be told, and `why` says why."""

    record: RecordChanges
    criteria: CriteriaChanges | None
    why: str
    formats: tuple[str, str]

    @property
    def one_format(self) -> bool:
        return self.formats[0] == self.formats[1]


def compare(old: CopyReading, new: CopyReading) -> Compared:
    """Compare two copies of a trial, the older first."""
    from trialtui.eligibility.reading import read_criteria
    from trialtui.sheets.whole import record_json
    from trialtui.versions.criteria import criteria_changes
    from trialtui.versions.record import record_changes

    formats = old.format, new.format
    texts = [one.study.eligibility.eligibility_criteria or "" for one in (old, new)]
    record = record_changes(
        record_json(old.study), record_json(new.study), one_format=formats[0] == formats[1]
    )
    if not all(text.strip() for text in texts):
        which, format_ = ("older", old.format) if not texts[0].strip() else ("newer", new.format)
        why = (
            NO_CRITERIA.format(which=which, format=format_)
            if any(text.strip() for text in texts)
            else NOTHING_THERE
        )
        return Compared(record, None, why, formats)
    outlines = [
        read_criteria(text, one.study.arms_interventions.arm_groups)
        for text, one in zip(texts, (old, new), strict=True)
    ]
    return Compared(record, criteria_changes(*outlines), "", formats)
