"""The files of a siting: moved in with the plan's or not at all, and read back as the same centers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pyogrio
import pytest

import circles
from circles.provenance import Source
from circles.publish.centers_table import centers_csv
from circles.results import FILES, SITING_FILES, WORKBOOKS, recorded
from circles.sources.inputs.centers import centers_from
from circles.sources.tables.reading import read_table
from tests.publish.held_files import hold
from tests.towns import centers
from tests.workflows.long_road import long_road, sited

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from circles import Siting


@pytest.fixture(scope="module")
def siting() -> Siting:
    return sited(new=2)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "run.json"}


def test_all_files_are_told_and_there(siting: Siting, tmp_path: Path) -> None:
    written = circles.write_siting(siting, tmp_path / "out", run={"asked": "here"})
    assert {file.name for file in written.files} == {*FILES, *SITING_FILES, WORKBOOKS[siting.lang]}
    assert all(file.is_file() for file in written.files)
    assert written.files[0].name == "coverage.html"
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_the_geopackage_holds_the_sites_and_what_they_gain(siting: Siting, tmp_path: Path) -> None:
    circles.write_siting(siting, tmp_path, lang="en")
    sites = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="sites")
    assert sites["site_id"].tolist() == ["S01", "S02"]
    assert sites["note"].str.contains("never parcels").all()
    assert pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="gained")["block_id"].tolist() == ["B2", "B3", "B4"]
    circles.write_plan(siting.plan_after, tmp_path / "plan")
    layers = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "plan" / "plan.gpkg")}
    assert not layers & {"sites", "gained"}


@pytest.mark.parametrize("name", SITING_FILES)
def test_a_list_that_is_open_elsewhere_leaves_the_earlier_result_whole(
    siting: Siting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    circles.write_siting(siting, tmp_path / "out")
    earlier = contents(tmp_path / "out")
    hold(monkeypatch, tmp_path / "out" / name)
    written = circles.write_siting(sited(new=1), tmp_path / "out")
    monkeypatch.undo()
    assert written.kept_aside
    assert contents(tmp_path / "out") == earlier
    assert set(contents(written.folder)) == set(earlier)
    assert contents(written.folder) != earlier


def test_a_plan_and_a_siting_never_take_each_others_place(siting: Siting, tmp_path: Path) -> None:
    circles.write_siting(siting, tmp_path / "sited")
    circles.write_plan(siting.plan_before, tmp_path / "planned")
    attempts: dict[str, Callable[[Path], object]] = {
        "sited": partial(circles.write_plan, siting.plan_before),
        "planned": partial(circles.write_siting, siting),
    }
    for name, attempt in attempts.items():
        earlier = contents(tmp_path / name)
        with pytest.raises(circles.OutputError) as error:
            attempt(tmp_path / name)
        assert [finding.code for finding in error.value.findings] == ["output_other_kind"]
        assert error.value.text("zh") != error.value.text("en")
        assert contents(tmp_path / name) == earlier


def test_the_list_that_a_study_was_read_from_is_not_replaced(siting: Siting, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    circles.write_siting(siting, folder)
    sums = recorded(folder)
    source = Source(kind="centers", file="centers.csv", sha256=sums["centers.csv"])
    study = replace(siting.plan_after.study, sources=(*siting.plan_after.study.sources, source))
    again = replace(siting, plan_after=replace(siting.plan_after, study=study))
    earlier = contents(folder)
    with pytest.raises(circles.OutputError) as error:
        circles.write_siting(again, folder)
    assert [(each.code, each.value) for each in error.value.findings] == [("output_folder_of_input", "centers.csv")]
    assert contents(folder) == earlier
    assert circles.write_siting(again, tmp_path / "other").folder == tmp_path / "other"


def test_centers_are_read_back_as_they_were(tmp_path: Path) -> None:
    given = centers({"A": (0, 0), "B": (33.3, 44.4), "C": None}, closed=["B"]).assign(
        floor_area_m2=[600.5, float("nan"), 3.0], kind=["街道中心", "", ""]
    )
    (tmp_path / "centers.csv").write_bytes(centers_csv(given))
    read = centers_from(read_table(tmp_path / "centers.csv", kind="centers")).table
    assert read["center_id"].tolist() == ["A", "B"]
    placed = given[given["center_id"] != "C"]
    for column in ("name", "status", "kind"):
        assert read[column].tolist() == placed[column].tolist()
    assert read["floor_area_m2"].equals(placed["floor_area_m2"])
    assert read.geometry.to_numpy().tolist() == placed.geometry.to_numpy().tolist()


def test_a_question_without_an_answer_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(circles.QuestionError):
        circles.write_siting(circles.site(long_road(), circles.SitingQuestion(new=99)), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
