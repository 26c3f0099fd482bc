"""What is asked of ClinicalTrials.gov's API v2: how new its data are, the dates of many studies at once, one study whole.

Source: https://clinicaltrials.gov/data-api/api (OpenAPI 3, version 2.0.5). `filter.ids` looks in NCTId and in NCTIdAlias; a study asked for
by an alias is a redirect (301) to its number of today.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import quote

import msgspec

from trialtui.copies.copy import CopyError
from trialtui.copies.ctgov_json import FORMAT
from trialtui.copies.decoding import LARGEST_COPY
from trialtui.copies.detect import Part
from trialtui.copies.reader import quick_look
from trialtui.record.literal import one_line
from trialtui.record.module import Module
from trialtui.record.study import IdentificationModule, StatusModule
from trialtui.registry.asking import Answer, Asking, Refused

BASE = "https://clinicaltrials.gov/api/v2"
AT_ONCE = 300
"""Numbers in one question about dates: an address of 4 kB, which every proxy takes."""
LARGEST_LIST = 10 << 20  # bytes of an answer about dates; 300 of them are 80 kB
LONGEST_TIMESTAMP = 40
FIELDS = "NCTId,NCTIdAlias,LastUpdateSubmitDate,LastUpdatePostDate"

_NUMBER = re.compile(r"nct0*([1-9]\d{0,7})", re.I | re.A)


def nct_number(words: str) -> str | None:
    """The number as the registry writes it: "nct6377228" is "NCT06377228"; None for what is no NCT number."""
    found = _NUMBER.fullmatch(words.strip())
    return f"NCT{found[1]:>08}" if found else None


class Listed(NamedTuple):
    """A study as the registry lists it: its number of today, and the date of its record."""

    number: str
    updated: str


class Fetched(NamedTuple):
    """A whole study: `number` is the registry's of today."""

    number: str
    updated: str
    part: Part


class _Protocol(Module, frozen=True):
    identification_module: IdentificationModule
    status_module: StatusModule = StatusModule()


class _Study(Module, frozen=True):
    protocol_section: _Protocol


class _Page(Module, frozen=True):
    studies: tuple[_Study, ...]
    next_page_token: str | None = None


class _Version(Module, frozen=True):
    data_timestamp: str


class Registry:
    """The registry, asked through `asking`. Whatever it is asked raises NoAnswer and Refused."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def data_timestamp(self) -> str:
        """When the registry's data were last made new, in its own words: "2026-11-20T09:00:05"."""
        answer = self._asking.get("/version", LARGEST_LIST)
        return one_line(_read(answer, _Version, "the registry's version").data_timestamp)[:LONGEST_TIMESTAMP]

    def listed(self, numbers: Sequence[str]) -> dict[str, Listed]:
        """What the registry lists under these numbers, at most AT_ONCE; one that it does not list is left out."""
        question = f"/studies?filter.ids={','.join(numbers)}&fields={FIELDS}&pageSize={AT_ONCE}&format=json"
        found: dict[str, Listed] = {}
        for page in self._pages(question):
            for study in page.studies:
                named = study.protocol_section.identification_module
                if own := nct_number(named.nct_id or ""):
                    one = Listed(own, study.protocol_section.status_module.registry_date or "")
                    found.update(dict.fromkeys((own, *map(str.upper, named.nct_id_aliases)), one))
        return {number: found[number] for number in numbers if number in found}

    def _pages(self, question: str) -> list[_Page]:
        pages, token = [], ""
        for _ in range(AT_ONCE):
            answer = self._asking.get(question + token, LARGEST_LIST)
            pages.append(_read(answer, _Page, "a list of studies"))
            if not pages[-1].next_page_token:
                return pages
            token = f"&pageToken={quote(pages[-1].next_page_token, safe='')}"
        raise Refused(f"{answer.url}: a list without an end")

    def study(self, number: str) -> Fetched:
        """One study whole, as the registry gives it, byte for byte. Raises NotThere too."""
        answer = self._asking.get(f"/studies/{number}?format=json", LARGEST_COPY)
        name = answer.url.partition("?")[0]
        if not answer.body.lstrip().startswith(b"{"):
            raise Refused(f"{name}: the answer is not a study: no JSON")
        try:
            reading = quick_look(name, answer.body)
        except CopyError as problem:
            raise Refused(str(problem)) from None
        named = reading.study.identification
        own = nct_number(named.nct_id or "")
        if reading.format != FORMAT or own is None:
            raise Refused(f"{name}: the answer is not a study of the registry ({reading.format})")
        if number not in (own, *map(str.upper, named.nct_id_aliases)):
            raise Refused(f"{name}: {number} was asked for, and {own} came")
        return Fetched(own, reading.study.status.registry_date or "", Part(name, answer.body))


_Kind = TypeVar("_Kind", bound=Module)


def _read(answer: Answer, kind: type[_Kind], what: str) -> _Kind:
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise Refused(f"{answer.url.partition('?')[0]}: the answer is not {what}: {problem}") from None
