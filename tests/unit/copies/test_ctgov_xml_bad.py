"""XML that is broken, harmful or no trial is refused in one line that names the file and the place."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.copies.account_law import FIXTURES

from trialtui.copies.copy import CopyError
from trialtui.copies.reader import read_copy

WHOLE = (FIXTURES / "whole_study.xml").read_text("utf-8")
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DECLARES = "a DOCTYPE that declares entities or attributes of its own; no registry's copy has one: not read"
TOO_MUCH = "nested deeper than 256 levels, or one text of more than 10 million characters: no registry's copy"
TRUNCATED = "the XML ends in the middle: the file is truncated; save it again"


def refusal(text: str | bytes) -> str:
    began = time.process_time()
    with pytest.raises(CopyError) as refused:
        read_copy("a file", text if isinstance(text, bytes) else text.encode())
    assert time.process_time() - began < 2
    message = str(refused.value)
    assert message.startswith("a file: ")
    assert "\n" not in message
    return message.removeprefix("a file: ")


class TestHarm:
    @pytest.mark.parametrize(
        "doctype",
        [
            f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
            '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x [<!ENTITY % web SYSTEM "http://127.0.0.1:1/x"> %web;]>',
            '<!DOCTYPE x SYSTEM "a[b>c.dtd" [<!ATTLIST clinical_study rank CDATA "9">]>',
            "<!DOCTYPE x []>",
        ],
        ids=["billion laughs", "a file", "the network", "attributes", "nothing"],
    )
    def test_a_doctype_that_declares_anything_is_refused_at_its_place(self, doctype: str) -> None:
        text = f"<?xml version='1.0'?>\n<!-- [ -->\n  {doctype}<clinical_study>&l9;&file;</clinical_study>"
        assert refusal(text) == f"line 3, column 3: {DECLARES}"

    def test_a_doctype_that_names_a_file_elsewhere_fetches_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "x.dtd").write_text('<!ENTITY nbsp "fetched">')
        text = WHOLE.replace(
            "<clinical_study", f'<!DOCTYPE clinical_study SYSTEM "{tmp_path}/x.dtd"><clinical_study', 1
        )
        reading = read_copy("a file", text.replace("An hour", "An&nbsp;hour").encode())
        (rest,) = [each for each in reading.study.arms_interventions.interventions if each.name == "Rest"]
        assert rest.description == "An&nbsp;hour on the sofa."

    def test_deep_nesting_is_refused(self) -> None:
        assert (
            refusal("<clinical_study>\n" + "<a>" * 300 + "</a>" * 300 + "</clinical_study>")
            == f"line 2, column 768: {TOO_MUCH}"
        )
        assert refusal("<clinical_study>" + "<a>" * 100_000).endswith(TOO_MUCH)

    def test_a_text_of_more_than_ten_million_characters_is_refused_and_one_of_nine_read(self) -> None:
        assert refusal(WHOLE.replace("Able to sit", "x" * 10_500_000)).endswith(TOO_MUCH)
        began = time.process_time()
        long = "x" * 8_000_000
        reading = read_copy("long", WHOLE.replace("Able to sit", long + "a &lt; b " * 100_000).encode())
        assert long + "a < b " * 100_000 in (reading.study.eligibility.eligibility_criteria or "")
        assert reading.criteria_place is not None
        assert time.process_time() - began < 5

    @pytest.mark.parametrize(
        "inside",
        [
            "<location><facility><name>x</name></facility></location>" * 20_000,
            "<arm_group><arm_group_label>x</arm_group_label></arm_group>" * 300
            + "<intervention><intervention_name>y</intervention_name><arm_group_label>x</arm_group_label></intervention>"
            * 300,
            "<!-- x -->" * 50_000,
            "<study_design>" + "A: b, " * 100_000 + "</study_design>",
            "<brief_summary><textblock>" + "x\n" * 300_000 + "</textblock></brief_summary>",
        ],
        ids=["sites", "arms", "comments", "design", "lines"],
    )
    def test_large_ones_are_read_in_seconds(self, inside: str) -> None:
        began = time.process_time()
        read_copy("large", WHOLE.replace("<keyword>", inside + "<keyword>").encode())
        assert time.process_time() - began < 2


class TestBroken:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("<clinical_study>\n é≥ <a>\n</b></clinical_study>", "line 3, column 5: malformed XML (Opening and ending tag mismatch"),
            ("<clinical_study>\n é &nbsp; </clinical_study>", "line 2, column 10: malformed XML (Entity 'nbsp' not defined"),
            ("<clinical_study>\n \x01 </clinical_study>", "line 2, column 2: malformed XML (PCDATA invalid Char value 1"),
            ("<clinical_study/>\n<clinical_study/>", "line 2, column 1: malformed XML (Extra content at the end of the document"),
            ("<clinical_study a='1' a='2'></clinical_study>", "line 1, column 28: malformed XML (Attribute a redefined"),
            ("<clinical_study>\n <a>\n\nfoo é b", f"line 4, column 8: {TRUNCATED}"),
            ("<clinical_study>\n <a foo='b", f"line 2, column 11: {TRUNCATED}"),
            ("<clinical_study/>", "clinical_study: holds no field of a study"),
            ("<a><clinical_study/></a>", "line 1: its root element is <a>, not <clinical_study>"),
        ],
    )  # fmt: skip
    def test_the_place_and_the_reason_are_named(self, text: str, message: str) -> None:
        assert refusal(text).startswith(message)

    @given(st.integers(0, len(WHOLE) - 20))
    def test_a_copy_cut_off_anywhere_is_read_by_no_one(self, at: int) -> None:
        if at > len('<?xml version="1.0" encoding="UTF-8"?>\n<clinical_study'):
            message = refusal(WHOLE[:at])
            assert TRUNCATED in message

    @given(
        st.integers(0, len(WHOLE) - 1),
        st.sampled_from(["<", ">", "&", '"', "]]>", "<!--", "\x00", "é", "<a>", "</a>"]),
    )
    def test_a_changed_character_is_refused_or_read_and_never_a_traceback(self, at: int, new: str) -> None:
        raw = (WHOLE[:at] + new + WHOLE[at + 1 :]).encode()
        try:
            told = read_copy("changed", raw).copy.name
        except CopyError as error:
            told = str(error)
        assert told.startswith("changed")
        assert "\n" not in told


@pytest.mark.parametrize("others", ["", "<x/>" * 100_000])
def test_an_element_with_thousands_of_attributes_is_refused_in_a_moment(others: str) -> None:
    many = " ".join(f'a{n}="v"' for n in range(100_000))
    began = time.process_time()
    words = refusal(f"<clinical_study>\n{others}<unknown {many}/></clinical_study>".encode())
    assert words == "line 2: an element with more than 100 attributes: no registry's copy"
    assert time.process_time() - began < 2


class TestEncodings:
    def test_a_wrong_declaration_is_read_as_what_the_file_is_and_said(self) -> None:
        text = WHOLE.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
        reading = read_copy("a file", text.encode())
        assert "≥6 months" in (reading.study.eligibility.eligibility_criteria or "")
        assert reading.warnings == (
            "the file says that it is ISO-8859-1, but it is UTF-8, and was read as that",
        )

    @pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "iso-8859-15"])
    def test_a_file_that_is_what_it_declares_is_read_as_that(self, encoding: str) -> None:
        text = WHOLE.replace('encoding="UTF-8"', f'encoding="{encoding}"').replace("≥6 months", "à 6 mois")
        reading = read_copy("a file", text.encode(encoding))
        assert reading.copy.text == text
        assert "à 6 mois" in (reading.study.eligibility.eligibility_criteria or "")
        assert reading.warnings == ()

    @pytest.mark.parametrize("encoding", ["UTF-8", "x-unknown", "US-ASCI"])
    def test_a_file_that_is_not_what_it_declares_is_refused_at_its_byte(self, encoding: str) -> None:
        text = f"<?xml version='1.0' encoding='{encoding}'?><clinical_study>é</clinical_study>"
        place = f"byte {text.index('é') + 1}"
        assert refusal(text.encode("latin-1")) == f"{place}: not UTF-8 text; save the copy again as UTF-8"

    def test_windows_newlines_give_the_same_record(self) -> None:
        reading = read_copy("a file", WHOLE.replace("\n", "\r\n").encode())
        assert reading.study == read_copy("a file", WHOLE.encode()).study


def test_other_formats_do_not_pay_for_the_parser() -> None:
    code = (
        "import sys; from trialtui.copies.reader import open_copy; "
        f"open_copy({str(FIXTURES / 'whole_study.json')!r}); open_copy({str(FIXTURES / 'whole_page.txt')!r}); "
        "assert not [name for name in sys.modules if name.startswith('lxml')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
