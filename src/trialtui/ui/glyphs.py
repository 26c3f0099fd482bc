"""Words as the terminal can show them: literal, in the locale's characters, wrapped to cells."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells, set_cell_size

from trialtui.record.literal import ascii_words, literal

_HARD_WRAP = (
    20_000  # a "word-wrapped" line beyond this is no prose; cut by cells so that 10 MB lines stay quick
)


class Glyphs:
    """What the terminal's locale lets us draw with. One for the whole program, settled before the first paint."""

    def __init__(self) -> None:
        self.utf8 = True

    def __call__(self, words: str) -> str:
        """`words` of our own or of a copy, safe to draw on one line or several."""
        words = literal(words)
        return words if self.utf8 or words.isascii() else ascii_words(words)


show = Glyphs()


def fit(words: str, width: int) -> str:
    """`words` padded or cut to exactly `width` cells; a cut is marked."""
    length = cell_len(words)
    if length <= width:
        return words + " " * (width - length)
    mark = "…" if show.utf8 else "~"
    return set_cell_size(words, max(0, width - 1)) + mark if width > 0 else ""


def wrap(words: str, width: int) -> list[str]:
    """`words` in lines of at most `width` cells: broken at spaces, else inside a word that is too long. Never drops a word."""
    width = max(1, width)
    lines: list[str] = []
    for paragraph in words.split("\n"):
        paragraph = paragraph.expandtabs(4).rstrip()
        if len(paragraph) <= width and cell_len(paragraph) <= width:
            lines.append(paragraph)
        elif len(paragraph) > _HARD_WRAP:
            lines.extend(_cut(paragraph, width))
        else:
            lines.extend(_wrap_words(paragraph, width))
    return lines


def height_of(words: str, width: int) -> int:
    """How many lines `wrap` makes of these words."""
    if words.isascii() and words.isprintable() and (len(words) <= width or " " not in words):
        return max(1, -(-len(words) // max(1, width)))
    return len(wrap(words, width))


def _cut(text: str, width: int) -> list[str]:
    """`text` in pieces of at most `width` cells, wherever they fall; in linear time for lines of any length.

    A character that is wider than a piece stands alone; what takes no cell stays with the characters before it.
    """
    pieces: list[str] = []
    place = 0
    while place < len(text):
        piece = text[place : place + width]
        fitting = [piece] if piece.isascii() else [chopped for chopped in chop_cells(piece, width) if chopped]
        piece = fitting[0] if fitting else piece
        if pieces and not fitting:
            pieces[-1] += piece
        else:
            pieces.append(piece)
        place += len(piece)
    return pieces


def _wrap_words(paragraph: str, width: int) -> list[str]:
    indent = len(paragraph) - len(paragraph.lstrip())
    lines, line, used = [], " " * indent if indent < width // 2 else "", min(indent, width // 2)
    ascii_only = paragraph.isascii()
    if not line:
        used = 0
    fresh = True
    for word in paragraph.split():
        size = len(word) if ascii_only else cell_len(word)
        if fresh or used + 1 + size <= width:
            line, used = (line + word, used + size) if fresh else (f"{line} {word}", used + 1 + size)
        else:
            lines.append(line)
            line, used = word, size
        fresh = False
        if used > width:
            *full, line = _cut(line, width)
            lines.extend(full)
            used = cell_len(line)
    lines.append(line)
    return lines
