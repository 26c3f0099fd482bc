"""The preview of the trial under the cursor: only what its copy says."""

from __future__ import annotations

from rich.segment import Segment

from trialtui.eligibility.clean import clean
from trialtui.record.study import Study
from trialtui.record.words import design_sentence, phase_words, spell, status_words
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.panes.rows import ABSENT
from trialtui.ui.widgets.lines import Line

LABEL = 14
LONGEST = 4000  # characters of a text that a preview can need


def preview_lines(trial: str, study: Study, width: int, height: int) -> list[Line]:
    """Exactly `height` lines of `width` cells: title, status with its date, design, conditions, interventions, sites, who may enter, summary."""
    title = (
        study.identification.brief_title or study.identification.official_title or "title not in this copy"
    )
    lines: list[Line] = [
        [Segment(" " + line, theme.BOLD)] for line in _wrapped(f"{trial} · {title}", width - 2, 2)
    ]
    for label, words, most in _facts(study):
        wrapped = _wrapped(words or ABSENT, width - LABEL - 2, most)
        lines.append([Segment(" " + fit(show(label), LABEL), theme.DIM), Segment(wrapped[0])])
        lines += [[Segment(" " * (LABEL + 1) + line)] for line in wrapped[1:]]
    if len(lines) > height:
        cut = "".join(segment.text for segment in lines[height - 1])
        lines[height - 1] = [Segment(fit(cut.ljust(width), width - 1))]
    return [*lines, *([[]] * height)][:height]


def _facts(study: Study) -> list[tuple[str, str, int]]:
    """Labels, words and the lines each may take."""
    status, design = study.status, study.design
    date = status.registry_date
    dated = f", registry updated {date}" if date else f", registry date {ABSENT}"
    phase = "Phase not applicable" if design.phases == ("NA",) else phase_words(design.phases)
    kind = [phase or f"phase {ABSENT}", spell(design.study_type), design_sentence(study)]
    return [
        ("Status", (status_words(status.overall_status) or f"status {ABSENT}") + dated, 1),
        ("Design", " · ".join(filter(None, kind)), 1),
        ("Conditions", ", ".join(study.conditions.conditions), 2),
        (
            "Interventions",
            ", ".join(one.name for one in study.arms_interventions.interventions if one.name),
            2,
        ),
        ("Who, where", " · ".join(filter(None, [_who(study), _sites(study) or f"sites {ABSENT}"])), 1),
        ("Summary", " ".join(clean((study.description.brief_summary or "")[:LONGEST]).split()), 20),
    ]


def _sites(study: Study) -> str:
    sites = len(study.contacts_locations.locations)
    countries = study.countries
    parts = [f"{sites:,} site{'s' * (sites != 1)}" if sites else ""]
    if countries:
        named = ", ".join(countries[:6]) + (" …" if len(countries) > 6 else "")
        parts.append(f"{len(countries)} countr{'ies' if len(countries) > 1 else 'y'}: {named}")
    return " · ".join(filter(None, parts))


def _who(study: Study) -> str:
    asked = study.eligibility
    ages = " to ".join(age or "no limit given" for age in (asked.minimum_age, asked.maximum_age))
    aged = asked.minimum_age or asked.maximum_age
    groups = ", ".join(map(spell, asked.std_ages))
    sex = f"sex: {spell(asked.sex).lower()}" if asked.sex else f"sex {ABSENT}"
    return f"{ages if aged else groups or f'ages {ABSENT}'} · {sex}"


def _wrapped(words: str, width: int, most: int) -> list[str]:
    """At most so many lines; that something was cut is marked."""
    lines = wrap(show(words[:LONGEST]), max(10, width)) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], fit(" ".join(lines[most - 1 : most + 1]), max(10, width))]
    return lines
