"""Tab 2: arms against interventions as a grid, then every arm with its description and its cohorts."""

from __future__ import annotations

from trialtui.desk import Desk
from trialtui.record.study import ArmGroup, Intervention, Study
from trialtui.record.words import spell
from trialtui.sheets.blocks import Table, TableRow
from trialtui.ui import theme
from trialtui.ui.panes.rows import ABSENT, blank, heading, paragraphs, prose, telling
from trialtui.ui.panes.tables import Shifts, table_rows
from trialtui.ui.widgets.list_row import ListRow

PLACE = "protocolSection.armsInterventionsModule"
GETS = "●"
INTERVENTION = 14  # cells at most for the name of an intervention over its column


def arm_rows(desk: Desk, width: int, shifts: Shifts) -> list[ListRow]:
    """The Arms pane: the grid, moved sideways where it is wider than the screen, and the list."""
    study = desk.reading.study
    arms = study.arms_interventions.arm_groups
    if not arms:
        rows = [heading("Arm groups", width), prose("none", f"Arm groups: {ABSENT}", width, theme.DIM)]
        return rows + _interventions(study, width)
    rows = _grid(arms, study.arms_interventions.interventions, width, shifts)
    for number, arm in enumerate(arms):
        rows += [blank(), *_arm(desk, number, arm, width)]
    return rows + _interventions(study, width)


def given(arm: ArmGroup, intervention: Intervention) -> bool:
    """Whether the arm gets the intervention, by either side's list ("Drug: Fludarabine" names "Fludarabine")."""
    names = {name.partition(": ")[2] or name for name in arm.intervention_names} | set(arm.intervention_names)
    return intervention.name in names or arm.label in intervention.arm_group_labels


def _grid(
    arms: tuple[ArmGroup, ...], interventions: tuple[Intervention, ...], width: int, shifts: Shifts
) -> list[ListRow]:
    if not interventions:
        return [heading(f"{len(arms)} arm groups", width)]
    columns = ("Arm group", *(one.name for one in interventions))
    table = Table(columns, tuple(
        TableRow((f"{number} {arm.label}", *(GETS if given(arm, one) else " " for one in interventions)), (f"{PLACE}.armGroups[{number - 1}]",))
        for number, arm in enumerate(arms, 1)
    ), f"{len(arms)} arm group{'s' * (len(arms) != 1)}")  # fmt: skip
    return table_rows("grid", table, width, shifts, widest=INTERVENTION)


def _arm(desk: Desk, number: int, arm: ArmGroup, width: int) -> list[ListRow]:
    kind = spell(arm.type) if arm.type else f"type {ABSENT}"
    path = f"{PLACE}.armGroups[{number}]"
    rows = [prose(f"arm.{number}", f"{number + 1}. {arm.label} ({kind.lower()})", width, theme.BOLD)]
    closed = {cohort.label for cohort in desk.screening.cohorts() if cohort.closed}
    labels = [
        cohort.label + (" (closed at this site)" if cohort.label in closed else "")
        for cohort in desk.outline.cohorts
        if number in cohort.arms
    ]
    if labels:
        rows.append(prose(f"arm.{number}.cohorts", "Criteria cohort: " + ", ".join(labels), width, indent=4))
    if arm.intervention_names:
        rows.append(
            prose(f"arm.{number}.names", "Gets: " + ", ".join(arm.intervention_names), width, indent=4)
        )
    if arm.description:
        rows += paragraphs(f"arm.{number}.words", arm.description, width, indent=4)
    else:
        rows.append(prose(f"arm.{number}.words", f"description {ABSENT}", width, theme.DIM, indent=4))
    return telling(rows, path)


def _interventions(study: Study, width: int) -> list[ListRow]:
    rows = [blank(), heading("Interventions", width)]
    if not study.arms_interventions.interventions:
        return [*rows, prose("interventions", ABSENT, width, theme.DIM)]
    for number, one in enumerate(study.arms_interventions.interventions):
        kind = f" ({spell(one.type).lower()})" if one.type else ""
        about = [prose(f"intervention.{number}", one.name + kind, width, theme.BOLD)]
        if one.other_names:
            also = "Also called: " + ", ".join(one.other_names)
            about.append(prose(f"intervention.{number}.names", also, width, indent=4))
        if one.description:
            about += paragraphs(f"intervention.{number}.words", one.description, width, indent=4)
        rows += telling(about, f"{PLACE}.interventions[{number}]")
    return rows
