"""The registry's age limits ("18 Years", "6 Months"): read, and put in words.

The form is the registry's own: a whole number and one of six units (API v2, minimumAge). "N/A" means no limit.
"""

from __future__ import annotations

from typing import NamedTuple

UNITS = {
    "year": "year", "years": "year", "month": "month", "months": "month", "week": "week", "weeks": "week",
    "day": "day", "days": "day", "hour": "hour", "hours": "hour", "minute": "minute", "minutes": "minute",
}  # fmt: skip

NO_LIMIT = "N/A"


class Age(NamedTuple):
    """An age limit: a whole number of `unit`s (singular: "year", "month", "week", "day", "hour", "minute")."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"


def parse_age(text: str | None) -> Age | None:
    """Read "18 Years" or "1 Year". None where there is no limit or the text has another form."""
    number, _, unit = (text or "").strip().partition(" ")
    known = UNITS.get(unit.strip().lower())
    if known is None or not (number.isascii() and number.isdigit()) or len(number) > 4:
        return None
    return Age(int(number), known)


def is_age(text: str) -> bool:
    return parse_age(text) is not None


def age_phrase(minimum: str | None, maximum: str | None) -> str | None:
    """The limits in words: "Age 18 to 75 years", "Age 18 years or older", "Age 6 months to 12 years".

    Both ends count in: a registry maximum of "75 Years" admits a person until the 76th birthday. A limit in a form we
    cannot read stands verbatim. None where neither limit is given.
    """
    minimum, maximum = (None if text == NO_LIMIT else text for text in (minimum, maximum))
    low, high = parse_age(minimum), parse_age(maximum)
    from_, to = str(low) if low else minimum, str(high) if high else maximum
    if from_ and to:
        same_unit = low and high and low.unit == high.unit
        return f"Age {low.number if same_unit and low else from_} to {to}"
    if from_:
        return f"Age {from_} or older"
    return f"Age {to} or younger" if to else None
