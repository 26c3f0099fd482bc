"""The registry's partial dates: "2025", "2025-06", "2025-06-13" (API v2, PartialDate). The text is kept verbatim."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

PRECISIONS = ("", "year", "month", "day")  # by how many parts the date has


class PartialDate(NamedTuple):
    """A date known to the day, the month or the year: an interval of days, both ends in it.

    Text in another form keeps its words: `precision` is "" and `earliest`, `latest` are None.
    """

    text: str
    precision: str = ""  # "day", "month", "year", or "" where the text is no date
    earliest: date | None = None
    latest: date | None = None

    @property
    def known(self) -> bool:
        return self.earliest is not None

    def before(self, other: PartialDate) -> bool | None:
        """Whether this date lies before the other for certain; None where precision or text leave it open."""
        if self.earliest is None or self.latest is None or other.earliest is None or other.latest is None:
            return None
        if self.latest < other.earliest:
            return True
        return False if self.earliest >= other.latest else None

    def __str__(self) -> str:
        """ "13 June 2025", "June 2025", "2025"; the text itself where it is no date."""
        if self.earliest is None:
            return self.text
        words = [str(self.earliest.day), MONTHS[self.earliest.month - 1], str(self.earliest.year)]
        return " ".join(words[3 - PRECISIONS.index(self.precision) :])


def parse_date(text: str | None) -> PartialDate:
    """Read a partial date; anything else (None, "soon", "2025-13") comes back as its own text."""
    words = (text or "").strip()
    parts = words.split("-")
    widths = [len(part) for part in parts]
    if widths not in ([4], [4, 2], [4, 2, 2]) or not all(p.isascii() and p.isdigit() for p in parts):
        return PartialDate(text or "")
    year, month, day = (*map(int, parts), 0, 0)[:3]
    try:
        earliest = date(year, month or 1, day or 1)
    except ValueError:
        return PartialDate(text or "")
    return PartialDate(text or "", PRECISIONS[len(parts)], earliest, _last_day(year, month, day))


def _last_day(year: int, month: int, day: int) -> date:
    if day:
        return date(year, month, day)
    if month in (0, 12):
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)
