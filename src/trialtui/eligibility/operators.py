"""How parts make up their parent: all, any, at least k, exceptions, explanations; stated by the words or inferred."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.limits import by_age, defines_terms, looser
from trialtui.eligibility.tables import Rule, holds_any

COUNT = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5}
OF = r"(?:\s*\(\d\))?(?:\s+or\s+more|\s*\+)?\s+(?:out\s+)?of\b"
# Words of the parent that say how its parts combine; the first that is found in its last sentence decides.
# Before each rule the letters one of which it needs.
CUES: tuple[tuple[str, tuple[str, ...], Rule], ...] = (
    ("info", ("limited to", "such as", "e.g", "eg", "example", "instance"), Rule(r"\b(?:includ(?:ing|es?)\s*,?\s*but\s+(?:is|are|not)\b.{0,20}limited\s+to(?:\W+(?:any\s+of\s+)?the\s+following(?:\s+\w+)?)?|such\s+as|e\.?g\.?,?|for\s+(?:example|instance)|examples?(?:\s+(?:are|include))?)\W*$", re.IGNORECASE)),
    ("except", ("except", "unless", "other than", "excluding", "apart from", "with the exclusion", "but not", "not including"), Rule(r"\b(?:except\w*|unless(?!\s+otherwise)|other\s+than|excluding|apart\s+from|with\s+the\s+exclusion\s+of|but\s+not(?!\s+limited)|not\s+including)\b[^.;)]{0,90}$", re.IGNORECASE)),
    ("atleast", ("of the", "of following", "of:", "of :"), Rule(rf"\b(?:at\s+least|minimum\s+of|≥|>=?)?\s*(?P<count>two|three|four|five|[2-5])(?:{OF}\s+(?:the|these|following)|\s+of\s*:)", re.IGNORECASE)),
    ("any", (" or ", "/or"), Rule(r"\(?\b(?:1|a|i)[).]?\s*(?:and\s*/\s*)?or\s+\(?(?:2|b|ii)[).]?\s*:?\W*$", re.IGNORECASE)),
    ("any", (" of",), Rule(r"\b(?:any|one|either|some|≥\s*1|at\s+least\s+(?:one|1|a)|1)(?:\s*\(\d\))?(?:\s+or\s+(?:more|both))?(?:\s+(?:or|and)\s+more)?\s+(?:out\s+)?of\b", re.IGNORECASE)),
    ("any", ("≥", "following", "either", "at least"), Rule(r"≥\s*1\s+of\b|\bany\s+(?:\w+\s+){0,2}following\b|\beither\s*:?\W*$|\bat\s+least\s+(?:one|1)\b[^.;]{0,60}:$", re.IGNORECASE)),
    ("all", ("following", "these", "below", "criteria", "conditions", "both", "all of"), Rule(r"\b(?:all|each|both)\b(?:\s+of)?(?:\s+the)?\s+(?:\w+\s+){0,2}(?:following|these|below|criteria|conditions)\b|\bboth\s*:?\W*$|\ball\s+of\b", re.IGNORECASE)),
)  # fmt: skip
TAIL = Rule(r"[\s,;.*(\\]*\b(and\s*/\s*or|or|and)\b[\s,;.:)*\\]*$", re.IGNORECASE)
HEAD = Rule(r"\W*(and\s*/\s*or|or|and)\b", re.IGNORECASE)
# Parts that let people in: exceptions to the parent, whatever it says.
ALLOWS_STEMS = (
    "eligib", "allowed", "permitted", "acceptable", "permissible", "included", "enrol", "evaluated", "exclu", "participate", "except", "apply",
)  # fmt: skip
ALLOWS = Rule(
    r"\b(?:(?:is|are|will\s+be|may\s+be|can\s+be|could\s+be)\s+(?:(?!not\b)\w+\s+)?(?:eligible|allowed|permitted|acceptable|permissible|included|enrolled|considered\s+eligible|evaluated\s+on)|(?<!not\s)(?<!not\sbe\s)(?:eligible|allowed|permitted|acceptable|permissible)(?:\W*$|\s+(?:if|in|for|when|provided|as\s+long|only|unless|with|after|at|on)\b)|not\s+(?:be\s+)?exclu\w+|may\s+(?:be\s+(?:included|enrolled|eligible)|enrol\w*|participate)|(?<!\()(?<!,\s)except\w*|does\s+not\s+apply)",
    re.IGNORECASE,
)
EXPLAINS_STEMS = (
    "note",
    "nb",
    "n.b",
    "e.g",
    "i.e",
    "example",
    "defin",
    "this",
    "purpose",
    "count",
    "considered",
)
EXPLAINS = Rule(
    r"\W*(?:note\b|n\.?b\b|e\.g\.|i\.e\.|for example|examples?|defin(?:ed|ition)|this\s+(?:includes|means)|for\s+(?:the\s+)?purposes?\s+of|\w[\w\s-]{0,60}\b(?:is|are)\s+defined\s+as|[^.;]{0,160}\b(?:(?:is|are)\s+(?:not\s+)?counted\s+as|not\s+(?:be\s+)?counted\b|(?:do|does|will)\s+not\s+count\b|counts?\s+as\b|(?:is|are|will\s+be)\s+(?:not\s+)?considered\s+(?:as\s+|to\s+be\s+)?(?:an?\s+)?(?:prior|previous|separate|one|part\s+of|line|regimen|therapy|treatment|exclu\w+)))",
    re.IGNORECASE,
)


# Parts of an inclusion of which one suffices, though nothing says so: kinds of a disease, ways of not conceiving.
KIND = Rule(
    r"(?:oma|itis|osis|a?emia|pathy|disease|disorder|syndrome|cancer|lupus|failure|subtype|infection|injury|dystrophy|malignancy)s?\W*(?:\([^)]*\))?\W*$",
    re.IGNORECASE,
)
METHOD = Rule(
    r"\b(?:intra-?uterine|IUD|hormonal|contracepti\w+|condoms?|abstinen\w+|vasectom\w+|barrier|implants?|sterili[sz]\w+|surgically\s+sterile|hysterectomy|oophorectomy|"
    r"tubal|diaphragm|post-?\s?menopaus\w+|amenorrh\w+)\b",
    re.IGNORECASE,
)
DEMANDS = Rule(
    r"\b(?:must|should|shall|agree\w*|no|not(?!\s+otherwise)|without|will|negative|willing\w*)\b|[≥≤<>]",
    re.IGNORECASE,
)
KIND_WORDS = 9
MANY = 4  # parts among which one "and" says nothing
# "Resistance … defined as:" names the events that each show it.
SETBACK = Rule(
    r"\b(?:resistan\w+|refractor\w+|relaps\w+|progressi\w+|intoleran\w+|failure|ineligib\w+)\b[^.;]{0,60}\bdefined\s+(?:as|by)\W*$",
    re.IGNORECASE,
)


def _alternatives(parent: Entry, parts: Sequence[Entry]) -> bool:
    """Whether one part of an inclusion suffices by what the parts are."""
    if SETBACK.search(parent.own, max(0, len(parent.own) - 160)):
        return True
    if len(parts) < 2:
        return False
    own = [part.own for part in parts]
    if all("regardless" in words for words in own):
        return True
    if any(DEMANDS.search(words) for words in own):
        return False
    kinds = sum(len(words.split()) <= KIND_WORDS and KIND.search(words) is not None for words in own)
    methods = sum(METHOD.search(words) is not None for words in own)
    return 3 * max(kinds, methods) >= 2 * len(parts)


def connector(before: Entry, after: Entry) -> str | None:
    """The "and" or "or" that stands between two parts: after the one, before the other, or alone between them."""
    if after.joint:
        return after.joint
    text = before.text
    match = TAIL.search(text, max(before.words, before.end - 16), before.end) or HEAD.match(
        text, after.start, min(after.end, after.start + 12)
    )
    if match is None and after.words > after.start:
        match = HEAD.match(text, after.words, min(after.end, after.words + 12))
    return _operator(match)


def _operator(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    return "any" if "or" in match[1].lower() else "all"


def join(section: Sequence[Entry]) -> None:
    """Note an AND or OR that stands alone on a line with the criterion that follows it."""
    said: str | None = None
    for entry in section:
        if entry.role == "note" and len(entry.own) < 20 and (match := HEAD.match(entry.own)):
            said = _operator(match)
        elif entry.role == "item":
            entry.joint, said = said, None


# A last sentence of its own that defines a word: answering the parent suffices.
DEFINES = Rule(
    r"\b(?:(?:is|are)\s+(?:\w+\s+)?defined\s+(?:as|by)|(?:is|are)\s+(?:fulfilled|met|documented)\s+by|(?:is|are)\s+considered|refers?\s+to|acceptable\s+methods?.{0,60})",
    re.IGNORECASE,
)


# "Has hepatitis. The following are allowed:" opens exceptions.
ADMITTED = Rule(
    r"\b(?:following|these|below)\b[^.;:]{0,40}?\b(?:are|is|may\s+be|will\s+be)\s+(?:also\s+)?(?:allowed|permitted|acceptable|permissible|exempt\w*|not\s+exclu\w+)\W*$",
    re.IGNORECASE,
)
# What an "except" or "unless" that opens the list says after itself; else it only qualifies its own sentence.
OPENS = Rule(
    r"^\W*(?:\w+\W+){0,3}$|\b(?:following|these|those|below|any|all|one|if|when|criteria|conditions)\b",
    re.IGNORECASE,
)


SENTENCE = Rule(r"(?<=[a-z)])\.\s+(?=[A-Z])")


def _cue(words: str) -> str | None:
    tail = words[-300:]
    ends = [match.end() for match in SENTENCE.finditer(tail)] if ". " in tail else []
    last = tail[ends[-1] :] if ends else tail
    clause = last.rsplit("; ", 1)[-1]
    if clause.endswith(":") and "following" in clause:
        last = clause  # "…; the following restrictions apply:"
    if ends and ADMITTED.search(last):
        return "except"
    if ends and DEFINES.search(last):
        return "info"
    low = last.lower()
    for operator, stems, rule in CUES:
        match = rule.search(last) if holds_any(low, stems) else None
        if match and operator == "except":
            word = match.group().split(None, 1)
            if len(word) > 1 and "," in last[: match.start()] and not OPENS.search(word[1]):
                last = last[: match.start()]
                continue
        if match:
            return f"atleast:{COUNT[match['count'].lower()]}" if operator == "atleast" else operator
    return None


def _allows(words: str) -> bool:
    return holds_any(words.lower(), ALLOWS_STEMS) and ALLOWS.search(words) is not None


def _explains(words: str) -> bool:
    return holds_any(words.lower(), EXPLAINS_STEMS) and EXPLAINS.match(words) is not None


def _admits(parent: Entry, part: Entry) -> bool:
    return _allows(part.own) or (parent.side == "I" and looser(parent.shown, part.shown))


EITHER = Rule(r"\beither\b(?P<named>[^:.;]{3,160})[:：]\W*$", re.IGNORECASE)
FIRST = Rule(r"\W*(\w{2,})")


def _either(parent: Entry, parts: Sequence[Entry]) -> str | None:
    """ "Biopsy (either needle or open):", with a part for each kind named."""
    tail = parent.own[-200:]
    match = EITHER.search(tail) if len(parts) > 1 and "either" in tail.lower() else None
    if match is None:
        return None
    named = match["named"].lower()
    firsts = [FIRST.match(part.own) for part in parts]
    return "any" if all(first is not None and first[1].lower() in named for first in firsts) else None


def combine(parent: Entry, parts: Sequence[Entry]) -> None:
    """Set `combine`, `expr` and `stated` of a parent from its words and the words between its parts."""
    said = _cue(parent.shown) or _either(parent, parts)
    if said:
        parent.combine, parent.stated = said, True
        return
    admits = HEAD.match(parts[0].text, parts[0].start, min(parts[0].end, parts[0].words + 4))
    ending = TAIL.search(parent.own[-24:])
    if parent.side == "I" and len(parts) == 1 and _operator(ending) == "any":
        # "Creatinine ≤ 1.5 OR": the part is what else suffices.
        parent.combine, parent.stated = "except", True
        return
    admitted = parent.side == "I" and admits is not None and _operator(admits) == "any"
    if admitted or all(_admits(parent, part) for part in parts):
        parent.combine = "except"
        return
    if all(_explains(part.own) for part in parts) or defines_terms(
        parent.shown, [part.shown for part in parts]
    ):
        parent.combine = "info"
        return
    joints = [connector(a, b) for a, b in pairwise(parts)]
    outer = "all" if parent.side == "I" else "any"
    closing = bool(joints) and (joints[-1] == "all" or len(parts) > MANY)
    if parent.side == "E" and len(parts) > 2 and closing and joints.count("all") == 1 and "any" not in joints:
        joints = [None if joint == "all" else joint for joint in joints]  # "a; b; and c": a list of reasons
    if parent.side == "I" and "all" not in joints and by_age([part.shown for part in parts]):
        parent.combine, parent.stated = "any", "any" in joints
        return
    if parent.side == "I" and not any(joints) and _alternatives(parent, parts):
        parent.combine = "any"
        return
    default = (joints[-1] if joints else None) or _operator(ending) or outer
    parent.stated = any(joints) or ending is not None
    filled = [joint or default for joint in joints]
    parent.combine = filled[0] if len(set(filled)) == 1 else outer
    if len(set(filled)) == 2:
        parent.expr = expression(filled, outer)


def expression(joints: Sequence[str], outer: str) -> str:
    """The parts' ordinals with the inner connectives bracketed: ["any", "all"] under "all" is "(1|2)&3"."""
    groups = [["1"]]
    for ordinal, joint in enumerate(joints, 2):
        if joint == outer:
            groups.append([str(ordinal)])
        else:
            groups[-1].append(str(ordinal))
    inner, between = ("|", "&") if outer == "all" else ("&", "|")
    return between.join(group[0] if len(group) == 1 else f"({inner.join(group)})" for group in groups)
