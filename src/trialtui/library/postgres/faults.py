"""What can go wrong with a server, in the words of the NOT SAVED bar. The server's own words are left out once a log is
open: they can quote what was being written."""

from __future__ import annotations

import re

import psycopg

from trialtui.library.faults import BUSY, LogRefused, NotSaved

NO_ANSWER = "The server of the screening log does not answer."
LOST = "The line to the server of the screening log broke off."
READ_ONLY = "The server of the screening log lets nothing be written: it is a standby, or set to read only."
GONE = "The screening log is gone from its database."

# SQLSTATE, or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html
_REASONS = {
    "55P03": BUSY,  # lock_not_available
    "57014": BUSY,  # query_canceled, by a timeout
    "40": BUSY,  # transaction rollback
    "25006": READ_ONLY,
    "25P03": LOST,  # idle_in_transaction_session_timeout
    "42501": "This role may not do that in the screening log.",
    "3F": GONE,
    "42P01": GONE,
    "3D": GONE,
    "53100": "The screening log cannot be written: the disk of its server is full.",
    "53": "The server of the screening log has no room for this: memory or connections.",
    "54": "That is too much for one entry in the screening log.",
    "57": "The server of the screening log is being shut down or started.",
    "58": "The screening log cannot be written: the disk of its server reports an error.",
    "XX": "The server of the screening log reports damaged data.",
    "08": LOST,
}

# libpq has no codes for a connection that did not come about
_UNREACHED = (
    (r"password authentication failed|no password supplied", "the password is wrong or missing: ~/.pgpass, PGPASSFILE"),
    (r"role \".*\" does not exist", "the server knows no such role"),
    (r"database \".*\" does not exist", "the server has no such database"),
    (r"no pg_hba.conf entry", "the server does not let this role in from here (pg_hba.conf)"),
    (r"does not support SSL|SSL was required", "the server refuses TLS, and sslmode asks for it"),
    (r"certificate|SSL error|SSL SYSCALL", "TLS failed: the server's certificate does not hold"),
    (r"translate host name|Name or service not known|resolve|nodename nor servname", "there is no host of this name"),
    (r"Connection refused|No such file or directory", "nothing answers there: the server is not running"),
    (r"timeout|timed out", "the server does not answer"),
    (r"starting up|shutting down|recovery", "the server is starting up or shutting down"),
    (r"too many clients|remaining connection slots", "the server has no connection left"),
    (r"permission denied for database", "this role may not connect to the database"),
    (r"session is read-only|session is not read-only|not in hot standby", "no server of this kind answers (target_session_attrs)"),
    (r"service file|definition of service", "there is no such service in the service file"),
    (r"root certificate file", "the file with the root certificate is missing (sslrootcert)"),
)  # fmt: skip


def reason(error: psycopg.Error) -> str:
    """A sentence for an error on an open connection, "" for an error that has none."""
    state = error.sqlstate
    if state is None:
        return LOST if isinstance(error, psycopg.OperationalError) else ""
    return _REASONS.get(state) or _REASONS.get(state[:2]) or ""


def not_saved(error: psycopg.Error) -> NotSaved:
    return NotSaved(reason(error) or f"The screening log cannot be written ({_number(error)}).")


def not_read(error: psycopg.Error) -> LogRefused:
    return LogRefused(f"The screening log cannot be read: {clause(reason(error)) or _number(error)}.")


def unreached(error: psycopg.Error) -> str:
    """Why a connection did not come about, as a clause. Only names of hosts, roles and databases can stand in it."""
    said = str(error)
    for pattern, words in _UNREACHED:
        if re.search(pattern, said):
            return words
    lines = [line for line in said.splitlines() if line.strip()] or ["no reason given"]
    return re.split(r"FATAL:|failed: ", lines[-1])[-1].strip().rstrip(".")


def clause(sentence: str) -> str:
    """A sentence without what makes it one."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _number(error: psycopg.Error) -> str:
    return f"PostgreSQL error {error.sqlstate or type(error).__name__}"
