from __future__ import annotations

import pytest
from tests.unit.screening.outlines import criterion

from trialtui.record.study import EligibilityModule
from trialtui.screening.limits import registry_limits, repeats


def limits_of(**fields: object) -> list[tuple[str, str]]:
    return [(limit.code, limit.text) for limit in registry_limits(EligibilityModule(**fields))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        ("18 Years", "75 Years", "Age 18 to 75 years"),
        ("18 Years", None, "Age 18 years or older"),
        (None, "75 Years", "Age up to 75 years"),
        ("1 Year", None, "Age 1 year or older"),
        ("6 Months", "17 Years", "Age 6 months to 17 years"),
        ("1 Year", "17 Years", "Age 1 to 17 years"),
        ("18 Years", "N/A", "Age 18 years or older"),
        (" 18  Years ", "", "Age 18 years or older"),
    ],
)
def test_the_age_limit_is_phrased_so_that_yes_is_favourable(
    least: str | None, most: str | None, words: str
) -> None:
    assert limits_of(minimum_age=least, maximum_age=most) == [("R1", words)]


def test_sex_is_a_row_only_where_one_is_required() -> None:
    assert limits_of(sex="FEMALE") == [("R2", "Sex: female")]
    assert limits_of(sex="MALE") == [("R2", "Sex: male")]
    assert limits_of(sex="ALL") == limits_of(sex=None) == []


def test_healthy_volunteers_are_a_row_only_where_they_are_not_accepted() -> None:
    assert limits_of(healthy_volunteers=False) == [("R3", "Not a healthy volunteer")]
    assert limits_of(healthy_volunteers=True) == limits_of(healthy_volunteers=None) == []


def test_a_limit_keeps_its_code_whatever_else_is_limited() -> None:
    assert [code for code, _ in limits_of(minimum_age="18 Years", healthy_volunteers=False)] == ["R1", "R3"]


def repeated(text: str, eligibility: EligibilityModule) -> list[str]:
    item = criterion("I1", text=text)
    return [limit.code for limit in registry_limits(eligibility) if repeats(limit, item, eligibility)]


BOTH = EligibilityModule(minimum_age="18 Years", maximum_age="75 Years", sex="ALL")
LEAST = EligibilityModule(minimum_age="18 Years", sex="ALL")
MOST = EligibilityModule(maximum_age="75 Years", sex="ALL")
WOMEN = EligibilityModule(minimum_age="18 Years", sex="FEMALE")


@pytest.mark.parametrize(
    ("text", "eligibility"),
    [
        ("The participant must be aged 18 to 75 years (inclusive) at the time of consent.", BOTH),
        ("Age 18-75 years", BOTH),
        ("Age ≥ 18 and ≤ 75 years", BOTH),
        ("Age >=18 and <=75", BOTH),
        ("Between 18 and 75 years of age, inclusive, at screening", BOTH),
        ("Adults aged 18 to 75 years", BOTH),
        ("Male or female patients aged 18–75 years", BOTH),
        ("Age ≥18 years", LEAST),
        ("At least 18 years of age at the time of signing the informed consent", LEAST),
        ("Participants 18 years of age or older.", LEAST),
        ("18+ years of age", LEAST),
        ("Age up to 75 years", MOST),
    ],
)
def test_a_criterion_that_says_the_whole_age_limit_and_nothing_else_repeats_it(
    text: str, eligibility: EligibilityModule
) -> None:
    assert repeated(text, eligibility) == ["R1"]


@pytest.mark.parametrize(
    ("text", "eligibility"),
    [
        ("The participant must have an early disease: 5 years or less of disease duration", MOST),
        ("Disease duration of 18 to 75 years", BOTH),
        ("18 to 75 years", BOTH),  # of what is not said
        ("Age 18 to 70 years", BOTH),
        ("Age 18 years or older", BOTH),  # one bound of two
        ("Age 18 to 75 years", LEAST),
        ("Age > 18 years", LEAST),  # stricter than the registry's
        ("Older than 18 years of age", LEAST),
        ("Age 18 months or older", LEAST),
        ("Age ≥18 years and body weight above 50 kg", LEAST),
        ("Age ≥18 years with lupus nephritis", LEAST),
        ("Not aged 18 to 75 years", BOTH),
        ("Age 18 to 75 years for part 1 and 18 to 60 years for part 2", BOTH),
        ("Women at least 18 years of age", WOMEN),
        ("Male or female, 18 years of age or older", WOMEN),
        ("A history of onset at age 18 years or older", LEAST),
        ("Patients aged at least 18 years unless emancipated", LEAST),
    ],
)
def test_a_criterion_that_says_more_less_or_something_else_repeats_no_limit(
    text: str, eligibility: EligibilityModule
) -> None:
    assert repeated(text, eligibility) == []


@pytest.mark.parametrize(
    "text", ["Female", "Women only", "Sex: female", "Participants must be female.", "Female patients"]
)
def test_a_criterion_that_asks_only_for_the_sex_repeats_it(text: str) -> None:
    assert repeated(text, WOMEN) == ["R2"]


@pytest.mark.parametrize(
    "text", ["Male", "Female or male", "Pregnant women", "Women of childbearing potential", "Not female"]
)
def test_a_criterion_about_some_women_or_another_sex_repeats_no_limit(text: str) -> None:
    assert repeated(text, WOMEN) == []


def test_an_exclusion_a_part_and_a_scoped_criterion_repeat_no_limit() -> None:
    text = "Age 18 to 75 years"
    limit = registry_limits(BOTH)[0]
    whole = criterion("I1", text=text)
    assert repeats(limit, whole, BOTH)
    assert not repeats(limit, criterion("E1", text=text), BOTH)
    assert not repeats(limit, criterion("I1.1", text=text), BOTH)
    assert not repeats(limit, whole._replace(scope=("A",)), BOTH)
    assert not repeats(limit, whole._replace(combine="any"), BOTH)


def test_a_hostile_text_is_no_limit_and_takes_no_time() -> None:
    assert repeated("age " + "18 to " * 100_000, BOTH) == []
