"""Read a saved HTML page of a trial: its JSON where a whole study stands in it, else its text, by the readers of text.

`Copy.text` stays the page's source; what the readers say of the text is put into places of the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from trialtui.copies import results_page, trial_page, unrecognised_text
from trialtui.copies.copy import Copy, CopyError, CopyReading, CriteriaPlace, LeftOver, Stretch
from trialtui.copies.html_data import linked_data, study_in
from trialtui.copies.html_text import Page, page_of
from trialtui.copies.html_writer import Piece
from trialtui.copies.page_lines import lines_of
from trialtui.record.module import Module

PATH = "HTML"
MOST_MARKS = (
    ("&", 200_000, "more than 200,000 character references in this HTML page: no page of a trial"),
    ("<", 1_000_000, "more than 1,000,000 tags in this HTML page: no page of a trial"),
)
"""What a page may hold, since each is led back to its place by itself. A page of a large trial's results has a tenth of it."""

NOTHING = "no trial is found in this HTML page: no known page, and no heading of eligibility criteria"
_OPENS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:div|p|ul|ol|dl|table|section|article|main|h[1-6]|span|b|strong|br|font|center)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
_WARNED_LINE = re.compile(r"line (\d+): ")


def is_html(text: str) -> bool:
    """Whether the text opens as a page does: its doctype, a tag that only pages have, or a comment before one of them."""
    start = text[:4096]
    return _OPENS.match(start) is not None or _FRAGMENT.match(start) is not None


def read(copy: Copy) -> CopyReading:
    """Read a saved page. Raises CopyError where no trial is found in it."""
    for mark, most, refusal in MOST_MARKS:
        if copy.text.count(mark) > most:
            raise CopyError(copy.name, "", refusal)
    page = page_of(copy)
    if (reading := study_in(copy, page.scripts)) is not None:
        return _with_page(reading, page)
    reading, begin = _read_text(copy, page)
    notes: list[str] = []
    if reading is None and page.hidden.strip():
        page = page_of(copy, show_hidden=True)
        reading, begin = _read_text(copy, page)
        notes.append("parts that the page hides were read as well: the criteria stand in one of them")
    if reading is None:
        raise CopyError(copy.name, "", NOTHING)
    return _in_source(copy, page, reading, begin, notes)


def _read_text(copy: Copy, page: Page) -> tuple[CopyReading | None, int]:
    """What a reader of text makes of the page, and the offset in its text at which it began to read."""
    heads = sorted(at for at, level in page.headings.items() if level == 1)
    begin = heads[0] if heads else 0
    inner = copy._replace(text=page.text[begin:])
    lines = lines_of(inner.text)
    if results_page.is_results_page(lines):
        return results_page.read(inner), begin
    if trial_page.is_trial_page(lines):
        return trial_page.read(inner), begin
    title = page.title or None
    if len(heads) == 1:
        head = page.text[begin : _line_end(page.text, begin)]
        title = (
            title if title and len(head.split()) < 2 else head
        )  # some head their page with its number alone
    return unrecognised_text.read_lines(copy._replace(text=page.text), page.headings, title), 0


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


# --- from the page's text to its source


def _in_source(copy: Copy, page: Page, reading: CopyReading, begin: int, notes: list[str]) -> CopyReading:
    """The reading with its places in the source; what the reader did not see is left over, what no one sees is counted."""
    place = reading.criteria_place
    stretches = _stretches(page, begin + place.start, begin + place.end) if place else ()
    where = CriteriaPlace(stretches[0].copy_start, stretches[-1].copy_end, PATH) if stretches else None
    left = _before(page, begin) + [_left(page, item, begin) for item in reading.left_over]
    first_line = page.text.count("\n", 0, begin)
    warnings = [_warning(page, words, first_line) for words in reading.warnings]
    return CopyReading(
        copy,
        f"{reading.format} in HTML",
        reading.study,
        (*left, *_unseen(page, reading)),
        (*notes, *warnings, *_aside(page)),
        where,
        reading.as_written,
        stretches,
    )


def _stretches(page: Page, begin: int, end: int) -> tuple[Stretch, ...]:
    """Each word of a stretch of the page's text with its place in the source; words one space apart in both are one."""
    found: list[Stretch] = []
    for piece in page.pieces:
        if piece.end <= begin or piece.start >= end:
            continue
        for stretch in _of_piece(page, piece, begin, end):
            _append(found, stretch)
    return tuple(found)


def _of_piece(page: Page, piece: Piece, begin: int, end: int) -> Iterator[Stretch]:
    """A run of the page's text: as one, where it stands in the source letter by letter; else word by word."""
    words = page.text[piece.start : piece.end]
    start = page.source.place(piece.at)[0]
    if begin <= piece.start and piece.end <= end and page.source.text.startswith(words, start):
        yield Stretch(piece.start - begin, piece.end - begin, start, start + len(words))
        return
    at = piece.at
    for match in re.finditer(r"\S+", words):
        if begin <= piece.start + match.start() < end:
            yield from _places(page, piece.start + match.start() - begin, match[0], at)
        at += len(match[0])


def _places(page: Page, start: int, word: str, at: int) -> Iterator[Stretch]:
    """A word as one stretch, or, where entities or tags stand in it, character by character."""
    places = [page.source.place(at), page.source.place(at + len(word) - 1)]
    if places[1][1] - places[0][0] == len(word):
        yield Stretch(start, start + len(word), places[0][0], places[1][1])
        return
    for n in range(len(word)):
        yield Stretch(start + n, start + n + 1, *page.source.place(at + n))


def _append(found: list[Stretch], stretch: Stretch) -> None:
    last = found[-1] if found else None
    gap = stretch.start - last.end if last else -1
    even = last and last.end - last.start == last.copy_end - last.copy_start
    even = even and stretch.end - stretch.start == stretch.copy_end - stretch.copy_start
    if last and even and 0 <= gap <= 1 and stretch.copy_start - last.copy_end == gap:
        found[-1] = Stretch(last.start, stretch.end, last.copy_start, stretch.copy_end)
    else:
        found.append(stretch)


def _source_line(page: Page, at: int) -> int:
    """The line of the source in which the character `at` of the page's text stands, or the nearest before it."""
    index = bisect_right(page.pieces, at, key=lambda piece: piece.start) - 1
    return page.source.line(page.pieces[max(index, 0)].at) if page.pieces else 1


def _left(page: Page, item: LeftOver, begin: int) -> LeftOver:
    line = _source_line(page, begin + (item.start or 0))
    return LeftOver(f"line {line}", item.text)


def _before(page: Page, begin: int) -> list[LeftOver]:
    """What stands before the heading that the page's text was read from."""
    text = page.text[:begin].strip()
    return [LeftOver(f"line {_source_line(page, 0)}", text)] if text else []


def _warning(page: Page, words: str, first_line: int) -> str:
    """A warning about a line of the text, said of the line of the source."""
    match = _WARNED_LINE.match(words)
    if match is None:
        return words
    lines = page.text.split("\n")
    at = sum(len(line) + 1 for line in lines[: first_line + int(match[1]) - 1])
    return f"line {_source_line(page, at)}: {words[match.end() :]}"


def _unseen(page: Page, reading: CopyReading) -> Iterator[LeftOver]:
    """The page's title where the record does not have it, what the parser passed over, and linked data."""
    if page.title and page.title != reading.study.identification.brief_title:
        yield LeftOver("title", page.title)
    for start, end in page.source.passed_over:
        first, last = page.source.place(start)[0], page.source.place(end - 1)[1]
        yield LeftOver(f"line {page.source.line(start)}", page.source.text[first:last])
    yield from linked_data(page.scripts)


def _aside(page: Page) -> list[str]:
    if not page.aside:
        return []
    return [
        f"{page.aside:,} characters of scripts, styles, templates, comments and hidden elements were set aside"
    ]


def _with_page(reading: CopyReading, page: Page) -> CopyReading:
    """The study of the page's JSON; of the page's text, the lines that do not stand in that record are left over."""
    held = {" ".join(line.split()) for text in _texts(reading.study) for line in text.split("\n")}
    at = 0
    left = list(reading.left_over)
    for line in page.text.split("\n"):
        if line.strip() and " ".join(line.split()) not in held:
            left.append(
                LeftOver(f"line {_source_line(page, at + len(line) - len(line.lstrip()))}", line.strip())
            )
        at += len(line) + 1
    return reading._replace(
        format=f"{reading.format} in a saved HTML page",
        left_over=(*left, *_unseen(page, reading)),
        warnings=(*reading.warnings, *_aside(page)),
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Module):
        for field in value.__struct_fields__:
            yield from _texts(getattr(value, field))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
