"""What a table cannot say of the protocol: a design told in one line, names in parts, arms that interventions name."""

from __future__ import annotations

import re
from typing import Any

from trialtui.copies import ctgov_xml_words as words
from trialtui.copies.ctgov_xml_walk import (
    Account,
    By,
    Leaf,
    Table,
    Target,
    get,
    inner_text,
    leave_all,
    put,
    walk,
)
from trialtui.copies.xml_parsing import Element

DESIGN = "designModule.designInfo"

LABELS: dict[str, tuple[str, words.Choice | None]] = {
    "Allocation": (f"{DESIGN}.allocation", words.ALLOCATION),
    "Intervention Model": (f"{DESIGN}.interventionModel", words.INTERVENTION_MODEL),
    "Primary Purpose": (f"{DESIGN}.primaryPurpose", words.PRIMARY_PURPOSE),
    "Observational Model": (f"{DESIGN}.observationalModel", words.OBSERVATIONAL_MODEL),
    "Time Perspective": (f"{DESIGN}.timePerspective", words.TIME_PERSPECTIVE),
    "Masking": (f"{DESIGN}.maskingInfo", None),
}
"""The labels of the one-line design that v2 has a field for (public.xsd, 01/11/2017, tells how it became structured)."""

PART = re.compile(r", (?=[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)?: )")
"""Between two labelled parts; a comma inside brackets is followed by no label."""


def study_design(element: Element, place: str, target: Target, account: Account) -> None:
    """ "Allocation: Randomized, Endpoint Classification: Efficacy Study, Masking: Double Blind (Subject, Caregiver)"."""
    text = " ".join(inner_text(element).split())
    taken = False
    for part in PART.split(text):
        label, _, value = part.partition(": ")
        path, choice = LABELS.get(label, ("", None))
        if path and value and put(target, path, choice(value) if choice else words.masking(value)):
            taken = True
        elif part:
            account.leave(place, part)
    if taken:
        account.translated(place, inner_text(element))
    leave_all(element, place, account, texts=False)


def archive_design(element: Element, place: str, target: Target, account: Account) -> None:
    """The archive lists the parts of a design without labels: "Randomized", "Treatment", "Double Blind"."""
    text = " ".join(inner_text(element).split())
    found = _unlabelled(text)
    if found and put(target, *found):
        account.translated(place, text)
    elif text:
        account.leave(place, text)
    leave_all(element, place, account, texts=False)


def _unlabelled(text: str) -> tuple[str, Any] | None:
    """The field that a design word belongs to for certain; "Other" and "N/A" belong to several."""
    if words.key(text) in ("OTHER", "N_A"):
        return None
    if words.MASKING.knows(text.partition(" (")[0]):
        return f"{DESIGN}.maskingInfo", words.masking(text)
    return next(
        ((path, choice(text)) for path, choice in LABELS.values() if choice and choice.knows(text)), None
    )


def dated(field: str) -> By:
    """A date and its type: `<start_date type="Actual">March 2012</start_date>`, or with the date in an element of its own.

    They go together: the type of an empty date says nothing about another one.
    """

    def read(element: Element, place: str, target: Target, account: Account) -> None:
        trial = Account()
        row: Target = {}
        walk(element, place, DATE, row, trial)
        if "date" not in row or not put(target, field, row):
            leave_all(element, place, account)
        else:
            account.take(trial)

    return By(read)


DATE: Table = {
    "": Leaf("date", words.date),
    "date": Leaf("date", words.date),
    "@type": Leaf("type", words.DATE_TYPE),
}

NAME_PARTS = ("first_name", "middle_name", "last_name", "degrees")


def whole_name(person: Target, place: str, account: Account) -> None:
    """A name in parts is one field in v2: "Ada B. Placeholder, MD"."""
    parts: dict[str, str] = person.pop("nameParts", {})
    if not parts:
        return
    degrees = parts.get("degrees")
    name = " ".join(parts[part] for part in NAME_PARTS[:-1] if part in parts)
    name = f"{name}, {degrees}" if name and degrees else name or degrees or ""
    if not put(person, "name", name) or len(parts) > 1:
        for part, text in parts.items():
            account.translated(f"{place}/{part}", text)


def name_interventions_of_arms(study: Target) -> None:
    """v2 names the interventions of each arm as well ("Drug: Fictimab"); the XML names the arms of each intervention only."""
    arms: dict[str, list[Target]] = {}
    for arm in get(study, "armsInterventionsModule.armGroups") or []:
        arms.setdefault(arm.get("label", ""), []).append(arm)
    for intervention in get(study, "armsInterventionsModule.interventions") or []:
        named = f"{_type_words(intervention.get('type'))}{intervention.get('name', '')}"
        for label in dict.fromkeys(intervention.get("armGroupLabels", ())):
            for arm in arms.get(label, ()):
                arm.setdefault("interventionNames", []).append(named)


def _type_words(kind: str | None) -> str:
    if not kind:
        return ""
    return f"{kind.replace('_', ' ').title() if kind in words.INTERVENTION_TYPES.split() else kind}: "
