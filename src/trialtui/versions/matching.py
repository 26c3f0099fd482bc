"""Which criterion of an older text is which of a newer one: by their words, never by their numbers."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Sequence

from trialtui.eligibility.outline import Criterion
from trialtui.versions.words import tokens

ALIKE = 0.5  # how much of their weight two wordings share before they are taken for one criterion
ALIKE_ELSEWHERE = 0.75  # the same across inclusion and exclusion
SMALL, NUMBER = (
    0.2,
    0.5,
)  # what a word of no meaning of its own weighs, and a number or sign; every other word weighs 1
MOST_PAIRS = 100_000  # beyond it a criterion is compared with those near it only

SMALL_WORDS = frozenset(
    """
    a an the of or and to in on at by for with without from as is are was be been being has have had any all other their
    its that this which who will must should may can not no history patient patients subject subjects participant
    participants study known prior previous current
    """.split()  # noqa: SIM905 - a table to read
)

Pairs = dict[int, int]


def match(before: Sequence[Criterion], after: Sequence[Criterion]) -> Pairs:
    """Places in `before` and in `after` of what is one criterion; a place stands in one pair at most.

    Equal in everything first, then equal words below equal or unequal parents, then words that are alike.
    """
    pairs: Pairs = {}
    for key in (
        lambda one: one.fingerprint,
        lambda one: (one.side, plain(one.text)),
        lambda one: plain(one.text),
    ):
        _equal(before, after, key, pairs)
    _alike(before, after, pairs)
    return pairs


def plain(text: str) -> str:
    """A clean text as it is compared: characters composed, white space folded. Never NFKC, which turns 10⁶ into 106."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _equal(
    before: Sequence[Criterion],
    after: Sequence[Criterion],
    key: Callable[[Criterion], Hashable],
    pairs: Pairs,
) -> None:
    """Pair what has the same key, in order."""
    taken = set(pairs.values())
    free: dict[Hashable, deque[int]] = defaultdict(deque)
    for place, one in enumerate(after):
        if place not in taken:
            free[key(one)].append(place)
    for place, one in enumerate(before):
        if place not in pairs and free[key(one)]:
            pairs[place] = free[key(one)].popleft()


def _alike(before: Sequence[Criterion], after: Sequence[Criterion], pairs: Pairs) -> None:
    """Pair what is alike, the likest first; of equals those that stand nearest."""
    taken = set(pairs.values())
    old = [place for place in range(len(before)) if place not in pairs]
    new = [place for place in range(len(after)) if place not in taken]
    weighed = {place: _weighed(after[place].text) for place in new}
    reach = max(1, MOST_PAIRS // max(1, len(old)))
    found = []
    for rank, a in enumerate(old):
        own = _weighed(before[a].text)
        near = rank * len(new) // max(1, len(old))
        for b in new[max(0, near - reach) : near + reach]:
            share = likeness(own, weighed[b])
            if share >= (ALIKE if before[a].side == after[b].side else ALIKE_ELSEWHERE):
                found.append((-share, abs(a - b), a, b))
    for _, _, a, b in sorted(found):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)


def _weighed(text: str) -> Counter[str]:
    return Counter(token for token in tokens(plain(text).lower()) if not token.isspace())


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of their weight that two bags of words have in common: 0 to 1."""
    total = _weight(one) + _weight(other)
    return 2 * _weight(one & other) / total if total else 0.0


def _weight(words: Counter[str]) -> float:
    return sum(count * _weight_of(word) for word, count in words.items())


def _weight_of(word: str) -> float:
    return SMALL if word in SMALL_WORDS else NUMBER if not word.isalpha() else 1.0
