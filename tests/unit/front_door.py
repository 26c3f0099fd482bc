"""The command line in this process: what `python -m trialtui` does, without a new Python for each word (0.2 s)."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

from trialtui.cli import main
from trialtui.front import environ_at_start

Done = subprocess.CompletedProcess[str]


def environment(data: Path, **more: str) -> dict[str, str]:
    """What the program is started with."""
    return {**os.environ, "TRIALTUI_DATA": str(data), "LC_ALL": "C.UTF-8", "RUST_BACKTRACE": "0", **more}


def run(data: Path, *words: str | Path, given: str | bytes = b"", **more: str) -> Done:
    """Exit code, standard output and error of these words, away from a terminal; what is raised is raised."""
    argv, environ = [str(word) for word in words], environment(data, **more)
    raw = given.encode() if isinstance(given, str) else given
    out, err = _stream("surrogateescape"), _stream("backslashreplace")
    with (
        patch.dict(os.environ, environ),
        patch.dict(environ_at_start(), environ),
        patch.object(sys, "stdin", TextIOWrapper(BytesIO(raw), "utf-8", "surrogateescape")),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            code = main(argv)
        except SystemExit as left:  # --help and --version
            code = int(left.code or 0)
    return Done(argv, code, _text(out), _text(err))


def run_apart(data: Path, *words: str | Path, given: str | bytes = b"", **more: str) -> Done:
    """The same in a process of its own."""
    argv = [sys.executable, "-m", "trialtui", *map(str, words)]
    raw = given.encode() if isinstance(given, str) else given
    environ = environment(data, **more)
    done = subprocess.run(argv, input=raw, capture_output=True, env=environ, check=False, timeout=60)
    return Done(argv, done.returncode, done.stdout.decode(), done.stderr.decode())


def _stream(errors: str) -> TextIOWrapper:
    return TextIOWrapper(BytesIO(), "utf-8", errors)


def _text(stream: TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, BytesIO)
    return buffer.getvalue().decode()
