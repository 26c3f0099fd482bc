"""`trialtui update` through the front door, over a real connection to a registry on this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.unit.library.trials.invented_studies import raw, study
from tests.unit.registry import loopback
from tests.unit.registry.loopback import Registry, answer, cut, silent, status

from trialtui import __version__
from trialtui.cli import main
from trialtui.commands.update import progress_words
from trialtui.library.trials.lock import alone
from trialtui.library.trials.store import Library
from trialtui.registry import pacing, studies
from trialtui.updating import Updating

OLD = "Inclusion Criteria:\n\n* Age 18 or older\n* Able to walk"
NEW = "Inclusion Criteria:\n\n* Age 21 or older\n* Able to walk"
FIRST, SECOND, THIRD = ("NCT00000001", "NCT00000002", "NCT00000003")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


class Site:
    """A host with its library, and the registry it asks."""

    def __init__(
        self, folder: Path, registry: Registry, clock: Clock, out: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self.registry, self.clock, self._out = folder, registry, clock, out

    def run(self, *words: str) -> tuple[int, str, list[str]]:
        """Exit code, standard output, and the lines on standard error, each a single one of the program's own."""
        self._out.readouterr()
        code = main([*words, "--data", str(self.folder)])
        done = self._out.readouterr()
        lines = done.err.splitlines()
        assert all(line.startswith("trialtui: ") for line in lines)
        return code, done.out, lines

    def update(self, *words: str) -> tuple[int, str, list[str]]:
        return self.run("update", "--base-url", self.registry.base, *words)

    def counted(self, *words: str) -> dict[str, Any]:
        """The same for programs: what is counted adds up."""
        found: dict[str, Any] = json.loads(self.update("--json", *words)[1])
        parts = (found[name] for name in ("added", "updated", "unchanged", "failed", "left"))
        assert found["asked"] == sum(parts) + len(found["gone"])
        return found

    def add(self, *copies: bytes) -> None:
        file = self.folder.parent / "copies.json"
        file.write_bytes(b"\n".join(copies))
        assert self.run("add", str(file))[0] == 0

    def kept(self) -> dict[str, str]:
        """The trials of the library and their dates."""
        trials = json.loads(self.run("list", "--json", "-n", "999")[1])["trials"]
        return {one["trial"]: one["updated"] for one in trials}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock, real = Clock(), pacing.Pace
    monkeypatch.setattr(pacing, "Pace", lambda _: real(clock.wait, lambda: clock.now, lambda: 0.5))
    return clock


@pytest.fixture
def registry() -> Iterator[Registry]:
    """A registry with three studies, the first of which was made new."""
    registry = Registry()
    registry.keep(
        raw(1, "One", criteria=NEW, updated="2026-11-02"),
        raw(2, "Two", updated="2025-06-01"),
        raw(3, "Three", updated="2025-06-01"),
    )
    yield registry
    registry.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of three trials and one of another registry, all of the middle of 2025."""
    folder = tmp_path_factory.mktemp("prepared")
    other = study(4, "Four")
    other["protocolSection"]["identificationModule"] = {
        "orgStudyIdInfo": {"id": "LOCAL-4"},
        "briefTitle": "Four",
    }
    copies = (raw(1, "One", criteria=OLD), raw(2, "Two"), raw(3, "Three"), json.dumps(other).encode())
    (folder / "copies.json").write_bytes(b"\n".join(copies))
    (folder / "certificate.pem").write_text(loopback.CERTIFICATE)
    assert main(["add", str(folder / "copies.json"), "--data", str(folder / "data")]) == 0
    return folder / "data"


@pytest.fixture
def site(
    tmp_path: Path,
    prepared: Path,
    registry: Registry,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Site:
    for name in (*PROXIES, *map(str.lower, PROXIES)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRIALTUI_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("SSL_CERT_FILE", str(prepared.parent / "certificate.pem"))
    shutil.copytree(prepared, tmp_path / "data")
    return Site(tmp_path / "data", registry, clock, capsys)


# --- what is fetched


def test_only_what_is_newer_is_fetched_and_becomes_current(site: Site) -> None:
    code, told, said = site.update()
    assert (code, said) == (0, [])
    assert told.splitlines() == [
        "NCT00000001  2025-06-01 -> 2026-11-02  criteria changed: 1 unchanged, 1 reworded",
        "3 asked about, as of 2026-11-20T09:00:05: 0 added, 1 updated, 2 up to date, 0 not in the registry, 0 failed",
    ]
    assert site.kept()[FIRST] == "2026-11-02"
    assert len(site.registry.asked) == 3
    assert site.registry.fetched() == [FIRST]
    history = json.loads(site.run("history", FIRST, "--json")[1])["versions"]
    assert [(one["updated"], one["current"]) for one in history] == [
        ("2026-11-02", True),
        ("2025-06-01", False),
    ]


def test_the_copy_is_kept_as_the_registry_gave_it_and_is_found(site: Site) -> None:
    site.update()
    assert "Age 21 or older" in site.run("criteria", FIRST)[1]
    (version,) = [
        one for one in json.loads(site.run("history", FIRST, "--json")[1])["versions"] if one["current"]
    ]
    assert version["size"] == len(site.registry.studies[FIRST])
    assert version["name"] == f"{site.registry.base}/studies/{FIRST}"
    assert FIRST in site.run("search", "updated:2026")[1]


def test_nothing_leaves_the_host_but_numbers_and_the_name_of_the_program(site: Site) -> None:
    site.update()
    for headers in site.registry.headers:
        assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
        assert headers["User-Agent"] == f"trialtui/{__version__}"
    assert site.registry.asked == [
        "/api/v2/version",
        f"/api/v2/studies?filter.ids={FIRST},{SECOND},{THIRD}&fields={studies.FIELDS}&pageSize=300&format=json",
        f"/api/v2/studies/{FIRST}?format=json",
    ]


def test_the_screening_log_is_not_touched(site: Site) -> None:
    answers = site.folder.parent / "answers.json"
    answers.write_text(json.dumps({"subject": "S-001", "confirm_scopes": True, "answers": {"I1": "yes"}}))
    assert site.run("screen", FIRST, "--answers", str(answers), "--json")[0] == 0
    before = site.run("audit")
    assert "S-001" in before[1]
    assert site.update()[0] == 0
    assert site.run("audit") == before


def test_a_second_run_on_the_same_data_asks_once_and_says_up_to_date(site: Site) -> None:
    site.update()
    site.registry.asked.clear()
    assert site.update()[:2] == (0, "3 asked about: up to date as of 2026-11-20T09:00:05\n")
    assert site.registry.asked == ["/api/v2/version"]
    site.registry.timestamp = "2026-11-23T09:00:05"
    site.registry.keep(raw(2, "Two", updated="2026-11-21"))
    assert site.counted()["updated"] == 1


def test_a_copy_that_came_since_is_asked_about(site: Site) -> None:
    site.update()
    site.registry.keep(raw(5, "Five", updated="2026-01-01"))
    site.add(raw(5, "Five", updated="2025-01-01"))
    assert site.counted()["updated"] == 1
    assert site.kept()["NCT00000005"] == "2026-01-01"


def test_what_came_is_kept_while_the_rest_is_fetched_and_nobody_is_kept_waiting(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [f"NCT{number:08}" for number in range(1, 6)]
    site.registry.keep(*(raw(number, updated="2026-11-02") for number in range(1, 6)))
    monkeypatch.setattr("trialtui.updating.BATCH", 2)
    seen: list[dict[str, str]] = []

    def look(handler: loopback.Handler) -> None:
        with alone(site.folder, 0), closing(Library(site.folder)) as library:
            seen.append({entry.trial: entry.updated for entry in library.newest(99)})
        handler.study(numbers[-1])

    site.registry.fail(numbers[-1] + "?", look)
    assert site.counted(*numbers)["updated"] == 3
    assert [seen[0].get(number) for number in numbers] == ["2026-11-02"] * 4 + [None]


def test_a_list_of_several_pages_is_read_to_its_end(site: Site) -> None:
    site.registry.largest_page = 1
    assert site.counted()["unchanged"] == 2
    assert [url.rpartition("pageToken=")[2] for url in site.registry.asked if "pageToken" in url] == [
        "t1",
        "t2",
    ]


def test_a_number_that_is_named_is_fetched_though_no_copy_is_kept(site: Site) -> None:
    site.registry.keep(raw(7, "Seven"))
    code, told, _ = site.update("nct7", "NCT00000002")
    assert code == 0
    assert told.splitlines()[0] == "NCT00000007  2025-06-01  new here"
    assert site.registry.fetched() == ["NCT00000007"]
    assert "NCT00000007" in site.kept()


def test_a_library_begins_with_the_first_number_named(site: Site) -> None:
    site.folder = site.folder.parent / "elsewhere"
    assert site.update()[0] == 2
    assert not site.folder.exists()
    assert site.update(FIRST)[0] == 0
    assert list(site.kept()) == [FIRST]


def test_a_copy_without_criteria_of_the_websites_table_is_made_whole(site: Site) -> None:
    table = site.folder.parent / "studies.csv"
    table.write_text(
        "NCT Number,Study Title,Study URL,Study Status,Conditions,Last Update Posted\n"
        "NCT00000008,Eight,https://clinicaltrials.gov/study/NCT00000008,COMPLETED,Gout,2025-06-01\n"
    )
    assert site.run("add", str(table))[0] == 0
    site.registry.keep(raw(8, "Eight", criteria=NEW))
    site.update("NCT00000008")
    assert "Age 21 or older" in site.run("criteria", "NCT00000008")[1]
    assert site.counted("NCT00000008")["unchanged"] == 1
    assert site.registry.fetched() == ["NCT00000008"]


def test_marked_trials_come_first_and_can_be_asked_about_alone(site: Site) -> None:
    assert site.update("--marked")[2] == ["trialtui: no trial is marked: `trialtui mark ID` marks one"]
    site.run("mark", "LOCAL-4")
    assert site.update("--marked")[2] == ["trialtui: none of the marked trials has an NCT number and a copy"]
    site.run("mark", THIRD)
    assert site.counted("--marked")["asked"] == 1
    site.registry.asked.clear()
    site.update()
    assert f"filter.ids={THIRD},{FIRST},{SECOND}&" in site.registry.asked[1]


# --- what the registry does not have


def test_a_trial_that_is_gone_from_the_registry_is_said_and_its_copy_stays(site: Site) -> None:
    del site.registry.studies[SECOND]
    for _ in range(2):  # the second time from memory
        code, _, said = site.update()
        assert code == 1
        assert said == [f"trialtui: {SECOND}: not in the registry; the offline copy stays"]
    assert site.registry.fetched() == [FIRST, SECOND]
    assert site.kept()[SECOND] == "2025-06-01"


@pytest.mark.parametrize("is_listed", [True, False])
def test_a_trial_that_goes_by_another_number_now_is_taken_in_under_it(site: Site, is_listed: bool) -> None:
    merged = study(9, "Nine", updated="2026-05-01")
    merged["protocolSection"]["identificationModule"]["nctIdAliases"] = [SECOND]
    del site.registry.studies[SECOND]
    site.registry.keep(json.dumps(merged).encode())
    if not is_listed:
        site.registry.fail("filter.ids", answer(b'{"studies": []}'))
    code, told, said = site.update(SECOND)
    assert (code, told.splitlines()[0]) == (0, "NCT00000009  2026-05-01  new here")
    assert said == [
        f"trialtui: {SECOND}: the registry has it as NCT00000009 now; the copy kept as {SECOND} stays"
    ]
    assert {SECOND, "NCT00000009"} <= set(site.kept())
    fetched = site.registry.fetched()
    assert site.counted(SECOND)["unchanged"] == 1
    assert site.registry.fetched() == fetched


# --- what goes wrong on the way


def test_a_passing_fault_is_waited_out(site: Site) -> None:
    site.registry.fail("/version", status(429, Retry_After="7"))
    site.registry.fail("filter.ids", status(503), cut)
    code, told, said = site.update()
    assert (code, said) == (0, [])
    assert " 1 updated," in told
    assert site.clock.now == pytest.approx(7 + 1.2 + 1 + 2 + 1.2 - 0.2 + 0.2, abs=1)


def test_one_study_that_cannot_be_had_holds_up_no_other(site: Site) -> None:
    site.registry.keep(raw(2, "Two", updated="2026-01-01"))
    site.registry.fail(f"/{FIRST}", *[status(500)] * pacing.ATTEMPTS)
    code, _, said = site.update()
    assert code == 1
    assert said == ["trialtui: 127.0.0.1: answers 500 Internal Server Error"]
    assert (site.kept()[FIRST], site.kept()[SECOND]) == ("2025-06-01", "2026-01-01")
    assert site.counted()["updated"] == 1


@pytest.mark.parametrize(
    ("where", "code", "words"),
    [
        (
            "/version",
            2,
            "the answer is text/html, not JSON; does this network want a sign-in first?; the offline library goes on",
        ),
        (
            "filter.ids",
            2,
            "the answer is text/html, not JSON; does this network want a sign-in first?; the offline library goes on",
        ),
        (f"/{FIRST}", 1, "the answer is text/html, not JSON; does this network want a sign-in first?"),
    ],
)
def test_a_sign_in_page_is_no_answer_and_changes_nothing(
    site: Site, where: str, code: int, words: str
) -> None:
    before = site.kept()
    site.registry.fail(where, answer(b"<html>Welcome to the guest network</html>", "text/html"))
    found, _, said = site.update()
    assert (found, len(said)) == (code, 1)
    assert said[0].endswith(words)
    assert site.kept() == before


def test_an_answer_that_is_older_than_the_copy_kept_is_not_taken_in(site: Site) -> None:
    site.registry.fail(f"/{FIRST}", answer(raw(1, "One", updated="2024-01-01")))
    code, _, said = site.update()
    assert code == 1
    assert said[0].endswith("is of 2024-01-01, older than the copy kept of 2025-06-01: not taken in")
    assert len(json.loads(site.run("history", FIRST, "--json")[1])["versions"]) == 1


def test_a_registry_older_than_the_copy_kept_is_said_and_not_fetched(site: Site) -> None:
    site.registry.keep(raw(1, updated="2025-01-01"))
    for _ in range(2):  # the second time from memory
        assert site.update() == (
            0,
            "3 asked about: up to date as of 2026-11-20T09:00:05\n",
            [f"trialtui: {FIRST}: the registry's is of 2025-01-01, older than the copy kept of 2025-06-01"],
        )
    assert site.registry.fetched() == []


# --- no network


def test_without_a_network_one_line_says_so(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        code, told, said = site.run(
            "update", "--base-url", f"http://127.0.0.1:{taken.getsockname()[1]}/api/v2"
        )
    assert (code, told) == (2, "")
    assert said == ["trialtui: no network: 127.0.0.1: connection refused; the offline library goes on"]
    assert site.clock.waits == []
    assert FIRST in site.kept()


def test_a_host_whose_name_nobody_knows_is_no_network(site: Site) -> None:
    code, _, said = site.run("update", "--base-url", "http://registry.invalid/api/v2")
    assert (code, len(said)) == (2, 1)
    assert said[0].startswith("trialtui: no network: registry.invalid: ")


def test_a_network_that_goes_away_leaves_what_came_and_the_next_run_goes_on(site: Site) -> None:
    site.registry.keep(raw(2, "Two", updated="2026-01-01"), raw(3, "Three", updated="2026-01-01"))
    for number in (SECOND, THIRD):
        site.registry.fail(f"/{number}", *[cut] * pacing.ATTEMPTS)
    found = site.counted("NCT00000001", "NCT00000002", "NCT00000003", "NCT00000099")
    assert (found["updated"], found["failed"], found["gone"]) == (1, 2, ["NCT00000099"])
    site.registry.asked.clear()
    assert site.counted()["updated"] == 2
    assert site.registry.fetched() == [SECOND, THIRD]


def test_a_registry_that_fails_three_times_in_a_row_is_left_alone(site: Site) -> None:
    site.registry.keep(*(raw(number, updated="2026-01-01") for number in range(2, 9)))
    site.registry.fail("/studies/NCT", *[status(503)] * 99)
    code, told, said = site.update(*(f"NCT{number:08}" for number in range(1, 9)))
    assert code == 2
    assert told.endswith("2 failed; 6 left: the same command goes on from here\n")
    assert said[-1] == "trialtui: 127.0.0.1: answers 503 Service Unavailable; the offline library goes on"
    assert len(site.registry.fetched()) == 3 * pacing.ATTEMPTS


def stop(handler: loopback.Handler) -> None:
    """Somebody presses Ctrl-C while the registry thinks."""
    os.kill(os.getpid(), signal.SIGINT)
    silent(handler)


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C is heard even where the tests run in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_keeps_what_came_and_the_next_run_goes_on(site: Site) -> None:
    site.registry.keep(raw(2, "Two", updated="2026-01-01"))
    site.registry.fail(f"/{SECOND}", stop)
    code, told, said = site.update()
    assert (code, said) == (130, [])
    assert told.splitlines()[-1].endswith(
        "1 updated, 0 up to date, 0 not in the registry, 0 failed; 2 left: the same command goes on from here"
    )
    assert site.kept()[FIRST] == "2026-11-02"
    site.registry.asked.clear()
    assert site.counted()["updated"] == 1
    assert site.registry.fetched() == [SECOND]


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_before_the_registry_answers_changes_nothing(site: Site) -> None:
    site.registry.fail("/version", stop)
    assert site.update() == (
        130,
        "",
        ["trialtui: stopped before the registry had answered: nothing is changed"],
    )


def test_whoever_holds_the_library_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trialtui.commands.library.WAIT_SECONDS", 0.0)
    with alone(site.folder, 0):
        code, _, said = site.update()
    assert code == 3
    assert "the library is being changed by" in said[-1]
    assert site.counted()["updated"] == 1


# --- where it asks


def test_the_address_stands_in_the_settings_and_the_option_comes_first(site: Site) -> None:
    settings = Path(os.environ["TRIALTUI_CONFIG"])
    settings.write_text(f'[update]\nbase_url = "{site.registry.base}/"\n')
    assert site.run("update", FIRST)[0] == 0
    settings.write_text('[update]\nbase_url = "http://registry.invalid"\n')
    assert site.run("update", FIRST)[0] == 2
    assert site.update(FIRST)[0] == 0


@pytest.mark.parametrize(
    "address",
    [
        "clinicaltrials.gov",
        "ftp://host/api",
        "http://",
        "http://u:p@host/",
        "http://h/?a=b",
        "http://h:port/",
        f"http://{'a' * 64}.org/",
    ],
)
def test_what_is_no_address_is_wrong_use(site: Site, address: str) -> None:
    assert site.run("update", "--base-url", address) == (
        2, "", [f"trialtui: {address}: an address such as https://clinicaltrials.gov/api/v2 was expected"]
    )  # fmt: skip


def test_only_nct_numbers_are_asked_about(site: Site) -> None:
    code, told, said = site.update(FIRST, "LOCAL-4")
    assert (code, told) == (2, "")
    assert said == ["trialtui: LOCAL-4: no NCT number; ClinicalTrials.gov is asked about nothing else"]
    assert site.registry.asked == []
    site.add(raw(0))
    site.run("remove", FIRST, SECOND, THIRD)
    assert site.update()[2] == ["trialtui: none of the 2 trials kept here has an NCT number and a copy"]


def test_a_proxy_of_the_environment_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", site.registry.base.removesuffix("/api/v2"))
    assert site.run("update", "--base-url", "http://registry.invalid/api/v2", FIRST)[0] == 0
    assert site.registry.asked[0] == "http://registry.invalid/api/v2/version"


def test_a_certificate_is_taken_only_where_the_host_trusts_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.environ["SSL_CERT_FILE"])
    site.registry.socket = context.wrap_socket(site.registry.socket, server_side=True)
    secure = site.registry.base.replace("http:", "https:")
    assert site.run("update", "--base-url", secure, SECOND)[0] == 0
    site.registry.asked.clear()
    site.clock.waits.clear()
    monkeypatch.delenv("SSL_CERT_FILE")
    code, _, said = site.run("update", "--base-url", secure)
    assert (code, len(said)) == (2, 1)
    assert "its certificate is not trusted here" in said[0]
    assert not site.registry.asked
    assert not site.clock.waits


@pytest.mark.parametrize(
    ("name", "value"),
    [("SSL_CERT_FILE", "/none.pem"), ("ALL_PROXY", "gopher://x"), ("ALL_PROXY", "socks5://x")],
)
def test_what_the_environment_names_and_cannot_be_used_is_said(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, told, said = site.update()
    assert (code, told, len(said)) == (2, "", 1)
    assert "a proxy or a certificate that the environment names cannot be used: " in said[0]


def test_without_its_client_one_line_says_how_to_install_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    monkeypatch.delitem(sys.modules, "trialtui.registry.asking")
    assert site.update() == (
        2, "", ["trialtui: `trialtui update` needs an HTTP client that is not installed here: pip install 'trialtui[update]'"],
    )  # fmt: skip


def test_how_far_it_is_is_told_with_the_time_left() -> None:
    run = Updating(None, dict.fromkeys, None, print)  # type: ignore[arg-type]
    run.whole = 400
    assert progress_words(run, 1.0) == "0 of 400 asked about, 0 fetched, 0 failed"
    run.fresh, run.fetched = 100, 12
    assert progress_words(run, 10.0) == "100 of 400 asked about, 12 fetched, 0 failed, 31 s left"
    assert progress_words(run, 100.0) == "100 of 400 asked about, 12 fetched, 0 failed, 5 min left"
