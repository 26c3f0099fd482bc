"""The counts of every filter against counting one by one, over an index of several pieces."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from tests.unit.library.trials.invented_studies import raw

from trialtui.copies.detect import Part
from trialtui.copies.reader import quick_look
from trialtui.library.trials.adding import Adding
from trialtui.library.trials.entry import Facets, indexed
from trialtui.library.trials.index import TrialIndex
from trialtui.library.trials.searching import COUNTED, Search
from trialtui.library.trials.store import Library


def invented(number: int, chance: random.Random) -> bytes:
    return raw(
        number,
        chance.choice(["Lupus", "Gout"]),
        status=chance.choice(["RECRUITING", "COMPLETED", "UNKNOWN"]),
        phases=chance.choice([[], ["PHASE1"], ["PHASE1", "PHASE2"], ["NA"]]),
        conditions=[f"Condition {chance.randrange(30)}" for _ in range(chance.randrange(4))],
        drug=f"Drug {chance.randrange(40)}",
        country=f"Country {chance.randrange(20)}",
        city=f"City {chance.randrange(50)}",
        sponsor=f"Sponsor {chance.randrange(60)}",
        sex=chance.choice(["ALL", "FEMALE", "MALE"]),
    )


def test_every_count_is_exact_whatever_pieces_the_index_is_in(tmp_path: Path) -> None:
    chance = random.Random(5)
    copies = [invented(number, chance) for number in range(1, 301)]
    library = Library(tmp_path)
    library.create()
    for start in range(0, 300, 100):
        parts = [Part(str(start), one) for one in copies[start : start + 100]]
        Adding(library, TrialIndex(tmp_path)).run(parts)
    found = Search(TrialIndex(tmp_path)).counts("title:lupus", Facets._fields)
    studies = [quick_look("", one).study for one in copies]
    facets = [indexed(study, "").facets for study in studies if study.identification.brief_title == "Lupus"]
    assert 100 < len(facets) < 200
    for name in Facets._fields:
        counted = Counter(value for one in facets for value in dict.fromkeys(getattr(one, name)))
        assert [count for _, count in found[name]] == sorted(counted.values(), reverse=True)[:COUNTED], name
        assert all(counted[value] == count for value, count in found[name]), name
