"""What each entry is: a heading, a lead-in or note, or a criterion; and the side it stands on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialtui.eligibility.clean import clean
from trialtui.eligibility.entries import Entry
from trialtui.eligibility.permissions import welcomes
from trialtui.eligibility.splitting import split_headings
from trialtui.eligibility.tables import Rule, holds_any, words
from trialtui.eligibility.topics import cohort_heading, is_topic, phase_label, unit_heading

# How every line without content begins, if not with punctuation.
LONE_STARTS = ("and", "or", "plus", "none", "nil", "n/a", "na", "not ", "no exclusion", "see ")
LONE = Rule(r"[\s*(\\]*(?:and/or|and|or|plus)[\s,;:.)*\\]*$", re.IGNORECASE)
NOTHING = Rule(
    r"(?:none|nil|n/?a|not applicable|not (?:specified|provided|available)|no exclusion criteria|see above|see (?:the )?(?:disease|patient|prior|biologic|chemo|radio|endocrine)[\w ]{0,40}(?:characteristics|therapy)|\W*)\W*$",
    re.IGNORECASE,
)
NOTE = Rule(
    r"\W*(?:note|n\.?b|nota bene|the\s+above\s+(?:information|list|criteria)|for\s+(?:more|further|additional)\s+information|please (?:note|contact|see|refer)|abbreviations?|\(?all of the following|source)\b",
    re.IGNORECASE,
)
REMARK_STEMS = ("note", "nb", "n.b", "remark")
REMARK = Rule(
    r"\W*(?:note|n\.?b\.?|remark)s?\s*[:：]", re.IGNORECASE
)  # a bullet that only remarks on the one above
DEFINITION = Rule(
    r"\W*(?:the\s+)?definitions?\s+of\s+(?P<term>[^.;:]{2,80})|\W*(?P<subject>\w[^.;:]{1,80}?)\s(?:is|are)\s+defined\s+(?:as|by)\b",
    re.IGNORECASE,
)
DEMANDED = Rule(
    r"\b(?:adequate|acceptable|sufficient|normal|appropriate|measurable|evaluable|eligib\w+)\b", re.IGNORECASE
)
FORMULA = Rule(r"[\w\s()-]{1,40}=\s*[\[(]*\d(?:[^.;]|\.(?=\d))*$")  # "Woman CrCl = (140 - age) x weight …"
# "All exclusion criteria will be assessed before the run-in phase."
ABOUT_CRITERIA = Rule(
    r"\b(?:in|ex)clusion criteri\w+\s+(?:will|must|are|should|may)\s+(?:also\s+)?(?:be\s+)?(?:assess|evaluat|check|verif|confirm|review|appl|list|describ)\w*",
    re.IGNORECASE,
)
MORE_STARTS = ("note", "there ", "other", "further", "additional", "more", "the above")
MORE_APPLY = Rule(
    r"(?:note:?\s*)?(?:there may be |there are )?(?:other|further|additional|more|the above)\b.{0,120}?(?:criteri\w+|information|requirements?|restrictions?)\b.{0,60}?\b(?:appl(?:y|ies|ied)|available|not a complete list|exist|protocol)",
    re.IGNORECASE,
)
# A line that announces the list of a whole side, and says nothing answerable itself.
ANNOUNCES = Rule(
    r"\b(?:following|below|all of these|any of these|criteri(?:a|on)|if they|if any|if all|only if|if:|must:|are:)",
    re.IGNORECASE,
)
WHOLE = Rule(
    r"\b(?:(?:all|any|each|one or more)\s+of\s+(?:the\s+)?(?:following|these|below)|following\s+(?:\w+\s+)?criteria|criteria\s+(?:are|must|below|listed)|(?:eligible|included|excluded|ineligible|entry|study|trial|participation)\W*(?:if)?\W*$)",
    re.IGNORECASE,
)
EXCLUDES = Rule(
    r"\b(?:not\s+(?:be\s+)?(?:included|eligible|enrolled|admitted|allowed|permitted|participate)|excluded?|exclusion|prohibited\s+from|ineligible|disqualif\w+)\b",
    re.IGNORECASE,
)
INCLUDES = Rule(
    r"\b(?:eligible|eligibility|included?|inclusion|enrolled|participat(?:e|ing|ion)|recruited|selected|fulfil\w*|meet|satisfy|considered)\b",
    re.IGNORECASE,
)
PEOPLE_FIRST = Rule(
    r"(?:(?:in order to|to\s+(?:be|continue|participate|enter|qualify)|all|any|an?|the|each|eligible|potential|study|individual)\s+)*"
    r"(?:in order to|to\s+(?:be|continue|participate|enter|qualify|take)|patients?|subjects?|participants?|individuals?|volunteers?|candidates?|persons?|men|women|cases?|those|presence|following|inclusion|exclusion|eligibility|criteria|adults|children)\b",
    re.IGNORECASE,
)
REQUIREMENT = Rule(
    r"\b(?:must|should|have|has|had|having|with|defined|following|any of|one of|all of|either|adequate|history|evidence|require[sd]?|meets?|including|at least|no|not|without|if|is|are|use|able|known|follows)\b",
    re.IGNORECASE,
)
EXCLUDED_ITEM = Rule(
    r"[^.;:(]*?\b(?:(?:will|would|shall|should|must|are|is|were|to)\s+(?:also\s+)?(?:be\s+|have\s+been\s+)?(?:excluded|ineligible|considered ineligible)"
    r"|(?:will|are|is|were|would)\s+not\s+(?:be\s+)?(?:eligible|included|enrolled)|not\s+eligible|(?:is|are)\s+(?:an?\s+|also\s+)*(?:exclusion\s+criteri\w+|reasons?\s+for\s+exclusion)|(?:^|\W)excluded\s+(?:were|are))\b",
    re.IGNORECASE,
)
# The words of an announcement; more than a few others, and the line asks for something of its own.
ANNOUNCING = words(
    """a an all any are as at be been before being below can clinical conditions considered criteria criterion each
    eligibility eligible enrolled enrollment enter entering entry evaluated excluded exclusion female following for
    from fulfil fulfill fulfilled fulfills fulfilling had has have he human i if in included inclusion individual individuals
    ineligible into is it its ii iii iv listed male may meet meeting meets men met more must not of one only or order part
    participant participants participate participating participation patient patients person persons phase potential present
    presence presenting protocol qualify requirements research satisfied satisfies satisfy screening selected shall she
    should show shows study subject subjects that the these they this those to treatment trial unless visit volunteers
    who will with women would per report following"""
)
# "* REGISTRATION (STEP 1)", in capitals among criteria that are not.
TITLED = Rule(
    r"\b(?:REGISTRATION|ELIGIBILITY|CRITERIA|(?:STEP|PHASE|PART|COHORT|ARM|STRATUM)\s+[0-9A-Z]{1,3})\b"
)
LONG = 260  # characters of a line that only says something about criteria
SPARE = 3
SHORT = 9  # words: a heading without a colon is no longer


STARRED = Rule(r"\w[)\]]?\*(?=[\s.,;:)]|$)")
STILL = Rule(r"\b(?:is|are)\s+(?:still|also)\s+eligible\b", re.IGNORECASE)
ORDERS = Rule(r"\b(?:must|should|shall|agree\w*|exclu\w+|prohibited)\b", re.IGNORECASE)
DUTY = Rule(
    r"\b(?:must|should|shall|agree\w*|eligible|exclu\w+|require[sd]?|not allowed|prohibited)\b", re.IGNORECASE
)


def assign(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with roles and sides set, split where a heading and a criterion share a line."""
    ordered = [piece for entry in entries for piece in split_headings(entry)]
    side = "I"
    stars = False  # a criterion of this side refers to a footnote
    fresh = True  # nothing but headings and notes since the side began
    for index, entry in enumerate(ordered):
        after = ordered[index + 1] if index + 1 < len(ordered) else None
        if entry.role == "header":
            side = entry.side or side
            fresh, stars = True, False
            continue
        entry.side = side
        if entry.role != "group":
            entry.under_heading = index > 0 and ordered[index - 1].role in ("group", "header")
            entry.role = _role(entry, after, fresh)
        if (stars and entry.text.startswith("\\*", entry.start)) or (
            index and entry.style == "*" and _footnote(entry, ordered[index - 1])
        ):
            entry.role = "note"
        stars = stars or (entry.role == "item" and entry.text.find("\\*", entry.words, entry.end) >= 0)
        if index and _explains(entry, ordered[index - 1]):
            entry.role = "note"
        if entry.role == "header":
            side = entry.side
        elif entry.role == "item":
            fresh = False
    return ordered


def excludes(start: str) -> bool:
    """Whether a criterion says itself that it excludes: "Persons with … will be excluded"."""
    low = start.lower()
    return ("clu" in low or "igible" in low or "enrol" in low) and EXCLUDED_ITEM.match(start) is not None


def _footnote(entry: Entry, before: Entry) -> bool:
    """Whether a starred paragraph below a criterion of a list that is marked with dashes is the footnote to a star in it."""
    if before.role != "item" or before.style != "-" or entry.column <= before.column:
        return False
    own = before.own
    return "*" in own and not own.endswith(":") and STARRED.search(own) is not None


def _explains(entry: Entry, before: Entry) -> bool:
    """Whether a paragraph without a marker, indented below a criterion or in brackets, only says more about it."""
    if entry.role != "item" or entry.style or entry.inline or not (before.style or before.role == "note"):
        return False
    own = entry.own
    if own.startswith("(") and own.rstrip(" .").endswith(")"):
        return True
    if before.role == "item" and _defines(own[:400], before.own):
        return True
    if entry.column and " eligible" in own and STILL.search(own):
        return True
    return entry.column >= max(1, before.content) and not DUTY.search(own.partition(". ")[0])


def _defines(own: str, before: str) -> bool:
    """Whether a paragraph defines a word of the criterion above it, and asks for nothing itself."""
    match = DEFINITION.match(own) if "efin" in own else None
    if match is None or DUTY.search(own):
        return False
    term, low = (match["term"] or match["subject"]).lower(), before.lower()
    return not DEMANDED.search(term) and any(word in low for word in re.findall(r"[a-z]{4,}", term))


def _role(entry: Entry, after: Entry | None, fresh: bool) -> str:
    short = entry.shown
    if entry.end - entry.words >= 400:
        own = entry.own
        short = clean(f"{own[:250]} … {own[-140:]}")
    low = short[:20].lower()
    if _says_nothing(short, low):
        return "note"
    if entry.side == "E" and welcomes(short, low):
        return "note"  # a sponsor's closing words below the exclusions; they exclude nobody
    colon = short.endswith((":", "："))
    if entry.style:
        if holds_any(low, REMARK_STEMS) and _remarks(entry, after, short):
            return "note"
        return _marked_role(entry, after, short, colon, fresh)
    if entry.inline and not colon:
        return "item"
    about = len(short) < LONG and ABOUT_CRITERIA.search(short) is not None
    if NOTE.match(short) or about or FORMULA.match(short):
        label = phase_label(short) if colon else None
        entry.scope = (label,) if label else ()
        return "scope" if label else "note"
    listed = after is not None and (bool(after.style) or after.gap) and after.role != "header"
    sentence = short.endswith((".", ";", ","))
    if (colon or short.endswith(("following", "following.", "study."))) and _announces(entry, short):
        label = phase_label(short)
        if label:
            entry.role, entry.scope = "header", (label,)
        return entry.role
    if (after is None or after.role == "header") and len(short.split()) <= SHORT:
        label = unit_heading(short)  # over the headings of the sides that follow
        if label is not None:
            entry.scope = (label,) if label else ()
            return "scope"
    if colon or (
        not sentence
        and len(short.split()) <= SHORT
        and after is not None
        and after.style
        and (short.isupper() or not DUTY.search(short))
        and (
            after.gap
            or entry.gap
            or entry.under_heading
            or (after.ordinal > 1 and len(short.split()) <= 3 and not REQUIREMENT.search(short))
        )
    ):
        return _topic(entry, after, short, colon, listed)
    return "item"


def _says_nothing(short: str, low: str) -> bool:
    """Whether there is nothing to answer: a lone OR, "None", "Other criteria may apply". `low` is how it begins."""
    empty = low.startswith(LONE_STARTS) or not low[:1].isalnum()
    if empty and (LONE.match(short) or NOTHING.match(short)):
        return True
    return len(short) < LONG and low.startswith(MORE_STARTS) and MORE_APPLY.match(short) is not None


def note_empty(pieces: Sequence[Entry]) -> None:
    """Make notes of what was cut off a longer line and says nothing answerable."""
    for piece in pieces:
        if piece.role == "item" and _says_nothing(piece.shown, piece.shown[:20].lower()):
            piece.role = "note"


def _remarks(entry: Entry, after: Entry | None, short: str) -> bool:
    """Whether a bullet only remarks on the one above."""
    nested = after is not None and after.role != "header" and after.column > entry.column
    return not nested and REMARK.match(short) is not None and ORDERS.search(short) is None


def _marked_role(entry: Entry, after: Entry | None, short: str, colon: bool, fresh: bool) -> str:
    if after is None or after.role == "header":
        return "item"
    nested = after.column > entry.column
    if fresh and (colon or (nested and after.style)) and _announces(entry, short, whole=True):
        return "note"
    lettered = entry.family == "A" and after.style != entry.style
    if (colon or lettered) and is_topic(short, titled=lettered):
        return "group"
    if colon and nested:
        label = unit_heading(short) if len(short.split()) <= SHORT else None
        if label is not None:
            entry.scope = (label,) if label else ()
            return "scope"
    if short.isupper() and not entry.ordinal and not after.shown.isupper() and TITLED.search(short):
        label = cohort_heading(short, marked=True)
        entry.scope = (label,) if label else ()
        return "scope" if label else "group"
    if not colon or nested:
        return "item"
    brief = len(short.split()) <= SHORT
    label = cohort_heading(short, marked=True) if brief and after.style == entry.style else None
    if label:
        entry.scope = (label,)
        return "scope"
    return "group" if short.isupper() and len(short.split()) <= 6 else "item"


def _announces(entry: Entry, short: str, whole: bool = False) -> bool:
    """Whether a line only announces the list of its side; sets the role to header where it changes the side."""
    last = short.rstrip(".").rsplit(". ", 1)[-1]
    if not ANNOUNCES.search(last) or not PEOPLE_FIRST.match(last):
        return False
    short = last
    if whole and (not WHOLE.search(last) or _content(last) > SPARE):
        return False
    if EXCLUDES.search(short):
        entry.role = "note" if entry.side == "E" else "header"
        entry.side = "E"
        return True
    if INCLUDES.search(short):
        entry.role = "header" if re.search(r"\binclusion\b", short, re.IGNORECASE) and not whole else "note"
        if entry.role == "header":
            entry.side = "I"
        return True
    return False


def _content(line: str) -> int:
    """How many words of a line are not those of any announcement."""
    return sum(word not in ANNOUNCING for word in re.findall(r"[a-z-]+", line.lower()))


def _topic(entry: Entry, after: Entry | None, short: str, colon: bool, listed: bool) -> str:
    label = cohort_heading(short)
    if label is not None:
        entry.scope = (label,) if label else ()
        return "scope"
    if not listed and not (colon and short.isupper()):
        return "item"
    if colon and _content(short) <= 1 and re.search(r"\b(?:must|should|shall)\b", short, re.IGNORECASE):
        return "note"
    if colon and REQUIREMENT.search(short) and not short.isupper():
        return "item"
    return "group"
