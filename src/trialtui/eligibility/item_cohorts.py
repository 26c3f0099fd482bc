"""Cohorts that a criterion names itself: "Phase 1b: …", "For cohort B only, …", "… (Part 2)", "DONOR: …"."""

from __future__ import annotations

import re

from trialtui.eligibility.tables import Rule
from trialtui.eligibility.topics import NOUNS, UNIT, tidy, unit_label

ITEM_NOUNS = UNIT.pattern.replace("|stage|", "|")  # the stage of a tumour is no cohort
ITEM_UNIT = Rule(
    rf"[(\[]?(?:(?:only\s+)?(?:for|in|if\s+(?:enrolled|randomi[sz]ed)\s+(?:in|to|on))\s+)?(?:the\s+)?(?:(?:patients|subjects|participants)\s+(?:in|of|enrolled\s+in)\s+(?:the\s+)?)?"
    rf"{ITEM_NOUNS}(?:\s+of\s+this\s+study)?(?P<tail>\s*(?:\([^)]{{0,60}}\)\s*)?(?:only|alone|part|portion|patients|subjects|participants)*\s*(?:[:：,)\]]|[–-]\s|(?=must\b|should\b)))",
    re.IGNORECASE,
)
# "DONOR: Age 60 or younger": people recruited separately, named before the criterion.
ITEM_PEOPLE = Rule(
    r"\W?(?P<label>(?:healthy\s+)?(?:donor|recipient|care-?giver|carer|care\s+partner|control|volunteer|sibling|clinician|provider|patient)s?)(?:\s+participants?)?\s*:\s+\S",
    re.IGNORECASE,
)
LABELLED = Rule(
    rf"(?<=[.;:] ){ITEM_NOUNS}\s*(?:[:：]|(?=[A-Z]))", re.IGNORECASE
)  # further on in the same item
# "For the patient group, …"
ITEM_GROUP = Rule(
    r"(?:for|in)\s+(?:the\s+)?(?P<label>(?:[\w/-]+\s+){1,3}(?:group|cohort|arm))\s*(?:only\s*)?[,:：]",
    re.IGNORECASE,
)
TRAILING_UNIT = Rule(
    rf"[(\[](?:(?:only\s+)?(?:for|in)\s+)?(?:the\s+)?{ITEM_NOUNS}(?:\s+(?:only|part|portion|patients|subjects|participants))*\s*[)\]][\s.;,]*$",
    re.IGNORECASE,
)
# "… for Cohort C only", "(dose expansion cohort only)": without brackets, or with a name for a letter,
# only "only" says so. A period of a crossover is everyone's.
TRAILING_ONLY = Rule(
    rf"(?:[(\[]|\b)(?:for|in)\s+(?:the\s+)?(?!period){ITEM_NOUNS}(?:\s+(?:part|portion|patients|subjects|participants))*\s+only\s*[)\]]?[\s.;,]*$",
    re.IGNORECASE,
)
TRAILING_PART = Rule(
    r"(?:[(\[]\s*(?:(?:for|in)\s+)?|\b(?:for|in)\s+)(?:the\s+)?(?P<label>(?:[\w+-]+\s+)??(?:dose[ -]|safety\s+)?(?:escalation|expansion|run-in|lead-in|extension)"
    r"(?:\s+(?:cohort|part|phase|portion|stage|period|sub-?study)s?)?)(?:\s+(?:patients|subjects|participants))?\s+only\s*[)\]]?[\s.;,]*$",
    re.IGNORECASE,
)
# "Main criteria for healthy volunteers (Cohort 1) include …"
CRITERIA_FOR = Rule(
    rf"(?:[\w-]+\s+){{0,3}}criteria\s+for\s+[^.;:()]{{1,80}}[(\[]{ITEM_NOUNS}\s*[)\]]", re.IGNORECASE
)


def item_label(words: str) -> str | None:
    """The cohort that an item itself says it is for, or None; several of them say nothing about one."""
    closed = words[-8:].rstrip(" .;,").lower().endswith((")", "]", "only"))
    ends = f"{words[:80]} {words[-60:] if closed else ''}"
    if ":" in words[:40] and (people := ITEM_PEOPLE.match(words)):
        return tidy(people["label"])
    if NOUNS.search(ends.lower()) is None:
        return None
    match = ITEM_GROUP.match(words)
    if (
        match
        and not UNIT.search(match["label"])
        and not re.match(r"(?:age|risk|each|every|this|that|either|any)\b", match["label"], re.IGNORECASE)
    ):
        return tidy(match["label"])
    match = ITEM_UNIT.match(words)
    if match is not None and any(
        other["label"] != match["label"] for other in LABELLED.finditer(words, match.end())
    ):
        return None  # "Cohort 1: …. Cohort 2: …"
    if match is None and "criteria for" in words[:60]:
        match = CRITERIA_FOR.match(words)
    return unit_label(match) if match else _trailing_label(words)


def _trailing_label(words: str) -> str | None:
    """The cohort named at the end of an item, where none is named before."""
    tail = max(0, len(words) - 60)
    match = TRAILING_UNIT.search(words, tail)
    only = match is None and "only" in words[-8:].lower()
    match = TRAILING_ONLY.search(words, tail) if only else match
    part = TRAILING_PART.search(words, tail) if only and match is None else None
    found = match or part
    if found is None or UNIT.search(words, 0, found.start()):
        return None
    return unit_label(match) if match else tidy(found["label"])
