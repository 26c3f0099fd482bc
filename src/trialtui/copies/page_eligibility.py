"""The page's "Eligibility Criteria": the criteria text as it stands, then age limits, sex and healthy volunteers."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from trialtui.copies.copy import CriteriaPlace
from trialtui.copies.page_lines import Account, Line
from trialtui.copies.page_tables import ELIGIBILITY_LABELS, SECTION_LEADS, SEXES, YES_NO
from trialtui.record.age import NO_LIMIT, is_age
from trialtui.record.study import EligibilityModule, Study


def tail_start(lines: Sequence[Line], at: int) -> int:
    """Index of the label line that ends the criteria, from `at` on, or of the next section where there is none.

    Inside this stretch a line that reads like another section's heading is a line of the criteria, unless that section's
    own lead sentence follows it.
    """
    for n in range(at, len(lines)):
        if _ends_criteria(lines, n) or (n > at and _is_section(lines, n)):
            return n
    return len(lines)


def _is_section(lines: Sequence[Line], at: int) -> bool:
    lead = SECTION_LEADS.get(lines[at].text)
    return lead is not None and at + 1 < len(lines) and lines[at + 1].text == lead


def _ends_criteria(lines: Sequence[Line], at: int) -> bool:
    """Whether the label of a limit stands here, and not a line of the criteria that reads like one."""
    label = lines[at].text
    if label not in ELIGIBILITY_LABELS:
        return False
    after = [line.text for line in lines[at + 1 : at + 3]]
    return not after or _fits(label, after[0]) or not ELIGIBILITY_LABELS.keys().isdisjoint(after)


def _fits(label: str, value: str) -> bool:
    if label == "Eligible Sex":
        return value in SEXES
    return value in YES_NO if label == "Accepts Healthy Volunteers" else is_age(value) or value == NO_LIMIT


def read_eligibility(
    study: Study, lines: Sequence[Line], account: Account
) -> tuple[Study, CriteriaPlace | None]:
    """Split the section into criteria text and limits, and say where the criteria text stands."""
    labelled = next((n for n in range(len(lines)) if _ends_criteria(lines, n)), None)
    if labelled is None:
        cut = _unlabelled_tail(lines)
        criteria, tail = lines[:cut], lines[cut:]
        module = _unlabelled_limits(tail, account)
        if criteria and not tail:
            account.warn(
                criteria[-1], "the criteria end here without the age and sex limits that follow them"
            )
    else:
        criteria, tail = lines[:labelled], lines[labelled:]
        module = _limits(tail, account)
    if not criteria:
        return replace(study, eligibility=module), None
    account.settle(criteria)
    place = CriteriaPlace(criteria[0].start, _after_newline(account.text, criteria[-1].end))
    text = account.text[place.start : place.end]
    return replace(study, eligibility=replace(module, eligibility_criteria=text)), place


def _after_newline(text: str, end: int) -> int:
    """Past the spaces and the one newline that end a line: the registry's text ends its last line so."""
    at = end
    while at < len(text) and text[at] in " \t":
        at += 1
    for newline in ("\r\n", "\n", "\r"):
        if text.startswith(newline, at):
            return at + len(newline)
    return end


def _limits(lines: Sequence[Line], account: Account) -> EligibilityModule:
    found: dict[str, str | bool] = {}
    label: Line | None = None
    for line in lines:
        if line.text in ELIGIBILITY_LABELS:
            account.settle([line])
            label = line
            continue
        field = ELIGIBILITY_LABELS[label.text] if label is not None else None
        if label is not None and field and field not in found and _fits(label.text, line.text):
            found[field] = YES_NO[line.text] if field == "healthy_volunteers" else line.text
            account.settle([line])
        elif label is not None:
            account.warn(line, f'what stands under "{label.text}" is no value we know, and is left over')
        label = None
    return replace(EligibilityModule(), **found)


def _unlabelled_tail(lines: Sequence[Line]) -> int:
    """Where the limits begin that a text extractor left without labels ("18 Years", "75 Years", "ALL", "No").

    They are told from the end: yes or no, a sex, at most two ages. Without a sex nothing is taken from the criteria.
    """
    at = len(lines)
    if at and lines[at - 1].text in YES_NO:
        at -= 1
    if not at or lines[at - 1].text not in SEXES:
        return len(lines)
    at -= 1
    for _ in range(2):
        if at and is_age(lines[at - 1].text):
            at -= 1
    return at


def _unlabelled_limits(lines: Sequence[Line], account: Account) -> EligibilityModule:
    module = EligibilityModule()
    ages = [line for line in lines if is_age(line.text)]
    if len(ages) == 2:
        module = replace(module, minimum_age=ages[0].text, maximum_age=ages[1].text)
        account.settle(ages)
    elif ages:
        account.warn(
            ages[0],
            f'"{ages[0].text}" has lost its label: whether it is the lowest or the highest age is unknown',
        )
    for line in lines:
        if line.text in SEXES:
            module = replace(module, sex=line.text)
            account.settle([line])
        elif line.text in YES_NO:
            module = replace(module, healthy_volunteers=YES_NO[line.text])
            account.settle([line])
    return module
