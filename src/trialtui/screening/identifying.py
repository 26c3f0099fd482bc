"""What looks as if it named a person, asked about before it is saved. Subjects are site codes; no field asks for more.

A question, never a refusal: a person decides. Rules are kept narrow, since a question that comes for nothing gets waved
through when it matters. Source of the list: the identifiers that HIPAA's safe harbour names first (45 CFR 164.514(b)(2):
names, dates of birth, telephone numbers, e-mail addresses, social security, medical record and health plan numbers).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache

from trialtui.screening.identifying_words import CLINICAL_WORDS
from trialtui.screening.names import find_name

LONGEST_CHECKED = 20_000
MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip

KINDS = {  # what it is called, and why it is asked
    "e-mail": "an e-mail address",
    "phone": "a phone number",
    "record": "a record number",
    "birth": "a date of birth",
    "name": "a name",
}


def question(text: str, field: str = "note", *, today: datetime.date | None = None) -> str | None:
    """A sentence to ask before `text` is saved in `field` ("code", "note", "source" or "reason"); None where there is none to ask.

    `today` is what ages are counted to.
    """
    text = text[:LONGEST_CHECKED]
    day = today or datetime.date.today()
    finders: tuple[tuple[str, Callable[[], str | None]], ...] = (
        ("e-mail", lambda: _first(_email(), text)),
        ("birth", lambda: _birth_date(text, field, day)),
        ("record", lambda: _labelled_number(text)),
        ("phone", lambda: _phone(text)),
        ("record", lambda: _bare_number(text)),
        ("name", lambda: find_name(text, field)),
    )
    for kind, find in finders:
        if found := find():
            shown = "".join(character if character.isprintable() else " " for character in found)[:60].strip()
            return f"'{shown}' looks like {KINDS[kind]}: a subject is a site code and nothing more. Save it all the same?"
    return None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[0] if match else None


@cache
def _email() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


# Dates


@cache
def _dates() -> tuple[tuple[re.Pattern[str], str], ...]:
    month = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
    return (
        (re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"), "full"),
        (re.compile(r"(?<!\d)(?P<d>\d{1,2})[-/.] ?(?P<m>\d{1,2})[-/.] ?(?P<y>(?:19|20)\d\d)(?!\d)"), "full"),
        (re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[- ]?(?P<m>{month})\.?[-, ]{{0,2}}(?P<y>(?:19|20)\d\d)(?!\d)", re.I), "full"),
        (re.compile(rf"\b(?P<m>{month})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)(?!\d)", re.I), "full"),
        (re.compile(r"(?<![\d])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"), "full"),
        (re.compile(r"(?<!\d)(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d\d)(?![\d.])"), "short"),
    )  # fmt: skip


@cache
def _birth_words() -> re.Pattern[str]:
    words = r"dob|d\.o\.b\.?|born|birth ?date|date of birth|birthday|birth|geb\.?|geboren|geburtsdatum|née?|nacid[oa]"
    return re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)


def _birth_date(text: str, field: str, today: datetime.date) -> str | None:
    for pattern, kind in _dates():
        for match in pattern.finditer(text):
            date = _date(match, today)
            if date is None:
                continue
            near = text[max(0, match.start() - 40) : match.end() + 25]
            if _birth_words().search(near):
                return match[0]
            years = today.year - date.year - ((today.month, today.day) < (date.month, date.day))
            if kind == "short" and field != "code":
                continue
            if 1 <= years <= 110 and not _is_clinical(near):
                return match[0]
    return None


def _date(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    year, day = int(match["y"]), int(match["d"])
    if year < 100:
        year += 2000 if 2000 + year <= today.year else 1900
    word = match["m"].lower()
    month = MONTHS[word[:3]] if word[0].isalpha() else int(word)
    if month > 12 and day <= 12:
        month, day = day, month
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _is_clinical(words: str) -> bool:
    return any(word in CLINICAL_WORDS for word in re.findall(r"[a-z]+(?:-[a-z]+)?", words.lower()))


# Numbers


@cache
def _record_patterns() -> tuple[re.Pattern[str], ...]:
    label = (
        r"mrn|m\.r\.n\.?|mr ?#|medical record|record (?:number|no\.?|#)|hospital (?:number|no\.?|id)|hosp\.? no\.?|chart (?:number|no\.?|#)"
        r"|patient (?:id|number|no\.?)|nhs(?: (?:number|no\.?))?|ssn|social security(?: number)?|insurance (?:number|no\.?|id)|kvnr|versichertennummer"
        r"|fallnummer|national id|passport(?: no\.?)?"
    )
    return (
        re.compile(rf"\b(?:{label})\s{{0,2}}[:#=]?\s{{0,2}}[a-z]{{0,3}}-?\d[\d-]{{2,}}", re.IGNORECASE),
        re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
    )


@cache
def _long_number() -> re.Pattern[str]:
    unit = r"\s?(?:cells?|copies|iu|u|mg|g|µg|ug|ng|ml|l|%|/|×|x10|k\b|per\b|platelets)"
    return re.compile(rf"(?<![\d.,/^+-])\b[A-Za-z]?\d{{7,12}}(?![\d.,])(?!{unit})", re.IGNORECASE)


def _labelled_number(text: str) -> str | None:
    return next((found for pattern in _record_patterns() if (found := _first(pattern, text))), None)


def _bare_number(text: str) -> str | None:
    for match in _long_number().finditer(text):
        before = text[max(0, match.start() - 12) : match.start()].lower()
        is_day = len(match[0]) == 8 and _dates()[4][0].fullmatch(match[0])
        if not is_day and not re.search(r"(?:nct|isrctn|pmid|euctr)\W{0,3}$", before):
            return match[0]
    return None


@cache
def _phone_patterns() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(r"\b(?:phone|tel|telephone|mobile|cell|call|fax|handy|whatsapp)\b\.?\W{0,3}\+?[\d(][\d ()/.-]{5,18}\d", re.IGNORECASE),
        re.compile(r"(?<![\w+])\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ ./-]?\d{2,4}){2,5}(?!\w)"),
        re.compile(r"(?<![\w-])\(\d{3}\) ?\d{3}[- .]\d{4}(?![\w-])"),
        re.compile(r"(?<![\w.-])(?:1[-. ])?[2-9]\d\d([-. ])[2-9]\d\d\1\d{4}(?![\w-])"),
        re.compile(r"(?<![\w.-])0[1-9]\d{0,3}[ /-]\d{3,4}[ -]?\d{2,5}(?![\w-])"),
        re.compile(r"(?<![\w.-])0\d(?:[ .]\d\d){4}(?![\w-])"),
        re.compile(r"(?<![\w.-])00[1-9]\d{8,13}(?![\w-])"),
        re.compile(r"(?<![\w.-])00[1-9]\d{1,3}[ -]\d{1,4}[ -]\d{3,8}(?![\w-])"),
        re.compile(r"(?<![\w.-])[1-9]\d{0,3}-\d{1,3}-\d{3,4}-?\d{4}(?![\w-])"),
    )  # fmt: skip


def _phone(text: str) -> str | None:
    for pattern in _phone_patterns():
        for match in pattern.finditer(text):
            digits = sum(character.isdigit() for character in match[0])
            if digits >= 7 and not any(date.search(match[0]) for date, _ in _dates()[:2]):
                return match[0]
    return None
