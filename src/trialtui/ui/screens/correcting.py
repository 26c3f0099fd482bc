"""Correcting a reading: an overlay kept apart from the copy, audited, undone with `z`.

What a correction does to answers is said before it is made: answers of a criterion whose words or operator change stand
apart and no longer count.
"""

from __future__ import annotations

from trialtui.eligibility.outline import Span
from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.panes import criteria
from trialtui.ui.screens.scoping import Scoping

OPERATOR, SPLIT, JOIN, NOTE, HEADING = (
    "how its parts combine", "split it in two", "join it with the one before", "it is a note", "it is a heading",
)  # fmt: skip
ALL_THE_SAME = "correct it all the same"
OPERATORS = {
    "all of the parts": "all",
    "any of the parts": "any",
    "at least 2 of the parts": "atleast:2",
    "at least 3 of the parts": "atleast:3",
    "the parts are exceptions": "except",
    "the parts only explain": "info",
}


class Correcting(Scoping):
    """The keys that correct how the text was read."""

    def do_correct(self) -> None:
        if self.tab != "3":
            raise CannotAct("A reading is corrected on Criteria: press 3.")
        row = self._needed_row()
        if row.span is None:
            raise CannotAct(f"{row.code} is a field of the record: there is no reading to correct.")
        self.start(self._correct(row.code, row.span))

    async def _correct(self, code: str, span: Span) -> None:
        ways = [OPERATOR] if self.desk.checklist.parts(code) else []
        around = {f"criterion: {words}": key for key, words in self._text_around(span)}
        picked = await self.pick(f"How should {code} be read?", [*ways, SPLIT, JOIN, NOTE, HEADING, *around])
        if picked == OPERATOR:
            operator = await self.pick(f"{code}: how do its parts combine?", list(OPERATORS))
            if operator is not None and await self._may_lose_answers(code):
                self._make("operator", code, OPERATORS[operator])
        elif picked == SPLIT:
            await self._split(code)
        elif picked in around:
            self._make("criterion", around[picked])
        elif picked is not None and await self._may_lose_answers(code):
            self._make({JOIN: "join", NOTE: "note", HEADING: "heading"}[picked], code)

    async def _split(self, code: str) -> None:
        """The place of the split is given by the words that begin the second half: no counting of characters."""
        text = self.desk.checklist.row(code).text
        usual = tuple(split_places(text)[:9])
        words = await self.ask(f"{code}: the second half begins with the words:", usual=usual)
        if not words:
            return
        places = [place for place in range(1, len(text)) if text.startswith(words, place)]
        if len(places) != 1:
            problem = (
                "does not stand in it" if not places else f"stands in it {len(places)} times: give more words"
            )
            self.say(f"{code} is not split: '{words}' {problem}.", theme.WARN)
            return
        if await self._may_lose_answers(code):
            self._make("split", code, self.desk.split_offset(code, places[0]))

    def _text_around(self, span: Span) -> list[tuple[str, str]]:
        """Headings, notes and unassigned text next to a criterion, as codes and short words: they may be criteria."""
        outline = self.desk.outline
        starts = sorted(criterion.span.start for criterion in outline.criteria)
        before = max((start for start in starts if start < span.start), default=0)
        after = min((start for start in starts if start > span.start), default=len(outline.text))
        spans = [heading.span for heading in outline.headings] + [note.span for note in outline.notes]
        spans += outline.unassigned
        near = sorted(one for one in spans if before <= one.start < after)
        words = [" ".join(outline.text[one.start : one.end].split()) for one in near]
        return [
            (f"@{one.start}", text if len(text) <= 40 else text[:39] + "…")
            for one, text in zip(near, words, strict=True)
        ][:4]

    async def _may_lose_answers(self, code: str) -> bool:
        """A correction changes what was answered: what then no longer counts is said before, and never done by one key."""
        answered = []
        for row in self.desk.checklist.branch(code):
            given = self.desk.screening.answer(row.code)
            if given and given.answer:
                answered.append(
                    f"{row.code} [{criteria.ANSWER_WORDS[given.answer]}] {self.desk.screening.effect(row.code).value}"
                )
        if not answered:
            return True
        question = (
            f"Answered already: {', '.join(answered)}. What the correction changes will no longer count."
        )
        return await self.pick(question, (ALL_THE_SAME, "leave the reading as it is")) == ALL_THE_SAME

    def _make(self, op: str, code: str, value: str | int | None = None) -> None:
        self.act([self.desk.correct(op, code, value)])
        self.cohort = None if self.cohort not in self.labels() else self.cohort
        self.redraw()

    def labels(self) -> list[str]:
        return [cohort.label for cohort in self.desk.checklist.verdict_cohorts]

    def do_protocol(self) -> None:
        self.start(self._ask_version())

    async def _ask_version(self) -> None:
        question = "Protocol version that these criteria are confirmed against (empty for none):"
        words = await self.ask(question, value=self.desk.protocol_version)
        if words is not None:
            self.act([self.desk.set_protocol_version(words)])


def split_places(text: str) -> list[str]:
    """Likely beginnings of a second half: after a semicolon or a full stop, at "and" and "or"; a few words each."""
    import re

    starts = [match.end() for match in re.finditer(r"[;.]\s+|\s(?=(?:and|or|AND|OR)\s)", text)]
    found = [" ".join(text[start:].split(" ")[:4]) for start in starts if text[start:].strip()]
    return [words for words in found if text.count(words) == 1]
