"""Legacy XML, and its archive's older schema: every leaf is in the record, as written or left over, in the registry's own words."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.copies.account_law import CORPORA, FIXTURES, leaves

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.ctgov_json import study_json
from trialtui.copies.reader import open_copy, read_copy
from trialtui.record.module import DateStruct
from trialtui.record.sections import LargeDoc, UnpostedEvent
from trialtui.record.study import Contact, EnrollmentInfo, MaskingInfo, Official, Reference, SecondaryIdInfo

FILES = sorted([*CORPORA.glob("ctgov-xml/*.xml"), *CORPORA.glob("amendments-xml/*/*.xml")])
MALFORMED = {"2013_09_26-before.xml": "line 118, column 23"}  # cut up by whoever compared two versions
BOILERPLATE = (
    "This xml conforms to an XML Schema at:",
    "CAUTION: The following MeSH terms are assigned with",
)


def read(inside: str, **archive: bool) -> CopyReading:
    """The reading of a study that holds these elements, and a number."""
    number = "<{0}><nct_id>NCT99000001</nct_id></{0}>".format("study_id" if archive else "id_info")
    return read_copy("study.xml", f"<clinical_study>{number}{inside}</clinical_study>".encode())


def left(reading: CopyReading) -> dict[str, str]:
    return {item.place: item.text for item in reading.left_over}


def written(reading: CopyReading) -> dict[str, str]:
    return {item.place: item.text for item in reading.as_written}


def xml_leaves(element: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text node, attribute and comment of an element, with its path."""
    if element.tag is ElementTree.Comment:
        if element.text and not " ".join(element.text.split()).startswith(BOILERPLATE):
            yield path, element.text
        return
    yield from ((f"{path}/@{name}", value) for name, value in element.attrib.items())
    if element.text and element.text.strip():
        yield path, element.text
    total, met = Counter(child.tag for child in element), Counter[Any]()
    for child in element:
        met[child.tag] += 1
        name = child.tag if isinstance(child.tag, str) else "comment()"
        place = f"{path}/{name}[{met[child.tag]}]" if total[child.tag] > 1 else f"{path}/{name}"
        yield from xml_leaves(child, place)
        if child.tail and child.tail.strip():
            yield path, child.tail


def unaccounted(reading: CopyReading) -> list[str]:
    """Leaves that are neither left over nor as written under their own path, nor a value of the record of their own."""
    builder = ElementTree.TreeBuilder(insert_comments=True)
    root = ElementTree.fromstring(reading.copy.text, ElementTree.XMLParser(target=builder))
    told = Counter((item.place, folded(item.text)) for item in (*reading.left_over, *reading.as_written))
    held = Counter(folded(str(leaf)) for leaf in leaves(reading.study))
    missing = []
    for path, text in xml_leaves(root, "clinical_study"):
        leaf = (path, folded(text))
        if told[leaf]:
            told[leaf] -= 1
        elif held[leaf[1]]:
            held[leaf[1]] -= 1
        else:
            missing.append(path)
    # A design in one line is told whole, and once more by those of its parts that v2 has no field for.
    return missing + [place for place, _ in told.elements() if not place.endswith("/study_design")]


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="class")
def readings() -> dict[Path, CopyReading]:
    """Every real file that is whole, read."""
    return {path: open_copy(path) for path in FILES if path.name not in MALFORMED}


class TestEveryFile:
    @pytest.mark.skipif(not FILES, reason="the corpora are not here")
    def test_no_leaf_of_any_real_file_vanishes(self, readings: dict[Path, CopyReading]) -> None:
        for path, reading in readings.items():
            assert reading.warnings == (), path.name
            assert unaccounted(reading) == [], path.name

    @pytest.mark.skipif(not FILES, reason="the corpora are not here")
    def test_the_one_malformed_file_is_refused_with_its_place(self) -> None:
        refused = [path for path in FILES if path.name in MALFORMED]
        assert len(refused) == 1
        with pytest.raises(CopyError) as refusal:
            open_copy(refused[0])
        assert refusal.value.place == MALFORMED[refused[0].name]

    @pytest.mark.skipif(not FILES, reason="the corpora are not here")
    def test_the_eligibility_text_is_the_one_that_any_xml_parser_gives(
        self, readings: dict[Path, CopyReading]
    ) -> None:
        for path, reading in readings.items():
            block = ElementTree.parse(path).getroot().find("eligibility/criteria/textblock")
            assert block is not None
            assert reading.study.eligibility.eligibility_criteria == block.text, path.name

    @pytest.mark.skipif(not FILES, reason="the corpora are not here")
    def test_what_has_no_field_is_what_the_registry_has_no_field_for(
        self, readings: dict[Path, CopyReading]
    ) -> None:
        names = {
            item.place.rsplit("/", 1)[-1].partition("[")[0]
            for reading in readings.values()
            for item in reading.left_over
        }
        assert names == {
            "@rank", "download_date", "link_text", "url", "authority", "regulatory_authority", "safety_issue", "study_design",
            "design", "number_of_arms", "number_of_groups", "is_fda_regulated", "is_section_801", "medline_ui", "patients", "org_name",
            "date",
        }  # fmt: skip

    @pytest.mark.parametrize("name", ["whole_study.xml", "archive_study.xml", "study_with_results.xml"])
    def test_no_leaf_of_the_hand_written_studies_vanishes(self, name: str) -> None:
        reading = open_copy(FIXTURES / name)
        assert unaccounted(reading) == []
        assert reading.warnings == ()


OTHERWISE = {
    "protocolSection.identificationModule.secondaryIdInfos[0].type": (None, "CTIS"),
    "protocolSection.identificationModule.secondaryIdInfos[0].domain": (None, "secondary_id"),
    "protocolSection.descriptionModule.detailedDescription": (
        "Part 1 is short.\n\nPart 2 is long: 800 × 10^6 units, <once> a week.",
        "Part 1 is short.\n\nPart 2 is long: 800 × 10\\^6 units, \\<once\\> a week.",
    ),
    "protocolSection.designModule.designInfo.maskingInfo.whoMasked[0]": ("PARTICIPANT", "Participants"),
    "protocolSection.designModule.designInfo.maskingInfo.whoMasked[1]": (
        "OUTCOMES_ASSESSOR",
        "Outcome Assessors",
    ),
    "protocolSection.armsInterventionsModule.armGroups[0].interventionNames[0]": (
        "Drug: Fictimab",
        "Fictimab",
    ),
    "protocolSection.armsInterventionsModule.armGroups[0].interventionNames[1]": (
        "Behavioral: Rest",
        "Rest",
    ),
    "protocolSection.armsInterventionsModule.armGroups[1].interventionNames[0]": (
        "Behavioral: Rest",
        "Placebo",
    ),
    "protocolSection.armsInterventionsModule.armGroups[1].interventionNames[1]": (
        "Drug: Placebo",
        "Rest",
    ),
}
"""What the hand-written JSON says in other words, or holds alone: ours, and its."""


class TestTheSameTrialAsJson:
    def test_every_field_is_the_same_but_for_what_is_listed(self) -> None:
        ours, theirs = (open_copy(FIXTURES / f"whole_study.{ending}").study for ending in ("xml", "json"))
        assert ours.countries == theirs.countries
        one, other = (dict(paths(study_json(study))) for study in (ours, theirs))
        criteria = "protocolSection.eligibilityModule.eligibilityCriteria"
        assert (
            one.pop(criteria).replace("-  ", "").split()
            == other.pop(criteria).replace("* ", "").replace("\\", "").split()
        )
        differing = {path: (one.get(path), other.get(path)) for path in {*one, *other}}
        assert {path: pair for path, pair in differing.items() if pair[0] != pair[1]} == OTHERWISE


def paths(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    value = json.loads(json.dumps(value)) if not path else value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, f"{path}[{number}]")
    else:
        yield path, value


class TestWords:
    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("Active, not recruiting", "ACTIVE_NOT_RECRUITING"),
            ("Enrolling by invitation", "ENROLLING_BY_INVITATION"),
            ("Not yet recruiting", "NOT_YET_RECRUITING"),
            ("No longer available", "NO_LONGER_AVAILABLE"),
            ("Approved for marketing", "APPROVED_FOR_MARKETING"),
            ("Unknown status", "UNKNOWN"),
            ("Withheld", "WITHHELD"),
            ("No longer recruiting", "No longer recruiting"),
            ("Waiting for the tide", "Waiting for the tide"),
        ],
    )
    def test_statuses_are_the_registrys_and_unknown_ones_stay(self, words: str, status: str) -> None:
        reading = read(f"<overall_status>{words}</overall_status>")
        assert reading.study.status.overall_status == status
        assert written(reading).get("clinical_study/overall_status", words) == words

    @pytest.mark.parametrize(
        ("words", "phases"),
        [
            ("Phase 1/Phase 2", ("PHASE1", "PHASE2")),
            ("Phase 4", ("PHASE4",)),
            ("Early Phase 1", ("EARLY_PHASE1",)),
            ("Phase 0", ("EARLY_PHASE1",)),
            ("N/A", ("NA",)),
            ("III", ("III",)),
        ],
    )
    def test_phases(self, words: str, phases: tuple[str, ...]) -> None:
        assert read(f"<phase>{words}</phase>").study.design.phases == phases

    @pytest.mark.parametrize(
        ("words", "date"),
        [
            ("March 2012", "2012-03"),
            ("March 5, 2012", "2012-03-05"),
            ("December 31, 1999", "1999-12-31"),
            ("2012-03", "2012-03"),
            ("Unknown", "Unknown"),
            ("Smarch 2012", "Smarch 2012"),
        ],
    )
    def test_dates_keep_their_precision(self, words: str, date: str) -> None:
        reading = read(f'<start_date type="Anticipated">{words}</start_date>')
        assert reading.study.status.start_date_struct == DateStruct(date, "ESTIMATED")

    def test_no_age_limit_is_no_limit_and_stands_as_written(self) -> None:
        reading = read(
            "<eligibility><minimum_age>6 Months</minimum_age><maximum_age>N/A</maximum_age></eligibility>"
        )
        assert (reading.study.eligibility.minimum_age, reading.study.eligibility.maximum_age) == (
            "6 Months",
            None,
        )
        assert written(reading) == {"clinical_study/eligibility/maximum_age": "N/A"}

    @pytest.mark.parametrize(
        ("words", "accepted"), [("No", False), ("Yes", True), ("Accepts Healthy Volunteers", True)]
    )
    def test_healthy_volunteers(self, words: str, accepted: bool) -> None:
        reading = read(f"<eligibility><healthy_volunteers>{words}</healthy_volunteers></eligibility>")
        assert reading.study.eligibility.healthy_volunteers is accepted

    def test_what_is_neither_yes_nor_no_is_not_no(self) -> None:
        reading = read("<eligibility><healthy_volunteers>Perhaps</healthy_volunteers></eligibility>")
        assert reading.study.eligibility.healthy_volunteers is None
        assert left(reading) == {"clinical_study/eligibility/healthy_volunteers": "Perhaps"}
        assert "not the kind of value that belongs here" in reading.warnings[0]

    @pytest.mark.parametrize(
        ("words", "sex"), [("All", "ALL"), ("Both", "ALL"), ("Female", "FEMALE"), ("Male", "MALE")]
    )
    def test_sexes(self, words: str, sex: str) -> None:
        assert read(f"<eligibility><gender>{words}</gender></eligibility>").study.eligibility.sex == sex

    @pytest.mark.parametrize(
        ("words", "masking"),
        [
            ("None (Open Label)", MaskingInfo("NONE")),
            ("Open Label", MaskingInfo("NONE")),
            ("Double-Blind", MaskingInfo("DOUBLE")),
            (
                "Double (Participant, Investigator)",
                MaskingInfo("DOUBLE", None, ("PARTICIPANT", "INVESTIGATOR")),
            ),
            (
                "Quadruple (Participant, Care Provider, Investigator, Outcomes Assessor)",
                MaskingInfo(
                    "QUADRUPLE",
                    None,
                    ("PARTICIPANT", "CARE_PROVIDER", "INVESTIGATOR", "OUTCOMES_ASSESSOR"),
                ),
            ),
        ],
    )
    def test_masking_is_who_and_how_many(self, words: str, masking: MaskingInfo) -> None:
        reading = read(f"<study_design_info><masking>{words}</masking></study_design_info>")
        assert reading.study.design.design_info is not None
        assert reading.study.design.design_info.masking_info == masking

    def test_a_patient_registry_is_an_observational_study(self) -> None:
        design = read("<study_type>Observational [Patient Registry]</study_type>").study.design
        assert (design.study_type, design.patient_registry) == ("OBSERVATIONAL", True)

    def test_enrollment_is_a_number_or_left_over(self) -> None:
        design = read('<enrollment type="Anticipated">120</enrollment>').study.design
        assert design.enrollment_info == EnrollmentInfo(120, "ESTIMATED")
        assert left(read("<enrollment>some</enrollment>")) == {"clinical_study/enrollment": "some"}

    def test_documents_pending_results_and_data_sharing_have_their_fields(self) -> None:
        reading = read(
            "<patient_data><sharing_ipd>Undecided</sharing_ipd><ipd_info_type>Clinical Study Report (CSR)</ipd_info_type></patient_data>"
            "<provided_document_section><provided_document><document_type>Study Protocol</document_type>"
            "<document_has_protocol>Yes</document_has_protocol><document_has_icf>No</document_has_icf>"
            "<document_date>March 27, 2018</document_date><document_url>https://x.example/35/Prot_000.pdf</document_url>"
            "</provided_document></provided_document_section>"
            "<pending_results><submitted>May 9, 2018</submitted><submission_canceled>Unknown</submission_canceled></pending_results>"
        )
        sharing = reading.study.ipd_sharing_statement
        assert (sharing.ipd_sharing, sharing.info_types) == ("UNDECIDED", ("CSR",))
        documents, notes = reading.study.documents.large_document, reading.study.annotations.annotation
        assert documents is not None
        assert documents.large_docs == (
            LargeDoc(label="Study Protocol", has_protocol=True, has_icf=False, date="2018-03-27", filename="Prot_000.pdf"),
        )  # fmt: skip
        assert notes is not None
        assert notes.unposted_annotation is not None
        assert notes.unposted_annotation.unposted_events == (
            UnpostedEvent("RELEASE", "2018-05-09"),
            UnpostedEvent("UNRELEASE", None, True),
        )
        assert left(reading) == {}
        assert unaccounted(reading) == []


class TestDesignInOneLine:
    def test_its_parts_go_to_their_fields_and_the_rest_is_left_over(self) -> None:
        line = (
            "Allocation: Non-Randomized, Endpoint Classification: Safety/Efficacy Study, Intervention Model: Single Group Assignment, "
            "Masking: Double Blind (Subject, Caregiver, Outcomes Assessor), Primary Purpose: Educational/Counseling/Training"
        )
        reading = read(f"<study_design>{line}</study_design>")
        design = reading.study.design.design_info
        assert design is not None
        assert (design.allocation, design.intervention_model, design.primary_purpose) == (
            "NON_RANDOMIZED",
            "SINGLE_GROUP",
            "ECT",
        )
        assert design.masking_info == MaskingInfo(
            "DOUBLE", None, ("PARTICIPANT", "CARE_PROVIDER", "OUTCOMES_ASSESSOR")
        )
        assert left(reading) == {
            "clinical_study/study_design": "Endpoint Classification: Safety/Efficacy Study"
        }
        assert written(reading) == {"clinical_study/study_design": line}

    def test_words_without_a_label_are_left_over(self) -> None:
        assert left(read("<study_design>As agreed, and so on</study_design>")) == {
            "clinical_study/study_design": "As agreed, and so on"
        }


class TestPeople:
    def test_a_name_in_parts_is_one_name_and_its_parts_stand_as_written(self) -> None:
        reading = read(
            "<overall_official><first_name>Ada</first_name><middle_name>B.</middle_name><last_name>Placeholder</last_name>"
            "<degrees>MD</degrees><role>Study Chair</role><affiliation>Nowhere</affiliation></overall_official>"
        )
        officials = reading.study.contacts_locations.overall_officials
        assert officials == (Official("Ada B. Placeholder, MD", "Nowhere", "STUDY_CHAIR"),)
        assert set(written(reading).values()) == {"Ada", "B.", "Placeholder", "MD", "Study Chair"}

    def test_contacts_and_investigators_of_a_site_are_its_contacts(self) -> None:
        reading = read(
            "<location><facility><name>Hall</name></facility><status>Suspended</status>"
            "<contact><last_name>Al</last_name><phone>1</phone><phone_ext>2</phone_ext><email>a@x.example</email></contact>"
            "<contact_backup><last_name>Bo</last_name></contact_backup>"
            "<investigator><last_name>Cy</last_name><role>Sub-Investigator</role><affiliation>Nowhere</affiliation></investigator></location>"
        )
        (site,) = reading.study.contacts_locations.locations
        assert (site.facility, site.status) == ("Hall", "SUSPENDED")
        assert site.contacts == (
            Contact("Al", "CONTACT", "1", "2", "a@x.example"),
            Contact("Bo", "CONTACT"),
            Contact("Cy", "SUB_INVESTIGATOR"),
        )
        assert left(reading) == {"clinical_study/location/investigator/affiliation": "Nowhere"}

    def test_what_an_official_has_no_field_for_is_left_over(self) -> None:
        reading = read("<overall_official><last_name>Al</last_name><phone>1</phone></overall_official>")
        assert left(reading) == {"clinical_study/overall_official/phone": "1"}

    def test_countries_are_those_of_the_sites_then_the_others_named(self) -> None:
        reading = read(
            "<location><facility><address><city>Bern</city><country>Switzerland</country></address></facility></location>"
            "<location_countries><country>Austria</country><country>Switzerland</country></location_countries>"
            "<removed_countries><country>Malta</country></removed_countries>"
        )
        assert reading.study.countries == ("Switzerland", "Austria")
        misc = reading.study.derived.misc_info
        assert misc is not None
        assert misc.removed_countries == ("Malta",)


class TestReferences:
    def test_a_reference_is_no_result_and_nothing_more_is_known_of_it(self) -> None:
        reading = read(
            "<reference><citation>One.</citation><PMID>11</PMID></reference>"
            "<results_reference><citation>Two.</citation></results_reference>"
        )
        assert reading.study.references.references == (
            Reference("11", None, "One."),
            Reference(None, "RESULT", "Two."),
        )


class TestWhatHasNoPlace:
    def test_unknown_elements_and_attributes_keep_their_paths_and_texts(self) -> None:
        reading = read(
            '<tide level="high">in <moon>full</moon> and out</tide><phase new="yes">Phase 1</phase>'
        )
        assert left(reading) == {
            "clinical_study/tide/@level": "high",
            "clinical_study/tide": "in  and out",
            "clinical_study/tide/moon": "full",
            "clinical_study/phase/@new": "yes",
        }

    def test_text_between_elements_is_left_over(self) -> None:
        assert left(read("<id_info>stray</id_info> loose")) == {
            "clinical_study/id_info[2]": "stray",
            "clinical_study": "loose",
        }

    def test_comments_and_instructions_are_left_over_but_those_of_every_file(self) -> None:
        reading = read_copy(
            "study.xml",
            b"<?xml version='1.0'?><?style plain?><clinical_study><!-- CAUTION:  The following MeSH terms are assigned with an"
            b" imperfect algorithm  --><id_info><!-- mind this --><nct_id>NCT99000001</nct_id></id_info></clinical_study><!-- end -->",
        )
        assert set(left(reading).values()) == {"style plain", "mind this", "end"}

    def test_a_second_value_for_a_field_is_left_over_and_the_same_one_stands_as_written(self) -> None:
        reading = read(
            "<lastchanged_date>May 1, 2017</lastchanged_date><last_update_submitted>May 1, 2017</last_update_submitted>"
            "<phase>Phase 1</phase><phase>Phase 2</phase>"
        )
        assert reading.study.status.last_update_submit_date == "2017-05-01"
        assert left(reading) == {"clinical_study/phase[2]": "Phase 2"}
        assert written(reading)["clinical_study/last_update_submitted"] == "May 1, 2017"

    def test_markup_inside_a_text_loses_its_tags_only(self) -> None:
        criteria = "Age &lt; 9 <b class='x'>years</b><!-- or so -->, &#8805; 2"
        reading = read(f"<eligibility><criteria><textblock>{criteria}</textblock></criteria></eligibility>")
        assert reading.study.eligibility.eligibility_criteria == "Age < 9 years, ≥ 2"
        assert set(left(reading).values()) == {"x", "or so"}

    def test_whether_there_are_results_is_known_only_where_the_copy_says_so(self) -> None:
        assert read("<!-- Results have not yet been posted for this study -->").study.has_results is False
        assert read("<clinical_results/>").study.has_results is True
        assert read("<!-- Results are available for this study -->").study.has_results is True
        assert read("<phase>Phase 1</phase>").study.has_results is None

    def test_missing_criteria_are_warned_of(self) -> None:
        (warning,) = read("<phase>Phase 1</phase>").warnings
        assert warning.endswith("empty or not in this copy: no criteria can be read")


class TestTextBlocks:
    def test_hard_wrapped_lines_are_joined_and_lists_stay_lists(self) -> None:
        long = "word " * 18
        reading = read(
            f"<brief_summary><textblock>\n      {long}\n      ends here.\n\n      Aims:\n\n        -  first\n\n        -  second\n    </textblock></brief_summary>"
        )
        assert reading.study.description.brief_summary == (
            f"{long.strip()} ends here.\n\nAims:\n\n  -  first\n\n  -  second"
        )

    def test_a_short_line_is_a_line_of_its_own(self) -> None:
        reading = read("<brief_summary><textblock>\n  One\n  Two\n</textblock></brief_summary>")
        assert reading.study.description.brief_summary == "One\nTwo"


class TestArchive:
    def test_an_older_version_gives_the_same_fields(self) -> None:
        reading = open_copy(FIXTURES / "archive_study.xml")
        study = reading.study
        assert reading.format == "ClinicalTrials.gov archive XML"
        assert study.trial_id == "NCT99000007"
        assert study.identification.brief_title == "Yawning in Pairs"
        assert study.identification.official_title is None
        assert study.identification.secondary_id_infos == (
            SecondaryIdInfo("R01-0007", "NIH"),
            SecondaryIdInfo("OLD-7"),
        )
        assert study.description.brief_summary == "AIMS:\nFirst\n  * To yawn.\n  * To yawn again."
        assert study.status.overall_status == "No longer recruiting"
        assert study.status.status_verified_date == "2003-10"
        assert study.status.completion_date_struct == DateStruct("2001-12")
        assert study.status.study_first_submit_date == "1999-09-20"
        assert study.status.last_update_submit_date == "2005-06-23"
        assert study.design.enrollment_info == EnrollmentInfo(40)
        assert study.design.design_info is not None
        assert study.design.design_info.masking_info == MaskingInfo(
            "DOUBLE", None, ("PARTICIPANT", "INVESTIGATOR")
        )
        assert [outcome.measure for outcome in study.outcomes.primary_outcomes] == ["Number of yawns"]
        assert [each.type for each in study.arms_interventions.interventions] == ["PROCEDURE"]
        assert study.contacts_locations.locations[0].contacts == (
            Contact("Cy Placeholder", "PRINCIPAL_INVESTIGATOR"),
        )
        assert study.contacts_locations.overall_officials == (
            Official("Bo Placeholder, M.D.", "Society for Sleep", "STUDY_CHAIR"),
        )
        assert study.has_results is None

    def test_a_number_that_may_be_no_pubmed_number_is_left_over(self) -> None:
        reading = open_copy(FIXTURES / "archive_study.xml")
        assert reading.study.references.references == (
            Reference(None, "BACKGROUND", "Placeholder B; Yawns compared., J Naps 1998"),
        )
        assert left(reading) == {
            "clinical_study/study_id/org_name": "NOWHERE",
            "clinical_study/oversight_info/regulatory_authority": "Nowhere: Board of Boards",
            "clinical_study/design[3]": "Placebo Control",
            "clinical_study/eligibility/patients": "Yes",
            "clinical_study/last_follow_up_date/@type": "Actual",  # of a date that is not there
            "clinical_study/background/reference/medline_ui": "98765432",
        }

    @pytest.mark.skipif(not FILES, reason="the corpora are not here")
    def test_the_last_archived_version_says_what_the_download_of_the_trial_says(self) -> None:
        for folder in sorted((CORPORA / "amendments-xml").iterdir()):
            old = open_copy(last_version(folder)).study
            new = open_copy(CORPORA / "ctgov-xml" / f"{folder.name}.xml").study
            for field in (
                "overall_status", "status_verified_date", "study_first_submit_date", "last_update_submit_date",
                "completion_date_struct", "primary_completion_date_struct",
            ):  # fmt: skip
                ours, theirs = (getattr(study.status, field) for study in (old, new))
                assert ours == theirs, (folder.name, field)
            assert old.design.phases == new.design.phases
            assert old.eligibility.sex == new.eligibility.sex
            assert old.eligibility.minimum_age == new.eligibility.minimum_age
            assert old.conditions.conditions == new.conditions.conditions


def last_version(folder: Path) -> Path:
    return max(folder.glob("NCT*_*.xml"))
