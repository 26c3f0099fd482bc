"""What the library knows of a trial without opening its copy: a line of the list, what the filters ask, the words to search."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from trialtui.copies.copy import CopyReading
from trialtui.library.trials.wording import joined, spelled
from trialtui.record.age import parse_age
from trialtui.record.sections import BrowseModule
from trialtui.record.study import Study

DAYS = {"year": 365.25, "month": 30.44, "week": 7.0, "day": 1.0, "hour": 1 / 24, "minute": 1 / 1440}
NO_MAXIMUM = 200 * 366  # days; nobody is older
AGE_GROUPS = {"CHILD": (0, 17), "ADULT": (18, 64), "OLDER_ADULT": (65, 199)}
"""ClinicalTrials.gov's StdAge, in years, both ends in (API v2, stdAges)."""


class Entry(NamedTuple):
    """A line of the library. Enumerations are the registry's words; `updated` is its partial date as text."""

    trial: str
    title: str
    status: str
    phases: tuple[str, ...]
    study_type: str
    conditions: tuple[str, ...]
    sponsor: str
    updated: str
    has_results: bool
    has_criteria: bool


class Facets(NamedTuple):
    """What the filters ask. Several values of one filter are alternatives."""

    status: tuple[str, ...]
    phase: tuple[str, ...]
    study_type: tuple[str, ...]
    condition: tuple[str, ...]
    intervention: tuple[str, ...]
    country: tuple[str, ...]
    city: tuple[str, ...]
    sponsor: tuple[str, ...]
    sex: tuple[str, ...]
    results: tuple[str, ...]  # "yes" or "no"; nothing where the copy does not say
    age: tuple[str, ...]  # CHILD, ADULT, OLDER_ADULT
    updated: tuple[str, ...]  # the year


class Words(NamedTuple):
    """The words to search, weightiest first; `ids` are searched as they stand."""

    ids: tuple[str, ...]
    title: tuple[str, ...]
    condition: tuple[str, ...]
    intervention: tuple[str, ...]
    text: tuple[str, ...]


class Indexed(NamedTuple):
    """All that the search index takes of a trial."""

    words: Words
    facets: Facets
    minimum_age: int  # days
    maximum_age: int  # days
    updated: int  # 20250406; 0 where the copy does not say


def entry_of(reading: CopyReading, trial: str) -> Entry:
    """The line of the library for a copy."""
    study = reading.study
    lead = study.sponsor_collaborators.lead_sponsor
    title = study.identification.brief_title or study.identification.official_title or ""
    return Entry(
        trial=trial,
        title=title,
        status=study.status.overall_status or "",
        phases=study.design.phases,
        study_type=study.design.study_type or "",
        conditions=study.conditions.conditions,
        sponsor=(lead.name if lead else None) or "",
        updated=study.status.registry_date or "",
        has_results=bool(study.has_results),
        has_criteria=bool((study.eligibility.eligibility_criteria or "").strip()),
    )


def indexed(study: Study, trial: str) -> Indexed:
    """What the search index takes of a record."""
    low, high = age_in_days(study)
    return Indexed(_words(study, trial), _facets(study), low, high, _day(study.status.registry_date))


def indexed_entry(entry: Entry) -> Indexed:
    """What the search index takes of a trial whose copy cannot be read: what its line says."""
    facets = Facets(
        status=_filled([entry.status]),
        phase=entry.phases,
        study_type=_filled([entry.study_type]),
        condition=entry.conditions,
        intervention=(),
        country=(),
        city=(),
        sponsor=_filled([entry.sponsor]),
        sex=(),
        results=("yes",) if entry.has_results else (),
        age=(),
        updated=_year(entry.updated),
    )
    words = Words((entry.trial,), _filled([entry.title]), entry.conditions, (), (entry.trial,))
    return Indexed(words, facets, 0, NO_MAXIMUM, _day(entry.updated))


def age_in_days(study: Study) -> tuple[int, int]:
    """The age limits in days, both ends in: no limit, and one that cannot be read, admits everybody.

    Some registries name groups and no limits: then these are the limits.
    """
    return _ages(study)[:2]


def _ages(study: Study) -> tuple[int, int, tuple[str, ...]]:
    told = study.eligibility
    return _ages_told(told.minimum_age, told.maximum_age, told.std_ages)


@lru_cache(4096)  # a few hundred limits are all that registries say
def _ages_told(
    minimum: str | None, maximum: str | None, named: tuple[str, ...]
) -> tuple[int, int, tuple[str, ...]]:
    """The age limits in days, and the registry's age groups that may enter: those named, else those the limits reach into."""
    named = tuple(group for group in AGE_GROUPS if group in named)
    if named and not (minimum or maximum):
        return days(AGE_GROUPS[named[0]][0]), days(AGE_GROUPS[named[-1]][1] + 1) - 1, named
    low, high = parse_age(minimum), parse_age(maximum)
    youngest = int(low.number * DAYS[low.unit]) if low else 0
    # "75 Years" admits until the day before the 76th birthday.
    oldest = int((high.number + 1) * DAYS[high.unit]) - 1 if high else NO_MAXIMUM
    groups = named or tuple(
        group
        for group, (first, last) in AGE_GROUPS.items()
        if youngest < days(last + 1) and days(first) <= oldest
    )
    return youngest, oldest, groups


def days(years: int) -> int:
    """A birthday, in days of life."""
    return int(years * DAYS["year"])


def _year(date: str | None) -> tuple[str, ...]:
    day = _day(date)
    return (f"{day // 10_000:04}",) if day else ()


def _day(date: str | None) -> int:
    digits = (date or "").replace("-", "")
    return int(digits.ljust(8, "0")) if digits.isascii() and digits.isdigit() and len(digits) <= 8 else 0


def _facets(study: Study) -> Facets:
    lead = study.sponsor_collaborators.lead_sponsor
    sites = study.contacts_locations.locations
    results = {True: ("yes",), False: ("no",), None: ()}[study.has_results]
    return Facets(
        status=_filled([study.status.overall_status]),
        phase=study.design.phases,
        study_type=_filled([study.design.study_type]),
        condition=study.conditions.conditions,
        intervention=_filled(one.name for one in study.arms_interventions.interventions),
        country=study.countries,
        city=_filled(dict.fromkeys(site.city for site in sites)),
        sponsor=_filled([lead.name if lead else None]),
        sex=_filled([study.eligibility.sex]),
        results=results,
        age=_ages(study)[2],
        updated=_year(study.status.registry_date),
    )


def _words(study: Study, trial: str) -> Words:
    named, described, outcomes = study.identification, study.description, study.outcomes
    infos = [named.org_study_id_info, *named.secondary_id_infos]
    ids = _filled([trial, named.nct_id, *(info.id for info in infos if info), *named.nct_id_aliases])
    sponsors = study.sponsor_collaborators
    drugs = study.arms_interventions.interventions
    return Words(
        ids=ids,
        title=_with_joined([named.brief_title, named.official_title, named.acronym]),
        condition=_with_joined(
            [
                *study.conditions.conditions,
                *study.conditions.keywords,
                *_terms(study.derived.condition_browse),
            ]
        ),
        intervention=_with_joined(
            [
                *(name for one in drugs for name in (one.name, *one.other_names)),
                *_terms(study.derived.intervention_browse),
            ]
        ),
        text=tuple(
            map(
                spelled,
                _filled(
                    [
                        *ids,  # "2004-0123" of "MDACC 2004-0123"
                        described.brief_summary,
                        described.detailed_description,
                        study.eligibility.eligibility_criteria,
                        *(arm.label for arm in study.arms_interventions.arm_groups),
                        *(one.measure for one in (*outcomes.primary_outcomes, *outcomes.secondary_outcomes)),
                        *(other.name for other in sponsors.collaborators),
                        *dict.fromkeys(site.facility for site in study.contacts_locations.locations),
                    ]
                ),
            )
        ),
    )


def _with_joined(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Texts as they are searched, and behind them what is hyphened there in one piece."""
    filled = _filled(texts)
    return tuple(map(spelled, filled)) + tuple(
        dict.fromkeys(word for text in filled for word in joined(text))
    )


def _terms(browse: BrowseModule | None) -> tuple[str, ...]:
    """The registry's MeSH terms, and those above them: the synonyms of the record's own making."""
    if browse is None:
        return ()
    return _filled(mesh.term for mesh in (*browse.meshes, *browse.ancestors))


def _filled(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(filter(None, texts))
