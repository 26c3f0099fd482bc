"""What changed between two versions of a trial, as plain text and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from trialtui.eligibility.outline import Criterion
from trialtui.kept_versions import Compared, KeptVersion
from trialtui.versions.criteria import Change, CriteriaChanges
from trialtui.versions.fields import FIRST, LIMITS
from trialtui.versions.record import FieldChange, RecordChanges
from trialtui.versions.words import Words

SAYS_NOTHING = "what only one of them tells may be no change"


class Since(NamedTuple):
    """What changed in one trial between two of its versions; `before` is None where none is older."""

    trial: str
    before: KeptVersion | None
    after: KeptVersion
    found: Compared | None = None


def change_lines(one: Since, *, whole: bool) -> list[str]:
    """What changed in plain text; `whole`: every field, in full."""
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
    for which, only in (("older", record.only_before), ("newer", record.only_after)):
        if only and not whole:
            yield f"  Only the {which} source tells: {', '.join(dict.fromkeys(one.label for one in only))}"
        elif only:
            yield f"  Only the {which} source tells:"
            yield from (f"    {one.label}: {'; '.join((*one.gone, *one.came))}" for one in only)


def change_json(one: Since) -> dict[str, Any]:
    """The same for a program."""
    found = one.found
    return {
        "trial": one.trial,
        "before": version_json(one.before) if one.before else None,
        "after": version_json(one.after),
        "criteria": _criteria_json(found.criteria) if found and found.criteria else None,
        "criteria_unread": found.why if found else "",
        "fields": [{**field._asdict(), "section": field.section} for field in found.record.fields]
        if found
        else [],
        "only_before": [field._asdict() for field in found.record.only_before] if found else [],
        "only_after": [field._asdict() for field in found.record.only_after] if found else [],
    }


def version_json(one: KeptVersion) -> dict[str, Any]:
    """A version for a program, with the screenings last worked on with it."""
    found = one._asdict()
    found["screened"] = [screening._asdict() for screening in one.screened]
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
