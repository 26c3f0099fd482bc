"""Eligibility text in, outline out: the steps of a reading, in order."""

from __future__ import annotations

from collections.abc import Sequence

from trialtui.eligibility.adoption import adopt
from trialtui.eligibility.codes import number
from trialtui.eligibility.entries import Entry, gather
from trialtui.eligibility.fingerprint import fingerprint
from trialtui.eligibility.nesting import level_stairs, nest, straighten
from trialtui.eligibility.operators import combine, join
from trialtui.eligibility.outline import Criterion, Heading, Note, Outline, Span
from trialtui.eligibility.permissions import note_permissions
from trialtui.eligibility.populations import tell_populations
from trialtui.eligibility.prose import split_prose
from trialtui.eligibility.roles import assign, excludes, note_empty
from trialtui.eligibility.runon import split_run_on
from trialtui.eligibility.scopes import limit
from trialtui.eligibility.tags import condition_of
from trialtui.record.study import ArmGroup

READER = "reading 2"
LIMIT = 1_000_000  # characters read; what lies beyond is listed as unassigned


def read_criteria(text: str, arms: Sequence[ArmGroup] = ()) -> Outline:
    """The outline of an eligibility text. `arms` help to name the cohorts. Any text is read; nothing is raised."""
    stop = min(len(text), LIMIT)
    sections = _sections(assign(gather(text, stop)))
    for section in sections:
        nest(section)
        items = [entry for entry in section if entry.role == "item"]
        straighten(items)
        level_stairs(items)
        adopt(items)
        note_permissions(items)
        join(section)
        tell_populations(section)
    ordered = [entry for section in sections for entry in section]
    parts: dict[int, list[Entry]] = {}
    for entry in ordered:
        if entry.parent is not None:
            parts.setdefault(id(entry.parent), []).append(entry)
    for entry in ordered:
        if id(entry) in parts:
            combine(entry, parts[id(entry)])
    items = [entry for entry in ordered if entry.role == "item"]
    parents = _parents(items)
    for entry, code in zip(items, number([entry.side or "I" for entry in items], parents), strict=True):
        entry.code = code
    cohorts = limit(sections, arms)
    unassigned = (Span(stop, len(text)),) if text[stop:].strip() else ()
    return Outline(
        text,
        _criteria(text, items, parents),
        _headings(ordered),
        _notes(ordered),
        unassigned,
        cohorts,
        READER,
    )


def _parents(items: Sequence[Entry]) -> list[int | None]:
    """The index of each criterion's parent."""
    place = {id(entry): index for index, entry in enumerate(items)}
    return [None if entry.parent is None else place[id(entry.parent)] for entry in items]


def _sections(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries by heading of a side, run-on lines and prose taken apart."""
    sections: list[list[Entry]] = [[]]
    count = 0
    for index, entry in enumerate(entries):
        if entry.role == "header":
            sections.append([entry])
            count = 0
            continue
        after = entries[index + 1] if index + 1 < len(entries) else None
        if entry.role != "item":
            sections[-1].append(entry)
            continue
        sections[-1].extend(_pieces(entry, after, count))
        last = sections[-1][-1]
        count = last.ordinal if last.family == "1" else count
    return sections


def _pieces(entry: Entry, after: Entry | None, count: int) -> list[Entry]:
    """The entry taken apart: run-on lists, then one criterion a sentence of prose. A list belongs to the sentence before it."""
    cut = split_run_on(entry, after, count)
    if len(cut) > 1 or not entry.style:
        cut = _by_sentence(cut)
    for piece in cut:
        if piece.side == "I" and piece.role == "item" and excludes(piece.own[:160]):
            piece.side = "E"
    note_empty(cut[1:])
    return cut


def _by_sentence(cut: Sequence[Entry]) -> list[Entry]:
    result: list[Entry] = []
    leads: dict[int, Entry] = {}
    for piece in cut:
        sentences = split_prose(piece)
        leads[id(piece)] = sentences[-1]
        result.extend(sentences)
    for piece in result:
        if piece.within is not None:
            piece.within = leads.get(id(piece.within), piece.within)
    return result


def _criteria(text: str, items: Sequence[Entry], parents: Sequence[int | None]) -> tuple[Criterion, ...]:
    seen: dict[str, int] = {}
    lineages: list[tuple[str, ...]] = []
    criteria = []
    for entry, parent in zip(items, parents, strict=True):
        words, side = entry.shown, entry.side or "I"
        lineage = (*lineages[parent], words) if parent is not None else (words,)
        lineages.append(lineage)
        criteria.append(
            Criterion(
                entry.code,
                side,
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
                fingerprint(side, entry.expr or entry.combine, lineage, seen),
                text,
            )
        )
    return tuple(criteria)


def _headings(entries: Sequence[Entry]) -> tuple[Heading, ...]:
    return tuple(
        Heading(Span(entry.start, entry.end), entry.role, entry.shown, entry.side, entry.scope)
        for entry in entries
        if entry.role in ("header", "scope", "group")
    )


def _notes(entries: Sequence[Entry]) -> tuple[Note, ...]:
    return tuple(
        Note(Span(entry.start, entry.end), entry.shown, entry.side)
        for entry in entries
        if entry.role == "note"
    )
