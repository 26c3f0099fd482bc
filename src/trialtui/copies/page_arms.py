"""The page's "Interventions" and "Study Groups": arms, and what is given in them.

A study group is: label, description, "Group Type EXPERIMENTAL", then each intervention's name, "Intervention Type DRUG",
description. Nothing on the page says where an intervention's description ends and the next group's label begins; the
descriptions under "Interventions", which do have clear ends, tell it. Where they do not, the words' form does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from trialtui.copies.page_lines import Account, Line, lines_of, span_text, value_after
from trialtui.copies.page_tables import ARM_TYPES, GROUP_TYPE, INTERVENTION_TYPE, INTERVENTION_TYPES
from trialtui.record.study import ArmGroup, ArmsInterventionsModule, Intervention, Study

SENTENCE_ENDS = ".;!?"
LONGEST_LABEL = 200


def _type_of(line: Line, label: str, words: frozenset[str]) -> str | None:
    """The type that "Group Type EXPERIMENTAL" says, or the bare word where an extractor dropped the label."""
    return line.text if line.text in words else value_after(label, line)


def read_interventions(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Entries of name, description (any number of paragraphs), "Intervention Type DRUG"."""
    found: list[Intervention] = []
    entry: list[Line] = []
    for line in lines:
        kind = _type_of(line, INTERVENTION_TYPE, INTERVENTION_TYPES) if entry else None
        if kind is None:
            entry.append(line)
            continue
        found.append(_intervention(entry[0], entry[1:], kind, account))
        account.settle([*entry, line])
        entry = []
    if entry:
        account.warn(entry[0], "an intervention without its type: the page may have been cut here")
        found.append(_intervention(entry[0], entry[1:], None, account))
        account.settle(entry)
    module = replace(study.arms_interventions, interventions=tuple(found))
    return replace(study, arms_interventions=module)


def _intervention(name: Line, about: Sequence[Line], kind: str | None, account: Account) -> Intervention:
    return Intervention(kind or None, name.text, span_text(account.text, about))


Words = tuple[str, ...]  # the lines of a description, white space folded: what tells two of them apart


class _Given:
    """An intervention on its way into the record, with the arms met so far that give it."""

    def __init__(self, intervention: Intervention) -> None:
        self.intervention = intervention
        self.arm_labels: dict[str, None] = {}


class _Arms:
    """Arms and interventions as they are met, in the page's order."""

    def __init__(self, known: Sequence[Intervention], account: Account) -> None:
        self.account = account
        self.arms: list[tuple[ArmGroup, dict[str, None]]] = []  # each with the names of what it gives
        self.given: dict[tuple[str, str | None, Words], _Given] = {}
        self.descriptions: dict[tuple[str, str | None], set[Words]] = {}
        for one in known:
            words = tuple(line.text for line in lines_of(one.description or ""))
            self.given.setdefault((one.name, one.type, words), _Given(one))
            self.descriptions.setdefault((one.name, one.type), set()).add(words)

    def arm(self, label: Line, about: Sequence[Line], kind: str | None) -> None:
        description = span_text(self.account.text, about)
        self.arms.append((ArmGroup(label.text, kind or None, description), {}))
        self.account.settle([label, *about])

    def intervention(self, name: Line, kind: str, about: Sequence[Line]) -> None:
        """Hang it on the arm met last: on the entry with the same name, type and description, else as a new entry."""
        key = (name.text, kind or None, tuple(line.text for line in about))
        new = Intervention(kind or None, name.text, span_text(self.account.text, about))
        given = self.given.setdefault(key, _Given(new))
        if self.arms:
            arm, names = self.arms[-1]
            given.arm_labels[arm.label] = names[name.text] = None
        self.account.settle([name, *about])

    def settle_mark(self, line: Line, kind: str, used: bool) -> None:
        """A type line is in the record where something took its type; without a type it is only a label."""
        if used or not kind:
            self.account.settle([line])

    def description_length(self, name: str, kind: str, lines: Sequence[Line]) -> int | None:
        """How many of these lines are a description that "Interventions" gives under this name and type; the most."""
        known = self.descriptions.get((name, kind or None), set())
        lengths = sorted({len(words) for words in known}, reverse=True)
        return next((n for n in lengths if tuple(line.text for line in lines[:n]) in known), None)

    def module(self) -> ArmsInterventionsModule:
        arms = (replace(arm, intervention_names=tuple(names)) for arm, names in self.arms)
        given = (
            replace(one.intervention, arm_group_labels=tuple(one.arm_labels)) for one in self.given.values()
        )
        return ArmsInterventionsModule(tuple(arms), tuple(given))


class _Mark(NamedTuple):
    """A line that gives a type: of the group whose words stand before it, or of the intervention named just before it."""

    line: Line
    at: int  # index among the section's lines
    group: bool
    type: str


def _marks(lines: Sequence[Line]) -> list[_Mark]:
    marks: list[_Mark] = []
    for at, line in enumerate(lines):
        if (kind := _type_of(line, GROUP_TYPE, ARM_TYPES - {"OTHER"})) is not None:
            marks.append(_Mark(line, at, True, kind))
        elif (kind := _type_of(line, INTERVENTION_TYPE, INTERVENTION_TYPES)) is not None:
            marks.append(_Mark(line, at, False, kind))
    return marks


def read_arms(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Resolve the study groups into arms and interventions; each intervention names every arm it is given in."""
    arms = _Arms(study.arms_interventions.interventions, account)
    marks = _marks(lines)
    if marks:
        _typed_groups(lines, marks, arms)
    else:
        _untyped_groups(lines, arms)
    return replace(study, arms_interventions=arms.module())


def _typed_groups(lines: Sequence[Line], marks: Sequence[_Mark], arms: _Arms) -> None:
    """Walk from type line to type line; the words between two belong to the one before, the one after, or a new arm."""
    groups_typed = any(mark.group for mark in marks)
    open_: tuple[Line, str] | None = None  # the intervention whose description comes next
    begin = 0
    for mark in marks:
        words = list(lines[begin : mark.at])
        begin = mark.at + 1
        if mark.group:
            if open_:
                words = _describe(open_, words, arms, keep=1)
                open_ = None
            if words:
                arms.arm(words[0], words[1:], mark.type)
            arms.settle_mark(mark.line, mark.type, bool(words))
            continue
        name = words.pop() if words else None
        if open_:
            words = _describe(open_, words, arms, keep=0, all_of_it=groups_typed)
        if words and not groups_typed:
            arms.arm(words[0], words[1:], None)
        open_ = (name, mark.type) if name else None
        arms.settle_mark(mark.line, mark.type, name is not None)
    words = list(lines[begin:])
    if open_:
        length = arms.description_length(open_[0].text, open_[1], words)
        words = _describe(open_, words, arms, keep=0, all_of_it=groups_typed and not length)
        if words and groups_typed:
            arms.account.warn(words[0], "a study group without its type: the page may have been cut here")
        if words:
            arms.arm(words[0], words[1:], None)


def _describe(
    open_: tuple[Line, str], words: list[Line], arms: _Arms, keep: int, all_of_it: bool = False
) -> list[Line]:
    """Give an intervention its description off the front of `words`; the rest (at least `keep` lines) comes back."""
    name, kind = open_
    known = len(words) if all_of_it else arms.description_length(name.text, kind, words[: len(words) - keep])
    length = known or 0
    if known is None:
        length = _guess_label(words) if keep else len(words)
        if keep and len(words) > 1:
            arms.account.warn(words[length], "where this study group begins is inferred from the lines' form")
    arms.intervention(name, kind, words[:length])
    return words[length:]


def _guess_label(words: Sequence[Line]) -> int:
    """Index of the line that most looks like a group's label: after the first sentence, the first line that is none."""
    ends = [line.text[-1] in SENTENCE_ENDS for line in words]
    after = next((n for n in range(1, len(words)) if ends[n - 1] and not ends[n]), None)
    if after is not None:
        return after
    return 0 if len(words) < 2 or (not ends[0] and ends[1]) else 1


def _untyped_groups(lines: Sequence[Line], arms: _Arms) -> None:
    """Groups without any type line: a sentence describes the group whose label, no sentence, stands before it."""
    if len(lines) > 1:
        arms.account.warn(lines[0], "which lines name a study group is inferred from the lines' form")
    label: Line | None = None
    about: list[Line] = []
    for line in lines:
        if label is None or (line.text[-1] not in SENTENCE_ENDS and len(line.text) <= LONGEST_LABEL):
            if label is not None:
                arms.arm(label, about, None)
            label, about = line, []
        else:
            about.append(line)
    if label is not None:
        arms.arm(label, about, None)
