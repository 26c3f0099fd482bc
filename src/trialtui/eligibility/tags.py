"""Properties of a criterion that help to sort and filter, with the words they rest on; and whom it concerns only."""

from __future__ import annotations

import re
from functools import cache

from trialtui.eligibility.outline import Span, Tag
from trialtui.eligibility.tables import Rule

# Each tag and the words that give it, as regular expressions over raw text in lower case (white space may be a line break).
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "JUDGEMENT",
        (
            r"in\s+the\s+(?:\w+\s+)?(?:opinion|judge?ment|view)\s+of",
            r"(?:opinion|judge?ment|discretion|assessment|determination)\s+of\s+the\s+(?:\w+\s+){0,2}(?:investigator|physician|clinician|pi|sponsor|researcher)s?",
            r"(?:investigator|physician|clinician|pi|sponsor|researcher)(?:'s|’s|s')?\s+(?:opinion|judge?ment|discretion|assessment|determination)",
            r"(?:judged|determined|deemed|assessed|considered)\s+(?:\w+\s+){0,3}by\s+the\s+(?:\w+\s+){0,2}(?:investigator|physician|clinician|pi|sponsor|researcher)s?",
            r"(?:investigator|physician|pi)s?\s+(?:believes?|considers?|judges?|deems?|feels?)",
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
            r"(?:\\?[<>]\\?=?|[≤≥＜＞⩽⩾])\s*\\?=?\s*\d[\d.,]*(?:\s*[×x]\s*(?:10\s*(?:\\?\^)?\s*\d+|uln|lln|the\s+upper\s+limit))?(?:\s*/\s*[a-zµμ]+\d?|\s*%|\s*(?:mg|g|kg|mm|cm|ml|ms|msec|mmhg|u|iu|years?)(?:/\w+)?\b)?",
            r"(?:greater|less|more|fewer|higher|lower)\s+than\s+(?:or\s+equal\s+to\s+)?\d[\d.,]*\s*%?",
            r"(?:at\s+least|at\s+most|up\s+to|above|below|exceeding|over|under)\s+\d[\d.,]*\s*(?:%|mg|g|kg|ml|mm|cm|years?\s+(?:of\s+age|old))",
            r"between\s+\d[\d.,]*\s*(?:%|\w+)?\s+and\s+\d[\d.,]*",
        ),
    ),
    (
        "UNDERSPECIFIED",
        (
            r"clinically\s+(?:significant|relevant)",
            r"significant(?:ly)?|relevant|adequate(?:ly)?|inadequate(?:ly)?",
            r"uncontrolled|poorly\s+controlled|inadequately\s+controlled|well[\s-]controlled",
            r"(?:normal|abnormal)\s+(?:\w+\s+){0,2}function",
            r"severe|serious|major|active\s+disease|unstable|acceptable|appropriate|sufficient|insufficient|suitable|good\s+(?:general\s+)?health|stable|recent(?:ly)?|excessive",
        ),
    ),
)


@cache
def _expressions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compiled for lower-case text and without a leading boundary, which lets the engine skip ahead by first letters."""
    return tuple((name, re.compile(rf"(?:{'|'.join(words)})(?!\w)")) for name, words in WORDS)


def tags_of(text: str, words: Span) -> tuple[Tag, ...]:
    """The tags of a criterion whose own words are `text[words.start:words.end]`, in text order; their spans may overlap."""
    own = text[words.start : words.end]
    low = own.lower()
    if len(low) != len(own):  # a letter whose lower case is longer would shift the offsets
        low = own
    found = [
        Tag(name, Span(words.start + match.start(), words.start + match.end()))
        for name, expression in _expressions()
        for match in expression.finditer(low)
        if not (match.start() and low[match.start() - 1].isalnum())
    ]
    return tuple(sorted(found, key=lambda tag: tag.span))


# "Women …", "Participants with female reproductive anatomy …", "Sexually active fertile men …"; not "male partners".
CONCERNS = Rule(
    r"\W*(?:(?:if|for|all|any|the|both|eligible|adult|fertile|sexually|active|pre-?menopausal|post-?menopausal|non-?pregnant|heterosexual|potent|pregnant|nursing|"
    r"lactating|breast-?feeding|or|and|patients?|subjects?|participants?|individuals?|volunteers?|persons?|with|who|that|is|are|of|a|an)\W+)*"
    r"(?:(?P<female>wom[ae]n|females?)|(?P<male>m[ae]n|males?))\b(?!\W*(?:sex\w*\W+)?partner)(?P<rest>.{0,160})",
    re.IGNORECASE | re.DOTALL,
)
BOTH = Rule(r"\b(?:and|or)\W+(?:wom[ae]n|females?|m[ae]n|males?)\b|/\s*(?:fe)?male", re.IGNORECASE)
CHILDBEARING = Rule(
    r"child[- ]?bearing|reproductive\s+(?:potential|age|capacity)|\bWOCBP\b|\bfertile\b", re.IGNORECASE
)
DUTY = Rule(r"\b(?:must|should|shall|agree|willing|need|required?|not)\b|:", re.IGNORECASE)


def condition_of(words: str) -> str | None:
    """ "female", "male" or "childbearing" where a criterion lays a duty on those participants only ("Women … must …").

    A criterion that admits one sex only ("Male patients aged 21 to 60") concerns everybody and has no condition.
    """
    start = words[:120].lower()
    if "men" not in start and "male" not in start and "man" not in start:
        return None
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
