"""The words that stand on every paper alike: answers, operators, overlays, times, and what is not claimed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from trialtui.desk import Desk
from trialtui.record.literal import one_line
from trialtui.record.study import StatusModule
from trialtui.screening.answers import Answer, GivenAnswer
from trialtui.screening.closing import Closing
from trialtui.screening.events import AuditEvent
from trialtui.screening.footing import changed_words, dated
from trialtui.screening.screening import Screening
from trialtui.screening.signatures import Signature, entering
from trialtui.screening.verdict import CohortVerdict

NOT_ANSWERED = "NOT ANSWERED"
ANSWER_WORDS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.UNKNOWN: "Unknown",
    Answer.NOT_APPLICABLE: "Not applicable",
}
LIMITS = "REGISTRY LIMITS"
SIDES = {"I": "INCLUSION", "E": "EXCLUSION (Yes = the subject is excluded)"}
OPERATORS = {
    "all": "all",
    "any": "any",
    "except": "exceptions, only read",
    "info": "explanations, only read",
}
NO_CRITERIA = "No criteria could be read: there is no verdict."
NO_SIGN_OFF = "no sign-off recorded"
NOT_VALIDATED = "Not a validated 21 CFR Part 11 system."
SUMMARY = "The registry's text is a summary of the protocol: the protocol decides."
NOT_IN_COPY = "not in this copy"


def standing_line(desk: Desk) -> str:
    """What the criteria are, and the protocol version they are held against, on one line."""
    return one_line(desk.protocol_line)


def operator_words(combine: str | None, expr: str | None, stated: bool) -> str:
    """How parts make up their parent: "any, inferred", "at least 2", "(1 or 2) and 3"; "" without parts."""
    if not combine:
        return ""
    if expr:
        how = expr.replace("|", " or ").replace("&", " and ")
    else:
        how = OPERATORS.get(combine) or combine.replace("atleast:", "at least ")
    return how if stated else f"{how}, inferred"


def answer_words(given: GivenAnswer | None) -> str:
    """The answer in a word, never blank."""
    return ANSWER_WORDS[given.answer] if given and given.answer else NOT_ANSWERED


def kept_words(content: Mapping[str, Any]) -> str:
    """An answer as an event holds it, with all that was written beside it: "No (source: lab), because: new information"."""
    state: Mapping[str, Any] | None = content.get("new")
    because = f", because: {content['reason']}" if content.get("reason") else ""
    because += ", re-affirmed" if content.get("affirmed") else ""
    because += questioned_words(content)
    if not state:
        return NOT_ANSWERED + because
    known = {answer.value: words for answer, words in ANSWER_WORDS.items()}
    word = known.get(
        str(state.get("answer")), NOT_ANSWERED if not state.get("answer") else str(state["answer"])
    )
    beside = [f"{name}: {state[name]}" for name in ("reason", "source", "note") if state.get(name)]
    return (f"{word} ({'; '.join(beside)})" if beside else word) + because


def questioned_words(content: Mapping[str, Any]) -> str:
    """That somebody kept words which looked like a name or a number, and in which fields."""
    fields = content.get("questioned")
    return f"; {', '.join(map(str, fields))} questioned, and kept" if fields else ""


def written_at(at: str, offset: int) -> str:
    """When something was written, in the time of the place: "2026-11-22 15:02 UTC+01:00". `offset` in minutes east of UTC."""
    try:
        moment = datetime.fromisoformat(at).astimezone(timezone(timedelta(minutes=offset)))
    except (ValueError, OverflowError):
        return at
    return moment_words(moment)


def by_words(event: AuditEvent) -> str:
    """Who wrote an event, and when."""
    return f"{event.who}, {written_at(event.at, event.offset)}"


def moment_words(moment: datetime) -> str:
    """A moment that knows its time zone, to the minute; no spreadsheet takes this form for a date and turns it round."""
    zone = moment.strftime("%z")
    return f"{moment:%Y-%m-%d %H:%M} UTC{zone[:3]}:{zone[3:5]}"


def status_words(status: StatusModule) -> str:
    dated = f"updated {status.registry_date}" if status.registry_date else "without a date"
    stopped = f"; why stopped: {status.why_stopped}" if status.why_stopped else ""
    return f"{status.overall_status or NOT_IN_COPY}, {dated}{stopped}"


def overlay_words(word: str, status: StatusModule, screening: Screening) -> str:
    """What stands over every verdict, in a sentence."""
    sentences = {
        "TRIAL_NOT_OPEN": f"the registry's status is {status_words(status)}",
        "CRITERIA_CHANGED": "; ".join(changed_words(screening)),
        "COHORT_NOT_CONFIRMED": "which criteria belong to which cohort is proposed, and nobody confirmed it",
        "SECOND_READING": "not finished: these are the second reader's own answers, and none of the first reading",
    }
    name = word.replace("_", " ")
    return f"{name}: {sentences[word]}" if word in sentences else name


def verdict_words(cohort: CohortVerdict) -> str:
    """A cohort's verdict in the words of the law, and whether the cohort is closed here."""
    return cohort.verdict.words + (" (closed at this site)" if cohort.closed else "")


def verdict_details(cohort: CohortVerdict) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a cohort's verdict rests on, by name; what is empty is left out."""
    named = (
        ("blockers", cohort.blockers),
        ("conflicts", cohort.conflicts),
        ("unanswered", cohort.unanswered),
        ("unknown", cohort.unknown),
        ("not applicable", cohort.not_applicable),
        ("withheld for", cohort.withheld),
    )
    return tuple((name, codes) for name, codes in named if codes)


def signature_words(one: Signature) -> str:
    """A sign-off with all that it says; a void one says so first, and why."""
    void = f"VOID ({one.void}): " if one.void else ""
    left = f" Open when it was signed: {', '.join(one.open)}." if one.open else ""
    return (
        f"{void}{one.line()}, {written_at(one.at, one.offset)}, as {one.who}: “{one.meaning}”{left} {one.protocol}; "
        f"record SHA-256 {one.record}; state {one.state}; event {one.seq} of the screening log"
    )


def sign_off_words(screening: Screening) -> tuple[str, ...]:
    """Every sign-off of a screening, the standing ones first; that there is none is said as well."""
    found = sorted(screening.signatures, key=lambda one: bool(one.void))
    return tuple(map(signature_words, found)) or (NO_SIGN_OFF,)


def eligible_words(found: tuple[Signature, ...]) -> str:
    """What an investigator's own sign-off says of entering: "may enter (LN), A. Berg, 2026-11-22 15:02 UTC+01:00"."""
    one = entering(found)
    if one is None:
        return NO_SIGN_OFF
    cohort = f" ({one.cohort})" if one.cohort else ""
    words = f"{one.decision}{cohort}, {one.name}, {written_at(one.at, one.offset)}"
    return f"VOID ({one.void}): {words}" if one.void else words


def taken_words(event: AuditEvent) -> str:
    """How a screening was taken to another version of its trial, by whom and when, and what changed with it."""
    content = event.content or {}
    before = dated(str((content.get("from") or {}).get("version") or ""))
    changed = "; ".join(map(str, content.get("changed") or ())) or "its reading"
    return (
        f"from {before} to {dated(str(content.get('version') or ''))}, {by_words(event)}; changed: {changed}"
    )


def closing_words(closing: Closing) -> str:
    """How a screening was closed, by whom and when."""
    return f"{closing.line()}; {closing.who}, {written_at(closing.at, closing.offset)}"
