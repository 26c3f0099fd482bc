"""CSV that a spreadsheet shows as it is meant, and gives back as it was.

The rule. A cell gets one apostrophe in front
  - if it begins with what a spreadsheet could take for a formula: = + - @, their full-width forms, or a line break, white space before it or not
    (CWE-1236, "Improper Neutralization of Formula Elements in a CSV File"; OWASP, "CSV Injection");
  - if a spreadsheet would take all of it for a number, a date, a time or a truth value, and change it: 007, 1E5, MAR-1,
    2026-11, TRUE;
  - if it begins with an apostrophe.
To read a cell back, take one leading apostrophe away: `unguarded`. So no two cells are written alike, and what a
spreadsheet saves again reads as it was. Numbers that are counts are written bare. Lines end in CRLF (RFC 4180), text is
UTF-8. What could act on a terminal or turn words round stands as its code point, as in every output (`record.literal`),
and so does a tab. Tried with LibreOffice Calc 7.4: what it saves again is what it was given, cell for cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from trialtui.record.literal import literal

BYTE_ORDER_MARK = "\ufeff"  # some spreadsheets need it to see that a file is UTF-8
TAB = "<U+0009>"  # spreadsheets drop a tab inside a cell
Cell = str | int | None

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\n", "'")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août|déc)[a-zéû]*\.?"
_TAKEN_FOR_A_VALUE = re.compile(
    rf"""\s*(?:
        [\d\s.,:/+\-%()$€£¥eEapmAPM'’]*\d[\d\s.,:/+\-%()$€£¥eEapmAPM'’]*   # a number, a date, a time
      | {_MONTH}[\s\-./]*\d{{1,4}}(?:[\s\-./,]+\d{{1,4}})?                      # MAR-1, Sept 2026
      | \d{{1,4}}[\s\-./]*{_MONTH}(?:[\s\-./,]*\d{{1,4}})?                      # 1-MAR, 2 Oct 2026
      | true | false | wahr | falsch | vrai | faux
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_VALUE = 64  # a longer cell is prose, and is not tried


def guarded(text: str) -> str:
    """A text as the cell that stands for it."""
    text = literal(text).replace("\t", TAB)
    if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA):
        return "'" + text
    if len(text) <= _LONGEST_VALUE and _TAKEN_FOR_A_VALUE.fullmatch(text):
        return "'" + text
    return text


def unguarded(cell: str) -> str:
    """The text that a cell stands for."""
    return cell.removeprefix("'")


def csv_line(cells: Sequence[Cell]) -> str:
    """One row: texts guarded, counts bare, None empty."""
    out = io.StringIO()
    csv.writer(out).writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The whole file, header first."""
    return csv_line(header) + "".join(map(csv_line, rows))
