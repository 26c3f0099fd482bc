"""Read a text of no known layout in which eligibility criteria can be found: a page copied from anywhere.

Nothing is made of its layout. The stretch from the first heading of criteria to the next heading that is about something else (or
to the end, where none is sure) is the eligibility text, more rather than less; a title and a registry's number are taken where they are
plain to see. All the rest is left over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from trialtui.copies.copy import Copy, CopyError, CopyReading, CriteriaPlace
from trialtui.copies.page_lines import Account, Line, lines_of
from trialtui.record.study import RegistryEntry, Study

FORMAT = "unrecognised page"
ONLY_CRITERIA = (
    "unrecognised page: its layout is not known. Only criteria, a title and a registry's number were looked for; "
    "status, ages and sex are not read from it. Check the criteria against the page itself"
)
NO_CRITERIA = "no heading of eligibility criteria is found in it"

# What marks a line as a heading and is no word of it: Markdown, numbering of sections ("E.3", "4.1"), a rule of a table.
_FRAME = re.compile(r"^[\s#*_>|=\[\]]*(?:[A-Z]?\d{0,2}(?:\.\d{1,2})+\.?\s+)?|[\s#*_|=\[\]]+$")
_BEFORE = (
    r"(?:(?:key|main|major|minor|general|other|additional|specific|further|the|principal|primary|participant|participants|patient|"
    r"patients|subject|subjects|study|trial|full|detailed|summary|of|and|our|list)['’s]*[\s:–-]+){0,4}"
)
_SIDE = r"(?:inclusion|exclusion|non-?inclusion|in-?\s?/\s?exclusion)s?(?:\s*(?:/|and|&|or)\s*(?:inclusion|exclusion)s?)?"
_CRITERIA = r"criteri(?:a|on|as)|requirements?|factors"
# "Inclusion criteria", "Key Exclusion Criteria for Cohort A:", "INCLUSION:"
_SIDE_ALONE = re.compile(
    rf"{_BEFORE}{_SIDE}(?:\s+(?:{_CRITERIA}))?(?:\s*[(\[].{{0,60}}[)\]]|\s+(?:for|in|of|[-–—])\s.{{0,60}})?\s*[:：.]?$",
    re.IGNORECASE,
)
# "Inclusion criteria: adults, able to consent"
_SIDE_OPENS = re.compile(rf"{_BEFORE}{_SIDE}\s+(?:{_CRITERIA})\s*(?:[:：]|\s[-–—]\s)", re.IGNORECASE)
_WHO = (
    rf"(?:{_BEFORE}(?:eligibility|participation|entry|selection|enrol+ment)(?:\s+(?:{_CRITERIA}|information))?|criteria"
    r"|who (?:can|may|could) (?:take part|participate|join|enrol+|apply)(?: in (?:this|the) (?:study|trial|research))?"
    r"|who (?:is|are) (?:eligible|(?:this|the) (?:study|trial) for)|(?:can|may|could) i (?:take part|participate|join)"
    r"|am i eligible|who are we looking for|who cannot take part|who can(?:not|['’]t) (?:take part|participate|join))"
)
_WHO_ALONE = re.compile(rf"{_WHO}\s*[?:：.]?$", re.IGNORECASE)
_WHO_OPENS = re.compile(rf"{_WHO}\s*[?:：]\s", re.IGNORECASE)

IN_HEADINGS = (
    *("clusion", "eligib", "participa", "entry", "selection", "enrol", "criteria"),
    *("who can", "who may", "who could", "who is", "who are", "i take part", "i join"),
)
"""One of these stands in every heading that the rules above know: a text without any need not be taken apart."""

_SECTION = re.compile(r"[A-Z]?\.?\d{1,2}(?:\.\d{1,2})+\.?$")  # the number of a heading, in a cell of its own

UNRELATED = frozenset(
    """ages eligible for study|age group|age range|minimum age|maximum age|lower age limit|upper age limit|sexes
    eligible for study|genders eligible for study|sex/gender|accepts healthy volunteers|healthy volunteers|sampling method|study
    population|population of trial subjects|minimum eligible age|maximum eligible age|eligible sex|study plan|study
    design|design details|how is the study designed?|what is the study measuring?|arms and interventions|outcome
    measures|outcomes|primary outcome|primary outcomes|primary outcome measures|primary outcome measure|secondary outcomes|secondary outcome|secondary
    outcome measures|primary end point(s)|secondary end point(s)|primary endpoint|secondary endpoint|end points|contacts and
    locations|contact and locations|contacts|contact|contact information|contact us|contact details|study contact|study
    contacts|locations|location|study locations|sites|trial sites|study sites|participating centres|where is the study being done?|sponsor|sponsors|sponsor
    information|sponsors and collaborators|collaborators and investigators|investigators|principal investigator|funding|funders|funding
    agency|references|publications|publications and helpful links|publications of results|results and publications|study record
    dates|study registration dates|more information|additional information|terms related to this study|keywords|brief
    summary|detailed description|study description|study overview|study details|study information|target number of participants|total final
    enrolment|recruitment start date|recruitment end date|recruitment status|date of first enrolment|countries of
    recruitment|ethics approval|ethics|individual participant data|ipd sharing statement|ipd sharing plan|ipd sharing plan statement|results|study
    results|participant flow|adverse events|other identifiers|secondary identifying numbers|more related trials|related trials|similar
    trials|history of changes|last updated|disclaimer|privacy policy|cookies|share this trial|how to take part|how to apply|next
    steps|what does the study involve?|what will happen in the study?|source(s) of monetary support|health condition(s) or problem(s) studied"""
    .replace("\n    ", " ").split("|")
)  # fmt: skip
"""Lines that are headings or labels about something else, on the pages of registries and sites; without a final colon, in lower case."""

REGISTRY_NUMBERS = (
    ("ClinicalTrials.gov", r"NCT\d{8}"),
    ("ISRCTN", r"ISRCTN\d{8}"),
    ("CTIS", r"20\d\d-5\d{5}-\d\d-\d\d"),
    ("EUCTR", r"(?:19|20)\d\d-[0-46-9]\d{5}-\d\d(?!-)"),
    ("DRKS", r"DRKS\d{8}"),
    ("ANZCTR", r"ACTRN\d{14}"),
    ("ChiCTR", r"ChiCTR(?:-[A-Z]{2,5}-)?\d{8,10}"),
    ("CTRI", r"CTRI/\d{4}/\d{2,3}/\d{6}"),
    ("jRCT", r"jRCTs?\d{9,10}"),
    ("UMIN", r"UMIN\d{9}"),
    ("CRiS", r"KCT\d{7}"),
    ("IRCT", r"IRCT\d{8,14}N\d{1,3}"),
    ("PACTR", r"PACTR\d{15,16}"),
    ("ReBec", r"RBR-[0-9a-z]{6,8}"),
)
"""Registries, and the form of their numbers (WHO ICTRP, primary registries)."""

TITLE_LABEL = re.compile(
    r"(?:(?:study|trial|brief|official|public|scientific|full|short|lay)\s+)?title(?:\s+of\s+(?:the\s+)?(?:study|trial))?\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)
_STUDY_WORD = re.compile(
    r"\b(?:study|trial|phase|randomi[sz]ed|versus|vs|efficacy|safety|effects?|evaluat\w+|compar\w+)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"https?:|www\.|\bcookies?\b|^(?:skip|go|back|jump) to\b|^[\W\d]+$|[.:;,]$|[|›»→]", re.IGNORECASE
)
LONGEST_TITLE = 400
LONGEST_HEADING = 160


class Stretch(NamedTuple):
    """The lines of the eligibility text, from `first` up to `past`, by their index among the lines that are not blank."""

    first: int
    past: int


def read(copy: Copy) -> CopyReading:
    """Read a text in which criteria can be found. Raises CopyError where no heading of criteria stands in it."""
    reading = read_lines(copy, {}, None)
    if reading is None:
        raise CopyError(
            copy.name, "", f"{NO_CRITERIA}; `trialtui criteria --text` takes a whole file for criteria"
        )
    return reading


def read_lines(copy: Copy, levels: Mapping[int, int], title: str | None) -> CopyReading | None:
    """Read the text; None where no criteria are found.

    `levels` gives lines that are known for headings (offset of the line's first character: level, 1 the highest); `title`
    is the page's title where its markup tells it.
    """
    lines = lines_of(copy.text)
    stretch = find_criteria(lines, levels)
    if stretch is None:
        return None
    account = Account(copy.text, lines)
    account.warnings.append(ONLY_CRITERIA)
    criteria = lines[stretch.first : stretch.past]
    account.settle(criteria)
    place = CriteriaPlace(_line_start(copy.text, criteria[0]), criteria[-1].end)
    study = Study()
    module = replace(study.eligibility, eligibility_criteria=copy.text[place.start : place.end])
    study = replace(_numbered(study, f"{copy.text}\n{title or ''}", lines, account), eligibility=module)
    others = [*lines[: stretch.first], *lines[stretch.past :]]
    name = title or _title(lines[: stretch.first], others, account)
    study = replace(study, identification=replace(study.identification, brief_title=name))
    account.settle(line for line in others if line.text == name)
    return CopyReading(copy, FORMAT, study, account.left_over(), tuple(account.warnings), place)


def _line_start(text: str, line: Line) -> int:
    """The line's beginning with its indentation: the first item's depth tells those of the others."""
    return max(text.rfind("\n", 0, line.start), text.rfind("\r", 0, line.start)) + 1


def has_criteria(text: str) -> bool:
    """Whether a heading of criteria stands in the text. A table's first line (a CSV) is no page."""
    lowered = text.lower()
    if not any(words in lowered for words in IN_HEADINGS):
        return False
    lines = lines_of(text)
    return bool(lines) and not _is_table(lines[0].text) and find_criteria(lines, {}) is not None


def _is_table(line: str) -> bool:
    """Whether this is the line of column names of a CSV: many short names with no space after what parts them."""
    for mark in ",;\t|":
        names = line.split(mark)
        if len(names) > 3 and all(len(name) < 60 and name[:1] != " " for name in names):
            return mark != "|"
    return False


# --- where the criteria stand


def find_criteria(lines: Sequence[Line], levels: Mapping[int, int]) -> Stretch | None:
    """The stretch of lines that holds the criteria; None where no line is a heading of them."""
    sides = [line.at for line in lines if _side(line.text)]
    asked = [line.at for line in lines if _who(line.text)]
    headings = frozenset([*sides, *asked])
    sides = [at for at in sides if _has_content(lines, at, headings)] or sides
    if sides:
        apart = _last_break(lines, sides[0])
        before = [at for at in asked if apart < at < sides[0]]
        # Directly above it stands a heading with nothing of its own.
        before = before[-1:] if before and before[-1] + 1 < sides[0] else []
        first, last = (before[0] if before else sides[0]), sides[-1]
    elif asked:
        filled = next((at for at in asked if _has_content(lines, at, headings)), None)
        if filled is None:
            return None
        first = last = filled
    else:
        return None
    return Stretch(first, _end(lines, levels, last))


def _has_content(lines: Sequence[Line], at: int, headings: Set[int]) -> bool:
    """Whether anything but another heading stands under this one (a menu that names the sections has nothing there)."""
    line = lines[at].text
    if _bare(line) and not (_SIDE_ALONE.match(_bare(line)) or _WHO_ALONE.match(_bare(line))):
        return True  # the criteria follow on the heading's own line
    return at + 1 < len(lines) and at + 1 not in headings and not _unrelated(lines[at + 1].text)


def _last_break(lines: Sequence[Line], end: int) -> int:
    """Index of the last heading about something else before a line; -1 where there is none."""
    return next((at for at in range(end - 1, -1, -1) if _unrelated(lines[at].text)), -1)


def _end(lines: Sequence[Line], levels: Mapping[int, int], last: int) -> int:
    """Past the end of the criteria, whose last heading stands at `last`: at the first heading that is about something else."""
    above = [level for line in lines[: last + 1] if (level := _level(line, levels))]
    for line in lines[last + 1 :]:
        if _side(line.text) or _who(line.text):
            continue
        level = _level(line, levels)
        if _unrelated(line.text) or (level and (not above or level <= above[-1])):
            numbered = line.at > last + 1 and _SECTION.match(lines[line.at - 1].text)
            return line.at - 1 if numbered else line.at
    return len(lines)


def _level(line: Line, levels: Mapping[int, int]) -> int:
    """The level of a line that is marked for a heading, 0 for any other."""
    marks = len(line.text) - len(line.text.lstrip("#"))
    return levels.get(line.start, marks if 0 < marks <= 6 and line.text[marks : marks + 1] == " " else 0)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    """A line without the marks of a heading; "" where it is too long for one."""
    return _FRAME.sub("", text[:LONGEST_HEADING])


def _side(text: str) -> bool:
    lowered = text[:LONGEST_HEADING].lower()
    if "clusion" not in lowered:
        return False
    bare = _bare(text)
    return _SIDE_OPENS.match(bare) is not None or (
        len(text) < LONGEST_HEADING and _SIDE_ALONE.match(bare) is not None
    )


def _who(text: str) -> bool:
    if not text[:1].isalpha() and text[:1] not in "#*_|=>[":
        return False
    bare = _bare(text)
    return (len(text) < LONGEST_HEADING and _WHO_ALONE.match(bare) is not None) or _WHO_OPENS.match(
        bare
    ) is not None


def _unrelated(text: str) -> bool:
    if len(text) > 80:
        return False
    bare = _bare(text).lower()
    label = bare.partition(" | ")[0].rstrip(" :：")  # the first cell of a table's row, a label with its value
    return label in UNRELATED or bare.partition(":")[0].rstrip() in LABELS


LABELS = frozenset(
    """ages eligible for study|sexes eligible for study|genders eligible for study|accepts healthy volunteers|minimum age|maximum
    age|healthy volunteers|sampling method|primary outcome|primary outcome measure|primary outcome measures|contact|sponsor"""
    .replace("\n    ", " ").split("|")
)  # fmt: skip
"""Of these, those that hold even where a value follows on the same line ("Accepts Healthy Volunteers: No")."""


# --- what else is plain to see


def _numbered(study: Study, text: str, lines: Sequence[Line], account: Account) -> Study:
    """The study with its number in a registry, where exactly one stands in the text."""
    found: dict[str, str] = {}
    for registry, form in REGISTRY_NUMBERS:
        for match in re.finditer(rf"(?<![\w-]){form}(?![\w-])", text):
            found.setdefault(match[0], registry)
    if len(found) > 1:
        some = ", ".join(list(found)[:5]) + (" …" if len(found) > 5 else "")
        account.warnings.append(
            f"several registry numbers stand in this page ({some}): none is taken for the trial's own"
        )
    if len(found) != 1:
        return study
    number, registry = next(iter(found.items()))
    account.settle(line for line in lines if line.text == number)
    if registry == "ClinicalTrials.gov":
        return replace(study, identification=replace(study.identification, nct_id=number))
    return replace(study, registry_entry=RegistryEntry(registry, number))


def _title(before: Sequence[Line], others: Sequence[Line], account: Account) -> str | None:
    """The line that is labelled for the title, else the first before the criteria that names a study, else the first of several words."""
    for line in others:
        if (label := TITLE_LABEL.match(line.text)) is not None:
            account.settle([line])
            return line.text[label.end() :]
    fit = [line.text for line in before if _like_title(line.text)]
    return next((text for text in fit if _STUDY_WORD.search(text)), fit[0] if fit else None)


def _like_title(text: str) -> bool:
    return (
        len(text) <= LONGEST_TITLE
        and len(text.split(None, 3)) > 2
        and not (_NO_TITLE.search(text) or _side(text) or _who(text) or _unrelated(text))
    )
