"""The lines that never scroll away: which trial, its status and date, whose screening, which tab."""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment

from trialtui.desk import Desk
from trialtui.record.words import phase_words
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.widgets.lines import Line

UNRECOGNISED = "unrecognised page"  # the format's name; its module is not loaded for it

HISTORY = "9"
"""The tab that is there only where this site keeps versions of the trial."""

TABS = {
    "1": "Summary", "2": "Arms", "3": "Criteria", "4": "Sites", "5": "Outcomes", "6": "Results", "7": "References",
    "8": "Related", HISTORY: "History", "0": "Source",
}  # fmt: skip
SHORT = TABS | {"1": "Sum", "3": "Crit", "5": "Outc", "7": "Refs"}
SHORTER = SHORT | {"6": "Res", "8": "Rel", HISTORY: "Hist"}


def title_line(desk: Desk, width: int) -> Line:
    """The trial's number and its title; what does not fit stands on Summary."""
    study = desk.reading.study
    title = study.identification.brief_title or desk.reading.copy.name
    words = f"{desk.trial} · {title[: 4 * width]}"
    return [Segment(" " + fit(show(" ".join(words.split())), width - 2), theme.BOLD)]


def facts_line(desk: Desk, width: int) -> Line:
    """Status, phase, sponsor, the registry's date, and the subject; status, date and subject stay on any width.

    A page whose layout is not known is called so before all else: little more than its criteria was looked for.
    """
    study = desk.reading.study
    status = study.status.overall_status or "STATUS MISSING"
    if desk.reading.format.startswith(UNRECOGNISED):
        status = f"{UNRECOGNISED.upper()} · {status}"
    date = study.status.registry_date
    lead = study.sponsor_collaborators.lead_sponsor
    whose = show(f"subject {desk.subject.code}" if desk.subject else "no subject (s)")
    parts = [phase_words(study.design.phases), lead.name if lead and lead.name else ""]
    dated = f"registry updated {date}" if date else "registry date not in this copy"
    short = date or "date not in copy"
    room = width - 3 - len(whose)
    for facts in ([*parts, dated], [parts[0], dated], [dated], [short]):
        words = show(" · ".join(filter(None, [status, *facts])))
        if len(words) <= room:
            break
    cut = len(show(status))
    words = fit(words, room)
    return [
        Segment(" " + words[:cut], theme.BOLD),
        Segment(words[cut:] + " "),
        Segment(whose, theme.BOLD),
    ]


def tab_line(tab: str, width: int, tabs: Mapping[str, str] = TABS) -> Line:
    """The tabs with their fixed numbers, the open one in capitals and always in full; the others as long as they fit."""
    short, shorter = ({digit: names[digit] for digit in tabs} for names in (SHORT, SHORTER))
    three = {digit: name[:3] for digit, name in tabs.items()}
    none = dict.fromkeys(tabs, "")
    tries = ((tabs, "  "), (tabs, " "), (short, "  "), (short, " "), (shorter, "  "), (shorter, " "))
    for names, gap in (*tries, (three, " "), (none, " ")):
        opened = max(len(TABS[digit]) - len(name) for digit, name in names.items())
        if sum(2 + len(name) + len(gap) for name in names.values()) + opened < width:
            break
    words = [
        f"{digit} {(TABS[digit].upper() if digit == tab else name)}".rstrip() for digit, name in names.items()
    ]
    line: Line = [Segment(" ")]
    for digit, name in zip(tabs, words, strict=True):
        line += [Segment(name, theme.TAB if digit == tab else theme.PLAIN), Segment(gap)]
    return line
