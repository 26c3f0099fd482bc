"""Tab 4: the sites (facilities), with counts by country on top and the trial's contacts below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from rich.segment import Segment

from trialtui.record.study import Location, Study
from trialtui.record.words import spell
from trialtui.sheets.blocks import Block, Fact, Table
from trialtui.sheets.sites import contact_words, position
from trialtui.sheets.telling import joined
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.rows import ABSENT, blank, heading, prose, telling
from trialtui.ui.panes.sheet import sheet_rows
from trialtui.ui.panes.tables import Shifts, TableHead
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow

PLACE = "protocolSection.contactsLocationsModule"
TABLE = 100  # columns from which on the sites stand in a table


def site_rows(
    study: Study, blocks: Sequence[Block], width: int, shifts: Shifts, wanted: str = ""
) -> list[ListRow]:
    """The Sites pane: the sites whose place, name or status hold each word of `wanted`; a table from 100 columns on.

    `blocks` are those of the Sites sheet; its table and counts are drawn here, so that they can be filtered.
    """
    sites = {n: site for n, site in enumerate(study.contacts_locations.locations) if holds(site, wanted)}
    at = next((n for n, block in enumerate(blocks) if isinstance(block, Table)), None)
    table = blocks[at] if at is not None else None
    if at is None or not isinstance(table, Table):
        return sheet_rows(blocks, width, shifts)
    total = len(study.contacts_locations.locations)
    rows = _counts(list(sites.values()), total, wanted, width)
    rows += _table(table, sites, width, shifts) if width >= TABLE else _list(sites, width)
    absent = [block for block in blocks[:at] if isinstance(block, Fact)]
    after = [*absent, *blocks[at + 1 :]]
    return [*rows, blank(), *sheet_rows(after, width, shifts)] if after else rows


def holds(site: Location, wanted: str) -> bool:
    """Whether each of the words wanted stands in the site's facility, city, state, country or status."""
    if not wanted:
        return True
    said = [site.facility, site.city, site.state, site.zip, site.country, site.status, spell(site.status)]
    told = " ".join(filter(None, said)).casefold()
    return all(word in told for word in wanted.casefold().split())


def _counts(sites: Sequence[Location], total: int, wanted: str, width: int) -> list[ListRow]:
    """How many sites there are, in all and by country and status: of those that the filter leaves."""
    if wanted:
        title, remark = f"{len(sites)} of {total} sites: {' '.join(wanted.split())}", "f filter, esc all"
    else:
        title, remark = f"{total} site{'s' * (total != 1)}", "f filter"
    rows = [heading(title, width, remark)]
    for key, words in (
        ("counts", [site.country or f"country {ABSENT}" for site in sites]),
        ("statuses", [spell(site.status) if site.status else f"status {ABSENT}" for site in sites]),
    ):
        if words and (key == "counts" or any(site.status for site in sites)):
            counted = " · ".join(f"{name} {count}" for name, count in Counter(words).most_common())
            rows.append(prose(key, counted, width))
    if not sites:
        rows.append(prose("none", "No site holds these words.", width, theme.DIM))
    return [*rows, blank()]


def _table(table: Table, sites: Collection[int], width: int, shifts: Shifts) -> list[ListRow]:
    keyed = [(key, row) for row in table.rows if (key := _key(row.paths, sites))]
    if not keyed:
        return []
    head = TableHead("sites", table._replace(rows=tuple(row for _, row in keyed)), width, shifts)
    rows: list[ListRow] = [head, *(head.row(key, row) for key, row in keyed)]
    for drawn in rows:
        drawn.head = head
    return rows


def _key(paths: tuple[str, ...], sites: Collection[int]) -> str:
    """ "site.12", "site.12.contact.0"; "" for a row of another site."""
    found = re.search(r"locations\[(\d+)\](?:\.contacts\[(\d+)\])?$", paths[0]) if paths else None
    if found is None or int(found[1]) not in sites:
        return ""
    return f"site.{found[1]}" + (f".contact.{found[2]}" if found[2] else "")


def _list(sites: Mapping[int, Location], width: int) -> list[ListRow]:
    return [row for number, site in sites.items() for row in _site(number, site, width)]


def _site(number: int, site: Location, width: int) -> list[ListRow]:
    status = spell(site.status) if site.status else f"status {ABSENT}"
    place = joined(site.city, site.state, site.zip, site.country) or f"place {ABSENT}"
    if site.geo_point:
        place += f" ({position(site.geo_point)})"
    name = show(site.facility or f"facility {ABSENT}")
    words = f"{name} {place} {status}"
    key, path = f"site.{number}", f"{PLACE}.locations[{number}]"
    lines: list[Line] = []
    if width < 60:
        for indent, part in ((1, name), (3, place), (3, status)):
            lines += prose(key, part, width, indent=indent).lines
    else:
        room = width - 26
        lines = [list(line) for line in prose(key, name, room, theme.BOLD).lines]
        used = min(room, len(lines[0][0].text))
        lines[0] += [Segment(" " * max(1, room - used)), Segment(fit(show(status), 24), theme.DIM)]
        lines += prose(key, place, width, indent=3).lines
    return [ListRow(key, lines, words, (path,)), *_contacts(key, path, site, width)]


def _contacts(key: str, path: str, site: Location, width: int) -> list[ListRow]:
    rows = []
    for number, contact in enumerate(site.contacts):
        words = prose(f"{key}.contact.{number}", contact_words(contact), width, theme.DIM, indent=3)
        rows += telling([words], f"{path}.contacts[{number}]")
    return rows
