"""circles init: a folder as a planner has it becomes a study that can be planned, each guess with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from typer.testing import CliRunner

import circles
from circles import cli, texts
from circles.errors import InputError
from circles.sources.geo.datum import gcj02_from_wgs84
from tests.sources.small_files import write_layer
from tests.towns import degrees, square
from tests.workflows.folders_to_begin import (
    grid_lines,
    role,
    shown,
    taken,
    write_centers,
    write_folder,
    write_streets,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = write_folder(tmp_path_factory.mktemp("规划 院") / "西门 区")
    return circles.init_study(folder)


def test_every_file_is_taken_for_what_it_is(begun: Any) -> None:
    assert taken(begun) == {
        "道路.gpkg": role("streets"),
        "中心台账.xlsx › 台账": role("centers"),
        "居住小区.gpkg": role("blocks"),
        "小区大门.geojson": role("gates"),
        "研究范围.shp": role("area"),
    }
    passed = ", ".join(files for files, _ in shown(begun, "passed"))
    assert "readme.txt" in passed
    assert "图.png" in passed
    assert "中心台账.xlsx › 说明" in passed
    assert begun.missing == ()


def test_the_study_names_what_was_found(begun: Any) -> None:
    study = written(begun)
    assert study["name"] == "西门 区"
    assert study["streets"] == {"file": "道路.gpkg", "crossings": "shared"}
    assert study["centers"] == {"file": "中心台账.xlsx", "sheet": "台账"}
    assert study["blocks"] == {"file": "居住小区.gpkg"}
    assert study["gates"] == {"file": "小区大门.geojson"}
    assert study["area"] == {"file": "研究范围.shp"}
    assert study["population"] == {"kind": "常住"}
    assert study["scenario"] == {"minutes": 15, "walking_speed_kmh": 4.0}
    assert set(study) == {"name", "streets", "centers", "blocks", "gates", "area", "population", "scenario"}


def test_every_file_has_its_reason_above_it_in_the_language_of_the_study(begun: Any) -> None:
    lines = begun.study_file.read_text(encoding="utf-8").splitlines()
    assert begun.lang == "zh"
    for i, line in enumerate(lines):
        if line.startswith("file ="):
            assert lines[i - 1].startswith("# "), line
    text = "\n".join(lines)
    for words in (
        "前 6 行中有 6 个名称含“党群服务中心”",
        "“中心名称”为名称",
        "个人信息列不读入：联系电话",
        "EPSG:4547",
    ):
        assert words in text


def test_the_study_can_be_planned_at_once(begun: Any, tmp_path: Path) -> None:
    ended = CliRunner().invoke(cli.app, ["plan", str(begun.study_file), "--out", str(tmp_path / "图")])
    assert ended.exit_code == 0, ended.output
    assert (tmp_path / "图" / "coverage.html").is_file()


def test_the_template_says_the_same_and_can_be_planned(begun: Any) -> None:
    study, template = (circles.read_study(file) for file in (begun.study_file, begun.template))
    assert template.name == study.name
    assert template.centers.equals(study.centers)
    assert template.blocks.equals(study.blocks)
    assert template.scenario == study.scenario
    assert repr(template.scenario) == repr(study.scenario)


def test_a_folder_with_its_own_study_and_result_is_seen_as_such(begun: Any, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "again")
    study = circles.init_study(folder)
    circles.write_plan(circles.plan(circles.read_study(study.study_file)), folder)
    circles.init_study(folder, replace=True)
    again = circles.init_study(folder, replace=True)
    assert taken(again) == taken(begun)
    reasons = {file: reason for files, reason in shown(again, "passed") for file in files.split(", ")}
    for name in ("study.toml", "填报模板.xlsx", "填报模板.xlsx.bak"):
        assert reasons[name] == texts.say("init_passed.study", "zh")
    assert reasons["plan.gpkg"] == reasons["blocks.csv"] == texts.say("init_passed.result", "zh")


def test_a_shifted_list_is_told_and_not_converted(tmp_path: Path) -> None:
    lines = write_streets(tmp_path)
    places = shapely.get_coordinates([line.interpolate(0.3, normalized=True) for line in lines[::2]])
    shifted = np.column_stack(gcj02_from_wgs84(*places.T))
    write_centers(tmp_path / "中心.xlsx", shifted.round(6))
    begun = circles.init_study(tmp_path)
    text = begun.study_file.read_text(encoding="utf-8")
    assert "datum" not in written(begun)["centers"]
    assert '\n# datum = "GCJ-02"\n' in text
    assert any("GCJ-02" in line for line in shown(begun, "to_decide"))
    # One character away, as the comment says.
    begun.study_file.write_text(text.replace('# datum = "GCJ-02"', 'datum = "GCJ-02"'), encoding="utf-8")
    read = circles.read_study(begun.study_file).centers
    found = shapely.get_coordinates(read.geometry.to_numpy())
    nearest = np.abs(found[:, None] - places).max(axis=2).min(axis=1)
    assert nearest.max() < 3e-6


def test_a_swap_is_told_with_the_two_lines_that_mend_it(tmp_path: Path) -> None:
    lines = [shapely.affinity.translate(line, -90, 30) for line in grid_lines()]
    write_layer(tmp_path / "streets.gpkg", lines, highway=["residential"] * len(lines))
    rows = "\n".join(f"Center {i},{line.centroid.y},{line.centroid.x}" for i, line in enumerate(lines[:30]))
    (tmp_path / "centers.csv").write_text(f"name,lon,lat\n{rows}\n", encoding="utf-8")
    begun = circles.init_study(tmp_path)
    assert texts.say("init.decide_swapped", "en", file="centers.csv") in shown(begun, "to_decide")
    text = begun.study_file.read_text(encoding="utf-8")
    assert '# columns.lon = "lat"\n# columns.lat = "lon"\n' in text
    begun.study_file.write_text(text.replace("# columns.", "columns."), encoding="utf-8")
    read = circles.read_study(begun.study_file).centers
    assert shapely.distance(read.geometry.to_numpy(), shapely.union_all(lines)).max() < 1e-6


def test_without_blocks_faces_of_the_streets_stand_in(tmp_path: Path) -> None:
    lines = write_streets(tmp_path, "roads.gpkg")
    places = shapely.get_coordinates([line.centroid for line in lines[:3]])
    rows = "\n".join(f"Center {i},{x},{y}" for i, (x, y) in enumerate(places))
    (tmp_path / "centers.csv").write_text(f"name,lon,lat\n{rows}\n", encoding="utf-8")
    begun = circles.init_study(tmp_path)
    assert begun.lang == "en"
    assert begun.template.name == "study_template.xlsx"
    assert written(begun)["blocks"] == {"from": "streets"}
    assert shown(begun, "missing") == [texts.say("init.no_blocks", "en")]
    assert len(circles.read_study(begun.study_file).blocks) > 0


def test_an_empty_folder_gives_a_study_to_fill_in(tmp_path: Path) -> None:
    begun = circles.init_study(tmp_path, lang="zh")
    study = written(begun)
    assert set(study) == {"name", "blocks", "scenario", "output"}
    assert len(begun.missing) == 3
    assert begun.document().table("files").rows == ()
    with pytest.raises(InputError, match=r"streets\.file"):
        circles.read_study(begun.study_file)


def test_the_better_of_two_is_taken_and_the_other_named(tmp_path: Path) -> None:
    write_streets(tmp_path, "a.gpkg")
    write_layer(tmp_path / "b.gpkg", grid_lines(3)[:3], name=["一", "二", "三"])
    begun = circles.init_study(tmp_path)
    assert written(begun)["streets"]["file"] == "a.gpkg"
    assert '# file = "b.gpkg"' in begun.study_file.read_text(encoding="utf-8")
    assert taken(begun)["b.gpkg"] == texts.say("init.role_perhaps", "zh", role=role("streets"))


def test_a_list_without_coordinates_is_named_and_what_it_lacks_is_told(tmp_path: Path) -> None:
    write_streets(tmp_path)
    (tmp_path / "名单.csv").write_text("中心名称,地址\n东门党群服务中心,东门路1号\n", encoding="gb18030")
    begun = circles.init_study(tmp_path)
    assert taken(begun)["名单.csv"] == role("centers")
    assert written(begun)["centers"] == {"file": "名单.csv"}
    assert texts.say("init.places_needed", "zh", file="名单.csv") in shown(begun, "missing")
    assert begun.commands == ()
    with pytest.raises(InputError) as caught:
        circles.read_study(begun.study_file)
    assert "list_without_coordinates" in [finding.code for finding in caught.value.findings]


def test_a_list_of_blocks_without_coordinates_waits_too_and_the_command_for_it_is_told(tmp_path: Path) -> None:
    write_streets(tmp_path)
    (tmp_path / "小区.csv").write_text("小区名称,人口\n甲家园,10\n乙家园,20\n", encoding="utf-8")
    shapes = [shapely.Polygon(degrees(square(500 * i, 0, 100))) for i in range(5)]
    write_layer(tmp_path / "面.gpkg", shapes, 名称=[f"{each}社区" for each in "甲乙丙丁戊"])
    begun = circles.init_study(tmp_path)
    # Street faces never stand in the place of a list that is there.
    assert written(begun)["blocks"] == {"file": "小区.csv"}
    assert written(begun)["communities"] == {"file": "面.gpkg"}
    assert '# from = "streets"' in begun.study_file.read_text(encoding="utf-8")
    assert begun.commands[0].startswith("circles place ")
    assert "--kind blocks --communities" in begun.commands[0]


def test_people_come_from_a_raster_and_totals_where_they_can_be_used(tmp_path: Path) -> None:
    write_streets(tmp_path)
    shapes = [shapely.Polygon(degrees(square(40 + 300 * i, 40, 60))) for i in range(5)]
    write_layer(tmp_path / "小区.gpkg", shapes, 小区名称=[f"{each}家园" for each in "甲乙丙丁戊"], 户数=[1, 2, 3, 4, 5])
    (tmp_path / "各街道人口.csv").write_text("街道,常住人口\n东街道,900\n西街道,800\n", encoding="utf-8")
    begun = circles.init_study(tmp_path)
    text = begun.study_file.read_text(encoding="utf-8")
    assert "population" not in written(begun)
    assert '# control = "各街道人口.csv"' in text
    assert "# household_size = 2.6" in text
    west, _, _, north = shapely.total_bounds(shapes)
    profile = {"driver": "GTiff", "height": 20, "width": 20, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    place = rasterio.Affine(0.001, 0.0, west - 0.001, 0.0, -0.001, north + 0.001)
    with rasterio.open(tmp_path / "人口.tif", "w", transform=place, **profile) as raster:
        raster.write(np.ones((1, 20, 20), dtype="float32"))
    write_layer(tmp_path / "街道.gpkg", [shapely.box(114, 30, 115, 31)] * 2, 街道=["东街道", "西街道"])
    again = circles.init_study(tmp_path, replace=True)
    assert written(again)["population"] == {"raster": "人口.tif", "control": "各街道人口.csv"}
    assert written(again)["subdistricts"] == {"file": "街道.gpkg"}


def test_a_shapefile_without_prj_gets_the_only_zone_that_lands_on_the_streets(tmp_path: Path) -> None:
    write_streets(tmp_path)
    shapes = [shapely.Polygon(degrees(square(40 + 300 * i, 40, 60))) for i in range(5)]
    table = gpd.GeoDataFrame({"人口": [1, 2, 3, 4, 5]}, geometry=shapes, crs="EPSG:4326")
    table.to_crs("EPSG:4547").to_file(tmp_path / "小区.shp", engine="pyogrio", encoding="UTF-8")
    (tmp_path / "小区.prj").unlink()
    begun = circles.init_study(tmp_path)
    assert written(begun)["blocks"] == {"file": "小区.shp", "crs": "EPSG:4547"}
    assert any("小区.shp" in line for line in shown(begun, "to_decide"))


def test_an_area_somewhere_else_is_not_used(tmp_path: Path) -> None:
    write_streets(tmp_path)
    write_layer(tmp_path / "边界.gpkg", [shapely.box(100, 20, 100.1, 20.1)], 名称=["别处"])
    begun = circles.init_study(tmp_path)
    assert "area" not in written(begun)
    assert texts.say("init.decide_away", "zh", file="边界.gpkg") in shown(begun, "to_decide")
