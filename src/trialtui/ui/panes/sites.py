"""Tab 4: the sites (facilities), with counts by country on top and the trial's contacts below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.segment import Segment

from trialtui.copies.copy import CopyReading
from trialtui.record.study import Contact, Location, Official
from trialtui.record.words import spell
from trialtui.sheets.blocks import Table, TableRow
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.rows import ABSENT, blank, heading, prose
from trialtui.ui.panes.tables import Shifts, TableHead
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow

PLACE = "protocolSection.contactsLocationsModule"
NO_VALUE = "–"
TABLE = 100  # columns from which on the sites stand in a table


def site_rows(reading: CopyReading, width: int, shifts: Shifts, wanted: str = "") -> list[ListRow]:
    """The Sites pane: the sites whose place, name or status hold each word of `wanted`; a table from 100 columns on."""
    module = reading.study.contacts_locations
    sites = [(number, site) for number, site in enumerate(module.locations) if holds(site, wanted)]
    rows: list[ListRow] = []
    if not module.locations:
        rows += [heading("Sites", width), prose("none", f"Sites: {ABSENT}", width, theme.DIM)]
        if reading.study.countries:
            rows.append(prose("countries", "Countries: " + ", ".join(reading.study.countries), width))
    else:
        rows += _counts([site for _, site in sites], len(module.locations), wanted, width)
        rows += _table(sites, width, shifts) if width >= TABLE else _list(sites, width)
    people = [
        (contact_words(one), f"{PLACE}.centralContacts[{n}]") for n, one in enumerate(module.central_contacts)
    ]
    people += [
        (_official(one), f"{PLACE}.overallOfficials[{n}]") for n, one in enumerate(module.overall_officials)
    ]
    if people:
        rows += [blank(), heading("Contacts and officials", width)]
        for number, (words, path) in enumerate(people):
            rows.append(prose(f"contact.{number}", words, width))
            rows[-1].paths = (path,)
    return rows


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
        if words:
            counted = " · ".join(f"{name} {count}" for name, count in Counter(words).most_common())
            rows.append(prose(key, counted, width))
    if not sites:
        rows.append(prose("none", "No site holds these words.", width, theme.DIM))
    return [*rows, blank()]


def _table(sites: Sequence[tuple[int, Location]], width: int, shifts: Shifts) -> list[ListRow]:
    cells = [
        (f"site.{n}", (f"{PLACE}.locations[{n}]",), site,
         (site.facility or f"facility {ABSENT}", site.city or NO_VALUE, " ".join(filter(None, [site.state, site.zip])) or NO_VALUE,
          site.country or NO_VALUE, spell(site.status) if site.status else ABSENT))
        for n, site in sites
    ]  # fmt: skip
    table = Table(
        ("Facility", "City", "State", "Country", "Status"), tuple(TableRow(row) for *_, row in cells)
    )
    head = TableHead("sites", table, width, shifts)
    rows: list[ListRow] = [head] if cells else []
    for key, paths, site, row in cells:
        rows.append(head.row(key, TableRow(row, paths)))
        rows += _contacts(key, paths, site, width)
    for drawn in rows:
        drawn.head = head
    return rows


def _list(sites: Sequence[tuple[int, Location]], width: int) -> list[ListRow]:
    return [row for number, site in sites for row in _site(number, site, width)]


def _site(number: int, site: Location, width: int) -> list[ListRow]:
    status = spell(site.status) if site.status else f"status {ABSENT}"
    place = ", ".join(filter(None, [site.city, site.state, site.zip, site.country])) or f"place {ABSENT}"
    name = show(site.facility or f"facility {ABSENT}")
    words = f"{name} {place} {status}"
    key, paths = f"site.{number}", (f"{PLACE}.locations[{number}]",)
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
    return [ListRow(key, lines, words, paths), *_contacts(key, paths, site, width)]


def _contacts(key: str, paths: tuple[str, ...], site: Location, width: int) -> list[ListRow]:
    rows = []
    for number, contact in enumerate(site.contacts, 1):
        row = prose(f"{key}.contact.{number}", contact_words(contact), width, theme.DIM, indent=3)
        row.paths = (f"{paths[0]}.contacts[{number - 1}]",)
        rows.append(row)
    return rows


def _official(one: Official) -> str:
    return ", ".join(filter(None, [one.name or "no person named", spell(one.role), one.affiliation]))


def contact_words(contact: Contact) -> str:
    phone = " ext. ".join(filter(None, [contact.phone, contact.phone_ext]))
    role = spell(contact.role) if contact.role else None
    return ", ".join(filter(None, [contact.name, role, phone, contact.email]))
