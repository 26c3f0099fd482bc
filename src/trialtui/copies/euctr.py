"""Read a record of the EU Clinical Trials Register (EudraCT): its plain text, or the JSON that a third party makes of that.

A record is one country's application. Fields are known by their codes (EudraCT, "Clinical trial application form", sections A to P):
"E.3 Principal inclusion criteria" in the text is "e3_principal_inclusion_criteria" in the JSON, with "(es)" or "_es" in another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trialtui.copies.copy import Copy, CopyError, CopyReading, LeftOver
from trialtui.copies.euctr_codes import code_of, label_of, language_of, text_place
from trialtui.copies.euctr_text import starts, tree
from trialtui.copies.registry_criteria import CriteriaText, Field, Piece, criteria_text, substituted
from trialtui.copies.registry_places import json_field
from trialtui.copies.registry_tree import Account, Node, all_words, read_json
from trialtui.copies.registry_words import NO_NUMBER, secondary_id
from trialtui.record.module import DateStruct
from trialtui.record.study import (
    ArmsInterventionsModule,
    ConditionsModule,
    Contact,
    ContactsLocationsModule,
    DesignInfo,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    Intervention,
    MaskingInfo,
    Outcome,
    OutcomesModule,
    OversightModule,
    RegistryEntry,
    SecondaryIdInfo,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
    Study,
)

if TYPE_CHECKING:
    from trialtui.copies.detect import Part

FORMAT = "EU Clinical Trials Register record"
NO_TRIAL = "no record of the EU Clinical Trials Register"

STATUSES = {
    "completed": "COMPLETED",
    "prematurely ended": "TERMINATED",
    "temporarily halted": "SUSPENDED",
}
"""End of trial status (P). "Ongoing" says that a trial is authorised and has not ended, not that it recruits: it stays as it is."""

PHASES = {"e71": "PHASE1", "e72": "PHASE2", "e73": "PHASE3", "e74": "PHASE4"}
MASKINGS = {"e812": "NONE", "e813": "SINGLE", "e814": "DOUBLE"}
MODELS = {"e815": "PARALLEL", "e816": "CROSSOVER"}
AGES = {"f11": "CHILD", "f12": "ADULT", "f13": "OLDER_ADULT"}
"""Under 18, 18-64, 65 and older; the same bounds as ClinicalTrials.gov's."""
CLASSES = {"commercial": "INDUSTRY"}
LOST_SIGNS = (
    "this JSON was made by a third party that drops signs such as ≥, <, ( and ; and every line break from the register's words: "
    "confirm each limit against the register"
)

RESULTS = (
    "results are in this copy in the register's own form: they stand under Other fields, not under Results"
)

_ITEM = re.compile(r"(?<![ \xa0])[ \xa0]+(?=-[ \xa0]{1,2}[A-Z])")
_EMPTY_LINE = re.compile(r"(?<![ \xa0])[ \xa0]{3,}(?=\S)")
"""Where that third party's white space was a line's end: before a dash that opens an item, and for an empty line. Two blanks are no such place:
they stand where a sign was dropped ("aged  12 years")."""


def parts(copy: Copy) -> Iterator[Part | CopyError]:
    """The records of a plain text: a trial has one for each country."""
    from trialtui.copies.detect import Part

    begins = starts(copy.text)
    if copy.text.lstrip().startswith("{") or len(begins) < 2:
        yield Part(copy.name, copy.raw)
        return
    for n, (begin, end) in enumerate(zip(begins, [*begins[1:], len(copy.text)], strict=True)):
        yield Part(f"{copy.name}[{n}]", copy.text[begin:end].encode())


def read(copy: Copy) -> CopyReading:
    """Read one record. Raises CopyError where there is none, or more than one."""
    return _Record(copy).reading()


class _Record:
    """The fields of one record, by code and language."""

    def __init__(self, copy: Copy) -> None:
        self.copy = copy
        self.is_json = copy.text.lstrip().startswith("{")
        self.warnings: list[str] = []
        if self.is_json:
            self.account = Account(read_json(copy, NO_TRIAL))
        else:
            if (several := len(starts(copy.text))) > 1:
                raise CopyError(copy.name, "", f"holds {several} records, one a country; this reads one")
            root, self.places = tree(copy.text)
            self.account = Account(root, text_place)

    def reading(self) -> CopyReading:
        number = self.one("a2") or self.one("x1")
        if number is None:
            raise CopyError(self.copy.name, "", f"{NO_TRIAL}: it has no EudraCT number")
        built = self._criteria()
        study = self._study(number, built.text if built else None)
        if built is None:
            self.warnings.append("no inclusion and exclusion criteria: no criteria can be read")
        elif self.is_json:
            self.warnings.append(LOST_SIGNS)
        if self.account.root["baselineCharacteristics"] or self.account.root["adverseEvents"]:
            self.warnings.append(RESULTS)
        place = built.place("E.3, E.4") if built else None
        stretches = tuple(built.stretches) if built and place else ()
        return CopyReading(
            self.copy, FORMAT, study, (*self._before(), *self.account.left_over()), tuple(dict.fromkeys(self.warnings)), place,
            tuple(self.account.as_written), stretches,
        )  # fmt: skip

    def _before(self) -> tuple[LeftOver, ...]:
        """What stands in a text before its first field, but for the register's own lead-in."""
        if self.is_json:
            return ()
        begin = min([*starts(self.copy.text), len(self.copy.text)])
        words = self.copy.text[:begin].strip()
        known = not words or words.startswith("This file contains full details on each clinical trial")
        return () if known else (LeftOver("line 1", words, 0, begin),)

    # --- fields by code

    def nodes(self, code: str, within: Node | None = None) -> list[Node]:
        """The fields with this code; in English, else in what language there is."""
        parent = self.account.root if within is None else within
        held = parent.value if isinstance(parent.value, dict) else {}
        keys = [key for key in held if code_of(key) == code and any(map(Node.look, parent[key].each()))]
        english = [key for key in keys if language_of(key) in (None, "en")]
        if keys and not english:
            self.warnings.append(f"{label_of(keys[0])}: not in English in this copy; shown as it stands")
        return [node for key in (english or keys[:1]) for node in parent[key].each()]

    def one(self, code: str, within: Node | None = None) -> str | None:
        """The words of the first field with this code."""
        return next(iter(all_words(self.nodes(code, within))), None)

    def flag(self, code: str) -> bool | None:
        return next((answer for node in self.nodes(code) if (answer := node.flag()) is not None), None)

    def said(self, codes: dict[str, str]) -> list[str]:
        """The record's words of the codes that are answered with Yes."""
        return [word for code, word in codes.items() if self.flag(code)]

    def groups(self, name: str, key: str) -> tuple[Node, ...]:
        """The sponsors or the products."""
        return self.account.root[key if self.is_json else name].each()

    # --- the record

    def _criteria(self) -> CriteriaText | None:
        sides = [self.nodes("e3")[:1], self.nodes("e4")[:1]]
        built = criteria_text(*([self._field(node) for node in side] for side in sides))
        for node in (*sides[0], *sides[1]):
            node.words()
        return built

    def _field(self, node: Node) -> Field:
        if self.is_json:
            items = substituted(json_field(self.copy.text, node), _ITEM, lambda _: "\n")
            return substituted(items, _EMPTY_LINE, lambda _: "\n\n")
        found = self.places[node.path if isinstance(node.path[-1], int) else (*node.path, 0)]
        words = self.copy.text[found.start : found.end]
        return Field(words, (Piece(words, found.start, found.end),))

    def _study(self, number: str, criteria: str | None) -> Study:
        state = self._country()
        masking = self.said(MASKINGS)
        model = self.said(MODELS)
        info = DesignInfo(
            allocation="RANDOMIZED" if self.flag("e811") else None,
            intervention_model=model[0] if len(model) == 1 else None,
            masking_info=MaskingInfo(masking[0]) if len(masking) == 1 else None,
        )
        planned = next(iter(self.nodes("f422")), None)
        count = planned.count() if planned is not None else None
        return Study(
            identification=self._identification(),
            status=self._status(),
            sponsor_collaborators=self._sponsors(),
            oversight=OversightModule(oversight_has_dmc=self.flag("e87")),
            conditions=ConditionsModule(all_words(self.nodes("e11")[:1])),
            design=DesignModule(
                phases=tuple(self.said(PHASES)),
                design_info=info if info != DesignInfo() else None,
                enrollment_info=EnrollmentInfo(count, "ESTIMATED") if count is not None else None,
            ),
            arms_interventions=ArmsInterventionsModule(interventions=tuple(self._interventions())),
            outcomes=OutcomesModule(self._outcome("e51"), self._outcome("e52")),
            eligibility=EligibilityModule(
                eligibility_criteria=criteria,
                healthy_volunteers=self.flag("f31"),
                sex=self._sex(),
                std_ages=tuple(self.said(AGES)),
            ),
            contacts_locations=ContactsLocationsModule(central_contacts=tuple(self._contacts())),
            registry_entry=RegistryEntry("EUCTR", number),
            countries=(state,) if state else (),
        )

    def _identification(self) -> IdentificationModule:
        code = self.one("a41")
        numbers = [node for field in ("a51", "a52", "a53", "a54") for node in self.nodes(field)]
        results = self.account.root[
            "trialInformation"
        ]  # beside the protocol in the JSON of a trial with results
        numbers += [results["usctnIdentifier"], results["isrctnIdentifier"]]
        found = [node.words() for node in numbers if (node.look() or "").lower() not in NO_NUMBER]
        return IdentificationModule(
            org_study_id_info=SecondaryIdInfo(id=code) if code else None,
            secondary_id_infos=tuple(secondary_id(number) for number in dict.fromkeys(found) if number),
            brief_title=self.one("a31"),
            official_title=self.one("a3"),
            acronym=self.one("a32"),
        )

    def _country(self) -> str | None:
        """The country of "Germany - PEI"; a record of trials outside the EU names none."""
        field = next(iter(self.nodes("a1")), None)
        words = field.look() if field is not None else None
        if field is None or words is None or " - " not in words:
            return None
        field.noted()
        return words.split(" - ")[0]

    def _status(self) -> StatusModule:
        field = next((node for node in (*self.nodes("p_status"), *self.nodes("x5")) if node), None)
        entered = next(iter(self.nodes("x6")), None)
        ended = next(iter(self.nodes("p_end")), None)
        end = ended.day() if ended is not None else None
        return StatusModule(
            overall_status=field.coded(STATUSES) if field is not None else None,
            completion_date_struct=DateStruct(end, "ACTUAL") if end else None,
            study_first_submit_date=entered.day() if entered is not None else None,
        )

    def _sponsors(self) -> SponsorCollaboratorsModule:
        found: list[Sponsor] = []
        givers: list[str] = []
        for group in self.groups("sponsors", "b1_sponsor"):
            kind = next(iter(self.nodes("b31", group)), None)
            known = (
                kind.coded(CLASSES) if kind is not None and (kind.look() or "").lower() in CLASSES else None
            )
            if name := self.one("b11", group):
                found.append(Sponsor(name=name, class_=known))
            listed = group["b4_sources_of_monetary_or_material_support"].each() if self.is_json else (group,)
            givers += [name for each in listed for name in all_words(self.nodes("b41", each))]
        named = {sponsor.name for sponsor in found}
        more = [Sponsor(name=name) for name in dict.fromkeys(givers) if name not in named]
        return SponsorCollaboratorsModule(
            lead_sponsor=found[0] if found else None, collaborators=(*found[1:], *more)
        )

    def _contacts(self) -> Iterator[Contact]:
        for group in self.groups("sponsors", "b1_sponsor"):
            contact = Contact(
                name=self.one("b52", group), phone=self.one("b54", group), email=self.one("b56", group)
            )
            if contact != Contact():
                yield contact

    def _interventions(self) -> Iterator[Intervention]:
        for group in self.groups("products", "dimp"):
            inner = group["d38_imp_identification_details"].each() if self.is_json else (group,)
            substances = [name for each in inner for name in all_words(self.nodes("d38", each))]
            named = [self.one("d31", group), self.one("d2111", group), *substances]
            if names := list(dict.fromkeys(name for name in named if name)):
                yield Intervention(name=names[0], other_names=tuple(names[1:]))

    def _outcome(self, code: str) -> tuple[Outcome, ...]:
        outcome = Outcome(measure=self.one(code), time_frame=self.one(code + "1"))
        return () if outcome == Outcome() else (outcome,)

    def _sex(self) -> str | None:
        sexes = (self.flag("f21"), self.flag("f22"))
        return {(True, True): "ALL", (True, False): "FEMALE", (False, True): "MALE"}.get(sexes)  # type: ignore[arg-type]
