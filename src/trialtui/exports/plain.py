"""Words laid out as lines of plain text, for a screen reader, a pipe or a printer. Nothing is cut."""

from __future__ import annotations

import textwrap

from trialtui.record.literal import literal

WIDTH = 79
LONGEST_PROSE = 10_000  # characters of one line; a longer one is no prose, and is cut by length, for speed


def wrapped(words: str, indent: str, hang: str) -> list[str]:
    """`words`, shown literally, in lines of at most WIDTH; the first indented by `indent`, the rest by `hang` more."""
    lines: list[str] = []
    for part in literal(words).expandtabs(4).splitlines():
        if len(part) > LONGEST_PROSE:
            room = WIDTH - len(indent)
            lines += [indent + part[start : start + room] for start in range(0, len(part), room)]
        else:
            lines += textwrap.wrap(
                part,
                max(30, WIDTH),
                initial_indent=indent,
                subsequent_indent=indent + hang,
                break_on_hyphens=False,
            )
    return lines
