"""The search index beside the library's file: made of the copies alone, so it can be thrown away and made again.

tantivy (https://docs.rs/tantivy): an inverted index with columns for the filters. A trial goes by its row in the library, as a raw text
term: tantivy-py 0.27 deletes nothing, silently, when the term is an unsigned number.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from trialtui.library import directory
from trialtui.library.trials.entry import Facets, Indexed, Words

VERSION = "5"
"""Of the fields below; another one in the folder and the index is made again."""

FOLDER, VERSION_FILE, META_FILE = "index", "trialtui-version", "meta.json"
ANALYZER = "words"
LONGEST_WORD = 60
THREAD_BYTES = 150_000_000  # of memory, at most, for each thread that writes; the more, the fewer segments are to be merged

TEXTS = tuple(field for field in Words._fields if field != "ids")
COLUMNS = Facets._fields
LONG = ("condition", "intervention", "city", "sponsor")
"""Filters of thousands of values, each with a field of its own and columns to count."""
SHORT = tuple(name for name in COLUMNS if name not in LONG)
"""Filters of few values, all in one field: their postings are counted faster than a column."""
FILTERS = "filters"
EVERY = "all"
"""A term of FILTERS that every trial has: how many are found is counted with the rest."""
WORDED = ("country", "city", "sponsor")
"""Filters that are searched by their words too; conditions and interventions are among the texts."""

NUMBERED, LONGEST_NUMBERED = 8192, 200
"""The first values of a long filter that come have a number too, if they have no more characters than this. What is common comes
early; a column of small numbers is counted without looking at their words."""


APART = f" {'x' * LONGEST_WORD} "
"""Stands between the values of a field: a word too long for the index leaves its place empty, so that no phrase runs on."""


def column(facet: str) -> str:
    """The index's name for a filter's values as they stand."""
    return f"by_{facet}"


def numbers(facet: str) -> str:
    """The index's name for the numbers of a long filter's values."""
    return f"number_{facet}"


def short_term(facet: str, value: str) -> str:
    """A short filter's value as FILTERS has it."""
    return f"{facet}:{value}"


def long_term(value: str, number: int | None) -> str:
    """A long filter's value as its field has it: behind its number, where it has one."""
    return f"={value}" if number is None else f"#{number:04x}{value}"


def value_of(term: str) -> tuple[str, int | None]:
    """The value and the number that a long filter's term stands for."""
    return (term[1:], None) if term[0] == "=" else (term[5:], int(term[1:5], 16))


def known_numbers(searcher: Any, facet: str) -> dict[str, int]:
    """The values of a long filter that have a number."""
    terms = searcher.terms_with_prefix(column(facet), "#")
    return {value: number for value, number in (value_of(term) for term, _ in terms) if number is not None}


class IndexUnusable(Exception):
    """There is no index that can be searched: missing, torn, or of another version."""


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", indexed=False, fast=True)
    builder.add_text_field("ids", tokenizer_name="lowered", index_option="basic")
    for field in TEXTS:
        builder.add_text_field(field, tokenizer_name=ANALYZER, index_option="position")
    builder.add_text_field(FILTERS, tokenizer_name="raw", index_option="basic")
    for field in LONG:
        builder.add_text_field(column(field), tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_unsigned_field(numbers(field), indexed=False, fast=True)
    for field in WORDED:
        builder.add_text_field(field, tokenizer_name=ANALYZER, index_option="position")
    for field in ("minimum_age", "maximum_age", "updated"):
        builder.add_unsigned_field(field, indexed=False, fast=True)
    return builder.build()


def _analyzers(index: Any) -> None:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.simple())
    for each in (Filter.remove_long(LONGEST_WORD), Filter.lowercase(), Filter.ascii_fold()):
        words = words.filter(each)
    index.register_tokenizer(ANALYZER, words.build())
    index.register_tokenizer(
        "lowered", TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.lowercase()).build()
    )


@contextmanager
def usable(folder: Path) -> Iterator[None]:
    """A torn index makes tantivy panic, which is no Exception in Python; every other fault stays what it is. Raises IndexUnusable."""
    try:
        yield
    except BaseException as error:
        torn = isinstance(error, OSError | ValueError) or type(error).__name__ == "PanicException"
        if not torn:
            raise
        raise IndexUnusable(f"{folder}: {str(error).partition(chr(10))[0]}") from None


class Written(NamedTuple):
    """What the index takes of a trial, spelled out for the engine but for what is numbered when it goes in."""

    fields: str  # JSON, without the bracket that opens it
    long: tuple[tuple[str, ...], ...]  # the values of LONG


def written(found: Indexed) -> Written:
    """Spell out what the index takes: half the work of indexing that Python does, and it can be done anywhere."""
    words, facets = found.words, found.facets
    fields = {
        "ids": words.ids,
        **{name: APART.join(getattr(words, name)) for name in TEXTS},
        **{name: APART.join(getattr(facets, name)) for name in WORDED},
        FILTERS: [EVERY, *(short_term(name, value) for name in SHORT for value in getattr(facets, name))],
        "minimum_age": found.minimum_age,
        "maximum_age": found.maximum_age,
        "updated": found.updated,
    }
    return Written(
        _JSON.encode(fields)[1:].decode(), tuple(tuple(dict.fromkeys(getattr(facets, name))) for name in LONG)
    )


_JSON = msgspec.json.Encoder()


class Standing(NamedTuple):
    """The index at one moment, and what was counted in it so far, by whoever counts."""

    meta: bytes  # tantivy's own list of its files: another one at every commit
    searcher: Any
    counted: dict[str, Any]


NOTHING = Standing(b"", None, {})


class TrialIndex:
    """The index in a library's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._index: Any = None
        self._standing = NOTHING
        self._aside: tempfile.TemporaryDirectory[str] | None = None

    # --- the folder

    def open(self) -> Any:
        """The index as it stands on the disk. Raises IndexUnusable."""
        if self._index is None:
            self._index = self._opened()
        return self._index

    def _opened(self) -> Any:
        import tantivy

        with usable(self.folder):
            version = (self.folder / VERSION_FILE).read_text("ascii")
            if version != VERSION:
                raise IndexUnusable(f"{self.folder}: made by another version of this program")
            index = tantivy.Index.open(str(self.folder if self._is_writable() else self._linked()))
            _analyzers(index)
            index.searcher()
        return index

    def _is_writable(self) -> bool:
        return os.access(self.folder, os.W_OK | os.X_OK)

    def _linked(self) -> Path:
        """The index as it is now, by links from a folder of our own: tantivy locks the folder it reads in a file there."""
        self._aside = tempfile.TemporaryDirectory(prefix="trialtui-")
        aside = Path(self._aside.name)
        for file in self.folder.iterdir():
            if file.suffix != ".lock" and file.name != META_FILE:
                (aside / file.name).symlink_to(file)
        shutil.copyfile(self.folder / META_FILE, aside / META_FILE)
        return aside

    def make(self) -> None:
        """An empty index in place of whatever stands there, not to be opened before it is `finished`; by the holder of the lock."""
        import tantivy

        self._index, self._standing = None, NOTHING
        shutil.rmtree(self.folder, ignore_errors=True)
        with directory.private(self.folder.parent):
            self.folder.mkdir(parents=True)
            index = tantivy.Index(_schema(), path=str(self.folder))
            _analyzers(index)
        self._index = index

    def finished(self) -> None:
        """The index knows all that it was made for: an index without a version is made again."""
        with directory.private(self.folder):
            (self.folder / VERSION_FILE).write_text(VERSION, "ascii")
        directory.settle_modes(*self.folder.iterdir())

    def drop(self) -> None:
        """Take the index away: it is made again when it is next needed."""
        with suppress(OSError):
            (self.folder / VERSION_FILE).unlink()
        self._index, self._standing = None, NOTHING

    # --- searching

    def standing(self) -> Standing:
        """The index as it stands now, whoever wrote it. Raises IndexUnusable."""
        with usable(self.folder):
            while (meta := (self.folder / META_FILE).read_bytes()) != self._standing.meta:
                searcher = self._renewed().searcher()
                if (self.folder / META_FILE).read_bytes() == meta:  # else it changed meanwhile
                    self._standing = Standing(meta, searcher, {})
        return self._standing

    def _renewed(self) -> Any:
        if self._aside is not None:
            self._index = None
        index = self.open()
        index.reload()
        return index

    # --- writing, by the holder of the lock

    def writer(self, threads: int = 1) -> IndexWriter:
        """Several threads where there is much to write: each makes segments of its own."""
        return IndexWriter(self.folder, self.open(), threads)


class IndexWriter:
    """Puts trials into the index; nothing is on the disk before `commit`. Raises IndexUnusable, for a full disk too."""

    def __init__(self, folder: Path, index: Any, threads: int) -> None:
        self._folder = folder
        with usable(folder):
            self._writer = index.writer(THREAD_BYTES * threads, threads)
            self._before = index.searcher()
            self._numbers = {name: known_numbers(self._before, name) for name in LONG}
        self._next = {name: max(known.values(), default=-1) + 1 for name, known in self._numbers.items()}

    def put(self, row: int, found: Indexed | Written, *, new: bool) -> None:
        """Index a trial, in place of what the index held of it."""
        if not new:
            self.delete(row)
        what = written(found) if isinstance(found, Indexed) else found
        own: dict[str, object] = {"key": str(row), "row": row}
        for name, values in zip(LONG, what.long, strict=True):
            numbered = [(value, self._number(name, value)) for value in values]
            own[column(name)] = [long_term(*one) for one in numbered]
            own[numbers(name)] = [number for _, number in numbered if number is not None]
        with usable(self._folder):
            self._writer.add_json(f"{_JSON.encode(own)[:-1].decode()},{what.fields}")

    def _number(self, facet: str, value: str) -> int | None:
        """The number of a value, for good: one that came when all were given away never gets one."""
        known, free = self._numbers[facet], self._next[facet]
        if value in known:
            return known[value]
        if free >= NUMBERED or len(value) > LONGEST_NUMBERED or self._is_without(facet, value):
            return None
        known[value], self._next[facet] = free, free + 1
        return free

    def _is_without(self, facet: str, value: str) -> bool:
        return bool(self._before.doc_freq(column(facet), long_term(value, None)))

    def delete(self, row: int) -> None:
        with usable(self._folder):
            self._writer.delete_documents_by_term("key", str(row))

    def commit(self) -> None:
        """Put all of it on the disk."""
        with usable(self._folder):
            self._writer.commit()
            directory.settle_modes(
                *self._folder.iterdir()
            )  # tantivy makes its list of files for its owner alone

    def close(self) -> None:
        """Give the writer's lock back; what was not committed is gone."""
        with suppress(IndexUnusable), usable(self._folder):
            self._writer.wait_merging_threads()
