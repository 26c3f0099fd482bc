"""What looks as if it named a person, asked about before it is saved. Subjects are site codes; no field asks for more.

A question, never a refusal: a person decides. Rules are kept narrow, since a question that comes for nothing gets waved
through when it matters. Source of the list: the identifiers that HIPAA's safe harbour names first (45 CFR 164.514(b)(2):
names, dates of birth, telephone numbers, e-mail addresses, social security, medical record and health plan numbers).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from functools import cache

from trialtui.screening.identifying_words import (
    CLINICAL_WORDS,
    DRUG_ENDINGS,
    GIVEN_NAMES,
    NOT_NAMES,
    PLACE_WORDS,
    PROSE_WORDS,
)

LONGEST_CHECKED = 20_000
COURTESY = frozenset({"mr", "mrs", "ms", "miss", "herr", "frau", "mme", "mlle", "monsieur", "madame", "señor", "señora", "sra"})  # fmt: skip
CLINICIANS = frozenset({"dr", "prof", "professor", "doctor", "doc", "nurse", "pi", "md"})
ROLES = frozenset({"patient", "pt", "subject", "participant", "mother", "father", "wife", "husband", "daughter", "son", "sister",
                   "brother", "partner", "spouse"})  # fmt: skip
NAME_LABELS = frozenset({"name", "surname", "named", "nachname", "vorname", "nom"})
NAMED_THINGS = frozenset({"drug", "brand", "trade", "generic", "test", "product", "study", "file", "site", "hospital", "clinic",
                          "trial", "assay", "device", "medication", "arm", "cohort", "sponsor"})  # fmt: skip
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
        ("name", lambda: _name(text, field)),
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


# Names


class _Word:
    """A word of the text and how it stands there."""

    __slots__ = ("end", "folded", "named", "opens", "plain", "start", "text")

    def __init__(self, match: re.Match[str], before: str) -> None:
        self.text, self.start, self.end = match[0], match.start(), match.end()
        self.folded = self.text.lower().removesuffix("'s").removesuffix("’s")
        self.opens = not before.strip() or before.rstrip().endswith((".", "!", "?", ":", ";", "\n"))
        bare = "".join(c for c in unicodedata.normalize("NFD", self.folded) if not unicodedata.combining(c))
        self.named = bare in GIVEN_NAMES or any(
            part in GIVEN_NAMES for part in bare.split("-") if len(part) > 2
        )
        common = self.folded in NOT_NAMES or self.folded in PROSE_WORDS
        self.plain = not self.named and (common or self.folded.endswith(DRUG_ENDINGS))

    @property
    def titled(self) -> bool:
        return (
            len(self.text) >= 2 and self.text[0].isupper() and any(letter.islower() for letter in self.text)
        )

    @property
    def shouted(self) -> bool:
        return len(self.text) >= 3 and self.text.isupper()


def _words(text: str) -> list[_Word]:
    pattern = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
    return [_Word(match, text[max(0, match.start() - 3) : match.start()]) for match in pattern.finditer(text)]


def _name(text: str, field: str) -> str | None:
    words = _words(text)
    if field == "code" and (found := _name_in_code(text, words)):
        return found
    for at, word in enumerate(words[1:], 1):
        before, gap = words[at - 1], text[words[at - 1].end : word.start]
        if before.folded in CLINICIANS or (at > 1 and words[at - 2].folded in CLINICIANS):
            continue
        if _is_named(words, at, gap):
            return text[before.start : word.end]
        if gap in (" ", ", ") and _is_full_name(before, word, gap, text) and not _is_place(words, at, text):
            return text[before.start : word.end]
    return _initialled(text)


def _is_named(words: list[_Word], at: int, gap: str) -> bool:
    """A courtesy title, a role or a label and then a name: "Mrs Schmidt", "patient Schmidt", "name: schmidt"."""
    before, word = words[at - 1], words[at]
    if gap.strip(" .:=") or len(gap) > 4 or len(word.text) < 2:
        return False
    if before.folded in COURTESY and (before.text != before.folded or word.titled):
        return word.titled or word.shouted or word.named
    if before.folded in ROLES and gap in (" ", ". ", ": "):
        return word.titled and not word.plain and not before.shouted
    labelled = before.folded in NAME_LABELS and not (at > 1 and words[at - 2].folded in NAMED_THINGS)
    return labelled and bool(gap.strip() or word.titled) and not word.plain


def _is_full_name(first: _Word, second: _Word, gap: str, text: str) -> bool:
    """Two words side by side that read as a given name and a surname, in either order."""
    pair = (first, second)
    if not all(word.titled or word.shouted for word in pair) or any(
        word.folded in PLACE_WORDS for word in pair
    ):
        return False
    if (
        first.named and second.titled and gap == " "
    ):  # "Maria Brown": after a given name a common word is a surname
        return not second.folded.endswith(DRUG_ENDINGS)
    if any(word.plain for word in pair):
        return False
    if any(word.named for word in pair) and not (first.named and second.shouted and len(second.text) < 4):
        return True
    if gap != " " or not all(word.titled for word in pair):
        return False
    alone = not text[: first.start].strip() and not text[second.end :].strip(" .")
    return alone or not first.opens


def _is_place(words: list[_Word], at: int, text: str) -> bool:
    """Whether the words at `at - 1` and `at` stand in the name of a place: "Tom Baker Cancer Centre"."""
    for step, stop in ((1, min(at + 4, len(words))), (-1, max(at - 5, -1))):
        last = words[at] if step > 0 else words[at - 1]
        for word in (words[index] for index in range(at + 1 if step > 0 else at - 2, stop, step)):
            left, right = (last, word) if step > 0 else (word, last)
            if text[left.end : right.start] not in (" ", "'s ", "’s ", "-") or not word.text[0].isupper():
                break
            if word.folded in PLACE_WORDS:
                return True
            last = word
    return False


def _name_in_code(text: str, words: list[_Word]) -> str | None:
    """A code is short: a given name in it, a lone word in title case, or two words without a digit are enough to ask."""
    digits = any(character.isdigit() for character in text)
    real = [word for word in words if len(word.text) >= 2 and not word.plain]
    if any(word.named and len(word.text) >= (4 if digits else 3) for word in real):
        return text.strip()
    if digits or not real:
        return None
    if len(real) == len(words) == 1:
        lone = real[0]
        wide = all(ord(letter) >= 0x3040 for letter in lone.text)
        return text.strip() if wide or (lone.titled and len(lone.text) >= 4) else None
    together = len(words) <= 4 and len(real) == len(words) and "-" not in text.strip("-")
    return text.strip() if together and all(len(word.text) >= 3 for word in real) else None


def _initialled(text: str) -> str | None:
    """ "M. Schmidt", and "Maria S." where Maria is a given name."""
    for match in re.finditer(r"(?<![\w.])(?:[A-Z]\. ?){1,2}([A-Z][^\W\d_]{2,20})(?![\w])", text):
        word = match[1].lower()
        before = re.findall(r"[a-z]+", text[max(0, match.start() - 12) : match.start()].lower())
        if (
            word not in NOT_NAMES
            and not word.endswith(DRUG_ENDINGS)
            and not (before and before[-1] in CLINICIANS)
        ):
            return match[0]
    for pattern in (r"(?<![\w.])(\w{2,20}) [A-Z]\.? (?=(\w+))", r"(?<!\w)[A-Z] [A-Z] ([A-Z][a-z]{1,20})\b"):
        for match in re.finditer(pattern, text):
            around = _words(" ".join(match.groups()))
            if all(word.titled and not word.plain and word.folded not in PLACE_WORDS for word in around):
                return text[match.start() : match.end(match.lastindex or 0)]
    for match in re.finditer(r"(?<!\w)([A-Z][^\W\d_]{2,20}) [A-Z](?:\.|$|(?=[\s,;]))", text):
        if match[1].lower() in GIVEN_NAMES:
            return match[0]
    return None
