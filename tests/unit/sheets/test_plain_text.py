"""Blocks on plain paper: columns that line up where they fit, else a list; nothing cut, no word broken, nothing acted on."""

from __future__ import annotations

from trialtui.sheets.blocks import Block, Fact, Heading, Prose, Table, TableRow
from trialtui.sheets.plain_text import plain_lines

TABLE = Table(
    ("Milestone", "Fictimab (FG000)", "Placebo (FG001)"),
    (
        TableRow(("Started", "50", "51")),
        TableRow(("Reasons for leaving",)),
        TableRow(("Lost to Follow-up", "3", "–"), depth=1),
    ),
    title="Twelve weeks",
)


def plain(*blocks: Block, width: int = 60) -> list[str]:
    return list(plain_lines(blocks, width))


class TestBlocks:
    def test_headings_are_underlined_by_their_level(self) -> None:
        assert plain(Heading("Results", note="2"), Heading("Groups", 2), Heading("Those", 3), Prose("x")) == [
            "Results (2)", "===========", "", "Groups", "------", "", "Those", "x",
        ]  # fmt: skip

    def test_a_fact_that_is_missing_says_so(self) -> None:
        assert plain(Fact("Sex", None), Fact("Ages", "18 Years")) == [
            "Sex: not in this copy",
            "Ages: 18 Years",
        ]

    def test_text_keeps_its_lines_and_its_lists(self) -> None:
        text = "Inclusion:\n\n* Able to sit for as long as it takes to read\n  * or to stand\n10. Ten"
        assert plain(Prose(text), width=30) == [
            "Inclusion:", "", "* Able to sit for as long as", "  it takes to read", "  * or to stand", "10. Ten",
        ]  # fmt: skip

    def test_a_word_that_is_too_long_stands_alone_and_whole(self) -> None:
        long = "a" * 50
        assert plain(Prose(f"see {long} there"), width=20) == ["see", long, "there"]

    def test_what_could_act_on_a_terminal_is_shown(self) -> None:
        printed = plain(
            Prose("a\x1b[31mb\u202ec\rd"),
            Fact("\x07", "\x9b2J"),
            Heading("[bold]x"),
            TABLE._replace(title="\x00"),
        )
        assert "a<U+001B>[31mb<U+202E>c<U+000D>d" in printed
        assert "<U+0007>: <U+009B>2J" in printed
        assert "<U+0000>" in printed
        assert "[bold]x" in printed


class TestTables:
    def test_columns_line_up_where_they_fit(self) -> None:
        assert plain(TABLE, width=80) == [
            "Twelve weeks",
            "Milestone            Fictimab (FG000)  Placebo (FG001)",
            "Started                            50               51",
            "Reasons for leaving",
            "  Lost to Follow-up                 3                –",
            "",
        ]

    def test_names_of_columns_that_are_too_long_become_letters(self) -> None:
        heads = ("Term", "Fictimab 10 mg a day by mouth (EG000)", "Placebo, an empty tablet (EG001)")
        table = Table(heads, (TableRow(("Giggles", "7 / 50 (9)", "0 / 51")),))
        assert plain(table, width=60) == [
            "  A = Fictimab 10 mg a day by mouth (EG000)",
            "  B = Placebo, an empty tablet (EG001)",
            "Term              A       B",
            "Giggles  7 / 50 (9)  0 / 51",
            "",
        ]

    def test_a_name_of_a_row_that_is_too_long_stands_above_its_numbers(self) -> None:
        table = Table(
            ("Measure", "A", "B"), (TableRow(("Age on the day of the first of all tablets", "61", "60")),)
        )
        assert plain(table, width=40) == [
            "Measure                            A   B",
            "Age on the day of the first of all",
            "  tablets",
            "                                  61  60",
            "",
        ]

    def test_cells_that_would_wrap_make_a_list_in_which_each_value_is_whole(self) -> None:
        table = Table(
            ("Facility", "City", "State", "Status"),
            (TableRow(("Town Hall Clinic", "Atlantis under the sea", "", "status not in this copy")),),
        )
        assert plain(table, width=50) == [
            "Town Hall Clinic",
            "    City: Atlantis under the sea;",
            "    Status: status not in this copy",
            "",
        ]

    def test_wide_characters_count_as_two(self) -> None:
        table = Table(("名", "A"), (TableRow(("患者", "12")), TableRow(("ab", "3"))))
        assert plain(table, width=40) == ["名     A", "患者  12", "ab     3", ""]

    def test_twenty_seven_columns_have_names(self) -> None:
        heads = ("Term", *(f"A group with a long name, number {n}" for n in range(27)))
        printed = plain(Table(heads, (TableRow(("Giggles", *["1"] * 27)),)), width=120)
        assert "  AA = A group with a long name, number 26" in printed
