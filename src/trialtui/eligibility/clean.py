"""Raw registry text to the words a person reads: unescaped and unwrapped, nothing else changed.

Used for display and fingerprints only; spans always point into the raw text.
"""

from __future__ import annotations

import re

from trialtui.eligibility.tables import Rule

# The registry's Markdown escapes: a backslash before ASCII punctuation.
ESCAPE = Rule(r"\\([!-/:-@\[-`{-~])")
ENTITY = Rule(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")


def _entity(match: re.Match[str]) -> str:
    import html  # its table of 2,000 names is needed by few texts, and costs start-up time

    return html.unescape(match.group())


def clean(raw: str) -> str:
    """One paragraph: escapes and entities resolved, white space folded to single spaces, ends trimmed."""
    if "\\" in raw:
        raw = ESCAPE.sub(r"\1", raw)
    if "&" in raw:
        raw = ENTITY.sub(_entity, raw)
    return " ".join(raw.split())
