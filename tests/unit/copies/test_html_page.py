"""A saved HTML page: what it shows is read or left over, what it hides is counted, and the criteria lead back to its source."""

from __future__ import annotations

import contextlib
import html.parser
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.copies.account_law import FIXTURES, leaves
from tests.unit.front_door import run

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.decoding import decode_copy
from trialtui.copies.html_text import page_of
from trialtui.copies.json_places import source_span
from trialtui.copies.reader import open_copy, read_copy

PAGES = sorted(FIXTURES.glob("*.html"))
NEW_SITE = FIXTURES / "ctgov_new_page.html"
HEAD = "<!doctype html><title>t</title><h1>A study of fictimab</h1><p>Inclusion criteria</p>"


def text_of(markup: str) -> str:
    return page_of(decode_copy("page", f"<!doctype html><body>{markup}".encode())).text


class TestLayout:
    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("<ul><li>a<ol><li>b<li>c</ol><li>d</ul>", "* a\n  1. b\n  2. c\n* d"),
            ("<ol start=10><li>a<ul><li>b</ul></ol>", "10. a\n    * b"),
            ("<ol type=a><li>x<li value=5>y</ol>", "a. x\ne. y"),
            ("<ol type=I><li>x<li>y</ol>", "I. x\nII. y"),
            ("<ul><li>1. own mark</li><li>2. own mark</li></ul>", "1. own mark\n2. own mark"),
            ("<ol><li><p>a</p><p>more</p></li><li><p>b</p></li></ol>", "1. a\n   more\n2. b"),
            ("<p>one<br>two<br><br>three</p><p>four</p>", "one\ntwo\n\nthree\n\nfour"),
            ("10<sup>6</sup>/L and CO<sub>2</sub>", "10^6/L and CO2"),
            ("a&nbsp;&lt;&nbsp;5 &#8805; 3 &amp; 4", "a < 5 ≥ 3 & 4"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ('<div style="white-space: pre-wrap">* a\n* b</div>', "* a\n* b"),
            ("<table><tr><td>Sex<td>All</table>", "Sex | All"),
            ("<table><tr><td>1.<td>Adult<tr><td>2.<td>Able</table>", "1. Adult\n2. Able"),
            ("<table><tr><th>A<th>B<tr><td>1<td></table>", "| A | B |\n| --- | --- |\n| 1 | |"),
            ("<table><tr><td>E.3<td>a<br>b</table>", "E.3\na\nb"),
            ('<p>Age <img alt="≥" src=x> 18</p>', "Age ≥ 18"),
            ("b<b>ol</b>d <span>x</span><span>y</span>", "bold xy"),
            ("<script>x</script>a<style>b</style><template>c</template><p hidden>d</p>", "a"),
        ],
    )  # fmt: skip
    def test_markup_becomes_lines_as_the_registry_writes_them(self, markup: str, text: str) -> None:
        assert text_of(markup) == text


class TestRegistries:
    def test_the_criteria_of_the_registrys_new_site_keep_their_nesting_and_signs(self) -> None:
        reading = open_copy(NEW_SITE)
        assert reading.study.identification.nct_id == "NCT99000001"
        assert reading.study.identification.brief_title == "Fictimab in Adults With Imaginary Arthritis"
        assert reading.study.eligibility.eligibility_criteria == (
            "Inclusion Criteria:\n\n* Age ≥18 and ≤75 years\n* At least one of:\n  1. swollen joints\n"
            "  2. neutrophils >1.5 x 10^9/L\n\nExclusion Criteria:\n\n* HbA1c > 9.0%\n* Pregnant or breastfeeding"
        )
        left = "\n".join(item.text for item in reading.left_over)
        for words in ("18 Years to 75 Years", "Fictimab or placebo.", "Skip to main content"):
            assert words in left

    def test_each_word_of_the_criteria_leads_back_to_the_source(self) -> None:
        reading = open_copy(NEW_SITE)
        criteria = reading.study.eligibility.eligibility_criteria or ""
        spans = {m[0]: source_span(reading, *m.span()) for m in re.finditer(r"\S+", criteria)}
        source = {word: reading.copy.text[a:b] for word, (a, b) in spans.items()}
        assert source["≥18"] == "&ge;18"
        assert source["10^9/L"] == "10<sup>9</sup>/L"
        assert source["Pregnant"] == "Pregnant"
        assert source["breastfeeding"] == "breastfeeding"

    def test_the_old_site_is_decoded_as_browsers_do(self) -> None:
        criteria = open_copy(FIXTURES / "ctgov_old_page.html").study.eligibility.eligibility_criteria or ""
        assert (
            "2. One of the following:\n   * seropositive disease\n   * two swollen joints\n3. Able"
            in criteria
        )
        assert criteria.endswith("* Dose of more than 5 µg")

    def test_exclusion_criteria_after_other_fields_are_not_lost(self) -> None:
        reading = open_copy(FIXTURES / "isrctn_page.html")
        assert reading.study.trial_id == "ISRCTN99000003"
        criteria = reading.study.eligibility.eligibility_criteria or ""
        assert "2. Imaginary fracture of the hip" in criteria
        assert criteria.endswith("1. Unable to walk before the fracture\n2. No consent")

    def test_a_table_with_a_field_a_row_is_read(self) -> None:
        reading = open_copy(FIXTURES / "eu_page.html")
        criteria = reading.study.eligibility.eligibility_criteria or ""
        assert "- FEV1 below 80%" in criteria
        assert criteria.endswith("- Infection within 4 weeks")
        assert reading.study.trial_id == "2021-900000-11"

    def test_a_whole_study_in_the_pages_data_is_the_record(self) -> None:
        reading = open_copy(FIXTURES / "page_with_study.html")
        assert reading.format == "ClinicalTrials.gov v2 JSON in a saved HTML page"
        assert reading.study.identification.nct_id == "NCT99000004"
        assert "A page of its own words." in [item.text for item in reading.left_over]
        place = reading.criteria_place
        assert place is not None
        assert reading.copy.text[place.start : place.end].startswith(
            r"Inclusion Criteria:\n\n* Age \u2265 18"
        )

    def test_the_sample_sites_page_reads_as_its_text_does(self) -> None:
        text = (FIXTURES / "whole_page.txt").read_text("utf-8")
        paragraphs = "".join(f"<p>{line}</p>\n" for line in text.split("\n") if line)
        first, rest = paragraphs.split("\n", 1)
        page = f"<html><body><nav>Home</nav>{first.replace('p>', 'h1>')}{rest}</body></html>"
        reading = read_copy("page", page.encode())
        plain = read_copy("text", text.encode())
        assert reading.format == "trial page text in HTML"
        assert reading.study.identification == plain.study.identification
        assert reading.study.status == plain.study.status
        assert reading.study.contacts_locations == plain.study.contacts_locations


class TestSetAside:
    def test_what_is_set_aside_is_counted(self) -> None:
        reading = read_copy("page", f"{HEAD}<p>x</p><script>12345</script><p hidden>67</p><!--8-->".encode())
        assert any(w.startswith("8 characters of scripts") for w in reading.warnings)

    def test_criteria_in_a_folded_tab_are_read(self) -> None:
        page = '<html><h1>A study</h1><div style="display: none"><p>Exclusion criteria</p><ul><li>Gout</ul></div>'
        reading = read_copy("page", page.encode())
        assert (reading.study.eligibility.eligibility_criteria or "").endswith("* Gout")
        assert reading.warnings[0].startswith("parts that the page hides")

    def test_a_page_without_a_trial_is_refused_in_one_line(self) -> None:
        with pytest.raises(CopyError, match=r"^page: no trial is found in this HTML page"):
            read_copy("page", b"<!doctype html><p>Nothing here")


class TestEncodings:
    @pytest.mark.parametrize(
        ("head", "encoding", "words"),
        [
            ("<meta charset=windows-1252>", "cp1252", "– 5 µg"),
            ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "cp1252", "“5” µg"),
            ("<meta charset=shift_jis>", "cp932", "試験 5"),
            ("", "cp1252", "5 µg"),
            ("", "utf-8", "≥ 5 µg"),
            ("<meta charset=latin1>", "utf-8-sig", "≥ 5 µg"),
            ("<meta charset=utf-8>", "utf-16", "≥ 5 µg"),
        ],
    )
    def test_bytes_are_read_as_browsers_read_them(self, head: str, encoding: str, words: str) -> None:
        page = f"<html><head>{head}</head><body><p>Inclusion criteria</p><p>{words}</p></body></html>"
        reading = read_copy("page", page.encode(encoding))
        assert (reading.study.eligibility.eligibility_criteria or "").endswith(words)

    def test_a_byte_that_windows_1252_leaves_undefined_is_kept(self) -> None:
        page = b"<html><meta charset=latin1><p>Inclusion criteria<p>a\x81b"
        assert "a\x81b" in (read_copy("page", page).study.eligibility.eligibility_criteria or "")


class TestHostile:
    @pytest.mark.parametrize(
        "page",
        [
            HEAD + "<div>" * 100_000 + "deep",
            HEAD + "<ul><li>" * 900 + "deep",
            HEAD + "<!--" * 200_000,
            HEAD + "<a " * 200_000,
            HEAD + "<a b='" * 100_000,
            HEAD + "<script>" * 100_000,
            HEAD + "&" * 100_000,
            HEAD + "<p>x</p>" * 10_000,
            "<ul>" + "<li>Inclusion criteria" * 10_000,
            HEAD + '<script type="application/json">{"protocolSection":' + "[" * 100_000 + "</script>",
            '<!doctype html [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><h1>A study</h1><p>Inclusion criteria<p>&c;',
            "<html>" + "<title>" * 100_000,
        ],
        ids=range(12),
    )
    def test_pages_made_to_be_slow_end_soon(self, page: str) -> None:
        begin = time.process_time()
        with contextlib.suppress(CopyError):
            read_copy("page", page.encode())
        assert time.process_time() - begin < 2

    def test_controls_are_kept_and_never_act(self) -> None:
        reading = read_copy("page", f"{HEAD}<p>a\x1b[2Jb\x0bc &#27;d</p>".encode())
        assert "a\x1b[2Jb" in (reading.study.eligibility.eligibility_criteria or "")


# --- the law of the account


class _Visible(html.parser.HTMLParser):
    """Another reader of the same page, of the standard library: all of its text but scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.aside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        hidden = tag == "div" and any("display:none" in (value or "") for _, value in attrs)
        self.aside += tag in ("script", "style", "template") or hidden

    def handle_endtag(self, tag: str) -> None:
        self.aside -= self.aside > 0 and tag in ("script", "style", "template", "div")

    def handle_data(self, data: str) -> None:
        if not self.aside:
            self.words += data.split()


def unaccounted(reading: CopyReading, markup: str) -> list[str]:
    """Words of the page that stand neither in the record nor in what is left over."""
    other = _Visible()
    other.feed(markup)
    held = [leaf for leaf in leaves(reading.study) if isinstance(leaf, str)]
    held += [item.text for item in (*reading.left_over, *reading.as_written)]
    known = " ".join(" ".join(held).split())
    return [word for word in other.words if word not in known]


@pytest.mark.parametrize(
    "path", [path for path in PAGES if "old" not in path.name], ids=lambda path: path.stem
)
def test_no_word_of_a_page_vanishes(path: Path) -> None:
    assert unaccounted(open_copy(path), path.read_text("utf-8")) == []


WORDS = st.sampled_from(
    [
        "zebra",
        "≥ 18",
        "a &lt; b",
        "5&nbsp;mg",
        "&bogus; x",
        "Inclusion criteria",
        "Sex",
        "<",
        "x>y",
        "No",
        "No",
    ]
)
TAGS = st.sampled_from(
    ["p", "div", "ul", "li", "ol", "table", "tr", "td", "th", "span", "b", "h2", "h3", "pre", "br", "section", "dl", "dd", "/p", "/div",
     "/ul", "/li", "/ol", "/table", "/tr", "/td", "/b", "/h2", "/pre"]
)  # fmt: skip
MARKUP = st.lists(st.one_of(WORDS, TAGS.map(lambda tag: f"<{tag}>"), st.just("<!-- no -->")), max_size=40)


@settings(max_examples=80, deadline=None)
@given(pieces=MARKUP)
def test_no_word_vanishes_from_whatever_markup(pieces: list[str]) -> None:
    markup = f"{HEAD} first " + " ".join(pieces)
    reading = read_copy("page", markup.encode())
    assert unaccounted(reading, markup) == []


@settings(max_examples=100, deadline=None)
@given(
    path=st.sampled_from(PAGES),
    edits=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 40), st.sampled_from(["", "<", ">", '"', "&", "<ul>", "<!--", "\x1b", "é"])), max_size=6),
)  # fmt: skip
def test_a_mangled_page_is_read_or_refused_in_one_line(path: Path, edits: list[tuple[int, int, str]]) -> None:
    raw = path.read_bytes()
    for at, drop, new in edits:
        at %= len(raw)
        raw = raw[:at] + new.encode() + raw[at + drop :]
    begin = time.process_time()
    try:
        reading = read_copy("page", raw)
    except CopyError:  # its words are one printable line, whatever they hold
        pass
    else:
        criteria = reading.study.eligibility.eligibility_criteria or ""
        if reading.criteria_place:
            for match in re.finditer(r"\S+", criteria):
                start, end = source_span(reading, *match.span())
                assert 0 <= start <= end <= len(reading.copy.text)
    assert time.process_time() - begin < 2


class TestFrontDoor:
    def test_the_command_line_prints_the_format_and_the_criteria(self, tmp_path: Path) -> None:
        printed = json.loads(run(tmp_path, "criteria", NEW_SITE, "--json").stdout)
        assert printed["copy"]["format"] == "unrecognised page in HTML"
        assert [(one["code"], one["parent"]) for one in printed["criteria"]] == [
            ("I1", None), ("I2", None), ("I2.1", "I2"), ("I2.2", "I2"), ("E1", None), ("E2", None),
        ]  # fmt: skip

    def test_plain_says_that_the_page_is_not_recognised(self, tmp_path: Path) -> None:
        printed = run(tmp_path, "--plain", NEW_SITE).stdout
        assert "unrecognised page" in printed
        assert "HbA1c > 9.0%" in printed


class TestBounds:
    @pytest.mark.parametrize(
        ("inside", "words"),
        [
            ("&amp" * 2_500_000, "more than 200,000 character references in this HTML page"),
            ("&" * 10_000_000, "more than 200,000 character references in this HTML page"),
            ("<" * 10_000_000, "more than 1,000,000 tags in this HTML page"),
            (
                "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">",
                "a tag with more than 5,000 attributes",
            ),
            (
                "<p " + " ".join(f"a{n}='>'" for n in range(200_000)) + ">",
                "a tag with more than 5,000 attributes",
            ),
        ],
        ids=["references", "ampersands", "tags", "attributes", "quoted attributes"],
    )
    def test_what_no_page_of_a_trial_holds_is_refused_in_a_moment(self, inside: str, words: str) -> None:
        raw = f"{HEAD}<ul><li>Adult</li></ul>{inside}".encode()
        start = time.process_time()
        with pytest.raises(CopyError, match=words):
            read_copy("page", raw)
        assert time.process_time() - start < 2

    def test_a_picture_in_an_attribute_is_no_crowd_of_attributes(self) -> None:
        picture = "data:image/svg+xml," + "<path d='M 0 0 L 1 1'/> " * 5_000
        raw = f'{HEAD}<ul><li>Adult</li></ul><img alt="" src="{picture}">'.encode()
        assert "Adult" in (read_copy("page", raw).study.eligibility.eligibility_criteria or "")
