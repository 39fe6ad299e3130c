"""The nearest spot of a point: a plain loop over all segments (docs/method.md, Attachment)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import shapely

from tests.oracle.earth import UNITS, per_degree, whole_mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tests.oracle.extract import Place
    from tests.oracle.streets import Segment


_NEAR_M = 1500.0
"""How far segments are looked at; further than the edge of any polygon of the tests with a street in reach."""


class Segments(Protocol):
    """Segments in coordinate order, and lon, lat of the smaller and of the other end of each."""

    @property
    def segments(self) -> Sequence[Segment]: ...

    @property
    def ends(self) -> NDArray[np.int64]: ...


class Spot(NamedTuple):
    """Where a point touches a segment, how far that is from the segment's smaller end, the leg there, and the place."""

    segment: int
    at_mm: int
    leg_mm: int
    place: Place


def spot_of(
    streets: Segments,
    place: NDArray[np.int64],
    *,
    max_snap_m: float,
    shape: shapely.Geometry | None = None,
    among: NDArray[np.bool_],
) -> Spot | None:
    """Return the nearest spot of a place on some segments, None where it, or the edge of its polygon, is too far."""
    scale = per_degree(float(place[1]) / UNITS) / UNITS
    rows = _near(streets.ends, place, np.ceil(_NEAR_M / scale).astype(np.int64), among)
    if not rows.size:
        return None
    a, b = ((streets.ends[rows, side] - place) * scale for side in (slice(0, 2), slice(2, 4)))
    d = b - a
    t = np.clip(-(a * d).sum(axis=1) / (d * d).sum(axis=1), 0.0, 1.0)
    spot = np.where((t == 1.0)[:, None], b, a + t[:, None] * d)
    square = (spot * spot).sum(axis=1)
    # Of equally near ones a public one, then the lowest.
    nearest = np.flatnonzero(square == square.min()).tolist()
    best = min(nearest, key=lambda row: streets.segments[int(rows[row])].compound > 0)
    leg_m = np.sqrt(square[best])
    if leg_m > max_snap_m and not _edge_is_near(a, b, shape, place, scale, max_snap_m):
        return None
    segment = streets.segments[int(rows[best])]
    low, high = (streets.ends[rows[best], side] for side in (slice(0, 2), slice(2, 4)))
    lon, lat = np.floor(low + t[best] * (high - low) + 0.5).astype(int).tolist()
    return Spot(int(rows[best]), int(np.floor(segment.mm * t[best] + 0.5)), int(whole_mm(leg_m)), (lon, lat))


def _near(
    ends: NDArray[np.int64], place: NDArray[np.int64], reach: NDArray[np.int64], among: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the segments whose bounds come so near, in 1e-7 degree."""
    # The smaller end is the western one: the first segments beyond the east need no look.
    beyond = int(np.searchsorted(ends[:, 0], place[0] + reach[0], side="right"))
    rows = np.flatnonzero(among[:beyond] & (ends[:beyond, 2] >= place[0] - reach[0]))
    lat = np.sort(ends[rows, 1::2], axis=1)
    near: NDArray[np.int64] = rows[(lat[:, 1] >= place[1] - reach[1]) & (lat[:, 0] <= place[1] + reach[1])]
    return near


def _edge_is_near(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    shape: shapely.Geometry | None,
    place: NDArray[np.int64],
    scale: NDArray[np.float64],
    max_snap_m: float,
) -> bool:
    if shape is None or shape.geom_type == "Point":
        return False
    flat = shapely.transform(shape, lambda xy: (xy * UNITS - place) * scale)
    lines = shapely.linestrings(np.stack([a, b], axis=1))
    return bool(shapely.distance(lines, flat).min() <= max_snap_m)
