"""What stands beside a verdict, in the fewest words: how the screening ended, sign-offs standing and void, open differences."""

from __future__ import annotations

from trialtui.screening.screening import Screening
from trialtui.ui import theme


def record_parts(screening: Screening) -> list[tuple[str, theme.Style]]:
    """The pieces for the verdict line or a list; nothing where nobody signed, closed or read a second time."""
    parts: list[tuple[str, theme.Style]] = []
    if (closing := screening.closing) is not None:
        parts.append((closing.line(), theme.ALARM))
    last = {(one.role, one.cohort): one for one in screening.signatures}
    for one in last.values():
        said = f": {one.decision}" if one.decision else ""
        words = f"{one.role}{said}{f' ({one.cohort})' if one.cohort else ''}"
        parts.append(
            (f"SIGN-OFF VOID: {one.role}", theme.ALARM) if one.void else (f"signed {words}", theme.GOOD)
        )
    if left := sum(not one.settled for one in screening.differences):
        parts.append((f"{left} difference{'s' * (left != 1)} to settle: S", theme.WARN))
    if waivers := screening.waivers:
        numbers = ", ".join(one.number for one in waivers.values())
        parts.append((f"exception {numbers} recorded", theme.WARN))
    return parts
