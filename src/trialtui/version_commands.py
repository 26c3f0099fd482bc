"""Versions on the command line: which are kept of a trial, what changed between them, and the marked trials that this is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from trialtui.front import DONE, FOUND, WRONG, Parser, WrongUse, common, fail, print_json, print_lines
from trialtui.kept_versions import Compared, KeptVersion, compare, of_the_library, read_version, sources
from trialtui.library.directory import data_directory
from trialtui.library.trials.store import Library
from trialtui.library_commands import changing, refused
from trialtui.versions.fields import label_of

if TYPE_CHECKING:
    from trialtui.eligibility.outline import Criterion
    from trialtui.versions.criteria import Change, CriteriaChanges
    from trialtui.versions.record import FieldChange, RecordChanges
    from trialtui.versions.words import Words

NOT_THERE = "not in the library: {trials}"
SAYS_NOTHING = "what only one of them tells is no change"
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
    parser.add_argument("--all", action="store_true", help="every field that changed, in full")
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
    versions = of_the_library(library, trial)
    if options.json:
        print_json({"trial": trial, "versions": [_version_json(one) for one in versions]})
        return DONE
    print_lines([_version_line(one) for one in versions])
    if len(found := sources(versions)) > 1:
        print_lines([f"from {len(found)} sources: {'; '.join(found)}; {SAYS_NOTHING}"])
    return DONE


def _version_line(one: KeptVersion) -> str:
    mark = "current" if one.current else ""
    return f"{one.dated:<10}  {mark:<7}  added {one.added_at[:10]}  {one.format:<24} {one.size:>11,} bytes  {one.name}"


# --- changes


class Since(NamedTuple):
    """What changed in one trial between two of its versions; `before` is None where none is older."""

    trial: str
    before: KeptVersion | None
    after: KeptVersion
    found: Compared | None = None


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
            print_lines(_lines(one, whole=options.all))
        if not found:
            print_lines([f"no newer version since {options.since} of {len(named):,} trials"])
    return DONE


def _since(library: Library, trial: str, day: str) -> Iterator[Since]:
    """The newest version dated on this day or later, against the newest that is older (else the oldest kept)."""
    versions = of_the_library(library, trial)
    newer = [one for one in versions if (one.updated or one.added_at[:10]) >= day]
    if not newer:
        return
    older = [one for one in versions if one not in newer]
    before = older[0] if older else newer[-1] if len(newer) > 1 else None
    if before is None:
        yield Since(trial, None, newer[0])
        return
    readings = [read_version(library, trial, one) for one in (before, newer[0])]
    yield Since(trial, before, newer[0], compare(*readings))


# --- in words


def _lines(one: Since, *, whole: bool) -> list[str]:
    if one.before is None or one.found is None:
        return [f"{one.trial}  {one.after.dated}: the only version that is kept", ""]
    lines = [f"{one.trial}  {one.before.dated} -> {one.after.dated}"]
    if not one.found.one_format:
        lines.append(f"  Two sources: {one.before.format} -> {one.after.format}; {SAYS_NOTHING}")
    if (criteria := one.found.criteria) is None:
        lines.append(f"  Criteria: {one.found.why}")
    else:
        counts = ", ".join(f"{count} {kind}" for kind, count in criteria.counts.items() if count)
        lines.append(
            f"  Criteria: {counts or 'none in either'}" if criteria.is_change else "  Criteria: unchanged"
        )
        lines += [_limit(code, limit.before, limit.after) for code, limit in criteria.thresholds]
    lines += [_limit(field.label, *_told(field)) for field in one.found.record.limits]
    if criteria is not None:
        for change in criteria.changes:
            lines += _change_lines(change)
        lines += [
            f"  {aside.kind} heading or note: {marked_words(aside.words) or aside.text}"
            for aside in criteria.asides
        ]
    return [*lines, *_field_lines(one.found.record, whole), ""]


def _limit(what: str, before: str, after: str) -> str:
    return f"  LIMIT CHANGED  {what}: {before or 'none'} -> {after or 'none'}"


def _change_lines(change: Change) -> Iterator[str]:
    if not change.is_change:
        return
    kind = "reworded, moved" if change.kind == "reworded" and change.moved else change.kind
    shown = change.after or change.before
    text = marked_words(change.words) if change.words else shown.text if shown else ""
    yield f"  {kind}  {change.codes}  {text}"
    for remark in change.remarks:
        yield f"      {remark}"


def marked_words(words: tuple[Words, ...]) -> str:
    """A word diff in plain text: [-what went-] and {+what came+}."""
    form = {"same": "{}", "gone": "[-{}-]", "came": "{{+{}+}}"}
    return "".join(form[one.kind].format(one.text) for one in words)


def _told(field: FieldChange) -> tuple[str, str]:
    return "; ".join(field.gone) or "nothing", "; ".join(field.came) or "nothing"


def _field_lines(record: RecordChanges, whole: bool) -> Iterator[str]:
    """The fields that come first in full, and of the others how many changed; `whole`: each of them."""
    from trialtui.versions.fields import FIRST, LIMITS

    rest: dict[str, int] = {}
    for one in record.fields:
        if one.section == LIMITS and one.name in FIRST:
            continue  # told above all
        if whole or one.name in FIRST:
            before, after = _told(one)
            yield f"  {f'{one.item}: ' if one.item else ''}{one.label}: {before} -> {after}"
        else:
            rest[one.section] = rest.get(one.section, 0) + 1
    if rest:
        told = ", ".join(f"{name} ({count})" for name, count in rest.items())
        yield f"  Also changed: {told}; --all tells them"
    for which, places in (("older", record.only_before), ("newer", record.only_after)):
        if places:
            yield f"  Only the {which} source tells: {', '.join(dict.fromkeys(map(label_of, places)))}"


def _as_json(one: Since) -> dict[str, Any]:
    found = one.found
    return {
        "trial": one.trial,
        "before": _version_json(one.before) if one.before else None,
        "after": _version_json(one.after),
        "criteria": _criteria_json(found.criteria) if found and found.criteria else None,
        "criteria_unread": found.why if found else "",
        "fields": [{**field._asdict(), "section": field.section} for field in found.record.fields]
        if found
        else [],
        "only_before": list(found.record.only_before) if found else [],
        "only_after": list(found.record.only_after) if found else [],
    }


def _version_json(one: KeptVersion) -> dict[str, Any]:
    found = one._asdict()
    del found["screened"]
    found["id"] = found.pop("version")
    return found


def _criteria_json(criteria: CriteriaChanges) -> dict[str, Any]:
    return {
        "counts": criteria.counts,
        "changes": [
            {
                "kind": change.kind,
                "moved": change.moved,
                "before": _criterion_json(change.before),
                "after": _criterion_json(change.after),
                "joined": [_criterion_json(one) for one in change.joined],
                "split": [_criterion_json(one) for one in change.split],
                "words": [word._asdict() for word in change.words],
                "thresholds": [limit._asdict() for limit in change.thresholds],
                "remarks": list(change.remarks),
            }
            for change in criteria.changes
        ],
        "asides": [
            {**aside._asdict(), "words": [word._asdict() for word in aside.words]}
            for aside in criteria.asides
        ],
    }


def _criterion_json(one: Criterion | None) -> dict[str, str] | None:
    return {"code": one.code, "text": one.text} if one else None
