"""A real PostgreSQL for the tests: started from the installed binaries, on a loopback port, in a folder of its own.

Raises NoServer where the host has no binaries, or none that can be started.
"""

from __future__ import annotations

import os
import pwd
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
TABLES = ("event", "content", "subject", "copy", "place")
_ACCOUNTS = ("postgres", "nobody")  # initdb refuses root


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
    """One cluster: `superuser` may do everything, `owner` owns the database, `coordinator` is in the role trialtui."""

    def __init__(self) -> None:
        self._binaries = binaries()
        self._account = _account()
        self.folder = Path(tempfile.mkdtemp(prefix="trialtui-pg-"))
        if self._account is not None:
            shutil.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        self.port = _free_port()
        self._run(
            *("initdb", "-D", str(self.data), "-A", "trust", "-U", "superuser", "-E", "UTF8", "--locale=C"),
            *("--no-sync", "--no-instructions"),
        )
        self.start()
        with self.connect("superuser", "postgres") as sql:
            for role in ("owner LOGIN", "coordinator LOGIN", "stranger LOGIN", "trialtui NOLOGIN"):
                sql.execute(f"CREATE ROLE {role}")
            sql.execute("GRANT trialtui TO coordinator")
            sql.execute("CREATE DATABASE screening OWNER owner")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def address(self, role: str = "owner", database: str = "screening", options: str = "") -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}{options}"

    def connect(self, role: str = "superuser", database: str = "screening") -> psycopg.Connection:
        return psycopg.connect(self.address(role, database), autocommit=True)

    def start(self) -> None:
        settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        options = f"-p {self.port} -c unix_socket_directories={self.folder} {settings}"
        self._run(
            "pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """kill -9, the whole server at once; its lock file stays behind."""
        processes = self._processes()
        for pid in processes:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(map(_is_alive, processes)):
            time.sleep(0.01)

    def pause(self, *, on: bool) -> None:
        """The server answers nobody any more, and refuses nobody: as a network that is gone looks."""
        for pid in self._processes():
            os.kill(pid, signal.SIGSTOP if on else signal.SIGCONT)

    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def _processes(self) -> list[int]:
        postmaster = self.pid()
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return [postmaster, *map(int, children)]

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
