"""What a record names that other records may name too: conditions, interventions, keywords, words of its title, numbers of trials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from trialtui.library.trials.searching import index_tokens
from trialtui.record.sections import BrowseModule
from trialtui.record.study import Study

NAMES = 12  # of a kind that are looked for; a record may hold hundreds of keywords
TITLE_WORDS = 12

SAYS_NOTHING = re.compile(
    r"(?:.*\b(?:placebos?|standard of care|usual care|best supportive care|no intervention|questionnaires?|control|biomarkers?"
    r"|laborator(?:y|ies)|quality[- ]of[- ]life.*|sham|observation|saline|survey|interview|follow[- ]up|data collection)\b.*"
    r"|(?:healthy|normal)(?: (?:volunteers?|participants?|subjects?|people|adults|humans?))?|diseases?|syndrome)",
    re.IGNORECASE,
)
"""Names under which trials of anything meet."""

FORMS = frozenset(
    """
    tablet tablets capsule capsules injection infusion oral intravenous subcutaneous topical solution cream dose doses dosing high low daily weekly
    treatment therapy drug group study trial combination cohort regimen mg mcg ml arm single multiple phase stage patients disease disorder
    versus compared evaluation efficacy safety effect effects comparison tolerability clinical treating adults adult children participants
    subjects using with without from after before during between among newly diagnosed previously treated standard adjuvant neoadjuvant
    chemotherapy radiotherapy radiation surgery agents agent conventional therapeutic system device digital program training education
    hydrochloride sodium citrate mesylate phosphate acetate sulfate maleate tartrate calcium potassium chloride
    """.split()  # noqa: SIM905 - a table to read
)
"""Words that name no drug, no disease and no question."""

_NUMBER = re.compile(r"NCT\d{8}|\d{4}-\d{6}-\d{2}(?:-\d{2})?|ISRCTN\d{6,}", re.IGNORECASE)
"""Numbers of a registry: ClinicalTrials.gov, EudraCT and CTIS, ISRCTN."""
_PLAIN_WORD = re.compile(r"(?:ed|ing|ly|ive|tion|ment|ity|ness)$")
"""How words end that are no drug's name."""


class Name(NamedTuple):
    """Something that a record names, as the index takes it apart."""

    kind: str
    words: str
    tokens: tuple[str, ...]


def own_numbers(study: Study, trial: str) -> tuple[str, ...]:
    """The numbers a trial goes by: under any of them the library holds the same trial."""
    named = study.identification
    secondary = [info.id or "" for info in named.secondary_id_infos]
    numbers = [one for words in secondary for one in _NUMBER.findall(words)]
    org = named.org_study_id_info.id if named.org_study_id_info else None
    found = filter(None, (trial, named.nct_id, org, *named.nct_id_aliases, *numbers))
    return tuple(dict.fromkeys(one.upper() if _NUMBER.fullmatch(one) else one for one in found))


def mentions(study: Study, own: Sequence[str]) -> Iterator[Name]:
    """The numbers of other trials that stand in its words; and its own, which may stand in theirs."""
    described = study.description
    texts = [
        study.identification.official_title, described.brief_summary, described.detailed_description,
        study.eligibility.eligibility_criteria, *(one.citation for one in study.references.references),
        *(info.id for info in study.identification.secondary_id_infos),
    ]  # fmt: skip
    named = [one.nct_id for one in study.related]
    numbers = [number.upper() for text in texts if text for number in _NUMBER.findall(text)]
    for number in list(dict.fromkeys([*named, *numbers]))[:NAMES]:
        if number not in own:
            yield Name("named", number, (number.lower(),))
    for number in own:
        if _NUMBER.fullmatch(number):
            yield Name("names", number, index_tokens(number))


def names_of(study: Study) -> list[Name]:
    """Its conditions, interventions, keywords and the words of its title, each once."""
    conditions = [*study.conditions.conditions, *_terms(study.derived.condition_browse)]
    drugs = study.arms_interventions.interventions
    given = [
        *(one.name for one in drugs),
        *_terms(study.derived.intervention_browse),
        *(name for one in drugs for name in one.other_names),
    ]
    found = [
        *_names("condition", conditions),
        *_names("intervention", given),
        *_names("keyword", study.conditions.keywords),
        *_title_words(study),
    ]
    seen: set[tuple[str, ...]] = set()
    return [one for one in found if one.tokens not in seen and not seen.add(one.tokens)]  # type: ignore[func-returns-value]


def _names(kind: str, given: Iterable[str | None]) -> list[Name]:
    found = (Name(kind, " ".join(words.split()), index_tokens(words)) for words in given if words)
    telling = [one for one in found if one.tokens and not SAYS_NOTHING.fullmatch(one.words)]
    return list({one.tokens: one for one in reversed(telling)}.values())[::-1][:NAMES]


def pieces(name: Name) -> list[Name]:
    """A name two words at a time; of an intervention each word that may be a drug."""
    if name.kind not in ("condition", "intervention") or len(name.tokens) < 2:
        return []
    tokens = [one for one in name.tokens if not one.isdigit() and one not in FORMS]
    pairs = [
        (one, two)
        for one, two in zip(name.tokens, name.tokens[1:], strict=False)
        if one in tokens and two in tokens
    ]
    found = [Name(name.kind, " ".join(one), one) for one in pairs]
    if name.kind == "intervention":
        found += [
            Name(name.kind, one, (one,)) for one in tokens if len(one) > 4 and not _PLAIN_WORD.search(one)
        ]
    return [one for one in found if not SAYS_NOTHING.fullmatch(one.words)][:NAMES]


def _title_words(study: Study) -> list[Name]:
    title = study.identification.brief_title or study.identification.official_title or ""
    words = [one for one in index_tokens(title) if len(one) > 3 and one not in FORMS and not one.isdigit()]
    return [Name("title", one, (one,)) for one in dict.fromkeys(words)][:TITLE_WORDS]


def _terms(browse: BrowseModule | None) -> list[str | None]:
    return [mesh.term for mesh in browse.meshes] if browse else []
