"""Make the demo study of Hankou (汉口) from an OpenStreetMap street layer of Wuhan.

    python make_hankou.py wuhan_streets.parquet OUTPUT_FOLDER

Writes `streets.geojson`, `blocks.gpkg`, `centers.csv`, `communities.csv`, `demand.csv` and `claims.csv`. The streets
are real; the blocks are the faces of these streets; people, dwellings, districts, centers and all that is said of
them, planned estates and claims are invented by the seeded rules below. The same source and the same versions of the
libraries give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

SHORE = (
    (114.2630, 30.5380),
    (114.2830, 30.5585),
    (114.2885, 30.5680),
    (114.2935, 30.5795),
    (114.3035, 30.5960),
    (114.3125, 30.6115),
    (114.3250, 30.6300),
)
"""A line just off the Hankou bank of the Yangtze, drawn by hand, south to north (lon, lat)."""

INNER = (
    (114.2580, 30.5720),
    (114.2735, 30.5665),
    (114.2800, 30.5690),
    (114.2885, 30.5680),
    (114.2935, 30.5795),
    (114.3035, 30.5960),
    (114.3075, 30.6030),
    (114.2850, 30.6170),
    (114.2580, 30.6070),
)
"""The studied part of Hankou, drawn by hand (lon, lat): blocks and centers lie in it, streets reach on."""

STREET_MARGIN_M = 1_100
SMALLEST_BLOCK_HA = 0.3
LARGEST_BLOCK_HA = 80.0
NARROWEST_BLOCK_M = 30.0
BUSIEST_PLACE = (114.2880, 30.5815)
"""江汉路: the invented density falls with the distance from here."""

PEOPLE_PER_DWELLING = 2.6
CENTERS = 13
CENTER_SPACING_M = 1_000
CENTER_SETBACK_M = 15
CLOSED_CENTER = 8
SEED = 18
STREET_CENTERS = (1, 7, 12)
"""Centers of the tier of streets (街道级); the others are of communities (社区级)."""
SILENT_CENTER = 11
"""The center that says nothing of its services and of the people it is made for."""
HOURS = (
    "每天 8:30-20:30",
    "周一至周五 8:30-12:00 14:00-17:30",
    "周一至周日 9:00-17:30",
    "周一至周五 9:00-21:00；周末 9:00-17:00",
    "周二至周日 9:00-17:00",
    "工作日 8:30-20:00",
    "每天 9:00-21:00",
    "周一至周五 9:00-17:00",
    "周一至周六 9:00-17:30",
    "Mo-Fr 08:30-17:30; Sa 09:00-12:00",
    "",
    "周一至周五 8:30-17:30（法定节假日除外）",
    "每天 8:30—17:30",
)
"""Opening hours of the centers, invented, in the forms in which lists have them; one center says none."""
SUBDISTRICTS = "甲乙丙丁"
SERVICES = ("养老服务", "儿童服务", "社区助餐", "婴幼儿托育")
NO_CENTER_CLASSES = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})

BLOCKS_CRS = "EPSG:4547"
"""CGCS2000 / 3-degree Gauss-Kruger CM 114E, the plane a planner in Wuhan draws in."""


def clip_streets(source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the edges that lie wholly in the inner area and its margin, on the Hankou side of the Yangtze.

    No edge is cut, so no vertex is made or moved; an edge drawn twice is kept once. Coordinates are WGS-84
    rounded to 1e-7 degree.
    """
    inner = _plane(INNER, source.crs)
    land = _plane((*SHORE, (114.10, 30.6300), (114.10, 30.5380)), source.crs)
    clip = inner.buffer(STREET_MARGIN_M).intersection(land)
    edges = source.loc[source.geometry.within(clip), ["highway", "geometry"]].to_crs("EPSG:4326")
    ends = _units(edges.geometry.to_numpy()).reshape(-1, 2, 2)
    backward = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[backward] = ends[backward, ::-1]
    table = pd.DataFrame(ends.reshape(-1, 4), columns=["x1", "y1", "x2", "y2"])
    table["highway"] = edges["highway"].to_numpy()
    table = table.sort_values(["x1", "y1", "x2", "y2", "highway"]).drop_duplicates(["x1", "y1", "x2", "y2"])
    lines = shapely.linestrings(table[["x1", "y1", "x2", "y2"]].to_numpy().reshape(-1, 2, 2) / 1e7)
    return gpd.GeoDataFrame({"highway": table["highway"].to_list()}, geometry=lines, crs="EPSG:4326")


def ways_of(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the edges of each class merged into ways; every vertex, and every shared one, stays."""
    highways: list[str] = []
    lines: list[BaseGeometry] = []
    for highway, group in edges.groupby("highway", sort=True):
        merged = shapely.line_merge(MultiLineString(list(group.geometry)))
        parts = [_forward(part) for part in shapely.get_parts(merged)]
        parts.sort(key=lambda line: list(line.coords))
        highways += [str(highway)] * len(parts)
        lines += parts
    ids = [f"S{number:04d}" for number in range(1, len(lines) + 1)]
    return gpd.GeoDataFrame({"street_id": ids, "highway": highways}, geometry=lines, crs="EPSG:4326")


def blocks_of(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the faces of the streets in the inner area that can be a block, north-west first.

    A face is dropped below 0.3 ha, above 80 ha (river, land without streets), or where no circle of 30 m
    diameter fits in it: the gap between two carriageways.
    """
    plane = edges.to_crs(BLOCKS_CRS).geometry
    faces = gpd.GeoSeries(
        shapely.get_parts(shapely.polygonize([shapely.unary_union(plane.to_numpy())])), crs=BLOCKS_CRS
    )
    hectares = faces.area / 10_000
    faces = faces[hectares.between(SMALLEST_BLOCK_HA, LARGEST_BLOCK_HA)]
    faces = faces[faces.buffer(-NARROWEST_BLOCK_M / 2).area > 0]
    faces = faces[faces.representative_point().within(_plane(INNER, BLOCKS_CRS))]
    rounded = shapely.normalize(shapely.set_precision(faces.to_numpy(), 0.001))
    middle = shapely.centroid(rounded)
    rows = -np.floor(shapely.get_y(middle) / 250)
    order = np.lexsort((shapely.get_y(middle), shapely.get_x(middle), rows))
    numbers = range(1, len(order) + 1)
    blocks = gpd.GeoDataFrame(
        {"block_id": [f"B{n:03d}" for n in numbers], "name": [f"街区 {n:03d}" for n in numbers]},
        geometry=rounded[order],
        crs=BLOCKS_CRS,
    )
    people = population_of(blocks)
    blocks["population"] = people
    blocks["dwellings"] = [round(count / PEOPLE_PER_DWELLING) for count in people]
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    blocks["people_60_plus"] = [round(count * (0.12 + 0.16 * draw.random())) for count in people]
    blocks["urban_rural"] = "城市"
    blocks["subdistrict"], blocks["community"] = districts_of(blocks)
    return blocks


def districts_of(blocks: gpd.GeoDataFrame) -> tuple[list[str], list[str]]:
    """Return an invented sub-district and community of each block.

    Blocks are halved by the northing of their centroids, each half by the easting: four sub-districts; each of them is
    cut in three by the easting and these in two by the northing: six communities. All of a level hold as many blocks,
    up to one.
    """
    middle = shapely.centroid(blocks.geometry.to_numpy())
    axes = {"x": shapely.get_x(middle), "y": -shapely.get_y(middle)}
    subdistrict, community = [""] * len(blocks), [""] * len(blocks)
    quarters = [part for half in _cut(np.arange(len(blocks)), axes["y"], 2) for part in _cut(half, axes["x"], 2)]
    for letter, quarter in zip(SUBDISTRICTS, quarters, strict=True):
        parts = [part for third in _cut(quarter, axes["x"], 3) for part in _cut(third, axes["y"], 2)]
        for number, part in enumerate(parts, start=1):
            for row in part.tolist():
                subdistrict[row], community[row] = f"示例街道{letter}", f"示例社区{letter}{number}"
    return subdistrict, community


def population_of(blocks: gpd.GeoDataFrame) -> list[int]:
    """Return invented people for each block, rounded to 10: area x density.

    Density in people per hectare is `(80 + 320 exp(-d / 2500)) * (0.5 + r)`: `d` metres from Jianghan Road to
    the centroid, `r` uniform in [0, 1) from `random.Random(SEED)` in block order. Above 12 ha (parks and
    institutions take part of such a face) only 12 ha and a quarter of the rest are counted.
    """
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    busiest = gpd.GeoSeries([Point(BUSIEST_PLACE)], crs="EPSG:4326").to_crs(blocks.crs).iloc[0]
    people = []
    for polygon in blocks.geometry:
        hectares = polygon.area / 10_000
        lived_in = min(hectares, 12.0) + max(hectares - 12.0, 0.0) / 4
        density = (80 + 320 * math.exp(-polygon.centroid.distance(busiest) / 2_500)) * (0.5 + draw.random())
        people.append(round(lived_in * density / 10) * 10)
    return people


def centers_of(edges: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Return invented centers: beside streets, 15 m off, at least 1,000 m apart in a straight line.

    Edges come in random order (`random.Random(SEED)`); a spot beside the middle of an edge is taken where it
    keeps its distance and lies in the inner area, until there are 13. The spacing leaves gaps on purpose.
    """
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    plane = edges[~edges["highway"].isin(NO_CENTER_CLASSES)].to_crs(BLOCKS_CRS).geometry
    inner = _plane(INNER, BLOCKS_CRS)
    lines = list(plane)
    draw.shuffle(lines)
    spots: list[Point] = []
    for line in lines:
        spot = _beside(line)
        if inner.contains(spot) and all(spot.distance(other) >= CENTER_SPACING_M for other in spots):
            spots.append(spot)
        if len(spots) == CENTERS:
            break
    places = _units(gpd.GeoSeries(spots, crs=BLOCKS_CRS).to_crs("EPSG:4326").to_numpy()) / 1e7
    return [
        {
            "center_id": f"C{number:02d}",
            "name": f"示例中心 {number}",
            "lon": f"{lon:.7f}",
            "lat": f"{lat:.7f}",
            "status": "closed" if number == CLOSED_CENTER else "open",
        }
        for number, (lon, lat) in enumerate(places.tolist(), start=1)
    ]


def registered(centers: list[dict[str, object]], blocks: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Return centers with what a bureau keeps of them, invented: tier, dates, services, floor, people, hours.

    A center's community is that of the nearest block. Numbers are drawn from `random.Random(SEED)`, one center after
    another, each center the same number of times.
    """
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    lon, lat = ([float(str(row[axis])) for row in centers] for axis in ("lon", "lat"))
    spots = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs="EPSG:4326").to_crs(blocks.crs)
    rows = []
    for number, (center, spot) in enumerate(zip(centers, spots, strict=True), start=1):
        nearest = blocks.iloc[int(blocks.distance(spot).to_numpy().argmin())]
        year, month = draw.randrange(2016, 2025), draw.randrange(1, 13)
        floor = draw.randrange(400, 2_600, 50)
        services = [service for service in SERVICES if draw.random() < 0.7]
        capacity, staff, visits = (draw.randrange(*bounds) for bounds in ((12, 37), (4, 19), (12, 61)))
        is_silent = number == SILENT_CENTER
        rows.append(
            {
                **center,
                "建设状态": "已建成",
                "使用状态": "暂停开放" if center["status"] == "closed" else "已启用",
                "层级": "街道级" if number in STREET_CENTERS else "社区级",
                "所属街道": nearest["subdistrict"],
                "所属社区": nearest["community"],
                "启用时间": f"{year}-{month:02}",
                "停用时间": "2024-12" if center["status"] == "closed" else "",
                "建筑面积": floor,
                "居民活动区域面积": round(floor * (0.5 + 0.02 * number)),
                "服务项目": "" if is_silent else "、".join(services),
                "设计服务人口": "" if is_silent else capacity * 1_000,
                "工作人员数": staff,
                "月均接待人次": visits * 100,
                "开放时间": HOURS[number - 1],
            }
        )
    return rows


def communities_of(blocks: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Return what statistics say of each community, invented; its residents are the people of its blocks."""
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    rows = []
    named = dict(list(blocks.groupby(["subdistrict", "community"])))
    for (subdistrict, community), own in sorted(named.items(), key=lambda each: _as_numbered(*each[0])):
        people = int(own["population"].sum())
        total = round(own.area.sum() * (0.6 + draw.random()))
        rows.append(
            {
                "社区": community,
                "街道": subdistrict,
                "城乡": "城市",
                "是否新建社区": "是" if draw.random() < 0.2 else "否",
                "商业和综合服务设施面积": round(total * (0.06 + 0.08 * draw.random())),
                "总建筑面积": total,
                "社区工作者人数": round(people / 10_000 * draw.randrange(12, 25)),
                "城镇常住人口": people,
            }
        )
    return rows


DEMAND = (
    ("示例规划小区一期", 114.28834, 30.60181, 3_200, 1_230, "2026-09"),
    ("示例规划小区二期", 114.29048, 30.59552, 4_500, 1_730, "2027-06"),
    ("示例更新地块", 114.27105, 30.57118, "", 640, "2028-12"),
)
DEMAND_HEADS = ("小区名称", "经度", "纬度", "人口", "户数", "交付日期")
"""Planned estates, invented; of one nobody knows how many people it is for."""

_SAID = ("2026-06", "示例：编造的宣传口径，用于演示核对")
CLAIMS = (
    ("示例-1", "共有示例中心13处", "示例中心", "13", "处", *_SAID, "", ""),
    ("示例-2", "已启用12处", "示例中心", "12", "处", *_SAID, "", ""),
    ("示例-3", "已停用1处", "示例中心", "1", "处", *_SAID, "", ""),
    ("示例-4", "启用和停用合计13处", "示例中心", "13", "处", *_SAID, "合计", "示例-2、示例-3"),
    ("示例-5", "每月接待8000人次", "示例中心 6", "8000", "人次/月", *_SAID, "", ""),
    ("示例-6", "三年36个月", "示例中心 6", "36", "月", *_SAID, "", ""),
    ("示例-7", "三年服务群众超过40万人次", "示例中心 6", "400000", "人次", *_SAID, "乘积", "示例-5、示例-6"),
    ("示例-8", "每年服务5万", "示例中心 1", "50000", "", *_SAID, "", ""),
)
CLAIM_HEADS = ("编号", "表述", "对象", "数值", "单位", "日期", "来源", "算式", "取自")
"""Claims that are to be checked, invented: one that adds up, one that does not, one without a unit."""


def write_geojson(path: Path, streets: gpd.GeoDataFrame) -> None:
    """Write streets as GeoJSON, one feature a line."""
    features = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"street_id": row.street_id, "highway": row.highway},
                "geometry": {"type": "LineString", "coordinates": [list(xy) for xy in row.geometry.coords]},
            },
            separators=(",", ":"),
        )
        for row in streets.itertuples()
    ]
    head = '{"type":"FeatureCollection","name":"streets","features":[\n'
    path.write_text(head + ",\n".join(features) + "\n]}\n", encoding="utf-8", newline="\n")


def write_blocks(path: Path, blocks: gpd.GeoDataFrame) -> None:
    """Write blocks as a GeoPackage whose bytes repeat."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-11-01T00:00:00.000Z"})
    try:
        pyogrio.write_dataframe(blocks, path, layer="blocks", driver="GPKG", layer_options={"FID": "fid"})
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_list(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write a list as CSV, UTF-8 with the mark that lets a spreadsheet see it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make(source: Path, folder: Path) -> None:
    """Write the files of the demo study from the street layer `source` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    edges = clip_streets(gpd.read_parquet(source))
    write_geojson(folder / "streets.geojson", ways_of(edges))
    blocks = blocks_of(edges)
    write_blocks(folder / "blocks.gpkg", blocks)
    write_list(folder / "centers.csv", registered(centers_of(edges), blocks))
    write_list(folder / "communities.csv", communities_of(blocks))
    for name, heads, rows in (("demand", DEMAND_HEADS, DEMAND), ("claims", CLAIM_HEADS, CLAIMS)):
        write_list(folder / f"{name}.csv", [dict(zip(heads, row, strict=True)) for row in rows])


def _plane(corners: tuple[tuple[float, float], ...], crs: Any) -> BaseGeometry:
    polygon: BaseGeometry = gpd.GeoSeries([Polygon(corners)], crs="EPSG:4326").to_crs(crs).iloc[0]
    return polygon


def _as_numbered(subdistrict: str, community: str) -> tuple[int, str]:
    return SUBDISTRICTS.index(subdistrict[-1]), community


def _cut(rows: NDArray[np.int64], along: NDArray[np.float64], parts: int) -> list[NDArray[np.int64]]:
    """Return rows cut in parts of as many rows, up to one, by their order along an axis."""
    return np.array_split(rows[np.argsort(along[rows], kind="stable")], parts)


def _units(geometry: Any) -> NDArray[np.int64]:
    rounded: NDArray[np.int64] = np.rint(shapely.get_coordinates(geometry) * 1e7).astype(np.int64)
    return rounded


def _forward(line: LineString) -> LineString:
    points = list(line.coords)
    return LineString(min(points, points[::-1]))


def _beside(line: LineString) -> Point:
    (x1, y1), (x2, y2) = line.coords
    length = math.hypot(x2 - x1, y2 - y1)
    shift = CENTER_SETBACK_M / length
    return Point((x1 + x2) / 2 - (y2 - y1) * shift, (y1 + y2) / 2 + (x2 - x1) * shift)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the demo study of Hankou.")
    parser.add_argument("source", type=Path, help="street layer of Wuhan (GeoParquet with a highway column)")
    parser.add_argument("folder", type=Path, help="folder to write into")
    arguments = parser.parse_args()
    make(arguments.source, arguments.folder)
    print(f"written: {arguments.folder}")
