"""The record's own structured limits (age, sex, healthy volunteers) as answerable statements, and the criteria that repeat them.

Phrased as inclusions, so that Yes is favourable. Source: the registry's EligibilityModule (minimumAge, maximumAge, sex,
healthyVolunteers).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from trialtui.eligibility.outline import Criterion
from trialtui.record.study import EligibilityModule

REQUIRED_SEX = {"FEMALE": "female", "MALE": "male"}
NO_AGE = frozenset({"", "n/a", "na", "none", "no limit"})

SEX_WORDS = {
    "female": frozenset({"female", "females", "woman", "women"}),
    "male": frozenset({"male", "males", "man", "men"}),
}
# Words that add nothing to a limit. A criterion repeats a limit only if nothing but these is left of it.
PERSON_TEXT = (
    "a an any the all participant participants subject subjects patient patients individual individuals person persons "
    "people volunteer volunteers must should will be is are was were being have has to"
)
AGE_TEXT = (
    "age aged ages range years year yrs old of inclusive inclusively at time consent signing informed form screening "
    "screen enrollment enrolment entry study visit when on day in for and"
)
PERSON_WORDS = frozenset(PERSON_TEXT.split())
AGE_FILLER = PERSON_WORDS | frozenset(AGE_TEXT.split())
AGE_WORDS = frozenset({"age", "aged", "ages", "old", "older"})
SEX_FILLER = PERSON_WORDS | frozenset({"sex", "gender", "only", "biological", "biologically", "of"})
EITHER_SEX = ("male or female", "males or females", "male and female", "males and females", "men or women", "men and women",
              "women and men", "female or male", "either sex", "both sexes", "any sex", "any gender")  # fmt: skip


class Limit(NamedTuple):
    """One registry row: `code` R1 (age), R2 (sex) or R3 (healthy volunteers), `kind` and its words."""

    code: str
    kind: str
    text: str


class Ages(NamedTuple):
    """Inclusive limits as (number, unit) with the unit in the singular; None where there is no limit."""

    least: tuple[str, str] | None
    most: tuple[str, str] | None


def registry_limits(eligibility: EligibilityModule) -> tuple[Limit, ...]:
    """The limits this record sets, in the order R1 (age), R2 (sex), R3 (healthy volunteers); what it does not limit is absent."""
    limits = []
    if (age := _age_text(eligibility)) is not None:
        limits.append(Limit("R1", "age", age))
    if (sex := REQUIRED_SEX.get((eligibility.sex or "").strip().upper())) is not None:
        limits.append(Limit("R2", "sex", f"Sex: {sex}"))
    if eligibility.healthy_volunteers is False:
        limits.append(Limit("R3", "healthy volunteers", "Not a healthy volunteer"))
    return tuple(limits)


def repeats(limit: Limit, criterion: Criterion, eligibility: EligibilityModule) -> bool:
    """Whether a top-level inclusion without parts says this limit, the whole of it, and nothing else.

    Conservative: a strict bound (">18 years"), a further condition, a cohort, or one bound of two is no repetition.
    """
    if (
        criterion.side != "I"
        or criterion.parent is not None
        or criterion.scope
        or criterion.combine is not None
    ):
        return False
    words = _folded(criterion.text)
    if len(words) > 300:
        return False
    if limit.kind == "sex":
        return _says_sex(words, (eligibility.sex or "").strip().lower())
    if limit.kind == "age" and criterion.condition is None:
        return _says_ages(words, eligibility)
    return False


def _age(text: str | None) -> str | None:
    words = " ".join((text or "").split()).lower()
    return None if words in NO_AGE else words


def _age_text(eligibility: EligibilityModule) -> str | None:
    least, most = _age(eligibility.minimum_age), _age(eligibility.maximum_age)
    if least and most:
        number, _, unit = least.partition(" ")
        same_unit = unit.rstrip("s") == most.partition(" ")[2].rstrip("s")
        return f"Age {number if same_unit else least} to {most}"
    if least:
        return f"Age {least} or older"
    return f"Age up to {most}" if most else None


def _folded(text: str) -> str:
    folded = " ".join(text.lower().split())
    for old, new in (("\\", ""), (">=", "≥"), ("=>", "≥"), ("<=", "≤"), ("=<", "≤"), ("–", "-"), ("—", "-"), (">/=", "≥"), ("</=", "≤")):  # fmt: skip
        folded = folded.replace(old, new)
    return folded


def _says_sex(words: str, sex: str) -> bool:
    left = re.findall(r"[^\W_]+|\S", words)
    named = [word for word in left if word in SEX_WORDS.get(sex, ())]
    rest = [word for word in left if word not in SEX_WORDS.get(sex, ()) and word not in ":.;,"]
    return bool(named) and all(word in SEX_FILLER for word in rest)


_NUMBER, _UNIT, _OF_AGE = r"(\d{1,3})", r"\s?(years?|yrs?|months?|weeks?|days?)?", r"(?: of age| old)?"
AGE_PATTERNS = (  # compiled when a text first asks for them: a compilation costs more than most checklists
    (rf"≥ ?{_NUMBER}{_UNIT}{_OF_AGE},? ?(?:and|to|-|,)? ?≤ ?{_NUMBER}{_UNIT}", "both"),
    (rf"\b(?:between |from )?{_NUMBER}{_UNIT}{_OF_AGE} ?(?:to|through|and|-) ?{_NUMBER}{_UNIT}", "both"),
    (rf"≥ ?{_NUMBER}{_UNIT}", "least"),
    (rf"\b(?:at least|minimum of|not younger than) {_NUMBER}{_UNIT}", "least"),
    (rf"\b{_NUMBER}{_UNIT}{_OF_AGE} ?(?:or|and) (?:older|over|above|more)\b", "least"),
    (rf"\b{_NUMBER}\+{_UNIT}", "least"),
    (rf"≤ ?{_NUMBER}{_UNIT}", "most"),
    (rf"\b(?:up to|at most|no older than|not older than) {_NUMBER}{_UNIT}", "most"),
    (rf"\b{_NUMBER}{_UNIT}{_OF_AGE} ?(?:or|and) (?:younger|under|below|less)\b", "most"),
)


def _bound(number: str, unit: str | None) -> tuple[str, str]:
    singular = (unit or "years").rstrip("s").replace("yr", "year")
    return str(int(number)), singular


def _stated_ages(words: str) -> tuple[Ages, str] | None:
    """The first limit the words state, and the words without it; None where they state none."""
    for pattern, kind in AGE_PATTERNS:
        if match := re.search(pattern, words):
            rest = f"{words[: match.start()]} {words[match.end() :]}"
            groups = match.groups()
            if kind == "both":
                return Ages(
                    _bound(groups[0], groups[1] or groups[3]), _bound(groups[2], groups[3] or groups[1])
                ), rest
            bound = _bound(groups[0], groups[1])
            return (Ages(bound, None) if kind == "least" else Ages(None, bound)), rest
    return None


def _registry_ages(eligibility: EligibilityModule) -> Ages | None:
    """The registry's ages; None where one of them is not a number and a unit."""
    bounds: list[tuple[str, str] | None] = []
    for text in (eligibility.minimum_age, eligibility.maximum_age):
        if (words := _age(text)) is None:
            bounds.append(None)
        elif match := re.fullmatch(r"(\d{1,3}) (years?|months?|weeks?|days?)", words):
            bounds.append(_bound(match[1], match[2]))
        else:
            return None
    return Ages(*bounds)


def _says_ages(words: str, eligibility: EligibilityModule) -> bool:
    if AGE_WORDS.isdisjoint(re.findall(r"[a-z]+", words)):
        return False
    stated = _stated_ages(words)
    if stated is None or stated[0] != _registry_ages(eligibility):
        return False
    rest = stated[1]
    if (eligibility.sex or "ALL").strip().upper() == "ALL":
        for phrase in EITHER_SEX:
            rest = rest.replace(phrase, " ", 1)
    left = [word for word in re.findall(r"[^\W_]+|\S", rest) if word not in "()[]:.;,"]
    least = stated[0].least
    grown = least is not None and least[1] == "year" and int(least[0]) >= 18
    allowed = AGE_FILLER | {"adult", "adults"} if grown else AGE_FILLER
    return all(word in allowed for word in left)
