"""The worksheet: every criterion with all its words, who said what and when and what it said before, never a blank."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.sample import sample_path
from trialtui.desk import Desk
from trialtui.eligibility.clean import clean
from trialtui.exports.plain import WIDTH
from trialtui.exports.worksheet import SheetRow, UnknownCohort, Worksheet, worksheet
from trialtui.exports.worksheet_html import css_string, worksheet_html
from trialtui.exports.worksheet_markdown import worksheet_markdown
from trialtui.exports.worksheet_text import screening_lines, worksheet_lines
from trialtui.library.log import ScreeningLog
from trialtui.record.literal import literal
from trialtui.screening.answers import Answer
from trialtui.sheets.markdown import escaped

PRINTED = datetime(2026, 11, 22, 15, 30, tzinfo=timezone(timedelta(hours=1)))
HOSTILE = """Inclusion Criteria:

* <img src=http://evil.example/x onerror=alert(1)> & &amp; <!-- gone --> age
* [click](javascript:alert(1)) | a | b | `code` **bold** _low_ ~~gone~~ http://evil.example www.evil.example
* </td></table></style><script>alert(1)</script> and \u202eturned round \x1b[31mred
* 1. one and # no heading - and $x$ \\* star

Exclusion Criteria:

* "quoted" 'single' {braces}
"""


class Page(HTMLParser):
    """What a browser makes of the file: its tags, their attributes, its words and its style."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words, self.style, self._in = "", "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._in = tag
        self.words += "\n"

    def handle_endtag(self, tag: str) -> None:
        self._in = "" if tag == self._in else self._in
        self.words += "\n" if tag in ("td", "th", "p", "li", "div") else ""

    def handle_data(self, data: str) -> None:
        if self._in == "style":
            self.style += data
        else:
            self.words += data


def plain_words(sheet: Worksheet) -> str:
    return "\n".join(worksheet_lines(sheet))


def html_words(sheet: Worksheet) -> str:
    return Page(worksheet_html(sheet)).words


def markdown_words(sheet: Worksheet) -> str:
    """What a reader sees of the Markdown, with GitHub's tables, links and strike-through at work."""
    rendered = MarkdownIt("gfm-like", {"linkify": True}).enable("table").render(worksheet_markdown(sheet))
    return Page(rendered).words


FORMATS = [plain_words, html_words, markdown_words]
every_format = pytest.mark.parametrize("words", FORMATS, ids=["text", "html", "markdown"])
Words = Callable[[Worksheet], str]


def squeezed(text: str) -> str:
    return "".join(text.split())


def desk(folder: Path) -> Desk:
    clock = iter(range(1000))
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    log = ScreeningLog(
        folder / "data",
        who="MK",
        now=lambda: (noon + timedelta(minutes=next(clock))).astimezone(PRINTED.tzinfo),
    )
    found = Desk(open_copy(sample_path()), log)
    found.take_code("S-014")
    return found


def sheet(here: Desk, cohort: str | None = None) -> Worksheet:
    return worksheet(here, PRINTED, cohort)


def rows(found: Worksheet) -> dict[str, SheetRow]:
    return {
        line.code: line for section in found.sections for line in section.lines if isinstance(line, SheetRow)
    }


@every_format
def test_every_criterion_stands_with_all_its_words(tmp_path: Path, words: Words) -> None:
    here = desk(tmp_path)
    paper = squeezed(words(sheet(here)))
    for row in here.checklist.rows:
        assert squeezed(row.text) in paper


@every_format
def test_an_unanswered_row_says_so(tmp_path: Path, words: Words) -> None:
    here = desk(tmp_path)
    assert words(sheet(here)).count("NOT ANSWERED") == len(here.checklist.rows) == 53


@every_format
def test_an_answer_stands_with_effect_evidence_person_and_time(tmp_path: Path, words: Words) -> None:
    here = desk(tmp_path)
    here.act([here.screening.give("E7", Answer.YES, source="lab 2026-11-02", note="second sample")])
    paper = " ".join(words(sheet(here)).split())
    assert "Source: lab 2026-11-02" in paper
    assert "Note: second sample" in paper
    assert "By MK, 2026-11-22 13:00 UTC+01:00" in paper
    assert "EXCLUDES" in paper
    assert "blockers: E7" in paper
    assert "NOT ELIGIBLE" in paper


@every_format
def test_what_a_row_said_before_stands_with_who_and_when(tmp_path: Path, words: Words) -> None:
    here = desk(tmp_path)
    here.act([here.screening.give("I6", Answer.NO, source="letter")])
    here.act([here.screening.give("I6", Answer.YES, change_reason="new information")])
    here.act([here.screening.undo("MK", here.log.sitting)])
    row = rows(sheet(here))["I6"]
    assert (row.answer, row.signed) == ("No", "MK, 2026-11-22 13:02 UTC+01:00")
    assert row.before == (
        "No (source: letter), MK, 2026-11-22 13:00 UTC+01:00",
        "Yes (source: letter), because: new information, MK, 2026-11-22 13:01 UTC+01:00",
    )
    paper = squeezed(words(sheet(here)))
    assert all(squeezed(f"Before: {said}") in paper for said in row.before)


def test_of_two_answers_that_met_unseen_each_stands_under_its_own_name(tmp_path: Path) -> None:
    here = desk(tmp_path)
    late = here.screening.give("I6", Answer.NO)
    here.act([here.screening.give("I6", Answer.YES)])
    ScreeningLog(tmp_path / "data", who="AB").append(late)
    here.refresh()
    row = rows(sheet(here))["I6"]
    assert (row.answer, row.signed.split(",")[0], row.before) == ("Yes", "MK", ())
    assert [fact.words.partition(", 2")[0] for fact in row.beside if fact.name == "AT ONCE"] == ["No, AB"]


def test_an_answer_that_was_taken_back_leaves_the_row_unanswered_and_its_trace(tmp_path: Path) -> None:
    here = desk(tmp_path)
    here.act([here.screening.give("I6", Answer.NO)])
    here.act([here.screening.undo("MK", here.log.sitting)])
    row = rows(sheet(here))["I6"]
    assert (row.answer, row.signed) == ("NOT ANSWERED", "")
    assert row.before == (
        "No, MK, 2026-11-22 13:00 UTC+01:00",
        "NOT ANSWERED, MK, 2026-11-22 13:01 UTC+01:00",
    )


@every_format
def test_the_head_says_which_trial_which_words_and_whose(tmp_path: Path, words: Words) -> None:
    here = desk(tmp_path)
    here.act([here.set_protocol_version("4.0")])
    paper = words(sheet(here))
    for said in (
        "NCT06377228", "S-014", "registry version 2025-04-06", here.reading.copy.digest, "all cohorts",
        "TRIAL NOT OPEN: the registry's status is WITHDRAWN, updated 2025-04-06",
        "Registry summary: confirm against protocol version 4.0",
        "The registry's text is a summary of the protocol", "Not a validated 21 CFR Part 11 system.",
        "2026-11-22 15:30 UTC+01:00 by MK", "Investigator", "signature", "no sign-off recorded",
    ):  # fmt: skip
        assert squeezed(said) in squeezed(paper), said
    assert squeezed(here.log.events()[-1].hash) in squeezed(paper)


@every_format
def test_a_worksheet_for_one_cohort_leaves_the_others_out_and_says_so(tmp_path: Path, words: Words) -> None:
    here = desk(tmp_path)
    here.act([here.screening.give("E7", Answer.YES)])
    only = sheet(here, "ln")
    assert {"I1", "I12", "E1", "E14", "R1"} <= rows(only).keys()
    assert not {"I6", "E7"} & rows(only).keys()
    assert "I6, I7, I8, I9, I10, I11, E5, E6, E7, E8, E9, E10, E11, E12, E13" in " ".join(words(only).split())
    assert [cohort.label for cohort in only.cohorts] == ["LN"]
    with pytest.raises(UnknownCohort, match="LN, SSc"):
        sheet(here, "X")


@every_format
def test_headings_and_notes_of_the_text_stand_where_they_stood(tmp_path: Path, words: Words) -> None:
    text = "Inclusion Criteria:\n\nRead this first.\n\n* Adults\n* Coughing\n\nExclusion Criteria:\n\n* Smoking\n"
    study = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT99000007", "briefTitle": "T"},
            "eligibilityModule": {"eligibilityCriteria": text},
        }
    }
    here = Desk(read_copy("a.json", json.dumps(study).encode()), ScreeningLog(tmp_path / "data", who="MK"))
    paper = " ".join(words(sheet(here)).split())
    places = [
        paper.index(said)
        for said in ("Read this first.", "Adults", "Coughing", "Exclusion Criteria:", "Smoking")
    ]
    assert places == sorted(places)


def hostile(folder: Path) -> Desk:
    study = {
        "protocolSection": {
            "identificationModule": {
                "orgStudyIdInfo": {"id": 'X"; } body { display: none } </style><script>alert(1)</script>'},
                "briefTitle": "</title><script>alert(1)</script> # Title | <b>bold</b>",
            },
            "eligibilityModule": {"eligibilityCriteria": HOSTILE},
        }
    }
    here = Desk(
        read_copy("a.json", json.dumps(study).encode()), ScreeningLog(folder / "data", who="<b>MK</b>")
    )
    here.take_code("S-<1>")
    here.act(
        [
            here.screening.give(
                "I1", Answer.NO, note="<script>x</script>\n# no heading\n\n- no list", source="**s**"
            )
        ]
    )
    return here


def test_words_of_a_copy_never_become_markup_of_the_page(tmp_path: Path) -> None:
    page = Page(worksheet_html(sheet(hostile(tmp_path))))
    assert page.tags <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "br", "b", "span", "div",
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "class", "colspan"}
    assert "display: none" not in page.style
    assert "\x1b" not in page.words
    assert "\u202e" not in page.words
    assert "<U+202E>turned round <U+001B>[31mred" in page.words
    assert "<img src=http://evil.example/x onerror=alert(1)> & & <!-- gone --> age" in page.words


def test_nothing_of_the_page_comes_from_outside_and_every_page_is_numbered(tmp_path: Path) -> None:
    html = worksheet_html(sheet(desk(tmp_path)))
    page = Page(html)
    assert "default-src 'none'" in unescape(html)
    assert not re.search(r"url\(|@import|src=|href=|<script|<link|http:|https:", html)
    assert '"page " counter(page) " of " counter(pages)' in page.style
    assert css_string("NCT06377228 · subject S-014 · all cohorts") in page.style


def test_words_of_a_copy_never_become_markup_in_markdown(tmp_path: Path) -> None:
    here = hostile(tmp_path)
    html = MarkdownIt("gfm-like", {"linkify": True}).render(worksheet_markdown(sheet(here)))
    page = Page(
        html.replace('<a href="http://ClinicalTrials.gov">', "")
    )  # the name of the format is also a host's
    assert page.tags <= {
        "h1",
        "h2",
        "p",
        "ul",
        "li",
        "strong",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    paper = squeezed(page.words)
    for row in here.checklist.rows:
        shown = row.text.replace("\u202e", "<U+202E>").replace("\x1b", "<U+001B>")
        assert squeezed(shown) in paper
    assert squeezed("Note: <script>x</script> # no heading - no list") in paper


@pytest.mark.parametrize(
    "words", ["1. one", "12) twelve", "- item", "+ item", "= title", "# head", "> said", "a | b", "~~x~~"]
)
def test_a_line_of_markdown_shows_just_its_words(words: str) -> None:
    html = MarkdownIt("gfm-like", {"linkify": True}).render(f"before\n\n{escaped(words)}\n")
    assert Page(html).tags == {"p"}
    assert Page(html).words.strip().endswith(words)


def test_deep_nesting_stays_a_list_in_markdown(tmp_path: Path) -> None:
    text = "Inclusion Criteria:\n\n" + "\n".join(
        "  " * depth + f"* level {depth} of it:" for depth in range(12)
    )
    study = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT99000008"},
            "eligibilityModule": {"eligibilityCriteria": text},
        }
    }
    here = Desk(read_copy("a.json", json.dumps(study).encode()), ScreeningLog(tmp_path / "data", who="MK"))
    html = MarkdownIt("gfm-like", {"linkify": True}).render(worksheet_markdown(sheet(here)))
    assert "<code" not in html
    assert all(f"level {depth} of it" in html for depth in range(12))


def test_no_line_is_wider_than_paper(tmp_path: Path) -> None:
    assert max(map(len, screening_lines(desk(tmp_path)))) <= WIDTH


@every_format
def test_a_study_without_criteria_gets_no_verdict_on_paper(tmp_path: Path, words: Words) -> None:
    fixtures = Path(__file__).resolve().parents[2] / "fixtures" / "copies"
    here = Desk(open_copy(fixtures / "no_eligibility_page.txt"), ScreeningLog(tmp_path / "data", who="MK"))
    paper = words(sheet(here))
    assert "No criteria could be read: there is no verdict." in paper
    assert "NO BLOCKER FOUND" not in paper


@every_format
def test_what_is_not_on_disk_is_said_on_the_paper(tmp_path: Path, words: Words) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a directory")
    here = Desk(open_copy(sample_path()), ScreeningLog(blocked / "data", who="MK"))
    here.take_code("S-014")
    here.act([here.screening.give("I6", Answer.NO)])
    assert "NOT SAVED: 3 events stand in memory only" in " ".join(words(sheet(here)).split())


@every_format
def test_answers_to_words_that_are_gone_stand_apart(tmp_path: Path, words: Words) -> None:
    here = desk(tmp_path)
    here.act([here.screening.give("I5", Answer.NO, source="chart")])
    newer = read_copy(
        "newer.txt", here.reading.copy.raw.replace("total score ≥6".encode(), "total score ≥8".encode())
    )
    there = Desk(newer, here.log)
    there.take_code("S-014")
    paper = " ".join(words(sheet(there)).split())
    assert "SLEDAI-2K total score ≥6" in paper
    assert "SLEDAI-2K total score ≥8" in paper
    assert "CRITERIA CHANGED: the screening stands on the version of 2025-04-06; this is another one" in paper
    assert "1 answer to criteria that are not in this copy or reading: I5" in paper


CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "ctgov-v2-json"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real records are not here")
@every_format
def test_no_word_of_a_real_text_is_missing_on_paper(tmp_path: Path, words: Words) -> None:
    log = ScreeningLog(tmp_path / "data", who="MK")
    for path in sorted(CORPUS.iterdir())[::8]:
        here = Desk(open_copy(path), log)
        text = Counter(
            re.findall(r"\w{3,}", literal(clean(here.outline.text)))
        )  # shorter ones may be markers
        assert not text - Counter(re.findall(r"\w{3,}", words(sheet(here)))), path.name
