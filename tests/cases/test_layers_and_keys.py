"""Layers are told by their names, bytes decide an encoding, and keys stay whole to their last digit."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from pyproj import CRS

from circles.errors import InputError
from circles.sources.files.shapefile import shapefile_encoding
from circles.sources.geo.coordinates import crs_text
from circles.sources.inputs.blocks import blocks_from
from circles.sources.streets.reading import read_streets, streets_from_lines
from circles.sources.tables.reading import read_table, table_in_memory
from tests.sources.small_files import SQUARE, STREETS, codes_of, write_geojson, write_layer, write_pbf

if TYPE_CHECKING:
    from pathlib import Path

LONG = 617700169958293503


# Shapefiles


def shapefile(path: Path, names: list[bytes], texts: list[bytes], *, cpg: str | None) -> Path:
    """Write a Shapefile whose names and texts are these very bytes."""
    frame = gpd.GeoDataFrame({f"f{i}": ["x" * 30] for i in range(len(names))}, geometry=[SQUARE], crs="EPSG:4326")
    frame.to_file(path, engine="pyogrio")
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    for i, name in enumerate(names):
        at = 32 + 32 * i
        data[at : at + 11] = name[:10].ljust(11, b"\0")
    start = int.from_bytes(data[8:10], "little") + 1
    for i, text in enumerate(texts):
        width = data[32 + 32 * i + 16]
        data[start : start + width] = text[:width].ljust(width)
        start += width
    table.write_bytes(bytes(data))
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    return path


@pytest.mark.parametrize("cpg", [None, "UTF-8", "GBK", "936", "ISO-8859-1", "1252", "nonsense", "ANSI 1252"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bytes_decide_whatever_the_cpg_says(tmp_path: Path, encoding: str, cpg: str | None) -> None:
    names = ["小区名称".encode(encoding), "街道".encode(encoding)]
    path = shapefile(tmp_path / "a.shp", names, ["荣镕花园小区".encode(encoding), "南关街道".encode(encoding)], cpg=cpg)
    cells = read_table(path, kind="blocks").cells
    # Four letters are 12 bytes in UTF-8, and a name has 10: the half of the fourth is left away.
    assert list(cells.columns) == ["小区名称"[: 3 if encoding == "utf-8" else 4], "街道"]
    assert cells.iloc[0].tolist() == ["荣镕花园小区", "南关街道"]


@pytest.mark.parametrize("cpg", ["ISO-8859-1", "88591", "1252"])
def test_letters_with_accents_stay_what_their_code_page_says(tmp_path: Path, cpg: str) -> None:
    texts = ["Conceição da Glória".encode("cp1252"), "São João".encode("cp1252")]
    path = shapefile(tmp_path / "a.shp", [b"nome", "praça".encode("cp1252")], texts, cpg=cpg)
    cells = read_table(path, kind="blocks").cells
    assert list(cells.columns) == ["nome", "praça"]
    assert cells.iloc[0].tolist() == ["Conceição da Glória", "São João"]


def test_a_text_cut_at_the_width_of_its_field_loses_half_a_letter(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"name": ["x" * 10]}, geometry=[SQUARE], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.shp", engine="pyogrio")
    table = tmp_path / "a.dbf"
    width = table.read_bytes()[32 + 16]
    whole = ("小" * 200).encode()[:width]
    table.write_bytes(table.read_bytes().replace(b"x" * 10 + b" " * (width - 10), whole))
    assert read_table(tmp_path / "a.shp", kind="blocks").cells["name"].tolist() == ["小" * (width // 3)]


def test_what_is_whole_and_said_is_left_to_the_driver(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "a.shp", [b"name"], ["小区".encode()], cpg="UTF-8")
    assert shapefile_encoding(path) is None
    path = shapefile(tmp_path / "b.shp", [b"name"], [b"plain"], cpg=None)
    assert shapefile_encoding(path) is None


def test_what_stands_beside_a_shapefile_is_no_part_of_it(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "roads.shp", [b"name"], [b"A"], cpg="UTF-8")
    (tmp_path / "roads").mkdir()
    (tmp_path / "roads.gdb").mkdir()
    (tmp_path / "roads.xlsx").symlink_to("/dev/null")
    assert len(read_table(path, kind="blocks").cells) == 1
    (tmp_path / "roads.dbf").unlink()
    (tmp_path / "roads.dbf").symlink_to("/dev/null")
    assert codes_of(lambda: read_table(path, kind="blocks")) == ["linked_part"]


# Layers


def layers(path: Path, **named: Any) -> Path:
    for name, shapes in named.items():
        gpd.GeoDataFrame({"name": [name] * len(shapes)}, geometry=shapes, crs="EPSG:4326").to_file(
            path, layer=name, engine="pyogrio", mode="a" if path.exists() else "w"
        )
    return path


MIXED = [SQUARE, shapely.Point(114.29, 30.59)]


@pytest.mark.parametrize("name", ["blocks", "Blocks", "小区", "居住小区"])
def test_a_layer_named_like_its_kind_wins_before_its_type(tmp_path: Path, name: str) -> None:
    path = layers(tmp_path / "a.gpkg", circles=[SQUARE, SQUARE], **{name: MIXED}, gaps=[SQUARE])
    raw = read_table(path, kind="blocks")
    assert raw.cells["name"].tolist() == [name, name]
    assert raw.source("blocks").notes["layer"] == name


@pytest.mark.parametrize("name", ["streets", "道路", "路网"])
def test_a_layer_of_lines_and_others_is_told_by_its_name(tmp_path: Path, name: str) -> None:
    path = layers(tmp_path / "a.gpkg", limits=STREETS, **{name: STREETS})
    assert read_streets(path)["name"].tolist() == [name, name]


def test_a_layer_of_any_shape_fits_where_no_other_does(tmp_path: Path) -> None:
    path = layers(tmp_path / "a.gpkg", trees=[shapely.Point(114, 30)], land=MIXED)
    assert read_table(path, kind="blocks").cells["name"].tolist() == ["land", "land"]


def test_only_layers_that_may_be_meant_are_asked_about(tmp_path: Path) -> None:
    path = layers(tmp_path / "a.gpkg", lines=STREETS, old=[SQUARE], new=[SQUARE])
    with pytest.raises(InputError) as caught:
        read_table(path, kind="blocks")
    assert caught.value.findings[0].details["layers"] == "old, new"
    path = layers(tmp_path / "b.gpkg", 小区=[SQUARE], 小区2023=[SQUARE])
    assert codes_of(lambda: read_table(path, kind="blocks")) == ["several_layers"]


# Keys


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".parquet"])
def test_long_ids_beside_an_empty_one_stay_whole(tmp_path: Path, suffix: str) -> None:
    ids = pd.array([LONG, LONG + 64, None], dtype="Int64")
    frame = gpd.GeoDataFrame({"block_id": ids, "population": [1, None, 3]}, geometry=[SQUARE] * 3, crs="EPSG:4326")
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, engine="pyogrio")
    table = blocks_from(read_table(path, kind="blocks")).table
    assert table["block_id"].tolist()[:2] == [str(LONG), str(LONG + 64)]
    assert table["population"].tolist()[::2] == [1, 3]
    assert np.isnan(table["population"].iloc[1])


def test_ids_in_the_index_are_kept(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"block_id": ["X7", "X8"], "name": ["a", "b"]}, geometry=MIXED, crs="EPSG:4326")
    frame.set_index("block_id").to_parquet(tmp_path / "a.parquet")
    for raw in (table_in_memory(frame.set_index("block_id")), read_table(tmp_path / "a.parquet", kind="blocks")):
        assert blocks_from(raw).table["block_id"].tolist() == ["X7", "X8"]
    assert blocks_from(table_in_memory(frame.iloc[::-1])).table["block_id"].tolist() == ["X8", "X7"]


def curve(first: tuple[float, float], second: tuple[float, float], last: tuple[float, float]) -> bytes:
    """Return an arc through three places as CircularString in WKB."""
    places = np.array([first, second, last]).astype("<f8").tobytes()
    return b"\x01" + (8).to_bytes(4, "little") + (3).to_bytes(4, "little") + places


def test_one_curve_is_read_as_its_line_and_counted(tmp_path: Path) -> None:
    numbers: Any = pd.array([LONG, None], dtype="Int64")
    path = write_layer(tmp_path / "a.gpkg", STREETS, name=["one", "two"], number=numbers)
    arc = curve((114.28, 30.58), (114.285, 30.585), (114.29, 30.58))
    head = b"GP\x00\x01" + (4326).to_bytes(4, "little")
    with closing(sqlite3.connect(path)) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY'")
        database.execute("UPDATE a SET geom = ? WHERE name = 'one'", (head + arc,))
    raw = read_table(path, kind="streets")
    assert raw.geometry is not None
    bowed, straight = raw.geometry
    assert straight.equals(STREETS[1])
    # Half a circle of radius 0.005 degree.
    assert bowed.length == pytest.approx(np.pi * 0.005, rel=1e-3)
    assert raw.source("streets").notes["curves_as_lines"] == 1
    assert raw.cells["number"].iloc[0] == LONG


# What is said of streets


@pytest.mark.parametrize(("no", "yes"), [("False", "True"), ("false", "true"), ("0", "1"), ("否", "是"), ("", "yes")])
def test_cut_ends_may_be_written_as_text(no: str, yes: str) -> None:
    columns = {"street_id": ["1", "2"], "name": "", "highway": "residential", "level": ""}
    frame = gpd.GeoDataFrame({**columns, "cut_start": [no, yes], "cut_end": [no, no]}, geometry=STREETS, crs=4326)
    table = streets_from_lines(table_in_memory(frame)).table
    assert table["cut_start"].tolist() == [False, True]
    assert table["cut_end"].tolist() == [False, False]
    doubtful = table_in_memory(frame.assign(cut_end=[no, "perhaps"]))
    assert codes_of(lambda: streets_from_lines(doubtful)) == ["not_an_answer"]


def test_a_pbf_of_the_full_history_is_refused(tmp_path: Path) -> None:
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    path = tmp_path / "a.osh.pbf"
    with osmium.SimpleWriter(str(path), header=header):
        pass
    assert codes_of(lambda: read_streets(path)) == ["extract_of_history"]
    nodes = {1: (114.28, 30.58), 2: (114.29, 30.58)}
    today = write_pbf(tmp_path / "b.osm.pbf", nodes, [(1, [1, 2], {"highway": "residential"})])
    assert len(read_streets(today)) == 1
    assert codes_of(lambda: read_streets(today, crs="EPSG:4326")) == ["setting_ignored"]
    assert codes_of(lambda: read_streets(today, layer="lines")) == ["setting_ignored"]


# Coordinate reference systems

CITY = "+proj=tmerc +lat_0=0 +lon_0=114.3333333 +k=1 +x_0=800000 +y_0=-3000000 +ellps=GRS80 +units=m"


@pytest.mark.parametrize(
    ("crs", "name"),
    [
        (CRS("EPSG:4547").to_wkt("WKT1_ESRI"), "EPSG:4547"),
        (CRS("EPSG:4547").to_wkt("WKT1_GDAL"), "EPSG:4547"),
        ("+proj=utm +zone=50 +datum=WGS84", "EPSG:32650"),
        (CITY, CITY),
        (CRS(CITY).to_wkt().replace('"unknown"', '"City2000"', 1), "City2000"),
        (CRS("EPSG:4547").to_wkt().replace("500000", "500001"), "CGCS2000 / 3-degree Gauss-Kruger CM 114E"),
    ],
)
def test_a_crs_is_named_only_where_it_is_exactly_that_one(crs: str, name: str) -> None:
    wkt = crs if crs.startswith("+") else crs.replace(',ID["EPSG",4547]]', "]")
    assert crs_text(CRS(wkt)).startswith(name[:60])


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        ({"type": "EPSG", "properties": {"code": 4326}}, ""),
        ({"type": "name", "properties": {"name": CRS("EPSG:4547").to_wkt()}}, "crs_written_out"),
        ({"type": "name", "properties": {"name": CRS("EPSG:4547").to_wkt("WKT1_GDAL")}}, "crs_written_out"),
        ({"type": "link", "properties": {"href": "a.prj"}}, "crs_names_a_file"),
        ({"type": "EPSG", "properties": {"code": "/etc/hostname"}}, "crs_names_a_file"),
    ],
)
def test_what_a_geojson_says_of_its_crs(tmp_path: Path, crs: object, code: str) -> None:
    path = write_geojson(tmp_path / "a.geojson", (STREETS[0], {}), crs=crs)
    assert json.loads(path.read_text(encoding="utf-8"))["crs"] == crs
    if code:
        assert codes_of(lambda: read_streets(path)) == [code]
    else:
        assert len(read_streets(path)) == 1
