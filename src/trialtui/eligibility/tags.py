"""Properties of a criterion that help to sort and filter, with the words they rest on; and whom it concerns only."""

from __future__ import annotations

import re
from functools import cache

from trialtui.eligibility.outline import Span, Tag

# Each tag and the words that give it, as regular expressions over raw text (white space may be a line break).
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "JUDGEMENT",
        (
            r"in\s+the\s+(?:\w+\s+)?(?:opinion|judge?ment|view)\s+of",
            r"(?:opinion|judge?ment|discretion|assessment|determination)\s+of\s+the\s+(?:\w+\s+){0,2}(?:investigator|physician|clinician|PI|sponsor|researcher)s?",
            r"(?:investigator|physician|clinician|PI|sponsor|researcher)(?:'s|’s|s')?\s+(?:opinion|judge?ment|discretion|assessment|determination)",
            r"(?:as\s+)?(?:judged|determined|deemed|assessed|considered)\s+(?:\w+\s+){0,3}by\s+the\s+(?:\w+\s+){0,2}(?:investigator|physician|clinician|PI|sponsor|researcher)s?",
            r"(?:investigator|physician|PI)s?\s+(?:believes?|considers?|judges?|deems?|feels?)",
        ),
    ),
    (
        "CONSENT",
        (
            r"informed\s+(?:written\s+)?consent",
            r"(?:written|signed|sign|give|gives|provide|provides|providing)\s+(?:\w+\s+){0,3}(?:consent|assent)",
            r"consent\s+form",
            r"assent",
        ),
    ),
    (
        "TIME WINDOW",
        (
            r"(?:within|in|during|over|for)\s+(?:the\s+)?(?:at\s+least\s+|approximately\s+|about\s+|a\s+)?(?:last\s+|past\s+|previous\s+|preceding\s+|prior\s+|next\s+|first\s+)?(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|ten|twelve)(?:\s*(?:-|–|to|or)\s*\d+)?[\s-]+(?:hour|day|week|month|year|half[- ]li)\w*",
            r"(?:≥|≤|>|<|at\s+least|minimum\s+of|less\s+than|more\s+than)\s*(?:\d+|one|two|three|four|six)\s+(?:hour|day|week|month|year)s?\s+(?:prior|before|after|since|from|following|post)\w*",
            r"\d+\s+(?:hour|day|week|month|year)s?\s+(?:prior\s+to|before|after|since|following)",
        ),
    ),
    (
        "THRESHOLD",
        (
            r"(?:\\?[<>]\\?=?|[≤≥＜＞⩽⩾])\s*\\?=?\s*\d[\d.,]*(?:\s*[×x]\s*(?:10\s*(?:\\?\^)?\s*\d+|ULN|LLN|the\s+upper\s+limit))?(?:\s*/\s*[A-Za-zµμ]+\d?|\s*%|\s*(?:mg|g|kg|mm|cm|m[lL]|ms|msec|mmHg|U|IU|years?)(?:/\w+)?\b)?",
            r"(?:greater|less|more|fewer|higher|lower)\s+than\s+(?:or\s+equal\s+to\s+)?\d[\d.,]*\s*%?",
            r"(?:at\s+least|at\s+most|up\s+to|above|below|exceeding|over|under)\s+\d[\d.,]*\s*(?:%|mg|g|kg|m[lL]|mm|cm|years?\s+(?:of\s+age|old))",
            r"between\s+\d[\d.,]*\s*(?:%|\w+)?\s+and\s+\d[\d.,]*",
        ),
    ),
    (
        "UNDERSPECIFIED",
        (
            r"(?:clinically\s+)?(?:significant|relevant)(?:ly)?",
            r"(?:in)?adequate(?:ly)?",
            r"(?:un|poorly\s+|in(?:adequately)?\s*)?(?:un)?controlled",
            r"(?:ab)?normal\s+(?:\w+\s+){0,2}function",
            r"severe|serious|major|active\s+disease|unstable|acceptable|appropriate|sufficient|insufficient|suitable|good\s+(?:general\s+)?health|stable|recent(?:ly)?|excessive",
        ),
    ),
)


@cache
def _expression() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{name.replace(' ', '_')}>{'|'.join(words)})" for name, words in WORDS)
    return re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE)


def tags_of(text: str, words: Span) -> tuple[Tag, ...]:
    """The tags of the criterion whose own words are `text[words.start:words.end]`, in text order, each with its span."""
    return tuple(
        Tag((match.lastgroup or "").replace("_", " "), Span(*match.span()))
        for match in _expression().finditer(text, words.start, words.end)
    )


# "Women …", "Participants with female reproductive anatomy …", "Sexually active fertile men …"; not "male partners".
CONCERNS = re.compile(
    r"\W*(?:(?:if|for|all|any|the|both|eligible|adult|fertile|sexually|active|pre-?menopausal|post-?menopausal|non-?pregnant|heterosexual|potent|pregnant|nursing|"
    r"lactating|breast-?feeding|or|and|patients?|subjects?|participants?|individuals?|volunteers?|persons?|with|who|that|is|are|of|a|an)\W+)*"
    r"(?:(?P<female>wom[ae]n|females?)|(?P<male>m[ae]n|males?))\b(?!\W*(?:sex\w*\W+)?partner)(?P<rest>.{0,160})",
    re.IGNORECASE | re.DOTALL,
)
BOTH = re.compile(r"\b(?:and|or)\W+(?:wom[ae]n|females?|m[ae]n|males?)\b|/\s*(?:fe)?male", re.IGNORECASE)
CHILDBEARING = re.compile(
    r"child[- ]?bearing|reproductive\s+(?:potential|age|capacity)|\bWOCBP\b|\bfertile\b", re.IGNORECASE
)
DUTY = re.compile(r"\b(?:must|should|shall|agree|willing|need|required?|not)\b|:", re.IGNORECASE)


def condition_of(words: str) -> str | None:
    """ "female", "male" or "childbearing" where a criterion lays a duty on those participants only ("Women … must …").

    A criterion that admits one sex only ("Male patients aged 21 to 60") concerns everybody and has no condition.
    """
    match = CONCERNS.match(words[:240])
    if (
        match is None
        or not DUTY.search(match["rest"])
        or BOTH.search(words[: match.end("female" if match["female"] else "male") + 40])
    ):
        return None
    if CHILDBEARING.search(words[: match.end("female" if match["female"] else "male") + 70]):
        return "childbearing"
    return "female" if match["female"] else "male"
