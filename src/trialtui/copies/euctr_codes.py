"""The names of the EU register's fields: their codes and languages, in its plain text and in the JSON that a third party makes of it."""

from __future__ import annotations

import re

from trialtui.copies.json_sorting import Path

SUMMARY_CODES = {
    "EudraCT Number": "x1",
    "Trial Status": "x5",
    "Date on which this record was first entered": "x6",
}

LANGUAGES = frozenset(
    [
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fi",
        "fr",
        "ga",
        "hr",
        "hu",
        "is",
        "it",
        "lt",
        "lv",
        "mt",
        "nb",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "sk",
        "sl",
        "sv",
    ]
)

_TEXT_CODE = re.compile(r"([A-Z](?:\.\d+)+)")
_JSON_CODE = re.compile(r"([a-z]\d+)_")
_P_FIELDS = {"end of trial status": "p_status", "date of the global end of the trial": "p_end"}


def code_of(key: str) -> str | None:
    """ "e3" of "E.3 Principal inclusion criteria (es)" and of "e3_principal_inclusion_criteria_es"."""
    folded = key.lower().replace("_", " ")
    for label, code in _P_FIELDS.items():
        if folded[:1] == "p" and label in folded:
            return code
    for label, code in SUMMARY_CODES.items():
        if key.startswith(label):
            return code
    if match := _TEXT_CODE.match(key):
        return match[1].replace(".", "").lower()
    return match[1] if (match := _JSON_CODE.match(key)) else None


def language_of(key: str) -> str | None:
    """ "es" of both; None where a field names no language."""
    match = re.search(r"(?: \((\w\w)\)|_([a-z]{2}))\Z", key)
    code = (match[1] or match[2]) if match else None
    return code if code in LANGUAGES else None


def label_of(key: str) -> str:
    return key if " " in key else key.split("_", 1)[0]


def text_place(path: Path) -> str:
    """ "E.3 Principal inclusion criteria", "sponsors[1] B.1.1 Name of Sponsor"; the field itself where it stands once."""
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f" {step}" for step in path).strip()
    return words.removesuffix("[1]")
