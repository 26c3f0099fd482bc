"""Consent beside the answers: recorded, changed, taken out, and never an answer."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.screening.outlines import checklist, criterion
from tests.unit.screening.sitting import Sitting

from trialtui.screening import closing, consent, signing
from trialtui.screening.acts import CannotAct
from trialtui.screening.answers import Answer
from trialtui.screening.events import NewEvent
from trialtui.screening.questioned import marked

TODAY = date(2026, 11, 22)


def sitting() -> Sitting:
    begun = Sitting(checklist(criterion("I1"), criterion("E1")))
    begun.give_all({"I1": Answer.YES, "E1": Answer.NO})
    return begun


def record(one: Sitting, day: str = "2026-11-01", version: str = "3") -> None:
    one.keep(consent.record(one.screening, day, version, today=TODAY))


def test_consent_answers_no_criterion_and_a_newer_form_stands_in_place_of_the_first() -> None:
    one = sitting()
    before = one.screening.cohorts()
    record(one)
    record(one, "2026-11-20", " 4.0 ")
    assert one.screening.cohorts() == before
    assert one.screening.consent is not None
    assert one.screening.consent.words() == "2026-11-20, form version 4.0"
    one.undo()
    assert one.screening.consent.words() == "2026-11-01, form version 3"
    one.keep(consent.take_out(one.screening))
    assert one.screening.consent is None


@pytest.mark.parametrize(
    ("day", "version"),
    [("", "3"), ("soon", "3"), ("2026-02-30", "3"), ("2026-11-23", "3"), ("2026-11-01", " "), ("2026-11-01", "3\x1b[2J")],
)  # fmt: skip
def test_consent_needs_a_day_that_was_and_a_version(day: str, version: str) -> None:
    with pytest.raises(CannotAct):
        record(sitting(), day, version)


def test_what_is_recorded_already_is_not_said_again() -> None:
    one = sitting()
    record(one)
    with pytest.raises(CannotAct, match="already"):
        record(one)


def test_consent_recorded_after_a_sign_off_voids_it_in_sight() -> None:
    one = sitting()
    one.keep(signing.sign(one.screening, "screener", "M. Karg", one.who, protocol="v3"))
    record(one)
    assert one.screening.signatures[0].void == "changed since: consent by MK"


def test_a_closed_screening_takes_no_consent_and_none_is_taken_back_there() -> None:
    one = sitting()
    record(one)
    other = Sitting(one.screening.checklist, log=one.log, who="AB", sitting="two")
    other.keep(closing.close(other.screening, "enrolled"))
    late = Sitting(one.screening.checklist, log=one.log)
    with pytest.raises(CannotAct, match="closed"):
        record(late, "2026-11-02")
    with pytest.raises(CannotAct, match="closed"):
        late.undo()


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (NewEvent("consent.recorded", {"new": {"date": "2026-11-01", "version": "Maria Schmidt"}}), "version"),
        (NewEvent("exception.recorded", {"new": {"number": "Maria Schmidt", "granted_by": "Sponsor"}}), "number"),
        (NewEvent("difference.settled", {"new": {"reason": "Maria Schmidt said so"}}), "reason"),
    ],
)  # fmt: skip
def test_words_that_looked_like_a_person_and_were_kept_say_so(event: NewEvent, field: str) -> None:
    assert marked(event).content["questioned"] == [field]
    usual = event._replace(
        content={"new": {"version": "3.0", "number": "WV-12", "reason": "misread by the first reader"}}
    )
    assert "questioned" not in marked(usual).content
