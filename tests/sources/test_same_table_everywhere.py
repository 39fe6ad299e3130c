"""The same centers in every format, encoding and language of header are the same records."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely

from circles.errors import InputError
from circles.sources.files.contents import content_of
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.centers import centers_from
from circles.sources.tables.layers import read_layer
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import read_table
from tests.sources.small_files import SQUARE, codes_of, write_geojson

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

CHINESE = ("编号", "名称", "经度", "纬度", "状态", "地址", "类型", "面积", "街道", "社区", "电话")
ENGLISH = ("id", "name", "longitude", "lat", "status", "address", "type", "gfa", "subdist", "community", "phone")
FURTHER = ("address", "kind", "floor_area_m2", "subdistrict", "community", "construction")
ROWS = [
    (
        "007",
        "车站路党群服务中心",
        114.2871234,
        30.5812345,
        "",
        "车站路9号",
        "社区级",
        1200.5,
        "车站街道",
        "江汉社区",
        "82788888",
    ),
    ("B", "堽城中心,东区", 114.29, 30.59, "在建", "", "街道级", 800.0, "四唯街道", "", "1"),
    ("C3", "Third; centre", 114.3, 30.6, "open", "a\tb", "", 64.0, "", "三阳社区", ""),
]


def delimited(encoding: str, separator: str) -> Callable[[Path, tuple[str, ...]], Path]:
    def write(folder: Path, header: tuple[str, ...]) -> Path:
        stream = StringIO()
        csv.writer(stream, delimiter=separator).writerows([header, *ROWS])
        path = folder / "中心 a.csv"
        path.write_bytes(stream.getvalue().encode(encoding))
        return path

    return write


def titled(folder: Path, header: tuple[str, ...]) -> Path:
    stream = StringIO()
    empty = [""] * (len(header) - 1)
    rows = [["附件1；党群服务中心一览表", *empty], header, *ROWS, ["合计", *empty], [""] * len(header)]
    csv.writer(stream, delimiter=";").writerows(rows)
    path = folder / "一览表.csv"
    path.write_bytes(stream.getvalue().encode("gb18030"))
    return path


def workbook(folder: Path, header: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in (["一览表"], [], header, *ROWS, ["合计"], []):
        book.worksheets[0].append(row)
    book.save(folder / "中心 a.xlsx")
    return folder / "中心 a.xlsx"


def points(header: tuple[str, ...]) -> gpd.GeoDataFrame:
    table = {name: [row[i] for row in ROWS] for i, name in enumerate(header) if header[i] not in (header[2], header[3])}
    return gpd.GeoDataFrame(table, geometry=[shapely.Point(row[2], row[3]) for row in ROWS], crs="EPSG:4326")


def layer(suffix: str, crs: str, driver: str | None = None) -> Callable[[Path, tuple[str, ...]], Path]:
    def write(folder: Path, header: tuple[str, ...]) -> Path:
        path = folder / f"中心 a{suffix}"
        frame = points(header).to_crs(crs)
        if suffix == ".parquet":
            frame.to_parquet(path)
        else:
            frame.to_file(path, driver=driver, layer="points", engine="pyogrio")
        return path

    return write


def geojson(folder: Path, header: tuple[str, ...]) -> Path:
    frame = points(header)
    records = frame.drop(columns="geometry").to_dict("records")
    named = [{str(name): value for name, value in record.items()} for record in records]
    return write_geojson(folder / "中心 a.geojson", *zip(frame.geometry, named, strict=True))


def shapefile(encoding: str, *, cpg: bool) -> Callable[[Path, tuple[str, ...]], Path]:
    def write(folder: Path, header: tuple[str, ...]) -> Path:
        path = folder / "中心 a.shp"
        pyogrio.write_dataframe(points(header), path, encoding=encoding)
        if not cpg:
            path.with_suffix(".cpg").unlink()
        return path

    return write


WAYS = {
    **{
        f"csv {encoding} {separator!r}": delimited(encoding, separator)
        for encoding in ("utf-8", "utf-8-sig", "gb18030")
        for separator in ",;\t"
    },
    "csv with title and total": titled,
    "xlsx": workbook,
    "geojson": geojson,
    "geopackage": layer(".gpkg", "EPSG:4326"),
    "geopackage in a plane": layer(".gpkg", "EPSG:4547"),
    "geoparquet": layer(".parquet", "EPSG:4490"),
    "geodatabase": layer(".gdb", "EPSG:4326", "OpenFileGDB"),
    "shapefile utf-8": shapefile("UTF-8", cpg=True),
    "shapefile utf-8 without cpg": shapefile("UTF-8", cpg=False),
    "shapefile gb18030": shapefile("GB18030", cpg=True),
    "shapefile gb18030 without cpg": shapefile("GB18030", cpg=False),
}


def expected() -> list[tuple[object, ...]]:
    return [
        (
            row[0],
            row[1],
            "closed" if row[4] == "在建" else "open",
            (row[2], row[3]),
            row[5].replace("\t", " "),
            *row[6:10],
            "under construction" if row[4] == "在建" else "",
        )
        for row in ROWS
    ]


def records(table: pd.DataFrame) -> list[tuple[object, ...]]:
    rows: list[list[Any]] = [list(row) for row in table.itertuples(index=False)]
    return [(*row[:3], (round(row[3].x, 7), round(row[3].y, 7)), *row[4:]) for row in rows]


@pytest.mark.parametrize("header", [CHINESE, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("way", WAYS)
def test_the_same_table_gives_the_same_records(tmp_path: Path, way: str, header: tuple[str, ...]) -> None:
    reading = centers_from(read_table(WAYS[way](tmp_path, header), kind="centers"))
    assert tuple(reading.table.columns) == ("center_id", "name", "status", "geometry", *FURTHER)
    assert records(reading.table) == expected()
    assert reading.source.notes["persons_columns"] == [header[-1]]
    assert reading.source.rows == 3
    assert len(reading.source.sha256) == 64


def read_or_refused(read: Callable[[], object]) -> object:
    """Return what is read, or what is said instead; any other exception fails the test."""
    try:
        return read()
    except InputError as error:
        return error.text("zh")


def test_the_layer_of_a_geodatabase_is_chosen_or_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "规划.gdb"
    for name in ("中心", "中心2023"):
        points(CHINESE).to_file(
            path, layer=name, driver="OpenFileGDB", engine="pyogrio", mode="a" if path.exists() else "w"
        )
    squares = gpd.GeoDataFrame({"名称": ["江汉里"]}, geometry=[SQUARE], crs="EPSG:4326")
    squares.to_file(path, layer="小区", driver="OpenFileGDB", engine="pyogrio", mode="a")
    assert blocks_from(read_table(path, kind="blocks")).table["name"].tolist() == ["江汉里"]
    assert codes_of(lambda: read_table(path, kind="centers")) == ["several_layers"]
    assert len(read_table(path, kind="centers", settings=TableSettings(layer="中心2023")).cells) == 3
    assert codes_of(lambda: read_table(path, kind="centers", settings=TableSettings(layer="2024"))) == ["unknown_layer"]


def test_another_folder_is_no_geodatabase(tmp_path: Path) -> None:
    (tmp_path / "a.gdb").mkdir()
    assert codes_of(lambda: content_of(tmp_path / "a.gdb")) == ["folder_not_file"]


def test_a_shapefile_in_neither_encoding_is_refused(tmp_path: Path) -> None:
    path = shapefile("GB18030", cpg=False)(tmp_path, CHINESE)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("车站街道".encode("gb18030"), b"\xff\xff\xff\xff\xff\xff\xff\xff"))
    assert codes_of(lambda: read_table(path, kind="centers")) == ["shapefile_encoding"]


def test_a_shapefile_without_prj_says_no_crs(tmp_path: Path) -> None:
    path = shapefile("UTF-8", cpg=True)(tmp_path, CHINESE)
    path.with_suffix(".prj").unlink()
    assert codes_of(lambda: read_table(path, kind="centers")) == ["no_crs"]
    assert len(read_table(path, kind="centers", settings=TableSettings(crs="EPSG:4326")).cells) == 3


@pytest.mark.parametrize("size", [0, 20, 33, 100, 200])
def test_a_cut_shapefile_table_is_read_or_refused(tmp_path: Path, size: int) -> None:
    path = shapefile("GB18030", cpg=False)(tmp_path, CHINESE)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:size])
    assert read_or_refused(lambda: read_layer(path, kind="centers"))
