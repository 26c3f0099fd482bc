"""Read the CSV that ClinicalTrials.gov's website gives: a study a row, columns by their names, as many of them as a person picked.

It has no eligibility criteria, only sex and age groups. Cells that hold several things part them with "|"; an outcome's measure, description
and time frame, and a site's name, city and postal code, stand in one text with commas and cannot be told apart for certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from trialtui.copies.copy import Copy, CopyError, CopyReading, LeftOver
from trialtui.copies.registry_csv import cell_text, one_study, studies
from trialtui.record.module import DateStruct
from trialtui.record.sections import DocumentSection, LargeDoc, LargeDocumentModule
from trialtui.record.study import (
    ArmsInterventionsModule,
    ConditionsModule,
    ContactsLocationsModule,
    DescriptionModule,
    DesignInfo,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    Intervention,
    Location,
    MaskingInfo,
    Outcome,
    OutcomesModule,
    SecondaryIdInfo,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
    Study,
)

if TYPE_CHECKING:
    from trialtui.copies.detect import Part

FORMAT = "ClinicalTrials.gov CSV"

NO_CRITERIA = "the website's CSV holds no eligibility criteria: none can be read, and no verdict is given"

SITE = "https://clinicaltrials.gov/study/"

DESIGN = (
    "Allocation",
    "Intervention Model",
    "Masking",
    "Primary Purpose",
    "Observational Model",
    "Time Perspective",
)

INTERVENTION_TYPES = frozenset(
    [
        "BEHAVIORAL", "BIOLOGICAL", "COMBINATION_PRODUCT", "DEVICE", "DIAGNOSTIC_TEST", "DIETARY_SUPPLEMENT",
        "DRUG", "GENETIC", "OTHER", "PROCEDURE", "RADIATION",
    ]
)  # fmt: skip

COUNTRY_ENDINGS = frozenset(
    [
        "Republic of", "Islamic Republic of", "The Former Yugoslav Republic of", "The Democratic Republic of the",
        "Democratic People's Republic of", "Occupied", "Federated States of", "United Republic of",
    ]
)  # fmt: skip
"""What follows a comma inside the name of a country: "Korea, Republic of"."""


def parts(copy: Copy) -> Iterator[Part | CopyError]:
    """The studies of the list, each under the names of the columns."""
    from trialtui.copies.detect import Part

    found = (Part(f"{copy.name}[{n}]", raw) for n, raw in studies(copy))
    yield next(found, None) or Part(copy.name, copy.raw)
    yield from found


def read(copy: Copy) -> CopyReading:
    """Read one study. Raises CopyError where there is none, or more than one, or where its cells cannot be told."""
    _, cells, short = one_study(copy)
    row = _Row({name: cell_text(copy.text, cell) for name, cell in cells.items()})
    study = _study(row)
    if study.identification.nct_id is None:
        raise CopyError(copy.name, "", "this row has no NCT number")
    warnings = (NO_CRITERIA,) if short is None else (NO_CRITERIA, short)
    return CopyReading(copy, FORMAT, study, row.left_over(), warnings, None, tuple(row.as_written))


class _Row:
    """The cells by column; what was not taken is left over."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = {name: words.strip() for name, words in cells.items() if words.strip()}
        self.taken: set[str] = set()
        self.as_written: list[LeftOver] = []

    def words(self, column: str) -> str | None:
        self.taken.add(column)
        return self.cells.get(column)

    def noted(self, column: str) -> str | None:
        """Words that the record holds in pieces or in other words."""
        words = self.words(column)
        if words is not None:
            self.as_written.append(LeftOver(column, words))
        return words

    def listed(self, column: str) -> tuple[str, ...]:
        words = self.cells.get(column)
        if words is None or "|" not in words:
            return (words,) if self.words(column) and words else ()
        return tuple(part.strip() for part in (self.noted(column) or "").split("|") if part.strip())

    def date(self, column: str) -> DateStruct | None:
        return DateStruct(words) if (words := self.words(column)) else None

    def left_over(self) -> tuple[LeftOver, ...]:
        return tuple(LeftOver(name, words) for name, words in self.cells.items() if name not in self.taken)


def _study(row: _Row) -> Study:
    sites = tuple(_location(words) for words in _noted_list(row, "Locations"))
    return Study(
        identification=_identification(row),
        status=StatusModule(
            overall_status=row.words("Study Status"),
            start_date_struct=row.date("Start Date"),
            primary_completion_date_struct=row.date("Primary Completion Date"),
            completion_date_struct=row.date("Completion Date"),
            study_first_post_date_struct=row.date("First Posted"),
            results_first_post_date_struct=row.date("Results First Posted"),
            last_update_post_date_struct=row.date("Last Update Posted"),
        ),
        sponsor_collaborators=_sponsors(row),
        description=DescriptionModule(brief_summary=row.words("Brief Summary")),
        conditions=ConditionsModule(row.listed("Conditions")),
        design=_design(row),
        arms_interventions=ArmsInterventionsModule(
            interventions=tuple(_intervention(words) for words in _noted_list(row, "Interventions"))
        ),
        outcomes=OutcomesModule(
            *(
                tuple(Outcome(measure=measure) for measure in row.listed(f"{kind} Outcome Measures"))
                for kind in ("Primary", "Secondary", "Other")
            )
        ),
        eligibility=EligibilityModule(sex=row.words("Sex"), std_ages=_ages(row)),
        contacts_locations=ContactsLocationsModule(locations=sites),
        documents=_documents(row),
        has_results=_has_results(row),
        countries=tuple(dict.fromkeys(site.country for site in sites if site.country)),
    )


def _identification(row: _Row) -> IdentificationModule:
    number = row.words("NCT Number")
    if number and row.cells.get("Study URL") == SITE + number:
        row.noted("Study URL")
    own, *others = row.listed("Other IDs") or (None,)
    return IdentificationModule(
        nct_id=number,
        org_study_id_info=SecondaryIdInfo(id=own) if own else None,
        secondary_id_infos=tuple(SecondaryIdInfo(id=other) for other in others),
        brief_title=row.words("Study Title"),
        acronym=row.words("Acronym"),
    )


def _has_results(row: _Row) -> bool | None:
    answer = {"YES": True, "NO": False}.get(row.cells.get("Study Results", ""))
    if answer is not None:
        row.noted("Study Results")
    return answer


def _sponsors(row: _Row) -> SponsorCollaboratorsModule:
    lead = Sponsor(name=row.words("Sponsor"), class_=row.words("Funder Type"))
    return SponsorCollaboratorsModule(
        lead_sponsor=lead if lead != Sponsor() else None,
        collaborators=tuple(Sponsor(name=name) for name in row.listed("Collaborators")),
    )


def _ages(row: _Row) -> tuple[str, ...]:
    """ "CHILD, ADULT, OLDER_ADULT"."""
    return tuple(age.strip() for age in (row.noted("Age") or "").split(",") if age.strip())


def _design(row: _Row) -> DesignModule:
    count = row.cells.get("Enrollment", "")
    known = count.isascii() and count.isdecimal() and len(count) < 10
    return DesignModule(
        study_type=row.words("Study Type"),
        phases=row.listed("Phases"),
        design_info=_design_info(row),
        enrollment_info=EnrollmentInfo(int(row.words("Enrollment") or 0)) if known else None,
    )


def _design_info(row: _Row) -> DesignInfo | None:
    """ "Allocation: RANDOMIZED|Masking: DOUBLE (PARTICIPANT, INVESTIGATOR)"; left over where it holds a label we do not know."""
    pairs = [part.partition(":")[::2] for part in row.cells.get("Study Design", "").split("|")]
    if not all(label.strip() in DESIGN for label, _ in pairs):
        return None
    row.noted("Study Design")
    held = {label.strip(): words.strip() or None for label, words in pairs}
    masking, _, parties = (held.get("Masking") or "").partition(" (")
    who = tuple(party.strip() for party in parties.removesuffix(")").split(",") if party.strip())
    return DesignInfo(
        allocation=held.get("Allocation"),
        intervention_model=held.get("Intervention Model"),
        primary_purpose=held.get("Primary Purpose"),
        observational_model=held.get("Observational Model"),
        time_perspective=held.get("Time Perspective"),
        masking_info=MaskingInfo(masking, who_masked=who) if masking else None,
    )


def _noted_list(row: _Row, column: str) -> tuple[str, ...]:
    """The things in a cell, each of which the record holds in pieces."""
    return tuple(part.strip() for part in (row.noted(column) or "").split("|") if part.strip())


def _intervention(words: str) -> Intervention:
    kind, _, name = words.partition(": ")
    return (
        Intervention(type=kind, name=name.strip()) if kind in INTERVENTION_TYPES else Intervention(name=words)
    )


def _location(words: str) -> Location:
    """The country stands last; what stands before it is kept whole."""
    pieces = [piece.strip() for piece in words.split(",")]
    of_country = 2 if pieces[-1] in COUNTRY_ENDINGS else 1
    place, country = ", ".join(pieces[:-of_country]), ", ".join(pieces[-of_country:])
    return Location(facility=place or None, country=country or None)


def _documents(row: _Row) -> DocumentSection:
    """ "Study Protocol, https://cdn.clinicaltrials.gov/large-docs/00/NCT…/Prot_000.pdf"."""
    found = []
    for words in _noted_list(row, "Study Documents"):
        label, _, address = words.rpartition(", ")
        found.append(LargeDoc(label=label or None, filename=address.rpartition("/")[2] or None))
    return DocumentSection(LargeDocumentModule(large_docs=tuple(found))) if found else DocumentSection()
