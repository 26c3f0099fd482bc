"""What a file is, told from its content; and for what this version does not read, a line that says so."""

from __future__ import annotations

from collections.abc import Sequence

from trialtui.copies.page_lines import Line

BYTE_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive; this version reads one study a file: unpack it and name a file in it"),
    (b"PK\x05\x06", "an empty zip archive; this version reads one study a file"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"%PDF-", "a PDF; save the trial's page as text, or the study as JSON from ClinicalTrials.gov"),
    (b"SQLite format 3\0", "a SQLite database, not a copy of a trial"),
)

TEXT_SIGNATURES = (
    ("<!doctype html", "a saved HTML page; this version reads the page saved as text, or the study's JSON"),
    ("<html", "a saved HTML page; this version reads the page saved as text, or the study's JSON"),
    ("<?xml", "XML; this version reads one study a file as ClinicalTrials.gov v2 JSON: save it as JSON"),
    (
        "<clinical_study",
        "legacy XML; this version reads one study a file as ClinicalTrials.gov v2 JSON: save it as JSON",
    ),
    ("<", "XML or HTML; this version reads one study a file as ClinicalTrials.gov v2 JSON: save it as JSON"),
    (
        "nct number,",
        "a CSV list of studies, without eligibility; this version reads one study a file: save it as JSON",
    ),
    ("trial outcomes & findings for", "a trial site's results page; this version reads its trial page"),
)

BARE_TEXT = "`trialtui criteria --text` reads bare eligibility criteria"

UNKNOWN = (
    f"not a format this version reads (a trial page saved as text, ClinicalTrials.gov v2 JSON); {BARE_TEXT}"
)


def unread_bytes(raw: bytes) -> str | None:
    """Why a file is refused by its first bytes, or None."""
    return next((reason for signature, reason in BYTE_SIGNATURES if raw.startswith(signature)), None)


def looks_like_json(text: str) -> bool:
    """Whether the text opens as a JSON object or list does. A title may begin with a bracket: "[18F]FDG in ..."."""
    start = text[:4096].lstrip()
    opening, rest = start[:1], start[1:].lstrip()[:1]
    return (opening == "{" and rest in ("", '"', "}")) or (
        opening == "[" and rest in ("", "{", "[", "]", '"')
    )


def unread_text(text: str, lines: Sequence[Line]) -> str:
    """Why this version does not read a text, in words for one line."""
    start = text[:4096].lstrip().lower()
    return next((reason for signature, reason in TEXT_SIGNATURES if start.startswith(signature)), UNKNOWN)
