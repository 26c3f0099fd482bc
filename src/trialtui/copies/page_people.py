"""Readers of the page's sections on people and places: sponsors, responsible party, officials, sites, identifiers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence, Set

from msgspec.structs import replace

from trialtui.copies.page_lines import Account, Line, value_after
from trialtui.copies.page_tables import (
    AGENCY_CLASSES,
    IDENTIFIER_SOURCE,
    IDENTIFIER_TYPE,
    NO_VALUE,
    OFFICIAL_ROLE,
    OFFICIAL_ROLES,
    ORG_STUDY_ID,
    PARTY_TYPES,
    RESPONSIBILITY_ROLE,
    SITE_STATUS,
    SPONSOR_ROLE,
    SPONSOR_ROLES,
)
from trialtui.record.study import Location, Official, ResponsibleParty, SecondaryIdInfo, Sponsor, Study
from trialtui.record.words import STATUSES, spell

SponsorRow = tuple[list[Line], str | None, Line | None]
"""The lines of one sponsor: name and class, then the role (None where no line says it) and the line that says it."""


def read_sponsors(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """The row that says "lead" leads; where the first row says nothing it is taken for the lead, with a warning."""
    lead: Sponsor | None = None
    collaborators: list[Sponsor] = []
    for names, role, role_line in _sponsor_rows(lines):
        if not names or (role == "lead" and lead is not None):
            continue
        sponsor = Sponsor(names[0].text, names[1].text if len(names) > 1 else None)
        if role == "lead":
            lead = sponsor
        elif role is None and lead is None and not collaborators:
            lead = sponsor
            account.warn(
                names[0], "no role stands beside this sponsor: taken for the lead, as it comes first"
            )
        elif role in (None, "collaborator"):
            collaborators.append(sponsor)
        else:
            continue
        account.settle([*names, role_line] if role_line else names)
    module = replace(study.sponsor_collaborators, lead_sponsor=lead, collaborators=tuple(collaborators))
    return replace(study, sponsor_collaborators=module)


def _sponsor_rows(lines: Sequence[Line]) -> Iterator[SponsorRow]:
    names: list[Line] = []
    for line in lines:
        role = line.text if line.text in SPONSOR_ROLES else value_after(SPONSOR_ROLE, line)
        if role is not None:
            yield names, role or None, line
            names = []
        elif names and line.text in AGENCY_CLASSES and len(names) == 1:
            names = [*names, line]
        else:
            if names:
                yield names, None, None
            names = [line]
    if names:
        yield names, None, None


def read_responsible_party(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """The role ("Responsibility Role SPONSOR"); a line before an investigator's role is the investigator's name."""
    party = ResponsibleParty()
    loose: list[Line] = []
    for line in lines:
        role = line.text if line.text in PARTY_TYPES else value_after(RESPONSIBILITY_ROLE, line)
        if role and party.type is None:
            party = replace(party, type=role)
            account.settle([line])
        else:
            loose.append(line)
    if loose and party.type in ("PRINCIPAL_INVESTIGATOR", "SPONSOR_INVESTIGATOR"):
        party = replace(party, investigator_full_name=loose[0].text)
        account.settle(loose[:1])
    module = replace(
        study.sponsor_collaborators, responsible_party=party if party != ResponsibleParty() else None
    )
    return replace(study, sponsor_collaborators=module)


def read_officials(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Rows of name, "Role: STUDY_DIRECTOR", affiliation. A name that only repeats the role is no person: None."""
    roles = [n for n, line in enumerate(lines) if _official_role(line)]
    officials: list[Official] = []
    starts = [0, *(_row_start(lines, here, there) for here, there in itertools.pairwise(roles))]
    for start, at, end in zip(starts, roles, [*starts[1:], len(lines)], strict=False):
        role = _official_role(lines[at]) or ""
        before, after = lines[start:at], lines[at + 1 : end]
        name = before[-1].text if before else None
        if name and name.casefold() in (spell(role).casefold(), role.casefold()):
            name = None
        officials.append(Official(name, after[0].text if after else None, role))
        account.settle([*before[-1:], lines[at], *after[:1]])
    module = replace(study.contacts_locations, overall_officials=tuple(officials))
    return replace(study, contacts_locations=module)


def _official_role(line: Line) -> str | None:
    return line.text if line.text in OFFICIAL_ROLES else value_after(OFFICIAL_ROLE, line)


def _row_start(lines: Sequence[Line], here: int, there: int) -> int:
    """Between two roles stand the affiliation of the first and the name of the second; a lone line is the name."""
    return there - 1 if there - here > 1 else there


def read_locations(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Rows of facility, "City, State, Country", "Site Status" and a status or nothing."""
    countries = frozenset(study.countries)
    labelled = any(value_after(SITE_STATUS, line) is not None for line in lines)
    rows = _rows_by_label(lines, account) if labelled else _rows_by_form(lines, countries)
    sites: list[Location] = []
    for names, status in rows:
        facility, place = _facility_and_place(names, countries)
        used = [line for line in (facility, place, status) if line]
        if not (facility or place):
            continue
        site = split_place(place.text, countries) if place else Location()
        words = (value_after(SITE_STATUS, status) or status.text) if status else None
        sites.append(replace(site, facility=facility.text if facility else None, status=words))
        account.settle(used)
    module = replace(study.contacts_locations, locations=tuple(sites))
    return replace(study, contacts_locations=module)


SiteRow = tuple[list[Line], Line | None]


def _rows_by_label(lines: Sequence[Line], account: Account) -> list[SiteRow]:
    """Each "Site Status" ends a row; the status stands on its line or the next, or nowhere."""
    rows: list[SiteRow] = []
    names: list[Line] = []
    for line in lines:
        status = value_after(SITE_STATUS, line)
        if status is not None:
            if not status:
                account.settle([line])
            rows.append((names, line if status else None))
            names = []
        elif line.text in STATUSES and not names and rows and rows[-1][1] is None:
            rows[-1] = (rows[-1][0], line)
        else:
            names.append(line)
    return [*rows, (names, None)]


def _rows_by_form(lines: Sequence[Line], countries: Set[str]) -> list[SiteRow]:
    """Rows without labels: a line that names a country ends a site's names; without countries they come in pairs."""
    rows: list[SiteRow] = []
    names: list[Line] = []
    for line in lines:
        if line.text in STATUSES:
            if names:
                rows.append((names, line))
            elif rows and rows[-1][1] is None:
                rows[-1] = (rows[-1][0], line)
            names = []
            continue
        names.append(line)
        if _is_place(line.text, countries) if countries else len(names) == 2:
            rows.append((names, None))
            names = []
    return [*rows, (names, None)]


def _facility_and_place(names: Sequence[Line], countries: Set[str]) -> tuple[Line | None, Line | None]:
    if len(names) == 1 and _is_place(names[0].text, countries):
        return None, names[0]
    place = next((line for line in names[1:] if _is_place(line.text, countries)), None)
    return (names[0] if names else None), place or (names[1] if len(names) == 2 else None)


def _is_place(text: str, countries: Set[str]) -> bool:
    return _country_of(text, countries) is not None


def _country_of(text: str, countries: Set[str]) -> str | None:
    """The country of the page's list that a place ends with. Names hold at most one comma ("Korea, Republic of")."""
    comma = text.rfind(",")
    before = text.rfind(",", 0, comma) if comma >= 0 else -1
    ends = (text, text[before + 1 :].strip(), text[comma + 1 :].strip())
    return next((end for end in ends if end in countries), None)


def split_place(text: str, countries: Set[str]) -> Location:
    """ "Houston, Texas, United States" as city, state, country; two parts are city and country.

    A country of the page's own list is kept whole where it holds a comma itself ("Korea, Republic of").
    """
    country = _country_of(text, countries)
    rest = text[: -len(country)].rstrip(", ") if country else text
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    if country is None and len(parts) > 1:
        country = parts.pop()
    zip_code = parts.pop() if len(parts) > 2 and parts[-1].isdigit() else None
    state = ", ".join(parts[1:]) or None
    return Location(city=parts[0] if parts else None, state=state, zip=zip_code, country=country)


def read_identifiers(study: Study, lines: Sequence[Line], account: Account) -> Study:
    """Rows of a number, "Identifier Type: -", "Identifier Source: org_study_id". A dash is no value."""
    org: SecondaryIdInfo | None = None
    secondary: list[SecondaryIdInfo] = []
    for row in _identifier_rows(lines):
        kind = next((v for line in row[1:] if (v := _identifier_type(line)) is not None), None)
        source = next((v for line in row[1:] if (v := _identifier_source(line)) is not None), None)
        info = SecondaryIdInfo(row[0].text, _given(kind), _given(source))
        if source == ORG_STUDY_ID and org is None:
            org = replace(info, domain=None)
        else:
            secondary.append(info)
        if source is None:
            account.warn(row[0], "an identifier without its source: the page may have been cut here")
        account.settle(row)
    identification = replace(study.identification, org_study_id_info=org, secondary_id_infos=tuple(secondary))
    return replace(study, identification=identification)


def _identifier_rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """A number with at most one type and one source after it; what repeats or comes before any number is in no row."""
    row: list[Line] = []
    seen: set[bool] = set()  # whether a type (True), a source (False) stands in the row
    for line in lines:
        is_type = _identifier_type(line) is not None
        if not is_type and _identifier_source(line) is None:
            if row:
                yield row
            row, seen = [line], set()
        elif row and is_type not in seen:
            row.append(line)
            seen.add(is_type)
    if row:
        yield row


def _identifier_type(line: Line) -> str | None:
    return line.text if line.text == NO_VALUE else value_after(IDENTIFIER_TYPE, line)


def _identifier_source(line: Line) -> str | None:
    return line.text if line.text == ORG_STUDY_ID else value_after(IDENTIFIER_SOURCE, line)


def _given(value: str | None) -> str | None:
    return None if value in (None, "", NO_VALUE) else value
