"""The files of a siting: moved in with the plan's or not at all, and read back as the same centers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest

import circles
from circles.publish.result_folder import FILES, SITING_FILES
from circles.publish.siting_files import centers_csv
from circles.sources.inputs.centers import centers_from
from circles.sources.tables.reading import read_table
from tests.towns import centers
from tests.workflows.test_siting import long_road, sited

if TYPE_CHECKING:
    from circles import Siting


@pytest.fixture(scope="module")
def siting() -> Siting:
    return sited(new=2)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "run.json"}


def held(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a program hold one file open, as far as moving it goes."""
    replace, unlink = Path.replace, Path.unlink

    def refuses(self: Path, *given: Any) -> Any:
        if name in {self.name, *(Path(each).name for each in given)}:
            raise PermissionError(13, "in use")
        return replace(self, *given)

    def stays(self: Path, **given: Any) -> None:
        if self.name == name:
            raise PermissionError(13, "in use")
        unlink(self, **given)

    monkeypatch.setattr(Path, "replace", refuses)
    monkeypatch.setattr(Path, "unlink", stays)


def test_all_files_are_told_and_there(siting: Siting, tmp_path: Path) -> None:
    written = circles.write_siting(siting, tmp_path / "out", run={"asked": "here"})
    assert {file.name for file in written.files} == {*FILES, *SITING_FILES}
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
    held(monkeypatch, name)
    written = circles.write_siting(sited(new=1), tmp_path / "out")
    monkeypatch.undo()
    assert written.kept_aside
    assert contents(tmp_path / "out") == earlier
    assert set(contents(written.folder)) == set(earlier)
    assert contents(written.folder) != earlier


def test_a_plan_that_cannot_take_a_list_away_leaves_the_siting_whole(
    siting: Siting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    circles.write_siting(siting, tmp_path / "out")
    earlier = contents(tmp_path / "out")
    held(monkeypatch, "sites.csv")
    written = circles.write_plan(siting.plan_before, tmp_path / "out")
    monkeypatch.undo()
    assert written.kept_aside
    assert contents(tmp_path / "out") == earlier
    assert circles.write_plan(siting.plan_before, tmp_path / "out").folder == tmp_path / "out"
    assert set(contents(tmp_path / "out")) == set(FILES) - {"run.json"}


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
