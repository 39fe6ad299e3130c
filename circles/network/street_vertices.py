"""The vertices of streets and which of them are the same (docs/method.md, Integers and Streets).

Vertices are the same where their place and their mark are. The mark is 0, except in streets out of a graph: there a
node bears its number, and an inner vertex one that is of its edge alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers, tables

if TYPE_CHECKING:
    import geopandas as gpd

Integers = NDArray[np.int64]


def drawn_places(streets: gpd.GeoDataFrame) -> tuple[Integers, Integers]:
    """Return place (lon, lat in 1e-7 degree) and line of each vertex, in the order in which lines are drawn.

    A vertex at the place of the one before it is left out, but for the second of two nodes of a graph at one place.
    """
    coordinates, line = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    units = integers.to_units(coordinates)
    moved = np.r_[True, (np.diff(units, axis=0) != 0).any(axis=1) | (np.diff(line) != 0)]
    if tables.STREET_NODES[0] in streets:
        nodes = streets[list(tables.STREET_NODES)].to_numpy(np.int64)
        still = np.bincount(line, moved, len(streets)) == 1
        last = np.flatnonzero(np.r_[np.diff(line) != 0, True])
        moved[last[(still & (nodes[:, 0] != nodes[:, 1]))[line[last]]]] = True
    return units[moved], line[moved]


def vertex_marks(streets: gpd.GeoDataFrame, units: Integers, line: Integers) -> Integers:
    """Return the mark of each vertex of the lines of streets, as :func:`drawn_places` gives them."""
    if tables.STREET_NODES[0] not in streets:
        return np.zeros(line.size, np.int64)
    return _graph_marks(units, line, streets[list(tables.STREET_NODES)].to_numpy(np.int64))


def keys_of(units: Integers) -> Integers:
    """Return a whole number for each place, in the order of (lon, lat)."""
    result: Integers = (units[:, 0] << 32) + units[:, 1]
    return result


def numbered(units: Integers, mark: Integers) -> tuple[Integers, Integers]:
    """Return one vertex of each that are the same, in the order of (lon, lat, mark), and the number of each vertex."""
    key = keys_of(units)
    order = np.lexsort((mark, key)) if mark.any() else np.argsort(key, kind="stable")
    key, mark = key[order], mark[order]
    differs = np.r_[True, (np.diff(key) != 0) | (np.diff(mark) != 0)] if order.size else np.zeros(0, np.bool_)
    number = np.empty(order.size, np.int64)
    number[order] = np.cumsum(differs) - 1
    return order[differs], number


def direction(units: Integers, line: Integers) -> NDArray[np.bool_]:
    """Return for each vertex whether its line runs from its smaller end (a closed line: from its smaller side)."""
    begins = np.flatnonzero(np.r_[True, np.diff(line) != 0])
    ends = np.r_[begins[1:], line.size] - 1
    closed = (units[begins] == units[ends]).all(axis=1)
    head = np.where(closed, np.minimum(begins + 1, ends), begins)
    tail = np.where(closed, np.maximum(ends - 1, begins), ends)
    difference = units[head] - units[tail]
    smaller = (difference[:, 0] < 0) | ((difference[:, 0] == 0) & (difference[:, 1] <= 0))
    result: NDArray[np.bool_] = np.repeat(smaller, ends - begins + 1)
    return result


def _graph_marks(units: Integers, line: Integers, nodes: Integers) -> Integers:
    """Return the marks of a graph's vertices: of a node its number, of an inner vertex a higher one.

    Edges between the same nodes along the same line share their inner vertices; an order that no row order can change
    numbers them.
    """
    begins = np.flatnonzero(np.r_[True, np.diff(line) != 0])
    count = np.diff(np.r_[begins, line.size])
    forward, nodes = direction(units, line), nodes[line[begins]]
    number = np.arange(line.size) - np.repeat(begins, count)
    place = np.where(forward, number, np.repeat(count, count) - 1 - number)
    # Each line from its smaller end, so that both directions of a street are one text.
    laid = units[np.repeat(begins, count) + place]
    ends = np.where(forward[begins, None], nodes, nodes[:, ::-1])
    texts = [
        (*of_line, laid[begin : begin + size].tobytes())
        for of_line, begin, size in zip(ends.tolist(), begins.tolist(), count.tolist(), strict=True)
    ]
    order = sorted(range(len(texts)), key=texts.__getitem__)
    begins_class = np.array([i == 0 or texts[one] != texts[order[i - 1]] for i, one in enumerate(order)])
    size = count[order]
    room = np.cumsum(np.where(begins_class, size, 0)) - size
    base = np.empty(count.size, np.int64)
    base[order] = room + nodes.max(initial=0) + 1
    mark = np.repeat(base, count) + place
    mark[begins] = nodes[:, 0]
    mark[begins + count - 1] = nodes[:, 1]
    return mark
