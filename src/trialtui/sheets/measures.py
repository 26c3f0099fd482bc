"""Tables of numbers by group: which column a number stands in, values with their spread, denominators, and notes below the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trialtui.record.results import (
    BaselineMeasure,
    Denom,
    EventGroup,
    MeasureClass,
    Measurement,
    OutcomeMeasure,
    ResultsGroup,
)
from trialtui.sheets.blocks import Block, Heading, Prose, Table, TableRow
from trialtui.sheets.telling import each, joined, worded

NO_VALUE = "–"
DASH = f"A dash ({NO_VALUE}) in a table: not in this copy."
NAMELESS = "group without a name"

WORDS = {
    "GEOMETRIC_MEAN": "Geometric mean",
    "GEOMETRIC_LEAST_SQUARES_MEAN": "Geometric least squares mean",
    "LEAST_SQUARES_MEAN": "Least squares mean",
    "LOG_MEAN": "Log mean",
    "MEAN": "Mean",
    "MEDIAN": "Median",
    "NUMBER": "Number",
    "COUNT_OF_PARTICIPANTS": "Count of participants",
    "COUNT_OF_UNITS": "Count of units",
    "NA": "no dispersion",
    "STANDARD_DEVIATION": "standard deviation",
    "STANDARD_ERROR": "standard error",
    "STANDARD_ERROR_OF_MEAN": "standard error of the mean",
    "INTER_QUARTILE_RANGE": "inter-quartile range",
    "FULL_RANGE": "full range",
    "CONFIDENCE_80": "80 % confidence interval",
    "CONFIDENCE_90": "90 % confidence interval",
    "CONFIDENCE_95": "95 % confidence interval",
    "CONFIDENCE_975": "97.5 % confidence interval",
    "CONFIDENCE_99": "99 % confidence interval",
    "CONFIDENCE_OTHER": "another confidence interval",
    "GEOMETRIC_COEFFICIENT": "geometric coefficient of variation",
}
"""MeasureParam, MeasureDispersionType and AnalysisDispersionType of the registry's API."""

AnyGroup = ResultsGroup | EventGroup


def group_name(group: AnyGroup) -> str:
    """ "Placebo (BG000)": the number tells groups of like names apart, and is what the registry's tables cite."""
    if group.title and group.id:
        return f"{group.title} ({group.id})"
    return group.title or group.id or NAMELESS


MOST_COLUMNS = 40
"""Groups beyond which a table has one column for all of them; the registry's own studies rarely have more than a dozen."""


class Columns:
    """The groups of a table, in the copy's order; then those that its numbers cite and nobody describes."""

    def __init__(self, groups: Iterable[AnyGroup], cited: Iterable[str | None]) -> None:
        names: dict[str | None, str] = {}
        for group in groups:
            names.setdefault(group.id, group_name(group))
        for group_id in cited:
            if group_id not in names:
                names[group_id] = group_id or NAMELESS
        self._names = names
        self._together = len(names) > MOST_COLUMNS
        self.heads = ("By group",) if self._together else tuple(names.values())

    def cells(self, numbers: Iterable[tuple[str | None, str]]) -> tuple[str, ...]:
        """These numbers, each in the column of its group."""
        if self._together:
            return ("; ".join(f"{self._names[one]}: {words}" for one, words in numbers) or NO_VALUE,)
        found: dict[str | None, str] = {}
        for group_id, words in numbers:
            found[group_id] = f"{found[group_id]}; {words}" if group_id in found else words
        return tuple([found.get(group_id, NO_VALUE) for group_id in self._names])

    def names(self, group_ids: Iterable[str]) -> str:
        """Groups by name: "Placebo (OG000), Fictimab (OG001)"."""
        return ", ".join(self._names.get(one, one) for one in group_ids)


class Notes:
    """Comments on single numbers: a mark beside the number, the comment once below the table."""

    def __init__(self) -> None:
        self._notes: dict[str, tuple[int, list[str]]] = {}

    def mark(self, comment: str | None, path: str) -> str:
        """ " [note 1]", to stand behind what it is about; "" without a comment."""
        if not comment:
            return ""
        number, paths = self._notes.setdefault(comment, (len(self._notes) + 1, []))
        paths.append(path)
        return f" [note {number}]"

    def blocks(self) -> list[Block]:
        return [
            Prose(f"[note {number}] {comment}", tuple(paths))
            for comment, (number, paths) in self._notes.items()
        ]


def group_blocks(
    at: str, groups: Sequence[AnyGroup], also: Sequence[str] = (), level: int = 2
) -> list[Block]:
    """What the groups are, one a line. `also`: other lists of the record that hold just the same groups."""
    if not groups:
        return []
    blocks: list[Block] = [Heading("Groups", level)]
    for number, group in enumerate(groups):
        fields = [
            f"{where}[{number}].{name}" for where in (at, *also) for name in ("id", "title", "description")
        ]
        blocks.append(Prose(joined(group_name(group), group.description, by=": "), tuple(fields)))
    return blocks


def measured_as(measure: BaselineMeasure | OutcomeMeasure) -> str:
    """ "Mean (standard deviation), years"; "" where the copy says nothing of it."""
    kind = worded(measure.param_type, WORDS)
    spread = worded(measure.dispersion_type, WORDS)
    return joined(joined(kind, f"({spread})" if spread else "", by=" "), measure.unit_of_measure)


def measured_paths(at: str) -> tuple[str, ...]:
    """The fields that `measured_as` tells."""
    return (f"{at}.paramType", f"{at}.dispersionType", f"{at}.unitOfMeasure")


class MeasureTable:
    """The rows of a table of measures, filled one after the other."""

    def __init__(self, columns: Columns, notes: Notes) -> None:
        self.columns, self.notes = columns, notes
        self.rows: list[TableRow] = []
        self._overall: dict[Denom, int] = {}  # the denominators of all measures, and their rows
        self._same: dict[int, list[str]] = {}  # by row, where else the copy says just that

    def span(self, words: str, paths: tuple[str, ...], depth: int = 0) -> None:
        """A row of words alone."""
        self.rows.append(TableRow((words,), paths, depth))

    def overall(self, at: str, denoms: Sequence[Denom]) -> None:
        """How many were analysed for every measure of the table that says nothing else."""
        for path, denom in each(at, denoms):
            self._overall.setdefault(denom, len(self.rows))
            self._denominator(path, denom, 0)

    def denominators(self, at: str, denoms: Sequence[Denom], depth: int, apart: bool = False) -> None:
        """How many were analysed for a measure or a part of it; what is so overall is not said again, unless `apart`."""
        for path, denom in each(at, denoms):
            row = None if apart else self._overall.get(denom)
            if row is None:
                self._denominator(path, denom, depth)
            else:
                self._same.setdefault(row, []).append(path)

    def _denominator(self, path: str, denom: Denom, depth: int) -> None:
        numbers = ((count.group_id, count.value or NO_VALUE) for count in denom.counts)
        name = f"Analysed ({denom.units})" if denom.units else "Analysed"
        self.rows.append(TableRow((name, *self.columns.cells(numbers)), (path,), depth))

    def measure(
        self,
        at: str,
        name: str,
        paths: tuple[str, ...],
        classes: Sequence[MeasureClass],
        denoms: Sequence[Denom] = (),
    ) -> None:
        """A measure with all its classes and its own denominators; a single number a group stands on its own row."""
        if len(classes) == 1 and _is_plain(classes[0]):
            values = f"{at}.classes[0].categories[0]"
            self._values(values, classes[0].categories[0].measurements, 0, name, paths)
        else:
            self.span(name, paths)
        self.denominators(f"{at}.denoms", denoms, 1)
        apart = any(denom not in self._overall for denom in denoms)
        for path, one in each(f"{at}.classes", classes):
            if not _is_plain(one) or len(classes) > 1:
                self._class(path, one)
            self.denominators(f"{path}.denoms", one.denoms, 2, apart)

    def _class(self, at: str, one: MeasureClass) -> None:
        title, paths = one.title or "", (f"{at}.title",)
        if len(one.categories) == 1 and not (title and one.categories[0].title):
            category = one.categories[0]
            name = title or category.title or ""
            self._values(f"{at}.categories[0]", category.measurements, 1, name, paths)
            return
        if title:
            self.span(title, paths, 1)
        for path, category in each(f"{at}.categories", one.categories):
            self._values(path, category.measurements, 1 + bool(title), category.title or "")

    def _values(
        self, at: str, numbers: Sequence[Measurement], depth: int, name: str, paths: tuple[str, ...] = ()
    ) -> None:
        cells = self.columns.cells(
            (one.group_id, self._number(one, path)) for path, one in each(f"{at}.measurements", numbers)
        )
        self.rows.append(TableRow((name or "All", *cells), (*paths, at), depth))

    def _number(self, one: Measurement, at: str) -> str:
        words = one.value or NO_VALUE
        if one.spread:
            words += f" ({one.spread})"
        if one.lower_limit or one.upper_limit:
            words += f" [{one.lower_limit or NO_VALUE} to {one.upper_limit or NO_VALUE}]"
        return words + self.notes.mark(one.comment, f"{at}.comment")

    def blocks(self, corner: str, title: str = "", paths: tuple[str, ...] = ()) -> list[Block]:
        """The table, if it has rows, and the notes below it."""
        table: list[Block] = []
        for number, same in self._same.items():
            row = self.rows[number]
            self.rows[number] = row._replace(paths=(*row.paths, *same))
        if self.rows:
            table.append(Table((corner, *self.columns.heads), tuple(self.rows), title, paths))
        return [*table, *self.notes.blocks()]


def _is_plain(one: MeasureClass) -> bool:
    return not one.title and len(one.categories) == 1 and not one.categories[0].title


def cited(classes: Iterable[MeasureClass], denoms: Iterable[Denom]) -> Iterator[str | None]:
    """Every group that these numbers are about."""
    for denom in denoms:
        yield from (count.group_id for count in denom.counts)
    for one in classes:
        yield from cited((), one.denoms)
        for category in one.categories:
            yield from (number.group_id for number in category.measurements)
