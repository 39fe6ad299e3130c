"""What beginning a study never writes over, passes over and leaves uncounted."""

from __future__ import annotations

import os
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import circles
from circles import cli, texts
from circles.errors import InputError, OutputError
from tests.workflows.folders_to_begin import (
    role,
    shown,
    taken,
    write_folder,
    write_streets,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path


TEMPLATES = {"study_template.xlsx", "填报模板.xlsx"}


def test_nothing_is_overwritten_unless_asked_and_then_kept(tmp_path: Path) -> None:
    write_streets(tmp_path)
    mine = tmp_path / "study.toml"
    mine.write_text("# mine", encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(OutputError, match=r"study\.toml"):
        circles.init_study(tmp_path)
    assert mine.read_text(encoding="utf-8") == "# mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    circles.init_study(tmp_path, replace=True)
    circles.init_study(tmp_path, replace=True)
    assert (tmp_path / "study.toml.bak").read_text(encoding="utf-8") == "# mine"
    assert (tmp_path / "study.toml.2.bak").is_file()
    assert "道路.gpkg" in mine.read_text(encoding="utf-8")


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_a_template_that_is_filled_in_is_safe_too(tmp_path: Path, template: str) -> None:
    lang = "zh" if template == "填报模板.xlsx" else "en"
    (tmp_path / template).write_bytes(b"hours of work")
    with pytest.raises(OutputError):
        circles.init_study(tmp_path, lang=lang)
    assert [path.name for path in tmp_path.iterdir()] == [template]


def test_where_the_second_file_cannot_be_written_the_first_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("study.toml", "study_template.xlsx"):
        (tmp_path / name).write_text(f"# earlier {name}", encoding="utf-8")
    moves = []
    move = type(tmp_path).replace

    def locked(self: Path, target: Path) -> Path:
        moves.append(str(target))
        if str(target).endswith("study.toml") and str(self).endswith(".part"):
            raise PermissionError(13, "Permission denied")
        return move(self, target)

    monkeypatch.setattr(type(tmp_path), "replace", locked)
    with pytest.raises(OutputError, match="Permission denied"):
        circles.init_study(tmp_path, lang="en", replace=True)
    assert moves
    for name in ("study.toml", "study_template.xlsx"):
        assert (tmp_path / name).read_text(encoding="utf-8") == f"# earlier {name}"
    assert not list(tmp_path.glob(".*.part"))


def test_three_thousand_files_are_capped_and_counted(tmp_path: Path) -> None:
    for i in range(3000):
        (tmp_path / f"note {i:04d}.txt").write_bytes(b"nothing\n")
    write_streets(tmp_path, "a streets.gpkg")
    begun = circles.init_study(tmp_path)
    assert taken(begun) == {"a streets.gpkg": role("streets", "en")}
    assert len(begun.passed) < 5
    assert "2701" in " ".join(files for files, _ in shown(begun, "passed"))


def test_hostile_files_are_passed_over_with_their_reasons(tmp_path: Path) -> None:
    write_streets(tmp_path)
    hostile = {
        "driver.geojson": b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>",
        "broken.gpkg": b"SQLite format 3\0" + b"\0" * 52 + b"GPKG" + b"\0" * 100,
        "bomb.xlsx": b"PK\x03\x04" + b"\0" * 60,
        "empty.csv": b"",
        "zeros.csv": b"\0" * 500,
        "json.geojson": b'{"type": "not a layer"}',
        "deep.json": b"{" + b'"a":[' * 5000,
        "not.tif": b"II*\0" + b"\xff" * 50,
        "street.parquet": b"PAR1" + b"\0" * 50 + b"PAR1",
        "study2.toml": b"[streets\n",
        "quotes.csv": b'"' * 5000,
    }
    for name, content in hostile.items():
        (tmp_path / name).write_bytes(content)
    begun = circles.init_study(tmp_path)
    assert taken(begun) == {"道路.gpkg": role("streets")}
    assert sum(files.count(".") for files, _ in shown(begun, "passed")) >= 4
    assert written(begun)["streets"]["file"] == "道路.gpkg"


@pytest.mark.skipif(sys.platform == "win32", reason="names and links that other systems do not allow")
def test_links_odd_names_and_what_is_no_file(tmp_path: Path) -> None:
    away, folder = tmp_path / "away", tmp_path / "here"
    away.mkdir()
    folder.mkdir()
    write_streets(away, "道路.gpkg")
    (folder / "linked.gpkg").symlink_to(away / "道路.gpkg")
    (folder / "nowhere.gpkg").symlink_to(away / "gone.gpkg")
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.gpkg").mkdir()
    (folder / 'a"\n[centers]\n#.csv').write_text("名称,经度,纬度,状态\n一中心,114.3,30.6,已启用\n", encoding="utf-8")
    (folder / "~$open.xlsx").write_bytes(b"x")
    begun = circles.init_study(folder)
    study = written(begun)
    assert study["streets"]["file"] == "linked.gpkg"
    assert study["centers"]["file"] == 'a"\n[centers]\n#.csv'
    assert len(circles.read_study(begun.study_file).centers) == 1
    passed = dict(shown(begun, "passed"))
    assert passed["nowhere.gpkg, pipe.csv"] == texts.say("init_passed.no_file", "zh")
    assert passed["folder.gpkg"] == texts.say("init_passed.sub_folder", "zh")


@pytest.mark.parametrize("name", ["no such folder", "file"])
def test_a_folder_is_needed(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError):
        circles.init_study(tmp_path / name)


def test_the_command_shows_a_table_and_what_to_type_next(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "西门 区")
    run = CliRunner()
    ended = run.invoke(cli.app, ["init", str(folder)])
    assert ended.exit_code == 0, ended.output
    flat = "".join(ended.output.split())
    for words in ("用作", "理由", "道路.gpkg", "填报模板.xlsx", "circlescheck", "circlesplan"):
        assert words in flat
    again = run.invoke(cli.app, ["init", str(folder)])
    assert again.exit_code == 2
    assert "--replace" in again.output
    english = run.invoke(cli.app, ["init", str(folder), "--replace", "--lang", "en"])
    assert english.exit_code == 0, english.output
    assert "taken as" in " ".join(english.output.split())
    assert tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))["output"] == {"lang": "en"}
    assert run.invoke(cli.app, ["init", str(folder), "--lang", "de"]).exit_code == 2


def test_a_notebook_shows_it_as_a_table_with_names_escaped(tmp_path: Path) -> None:
    write_streets(tmp_path)
    (tmp_path / "<i>.csv").write_text("x\n", encoding="utf-8")
    page = circles.init_study(tmp_path)._repr_html_()
    assert "&lt;i&gt;.csv" in page
    assert "<i>" not in page
