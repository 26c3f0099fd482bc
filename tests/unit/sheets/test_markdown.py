"""Blocks as Markdown show the words of the copy as they are, whatever these would mean as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.unit.copies.account_law import FIXTURES

from trialtui.copies.reader import open_copy
from trialtui.record.literal import literal
from trialtui.sheets.blocks import Block, Fact, Heading, Prose, Table, TableRow
from trialtui.sheets.markdown import markdown_lines
from trialtui.sheets.whole import whole_blocks

HOSTILE = st.text(alphabet="ab1 .-+=*_`#<>[]()!|&;:/@~$\\\n\t\x1b\u202e", min_size=1, max_size=40).filter(
    str.strip
)


class Shown(HTMLParser):
    """The text of a page, and the tags that only markup of a copy could have made."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


def shown(*blocks: Block) -> Shown:
    return Shown(
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).render("\n".join(markdown_lines(blocks)))
    )


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


class TestMarkdown:
    def test_each_block_has_its_markup(self) -> None:
        blocks: list[Block] = [
            Heading("Results", note="2"),
            Fact("Sex", None),
            Fact("Ages", "18 Years"),
            Prose("One.\nTwo.\n\nThree."),
            Table(("Term", "A"), (TableRow(("Skin",)), TableRow(("Itch", "1"), depth=1)), title="Events"),
        ]
        assert list(markdown_lines(blocks)) == [
            "## Results (2)", "",
            "- **Sex:** not in this copy", "- **Ages:** 18 Years", "",
            "One.\\\nTwo.", "",
            "Three.", "",
            "**Events**", "", "| Term | A |", "| --- | --- |", "| *Skin* |  |", "| &nbsp;&nbsp;&nbsp;&nbsp;Itch | 1 |", "",
        ]  # fmt: skip

    @given(text=HOSTILE)
    @settings(max_examples=100, deadline=None)
    def test_prose_facts_headings_and_cells_show_just_their_words(self, text: str) -> None:
        for block in (
            Prose(text),
            Fact("Label", text),
            Heading(text),
            Table(("Term", text), (TableRow((text, text)), TableRow((text,)))),
        ):
            page = shown(block)
            assert flat(literal(text)) in flat(page.text), block
            assert page.tags <= {
                "p",
                "br",
                "ul",
                "li",
                "strong",
                "em",
                "h2",
                "table",
                "thead",
                "tbody",
                "tr",
                "th",
                "td",
            }

    def test_every_word_of_a_whole_record_is_shown(self) -> None:
        blocks = whole_blocks(open_copy(FIXTURES / "results_study.json"))
        page = flat(shown(*blocks).text)
        for block in blocks:
            texts = (
                [cell for row in block.rows for cell in row.cells] if isinstance(block, Table) else [block[0]]
            )
            texts += [block.text] if isinstance(block, Fact) and block.text else []
            assert [text for text in texts if flat(literal(text)) not in page] == []
