"""A results page's "Results Overview": the primary outcome in prose, then status, phase, enrollment, time frame and date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from trialtui.copies.page_lines import Account, Line, span_text
from trialtui.copies.page_sections import labelled, split_phases
from trialtui.copies.page_tables import PHASES
from trialtui.record.dates import parse_date
from trialtui.record.module import DateStruct
from trialtui.record.study import EnrollmentInfo, Outcome, Study
from trialtui.record.words import STATUSES

LABELS = {
    "Recruitment status": "status",
    "Study phase": "phase",
    "Target enrollment": "enrollment",
    "Primary outcome timeframe": "time_frame",
    "Results posted on": "posted",
}
PARTICIPANTS = re.compile(r"(\d[\d,]{0,11}) participants?$")


def read_overview(study: Study, name: str, lines: Sequence[Line], account: Account) -> Study:
    """The primary outcome's description, then five values under their labels, or in their order where an extractor dropped these."""
    found: dict[str, str] = {}
    about: list[Line] = []
    if any(line.text in LABELS for line in lines):
        for field, values in labelled(lines, LABELS, account):
            if field is None and not about:
                about = values
            elif field and field not in found and _fits(field, values[0].text):
                found[field] = values[0].text
                account.settle(values[:1])
    else:
        about = _by_form(lines, found, account)
    account.settle(about)
    return _with_overview(study, found, span_text(account.text, about))


def _fits(field: str, value: str) -> bool:
    if field == "posted":
        return parse_date(value).known
    return field != "enrollment" or PARTICIPANTS.match(value) is not None


def _by_form(lines: Sequence[Line], found: dict[str, str], account: Account) -> list[Line]:
    """Status, phase, enrollment, time frame and date by their form; the lines before the status describe the outcome."""
    at = next((n for n, line in enumerate(lines) if line.text in STATUSES), None)
    if at is None:
        return list(lines)
    rest = list(lines[at:])
    posted = rest.pop() if parse_date(rest[-1].text).precision == "day" else None
    for field, fits in (
        ("status", STATUSES.__contains__),
        ("phase", lambda text: PHASES.issuperset(split_phases(text))),
        ("enrollment", lambda text: PARTICIPANTS.match(text) is not None),
    ):
        if rest and fits(rest[0].text):
            found[field] = rest[0].text
            account.settle([rest.pop(0)])
    if posted is not None:
        found["posted"] = posted.text
        account.settle([posted])
        if len(rest) == 1:
            found["time_frame"] = rest[0].text
            account.settle(rest)
    return list(lines[:at])


def _with_overview(study: Study, found: dict[str, str], about: str | None) -> Study:
    posted = DateStruct(found["posted"]) if "posted" in found else None
    status = replace(study.status, overall_status=found.get("status"), results_first_post_date_struct=posted)
    people = PARTICIPANTS.match(found.get("enrollment", ""))
    enrollment = EnrollmentInfo(int(people[1].replace(",", ""))) if people else None
    phases = split_phases(found["phase"]) if "phase" in found else ()
    design = replace(study.design, phases=phases, enrollment_info=enrollment)
    if about or "time_frame" in found:
        primary = Outcome(description=about, time_frame=found.get("time_frame"))
        study = replace(study, outcomes=replace(study.outcomes, primary_outcomes=(primary,)))
    return replace(study, status=status, design=design)
