"""Paper and files on the command line: worksheet, screening log, CONSORT counts, audit, purge, de-identified export."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import pty
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from tests.unit.front_door import Done, environment, run

from trialtui.copies.reader import open_copy
from trialtui.desk import Desk
from trialtui.exports.consort import ALL_COHORTS, ALL_PERIODS, Consort, Count, discrepancies
from trialtui.library.log import ScreeningLog
from trialtui.screening.answers import Answer
from trialtui.screening.events import NewEvent

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "seeds" / "NCT06377228.txt"
OTHER = ROOT / "tests" / "fixtures" / "copies" / "whole_study.json"
EAST = timezone(timedelta(hours=1))
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def complaint(done: Done, code: int = 2) -> str:
    """The one line a failing command says."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("trialtui: ")
    return done.stderr


class Site:
    """A store, and days on which somebody screens."""

    def __init__(self, data: Path) -> None:
        self.data, self.moment = data, datetime(2026, 10, 30, 9, 0, tzinfo=EAST)

    def screen(
        self, code: str, answers: dict[str, Answer], day: str, *, path: Path = SAMPLE, who: str = "MK"
    ) -> Desk:
        self.moment = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=EAST)
        desk = Desk(open_copy(path), ScreeningLog(self.data, who=who, now=self._tick))
        desk.take_code(code)
        for row, answer in answers.items():
            desk.act([desk.screening.give(row, answer, source=f"chart of {row}", note="walks with a stick")])
        return desk

    def _tick(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def site(data: Path) -> Site:
    return Site(data)


@pytest.fixture(scope="module")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three subjects of the sample over two months, one of them in another trial as well.

    S-001 has no lupus (I1) and no scleroderma (I6), and a detainment (E21) for both; S-002 has anti-centromere antibodies
    (E7), so only the SSc cohort fails; S-003 is all open.
    """
    site = Site(tmp_path_factory.mktemp("filled") / "data")
    first = site.screen("S-001", {"I1": NO, "I6": NO, "E21": YES, "I15": YES}, "2026-10-30")
    first.act([])
    second = site.screen("S-002", {"E7": YES}, "2026-11-02", who="AB")
    third = site.screen("S-003", {"I2": UNKNOWN}, "2026-11-03")
    for desk in (first, second, third, site.screen("S-003", {"I1": YES}, "2026-11-04", path=OTHER)):
        desk.log.close()
    return site.data


@pytest.fixture
def filled(filled_once: Path, data: Path) -> Site:
    """The same for one test alone, which may change it."""
    shutil.copytree(filled_once, data)
    return Site(data)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def tampered(data: Path, statement: str) -> None:
    """Change the log as somebody does who has its file and no scruples."""
    log = sqlite3.connect(data / "screening.sqlite3")
    for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        log.execute(f'DROP TRIGGER "{name}"')
    log.execute(statement)
    log.commit()
    log.close()


# --- worksheet ---


def test_a_worksheet_is_found_by_the_trials_number_when_its_file_is_gone(
    filled: Site, tmp_path: Path
) -> None:
    by_number = run(filled.data, "worksheet", "nct06377228", "--subject", "s-001")
    assert by_number.returncode == 0, by_number.stderr
    by_path = run(filled.data, "worksheet", SAMPLE, "--subject", "S-001")
    without_time = [re.sub(r"Printed .*", "", done.stdout) for done in (by_number, by_path)]
    assert without_time[0] == without_time[1]
    assert "I1 (LN, proposed) [No] FAILS" in by_number.stdout
    assert "Subject S-001" in by_number.stdout


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("w.html", "<!DOCTYPE html>"),
        ("w.md", "# Eligibility worksheet"),
        ("w.txt", "ELIGIBILITY WORKSHEET"),
        ("w", "ELIGIBILITY"),
    ],
)
def test_a_worksheet_goes_into_a_file_for_its_owner_alone_in_the_format_of_its_name(
    filled: Site, tmp_path: Path, name: str, start: str
) -> None:
    file = tmp_path / name
    done = run(filled.data, "worksheet", "NCT06377228", "--subject", "S-001", "-o", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert file.read_text("utf-8").startswith(start)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_worksheet_is_found_in_a_file_of_several_studies(filled: Site, tmp_path: Path) -> None:
    one = json.loads(OTHER.read_text("utf-8"))
    two = json.loads(OTHER.read_text("utf-8").replace("NCT99000001", "NCT99000002"))
    several = tmp_path / "several.json"
    several.write_text(json.dumps([one, two]))
    done = run(filled.data, "worksheet", several, "--study", "NCT99000001", "--subject", "S-003")
    assert done.returncode == 0, done.stderr
    assert "NCT99000001" in done.stdout
    complaint(run(filled.data, "worksheet", several, "--subject", "S-003"))


def test_a_worksheet_of_one_cohort_in_a_named_format(filled: Site) -> None:
    done = run(
        filled.data,
        "worksheet",
        "NCT06377228",
        "--subject",
        "S-001",
        "--cohort",
        "ssc",
        "--format",
        "markdown",
    )
    assert done.returncode == 0, done.stderr
    assert "- Cohort: SSc" in done.stdout
    assert "**I6**" in done.stdout
    assert "**I1**" not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("worksheet",),
        ("worksheet", "NCT06377228"),
        ("worksheet", "NCT06377228", "--subject", "S-404"),
        ("worksheet", "NCT00000404", "--subject", "S-001"),
        ("worksheet", "nowhere.txt", "--subject", "S-001"),
        ("worksheet", SAMPLE, "--subject", "S-404"),
        ("worksheet", OTHER, "--subject", "S-001"),
        ("worksheet", "NCT06377228", "--subject", "S-001", "--cohort", "XX"),
        ("worksheet", "NCT06377228", "--subject", "S-001", "--format", "pdf"),
        ("log", "--trial", "NCT00000404"),
        ("log", "--from", "2026-13-01"),
        ("log", "--to", "yesterday"),
        ("log", "--from", "2026-11-02", "--to", "2026-11-01"),
        ("audit", "--subject", "S-404"),
        ("audit", "--trial", "NCT00000404"),
        ("purge",),
        ("purge", "--subject", "S-404", "--yes"),
        ("purge", "--subject", "S-001"),
        ("export",),
    ],
    ids=lambda words: " ".join(getattr(word, "name", word) for word in words),
)
def test_wrong_use_is_one_line_and_nothing_on_the_output(filled: Site, words: tuple[str | Path, ...]) -> None:
    done = run(filled.data, *words)
    complaint(done)
    assert done.stdout == ""


@pytest.mark.parametrize("words", [("log",), ("log", "--consort"), ("audit",), ("purge", "--subject", "S-1", "--yes"),
                                   ("export", "--deidentified")], ids=" ".join)  # fmt: skip
def test_where_no_log_is_kept_nothing_is_made(data: Path, words: tuple[str, ...]) -> None:
    assert str(data) in complaint(run(data, *words))
    assert not data.exists()


@pytest.mark.parametrize("words", [("worksheet", "NCT06377228", "--subject", "S-001"), ("log",), ("log", "--consort"),
                                   ("audit",), ("export", "--deidentified")], ids=" ".join)  # fmt: skip
def test_what_cannot_be_written_ends_in_three(filled: Site, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "NOT SAVED" in complaint(run(filled.data, *words, "-o", tmp_path / "none" / "file"), code=3)


# --- the screening log ---


def test_the_log_has_a_row_for_each_subject_in_each_trial(filled: Site) -> None:
    done = run(filled.data, "log")
    assert done.returncode == 0, done.stderr
    assert not done.stdout.startswith("\ufeff")
    rows = table(done.stdout)
    assert [(row["subject"], row["trial"], row["screened"]) for row in rows] == [
        ("S-001", "NCT06377228", "2026-10-30 09:01 UTC+01:00"),
        ("S-002", "NCT06377228", "2026-11-02 09:01 UTC+01:00"),
        ("S-003", "NCT06377228", "2026-11-03 09:01 UTC+01:00"),
        ("S-003", "NCT99000001", "2026-11-04 09:01 UTC+01:00"),
    ]
    first, second, third, _ = rows
    assert first["verdict by cohort"] == "LN: NOT ELIGIBLE (I1, E21); SSc: NOT ELIGIBLE (I6, E21)"
    assert first["overall"] == "NOT ELIGIBLE"
    assert first["reasons"].startswith(
        "I1 The participant must have a diagnosis of SLE fulfilling European League"
    )
    assert "; I6 The participant must have a diagnosis of SSc" in first["reasons"]
    assert "; E21 The participant is compulsorily detained" in first["reasons"]
    assert first["consent (date and version, else the source of its criterion)"] == "I15 Yes: chart of I15"
    assert first["screener"] == "MK"
    assert first["record version"] == "registry version 2025-04-06"
    assert first["record SHA-256"] == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert second["screener"] == "AB"
    assert second["overall"] == "OPEN"
    assert second["verdict by cohort"].endswith("SSc: NOT ELIGIBLE (E7)")
    assert third["reasons"] == ""
    assert third["consent (date and version, else the source of its criterion)"] == "not recorded"
    assert {row["eligible per sign-off"] for row in rows} == {"no sign-off recorded"}
    assert all("walks with a stick" not in value for row in rows for value in row.values())


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("--from", "2026-11-01"), ["S-002", "S-003", "S-003"]),
        (("--to", "2026-11-02"), ["S-001", "S-002"]),
        (("--from", "2026-11-02", "--to", "2026-11-02"), ["S-002"]),
        (("--trial", "nct99000001"), ["S-003"]),
        (("--from", "2027-01-01"), []),
    ],
    ids=lambda words: " ".join(words),
)
def test_the_log_of_some_days_or_one_trial(filled: Site, words: tuple[str, ...], codes: list[str]) -> None:
    assert [row["subject"] for row in table(run(filled.data, "log", *words).stdout)] == codes


def test_the_log_for_programs_and_with_a_mark_where_asked(filled: Site, tmp_path: Path) -> None:
    rows = json.loads(run(filled.data, "log", "--json").stdout)
    assert [row["overall"] for row in rows] == ["NOT_ELIGIBLE", "OPEN", "OPEN", "OPEN"]
    assert [one["code"] for one in rows[0]["reasons"]] == ["I1", "I6", "E21"]
    assert rows[0]["eligible_per_sign_off"] is None
    assert run(filled.data, "log", "--bom", "-o", tmp_path / "log.csv").returncode == 0
    assert (tmp_path / "log.csv").read_bytes().startswith(b"\xef\xbb\xbfsubject,")


def test_a_code_that_a_spreadsheet_would_run_or_change_is_kept_as_text(site: Site) -> None:
    site.screen("=1+1", {"I1": YES}, "2026-11-02")
    site.screen("007", {"I1": YES}, "2026-11-03")
    assert [row["subject"] for row in table(run(site.data, "log").stdout)] == ["'=1+1", "'007"]


def test_a_screening_whose_copy_this_version_cannot_read_stands_without_a_verdict(filled: Site) -> None:
    raw = b"a letter, no copy"
    digest = hashlib.sha256(raw).hexdigest()
    log = ScreeningLog(filled.data, who="MK")
    subject = log.find_subject("S-002")
    assert subject is not None
    event = next(event for event in log.events(subject=subject.id) if event.kind == "answer.given")
    log.append(
        NewEvent("screening.opened", {"name": "letter.txt"}, subject.id, event.trial, digest),
        NewEvent(event.kind, event.content or {}, subject.id, event.trial, digest, event.fingerprint),
        copy=(digest, "letter.txt", "text", raw),
    )
    log.close()
    row = table(run(filled.data, "log").stdout)[1]
    assert row["overall"] == "no verdict: this version cannot read the copy that was screened"
    counts = json.loads(run(filled.data, "log", "--consort", "--json", "--trial", "NCT06377228").stdout)[
        "counts"
    ]
    assert (counts[0]["assessed"], counts[0]["no_verdict"]) == (3, 1)


# --- CONSORT ---


def counted(done: Done) -> dict[tuple[Any, ...], dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return {(one["trial"], one["cohort"], one["period"]): one for one in json.loads(done.stdout)["counts"]}


def test_counts_by_trial_cohort_and_period_with_all_reasons_and_the_first(filled: Site) -> None:
    counts = counted(run(filled.data, "log", "--consort", "--json"))
    trial = "NCT06377228"
    whole = counts[trial, None, None]
    assert (whole["assessed"], whole["not_eligible"], whole["open"]) == (3, 1, 2)
    assert (whole["inclusion_not_met_first"], whole["exclusion_met_first"]) == (1, 0)
    assert {(one["code"], one["first"], one["all"]) for one in whole["reasons"]} == {
        ("I1", 1, 1),
        ("I6", 0, 1),
        ("E21", 0, 1),
    }
    ssc = counts[trial, "SSc", None]
    assert (ssc["assessed"], ssc["not_eligible"]) == (3, 2)
    assert {(one["code"], one["first"], one["all"]) for one in ssc["reasons"]} == {
        ("I6", 1, 1),
        ("E21", 0, 1),
        ("E7", 1, 1),
    }
    assert counts[trial, "LN", "2026-10"]["not_eligible"] == 1
    assert counts[trial, "LN", "2026-11"]["not_eligible"] == 0
    assert counts[trial, None, "2026-11"]["assessed"] == 2
    assert counts["NCT99000001", None, None]["assessed"] == 1


def test_counts_of_some_days_and_by_year(filled: Site) -> None:
    some = counted(
        run(filled.data, "log", "--consort", "--json", "--from", "2026-11-01", "--to", "2026-11-02")
    )
    assert some["NCT06377228", None, None]["assessed"] == 1
    by_year = counted(run(filled.data, "log", "--consort", "--json", "--period", "year"))
    assert by_year["NCT06377228", None, "2026"]["assessed"] == 3


def test_counts_for_people(filled: Site) -> None:
    words = " ".join(run(filled.data, "log", "--consort", "--trial", "NCT06377228").stdout.split())
    assert "all cohorts, all periods: 3 assessed: NOT ELIGIBLE 1 (inclusion 1, exclusion 0), OPEN 2" in words
    assert "1 / 1 I1 The participant must have a diagnosis of SLE" in words
    assert "closed: open 3" in words
    assert "investigator's sign-off: no standing sign-off 3" in words
    assert "NO BLOCKER FOUND" not in words


def test_a_purged_subject_is_counted_as_purged_and_the_totals_reconcile(filled: Site) -> None:
    assert run(filled.data, "purge", "--subject", "S-001", "--yes").returncode == 0
    done = run(filled.data, "log", "--consort", "--json")
    assert json.loads(done.stdout)["purged"] == {"NCT06377228": 1}
    assert counted(done)["NCT06377228", None, None]["assessed"] == 2


def test_a_closed_cohort_is_no_reason(site: Site) -> None:
    desk = site.screen("S-001", {"I1": NO, "E7": YES}, "2026-11-02")
    desk.act([desk.screening.close_cohort("LN")])
    counts = counted(run(site.data, "log", "--consort", "--json"))
    assert counts["NCT06377228", "LN", None]["not_open_here"] == 1
    assert [one["code"] for one in counts["NCT06377228", None, None]["reasons"]] == ["E7"]


def test_rows_that_ask_the_same_are_one_reason(site: Site) -> None:
    site.screen("S-001", {"I16": NO}, "2026-11-02")
    counts = counted(run(site.data, "log", "--consort", "--json"))
    reasons = counts["NCT06377228", None, None]["reasons"]
    assert [(one["code"], one["text"], one["all"]) for one in reasons] == [("R1", "Age 18 to 75 years", 1)]


def test_counts_reconcile_while_others_go_on_screening(filled: Site) -> None:
    argv = [sys.executable, "-m", "trialtui", "log", "--consort", "--json"]
    counting = subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(filled.data)
    )
    number = 0
    while counting.poll() is None and number < 500:
        number += 1
        filled.screen(f"N-{number}", {"I1": NO}, "2026-11-20")
    out, err = counting.communicate(timeout=60)
    assert counting.returncode == 0, err
    assert 3 <= json.loads(out)["counts"][0]["assessed"] <= 3 + number


def test_counts_that_do_not_reconcile_are_named_one_by_one() -> None:
    wrong = Count("NCT1", ALL_COHORTS, ALL_PERIODS, assessed=3)
    wrong.outcomes["NOT_ELIGIBLE"] = 2
    wrong.closed["declined"] = 1
    said = discrepancies(Consort((wrong,), {}), {("NCT1", ALL_PERIODS): 4, ("NCT2", ALL_PERIODS): 1})
    assert said == [
        "NCT1, all cohorts, all: 3 assessed, 2 outcomes",
        "NCT1, all cohorts, all: 3 assessed, 1 closed or open",
        "NCT1, all cohorts, all: 3 assessed, 0 signed or not",
        "NCT1, all cohorts, all: 2 not eligible, 0 with a first reason",
        "NCT1, all cohorts: 3 in all, 0 over the periods",
        "NCT1, all: 4 screenings begun in the events of the log, 3 counted",
        "NCT2, all: 1 screenings begun in the events of the log, 0 counted",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET trial = 'NCT00000002' WHERE trial = 'NCT06377228' AND kind = 'screening.opened' AND seq < 3",
        "UPDATE content SET body = replace(body, 'yes', 'no') WHERE body LIKE '%yes%'",
        "DELETE FROM subject WHERE code = 'S-002'",
    ],
    ids=["event", "content", "subject"],
)
def test_counts_of_a_log_that_was_edited_are_refused(filled: Site, statement: str) -> None:
    tampered(filled.data, statement)
    done = run(filled.data, "log", "--consort")
    assert done.stdout == ""
    complaint(done, code=1)


# --- audit ---


def rehashed(event: dict[str, Any]) -> str:
    """The hash of an event as library/chain.py says it is made, from the printed columns alone."""
    columns = [event[name] for name in (
        "seq", "at", "offset", "who", "sitting", "kind", "subject", "trial", "record", "fingerprint", "undoes",
        "commitment", "previous")]  # fmt: skip
    text = json.dumps(columns, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(b"trialtui event 1\n" + text.encode()).hexdigest()


def test_the_audit_prints_every_event_with_a_chain_that_can_be_recomputed_elsewhere(filled: Site) -> None:
    done = run(filled.data, "audit", "--format", "json")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    verified = json.loads(run(filled.data, "verify", "--json").stdout)
    previous = "0" * 64
    for number, event in enumerate(printed["events"], 1):
        assert (event["seq"], event["previous"], event["state"]) == (number, previous, "sound")
        assert rehashed(event) == event["hash"]
        previous = event["hash"]
    assert printed["chain"] == {**verified, "ok": True}
    assert previous == verified["head"]
    rows = table(run(filled.data, "audit").stdout)
    assert [(row["seq"], row["hash"]) for row in rows] == [
        (str(event["seq"]), event["hash"]) for event in printed["events"]
    ]
    answered = [json.loads(row["content"]) for row in rows if row["kind"] == "answer.given"]
    assert answered[0]["new"]["source"] == "chart of I1"


def test_the_audit_of_one_subject_and_of_one_trial(filled: Site) -> None:
    desk = filled.screen("S-003", {}, "2026-11-05")
    desk.act([desk.screening.confirm_scopes()])
    own = table(run(filled.data, "audit", "--subject", "s-003").stdout)
    assert {row["code"] for row in own} == {"S-003"}
    assert {row["trial"] for row in own} == {"", "NCT06377228", "NCT99000001"}
    here = table(run(filled.data, "audit", "--trial", "NCT06377228").stdout)
    assert {row["code"] for row in here} == {"S-001", "S-002", "S-003", ""}
    both = table(run(filled.data, "audit", "--subject", "S-003", "--trial", "NCT06377228").stdout)
    assert [row["kind"] for row in both] == ["screening.opened", "answer.given", "scopes.confirmed"]


@pytest.mark.parametrize(
    ("statement", "said", "state"),
    [
        ("UPDATE event SET who = 'XX' WHERE seq = 4", "event 4 was changed", "this event is not what was written"),
        ("UPDATE content SET body = '{}' WHERE seq = 4", "the content of event 4 was changed",
         "the content of this event is not what was written"),
        ("DELETE FROM content WHERE seq = 4", "the content of event 4 is missing", "the content of this event is missing"),
    ],
    ids=["event", "content", "content gone"],
)  # fmt: skip
def test_the_audit_of_an_edited_log_names_the_event_and_touches_nothing(
    filled: Site, statement: str, said: str, state: str
) -> None:
    tampered(filled.data, statement)
    file = filled.data / "screening.sqlite3"
    before, names = file.read_bytes(), {one.name for one in filled.data.iterdir()}
    done = run(filled.data, "audit")
    assert said in complaint(done, code=1)
    states = {row["seq"]: row["state"] for row in table(done.stdout)}
    assert states.pop("4") == state
    assert set(states.values()) == {"sound"}
    assert file.read_bytes() == before
    assert {one.name for one in filled.data.iterdir()} - names <= {
        "screening.sqlite3-wal",
        "screening.sqlite3-shm",
    }


def test_the_audit_names_a_missing_event_and_what_is_left_of_a_broken_file(filled: Site) -> None:
    tampered(filled.data, "DELETE FROM event WHERE seq = 5")
    assert "event 5 is missing" in complaint(run(filled.data, "audit"), code=1)
    file = filled.data / "screening.sqlite3"
    raw = bytearray(file.read_bytes())
    raw[:100] = bytes(100)
    file.write_bytes(raw)
    done = run(filled.data, "audit")
    assert "event 5 is missing" in complaint(done, code=1)
    assert "4" in {row["seq"] for row in table(done.stdout)}
    assert file.read_bytes() == bytes(raw)


def test_the_audit_of_a_purged_subject_has_hashes_and_no_content(filled: Site) -> None:
    assert run(filled.data, "purge", "--subject", "S-001", "--yes").returncode == 0
    done = run(filled.data, "audit", "--format", "json")
    assert done.returncode == 0, done.stderr
    purged = [event for event in json.loads(done.stdout)["events"] if event["state"] == "purged"]
    assert len(purged) == 6  # created, opened, four answers
    assert all(
        event["content"] is None and event["code"] is None and rehashed(event) == event["hash"]
        for event in purged
    )
    assert "S-001" not in done.stdout


# --- purge ---


def test_a_purge_says_what_was_removed_and_that_the_chain_holds(filled: Site) -> None:
    done = run(filled.data, "purge", "--subject", "s-001", "--yes")
    assert done.returncode == 0, done.stderr
    assert "S-001: purged from NCT06377228" in done.stdout
    assert "the contents of 6 events" in done.stdout
    assert "chain whole" in done.stdout
    assert run(filled.data, "verify").returncode == 0
    held = b"".join(one.read_bytes() for one in filled.data.iterdir())
    assert b"S-001" not in held
    assert b"chart of E21" not in held
    assert b"S-002" in held
    assert [row["subject"] for row in table(run(filled.data, "log").stdout)] == ["S-002", "S-003", "S-003"]
    complaint(run(filled.data, "purge", "--subject", "S-001", "--yes"))


def test_a_purge_tells_a_program_what_was_removed(filled: Site) -> None:
    done = run(filled.data, "purge", "--subject", "S-003", "--yes", "--json")
    told = json.loads(done.stdout)
    assert (told["subject"], told["trials"]) == ("S-003", ["NCT06377228", "NCT99000001"])
    assert (told["contents_removed"], told["erased"], told["set_aside"]) == (5, True, [])
    assert told["chain"] == {
        key: json.loads(run(filled.data, "verify", "--json").stdout)[key] for key in ("ok", "count", "head")
    }


@pytest.mark.parametrize(("typed", "code"), [("S-001\n", 0), ("S-002\n", 2), ("\n", 2), ("s-001\n", 2)])
def test_a_purge_asks_for_the_code_again(filled: Site, typed: str, code: int) -> None:
    ours, theirs = pty.openpty()
    argv = [sys.executable, "-m", "trialtui", "purge", "--subject", "S-001"]
    process = subprocess.Popen(
        argv, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(filled.data)
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    out, err = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == code, err
    assert b"Type the code again" in err
    there = ScreeningLog(filled.data, who="MK").find_subject("S-001") is not None
    assert there is (code != 0)
    assert (b"chain whole" in out) is (code == 0)


def test_a_purge_that_another_program_holds_up_says_so_and_is_finished_later(filled: Site) -> None:
    reader = sqlite3.connect(filled.data / "screening.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM content").fetchone()
    done = run(filled.data, "purge", "--subject", "S-001", "--yes")
    assert "trialtui purge --finish" in complaint(done, code=3)
    complaint(run(filled.data, "purge", "--finish"), code=3)
    reader.close()
    assert run(filled.data, "purge", "--finish").returncode == 0
    assert b"chart of E21" not in b"".join(one.read_bytes() for one in filled.data.iterdir())


# --- de-identified ---


def test_the_deidentified_export_holds_answers_and_verdicts_and_nobody(filled: Site) -> None:
    filled.screen("S-001", {"E20": NO}, "2026-11-09")
    desk = filled.screen("S-002", {}, "2026-11-10", who="AB")
    desk.act([desk.screening.give("I18", Answer.NOT_APPLICABLE, reason="female participants only")])
    desk.act([desk.screening.give("I17", Answer.NOT_APPLICABLE, reason="her sister told us so")])
    done = run(filled.data, "export", "--deidentified")
    assert done.returncode == 0, done.stderr
    log = ScreeningLog(filled.data, who="MK")
    events = log.events()
    for secret in (
        "S-001", "S-002", "chart of", "walks with", "sister", "2026-1", "MK", "AB\"",
        *(event.hash for event in events), *(subject.id for subject in log.subjects()),
    ):  # fmt: skip
        assert secret not in done.stdout, secret
    screenings = json.loads(done.stdout)["screenings"]
    assert len(screenings) == 4
    assert {one["subject"] for one in screenings} == {"P0001", "P0002", "P0003"}
    first = next(one for one in screenings if one["overall"] == "NOT_ELIGIBLE")
    assert (first["began_day"], first["last_day"]) == (0, 10)
    days = {one["code"]: (one["answer"], one["day"]) for one in first["answers"] if one["code"] != "R1"}
    assert days == {"I1": ("no", 0), "I6": ("no", 0), "I15": ("yes", 0), "E21": ("yes", 0), "E20": ("no", 10)}
    second = next(one for one in screenings if any(row["code"] == "I18" for row in one["answers"]))
    reasons = {one["code"]: one["reason"] for one in second["answers"]}
    assert reasons["I18"] == "female participants only"
    assert reasons["I17"] == "other (in words that are not exported)"
    later = next(one for one in screenings if one["trial"] == "NCT99000001")
    assert later["began_day"] == 1


def test_pseudonyms_are_drawn_anew_for_each_export(site: Site) -> None:
    for number in range(1, 9):
        site.screen(f"S-{number}", {"I1": YES if number % 2 else NO}, f"2026-11-0{number}")
    drawn = set()
    for _ in range(4):
        exported = json.loads(run(site.data, "export", "--deidentified").stdout)["screenings"]
        drawn.add(tuple(one["answers"][0]["answer"] for one in exported))
    assert len(drawn) > 1
