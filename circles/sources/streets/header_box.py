"""The edge of the data as an extract says it: within it every street is in the file (docs/inputs.md)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import osmium
import shapely

from circles import tables
from circles.rule_numbers import EDGE_BOX_SHARE, EDGE_BOX_SIDES, EDGE_BOX_TIMES, EDGE_NEAR_M
from circles.sources.files import contents

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def header_box(path: Path, streets: gpd.GeoDataFrame) -> BaseGeometry | None:
    """Return the box that an extract says it is of, None where it says none or cannot be cut along it.

    A file of a region by its outline says the box around it, and others say the whole world: it is taken only where it
    is no larger than twice the box of the streets, and where they come up to it along most of it.

    Parameters
    ----------
    path : Path
        An OSM PBF or XML file that was read.
    streets : GeoDataFrame
        ``tables.STREETS`` of it.
    """
    form = contents.FORMATS[contents.content_of(path)]
    kind = form.packing(path) if form.packing is not None else ""
    reader = osmium.io.Reader(osmium.io.File(str(path.resolve()), kind), osmium.osm.NOTHING)
    try:
        said = reader.header().box()
    finally:
        reader.close()
    if not (said.valid() and said.bottom_left.valid() and said.top_right.valid()):
        return None
    corners = (said.bottom_left.lon, said.bottom_left.lat, said.top_right.lon, said.top_right.lat)
    if corners[2] <= corners[0] or corners[3] <= corners[1]:
        return None
    box = shapely.box(*corners)
    plane = tables.metric_crs(tuple(streets.total_bounds))
    areas = gpd.GeoSeries([shapely.box(*streets.total_bounds), box], crs=tables.WGS84).to_crs(plane).area
    if not areas[1] <= EDGE_BOX_TIMES * areas[0]:
        return None
    return box if _share_reached(corners, streets, plane) >= EDGE_BOX_SHARE else None


def _share_reached(corners: tuple[float, ...], streets: gpd.GeoDataFrame, plane: str) -> float:
    """Return along which share of a box streets come near to it, looked at in stretches of each side."""
    west, south, east, north = corners
    lines = _flat(streets.geometry.to_numpy(), plane)
    tree = shapely.STRtree(lines)
    steps = np.linspace(0, 1, EDGE_BOX_SIDES + 1)
    sides = [((west, south), (east, south)), ((east, south), (east, north))]
    sides += [((east, north), (west, north)), ((west, north), (west, south))]
    stretches = [
        shapely.LineString(np.array(start) + np.outer([low, high], np.array(end) - np.array(start)))
        for start, end in sides
        for low, high in pairwise(steps)
    ]
    near, _ = tree.query(_flat(np.array(stretches, dtype=object), plane), predicate="dwithin", distance=EDGE_NEAR_M)
    return np.unique(near).size / len(stretches)


def _flat(shapes: NDArray[np.object_], plane: str) -> NDArray[np.object_]:
    flat: NDArray[np.object_] = gpd.GeoSeries(shapes, crs=tables.WGS84).to_crs(plane).to_numpy()
    return flat
