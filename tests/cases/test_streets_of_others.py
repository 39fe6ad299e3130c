"""Streets that others made: Overture, tags in one cell, road classes, ways that are left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import pytest

from circles.publish.payload import page_payload
from circles.sources.streets.road_classes import class_rules
from tests.cases.linked_town import (
    FAR,
    LINES,
    LINK,
    NEAR,
    PEOPLE,
    WALK_M,
    assert_walked,
    layer,
    line,
    planned,
    told,
    walk_m,
)
from tests.sources.small_files import write_pbf
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


ROAD = {"id": "a", "subtype": "road", "class": "residential"}
NOBODY = [{"access_type": "denied", "when": None, "between": None}]


def when(access_type: str, **conditions: Any) -> dict[str, Any]:
    return {"access_type": access_type, "when": conditions, "between": None}


@pytest.mark.parametrize(
    ("link", "walked"),
    [
        ({}, True),
        ({"class": "unknown"}, True),
        ({"class": "motorway"}, False),
        ({"subtype": "rail", "class": "standard_gauge"}, False),
        ({"subtype": "water", "class": "ferry"}, False),
        ({"access_restrictions": NOBODY}, False),
        ({"access_restrictions": [when("denied", mode=["foot", "bicycle"])]}, False),
        ({"access_restrictions": [when("denied", mode=["motor_vehicle"])]}, True),
        ({"access_restrictions": [when("denied", heading="backward")]}, True),
        ({"access_restrictions": [*NOBODY, when("allowed", mode=["foot"])]}, True),
        ({"access_restrictions": [*NOBODY, when("allowed", recognized=["as_private"])]}, False),
        ({"access_restrictions": [when("allowed", using=["at_destination"])]}, True),
        ({"access_restrictions": [{"access_type": "denied", "when": None, "between": [0.25, 0.5]}]}, False),
        ({"class": "cycleway"}, False),
        ({"class": "cycleway", "access_restrictions": [when("designated", mode=["foot"])]}, True),
        ({"road_flags": [{"values": ["is_under_construction"], "between": None}]}, False),
        ({"road_flags": [{"values": ["is_bridge"], "between": None}]}, True),
    ],
)
def test_overture_segments_are_walked_by_their_rules(tmp_path: Path, link: dict[str, Any], *, walked: bool) -> None:
    others: dict[str, Any] = {**ROAD, "access_restrictions": None, "road_flags": None}
    plan = planned(layer(tmp_path / "segment.parquet", link, others))
    assert_walked(plan, walked=walked)
    assert plan.study.sources[0].taken.rule == "overture_segments"


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
@pytest.mark.parametrize(("mode", "walked"), [("foot", False), ("car", True)])
def test_overture_rules_are_read_from_json_text_too(tmp_path: Path, suffix: str, mode: str, *, walked: bool) -> None:
    link = {"access_restrictions": json.dumps([when("denied", mode=[mode])])}
    path = layer(tmp_path / f"segment{suffix}", link, {**ROAD, "access_restrictions": None})
    assert_walked(planned(path), walked=walked)


def test_overture_segments_are_joined_at_connectors_they_have_no_vertex_at(tmp_path: Path) -> None:
    lines = ([(-1500, 0), (900, 0)], FAR)
    at = 2100 / 2400
    connectors = [[{"connector_id": "x", "at": at}], [{"connector_id": "x", "at": 0.0}]]
    rows = [{**ROAD, "id": name, "connectors": own} for name, own in zip("ab", connectors, strict=True)]
    frame = gpd.GeoDataFrame(rows, geometry=[line(places) for places in lines], crs="EPSG:4326")
    frame.to_parquet(tmp_path / "joined.parquet")
    plan = planned(tmp_path / "joined.parquet")
    assert walk_m(plan) == pytest.approx(WALK_M, abs=0.05)
    assert plan.study.sources[0].taken.counts["connectors_added"] == 1
    frame.drop(columns="connectors").to_parquet(tmp_path / "apart.parquet")
    assert len(planned(tmp_path / "apart.parquet").study.streets) == 2
    # The same place, but a bridge over it: no connector, no way.
    assert planned(tmp_path / "apart.parquet").streets_account["nodes"] == 4


def test_overture_private_ways_can_be_let_in_and_are_told_of_otherwise(tmp_path: Path) -> None:
    link = {"access_restrictions": [when("allowed", recognized=["as_private"])]}
    path = layer(tmp_path / "segment.parquet", link, {**ROAD, "access_restrictions": None})
    finding = told(planned(path, private_ways=False), "streets_left_out_would_join")
    assert (finding.details["blocks"].value, finding.details["people"].value) == (1, PEOPLE)  # type: ignore[attr-defined]
    assert_walked(planned(path, private_ways=True), walked=True)
    # By default for residents alone.
    assert_walked(planned(path), walked=False)


@pytest.mark.parametrize("column", ["other_tags", "all_tags", "tags"])
@pytest.mark.parametrize(
    ("tags", "walked"),
    [
        ('"access"=>"private","foot"=>"no"', False),
        ('"access"=>"private", "foot"=>"yes"', True),
        ('"note"=>"says \\"foot\\"=>\\"no\\"","lit"=>"yes"', True),
        ('{"foot": "no", "layer": 1}', False),
        ('{"lit": "yes"}', True),
    ],
)
def test_tags_kept_in_one_cell_count(tmp_path: Path, column: str, tags: str, *, walked: bool) -> None:
    path = layer(tmp_path / "lines.gpkg", {column: tags}, {"highway": "service", column: None})
    assert_walked(planned(path), walked=walked)


@pytest.mark.parametrize("tags", ['"bridge"=>"yes","layer"=>"1"', '{"bridge": "yes", "layer": "1"}'])
def test_a_bridge_in_one_cell_is_not_joined_at_grade(tmp_path: Path, tags: str) -> None:
    lines = (NEAR, [(100, -300), (100, 300)], FAR)
    path = layer(tmp_path / "lines.gpkg", {"other_tags": tags}, {"highway": "residential", "other_tags": None}, lines)
    assert planned(path, crossings="join").streets_account["excepted"] == 1


def test_tags_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    path = layer(tmp_path / "lines.gpkg", {"other_tags": "foot no"}, {"highway": "service", "other_tags": ""})
    finding = told(planned(path), "other_tags_unread")
    assert (finding.row, finding.column, finding.value) == (2, "other_tags", "foot no")


@pytest.mark.parametrize(
    ("fclass", "walked"),
    [("unknown", True), ("motorway", False), ("track_grade3", True), ("cycleway", False), ("trunk", False)],
)
def test_geofabrik_classes_are_whole_values(tmp_path: Path, fclass: str, *, walked: bool) -> None:
    others = {"fclass": "residential", "bridge": "F", "tunnel": "F", "layer": 0}
    assert_walked(planned(layer(tmp_path / "roads.shp", {"fclass": fclass}, others)), walked=walked)


@pytest.mark.parametrize(
    ("column", "usual", "link", "walked"),
    [
        ("道路等级", "主干路", "高速公路", False),
        ("道路等级", "支路", "快速路", False),
        ("道路类型", "次干路", "铁路", False),
        ("道路分类", "城市次干路", "地铁", False),
        ("DLLX", "支路", "绕城高速", False),
        ("road_type", "local road", "Motorway", False),
        ("class", "secondary", "rail", False),
        ("RTYPE", "支路", "步行街", True),
        ("说明", "支路", "高速公路", False),  # no such header, but every value of it is a class
        ("道路等级", "支路", "", True),
    ],
)
def test_road_classes_are_known_by_their_words(
    tmp_path: Path, column: str, usual: str, link: str, *, walked: bool
) -> None:
    plan = planned(layer(tmp_path / "roads.gpkg", {column: link}, {column: usual}))
    assert_walked(plan, walked=walked)
    assert plan.study.sources[0].taken.rule == "road_classes"


def test_classes_that_are_not_known_are_walked_and_told_by_value_and_count(tmp_path: Path) -> None:
    plan = planned(layer(tmp_path / "roads.gpkg", {"道路等级": "甲类"}, {"道路等级": "支路"}))
    assert_walked(plan, walked=True)
    finding = told(plan, "road_classes_unknown")
    assert (finding.column, finding.details["count"].value) == ("道路等级", 1)  # type: ignore[attr-defined]
    assert "甲类 1" in finding.text("zh")
    plan = planned(layer(tmp_path / "codes.gpkg", {"道路等级": "3"}, {"道路等级": "1"}))
    assert "1 2" in told(plan, "road_classes_unknown").text("zh")


def test_a_highway_column_in_other_words_is_understood_or_told(tmp_path: Path) -> None:
    plan = planned(layer(tmp_path / "roads.gpkg", {"highway": "高速公路"}, {"highway": "residential"}))
    assert_walked(plan, walked=False)
    plan = planned(layer(tmp_path / "words.gpkg", {"highway": "boulevard"}, {"highway": "residential"}))
    assert_walked(plan, walked=True)
    assert "boulevard 1" in told(plan, "road_classes_unknown").text()


def test_rail_and_motorways_without_a_rule_are_told(tmp_path: Path) -> None:
    plan = planned(layer(tmp_path / "roads.gpkg", {"备注": "铁路"}, {"备注": "2019年补测"}))
    assert_walked(plan, walked=True)
    finding = told(plan, "not_walked_without_rule")
    assert (finding.column, finding.details["count"].value) == ("备注", 1)  # type: ignore[attr-defined]
    plan = planned(layer(tmp_path / "rail.gpkg", {"railway": "rail"}, {"railway": None}))
    assert_walked(plan, walked=False)


def test_no_word_is_walked_and_not_walked() -> None:
    rules = class_rules()
    assert not set(rules.not_walked) & rules.walked
    assert rules.weak <= rules.headers


def pbf(path: Path, tags: Mapping[str, str]) -> Path:
    places = list(dict.fromkeys(place for places in LINES for place in places))
    nodes = {i: (lon, lat) for i, (lon, lat) in enumerate(degrees(places).tolist(), start=1)}
    refs = [[places.index(place) + 1 for place in places_of] for places_of in LINES]
    home = {"highway": "residential"}
    return write_pbf(path, nodes, [(i, own, tags if i == 1 else home) for i, own in enumerate(refs)])


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "cycleway", "foot": "designated"}, None),
        ({"highway": "service", "access": "private", "foot": "yes"}, None),
        ({"highway": "service", "access": "private"}, "private"),
        ({"highway": "footway", "access": "no"}, "closed"),
        ({"highway": "footway", "foot": "no"}, "closed"),
        ({"highway": "pedestrian", "area": "yes"}, "area"),
        ({"highway": "cycleway"}, "cycleway"),
        ({"highway": "trunk"}, "expressway"),
    ],
)
def test_ways_left_out_that_would_serve_blocks_are_told_with_their_people(
    tmp_path: Path, tags: Mapping[str, str], reason: str | None
) -> None:
    plan = planned(pbf(tmp_path / "a.osm.pbf", tags), private_ways=False)
    assert_walked(plan, walked=reason is None)
    if reason is None:
        assert "streets_left_out_would_join" not in {finding.code for finding in plan.warnings}
        return
    finding = told(plan, "streets_left_out_would_join")
    assert finding.details["reason"].key == f"street_left_out.{reason}"  # type: ignore[attr-defined]
    assert [finding.details[name].value for name in ("ways", "blocks", "people")] == [1, 1, PEOPLE]  # type: ignore[attr-defined]
    assert plan.ways_left_out is not None
    assert plan.ways_left_out[["reason", "ways"]].to_numpy().tolist() == [[reason, 1]]
    assert plan.ways_left_out["blocks"].tolist() == [tuple(plan.blocks["block_id"])]
    (line,) = plan.ways_left_out.geometry.iloc[0].geoms
    assert set(line.coords) == set(plan.study.left_out.geometry.iloc[0].coords)  # type: ignore[union-attr]


def test_ways_left_out_are_a_layer_of_the_page_and_of_the_geopackage(tmp_path: Path) -> None:
    plan = planned(pbf(tmp_path / "a.osm.pbf", {"highway": "cycleway"}))
    told_of = page_payload(plan, lang="zh", tiles=False)["inputs"]["left_out"]
    assert (told_of["count"], len(told_of["lines"]["sizes"])) == (1, 1)
    assert sum(told_of["lines"]["sizes"]) == len(told_of["lines"]["x"]) == len(told_of["lines"]["y"])
    plan.save(tmp_path / "out")
    written = pyogrio.read_dataframe(tmp_path / "out" / "plan.gpkg", layer="left_out")
    assert written[["reason", "ways", "blocks"]].to_numpy().tolist() == [["cycleway", 1, 1]]
    walked = planned(pbf(tmp_path / "b.osm.pbf", {"highway": "footway"}))
    assert page_payload(walked, lang="zh", tiles=False)["inputs"]["left_out"]["count"] == 0
    walked.save(tmp_path / "walked")
    assert "left_out" not in pyogrio.list_layers(tmp_path / "walked" / "plan.gpkg")[:, 0]


def test_what_nobody_walks_is_not_told_of(tmp_path: Path) -> None:
    plan = planned(pbf(tmp_path / "a.osm.pbf", {"highway": "motorway"}))
    assert_walked(plan, walked=False)
    assert "streets_left_out_would_join" not in {finding.code for finding in plan.warnings}


@pytest.mark.parametrize("length_m", [300, 900])
def test_a_block_on_an_island_is_told_so(tmp_path: Path, length_m: float) -> None:
    lines = (NEAR, [(-1500, 0), (-1500, 10)], [(600, 0), (600, length_m)])
    plan = planned(layer(tmp_path / "roads.gpkg", {}, {"highway": "residential"}, lines))
    assert plan.blocks["reason"].tolist() == ["island"]
    assert plan.blocks["island_m"].tolist() == [pytest.approx(length_m, abs=1)]
    cards = page_payload(plan, lang="en", tiles=False)["blocks"]
    assert cards["island_m"] == plan.blocks["island_m"].tolist()
    finding = told(plan, "islands_left_out")
    assert [finding.details[name].value for name in ("blocks", "people", "parts")] == [1, PEOPLE, 1]  # type: ignore[attr-defined]
    assert f"{length_m / 1000:.1f} km" in finding.text()


def test_streets_without_nodes_are_told_by_the_plan(tmp_path: Path) -> None:
    lines = [*((NEAR[0], (900, 0)), LINK, FAR), *([(x, -200), (x, 200)] for x in range(-1200, 0, 200))]
    plan = planned(layer(tmp_path / "roads.gpkg", {}, {"name": ""}, lines))
    assert told(plan, "streets_without_nodes").details["count"].value >= 6  # type: ignore[attr-defined]
