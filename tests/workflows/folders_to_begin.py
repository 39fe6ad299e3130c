"""Folders with the files of a study to begin."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import shapely

from circles import texts
from circles.phrases import in_language
from tests.sources.small_files import write_layer
from tests.towns import degrees, square

if TYPE_CHECKING:
    from pathlib import Path


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


def written(begun: Any) -> dict[str, Any]:
    return tomllib.loads(begun.study_file.read_text(encoding="utf-8"))


def shown(begun: Any, name: str) -> Any:
    """Return what a study begun tells under a name, in its language."""
    return in_language(getattr(begun, name), begun.lang)


def taken(begun: Any) -> dict[str, str]:
    return {file: role for file, role, _ in shown(begun, "taken")}


def role(name: str, lang: str = "zh") -> str:
    return texts.say(f"init.role_{name}", lang)
