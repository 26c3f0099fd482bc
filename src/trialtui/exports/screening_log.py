"""The screening log: a row for each subject in each trial, as a site files it. CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from trialtui.exports import wording
from trialtui.exports.screenings import Screened
from trialtui.exports.spreadsheet import csv_text
from trialtui.screening.signatures import Signature, may_enter
from trialtui.screening.verdict import CohortVerdict, Verdict

NOT_RECORDED = "not recorded"
HEADER = (
    *(
        "subject",
        "trial",
        "consent (date and version, else the source of its criterion)",
        "screened",
        "verdict by cohort",
        "overall",
    ),
    *("eligible per sign-off", "reasons", "standing", "record version", "record SHA-256", "protocol version"),
    *("screener", "last change", "trial title", "closed", "exceptions", "re-screening of"),
)


def within(screened: Screened, first: date | None, last: date | None) -> bool:
    """Whether a screening began on one of these days, by the clock of the place where it began."""
    return is_within(screened.began, first, last)


def is_within(began: str, first: date | None, last: date | None) -> bool:
    day = began[:10]
    return (first is None or first.isoformat() <= day) and (last is None or day <= last.isoformat())


def screening_log_csv(screened: Iterable[Screened]) -> str:
    return csv_text(HEADER, map(_cells, screened))


def _cells(one: Screened) -> list[str]:
    verdicts = "; ".join(f"{cohort.label}: {_verdict(cohort)}" for cohort in one.cohorts)
    reasons = "; ".join(f"{row.code} {row.text}" for row in one.reasons())
    return [
        *(one.summary.code, one.summary.trial, one.consent() or NOT_RECORDED, one.began),
        *(
            verdicts or one.why,
            one.overall.words if one.overall else one.why,
            wording.eligible_words(one.signatures),
            reasons,
        ),
        *("; ".join(_standing(one)), _version(one), one.summary.record or "", _protocol(one)),
        *(", ".join(one.screeners), one.last, _title(one)),
        *(
            wording.closing_words(one.closing) if one.closing else "open",
            "; ".join(one.exceptions),
            one.follows,
        ),
    ]


def _verdict(cohort: CohortVerdict) -> str:
    if cohort.verdict is Verdict.NOT_ELIGIBLE:
        return f"{cohort.verdict.words} ({', '.join(cohort.blockers)})"
    if cohort.verdict is not Verdict.OPEN:
        return wording.verdict_words(cohort)
    counted = ((len(cohort.unanswered), "unanswered"), (len(cohort.unknown), "unknown"))
    left = [f"{count} {name}" for count, name in counted if count]
    left += [f"withheld for {name}" for name in cohort.withheld]
    return f"{cohort.verdict.words} ({', '.join(left)})"


def _standing(one: Screened) -> list[str]:
    return [word.replace("_", " ") for word in one.screening.overlays()] if one.screening else []


def _version(one: Screened) -> str:
    if one.sheet is None:
        return one.why
    dated = one.sheet.reading.study.status.registry_date
    return f"registry version {dated}" if dated else "registry version without a date"


def _protocol(one: Screened) -> str:
    return (one.sheet.protocol_version if one.sheet else "") or "not filled in"


def _title(one: Screened) -> str:
    return (one.sheet.reading.study.identification.brief_title or "") if one.sheet else ""


def screening_log_json(screened: Iterable[Screened]) -> list[dict[str, Any]]:
    """The same for programs: verdicts by their values, reasons one by one."""
    return [
        {
            "subject": one.summary.code,
            "trial": one.summary.trial,
            "consent": one.consent() or None,
            "screened": one.began,
            "last_change": one.last,
            "overall": one.overall.value if one.overall else None,
            "no_verdict": one.why or None,
            "cohorts": [
                {"label": cohort.label, "verdict": cohort.verdict.value, "blockers": list(cohort.blockers)}
                for cohort in one.cohorts
            ],
            "eligible_per_sign_off": may_enter(one.signatures),
            "sign_offs": [_sign_off(signature) for signature in one.signatures],
            "closed": _closed(one),
            "exceptions": list(one.exceptions),
            "rescreening_of": one.follows or None,
            "reasons": [{"code": row.code, "text": row.text} for row in one.reasons()],
            "overlays": list(one.screening.overlays()) if one.screening else [],
            "record_version": one.sheet.reading.study.status.registry_date if one.sheet else None,
            "record_sha256": one.summary.record,
            "protocol_version": (one.sheet.protocol_version if one.sheet else "") or None,
            "screeners": list(one.screeners),
        }
        for one in screened
    ]


def _sign_off(one: Signature) -> dict[str, Any]:
    told = one._asdict()
    return {**told, "void": one.void or None, "local": wording.written_at(one.at, one.offset)}


def _closed(one: Screened) -> dict[str, Any] | None:
    closing = one.closing
    if closing is None:
        return None
    reasons = [reason._asdict() for reason in closing.reasons]
    return {**closing._asdict(), "reasons": reasons, "local": wording.written_at(closing.at, closing.offset)}
