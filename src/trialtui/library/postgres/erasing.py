"""After a purge, on a server: what was deleted goes out of the tables' files. No more can be promised from here."""

from __future__ import annotations

import re

import psycopg

from trialtui.library.contract import Erasing
from trialtui.library.postgres.dialect import Raw
from trialtui.library.postgres.tables import SCHEMA, STATEMENT_SECONDS

BEYOND = "the server's write-ahead log, its archive, replicas, snapshots and backups: whoever runs the server has to let them go"
WORDS = Erasing(
    "nothing of what was purged is left in the tables of the log",
    "what was purged is deleted, and still lies in the files of the server: somebody reads the tables, or this role does not own them",
    "with their owner's role run trialtui purge --finish",
    BEYOND,
)
_TABLES = ("content", "subject", "place")


def erase(raw: Raw) -> bool:
    """Write the tables anew without their deleted rows. False where this role may not, or somebody still sees those rows.

    A plain VACUUM would leave the bytes on their pages until something else is written over them.
    """
    try:
        return all(_erased(raw, f"{SCHEMA}.{table}") for table in _TABLES)
    except psycopg.Error:
        return False


def _erased(raw: Raw, table: str) -> bool:
    """VACUUM raises nothing where the role may not, nor where it had to keep rows: only what it says counts them."""
    kept: list[int] = []

    def hear(said: psycopg.errors.Diagnostic) -> None:
        if number := re.match(r"\s*(\d+)", said.message_detail or ""):  # so it begins in every language
            kept.append(int(number[1]))

    raw.execute("SET statement_timeout = 0")
    raw.add_notice_handler(hear)
    try:
        raw.execute(f"VACUUM (FULL, VERBOSE) {table}")
    finally:
        raw.remove_notice_handler(hear)
        if not raw.broken:
            raw.execute(f"SET statement_timeout = '{STATEMENT_SECONDS}s'")
    return bool(kept) and not any(kept)
