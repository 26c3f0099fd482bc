"""Tab 3, the heart: the checklist. Every criterion with all of its words, its answer, and what the answer does.

Code, scope, text, answer and effect always stand in the same columns, so that the eye can run down the right edge.
Below 60 columns the answer stands on the code's line and the words below it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from trialtui.desk import Desk
from trialtui.eligibility.outline import Heading, Note, Span
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.checklist import Row
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow

ANSWER_WORDS = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "?", Answer.NOT_APPLICABLE: "n/a"}
EFFECT_STYLES = {
    Effect.MET: theme.GOOD, Effect.CLEAR: theme.GOOD, Effect.FAILS: theme.BAD, Effect.EXCLUDES: theme.BAD,
    Effect.CONFLICT: theme.ALARM, Effect.NEEDS_REASON: theme.WARN, Effect.UNKNOWN: theme.WARN,
    Effect.NEUTRAL: theme.DIM, Effect.READ: theme.DIM, Effect.OPEN: theme.DIM,
}  # fmt: skip
SHORT_REASONS = {  # the usual ones, to fit beside the answer; the opened criterion has them in full
    "female participants only": "female only",
    "male participants only": "male only",
    "not of childbearing potential": "no childbear.",
    "no such treatment given": "no treatment",
    "no such disease": "no disease",
    "does not apply at this visit": "other visit",
}
ANSWER_WIDTH = 4
EFFECT_WIDTH = 13
NARROW = 60


class View(NamedTuple):
    """A choice of rows. `wanted(desk, row, cohort)` says which."""

    name: str
    wanted: Callable[[Desk, Row, str | None], bool]


def _of_cohort(desk: Desk, row: Row, cohort: str | None) -> bool:
    return cohort is None or desk.screening.in_cohort(row.code, cohort)


def _tagged(name: str) -> Callable[[Desk, Row, str | None], bool]:
    return lambda desk, row, cohort: any(tag.name == name for tag in row.tags)


VIEWS = (
    View("all", lambda desk, row, cohort: True),
    View(
        "open",
        lambda desk, row, cohort: desk.screening.effect(row.code).is_open and _of_cohort(desk, row, cohort),
    ),
    View("blockers", lambda desk, row, cohort: desk.screening.effect(row.code).unfavourable),
    View("this cohort", _of_cohort),
    View("inclusion", lambda desk, row, cohort: row.side == "I"),
    View("exclusion", lambda desk, row, cohort: row.side == "E"),
    View("judgement", _tagged("JUDGEMENT")),
    View("underspecified", _tagged("UNDERSPECIFIED")),
    View("time window", _tagged("TIME WINDOW")),
    View("threshold", _tagged("THRESHOLD")),
    View("consent", _tagged("CONSENT")),
    View("carried", lambda desk, row, cohort: row.code in desk.screening.carried),
)
STANDING_VIEWS = VIEWS[:6]


class Columns(NamedTuple):
    """Widths in cells. `text` is what is left for the words."""

    code: int
    scope: int
    text: int
    narrow: bool

    @classmethod
    def of(cls, desk: Desk, width: int) -> Columns:
        code = max((len(row.code) for row in desk.checklist.rows), default=2) + 1
        labels = [cell_len(show(label)) for label in desk.checklist.cohort_labels]
        scope = min(max(labels) + 2, 10) if labels else 0
        if width < NARROW:
            return cls(code, scope, width - 4, True)
        return cls(code, scope, width - 1 - code - scope - ANSWER_WIDTH - EFFECT_WIDTH - 2, False)


def criteria_rows(desk: Desk, width: int, view: View, cohort: str | None, kept: str = "") -> list[ListRow]:
    """The Criteria pane as rows, in the order of the text: limits of the registry, inclusion, exclusion.

    The row `kept` (where the cursor stands) stays in sight when its answer takes it out of the view.
    """
    columns = Columns.of(desk, width)
    wanted = [row for row in desk.checklist.rows if row.code == kept or view.wanted(desk, row, cohort)]
    if view is not VIEWS[0]:
        wanted = _with_parents(desk, wanted)
    rows: list[ListRow] = [prose("", standing_words(desk), width, theme.DIM)]
    rows += [
        prose("", f"Correction that does not fit this copy: {one.words}", width, theme.WARN)
        for one in desk.not_applied
    ]
    rows += _apart(desk, width)
    if not desk.outline.criteria:
        words = "No criteria could be read from this copy: there is no verdict. See Source (0) for the text itself."
        rows += [prose("", words, width, theme.ALARM)]
    between = _text_between(desk, width) if view is VIEWS[0] else []
    for side, title, remark in (
        ("R", "REGISTRY LIMITS", "structured fields of the record, as inclusions"),
        ("I", "INCLUSION", read_words(desk)),
        ("E", "EXCLUSION", "Yes = the subject is excluded"),
    ):
        here = [row for row in wanted if row.code[0] == side]
        if here:
            rows.append(heading(title, width, remark))
        for row in here:
            while between and row.span and between[0][0] < row.span.start:
                rows += between.pop(0)[1]
            rows.append(criterion_row(desk, row, columns, cohort))
    for _, more in between:
        rows += more
    if len(wanted) == 0 and desk.outline.criteria:
        rows.append(prose("", f"No row in this view ({view.name}). v shows the next view.", width, theme.DIM))
    return rows


def standing_words(desk: Desk) -> str:
    """The line that always stands over the criteria: where they come from, and what they are to be confirmed against."""
    if desk.own_criteria:
        return f"The site's own protocol criteria, version {desk.protocol_version}; the registry's are in Source (0)"
    return f"Registry summary: confirm against protocol version {desk.protocol_version or '___'} (p)"


def read_words(desk: Desk) -> str:
    """The standing count of what was read, and of what was not."""
    count = len(desk.outline.criteria)
    total = count + len(desk.outline.unassigned)
    return f"{count} of {total} read, {desk.outline.unassigned_characters} unassigned"


def criterion_row(desk: Desk, row: Row, columns: Columns, cohort: str | None) -> ListRow:
    """One criterion, all of its words; the answer and its effect on the first line."""
    effect = desk.screening.effect(row.code)
    answer, words = answer_and_effect(desk, row)
    dim = _dimmed(desk, row, cohort)
    text_style = theme.DIM if dim else theme.PLAIN
    lead = Segment(" " + fit(row.code, columns.code), theme.DIM if dim else theme.BOLD)
    scope = Segment(fit(scope_words(desk, row), columns.scope - 1) + " " if columns.scope else "", theme.DIM)
    verdict = [
        Segment(fit(answer, ANSWER_WIDTH), theme.DIM if dim and answer else theme.BOLD),
        Segment(fit(words, EFFECT_WIDTH), EFFECT_STYLES[effect]),
    ]
    indent = min(2 * row.depth, 8)
    remarks = row_remarks(desk, row)
    lines: list[Line]
    if columns.narrow:
        room = columns.text - columns.code - columns.scope - ANSWER_WIDTH - EFFECT_WIDTH + 3
        lines = [[lead, scope, Segment(" " * max(0, room)), *verdict]]
        lines += [
            [Segment("   " + " " * indent + line, text_style)]
            for line in wrap(show(row.text), columns.text - indent)
        ]
        lines += [
            [Segment("   " + " " * indent + line, theme.DIM)]
            for line in wrap(remarks, columns.text - indent)
            if remarks
        ]
        return ListRow(row.code, lines, f"{row.code} {row.text}")
    wrapped = wrap(show(row.text), columns.text - indent)
    first = Segment(fit(" " * indent + wrapped[0], columns.text) + "  ", text_style)
    lines = [[lead, scope, first, *verdict]]
    margin = " " * (1 + columns.code + columns.scope + indent)
    lines += [[Segment(margin + line, text_style)] for line in wrapped[1:]]
    lines += [[Segment(margin + line, theme.DIM)] for line in wrap(remarks, columns.text - indent) if remarks]
    if row.code in desk.screening.carried:  # its remark says so as well: there is a second line
        lines[1] = [*lines[1], Segment(_gap_to_edge(lines[1], columns)), Segment("carried", theme.WARN)]
    return ListRow(row.code, lines, f"{row.code} {row.text}")


def _gap_to_edge(line: Line, columns: Columns) -> str:
    """Blanks from the end of a line to where effects stand."""
    edge = 1 + columns.code + columns.scope + columns.text + 2 + ANSWER_WIDTH
    return " " * max(1, edge - sum(cell_len(segment.text) for segment in line))


def answer_and_effect(desk: Desk, row: Row) -> tuple[str, str]:
    """The two words at the right edge: `Yes EXCLUDES`, `n/a female only`, `?   unknown`, `    open`."""
    given = desk.screening.answer(row.code)
    effect = desk.screening.effect(row.code)
    answer = ANSWER_WORDS[given.answer] if given and given.answer else ""
    words = effect.value
    if effect is Effect.NEUTRAL:
        words = (
            show(given.reason) if given and given.answer is Answer.NOT_APPLICABLE and given.reason else "n/a"
        )
        words = SHORT_REASONS.get(words, words)
    return answer, words


COMBINE_WORDS = {
    "all": "all of these parts",
    "any": "any of these parts",
    "except": "exceptions, for your own answer",
    "info": "explanations, for your own answer",
}


def combine_words(row: Row) -> str:
    """How the parts make up their parent, and whether the text says so: "any of these parts (inferred)"."""
    if not row.combine:
        return ""
    if row.expr:
        words = row.expr.replace("|", " or ").replace("&", " and ")
    elif row.combine.startswith("atleast:"):
        words = f"at least {row.combine.partition(':')[2]} of these parts"
    else:
        words = COMBINE_WORDS[row.combine]
    return words if row.stated else f"{words} (inferred)"


def row_remarks(desk: Desk, row: Row) -> str:
    """What stands under the words: how parts combine, where the effect came from, what repeats it."""
    remarks = [combine_words(row), desk.screening.effect_note(row.code)]
    given = desk.screening.answer(row.code)
    if given and given.carried and given.answer is not None:
        remarks.append(f"carried from {desk.screening.footing.dated(given.record)}: = re-affirms")
    if (
        given
        and given.answer is Answer.NOT_APPLICABLE
        and len(SHORT_REASONS.get(given.reason, given.reason)) > EFFECT_WIDTH
    ):
        remarks.append(f"n/a because: {given.reason}")
    if proposal := desk.screening.proposal(row.code):
        remarks.append(f"n/a proposed, resting on {proposal.rests_on}: {proposal.reason} (a)")
    if waiver := desk.screening.waiver(row.code):
        remarks.append(waiver.line())
    if row.same_as:
        remarks.append(f"same as {row.same_as}: one answer for both")
    return show(" · ".join(filter(None, remarks)))


def scope_words(desk: Desk, row: Row) -> str:
    """The cohort labels in the scope column; a question mark while they are only proposed."""
    labels = desk.screening.scope(row.code)
    if not labels:
        return ""
    return show("+".join(labels)) + ("" if desk.screening.scopes_confirmed else "?")


def _dimmed(desk: Desk, row: Row, cohort: str | None) -> bool:
    """Parts under an answered parent, and rows of other cohorts than the one looked at, stand back; all stay answerable."""
    if not _of_cohort(desk, row, cohort):
        return True
    parent = row.parent
    while parent:
        given = desk.screening.answer(parent)
        if given and given.answer:
            return True
        parent = desk.checklist.row(parent).parent
    return False


def _with_parents(desk: Desk, rows: list[Row]) -> list[Row]:
    """A part is never shown without what it is a part of."""
    codes = {row.code for row in rows}
    for row in rows:
        parent = row.parent
        while parent:
            codes.add(parent)
            parent = desk.checklist.row(parent).parent
    return [row for row in desk.checklist.rows if row.code in codes]


def _apart(desk: Desk, width: int) -> list[ListRow]:
    """Answers given to criteria that this copy does not hold: shown apart, and they do not count."""
    if not desk.screening.apart:
        return []
    rows = [
        heading("ANSWERED, NO LONGER IN THIS READING", width, _why_apart(desk)),
    ]
    for number, old in enumerate(desk.screening.apart):
        word = ANSWER_WORDS[old.given.answer] if old.given.answer else "no answer"
        record = old.given.record
        on = f" · on {desk.screening.footing.dated(record)}" if record != desk.reading.copy.digest else ""
        rows.append(prose(f"apart.{number}", f"{old.code} [{word}] {old.text}{on}", width, theme.WARN))
    return [*rows, blank()]


def _why_apart(desk: Desk) -> str:
    """Where the answers that stand apart were given: on this copy as it was read then, or on another one."""
    here = {desk.reading.copy.digest}
    same = {old.given.record for old in desk.screening.apart} == here
    return f"{'read otherwise then' if same else 'on another copy'}; these do not count"


def _text_between(desk: Desk, width: int) -> list[tuple[int, list[ListRow]]]:
    """Headings and notes of the text where they stand, and unassigned text as rows of its own."""
    outline = desk.outline
    found: list[tuple[int, list[ListRow]]] = []
    parts: list[Heading | Note] = [*outline.headings, *outline.notes]
    for part in parts:
        if isinstance(part, Heading) and _says_only_the_side(part):
            continue
        words = " ".join(part.text.split())
        found.append((part.span.start, [prose("", words, width, _HEADING_STYLE, indent=3)]))
    for number, span in enumerate(outline.unassigned):
        words = _unassigned_words(outline.text, span)
        found.append((span.start, [prose(f"unassigned.{number}", f"UNASSIGNED {words}", width, theme.WARN)]))
    return sorted(found, key=lambda one: one[0])


def _says_only_the_side(heading: Heading) -> bool:
    """Whether the section's own title, INCLUSION or EXCLUSION, says all that this heading says."""
    words = (
        "".join(character if character.isalpha() else " " for character in heading.text).casefold().split()
    )
    return heading.role == "header" and words in (
        ["inclusion", "criteria"],
        ["exclusion", "criteria"],
        ["inclusion"],
        ["exclusion"],
    )


def _unassigned_words(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())


_HEADING_STYLE = Style(dim=True, italic=False)
