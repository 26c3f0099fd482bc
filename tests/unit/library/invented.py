"""Events of invented subjects in an invented trial, for the tests of the log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from trialtui.library.log import Place
from trialtui.screening.events import NewEvent

TRIAL, OTHER_TRIAL = "NCT00000001", "NCT00000002"
PAGE = b"Inclusion Criteria\n1. Adults with an invented disease\n" * 40
RECORD = hashlib.sha256(PAGE).hexdigest()
COPY = (RECORD, "invented.txt", "trial page text", PAGE)
NOON = datetime(2026, 11, 22, 13, 0, 0, 250, tzinfo=timezone(timedelta(hours=1)))  # 12:00 UTC


def created(subject: str, code: str, *, draft: bool = False) -> NewEvent:
    return NewEvent("subject.created", {"code": code, "draft": draft}, subject=subject)


def named(subject: str, old: str, new: str) -> NewEvent:
    return NewEvent("subject.named", {"old": old, "new": new}, subject=subject)


def answered(
    subject: str,
    criterion: str = "I6",
    answer: str | None = "yes",
    *,
    note: str = "",
    trial: str = TRIAL,
    old: Mapping[str, Any] | None = None,
) -> NewEvent:
    new = {"answer": answer, "reason": "", "note": note, "source": ""}
    content = {"code": criterion, "text": f"words of {criterion} ≥ 1", "old": old, "new": new}
    return NewEvent("answer.given", content, subject, trial, RECORD, f"fingerprint of {criterion}")


def confirmed(trial: str = TRIAL) -> NewEvent:
    return NewEvent("scopes.confirmed", {"scopes": {"fingerprint of I6": ["LN"]}}, trial=trial, record=RECORD)


def at(subject: str | None, row: str, *, trial: str = TRIAL) -> Place:
    return Place(subject, trial, RECORD, "invented.txt", "Criteria", row)
