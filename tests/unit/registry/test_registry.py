"""What is asked of the registry, and which answers are taken, over a real connection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.unit.library.trials.invented_studies import raw
from tests.unit.registry import loopback
from tests.unit.registry.loopback import Fault, answer, cut, garbled, sent_on, silent, status

from trialtui.registry import asking, studies
from trialtui.registry.asking import Asking, NoAnswer, NotThere, Refused
from trialtui.registry.pacing import ATTEMPTS, INTERVAL, Pace, retry_after
from trialtui.registry.studies import Registry, nct_number

NUMBER = "NCT00000001"


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def server() -> Iterator[loopback.Registry]:
    server = loopback.Registry()
    server.keep(raw(1), raw(2), raw(3))
    yield server
    server.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One certificate, which loads in no time."""
    path = tmp_path_factory.mktemp("trusted") / "certificate.pem"
    path.write_text(loopback.CERTIFICATE)
    return str(path)


@pytest.fixture
def registry(
    server: loopback.Registry, clock: Clock, certificate: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Registry]:
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(studies, "LARGEST_LIST", 200_000)
    monkeypatch.setattr(studies, "LARGEST_COPY", 200_000)
    server.faults.clear()
    server.asked.clear()
    asked = Asking(server.base, Pace(clock.wait, lambda: clock.now, lambda: 0.5))
    yield Registry(asked)
    asked.close()


def ask(registry: Registry, where: str) -> object:
    """The question that goes to an address with this in it."""
    if where == "/version":
        return registry.data_timestamp()
    return registry.listed([NUMBER]) if where == "filter.ids" else registry.study(NUMBER)


QUESTIONS = ("/version", "filter.ids", f"/{NUMBER}")


@pytest.mark.parametrize(
    ("faults", "waits"),
    [
        ([status(429, Retry_After="7")], [7.0]),
        ([status(503), status(500), status(502), status(504)], [1.0, 2.0, 4.0, 8.0]),
        ([cut, cut], [1.0, 2.0]),
        ([garbled], [1.0]),
    ],
    ids=["429", "5xx", "cut", "garbled"],
)
@pytest.mark.parametrize("where", QUESTIONS)
def test_a_passing_fault_is_waited_out(
    registry: Registry,
    server: loopback.Registry,
    clock: Clock,
    where: str,
    faults: list[Fault],
    waits: list[float],
) -> None:
    server.fail(where, *faults)
    assert ask(registry, where)
    assert [wait for wait in clock.waits if wait >= 1] == waits
    assert len(server.asked) == len(faults) + 1


def test_a_registry_that_says_nothing_is_asked_again(
    server: loopback.Registry, registry: Registry, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "READ_SECONDS", 0.2)
    server.fail("/version", silent)
    impatient = Asking(server.base, Pace(clock.wait, lambda: clock.now, lambda: 0.5))
    assert Registry(impatient).data_timestamp()
    assert clock.waits[0] == 1.0
    impatient.close()


@pytest.mark.parametrize("where", QUESTIONS)
def test_a_fault_that_stays_is_given_up(
    registry: Registry, server: loopback.Registry, clock: Clock, where: str
) -> None:
    server.fail(where, *[status(503)] * 99)
    with pytest.raises(NoAnswer, match="answers 503 Service Unavailable"):
        ask(registry, where)
    assert len(server.asked) == ATTEMPTS
    assert clock.now < 20


def test_a_registry_that_asks_for_an_hour_is_not_waited_for(
    registry: Registry, server: loopback.Registry, clock: Clock
) -> None:
    server.fail("/version", status(429, Retry_After="3600"))
    with pytest.raises(NoAnswer, match="the registry asks to wait 3,600 s: try again later"):
        registry.data_timestamp()
    assert clock.waits == []


PORTAL = b"<html><title>Welcome to the guest network</title></html>"
NOT_JSON = "not JSON; does this network want a sign-in first?"


@pytest.mark.parametrize("where", QUESTIONS)
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (answer(PORTAL, "text/html; charset=utf-8"), NOT_JSON),
        (answer(PORTAL), "the answer is not "),
        (answer(b""), "the answer is not "),
        (answer(b"[]"), "the answer is not "),
        (answer(b"{}"), "protocolSection|dataTimestamp|studies"),
        (answer(b'{"\xff": 1}'), "UTF-8|utf-8|protocolSection|dataTimestamp|studies"),
        (answer(raw(1)[:-40]), "truncated"),
        (answer(b'{"x":' * 30_000), "recursion|nested|ends inside"),
        (answer(b" " * 300_000 + b"{}"), "larger than the 0 MB that it may have"),
        (sent_on("http://portal.example/login"), "sent on to http://portal.example, which is not asked"),
        (sent_on("http://127.0.0.1:1/api/v2/version"), "sent on to http://127.0.0.1, which is not asked"),
        (status(400, "Parameter has incorrect format"), "answers 400 Parameter has incorrect format"),
        (status(418, "\x1b[2Jteapot"), "answers 418 <U\\+001B>\\[2Jteapot"),
    ],
    ids=["portal", "html as json", "empty", "list", "bare", "bytes", "truncated", "deep", "large", "elsewhere", "port", "400", "418"],
)  # fmt: skip
def test_what_is_no_answer_is_refused_in_one_line(
    registry: Registry, server: loopback.Registry, where: str, fault: Fault, words: str
) -> None:
    server.fail(where, fault)
    with pytest.raises(Refused, match=words) as refused:
        ask(registry, where)
    assert str(refused.value).isprintable()
    assert "?" not in str(refused.value).partition(": ")[0]
    assert len(server.asked) == 1


def test_a_study_of_ten_megabytes_is_taken(
    registry: Registry, server: loopback.Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studies, "LARGEST_COPY", 64 << 20)
    large = raw(1, summary="Long. " * 1_800_000)
    server.fail(f"/{NUMBER}", answer(large))
    assert registry.study(NUMBER).part.raw == large


def test_the_wrong_study_is_not_taken(registry: Registry, server: loopback.Registry) -> None:
    server.fail(f"/{NUMBER}", answer(raw(2)))
    with pytest.raises(Refused, match=f"{NUMBER} was asked for, and NCT00000002 came"):
        registry.study(NUMBER)


def test_an_unknown_number_is_not_there(registry: Registry) -> None:
    with pytest.raises(NotThere, match="NCT number NCT00000099 not found"):
        registry.study("NCT00000099")


def test_how_new_the_data_are_is_told_in_one_short_line(
    registry: Registry, server: loopback.Registry
) -> None:
    assert registry.data_timestamp() == server.timestamp
    server.fail("/version", answer(json.dumps({"dataTimestamp": "2026\n\x1b[2J" + "9" * 999}).encode()))
    assert registry.data_timestamp() == "2026 <U+001B>[2J" + "9" * 24


def test_who_is_turned_away_is_told_what_to_do(registry: Registry, server: loopback.Registry) -> None:
    server.fail("/version", status(403))
    with pytest.raises(NoAnswer, match="download the studies with a browser and `trialtui add` them"):
        registry.data_timestamp()


def test_a_redirect_without_an_end_ends(registry: Registry, server: loopback.Registry) -> None:
    server.fail("/version", *[sent_on(f"{server.base}/version")] * 99)
    with pytest.raises(Refused, match="sent on 3 times and more"):
        registry.data_timestamp()


def test_a_list_without_an_end_ends(
    registry: Registry, server: loopback.Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studies, "AT_ONCE", 5)
    server.fail("filter.ids", *[answer(b'{"studies": [], "nextPageToken": "t 0&x"}')] * 99)
    with pytest.raises(Refused, match="a list without an end"):
        registry.listed([NUMBER])
    assert server.asked[-1].endswith("&pageToken=t%200%26x")


def test_a_next_page_that_no_address_holds_is_refused(registry: Registry, server: loopback.Registry) -> None:
    server.fail("filter.ids", answer(b'{"studies": [], "nextPageToken": "' + b"t" * 70_000 + b'"}'))
    with pytest.raises(Refused, match="no address to ask: URL too long"):
        registry.listed([NUMBER])


def test_what_a_list_calls_a_number_is_never_asked_for_unless_it_is_one(
    registry: Registry, server: loopback.Registry
) -> None:
    named = {"nctId": "NCT00000001/../../secret", "nctIdAliases": [NUMBER]}
    page = {"studies": [{"protocolSection": {"identificationModule": named}}]}
    server.fail("filter.ids", answer(json.dumps(page).encode()))
    assert registry.listed([NUMBER]) == {}


def test_requests_start_no_closer_than_fifty_a_minute() -> None:
    clock = Clock()
    pace = Pace(clock.wait, lambda: clock.now)
    starts = []
    for busy in (0.0, 0.5, 3.0, 0.0, 0.0):
        pace.turn()
        starts.append(clock.now)
        clock.now += busy
    assert starts == pytest.approx([0, 1.2, 2.4, 5.4, 6.6])
    assert INTERVAL * 50 >= 60


def test_those_turned_away_together_do_not_come_back_together() -> None:
    waits: list[float] = []
    for chance in (0.0, 0.999):
        Pace(waits.append, chance=lambda chance=chance: chance).back_off(2, None)  # type: ignore[misc]
    assert waits == pytest.approx([2.0, 5.996])


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 23 Nov 2026 09:01:30 GMT", 90),
        ("Mon, 23 Nov 2026 08:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("9" * 400, 999_999_999),
    ],
)
def test_how_long_to_wait_is_read_as_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("NCT06377228", "NCT06377228"),
        (" nct6377228", "NCT06377228"),
        ("NCT0", None),
        ("NCT123456789", None),
        ("06377228", None),
        ("NCT06377228?x=y", None),
        ("NCT0637722٣", None),
        ("", None),
    ],
)
def test_a_number_is_written_as_the_registry_writes_it(words: str, number: str | None) -> None:
    assert nct_number(words) == number
