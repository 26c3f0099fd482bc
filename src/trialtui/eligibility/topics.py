"""Headings below a side: cohorts that limit what follows ("Cohort A:", "Healthy controls"), and topics that only sort it."""

from __future__ import annotations

import re
from itertools import pairwise

from trialtui.eligibility.tables import Rule, holds_any

NAME = r"(?:[A-HJ-Z]\d{0,2}|[0-9]{1,2}(?:[a-zA-Z]|\.\d)?|[IVX]{1,4}[abAB]?|one|two|three|four|five)"
# Nouns of a study's design that carry a letter or number: what follows is for that one only.
UNIT = Rule(
    rf"(?P<label>(?:dose[ -](?:escalation|expansion)\s+)?(?P<noun>cohort|arm|group|part|phase|step|stage|stratum|strata|period|module|panel|"
    rf"sub-?study|sub-?group|treatment\s+arm)s?(?:\s*[#:]\s*|\s+-?|-|(?=\d)){NAME}(?![\w])(?:\s*(?:,\s*(?:and|or)?|/|&|and|or|to|-|–)\s*{NAME}(?![\w])|\s*(?:,\s*(?:and|or|&)?|and|or|&)\s*(?P=noun)s?\s+{NAME}(?![\w]))*)",
    re.IGNORECASE,
)
# The same nouns with a name of their own: "Expansion cohort", "open-label extension phase".
NAMED_UNIT = Rule(
    r"(?:for\s+|in\s+)?(?:the\s+)?(?P<label>(?:[\w/+-]+\s+){1,5}(?:cohort|arm|group|sub-?study|stratum|subset|part|phase))s?"
    r"(?:\s+(?:only|patients|subjects|participants))?\s*[:：]?\s*$",
    re.IGNORECASE,
)
# Parts of a study that go by a name only: "Dose escalation:", "Safety run-in".
NAMED_PART = Rule(
    r"(?:for\s+|in\s+)?(?:the\s+)?(?P<label>(?:dose[ -]?|safety\s+|(?:open|long|double)[ -](?:label|term|blind)\s+)?(?:escalation|expansion|extension|run-in|lead-in|de-escalation|finding)(?:\s+(?:phase|part|cohort|stage|portion)s?)?)\s*(?:only)?\s*[:：]?\s*$",
    re.IGNORECASE,
)
# People recruited separately, as the whole of a heading.
PEOPLE = Rule(
    r"(?:for\s+)?(?:the\s+)?(?:all\s+)?(?P<label>(?:[\w/+-]+\s+){0,3}?(?:patients?|subjects?|participants?|controls?|volunteers?|caregivers?|carers?|"
    r"care\s+partners?|partners?|spouses?|couples?|parents?|mothers?|fathers?|infants?|children|siblings?|donors?|recipients?|clinicians?|physicians?|providers?|"
    r"nurses?|staff|students?|clinics?|practices?|survivors?|informants?|family\s+members?|relatives?|dyads?|individuals?|adults|adolescents|"
    r"(?:ex-|non-?|never-?)?smokers|asthmatics|diabetics|\w+holics|(?:\w+[ -])?users|\w*drinkers|\w*-?carriers|(?:non-?)?responders))"
    r"(?P<rest>\s+(?:with|without|in|on|undergoing|receiving|who|only|group|cohort|arm)\b[^.;]{0,80}|\s+(?-i:[A-Z]{2,6}\b)(?:\s+(?:&|and)\s+(?-i:[A-Z]{2,6}\b))*)?\s*[:：]?\s*$",
    re.IGNORECASE,
)
# "Donor eligibility:", "Caregiver requirements".
PEOPLE_CRITERIA = Rule(
    r"(?P<label>(?:\w+\s+)?(?:donor|partner|caregiver|carer|control|parent|sibling|volunteer|recipient)s?)\s+(?:eligibility|criteria|requirements)\s*[:：]?\s*$",
    re.IGNORECASE,
)
FOR_PEOPLE = Rule(
    r"(?:for|in)\s+(?:the\s+|all\s+)?(?P<label>(?:[\w/+-]+\s+){0,4}?(?:patients|subjects|participants|volunteers|individuals|those|controls|cohort|arm|group)\b[^.;:]{0,60}?)"
    r"(?:\s+only)?\s*[:：]\s*$",
    re.IGNORECASE,
)
# "For combination therapy:", as a line of its own.
FOR_SOMETHING = Rule(
    r"for\s+(?P<label>(?!inclusion|exclusion|eligib|this|study|all|example|instance|the\s+purpose)\w[^.;:]{2,80}?)\s*[:：]\s*$",
    re.IGNORECASE,
)
SEXES = Rule(r"\b(?:wom[ae]n|females?|m[ae]n|males?|girls|boys)\b", re.IGNORECASE)
# Words by which a line about people asks something of them, and is no heading.
SAYS_MORE = Rule(
    r"\b(?:must|should|shall|will|have|has|following|meet\w*|any|and\W*$|are|is|can|may|not|agree|excluded?|eligible|including|such|defined|measured|based|follows|having|adequate)\b|\b(?:of|by|as)\W*$",
    re.IGNORECASE,
)
# Everyone in the study, so no cohort.
EVERYONE = frozenset(
    {"patients", "subjects", "participants", "patient", "subject", "participant", "individuals", "adults"}
)
# Letters that every such item, and every heading of people, holds: a quick no.
NOUNS = Rule(
    r"cohort|arms?[ ,]|group|parts? |phases? |steps? |strat(?:um|a) |period |module |panel |sub-?study|escalation|expansion|extension"
)
OTHER_NOUNS = ("stage", "dose", "expansion", "escalation", "run-in", "lead-in", "subset", "extension")
STEMS = (
    "patient", "subject", "participant", "control", "volunteer", "carer", "caregiver", "partner", "spouse", "couple", "parent", "mother", "father", "infant", "child", "sibling",
    "donor", "recipient", "clinic", "physician", "provider", "nurse", "staff", "student", "practice", "survivor", "informant", "member", "relative", "dyad", "individual", "adult",
    "adolescent", "smoker", "asthmatic", "diabetic", "holic", "user", "drinker", "carrier", "responder", "for ", "those",
)  # fmt: skip
NUMERALS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
}


def unit_label(match: re.Match[str]) -> str:
    """A cohort's label in one spelling: "phase II" and "Phase 2" are the same."""
    noun = match["noun"].lower()
    words = match["label"].split()
    last = words[-1] if len(words) > 1 else match["label"][len(noun) :].removeprefix("s")
    name = last.lstrip("#:-")
    if noun.startswith(("phase", "part", "step", "stage", "period")):
        name = re.sub(
            r"^(i{1,3}|iv|one|two|three|four|five)(?=[ab]?$)",
            lambda m: NUMERALS[m[0].lower()],
            name,
            flags=re.IGNORECASE,
        )
    if len(words) > 2:
        return " ".join(match["label"].split())
    return f"{noun.capitalize()} {name.upper() if len(name) == 1 else name}"


# How the name of a topic ends.
TOPIC_ENDS = (
    "characteristics", "history", "histories", "findings", "status", "examination", "examinations", "laboratory",
    "laboratories", "laboratory data", "lab data", "blood data", "values", "parameters", "criteria",
    "medical conditions", "current conditions", "previous conditions", "concomitant conditions", "health conditions",
    "general conditions", "other conditions", "psychiatric conditions", "medication", "medications", "assessment",
    "assessments", "tests", "results", "measurement", "measurements", "therapy", "therapies", "treatment", "treatments",
    "exclusion", "exclusions", "other", "others", "demographic", "demographics", "requirements", "considerations",
    "accessibility", "drugs", "procedures",
)  # fmt: skip
# Words by which a line asks for something and is a criterion.
ASKS = Rule(
    r"\b(?:must|should|have|has|had|having|with|defined|following|any|one|all|either|adequate|normal|no|not|without|if|is|are|use|using|able|known|acceptable|sufficient|"
    r"appropriate|confirmed|significant|severe|active|uncontrolled|prohibited|failed|failure|meets?|positive|negative|receiving|received|taking|requiring|history\s+of|who|that|within|evidence|include[sd]?|including|as)\b|\d",
    re.IGNORECASE,
)
TOPIC_WORDS = 7


def is_topic(words: str, titled: bool = False) -> bool:
    """Whether a short line only names what its list is about ("Laboratory values:"); `titled` ones carry a heading's letter."""
    words = words.strip(" :：*")
    split = words.lower().split()
    if not 0 < len(split) <= TOPIC_WORDS or not _names_topic(" ".join(split)) or ASKS.search(words):
        return False
    return titled or not re.search(r"\babnormal", words, re.IGNORECASE)


def _names_topic(words: str) -> bool:
    """Whether the words end, but for punctuation, as the name of a topic does."""
    end = len(words)
    while end and not words[end - 1].isalnum():
        end -= 1
    return words.endswith(TOPIC_ENDS, 0, end)


UNIT_END = Rule(r"(?:\s+(?:only|patients|subjects|participants|population))*\s*[:：]?\s*$", re.IGNORECASE)
ALL_STEMS = ("all", "both", "either", "each", "general")
ALL_OF_THEM = Rule(
    r"(?:for\s+|in\s+)?(?:all|both|either|each)\s+(?:(?:study|the|treatment)\s+)*(?:cohort|arm|group|part|phase|population|participant|subject|patient)s?\b[^.]{0,40}$|(?:participants|subjects|patients)\s+in\s+(?:all|both|either)\s+(?:study\s+)?(?:cohort|arm|group|part|phase)s?\b[^.]{0,40}$|(?:general|overall)\W*$",
    re.IGNORECASE,
)


def cohort_heading(words: str, marked: bool = False) -> str | None:
    """The label of a heading that limits what follows to a cohort, "" where it says everyone, or None.

    `words` is the heading, cleaned; `marked` that it has a bullet, where "Patients:" is no heading.
    """
    words = words.strip(" *_")
    low = words.lower()
    if holds_any(low, ALL_STEMS) and ALL_OF_THEM.match(words):
        return ""
    named = NOUNS.search(f"{low} ") is not None or holds_any(low, OTHER_NOUNS)
    match = UNIT.search(words[:120]) if named else None
    if match and len(words.split()) <= 14 and (match.start() <= 24 or ":" not in words[: match.start()]):
        return unit_label(match)
    match = (NAMED_UNIT.match(words) or NAMED_PART.match(words)) if named else None
    if match is None and not holds_any(low, STEMS):
        return None
    if match and not re.match(r"(?:age|risk|control)\b", match["label"], re.IGNORECASE):
        return tidy(match["label"])
    if SEXES.search(words) or SAYS_MORE.search(words):
        return None
    match = (
        PEOPLE_CRITERIA.match(words)
        or PEOPLE.match(words)
        or FOR_PEOPLE.match(words)
        or (None if marked else FOR_SOMETHING.match(words))
    )
    if match is None:
        return None
    label = tidy(match["label"] + (match.groupdict().get("rest") or ""))
    return None if marked and label.lower() in EVERYONE else label


def unit_heading(words: str) -> str | None:
    """The label of a line that is nothing but the name of a cohort ("Surgical cohort", "Part B:"), "" for everyone, or None."""
    words = words.strip(" *_")
    if holds_any(words.lower(), ALL_STEMS) and ALL_OF_THEM.match(words):
        return ""
    match = UNIT.match(words)
    if match and UNIT_END.match(words, match.end()):
        return unit_label(match)
    match = NAMED_UNIT.match(words) or NAMED_PART.match(words)
    return tidy(match["label"]) if match and not re.match(r"(?:age|risk)\b", words, re.IGNORECASE) else None


def tidy(label: str) -> str:
    label = " ".join(label.split()).strip(" :：").removesuffix(" only")
    return label if label.count("(") == label.count(")") else label.partition(" (")[0]


JOINED_UNITS = Rule(
    r"[\s,;/&:–-]*(?:\b(?:and|or)\b)?[\s,]*", re.IGNORECASE
)  # "Phase 1a and Phase 1b", "Phase 1b Cohort A"
BOTH = Rule(r"\b(?:both|all)\W*$", re.IGNORECASE)


def limit_label(words: str) -> str | None:
    """The cohort in the words around "inclusion criteria" ("for Step I", "Patient", "CP/CPPS cohort"), or None."""
    if not words.strip():
        return None
    words = re.sub(
        r"^(?:key|main|major|general|other|additional|specific|further|the|all)\s+",
        "",
        words.strip(" ()[]:-–"),
        flags=re.IGNORECASE,
    )
    words = re.sub(r"^(?:for|in|of)\s+(?:the\s+)?", "", words, flags=re.IGNORECASE).strip(" ()[]:-–")
    if not words or ALL_OF_THEM.match(words):
        return None
    units = [*UNIT.finditer(words)]
    if len(units) > 1 and all(JOINED_UNITS.fullmatch(words, a.end(), b.start()) for a, b in pairwise(units)):
        both = BOTH.search(words, 0, units[0].start()) is not None
        return None if both else tidy(words[units[0].start() : units[-1].end()])
    if units:
        return unit_label(units[0])
    match = NAMED_UNIT.match(words) or PEOPLE.match(words)
    if match is None or SEXES.search(words):
        return None
    return tidy(match["label"] + (match.groupdict().get("rest") or ""))


PHASE = Rule(
    r"\b(?:in|into|of|for|to|during|entering|before|starting)\s+the\s+(?P<label>[\w-]+(?:\s+[\w-]+){0,3}?\s+(?:phase|part|cohort|arm|group|extension(?!\s+phase)|period|sub-?study))\b",
    re.IGNORECASE,
)


def phase_label(words: str) -> str | None:
    """The part of a study that a lead-in names: "to continue in the open-label extension phase, subjects must …"."""
    match = PHASE.search(words)
    return tidy(match["label"]) if match else None
