"""One question to the registry and its answer: paced, timed out, asked again where that may help, and never more than was asked for."""

from __future__ import annotations

import re
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import NamedTuple

import httpx

from trialtui import __version__
from trialtui.record.literal import one_line
from trialtui.registry.pacing import ATTEMPTS, LONGEST_WAIT, Pace, retry_after

CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0
ANSWER_SECONDS = 300.0  # for a question and all attempts at it, however slowly the answer drips
REDIRECTS = 3
SAID = 160  # characters of what the registry says of a fault

ASKED_AGAIN = frozenset({429, 500, 502, 503, 504})
TURNED_AWAY = {
    401: "asks for a name and a password",
    403: "turns this program away; download the studies with a browser and `trialtui add` them",
    407: "cannot be reached before the proxy has a name and a password",
    451: "turns this program away",
}


class NoAnswer(Exception):
    """The registry cannot be asked, now or at all. `str()` is one line; `reached`: it has answered something."""

    def __init__(self, words: str, reached: bool = True) -> None:
        super().__init__(one_line(words))
        self.reached = reached


class Refused(Exception):
    """An answer that is not taken. `str()` is one line."""

    def __init__(self, words: str) -> None:
        super().__init__(one_line(words))


class NotThere(Refused):
    """The registry knows nothing under this address (404)."""


class Answer(NamedTuple):
    """What came: the address that answered in the end, and the bytes, unpacked."""

    url: str
    body: bytes


def address(words: str) -> str:
    """A base address without its last slash. Raises ValueError for what is no http or https address of a host and a path."""
    try:
        url = httpx.URL(words)
        url.host.encode("idna")  # as the look-up of a name does
    except httpx.InvalidURL as problem:
        raise ValueError(str(problem)) from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise ValueError(words)
    return words.rstrip("/")


class Asking:
    """Questions to one address, `base`, and to no other host. Nothing goes out but the question and the program's name.

    Proxies and certificates are the environment's (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE); certificates are always looked at.
    Raises NoAnswer where those cannot be used.
    """

    def __init__(self, base: str, pace: Pace) -> None:
        self.base, self._pace, self._reached = base, pace, False
        try:
            self._client = httpx.Client(
                headers={"User-Agent": f"trialtui/{__version__}", "Accept": "application/json"},
                timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # none is kept, none goes back
            )
        except (ImportError, ValueError, OSError, httpx.InvalidURL) as problem:
            raise NoAnswer(
                f"a proxy or a certificate that the environment names cannot be used: {problem}"
            ) from None
        self.host = httpx.URL(base).host

    def close(self) -> None:
        self._client.close()

    def get(self, question: str, most: int) -> Answer:
        """The answer to a question ("/version"), of `most` bytes. Raises NotThere, Refused, NoAnswer."""
        try:
            url = httpx.URL(self.base + question)
        except httpx.InvalidURL as problem:  # as what a list named its next page
            raise Refused(f"{self.base}{question[:SAID]}: no address to ask: {problem}") from None
        for _ in range(REDIRECTS + 1):
            found = self._tried(url, most)
            if isinstance(found, Answer):
                return found
            self._stays(url, found)
            url = found
        raise Refused(f"{_bare(url)}: sent on {REDIRECTS} times and more")

    def _stays(self, here: httpx.URL, there: httpx.URL) -> None:
        """An answer from elsewhere is not the registry's: a network's sign-in page, most often."""
        moved = (there.scheme, there.port) != (here.scheme, here.port) and there.scheme != "https"
        if there.host != here.host or moved:
            raise Refused(
                f"{_bare(here)}: sent on to {there.scheme}://{there.host}, which is not asked; does this network want a sign-in first?"
            )

    def _tried(self, url: httpx.URL, most: int) -> Answer | httpx.URL:
        until = self._pace.clock() + ANSWER_SECONDS
        for attempt in range(ATTEMPTS):
            self._pace.turn()
            asked = None
            try:
                answer = self._once(url, most, until)
                self._reached = True
                if not isinstance(answer, _Fault):
                    return answer
                reason, asked = answer
            except httpx.RequestError as fault:
                reason = _fault(fault)
                if _is_distrust(fault) or (isinstance(fault, NEVER_CONNECTED) and not self._reached):
                    break
            if self._pace.clock() > until:
                break
            if asked is not None and asked > LONGEST_WAIT:
                reason += f"; the registry asks to wait {asked:,.0f} s: try again later"
                break
            if attempt < ATTEMPTS - 1:
                self._pace.back_off(attempt, asked)
        raise NoAnswer(f"{self.host}: {reason}", self._reached)

    def _once(self, url: httpx.URL, most: int, until: float) -> Answer | httpx.URL | _Fault:
        with self._client.stream("GET", url) as response:
            if response.status_code in ASKED_AGAIN:
                words = f"answers {response.status_code} {response.reason_phrase}".strip()
                return _Fault(words, retry_after(response.headers.get("Retry-After")))
            if response.next_request is not None:
                return response.next_request.url
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > most:
                    raise Refused(
                        f"{_bare(url)}: the answer is larger than the {most >> 20} MB that it may have"
                    )
                if self._pace.clock() > until:
                    raise httpx.TimeoutException(f"not all of the answer within {ANSWER_SECONDS:.0f} s")
        self._look_at(url, response, bytes(body))
        return Answer(str(response.url), bytes(body))

    def _look_at(self, url: httpx.URL, response: httpx.Response, body: bytes) -> None:
        """Refuse what is no answer to the question."""
        name = _bare(url)
        status, kind = (
            response.status_code,
            response.headers.get("Content-Type", "").partition(";")[0].strip(),
        )
        said = one_line(body[: 4 * SAID].decode("utf-8", "replace"))[:SAID] if kind == "text/plain" else ""
        if status in TURNED_AWAY:
            raise NoAnswer(f"{self.host} {TURNED_AWAY[status]} ({status})")
        if status == 404:
            raise NotThere(f"{name}: {said or 'not found'} (404)")
        if status != 200:
            raise Refused(f"{name}: answers {status} {said or response.reason_phrase}")
        if kind != "application/json":
            raise Refused(
                f"{name}: the answer is {kind or 'of no kind that it names'}, not JSON; does this network want a sign-in first?"
            )


def _bare(url: httpx.URL) -> str:
    """An address for a message: without the question, which may hold hundreds of numbers."""
    return str(url.copy_with(query=None))


class _Fault(NamedTuple):
    """An answer after which the question may be asked again, and after how many seconds, where that is said."""

    reason: str
    asked: float | None


_NUMBER = re.compile(r"\[Errno -?\d+\] ")
NEVER_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)


def _is_distrust(fault: BaseException | None) -> bool:
    while fault is not None and not isinstance(fault, ssl.SSLCertVerificationError):
        fault = fault.__cause__ or fault.__context__
    return fault is not None


def _fault(fault: httpx.RequestError) -> str:
    """What went wrong on the way, in words."""
    if _is_distrust(fault):
        return f"its certificate is not trusted here ({fault})"
    if isinstance(fault, httpx.ConnectTimeout):
        return f"no connection within {CONNECT_SECONDS:.0f} s"
    if isinstance(fault, httpx.ReadTimeout):
        return f"no answer within {READ_SECONDS:.0f} s"
    if isinstance(fault, httpx.RemoteProtocolError | httpx.ReadError):
        return f"the connection was cut ({fault})" if str(fault) else "the connection was cut"
    if isinstance(fault, httpx.DecodingError):
        return f"the answer cannot be unpacked ({fault})"
    if isinstance(fault, httpx.ProxyError):
        return f"the proxy does not let us through ({fault})"
    return _NUMBER.sub("", str(fault)).lower() or type(fault).__name__
