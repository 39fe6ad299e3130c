"""The commands as a planner types them: exit statuses, files, languages and paths."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import circles
from circles import cli, texts
from tests.study_files import write_town
from tests.test_contract import DEMO_FILES, FILES, rows_of, summary_of


def typed(*words: str, folder: Path | None = None, chinese: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as it is typed."""
    told = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200", "LANG": "zh_CN.UTF-8" if chinese else "C.UTF-8"}
    told["PYTHONPATH"] = os.pathsep.join([str(Path(str(circles.__file__)).parents[1]), told.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "circles", *words]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=folder, env=told, check=False, timeout=120
    )


def called(*words: str) -> Any:
    """Run the command in this process, which is cheaper."""
    return CliRunner().invoke(cli.app, list(words), env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose path has Chinese characters and spaces, with a study and its result, planned as typed."""
    folder = tmp_path_factory.mktemp("规划 局") / "我的 研究"
    write_town(folder)
    ended = typed("plan", "study.toml", "--out", "结果 一", folder=folder)
    assert ended.returncode == 0, ended.stderr
    (folder / "said.txt").write_text(ended.stdout, encoding="utf-8")
    return folder


def test_demo_writes_its_map_and_says_so_in_chinese(tmp_path: Path) -> None:
    ended = typed("demo", "--out", "示例 图", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert {path.name for path in (tmp_path / "示例 图").iterdir()} == DEMO_FILES
    for words in ("覆盖率", "示例数据", "coverage.html", "未覆盖居住单元"):
        assert words in ended.stdout
    assert "Traceback" not in ended.stderr


def test_plan_says_one_sentence_a_table_and_where_the_map_is(home: Path) -> None:
    said = (home / "said.txt").read_text(encoding="utf-8")
    assert {path.name for path in (home / "结果 一").iterdir()} == FILES
    assert summary_of(home / "结果 一")["headline"]["en"] in " ".join(said.split())
    assert "Block B2" in said
    assert "1 centers have no street within 200 m and serve nobody: F." in " ".join(said.split())
    assert "coverage.html" in said


def test_plan_without_a_study_file(home: Path, tmp_path: Path) -> None:
    files = [f"--{kind}={home / name}" for kind, name in (("streets", "streets.gpkg"), ("centers", "centers.csv"))]
    ended = called("plan", *files, f"--blocks={home / 'blocks.gpkg'}", "--out", str(tmp_path / "out"))
    assert ended.exit_code == 0, ended.output
    assert summary_of(tmp_path / "out")["counts"]["blocks"] == 7


def test_options_override_the_study_file(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "centers.csv"
    other.write_text("id,name,lon,lat\nZ,Elsewhere,114.3001,30.6001\n", encoding="utf-8")
    words = ["--minutes", "30", "--speed", "2.88", "--centers", str(other), "--lang", "zh"]
    ended = called("plan", str(home / "study.toml"), *words, "--out", str(tmp_path / "out"))
    assert ended.exit_code == 0, ended.output
    summary = summary_of(tmp_path / "out")
    assert summary["scenario"]["minutes"] == 30
    assert summary["scenario"]["walking_speed_kmh"] == 2.88
    assert summary["scenario"]["limit_m"] == 1440
    assert {row["center_id"] for row in rows_of(tmp_path / "out")} == {"Z", ""}
    assert "覆盖率" in ended.output


def test_options_are_relative_to_where_they_are_typed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    study = Path("..") / home.name / "study.toml"
    assert called("plan", str(study), "--centers", "centers.csv", "--out", "again").exit_code == 0
    assert (home / "again" / "blocks.csv").read_bytes() == (home / "结果 一" / "blocks.csv").read_bytes()


@pytest.mark.parametrize(("lang", "words"), [("en", "access leg to the street"), ("zh", "到路距离")])
def test_explain_tells_the_walk(home: Path, lang: str, words: str) -> None:
    ended = called("explain", str(home / "study.toml"), "--block", "B1", "--lang", lang)
    assert ended.exit_code == 0, ended.output
    assert "North <b>" in ended.output
    assert words in ended.output


def test_explain_says_why_there_is_no_walk(home: Path) -> None:
    ended = called("explain", str(home / "study.toml"), "--block", "B3")
    assert ended.exit_code == 0
    assert "no path" in ended.output


@pytest.mark.parametrize("words", [("--block", "B99"), ()])
def test_explain_needs_a_block_that_is_there(home: Path, words: tuple[str, ...]) -> None:
    assert called("explain", str(home / "study.toml"), *words).exit_code == 2


def test_compare_tells_what_changed(home: Path, tmp_path: Path) -> None:
    called("plan", str(home / "study.toml"), "--minutes", "60", "--out", str(tmp_path / "longer"))
    ended = called("compare", str(home / "结果 一"), str(tmp_path / "longer"))
    assert ended.exit_code == 0, ended.output
    assert "now inside" in ended.output
    assert "200" in ended.output
    chinese = called("compare", str(home / "结果 一"), str(tmp_path / "longer"), "--lang", "zh")
    assert texts.say("compare.gained", "zh") in chinese.output
    same = called("compare", str(home / "结果 一"), str(home / "结果 一"))
    assert "now inside" not in same.output


@pytest.mark.parametrize("broken", [b"", b"no geopackage", None])
def test_compare_needs_two_results(home: Path, tmp_path: Path, broken: bytes | None) -> None:
    if broken is not None:
        (tmp_path / "plan.gpkg").write_bytes(broken)
    ended = called("compare", str(home / "结果 一"), str(tmp_path))
    assert ended.exit_code == 2
    assert "plan.gpkg" in ended.output


@pytest.mark.parametrize(
    "words",
    [
        ("plan",),
        ("plan", "no such study.toml"),
        ("plan", "--streets", "x.gpkg"),
        ("plan", "STUDY", "--minutes", "0"),
        ("plan", "STUDY", "--minutes", "nan"),
        ("plan", "STUDY", "--speed", "-4"),
        ("plan", "STUDY", "--lang", "de"),
        ("plan", "STUDY", "--streets", "https://example.org/streets.gpkg"),
        ("plan", "STUDY", "--minutes", "many"),
        ("plan", "STUDY", "--no-such-option"),
        ("explain", "STUDY", "--block", "B1", "--minutes", "-1"),
        ("no-such-command",),
    ],
)
def test_what_cannot_be_asked_ends_with_2_and_writes_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = called(*(str(home / "study.toml") if word == "STUDY" else word for word in words))
    assert ended.exit_code == 2, ended.output
    assert "Traceback" not in ended.output
    assert list(tmp_path.iterdir()) == []


def test_an_unexpected_failure_ends_with_3(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> object:
        raise ZeroDivisionError("by nobody's fault")

    monkeypatch.setattr("circles.network.attach", fails)
    ended = called("plan", str(home / "study.toml"), "--out", str(tmp_path / "out"))
    assert ended.exit_code == 3
    assert "ZeroDivisionError" in ended.output
    assert not (tmp_path / "out").exists()


def test_a_folder_that_may_not_be_written_is_refused(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refuses)
    ended = called("plan", str(home / "study.toml"), "--out", str(tmp_path / "closed"))
    assert ended.exit_code == 2
    assert "Permission denied" in ended.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_foreign_files_is_left_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "blocks.csv").write_text("mine", encoding="utf-8")
    ended = called("plan", str(home / "study.toml"), "--out", str(tmp_path))
    assert ended.exit_code == 2
    assert (tmp_path / "blocks.csv").read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("out", [".", "..", "/", "结果 一/..", "结果 一/../结果 一/.."])
def test_a_result_gets_a_folder_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    monkeypatch.chdir(home)
    before = sorted(home.iterdir())
    ended = called("plan", "study.toml", "--out", out)
    assert ended.exit_code == 2, ended.output
    assert sorted(home.iterdir()) == before


def test_a_result_is_not_written_over_what_it_is_read_from(home: Path, tmp_path: Path) -> None:
    study, folder = str(home / "study.toml"), tmp_path / "maps"
    assert called("plan", study, "--out", str(folder)).exit_code == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (tmp_path / "link.gpkg").symlink_to(folder / "plan.gpkg")
    for given in (folder / "plan.gpkg", tmp_path / "link.gpkg"):
        ended = called("plan", study, "--blocks", str(given), "--out", str(folder))
        assert ended.exit_code == 2, ended.output
        assert "plan.gpkg" in ended.output
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert called("plan", study, "--blocks", str(folder / "plan.gpkg"), "--out", str(tmp_path / "b")).exit_code == 0


def test_parts_of_two_results_are_not_read_as_one(home: Path, tmp_path: Path) -> None:
    study = str(home / "study.toml")
    for name, words in (("short", ("--minutes", "5")), ("long", ("--minutes", "60"))):
        assert called("plan", study, *words, "--out", str(tmp_path / name)).exit_code == 0
    shutil.copyfile(tmp_path / "short" / "plan.gpkg", tmp_path / "long" / "plan.gpkg")
    ended = called("compare", str(tmp_path / "short"), str(tmp_path / "long"))
    assert ended.exit_code == 2, ended.output
    assert "plan.gpkg" in ended.output
    ended = called("plan", study, "--blocks", str(tmp_path / "long" / "plan.gpkg"), "--out", str(tmp_path / "out"))
    assert ended.exit_code == 2, ended.output
    assert called("compare", str(tmp_path / "short"), str(tmp_path / "long" / "plan.gpkg")).exit_code == 0
    (tmp_path / "short").rename(tmp_path / "short.gpkg")
    assert called("compare", str(tmp_path / "short.gpkg"), str(tmp_path / "short.gpkg")).exit_code == 0
    (tmp_path / "long" / "summary.json").unlink()
    assert called("compare", str(tmp_path / "short.gpkg"), str(tmp_path / "long")).exit_code == 2


def test_version_and_help() -> None:
    assert called("--version").output.strip() == circles.__version__
    for words in (("--help",), ("plan", "--help"), ("explain", "--help"), ("compare", "--help"), ("demo", "--help")):
        ended = called(*words)
        assert ended.exit_code == 0
        assert "--" in ended.output


def test_the_run_tells_how_long_it_took(home: Path) -> None:
    run = json.loads((home / "结果 一" / "run.json").read_text(encoding="utf-8"))
    assert {"read", "network", "attach", "search", "circles", "verdicts"} <= set(run["durations_s"])
