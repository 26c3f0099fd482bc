"""Several people, several processes, one log."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from tests.unit.library.conftest import OpenLog, over_both
from tests.unit.library.invented import answered, created

from trialtui.library.log import CodeTaken, NotSaved, ScreeningLog

ROOT = Path(__file__).parents[3]  # where the tests are a package
WRITER = """
import sys
from pathlib import Path
from tests.unit.library.invented import answered, created
from trialtui.library.log import ScreeningLog
directory, who, count, address = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
sys.stdin.readline()  # all at once
log = ScreeningLog(directory, who=who, busy_seconds=30, address=address)
seqs = [log.append(created(who, who))[0].seq]
seqs += [log.append(answered(who, f"I{n}"))[0].seq for n in range(count)]
print(*seqs)
log.close()
"""


@over_both
def test_writers_who_start_at_once_on_no_log_lose_nothing(
    directory: Path, open_log: OpenLog, address: str
) -> None:
    names = [f"W-{n}" for n in range(4)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(directory), name, "40", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for name in names
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    seqs = {
        name: [int(seq) for seq in process.communicate()[0].split()]
        for name, process in zip(names, running, strict=True)
    }
    log = open_log()
    assert log.verify().ok
    assert log.damage is None
    assert [len(seqs[name]) for name in names] == [41] * 4
    assert {name: [event.seq for event in log.events(subject=name)] for name in names} == seqs
    found = sorted(path.name for path in directory.iterdir() if "-" not in path.name) if not address else []
    assert found == ([] if address else ["screening.sqlite3"])


@over_both
def test_two_who_give_one_code_at_once_get_one_subject(directory: Path, open_log: OpenLog) -> None:
    logs = [open_log(busy_seconds=30) for _ in range(6)]
    outcomes: list[str] = []

    def create(log: ScreeningLog, subject: str) -> None:
        try:
            log.append(created(subject, "S-014"))
            outcomes.append("created")
        except CodeTaken:
            outcomes.append("taken")
        except NotSaved as reason:
            outcomes.append(str(reason))

    threads = [threading.Thread(target=create, args=(log, f"s{n}")) for n, log in enumerate(logs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["created", *["taken"] * 5]
    assert len(open_log().subjects()) == 1


@over_both
def test_threads_of_one_program_share_a_log(log: ScreeningLog) -> None:
    log.append(created("s1", "S-014"))
    threads = [
        threading.Thread(
            target=lambda: [log.append(answered("s1")) and log.events(after=30) for _ in range(15)]
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.verify().count == 61
    assert log.verify().ok


@over_both
def test_what_another_process_appended_is_seen_at_once(log: ScreeningLog, open_log: OpenLog) -> None:
    other = open_log()
    assert other.events() == []
    log.append(created("s1", "S-014"))
    assert len(other.events()) == 1
