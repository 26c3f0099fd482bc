"""Tab 1: the facts of the trial at a glance, then its summary and description as prose."""

from __future__ import annotations

from trialtui.copies.copy import CopyReading
from trialtui.record.module import DateStruct
from trialtui.record.study import Study
from trialtui.record.words import design_sentence, phase_words, spell
from trialtui.ui import theme
from trialtui.ui.panes.rows import ABSENT, beside, blank, fact, heading, paragraphs, prose
from trialtui.ui.widgets.row_list import ListRow

TWO_COLUMNS = 110


def summary_rows(reading: CopyReading, width: int) -> list[ListRow]:
    """The Summary pane: one column of facts at 80 columns, two from 110."""
    study = reading.study
    column = width // 2 if width >= TWO_COLUMNS else width
    facts = [fact(f"fact.{label}", label, value, column) for label, value in _facts(study)]
    rows = [prose("title", study.identification.brief_title or ABSENT, width, theme.BOLD)]
    official = study.identification.official_title
    if official and official != study.identification.brief_title:
        rows.append(prose("official", official, width))
    rows.append(blank())
    if width >= TWO_COLUMNS:
        half = (len(facts) + 1) // 2
        rows += beside(facts[:half], facts[half:], column)
    else:
        rows += facts
    rows += _warnings(reading, width)
    for name, words in (
        ("Brief summary", study.description.brief_summary),
        ("Detailed description", study.description.detailed_description),
        ("Interventions", _interventions(study)),
    ):
        rows += [blank(), heading(name, width)]
        rows += paragraphs(name, words, width) if words else [prose(name, ABSENT, width, theme.DIM)]
    return rows


def _warnings(reading: CopyReading, width: int) -> list[ListRow]:
    notes = list(reading.warnings)
    if reading.left_over:
        count = len(reading.left_over)
        notes.append(
            f"{count} place{'s' * (count != 1)} of this copy left over: shown in full at the end of Source (0)."
        )
    if not notes:
        return []
    rows = [blank(), heading("About this copy", 60)]
    return rows + [prose(f"warning.{number}", note, width, theme.WARN) for number, note in enumerate(notes)]


def _facts(study: Study) -> list[tuple[str, str | None]]:
    status, design, eligibility = study.status, study.design, study.eligibility
    sponsors = study.sponsor_collaborators
    lead = sponsors.lead_sponsor
    others = ", ".join(other.name or ABSENT for other in sponsors.collaborators)
    enrollment = design.enrollment_info
    ages = " to ".join(age or "no limit given" for age in (eligibility.minimum_age, eligibility.maximum_age))
    healthy = {True: "accepted", False: "not accepted", None: None}[eligibility.healthy_volunteers]
    party = sponsors.responsible_party
    facts: list[tuple[str, str | None]] = [
        ("Status", _status(study)),
        ("Phase", phase_words(design.phases) or None),
        ("Type", spell(design.study_type) if design.study_type else None),
        ("Design", design_sentence(study) or None),
        ("Enrollment", _with_type(str(enrollment.count_), enrollment.type) if enrollment and enrollment.count_ is not None else None),
        ("Start", _date(status.start_date_struct)),
        ("Primary completion", _date(status.primary_completion_date_struct)),
        ("Completion", _date(status.completion_date_struct)),
        ("Registry updated", status.registry_date),
        ("Conditions", ", ".join(study.conditions.conditions) or None),
        ("Keywords", ", ".join(study.conditions.keywords) or None),
        ("Ages", ages if eligibility.minimum_age or eligibility.maximum_age else None),
        ("Sex", spell(eligibility.sex) if eligibility.sex else None),
        ("Healthy volunteers", healthy),
        ("Sponsor", _with_type(lead.name or ABSENT, lead.class_) if lead else None),
        ("Collaborators", others or None),
        ("Responsible party", ", ".join(filter(None, [spell(party.type), party.investigator_full_name])) if party and party.type else None),
        ("Officials", "; ".join(_official(study)) or None),
        ("Results", _results(study)),
        ("Other identifiers", ", ".join(_identifiers(study)) or None),
        ("Countries", ", ".join(study.countries) or None),
    ]  # fmt: skip
    if status.why_stopped:
        facts.insert(1, ("Why stopped", status.why_stopped))
    if eligibility.study_population:
        facts.append(("Study population", eligibility.study_population))
    return facts


def _status(study: Study) -> str | None:
    return study.status.overall_status


def _with_type(words: str, kind: str | None) -> str:
    return f"{words} ({spell(kind).lower()})" if kind else words


def _date(date: DateStruct | None) -> str | None:
    if date is None or not date.date:
        return None
    return _with_type(date.date, date.type)


def _official(study: Study) -> list[str]:
    return [
        ", ".join(
            filter(None, [official.name or "no person named", spell(official.role), official.affiliation])
        )
        for official in study.contacts_locations.overall_officials
    ]


def _identifiers(study: Study) -> list[str]:
    identification = study.identification
    infos = [identification.org_study_id_info, *identification.secondary_id_infos]
    return [info.id for info in infos if info and info.id] + list(identification.nct_id_aliases)


def _results(study: Study) -> str | None:
    if study.results_note:
        return study.results_note
    return {True: "posted at the registry", False: "none posted", None: None}[study.has_results]


def _interventions(study: Study) -> str:
    lines = []
    for intervention in study.arms_interventions.interventions:
        kind = f" ({spell(intervention.type).lower()})" if intervention.type else ""
        other = f"; also {', '.join(intervention.other_names)}" if intervention.other_names else ""
        described = f": {intervention.description}" if intervention.description else ""
        lines.append(f"{intervention.name}{kind}{other}{described}")
    return "\n".join(lines)
