"""The tree of a copy (JSON, or XML as such a tree), and the account of what a reader took of it.

A reader walks `Node`s and takes leaves: as they stand (`words`), or put into the words of the record (`coded`, `day`, `flag`, `count`),
which are then noted as written. What nobody took is left over, each leaf by its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from trialtui.copies.copy import Copy, CopyError, LeftOver
from trialtui.copies.json_places import nesting_place
from trialtui.copies.json_sorting import (
    DEEPEST,
    Fraction,
    Leaf,
    NestedTooDeep,
    Path,
    Repeated,
    dotted,
    leaves,
    spelled,
)

TEXT = "#text"
"""The key of an element's own words, where it has attributes or children too."""

FLAGS = {"true": True, "yes": True, "false": False, "no": False}

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\Z")
_NUMBER = re.compile(r"\d{1,9}\Z")


class Account:
    """What was taken of a tree, by path; and what the record holds in other words than the copy."""

    def __init__(self, root: Any, place: Callable[[Path], str] = dotted) -> None:
        self.root = Node(root, self)
        self.place = place
        self.taken: set[Path] = set()
        self.as_written: list[LeftOver] = []

    def left_over(self) -> tuple[LeftOver, ...]:
        """Every leaf that holds something and that nobody took; of a repeated key all but the last."""
        found: list[Leaf] = list(leaves([((), self.root.value)]))
        last = {path: n for n, (path, _) in enumerate(found)}
        return tuple(
            LeftOver(self.place(path), spelled(value))
            for n, (path, value) in enumerate(found)
            if not _blank(value) and (path not in self.taken or last[path] != n)
        )


class Node:
    """A part of the tree, or its absence (`value` is then None)."""

    __slots__ = ("account", "path", "value")

    def __init__(self, value: Any, account: Account, path: Path = ()) -> None:
        self.value, self.account, self.path = value, account, path

    def __getitem__(self, key: str | int) -> Node:
        if isinstance(key, int):
            inside = self.value[key] if isinstance(self.value, list) and key < len(self.value) else None
        else:
            inside = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(inside, self.account, (*self.path, key))

    def __bool__(self) -> bool:
        return not _blank(self.value)

    def at(self, *keys: str) -> Node:
        """The node below these keys."""
        node = self
        for key in keys:
            node = node[key]
        return node

    def each(self) -> tuple[Node, ...]:
        """The items of a list; one thing alone, as XML has it, is a list of one."""
        if isinstance(self.value, list):
            return tuple(self[n] for n in range(len(self.value)))
        return (self,) if self else ()

    def look(self) -> str | None:
        """The words of a leaf, white space around them gone; None where it holds none. Nothing is taken."""
        value = self.value.get(TEXT) if isinstance(self.value, dict) else self.value
        if isinstance(value, dict | list) or _blank(value):
            return None
        return spelled(value).strip()

    def words(self) -> str | None:
        """The words of a leaf, which the record takes as they stand."""
        words = self.look()
        if words is not None:
            self.account.taken.add((*self.path, TEXT) if isinstance(self.value, dict) else self.path)
        return words

    def noted(self) -> str | None:
        """The words of a leaf which the record puts in other words: they are noted as written."""
        words = self.words()
        if words is not None:
            self.account.as_written.append(LeftOver(self.account.place(self.path), words))
        return words

    def coded(self, table: Mapping[str, str]) -> str | None:
        """The record's word for the copy's, by a table in lower case; a word that it does not know stays as it is."""
        words = self.look()
        known = table.get(" ".join(words.lower().split())) if words else None
        return self.words() if known is None or known == words else self.noted() and known

    def day(self) -> str | None:
        """A date, without the time of day that some registries write; anything else stays as it is."""
        words = self.look()
        match = _DAY.match(words) if words else None
        return self.words() if match is None or match[1] == words else self.noted() and match[1]

    def flag(self) -> bool | None:
        """true or false, Yes or No; anything else is not taken."""
        answer = FLAGS.get((self.look() or "").lower())
        if answer is not None:
            self.noted()
        return answer

    def count(self) -> int | None:
        """A whole number; anything else is not taken."""
        words = self.look()
        if words is None or not _NUMBER.match(words):
            return None
        self.words() if str(int(words)) == words else self.noted()
        return int(words)


def all_words(nodes: Iterable[Node]) -> tuple[str, ...]:
    """The words of each that holds any."""
    return tuple(words for node in nodes if (words := node.words()))


def read_json(copy: Copy, what: str) -> Any:
    """All of the JSON, leniently: raw control characters pass, repeated keys are kept. Raises CopyError, which says `what` it is not."""
    try:
        root = json.loads(copy.text, strict=False, parse_float=Fraction, object_pairs_hook=Repeated.of)
        for _ in leaves([((), root)]):
            pass
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        cut = error.msg.startswith("Unterminated") or error.pos >= len(copy.text.rstrip())
        why = "the JSON ends in the middle: the file is truncated" if cut else f"malformed JSON ({error.msg})"
        raise CopyError(copy.name, place, f"{why}; save the copy again") from None
    except (RecursionError, NestedTooDeep):
        where = nesting_place(copy.text, DEEPEST)
        raise CopyError(copy.name, where, f"nested deeper than {DEEPEST} levels: no {what}") from None
    except ValueError:  # Python refuses to read an integer of thousands of digits
        raise CopyError(copy.name, "", f"a number of thousands of digits: no {what}") from None
    return root


def _blank(value: Any) -> bool:
    """Whether there is nothing in it: null, white space, an empty object or list."""
    return value is None or value in ({}, []) or (isinstance(value, str) and not value.strip())
