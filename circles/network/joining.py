"""Joining lines that were drawn without nodes: where they cross or touch in plan, they become one network.

Only for files that are not OSM and only when asked for (docs/method.md, Streets). Bridges, tunnels and other levels
stay apart where they cross, but an end always continues in an end: a bridge begins where its approach ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.geodesy import onto_plane
from circles.network.near_segments import pairs_near
from circles.rule_numbers import VERTEX_M

if TYPE_CHECKING:
    import geopandas as gpd

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

SPOT_KINDS = ("joined", "excepted", "dangling")


@dataclass(frozen=True)
class JoinedStreets:
    """Streets with a shared vertex wherever they were joined, and the spots that were looked at.

    Attributes
    ----------
    streets : GeoDataFrame
        ``tables.STREETS``, rows and order as before.
    spot_kind : ndarray of int64
        Index into :data:`SPOT_KINDS`: joined, left apart because the levels differ, or an end that meets nothing.
    spot_units : ndarray of int64, shape (n, 2)
        Places in 1e-7 degree.
    """

    streets: gpd.GeoDataFrame
    spot_kind: Integers
    spot_units: Integers

    def account(self) -> dict[str, int]:
        """Return how many spots of each kind there are."""
        return {name: int((self.spot_kind == i).sum()) for i, name in enumerate(SPOT_KINDS)}


@dataclass(frozen=True, eq=False)
class Drawn:
    """All vertices of all lines; segment `s` runs from vertex `first[s]` to the next one."""

    units: Integers
    metres: Floats
    line: Integers
    first: Integers
    level: NDArray[np.object_]
    is_end: NDArray[np.bool_]
    key: Integers

    @property
    def segments(self) -> NDArray[np.object_]:
        """The segments as LineStrings in metres."""
        ends = np.stack([self.metres[self.first], self.metres[self.first + 1]], axis=1)
        lines: NDArray[np.object_] = shapely.linestrings(ends)
        return lines


class SpotsToJoin(NamedTuple):
    """What is to be joined: vertices to insert (segment, t, x, y), last steps of ends, and the spots of each kind."""

    crossed: pd.DataFrame
    steps: pd.DataFrame
    spots: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def join_crossings(streets: gpd.GeoDataFrame, *, join_ends_m: float) -> JoinedStreets:
    """Give lines that cross or touch in plan, or end within `join_ends_m` of a line, a vertex in common.

    Parameters
    ----------
    streets : GeoDataFrame
        ``tables.STREETS`` in WGS-84; lines of different `level` are left apart except from end to end.
    join_ends_m : float
        How near a line an end must be, in metres.

    Returns
    -------
    JoinedStreets
        A line gains vertices where it is crossed; an end that nearly touches gains a last step to the line.
    """
    drawn = draw(streets)
    found = spots_to_join(drawn, join_ends_m)
    ends = found.steps.rename(columns={"target": "segment"})[["segment", "t", "x", "y"]]
    lines = redraw(drawn, pd.concat([found.crossed, ends]), found.steps)
    joined = streets.set_geometry(lines, crs=tables.WGS84)
    if "length_m" in joined:
        joined = joined.drop(columns="length_m")
    return JoinedStreets(
        joined,
        np.repeat(np.arange(3), [len(kind) for kind in found.spots]),
        pd.concat(found.spots)[["x", "y"]].to_numpy(np.int64).reshape(-1, 2),
    )


def spots_to_join(drawn: Drawn, join_ends_m: float) -> SpotsToJoin:
    """Return where lines cross or touch in plan, or end near a line, without a vertex in common; nothing is joined."""
    tree = shapely.STRtree(drawn.segments)
    crossed, excepted = _crossings(drawn, tree)
    steps, end_excepted, dangling = _loose_ends(drawn, tree, crossed, join_ends_m)
    joined = pd.concat([crossed[["x", "y"]].drop_duplicates(), steps[["x", "y"]]]).drop_duplicates()
    return SpotsToJoin(crossed, steps, (joined, pd.concat([excepted, end_excepted]).drop_duplicates(), dangling))


def draw(streets: gpd.GeoDataFrame) -> Drawn:
    """Return the vertices of streets, in 1e-7 degree and in metres of their plane."""
    coordinates, line = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    units = integers.to_units(coordinates)
    moved = np.r_[True, (np.diff(units, axis=0) != 0).any(axis=1) | (np.diff(line) != 0)]
    units, line = units[moved], line[moved]
    plane = onto_plane(tables.metric_crs(tuple(streets.total_bounds)))
    degrees = integers.to_degrees(units)
    same_line = np.diff(line) == 0
    return Drawn(
        units=units,
        metres=np.column_stack(plane.transform(degrees[:, 0], degrees[:, 1])),
        line=line,
        first=np.flatnonzero(same_line),
        level=streets["level"].fillna("").astype(str).to_numpy(object),
        is_end=~(np.r_[False, same_line] & np.r_[same_line, False]),
        key=(units[:, 0] << 32) + units[:, 1],
    )


def _crossings(drawn: Drawn, tree: shapely.STRtree) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the vertices to insert (segment, t, x, y) and the spots left apart (x, y)."""
    one, other = pairs_near(tree, tree.geometries)
    one, other = one[one < other], other[one < other]
    corners = [drawn.key[drawn.first[side] + step] for side in (one, other) for step in (0, 1)]
    shares = (corners[0] == corners[2]) | (corners[0] == corners[3])
    shares |= (corners[1] == corners[2]) | (corners[1] == corners[3])
    one, other = one[~shares], other[~shares]
    t, u, crossing = _intersection(drawn, one, other)
    one, other, t, u = one[crossing], other[crossing], t[crossing], u[crossing]
    spot = _at(drawn, one, t)
    apart = drawn.level[drawn.line[drawn.first[one]]] != drawn.level[drawn.line[drawn.first[other]]]
    inserts = [
        pd.DataFrame({"segment": segment[~apart], "t": share[~apart], "x": spot[~apart, 0], "y": spot[~apart, 1]})
        for segment, share in ((one, t), (other, u))
    ]
    return pd.concat(inserts, ignore_index=True), pd.DataFrame(spot[apart], columns=["x", "y"])


def _intersection(drawn: Drawn, one: Integers, other: Integers) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the shares of both segments at which they cross, and whether they do (parallel ones do not)."""
    a, b = (drawn.units[drawn.first[one] + step].astype(np.float64) for step in (0, 1))
    c, d = (drawn.units[drawn.first[other] + step].astype(np.float64) for step in (0, 1))
    r, s, q = b - a, d - c, c - a
    cross = r[:, 0] * s[:, 1] - r[:, 1] * s[:, 0]
    crossing = cross != 0
    safe = np.where(crossing, cross, 1.0)
    t = (q[:, 0] * s[:, 1] - q[:, 1] * s[:, 0]) / safe
    u = (q[:, 0] * r[:, 1] - q[:, 1] * r[:, 0]) / safe
    return np.clip(t, 0, 1), np.clip(u, 0, 1), crossing


def _at(drawn: Drawn, segment: Integers, t: Floats) -> Integers:
    a, b = (drawn.units[drawn.first[segment] + step] for step in (0, 1))
    result: Integers = a + np.rint((b - a) * t[:, None]).astype(np.int64)
    return result


def _loose_ends(
    drawn: Drawn, tree: shapely.STRtree, crossed: pd.DataFrame, join_ends_m: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the last steps of ends to lines near them, the ends left apart, and those that meet nothing.

    Steps are (vertex, target, t, x, y): the end, the segment it meets and where.
    """
    _, group, count = np.unique(drawn.key, return_inverse=True, return_counts=True)
    x, y = (crossed[axis].to_numpy(np.int64) for axis in ("x", "y"))
    alone = drawn.is_end & (count[group] == 1)
    vertex = np.flatnonzero(alone & ~np.isin(drawn.key, (x << 32) + y))
    pairs = _spots_near(drawn, tree, vertex, join_ends_m)
    head = drawn.first[pairs["target"].to_numpy()]
    t = pairs["t"].to_numpy()
    to_end = (drawn.is_end[head] & (t == 0)) | (drawn.is_end[head + 1] & (t == 1))
    differs = drawn.level[drawn.line[pairs["vertex"]]] != drawn.level[drawn.line[head]]
    pairs["apart"] = differs & ~to_end
    pairs = pairs.sort_values(["vertex", "apart", "distance_m", "x", "y"], kind="stable").drop_duplicates("vertex")
    steps, apart = pairs[~pairs["apart"]], pairs[pairs["apart"]]
    alone_still = np.setdiff1d(vertex, pairs["vertex"])
    return (
        steps[["vertex", "target", "t", "x", "y"]],
        apart[["x", "y"]],
        pd.DataFrame(drawn.units[alone_still], columns=["x", "y"]),
    )


def near_ends(drawn: Drawn, vertex: Integers, within_m: float, *, onto: NDArray[np.bool_]) -> pd.DataFrame:
    """Return for each end the nearest spot within reach on the segments `onto`, levels apart or not.

    Columns vertex, target, t, x, y, as :func:`redraw` takes them.
    """
    pairs = _spots_near(drawn, shapely.STRtree(drawn.segments), vertex, within_m)
    pairs = pairs[onto[pairs["target"].to_numpy(np.int64)]]
    pairs = pairs.sort_values(["vertex", "distance_m", "x", "y"], kind="stable").drop_duplicates("vertex")
    steps: pd.DataFrame = pairs[["vertex", "target", "t", "x", "y"]]
    return steps


def _spots_near(drawn: Drawn, tree: shapely.STRtree, vertex: Integers, within_m: float) -> pd.DataFrame:
    """Return the spots on other segments within reach of each end: vertex, target, t, x, y, distance_m."""
    pair, target = pairs_near(tree, shapely.points(drawn.metres[vertex]), within_m=within_m)
    pairs = pd.DataFrame({"vertex": vertex[pair], "target": target})
    own = (drawn.first[pairs["target"]] == pairs["vertex"]) | (drawn.first[pairs["target"]] + 1 == pairs["vertex"])
    others: pd.DataFrame = pairs[~own]
    return _nearest_spot(drawn, others)


def _nearest_spot(drawn: Drawn, pairs: pd.DataFrame) -> pd.DataFrame:
    """Add where on its target each end comes nearest: t, x, y and distance_m; near an end, that end itself."""
    a, b = (drawn.metres[drawn.first[pairs["target"].to_numpy()] + step] for step in (0, 1))
    p, d = drawn.metres[pairs["vertex"].to_numpy()], b - a
    length = np.hypot(d[:, 0], d[:, 1])
    along = np.clip(((p - a) * d).sum(axis=1) / np.maximum(length, 1e-9), 0, length)
    # That near a vertex is that vertex: no sliver segments.
    along = np.where(along < VERTEX_M, 0.0, np.where(length - along < VERTEX_M, length, along))
    t = along / np.maximum(length, 1e-9)
    t = np.where(along == length, 1.0, t)
    spot = _at(drawn, pairs["target"].to_numpy(), t)
    distance_m = np.hypot(*(p - (a + d * t[:, None])).T)
    return pairs.assign(t=t, x=spot[:, 0], y=spot[:, 1], distance_m=distance_m)


def redraw(drawn: Drawn, inserts: pd.DataFrame, steps: pd.DataFrame) -> NDArray[np.object_]:
    """Return the lines with inserted vertices and the last steps of their ends."""
    place = drawn.first[inserts["segment"].to_numpy(np.int64)] + inserts["t"].to_numpy(np.float64)
    vertex = steps["vertex"].to_numpy(np.int64)
    opens = np.r_[True, np.diff(drawn.line) != 0][vertex]
    position = np.r_[np.arange(drawn.line.size), place, vertex + np.where(opens, -0.5, 0.5)]
    line = np.r_[drawn.line, drawn.line[np.floor(place).astype(np.int64)], drawn.line[vertex]]
    # A spot at the very end of its segment (t = 1) stands at the next vertex, which is of the same line.
    units = np.concatenate([drawn.units, inserts[["x", "y"]].to_numpy(np.int64), steps[["x", "y"]].to_numpy(np.int64)])
    order = np.lexsort((position, line))
    lines: NDArray[np.object_] = shapely.linestrings(integers.to_degrees(units[order]), indices=line[order])
    return lines
