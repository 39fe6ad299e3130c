"""Make the demo study of Hankou (汉口) from an OpenStreetMap street layer of Wuhan.

    python make_hankou.py wuhan_streets.parquet OUTPUT_FOLDER

Writes `streets.geojson`, `blocks.gpkg` and `centers.csv`. The streets are real; the blocks are the faces of
these streets; population, dwellings and centers are invented by the seeded rules below. The same source and
the same versions of the libraries give the same bytes.
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
    return blocks


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


def write_centers(path: Path, centers: list[dict[str, object]]) -> None:
    """Write centers as CSV, UTF-8 with the mark that lets a spreadsheet see it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(centers[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(centers)


def make(source: Path, folder: Path) -> None:
    """Write the three files of the demo study from the street layer `source` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    edges = clip_streets(gpd.read_parquet(source))
    write_geojson(folder / "streets.geojson", ways_of(edges))
    write_blocks(folder / "blocks.gpkg", blocks_of(edges))
    write_centers(folder / "centers.csv", centers_of(edges))


def _plane(corners: tuple[tuple[float, float], ...], crs: Any) -> BaseGeometry:
    polygon: BaseGeometry = gpd.GeoSeries([Polygon(corners)], crs="EPSG:4326").to_crs(crs).iloc[0]
    return polygon


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
