"""Tab 2: arms against interventions as a grid, then every arm and every intervention with its description."""

from __future__ import annotations

from trialtui.record.study import ArmGroup, ArmsInterventionsModule, Intervention, Study
from trialtui.record.words import spell
from trialtui.sheets.blocks import ABSENT, Block, Fact, Heading, Table, TableRow
from trialtui.sheets.telling import PROTOCOL, counted, each, part, qualified, said, told

MODULE = PROTOCOL + "armsInterventionsModule"
GIVEN = "●"
LARGEST_GRID = 2_500
"""Cells beyond which no grid is drawn; what each arm gets is told below it in any case."""


def arms_blocks(study: Study) -> list[Block]:
    """The Arms tab: the grid, the arms, the interventions."""
    module = study.arms_interventions
    blocks: list[Block] = []
    if module.arm_groups:
        blocks.append(Heading(counted(len(module.arm_groups), "arm group")))
        if 0 < len(module.arm_groups) * len(module.interventions) <= LARGEST_GRID:
            blocks.append(_grid(module))
        for number, arm in enumerate(module.arm_groups):
            blocks += _arm(f"{MODULE}.armGroups[{number}]", number, arm)
    else:
        blocks += part("Arm groups", [])
    interventions = [
        block
        for at, one in each(f"{MODULE}.interventions", module.interventions)
        for block in _intervention(at, one)
    ]
    return blocks + part("Interventions", interventions)


def given(arm: ArmGroup, intervention: Intervention) -> bool:
    """Whether the arm gets the intervention, by either side's list ("Drug: Fludarabine" names "Fludarabine")."""
    names = {name.partition(": ")[2] or name for name in arm.intervention_names} | set(arm.intervention_names)
    return intervention.name in names or arm.label in intervention.arm_group_labels


def _grid(module: ArmsInterventionsModule) -> Table:
    rows = [
        TableRow(
            (arm.label, spell(arm.type), *(GIVEN if given(arm, one) else "" for one in module.interventions)),
            (f"{at}.label", f"{at}.type"),
        )
        for at, arm in each(f"{MODULE}.armGroups", module.arm_groups)
    ]
    return Table(("Arm group", "Type", *(one.name for one in module.interventions)), tuple(rows))


def _arm(at: str, number: int, arm: ArmGroup) -> list[Block]:
    label = qualified(arm.label or ABSENT, arm.type) if arm.type else f"{arm.label} (type {ABSENT})"
    return [
        Heading(f"{number + 1}. {label}", 2, paths=(f"{at}.label", f"{at}.type")),
        *told("Gets", ", ".join(arm.intervention_names), f"{at}.interventionNames"),
        *(said(arm.description, f"{at}.description") or [Fact("Description", None)]),
    ]


def _intervention(at: str, one: Intervention) -> list[Block]:
    return [
        Heading(qualified(one.name or ABSENT, one.type), 2, paths=(f"{at}.name", f"{at}.type")),
        *told("Also called", ", ".join(one.other_names), f"{at}.otherNames"),
        *told("Given to", ", ".join(one.arm_group_labels), f"{at}.armGroupLabels"),
        *said(one.description, f"{at}.description"),
    ]
