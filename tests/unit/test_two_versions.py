"""Two people, two versions, any acts in any order: what the desk of either shows keeps the laws."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.library.trials.invented_studies import raw

from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import read_copy
from trialtui.desk import Desk
from trialtui.library.log import ScreeningLog
from trialtui.screening import closing, consent, second_reading, signing
from trialtui.screening.answers import Answer
from trialtui.screening.screening import CannotAct, Screening
from trialtui.screening.signatures import SCREENER
from trialtui.screening.verdict import Verdict

OLD = "Inclusion Criteria:\n\n* Able to walk\n* Gave consent\n\nExclusion Criteria:\n\n* Gout"
NEW = OLD.replace("Able to walk", "Able to walk 500 meters") + "\n* Smokes"


def version(criteria: str, updated: str) -> CopyReading:
    return read_copy("copy.json", raw(1, criteria=criteria, updated=updated, minimum=None))


VERSIONS = version(OLD, "2025-01-01"), version(NEW, "2026-03-01")


class Two:
    """MK and AB, each before both versions, on one log. A desk looks at the log only when it is told to, or acts."""

    def __init__(self, data: Path) -> None:
        logs = [ScreeningLog(data, who=who) for who in ("MK", "AB")]
        first = Desk(VERSIONS[0], logs[0])
        first.take_code("S-014")
        for answer in (Answer.YES, Answer.NO):
            first.act([first.screening.give("I2", answer, change_reason="new")])
        self.desks = [[Desk(version, log) for version in VERSIONS] for log in logs]
        for desk in (*self.desks[0], *self.desks[1]):
            desk.take_code("S-014")
        self.log = logs[0]

    def do(self, person: int, copy: int, looks: bool, what: str, code: str, answer: Answer) -> None:
        desk = self.desks[person][copy]
        if looks:
            desk.refresh()
        screening, who = desk.screening, desk.log.who
        codes = [code] if code in desk.checklist else []
        acts: dict[str, Callable[[], object]] = {
            "answer": lambda: desk.act([screening.give(code, answer, reason="other", change_reason="new")]),
            "go over": desk.go_over,
            "re-affirm": lambda: desk.affirm(codes),
            "re-affirm all": lambda: desk.affirm(screening.carried),
            "undo": lambda: desk.act([screening.undo(who, desk.log.sitting)]),
            "redo": lambda: desk.act([screening.redo(who, desk.log.sitting)]),
            "sign": lambda: desk.sign(SCREENER, "A name"),
            "consent": lambda: desk.act([consent.record(screening, "2026-01-01", code, today=date(2026, 11, 22))]),
            "close": lambda: desk.act([closing.close(screening, "declined")]),
            "reopen": lambda: desk.act([closing.reopen(screening, "by mistake")]),
            "read twice": desk.begin_second,
            "finish": lambda: desk.act([second_reading.finish(screening)]),
        }  # fmt: skip
        with suppress(CannotAct):
            acts[what]()
        keeps_the_laws(desk)


def told(screening: Screening) -> object:
    codes = [row.code for row in screening.checklist.rows]
    rows = [(screening.answer(code), screening.effect(code)) for code in codes]
    return rows, screening.cohorts(), screening.overlays(), screening.signatures, screening.footing.gap


def said_here(screening: Screening, fingerprint: str) -> list[object]:
    """What anybody said of a criterion on this version; what comes back by an undo was said when it was said."""
    about = [event for event in screening.ledger.events if event.fingerprint == fingerprint]
    here = [one for one in about if one.undoes is None and one.record in screening.footing.kin]
    return [((one.content or {}).get("new") or {}).get("answer") for one in here]


def keeps_the_laws(desk: Desk) -> None:
    screening = desk.screening
    kin = screening.footing.kin
    if screening.overall() is Verdict.NO_BLOCKER_FOUND:
        assert screening.footing.gap is None
        for row in screening.checklist.top_level:
            given = screening.answer(row.code)
            assert given is not None
            assert given.answer is not None
            assert not given.carried
            assert given.contested is None
            assert screening.effect(row.code).favourable or given.reason
    for row in screening.checklist.rows:
        given = screening.answer(row.code)
        if given is not None and given.answer is not None:
            assert given.carried == (given.record not in kin)
            assert given.carried or given.answer in said_here(screening, row.fingerprint)
    if any(not one.void for one in screening.signatures) and screening.closing is None:
        assert not signing.against(screening, SCREENER, "MK")


ACTS = ("answer", "answer", "answer", "go over", "re-affirm", "re-affirm all", "undo", "undo", "redo", "sign",
        "consent", "close", "reopen", "read twice", "finish")  # fmt: skip
Act = tuple[int, int, bool, str, str, Answer]
OVER: list[Act] = [(1, 1, True, "go over", "I1", Answer.YES)]
act = st.tuples(
    st.integers(0, 1), st.integers(0, 1), st.booleans(), st.sampled_from(ACTS),
    st.sampled_from(("I1", "I2", "E1", "E2")), st.sampled_from(Answer),
)  # fmt: skip


@settings(max_examples=12)
@given(st.tuples(st.lists(act, max_size=6), st.just(OVER), st.lists(act, min_size=8, max_size=14)))
def test_whatever_two_people_do_over_two_versions_nothing_is_cleared_unsaid_and_both_see_the_same(
    acts: tuple[list[Act], list[Act], list[Act]],
) -> None:
    with TemporaryDirectory() as folder:
        two = Two(Path(folder) / "data")
        for one in chain(*acts):
            two.do(*one)
        written = len(two.log.events())
        mk, ab = two.desks
        for desk in (*mk, *ab):
            desk.refresh()
            keeps_the_laws(desk)
            anew = Desk(desk.reading, desk.log)
            anew.take_code("S-014")
            assert told(anew.screening) == told(desk.screening)
        for here, there in zip(mk, ab, strict=True):
            if not (here.screening.second or there.screening.second):
                assert told(here.screening) == told(there.screening)
        standing = {desk.screening.footing.gap is None for desk in mk}
        assert standing == {True, False}  # it stands on one of the two, and on one alone
        assert len(two.log.events()) == written
        assert two.log.damage is None
