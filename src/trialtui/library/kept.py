"""What the screening log gives back beside its events: subjects, screenings, kept copies and the last place."""

from __future__ import annotations

import os
from typing import NamedTuple

LOST = "LOST-"  # a code that damage took; the salvage gives these until a person names the subject again


class Subject(NamedTuple):
    """A subject by its site code. `id` is random and stands in the events; the code can be purged."""

    id: str
    code: str  # "S-014", or "DRAFT-1" while nobody has said whose it is
    draft: bool
    created_at: str  # UTC, ISO 8601
    last_at: str  # of the last event about this subject


class ScreeningSummary(NamedTuple):
    """One subject in one trial, as far as it was screened."""

    subject: str
    code: str
    draft: bool
    trial: str
    record: str | None  # SHA-256 of the copy that was screened last
    answers: int  # criteria that have an answer now
    last_at: str
    last_who: str
    copy_name: str | None  # what the copy was called when it was kept


class KeptCopy(NamedTuple):
    """A raw copy that was screened, byte for byte."""

    digest: str
    name: str
    format: str
    raw: bytes


class Place(NamedTuple):
    """Where a person was last, so that the next start can go back there. `at` is set by the log if left empty."""

    subject: str | None
    trial: str
    record: str | None = None
    path: str = ""  # what was opened; the kept copy stands in if it is gone
    tab: str = ""
    row: str = ""  # a criterion's code, "I6"
    at: str = ""


def new_subject() -> str:
    """A random identifier for a new subject: 32 hexadecimal digits that say nothing about anybody."""
    return os.urandom(16).hex()
