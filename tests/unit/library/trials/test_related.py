"""Which trials of the library are related to one, and why: over invented ones, and over real ones where they lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.library.trials.invented_studies import study
from tests.unit.library.trials.test_relevance import CORPUS, library_of

from trialtui.cli import main
from trialtui.copies.bundles import parts_of_path
from trialtui.copies.copy import CopyReading
from trialtui.copies.detect import Part
from trialtui.copies.reader import read_copy
from trialtui.library.trials.related import Related, related_in
from trialtui.library.trials.store import LibraryRefused


def text(copy: dict[str, Any]) -> bytes:
    return json.dumps(copy).encode()


def with_modules(copy: dict[str, Any], **modules: Any) -> dict[str, Any]:
    """A study with more in some of its modules."""
    for name, more in modules.items():
        copy["protocolSection"].setdefault(name, {}).update(more)
    return copy


HERE = with_modules(
    study(
        1, "Lunamab for flares of moon fever", conditions=["Moon Fever", "Imaginary Gout"], drug="Lunamab",
        summary="Follows NCT00000005, whose participants may enter.",
    ),
    identificationModule={"secondaryIdInfos": [{"id": "2020-001234-18"}, {"id": "P30 GRANT"}]},
    conditionsModule={"keywords": ["tidal rash"]},
)  # fmt: skip
OTHERS = (
    study(2, "A small study of rest", conditions=["Imaginary Gout"], drug="Lunamab"),
    study(3, "Sunamab in moon fever", conditions=["Moon Fever"], drug="Sunamab"),
    study(4, "Walking", conditions=["Knee Ache"], drug="Placebo"),
    study(5, "The first of two", conditions=["Knee Ache"], drug="Rest"),
    study(6, "Long follow-up", conditions=["Knee Ache"], drug="Rest", summary="Takes over from NCT00000001 directly."),
    with_modules(
        study(7, "Lunamab for flares of moon fever", conditions=["Moon Fever"], drug="Lunamab"),
        identificationModule={"orgStudyIdInfo": {"id": "2020-001234-18"}},
    ),
    study(8, "Another of one centre", conditions=["Knee Ache"], drug="Lunamab 40 mg tablets"),
    *(study(number, f"Gout {number}", conditions=["Imaginary Gout"], drug="Oldinol") for number in range(20, 60)),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kept(tmp_path_factory.mktemp("data"), [text(one) for one in (HERE, *OTHERS)])


def kept(folder: Path, copies: list[bytes]) -> Path:
    library_of(folder, [Part(f"{number}.json", raw) for number, raw in enumerate(copies)])
    return folder


def related(folder: Path, copy: dict[str, Any] | CopyReading = HERE) -> tuple[Related, ...]:
    reading = copy if isinstance(copy, CopyReading) else read_copy("x.json", text(copy))
    return related_in(folder, reading.study, reading.trial)


def numbers(found: tuple[Related, ...]) -> list[str]:
    return [one.entry.trial[-2:].lstrip("0") for one in found]


def test_what_the_records_name_comes_first_then_what_is_rare_and_shared(folder: Path) -> None:
    found = numbers(related(folder))
    assert set(found[:2]) == {"5", "6"}
    assert found[2] == "2"  # the drug of three trials and a common condition
    assert set(found[3:5]) == {"3", "8"}
    assert all(int(one) >= 20 for one in found[5:])
    assert len(found) == 20


def test_each_says_why(folder: Path) -> None:
    why = {one.entry.trial[-2:].lstrip("0"): one.reasons for one in related(folder)}
    assert why["5"] == ("named in this record",)
    assert why["6"] == ("names this trial",)
    assert why["2"] == ("same condition: Imaginary Gout", "same intervention: Lunamab")
    assert why["3"][0] == "same condition: Moon Fever"
    assert why["20"] == ("same condition: Imaginary Gout",)


def test_itself_is_left_out_under_each_of_its_numbers_and_placebos_relate_nothing(folder: Path) -> None:
    assert not {"1", "7", "4"} & set(numbers(related(folder)))
    walking = next(
        one for one in OTHERS if one["protocolSection"]["identificationModule"]["briefTitle"] == "Walking"
    )
    assert "same intervention" not in str(related(folder, walking))


def test_a_drug_with_its_dose_is_the_drug(folder: Path) -> None:
    dosed = study(90, "Dosing", conditions=["Something Else"], drug="Lunamab 40 mg tablets, daily")
    assert {"2", "8"} <= set(numbers(related(folder, dosed)))


def test_words_of_a_copy_are_words_and_never_a_query(folder: Path) -> None:
    odd = study(91, 'AND OR "x" field:* (', conditions=['") OR status:* "', "+-!"], drug="*:* ~2 ^9")
    assert related(folder, odd) == ()


def test_where_no_library_is_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryRefused, match="no library is kept here"):
        related(tmp_path, HERE)


REAL = {  # decided by reading both records
    "NCT03795987": "NCT03934658 NCT05365607",  # the same therapeutic for nightmares
    "NCT00159809": "NCT00143221 NCT00137072 NCT00151463",  # one drug, one disease
    "NCT03751280": "NCT06568081 NCT05486312 NCT06791122",  # software for schizophrenia
    "NCT02387086": "NCT02778893",  # thalidomide in lung cancer
}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not CORPUS.is_dir():
        pytest.skip("no corpus beside this checkout")
    folder = tmp_path_factory.mktemp("real")
    wanted = {one for trial, others in REAL.items() for one in (trial, *others.split())}
    paths = sorted(CORPUS.glob("*.json"))
    few = {*paths[::5], *(path for path in paths if path.stem in wanted)}  # a fifth, and those that are meant
    library_of(folder, (part for path in sorted(few) for part in parts_of_path(str(path))))
    return folder


@pytest.mark.parametrize("trial", REAL)
def test_real_trials_find_their_like_among_the_first_six(real: Path, trial: str) -> None:
    reading = read_copy(f"{trial}.json", (CORPUS / f"{trial}.json").read_bytes())
    found = [one.entry.trial for one in related(real, reading)]
    assert trial not in found
    assert set(REAL[trial].split()) <= set(found[: max(6, len(REAL[trial].split()) + 3)])


def test_the_command_line_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["related", "NCT00000001", "-n", "3", "--data", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("NCT") for line in lines) == 3
    assert "    named in this record" in lines
    assert main(["related", "NCT00000004", "--json", "--data", str(folder)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["trial"] for one in found] == ["NCT00000005", "NCT00000006", "NCT00000008"]
    assert found[0]["reasons"] == ["same condition: Knee Ache"]
    assert main(["related", "NCT77777777", "--data", str(folder)]) == 2
