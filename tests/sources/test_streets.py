from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from circles import integers, tables
from circles.sources.streets.reading import read_streets, streets_reading
from tests.sources.small_files import STREETS, codes_of, write_geojson, write_layer

if TYPE_CHECKING:
    from pathlib import Path

LINE = STREETS[0]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet", ".shp"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4547", "EPSG:32650", "EPSG:4490"])
def test_any_line_layer_in_any_crs(tmp_path: Path, suffix: str, crs: str) -> None:
    folder = tmp_path / "道路 数据 #1%20?"
    folder.mkdir()
    shapes = gpd.GeoSeries(STREETS, crs="EPSG:4326").to_crs(crs)
    path = write_layer(folder / f"道 路{suffix}", shapes, crs, name=["中山大道", "胜利街"])
    streets = read_streets(path)
    assert tuple(streets.columns) == tables.STREETS
    assert streets["name"].tolist() == ["中山大道", "胜利街"]
    assert streets.crs == tables.WGS84
    expected = integers.to_units(shapely.get_coordinates(STREETS))
    assert abs(integers.to_units(shapely.get_coordinates(streets.geometry)) - expected).max() <= 1
    assert streets.geometry.geom_equals_exact(integers.on_grid(streets.geometry), 0).all()


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet"])
def test_an_exclamation_mark_in_a_path_is_no_archive(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "重要! 道路"
    folder.mkdir()
    path = write_layer(tmp_path / f"a{suffix}", STREETS).rename(folder / f"a!b{suffix}")
    assert len(read_streets(path)) == 2


def test_shared_vertices_stay_shared_through_a_projection(tmp_path: Path) -> None:
    shapes = gpd.GeoSeries(STREETS, crs="EPSG:4326").to_crs("EPSG:4547")
    streets = read_streets(write_layer(tmp_path / "a.gpkg", shapes, "EPSG:4547"))
    ends = [shapely.get_coordinates(line).tolist() for line in streets.geometry]
    assert ends[0][-1] == ends[1][0]


def test_multilines_are_taken_apart_and_z_dropped(tmp_path: Path) -> None:
    shape = shapely.MultiLineString([[(114, 30, 5), (114.1, 30, 5)], [(114.2, 30, 5), (114.3, 30, 5)]])
    streets = read_streets(write_geojson(tmp_path / "a.geojson", (shape, {"osm_id": "77"}), (LINE, {"osm_id": "78"})))
    assert streets["street_id"].tolist() == ["77", "77", "78"]
    assert not shapely.has_z(streets.geometry).any()


def test_null_and_empty_shapes_are_counted(tmp_path: Path) -> None:
    empty = {"type": "LineString", "coordinates": []}
    path = write_geojson(
        tmp_path / "a.geojson", (LINE, {}), (None, {}), (empty, {}), (shapely.LineString([(1, 1), (1, 1)]), {})
    )
    reading = streets_reading(path)
    assert len(reading.table) == 1
    notes = reading.source.notes
    assert (notes["ways_read"], notes["without_geometry"], notes["without_length"]) == (4, 2, 1)
    assert [finding.code for finding in reading.warnings] == ["streets_without_line"]


@pytest.mark.parametrize("column", ["highway", "fclass"])
def test_the_walk_filter_applies_to_layers_that_say_what_a_street_is(tmp_path: Path, column: str) -> None:
    kinds = ["residential", "motorway", "trunk", "trunk", "service", "['motorway', 'residential']", None]
    path = write_geojson(
        tmp_path / "a.geojson",
        *(
            (LINE, {column: kind, "foot": foot, "access": access})
            for kind, foot, access in zip(
                kinds, [None, None, None, "yes", None, None, None], [None] * 4 + ["private", None, None], strict=True
            )
        ),
    )
    reading = streets_reading(path)
    assert reading.table["street_id"].tolist() == ["1", "4", "5", "6"]
    assert reading.table["access"].tolist() == ["", "", "private", ""]
    assert reading.source.notes["rule"] == "osm walk filter"
    assert reading.source.notes["ways_walkable"] == 4
    assert len(read_streets(path, private_ways="left out")) == 3


def test_other_layers_are_all_walkable(tmp_path: Path) -> None:
    reading = streets_reading(write_geojson(tmp_path / "a.geojson", (LINE, {"lanes": "2"})))
    assert reading.source.notes["rule"] == "all lines"
    assert len(reading.table) == 1
    assert reading.warnings == ()


def test_levels_come_from_chinese_columns_too(tmp_path: Path) -> None:
    path = write_geojson(
        tmp_path / "a.geojson",
        (LINE, {"桥": "是", "隧道": "否", "高架": "否", "层": 1}),
        (LINE, {"桥": "否", "隧道": "否", "高架": "是", "层": 1.0}),
        (LINE, {"桥": "否", "隧道": "否", "高架": None, "层": 0}),
        (LINE, {"桥": "否", "隧道": "是", "高架": None, "层": None}),
    )
    assert read_streets(path)["level"].tolist() == ["bridge layer=1", "bridge layer=1", "", "tunnel"]


def test_a_streets_table_written_out_comes_back_as_it_was(tmp_path: Path) -> None:
    streets = read_streets(write_geojson(tmp_path / "a.geojson", (LINE, {"highway": "trunk", "foot": "yes"})))
    streets = streets.assign(cut_end=True)
    streets.to_file(tmp_path / "b.gpkg")
    again = streets_reading(tmp_path / "b.gpkg")
    assert again.source.notes["rule"] == "streets table as given"
    assert again.source.notes["cut_ends"] == 1
    assert again.table["highway"].tolist() == ["trunk"]
    assert again.table.geometry.tolist() == streets.geometry.tolist()


def test_geojson_is_wgs84_unless_its_crs_member_says_otherwise(tmp_path: Path) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32650"}}
    shape = gpd.GeoSeries([LINE], crs="EPSG:4326").to_crs("EPSG:32650").iloc[0]
    streets = read_streets(write_geojson(tmp_path / "a.geojson", (shape, {}), crs=named))
    assert abs(streets.geometry.iloc[0].coords[0][0] - 114.28) < 1e-6


def test_what_is_no_street_layer_is_refused(tmp_path: Path) -> None:
    point, square = shapely.Point(114, 30), shapely.box(114, 30, 115, 31)
    assert codes_of(lambda: read_streets(write_geojson(tmp_path / "a.geojson", (point, {}), (square, {})))) == [
        "no_lines"
    ]
    mixed = write_geojson(tmp_path / "b.geojson", (LINE, {}), (point, {}), (square, {}))
    assert codes_of(lambda: read_streets(mixed)) == ["not_a_line", "not_a_line"]


def test_no_crs_is_refused_and_can_be_said(tmp_path: Path) -> None:
    shapes = gpd.GeoSeries([LINE], crs="EPSG:4326").to_crs("EPSG:4547")
    path = write_layer(tmp_path / "a.parquet", shapes, None)
    assert codes_of(lambda: read_streets(path)) == ["coordinates_in_metres"]
    assert len(read_streets(path, crs="EPSG:4547")) == 1


@pytest.mark.parametrize(
    ("coordinates", "code"),
    [
        ([(30.58, 114.28), (30.59, 114.28)], "coordinates_swapped"),
        ([(39.5, 76.0), (39.6, 76.0)], "coordinates_swapped"),
        ([(530000, 3384000), (530100, 3384000)], "coordinates_not_degrees"),
    ],
)
def test_places_that_are_no_degrees_are_refused(
    tmp_path: Path, coordinates: list[tuple[float, float]], code: str
) -> None:
    path = write_geojson(tmp_path / "a.geojson", (shapely.LineString(coordinates), {}), (LINE, {}))
    assert codes_of(lambda: read_streets(path)) == [code]


def test_nan_coordinates_are_refused(tmp_path: Path) -> None:
    with np.errstate(invalid="ignore"):
        line = shapely.LineString([(114, 30), (float("nan"), 30.1), (114.2, 30.2)])
    path = write_layer(tmp_path / "a.parquet", [LINE, line])
    assert codes_of(lambda: read_streets(path)) == ["coordinate_not_finite"]


def test_ambiguous_columns_name_both(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", (LINE, {"bridge": "T", "桥梁": "F"}))
    assert codes_of(lambda: read_streets(path)) == ["ambiguous_column"]


def test_a_vrt_named_geojson_is_not_obeyed(tmp_path: Path) -> None:
    write_geojson(tmp_path / "secret.geojson", (LINE, {}))
    vrt = tmp_path / "a.geojson"
    vrt.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{tmp_path / "secret.geojson"}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>",
        encoding="utf-8",
    )
    assert codes_of(lambda: read_streets(vrt)) == ["unknown_content"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.geojson", b"", "empty_file"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [', "unreadable"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "empty_table"),
        ("a.gpkg", b"SQLite format 3\0" + bytes(52) + b"GPKG" + bytes(400), "database_damaged"),
        ("a.gpkg", b"SQLite format 3\0" + bytes(500), "database_not_read"),
        ("a.parquet", b"PAR1" + bytes(100), "unreadable"),
        ("a.shp", b"\0\0\x27\x0a" + bytes(200), "shapefile_without_index"),
        ("a.osm.pbf", b"\0\0\0\x0d\n\tOSMHeader" + bytes(40), "unreadable"),
        ("a.graphml", b"<graphml><graph>", "unreadable"),
        ("a.zip", b"PK\3\4" + bytes(100), "unknown_content"),
        ("a.csv", b"lon,lat\n1,2\n", "wrong_content"),
    ],
)
def test_broken_files_are_refused_by_content(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert codes_of(lambda: read_streets(path)) == [code]


@pytest.mark.parametrize("name", ["http://example.org/a.geojson", "/vsicurl/http://example.org/a.gpkg", "GPKG:a.gpkg"])
def test_addresses_are_refused(name: str) -> None:
    assert codes_of(lambda: read_streets(name)) == ["address_refused"]


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    assert codes_of(lambda: read_streets(tmp_path / "none.gpkg")) == ["file_missing"]
    assert codes_of(lambda: read_streets(tmp_path)) == ["folder_not_file"]


def test_layers_of_a_geopackage_are_chosen_by_shape_name_or_question(tmp_path: Path) -> None:
    path = tmp_path / "all.gpkg"
    lines = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=STREETS, crs="EPSG:4326")
    lines.to_file(path, layer="roads")
    gpd.GeoDataFrame(geometry=[shapely.Point(114, 30)], crs="EPSG:4326").to_file(path, layer="trees")
    assert len(read_streets(path)) == 2
    lines.iloc[:1].to_file(path, layer="paths")
    assert codes_of(lambda: read_streets(path)) == ["several_layers"]
    assert len(read_streets(path, layer="paths")) == 1
    assert codes_of(lambda: read_streets(path, layer="rivers")) == ["unknown_layer"]
    lines.to_file(path, layer="streets")
    assert len(read_streets(path)) == 2


def test_shapefile_names_without_cpg_are_read_as_chinese(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    gpd.GeoDataFrame({"name": ["中山大道"]}, geometry=[LINE], crs="EPSG:4326").to_file(path, encoding="GB18030")
    path.with_suffix(".cpg").unlink()
    assert read_streets(path)["name"].tolist() == ["中山大道"]


@pytest.mark.city
def test_the_cities(city_data: Path) -> None:
    geojson = streets_reading(city_data / "baoding/baoding_roads.geojson")
    assert (geojson.source.rows, geojson.source.notes["rule"]) == (2985, "osm walk filter")
    assert "bridge layer=1" in set(geojson.table["level"])
    pbf, parquet = (read_streets(city_data / "wuhan" / name) for name in ("wuhan.osm.pbf", "wuhan_streets.parquet"))
    assert len(pbf) == len(parquet) == 74743
    graph = streets_reading(city_data / "baoding/baoding_main_roads.graphml")
    assert graph.source.rows == len(graph.table) == 30186
    assert (graph.table["length_m"] > 0).all()


def test_osmnx_graphml_has_every_attribute_as_text(tmp_path: Path) -> None:
    path = tmp_path / "osmnx.graphml"
    graph = nx.MultiDiGraph(crs="epsg:4326", simplified="True")
    graph.add_node("1", x="114.28", y="30.58", street_count="1")
    graph.add_node("2", x="114.29", y="30.58", street_count="2")
    graph.add_edge(
        "1",
        "2",
        osmid="[5, 6]",
        length="960.5",
        highway="motorway",
        geometry="LINESTRING (114.28 30.58, 114.285 30.581, 114.29 30.58)",
    )
    nx.write_graphml(graph, path)
    reading = streets_reading(path)
    assert reading.source.notes == {"rule": "graph as given", "nodes": 2, "edges": 1}
    assert reading.table["length_m"].tolist() == [960.5]
    assert shapely.get_num_points(reading.table.geometry).tolist() == [3]


def test_plain_networkx_graphml_and_a_projected_one(tmp_path: Path) -> None:
    graph = nx.Graph()
    graph.add_node(1, x=114.28, y=30.58)
    graph.add_node(2, x=114.29, y=30.58)
    graph.add_edge(1, 2)
    nx.write_graphml(graph, tmp_path / "a.graphml")
    streets = read_streets(tmp_path / "a.graphml")
    assert "length_m" not in streets
    assert shapely.get_coordinates(streets.geometry).tolist() == [[114.28, 30.58], [114.29, 30.58]]
    points = gpd.GeoSeries.from_xy([114.28, 114.29], [30.58, 30.58], crs="EPSG:4326").to_crs("EPSG:32650")
    for node, point in zip((1, 2), points, strict=True):
        graph.nodes[node].update(x=point.x, y=point.y)
    graph.graph["crs"] = "EPSG:32650"
    nx.write_graphml(graph, tmp_path / "b.graphml")
    projected = integers.to_units(shapely.get_coordinates(read_streets(tmp_path / "b.graphml").geometry))
    assert abs(projected - integers.to_units(shapely.get_coordinates(streets.geometry))).max() <= 1


def test_a_graphml_with_entities_is_refused_before_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "bomb.graphml"
    levels = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE graphml [<!ENTITY a0 "x">{levels}]><graphml><graph>&a9;</graph></graphml>',
        encoding="utf-8",
    )
    assert codes_of(lambda: read_streets(path)) == ["document_type_refused"]
