"""Geometry as short columns of integers: 1e-6 degree (0.1 m), each vertex as its step from the one before.

The page unpacks them with ``packed_data.js``. Everything here works on whole columns at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNITS_PER_DEGREE = 1_000_000

_METRES_PER_DEGREE = 111_195.0
_AREAL = 2
_POLYGON = 3
_MULTIPOLYGON = 6


def simplified(geometry: NDArray[np.object_], tolerance_m: float) -> NDArray[np.object_]:
    """Return `geometry` (degrees) drawn with fewer vertices, no further than `tolerance_m` from where it was.

    A degree of longitude is shorter than one of latitude, so east-west it stays nearer still. Keeping topology costs
    ten times as much and is seldom needed: it is kept where a polygon would vanish or lose more than its edge can move.
    """
    result = geometry.copy()
    several = shapely.get_type_id(geometry) == _MULTIPOLYGON
    result[~several] = _with_fewer_vertices(geometry[~several], tolerance_m)
    if several.any():
        # Part by part: whether a hundred thousand of them are valid together takes longer than all the rest.
        parts, owner = shapely.get_parts(geometry[several], return_index=True)
        _, owner = np.unique(owner, return_inverse=True)
        whole = np.flatnonzero(several)[~shapely.is_empty(geometry[several])]
        result[whole] = shapely.multipolygons(_with_fewer_vertices(parts, tolerance_m), indices=owner)
    return result


def _with_fewer_vertices(geometry: NDArray[np.object_], tolerance_m: float) -> NDArray[np.object_]:
    tolerance = tolerance_m / _METRES_PER_DEGREE
    result: NDArray[np.object_] = shapely.simplify(geometry, tolerance, preserve_topology=False)
    lost = np.abs(shapely.area(result) - shapely.area(geometry)) > tolerance * shapely.length(geometry) / 2
    lost |= shapely.is_empty(result) & ~shapely.is_empty(geometry)
    result[lost] = shapely.simplify(geometry[lost], tolerance, preserve_topology=True)
    return result


def simplified_together(geometry: NDArray[np.object_], tolerance_m: float) -> NDArray[np.object_]:
    """Return polygons (degrees) with fewer vertices, edges that two of them share still shared.

    A corner goes where the triangle it spans is smaller than a square of `tolerance_m`.
    """
    polygons = shapely.get_dimensions(geometry) == _AREAL
    polygons &= ~shapely.is_empty(geometry)
    result = geometry.copy()
    if polygons.any():
        drawn = shapely.coverage_simplify(geometry[polygons], tolerance_m / _METRES_PER_DEGREE)
        # A sliver can vanish; it is drawn as it was.
        result[polygons] = np.where(shapely.is_empty(drawn), geometry[polygons], drawn)
    return result


def packed_polygons(geometry: NDArray[np.object_], *, units: int = UNITS_PER_DEGREE) -> dict[str, Any]:
    """Return polygons as columns.

    Parameters
    ----------
    geometry : ndarray of geometries
        Degrees. Parts that are not polygons are left out, so a point, an empty or a missing geometry has none.
    units : int
        How many make a degree.

    Returns
    -------
    dict
        `polygons` of each geometry, `rings` of each polygon (the outer one first), `sizes` of each ring (its
        closing vertex left out), the steps `x` and `y` of all vertices and, unless as everywhere, the `units`.
    """
    parts, of_geometry = shapely.get_parts(geometry, return_index=True)
    areal = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    parts, of_geometry = parts[areal], of_geometry[areal]
    rings, of_part = shapely.get_rings(parts, return_index=True)
    xy, of_ring = shapely.get_coordinates(rings, return_index=True)
    last = np.append(of_ring[1:] != of_ring[:-1], True) if len(of_ring) else np.zeros(0, dtype=bool)
    return {
        "polygons": np.bincount(of_geometry, minlength=len(geometry)).tolist(),
        "rings": np.bincount(of_part, minlength=len(parts)).tolist(),
        "sizes": (np.bincount(of_ring, minlength=len(rings)) - 1).tolist(),
        **_steps(to_integers(xy[~last], units)),
        **({} if units == UNITS_PER_DEGREE else {"units": units}),
    }


def packed_lines(geometry: NDArray[np.object_], tolerance_m: float, *, units: int = UNITS_PER_DEGREE) -> dict[str, Any]:
    """Return the lines of some geometries as columns, drawn to a tolerance: `sizes` of each, steps of the vertices."""
    lines = shapely.get_parts(simplified(geometry, tolerance_m))
    xy, of_line = shapely.get_coordinates(lines, return_index=True)
    return {
        "sizes": np.bincount(of_line, minlength=len(lines)).tolist(),
        **_steps(to_integers(xy, units)),
        **({} if units == UNITS_PER_DEGREE else {"units": units}),
    }


def packed_points(geometry: NDArray[np.object_]) -> dict[str, list[int | None]]:
    """Return the place of each geometry (its point, or a point on it) as two columns, None where it has none."""
    there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    places = shapely.get_coordinates(shapely.point_on_surface(geometry[there]))
    return {axis: spread(to_integers(places)[:, column], there) for column, axis in enumerate(("x", "y"))}


def packed_streets(
    geometry: NDArray[np.object_], start: NDArray[np.int64], end: NDArray[np.int64], nodes: int
) -> dict[str, Any]:
    """Return lines between nodes as columns: the place of each node, and the vertices between.

    Parameters
    ----------
    geometry : ndarray of LineStrings
        Degrees; the first vertex is node `start`, the last one node `end`.
    start, end : ndarray of int
        Node numbers.
    nodes : int
        How many nodes there are.

    Returns
    -------
    dict
        `node_x`, `node_y` (steps from node to node) and `sizes`, `x`, `y`: the vertices between the ends of
        each line, as steps that begin at its start node.
    """
    xy, of_line = shapely.get_coordinates(geometry, return_index=True)
    places = to_integers(xy)
    first = np.append(True, of_line[1:] != of_line[:-1]) if len(of_line) else np.zeros(0, dtype=bool)
    last = np.roll(first, -1)
    at_node = np.zeros((nodes, 2), dtype=np.int64)
    at_node[start], at_node[end] = places[first], places[last]
    steps = np.diff(places, axis=0, prepend=0)[~(first | last)]
    node_steps = _steps(at_node)
    return {
        "node_x": node_steps["x"],
        "node_y": node_steps["y"],
        "sizes": (np.bincount(of_line, minlength=len(geometry)) - 2).tolist(),
        "x": steps[:, 0].tolist(),
        "y": steps[:, 1].tolist(),
    }


def to_integers(degrees: NDArray[np.float64], units: int = UNITS_PER_DEGREE) -> NDArray[np.int64]:
    """Return degrees as integers, `units` of them a degree."""
    result: NDArray[np.int64] = np.rint(degrees * units).astype(np.int64)
    return result


def spread(values: NDArray[Any], there: NDArray[np.bool_]) -> list[Any]:
    """Return `values` at the places where `there` is true, None elsewhere."""
    column = np.full(len(there), None, dtype=object)
    column[there] = values.tolist()
    result: list[Any] = column.tolist()
    return result


def _steps(places: NDArray[np.int64]) -> dict[str, list[int]]:
    steps = np.diff(places, axis=0, prepend=0)
    return {"x": steps[:, 0].tolist(), "y": steps[:, 1].tolist()}
