"""Real amendments, where they lie: the words that changed are reckoned from the raw texts, and each is told once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import open_copy
from trialtui.eligibility.clean import clean
from trialtui.kept_versions import compare

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
TRIALS = ("NCT00018200", "NCT00070200", "NCT00093600", "NCT00001300")
MARKER = re.compile(r"(?m)^\s*(?:[-*+=]|\d+[.)])\s+|^\s*-(?=\w)")


def versions(trial: str) -> Iterator[CopyReading]:
    """The versions whose criteria are not written as in the one before, and the same trial as the registry's later format has it."""
    folder = CORPORA / "amendments-xml" / trial
    if not folder.is_dir():
        pytest.skip("no corpus beside this checkout")
    last = None
    for path in sorted(folder.glob("NCT*.xml")):
        try:
            reading = open_copy(str(path))
        except CopyError:
            continue
        if (text := reading.study.eligibility.eligibility_criteria) != last:
            last = text
            yield reading
    yield open_copy(str(CORPORA / "ctgov-xml" / f"{trial}.xml"))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


def raw_words(reading: CopyReading) -> Counter[str]:
    text = MARKER.sub("", reading.study.eligibility.eligibility_criteria or "")
    return words("\n".join(map(clean, text.split("\n"))))


@pytest.mark.parametrize("trial", TRIALS)
def test_every_word_that_changed_is_told_and_no_other(trial: str) -> None:
    for older, newer in pairwise(versions(trial)):
        found = compare(older, newer).criteria
        assert found is not None
        told: dict[str, Counter[str]] = {"gone": Counter(), "came": Counter()}
        marked = [*(one.words for one in found.changes), *(one.words for one in found.asides)]
        for one in (each for several in marked for each in several):
            if one.kind != "same":
                told[one.kind] += words(one.text)
        for change in found.changes:
            if change.kind in ("new", "removed"):
                shown = change.after or change.before
                told["came" if change.after else "gone"] += words(shown.text if shown else "")
        for aside in found.asides:
            if not aside.words:
                told["came" if aside.kind == "new" else "gone"] += words(aside.text)
        old, new = raw_words(older), raw_words(newer)
        assert (told["gone"], told["came"]) == (old - new, new - old)
