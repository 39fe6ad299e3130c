"""A list without coordinates, from the office's workbook to a plan: matched, completed by a planner, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from typer.testing import CliRunner

import circles
from circles import cli, tables, texts
from circles.errors import InputError
from circles.sources.geo.datum import gcj02_from_wgs84
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.centers import centers_from
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import read_table
from tests.sources.small_files import codes_of, write_geojson, write_layer
from tests.study_files import write_town
from tests.towns import degrees, square

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circles.sources.tables.raw_table import Reading

LIST = """江汉区党群服务中心一览表（2026年）,,,,,
名称,地址,所属街道,社区,建筑面积(㎡),联系电话
新华社区党群服务中心,新华路1号,民族街,新华社区,820,138
第一社区党群服务站,民生路,民意街道,,300,139
和平社区居委会,,,,500,
和平社区党群服务中心,,,,500,
前进路社区党群服务中心,,前进街道,,500,
老年大学,,,唐蔡社区,500,
唐蔡社区党群服务中心,,,,500,
无名阁,,,,,
,某处,,,,
合计,,,,3620,
"""
POINTS = {
    "新华社区": ("民族街道", (10, -10)),
    "1社区党群服务中心": ("民意街道", (500, 10)),
    "和平居委会": ("", (1000, 10)),
    "前进社区": ("前进街道", (1490, 1010)),
    "红领巾大厦": ("", (20, 480)),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The office's files in a folder whose path has Chinese characters and spaces."""
    home = tmp_path / "规划 局"
    write_town(home)
    (home / "名单.csv").write_text(LIST, encoding="gb18030")
    places = {name: shapely.Point(*degrees([at])[0]) for name, (_, at) in POINTS.items()}
    write_layer(
        home / "点位.gpkg", list(places.values()), 名称=list(places), 街道=[where for where, _ in POINTS.values()]
    )
    around = [shapely.Polygon(degrees(square(*corner, 300))) for corner in ((0, 0), (900, 300))]
    write_layer(home / "社区.gpkg", around, 社区=["新华社区", "唐蔡社区"], 街道=["民族街道", "唐家墩街道"])
    (home / "别名.csv").write_text("别名,名称\n老年大学,红领巾大厦\n", encoding="utf-8")
    return home


def matched(folder: Path, listed: str = "名单.csv", **said: Any) -> circles.Matches:
    files = {"points": folder / "点位.gpkg", "communities": folder / "社区.gpkg", "aliases": folder / "别名.csv"}
    return circles.match_places(folder / listed, **{**files, **said})


def answers(found: circles.Matches) -> dict[str, tuple[str, str]]:
    rows = found.rows
    return dict(zip(rows["name"], zip(rows["result"], rows["remark"], strict=True), strict=True))


def completed(found: circles.Matches, file: Path, rows: Mapping[str, Mapping[str, Any]], lang: str = "zh") -> Path:
    """Write the workbook and fill in cells, by the row's name and the column's, as a planner does."""
    circles.write_places(found, file, lang=lang, replace=True)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in sheet.iter_rows(min_row=2):
        for column, value in rows.get(str(row[at["名称"] - 1].value), {}).items():
            sheet.cell(row[0].row, at[column]).value = value
    book.save(file)
    return file


def centers(file: Path, datum: str | None = None) -> Reading:
    return centers_from(read_table(file, kind="centers", settings=TableSettings(datum=datum)))


def placed(reading: Reading) -> dict[str, tuple[float, float]]:
    table = reading.table[reading.table.geometry.notna()]
    return {name: (float(point.x), float(point.y)) for name, point in zip(table["name"], table.geometry, strict=True)}


def test_every_row_gets_what_is_known_of_it(folder: Path) -> None:
    found = matched(folder)
    assert answers(found) == {
        "新华社区党群服务中心": ("proposed", "same_name"),
        "第一社区党群服务站": ("proposed", "same_name"),
        "和平社区居委会": ("to_confirm", "several_rows"),
        "和平社区党群服务中心": ("to_confirm", "several_rows"),
        "前进路社区党群服务中心": ("to_confirm", "similar"),
        "老年大学": ("proposed", "same_name"),
        "唐蔡社区党群服务中心": ("community_only", "community_only"),
        "无名阁": ("missing", "nothing"),
        "": ("missing", "no_name"),
    }
    assert dict(found.counts) == {"missing": 2, "community_only": 1, "to_confirm": 3, "proposed": 3, "has_place": 0}
    assert found.rows["row"].tolist() == list(range(3, 12))
    by_name = found.rows.set_index("name")
    said = [by_name.loc["老年大学", column] for column in ("via", "community", "subdistrict")]
    assert said == ["红领巾大厦", "唐蔡社区", "唐家墩街道"]
    assert by_name.loc["和平社区居委会", "count"] == 2
    assert "联系电话" not in found.own
    assert "persons_columns_dropped" in [finding.code for finding in found.warnings]
    assert found.lang == "zh"


def test_a_community_is_never_a_position(folder: Path) -> None:
    found = matched(folder, points=())
    assert set(found.rows["result"]) == {"community_only", "missing"}
    assert found.candidates["kind"].unique().tolist() == ["community"]
    assert found.candidates[["lon", "lat"]].isna().all(axis=None)


def test_nothing_is_placed_before_a_person_says_so(folder: Path) -> None:
    file = circles.write_places(matched(folder), folder / "中心.xlsx")
    assert codes_of(lambda: centers(file)) == ["no_candidate_accepted"]


def test_what_is_accepted_or_typed_is_placed_and_the_rest_waits(folder: Path) -> None:
    said: dict[str, dict[str, Any]] = {
        "新华社区党群服务中心": {"采用候选": "是"},
        "第一社区党群服务站": {"采用候选": "否"},
        "前进路社区党群服务中心": {"采用候选": 1},
        "唐蔡社区党群服务中心": {"采用候选": "是"},
        "老年大学": {"经度": 114.3, "纬度": "30°36′00″N"},
    }
    reading = centers(completed(matched(folder), folder / "完成.xlsx", said))
    places = placed(reading)
    assert places == {
        "新华社区党群服务中心": tuple(degrees([(10, -10)])[0]),
        "前进路社区党群服务中心": tuple(degrees([(1490, 1010)])[0]),
        "老年大学": (114.3, 30.6),
    }
    assert len(reading.table) == 9
    assert reading.source.notes["without_geometry"] == 6
    assert reading.source.notes["not_accepted"] == 3
    (told,) = [finding for finding in reading.warnings if finding.code == "centers_to_place"]
    assert (told.code, told.details) == ("centers_to_place", {"count": 6, "rows": 9, "waiting": 3})
    communities = reading.table.set_index("name")["community"]
    assert communities["唐蔡社区党群服务中心"] == "唐蔡社区"
    assert communities["新华社区党群服务中心"] == "新华社区"
    assert communities["和平社区居委会"] == ""
    assert reading.table["floor_area_m2"].tolist().count(500.0) == 5


def test_both_languages_give_the_same_centers(folder: Path) -> None:
    said = {"新华社区党群服务中心": {"采用候选": "是"}}
    chinese = centers(completed(matched(folder), folder / "zh.xlsx", said))
    english = centers(
        completed(matched(folder), folder / "en.xlsx", {"新华社区党群服务中心": {"accept candidate": "YES"}}, "en")
    )
    # What has neither a name nor a place is known by all its cells, and these speak the workbook's language.
    one, other = (reading.table[reading.table["name"] != ""] for reading in (chinese, english))
    assert one.equals(other)
    assert len(chinese.table) == len(english.table)


def test_a_declared_datum_moves_what_was_typed_and_not_the_candidates(folder: Path) -> None:
    lon, lat = gcj02_from_wgs84(114.3, 30.6)
    said: dict[str, dict[str, Any]] = {
        "新华社区党群服务中心": {"采用候选": 1},
        "无名阁": {"经度": float(lon), "纬度": float(lat)},
    }
    places = placed(centers(completed(matched(folder), folder / "完成.xlsx", said), "GCJ-02"))
    assert places["新华社区党群服务中心"] == tuple(degrees([(10, -10)])[0])
    assert places["无名阁"] == pytest.approx((114.3, 30.6), abs=2e-7)


def test_points_in_a_datum_are_offered_in_wgs84(folder: Path) -> None:
    table = gpd.read_file(folder / "点位.gpkg")
    shifted = shapely.transform(
        table.geometry.to_numpy(), lambda xy: np.column_stack(gcj02_from_wgs84(xy[:, 0], xy[:, 1]))
    )
    write_layer(folder / "高德.gpkg", shifted, 名称=table["名称"].tolist(), 街道=table["街道"].tolist())
    there, here = (
        matched(folder, points=folder / name, datum=datum).candidates
        for name, datum in (("高德.gpkg", "GCJ-02"), ("点位.gpkg", None))
    )
    assert there[["lon", "lat"]].to_numpy() == pytest.approx(here[["lon", "lat"]].to_numpy(), abs=2e-7, nan_ok=True)


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        ("新华社区党群服务中心", {"采用候选": "也许"}, "choice_unknown"),
        ("新华社区党群服务中心", {"采用候选": 6}, "choice_unknown"),
        ("新华社区党群服务中心", {"采用候选": 2}, "accepted_nothing"),
        ("无名阁", {"采用候选": "是"}, "accepted_nothing"),
        ("新华社区党群服务中心", {"采用候选": 1, "经度": 114.3, "纬度": 30.6}, "placed_twice"),
        ("新华社区党群服务中心", {"采用候选": "是", "候选1坐标": "somewhere"}, "candidate_place_unreadable"),
        ("新华社区党群服务中心", {"采用候选": "是", "候选1坐标": "30.6, 114.3"}, "candidate_place_unreadable"),
        ("新华社区党群服务中心", {"采用候选": "是", "候选1坐标": "999, 1"}, "candidate_place_unreadable"),
        ("无名阁", {"经度": 114.3}, "coordinate_missing"),
        ("无名阁", {"经度": 30.6, "纬度": 114.3}, "coordinates_swapped"),
    ],
)
def test_what_a_planner_may_write_wrong_is_told_with_its_row(
    folder: Path, name: str, said: dict[str, Any], code: str
) -> None:
    file = completed(matched(folder), folder / "完成.xlsx", {name: said})
    with pytest.raises(InputError) as caught:
        centers(file)
    (finding,) = caught.value.findings
    assert finding.code == code
    assert openpyxl.load_workbook(file).worksheets[0].cell(finding.row, 1).value == name


def test_yes_is_not_enough_where_there_are_several(folder: Path) -> None:
    write_layer(folder / "两处.gpkg", [shapely.Point(114.3, 30.6), shapely.Point(114.31, 30.6)], 名称=["新华社区"] * 2)
    found = matched(folder, points=folder / "两处.gpkg")
    said = [found.rows.loc[0, column] for column in ("result", "remark", "count")]
    assert said == ["to_confirm", "several_places", 2]
    file = completed(found, folder / "完成.xlsx", {"新华社区党群服务中心": {"采用候选": "是"}})
    assert codes_of(lambda: centers(file)) == ["accepted_which"]
    file = completed(found, file, {"新华社区党群服务中心": {"采用候选": 2}})
    assert placed(centers(file)) == {"新华社区党群服务中心": (114.31, 30.6)}
    confirmed = completed(found, file, {"新华社区党群服务中心": {"采用候选": "是", "经度": 114.32, "纬度": 30.6}})
    assert placed(centers(confirmed)) == {"新华社区党群服务中心": (114.32, 30.6)}


def test_rows_that_have_their_place_keep_it(folder: Path) -> None:
    (folder / "半份.csv").write_text("名称,经度,纬度\n新华社区,114.31,30.61\n和平社区,,\n", encoding="utf-8")
    found = matched(folder, "半份.csv")
    assert answers(found) == {"新华社区": ("has_place", "has_place"), "和平社区": ("proposed", "same_name")}
    file = completed(found, folder / "完成.xlsx", {"和平社区": {"采用候选": "是"}})
    places = placed(centers(file))
    assert places["新华社区"] == (114.31, 30.61)
    assert places["和平社区"] == tuple(degrees([(1000, 10)])[0])
    write_geojson(folder / "半份.geojson", (shapely.Point(114.31, 30.61), {"名称": "新华社区"}), (None, {"名称": "丙"}))
    drawn = circles.write_places(matched(folder, "半份.geojson"), folder / "半份.xlsx")
    assert placed(centers(drawn)) == {"新华社区": (114.31, 30.61)}


def test_a_list_of_blocks(folder: Path) -> None:
    (folder / "小区.csv").write_text("小区名称,街道,人口\n新华,,100\n和平居委会,,50\n", encoding="utf-8")
    found = matched(folder, "小区.csv", kind="blocks")
    file = circles.write_places(found, folder / "小区 待补.xlsx")
    book = openpyxl.load_workbook(file)
    sheet = book["小区"]
    assert [cell.value for cell in sheet["A"]] == ["小区名称", "新华", "和平居委会"]
    choice = next(cell.column for cell in sheet[1] if cell.value == texts.say("places.column.choice", "zh"))
    sheet.cell(3, choice).value = "是"
    book.save(file)
    blocks = blocks_from(read_table(file, kind="blocks")).table.set_index("name")
    assert blocks.geometry.isna().tolist() == [True, False]
    assert blocks["population"].tolist() == [100.0, 50.0]


def test_from_the_list_to_the_plan_as_typed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    run = CliRunner()
    refused = run.invoke(cli.app, ["plan", "study.toml", "--centers", "名单.csv", "--lang", "zh"])
    assert refused.exit_code == 2
    assert 'circles place "名单.csv" --points' in "".join(refused.output.split("\n"))
    words = ["place", "名单.csv", "--points", "点位.gpkg", "--communities", "社区.gpkg", "--aliases", "别名.csv"]
    ended = run.invoke(cli.app, words, env={"COLUMNS": "200"})
    assert ended.exit_code == 0, ended.output
    for said in ("未找到", "待确认", "centers_to_place.xlsx", "联系电话"):
        assert said in ended.output
    again = run.invoke(cli.app, [*words, "--lang", "en"], env={"COLUMNS": "200"})
    assert again.exit_code == 2
    assert run.invoke(cli.app, [*words, "--replace", "--lang", "en"], env={"COLUMNS": "200"}).exit_code == 0
    completed(matched(folder), folder / "centers_to_place.xlsx", {"新华社区党群服务中心": {"采用候选": "是"}})
    study = circles.read_study("study.toml", options={"centers": {"file": "centers_to_place.xlsx"}})
    plan = circles.plan(study)
    assert len(plan.centers) == 9
    assert plan.centers["attached"].sum() == 1
    served = plan.blocks.loc[plan.blocks["verdict"] == tables.INSIDE, "center_id"].unique().tolist()
    named = plan.centers.set_index("center_id")["name"]
    assert [named[center] for center in served] == ["新华社区党群服务中心"]
    assert "centers_to_place" in [finding.code for finding in plan.warnings]


def test_what_cannot_be_matched_is_told(folder: Path, tmp_path: Path) -> None:
    assert codes_of(lambda: matched(folder, points=(), communities=None)) == ["nothing_to_match"]
    assert codes_of(lambda: matched(folder, kind="gates", datum="X")) == ["not_a_choice", "not_a_choice"]
    both = codes_of(
        lambda: matched(folder, "none.csv", points=[tmp_path / "none.gpkg"], communities=folder / "点位.gpkg")
    )
    assert both.count("file_missing") == 2
    assert len(both) > 2
    file = circles.write_places(matched(folder), folder / "a.xlsx")
    assert codes_of(lambda: matched(folder, "a.xlsx")) == ["matched_already"]
    (folder / "nameless.csv").write_text("地址,街道\nA,B\n", encoding="utf-8")
    assert codes_of(lambda: matched(folder, "nameless.csv")) == ["missing_column"]
    assert codes_of(lambda: matched(folder, points=folder / "nameless.csv")) == ["missing_column"] * 3
    (folder / "two.csv").write_text("名称,单位名称\nA,B\n", encoding="utf-8")
    assert codes_of(lambda: matched(folder, "two.csv")) == ["columns_alike"]
    assert file.exists()


def test_points_that_cannot_serve_are_counted_and_those_that_stand_twice_are_one(folder: Path) -> None:
    (folder / "点.csv").write_text(
        "名称,经度,纬度\n新华社区,114.3,30.6\n新华居委会,114.3,30.6\n,114.3,30.7\n和平社区,,\n", encoding="utf-8"
    )
    found = matched(folder, points=[folder / "点.csv"])
    assert answers(found)["新华社区党群服务中心"] == ("proposed", "same_name")
    assert [finding.details["count"] for finding in found.warnings if finding.code == "points_left_out"] == [2]
    idle = [finding for finding in found.warnings if finding.code == "aliases_without_place"]
    assert idle[0].value == "老年大学"


def test_hostile_lists(folder: Path) -> None:
    rows = ["新华社区党群服务中心"] * 300 + ["", "\u200b", "=1+1", "x" * 100_000, "新\u200b华\ufeff社区"]
    (folder / "坏.csv").write_text("名称,地址\n" + "".join(f"{name},a\n" for name in rows), encoding="utf-8")
    found = matched(folder, "坏.csv")
    counted = found.rows.groupby("remark").size()
    assert counted["several_rows"] == 301
    assert counted["long_name"] == 1
    assert counted["no_name"] == 2
    assert "cells_cut" in [finding.code for finding in found.warnings]
    back = read_table(circles.write_places(found, folder / "坏.xlsx"), kind="centers")
    assert "=1+1" in back.cells["名称"].tolist()
    for text, codes in (("", ["empty_file"]), ("名称,地址\n", ["empty_table"])):
        (folder / "空.csv").write_text(text, encoding="utf-8")
        assert codes_of(lambda: matched(folder, "空.csv")) == codes


def test_an_alias_may_tell_the_sub_district(folder: Path) -> None:
    write_layer(
        folder / "两处.gpkg",
        [shapely.Point(114.3, 30.6), shapely.Point(114.31, 30.6)],
        名称=["和平社区"] * 2,
        街道=["民族街道", "满春街道"],
    )
    (folder / "别名.toml").write_text('[aliases]\n"老年大学" = "满春街道和平社区"\n', encoding="utf-8")
    found = matched(folder, points=folder / "两处.gpkg", aliases=folder / "别名.toml", communities=None)
    assert answers(found)["老年大学"] == ("proposed", "same_name")
    candidate = found.candidates[found.candidates["row"] == 8]
    assert candidate["lon"].tolist() == [114.31]
    assert "aliases_without_place" not in [finding.code for finding in found.warnings]


def test_the_shapes_of_a_list_go_before_its_columns(folder: Path) -> None:
    file = write_geojson(
        folder / "图.geojson",
        (shapely.Point(114.31, 30.61), {"名称": "新华社区", "x": 500123.0, "y": 3384000.0}),
        (None, {"名称": "和平社区", "x": 1.0, "y": 2.0}),
    )
    workbook = circles.write_places(matched(folder, file.name), folder / "图.xlsx")
    assert placed(centers(workbook)) == {"新华社区": (114.31, 30.61)}


def test_an_unfinished_workbook_is_looked_at_by_check(folder: Path) -> None:
    completed(matched(folder), folder / "centers.xlsx", {"新华社区党群服务中心": {"采用候选": "是"}})
    check = circles.check_study(folder / "study.toml", options={"centers": {"file": str(folder / "centers.xlsx")}})
    assert check.status == "warnings"
    assert not check.unused["column"].str.contains("候选|匹配|原表").any()
