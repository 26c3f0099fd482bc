"""A connection to the server, held to what the log promises: on the disk when it says so, never a hang."""

from __future__ import annotations

from typing import Any, NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict

from trialtui.library.faults import LogRefused
from trialtui.library.postgres import address, faults, tables
from trialtui.library.postgres.dialect import Raw

OLDEST = 15
IDLE_SECONDS = 10

# What libpq is told where the address does not say otherwise. A network that is gone is noticed within 4 s.
_DEFAULTS = {
    "connect_timeout": "4",
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "4000",  # ms
    "application_name": "trialtui",
    "client_encoding": "UTF8",
}

# A client that is gone in the middle of a transaction must not keep the lock: the server ends it.
_SETTINGS = f"""
    SET search_path TO {tables.SCHEMA}, pg_temp; SET statement_timeout = '{tables.STATEMENT_SECONDS}s';
    SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s';
    SET tcp_user_timeout = '{IDLE_SECONDS}s'; SET standard_conforming_strings = on;
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')"""
_FACTS = """
    SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'),
           current_setting('fsync') = 'on', pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'"""


class Unreached(Exception):
    """No connection came about; `str()` is a clause that says why."""


class Connected(NamedTuple):
    raw: Raw
    read_only_reason: str | None
    damage: str | None
    caution: str


def connect(where: str, busy_seconds: float, *, may_make: bool = True) -> Connected:
    """A connection to the log, which is made where there is none yet and that is wanted. Raises Unreached, LogRefused."""
    raw = _reach(where)
    try:
        raw.execute(_SETTINGS)
        raw.execute(f"SET lock_timeout = {round(busy_seconds * 1000)}")
        read_only = _look_at_server(raw)
        _look_at_log(raw, may_make=may_make and not read_only)
        damage = None
        if not tables.is_guarded(raw):
            damage = (
                "The screening log is damaged: its triggers are not as they were made. Run trialtui verify."
            )
            read_only = "The screening log is not written to: its triggers are not as they were made."
        return Connected(raw, read_only, damage, _caution(raw))
    except psycopg.Error as error:
        raw.close()
        if error.sqlstate is None or error.sqlstate[:2] in ("08", "57"):
            raise Unreached(faults.clause(faults.reason(error))) from None
        raise faults.not_read(error) from None
    except BaseException:
        raw.close()
        raise


def _reach(where: str) -> Raw:
    try:
        given = conninfo_to_dict(where)
        missing: dict[str, Any] = {name: value for name, value in _DEFAULTS.items() if name not in given}
        return psycopg.connect(where, autocommit=True, **missing)
    except psycopg.ProgrammingError as error:
        raise LogRefused(
            f"The address of the screening log cannot be read: {faults.unreached(error)}."
        ) from None
    except psycopg.Error as error:
        raise Unreached(faults.unreached(error)) from None


def _look_at_server(raw: Raw) -> str | None:
    """Why nothing can be written there, None where it can. Raises LogRefused."""
    row = raw.execute(_FACTS).fetchone()
    assert row is not None
    version, encoding, is_synced, is_read_only = row
    if version < OLDEST:
        raise LogRefused(f"The screening log needs PostgreSQL {OLDEST} or newer; this server is {version}.")
    if encoding != "UTF8":
        raise LogRefused(
            f"The database is in {encoding}; the screening log needs one made with ENCODING 'UTF8'."
        )
    if not is_synced:
        raise LogRefused(
            "The server runs with fsync = off: what it says is saved would not survive a power cut. Switch it on."
        )
    return faults.READ_ONLY if is_read_only else None


def _look_at_log(raw: Raw, *, may_make: bool) -> None:
    """Make the tables or bring them up. Raises LogRefused."""
    try:
        version = tables.version(raw)
        if version is None and not may_make:
            raise LogRefused("No screening log is kept in this database yet.")
        if version is not None and version > tables.VERSION:
            raise LogRefused(
                f"This screening log was written by a newer trialtui (schema {version}, this program knows "
                f"{tables.VERSION}). Use the newer program."
            )
        if version != tables.VERSION and may_make:
            tables.make(raw)
    except psycopg.errors.InsufficientPrivilege:
        raise LogRefused(
            "This role may not use or make the screening log in this database: its owner opens it first, and grants "
            f"the role {tables.GROUP}."
        ) from None


def _caution(raw: Raw) -> str:
    hosts = (raw.info.host, raw.info.hostaddr or raw.info.host)
    if raw.pgconn.ssl_in_use or any(map(address.is_here, hosts)):
        return ""
    return f"NOT ENCRYPTED: the line to {raw.info.host} (sslmode=verify-full encrypts it)"
