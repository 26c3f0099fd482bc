"""Tab 2: arms against interventions as a grid, then every arm with its description and its cohorts."""

from __future__ import annotations

from rich.segment import Segment

from trialtui.desk import Desk
from trialtui.record.study import ArmGroup, Intervention, Study
from trialtui.record.words import spell
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.panes.rows import ABSENT, blank, heading, paragraphs, prose
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow


def arm_rows(desk: Desk, width: int) -> list[ListRow]:
    """The Arms pane: the grid where it fits, and the list always."""
    study = desk.reading.study
    arms = study.arms_interventions.arm_groups
    if not arms:
        rows = [heading("Arm groups", width), prose("none", f"Arm groups: {ABSENT}", width, theme.DIM)]
        return rows + _interventions(study, width)
    rows = _grid(arms, study.arms_interventions.interventions, width)
    for number, arm in enumerate(arms):
        rows += [blank(), *_arm(desk, number, arm, width)]
    return rows + _interventions(study, width)


def given(arm: ArmGroup, intervention: Intervention) -> bool:
    """Whether the arm gets the intervention, by either side's list ("Drug: Fludarabine" names "Fludarabine")."""
    names = {name.partition(": ")[2] or name for name in arm.intervention_names} | set(arm.intervention_names)
    return intervention.name in names or arm.label in intervention.arm_group_labels


def _grid(arms: tuple[ArmGroup, ...], interventions: tuple[Intervention, ...], width: int) -> list[ListRow]:
    columns = [max(5, min(14, len(show(one.name)))) + 2 for one in interventions]
    label_width = width - 6 - sum(columns)
    if not interventions or label_width < 24:
        return [heading(f"{len(arms)} arm groups", width)]
    names: Line = [Segment(" " + fit("   Arm group", label_width + 4), theme.DIM)]
    for one, column in zip(interventions, columns, strict=True):
        names.append(Segment(fit(show(one.name), column - 2) + "  ", theme.DIM))
    rows = [ListRow("", [names])]
    for number, arm in enumerate(arms):
        wrapped = wrap(show(arm.label), label_width - 1)
        line: Line = [Segment(f" {number + 1:>2} " + fit(wrapped[0], label_width + 1))]
        for one, column in zip(interventions, columns, strict=True):
            line.append(Segment((show("●") if given(arm, one) else " ").center(column - 2) + "  "))
        more: list[Line] = [[Segment("    " + part)] for part in wrapped[1:]]
        rows.append(ListRow(f"grid.{number}", [line, *more], arm.label))
    return rows


def _arm(desk: Desk, number: int, arm: ArmGroup, width: int) -> list[ListRow]:
    kind = spell(arm.type) if arm.type else f"type {ABSENT}"
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
        return rows + paragraphs(f"arm.{number}.words", arm.description, width, indent=4)
    return [*rows, prose(f"arm.{number}.words", f"description {ABSENT}", width, theme.DIM, indent=4)]


def _interventions(study: Study, width: int) -> list[ListRow]:
    rows = [blank(), heading("Interventions", width)]
    if not study.arms_interventions.interventions:
        return [*rows, prose("interventions", ABSENT, width, theme.DIM)]
    for number, one in enumerate(study.arms_interventions.interventions):
        kind = f" ({spell(one.type).lower()})" if one.type else ""
        rows.append(prose(f"intervention.{number}", one.name + kind, width, theme.BOLD))
        if one.other_names:
            also = "Also called: " + ", ".join(one.other_names)
            rows.append(prose(f"intervention.{number}.names", also, width, indent=4))
        if one.description:
            rows += paragraphs(f"intervention.{number}.words", one.description, width, indent=4)
    return rows
