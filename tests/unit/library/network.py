"""A network between a program and a server, on the loopback: it can break off at a commit, and it can be gone."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress


class Network:
    """Carries bytes from `port` to the server's port until it is told otherwise.

    `break_at_commit`: the next commit reaches the server ("arrived") or not ("lost"), and the line breaks before its
    answer is back; with `stays_down`, no new line is let through after that.
    """

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._is_gone = threading.Event()
        self._at_commit, self._stays_down, self._is_down = "", False, False
        threading.Thread(target=self._listen, daemon=True).start()

    def break_at_commit(self, commit: str, *, stays_down: bool = False) -> None:
        self._at_commit, self._stays_down = commit, stays_down

    def go_up(self) -> None:
        """New lines are let through again."""
        self._is_down = False

    def be_gone(self) -> None:
        """Nothing arrives any more on either side, and nobody is told."""
        self._is_gone.set()

    def be_back(self) -> None:
        self._is_gone.clear()

    def close(self) -> None:
        self._listening.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            if self._is_down:
                return
            with socket.create_connection(("127.0.0.1", self._server_port)) as server:
                while self._carry_some(client, server):
                    pass

    def _carry_some(self, client: socket.socket, server: socket.socket) -> bool:
        either = select.poll()  # select() knows no descriptor beyond 1,023
        for end in (client, server):
            either.register(end, select.POLLIN)
        heard = {number for number, _ in either.poll(50)}
        ready = [end for end in (client, server) if end.fileno() in heard]
        if self._is_gone.is_set():
            ready = []
        for end in ready:
            some = end.recv(65536)
            if not some:
                return False
            if end is client and self._at_commit and b"COMMIT" in some:
                return self._break(server, some)
            (server if end is client else client).sendall(some)
        return True

    def _break(self, server: socket.socket, commit: bytes) -> bool:
        self._is_down = self._stays_down
        if self._at_commit == "arrived":
            server.sendall(commit)
            server.recv(65536)  # it is committed now
        self._at_commit = ""
        return False
