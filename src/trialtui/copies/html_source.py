"""The words of an HTML page in the order of its source, each with its place there.

No HTML parser gives the places of text. So the source is cut once more into tags, comments and text, and what the parser made of
the page is laid beside it: each run of the parser's text is looked up in the source's own words, white space aside. What the source
has and the parser passed over comes out as well (`Source.passed_over`), so that no text can vanish in a parser.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

LOOK_AHEAD = 4_096
"""Characters within which a run is looked for again after source and parser disagreed about where text begins."""


LONG_TAG = 10_000
"""Characters of a tag, beyond which it is looked at: a picture may stand in one attribute, but thousands of them are an attack."""


class Run(NamedTuple):
    """Words of the source that follow one another. `at` counts characters that are no white space, from the page's start."""

    at: int
    start: int
    end: int
    whole: bool  # an entity: its characters stand at `start` to `end` together


@cache
def _pieces() -> re.Pattern[str]:
    """A comment, an element whose text is no text of the page, a tag, an entity, or text. Every branch runs on in one go."""
    return re.compile(
        r"<!--(?:>|->|.*?(?:--!?>|\Z))"
        r"|<(?P<raw>script|style|iframe|noembed|noframes)(?=[\s/>])[^>]*+>?.*?(?:(?=</(?P=raw)[\s/>])|\Z)"
        r"|<(?P<plain>title|textarea)(?=[\s/>])[^>]*+>?(?P<body>.*?)(?:(?=</(?P=plain)[\s/>])|\Z)"
        r"|<(?:/?[a-z][^\s/>]*+(?:[^>=]|=\s*+(?:\"[^\"]*+\"|'[^']*+'|))*+|[!?/][^>]*+)(?:>|\Z)"
        r"|(?P<entity>&(?:\#x[0-9a-f]++|\#[0-9]++|[a-z][a-z0-9]*+);?)"
        r"|(?P<text>[^<&]++|[<&])",
        re.DOTALL | re.IGNORECASE,
    )


class Source:
    """A page's source, cut into words; `stream` is all of its text without white space."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.runs: list[Run] = []
        self._found: list[str] = []
        self._count = self._past = 0
        self.most_attributes = 0  # of one tag; only tags of an unheard-of length are looked at
        self._read(0, len(text))
        self.stream = "".join(self._found)
        self._starts = [run.at for run in self.runs]
        self.passed_over: list[tuple[int, int]] = []  # in characters of `stream`

    def _read(self, start: int, end: int) -> None:
        for match in _pieces().finditer(self.text, start, end):
            kind = match.lastgroup
            if kind == "text":
                self._add(match.start(), match.end(), match[0], False)
            elif kind == "entity":
                self._add(match.start(), match.end(), _unescape(match[0]), True)
            elif match["plain"] is not None:
                self._read_plain(*match.span("body"))
            elif match.end() - match.start() > LONG_TAG:
                self.most_attributes = max(self.most_attributes, _attributes(match[0]))

    def _read_plain(self, start: int, end: int) -> None:
        """The text of an element that holds no other: tags in it are text."""
        for match in re.finditer(
            r"(&(?:\#x[0-9a-f]++|\#[0-9]++|[a-z][a-z0-9]*+);?)|[^&]++|&", self.text[start:end], re.I
        ):
            words = _unescape(match[0]) if match[1] else match[0]
            self._add(start + match.start(), start + match.end(), words, match[1] is not None)

    def _add(self, start: int, end: int, words: str, whole: bool) -> None:
        bare = "".join(words.split())
        if bare:
            self.runs.append(Run(self._count, start, end, whole))
            self._found.append(bare)
            self._count += len(bare)

    def locate(self, words: str) -> int | None:
        """Where in `stream` the next words of the page stand (given without white space); None where they do not."""
        if self.stream.startswith(words, self._past):
            at = self._past
        else:
            at = self.stream.find(words, self._past, self._past + LOOK_AHEAD + len(words))
            if at < 0:
                return None
            self.passed_over.append((self._past, at))
        self._past = at + len(words)
        return at

    def finish(self) -> None:
        """All of the parser's text has been located: what is left of the source was passed over."""
        if self._past < len(self.stream):
            self.passed_over.append((self._past, len(self.stream)))
            self._past = len(self.stream)

    def place(self, at: int) -> tuple[int, int]:
        """Where the character `at` of `stream` stands in the source: itself, or the entity it is part of."""
        run = self.runs[bisect_right(self._starts, at) - 1]
        if run.whole:
            return run.start, run.end
        seen = at - run.at
        if not seen and not self.text[run.start].isspace():
            return run.start, run.start + 1
        for match in re.finditer(r"\S+", self.text[run.start : run.end]):
            if seen < len(match[0]):
                start = run.start + match.start() + seen
                return start, start + 1
            seen -= len(match[0])
        return run.start, run.end

    def line(self, at: int) -> int:
        """The number of the source's line in which character `at` of `stream` stands, from 1."""
        return bisect_right(self._newlines(), self.place(at)[0]) + 1

    def _newlines(self) -> list[int]:
        if not hasattr(self, "_ends"):
            self._ends = [match.start() for match in re.finditer("\n", self.text)]
        return self._ends


@cache
def _unescape(entity: str) -> str:
    from html import unescape

    return unescape(entity)


def _attributes(tag: str) -> int:
    """How many attributes a tag may have at most: its words, quoted values aside."""
    return len(re.sub(r"\"[^\"]*+\"|'[^']*+'", " ", tag).split())
