"""Shapes of one kind and sound: points out of multipoints, polygons repaired; land that two share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import integers, tables
from circles.rule_numbers import OVERLAP_M2, OVERLAP_SHARE

if TYPE_CHECKING:
    from numpy.typing import NDArray


def single_points(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return `shapes` with every multipoint of one point as that point."""
    several = np.flatnonzero(shapely.get_type_id(shapes) == GeometryType.MULTIPOINT)
    alone = several[shapely.get_num_geometries(shapes[several]) == 1]
    if not len(alone):
        return shapes
    single = shapes.copy()
    single[alone] = shapely.get_geometry(shapes[alone], 0)
    return single


def polygons_repaired(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return shapes with every polygon valid, and which were not; None where no area is left of one.

    Parameters
    ----------
    shapes : ndarray of geometries
        In WGS-84 on the grid of 1e-7 degree; the repaired ones are on it too.
    """
    broken = ~(shapely.is_valid(shapes) | shapely.is_missing(shapes))
    if not broken.any():
        return shapes, broken
    mended = shapes.copy()
    # By structure: overlapping parts are merged, not cut out of one another, and tangled rings take no minutes.
    whole = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    snapped = shapely.set_precision([_polygonal(shape) for shape in whole], 1 / integers.UNITS_PER_DEGREE)
    gridded = integers.on_grid(gpd.GeoSeries([_polygonal(shape) for shape in snapped])).to_numpy()
    mended[broken] = np.where(shapely.is_valid(gridded) & ~shapely.is_empty(gridded), gridded, None)
    return mended, broken


def _polygonal(shape: Any) -> Any:
    """Return the polygons of a shape as one, empty where it has none."""
    parts = shapely.get_parts(shape)
    parts = shapely.get_parts(parts)  # a collection may hold multipolygons
    polygons = parts[shapely.get_type_id(parts) == GeometryType.POLYGON]
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def parts_alone(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes with a collection of one part as that part, as layers of multi types hold them."""
    single = shapes.copy()
    ones = np.flatnonzero(shapely.get_num_geometries(shapes) == 1)
    single[ones] = shapely.get_geometry(shapes[ones], 0)
    return single


def lands_shared(
    polygons: gpd.GeoDataFrame,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return each pair of rows that share more than a sliver of land, the earlier first, and the square metres shared.

    More than ``rule_numbers.OVERLAP_M2``, and more than ``OVERLAP_SHARE`` of the smaller.
    """
    plane = tables.metric_crs(tuple(polygons.total_bounds))
    # What is valid in degrees need not be so in a plane.
    shapes = shapely.make_valid(polygons.geometry.to_crs(plane).to_numpy())
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    smaller = np.minimum(shapely.area(shapes[one]), shapely.area(shapes[other]))
    too_much = shared > np.maximum(OVERLAP_SHARE * smaller, OVERLAP_M2)
    return one[too_much], other[too_much], shared[too_much]
