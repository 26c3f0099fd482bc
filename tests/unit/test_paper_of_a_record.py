"""What paper and files say of sign-offs, exceptions, second readings and closings, through the real command line."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from tests.unit import front_door

from trialtui.copies.reader import read_copy
from trialtui.desk import Desk
from trialtui.library.log import ScreeningLog
from trialtui.library.who import who
from trialtui.screening import closing, consent, second_reading, waivers
from trialtui.screening.answers import Answer

YES, NO = Answer.YES, Answer.NO
EAST = timezone(timedelta(hours=1))
SHORT = b"""{"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "A short trial"},
 "statusModule": {"overallStatus": "RECRUITING"},
 "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\\n\\n* Has the disease.\\n* Gave consent.\\n\\nExclusion Criteria:\\n\\n* Is pregnant.\\n",
  "healthyVolunteers": true}}}"""


def run(data: Path, *words: str) -> str:
    done = front_door.run(data, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def desk(data: Path, code: str, by: str = "MK") -> Desk:
    moment = datetime(2026, 11, 2, 9, 0, tzinfo=EAST)
    found = Desk(read_copy("short.json", SHORT), ScreeningLog(data, who=by, now=lambda: moment))
    found.take_code(code)
    return found


def screened(data: Path, code: str, *, e1: Answer = NO, i2: Answer = YES) -> Desk:
    found = desk(data, code)
    for row, answer in (("I1", YES), ("I2", i2), ("E1", e1)):
        found.act([found.screening.give(row, answer)])
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """S-1 may enter and is enrolled; S-2's sign-off is void; S-3 failed, with an exception, and is S-4 now; S-5 declined."""
    place = tmp_path / "data"
    one = screened(place, "S-1")
    one.act([consent.record(one.screening, "2026-11-01", "3.1", today=date(2026, 11, 2))])
    one.sign("investigator", "Dr A. Berg", decision="may enter")
    one.act([closing.close(one.screening, "enrolled")])
    two = screened(place, "S-2")
    two.sign("investigator", "Dr A. Berg", decision="may enter")
    two.act([two.screening.give("E1", YES, change_reason="new information")])
    three = screened(place, "S-3", e1=YES)
    three.act([waivers.record(three.screening, "E1", "WV-12", "the sponsor", "2026-11-01")])
    three.act([closing.close(three.screening, "screen failure", ["E1"])])
    assert three.subject is not None
    three.rescreen(three.subject, "S-4")
    five = screened(place, "S-5")
    five.act([closing.close(five.screening, "declined")])
    return place


def rows(data: Path) -> dict[str, dict[str, str]]:
    return {row["subject"]: row for row in csv.DictReader(io.StringIO(run(data, "log"), newline=""))}


def test_the_screening_log_says_what_the_investigator_signed_and_how_each_was_closed(data: Path) -> None:
    told = rows(data)
    assert {code: row["eligible per sign-off"] for code, row in told.items()} == {
        "S-1": "may enter, Dr A. Berg, 2026-11-02 09:00 UTC+01:00",
        "S-2": "VOID (changed since: E1 by MK): may enter, Dr A. Berg, 2026-11-02 09:00 UTC+01:00",
        "S-3": "no sign-off recorded",
        "S-4": "no sign-off recorded",
        "S-5": "no sign-off recorded",
    }
    assert {code: row["closed"] for code, row in told.items()} == {
        "S-1": "CLOSED: enrolled; MK, 2026-11-02 09:00 UTC+01:00",
        "S-2": "open",
        "S-3": "CLOSED: screen failure (E1); MK, 2026-11-02 09:00 UTC+01:00",
        "S-4": "open",
        "S-5": "CLOSED: declined; MK, 2026-11-02 09:00 UTC+01:00",
    }
    assert told["S-3"]["exceptions"] == "E1: WV-12, granted by the sponsor, 2026-11-01"
    column = "consent (date and version, else the source of its criterion)"
    assert [told[code][column] for code in ("S-1", "S-5")] == ["2026-11-01, form version 3.1", "not recorded"]
    assert told["S-3"]["overall"] == "NOT ELIGIBLE"
    assert told["S-4"]["re-screening of"] == "S-3"
    assert told["S-1"]["overall"] == "NO BLOCKER FOUND, needs investigator sign-off"


def test_a_re_screening_outlives_the_purge_of_the_first(data: Path) -> None:
    run(data, "purge", "--subject", "S-3", "--yes")
    told = rows(data)
    assert "S-3" not in told
    assert told["S-4"]["re-screening of"] == "a subject that was purged"
    run(data, "verify")


def test_the_screening_log_for_programs_tells_a_standing_sign_off_from_a_void_one(data: Path) -> None:
    told: dict[str, dict[str, Any]] = {one["subject"]: one for one in json.loads(run(data, "log", "--json"))}
    assert [told[code]["eligible_per_sign_off"] for code in ("S-1", "S-2", "S-3")] == [True, None, None]
    (void,) = told["S-2"]["sign_offs"]
    assert (void["void"], void["decision"], void["record"]) == (
        "changed since: E1 by MK", "may enter", told["S-2"]["record_sha256"],
    )  # fmt: skip
    assert told["S-3"]["closed"]["reasons"] == [{"code": "E1", "text": "Is pregnant."}]
    assert told["S-4"]["rescreening_of"] == "S-3"


def test_the_counts_hold_declined_enrolled_and_signed_and_reconcile(data: Path) -> None:
    counts = json.loads(run(data, "log", "--consort", "--json"))["counts"]
    whole = next(one for one in counts if one["cohort"] is None and one["period"] is None)
    assert whole["assessed"] == 5
    assert whole["closed"] == {
        "screen failure": 1, "withdrew consent": 0, "declined": 1, "enrolled": 1, "other": 0, "open": 2,
    }  # fmt: skip
    assert whole["investigator"] == {"may enter": 1, "may not enter": 0, "no standing sign-off": 4}
    words = run(data, "log", "--consort")
    assert "closed: screen failure 1, declined 1, enrolled 1, open 2" in words


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_worksheet_prints_sign_offs_void_ones_too_the_exception_and_the_closing(
    data: Path, form: str
) -> None:
    def words(code: str) -> str:
        printed = run(data, "worksheet", "NCT00000001", "--subject", code, "--format", form)
        return " ".join(printed.replace("\\", "").split())

    assert "In the log: investigator: may enter, Dr A. Berg, 2026-11-02 09:00 UTC+01:00, as MK:" in words(
        "S-1"
    )
    assert "in my judgement this subject may enter the trial" in words("S-1")
    assert "In the log: VOID (changed since: E1 by MK): investigator: may enter, Dr A. Berg" in words("S-2")
    failed = words("S-3")
    assert "CLOSED: screen failure (E1); MK, 2026-11-02 09:00 UTC+01:00" in failed
    assert "WV-12, granted by the sponsor, 2026-11-01; recorded by MK" in failed
    assert "NOT ELIGIBLE" in failed
    assert "no sign-off recorded" in failed


def test_a_worksheet_prints_both_readings_and_how_the_difference_was_settled(tmp_path: Path) -> None:
    place = tmp_path / "data"
    first = screened(place, "S-1")
    second = desk(place, "S-1", who("AB"))
    second.begin_second()
    for row, answer in (("I1", YES), ("I2", NO), ("E1", NO)):
        second.act([second.screening.give(row, answer)])
    blind = run(place, "worksheet", "NCT00000001", "--subject", "S-1", "--who", "AB")
    assert "SECOND READING: not finished: these are the second reader's own answers" in " ".join(
        blind.split()
    )
    second.act([second_reading.finish(second.screening)])
    first.refresh()
    open_ = " ".join(run(place, "worksheet", "NCT00000001", "--subject", "S-1").split())
    assert (
        "DIFFERENCES BETWEEN THE READINGS, NOT SETTLED I2: met by the first reading, FAILS by the second"
        in open_
    )
    first.act(second_reading.settle(first.screening, "I2", NO, "no signature on the form"))
    printed = " ".join(run(place, "worksheet", "NCT00000001", "--subject", "S-1").split())
    assert "NOT SETTLED" not in printed
    assert f"Second reader: No, {who('AB')}, 2026-11-02 09:00 UTC+01:00" in printed
    assert "Difference: settled: No stands, because: no signature on the form, MK" in printed
    assert "Before: Yes, MK, 2026-11-02 09:00 UTC+01:00" in printed


def test_what_leaves_without_names_holds_outcomes_and_no_printed_name(data: Path) -> None:
    text = run(data, "export", "--deidentified")
    assert "Berg" not in text
    assert "WV-12" not in text
    told = json.loads(text)["screenings"]
    assert sorted(str(one["closed"]) for one in told) == [
        "None",
        "None",
        "declined",
        "enrolled",
        "screen failure",
    ]
    assert [one["may_enter_per_sign_off"] for one in told].count(True) == 1
