"""The text of an HTML page as a browser shows it, laid out so that the text readers understand it.

A paragraph stands between blank lines, a list's item behind its mark at the depth of its list (the registry's own layout: a child's
indentation is its parent's and the width of the parent's mark), a table's row on a line with its cells apart, `<pre>` as it is.
Scripts, styles, templates and what the page hides are set aside and counted. The parser is lxml's; it drops nothing (`html_source`).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from trialtui.copies.copy import Copy, CopyError
from trialtui.copies.html_lists import is_first_row, layout_of, mark, marks_of
from trialtui.copies.html_source import Source
from trialtui.copies.html_writer import Piece, Writer

PARAGRAPHS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "fieldset", "figure", "dl", "table"]
)
BLOCKS = PARAGRAPHS | frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dt",
        "figcaption",
        "footer",
        "form",
        "frameset",
        "header",
        "hgroup",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "section",
        "select",
        "summary",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
LISTS = frozenset(["ul", "ol", "menu", "dir"])
SET_ASIDE = frozenset(["script", "style", "template", "iframe", "noembed", "noframes", "svg"])
HEADINGS = {f"h{level}": level for level in range(1, 7)}
INVALID = {code: 0x10FF00 + code for code in (*range(9), 11, 12, *range(14, 32))} | {
    0xFFFE: 0x10FF2E,
    0xFFFF: 0x10FF2F,
}
"""Characters that XML's data model cannot hold pass the parser in the dress of private ones."""
_VALID = {stand_in: code for code, stand_in in INVALID.items()}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
PREFORMATTED = re.compile(
    r"white-?space\s*[:-]\s*(?:pre|break-spaces)|\bpre-(?:line|wrap)\b|\bbreak-spaces\b", re.IGNORECASE
)
# A list written by hand, in text whose newlines a browser would fold.
OWN_LINES = re.compile(
    r"\n[ \t]*(?:[*•·-]|\d{1,3}[.)])[ \t]+\S.*\n[ \t]*\n?[ \t]*(?:[*•·-]|\d{1,3}[.)])[ \t]+\S"
)
OWN_MARK = re.compile(r"\s*(?:[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,6})[.)\]](?=\s|$)|[•●○◦▪·*–-](?=\s))")
NUMERAL = re.compile(r"\s*[-−–+]?\d+\s*$")
DEEPEST = 2_048
TOO_DEEP = f"elements nested deeper than {DEEPEST} levels: this is no page that a browser saved"

MOST_ATTRIBUTES = 5_000
TOO_MANY_ATTRIBUTES = (
    f"a tag with more than {MOST_ATTRIBUTES:,} attributes: this is no page that a browser saved"
)


class Page(NamedTuple):
    """A page's text. `pieces` tell where each run of it stands in `source`, `headings` the level of lines (by their offset)."""

    text: str
    pieces: tuple[Piece, ...]
    headings: dict[int, int]
    title: str
    scripts: tuple[tuple[str, str], ...]  # of data: media type and text
    aside: int  # characters
    hidden: str  # the words of hidden elements, one element a line
    source: Source


def page_of(copy: Copy, show_hidden: bool = False) -> Page:
    """Lay out the page. Raises CopyError where its elements are nested too deep to be read."""
    from lxml import etree  # type: ignore[import-untyped]  # 10 ms that only a page in HTML need cost

    source = Source(copy.text)
    if source.most_attributes > MOST_ATTRIBUTES:  # the parser compares each with all before it
        raise CopyError(copy.name, "", TOO_MANY_ATTRIBUTES)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, recover=True)
    try:
        root = etree.fromstring(copy.text.translate(INVALID).encode("utf-8"), parser)
    except etree.XMLSyntaxError:  # nothing but comments
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise CopyError(copy.name, "", TOO_DEEP)
    layout = _Layout(source, show_hidden)
    if root is not None:
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            layout.take(event, element)
    return layout.page()


class _Layout:
    """Walks the elements in their order and writes what they show."""

    def __init__(self, source: Source, show_hidden: bool) -> None:
        self.source, self.show_hidden = source, show_hidden
        self.writer = Writer()
        self.lists: list[tuple[str, int, int]] = []  # kind of mark, next number, step
        self.items: list[int] = []  # the indentation to come back to, one an open item
        self.preformatted = 0
        self.skipping: list[
            tuple[Any, bool]
        ] = []  # the outermost element set aside, and whether its text is hidden text
        self.flat: list[
            str
        ] = []  # one an open table: "rows", "marked" (Markdown), or "" where cells take lines of their own
        self.cells = 0
        self.aside = 0
        self.title: list[str] = []
        self.hidden: list[str] = []
        self.scripts: list[tuple[str, str]] = []

    def page(self) -> Page:
        self.source.finish()
        title = " ".join(" ".join(self.title).split())
        writer = self.writer
        return Page(
            "".join(writer.parts), tuple(writer.pieces), writer.headings, title, tuple(self.scripts), self.aside,
            "\n".join(self.hidden), self.source,
        )  # fmt: skip

    # --- events

    def take(self, event: str, element: Any) -> None:
        if event == "start":
            self._open(element)
            self._text(element.text, element)
        elif event == "end":
            self._close(element)
            self._text(element.tail, element.getparent())
        else:
            self.aside += len(element.text or "")
            self._text(element.tail, element.getparent())

    def _open(self, element: Any) -> None:
        tag = str(element.tag).lower()
        style = element.get("style", "")
        if not self.skipping:
            hidden = element.get("hidden") is not None or bool(HIDDEN.search(style))
            if tag in SET_ASIDE or (hidden and not self.show_hidden):
                self.skipping.append((element, tag not in SET_ASIDE))
                self.hidden += [""] if tag not in SET_ASIDE else []
                if tag == "script":
                    self.scripts.append((element.get("type", ""), element.text or ""))
                return
        else:
            if tag == "script":
                self.scripts.append((element.get("type", ""), element.text or ""))
            return
        if tag == "pre" or PREFORMATTED.search(f"{style} {element.get('class', '')}"):
            self.preformatted += 1
        self._begin(tag, element)

    def _begin(self, tag: str, element: Any) -> None:
        writer = self.writer
        if tag == "br":
            writer.wrap()
        elif tag == "img":
            writer.own(element.get("alt", ""))
        elif tag in LISTS:
            writer.block(1 if self.lists else 2)
            self.lists.append(marks_of(tag, element))
        elif tag == "li":
            self._begin_item(element)
        elif tag in ("td", "th"):
            self._begin_cell(element)
        elif tag == "tr":
            writer.row()
            self.cells = 0
        elif tag == "table":
            writer.block(2)
            self.flat.append(layout_of(element))
            writer.flat += bool(self.flat[-1])
        elif tag in BLOCKS:
            writer.block(self._apart(tag))
        writer.heading = HEADINGS.get(tag, writer.heading)
        writer.raised = writer.raised or tag == "sup"

    def _close(self, element: Any) -> None:
        tag = str(element.tag).lower()
        if self.skipping:
            if self.skipping[-1][0] is element:
                self.skipping.pop()
            return
        style = element.get("style", "")
        if tag == "pre" or PREFORMATTED.search(f"{style} {element.get('class', '')}"):
            self.preformatted -= 1
        writer = self.writer
        if tag in LISTS and self.lists:
            self.lists.pop()
            writer.block(1 if self.lists else 2)
        elif tag == "li":
            writer.block(1)
            writer.mark = ""
            writer.indent = self.items.pop() if self.items else 0
        elif tag == "tr":
            self._end_row(element)
        elif tag == "table":
            writer.flat -= bool(self.flat.pop()) if self.flat else 0
            writer.block(2)
        elif tag in BLOCKS:
            writer.block(self._apart(tag))
        writer.heading = 0 if tag in HEADINGS else writer.heading
        writer.raised = False if tag == "sup" else writer.raised

    def _apart(self, tag: str) -> int:
        """Newlines around a block: a blank line around a paragraph, unless it stands in an item, where blank lines would part the list."""
        return 2 if tag in PARAGRAPHS and not (self.items and tag == "p") else 1

    # --- lists and tables

    def _begin_item(self, element: Any) -> None:
        writer = self.writer
        writer.block(1)
        self.items.append(writer.indent)
        kind, number, step = self.lists[-1] if self.lists else ("*", 1, 1)
        given = element.get("value", "")
        number = int(given) if re.fullmatch(r"-?\d{1,6}", given) else number
        if self.lists:
            self.lists[-1] = (kind, number + step, step)
        sign = mark(kind, number)
        first = next((words for words in element.itertext() if isinstance(words, str) and words.strip()), "")
        own = OWN_MARK.match(first)
        if own and (kind in ("*", "") or own[0].strip() == sign.strip()):
            sign = ""  # the page's author wrote the mark into the item
        writer.begin_mark(sign)

    def _begin_cell(self, element: Any) -> None:
        layout = self.flat[-1] if self.flat else ""
        if layout == "marked":
            self.writer.own("|", always=True)
        elif layout and self.cells and not self.writer.after_bare_mark():
            self.writer.own("|", always=not self.writer.at_line_start())
        elif not layout:
            self.writer.block(1)
        else:
            self.writer.space = True
        self.cells += 1

    def _end_row(self, element: Any) -> None:
        if self.flat and self.flat[-1] == "marked":
            self.writer.own("|", always=True)
            if is_first_row(element):
                self.writer.row()
                self.writer.own("|" + " --- |" * self.cells, always=True)
        self.writer.row()

    # --- text

    def _text(self, words: str | None, where: Any) -> None:
        if not words or not words.strip():
            self.writer.blank(words, bool(self.preformatted))
            return
        words = words.translate(_VALID)
        if self.skipping:
            self._set_aside(words)
            return
        if str(getattr(where, "tag", "")).lower() == "title":
            self.title.append(words)
            self.source.locate("".join(words.split()))
            return
        if self.writer.raised and NUMERAL.match(words):
            self.writer.raise_next()
        if self.preformatted or OWN_LINES.search(words):
            for n, line in enumerate(words.split("\n")):
                if n:
                    self.writer.wrap()
                self.writer.lead = line[: len(line) - len(line.lstrip())].expandtabs()
                self._write(line)
        else:
            self._write(words)

    def _write(self, words: str) -> None:
        found = words.split()
        if not found:
            return
        at = self.source.locate("".join(found))
        if at is not None:
            self.writer.words(words, found, at)
            return
        for word in found:  # source and parser disagree about a part of it
            self.writer.words(f" {word} ", [word], self.source.locate(word))

    def _set_aside(self, words: str) -> None:
        outermost, hidden = self.skipping[-1]
        self.aside += len(words)
        tag = str(outermost.tag).lower()
        if hidden:
            self.hidden[-1] += words
        if hidden or tag in ("template", "svg"):
            self.source.locate("".join(words.split()))
