"""Read a trial site's page, saved as text: sections under known headings, each with a lead sentence.

Every line ends up in the record, is known boilerplate (`page_tables`), or is left over with its place.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from trialtui.copies.copy import Copy, CopyReading, CriteriaPlace
from trialtui.copies.page_arms import read_arms, read_interventions
from trialtui.copies.page_eligibility import read_eligibility, tail_start
from trialtui.copies.page_lines import Account, Line, lines_of
from trialtui.copies.page_people import (
    read_identifiers,
    read_locations,
    read_officials,
    read_responsible_party,
    read_sponsors,
)
from trialtui.copies.page_sections import (
    read_basics,
    read_conditions,
    read_countries,
    read_design,
    read_detailed_description,
    read_head,
    read_keywords,
    read_related,
    read_results_note,
    read_summary,
)
from trialtui.copies.page_tables import (
    CLOSING_SECTIONS,
    FREE_TEXT_SECTIONS,
    GROUP_TYPE,
    INTERVENTION_TYPE,
    LEAD_SUBJECTS,
    LEAD_VERBS,
    SECTION_LEADS,
)
from trialtui.record.study import Study

FORMAT = "trial page text"

Reader = Callable[[Study, Sequence[Line], Account], Study]

# Interventions before Study Groups, Countries before Locations: the later one needs what the earlier one says.
READERS: dict[str, Reader] = {
    "Study Results": read_results_note,
    "Basic Information": read_basics,
    "Brief Summary": read_summary,
    "Detailed Description": read_detailed_description,
    "Conditions": read_conditions,
    "Keywords": read_keywords,
    "Study Design": read_design,
    "Interventions": read_interventions,
    "Study Groups": read_arms,
    "Sponsors": read_sponsors,
    "Responsible Party": read_responsible_party,
    "Principal Investigators": read_officials,
    "Countries": read_countries,
    "Locations": read_locations,
    "Other Identifiers": read_identifiers,
    "More Related Trials": read_related,
}


class Section:
    """One section of a page: its heading, and the lines under its lead sentence."""

    def __init__(self, name: str | None, heading: Line | None) -> None:
        self.name, self.heading = name, heading
        self.lines: list[Line] = []


def is_trial_page(lines: Sequence[Line]) -> bool:
    """Whether these are lines of the site's trial page: one heading with its own lead sentence, or the page's head."""
    for here, following in itertools.pairwise(lines):
        if here.text in SECTION_LEADS and following.text == SECTION_LEADS[here.text]:
            return True
    head = [line.text for line in lines[:12]]
    return any(text.startswith("NCT ID:") for text in head) and any(
        text.startswith("Last Updated:") for text in head
    )


def read(copy: Copy) -> CopyReading:
    """Read a saved page. Never raises: what has no place is left over, what looks wrong is a warning."""
    lines = lines_of(copy.text)
    account = Account(copy.text, lines)
    sections = split_sections(lines, account)
    study = read_head(Study(), sections[0].lines, account)
    first = _first_of_each(sections, account)
    for name, reader in READERS.items():
        if name in first:
            study = reader(study, first[name].lines, account)
    place: CriteriaPlace | None = None
    if "Eligibility Criteria" in first:
        study, place = read_eligibility(study, first["Eligibility Criteria"].lines, account)
    _warn_of_gaps(sections, place, account)
    return CopyReading(copy, FORMAT, study, account.left_over(), tuple(account.warnings), place)


def split_sections(lines: Sequence[Line], account: Account) -> list[Section]:
    """The page's sections in its own order, the head (title, number, date) first. Settles headings and lead sentences."""
    sections = [Section(None, None)]
    skip = -1
    criteria_until = -1
    for line in lines:
        if line.at <= skip:
            continue
        known, lead = _heading_at(lines, line.at, sections[-1].name, line.at < criteria_until)
        if not known:
            sections[-1].lines.append(line)
            continue
        name = line.text if line.text in SECTION_LEADS else None
        sections.append(Section(name, line))
        if name is None:
            continue
        account.settle([line])
        if lead:
            account.settle([lines[line.at + 1]])
        if lead or _is_odd_lead(lines, line.at):
            skip = line.at + 1
        if name == "Eligibility Criteria":
            criteria_until = tail_start(lines, line.at + 1)
    return sections


def _heading_at(lines: Sequence[Line], at: int, section: str | None, in_criteria: bool) -> tuple[bool, bool]:
    """Whether a section's heading stands here, and whether its known lead sentence follows it."""
    text = lines[at].text
    following = lines[at + 1].text if at + 1 < len(lines) else None
    if text in SECTION_LEADS:
        lead = SECTION_LEADS[text]
        if lead is not None and following == lead:
            return True, True
        if in_criteria:
            return False, False
        if following is None or section not in FREE_TEXT_SECTIONS:
            return True, False
        return _is_odd_lead(lines, at) or following.startswith("Results "), False
    unknown = not in_criteria and following is not None and _is_title(text) and _is_lead(following)
    return unknown and not _is_described(lines, at), False


def _is_described(lines: Sequence[Line], at: int) -> bool:
    """Whether this title is an arm's or an intervention's: the line after its description gives a type."""
    return at + 2 < len(lines) and lines[at + 2].text.startswith((GROUP_TYPE, INTERVENTION_TYPE))


def _is_odd_lead(lines: Sequence[Line], at: int) -> bool:
    """Whether a lead sentence that we do not know, or one cut off by the page's end, stands under this heading."""
    if at + 1 >= len(lines):
        return False
    lead = SECTION_LEADS.get(lines[at].text)
    text = lines[at + 1].text
    return _is_lead(text) or (lead is not None and at + 2 == len(lines) and lead.startswith(text))


def _is_title(text: str) -> bool:
    words = text.split() if len(text) <= 60 else []
    return 0 < len(words) <= 6 and text[-1].isalpha() and all(w[0].isupper() or len(w) < 4 for w in words)


def _is_lead(text: str) -> bool:
    return (
        40 <= len(text) <= 300
        and text.endswith(".")
        and text.split(None, 1)[0] in LEAD_VERBS
        and any(subject in text for subject in LEAD_SUBJECTS)
    )


def _first_of_each(sections: Sequence[Section], account: Account) -> dict[str, Section]:
    first: dict[str, Section] = {}
    for section in sections:
        if section.name is None or section.heading is None:
            continue
        if section.name not in first or not first[section.name].lines:
            first[section.name] = section
        elif section.lines:
            account.warn(section.heading, f'a second section "{section.name}" is left over')
    return first


def _warn_of_gaps(sections: Sequence[Section], place: CriteriaPlace | None, account: Account) -> None:
    names = [section.name for section in sections if section.name]
    if place is None:
        reason = "is empty" if "Eligibility Criteria" in names else "is not in this copy"
        account.warnings.append(f'the section "Eligibility Criteria" {reason}: no criteria can be read')
    if account.lines and not CLOSING_SECTIONS.intersection(names):
        last = names[-1] if names else "its head"
        account.warn(
            account.lines[-1],
            f'the page ends here, in "{last}", and lacks the sections that usually close it: it may have been cut',
        )
