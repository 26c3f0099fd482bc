"""The worksheet as a file: which format a name asks for, what the file is called where nobody says, and its whole text."""

from __future__ import annotations

import os
import re

from trialtui.exports.worksheet import Worksheet

FORMATS = ("markdown", "html", "text")
ENDINGS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".txt": "text"}


def format_of(path: str) -> str:
    """The format that a file's name asks for; text where it asks for none."""
    return ENDINGS.get(os.path.splitext(path)[1].lower(), "text")


def usual_name(trial: str, subject: str) -> str:
    """What a worksheet is called where nobody says: "worksheet-NCT06377228-S-014.html"."""
    return (
        "-".join(["worksheet", *(re.sub(r"[^\w.-]+", "-", words).strip("-.") for words in (trial, subject))])
        + ".html"
    )


def worksheet_file(sheet: Worksheet, form: str) -> str:
    """The whole of the file; to be written as UTF-8."""
    if form == "html":
        from trialtui.exports.worksheet_html import worksheet_html

        return worksheet_html(sheet)
    if form == "markdown":
        from trialtui.exports.worksheet_markdown import worksheet_markdown

        return worksheet_markdown(sheet)
    from trialtui.exports.worksheet_text import worksheet_lines

    return "\n".join(worksheet_lines(sheet)) + "\n"
