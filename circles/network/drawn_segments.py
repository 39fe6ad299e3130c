"""The segments of streets as they are drawn, before the shorter of two counts, and how barriers part them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DrawnSegments:
    """Straight segments between vertices `a` < `b`, those drawn twice too; vertices are numbered in coordinate order.

    Attributes
    ----------
    vertex_lon, vertex_lat : ndarray of int64
        Vertices in 1e-7 degree. Several may lie at one place: those of a graph, of parted segments, at barriers.
    vertex_cut, vertex_walled : ndarray of bool
        Ends made by the edge of an extract; vertices made by the edge of a gated polygon.
    a, b, mm : ndarray of int64
        Ends and length of each segment.
    line : ndarray of int64
        The row of the street that it is of.
    """

    vertex_lon: Integers
    vertex_lat: Integers
    vertex_cut: NDArray[np.bool_]
    vertex_walled: NDArray[np.bool_]
    a: Integers
    b: Integers
    mm: Integers
    line: Integers

    def ends(self, rows: Integers) -> tuple[Integers, Integers]:
        """Return the places (lon, lat) of both ends of some segments, the smaller end first."""
        places = np.column_stack([self.vertex_lon, self.vertex_lat])
        return places[self.a[rows]], places[self.b[rows]]


def barred(drawn: DrawnSegments, barriers: Integers) -> DrawnSegments:
    """Return the segments parted from one another at the vertices where a barrier stands.

    Parameters
    ----------
    drawn : DrawnSegments
        As drawn.
    barriers : ndarray of int64, shape (n, 2)
        Places (lon, lat) in 1e-7 degree.
    """
    is_barred = np.isin((drawn.vertex_lon << 32) + drawn.vertex_lat, (barriers[:, 0] << 32) + barriers[:, 1])
    ends = np.column_stack([drawn.a, drawn.b])
    at_barrier = is_barred[ends]
    if not at_barrier.any():
        return drawn
    count = drawn.vertex_lon.size
    # A side of a barrier is known by the vertex and by where its segment leads, so that what is drawn twice stays one.
    sides, side = np.unique((ends * count + ends[:, ::-1])[at_barrier], return_inverse=True)
    ends = ends.copy()
    ends[at_barrier] = count + side.ravel()
    of_vertex = sides // count
    whole = replace(
        drawn,
        vertex_lon=np.r_[drawn.vertex_lon, drawn.vertex_lon[of_vertex]],
        vertex_lat=np.r_[drawn.vertex_lat, drawn.vertex_lat[of_vertex]],
        vertex_cut=np.r_[drawn.vertex_cut, drawn.vertex_cut[of_vertex]],
        vertex_walled=np.r_[drawn.vertex_walled, drawn.vertex_walled[of_vertex]],
        a=ends[:, 0],
        b=ends[:, 1],
    )
    return _in_order(whole)


def _in_order(drawn: DrawnSegments) -> DrawnSegments:
    """Return the segments with the vertices they still use in coordinate order, those at one place as they were."""
    used = np.zeros(drawn.vertex_lon.size, np.bool_)
    used[drawn.a] = used[drawn.b] = True
    kept = np.flatnonzero(used)
    kept = kept[np.argsort((drawn.vertex_lon[kept] << 32) + drawn.vertex_lat[kept], kind="stable")]
    number = np.full(used.size, -1, np.int64)
    number[kept] = np.arange(kept.size)
    a, b = number[drawn.a], number[drawn.b]
    return replace(
        drawn,
        vertex_lon=drawn.vertex_lon[kept],
        vertex_lat=drawn.vertex_lat[kept],
        vertex_cut=drawn.vertex_cut[kept],
        vertex_walled=drawn.vertex_walled[kept],
        a=np.minimum(a, b),
        b=np.maximum(a, b),
    )
