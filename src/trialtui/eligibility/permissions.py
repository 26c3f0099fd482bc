"""Sentences that only let people in ("Prior radiotherapy is permitted"), which nobody can answer as a criterion."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.tables import Rule, holds_any

# "Prior hormonal therapy is allowed", among exclusions: one sentence that only lets in.
LETS_IN_STEMS = (
    "eligible",
    "allowed",
    "permitted",
    "acceptable",
    "permissible",
    "recruited",
    "not exclu",
    "not be exclu",
)
LETS_IN = Rule(
    r"\W*(?:note\W{1,3})?(?:(?!\b(?:not?|never|only|without|unless|whom?|whose|that|which|if|when|where|must|should|history|inability|failure)\b)[^.;:]){3,160}?"
    r"\b(?:(?:is|are|(?:will|may|can)\s+(?:also\s+)?be)\s+(?:still\s+|also\s+)?(?:eligible|allowed|permitted|acceptable|permissible|recruited|not\s+(?:an\s+)?exclu\w+)|will\s+not\s+be\s+exclu\w+)\b"
    r"(?:\s+(?:if|when|provided|as\s+long|unless|after|with|at|(?:for|from)\s+(?:this|the)\s+(?:study|trial))\b[^.;:]{0,200})?[\s.;]*$",
    re.IGNORECASE,
)
# "Prior radiotherapy is permitted", "No biopsy is required", among inclusions: nothing is asked of anybody.
ASKS_NOTHING_STEMS = ("allowed", "permitted", "required", "necessary", "mandatory")
ASKS_NOTHING = Rule(
    r"\W*(?:(?!\b(?:not?|never|only|without|unless|who|that|which|if|when|must|patients?|subjects?|participants?|wom[ae]n|m[ae]n|females?|males?|one|two|three|up\s+to|at\s+most|maximum|only)\b)[^.;:(\d≤≥<>]){3,160}\b(?:allowed|permitted)\W*$"
    r"|(?:[\w /-]{1,30}:\s*)?(?:no\s+[^.;:]{3,80}\s(?:is|are)\s+(?:required|necessary)|[^.;:]{3,100}\s(?:is|are)\s+not\s+(?:required|necessary|mandatory))\W*$",
    re.IGNORECASE,
)

# "Both men and women of all races and ethnic groups are eligible for this trial."
WELCOME_STEMS = ("both", "members", "men", "women", "male", "inclusion of")
WELCOMES = Rule(
    r"\W*inclusion\s+of\s+(?:women|minorit\w+|children|all\s+races)\b[^.;]{0,40}$|\W*(?:both\s+)?(?:men\s+and\s+women|women\s+and\s+men|males?\s+and\s+females?|members\s+of\s+all\s+races)\b(?:(?!\b(?:not|if|who|with|unless)\b)[^.;]){0,160}\b(?:are|is|will\s+be)\s+(?:both\s+)?(?:eligible|included|welcome)\b",
    re.IGNORECASE,
)


def welcomes(words: str, start: str) -> bool:
    """Whether a sponsor's closing words below the exclusions exclude nobody. `start` is how they begin, in small letters."""
    return holds_any(start, WELCOME_STEMS) and WELCOMES.match(words) is not None


def note_permissions(items: Sequence[Entry]) -> None:
    """Make notes of what only lets in, on the first level: a yes to an exclusion would exclude whom it means, a no to
    an inclusion whom it asks nothing of.

    Below a criterion the same words are an exception to it.
    """
    owners = {id(entry.parent) for entry in items}
    for entry in items:
        if entry.parent is not None or id(entry) in owners:
            continue
        stems, rule = (LETS_IN_STEMS, LETS_IN) if entry.side == "E" else (ASKS_NOTHING_STEMS, ASKS_NOTHING)
        if holds_any(entry.shown.lower(), stems) and rule.match(entry.shown):
            entry.role = "note"
