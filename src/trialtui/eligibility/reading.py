"""Eligibility text in, outline out: the steps of a reading, in order."""

from __future__ import annotations

from collections.abc import Sequence

from trialtui.eligibility.adoption import adopt
from trialtui.eligibility.clean import clean
from trialtui.eligibility.codes import number
from trialtui.eligibility.entries import Entry, gather
from trialtui.eligibility.fingerprint import fingerprint
from trialtui.eligibility.nesting import nest, straighten
from trialtui.eligibility.operators import combine, join
from trialtui.eligibility.outline import Cohort, Criterion, Heading, Note, Outline, Span
from trialtui.eligibility.prose import split_prose
from trialtui.eligibility.roles import assign, excludes
from trialtui.eligibility.runon import split_run_on
from trialtui.eligibility.scopes import limit
from trialtui.eligibility.tags import condition_of
from trialtui.record.study import ArmGroup

READER = "reading 1"
LIMIT = 1_000_000  # characters read; what lies beyond is listed as unassigned


def read_criteria(text: str, arms: Sequence[ArmGroup] = ()) -> Outline:
    """The outline of an eligibility text. `arms` help to name the cohorts. Any text is read; nothing is raised."""
    stop = min(len(text), LIMIT)
    sections = _sections(assign(gather(text, stop)))
    for section in sections:
        nest(section)
        items = [entry for entry in section if entry.role == "item"]
        straighten(items)
        adopt(items)
        join(section)
    ordered = [entry for section in sections for entry in section]
    parts: dict[int, list[Entry]] = {}
    for entry in ordered:
        if entry.parent is not None:
            parts.setdefault(id(entry.parent), []).append(entry)
    for entry in ordered:
        if id(entry) in parts:
            combine(entry, parts[id(entry)])
    items = [entry for entry in ordered if entry.role == "item"]
    place = {id(entry): index for index, entry in enumerate(items)}
    parents = [None if entry.parent is None else place[id(entry.parent)] for entry in items]
    for entry, code in zip(items, number([entry.side or "I" for entry in items], parents), strict=True):
        entry.code = code
    cohorts = limit(sections, arms)
    return _outline(text, ordered, cohorts, stop)


def _sections(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries by heading of a side, run-on lines and prose taken apart."""
    sections: list[list[Entry]] = [[]]
    for index, entry in enumerate(entries):
        if entry.role == "header":
            sections.append([entry])
            continue
        after = entries[index + 1] if index + 1 < len(entries) else None
        if entry.role != "item":
            sections[-1].append(entry)
            continue
        sections[-1].extend(_pieces(entry, after))
    return sections


def _pieces(entry: Entry, after: Entry | None) -> list[Entry]:
    """The entry taken apart: run-on lists, then one criterion a sentence of prose. A list belongs to the sentence before it."""
    cut = split_run_on(entry, after)
    result: list[Entry] = []
    leads: dict[int, Entry] = {}
    for piece in cut:
        sentences = split_prose(piece)
        leads[id(piece)] = sentences[-1]
        result.extend(sentences)
    for piece in result:
        if piece.within is not None:
            piece.within = leads.get(id(piece.within), piece.within)
        if piece.side == "I" and piece.role == "item" and excludes(piece.own[:160]):
            piece.side = "E"
    return result


def _outline(text: str, entries: Sequence[Entry], cohorts: tuple[Cohort, ...], stop: int) -> Outline:
    items = [entry for entry in entries if entry.role == "item"]
    place = {id(entry): index for index, entry in enumerate(items)}
    parents = [None if entry.parent is None else place[id(entry.parent)] for entry in items]
    seen: dict[str, int] = {}
    lineages: list[tuple[str, ...]] = []
    criteria = []
    for index, entry in enumerate(items):
        parent = parents[index]
        words = clean(entry.own)
        lineages.append((*lineages[parent], words) if parent is not None else (words,))
        criteria.append(
            Criterion(
                entry.code,
                entry.side or "I",
                None if parent is None else items[parent].code,
                Span(entry.start, entry.end),
                Span(entry.words, entry.end),
                words,
                entry.combine,
                entry.expr,
                entry.stated,
                entry.scope,
                entry.source,
                entry.reason,
                condition_of(words),
                fingerprint(entry.side or "I", entry.expr or entry.combine, lineages[index], seen),
                text,
            )
        )
    headings = tuple(
        Heading(Span(e.start, e.end), e.role, clean(e.own), e.side, e.scope)
        for e in entries
        if e.role in ("header", "scope", "group")
    )
    notes = tuple(Note(Span(e.start, e.end), clean(e.own), e.side) for e in entries if e.role == "note")
    unassigned = (Span(stop, len(text)),) if text[stop:].strip() else ()
    return Outline(text, tuple(criteria), headings, notes, unassigned, cohorts, READER)
