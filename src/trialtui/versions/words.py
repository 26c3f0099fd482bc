"""Two wordings of one criterion, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

MOST_WORK = (
    1_000_000  # pairs of words compared; beyond it only what both begin and end with is told to be the same
)

NUMBER_WORDS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve once twice half".split()  # noqa: SIM905
)
COMPARISONS = frozenset(
    """
    less greater more fewer least most above below over under within before after minimum maximum min max exceed exceeds
    exceeding higher lower upper older younger between except until not no
    day days week weeks month months year years hour hours
    """.split()  # noqa: SIM905 - a table to read
)
"""Words that make a number a limit; a change of one of them is a change of the limit it stands beside."""
SIGNS = frozenset("<>≤≥=±%")
MULTIPLES = frozenset(("x", "×", "*", "times", "fold", "-", "the"))

_SINGLE = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Characters of scripts that are written without blanks: each is a word."""
_TOKEN = re.compile(rf"\s+|\d+(?:[.,]\d+)*|[{_SINGLE}]|[^\W\d{_SINGLE}]+|[^\w\s]|_")
_SPACE = re.compile(r"\s+")


class Words(NamedTuple):
    """A stretch of words: `kind` is "same", "gone" or "came". Same and gone make the older text, same and came the newer."""

    kind: str
    text: str


class Threshold(NamedTuple):
    """A number, a unit or a limit that changed, with two words on both sides for reading: "" where there was none."""

    before: str
    after: str


def tokens(text: str) -> list[str]:
    """A text in words, numbers, signs and white space: together they are the text again."""
    return _TOKEN.findall(text)


def word_diff(before: str, after: str) -> tuple[Words, ...]:
    """What stayed, what went and what came, in reading order."""
    found: list[Words] = []
    old, new = tokens(before), tokens(after)
    for tag, a, b, c, d in _steps(old, new):
        if tag == "equal":
            found.append(Words("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(Words("gone", "".join(old[a:b])))
        if c < d:
            found.append(Words("came", "".join(new[c:d])))
    return tuple(found)


def thresholds(before: str, after: str) -> tuple[Threshold, ...]:
    """The limits that changed; nothing where only other words did."""
    old, new = tokens(before), tokens(after)
    found = (
        Threshold(_around(old, a, b), _around(new, c, d))
        for tag, a, b, c, d in _steps(old, new)
        if tag != "equal" and _is_limit(old, a, b, new, c, d)
    )
    return tuple(one for one in found if _as_compared(one.before) != _as_compared(one.after))


def is_same_wording(before: str, after: str) -> bool:
    """Whether two wordings differ in capitals and in commas, full stops, quotation marks and hyphens alone."""
    one, other = (
        [word for word in tokens(_number_form(text)) if word[0].isalnum() or word in SIGNS or word in "()/"]
        for text in (before, after)
    )
    return one == other


def _as_compared(limit: str) -> str:
    return "".join(_number_form(limit).split())


def _number_form(words: str) -> str:
    """Words with limits as they are compared: ">=" is "≥", 100,000 is 100000, and every dash is one."""
    for pattern, form in _FORMS:
        words = pattern.sub(form, words)
    return words.lower()


_FORMS = [
    (re.compile(pattern), form)
    for pattern, form in (
        (r">=|=>", "≥"), (r"<=|=<", "≤"), (r"(?<=\d),(?=\d{3}(?!\d))", ""), (r"[‐‑‒–—−]", "-"),
    )
]  # fmt: skip


def _is_limit(old: Sequence[str], a: int, b: int, new: Sequence[str], c: int, d: int) -> bool:
    changed = [word.lower() for word in (*old[a:b], *new[c:d])]
    if any(word[0].isdigit() or word in NUMBER_WORDS for word in changed):
        return True
    if any(word in COMPARISONS or word in SIGNS for word in changed):
        return _has_number(old, a, b) or _has_number(new, c, d)
    return a < b and c < d and (_is_unit(old, a) or _is_unit(new, c))


def _is_unit(words: Sequence[str], at: int) -> bool:
    """Whether the word at this place says what the number before it counts: "10 g/dL", "2 x ULN"."""
    before = [word for word in words[max(0, at - NEAR) : at] if word.lower() not in MULTIPLES]
    while before and not before[-1].isspace() and not before[-1][0].isdigit() and before[-1] not in ",;.()":
        before.pop()
    while before and before[-1].isspace():
        before.pop()
    return bool(before) and before[-1][0].isdigit() and words[at][0].isalpha()


NEAR = 8  # tokens, white space among them, in which a number must stand that a changed word limits


def _has_number(words: Sequence[str], a: int, b: int) -> bool:
    near = words[max(0, a - NEAR) : b + NEAR]
    return any(word[0].isdigit() or word.lower() in NUMBER_WORDS for word in near)


def _around(words: Sequence[str], a: int, b: int) -> str:
    """The words, with two words on both sides and the signs among these."""
    before = _last(reversed(words[:a]))
    after = _last(words[b:])
    return "".join((*reversed(before), *words[a:b], *after)).strip() if a < b or before or after else ""


def _last(words: Iterable[str]) -> list[str]:
    """The nearest words until two are among them; a sentence's end stops sooner."""
    found: list[str] = []
    for word in words:
        if sum(one[0].isalnum() for one in found) == 2 or word in ".;":
            break
        found.append(word)
    return found


def _steps(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """As `SequenceMatcher.get_opcodes`: how one list of tokens becomes the other."""
    if len(old) * len(new) <= MOST_WORK:
        return list(SequenceMatcher(_is_space, old, new, autojunk=False).get_opcodes())
    first = _common(zip(old, new, strict=False))
    last = _common(zip(reversed(old[first:]), reversed(new[first:]), strict=False))
    a, b = len(old) - last, len(new) - last
    steps = [
        ("equal", 0, first, 0, first),
        ("replace", first, a, first, b),
        ("equal", a, len(old), b, len(new)),
    ]
    return [step for step in steps if step[1] < step[2] or step[3] < step[4]]


def _is_space(token: str) -> bool:
    return token.isspace()


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
