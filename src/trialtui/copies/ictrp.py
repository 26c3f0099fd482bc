"""Read an export of the WHO's International Clinical Trials Registry Platform: XML (`Trials_downloaded_from_ICTRP`), or CSV of the same fields.

Fields: the WHO Trial Registration Data Set (version 1.3.1) in the portal's own spelling ("Date_enrollement"). A record is another
registry's, passed on: `TrialID` is its number there, `Source_Register` that registry. Line breaks come as the letters "<br>".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from trialtui.copies.copy import Copy, CopyError, CopyReading, CriteriaPlace
from trialtui.copies.registry_criteria import CriteriaText, Field, criteria_text, substituted
from trialtui.copies.registry_csv import cell_field, cell_text, one_study, studies
from trialtui.copies.registry_places import xml_field
from trialtui.copies.registry_tree import Account, Node
from trialtui.copies.registry_words import NO_NUMBER, PHASES, SEXES, STUDY_TYPES, secondary_id
from trialtui.copies.registry_xml import read_xml, slices, xml_place
from trialtui.record.dates import MONTHS
from trialtui.record.module import DateStruct
from trialtui.record.study import (
    ArmsInterventionsModule,
    ConditionsModule,
    Contact,
    ContactsLocationsModule,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    Intervention,
    Outcome,
    OutcomesModule,
    RegistryEntry,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
    Study,
)

if TYPE_CHECKING:
    from trialtui.copies.detect import Part

FORMAT = "WHO ICTRP export"
ROOT = "Trials_downloaded_from_ICTRP"
NO_TRIAL = "no trial of a WHO ICTRP export"

STATUSES = {"recruiting": "RECRUITING"}
"""The platform knows "Recruiting" and "Not recruiting"; the latter says neither whether it has begun nor whether it has ended."""

AGE_UNITS = {
    "year": "Year",
    "month": "Month",
    "week": "Week",
    "day": "Day",
    "hour": "Hour",
    "minute": "Minute",
}
NO_LIMITS = frozenset(
    ["no limit", "no age limit", "no maximum", "no minimum", "no maximum age", "no minimum age"]
)

_AGE = re.compile(r"(\d{1,3})(?:\.0+)?\s*(year|month|week|day|hour|minute)(?:s|\(s\))?\Z", re.IGNORECASE)
_MONTH = re.compile(rf"({'|'.join(MONTHS)}) (?:(\d{{1,2}}), )?(\d{{4}})\Z")


def parts(copy: Copy) -> Iterator[Part | CopyError]:
    """The trials of an export, each wrapped as the platform wraps one."""
    from trialtui.copies.detect import Part

    if copy.text.lstrip().startswith("<"):
        trials = slices(copy.text, "Trial")
        several = [f"<{ROOT}>{trial}</{ROOT}>".encode() for trial in trials] if len(trials) > 1 else []
        found = (Part(f"{copy.name}[{n}]", raw) for n, raw in enumerate(several))
    else:
        found = (Part(f"{copy.name}[{n}]", raw) for n, raw in studies(copy))
    yield next(found, None) or Part(copy.name, copy.raw)
    yield from found


def read(copy: Copy) -> CopyReading:
    """Read one trial. Raises CopyError where there is none, or more than one."""
    is_xml = copy.text.lstrip().startswith("<")
    trial, sides, warnings = _from_xml(copy) if is_xml else _from_csv(copy)
    number = trial["trialid"].look()
    if number is None:
        raise CopyError(copy.name, "", f"{NO_TRIAL}: it has no TrialID")
    built = criteria_text(*([substituted(field, _break(), lambda _: "\n")] for field in sides))
    for side in ("inclusion_criteria", "exclusion_criteria"):
        trial[side].words()
    study = _study(trial, built.text if built else None)
    if built is None:
        warnings.append("no inclusion and exclusion criteria: no criteria can be read")
    place = _place(built)
    account = trial.account
    return CopyReading(
        copy, FORMAT, study, account.left_over(), tuple(warnings), place, tuple(account.as_written),
        tuple(built.stretches) if built and place else (),
    )  # fmt: skip


def _place(built: CriteriaText | None) -> CriteriaPlace | None:
    return built.place("Inclusion_Criteria, Exclusion_Criteria") if built else None


def column(name: str) -> str:
    """A field's name as a key: "Public title" and "Public_title" are one."""
    return re.sub(r"[\s_]+", "_", name.strip()).lower()


def _from_xml(copy: Copy) -> tuple[Node, list[Field], list[str]]:
    tree = read_xml(copy)
    account = Account(tree, xml_place)
    trials = account.root[ROOT]["Trial"].each()
    if len(trials) != 1:
        reason = f"{len(trials):,} trials: name one with --study ID" if trials else NO_TRIAL
        raise CopyError(copy.name, "", reason)
    trial = _Folded(trials[0])
    sides = [xml_field(copy.text, trial[name]) for name in ("inclusion_criteria", "exclusion_criteria")]
    return trial, sides, []


def _from_csv(copy: Copy) -> tuple[Node, list[Field], list[str]]:
    _, cells, short = one_study(copy)
    account = Account(
        {name: cell_text(copy.text, cell) for name, cell in cells.items()}, lambda path: str(path[-1])
    )
    trial = _Folded(account.root)
    known = {column(name): cell for name, cell in cells.items()}
    sides = [
        cell_field(copy.text, known[name]) if name in known else Field("", None)
        for name in ("inclusion_criteria", "exclusion_criteria")
    ]
    return trial, sides, [short] if short else []


class _Folded(Node):
    """A trial whose fields are found whatever their spelling."""

    __slots__ = ("_keys",)

    def __init__(self, trial: Node) -> None:
        super().__init__(trial.value, trial.account, trial.path)
        self._keys = {column(key): key for key in reversed(self.value or {})}

    def __getitem__(self, key: str | int) -> Node:
        return super().__getitem__(self._keys.get(key, key) if isinstance(key, str) else key)


@cache
def _break() -> re.Pattern[str]:
    return re.compile(r"(?<!\s)\s*<br\s*/?>\s*", re.IGNORECASE)


# --- the record


def _study(trial: Node, criteria: str | None) -> Study:
    number = trial["trialid"].words() or ""
    register = trial["source_register"].words()
    nct = number if re.fullmatch(r"NCT\d{8}", number) else None
    size = trial["target_size"].count()
    sex = trial["inclusion_gender"]
    return Study(
        identification=_identification(trial, nct),
        status=StatusModule(
            overall_status=trial["recruitment_status"].coded(STATUSES),
            start_date_struct=DateStruct(start) if (start := _date(trial["date_enrollement"])) else None,
        ),
        sponsor_collaborators=_sponsors(trial),
        conditions=ConditionsModule(_listed(trial["condition"])),
        design=DesignModule(
            study_type=trial["study_type"].coded(STUDY_TYPES),
            phases=_phases(trial["phase"]),
            enrollment_info=EnrollmentInfo(size) if size is not None else None,
        ),
        arms_interventions=ArmsInterventionsModule(
            interventions=tuple(Intervention(name=words) for words in _whole(trial["intervention"]))
        ),
        outcomes=OutcomesModule(
            tuple(Outcome(measure=words) for words in _whole(trial["primary_outcome"])),
            tuple(Outcome(measure=words) for words in _whole(trial["secondary_outcome"])),
        ),
        eligibility=EligibilityModule(
            eligibility_criteria=criteria,
            sex=_noted_as(sex, SEXES.get(_folded(sex)) or _answers(sex)),
            minimum_age=_age(trial["inclusion_agemin"]),
            maximum_age=_age(trial["inclusion_agemax"]),
        ),
        contacts_locations=ContactsLocationsModule(central_contacts=_contacts(trial)),
        registry_entry=RegistryEntry(register or "WHO ICTRP", number),
        countries=_listed(trial["countries"]),
    )


def _identification(trial: Node, nct: str | None) -> IdentificationModule:
    numbers = [
        number
        for name in ("secondary_id", "secondary_ids")
        if (trial[name].look() or "").lower() not in NO_NUMBER
        for number in _listed(trial[name])
    ]
    return IdentificationModule(
        nct_id=nct,
        secondary_id_infos=tuple(secondary_id(number) for number in dict.fromkeys(numbers)),
        brief_title=trial["public_title"].words(),
        official_title=trial["scientific_title"].words(),
        acronym=trial["acronym"].words(),
    )


def _sponsors(trial: Node) -> SponsorCollaboratorsModule:
    lead = trial["primary_sponsor"].words()
    return SponsorCollaboratorsModule(
        lead_sponsor=Sponsor(name=lead) if lead else None,
        collaborators=tuple(Sponsor(name=name) for name in _listed(trial["secondary_sponsor"])),
    )


def _contacts(trial: Node) -> tuple[Contact, ...]:
    names = [trial[name].noted() for name in ("contact_firstname", "contact_lastname")]
    contact = Contact(
        name=" ".join(name for name in names if name) or None,
        phone=trial["contact_tel"].words(),
        email=trial["contact_email"].words(),
    )
    return () if contact == Contact() else (contact,)


def _listed(node: Node) -> tuple[str, ...]:
    """What a field lists with semicolons or line breaks."""
    words = node.look() or ""
    found = tuple(part.strip() for part in re.split(r"[;\n]|<br\s*/?>", words) if part.strip())
    if found == (words,):
        return (node.words() or "",)
    node.noted()
    return found


def _whole(node: Node) -> tuple[str, ...]:
    """A field that may list several things with semicolons but has them in sentences too: it stays in one piece."""
    words = node.look()
    return () if words is None else (_noted_as(node, _break().sub("\n", words).strip()) or words,)


def _noted_as(node: Node, value: str | None) -> str | None:
    """The record's words for the field's, which are noted as written where they differ; without any, the field's own."""
    return node.words() if value is None or value == node.look() else node.noted() and value


def _folded(node: Node) -> str:
    return " ".join(_break().sub(" ", node.look() or "").lower().split())


def _answers(node: Node) -> str | None:
    """ "Female: yes Male: no", as the EU's records come."""
    found = re.fullmatch(r"female: (yes|no) male: (yes|no)", _folded(node))
    female, male = found.groups() if found else ("no", "no")
    return {("yes", "yes"): "ALL", ("yes", "no"): "FEMALE", ("no", "yes"): "MALE"}.get((female, male))


def _age(node: Node) -> str | None:
    """ "18 Years" of "18 years" and "18.00 Year(s)"; "N/A" where the field says that there is no limit. "18" alone names no unit."""
    words = node.look() or ""
    if " ".join(words.lower().split()) in NO_LIMITS:
        return _noted_as(node, "N/A")
    match = _AGE.match(words)
    if match is None:
        return node.words()
    number = int(match[1])
    return _noted_as(node, f"{number} {AGE_UNITS[match[2].lower()]}{'' if number == 1 else 's'}")


def _date(node: Node) -> str | None:
    """ "2021-03" of "March 2021". Days and months in figures alone stay as they are: registries write both orders."""
    match = _MONTH.match(node.look() or "")
    if match is None:
        return node.day()
    day = f"-{int(match[2]):02}" if match[2] else ""
    return _noted_as(node, f"{match[3]}-{MONTHS.index(match[1]) + 1:02}{day}")


def _phases(node: Node) -> tuple[str, ...]:
    known = PHASES.get(_folded(node))
    if known is None:
        return (words,) if (words := node.words()) else ()
    node.noted()
    return known
