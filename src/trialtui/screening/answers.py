"""Answers, and the effects they have. An answer says whether the statement is true of this subject."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Answer(str, Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # asked, not known
    NOT_APPLICABLE = "na"


class Effect(str, Enum):
    """What a row's answer does, in the words that stand beside it on the screen and on paper."""

    MET = "met"  # favourable, inclusion
    CLEAR = "clear"  # favourable, exclusion
    FAILS = "FAILS"  # unfavourable, inclusion
    EXCLUDES = "EXCLUDES"  # unfavourable, exclusion
    NEUTRAL = "n/a"  # not applicable, with a reason
    OPEN = "open"  # unanswered
    UNKNOWN = "unknown"  # asked, not known: open as well
    NEEDS_REASON = "needs reason"  # not applicable without a reason: open as well
    READ = "read"  # a part that is an exception or an explanation: read, never counted
    CONFLICT = (
        "CONFLICT"  # the row's own answer and its parts disagree: unfavourable, and sign-off is refused
    )

    @property
    def favourable(self) -> bool:
        return self in (Effect.MET, Effect.CLEAR)

    @property
    def unfavourable(self) -> bool:
        return self in (Effect.FAILS, Effect.EXCLUDES, Effect.CONFLICT)

    @property
    def is_open(self) -> bool:
        return self in (Effect.OPEN, Effect.UNKNOWN, Effect.NEEDS_REASON)


class GivenAnswer(NamedTuple):
    """An answer as a person gave it. `reason` is why it is not applicable, or why it was changed."""

    answer: Answer | None  # None: no answer (taken back, or only a note so far)
    reason: str = ""
    note: str = ""
    source: str = ""  # "lab report 2026-11-02"
    who: str = ""
    at: str = ""  # UTC, ISO 8601
    seq: int = 0  # the audit event that holds it
    record: str = ""  # SHA-256 of the copy it was given on
    carried: bool = False  # given on a copy whose criteria differ, and not re-affirmed on this one
    contested: GivenAnswer | None = None  # what another person said at the same time, not knowing of this one
