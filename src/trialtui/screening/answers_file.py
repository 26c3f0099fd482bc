"""The answers file of `trialtui screen --answers`: JSON in, checked whole, or one line that says what is wrong and where.

    {"subject": "S-014", "confirm_scopes": true,
     "answers": {"I1": "yes", "I18": {"answer": "na", "reason": "female"}, "E7": {"answer": "no", "source": "lab 2026-11-02"}}}

Read by hand and not by pydantic: duplicate keys must be refused, each refusal must name its place in one line, and there are
eight keys in all.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from trialtui.screening.answers import Answer
from trialtui.screening.checklist import Checklist
from trialtui.screening.subject import CodeRefused, clean_code, is_draft

ANSWERS = {answer.value: answer for answer in Answer}
TOP_KEYS = ("subject", "confirm_scopes", "answers")
ENTRY_KEYS = ("answer", "reason", "note", "source")
LONGEST_SHOWN = 40


class AnswersFileError(ValueError):
    """One line: the place in the file and what is wrong there."""


class FileAnswer(NamedTuple):
    code: str
    answer: Answer
    reason: str | None = None  # None: not in the file
    note: str | None = None
    source: str | None = None


class AnswersFile(NamedTuple):
    """`subject` is a site code, None where the file names none; `answers` in the file's order."""

    subject: str | None
    confirm_scopes: bool
    answers: tuple[FileAnswer, ...]


def parse_answers(text: str) -> AnswersFile:
    """Read the file's text. Raises AnswersFileError. Whether the codes exist is `check_answers`'s question."""
    try:
        content = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=_no_twins, parse_constant=_no_constant
        )
    except AnswersFileError:
        raise
    except json.JSONDecodeError as error:
        raise AnswersFileError(f"line {error.lineno}, column {error.colno}: no JSON: {error.msg}") from None
    except RecursionError:
        raise AnswersFileError("no answers file: nested too deeply") from None
    except ValueError as error:  # an integer of thousands of digits
        raise AnswersFileError(f"no JSON: {str(error).splitlines()[0]}") from None
    if not isinstance(content, dict):
        raise AnswersFileError(f"the file holds {_kind(content)}, not an object with subject and answers")
    _check_keys(content, TOP_KEYS, "the file")
    confirm = content.get("confirm_scopes", False)
    if not isinstance(confirm, bool):
        raise AnswersFileError(f"confirm_scopes: {_shown(confirm)} is neither true nor false")
    entries = content.get("answers", {})
    if not isinstance(entries, dict):
        raise AnswersFileError(f"answers: {_kind(entries)} stands where an object of codes was expected")
    answers = tuple(_entry(code, entry) for code, entry in entries.items())
    return AnswersFile(_subject(content.get("subject")), confirm, answers)


def check_answers(answers: AnswersFile, checklist: Checklist) -> None:
    """Raise AnswersFileError where a code is not in this checklist, or one question is answered in two ways."""
    asked: dict[str, FileAnswer] = {}
    for given in answers.answers:
        if given.code not in checklist:
            raise AnswersFileError(f"answers: no criterion {_shown(given.code)} in this trial")
        question = checklist.questions[given.code]
        twin = asked.setdefault(question, given)
        if twin.answer is not given.answer:
            raise AnswersFileError(
                f"answers: {twin.code} and {given.code} ask the same and are answered {twin.answer.value} and {given.answer.value}"
            )


def _subject(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise AnswersFileError(f"subject: {_kind(value)} stands where a site code was expected")
    if is_draft(value.strip()):
        return value.strip().upper()
    try:
        return clean_code(value)
    except CodeRefused as refusal:
        raise AnswersFileError(f"subject: {refusal}") from None


def _entry(code: str, entry: object) -> FileAnswer:
    place = f"answers: {_shown(code, quoted=False)}"
    if isinstance(entry, str):
        return FileAnswer(code, _answer(entry, place))
    if not isinstance(entry, dict):
        raise AnswersFileError(f"{place}: {_kind(entry)} stands where an answer was expected")
    _check_keys(entry, ENTRY_KEYS, place)
    if "answer" not in entry:
        raise AnswersFileError(f"{place}: no answer in it")
    words = {name: _text(entry.get(name), f"{place}: {name}") for name in ENTRY_KEYS[1:]}
    return FileAnswer(code, _answer(entry["answer"], place), **words)


def _answer(value: object, place: str) -> Answer:
    answer = ANSWERS.get(value) if isinstance(value, str) else None
    if answer is None:
        raise AnswersFileError(f"{place}: {_shown(value)} is no answer; answers are {', '.join(ANSWERS)}")
    return answer


def _text(value: object, place: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise AnswersFileError(f"{place}: {_kind(value)} stands where text was expected")
    return value


def _check_keys(content: dict[str, Any], known: tuple[str, ...], place: str) -> None:
    for key in content:
        if key not in known:
            raise AnswersFileError(f"{place}: unknown key {_shown(key)}; known are {', '.join(known)}")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise AnswersFileError(f"the key {_shown(key)} stands twice in one object")
        content[key] = value
    return content


def _no_constant(word: str) -> Any:
    raise AnswersFileError(f"no JSON: {word}")


def _kind(value: object) -> str:
    names = (
        (bool, "true or false"),
        (dict, "an object"),
        (list, "a list"),
        (str, "text"),
        ((int, float), "a number"),
    )
    return next((name for type_, name in names if isinstance(value, type_)), "nothing")


def _shown(value: object, *, quoted: bool = True) -> str:
    """A value from the file on one line, without anything a terminal would act on."""
    text = value if isinstance(value, str) else json.dumps(value)
    text = "".join(character if character.isprintable() else "?" for character in text)
    if len(text) > LONGEST_SHOWN:
        text = text[: LONGEST_SHOWN - 1] + "…"
    return f"'{text}'" if quoted else text
