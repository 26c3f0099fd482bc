"""After a purge, on a server: what was deleted goes out of the tables' files. No more can be promised from here."""

from __future__ import annotations

import psycopg

from trialtui.library.contract import Erasing
from trialtui.library.postgres.dialect import Raw
from trialtui.library.postgres.tables import SCHEMA

BEYOND = "the server's write-ahead log, its archive, replicas, snapshots and backups: whoever runs the server has to let them go"
WORDS = Erasing(
    "nothing of what was purged is left in the tables of the log",
    "what was purged is deleted, and still lies in the files of the server: somebody reads the tables, or this role does not own them",
    "with their owner's role run trialtui purge --finish",
    BEYOND,
)
_TABLES = ("content", "subject", "place")


def erase(raw: Raw) -> bool:
    """Write the tables anew without their deleted rows. False where this role may not, or a reader still sees those rows.

    A plain VACUUM would leave the bytes on their pages until something else is written over them. VACUUM FULL only
    warns where the role does not own the table, and keeps deleted rows that somebody can still see: hence the looks
    before and after.
    """
    try:
        return all(_erased(raw, f"{SCHEMA}.{table}") for table in _TABLES)
    except psycopg.Error:
        return False


def _erased(raw: Raw, table: str) -> bool:
    owned = raw.execute(
        "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(%s)", (table,)
    )
    if owned.fetchone() != (True,):
        return False
    raw.execute("SET statement_timeout = 0")
    try:
        raw.execute(f"VACUUM (FULL) {table}")
    finally:
        if not raw.broken:
            raw.execute("SET statement_timeout = '30s'")
    left = raw.execute(
        f"SELECT reltuples > (SELECT count(*) FROM {table}) FROM pg_class WHERE oid = to_regclass('{table}')"
    )
    return left.fetchone() == (False,)
