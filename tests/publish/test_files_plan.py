"""write_plan: the folder that people and scripts rely on."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from subprocess import run as run_process
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import circles.publish
from circles.errors import OutputError
from circles.planning_study import Output, Scenario
from circles.publish import WrittenPlan, write_plan
from circles.publish.summary_json import as_json
from tests.publish.drawn_plan import SCRIPT, drawn_plan
from tests.publish.held_files import hold

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"coverage.html", "plan.gpkg", "blocks.csv", "小区.xlsx", "summary.json", "run.json"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "结果 maps"


@pytest.fixture
def plain_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the map where a test is about the other files."""
    monkeypatch.setattr(
        "circles.publish.coverage_map.map_html", lambda *_, lang, tiles, **__: f"<html lang={lang} {tiles}>地图"
    )


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def test_the_folder_receives_six_files_and_all_but_the_run_repeat_to_the_byte(folder: Path) -> None:
    first = write_plan(drawn_plan(), folder)
    again = write_plan(drawn_plan(), folder.parent / "again", run={"durations_s": {"read": 1.5}})
    assert {path.name for path in folder.iterdir()} == FILES
    assert first == WrittenPlan(
        folder=folder,
        files=tuple(
            folder / name
            for name in ("coverage.html", "小区.xlsx", "plan.gpkg", "blocks.csv", "run.json", "summary.json")
        ),
    )
    for name in FILES - {"run.json"}:
        assert (folder / name).read_bytes() == (again.folder / name).read_bytes(), name
    assert {path.name for path in folder.parent.iterdir()} == {folder.name, "again"}


@pytest.mark.usefixtures("plain_map")
def test_the_summary_holds_the_plan_and_the_checksums_of_the_other_files(folder: Path) -> None:
    plan = drawn_plan()
    write_plan(plan, folder)
    content = (folder / "summary.json").read_bytes()
    summary = json.loads(content)
    sums = summary.pop("files")
    assert sums == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES - {"summary.json", "run.json"}
    }
    assert summary == json.loads(as_json(plan.summary()))
    assert summary["account"]["people"]["total"] == 3130.5
    assert summary["counts"] == {
        "blocks": 7, "inside": 2, "outside": 3, "not_evaluated": 2, "no_path": 1, "centers": 4,
        "centers_open": 3, "centers_not_attached": 1, "circles": 2, "gaps": 3,
    }  # fmt: skip
    assert "幸福".encode() not in content
    assert "示例镇".encode() in content
    assert SCRIPT.encode() in content


@pytest.mark.usefixtures("plain_map")
def test_only_the_run_knows_clock_durations_and_machine(folder: Path) -> None:
    write_plan(drawn_plan(), folder, run={"command": ["circles", "demo"], "durations_s": {"read": 1.5}})
    run = _json(folder / "run.json")
    assert run["command"] == ["circles", "demo"]
    assert datetime.fromisoformat(run["written_at"]).utcoffset() == timedelta(0)
    assert set(run["durations_s"]) == {"read", "coverage.html", "plan.gpkg", "blocks.csv", "小区.xlsx"}
    assert all(seconds >= 0 for seconds in run["durations_s"].values())
    assert run["machine"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert run["machine"]["processors"] >= 1
    assert {"geopandas", "shapely"} <= set(run["machine"]["libraries"])


@pytest.mark.usefixtures("plain_map")
def test_the_language_goes_to_the_map_and_the_styles(folder: Path) -> None:
    write_plan(drawn_plan(), folder)
    assert (folder / "coverage.html").read_text(encoding="utf-8") == "<html lang=zh False>地图"
    assert "未覆盖".encode() in (folder / "plan.gpkg").read_bytes()
    write_plan(drawn_plan(), folder, lang="en", tiles=True)
    assert (folder / "coverage.html").read_text(encoding="utf-8") == "<html lang=en True>地图"
    assert "未覆盖".encode() not in (folder / "plan.gpkg").read_bytes()


@pytest.mark.usefixtures("plain_map")
def test_a_file_open_elsewhere_leaves_the_earlier_result_and_keeps_the_new_one_aside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plan(drawn_plan(), folder)
    before = {name: (folder / name).read_bytes() for name in FILES}
    hold(monkeypatch, folder / "blocks.csv", PermissionError(13, "open in Excel"))
    written = write_plan(replace(drawn_plan(), scenario=Scenario(minutes=10)), folder)
    assert written.kept_aside
    assert written.folder == folder.with_name(f"{folder.name}-2")
    assert {path.name for path in written.files} == FILES
    assert all(path.is_file() for path in written.files)
    assert "open in Excel" in written.findings[0].text("zh")
    assert {name: (folder / name).read_bytes() for name in FILES} == before
    assert _json(written.folder / "summary.json")["scenario"]["minutes"] == 10


def test_a_map_that_fails_leaves_the_earlier_result(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("circles.publish.coverage_map.map_html", lambda *_, **__: "map")
    write_plan(drawn_plan(), folder)
    before = {name: (folder / name).read_bytes() for name in FILES}

    def fail(*_: object, **__: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("circles.publish.coverage_map.map_html", fail)
    with pytest.raises(RuntimeError):
        write_plan(drawn_plan(), folder)
    assert {name: (folder / name).read_bytes() for name in FILES} == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_system_that_is_unknown_is_refused_before_any_work(folder: Path) -> None:
    with pytest.raises(OutputError) as error:
        write_plan(drawn_plan(output=Output(crs="EPSG:0")), folder)
    assert error.value.findings[0].code == "output_crs_unknown"
    assert not folder.exists()


def test_json_is_strict_sorted_and_readable() -> None:
    value = {"b": np.float64("nan"), "a": (np.int64(1), True, None), "甲": {1: np.bool_(False)}}
    assert json.loads(as_json(value)) == {"a": [1, True, None], "b": None, "甲": {"1": False}}
    assert as_json(value).index(b'"a"') < as_json(value).index(b'"b"') < as_json(value).index("甲".encode())
    with pytest.raises(ValueError, match="Out of range"):
        as_json({"a": float("inf")})


def test_importing_publish_loads_nothing_heavy_and_offers_its_names() -> None:
    code = (
        "import sys, circles.publish as p; p.check_folder; "
        "print(sorted(set(sys.modules) & {'geopandas', 'folium', 'numba', 'osmnx', 'numpy'}))"
    )
    done = run_process([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert all(callable(getattr(circles.publish, name)) for name in circles.publish.__all__)
    assert dir(circles.publish) == sorted(circles.publish.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        circles.publish.nothing  # noqa: B018
