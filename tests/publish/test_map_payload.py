"""What the page is told of a plan, against the town worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from circles import tables
from circles.answers.taken import note_lines
from circles.phrases import in_language
from circles.provenance import Taken
from circles.publish.payload import page_payload, worst_first
from tests.publish.drawn_plan import FORMULA, IMAGE, SCRIPT, TEMPLATE, drawn_plan


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return page_payload(drawn_plan(), lang="zh", tiles=False)


def test_blocks_are_told_as_they_were_decided(told: dict[str, Any]) -> None:
    blocks = told["blocks"]
    assert blocks["id"] == ["B1", "B2", "B3", "B4", "B5", "B6", "B7"]
    assert blocks["name"][1:3] == [SCRIPT, TEMPLATE]
    assert blocks["verdict"] == [0, 0, 1, 1, 2, 2, 1]
    # 269.362 m is 4.04 minutes, 948.012 m 14.22, 1,336.022 m 20.04: all round up.
    assert blocks["minutes"] == ["4.1", "14.3", "20.1", None, None, None, "15.6"]
    assert blocks["walk_mm"] == [269_362, 948_012, 1_336_022, None, None, None, 1_036_402]
    assert blocks["center"] == [0, 0, 0, None, None, None, 3]
    assert blocks["reason"][2:6] == ["beyond_limit", "no_path", "no_geometry", "no_street"]


def test_unknown_is_none_and_never_zero(told: dict[str, Any]) -> None:
    assert told["blocks"]["population"] == [1200, 350.5, 640, 800, 50, None, 90]
    assert told["blocks"]["dwellings"][2] is None
    assert told["blocks"]["snap_m"][4] is None


def test_order_is_no_path_then_minutes_then_not_evaluated(told: dict[str, Any]) -> None:
    ids = [told["blocks"]["id"][row] for row in told["blocks"]["order"]]
    assert ids == ["B4", "B3", "B7", "B5", "B6"]


def test_equal_minutes_keep_the_order_of_the_plan() -> None:
    table = drawn_plan().blocks
    table = table.assign(verdict="outside", minutes=20.0)
    assert worst_first(table) == list(range(len(table)))


def test_walks_begin_at_the_gate_where_one_counts(told: dict[str, Any]) -> None:
    access = told["blocks"]["access"]
    assert access["piece"] == [0, 2, 2, None, None, None, 1]
    assert access["at_mm"][1] == 110_860
    assert access["leg_mm"] == [55_430, 47_940, 47_940, None, None, None, 55_430]
    assert (access["x"][1], access["y"][1]) == (114_310_500, 30_601_000)


def test_straight_line_is_the_geodesic_to_the_center(told: dict[str, Any]) -> None:
    # 0.002 degree east and 0.0003 degree south at latitude 30.6: 191.8 m and 33.3 m.
    assert told["blocks"]["access"]["straight_mm"][0] == pytest.approx(194_700, abs=200)


def test_blocks_know_their_gap(told: dict[str, Any]) -> None:
    assert told["blocks"]["gap"] == [None, None, 1, 0, None, None, 2]
    assert told["gaps"]["id"] == ["1", "2", "3"]
    assert told["gaps"]["worst_minutes"] == [None, "20.1", "15.6"]


def test_centers_are_told_with_what_they_reach(told: dict[str, Any]) -> None:
    centers = told["centers"]
    assert centers["name"][3] == IMAGE
    assert centers["status"] == ["open", "closed", "open", "open"]
    assert centers["attached"] == [True, True, False, True]
    arrival = told["blocks"]["arrival"]
    assert (arrival["row"], arrival["piece"]) == ([0, 0, 0, None, None, None, 1], [0, 1])
    assert (arrival["at_mm"], arrival["leg_mm"]) == ([191_760, 1_821_720], [22_172, 22_172])
    assert centers["blocks_within"] == [2, 0, 0, 0]
    assert centers["blocks_nearest"] == [3, 0, 0, 1]
    assert told["circles"]["center"] == [0, 3]


def test_streets_are_told_with_the_way_to_the_nearest_center(told: dict[str, Any]) -> None:
    streets = told["streets"]
    assert streets["length_mm"] == [958_800, 1_917_600, 554_300, 1_198_500]
    assert streets["next_piece"] == [-1, -1, -1, 2, -1, -1]
    # Where a walk leaves the streets; on the way there the pieces are added up.
    assert streets["walk_mm"] == [213_932, 789_212, 118_052, None, None, None]
    assert streets["center"] == [0, 0, 3, None, None, None]
    assert [streets["names"][name] for name in streets["name"]] == ["解放大道", IMAGE, "", "江心路"]
    assert streets["rank"] == [2, 1, 0, 1]


def test_facts_print_the_speed_with_its_distance(told: dict[str, Any]) -> None:
    assert "15 分钟 ≈ 1,000 米" in told["facts"]["walk"]
    assert told["facts"]["base"] == "land_m2"
    assert told["facts"]["sentence"] == drawn_plan().sentence("zh")


def test_account_sums_to_its_total(told: dict[str, Any]) -> None:
    people = told["account"][0]
    assert (people["base"], people["inside"], people["outside"]) == ("people", "1,551", "1,530")
    assert people["unknown"] == "人口未知的居住单元 1 个，不按 0 计，不在以上各数之内"
    for row in told["account"]:
        assert sum(row["shares"]) == pytest.approx(1)


def test_osm_streets_are_known_by_file_by_notes_and_by_class() -> None:
    plan = drawn_plan()
    bureau = replace(plan, pieces=plan.pieces.assign(highway="次干路"))
    assert not page_payload(bureau, lang="zh", tiles=False)["facts"]["osm"]
    assert page_payload(bureau, lang="zh", tiles=True)["facts"]["osm"]
    source = replace(plan.study.sources[0], file="Streets.OSM.PBF")
    study = replace(plan.study, sources=(source,))
    assert page_payload(replace(bureau, study=study), lang="zh", tiles=False)["facts"]["osm"]
    classed = replace(plan, pieces=plan.pieces.assign(highway="residential"))
    assert page_payload(classed, lang="zh", tiles=False)["facts"]["osm"]


def test_bounds_hold_what_was_evaluated_and_leave_the_far_block_out(told: dict[str, Any]) -> None:
    (south, west), (north, east) = told["bounds"]
    assert 114.299 < west < 114.300
    assert 114.345 < east < 114.346
    assert 30.599 < south < 30.600
    assert 30.6105 < north < 30.612


def test_point_blocks_and_missing_columns_are_told() -> None:
    plan = drawn_plan()
    points = plan.blocks.geometry.map(lambda shape: None if shape is None else shape.representative_point())
    blocks = plan.blocks.drop(columns=["dwellings", "land_m2"]).set_geometry(gpd.GeoSeries(points, crs=tables.WGS84))
    told = page_payload(replace(plan, blocks=blocks), lang="en", tiles=False)
    assert told["blocks"]["dwellings"] is None
    assert told["blocks"]["polygons"]["polygons"] == [0] * 7
    assert [x is None for x in told["blocks"]["points"]["x"]] == [False] * 4 + [True] + [False] * 2


def test_order_of_the_index_changes_nothing() -> None:
    plan = drawn_plan()
    other = replace(plan, blocks=plan.blocks.set_index(np.arange(len(plan.blocks))[::-1] + 10))
    assert page_payload(other, lang="zh", tiles=False) == page_payload(plan, lang="zh", tiles=False)


def test_empty_geometry_is_listed_and_not_drawn() -> None:
    plan = drawn_plan()
    geometry = plan.blocks.geometry.copy()
    geometry.iloc[4] = shapely.Polygon()
    told = page_payload(replace(plan, blocks=plan.blocks.set_geometry(geometry)), lang="zh", tiles=False)
    assert told["blocks"]["points"]["x"][4] is None
    assert told["blocks"]["polygons"]["polygons"][4] == 0


def test_inputs_are_told_with_the_rows_that_are_used(told: dict[str, Any]) -> None:
    streets, centers, blocks = told["inputs"]["inputs"]
    assert streets == ["道路", "街道 streets.gpkg", "4", "4", "–", "EPSG:4326", "有来源"]
    assert centers == ["中心", "centers.csv", "4", "4", "–", "EPSG:4326", "示例数据"]
    assert blocks[2:6] == ["7", "7", "–", "EPSG:4547"]


def test_distances_to_the_streets_name_the_points_beyond(told: dict[str, Any]) -> None:
    center, block, gate = told["inputs"]["snapping"]
    assert center == ["中心", "4", "22", "9,981", "9,981", "1", "远郊中心"]
    assert block == ["居住单元", "5", "0", "5,120", "5,120", "1", "＠山中"]
    assert gate == ["出入口", "1", "0", "0", "0", "–", ""]


def test_what_is_not_evaluated_is_told_by_reason(told: dict[str, Any]) -> None:
    assert told["inputs"]["not_evaluated"] == [
        ["居住单元", "没有坐标", "1", FORMULA],
        ["居住单元", "附近没有道路", "1", "＠山中"],
        ["中心", "附近没有道路", "1", "远郊中心"],
    ]


def test_cells_of_sparse_streets_are_drawn_as_one(told: dict[str, Any]) -> None:
    sparse = told["inputs"]["sparse"]
    assert (sparse["count"], sparse["blocks"], sparse["least"]) == (2, 2, "4")
    assert sparse["polygons"]["polygons"] == [1]


def test_a_plan_made_elsewhere_may_know_nothing_of_its_inputs() -> None:
    plan = replace(drawn_plan(), snapping=None, sparse_areas=None)
    told = page_payload(plan, lang="en", tiles=False)["inputs"]
    assert told["snapping"] == []
    assert told["sparse"]["count"] == 0


def test_lists_in_the_notes_of_a_source_are_shown_as_words() -> None:
    plan = drawn_plan()
    first = replace(plan.study.sources[1], taken=Taken(persons_columns=("电话", "姓名")))
    told = page_payload(replace(plan, study=replace(plan.study, sources=(first,))), lang="zh", tiles=False)
    assert told["sources"][0]["notes"][0].endswith("电话、姓名")


def test_numbers_in_the_notes_of_a_source_are_shown_without_needless_digits() -> None:
    notes = {"people_in_raster": 24990.0, "people_in_blocks": 17444.776, "min_area_ha": 0.3, "ways_read": 92667}
    shown = [text.partition(": ")[2] for text in in_language(note_lines(notes), "en")]
    assert shown == ["24,990", "17,444.776", "0.3", "92,667"]
