"""Readers of the page's smaller sections. Each takes the study so far and the section's lines, and settles what it used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from trialtui.copies.page_lines import Account, Line, span_text, value_after
from trialtui.copies.page_tables import (
    BASIC_LABELS,
    DESIGN_LABELS,
    DESIGN_VALUES,
    MASKED_PARTIES,
    PHASES,
    STUDY_TYPES,
    TITLE_LABELS,
)
from trialtui.record.dates import parse_date
from trialtui.record.module import DateStruct
from trialtui.record.study import (
    DesignInfo,
    EnrollmentInfo,
    MaskingInfo,
    RelatedTrial,
    Study,
)
from trialtui.record.words import STATUSES


def read_head(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Title, NCT number and date. Only the page's first line is taken for the title."""
    found: dict[str, str] = {}
    for line in lines:
        field, value = _head_value(line)
        if not value:
            account.settle([line])
        elif field and field not in found:
            found[field] = value
            account.settle([line])
    identification = replace(study.identification, nct_id=found.get("nct_id"), brief_title=found.get("title"))
    status = replace(study.status, last_update_submit_date=found.get("last_updated"))
    return replace(study, identification=identification, status=status)


def _head_value(line: Line) -> tuple[str | None, str]:
    """What a line of the head is, by its label, or by its form where an extractor dropped the label; and its value."""
    for label, field in TITLE_LABELS.items():
        if (value := value_after(label, line)) is not None:
            return field, value
    if is_nct_number(line.text):
        return "nct_id", line.text
    if line.at == 0:
        return "title", line.text
    return ("last_updated" if parse_date(line.text).precision == "day" else None), line.text


def read_results_note(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """What the page says of the results, in its own words. "Results pending" says that there are none."""
    account.settle(lines)
    pending = bool(lines) and lines[0].text == "Results pending"
    return replace(study, results_note=span_text(account.text, lines), has_results=False if pending else None)


def labelled(
    lines: Sequence[Line], labels: dict[str, str], account: Account
) -> Iterator[tuple[str | None, list[Line]]]:
    """Each label's field with the lines under it; None for lines under no label. Labels are settled."""
    field: str | None = None
    values: list[Line] = []
    for line in lines:
        if line.text in labels:
            account.settle([line])
            if values:
                yield field, values
            field, values = labels[line.text], []
        else:
            values.append(line)
    if values:
        yield field, values


def read_basics(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Status, phase, study type, enrollment and dates, by their labels, or by their form where labels are missing."""
    found: dict[str, str] = {}
    loose: list[Line] = []
    for field, values in labelled(lines, BASIC_LABELS, account):
        if field and field not in found and _basic_fits(field, values[0].text):
            found[field] = values[0].text
            account.settle(values[:1])
            values = values[1:]
        loose += values
    _basics_by_form(loose, found, account)
    return _with_basics(study, found)


def _basic_fits(field: str, value: str) -> bool:
    if field in ("start", "completion"):
        return parse_date(value).known
    return field != "enrollment" or _participants(value) is not None


def _basics_by_form(lines: Sequence[Line], found: dict[str, str], account: Account) -> None:
    """Values whose label lines a text extractor dropped. Two dates are start and completion; one alone stays unclaimed."""
    dates: list[Line] = []
    for line in lines:
        field = _field_by_form(line.text)
        if field == "date":
            dates.append(line)
        elif field and field not in found:
            found[field] = line.text
            account.settle([line])
    if len(dates) == 2 and "start" not in found and "completion" not in found:
        found["start"], found["completion"] = dates[0].text, dates[1].text
        account.settle(dates)
    elif dates:
        account.warn(dates[0], "a date without its label is left over: which date it is cannot be told")


def _field_by_form(value: str) -> str | None:
    if value in STATUSES:
        return "status"
    if value in STUDY_TYPES:
        return "study_type"
    if set(split_phases(value)) <= PHASES:
        return "phase"
    if _participants(value) is not None:
        return "enrollment"
    return "date" if parse_date(value).precision in ("month", "day") else None


def _participants(value: str) -> tuple[int, str | None] | None:
    """ "271 participants", "1,200 participants (ESTIMATED)": the number, and the type where one stands."""
    number, _, rest = value.partition(" ")
    number = number.replace(",", "")
    noun, _, kind = rest.partition(" ")
    kind = kind.strip("()")
    if (
        not (number.isascii() and number.isdigit())
        or len(number) > 9
        or noun not in ("participants", "participant")
    ):
        return None
    return (int(number), kind or None) if kind in ("", "ACTUAL", "ESTIMATED") else None


def split_phases(value: str) -> tuple[str, ...]:
    """ "PHASE1/PHASE2" as two phases; a value with any unknown word stays one, verbatim."""
    parts = tuple(value.replace("/", " ").replace(",", " ").split())
    return parts if parts and PHASES.issuperset(parts) else (value,)


def _with_basics(study: Study, found: dict[str, str]) -> Study:
    def date(field: str) -> DateStruct | None:
        return DateStruct(found[field]) if field in found else None

    status = replace(
        study.status,
        overall_status=found.get("status"),
        start_date_struct=date("start"),
        completion_date_struct=date("completion"),
    )
    people = _participants(found.get("enrollment", ""))
    design = replace(
        study.design,
        study_type=found.get("study_type"),
        phases=split_phases(found["phase"]) if "phase" in found else (),
        enrollment_info=EnrollmentInfo(*people) if people else None,
    )
    return replace(study, status=status, design=design)


def read_summary(study: Study, lines: Sequence[Line], account: Account) -> Study:
    account.settle(lines)
    description = replace(study.description, brief_summary=span_text(account.text, lines))
    return replace(study, description=description)


def read_detailed_description(study: Study, lines: Sequence[Line], account: Account) -> Study:
    account.settle(lines)
    description = replace(study.description, detailed_description=span_text(account.text, lines))
    return replace(study, description=description)


def read_conditions(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """One condition a line, verbatim: the site runs them together, and where one ends cannot be told."""
    account.settle(lines)
    conditions = replace(study.conditions, conditions=tuple(line.text for line in lines))
    return replace(study, conditions=conditions)


def read_keywords(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """As the conditions: one string a line, verbatim."""
    account.settle(lines)
    conditions = replace(study.conditions, keywords=tuple(line.text for line in lines))
    return replace(study, conditions=conditions)


def read_design(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Design elements by their labels, or by the closed list a word belongs to where labels are missing."""
    found: dict[str, str] = {}
    masked: tuple[str, ...] = ()
    field: str | None = None
    for line in lines:
        if line.text in DESIGN_LABELS:
            field = DESIGN_LABELS[line.text]
        elif field and field not in found:
            found[field] = line.text
        elif field == "masking" and not masked and (parties := split_parties(line.text)):
            masked = parties
        elif (by_form := _design_field(line.text)) and by_form not in found:
            found[by_form] = line.text
            field = by_form
        else:
            continue
        account.settle([line])
    masking = found.pop("masking", None)
    info = replace(DesignInfo(masking_info=MaskingInfo(masking, None, masked) if masking else None), **found)
    return replace(study, design=replace(study.design, design_info=info if info != DesignInfo() else None))


def _design_field(value: str) -> str | None:
    return next((field for field, values in DESIGN_VALUES.items() if value in values), None)


def split_parties(text: str) -> tuple[str, ...]:
    """ "Participants Outcome Assessors" as the parties it names; () where it begins with none.

    A line that goes on with other words stays one, verbatim.
    """
    parties: list[str] = []
    at = 0
    while at < len(text):
        party = next((party for party in MASKED_PARTIES if _stands_at(party, text, at)), None)
        if party is None or party in parties:
            return (text,) if parties else ()
        parties.append(party)
        at += len(party)
        while at < len(text) and text[at] in " ,":
            at += 1
    return tuple(parties)


def _stands_at(word: str, text: str, at: int) -> bool:
    return text.startswith(word, at) and text[at + len(word) : at + len(word) + 1] in ("", " ", ",")


def read_countries(study: Study, lines: Sequence[Line], account: Account) -> Study:
    account.settle(lines)
    return replace(study, countries=tuple(line.text for line in lines))


def read_related(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Pairs of lines: a title, then "NCT07328581 NOT_YET_RECRUITING PHASE1/PHASE2"."""
    related: list[RelatedTrial] = []
    title: Line | None = None
    for line in lines:
        number, _, rest = line.text.partition(" ")
        if is_nct_number(number):
            status, _, phase = rest.strip().partition(" ")
            phases = split_phases(phase.strip()) if phase.strip() else ()
            related.append(RelatedTrial(number, title.text if title else None, status or None, phases))
            account.settle([title, line] if title else [line])
            title = None
        else:
            title = line
    if title is not None:
        account.warn(title, "a related trial without its NCT number: the page may have been cut here")
    return replace(study, related=tuple(related))


def is_nct_number(text: str) -> bool:
    return len(text) == 11 and text.startswith("NCT") and text[3:].isascii() and text[3:].isdigit()
