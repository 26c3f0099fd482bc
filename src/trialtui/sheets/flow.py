"""Participant flow: for each period how many started, completed and left, and why, by group."""

from __future__ import annotations

from trialtui.record.results import DropWithdraw, FlowMilestone, FlowPeriod, FlowStats, ParticipantFlowModule
from trialtui.sheets.blocks import Block, Table, TableRow
from trialtui.sheets.measures import NO_VALUE, Columns, Notes, group_blocks
from trialtui.sheets.telling import RESULTS, each, part, told, worded

FLOW = RESULTS + "participantFlowModule"

MILESTONES = {"STARTED": "Started", "COMPLETED": "Completed", "NOT COMPLETED": "Not completed"}
"""The milestones that the registry itself names; the others are the sponsor's own words."""


def flow_blocks(flow: ParticipantFlowModule | None) -> list[Block]:
    """The part "Participant flow" of the results."""
    if flow is None:
        return part("Participant flow", [])
    notes = Notes()
    columns = Columns(flow.groups, [stats.group_id for period in flow.periods for stats in _all(period)])
    blocks = [
        *told("Recruitment", flow.recruitment_details, f"{FLOW}.recruitmentDetails"),
        *told("Before assignment", flow.pre_assignment_details, f"{FLOW}.preAssignmentDetails"),
        *told("Also counted", flow.type_units_analyzed, f"{FLOW}.typeUnitsAnalyzed"),
        *(_period(at, period, columns, notes) for at, period in each(f"{FLOW}.periods", flow.periods)),
        *notes.blocks(),
        *group_blocks(f"{FLOW}.groups", flow.groups),
    ]
    return part("Participant flow", blocks)


def _all(period: FlowPeriod) -> list[FlowStats]:
    achieved = [stats for milestone in period.milestones for stats in milestone.achievements]
    return achieved + [stats for reason in period.drop_withdraws for stats in reason.reasons]


def _period(at: str, period: FlowPeriod, columns: Columns, notes: Notes) -> Table:
    rows = [_row(path, one, columns, notes) for path, one in each(f"{at}.milestones", period.milestones)]
    reasons = [
        _row(path, one, columns, notes) for path, one in each(f"{at}.dropWithdraws", period.drop_withdraws)
    ]
    if reasons:
        rows += [TableRow(("Reasons for leaving",)), *reasons]
    return Table(("Milestone", *columns.heads), tuple(rows), period.title or "", (f"{at}.title",))


def _row(at: str, one: FlowMilestone | DropWithdraw, columns: Columns, notes: Notes) -> TableRow:
    milestone = isinstance(one, FlowMilestone)
    stats, field = (
        (one.achievements, "achievements") if isinstance(one, FlowMilestone) else (one.reasons, "reasons")
    )
    name = worded(one.type, MILESTONES) or ("Milestone" if milestone else "Reason not in this copy")
    name += notes.mark(one.comment, f"{at}.comment")
    numbers = (
        (each_one.group_id, _number(path, each_one, notes)) for path, each_one in each(f"{at}.{field}", stats)
    )
    return TableRow((name, *columns.cells(numbers)), (at,), depth=0 if milestone else 1)


def _number(at: str, stats: FlowStats, notes: Notes) -> str:
    """ "50", with the units besides people "50 (100 units)"."""
    words = stats.num_subjects or NO_VALUE
    if stats.num_units:
        words += f" ({stats.num_units} units)"
    return words + notes.mark(stats.comment, f"{at}.comment")
