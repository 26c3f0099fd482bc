"""Tab 4: the sites (facilities), with counts by country on top and the trial's contacts below."""

from __future__ import annotations

from collections import Counter

from rich.segment import Segment

from trialtui.copies.copy import CopyReading
from trialtui.record.study import Contact, Location
from trialtui.record.words import spell
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.rows import ABSENT, blank, heading, prose
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow


def site_rows(reading: CopyReading, width: int) -> list[ListRow]:
    """The Sites pane: one row a site; place and status in columns from 60 columns on."""
    module = reading.study.contacts_locations
    sites = module.locations
    rows: list[ListRow] = []
    if not sites:
        rows += [heading("Sites", width), prose("none", f"Sites: {ABSENT}", width, theme.DIM)]
        if reading.study.countries:
            rows.append(prose("countries", "Countries: " + ", ".join(reading.study.countries), width))
    else:
        counts = Counter(site.country or "country not in this copy" for site in sites).most_common()
        rows.append(heading(f"{len(sites)} site{'s' * (len(sites) != 1)}", width))
        rows.append(prose("counts", " · ".join(f"{country} {count}" for country, count in counts), width))
        rows.append(blank())
        rows += [row for number, site in enumerate(sites) for row in _site(number, site, width)]
    people = [_contact(contact) for contact in module.central_contacts]
    people += [
        ", ".join(filter(None, [one.name or "no person named", spell(one.role), one.affiliation]))
        for one in module.overall_officials
    ]
    if people:
        rows += [blank(), heading("Contacts and officials", width)]
        rows += [prose(f"contact.{number}", words, width) for number, words in enumerate(people)]
    return rows


def _site(number: int, site: Location, width: int) -> list[ListRow]:
    status = spell(site.status) if site.status else f"status {ABSENT}"
    place = ", ".join(filter(None, [site.city, site.state, site.zip, site.country])) or f"place {ABSENT}"
    name = show(site.facility or f"facility {ABSENT}")
    words = f"{name} {place} {status}"
    key = f"site.{number}"
    if width < 60:
        lines: list[Line] = []
        for indent, part in ((1, name), (3, place), (3, status)):
            lines += prose(key, part, width, indent=indent).lines
        rows = [ListRow(key, lines, words)]
    else:
        room = width - 26
        lines = [list(line) for line in prose(key, name, room, theme.BOLD).lines]
        used = min(room, len(lines[0][0].text))
        lines[0] += [Segment(" " * max(1, room - used)), Segment(fit(show(status), 24), theme.DIM)]
        lines += prose(key, place, width, indent=3).lines
        rows = [ListRow(key, lines, words)]
    for contact in site.contacts:
        rows.append(prose(f"{key}.contact.{len(rows)}", _contact(contact), width, indent=3))
    return rows


def _contact(contact: Contact) -> str:
    phone = " ext. ".join(filter(None, [contact.phone, contact.phone_ext]))
    role = spell(contact.role) if contact.role else None
    return ", ".join(filter(None, [contact.name, role, phone, contact.email]))
