"""Screenings without what could name a subject: JSON for those who may see results and nobody.

A subject is a pseudonym of this one export, drawn anew each time and tied to nothing: no site code, no identifier, number
or hash of the log, no person who screened. Free text does not leave (notes, sources, reasons that somebody typed), and days
count from the subject's first event, so that no date stands in it. What is left are criteria, answers and verdicts; few
subjects with rare answers could still be recognised by somebody who knows them, and the file says so.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from trialtui.exports.screenings import Screened
from trialtui.screening.checklist import Row
from trialtui.screening.events import AuditEvent
from trialtui.screening.reasons import USUAL_REASONS
from trialtui.screening.report import verdict_json
from trialtui.screening.signatures import may_enter

FORMAT = "trialtui de-identified screenings 1"
OTHER_REASON = "other (in words that are not exported)"
CAUTION = (
    "No codes, dates, notes or sources; days count from each subject's first event. Few subjects with rare answers could "
    "still be recognised: share it as your data protection rules say."
)


def deidentified(screened: Iterable[Screened], first_events: Mapping[str, str]) -> dict[str, Any]:
    """The whole export. `first_events` holds when each subject's first event was written (UTC), by identifier."""
    written = [(one.summary.subject, _screening(one, first_events[one.summary.subject])) for one in screened]
    subjects = sorted({subject for subject, _ in written})
    random.SystemRandom().shuffle(subjects)
    pseudonyms = {subject: f"P{number:04}" for number, subject in enumerate(subjects, 1)}
    named = [{"subject": pseudonyms[subject], **told} for subject, told in written]
    named.sort(key=lambda told: (told["subject"], told["trial"]))
    return {"format": FORMAT, "caution": CAUTION, "screenings": named}


def _screening(one: Screened, first: str) -> dict[str, Any]:
    verdict = verdict_json(one.screening, None) if one.screening is not None else {}
    return {
        "trial": one.summary.trial,
        "record_sha256": one.summary.record,
        "began_day": _days(first, one.events[0]),
        "last_day": _days(first, one.events[-1]),
        "no_verdict": one.why or None,
        **{name: verdict.get(name) for name in ("overall", "cohorts", "overlays")},
        "closed": one.closing.outcome if one.closing else None,
        "closed_for": [reason.code for reason in one.closing.reasons] if one.closing else [],
        "may_enter_per_sign_off": may_enter(one.signatures),
        "answers": _answers(one, first),
    }


def _answers(one: Screened, first: str) -> list[dict[str, Any]]:
    if one.screening is None:
        return []
    by_number = {event.seq: event for event in one.events}
    found = []
    for row in one.screening.checklist.rows:
        given = one.screening.answer(row.code)
        if given is None or given.answer is None:
            continue
        found.append(
            {
                **_criterion(row),
                "answer": given.answer.value,
                "effect": one.screening.effect(row.code).value,
                "reason": _reason(given.reason),
                "carried": given.carried,
                "day": _days(first, by_number[given.seq]) if given.seq in by_number else None,
            }
        )
    return found


def _criterion(row: Row) -> dict[str, Any]:
    return {"code": row.code, "fingerprint": row.fingerprint, "text": row.text}


def _reason(words: str) -> str | None:
    if not words:
        return None
    return words if words in USUAL_REASONS else OTHER_REASON


def _days(first: str, event: AuditEvent) -> int:
    """Whole days between the subject's first event and this one."""
    return (datetime.fromisoformat(event.at) - datetime.fromisoformat(first)).days
