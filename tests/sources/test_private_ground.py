"""Gated compounds, private and opened ground, and who walks a street, from every file that says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
import shapely

import circles
from circles import graphs, tables
from circles.errors import InputError
from circles.sources import read_streets
from circles.sources.streets.tags import WalkFilter
from circles.sources.study.settings import read_settings
from circles.sources.words.table_words import gated_of
from tests.sources.small_files import STREETS, codes_of, write_geojson, write_layer, write_pbf, write_study

if TYPE_CHECKING:
    from pathlib import Path

    from circles.planning_study import Study

LEFT, RIGHT, APART = (shapely.box(x, 30.581, x + 0.002, 30.583) for x in (114.281, 114.282, 114.286))
BOW_TIE = shapely.Polygon([(114.281, 30.581), (114.283, 30.583), (114.283, 30.581), (114.281, 30.583)])
NODES = {i: (114 + i / 1000, 30.0) for i in range(1, 6)}
HOME = {"highway": "residential"}
PRIVATE = {"highway": "service", "access": "private"}


def layer(*rows: tuple[Any, dict[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([row for _, row in rows], geometry=[shape for shape, _ in rows], crs=4326)


def study_of(**given: Any) -> Study:
    streets = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=STREETS, crs=4326)
    centers = pd.DataFrame({"name": ["A"], "lon": [114.285], "lat": [30.5805]})
    blocks = layer((LEFT, {"block_id": "B1", "name": "江汉里"}), (APART, {"block_id": "B2", "name": "解放里"}))
    return circles.study(**{"streets": streets, "centers": centers, "blocks": blocks, **given})


def rows_of(study: Study) -> list[tuple[str, str]]:
    assert study.compounds is not None
    assert tuple(study.compounds.columns) == tables.COMPOUNDS
    assert study.compounds.crs == tables.WGS84
    return list(zip(study.compounds["compound_id"], study.compounds["name"], strict=True))


def told(study: Study) -> list[str]:
    for finding in study.warnings:
        assert finding.text("zh")
        assert finding.text("en")
    return [finding.code for finding in study.warnings]


def test_a_study_that_says_nothing_of_gates_has_no_compounds() -> None:
    assert study_of().compounds is None
    assert study_of().barriers is None


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *((cell, 1.0) for cell in ("是", "封闭", "封闭式管理", "全封闭", "yes", "1", "√", "gated", " 封闭 管理 ")),
        *((cell, 0.0) for cell in ("否", "开放", "开放式", "不封闭", "no", "0", "open")),
        *((cell, float("inf")) for cell in ("半封闭", "部分封闭", "围墙")),
    ],
)
def test_words_that_say_whether_a_compound_is_gated(cell: str, said: float) -> None:
    assert gated_of(cell) == said


def test_an_unknown_cell_is_not_said_to_be_gated() -> None:
    assert pd.isna(gated_of(""))
    assert pd.isna(gated_of("不详"))


@pytest.mark.parametrize("heading", ["gated", "封闭", "封闭管理", "是否封闭", "是否封闭管理"])
def test_gated_blocks_are_compounds_by_their_column(heading: str) -> None:
    blocks = layer(
        (LEFT, {"block_id": "B2", "name": "江汉里", heading: "是"}),
        (APART, {"block_id": "B1", "name": "解放里", heading: "封闭式"}),
        (RIGHT, {"block_id": "B3", "name": "", heading: "否"}),
        (shapely.box(114.29, 30.59, 114.291, 30.591), {"block_id": "B4", "name": "", heading: ""}),
    )
    study = study_of(blocks=blocks)
    assert rows_of(study) == [("B1", "解放里"), ("B2", "江汉里")]
    assert study.blocks[tables.GATED].fillna(-1).tolist() == [1, 1, 0, -1]
    assert tables.own_columns(study.blocks, "blocks") == []


def test_gated_points_are_told_because_no_street_lies_in_them() -> None:
    blocks = layer((shapely.Point(114.281, 30.581), {"block_id": "B1", "封闭": "是"}), (APART, {"block_id": "B2"}))
    study = study_of(blocks=blocks)
    assert study.compounds is None
    assert "gated_points" in told(study)


def test_words_that_say_neither_are_faults_of_their_rows() -> None:
    blocks = layer((LEFT, {"name": "a", "封闭": "半封闭"}), (APART, {"name": "b", "封闭": "是"}))
    assert codes_of(lambda: study_of(blocks=blocks)) == ["gated_not_known"]
    assert codes_of(lambda: study_of(compounds=blocks)) == ["gated_not_known"]


def test_all_rows_of_compounds_are_gated_where_no_column_says_which() -> None:
    study = study_of(compounds=layer((APART, {"名称": "乙"}), (LEFT, {"名称": "甲"})))
    (first, one), (second, other) = rows_of(study)
    assert {one, other} == {"甲", "乙"}
    assert first < second
    assert first.startswith("W-")
    assert second.startswith("W-")
    again = study_of(compounds=layer((LEFT, {"名称": "甲"}), (APART, {"名称": "乙"})))
    assert rows_of(again) == rows_of(study)


def test_a_column_of_compounds_says_which_are_gated() -> None:
    given = layer(
        (LEFT, {"id": "1", "封闭": "是"}), (APART, {"id": "2", "封闭": "否"}), (RIGHT, {"id": "3", "封闭": ""})
    )
    study = study_of(compounds=given)
    assert rows_of(study) == [("1", "")]
    counts = next(source for source in study.sources if source.kind == "compounds").taken.counts
    assert (counts["not_gated"], counts["gated_unknown"]) == (1, 1)


def test_dirty_compounds_are_repaired_left_out_or_refused() -> None:
    study = study_of(compounds=layer((BOW_TIE, {"id": "1"}), (shapely.Polygon(), {"id": "2"}), (None, {"id": "3"})))
    assert rows_of(study) == [("1", "")]
    assert study.compounds is not None
    assert study.compounds.geometry.is_valid.all()
    assert told(study).count("compound_without_shape") == 2
    points = layer((shapely.Point(114.28, 30.58), {"id": "1"}), (shapely.Point(114.29, 30.58), {"id": "2"}))
    assert codes_of(lambda: study_of(compounds=points)) == ["compound_not_polygon"] * 2
    twice = layer((LEFT, {"id": "1"}), (APART, {"id": "1"}))
    assert codes_of(lambda: study_of(compounds=twice)) == ["repeated_id"]


def test_compounds_that_share_land_are_told() -> None:
    study = study_of(compounds=layer((LEFT, {"id": "2"}), (RIGHT, {"id": "1"})))
    finding = next(each for each in study.warnings if each.code == "compounds_overlap")
    assert (finding.value, finding.details["kept"]) == ("1, 2", "1")


def test_the_table_of_compounds_goes_before_a_gated_block_of_its_id() -> None:
    blocks = layer((LEFT, {"block_id": "B1", "封闭": "是"}), (APART, {"block_id": "B2", "封闭": "是"}))
    study = study_of(blocks=blocks, compounds=layer((RIGHT, {"compound_id": "B1", "name": "whole"})))
    assert rows_of(study) == [("B1", "whole"), ("B2", "")]
    assert study.compounds is not None
    assert study.compounds.geometry.iloc[0].bounds == pytest.approx(RIGHT.bounds)


def test_gated_blocks_outside_the_area_keep_their_walls() -> None:
    blocks = layer((LEFT, {"block_id": "B1"}), (APART, {"block_id": "B2", "封闭": "是"}))
    area = layer((shapely.box(114.28, 30.58, 114.284, 30.59), {}))
    study = study_of(blocks=blocks, area=area)
    assert study.blocks["block_id"].tolist() == ["B1"]
    assert rows_of(study) == [("B2", "")]


def test_private_edits_are_compounds_and_opened_ones_stay_with_the_edits() -> None:
    edits = layer(
        (APART, {"edit_id": "E1", "类型": "封闭小区", "备注": "厂区"}),
        (LEFT, {"edit_id": "B1", "类型": "private", "备注": ""}),
        (LEFT, {"edit_id": "E3", "类型": "开放", "备注": "拆墙"}),
        (None, {"edit_id": "E4", "类型": "open", "备注": "", "compound_id": "B1"}),
    )
    blocks = layer((LEFT, {"block_id": "B1", "封闭": "是"}), (APART, {"block_id": "B2"}))
    study = study_of(blocks=blocks, edits=edits)
    assert rows_of(study) == [("B1", ""), ("E1", "厂区"), ("edit B1", "")]
    assert study.edits is not None
    assert study.edits["kind"].tolist() == ["private", "private", "open", "open"]
    assert study.edits[tables.EDIT_COMPOUND].tolist() == ["", "", "", "B1"]
    assert study.edits["geometry"].isna().tolist() == [False, False, False, True]


def test_shapes_of_edits_fit_their_kinds() -> None:
    bare = {"备注": "", "compound_id": ""}
    edits = layer(
        (shapely.Point(114.282, 30.581), {"类型": "private", **bare}),
        (STREETS[0], {"类型": "open", **bare}),
        (None, {"类型": "open", **bare}),
        (None, {"类型": "private", **bare, "compound_id": "B1"}),
        (LEFT, {"类型": "围起来", **bare}),
        (shapely.Point(114.282, 30.581), {"类型": "gate", **bare, "compound_id": "B1", "小区编号": "B1"}),
        (shapely.Point(114.282, 30.581), {"类型": "gate", **bare, "compound_id": "B1"}),
    )
    found = codes_of(lambda: study_of(edits=edits))
    assert sorted(found) == ["edit_kind_unknown", *["edit_shape_polygon"] * 4, "gate_of_both"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [(True, "open"), (False, "left out"), ("是", "open"), ("否", "left out"), ("in or out", "in or out")],
)
def test_what_version_1_said_of_private_ways_is_understood(said: object, meant: str) -> None:
    settings = read_settings({"streets": {"file": "a", "private_ways": said}}, files=False)
    assert settings.value("streets", "private_ways") == meant


@pytest.mark.parametrize("said", ["in and out", 1, "2.0"])
def test_another_word_for_private_ways_is_refused(said: object) -> None:
    with pytest.raises(InputError):
        read_settings({"streets": {"file": "a", "private_ways": said}}, files=False)
    with pytest.raises((InputError, TypeError)):
        read_streets("a.gpkg", private_ways=said)  # type: ignore[arg-type]


def test_parts_of_one_way_share_its_id_and_who_walks_it(tmp_path: Path) -> None:
    path = write_pbf(tmp_path / "a.osm.pbf", NODES, [(1, [1, 2, 99, 3, 4], PRIVATE), (2, [4, 5], HOME)])
    streets = read_streets(path, private_ways="in or out")
    assert streets[["street_id", "access"]].to_numpy().tolist() == [["1", "private"], ["1", "private"], ["2", ""]]
    assert read_streets(path, private_ways="left out")["street_id"].tolist() == ["2"]
    assert read_streets(path, private_ways="open")["access"].tolist() == [""] * 3


def _layer_of_tags(folder: Path) -> Path:
    return write_geojson(folder / "a.geojson", (STREETS[0], PRIVATE), (STREETS[1], HOME))


def _one_cell(folder: Path) -> Path:
    tags = {"highway": "service", "other_tags": '"access"=>"private"'}
    return write_geojson(folder / "a.geojson", (STREETS[0], tags), (STREETS[1], HOME))


def _overture(folder: Path) -> Path:
    rule = [{"access_type": "allowed", "when": {"recognized": ["as_private"]}}]
    road = {"subtype": "road", "class": "service", "access_restrictions": json.dumps(rule)}
    return write_geojson(
        folder / "a.geojson", (STREETS[0], road), (STREETS[1], {"subtype": "road", "class": "service"})
    )


def _given(folder: Path) -> Path:
    return write_layer(folder / "a.gpkg", STREETS, **_columns(), access=["private", ""])


def _given_with_tags(folder: Path) -> Path:
    """Return a file as fetched before streets had `access`: its tags say it."""
    return write_layer(folder / "a.gpkg", STREETS, **_columns(), access=["residents", "private"], foot=["", "yes"])


def _columns() -> dict[str, Any]:
    texts = {name: [""] * 2 for name in ("name", "highway", "level")}
    return {"street_id": ["1", "2"], **texts, "cut_start": [False] * 2, "cut_end": [False] * 2}


@pytest.mark.parametrize("written", [_layer_of_tags, _one_cell, _overture, _given, _given_with_tags])
def test_every_reader_tells_who_walks_a_street(tmp_path: Path, written: Any) -> None:
    path = written(tmp_path)
    assert read_streets(path, private_ways="in or out")["access"].tolist() == ["private", ""]
    assert read_streets(path, private_ways="open")["access"].tolist() == ["", ""]
    assert read_streets(path, private_ways="left out")["access"].tolist() == [""]


def test_streets_without_the_column_are_public() -> None:
    streets = study_of().streets
    assert streets["access"].tolist() == ["", ""]
    bare = streets.drop(columns="access")
    assert tables.table_faults("streets", bare, tables.STREETS) == []
    assert tables.with_access(bare)["access"].tolist() == ["", ""]
    assert tables.with_access(streets) is streets


def test_a_graph_is_public_where_its_edges_say_nothing() -> None:
    graph = nx.Graph()
    graph.add_node("a", x=114.30, y=30.60)
    graph.add_node("b", x=114.31, y=30.60)
    graph.add_edge("a", "b")
    assert graphs.streets_from_graph(graph)["access"].tolist() == [""]


def test_compounds_are_read_from_a_study_file(tmp_path: Path) -> None:
    write_layer(tmp_path / "walls.gpkg", [LEFT], 小区编号=["X"], 名称=["大院"])
    study = circles.read_study(write_study(tmp_path, '[compounds]\nfile = "walls.gpkg"\n'))
    assert rows_of(study) == [("X", "大院")]
    check = circles.check_study(tmp_path / "study.toml")
    assert "compounds" in check.inputs["kind"].tolist()
    assert check.status != "faulty"


def test_the_walk_filter_asks_what_the_settings_say_by_default() -> None:
    assert WalkFilter() == ("in or out", "2")
