"""Consent beside the answers: recorded, changed, taken out, and never an answer."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.screening.outlines import checklist, criterion
from tests.unit.screening.sitting import Sitting

from trialtui.screening import consent, signing
from trialtui.screening.acts import CannotAct
from trialtui.screening.answers import Answer

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
