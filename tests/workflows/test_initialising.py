"""circles init: a folder as a planner has it becomes a study that can be planned, each guess with its reason."""

from __future__ import annotations

import os
import sys
import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import rasterio
import shapely
from typer.testing import CliRunner

import circles
from circles import cli, texts
from circles.errors import InputError, OutputError
from circles.phrases import in_language
from circles.sources.geo.datum import gcj02_from_wgs84
from tests.sources.small_files import write_layer
from tests.towns import degrees, square

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = {"study_template.xlsx", "填报模板.xlsx"}


def grid_lines(cells: int = 9, step: float = 170.0) -> list[Any]:
    """Return streets of unequal blocks, cut at every crossing, so that a shifted list lies off them."""
    at = np.cumsum([0.0, *(step + 23.0 * (i % 4) + 7.0 * i for i in range(cells))])
    along = [((x, y), (right, y)) for y in at for x, right in pairwise(at)]
    across = [((y, x), (y, right)) for y in at for x, right in pairwise(at)]
    return [shapely.LineString(degrees(line)) for line in (*along, *across)]


def write_streets(folder: Path, name: str = "道路.gpkg") -> list[Any]:
    lines = grid_lines()
    write_layer(folder / name, lines, highway=["residential"] * len(lines))
    return lines


def write_centers(path: Path, places: np.ndarray[Any, Any], *, lon: str = "经度", lat: str = "纬度") -> Path:
    """Write a workbook as an office keeps it: titles, persons, a total, a sheet of remarks."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append(["党群服务中心一览表"])
    sheet.append(["序号", "中心名称", "所属街道", lon, lat, "状态", "联系电话"])
    for i, (x, y) in enumerate(places, 1):
        sheet.append([i, f"第{i}党群服务中心", "西门街道", x, y, "已启用", "13800000000"])
    sheet.append(["合计"])
    book.create_sheet("说明").append(["由各街道填报"])
    book.save(path)
    return path


def write_folder(folder: Path) -> Path:
    """Write streets, centers, blocks, gates, an area and two files that are nothing."""
    folder.mkdir(parents=True)
    lines = write_streets(folder)
    write_centers(folder / "中心台账.xlsx", shapely.get_coordinates([line.centroid for line in lines[:6]]))
    shapes = [shapely.Polygon(degrees(square(40 + 300 * i, 40, 60))) for i in range(5)]
    names = [f"{each}家园" for each in "甲乙丙丁戊"]
    ids = [f"X{i}" for i in range(5)]
    write_layer(folder / "居住小区.gpkg", shapes, 小区编号=ids, 小区名称=names, 常住人口=[100, 200, 300, 400, 500])
    gates = [shapely.Point(degrees([(40 + 300 * i, 10)])[0]) for i in range(5)]
    write_layer(folder / "小区大门.geojson", gates, 小区编号=ids)
    area = shapely.Polygon(degrees([(-500, -500), (9000, -500), (9000, 9000), (-500, 9000)]))
    gpd.GeoDataFrame({"名称": ["西门区"]}, geometry=[area], crs="EPSG:4326").to_crs("EPSG:4547").to_file(
        folder / "研究范围.shp", engine="pyogrio", encoding="GB18030"
    )
    (folder / "readme.txt").write_text("see the other folder", encoding="utf-8")
    (folder / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    return folder


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = write_folder(tmp_path_factory.mktemp("规划 院") / "西门 区")
    return circles.init_study(folder)


def written(begun: Any) -> dict[str, Any]:
    return tomllib.loads(begun.study_file.read_text(encoding="utf-8"))


def shown(begun: Any, name: str) -> Any:
    """Return what a study begun tells under a name, in its language."""
    return in_language(getattr(begun, name), begun.lang)


def taken(begun: Any) -> dict[str, str]:
    return {file: role for file, role, _ in shown(begun, "taken")}


def role(name: str, lang: str = "zh") -> str:
    return texts.say(f"init.role_{name}", lang)


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
    for words in ("前 6 行中有 6 个名称含“党群服务中心”", "name = 中心名称", "个人信息列不读入：联系电话", "EPSG:4547"):
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
