"""A registry on this machine, answering as ClinicalTrials.gov's published API v2 does; and what can go wrong on the way to it.

Source: https://clinicaltrials.gov/data-api/api (OpenAPI 3, version 2.0.5), and answers seen of it: faults are text/plain.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NUMBER = re.compile(r"[Nn][Cc][Tt]0*([1-9]\d{0,7})")
Fault = Callable[["Handler"], None]


class Registry(ThreadingHTTPServer):
    """Studies by number, as bytes. `faults` stand in a queue for a piece of an address, and answer in its place once each."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.studies: dict[str, bytes] = {}
        self.timestamp = "2026-11-20T09:00:05"
        self.largest_page = 1000
        self.faults: dict[str, deque[Fault]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/v2"

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def keep(self, *copies: bytes) -> None:
        """Publish these, in place of what was published under their numbers."""
        for raw in copies:
            self.studies[json.loads(raw)["protocolSection"]["identificationModule"]["nctId"]] = raw

    def fail(self, piece: str, *faults: Fault) -> None:
        self.faults.setdefault(piece, deque()).extend(faults)

    def fetched(self) -> list[str]:
        """The studies that were asked for whole, in order."""
        return [url.rpartition("/")[2].partition("?")[0] for url in self.asked if "/studies/" in url]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one piece: two would wait for each other's acknowledgement
    server: Registry

    def log_message(self, *_: Any) -> None:
        """Silent."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers.append(dict(self.headers))
        fault = next(
            (queue for piece, queue in self.server.faults.items() if piece in self.path and queue), None
        )
        if fault:
            fault.popleft()(self)
            return
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        _, found, rest = url.path.partition("/api/v2/")
        if rest == "version":
            self.json({"apiVersion": "2.0.5", "dataTimestamp": self.server.timestamp})
        elif rest == "studies":
            self.list(query)
        elif found and rest.startswith("studies/"):
            self.study(rest.removeprefix("studies/"))
        else:
            self.text(404, "Not found")

    def list(self, query: dict[str, str]) -> None:
        words = [word for word in re.split("[,|]", query.get("filter.ids", "")) if word]
        if not all(NUMBER.fullmatch(word) for word in words):
            self.text(400, "Parameter `filter.ids` has incorrect format")
            return
        wanted = {_number(word) for word in words}
        found = [
            raw for number, raw in sorted(self.server.studies.items()) if wanted & {number, *_aliases(raw)}
        ]
        start = int(query.get("pageToken", "t0")[1:])
        size = min(int(query.get("pageSize", "10")) or 10, 1000, self.server.largest_page)
        page: dict[str, Any] = {
            "studies": [_only(raw, query["fields"]) for raw in found[start : start + size]]
        }
        if start + size < len(found):
            page["nextPageToken"] = f"t{start + size}"
        self.json(page)

    def study(self, word: str) -> None:
        if not NUMBER.fullmatch(word):
            self.text(400, "Parameter `nctId` has incorrect format")
            return
        number = _number(word)
        if raw := self.server.studies.get(number):
            self.send(200, raw, "application/json")
        elif now := next((own for own, raw in self.server.studies.items() if number in _aliases(raw)), None):
            self.send(301, b"", "text/plain", Location=self.path.replace(word, now))
        else:
            self.text(404, f"NCT number {number} not found")

    def json(self, value: Any) -> None:
        self.send(200, json.dumps(value).encode(), "application/json")

    def text(self, status: int, words: str, **headers: str) -> None:
        self.send(status, words.encode(), "text/plain;charset=utf-8", **headers)

    def send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        if body and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "seen=1; Path=/")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


# --- what can go wrong


def status(code: int, words: str = "try later", **headers: str) -> Fault:
    return lambda handler: handler.text(code, words, **headers)


def answer(body: bytes, kind: str = "application/json") -> Fault:
    """Another answer than the one that was asked for."""
    return lambda handler: handler.send(200, body, kind)


def sent_on(where: str) -> Fault:
    return lambda handler: handler.send(302, b"", "text/plain", Location=where)


def cut(handler: Handler) -> None:
    """The line goes dead in the middle of the answer."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"protocolSection": {')
    handler.wfile.flush()
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def garbled(handler: Handler) -> None:
    """What says that it is pressed with gzip and is not."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", "9")
    handler.end_headers()
    handler.wfile.write(b"not zipped"[:9])


def silent(handler: Handler) -> None:
    """No answer for as long as anybody waits."""
    handler.close_connection = True
    handler.connection.settimeout(5)
    handler.rfile.read(1)


def _number(word: str) -> str:
    found = NUMBER.fullmatch(word)
    assert found
    return f"NCT{found[1]:>08}"


def _aliases(raw: bytes) -> list[str]:
    found: list[str] = json.loads(raw)["protocolSection"]["identificationModule"].get("nctIdAliases", [])
    return found


PLACES = {
    "NCTId": ("identificationModule", "nctId"),
    "NCTIdAlias": ("identificationModule", "nctIdAliases"),
    "LastUpdateSubmitDate": ("statusModule", "lastUpdateSubmitDate"),
    "LastUpdatePostDate": ("statusModule", "lastUpdatePostDateStruct"),
}


def _only(raw: bytes, fields: str) -> dict[str, Any]:
    """A study with these fields alone, in their places."""
    protocol = json.loads(raw)["protocolSection"]
    found: dict[str, Any] = {}
    for module, name in (PLACES[field] for field in fields.split(",")):
        if name in protocol[module]:
            found.setdefault(module, {})[name] = protocol[module][name]
    return {"protocolSection": found}


# Of 127.0.0.1, signed by itself, with its key: nobody's, and it guards nothing.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg48/Wsb/6TaHiphDq
PdvqDGCaU3Z2BI1xM8+LCD4tUM2hRANCAATGfMrg6bAijNkJHd4UjiLt9VSh5F8l
JuEtT2/11gkJFvw13XRxVckfADtlKlse0rwe2NW5hfTt+GS1s58oSg1K
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUFv0qINbqEwVA01mQShuOjdJUm1wwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIzMzMwNFoYDzIxMjYxMDI5
MjMzMzA0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATGfMrg6bAijNkJHd4UjiLt9VSh5F8lJuEtT2/11gkJFvw13XRxVckf
ADtlKlse0rwe2NW5hfTt+GS1s58oSg1Ko28wbTAdBgNVHQ4EFgQURaxDDkh684wJ
WVqSiCPhM1nUjcowHwYDVR0jBBgwFoAURaxDDkh684wJWVqSiCPhM1nUjcowDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgINvarjhn+A/mdarAD6dwdbx7jkzXVGf11LP8xjvAFVACIH+2
EDsboOedGjVqRDoaaC1aJ3o7+cGk400G6zkHJLQW
-----END CERTIFICATE-----
"""
