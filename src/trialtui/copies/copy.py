"""A copy (a file holding a record) and what a reader makes of it."""

from __future__ import annotations

from typing import NamedTuple

from trialtui.record.study import Study


class CopyError(Exception):
    """A copy that cannot be read. `str()` is one printable line that names the file, the place in it and the reason."""

    def __init__(self, name: str, place: str, reason: str) -> None:
        from trialtui.record.literal import one_line  # its tables are not needed where all goes well

        super().__init__(one_line(f"{name}: {place}: {reason}" if place else f"{name}: {reason}"))
        self.name, self.place, self.reason = name, place, reason


class Copy(NamedTuple):
    """The bytes as they came and as they decode. `text` keeps every newline as it was (CRLF stays CRLF)."""

    name: str  # what to call it on the screen: the path as given, or "the sample"
    raw: bytes
    text: str
    digest: str  # SHA-256 of `raw`, hexadecimal: the record hash of the audit


class LeftOver(NamedTuple):
    """Something in the copy that has no place in the record, shown to the reader by its place and in its own words.

    `place` is "line 12" or a registry field path ("resultsSection.adverseEventsModule.timeFrame"); `text` is verbatim.
    `start`, `end` are code points into `Copy.text` where the format is plain text, else None.
    """

    place: str
    text: str
    start: int | None = None
    end: int | None = None


class CriteriaPlace(NamedTuple):
    """Where in the copy the eligibility text stands.

    Plain text: `start`, `end` are code points into `Copy.text`, and `Copy.text[start:end]` is the eligibility text.
    JSON: `path` is the field's path, and `start`, `end` enclose the string literal's inside, escapes and all.
    """

    start: int
    end: int
    path: str | None = None


class Stretch(NamedTuple):
    """Characters `start` to `end` of the eligibility text stand at `copy_start` to `copy_end` of `Copy.text`.

    Of equal length: character by character. Else the characters stand there as a whole, as an escape does.
    """

    start: int
    end: int
    copy_start: int
    copy_end: int


class CopyReading(NamedTuple):
    """What was read of one copy: the record, what is left over, and what the reader wants the person to know."""

    copy: Copy
    format: str  # "trial page text", "ClinicalTrials.gov v2 JSON", "eligibility text", …: for people
    study: Study
    left_over: tuple[LeftOver, ...] = ()
    warnings: tuple[str, ...] = ()
    criteria_place: CriteriaPlace | None = None  # None where no eligibility text was found
    as_written: tuple[LeftOver, ...] = ()  # what the record holds in the registry's words, as the copy has it
    stretches: tuple[
        Stretch, ...
    ] = ()  # of the eligibility text, where it was put together from several places

    @property
    def trial(self) -> str:
        """What the log and the library call the trial: its registry number, else the organisation's own, else the copy's hash."""
        info = self.study.identification.org_study_id_info
        own = info.id if info else None
        return self.study.trial_id or own or f"copy {self.copy.digest[:16]}"
