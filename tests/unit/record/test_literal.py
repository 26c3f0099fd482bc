"""Text from a copy is shown literally: nothing acts on the terminal, and nothing is dropped."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialtui.record.literal import ascii_words, is_utf8_locale, literal, one_line

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


@given(ANY_TEXT)
def test_no_control_is_left_in_literal_text(text: str) -> None:
    left = {unicodedata.category(character) for character in literal(text) if character not in "\n\t"}
    assert not left & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(
        character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
        for character in literal(text)
    )


@given(ANY_TEXT)
def test_every_ordinary_character_is_still_there(text: str) -> None:
    kept = [character for character in text if unicodedata.category(character)[0] in "LNP"]
    shown = iter(literal(text))
    assert all(character in shown for character in kept)


@given(ANY_TEXT)
def test_ascii_words_are_ascii(text: str) -> None:
    assert ascii_words(text).isascii()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("≥6", ">=6"),
        ("10⁶ cells", "10^6 cells"),
        ("CO₂", "CO_2"),
        ("Sjögren", "Sjogren"),
        ("µg", "ug"),
        ("x漢", "x<U+6F22>"),
        ("e\u0301", "e"),
    ],
)
def test_ascii_stand_ins_keep_the_meaning(text: str, shown: str) -> None:
    assert ascii_words(text) == shown


def test_an_escape_sequence_is_spelled_out() -> None:
    assert literal("a\x1b[31mred\x1b]0;x\x07") == "a<U+001B>[31mred<U+001B>]0;x<U+0007>"


def test_rich_markup_stays_as_it_is() -> None:
    assert literal("[red]x[/red]") == "[red]x[/red]"


def test_windows_newlines_are_newlines_and_a_lone_return_is_not() -> None:
    assert literal("a\r\nb\rc") == "a\nb<U+000D>c"


def test_one_line_folds_white_space() -> None:
    assert one_line(" a\n\tb\x0bc ") == "a b<U+000B>c"


@pytest.mark.parametrize(
    ("environ", "utf8"),
    [
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LC_CTYPE": "C.utf8", "LANG": "C"}, True),
        ({}, False),
    ],
)
def test_the_locale_is_settled_by_posix_precedence(environ: dict[str, str], utf8: bool) -> None:
    assert is_utf8_locale(environ) is utf8
