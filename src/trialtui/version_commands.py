"""Versions on the command line: which are kept of a trial, what changed between them, and the marked trials that this is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from trialtui.front import DONE, FOUND, WRONG, Parser, WrongUse, common, fail, print_json, print_lines
from trialtui.library.directory import data_directory
from trialtui.library.trials.store import Library, LibraryRefused, Version
from trialtui.library_commands import changing, refused

if TYPE_CHECKING:
    from trialtui.copies.copy import CopyReading
    from trialtui.versions.criteria import Change, CriteriaChanges
    from trialtui.versions.record import FieldChange
    from trialtui.versions.words import Words

NOT_THERE = "not in the library: {trials}"
NO_MARKS = (
    "no trial is marked: `trialtui mark ID` marks one, or name trials (trialtui changes --since DATE ID…)"
)


def history_parser() -> Parser:
    parser = common(Parser(prog="trialtui history", description="List the versions kept of a trial."))
    parser.add_argument("trial", metavar="ID")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=_history)
    return parser


def changes_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui changes",
            description="Tell what changed in the marked trials, or in those named, since a day: criteria first, word by word.",
        )
    )
    parser.add_argument("trials", metavar="ID", nargs="*", help="else the marked trials")
    parser.add_argument("--since", metavar="DATE", type=_day, required=True, help="such as 2026-01-31")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=_changes)
    return parser


def mark_parser() -> Parser:
    parser = common(
        Parser(prog="trialtui mark", description="Mark trials; without ID, list the marked ones.")
    )
    parser.add_argument("trials", metavar="ID", nargs="*")
    parser.set_defaults(run=_mark)
    return parser


def unmark_parser() -> Parser:
    parser = common(Parser(prog="trialtui unmark", description="Take the marks of trials away."))
    parser.add_argument("trials", metavar="ID", nargs="+")
    parser.set_defaults(run=_unmark)
    return parser


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words} is no day of the form 2026-11-22") from None


# --- which trials


def _library(options: argparse.Namespace) -> Library:
    library = Library(data_directory(options.data))
    library.count()  # refuses where there is none
    return library


def _known(library: Library, named: list[str]) -> list[str]:
    """The trials as the library writes them. Raises WrongUse, and nothing is done."""
    rows = {one: library.row_of(one.strip()) for one in named}
    unknown = [one for one, row in rows.items() if row is None]
    if unknown:
        raise WrongUse(NOT_THERE.format(trials=", ".join(unknown)))
    return [library.entries([row])[0].trial for row in rows.values() if row is not None]


# --- marks


@refused
def _mark(options: argparse.Namespace) -> int:
    from trialtui.library.trials.marks import mark, marked

    if not options.trials:
        print_lines(marked(_library(options)) or ["no trial is marked"])
        return DONE
    known = _known(_library(options), options.trials)
    with changing(options) as (library, _):
        new = mark(library, known)
        print_lines([f"{new} marked, {len(known) - new} marked before; {len(marked(library))} in all"])
    return DONE


@refused
def _unmark(options: argparse.Namespace) -> int:
    from trialtui.library.trials.marks import marked, unmark

    _library(options)
    with changing(options) as (library, _):
        gone = unmark(library, [one.strip() for one in options.trials])
        print_lines([f"{gone} taken away; {len(marked(library))} in all"])
    return DONE if gone else FOUND


# --- history


@refused
def _history(options: argparse.Namespace) -> int:
    library = _library(options)
    (trial,) = _known(library, [options.trial])
    versions = in_order(library, trial)
    if options.json:
        print_json({"trial": trial, "versions": [one._asdict() for one in versions]})
    else:
        print_lines([_version_line(one) for one in versions])
    return DONE


def in_order(library: Library, trial: str) -> list[Version]:
    """The versions of a trial, newest first by the registry's date."""
    return sorted(library.versions(trial), key=lambda one: (one.updated, one.id), reverse=True)


def _version_line(one: Version) -> str:
    mark = "current" if one.current else ""
    dated = one.updated or "no date"
    return f"{dated:<10}  {mark:<7}  added {one.added_at[:10]}  {one.format:<24} {one.size:>11,} bytes  {one.name}"


# --- changes


class Compared(NamedTuple):
    """What changed in one trial between two of its versions; `before` is None where none is older."""

    trial: str
    before: Version | None
    after: Version
    criteria: CriteriaChanges | None = None
    fields: tuple[FieldChange, ...] = ()


@refused
def _changes(options: argparse.Namespace) -> int:
    from trialtui.library.trials.marks import marked

    library = _library(options)
    named = _known(library, options.trials) or marked(library)
    if not named:
        return fail(NO_MARKS, WRONG)
    found = [
        compared
        for trial in named
        if library.row_of(trial) is not None
        for compared in _since(library, trial, options.since)
    ]
    if options.json:
        print_json([_as_json(one) for one in found])
    else:
        for one in found:
            print_lines(_lines(one))
        if not found:
            print_lines([f"no newer version since {options.since} of {len(named):,} trials"])
    return DONE


def _since(library: Library, trial: str, day: str) -> Iterator[Compared]:
    """The newest version dated on this day or later, against the newest that is older (else the oldest kept)."""
    versions = in_order(library, trial)
    newer = [one for one in versions if (one.updated or one.added_at[:10]) >= day]
    if not newer:
        return
    older = [one for one in versions if one not in newer]
    before = older[0] if older else newer[-1] if len(newer) > 1 else None
    yield compare(library, trial, before, newer[0])


def compare(library: Library, trial: str, before: Version | None, after: Version) -> Compared:
    """What changed between two kept versions. Raises LibraryRefused where one is damaged."""
    if before is None:
        return Compared(trial, None, after)
    from trialtui.eligibility.reading import read_criteria
    from trialtui.sheets.whole import record_json
    from trialtui.versions.criteria import criteria_changes
    from trialtui.versions.record import record_changes

    old, new = (_reading(library, trial, one).study for one in (before, after))
    outlines = [
        read_criteria(one.eligibility.eligibility_criteria or "", one.arms_interventions.arm_groups)
        for one in (old, new)
    ]
    fields = record_changes(record_json(old), record_json(new))
    return Compared(trial, before, after, criteria_changes(*outlines), tuple(fields))


def _reading(library: Library, trial: str, version: Version) -> CopyReading:
    from trialtui.copies.copy import CopyError
    from trialtui.copies.reader import read_copy

    try:
        return read_copy(version.name, library.raw(version.id))
    except (KeyError, ValueError, CopyError) as problem:
        raise LibraryRefused(f"{trial}: the version of {version.updated} cannot be read: {problem}") from None


# --- in words


def _lines(one: Compared) -> list[str]:
    if one.before is None or one.criteria is None:
        return [f"{one.trial}  {one.after.updated or 'no date'}: the only version that is kept", ""]
    counts = ", ".join(f"{count} {kind}" for kind, count in one.criteria.counts.items() if count)
    lines = [f"{one.trial}  {one.before.updated or 'no date'} -> {one.after.updated or 'no date'}"]
    lines.append(
        f"  Criteria: {counts or 'none in either'}" if one.criteria.is_change else "  Criteria: unchanged"
    )
    for change in one.criteria.changes:
        lines += _change_lines(change)
    lines += [f"  {aside.kind} heading or note: {aside.text}" for aside in one.criteria.asides]
    return [*lines, *_field_lines(one.fields), ""]


def _change_lines(change: Change) -> Iterator[str]:
    if change.kind == "unchanged" and not change.remarks:
        return
    codes = " -> ".join(criterion.code for criterion in (change.before, change.after) if criterion)
    kind = "reworded, moved" if change.kind == "reworded" and change.moved else change.kind
    shown = change.after or change.before
    text = marked_words(change.words) if change.words else shown.text if shown else ""
    yield f"  {kind}  {codes}  {text}"
    for limit in change.thresholds:
        yield f"      LIMIT CHANGED: {limit.before or 'none'} -> {limit.after or 'none'}"
    for remark in change.remarks:
        yield f"      {remark}"


def marked_words(words: tuple[Words, ...]) -> str:
    """A word diff in plain text: [-what went-] and {+what came+}."""
    form = {"same": "{}", "gone": "[-{}-]", "came": "{{+{}+}}"}
    return "".join(form[one.kind].format(one.text) for one in words)


def _field_lines(fields: tuple[FieldChange, ...]) -> Iterator[str]:
    from trialtui.versions.record import FIRST

    rest: dict[str, int] = {}
    for one in fields:
        if one.name in FIRST:
            yield f"  {one.name}: {'; '.join(one.gone) or 'nothing'} -> {'; '.join(one.came) or 'nothing'}"
        else:
            module = one.place.rpartition(".")[0].removeprefix("protocolSection.").partition(".")[0]
            rest[module or one.place] = rest.get(module or one.place, 0) + 1
    if rest:
        told = ", ".join(
            f"{module} ({count} {'field' if count == 1 else 'fields'})" for module, count in rest.items()
        )
        yield f"  Also changed: {told}"


def _as_json(one: Compared) -> dict[str, Any]:
    return {
        "trial": one.trial,
        "before": one.before._asdict() if one.before else None,
        "after": one.after._asdict(),
        "criteria": _criteria_json(one.criteria) if one.criteria else None,
        "fields": [field._asdict() for field in one.fields],
    }


def _criteria_json(criteria: CriteriaChanges) -> dict[str, Any]:
    return {
        "counts": criteria.counts,
        "changes": [
            {
                "kind": change.kind,
                "moved": change.moved,
                "before": {"code": change.before.code, "text": change.before.text} if change.before else None,
                "after": {"code": change.after.code, "text": change.after.text} if change.after else None,
                "words": [word._asdict() for word in change.words],
                "thresholds": [limit._asdict() for limit in change.thresholds],
                "remarks": list(change.remarks),
            }
            for change in criteria.changes
        ],
        "asides": [aside._asdict() for aside in criteria.asides],
    }
