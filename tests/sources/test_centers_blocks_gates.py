from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from circles import integers, tables
from circles.errors import InputError
from circles.sources.geo.shapes import polygons_repaired
from circles.sources.inputs.area import ground_from, inside_area
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.centers import centers_from
from circles.sources.inputs.gates import gates_from
from circles.sources.places.made_ids import is_made
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import read_table
from tests.sources.small_files import SQUARE, codes_of, write_geojson, write_layer

if TYPE_CHECKING:
    from pathlib import Path

    from circles.sources.tables.raw_table import Reading

POINT = shapely.Point(114.28, 30.58)
BOW_TIE = shapely.Polygon([(114, 30), (114.02, 30.02), (114.02, 30), (114, 30.02)])


def centers(folder: Path, text: str, **said: Any) -> Reading:
    path = folder / "中心.csv"
    path.write_text(text, encoding="utf-8")
    return centers_from(read_table(path, kind="centers", settings=TableSettings(**said)))


def blocks(folder: Path, text: str, **said: Any) -> Reading:
    path = folder / "小区.csv"
    path.write_text(text, encoding="utf-8")
    return blocks_from(read_table(path, kind="blocks"), **said)


def test_centers_from_a_list(tmp_path: Path) -> None:
    reading = centers(tmp_path, "编号,名称,经度,纬度,状态\n007,一号,114.28,30.58,\nB,二号,１１４．２９,30.59,在建\n")
    assert set(reading.table.columns) == {*tables.CENTERS, "construction"}
    assert reading.table["construction"].fillna("").tolist() == ["", "under construction"]
    assert reading.table["center_id"].tolist() == ["007", "B"]
    assert reading.table["status"].tolist() == ["open", "closed"]
    assert reading.table.geometry.iloc[1].coords[0] == (114.29, 30.59)
    assert (reading.source.file, reading.source.rows, reading.source.notes["closed"]) == ("中心.csv", 2, 1)


def test_ids_are_made_of_name_and_place_not_of_the_order_of_rows(tmp_path: Path) -> None:
    rows = ["乙,114.2,30.5", "甲,114.2,30.5", "丙,114.1,30.9", "丁,114.2,30.4"]
    made = []
    for order in (rows, rows[::-1], rows[2:] + rows[:2]):
        table = centers(tmp_path, "名称,经度,纬度\n" + "\n".join(order)).table
        made.append(dict(zip(table["name"], table["center_id"], strict=True)))
    assert made[0] == made[1] == made[2]
    assert len(set(made[0].values())) == 4


def test_made_ids_stand_beside_given_ones(tmp_path: Path) -> None:
    table = centers(tmp_path, "center_id,lon,lat\nC0001,114.2,30\n,114.1,30\n,114.0,30\n").table
    assert table["center_id"].iloc[0] == "C0001"
    assert table["center_id"].map(is_made).tolist() == [False, True, True]


def test_coordinate_columns_in_a_plane(tmp_path: Path) -> None:
    place = gpd.GeoSeries([POINT], crs="EPSG:4326").to_crs("EPSG:4547").iloc[0]
    reading = centers(tmp_path, f"name,x,y\nA,{place.x!r},{place.y!r}\n", crs="EPSG:4547")
    assert reading.table.geometry.iloc[0].coords[0] == (114.28, 30.58)
    assert reading.source.crs == "EPSG:4547"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["A,30.58,114.28,"], [("coordinates_swapped", 2)]),
        (["A,39.5,76.0,"], [("coordinates_swapped", 2)]),
        (["A,114.28,30.58,", "B,530000,3384000,"], [("coordinates_not_degrees", 3)]),
        (["A,nan,30.58,", "B,114.28,inf,"], [("coordinate_not_number", 2), ("coordinate_not_number", 3)]),
        (
            ["A,,30.58,", "B,114.28,,", "C,,,"],
            [("coordinate_missing", 2), ("coordinate_missing", 3), ("coordinate_missing", 4)],
        ),
        (["A,114.28,30.58,在建"], [("no_open_center", None)]),
        (["A,114.28,30.58,也许"], [("unknown_status", 2)]),
        (
            ["A,30.58,114.28,也许", "B,x,30,"],
            [("coordinate_not_number", 3), ("coordinates_swapped", 2), ("unknown_status", 2)],
        ),
    ],
)
def test_faults_of_centers_come_all_at_once(
    tmp_path: Path, rows: list[str], found: list[tuple[str, int | None]]
) -> None:
    from circles.errors import InputError

    with pytest.raises(InputError) as caught:
        centers(tmp_path, "name,lon,lat,status\n" + "\n".join(rows) + "\n")
    assert sorted((finding.code, finding.row) for finding in caught.value.findings) == found
    assert "中心.csv" in caught.value.text("zh")


def test_repeated_ids_name_both_rows(tmp_path: Path) -> None:
    from circles.errors import InputError

    with pytest.raises(InputError) as caught:
        centers(tmp_path, "id,lon,lat\nA,114,30\nB,114,30\nA,114,30\n")
    (finding,) = caught.value.findings
    assert (finding.code, finding.row, finding.value) == ("repeated_id", 4, "A")
    assert "2, 4" in finding.text("en")


def test_many_faults_of_one_kind_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"{i},30.5,114.{i:03d}\n" for i in range(100)) + "sound,114.5,30.5\n"
    assert codes_of(lambda: centers(tmp_path, "name,lon,lat\n" + rows)) == ["coordinates_swapped"] * 20 + ["more_alike"]


def test_a_fault_of_every_row_is_told_once(tmp_path: Path) -> None:
    rows = "".join(f"{i},30.5,114.{i:03d}\n" for i in range(100))
    with pytest.raises(InputError) as caught:
        centers(tmp_path, "name,lon,lat\n" + rows)
    (finding,) = caught.value.findings
    assert (finding.code, finding.row, finding.column) == ("coordinates_swapped", None, "lon, lat")
    assert "100" in finding.text("zh")


def test_missing_columns_are_faults(tmp_path: Path) -> None:
    assert codes_of(lambda: centers(tmp_path, "名称,地址\nA,B\n")) == ["list_without_coordinates"]


def test_centers_without_shape_stay_unless_none_remains(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", (POINT, {"name": "A"}), (None, {"name": "B"}))
    reading = centers_from(read_table(path, kind="centers"))
    assert shapely.is_missing(reading.table.geometry).tolist() == [False, True]
    assert [(finding.code, finding.row) for finding in reading.warnings] == [("center_without_place", 2)]
    path = write_geojson(tmp_path / "b.geojson", (POINT, {"status": "closed"}), (None, {"status": "open"}))
    assert codes_of(lambda: centers_from(read_table(path, kind="centers"))) == ["no_center_placed"]


def test_centers_are_points(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", (shapely.MultiPoint([POINT]), {}))
    assert centers_from(read_table(path, kind="centers")).table.geometry.tolist() == [POINT]
    path = write_geojson(tmp_path / "b.geojson", (POINT, {}), (SQUARE, {}))
    assert codes_of(lambda: centers_from(read_table(path, kind="centers"))) == ["not_a_point"]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet", ".shp"])
def test_blocks_from_layers(tmp_path: Path, suffix: str) -> None:
    path = write_layer(tmp_path / f"小 区{suffix}", [SQUARE, SQUARE], name=["甲", "乙"], pop=[10.00049, np.nan])
    reading = blocks_from(read_table(path, kind="blocks"), label="estimate", people={"year": 2020})
    assert tuple(reading.table.columns) == tables.BLOCKS
    assert reading.table["population"].iloc[0] == 10.0
    assert np.isnan(reading.table["population"].iloc[1])
    assert reading.table["dwellings"].isna().all()
    assert reading.source.label == "estimate"
    assert reading.source.notes["population_year"] == 2020
    assert reading.source.notes["population_unknown"] == 1
    assert [finding.code for finding in reading.warnings] == ["population_unknown"]


def test_blocks_may_be_points_in_a_list_and_may_lack_a_place(tmp_path: Path) -> None:
    reading = blocks(tmp_path, "小区编号,小区名称,经度,纬度,人口,户数\nA,甲,114.28,30.58,100.0005,40\nB,乙,,,,\n")
    assert reading.table["population"].iloc[0] == 100.001
    assert reading.table.geometry.tolist() == [POINT, None]
    assert [finding.code for finding in reading.warnings] == ["blocks_without_place", "population_unknown"]


def test_without_population_nothing_is_warned_of(tmp_path: Path) -> None:
    reading = blocks(tmp_path, "name,lon,lat\nA,114.28,30.58\n")
    assert reading.table["population"].isna().all()
    assert reading.warnings == ()


def test_faults_of_blocks_come_all_at_once(tmp_path: Path) -> None:
    text = "id,lon,lat,人口,户数\nA,114,30,-5,1\nA,114,,x,inf\nB,114,30,1e12,2\n"
    assert sorted(codes_of(lambda: blocks(tmp_path, text))) == [
        "coordinate_missing",
        "negative_number",
        "not_a_number",
        "not_a_number",
        "number_too_large",
        "repeated_id",
    ]


def test_lines_are_no_blocks(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", (SQUARE, {}), (shapely.LineString([(114, 30), (115, 30)]), {}))
    assert codes_of(lambda: blocks_from(read_table(path, kind="blocks"))) == ["not_a_block_shape"]


def test_bow_ties_are_repaired_without_losing_half_and_counted(tmp_path: Path) -> None:
    collapsed = shapely.Polygon([(114, 30), (115, 30), (114, 30)])
    path = write_geojson(tmp_path / "a.geojson", (BOW_TIE, {}), (SQUARE, {}), (collapsed, {}), (None, {}))
    reading = blocks_from(read_table(path, kind="blocks"))
    shapes = reading.table.geometry
    assert shapes.iloc[0].area == pytest.approx(2 * 0.02 * 0.01 / 2, rel=1e-6)
    assert shapes.iloc[0].geom_type == "MultiPolygon"
    assert shapes.iloc[1].equals(SQUARE)
    assert shapes.isna().tolist() == [False, False, True, True]
    assert reading.source.notes["repaired"] == 2
    assert reading.source.notes["without_geometry"] == 2
    assert [finding.code for finding in reading.warnings] == ["polygons_repaired", "blocks_without_place"]


def test_unclosed_rings_do_not_spoil_the_file(tmp_path: Path) -> None:
    ring = {"type": "Polygon", "coordinates": [[[114, 30], [114.1, 30], [114.1, 30.1], [114, 30.1]]]}
    path = write_geojson(tmp_path / "a.geojson", (ring, {}), (SQUARE, {}))
    assert len(blocks_from(read_table(path, kind="blocks")).table) == 2


UNITS = st.integers(0, 60)


@settings(max_examples=150)
@given(st.lists(st.tuples(UNITS, UNITS), min_size=3, max_size=9))
def test_repaired_polygons_are_valid_and_on_the_grid(corners: list[tuple[int, int]]) -> None:
    degrees = integers.to_degrees(np.array(corners) * 7 + [1142871234, 305871234])
    shapes = np.array([shapely.Polygon(degrees)], dtype=object)
    (mended,), (broken,) = polygons_repaired(shapes)
    assert broken == (not shapes[0].is_valid)
    if mended is not None:
        assert mended.is_valid
        assert not mended.is_empty
        assert mended.geom_type in {"Polygon", "MultiPolygon"}
        assert integers.on_grid(gpd.GeoSeries([mended])).iloc[0].equals_exact(mended, 0)


def test_gates_belong_to_blocks(tmp_path: Path) -> None:
    table = blocks(tmp_path, "block_id,lon,lat\nA,114,30\nB,114.1,30\n").table
    path = tmp_path / "出入口.csv"
    path.write_text("小区编号,经度,纬度\nA,114.001,30\nA,114,30\n", encoding="utf-8")
    gates = gates_from(read_table(path, kind="gates"), table).table
    assert tuple(gates.columns) == tables.GATES
    assert gates["gate_id"].map(is_made).all()
    assert gates["gate_id"].is_unique
    path.write_text("小区编号,经度,纬度\nA,114.001,30\nX,,30\n", encoding="utf-8")
    found = codes_of(lambda: gates_from(read_table(path, kind="gates"), table))
    assert found == ["coordinate_missing", "gate_of_no_block"]
    path.write_text("经度,纬度\n114.001,30\n", encoding="utf-8")
    assert codes_of(lambda: gates_from(read_table(path, kind="gates"), table)) == ["missing_column"]


def test_blocks_outside_the_area_are_left_out_and_counted(tmp_path: Path) -> None:
    area, source, _ = ground_from(
        read_table(write_geojson(tmp_path / "a.geojson", (shapely.box(114, 30, 114.05, 31), {})), kind="area"),
        "area",
    )
    reading = blocks(tmp_path, "block_id,lon,lat\nA,114,30\nB,114.1,30\nC,,\n")
    kept = inside_area(reading, area)
    assert kept.table["block_id"].tolist() == ["A", "C"]
    assert kept.source.notes["outside_area"] == 1
    assert source.kind == "area"
    far = shapely.box(10, 10, 11, 11)
    assert codes_of(lambda: inside_area(blocks(tmp_path, "block_id,lon,lat\nA,114,30\n"), far)) == [
        "all_blocks_outside_area"
    ]


def test_an_area_is_polygons(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", (SQUARE, {}), (POINT, {}))
    assert codes_of(lambda: ground_from(read_table(path, kind="area"), "area")) == ["area_not_polygon"]


@pytest.mark.city
def test_hexagons_of_porto_alegre_sum_to_the_census(city_data: Path) -> None:
    reading = blocks_from(read_table(city_data / "porto-alegre/poa_hexgrid.csv", kind="blocks"))
    assert len(reading.table) == 1227
    assert integers.thousandths(reading.table["population"]).sum() == 812_935_000
    points = centers_from(read_table(city_data / "porto-alegre/poa_points_of_interest.csv", kind="centers"))
    assert len(points.table) == 15
