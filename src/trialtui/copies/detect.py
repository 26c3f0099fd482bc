"""What a file is, told from its content: one line a format; and for what is none of them, a line that says so.

A format is a module of `copies` with a function `read(copy)`, which gives the CopyReading of a copy that holds one study. Where a copy
may hold several, `parts(copy)` gives them, each as bytes that `read` takes. Both raise CopyError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from trialtui.copies.copy import Copy, CopyError, CopyReading
from trialtui.copies.page_lines import lines_of


class Part(NamedTuple):
    """One study of a copy that may hold several. `name` says which: "studies.json[3]", "studies.zip: NCT01234567.json"."""

    name: str
    raw: bytes
    warnings: tuple[str, ...] = ()  # what the copy holds beside its studies, said with the first of them


class FormatModule(Protocol):
    """What every format's module offers."""

    def read(self, copy: Copy) -> CopyReading:
        """The record of a copy that holds one study."""


class SeveralStudies(FormatModule, Protocol):
    """What the module of a format offers in which one copy may hold several studies."""

    def parts(self, copy: Copy) -> Iterator[Part | CopyError]:
        """The studies of the copy, one by one, bad ones as errors; a copy of one study gives itself, its `raw` and no slice."""


def _json(text: str) -> bool:
    """Whether the text opens as JSON does. A title may begin with a bracket: "[18F]FDG in ..."."""
    start = text[:4096].lstrip()
    opening, rest = start[:1], start[1:].lstrip()[:1]
    return (opening == "{" and rest in ("", '"', "}")) or (
        opening == "[" and rest in ("", "{", "[", "]", '"')
    )


def _opens_with(*words: str) -> Callable[[str], bool]:
    return lambda text: text[:4096].lstrip().lower().startswith(words)


def _xml(root: str) -> Callable[[str], bool]:
    """Whether the text is XML that comes to an element of this name: its root, after a prolog of whatever length one has."""
    return lambda text: text[:1024].lstrip().startswith("<") and f"<{root}" in text[:65536]


def _json_of(*keys: str) -> Callable[[str], bool]:
    """Whether the text is one JSON object that has these keys, and is no v2 study (nearly all of which say so at once)."""

    def recognises(text: str) -> bool:
        start = text[:1024]
        return (
            start.lstrip()[:1] == "{"
            and '"protocolSection"' not in start
            and all(f'"{key}"' in text for key in keys)
            and '"protocolSection"' not in text
        )

    return recognises


def _csv_of(name: str, *others: str) -> Callable[[str], bool]:
    """Whether the text opens with names of columns, this one and any of the others among them."""

    def recognises(text: str) -> bool:
        line = text[:4096].lstrip("\ufeff \r\n").partition("\n")[0].lower().replace("_", " ")
        heads = {head.strip(' "\r') for head in re.split("[,;\t]", line)}
        return name in heads and not heads.isdisjoint(others)

    return recognises


def _euctr_text(text: str) -> bool:
    start = text[:65536]
    return re.search(r"^(?:Summary[ \t]*\r?\nEudraCT Number|A\.2 EudraCT number):", start, re.M) is not None


def _trial_page(text: str) -> bool:
    from trialtui.copies.page_tables import SECTION_LEADS

    # A text of a million lines need not be taken apart to see that the site's own sentences are not in it.
    if "NCT ID:" not in text and not any(lead in text for lead in SECTION_LEADS.values() if lead):
        return False
    from trialtui.copies.trial_page import is_trial_page

    return is_trial_page(lines_of(text))


RESULTS_WORDS = ("Trial Outcomes & Findings", "Results Overview")


def _results_page(text: str) -> bool:
    if not any(words in text for words in RESULTS_WORDS):  # the readers of results are 4 ms to load
        return False
    from trialtui.copies.results_page import is_results_page

    return is_results_page(lines_of(text))


def _html(text: str) -> bool:
    if text[:64].lstrip("\ufeff \t\r\n")[:1] != "<":
        return False
    from trialtui.copies.html_page import is_html

    return is_html(text)


def _with_criteria(text: str) -> bool:
    """Whether criteria are found in a text of no known layout. What markup or another program wrote is no such text."""
    if text[:64].lstrip()[:1] in ("<", "{") or unread_text(text) != UNKNOWN:
        return False
    from trialtui.copies.unrecognised_text import has_criteria

    return has_criteria(text)


FORMATS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("isrctn", _json_of("isrctn", "trialDescription")),
    ("ctis", _json_of("ctNumber", "ctStatus")),
    ("euctr", _json_of("a2_eudract_number")),
    ("registry_legacy_json", _json_of("id_info", "required_header")),
    ("ctgov_json", _json),
    ("ctgov_xml", _xml("clinical_study")),
    ("isrctn", _xml("allTrials")),
    ("isrctn", _xml("fullTrial")),
    ("ictrp", _xml("Trials_downloaded_from_ICTRP")),
    ("ctgov_csv", _csv_of("nct number", "study title", "study status", "study url", "conditions")),
    ("ictrp", _csv_of("trialid", "public title", "scientific title", "source register")),
    ("euctr", _euctr_text),
    ("html_page", _html),
    ("results_page", _results_page),
    ("trial_page", _trial_page),
    ("unrecognised_text", _with_criteria),
)
"""Module and test, first match wins."""

BYTE_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive where a study should be: unpack it first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"%PDF-", "a PDF; save the trial's page as text, or the study as JSON from ClinicalTrials.gov"),
    (b"SQLite format 3\0", "a SQLite database, not a copy of a trial"),
)

TEXT_SIGNATURES = (
    ("{\\rtf", "an RTF document; save it as plain text"),
    ("from: <saved by", "a web archive (MHTML); save the page as HTML or as text"),
    ("mime-version:", "a web archive (MHTML); save the page as HTML or as text"),
    (
        "<?xml",
        "XML of no kind that this version reads (ClinicalTrials.gov's has the root element clinical_study)",
    ),
    ("<", "XML or HTML of no kind that this version reads; save the study as JSON, or the page as text"),
)

BARE_TEXT = "`trialtui criteria --text` reads bare eligibility criteria"

MOST_LINES = 200_000
"""Lines of a text of no known layout. A long page has some thousands; a log or a table of data has more than these."""

TOO_MANY_LINES = f"more than {MOST_LINES:,} lines of no known layout: no page of a trial"

UNKNOWN = (
    f"not a format this version reads, and no heading of eligibility criteria is found in it; {BARE_TEXT}"
)


def unread_bytes(raw: bytes) -> str | None:
    """Why a file is refused by its first bytes, or None."""
    return next((reason for signature, reason in BYTE_SIGNATURES if raw.startswith(signature)), None)


def format_of(text: str) -> FormatModule | None:
    """The module that reads this text, or None where no format is recognised."""
    name = next((name for name, recognises in FORMATS if recognises(text)), None)
    return cast(FormatModule, import_module(f"trialtui.copies.{name}")) if name else None


def unread_text(text: str) -> str:
    """Why this version does not read a text, in words for one line."""
    start = text[:4096].lstrip().lower()
    other = TOO_MANY_LINES if max(map(text.count, "\n\r")) > MOST_LINES else UNKNOWN
    return next((reason for signature, reason in TEXT_SIGNATURES if start.startswith(signature)), other)
