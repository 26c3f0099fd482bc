"""The search index beside the library's file: made of the copies alone, so it can be thrown away and made again.

tantivy (https://docs.rs/tantivy): an inverted index with columns for the filters. A trial goes by its row in the library, as a raw text
term: tantivy-py 0.27 deletes nothing, silently, when the term is an unsigned number.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from trialtui.library import directory
from trialtui.library.trials.entry import Facets, Indexed, Words

VERSION = "4"
"""Of the fields below; another one in the folder and the index is made again."""

FOLDER, VERSION_FILE = "index", "trialtui-version"
ANALYZER = "words"
LONGEST_WORD = 60
WRITER_BYTES = 100_000_000
THREADS = 1

TEXTS = tuple(field for field in Words._fields if field != "ids")
COLUMNS = Facets._fields
PROFILED = ("status", "phase", "study_type", "sex", "results")
"""Filters of few values, counted together: a trial's values of all of them are one value of one column."""
LONG = tuple(name for name in COLUMNS if name not in (*PROFILED, "country"))
"""Filters of thousands of values, with a column of their own."""
FILTERED = (*PROFILED, *LONG)
"""Filters whose values are searched or counted as they stand; a country is searched by its words and counted in PAIRS."""
PROFILE = "profile"
PAIRS = ("countries_1", "countries_3", "countries_5")
"""A trial's first six countries, two by two: counting columns of one value costs a quarter of counting one of many."""
COUNTRIES_LEFT = "countries_left"
WORDED = ("country", "city", "sponsor")
"""Columns that are searched by their words too; conditions and interventions are among the texts."""


def column(facet: str) -> str:
    """The index's name for a filter's values as they stand."""
    return f"by_{facet}"


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
    for field in (PROFILE, *PAIRS, COUNTRIES_LEFT):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
    for field in FILTERED:
        builder.add_text_field(column(field), tokenizer_name="raw", index_option="basic", fast=field in LONG)
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


_ENCODER = msgspec.json.Encoder()


def _written(values: object) -> str:
    return _ENCODER.encode(values).decode()


@lru_cache(20_000)
def stands_for(field: str, value: str) -> tuple[tuple[str, str], ...]:
    """The filters, and their values, that a value of PROFILE, PAIRS or COUNTRIES_LEFT stands for."""
    found: list[Any] = msgspec.json.decode(value)
    named = zip(PROFILED, found, strict=True) if field == PROFILE else [("country", found)]
    return tuple((name, one) for name, values in named for one in dict.fromkeys(values))


class TrialIndex:
    """The index in a library's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._index: Any = None

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
            index = tantivy.Index.open(str(self.folder))
            _analyzers(index)
            index.searcher()
        return index

    def make(self) -> None:
        """An empty index in place of whatever stands there, not to be opened before it is `finished`; by the holder of the lock."""
        import tantivy

        self._index = None
        shutil.rmtree(self.folder, ignore_errors=True)
        with directory.private():
            self.folder.mkdir(parents=True)
            index = tantivy.Index(_schema(), path=str(self.folder))
            _analyzers(index)
        self._index = index

    def finished(self) -> None:
        """The index knows all that it was made for: an index without a version is made again."""
        with directory.private():
            (self.folder / VERSION_FILE).write_text(VERSION, "ascii")

    def drop(self) -> None:
        """Take the index away: it is made again when it is next needed."""
        with suppress(OSError):
            (self.folder / VERSION_FILE).unlink()
        self._index = None

    # --- searching

    def searcher(self) -> Any:
        """What the index holds now, whoever wrote it. Raises IndexUnusable."""
        index = self.open()
        with usable(self.folder):
            index.reload()
            return index.searcher()

    # --- writing, by the holder of the lock

    def writer(self) -> IndexWriter:
        return IndexWriter(self.folder, self.open())


class IndexWriter:
    """Puts trials into the index; nothing is on the disk before `commit`. Raises IndexUnusable, for a full disk too."""

    def __init__(self, folder: Path, index: Any) -> None:
        self._folder = folder
        with usable(folder):
            self._writer = index.writer(WRITER_BYTES, THREADS)
        self._schema = index.schema

    def put(self, row: int, found: Indexed, *, new: bool) -> None:
        """Index a trial, in place of what the index held of it."""
        from tantivy import Document

        if not new:
            self.delete(row)
        fields: dict[str, list[Any]] = {"key": [str(row)], "row": [row]}
        fields |= {name: list(texts) for name, texts in found.words._asdict().items()}
        for name, values in found.facets._asdict().items():
            if name in FILTERED:
                fields[column(name)] = list(values)
            if name in WORDED:
                fields[name] = list(values)
        fields[PROFILE] = [_written([getattr(found.facets, name) for name in PROFILED])]
        for first, field in enumerate(PAIRS):
            if pair := found.facets.country[2 * first : 2 * first + 2]:
                fields[field] = [_written(pair)]
        fields[COUNTRIES_LEFT] = [_written([one]) for one in found.facets.country[2 * len(PAIRS) :]]
        fields |= {
            "minimum_age": [found.minimum_age],
            "maximum_age": [found.maximum_age],
            "updated": [found.updated],
        }
        with usable(self._folder):
            self._writer.add_document(Document.from_dict(fields, self._schema))

    def delete(self, row: int) -> None:
        with usable(self._folder):
            self._writer.delete_documents_by_term("key", str(row))

    def commit(self) -> None:
        """Put all of it on the disk."""
        with usable(self._folder):
            self._writer.commit()

    def close(self) -> None:
        """Give the writer's lock back; what was not committed is gone."""
        with suppress(IndexUnusable), usable(self._folder):
            self._writer.wait_merging_threads()
