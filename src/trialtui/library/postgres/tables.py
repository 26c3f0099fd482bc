"""The tables of the log in PostgreSQL: the same as in the file (`library.schema`), in a schema of their own.

They are made by the first role that opens an empty database and may make them; that role owns them. Members of the
role `trialtui` get what appending and purging need and nothing more. Neither may UPDATE or DELETE an event: the owner
has taken that right from itself, and triggers refuse what a superuser tries. Only who owns the tables, or a superuser,
can take the triggers away; `verify` finds what was changed then.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from trialtui.library import chain
from trialtui.library.postgres.dialect import Raw

VERSION = 1
SCHEMA, GROUP = "trialtui", "trialtui"
STATEMENT_SECONDS = 30  # the longest that a statement may take, but for VACUUM
LOCK = 0x74727569  # "trui": the advisory lock that every writer holds while it appends

# content has no foreign key: PostgreSQL checks one with the right to UPDATE events, which nobody has
_TABLES = (
    f"CREATE SCHEMA {SCHEMA}",
    "CREATE TABLE log (version INTEGER NOT NULL)",
    """CREATE TABLE event (
        seq BIGINT PRIMARY KEY, at TEXT NOT NULL, "offset" INTEGER NOT NULL, who TEXT NOT NULL,
        sitting TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT, trial TEXT, record TEXT, fingerprint TEXT,
        undoes BIGINT, commitment TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)""",
    "CREATE TABLE content (seq BIGINT PRIMARY KEY, salt BYTEA NOT NULL UNIQUE, body TEXT NOT NULL)",
    """CREATE TABLE subject (
        id TEXT PRIMARY KEY, code TEXT NOT NULL, key TEXT NOT NULL UNIQUE, draft BOOLEAN NOT NULL,
        number INTEGER, created BIGINT NOT NULL, named BIGINT NOT NULL)""",
    """CREATE TABLE copy (
        digest TEXT PRIMARY KEY, name TEXT NOT NULL, format TEXT NOT NULL, at TEXT NOT NULL, raw BYTEA NOT NULL)""",
    """CREATE TABLE place (
        who TEXT PRIMARY KEY, subject TEXT, trial TEXT NOT NULL, record TEXT, path TEXT NOT NULL,
        tab TEXT NOT NULL, "row" TEXT NOT NULL, at TEXT NOT NULL)""",
    """CREATE TABLE screening (
        subject TEXT NOT NULL, trial TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (subject, trial))""",
    "CREATE INDEX screening_by_last ON screening (last)",
    "CREATE INDEX screening_by_trial ON screening (trial, last)",
    "CREATE INDEX subject_by_number ON subject (number)",
    "CREATE INDEX closing ON event (subject, trial, seq) WHERE kind IN ('screening.closed', 'screening.reopened')",
    "CREATE INDEX event_by_subject ON event (subject, seq)",
    "CREATE INDEX event_by_trial ON event (trial, seq)",
    "CREATE INDEX tombstone ON event (subject, seq) WHERE kind = 'subject.purged'",
)


class Guard(NamedTuple):
    """A trigger and what it does: `refuses` is a condition, "" for always."""

    name: str
    table: str
    on: str
    refuses: str = ""


GUARDS = (
    Guard("event_stays", "event", "UPDATE OR DELETE"),
    Guard("event_follows", "event", "INSERT", f"""
        NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM {SCHEMA}.event) OR
        NEW.previous <> coalesce((SELECT hash FROM {SCHEMA}.event ORDER BY seq DESC LIMIT 1), '{chain.GENESIS}')"""),
    Guard("content_stands", "content", "UPDATE"),
    Guard("content_once", "content", "INSERT", f"NEW.seq <> (SELECT max(seq) FROM {SCHEMA}.event)"),
    Guard("content_goes_only_by_tombstone", "content", "DELETE", f"""
        NOT EXISTS (SELECT 1 FROM {SCHEMA}.event AS told JOIN {SCHEMA}.event AS tombstone ON tombstone.subject = told.subject
                    WHERE told.seq = OLD.seq AND tombstone.seq > OLD.seq AND tombstone.kind = 'subject.purged')"""),
    Guard("copy_stays", "copy", "UPDATE OR DELETE"),
    *(Guard(f"{table}_is_not_emptied", table, "TRUNCATE") for table in ("event", "content", "copy")),
)  # fmt: skip

_RIGHTS = (
    ("event", "SELECT, INSERT"),
    ("content", "SELECT, INSERT, DELETE"),  # the trigger lets go only what has a tombstone
    ("subject", "SELECT, INSERT, UPDATE, DELETE"),
    ("screening", "SELECT, INSERT, UPDATE, DELETE"),
    ("copy", "SELECT, INSERT"),
    ("place", "SELECT, INSERT, UPDATE, DELETE"),
    ("log", "SELECT"),
)

# from the catalogues themselves: to_regclass would go by what this connection last heard of them
_THERE = """
    SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = %s AND relname = 'log'"""

# from version n to n + 1, in one transaction with the new version number
MIGRATIONS: dict[int, tuple[str, ...]] = {}


def _body(guard: Guard) -> str:
    condition = f"IF NOT ({guard.refuses}) THEN RETURN {'OLD' if guard.on == 'DELETE' else 'NEW'}; END IF;"
    return f"BEGIN {condition if guard.refuses else ''} RAISE EXCEPTION 'append-only'; END"


def _trigger(guard: Guard) -> tuple[str, str]:
    each = "STATEMENT" if guard.on == "TRUNCATE" else "ROW"
    return (
        f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard${_body(guard)}$guard$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.on} ON {guard.table} FOR EACH {each} EXECUTE FUNCTION {guard.name}()",
    )


def statements() -> tuple[str, ...]:
    """What makes a log of this version."""
    triggers = (statement for guard in GUARDS for statement in _trigger(guard))
    kept = [(table, rights) for table, rights in _RIGHTS if table != "log"]
    revoked = (f"REVOKE ALL ON {table} FROM PUBLIC, CURRENT_USER" for table, _ in kept)
    granted = (f"GRANT {rights} ON {table} TO CURRENT_USER" for table, rights in kept)
    return *_TABLES, *triggers, *revoked, *granted, f"INSERT INTO log VALUES ({VERSION})"


def version(raw: Raw) -> int | None:
    """The schema's version, None where there is no log in this database. Raises psycopg.Error."""
    if raw.execute(_THERE, (SCHEMA,)).fetchone() is None:
        return None
    row = raw.execute(f"SELECT max(version) FROM {SCHEMA}.log").fetchone()
    return int(row[0]) if row and row[0] else None


def make(raw: Raw) -> None:
    """Make the tables, unless somebody else has just done so; bring older ones up. Whole or not at all. Raises psycopg.Error."""
    with raw.transaction():
        raw.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        before = version(raw)
        if before is None:
            todo: list[str] = [*statements(), *_granted(raw)]
        else:
            todo = [statement for n in range(before, VERSION) for statement in MIGRATIONS[n]]
            todo += [f"UPDATE log SET version = {VERSION}"] if todo else []
        for statement in todo:
            raw.execute(statement)


def _granted(raw: Raw) -> list[str]:
    """What the coordinators get, where the database has a role for them."""
    if raw.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (GROUP,)).fetchone() is None:
        return []
    return [
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {GROUP}",
        *(f"GRANT {rights} ON {table} TO {GROUP}" for table, rights in _RIGHTS),
    ]


def is_guarded(raw: Raw) -> bool:
    """Whether every trigger stands, is switched on, and does what it was made for. Raises psycopg.Error."""
    rows: list[Any] = raw.execute(
        "SELECT t.tgname, c.relname, p.prosrc FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid "
        "JOIN pg_proc AS p ON p.oid = t.tgfoid WHERE c.relnamespace = to_regnamespace(%s) AND t.tgenabled IN ('O', 'A')",
        (SCHEMA,),
    ).fetchall()
    return set(rows) >= {(guard.name, guard.table, _body(guard)) for guard in GUARDS}
