"""Words that read as a person's name, told from clinical prose: by given names, capital letters, courtesy titles and initials.

A clinician's name ("Dr. Weber") and a name within that of a place ("Tom Baker Cancer Centre") are not a subject's.
"""

from __future__ import annotations

import re
import unicodedata

from trialtui.screening.identifying_words import (
    DRUG_ENDINGS,
    GIVEN_NAMES,
    NOT_NAMES,
    PLACE_WORDS,
    PROSE_WORDS,
)

COURTESY = frozenset({"mr", "mrs", "ms", "miss", "herr", "frau", "mme", "mlle", "monsieur", "madame", "señor", "señora", "sra"})  # fmt: skip
CLINICIANS = frozenset({"dr", "prof", "professor", "doctor", "doc", "nurse", "pi", "md"})
SAINTS = frozenset({"st", "saint", "san", "santa", "sainte", "sankt", "sct"})
ROLES = frozenset({"patient", "pt", "subject", "participant", "mother", "father", "wife", "husband", "daughter", "son", "sister",
                   "brother", "partner", "spouse"})  # fmt: skip
NAME_LABELS = frozenset({"name", "surname", "named", "nachname", "vorname", "nom"})
NAMED_THINGS = frozenset({"drug", "brand", "trade", "generic", "test", "product", "study", "file", "site", "hospital", "clinic",
                          "trial", "assay", "device", "medication", "arm", "cohort", "sponsor"})  # fmt: skip


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


def find_name(text: str, field: str) -> str | None:
    """The first words that read as a person's name; in a "code" less is enough than in prose. None where there are none."""
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
    return _initialled(text) or _given_name_alone(text, words)


def _given_name_alone(text: str, words: list[_Word]) -> str | None:
    """ "Maria called": a given name by itself, or one before a surname with a small letter."""
    for at, word in enumerate(words):
        before = words[at - 1].folded if at else ""
        if not word.named or len(word.text) < 4 or before in CLINICIANS or before in SAINTS:
            continue
        after = words[at + 1] if at + 1 < len(words) else None
        if (after is not None and after.folded in PLACE_WORDS) or _is_place(words, max(at, 1), text):
            continue
        if word.titled:
            return word.text
        if (
            after is not None
            and not after.plain
            and len(after.text) > 2
            and text[word.end : after.start] == " "
        ):
            return text[word.start : after.end]
    return None


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
    capital = all(word.titled or word.shouted for word in pair)
    if not capital or any(word.folded in PLACE_WORDS for word in pair):
        return False
    if first.named and second.titled and gap == " ":
        return True  # "Maria Brown": after a given name a common word is a surname
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
        known = word.endswith(DRUG_ENDINGS) or any(
            word in words for words in (NOT_NAMES, PROSE_WORDS, PLACE_WORDS)
        )
        if match[1][1].islower() and not known and not (before and before[-1] in CLINICIANS):
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
