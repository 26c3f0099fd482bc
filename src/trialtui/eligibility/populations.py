"""Headings that name the populations of a study by their diseases, and so limit what follows: told from what stands below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.tables import Rule

DISEASE = Rule(
    r"(?:\w(?:oma|itis|osis|a?emia|pathy|plegia)|disease|disorder|syndrome|cancer|dysfunction|dementia|diabetes|failure|lupus|psoriasis|asthma)s?\b",
    re.IGNORECASE,
)
# "Specific criteria for each group": the headings behind it are the groups.
EACH_GROUP = Rule(
    r"\b(?:criteria|requirements|exclusions|inclusions)\s+(?:for|of|in)\s+(?:each|every|the\s+(?:different|respective|individual))\s+(?:study\s+)?(?:group|cohort|arm|population|part)s?\W*$",
    re.IGNORECASE,
)
WORD = Rule(r"[a-z0-9]+")
LEAST = 6  # words of a criterion that tell something when it comes again
ALIKE = 0.7  # of the words of both
MOST = 40  # criteria below a heading that are looked at


def tell_populations(section: Sequence[Entry]) -> None:
    """Turn headings of one section into cohorts where each names a disease and the same criterion stands below two of
    them, or where the text says that criteria for each group follow.
    """
    headings = [entry for entry in section if entry.role == "group" and not entry.style]
    if len(headings) < 2:
        return
    below: list[list[frozenset[str]]] = []
    announced = False
    for entry in section:
        if entry.role == "group" and not entry.style:
            below.append([])
        elif entry.role == "item" and below and len(below[-1]) < MOST:
            below[-1].append(frozenset(WORD.findall(entry.own[:400].lower())))
        elif entry.role == "item" and not below and len(entry.own) < 120 and EACH_GROUP.search(entry.own):
            entry.role, announced = "note", True
    named = all(DISEASE.search(heading.own) for heading in headings)
    if announced or (named and any(_repeats(a, b) for a, b in combinations(below[:8], 2))):
        for heading in headings:
            heading.role, heading.scope = "scope", (heading.shown.strip(" :："),)


def _repeats(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> bool:
    """Whether a criterion of the one list comes again in the other, in nearly the same words."""
    return any(min(len(a), len(b)) >= LEAST and len(a & b) >= ALIKE * len(a | b) for a in one for b in other)
