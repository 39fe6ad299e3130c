"""Geometry packed as steps comes back to within half a unit, and simplified stays near."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from circles.publish.packed_geometry import (
    packed_points,
    packed_polygons,
    packed_streets,
    simplified,
    simplified_together,
)

UNIT = 1e-6

places = st.tuples(st.floats(-179, 179), st.floats(-89, 89))
lines = st.lists(places, min_size=2, max_size=6)


def column(values: list[Any]) -> Any:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def unpacked_rings(packed: dict[str, list[int]]) -> list[list[tuple[float, float]]]:
    x, y = np.cumsum(packed["x"]) * UNIT, np.cumsum(packed["y"]) * UNIT
    ends = np.cumsum(packed["sizes"])
    return [list(zip(x[a:b], y[a:b], strict=True)) for a, b in zip([0, *ends[:-1]], ends, strict=True)]


@given(st.lists(st.tuples(places, st.floats(0.001, 1)), min_size=1, max_size=5))
def test_rings_come_back(squares: list[tuple[tuple[float, float], float]]) -> None:
    shapes = [shapely.box(x, y, x + size, y + size) for (x, y), size in squares]
    packed = packed_polygons(column(shapes))
    assert packed["polygons"] == packed["rings"] == [1] * len(shapes)
    for shape, ring in zip(shapes, unpacked_rings(packed), strict=True):
        assert np.abs(np.array(ring) - np.array(shape.exterior.coords)[:-1]).max() <= UNIT / 2 + 1e-9


def test_holes_parts_points_and_missing_keep_their_places() -> None:
    holed = shapely.Polygon(shapely.box(0, 0, 3, 3).exterior, [shapely.box(1, 1, 2, 2).exterior])
    two = shapely.MultiPolygon([shapely.box(5, 5, 6, 6), holed])
    packed = packed_polygons(column([shapely.Point(9, 9), None, two, shapely.Polygon(), holed]))
    assert packed["polygons"] == [0, 0, 2, 0, 1]
    assert packed["rings"] == [1, 2, 2]
    assert packed["sizes"] == [4, 4, 4, 4, 4]


def test_nothing_packs_to_nothing() -> None:
    assert packed_polygons(column([])) == {"polygons": [], "rings": [], "sizes": [], "x": [], "y": []}
    assert packed_polygons(column([None]))["polygons"] == [0]


def test_points_are_on_their_shape_and_none_where_there_is_none() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 3, 3).exterior, [shapely.box(1, 1, 2, 2).exterior])
    packed = packed_points(column([ring, None, shapely.Point(1.5, 2.5), shapely.Point()]))
    assert packed["x"][1:] == [None, 1_500_000, None]
    x, y = packed["x"][0], packed["y"][0]
    assert x is not None
    assert y is not None
    assert ring.covers(shapely.Point(x * UNIT, y * UNIT))


@given(st.lists(lines, min_size=1, max_size=4))
def test_street_lines_come_back_between_their_nodes(drawn: list[list[tuple[float, float]]]) -> None:
    n = len(drawn)
    start, end = np.arange(n), np.arange(n) + n
    packed = packed_streets(column([shapely.LineString(line) for line in drawn]), start, end, 2 * n)
    node_x, node_y = np.cumsum(packed["node_x"]), np.cumsum(packed["node_y"])
    at = 0
    for i, line in enumerate(drawn):
        size = packed["sizes"][i]
        x = [*np.cumsum([node_x[start[i]], *packed["x"][at : at + size]]), node_x[end[i]]]
        y = [*np.cumsum([node_y[start[i]], *packed["y"][at : at + size]]), node_y[end[i]]]
        at += size
        assert np.abs(np.column_stack([x, y]) * UNIT - np.array(line)).max() <= UNIT / 2 + 1e-9


def test_simplified_lines_stay_within_the_tolerance() -> None:
    along = np.linspace(0, 0.01, 200)
    wavy = shapely.LineString(np.column_stack([along, 5e-6 * np.sin(along * 9000)]))
    drawn = simplified(column([wavy]), 1.5)[0]
    assert len(drawn.coords) < 20
    assert shapely.hausdorff_distance(wavy, drawn) * 111_195 <= 1.5
    assert (drawn.coords[0], drawn.coords[-1]) == (wavy.coords[0], wavy.coords[-1])


def test_neighbours_keep_the_edge_they_share() -> None:
    shared = [(1.0, y / 100_000) for y in range(101)]
    wavy = [(x + 3e-6 * (i % 2), y) for i, (x, y) in enumerate(shared)]
    wavy[0], wavy[-1] = shared[0], shared[-1]
    left = shapely.Polygon([(0.9, 0), *wavy, (0.9, 0.001)])
    right = shapely.Polygon([(1.1, 0), *wavy, (1.1, 0.001)])
    point = shapely.Point(5, 5)
    drawn = simplified_together(column([left, point, None, right]), 1.0)
    assert drawn[1] == point
    assert drawn[2] is None
    assert len(drawn[0].exterior.coords) < len(left.exterior.coords)
    assert shapely.area(shapely.intersection(drawn[0], drawn[3])) == 0
    assert np.isclose(shapely.union(drawn[0], drawn[3]).area, drawn[0].area + drawn[3].area)
    assert shapely.union(drawn[0], drawn[3]).geom_type == "Polygon"
