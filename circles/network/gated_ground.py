"""Gated polygons: where streets cross their edge, and which segments are private in one (docs/method.md, Compounds)."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers
from circles.network.geodesy import metres_per_degree, plane_lengths_mm
from circles.network.line_meetings import place_at
from circles.network.parted_segments import in_cells_of, spots_on_sides
from circles.rule_numbers import EDGE_MM, EDGE_STEP_MM, THROUGH_CLASSES

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.network.drawn_segments import DrawnSegments
    from circles.network.line_meetings import Place
    from circles.network.parted_segments import SegmentSpot

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GatedGround:
    """Gated polygons in the order of their ids as text.

    Attributes
    ----------
    ids : tuple of str
        Of each polygon.
    polygons : ndarray of geometry
        In 1e-7 degree; rings begin at their smallest vertex, so that no drawing order counts.
    """

    ids: tuple[str, ...]
    polygons: NDArray[np.object_]


def gated_ground(compounds: gpd.GeoDataFrame | None) -> GatedGround | None:
    """Return the polygons of ``tables.COMPOUNDS``, None where there is none; rows of one id are one compound."""
    if compounds is None:
        return None
    there = compounds[compounds.geometry.notna() & ~compounds.geometry.is_empty]
    if there.empty:
        return None
    of_id: dict[str, list[shapely.Geometry]] = {}
    for name, shape in sorted(zip(there["compound_id"].astype(str), there.geometry, strict=True), key=itemgetter(0)):
        of_id.setdefault(name, []).append(shape)
    shapes = [each[0] if len(each) == 1 else shapely.union_all(each) for each in of_id.values()]
    flat = shapely.transform(shapely.normalize(np.array(shapes, dtype=object)), lambda xy: integers.to_units(xy) * 1.0)
    flat = np.where(shapely.is_valid(flat), flat, shapely.transform(shapely.buffer(flat, 0), np.rint))
    return GatedGround(tuple(of_id), shapely.normalize(flat))


def edge_spots(units: Integers, first: Integers, ground: GatedGround) -> list[SegmentSpot]:
    """Return where segments of streets meet the edge of a polygon.

    Parameters
    ----------
    units, first : ndarray of int64
        As for :func:`circles.network.parted_segments.spots_on_sides`.
    ground : GatedGround
        The polygons.
    """
    corners, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(ground.polygons)), return_index=True)
    corners = corners.astype(np.int64)
    begins = np.flatnonzero(np.diff(ring) == 0)
    sides = np.stack([corners[begins], corners[begins + 1]], axis=1)
    return [found.spot for found in spots_on_sides(units, first, sides)]


def edge_marks(before: Integers, at_edges: list[SegmentSpot], others: list[SegmentSpot], units: Integers) -> Integers:
    """Return the mark of each vertex: above 0 of one at the edge of a polygon, which joins nothing but its segment.

    Parameters
    ----------
    before : ndarray of int64, shape (n, 2)
        The vertices before segments were parted.
    at_edges, others : list of SegmentSpot
        Where they were parted: at the edges, and elsewhere, where they join what they meet.
    units : ndarray of int64, shape (m, 2)
        The vertices since.
    """
    elsewhere = _inserted(before, others)
    placed = elsewhere | _inserted(before, at_edges)
    new = np.ones(len(units), np.bool_)
    begins = np.array([begin for begin, _ in sorted(placed)], np.int64)
    # Each vertex drawn has moved behind those that were inserted before it.
    new[np.arange(len(before)) + np.searchsorted(begins, np.arange(len(before)))] = False
    order = np.flatnonzero(new)
    mark = np.zeros(len(units), np.int64)
    ends = [tuple(sorted((_place(before, begin), _place(before, begin + 1)))) for begin in begins.tolist()]
    own = [(*end, _place(units, row)) for end, row in zip(ends, order.tolist(), strict=True)]
    known = {key: i for i, key in enumerate(sorted(set(own)), 1)}
    for key, row, begin in zip(own, order.tolist(), begins.tolist(), strict=True):
        if (begin, key[2]) not in elsewhere:
            mark[row] = known[key]
    return mark


def polygon_of_segments(
    drawn: DrawnSegments, ground: GatedGround, highway: NDArray[np.object_], private: NDArray[np.bool_]
) -> Integers:
    """Return the polygon in which each segment is private, -1 where it is in none.

    A segment lies in a polygon where its middle does, its edge left out; of several the first counts. It is not private
    for that where its class is one of ``THROUGH_CLASSES``, or where it runs along the edge: no part of it is further
    from the edge than ``EDGE_MM``, and its ends differ in that by half its length at most.

    Parameters
    ----------
    drawn : DrawnSegments
        Parted at the edges.
    ground : GatedGround
        The polygons.
    highway : ndarray of str
        The class of each segment.
    private : ndarray of bool
        Segments that are private in any case: of their polygon wherever they run.
    """
    low, high = drawn.ends(np.arange(drawn.a.size))
    bounds = shapely.bounds(ground.polygons).astype(np.int64).reshape(-1, 2, 2)
    near = np.flatnonzero(in_cells_of(np.stack([low, high], axis=1), bounds))
    middles = shapely.points((low[near] + high[near]) / 2.0)
    polygon, segment = shapely.STRtree(middles).query(ground.polygons, predicate="contains")
    found = np.full(drawn.a.size, len(ground.ids), np.int64)
    np.minimum.at(found, near[segment], polygon)
    found[found == len(ground.ids)] = -1
    asked = np.flatnonzero((found >= 0) & ~private)
    through = np.array([name.removesuffix("_link") in THROUGH_CLASSES for name in highway[asked].tolist()], np.bool_)
    along = _along_edge(low[asked], high[asked], ground.polygons, found[asked])
    found[asked[through | along]] = -1
    return found


def edge_mm(polygons: NDArray[np.object_], polygon: Integers, spots: NDArray[np.float64]) -> Integers:
    """Return how far each spot is from the edge of its polygon, in the plane at the middle latitude of that.

    Parameters
    ----------
    polygons : ndarray of geometry
        In 1e-7 degree.
    polygon : ndarray of int64
        The polygon of each spot.
    spots : ndarray of float64, shape (n, 2)
        In 1e-7 degree.
    """
    used, of_spot = np.unique(polygon, return_inverse=True)
    bounds = shapely.bounds(polygons[used]) / integers.UNITS_PER_DEGREE
    scale = np.column_stack(metres_per_degree((bounds[:, 1] + bounds[:, 3]) / 2)) / integers.UNITS_PER_DEGREE
    edges = np.array(
        [
            shapely.boundary(shapely.transform(one, lambda xy, by=by: xy * by))
            for one, by in zip(polygons[used], scale, strict=True)
        ],
        dtype=object,
    )
    shapely.prepare(edges)
    return integers.millimetres(shapely.distance(shapely.points(spots * scale[of_spot]), edges[of_spot]))


def _along_edge(low: Integers, high: Integers, polygons: NDArray[np.object_], polygon: Integers) -> NDArray[np.bool_]:
    """Return which segments run along the edge of their polygon, looked at every ``EDGE_STEP_MM`` or less."""
    length_mm = plane_lengths_mm(*low.T, *high.T)
    steps = np.maximum(-(-length_mm // EDGE_STEP_MM), 1)
    segment = np.repeat(np.arange(len(low)), steps + 1)
    number = np.arange(segment.size) - np.repeat(np.cumsum(steps + 1) - (steps + 1), steps + 1)
    share = (number / steps[segment])[:, None]
    spots = low[segment] + (high - low)[segment] * share
    off_mm = edge_mm(polygons, polygon[segment], spots)
    ends = np.cumsum(steps + 1) - 1
    furthest_mm = np.maximum.reduceat(off_mm, ends - steps) if off_mm.size else off_mm
    leaves_mm = np.abs(off_mm[ends] - off_mm[ends - steps])
    result: NDArray[np.bool_] = (furthest_mm <= EDGE_MM) & (2 * leaves_mm <= length_mm)
    return result


def _inserted(units: Integers, spots: list[SegmentSpot]) -> set[tuple[int, Place]]:
    """Return the vertices that spots make, by the vertex before them and their place."""
    found = set()
    for begins, share in spots:
        ends = _place(units, begins), _place(units, begins + 1)
        place = place_at(*ends, share)
        if place not in ends:
            found.add((begins, place))
    return found


def _place(units: Integers, vertex: int) -> Place:
    lon, lat = units[vertex].tolist()
    return lon, lat
