"""plan.gpkg: the layers of the contract, their system, what is missing, and the styles inside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from circles import tables
from circles.errors import OutputError
from circles.planning_study import Output
from circles.publish.geopackage import output_crs, write_geopackage
from tests.publish.drawn_plan import FORMULA, LINES, SCRIPT, drawn_plan

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.plan import Plan

STYLED = ("blocks", "circles", "centers", "service_area", "gaps")
LAYERS = (*STYLED, "street_spots")
POINTS = {"centers", "street_spots"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "规划 plan.gpkg"


def _layer(plan: Plan, file: Path, name: str) -> gpd.GeoDataFrame:
    write_geopackage(plan, file, lang="zh")
    return pyogrio.read_dataframe(file, layer=name)


def _query(file: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(question).fetchall()


def test_layers_and_columns_are_those_of_the_contract(file: Path) -> None:
    write_geopackage(drawn_plan(), file, lang="zh")
    assert [name for name, _ in pyogrio.list_layers(file)] == [*LAYERS, "layer_styles"]
    blocks = (*tables.PLAN_BLOCKS[:-1], "dwellings", "geometry")
    columns = {"blocks": blocks, "circles": tables.PLAN_CIRCLES, "centers": tables.PLAN_CENTERS}
    for name, expected in columns.items():
        info = pyogrio.read_info(file, layer=name)
        assert (*info["fields"], info["geometry_name"]) == expected
    kinds = {name: kind for name, kind in pyogrio.list_layers(file) if kind}
    assert kinds == {name: "Point" if name in POINTS else "MultiPolygon" for name in LAYERS}


def test_values_come_back(file: Path) -> None:
    plan = drawn_plan()
    blocks = _layer(plan, file, "blocks")
    assert list(blocks["name"]) == list(plan.blocks["name"])
    assert {SCRIPT, FORMULA, LINES} < set(blocks["name"])
    np.testing.assert_array_equal(blocks["minutes"], plan.blocks["minutes"])
    np.testing.assert_array_equal(blocks["population"], plan.blocks["population"])
    centers = pyogrio.read_dataframe(file, layer="centers")
    assert list(centers["attached"]) == [True, True, False, True]


def test_what_is_missing_is_null(file: Path) -> None:
    write_geopackage(drawn_plan(), file, lang="zh")
    missing = "SELECT group_concat(block_id) FROM blocks WHERE {} IS NULL"
    for column, expected in {
        "population": "B6",
        "minutes": "B4,B5,B6",
        "walk_m": "B4,B5,B6",
        "center_id": "B4,B5,B6",
        "gate_id": "B1,B3,B4,B5,B6,B7",
        "snap_m": "B5",
        "reason": "B1,B2",
        "geometry": "B5",
    }.items():
        assert _query(file, missing.format(column)) == [(expected,)], column
    assert _query(file, "SELECT worst_minutes FROM gaps WHERE no_path_blocks = 1") == [(None,)]


def test_the_file_is_sound(file: Path) -> None:
    write_geopackage(drawn_plan(), file, lang="zh")
    assert _query(file, "PRAGMA integrity_check") == [("ok",)]
    assert _query(file, "PRAGMA foreign_key_check") == []
    assert _query(file, "PRAGMA user_version") == [(10200,)]
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(("asked", "own", "expected"), [
    (None, "EPSG:4547", "EPSG:4547"),
    (None, "GCJ-02", "EPSG:4326"),
    ("EPSG:4490", "EPSG:4547", "EPSG:4490"),
])  # fmt: skip
def test_the_system_is_as_asked_for_else_the_blocks_own(file: Path, asked: str | None, own: str, expected: str) -> None:
    plan = drawn_plan(blocks_crs=own, output=Output(crs=asked))
    for name in LAYERS:
        layer = _layer(plan, file, name)
        file.unlink()
        assert layer.crs == expected
        tabled = getattr(plan, name).geometry.to_crs(expected)
        np.testing.assert_allclose(layer.total_bounds, tabled.total_bounds, rtol=0, atol=1e-6)


def test_without_a_source_of_blocks_it_is_wgs84() -> None:
    assert output_crs(replace(drawn_plan().study, sources=())) == "EPSG:4326"


@pytest.mark.parametrize(("crs", "code"), [
    ("EPSG:0", "output_crs_unknown"),
    ("北京54", "output_crs_unknown"),
    ("+proj=ortho +lat_0=-30.6 +lon_0=-65.7 +type=crs", "output_crs_elsewhere"),
])  # fmt: skip
def test_a_system_that_cannot_serve_is_named(file: Path, crs: str, code: str) -> None:
    with pytest.raises(OutputError) as error:
        write_geopackage(drawn_plan(output=Output(crs=crs)), file, lang="zh")
    assert [finding.code for finding in error.value.findings] == [code]
    assert error.value.text("zh") != error.value.text("en")
    assert not file.exists()


def _with_places(plan: Plan, places: list[shapely.Geometry | None]) -> Plan:
    return replace(plan, blocks=plan.blocks.set_geometry(gpd.GeoSeries(places, crs=tables.WGS84)))


def test_blocks_that_are_points_make_a_layer_of_points(file: Path) -> None:
    points = [shapely.Point(114.3, 30.6 + i / 1000) for i in range(6)]
    plan = _with_places(drawn_plan(), [*points, None])
    blocks = _layer(plan, file, "blocks")
    assert pyogrio.read_info(file, layer="blocks")["geometry_type"] == "Point"
    assert blocks.geometry.isna().tolist() == [False] * 6 + [True]
    assert _styles(file)["blocks"].findtext("layerGeometryType") == "0"


def test_points_and_polygons_share_a_layer_of_any_geometry(file: Path) -> None:
    plan = drawn_plan()
    mixed = _with_places(plan, [shapely.Point(114.3, 30.6), *plan.blocks.geometry[1:]])
    blocks = _layer(mixed, file, "blocks")
    assert pyogrio.read_info(file, layer="blocks")["geometry_type"] == "Unknown"
    assert blocks.geom_type.iloc[0] == "Point"
    assert set(blocks.geom_type.dropna()) == {"Point", "Polygon", "MultiPolygon"}
    assert "blocks" not in _styles(file)


def test_empty_tables_are_layers_still(file: Path) -> None:
    plan = drawn_plan()
    empty = replace(plan, **{name: getattr(plan, name).iloc[:0] for name in LAYERS})
    write_geopackage(empty, file, lang="en")
    kinds = dict(pyogrio.list_layers(file).tolist())
    assert kinds == {name: "Point" if name in POINTS else "MultiPolygon" for name in LAYERS} | {"layer_styles": None}
    for name in LAYERS:
        info = pyogrio.read_info(file, layer=name)
        assert info["features"] == 0
        assert info["crs"] == "EPSG:4547"


def test_blocks_without_any_geometry_or_value_are_written(file: Path) -> None:
    plan = _with_places(drawn_plan(), [None] * 7)
    plan = replace(plan, blocks=plan.blocks.assign(center_id=None, minutes=np.nan))
    blocks = _layer(plan, file, "blocks")
    assert len(blocks) == 7
    assert blocks[["center_id", "minutes", "geometry"]].isna().all(axis=None)
    assert pyogrio.read_info(file, layer="blocks")["geometry_type"] == "MultiPolygon"


def test_the_same_plan_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "b" / "other.gpkg"
    elsewhere.parent.mkdir()
    write_geopackage(drawn_plan(), file, lang="zh")
    write_geopackage(drawn_plan(), elsewhere, lang="zh")
    assert file.read_bytes() == elsewhere.read_bytes()
    assert _query(file, "SELECT DISTINCT last_change FROM gpkg_contents") == [("2000-01-01T00:00:00.000Z",)]


@pytest.mark.parametrize("before", [None, "2026-01-02T03:04:05.000Z"])
def test_gdal_is_left_as_it_was(file: Path, before: str | None) -> None:
    at_first = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    try:
        write_geopackage(drawn_plan(), file, lang="zh")
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == before
        with pytest.raises(OutputError):
            write_geopackage(drawn_plan(), file.parent / "no folder" / "plan.gpkg", lang="zh")
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == before
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": at_first})


def _styles(file: Path) -> dict[object, ET.Element]:
    question = """SELECT f_table_name, styleQML FROM layer_styles
        WHERE f_table_schema = '' AND f_geometry_column = 'geometry' AND useAsDefault"""
    return {name: ET.fromstring(str(qml)) for name, qml in _query(file, question)}  # noqa: S314 our own file


def _colours(symbol: ET.Element) -> set[str]:
    return {
        option.attrib["value"].rsplit(",", 1)[0]
        for option in symbol.iter("Option")
        if option.attrib.get("name", "").endswith("color") and not option.attrib["value"].endswith(",0")
    }


def test_every_layer_has_a_default_style_where_qgis_looks_for_it(file: Path) -> None:
    write_geopackage(drawn_plan(), file, lang="zh")
    styles = _styles(file)
    assert set(styles) == set(STYLED)
    for name, qgis in styles.items():
        assert qgis.tag == "qgis"
        assert qgis.findtext("layerGeometryType") == ("0" if name == "centers" else "2")
        used = {item.attrib["symbol"] for item in qgis.iter() if "symbol" in item.attrib}
        assert used == {symbol.attrib["name"] for symbol in qgis.iter("symbol")}


@pytest.mark.parametrize(("shape", "kind"), [("polygon", "SimpleFill"), ("point", "SimpleMarker")])
def test_inside_is_blue_outside_vermilion_and_hatched_the_rest_grey(file: Path, shape: str, kind: str) -> None:
    plan = drawn_plan()
    if shape == "point":
        plan = _with_places(plan, [None, *plan.blocks.geometry[1:].representative_point()])
    write_geopackage(plan, file, lang="zh")
    blocks = _styles(file)["blocks"]
    symbols = {symbol.attrib["name"]: symbol for symbol in blocks.iter("symbol")}
    of = {item.attrib["value"]: symbols[item.attrib["symbol"]] for item in blocks.iter("category")}
    assert set(of) == {tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED}
    assert _colours(of["inside"]) - {"255,255,255"} == {"0,114,178"}
    assert _colours(of["outside"]) - {"255,255,255"} == {"213,94,0"}
    assert all(len(set(colour.split(","))) == 1 for colour in _colours(of["not evaluated"]))
    assert {layer.attrib["class"] for layer in blocks.iter("layer")} == {kind}
    hatched = [option for option in of["outside"].iter("Option") if option.attrib.get("value") == "b_diagonal"]
    assert len(hatched) == (0 if shape == "point" else 1)


@pytest.mark.parametrize(
    ("lang", "labels"), [("zh", ["覆盖", "未覆盖", "未评估"]), ("en", ["inside", "outside", "not evaluated"])]
)
def test_legends_are_in_the_readers_language(file: Path, lang: str, labels: list[str]) -> None:
    write_geopackage(drawn_plan(), file, lang=lang)
    assert [item.attrib["label"] for item in _styles(file)["blocks"].iter("category")] == labels
    rule = _styles(file)["circles"].find(".//rule")
    assert rule is not None
    assert rule.attrib["label"].startswith("15")
