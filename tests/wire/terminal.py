"""A program in a real pseudo-terminal, followed byte by byte: what it sends, what stands on the screen, how it ends."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "Up": "\x1b[A", "Down": "\x1b[B", "Home": "\x1b[H", "End": "\x1b[F", "PageUp": "\x1b[5~", "PageDown": "\x1b[6~",
    "Enter": "\r", "Escape": "\x1b", "Tab": "\t", "Space": " ", "C-p": "\x10", "C-y": "\x19",
}  # fmt: skip
SAMPLE = Path(__file__).resolve().parents[2] / "seeds" / "NCT06377228.txt"
TRIALTUI = (sys.executable, "-m", "trialtui")

DEADLINE = 20.0  # seconds any one wait may take
QUIET = 0.15  # seconds without a byte that count as settled

# An escape sequence that has not ended yet, at the end of what was read so far.
_TORN = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P\]^_X][^\x07\x1b]*\x1b?|[ -/]*)?\Z")
_FRAME_END = re.compile(rb"(?<=\x1b\[\?2026l)")
_MODE_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p")
# Sequences pyte misreads: private CSI (keyboard protocols), mode queries, device control and operating-system strings.
_NOT_FOR_PYTE = re.compile(
    rb"\x1b\[[<>=][0-?]*[ -/]*[@-~]|\x1b\[\?[0-9;]*\$[@-~]|\x1b[P\]^_X].*?(?:\x1b\\|\x07)", re.S
)


class Gone(AssertionError):
    """What was waited for did not come in time, or the program had ended before it came."""


class Terminal:
    """Runs `argv` in a pseudo-terminal of `columns` x `rows` cells with exactly the environment `environ`.

    `sent` holds all bytes it wrote. Used as a context manager it leaves no process, no zombie and no open file behind.
    `errors` sends the program's stderr to a file; the screen itself is drawn on stderr, so only for text commands.
    """

    def __init__(
        self,
        argv: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
        errors: Path | None = None,
    ) -> None:
        self.columns, self.rows = columns, rows
        self.sent = bytearray()
        self.exit_code: int | None = None
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""
        self.on_frame: Callable[[], None] | None = None  # called whenever a whole frame stands on the screen
        self.started = time.perf_counter()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            _become(argv, environ, columns, rows, errors)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- what it sends ---

    def read(self, timeout: float = 0.0) -> bytes | None:
        """What comes within `timeout` seconds, taken onto the screen: b"" for nothing, None where the terminal is closed."""
        if self._master < 0:
            return None
        if not select.select([self._master], [], [], timeout)[0]:
            return b""
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # EIO: the last process on the other side has gone
            return None
        self._follow(data)
        return data or None

    def _follow(self, data: bytes) -> None:
        self.sent += data
        data = self._held + data
        torn = _TORN.search(data)
        cut = torn.start() if torn else len(data)
        data, self._held = data[:cut], data[cut:]
        for mode in _MODE_QUERY.findall(data):  # 2026, synchronised output, is known here; nothing else is
            self._answer(b"\x1b[?%b;%b$y" % (mode, b"2" if mode == b"2026" else b"0"))
        if b"\x1b[6n" in data:
            self._answer(b"\x1b[1;1R")
        for frame in _FRAME_END.split(data):
            self._stream.feed(_NOT_FOR_PYTE.sub(b"", frame))
            if frame.endswith(b"\x1b[?2026l") and self.on_frame is not None:
                self.on_frame()

    def _answer(self, data: bytes) -> None:
        os.write(self._master, data)

    def text(self) -> str:
        """The screen as a person sees it."""
        return "\n".join(self._screen.display)

    def line(self, number: int) -> str:
        """One line of the screen; -1 is the last."""
        return str(self._screen.display[number])

    # --- waiting ---

    def wait_for(self, text: str, timeout: float = DEADLINE) -> float:
        """Wait until `text` is on the screen; the seconds since the start. Raises `Gone`."""
        until = time.perf_counter() + timeout
        while text not in self.text():
            if time.perf_counter() > until or self.read(0.01) is None:
                raise Gone(f"{text!r} did not come onto the screen:\n{self.text()}")
        return time.perf_counter() - self.started

    def settle(self, quiet: float = QUIET, timeout: float = DEADLINE) -> bytes:
        """Read until nothing has come for `quiet` seconds; what came. Raises `Gone` where it never falls quiet."""
        got = bytearray()
        last = time.perf_counter()
        until = last + timeout
        while (now := time.perf_counter()) - last < quiet:
            if now > until:
                raise Gone(f"still sending after {timeout} s")
            data = self.read(0.01)
            if data is None:
                break
            if data:
                got += data
                last = time.perf_counter()
        return bytes(got)

    def press(self, *keys: str, answers: bool = True) -> bytes:
        """Press keys (names of `KEYS`, or characters), one after the other; the bytes sent back until quiet.

        `answers` waits for a first byte up to two seconds, so that a slow machine is not taken for silence.
        """
        before = len(self.sent)
        for key in keys:
            self.type(key)
            if answers:
                until = time.perf_counter() + 2
                seen = len(self.sent)
                while len(self.sent) == seen and time.perf_counter() < until:
                    if self.read(0.01) is None:
                        break
            self.settle()
        return bytes(self.sent[before:])

    def type(self, key: str) -> None:
        """Press a key and wait for nothing."""
        os.write(self._master, KEYS.get(key, key).encode())

    def ended(self, timeout: float = DEADLINE) -> int:
        """Wait for the program's end; its exit code, negative for the signal that ended it. Raises `Gone`."""
        until = time.perf_counter() + timeout
        while not self.is_gone():
            if time.perf_counter() > until:
                raise Gone(f"still running after {timeout} s:\n{self.text()}")
            if self.read(0.01) is None:
                time.sleep(0.01)
        while self.read(0.05):  # what it wrote last
            pass
        assert self.exit_code is not None
        return self.exit_code

    def is_gone(self) -> bool:
        """Whether the program has ended; it is reaped then."""
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is not None

    # --- what is done to it ---

    def kill9(self) -> None:
        """SIGKILL, and what had reached the terminal before it is still read."""
        self.signal(signal.SIGKILL)
        self.ended()

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        if not self.is_gone():
            os.kill(self.pid, number)

    def close_master(self) -> None:
        """The connection is cut: the kernel hangs the program's terminal up."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def hang_up(self) -> None:
        """What a lost SSH connection does: SIGHUP, and the terminal is gone."""
        self.signal(signal.SIGHUP)
        self.close_master()

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        _set_size(self._master, columns, rows)

    # --- what it costs ---

    def tree(self) -> list[int]:
        """The program and all processes under it."""
        found, todo = [], [] if self.is_gone() else [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            for path in Path(f"/proc/{pid}/task").glob("*/children"):
                try:
                    todo += [int(child) for child in path.read_text().split()]
                except OSError:
                    continue
        return found

    def resident_mb(self) -> float:
        """Resident memory of the whole tree in MB (Linux)."""
        kilobytes = 0
        for pid in self.tree():
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
        return kilobytes / 1024

    def cpu_seconds(self) -> float:
        """Processor time of the program so far (Linux); 0 once it has gone."""
        if self.is_gone():
            return 0.0
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """Nothing is left of it."""
        for pid in reversed(self.tree()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.close_master()
        if self.exit_code is None:
            self.exit_code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _become(
    argv: Sequence[str], environ: Mapping[str, str], columns: int, rows: int, errors: Path | None
) -> None:
    """In the child: size the terminal before the program can ask for it, then be the program."""
    try:
        for number in (signal.SIGHUP, signal.SIGINT):  # the tests themselves may run in the background
            signal.signal(number, signal.SIG_DFL)
        _set_size(0, columns, rows)
        if errors is not None:
            os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        os.execvpe(argv[0], list(argv), dict(environ))
    finally:
        os._exit(127)


def _set_size(file: int, columns: int, rows: int) -> None:
    fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def environment(data: Path, **changes: str | None) -> dict[str, str]:
    """The environment of a run: a plain xterm in UTF-8, screenings kept in `data`. None takes a variable away."""
    environ = {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": str(data.parent), "TERM": "xterm-256color",
        "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", "TRIALTUI_DATA": str(data), "TZ": "UTC",
    }  # fmt: skip
    if path := os.environ.get("PYTHONPATH"):
        environ["PYTHONPATH"] = path
    for name, value in changes.items():
        environ.pop(name, None)
        if value is not None:
            environ[name] = value
    return environ


def trialtui(
    data: Path,
    *words: str | Path,
    columns: int = 80,
    rows: int = 24,
    errors: Path | None = None,
    **changes: str | None,
) -> Terminal:
    """The real program, `python -m trialtui WORDS`, keeping its screenings in `data`."""
    argv = [*TRIALTUI, *map(str, words)]
    return Terminal(argv, environment(data, **changes), columns=columns, rows=rows, errors=errors)


def command(
    data: Path, *words: str | Path, given: bytes = b"", **changes: str | None
) -> subprocess.CompletedProcess[bytes]:
    """A text command of the real program, away from any terminal; its output, its errors and its exit code."""
    argv = [*TRIALTUI, *map(str, words)]
    return subprocess.run(
        argv, input=given, capture_output=True, env=environment(data, **changes), timeout=60, check=False
    )
