"""Where the eligibility text of an XML copy stands: through entities, CDATA, comments and Windows newlines."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.copies.account_law import CORPORA, FIXTURES
from tests.unit.copies.test_ctgov_xml import FILES, MALFORMED

from trialtui.copies.copy import CopyReading
from trialtui.copies.json_places import source_span
from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.xml_places import CRITERIA_PATH

PIECES = (
    "Age ", "≥", "\n", "  -  ", "&lt;", "&#62;", "&#x2265;", "&amp;", "&amp;lt;", "<![CDATA[a < b & c]]>", "<![CDATA[]]>",
    "<!-- &lt; -->", "<b c='>'>", "</b>", "<?x y?>", "\r\n", "<![CDATA[x\r\ny]]>",
)  # fmt: skip


def read(criteria: str) -> CopyReading:
    return read_copy(
        "study.xml",
        "<clinical_study><!-- <eligibility><criteria><textblock>not this</textblock></criteria></eligibility> -->"
        "<id_info><nct_id>NCT99000001</nct_id></id_info><brief_summary><textblock>nor this</textblock></brief_summary>"
        f"<eligibility><criteria><textblock>{criteria}</textblock></criteria></eligibility></clinical_study>".encode(),
    )


def marked(reading: CopyReading, words: str) -> str:
    criteria = reading.study.eligibility.eligibility_criteria or ""
    start, end = source_span(reading, criteria.index(words), criteria.index(words) + len(words))
    return reading.copy.text[start:end]


def test_plain_words_are_marked_as_they_stand() -> None:
    reading = read("\n   -  Age over 18\n   -  Awake\n")
    assert marked(reading, "Age over 18") == "Age over 18"
    place = reading.criteria_place
    assert place is not None
    assert place.path == CRITERIA_PATH
    assert reading.copy.text[place.start : place.end] == "\n   -  Age over 18\n   -  Awake\n"


@pytest.mark.parametrize(
    ("source", "words", "there"),
    [
        ("Age &lt; 9, BMI &#8805; 30", "9, BMI ≥", "9, BMI &#8805;"),
        ("Age &lt; 9", "< 9", "&lt; 9"),
        ("Age &lt; 9", "Age <", "Age &lt;"),
        ("a <![CDATA[x < y]]> z", "x < y", "x < y"),
        ("a <![CDATA[x < y]]> z", "y z", "y]]> z"),
        ("one\r\ntwo", "two", "two"),
        ("one\r\ntwo", "one\ntwo", "one\r\ntwo"),
        ("a<!-- b -->c", "ac", "a<!-- b -->c"),
        ("5 x 10<sup>9</sup> cells", "cells", "cells"),
    ],
)
def test_words_are_marked_with_what_stands_for_them(source: str, words: str, there: str) -> None:
    assert marked(read(source), words) == there


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.data())
def test_every_span_leads_to_what_the_parser_made_of_it(source: str, data: st.DataObject) -> None:
    opened = source.count("<b c") - source.count("</b>")
    balanced = "<b>" * -min(0, opened) + source + "</b>" * max(0, opened)
    depth = 0
    for tag in re.findall(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|</?b", balanced, re.DOTALL):
        depth += {"<b": 1, "</b": -1}.get(tag, 0)
        if depth < 0:
            return
    reading = read(f"[{balanced}]")
    criteria = reading.study.eligibility.eligibility_criteria or ""
    start = data.draw(st.integers(0, len(criteria) - 1))
    end = data.draw(st.integers(start + 1, len(criteria)))
    first, past = source_span(reading, start, end)
    assert decoded(reading.copy.text[first:past]) == criteria[start:end]


def decoded(source: str) -> str:
    """What a stretch of XML says, read without a parser. It may begin or end inside a CDATA section."""
    words = ""
    raw = source.find("]]>") >= 0 and (
        source.find("<![CDATA[") < 0 or source.find("]]>") < source.find("<![CDATA[")
    )
    for piece in re.split(r"(<!\[CDATA\[|\]\]>)", source):
        if piece in ("<![CDATA[", "]]>"):
            raw = piece == "<![CDATA["
        else:
            words += (
                piece
                if raw
                else html.unescape(re.sub(r"<!--.*?-->|<\?.*?\?>|<[^!](?:'[^']*'|[^>'])*>", "", piece))
            )
    return words.replace("\r\n", "\n")


def test_the_byte_order_mark_moves_nothing() -> None:
    raw = (FIXTURES / "whole_study.xml").read_bytes()
    for encoded in (b"\xef\xbb\xbf" + raw, raw.decode().encode("utf-16")):
        reading = read_copy("study.xml", encoded)
        assert marked(reading, "Weight < 40 kg") == "Weight &lt; 40 kg"


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
def test_every_line_of_the_criteria_of_all_real_files_is_found_in_the_copy() -> None:
    for path in FILES:
        if path.name in MALFORMED:
            continue
        reading = open_copy(path)
        criteria = reading.study.eligibility.eligibility_criteria or ""
        for line in re.finditer(r"[^\n]+", criteria):
            start, end = source_span(reading, *line.span())
            assert html.unescape(reading.copy.text[start:end]) == line[0], path.name
