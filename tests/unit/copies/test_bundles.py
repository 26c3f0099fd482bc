"""Files of several studies, zips, folders and standard input: every study by itself, and what is bad spoils no other."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.unit.copies.account_law import FIXTURES

from trialtui.cli import main
from trialtui.copies.bundles import open_copies, open_only, open_study, parts_of_path
from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.detect import Part
from trialtui.copies.reader import read_copy

WHOLE = (FIXTURES / "whole_page.txt").read_text("utf-8")


def a_study(number: int, title: str = "An Invented Trial", **identification: Any) -> dict[str, Any]:
    """An invented study; NCT9900 and four digits."""
    own = {"nctId": f"NCT9900{number:04}", "briefTitle": title, **identification}
    return {
        "protocolSection": {
            "identificationModule": own,
            "eligibilityModule": {"eligibilityCriteria": "* Any"},
        }
    }


def array(*numbers: int) -> str:
    return json.dumps([a_study(number) for number in numbers])


def put(folder: Path, name: str, words: str | bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(words.encode() if isinstance(words, str) else words)
    return str(path)


def zipped(folder: Path, name: str, *members: tuple[str, str | bytes]) -> str:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, words in members:
            archive.writestr(member, words)
    return put(folder, name, file.getvalue())


def told(path: str) -> list[str]:
    """What is at a path: the name and the number of every study read, the whole line of every refusal; without the path."""
    found = []
    for one in open_copies(path):
        words = str(one) if isinstance(one, CopyError) else f"{one.copy.name} = {one.study.trial_id}"
        found.append(words.replace(path, "@"))
    return found


def refusal(path: str, study_id: str | None = None) -> str:
    with pytest.raises(CopyError) as refused:
        open_study(path, study_id)
    message = str(refused.value)
    assert "\n" not in message
    return message.replace(path, "@")


class TestFilesOfSeveral:
    def test_an_array_gives_each_study_by_its_place(self, tmp_path: Path) -> None:
        path = put(tmp_path, "studies.json", array(1, 2, 3))
        assert told(path) == ["@[0] = NCT99000001", "@[1] = NCT99000002", "@[2] = NCT99000003"]

    def test_each_part_is_the_very_bytes_of_the_file(self, tmp_path: Path) -> None:
        first, second = json.dumps(a_study(1), indent=3), json.dumps(a_study(2), ensure_ascii=True)
        path = put(tmp_path, "studies.json", f" [\n{first} ,\r\n {second}\n]\n")
        assert [part.raw for part in parts_of_path(path) if isinstance(part, Part)] == [
            first.encode(),
            second.encode(),
        ]

    def test_what_stands_beside_the_studies_of_a_page_is_said(self, tmp_path: Path) -> None:
        page = {"totalCount": 3, "studies": [a_study(1), a_study(2)], "nextPageToken": "ZVNj7o2Elu8o"}
        path = put(tmp_path, "page.json", json.dumps(page))
        first, second = open_copies(path)
        assert isinstance(first, CopyReading)
        assert isinstance(second, CopyReading)
        assert first.copy.name == f"{path}: studies[0]"
        assert first.warnings == (
            "beside the studies stands totalCount 3, nextPageToken ZVNj7o2Elu8o: more studies are on other pages",
        )
        assert second.warnings == ()

    def test_one_study_a_line_is_read_with_blank_lines_and_bad_ones(self, tmp_path: Path) -> None:
        lines = [json.dumps(a_study(1)), "", "oops", json.dumps(a_study(2)) + "\r", '{"protocolSection": {']
        path = put(tmp_path, "studies.ndjson", json.dumps(a_study(7)) + "\n" + "\n".join(lines))
        found = told(path)
        assert found[:2] == ["@: line 1 = NCT99000007", "@: line 2 = NCT99000001"]
        assert found[2].startswith("@: line 4: not a format")
        assert found[3:] == [
            "@: line 5 = NCT99000002",
            "@: line 6: line 1, column 22: the JSON ends in the middle: the file is truncated",
        ]

    def test_one_bad_study_spoils_no_other(self, tmp_path: Path) -> None:
        path = put(
            tmp_path, "studies.json", f'[{json.dumps(a_study(1))}, {{"x": 1}}, {json.dumps(a_study(3))}]'
        )
        assert told(path) == [
            "@[0] = NCT99000001",
            "@[1]: no protocolSection: this JSON is no ClinicalTrials.gov v2 study",
            "@[2] = NCT99000003",
        ]

    def test_a_download_cut_off_in_the_middle_gives_what_came(self, tmp_path: Path) -> None:
        whole = array(1, 2, 3)
        path = put(tmp_path, "studies.json", whole[: whole.index("NCT99000003")])
        found = told(path)
        assert found[:2] == ["@[0] = NCT99000001", "@[1] = NCT99000002"]
        assert found[2].startswith("@[2]: line 1, column ")
        assert found[2].endswith("the file is truncated")
        path = put(tmp_path, "studies.json", whole[:-1])
        assert len(told(path)) == 3
        path = put(tmp_path, "studies.json", array(1)[:-1] + ", ")
        assert told(path)[1:] == [
            "@[1]: the JSON ends in the middle: the file is truncated, and studies may be missing"
        ]

    def test_raw_control_characters_and_repeated_keys_are_walked_leniently(self, tmp_path: Path) -> None:
        odd = json.dumps(a_study(2, "a\tb")).replace("\\t", "\t")
        path = put(tmp_path, "studies.json", f"[{json.dumps(a_study(1))},\n {odd} ]")
        assert told(path) == ["@[0] = NCT99000001", "@[1] = NCT99000002"]
        parts = [part.raw for part in parts_of_path(path) if isinstance(part, Part)]
        assert parts == [json.dumps(a_study(1)).encode(), odd.encode()]
        page = f'{{"note": "raw\ttab", "studies": [{odd}], "studies": {array(1)}, "totalCount": 2}}'
        path = put(tmp_path, "page.json", page)
        first, second = open_copies(path)
        assert [
            reading.study.trial_id for reading in (first, second) if isinstance(reading, CopyReading)
        ] == [
            "NCT99000002",
            "NCT99000001",
        ]
        assert isinstance(first, CopyReading)
        assert first.warnings == ("beside the studies stands note raw\ttab, totalCount 2",)

    def test_what_stands_behind_an_array_is_told(self, tmp_path: Path) -> None:
        path = put(tmp_path, "studies.json", array(1, 2) + " and more")
        assert told(path)[2:] == ["@: 8 bytes behind the array of studies: not read"]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_a_byte_order_mark_is_no_part_of_a_study(self, tmp_path: Path, encoding: str) -> None:
        path = put(tmp_path, "studies.json", array(1, 2).encode(encoding))
        assert told(path) == ["@[0] = NCT99000001", "@[1] = NCT99000002"]

    @pytest.mark.parametrize(
        "study", ['{"protocolSection":\n{"a": 1}}', '{"a":\n{"b": 1}\n}', "[1, 2]", "[]", "{}"]
    )
    def test_one_object_over_several_lines_is_no_file_of_several(self, tmp_path: Path, study: str) -> None:
        path = put(tmp_path, "study.json", study)
        assert [part.raw for part in parts_of_path(path) if isinstance(part, Part)] in ([study.encode()], [])

    def test_the_only_study_of_an_array_or_page_is_read_as_itself(self, tmp_path: Path) -> None:
        alone = open_study(put(tmp_path, "alone.json", json.dumps(a_study(1))))
        listed = open_study(put(tmp_path, "listed.json", array(1)))
        paged = read_copy("p", json.dumps({"studies": [a_study(1)], "nextPageToken": "x"}).encode())
        assert alone.study == listed.study == paged.study
        assert alone.copy.digest == listed.copy.digest == paged.copy.digest
        assert [item[:2] for item in paged.left_over] == [("nextPageToken", "x")]
        with pytest.raises(CopyError, match="holds 2 studies: name one with --study ID"):
            read_copy("p", array(1, 2).encode())


class TestZips:
    def test_the_members_come_in_the_archives_order(self, tmp_path: Path) -> None:
        members = [("b.json", json.dumps(a_study(2))), ("a.json", array(1, 3)), ("page.txt", WHOLE)]
        path = zipped(
            tmp_path, "studies.zip", ("folder/", ""), *members, (".DS_Store", "x"), ("__MACOSX/._b.json", "x")
        )
        assert told(path) == [
            "@: b.json = NCT99000002",
            "@: a.json[0] = NCT99000001",
            "@: a.json[1] = NCT99000003",
            "@: page.txt = NCT99000001",
        ]

    def test_names_that_lead_out_are_refused_and_the_rest_is_read(self, tmp_path: Path) -> None:
        study = json.dumps(a_study(1))
        names = [
            "../out.json",
            "/etc/out.json",
            "a/../../out.json",
            "C:\\out.json",
            "..\\out.json",
            "in.json",
        ]
        path = zipped(tmp_path, "studies.zip", *((name, study) for name in names))
        refused = [f"@: {name}: its name leads out of the zip archive: not read" for name in names[:-1]]
        assert told(path) == [*refused, "@: in.json = NCT99000001"]

    def test_members_of_one_name_are_told_apart(self, tmp_path: Path) -> None:
        with pytest.warns(UserWarning, match="Duplicate name"):
            path = zipped(
                tmp_path, "z.zip", ("a.json", json.dumps(a_study(1))), ("a.json", json.dumps(a_study(2)))
            )
        assert told(path) == ["@: a.json = NCT99000001", "@: a.json (2) = NCT99000002"]

    def test_a_zip_in_a_zip_is_refused(self, tmp_path: Path) -> None:
        inner = Path(zipped(tmp_path, "inner.zip", ("a.json", "{}"))).read_bytes()
        path = zipped(tmp_path, "z.zip", ("inner.zip", inner), ("a.json", json.dumps(a_study(1))))
        assert told(path) == [
            "@: inner.zip: a zip archive where a study should be: unpack it first",
            "@: a.json = NCT99000001",
        ]

    def test_an_encrypted_member_is_refused(self, tmp_path: Path) -> None:
        raw = bytearray(Path(zipped(tmp_path, "z.zip", ("a.json", json.dumps(a_study(1))))).read_bytes())
        raw[6] |= 1  # the flag of the member's own header
        raw[raw.index(b"PK\x01\x02") + 8] |= 1  # and of the directory
        assert told(put(tmp_path, "z.zip", bytes(raw))) == [
            "@: a.json: encrypted: unpack it with its password first"
        ]

    def test_a_damaged_archive_is_told_in_a_line(self, tmp_path: Path) -> None:
        raw = Path(zipped(tmp_path, "z.zip", ("a.json", array(*range(50))))).read_bytes()
        (line,) = told(put(tmp_path, "z.zip", raw[:-40]))
        assert line.startswith("@: a damaged or truncated zip archive (")
        broken = bytearray(raw)
        broken[100:120] = bytes(20)
        (line,) = told(put(tmp_path, "z.zip", bytes(broken)))
        assert line.startswith("@: a.json: damaged in the zip archive (")

    def test_an_empty_archive_and_an_office_document_are_named(self, tmp_path: Path) -> None:
        assert told(zipped(tmp_path, "z.zip")) == ["@: an empty zip archive"]
        document = zipped(
            tmp_path, "letter.docx", ("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")
        )
        assert told(document) == ["@: an office document; save it as text, or name a registry's file"]


class TestFolders:
    def test_all_below_a_folder_is_read_in_order_and_what_is_no_copy_is_told(self, tmp_path: Path) -> None:
        put(tmp_path, "b/two.json", json.dumps(a_study(2)))
        put(tmp_path, "a.json", json.dumps(a_study(1)))
        put(tmp_path, "c.csv", "name,number\nx,1\n")
        put(tmp_path, ".hidden/three.json", json.dumps(a_study(3)))
        zipped(tmp_path, "z.zip", ("four.json", json.dumps(a_study(4))))
        found = told(str(tmp_path))
        assert found[:2] == ["@/a.json = NCT99000001", "@/b/two.json = NCT99000002"]
        assert found[2].startswith("@/c.csv: not a format this version reads")
        assert found[3:] == ["@/z.zip: four.json = NCT99000004"]

    def test_a_link_back_is_told_and_not_followed(self, tmp_path: Path) -> None:
        put(tmp_path, "a/one.json", json.dumps(a_study(1)))
        (tmp_path / "a" / "up").symlink_to(tmp_path)
        (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
        assert told(str(tmp_path)) == [
            "@/a/one.json = NCT99000001",
            "@/a/up: a link back to a folder that it lies in: not followed",
            "@/gone.json: no such file or directory",
        ]

    def test_a_pipe_in_a_folder_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert told(str(tmp_path)) == ["@/pipe: a pipe, socket or device: not read"]

    def test_an_empty_folder_holds_nothing(self, tmp_path: Path) -> None:
        assert told(str(tmp_path)) == []
        assert refusal(str(tmp_path)) == "@: holds no copy of a trial"
        assert refusal(str(tmp_path), "NCT99000001") == "@: holds no copy of a trial"

    def test_a_page_of_a_search_that_found_nothing_holds_no_study(self, tmp_path: Path) -> None:
        path = put(tmp_path, "page.json", '{"studies": []}')
        assert told(path) == []
        assert refusal(path) == "@: holds no copy of a trial"
        with pytest.raises(CopyError, match="holds no copy of a trial"):
            open_only(path)


class TestTheOneStudy:
    def test_a_file_of_one_study_needs_no_name(self, tmp_path: Path) -> None:
        path = put(tmp_path, "one.json", json.dumps(a_study(1)))
        assert open_study(path).study.trial_id == "NCT99000001"
        assert open_study(str(FIXTURES / "whole_page.txt")).study.trial_id == "NCT99000001"
        assert open_study(zipped(tmp_path, "z.zip", ("a.json", array(1)))).study.trial_id == "NCT99000001"

    def test_of_several_one_is_named(self, tmp_path: Path) -> None:
        path = put(tmp_path, "studies.json", array(1, 2, 3, 4))
        assert (
            refusal(path)
            == "@: holds 4 studies (NCT99000001, NCT99000002, NCT99000003, …): name one with --study ID"
        )
        assert open_study(path, " nct99000003 ").study.trial_id == "NCT99000003"
        assert open_study(path, "[3]").study.trial_id == "NCT99000004"
        assert refusal(path, "NCT99000009") == (
            "@: holds 4 studies (NCT99000001, NCT99000002, NCT99000003, …), none called NCT99000009: "
            "name one with --study ID"
        )

    def test_an_organisations_number_names_a_study_where_no_registry_number_does(
        self, tmp_path: Path
    ) -> None:
        studies = [
            a_study(1, secondaryIdInfos=[{"id": "NCT99000002"}, {"id": "2020-001234-12"}]),
            a_study(2, orgStudyIdInfo={"id": "ABC/12 (é)"}),
            a_study(3, "A sequel to NCT99000002", nctIdAliases=["NCT99000033"]),
        ]
        path = put(tmp_path, "studies.json", json.dumps(studies))
        assert open_study(path, "NCT99000002").study.trial_id == "NCT99000002"
        assert open_study(path, "2020-001234-12").study.trial_id == "NCT99000001"
        assert open_study(path, "abc/12 (É)").study.trial_id == "NCT99000002"
        assert open_study(path, "NCT99000033").study.trial_id == "NCT99000003"

    def test_two_versions_of_a_study_are_named_by_their_places(self, tmp_path: Path) -> None:
        put(tmp_path, "new.json", json.dumps(a_study(1, "New")))
        put(tmp_path, "old.json", json.dumps(a_study(1, "Old")))
        put(tmp_path, "same.json", json.dumps(a_study(1, "Old")))
        assert refusal(str(tmp_path), "NCT99000001") == (
            "@: 2 studies are called NCT99000001: name one by its place (@/new.json; @/old.json)"
        )
        reading = open_study(str(tmp_path), "old.json")
        assert reading.study.identification.brief_title == "Old"

    def test_only_the_studies_that_hold_the_identifier_are_read(self, tmp_path: Path) -> None:
        """A study that cannot be read spoils the search for no other; only the one that is meant says why."""
        studies = f'[{json.dumps(a_study(1))}, {{"nctId": "NCT99000002"}}, {json.dumps(a_study(3))}]'
        path = put(tmp_path, "studies.json", studies)
        assert open_study(path, "NCT99000003").study.trial_id == "NCT99000003"
        assert refusal(path, "NCT99000002").startswith("@[1]: no protocolSection")

    def test_what_could_not_be_read_beside_the_one_study_is_said(self, tmp_path: Path) -> None:
        put(tmp_path, "one.json", json.dumps(a_study(1)))
        put(tmp_path, "other.png", b"\x89PNG\r\n")
        reading = open_study(str(tmp_path))
        assert reading.study.trial_id == "NCT99000001"
        assert reading.warnings == (
            f"not read: {tmp_path}/other.png: byte 1: not UTF-8 text; save the copy again as UTF-8",
        )


class TestTheCommandLine:
    def test_criteria_of_one_study_of_several(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = put(tmp_path, "studies.json", array(1, 2))
        assert main(["criteria", path, "--study", "nct99000002", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["copy"]["criteria"]["path"].endswith("eligibilityCriteria")
        assert main(["criteria", path]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.endswith("holds 2 studies (NCT99000001, NCT99000002): name one with --study ID\n")

    def test_a_study_of_what_comes_in_by_standard_input(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for words, code in ((["--study", "NCT99000001"], 0), ([], 2)):
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(array(1, 2).encode())))
            assert main(["criteria", "-", *words]) == code
        assert "standard input: holds 2 studies" in capsys.readouterr().err.replace(
            ": -:", ": standard input:"
        )

    def test_several_are_listed_where_there_is_no_screen(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        put(tmp_path, "a.json", array(1, 2))
        put(tmp_path, "b.json", "{")
        assert main(["--plain", str(tmp_path)]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "NCT99000001 no status · no phase · An Invented Trial",
            "NCT99000002 no status · no phase · An Invented Trial",
            f"not read: {tmp_path}/b.json: line 1, column 2: the JSON ends in the middle: the file is truncated",
            "2 studies, 1 not read",
        ]

    @pytest.mark.parametrize(
        "words", [("criteria", "--text", "--study", "x"), ("--plain", "--study", "x", "other.json")]
    )
    def test_a_study_is_named_of_one_path_and_not_of_bare_text(
        self, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = put(tmp_path, "studies.json", array(1, 2))
        assert main([*words, path]) == 2
        assert "--study" in capsys.readouterr().err
