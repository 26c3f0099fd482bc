"""A real PostgreSQL for the tests: started from the installed binaries, on a loopback port, in a folder of its own.

Raises NoServer where the host has no binaries, or none that can be started.
"""

from __future__ import annotations

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

# small, and synced: what is acknowledged is to survive a kill
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "autovacuum": "off",
    "restart_after_crash": "on",
    "log_min_messages": "fatal",
}
TABLES = ("event", "content", "subject", "screening", "copy", "place")
_ACCOUNTS = ("postgres", "nobody")  # initdb refuses root


PASSWORD = "invented"
_ROLES = (
    "CREATE ROLE trialtui NOLOGIN",
    "CREATE ROLE owner LOGIN",
    "CREATE ROLE coordinator LOGIN IN ROLE trialtui",
    f"CREATE ROLE locked LOGIN IN ROLE trialtui PASSWORD '{PASSWORD}'",
    "CREATE ROLE stranger LOGIN",
    "CREATE DATABASE screening OWNER owner",
    "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0",
)


# However the tests end, the server ends with them: the pipe to this closes.
_UNTIL_THE_END = 'cat; kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")" 2>&-; sleep 0.2; rm -rf "$0"'


class NoServer(Exception):
    """Why there is no server here."""


def binaries() -> Path:
    """The folder with initdb and pg_ctl: that of PATH, else the newest of Debian's."""
    named = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    for folder in (*([Path(named).resolve().parent] if named else []), *reversed(debian)):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoServer("PostgreSQL is not installed here: no initdb in PATH or /usr/lib/postgresql")


class Server:
    """One cluster: `superuser` may do everything, `owner` owns the database, `coordinator` and `locked` (who needs a
    password) are in the role trialtui, `stranger` is in none."""

    password = PASSWORD

    def __init__(self) -> None:
        self._binaries = binaries()
        self._account = _account()
        self.folder = Path(tempfile.mkdtemp(prefix="trialtui-pg-"))
        if self._account is not None:
            shutil.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        self._end = subprocess.Popen(
            ["sh", "-c", _UNTIL_THE_END, str(self.folder)], stdin=subprocess.PIPE, start_new_session=True
        )
        self.port = _free_port()
        self._run(
            *("initdb", "-D", str(self.data), "-A", "trust", "-U", "superuser", "-E", "UTF8", "--locale=C"),
            *("--no-sync", "--no-instructions"),
        )
        rules = self.data / "pg_hba.conf"
        rules.write_text(f"host all locked all scram-sha-256\n{rules.read_text()}")
        self.start()
        with self.connect("superuser", "postgres") as sql:
            for statement in _ROLES:
                sql.execute(statement)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def address(self, role: str = "owner", database: str = "screening", options: str = "") -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}{options}"

    def connect(self, role: str = "superuser", database: str = "screening") -> psycopg.Connection:
        return psycopg.connect(self.address(role, database), autocommit=True)

    def start(self) -> None:
        settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        options = f"-p {self.port} -c unix_socket_directories= {settings}"
        self._run(
            "pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def kill(self) -> None:
        """kill -9, the whole server. Its lock file goes, too: it names a process that nobody may have buried yet."""
        while processes := self._processes():
            for pid in processes:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        (self.data / "postmaster.pid").unlink()

    def _processes(self) -> list[int]:
        """Every process of this server works in its data folder; one that is dead and not buried works nowhere."""
        found = []
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if process.name.isdigit() and (process / "cwd").readlink() == self.data:
                    found.append(int(process.name))
        return found

    def remove(self) -> None:
        """Have it stopped and its folder taken away; nobody needs to wait for that."""
        assert self._end.stdin is not None
        self._end.stdin.close()

    def empty(self) -> None:
        """Take everything out of the log, past its triggers; nobody is connected to it afterwards."""
        with self.connect() as sql:
            self.disconnect(sql)
            if sql.execute("SELECT to_regclass('trialtui.log')").fetchone() != (None,):
                emptied = (f"DELETE FROM trialtui.{table}" for table in TABLES)
                sql.execute("; ".join(["SET session_replication_role = replica", *emptied]))

    def drop_log(self) -> None:
        """Take the tables away, too."""
        with self.connect() as sql:
            self.disconnect(sql)
            sql.execute("SET client_min_messages = error; DROP SCHEMA IF EXISTS trialtui CASCADE")

    def disconnect(self, sql: psycopg.Connection) -> None:
        """End all other connections to the database."""
        sql.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'screening' AND pid <> pg_backend_pid()"
        )

    def _run(self, program: str, *words: str) -> None:
        """As the account that owns the folder. pg_ctl leaves its server behind, which must not hold our pipes open."""
        said = self.folder / "said"
        with said.open("w") as out:
            done = subprocess.run(
                [str(self._binaries / program), *words],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                user=self._account and self._account.pw_uid,
                group=self._account and self._account.pw_gid,
                extra_groups=self._account and [],
                timeout=60,
                check=False,
            )
        if done.returncode:
            raise NoServer(f"{program}: {said.read_text().strip()}")


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {one.pw_name: one for one in pwd.getpwall()}
    found = next((known[name] for name in _ACCOUNTS if name in known), None)
    if found is None:
        raise NoServer("initdb refuses root, and there is no account to run it as")
    return found


def _free_port() -> int:
    """Below the ports that clients are given: one that tries an ephemeral port again and again connects to itself."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
