"""A log of as many real events as asked for, through the log's own way of appending: for the figures that need a large one.

    python -m tests.bench.many_events COUNT DIRECTORY

Subjects of 48 events each (created, opened, 46 answers with the words of a criterion) in twenty trials, the sample's
among them, by four coordinators; thousands of events to a transaction. A million take about two minutes and 1.1 GB.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from trialtui.library.log import Place, ScreeningLog
from trialtui.screening.events import NewEvent

ANSWERS = 46  # to a subject
AT_ONCE = 4_000  # events to a transaction
SAMPLE_TRIAL = "NCT06377228"
PAGE = b"Inclusion Criteria\n1. Adults with an invented disease\n"
RECORD = hashlib.sha256(PAGE).hexdigest()
_WORDS = "The participant must have an invented disease of at least two organs, proven within {} months of screening."


def events(first: int = 0) -> Iterator[NewEvent]:
    """What was done for subject after subject, for ever."""
    number = first
    while True:
        subject = hashlib.sha256(b"%d" % number).hexdigest()[:32]
        trial = SAMPLE_TRIAL if number % 20 == 0 else f"NCT{number % 20:08}"
        yield NewEvent("subject.created", {"code": f"S-{number:06}", "draft": False}, subject)
        opened = {"name": "invented.txt", "format": "trial page text", "reader": "reading 2"}
        yield NewEvent("screening.opened", opened, subject, trial, RECORD)
        for criterion in range(1, ANSWERS + 1):
            new = {
                "answer": "no" if criterion % 9 == 0 else "yes",
                "reason": "",
                "note": "",
                "source": "chart",
            }
            content = {"code": f"I{criterion}", "text": _WORDS.format(criterion), "old": None, "new": new}
            yield NewEvent("answer.given", content, subject, trial, RECORD, f"{trial} {criterion:02}")
        number += 1


def fill(directory: Path, count: int) -> None:
    """Append `count` events to the log in `directory`, which may be there already."""
    log = ScreeningLog(directory, who="0")
    todo = islice(events(), count)
    done = 0
    while some := list(islice(todo, AT_ONCE)):
        log.who = f"coordinator{done // AT_ONCE % 4}"
        last = some[-1]
        place = Place(last.subject, last.trial or SAMPLE_TRIAL, RECORD, "invented.txt", "3", "I6")
        log.append(*some, copy=(RECORD, "invented.txt", "trial page text", PAGE), place=place)
        done += len(some)
    log.close()


if __name__ == "__main__":
    fill(Path(sys.argv[2]), int(sys.argv[1]))
