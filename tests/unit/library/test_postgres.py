"""The log on a server: what only a server can do to it. What it has in common with a file is tested over both."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from tests.unit.library.conftest import OpenLog
from tests.unit.library.invented import COPY, TRIAL, answered, at, created
from tests.unit.library.network import Network
from tests.unit.library.postgres_server import Server

from trialtui.library.chain import fresh_salt
from trialtui.library.log import LogRefused, NotSaved, ScreeningLog
from trialtui.library.postgres import line, tables
from trialtui.screening.events import NewEvent

ROOT = Path(__file__).parents[3]  # where the tests are a package
pytestmark = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


@pytest.fixture
def network(server: Server) -> Iterator[Network]:
    """A network that the test can break. `address` leads past it."""
    found = Network(server.port)
    yield found
    found.close()


@pytest.fixture
def over(server: Server, network: Network) -> str:
    """The server's address over that network."""
    return server.address().replace(f":{server.port}/", f":{network.port}/")


def salted(event: NewEvent) -> NewEvent:
    """As the desk gives events to the log: known again when they are tried twice."""
    return event._replace(salt=fresh_salt())


# -- the line breaks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("commit", ["arrived", "lost"])
def test_a_commit_that_was_cut_off_is_written_once(
    commit: str, open_log: OpenLog, network: Network, over: str
) -> None:
    log = open_log(address=over)
    log.append(created("s1", "S-014"))
    network.break_at_commit(commit)
    written = log.append(answered("s1"), answered("s1"), place=at("s1", "I6"))
    assert [event.seq for event in written] == [2, 3]
    assert log.events()[1:] == list(written)
    assert log.verify().ok


@pytest.mark.parametrize("commit", ["arrived", "lost"])
def test_what_nobody_could_tell_is_found_out_by_the_next_try(
    commit: str, open_log: OpenLog, network: Network, over: str
) -> None:
    log = open_log(address=over)
    log.append(created("s1", "S-014"))
    network.break_at_commit(commit, stays_down=True)
    held = [salted(answered("s1", "I6"))]
    with pytest.raises(NotSaved, match="cannot be reached"):
        log.append(*held)
    with pytest.raises(LogRefused):
        log.events()
    assert log.read_only_reason is not None
    held.append(salted(answered("s1", "I7")))  # the person goes on meanwhile
    network.go_up()
    written = log.append(*held)
    assert [event.seq for event in written] == [2, 3]
    assert log.events()[1:] == list(written)
    assert log.read_only_reason is None
    assert log.verify().ok


def test_a_network_that_is_gone_is_not_waited_for(
    open_log: OpenLog, network: Network, over: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "CUT_SECONDS", 0.0)
    log = open_log(address=over, busy_seconds=0.1)
    log.append(created("s1", "S-014"))
    network.be_gone()
    held = salted(answered("s1"))
    with pytest.raises(NotSaved, match="does not answer"):
        log.append(held)
    with pytest.raises(LogRefused, match="does not answer"):
        log.events()  # at once: one wait is enough
    log.rest(at("s1", "I6"))
    network.be_back()
    saved: list[int] = []
    while not saved:
        try:
            saved = [event.seq for event in log.append(held)]
        except NotSaved:
            continue
    assert saved == [2]
    assert [event.seq for event in log.events()] == [1, 2]


def disturbed_by_killing(server: Server) -> None:
    server.kill()
    server.start()


def disturbed_by_ending_connections(server: Server) -> None:
    with server.connect() as sql:
        for _ in range(5):
            server.disconnect(sql)


@pytest.mark.parametrize("disturb", [disturbed_by_killing, disturbed_by_ending_connections])
def test_no_acknowledged_answer_is_lost_or_doubled(
    disturb: Callable[[Server], None], open_log: OpenLog, server: Server
) -> None:
    """One who answers without a pause, and holds what was not saved, as the desk does."""
    log, half, enough = open_log(), threading.Event(), threading.Event()
    log.append(created("s1", "S-014"))
    acknowledged: list[tuple[int, str]] = []

    def answer_on() -> None:
        while not enough.is_set():
            held = salted(answered("s1", f"I{len(acknowledged)}"))
            while True:
                try:
                    (event,) = log.append(held)
                    break
                except NotSaved:
                    continue
            acknowledged.append((event.seq, str(event.fingerprint)))
            if len(acknowledged) % 20 == 0:
                half.set()

    writer = threading.Thread(target=answer_on, daemon=True)
    writer.start()
    assert half.wait(30)
    disturb(server)
    half.clear()
    acknowledged_before = len(acknowledged)
    assert half.wait(30)
    enough.set()
    writer.join(30)
    assert len(acknowledged) > acknowledged_before
    there = [(event.seq, event.fingerprint) for event in open_log().events()[1:]]
    assert there == acknowledged
    assert open_log().verify().ok


# -- several people ----------------------------------------------------------------------------------------------------

ANSWERING = """
import sys
from pathlib import Path
from tests.unit.library.invented import answered
from trialtui.library.log import ScreeningLog
log = ScreeningLog(Path("unused"), who=sys.argv[2], busy_seconds=30, address=sys.argv[1])
print(*(log.append(answered("s1", f"I{n}", note=sys.argv[2]))[0].seq for n in range(15)))
"""


def test_two_programs_answer_for_one_subject(open_log: OpenLog, address: str) -> None:
    log = open_log()
    log.append(created("s1", "S-014"))
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ANSWERING, address, who], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for who in ("anna", "bert")
    ]
    anna, bert = ({int(seq) for seq in process.communicate()[0].split()} for process in running)
    assert sorted(anna | bert) == list(range(2, 32))
    assert {event.seq for event in log.events(after=1) if event.who == "anna"} == anna
    assert log.verify().ok


def test_a_log_that_stays_busy_is_not_saved_until_it_is_free(open_log: OpenLog, server: Server) -> None:
    log = open_log(busy_seconds=0.1)
    log.append(created("s1", "S-014"))
    with server.connect() as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", (tables.LOCK,))
        with pytest.raises(NotSaved, match="is busy"):
            log.append(answered("s1"))
        assert log.head() == 1  # reading goes on
    assert log.append(answered("s1"))[0].seq == 2


def test_those_who_open_an_empty_database_at_once_make_one_log(open_log: OpenLog, server: Server) -> None:
    server.drop_log()
    logs: list[ScreeningLog] = []
    threads = [threading.Thread(target=lambda: logs.append(open_log())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [log.append(created(f"s{n}", f"S-{n}"))[0].seq for n, log in enumerate(logs)] == [1, 2, 3, 4]


# -- append-only ------------------------------------------------------------------------------------------------------

FORBIDDEN = [
    "UPDATE event SET who = 'nobody' WHERE seq = 2",
    "DELETE FROM event WHERE seq = 2",
    "TRUNCATE event",
    'INSERT INTO event SELECT 99, at, "offset", who, sitting, kind, subject, trial, record, fingerprint, undoes, '
    "commitment, previous, hash FROM event WHERE seq = 2",
    "UPDATE content SET body = '{}' WHERE seq = 2",
    "DELETE FROM content WHERE seq = 2",
    "INSERT INTO content VALUES (99, '', '{}')",
    "TRUNCATE content",
    "UPDATE copy SET raw = ''",
    "DELETE FROM copy",
]


@pytest.mark.parametrize("role", ["superuser", "owner", "coordinator"])
def test_sql_can_change_nothing_whoever_says_it(role: str, open_log: OpenLog, server: Server) -> None:
    open_log().append(created("s1", "S-014"), answered("s1"), copy=COPY)
    with server.connect(role) as sql:
        sql.execute("SET search_path TO trialtui")
        for statement in FORBIDDEN:
            with pytest.raises((psycopg.errors.RaiseException, psycopg.errors.InsufficientPrivilege)):
                sql.execute(statement)
    assert open_log().verify().ok


def past_the_triggers(server: Server, statement: str) -> None:
    """What a superuser without scruples does, and nobody else can."""
    with server.connect() as sql:
        sql.execute("SET search_path TO trialtui; SET session_replication_role = replica")
        sql.execute(statement)


@pytest.mark.parametrize(
    ("statement", "first_bad", "reason"),
    [
        ("UPDATE event SET who = 'somebody' WHERE seq = 2", 2, "event 2 was changed"),
        ("DELETE FROM event WHERE seq = 2", 2, "event 2 is missing"),
        ("UPDATE content SET body = replace(body, 'yes', 'no')", 2, "the content of event 2 was changed"),
        ("UPDATE subject SET code = 'S-015'", 1, "the code of a subject is not the one its events gave"),
        ("UPDATE copy SET raw = ''", 2, "a kept copy was changed"),
    ],
)
def test_verifying_names_what_a_superuser_changed(
    statement: str, first_bad: int, reason: str, open_log: OpenLog, server: Server
) -> None:
    open_log().append(created("s1", "S-014"), answered("s1"), answered("s1", "I7"), copy=COPY)
    past_the_triggers(server, statement)
    found = open_log().verify()
    assert (found.ok, found.first_bad, found.reason) == (False, first_bad, reason)


def test_a_log_without_its_triggers_is_read_and_not_written(open_log: OpenLog, server: Server) -> None:
    open_log().append(created("s1", "S-014"))
    with server.connect() as sql:
        sql.execute("ALTER TABLE trialtui.event DISABLE TRIGGER event_stays")
    log = open_log()
    assert "triggers" in str(log.damage)
    assert len(log.events()) == 1
    with pytest.raises(NotSaved, match="triggers"):
        log.append(answered("s1"))
    with server.connect() as sql:
        sql.execute("ALTER TABLE trialtui.event ENABLE TRIGGER event_stays")
    assert log.append(answered("s1"))[0].seq == 2


# -- who may what ------------------------------------------------------------------------------------------------------


def test_a_coordinator_screens_and_purges_and_the_owner_clears_the_tables(
    open_log: OpenLog, server: Server
) -> None:
    open_log()
    log = open_log(address=server.address("coordinator"))
    log.append(created("s1", "S-014"), answered("s1", note="coughs since May"), place=at("s1", "I6"))
    done = log.purge("s1")
    assert not done.erased
    assert [event.content for event in log.events()[:2]] == [None, None]
    assert b"coughs since May" in files_of_tables(server)
    assert open_log().erase()
    assert b"coughs since May" not in files_of_tables(server)
    assert log.verify().ok


def files_of_tables(server: Server) -> bytes:
    with server.connect() as sql:
        sql.execute("CHECKPOINT")
    return b"".join(path.read_bytes() for path in server.data.glob("base/*/*") if path.is_file())


def test_a_reader_in_the_way_is_no_reason_to_say_it_is_erased(open_log: OpenLog, server: Server) -> None:
    log = open_log(busy_seconds=0.1)
    log.append(created("s1", "S-014"), answered("s1"))
    with server.connect() as reader:
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")  # sees all as it is now
        assert not log.purge("s1").erased
    assert log.erase()


def test_where_nothing_may_be_written_the_log_is_read(open_log: OpenLog, server: Server) -> None:
    open_log().append(created("s1", "S-014"), answered("s1"))
    with server.connect() as sql:
        sql.execute("ALTER ROLE coordinator SET default_transaction_read_only = on")
    log = open_log(address=server.address("coordinator"))
    assert len(log.events()) == 2
    with pytest.raises(NotSaved, match="lets nothing be written"):
        log.append(answered("s1"))
    with server.connect() as sql:
        sql.execute("ALTER ROLE coordinator RESET default_transaction_read_only")
    assert log.append(answered("s1"))[0].seq == 3
    assert log.read_only_reason is None


@pytest.mark.parametrize(
    ("role", "database", "options", "words"),
    [
        ("nobody", "screening", "", "knows no such role"),
        ("owner", "nowhere", "", "has no such database"),
        ("stranger", "screening", "", "may not use or make"),
        ("owner", "screening", "?sslmode=require", "refuses TLS"),
        ("owner", "screening", "?port=1", "nothing answers there"),
        ("locked", "screening", "", "password is wrong or missing"),
        ("superuser", "latin", "", "ENCODING 'UTF8'"),
        ("owner", "screening", "?nonsense=1", "cannot be read: invalid URI query parameter"),
    ],
)
def test_a_log_that_cannot_be_used_is_refused_with_the_reason(
    role: str, database: str, options: str, words: str, open_log: OpenLog, server: Server
) -> None:
    open_log()
    with pytest.raises(LogRefused, match=words):
        open_log(address=server.address(role, database, options))


def test_the_password_comes_from_the_password_file(
    open_log: OpenLog, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_log()
    passwords = tmp_path / "passwords"
    passwords.write_text(f"127.0.0.1:{server.port}:screening:locked:{server.password}\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    assert open_log(address=server.address("locked")).append(created("s1", "S-014"))[0].seq == 1


def test_a_line_to_another_host_that_is_not_encrypted_is_said(
    open_log: OpenLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_log().caution == ""
    monkeypatch.setattr(import_module("trialtui.library.postgres.address"), "is_here", lambda host: False)
    assert open_log().caution == "NOT ENCRYPTED: the line to 127.0.0.1 (sslmode=verify-full encrypts it)"


def test_a_newer_log_is_refused_and_an_older_one_brought_up(
    open_log: OpenLog, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_log().append(created("s1", "S-014"))
    newer = tables.VERSION + 1
    with monkeypatch.context() as program:
        program.setattr(tables, "VERSION", newer)
        program.setattr(tables, "MIGRATIONS", {newer - 1: ("CREATE TABLE later (seq BIGINT)",)})
        assert open_log().append(answered("s1"))[0].seq == 2
    with pytest.raises(LogRefused, match="newer trialtui"):
        open_log()
    server.drop_log()


def test_looking_changes_nothing_and_reads_one_state(open_log: OpenLog) -> None:
    log = open_log()
    log.append(created("s1", "S-014"), answered("s1"))
    with log.looking() as look:
        entries = look.entries()
        first = next(entries)
        log.append(answered("s1"))
        assert [first.seq, *(entry.seq for entry in entries)] == [1, 2]
        assert look.verify().count == 3
        assert look.subject("s-014") == "s1"
        assert look.trial(TRIAL.lower()) == TRIAL
        assert [(one.seq, one.subject) for one in look.tally()] == [(2, "s1")]
