"""`--log postgresql://…` through the front door: the commands do there what they do with a file."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.unit.library.postgres_server import Server

from trialtui.cli import main
from trialtui.library.postgres.address import AddressError, check, is_here, words

SAMPLE = Path(__file__).resolve().parents[2] / "seeds" / "NCT06377228.txt"
ANSWERS = '{"subject": "S-014", "confirm_scopes": true, "answers": {"I1": "yes", "E7": {"answer": "no", "source": "lab"}}}'


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, with a data directory and settings of the test's own."""
    monkeypatch.setenv("TRIALTUI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TRIALTUI_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.delenv("TRIALTUI_LOG", raising=False)

    def running(*argv: str, given: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        code = main(argv)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return running


def test_a_screening_on_a_server_from_the_first_answer_to_the_purge(
    run: Run, server: Server, tmp_path: Path
) -> None:
    at = ("--log", server.address())
    done = run("screen", str(SAMPLE), "--answers", "-", "--json", *at, given=ANSWERS)
    assert (done.code, json.loads(done.out)["subject"]) == (0, "S-014")
    assert run("screen", "NCT06377228", "--subject", "S-014", "--plain", *at).code == 0
    (row,) = csv.DictReader(io.StringIO(run("log", *at).out))
    assert row["subject"] == "S-014"
    assert "1 assessed" in run("log", "--consort", *at).out
    events = list(csv.DictReader(io.StringIO(run("audit", *at).out)))
    assert [event["seq"] for event in events] == ["1", "2", "3", "4", "5"]
    assert f"5 events, chain whole, head {events[-1]['hash']}" in run("verify", *at).out
    purged = run("purge", "--subject", "S-014", "--yes", *at)
    assert purged.code == 0
    assert "write-ahead log" in purged.out
    assert "in the tables" in run("purge", "--finish", *at).out
    assert "6 events, chain whole" in run("verify", *at).out
    assert not (tmp_path / "data").exists()


def test_the_variable_and_the_settings_name_a_log_and_the_option_goes_before(
    run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text(f'log = "{server.address("nobody")}"\n')
    assert "nobody" in run("verify").err
    monkeypatch.setenv("TRIALTUI_LOG", server.address("stranger"))
    assert "stranger" in run("verify").err or "may not use" in run("verify").err
    assert run("verify", "--log", server.address()).code == 0


def test_an_auditor_of_a_database_without_a_log_makes_none(run: Run, server: Server) -> None:
    done = run("audit", "--log", server.address(database="postgres"))
    assert (done.code, done.err) == (3, "trialtui: No screening log is kept in this database yet.\n")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql://anna:secret@db/screening", "password"),
        ("postgresql://anna@db/screening?password=secret", "password"),
        ("postgresql:///screening?sslpassword=secret", "password"),
        ("mysql://anna@db/screening", "postgresql://user@host/database"),
        ("host=db password=secret", "postgresql://user@host/database"),
        ("postgresql:anna@db", "postgresql://user@host/database"),
        ("postgresql://db:port/screening", "no address"),
    ],
)
def test_an_address_with_a_password_or_without_a_server_is_refused(
    run: Run, address: str, reason: str
) -> None:
    done = run("verify", "--log", address)
    assert done.code == 2
    assert reason in done.err
    assert "secret" not in done.err
    assert done.err.count("\n") == 1
    with pytest.raises(AddressError):
        check(address)


def test_without_psycopg_the_log_is_refused_with_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for name in [name for name in sys.modules if name.startswith("trialtui.library.postgres.")]:
        monkeypatch.delitem(sys.modules, name)
    for command in ("verify", "audit"):
        done = run(command, "--log", "postgresql://anna@db/screening")
        assert done.code == 3
        assert "pip install 'trialtui[postgres]'" in done.err


def test_an_address_is_shown_without_its_options() -> None:
    assert (
        words("postgresql://anna@db/screening?sslmode=verify-full&passfile=x")
        == "postgresql://anna@db/screening"
    )
    assert words("postgresql:///?service=screening") == "postgresql:///?service=screening"
    assert [is_here(host) for host in ("127.0.0.1", "localhost", "/run/postgresql", "db.example")] == [
        True,
        True,
        True,
        False,
    ]
