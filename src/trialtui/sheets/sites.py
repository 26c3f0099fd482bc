"""Tab 4: the sites (facilities), with counts by country on top and the trial's contacts below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from trialtui.record.study import Contact, GeoPoint, Location, Study
from trialtui.record.words import spell, status_words
from trialtui.sheets.blocks import ABSENT, Block, Fact, Heading, Prose, Table, TableRow
from trialtui.sheets.summary import official_words
from trialtui.sheets.telling import DERIVED, PROTOCOL, counted, each, joined, told

MODULE = PROTOCOL + "contactsLocationsModule"

COLUMNS = ("Facility", "City", "State", "Country", "Status", "Postcode", "Position")
EMPTY = {name: f"{name.lower()} {ABSENT}" for name in ("Facility", "Country", "Status")}
"""What an empty cell says; the other columns are empty for many a site (not every country has states)."""


def sites_blocks(study: Study) -> list[Block]:
    """The Sites tab."""
    module = study.contacts_locations
    misc = study.derived.misc_info
    removed = ", ".join(misc.removed_countries) if misc else ""
    return [
        *(_sites(module.locations) if module.locations else _no_sites(study)),
        *told("Countries removed", removed, f"{DERIVED}miscInfoModule.removedCountries"),
        *_people(study),
    ]


def _no_sites(study: Study) -> list[Block]:
    return [
        Heading("Sites"),
        Fact("Sites", None),
        *told("Countries", ", ".join(study.countries), "countries"),
    ]


def _sites(sites: Sequence[Location]) -> list[Block]:
    """Counts, and the table: a row a site, its contacts below it. A column that no site fills is left out."""
    counts = Counter(site.country or f"country {ABSENT}" for site in sites).most_common()
    cells = [_cells(site) for site in sites]
    kept = [0, *(n for n in range(1, len(COLUMNS)) if any(row[n] for row in cells))]
    rows: list[TableRow] = []
    for (at, site), row in zip(each(f"{MODULE}.locations", sites), cells, strict=True):
        rows.append(TableRow(tuple(row[n] or EMPTY.get(COLUMNS[n], "") for n in kept), (at,)))
        contacts = each(f"{at}.contacts", site.contacts)
        rows += [TableRow((contact_words(one),), (path,), depth=1) for path, one in contacts]
    absent = [name for n, name in enumerate(COLUMNS) if name in EMPTY and n not in kept]
    return [
        Heading(counted(len(sites), "site")),
        Prose(" · ".join(f"{country} {count}" for country, count in counts)),
        *(Fact(f"{name} of sites", None) for name in absent),
        Table(tuple(COLUMNS[n] for n in kept), tuple(rows)),
    ]


def _cells(site: Location) -> tuple[str, ...]:
    return (
        site.facility or "",
        site.city or "",
        site.state or "",
        site.country or "",
        status_words(site.status),
        site.zip or "",
        position(site.geo_point),
    )


def position(point: GeoPoint | None) -> str:
    """ "41.85, -87.65": degrees north and east."""
    degrees = (point.lat, point.lon) if point else ()
    return ", ".join(ABSENT if one is None else str(one) for one in degrees)


def _people(study: Study) -> list[Block]:
    module = study.contacts_locations
    people: list[Block] = [
        Prose(contact_words(one), (at,))
        for at, one in each(f"{MODULE}.centralContacts", module.central_contacts)
    ]
    people += [
        Prose(official_words(one), (at,))
        for at, one in each(f"{MODULE}.overallOfficials", module.overall_officials)
    ]
    return [Heading("Contacts and officials"), *people] if people else []


def contact_words(contact: Contact) -> str:
    """ "Ada Placeholder, Contact, 555-0100 ext. 7, ada@example.org"."""
    phone = joined(contact.phone, contact.phone_ext, by=" ext. ")
    return joined(contact.name, spell(contact.role), phone, contact.email) or f"contact {ABSENT}"
