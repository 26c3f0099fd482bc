"""How words are written: what the index and a search must agree on beyond cases and accents."""

from __future__ import annotations

import re
import unicodedata

GREEK = {
    letter: unicodedata.name(letter).rpartition(" ")[2].lower().replace("lamda", "lambda")
    for letter in map(chr, [*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA)])
    if letter != "ς"
}
"""Letters by their names: "TNF-α" and "TNF-alpha" are one."""

HYPHENS = "-‐‑‒–"
JOINED_PART, JOINED_LENGTH = 3, 20  # letters of the shortest part, and of the whole

RELATED = tuple(
    tuple(line.split())
    for line in """
    prostate prostatic
    depression depressive depressed
    diabetes diabetic diabetics
    hypertension hypertensive
    asthma asthmatic asthmatics
    epilepsy epileptic
    obesity obese
    schizophrenia schizophrenic
    psoriasis psoriatic
    cirrhosis cirrhotic
    allergy allergic
    kidney renal
    liver hepatic
    heart cardiac
    lung pulmonary
    stomach gastric
    brain cerebral
    pancreas pancreatic
    pediatric paediatric
    tumor tumour
    anemia anaemia
    leukemia leukaemia
    edema oedema
    diarrhea diarrhoea
    esophageal oesophageal
    fetal foetal
    estrogen oestrogen
    hemophilia haemophilia
    ischemic ischaemic
    """.strip().splitlines()
)
"""Words for one thing, none of which begins the other's forms: noun and adjective, Latin and English, British and American."""

# A Greek letter that stands alone; "μg" is a unit, and Greek words are words.
_GREEK = re.compile(r"(?<![α-ωΑ-Ωά-ώ])(?:[α-λν-ωΑ-Ω]|μ(?![A-Za-z]))(?![α-ωΑ-Ωά-ώ])")
_HYPHENED = re.compile(rf"[^\W_]+(?:[{HYPHENS}][^\W_]+){{1,3}}")
_POSSESSIVE = re.compile(r"['’]s\b")
_BOUNDARY = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def spelled(text: str) -> str:
    """Greek letters by their names, apart from what they are glued to: "IFNγ" is "IFN gamma"."""
    if text.isascii():
        return text
    return _GREEK.sub(lambda found: f" {GREEK.get(found[0], found[0])} ", text)


def joined(text: str) -> list[str]:
    """Hyphened names in one piece: "PD-L1" also goes by PDL1, "COVID-19" by COVID19, and not "placebo-controlled" by anything."""
    return (
        [one for found in _HYPHENED.findall(text) if (one := _in_one_piece(found))] if _hyphened(text) else []
    )


def _hyphened(text: str) -> bool:
    return "-" in text or not text.isascii()


def _in_one_piece(found: str) -> str:
    parts = re.split(f"[{HYPHENS}]", found)
    short = len(found) <= JOINED_LENGTH and min(map(len, parts)) <= JOINED_PART
    return "".join(parts) if short else ""


def apart(word: str) -> list[str]:
    """A word cut where letters meet digits: "covid19" is covid, 19. One piece where they do not meet, or where it is a code of many."""
    pieces = _BOUNDARY.split(word)
    return pieces if len(pieces) == 2 else [word]


def owner(word: str) -> str:
    """A name without the s of what is its own: "Alzheimer's" is Alzheimer."""
    return _POSSESSIVE.sub("", word)


def forms(word: str) -> tuple[str, ...]:
    """A word and what it is in the singular or plural, by English rules: the index keeps words as they stand."""
    if len(word) < 4 or not word.isalpha():
        return (word,)
    found = [word]
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    elif word.endswith(("ses", "xes", "ches", "shes")):
        found += [word[:-2], word[:-1], word[:-2] + "is"]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found.append(word[:-1])
    elif word.endswith("y"):
        found += [word[:-1] + "ies", word + "s"]
    elif word.endswith("is"):
        found.append(word[:-2] + "es")
    elif word.endswith(("s", "x", "ch", "sh")):
        found.append(word + "es")
    else:
        found.append(word + "s")
    return tuple(found)


def related(word: str) -> tuple[str, ...]:
    """Other words for the same thing (`RELATED`), in their forms."""
    others = (other for form in forms(word) for other in _RELATED.get(form, ()))
    return tuple(dict.fromkeys(form for other in others for form in forms(other)))


_RELATED = {word: tuple(other for other in line if other != word) for line in RELATED for word in line}
