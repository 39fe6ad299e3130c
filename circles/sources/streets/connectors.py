"""Where segments of Overture Maps are joined: each connector is one place, a vertex of every segment it is on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from circles import integers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_GEOD = Geod(ellps="WGS84")

_SAME_M = 0.05
"""Positions are given with nine decimals: a vertex this near to one is the one that is meant."""

_APART_M = 2.0
"""What a connector's place may be off the position that a segment gives it: further apart they are not the same."""


class _Drawn(NamedTuple):
    """All vertices of all lines, the line of each, and how far along it in metres."""

    units: NDArray[np.int64]
    line: NDArray[np.int64]
    along_m: NDArray[np.float64]
    first: NDArray[np.int64]
    length_m: NDArray[np.float64]


def with_connectors(
    lines: NDArray[np.object_], connectors: Sequence[Sequence[Mapping[str, Any]]]
) -> tuple[NDArray[np.object_], int]:
    """Return lines with a vertex at every connector they lack one at, and how many were added.

    Parameters
    ----------
    lines : ndarray of LineString
        In WGS-84 on the grid of 1e-7 degree.
    connectors : sequence of sequence of mapping
        Of each line its connectors: `connector_id`, and `at` as a share of its geodesic length.
    """
    spots = _spots(connectors)
    whole = shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING
    spots = spots[whole[spots["line"].to_numpy(np.int64)]] if len(spots) else spots
    if spots.empty:
        return lines, 0
    drawn = _draw(lines)
    line, at = spots["line"].to_numpy(np.int64), spots["at"].to_numpy(np.float64)
    at_m = at * drawn.length_m[line]
    nearest = _nearest_vertex(drawn, line, at_m)
    has_vertex = np.abs(drawn.along_m[nearest] - at_m) <= _SAME_M
    between = _interpolated(drawn, line, at_m)
    x, y = np.where(has_vertex[:, None], drawn.units[nearest], between).T
    spots = spots.assign(at_m=at_m, own=has_vertex, x=x, y=y)
    # One place a connector: that of a line which has it as a vertex, the lowest of them.
    by_id = spots.sort_values(["id", "own", "x", "y"], ascending=[True, False, True, True], kind="stable")
    place = by_id.drop_duplicates("id").set_index("id")[["x", "y"]].reindex(spots["id"]).to_numpy(np.int64)
    differs = (place != spots[["x", "y"]].to_numpy(np.int64)).any(axis=1) | ~has_vertex
    missing = differs & (_metres(place, spots[["x", "y"]].to_numpy(np.int64)) <= _APART_M)
    return _redrawn(lines, drawn, line[missing], at_m[missing], place[missing]), int(missing.sum())


def cut_line(line: shapely.LineString, low: float, high: float) -> shapely.LineString:
    """Return the stretch of a line between two shares of its geodesic length, its ends on the grid."""
    drawn = _draw(np.array([line], dtype=object))
    ends_m = np.array([low, high]) * drawn.length_m[0]
    ends = _interpolated(drawn, np.zeros(2, np.int64), ends_m)
    inner = drawn.units[(drawn.along_m > ends_m[0] + _SAME_M) & (drawn.along_m < ends_m[1] - _SAME_M)]
    return shapely.LineString(integers.to_degrees(np.concatenate([ends[:1], inner, ends[1:]])))


def _spots(connectors: Sequence[Sequence[Mapping[str, Any]]]) -> pd.DataFrame:
    rows = [
        (i, each["connector_id"], min(1.0, max(0.0, float(each["at"]))))
        for i, own in enumerate(connectors)
        for each in own
        if isinstance(each.get("connector_id"), str)
        and isinstance(each.get("at"), (int, float))
        and math.isfinite(each["at"])
    ]
    return pd.DataFrame(rows, columns=["line", "id", "at"])


def _draw(lines: NDArray[np.object_]) -> _Drawn:
    places, line = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(line, np.arange(len(lines)))
    step: NDArray[np.float64] = np.zeros(len(places))
    _, _, step[1:] = _GEOD.inv(*places[:-1].T, *places[1:].T)
    step[first[first < len(places)]] = 0.0
    total = np.cumsum(step)
    along = total - total[np.minimum(first, len(places) - 1)][line]
    length_m = np.zeros(len(lines))
    np.add.at(length_m, line, step)
    return _Drawn(integers.to_units(places), line, along, first, length_m)


def _nearest_vertex(drawn: _Drawn, line: NDArray[np.int64], at_m: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the vertex of its line that is nearest to each position along it."""
    after = _vertex_after(drawn, line, at_m)
    before = np.maximum(after - 1, drawn.first[line])
    nearer = np.abs(drawn.along_m[before] - at_m) <= np.abs(drawn.along_m[after] - at_m)
    result: NDArray[np.int64] = np.where(nearer, before, after)
    return result


def _vertex_after(drawn: _Drawn, line: NDArray[np.int64], at_m: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the first vertex of its line at or beyond each position."""
    # One rising measure over all lines: each begins where the one before has ended.
    begins = np.r_[0.0, np.cumsum(drawn.length_m + 1.0)][:-1]
    last = np.r_[drawn.first[1:], drawn.line.size] - 1
    after = np.searchsorted(begins[drawn.line] + drawn.along_m, begins[line] + at_m)
    result: NDArray[np.int64] = np.clip(after, drawn.first[line], last[line])
    return result


def _interpolated(drawn: _Drawn, line: NDArray[np.int64], at_m: NDArray[np.float64]) -> NDArray[np.int64]:
    after = _vertex_after(drawn, line, at_m)
    before = np.maximum(after - 1, drawn.first[line])
    span = drawn.along_m[after] - drawn.along_m[before]
    share = np.clip((at_m - drawn.along_m[before]) / np.where(span > 0, span, 1.0), 0, 1)
    moved = (drawn.units[after] - drawn.units[before]) * share[:, None]
    result: NDArray[np.int64] = drawn.units[before] + np.rint(moved).astype(np.int64)
    return result


def _metres(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    _, _, metres = _GEOD.inv(*integers.to_degrees(one).T, *integers.to_degrees(other).T)
    return np.asarray(metres, dtype=np.float64)


def _redrawn(
    lines: NDArray[np.object_],
    drawn: _Drawn,
    line: NDArray[np.int64],
    at_m: NDArray[np.float64],
    place: NDArray[np.int64],
) -> NDArray[np.object_]:
    """Return the lines with vertices added at positions along them."""
    result = lines.copy()
    for i in np.unique(line):
        own = slice(drawn.first[i], drawn.first[i + 1] if i + 1 < len(lines) else None)
        here = line == i
        along = np.r_[drawn.along_m[own], at_m[here]]
        units = np.concatenate([drawn.units[own], place[here]])
        result[i] = shapely.LineString(integers.to_degrees(units[np.argsort(along, kind="stable")]))
    return result
