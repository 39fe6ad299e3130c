"""Seeded centers and blocks over the streets of an extract: the input of every subject."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SEED = 15
BLOCK_SIDE_M = 80
STREET_WITHIN_M = 120
NOT_FOR_FEET = frozenset(["motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed"])


@dataclass(frozen=True)
class Town:
    """Files of one benchmark town."""

    streets: Path
    centers: Path
    blocks: Path


def street_places(pbf: Path) -> NDArray[np.float64]:
    """Return (lon, lat) of every node of every street on which people may walk, in coordinate order."""
    import osmium

    ways = osmium.FileProcessor(str(pbf)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    places = {
        (node.lon, node.lat)
        for way in ways
        if way.is_way() and way.tags["highway"] not in NOT_FOR_FEET
        for node in way.nodes
        if node.location.valid()
    }
    return np.array(sorted(places))


def make_town(pbf: Path, folder: Path, *, centers: int, blocks: int, side_m: float = BLOCK_SIDE_M) -> Town:
    """Write `centers` and `blocks` for the streets of `pbf` into `folder`.

    Centers stand some 20 m from street nodes drawn at random; blocks are squares of `side_m` on an even grid,
    drawn at random from those with a street node within 120 m of their middle; people 50 to 800 each.

    Raises
    ------
    ValueError
        If the streets have room for fewer blocks.
    """
    draw = random.Random(SEED)  # noqa: S311 an illustration, not a secret
    places = street_places(pbf)
    folder.mkdir(parents=True, exist_ok=True)
    town = Town(pbf, folder / "centers.csv", folder / "blocks.gpkg")
    spots = places[draw.sample(range(len(places)), centers)] + [0.0002, 0.0001]
    with town.centers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["center_id", "name", "lon", "lat"])
        writer.writerows(
            [f"C{i:03d}", f"Center {i}", f"{lon:.7f}", f"{lat:.7f}"] for i, (lon, lat) in enumerate(spots.tolist(), 1)
        )
    squares = _squares(places, count=blocks, side_m=side_m, draw=draw)
    squares["population"] = [draw.randint(50, 800) for _ in range(len(squares))]
    town.blocks.unlink(missing_ok=True)
    squares.to_file(town.blocks, layer="blocks", driver="GPKG")
    return town


def _squares(places: NDArray[np.float64], *, count: int, side_m: float, draw: random.Random) -> gpd.GeoDataFrame:
    points = gpd.GeoSeries(gpd.points_from_xy(*places.T), crs="EPSG:4326")
    plane = points.to_crs(points.estimate_utm_crs())
    west, south, east, north = plane.total_bounds
    x, y = np.meshgrid(np.arange(west, east, 2 * side_m), np.arange(south, north, 2 * side_m))
    middle = shapely.points(np.column_stack([x.ravel(), y.ravel()]))
    near, _ = shapely.STRtree(plane.to_numpy()).query_nearest(middle, max_distance=STREET_WITHIN_M, all_matches=False)
    if count > near.size:
        raise ValueError(f"the streets have room for {near.size:,} blocks of {side_m:g} m, not for {count:,}")
    taken = sorted(draw.sample(near.tolist(), count))
    half = side_m / 2
    boxes = shapely.box(
        x.ravel()[taken] - half, y.ravel()[taken] - half, x.ravel()[taken] + half, y.ravel()[taken] + half
    )
    ids = [f"B{i:04d}" for i in range(1, len(taken) + 1)]
    return gpd.GeoDataFrame({"block_id": ids, "name": [f"Block {i}" for i in ids]}, geometry=boxes, crs=plane.crs)
