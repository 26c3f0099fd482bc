"""Read a trial site's results page, saved as text: what the trial found, without its eligibility criteria.

Every line ends up in the record, is known boilerplate, or is left over with its place. A table that is not certainly read is left over
whole, as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from trialtui.copies.copy import Copy, CopyReading
from trialtui.copies.page_lines import Account, Line, lines_of, span_text
from trialtui.copies.page_sections import read_head
from trialtui.copies.results_page_modules import (
    counted_groups,
    denoms,
    read_baseline,
    read_events,
    read_milestones,
    read_outcome,
    results_groups,
)
from trialtui.copies.results_page_overview import read_overview
from trialtui.copies.results_page_tables import (
    Table,
    Values,
    affected_value,
    count_value,
    measured_value,
    read_table,
)
from trialtui.record.results import (
    AdverseEventsModule,
    BaselineCharacteristicsModule,
    OutcomeMeasure,
    OutcomeMeasuresModule,
    ParticipantFlowModule,
)
from trialtui.record.study import Study

FORMAT = "results page text"
TITLE = re.compile(r"Trial Outcomes & Findings for (?P<title>.+?)\s*\(NCT\s?(?P<number>NCT\d{8})\)$")
NO_CRITERIA = "a results page holds no eligibility criteria: read the trial's own page, or its JSON, for them"
NOT_CERTAIN = "the shape of this table is not certain: all of it is left over as it stands"

OVERVIEW, FLOW, BASELINE, EVENTS = (
    "Results Overview",
    "Participant Flow",
    "Baseline Characteristics",
    "Adverse Events",
)
OUTCOMES = {
    "PRIMARY outcome": "PRIMARY",
    "SECONDARY outcome": "SECONDARY",
    "OTHER_PRE_SPECIFIED outcome": "OTHER_PRE_SPECIFIED",
    "POST_HOC outcome": "POST_HOC",
}
MORE = "Additional Information"
SECTIONS = {OVERVIEW, FLOW, BASELINE, EVENTS, MORE, *OUTCOMES}
"""The headings of the page's sections."""

TABLES: dict[str, Values] = {
    "Participant milestones": count_value,
    "Reasons for withdrawal": count_value,
    "Baseline characteristics by cohort": measured_value,
    "Outcome measures": measured_value,
    "Serious adverse events": affected_value,
    "Other adverse events": affected_value,
}
"""Each table's heading, which its caption may repeat, and what its values look like."""

TIME_FRAME, POPULATION = "Timeframe:", "Population:"

Parts = dict[str | None, list[Line]]  # a section's lines by the table they belong to; None: before any table


def is_results_page(lines: Sequence[Line]) -> bool:
    """Whether these are lines of the site's results page: its title, or two of its headings with what follows them."""
    if any(TITLE.match(line.text) for line in lines[:12]):
        return True
    if lines and lines[0].text.startswith("Trial Outcomes & Findings for "):
        return True
    found = {line.text for line in lines}
    return OVERVIEW in found and FLOW in found


def read(copy: Copy) -> CopyReading:
    """Read a saved results page. Never raises: what has no place is left over, what looks wrong is a warning."""
    lines = lines_of(copy.text)
    account = Account(copy.text, lines)
    account.warnings.append(NO_CRITERIA)
    sections = _sections(lines, account)
    study = _head(Study(has_results=True), sections[0][1], account)
    seen: set[str] = set()
    for name, body in sections[1:]:
        if name in seen and name not in OUTCOMES:
            account.warn(
                lines[body[0].at - 1] if body else lines[-1], f'a second section "{name}" is left over'
            )
            continue
        seen.add(name)
        study = READERS[name](study, name, body, account)
    return CopyReading(copy, FORMAT, study, account.left_over(), tuple(account.warnings))


def _sections(lines: Sequence[Line], account: Account) -> list[tuple[str, list[Line]]]:
    sections: list[tuple[str, list[Line]]] = [("", [])]
    for line in lines:
        if line.text in SECTIONS:
            account.settle([line])
            sections.append((line.text, []))
        else:
            sections[-1][1].append(line)
    return sections


def _head(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Title and number out of the page's title, then the number and date that stand under it."""
    titles = [line for line in lines if TITLE.match(line.text)]
    study = read_head(study, [line for line in lines if line not in titles[:1]], account)
    match = TITLE.match(titles[0].text) if titles else None
    if match is None:
        return study
    known = study.identification
    if known.nct_id and known.nct_id != match["number"]:
        account.warn(titles[0], f"the title says {match['number']}, the page's head {known.nct_id}")
        return study
    account.settle(titles[:1])
    if known.brief_title:  # a line before the title, taken for one by its place alone
        account.warn(titles[0], f'"{known.brief_title}" stands before the title')
    identification = replace(known, nct_id=match["number"], brief_title=match["title"])
    return replace(study, identification=identification, results_note=known.brief_title)


# --- sections with tables


def _parts(lines: Sequence[Line], names: Sequence[str]) -> Parts:
    """The section's lines by their table. A table's own heading, and the caption that repeats it, are its first lines."""
    parts: Parts = {None: []}
    at: str | None = None
    for line in lines:
        if line.text in names and line.text not in parts:
            at = line.text
            parts[at] = []
        parts[at].append(line)
    return parts


def _table(parts: Parts, name: str) -> tuple[Table | None, list[Line]]:
    """The table under this heading, with all its lines; one that goes on after a blank line is tried without what follows."""
    lines = parts.get(name, [])
    begin = 0
    while begin < len(lines) and lines[begin].text == name:
        begin += 1
    body = lines[begin:]
    if (table := read_table(body, TABLES[name])) is not None:
        return table, lines
    gap = next((n for n in range(1, len(body)) if body[n].number > body[n - 1].number + 1), 0)
    return (read_table(body[:gap], TABLES[name]), lines[: begin + gap]) if gap else (None, lines)


def _take(parts: Parts, name: str, account: Account, use: Callable[[Table], bool]) -> None:
    """Read the table of this name into the record with `use`; where it or `use` is not certain, all of it is left over."""
    if name not in parts:
        return
    table, lines = _table(parts, name)
    if table is not None and use(table):
        account.settle(lines)
    elif any(line.text != name for line in lines):
        account.warn(lines[0], f"{name}: {NOT_CERTAIN}")
    else:
        account.settle(lines)


def _flow(study: Study, name: str, lines: Sequence[Line], account: Account) -> Study:
    names = ("Participant milestones", "Reasons for withdrawal")
    parts = _parts(lines, names)
    account.settle(parts[None])
    module = ParticipantFlowModule(recruitment_details=span_text(account.text, parts[None]))

    def use(table: Table, reasons: bool) -> bool:
        nonlocal module
        read = read_milestones(module, table, reasons)
        module = read or module
        return read is not None

    _take(parts, names[0], account, lambda table: use(table, False))
    _take(parts, names[1], account, lambda table: use(table, True))
    found = module if module != ParticipantFlowModule() else None
    return replace(study, results=replace(study.results, participant_flow=found))


def _baseline(study: Study, name: str, lines: Sequence[Line], account: Account) -> Study:
    heading = "Baseline characteristics by cohort"
    parts = _parts(lines, [heading])
    account.settle(parts[None])
    about = [line for line in parts[None] if line.text != study.identification.brief_title]
    module = BaselineCharacteristicsModule(population_description=span_text(account.text, about))

    def use(table: Table) -> bool:
        nonlocal module
        sizes = denoms(table)
        measures = read_baseline(table, sizes) if sizes is not None else None
        if sizes is None or measures is None:
            return False
        module = replace(module, groups=results_groups(table, "BG"), denoms=sizes, measures=measures)
        return True

    _take(parts, heading, account, use)
    found = module if module != BaselineCharacteristicsModule() else None
    return replace(study, results=replace(study.results, baseline_characteristics=found))


def _outcome(study: Study, name: str, lines: Sequence[Line], account: Account) -> Study:
    heading = "Outcome measures"
    parts = _parts(lines, [heading])
    account.settle(parts[None])
    said = {label: _said(parts[None], label) for label in (TIME_FRAME, POPULATION)}
    about = [line for line in parts[None] if not line.text.startswith((TIME_FRAME, POPULATION))]
    measure = OutcomeMeasure(
        OUTCOMES[name],
        description="\n".join(line.text for line in about) or None,
        population_description=said[POPULATION],
        time_frame=said[TIME_FRAME],
    )

    def use(table: Table) -> bool:
        nonlocal measure
        read = read_outcome(measure, table)
        measure = read or measure
        return read is not None

    _take(parts, heading, account, use)
    known = study.results.outcome_measures or OutcomeMeasuresModule()
    module = replace(known, outcome_measures=(*known.outcome_measures, measure))
    return replace(study, results=replace(study.results, outcome_measures=module))


def _said(lines: Sequence[Line], label: str) -> str | None:
    said = [line.text.removeprefix(label).strip() for line in lines if line.text.startswith(label)]
    return "\n".join(said) or None


def _events(study: Study, name: str, lines: Sequence[Line], account: Account) -> Study:
    names = ("Serious adverse events", "Other adverse events")
    parts = _parts(lines, names)
    groups, used = counted_groups([line.text for line in parts[None]])
    account.settle(parts[None][n] for n in used)
    module = AdverseEventsModule(event_groups=groups)

    def use(table: Table, serious: bool) -> bool:
        nonlocal module
        read = read_events(module, table, serious)
        module = read or module
        return read is not None

    _take(parts, names[0], account, lambda table: use(table, True))
    _take(parts, names[1], account, lambda table: use(table, False))
    found = module if module != AdverseEventsModule() else None
    return replace(study, results=replace(study.results, adverse_events=found))


def _more(study: Study, name: str, lines: Sequence[Line], account: Account) -> Study:
    return study


READERS: dict[str, Callable[[Study, str, Sequence[Line], Account], Study]] = {
    OVERVIEW: read_overview,
    FLOW: _flow,
    BASELINE: _baseline,
    EVENTS: _events,
    MORE: _more,
    **dict.fromkeys(OUTCOMES, _outcome),
}
