"""Text from a copy, shown literally: what could act on a terminal, or hide or turn words around, becomes visible.

Nothing is dropped: each such character stands as its code point, `<U+202E>`. Used by the screen and by every text output.
"""

from __future__ import annotations

import os
import re
import unicodedata

# Controls (C0, DEL, C1), invisible and bidirectional format characters, separators that terminals treat as line
# breaks, byte-order mark, interlinear marks, tag characters, and lone surrogates. Unicode 15, general categories Cc, Cf, Zl, Zp, Cs.
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)

# ASCII stand-ins. Superscripts keep their sign (10⁶ is 10^6, never 106); see PRODUCT.md section 10 on NFKC.
_ASCII = {
    "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "×": "x", "÷": "/", "±": "+/-", "−": "-", "–": "-", "—": "--",
    "‐": "-", "‑": "-", "•": "*", "·": "-", "●": "*", "○": "o", "▪": "*", "…": "...", "°": " deg ", "µ": "u", "μ": "u",
    "‘": "'", "’": "'", "“": '"', "”": '"', "«": "<<", "»": ">>", "½": "1/2", "¼": "1/4", "¾": "3/4", "²": "^2",
    "³": "^3", "¹": "^1", "®": "(R)", "™": "(TM)", "©": "(C)", "§": "section ", "√": "sqrt", "∞": "infinity",
    "→": "->", "←": "<-", "↑": "^", "↓": "v", "↵": "Enter", "␣": "Space", "▌": ">", "─": "-", "│": "|", "▁": "_",
    "✓": "[x]", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta",
    "ε": "epsilon", "κ": "kappa", "λ": "lambda", "ω": "omega", "Ω": "Omega", "Δ": "Delta", "ß": "ss", "ø": "o",
    "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "ð": "d", "þ": "th",
} | {sup: f"^{digit}" for digit, sup in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹") if digit > 3 or digit == 0} | {
    sub: f"_{digit}" for digit, sub in enumerate("₀₁₂₃₄₅₆₇₈₉")
}  # fmt: skip


def literal(text: str) -> str:
    """`text` with every acting character made visible; newlines and tabs stay (CRLF counts as a newline)."""
    if text.isascii() and text.isprintable():
        return text
    return _ACTING.sub(_visible, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`text` made literal and folded to one line: for titles, messages and table cells."""
    return " ".join(literal(text).split())


def ascii_words(text: str) -> str:
    """`text` in ASCII for a terminal that is not UTF-8. What has no stand-in becomes its code point, never a `?`."""
    if text.isascii():
        return text
    return "".join(character if character.isascii() else _ascii(character) for character in text)


def is_utf8_locale(environ: os._Environ[str] | dict[str, str]) -> bool:
    """Whether the locale's character encoding is UTF-8, by POSIX precedence: LC_ALL, LC_CTYPE, LANG."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if value := environ.get(name):
            return "utf-8" in value.lower() or "utf8" in value.lower()
    return False


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    return character if character in "\n\t" else f"<U+{ord(character):04X}>"


def _ascii(character: str) -> str:
    if (stand_in := _ASCII.get(character)) is not None:
        return stand_in
    base = unicodedata.normalize("NFD", character)
    plain = "".join(part for part in base if not unicodedata.combining(part))
    if plain.isascii() and plain:
        return plain
    return "" if unicodedata.combining(character) else f"<U+{ord(character):04X}>"
