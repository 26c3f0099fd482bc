"""Versions of a trial and its screenings, on the command line: flagged, carried with a flag, told on paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.library.trials.invented_studies import raw

from trialtui.cli import main
from trialtui.copies.reader import read_copy
from trialtui.desk import Desk
from trialtui.library.log import ScreeningLog
from trialtui.screening.answers import Answer

OLD = "Inclusion Criteria:\n\n* Able to walk\n* Gave consent\n\nExclusion Criteria:\n\n* Gout"
NEW = OLD.replace("Able to walk", "Able to walk 500 meters") + "\n* Smokes"
TRIAL = "NCT00000001"


class Site:
    """One data folder; `run` gives the exit code and what was said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.data, self.capsys = folder, folder / "data", capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        code = main([*words, "--data", str(self.data)])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def copy(self, name: str, criteria: str, updated: str, **more: Any) -> str:
        path = self.folder / name
        path.write_bytes(raw(1, criteria=criteria, updated=updated, **more))
        return str(path)

    def screen(self, named: str, *words: str, **answers: str) -> tuple[int, str, str]:
        file = self.folder / "answers.json"
        file.write_text(json.dumps({"subject": "S-014", "answers": answers}))
        return self.run("screen", named, "--answers", str(file), "--json", *words)


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    """S-014 all answered on the older of two versions, of which the library holds the newer one too."""
    site = Site(tmp_path, capsys)
    site.run("add", site.copy("old.json", OLD, "2025-01-01"))
    code, out, _ = site.screen(TRIAL, R1="yes", I1="yes", I2="yes", E1="no")
    assert (code, json.loads(out)["overlays"]) == (0, [])
    assert json.loads(out)["overall"] == "NO_BLOCKER_FOUND"
    site.run("add", site.copy("new.json", NEW, "2026-03-01"))
    return site


def test_a_screening_is_flagged_wherever_it_is_told_of(site: Site) -> None:
    code, out, _ = site.run("screen", TRIAL, "--subject", "S-014", "--json")
    assert (code, json.loads(out)["overlays"]) == (0, ["CRITERIA_CHANGED"])
    assert json.loads(site.run("log", "--json")[1])[0]["overlays"] == ["CRITERIA_CHANGED"]
    assert ",CRITERIA CHANGED," in site.run("log")[1]
    paper = " ".join(site.run("worksheet", TRIAL, "--subject", "S-014")[1].split())
    assert "CRITERIA CHANGED: the library holds the version of 2026-03-01: I1 reworded, E2 new" in paper


def test_a_number_stands_for_the_version_the_screening_stands_on_until_it_is_carried(site: Site) -> None:
    assert site.screen(TRIAL, I1="no")[0] == 0
    code, out, _ = site.screen(TRIAL, "--carry", E2="no")
    (cohort,) = json.loads(out)["cohorts"]
    assert (code, cohort["open"], cohort["carried"]) == (0, ["I1"], ["R1", "I2", "E1"])


def test_a_path_to_another_version_is_refused_and_nothing_is_mixed(site: Site) -> None:
    new, old = str(site.folder / "new.json"), str(site.folder / "old.json")
    code, out, err = site.screen(new, E2="no")
    assert (code, out) == (2, "")
    assert (
        "S-014 stands on the version of 2025-01-01; this is another one (I1 reworded, E2 new): --carry" in err
    )
    assert site.screen(new, "--carry", E2="no")[0] == 0
    code, out, err = site.screen(old, "--carry", I1="yes")
    assert (code, out) == (2, "")
    assert "never becomes current" in err


def test_a_file_that_says_everything_again_re_affirms_it(site: Site) -> None:
    new = str(site.folder / "new.json")
    code, out, _ = site.screen(new, "--carry", R1="yes", I1="yes", I2="yes", E1="no", E2="no")
    assert (code, json.loads(out)["overall"], json.loads(out)["overlays"]) == (0, "NO_BLOCKER_FOUND", [])
    paper = " ".join(site.run("worksheet", TRIAL, "--subject", "S-014")[1].split())
    assert "Taken over from the version of 2025-01-01 to the version of 2026-03-01" in paper
    assert "changed: I1 reworded; E2 new" in paper
    assert "ANSWERED ON ANOTHER COPY OR READING" in paper
    assert "Able to walk [answered on the version of 2025-01-01]" in paper
    assert "on the version of 2025-01-01 Before" not in paper


@pytest.mark.parametrize(
    ("criteria", "more", "changed"),
    [
        (OLD.replace("\n", "\r\n"), {"status": "COMPLETED", "city": "Bonn"}, []),
        (OLD, {"maximum": "70 Years"}, ["CRITERIA_CHANGED"]),
        (OLD.replace("Exclusion Criteria:", "Exclusion Criteria for cohort A:"), {}, ["CRITERIA_CHANGED"]),
    ],
)
def test_what_is_a_change_of_the_criteria(
    site: Site, criteria: str, more: dict[str, Any], changed: list[str]
) -> None:
    site.run("remove", TRIAL)
    site.run("add", site.copy("other.json", criteria, "2026-03-01", **more))
    out = site.run("screen", TRIAL, "--subject", "S-014", "--json")[1]
    assert [word for word in json.loads(out)["overlays"] if word == "CRITERIA_CHANGED"] == changed


def test_a_screening_that_is_closed_is_not_flagged(site: Site) -> None:
    from trialtui.screening.closing import close

    desk = Desk(
        read_copy("old.json", (site.folder / "old.json").read_bytes()), ScreeningLog(site.data, who="MK")
    )
    desk.take_code("S-014")
    assert desk.screening.footing.newer is not None
    desk.act([close(desk.screening, "enrolled")])
    assert desk.screening.overlays() == ()
    assert json.loads(site.run("log", "--json")[1])[0]["overlays"] == []


def test_a_list_judges_each_screening_on_the_version_it_stands_on(site: Site) -> None:
    desk = Desk(
        read_copy("new.json", (site.folder / "new.json").read_bytes()), ScreeningLog(site.data, who="MK")
    )
    subject = desk.log.find_subject("S-014")
    assert subject is not None
    listed = desk.screening_of(subject.id)
    assert (listed.answer("I1") is not None, listed.criteria_changed) == (True, True)
    desk.take(subject.id)
    desk.name_subject(subject._replace(draft=True), "S-099")
    given = desk.screening.answer("I2")
    assert given is not None
    assert (given.answer, given.carried) == (Answer.YES, True)
    assert desk.screening.footing.gap is not None
