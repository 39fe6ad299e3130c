"""Paths that a planner draws: their vertices, where they join streets and one another (docs/method.md, Edits)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles import integers
from circles.network.geodesy import metres_per_degree, plane_lengths_mm
from circles.network.line_meetings import Place, Spot, meetings, met, place_at
from circles.network.segment_grid import nearest_spots, segment_grid, spot_share_mm
from circles.rule_numbers import PATH_REACH_M, PATH_VERTEX_MM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from circles.network.walk_network import WalkNetwork

    Integers = NDArray[np.int64]

Share = tuple[int, Fraction]
"""A place along a path: the number of its segment and the share of it."""


class Tie(NamedTuple):
    """A spot of a path that is joined: the path, the place along it, and the last step there, None where they meet."""

    path: int
    share: Share
    step_from: Place | None = None


@dataclass(frozen=True)
class LaidPaths:
    """Paths and what they are joined to.

    Attributes
    ----------
    lines : list of ndarray of int64
        Vertices of each path in 1e-7 degree.
    inserts : list of dict
        Places along each path at which it is joined, and where each is.
    to_streets : list of (Tie, Spot)
        Where paths meet streets, or their ends are led to them.
    to_paths : list of (Tie, Tie)
        Where paths meet one another, or an end is led to another path: the second is the spot it is led to.
    counts : list of int
        Ends of each path that are joined to anything.
    """

    lines: list[Integers]
    inserts: list[dict[Share, Place]] = field(default_factory=list)
    to_streets: list[tuple[Tie, Spot]] = field(default_factory=list)
    to_paths: list[tuple[Tie, Tie]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)


def laid_paths(network: WalkNetwork, lines: list[Integers]) -> LaidPaths:
    """Return how paths are joined to the streets of a network before any edit, and to one another.

    Parameters
    ----------
    network : WalkNetwork
        Its streets, islands included.
    lines : list of ndarray of int64
        Paths in 1e-7 degree, two vertices or more each, no two in a row at one place.
    """
    laid = LaidPaths(lines, inserts=[{} for _ in lines])
    for path, line in enumerate(lines):
        for meeting in met(network, line):
            if not network.vertex_marked[meeting.begins]:
                share = _joined(laid, path, (meeting.segment, meeting.share), meeting.spot.place)
                laid.to_streets.append((Tie(path, share), meeting.spot))
    boxes = [(tuple(line.min(axis=0).tolist()), tuple(line.max(axis=0).tolist())) for line in lines]
    for one, other in ((i, j) for i in range(len(lines)) for j in range(i, len(lines))):
        if not _apart(*boxes[one], *boxes[other]):
            _cross(laid, one, other)
    ends = [(path, end) for path in range(len(lines)) for end in (0, 1)]
    places = [_end_place(laid, *each) for each in ends]
    spots = _nearest_streets(network, places)
    joined = set()
    for (path, end), spot, near in zip(ends, spots, _paths_near(lines, places), strict=True):
        if spot is not None:
            laid.to_streets.append((Tie(path, _end_share(laid, path, end), _end_place(laid, path, end)), spot))
            joined.add((path, end))
        joined |= {(path, end) for other in near if other != path and _lead(laid, path, end, other)}
    laid.counts.extend(sum((path, end) in joined for end in (0, 1)) for path in range(len(lines)))
    return laid


def _joined(laid: LaidPaths, path: int, share: Share, place: Place) -> Share:
    """Insert a vertex in a path where it is joined; return its place along the path as it is known by."""
    segment, part = share
    if part == 1 and segment + 1 < len(laid.lines[path]) - 1:
        share = (segment + 1, Fraction(0))
    laid.inserts[path].setdefault(share, place)
    return share


def _cross(laid: LaidPaths, one: int, other: int) -> None:
    """Join two paths, or one with itself, where they cross or touch."""
    sides = [list(pairwise(map(tuple, laid.lines[path].tolist()))) for path in (one, other)]
    for (i, (a, b)), (j, (c, d)) in product(enumerate(sides[0]), enumerate(sides[1])):
        if (one == other and j <= i + 1) or _apart(a, b, c, d):
            continue
        for share, of_other in meetings(a, b, c, d):
            place = place_at(a, b, share)
            ties = (
                Tie(one, _joined(laid, one, (i, share), place)),
                Tie(other, _joined(laid, other, (j, of_other), place)),
            )
            laid.to_paths.append(ties)


def _apart(a: Place, b: Place, c: Place, d: Place) -> bool:
    """Return whether the bounds of two segments do not meet."""
    return any(max(a[i], b[i]) < min(c[i], d[i]) or max(c[i], d[i]) < min(a[i], b[i]) for i in (0, 1))


def _end_place(laid: LaidPaths, path: int, end: int) -> Place:
    lon, lat = laid.lines[path][-end].tolist()
    return lon, lat


def _end_share(laid: LaidPaths, path: int, end: int) -> Share:
    return (len(laid.lines[path]) - 2, Fraction(1)) if end else (0, Fraction(0))


def _nearest_streets(network: WalkNetwork, places: Sequence[Place]) -> list[Spot | None]:
    """Return the nearest spot of any street within reach of each end, None where there is none."""
    units = np.array(places, np.int64).reshape(-1, 2)
    near = _pieces_near(network, units)
    if not near.any():
        return [None] * len(places)
    grid = segment_grid(network, near)
    segment, t, distance_m = nearest_spots(grid, units[:, 0].copy(), units[:, 1].copy())
    along, whole_mm = spot_share_mm(network, grid, segment, t)
    found: list[Spot | None] = []
    for i, metres in enumerate(distance_m.tolist()):
        if metres > PATH_REACH_M:
            found.append(None)
            continue
        chosen, share = int(segment[i]), _at_vertex(int(along[i]), int(whole_mm[i]))
        low, high = (
            (int(lon[chosen]), int(lat[chosen])) for lon, lat in ((grid.lon1, grid.lat1), (grid.lon2, grid.lat2))
        )
        forward, begin = bool(grid.forward[chosen]), int(grid.vertex[chosen])
        part = float(t[i]) if share is None else share
        place = tuple(a + int(np.rint((b - a) * part)) for a, b in zip(low, high, strict=True))
        mm = int(along[i]) if share is None else share * int(whole_mm[i])
        at_mm = int(network.vertex_at_mm[begin]) + (mm if forward else int(whole_mm[i]) - mm)
        vertex = begin + 1 if part == (1 if forward else 0) else begin
        side = -1 if vertex > begin else int(at_mm == int(network.vertex_at_mm[begin]))
        found.append(Spot(int(grid.piece[chosen]), at_mm, vertex, (place[0], place[1]), side))
    return found


def _at_vertex(along_mm: int, whole_mm: int) -> int | None:
    """Return 0 or 1 where a spot is so near to that end of its segment that it is the vertex, else None."""
    ends = (along_mm, whole_mm - along_mm)
    nearer = 0 if ends[0] <= ends[1] else 1
    return nearer if ends[nearer] < PATH_VERTEX_MM else None


def _pieces_near(network: WalkNetwork, units: Integers) -> NDArray[np.bool_]:
    """Return which pieces have a segment whose bounds are within reach of one of some places."""
    near = np.zeros(network.piece_mm.size, np.bool_)
    begins, piece = network.segment_vertex, network.vertex_piece
    for place, margin in zip(units, _margins(units), strict=True):
        inside = np.ones(begins.size, np.bool_)
        for axis, coordinate in enumerate((network.vertex_lon, network.vertex_lat)):
            ends = coordinate[begins], coordinate[begins + 1]
            inside &= np.minimum(*ends) <= place[axis] + margin[axis]
            inside &= np.maximum(*ends) >= place[axis] - margin[axis]
        near[piece[begins[inside]]] = True
    return near


def _paths_near(lines: list[Integers], places: list[Place]) -> list[list[int]]:
    """Return for each place the paths whose bounds are within reach of it."""
    if not lines:
        return []
    low, high = (np.array([end(line, axis=0) for line in lines]) for end in (np.min, np.max))
    units = np.array(places, np.int64)
    return [
        np.flatnonzero((low <= place + margin).all(axis=1) & (high >= place - margin).all(axis=1)).tolist()
        for place, margin in zip(units, _margins(units), strict=True)
    ]


def _margins(units: Integers) -> Integers:
    """Return how far a path reaches from each place, in 1e-7 degree east and north, a little more rather than less."""
    kx, ky = metres_per_degree(integers.to_degrees(units[:, 1]))
    margins = np.column_stack([PATH_REACH_M / kx, PATH_REACH_M / ky]) * integers.UNITS_PER_DEGREE + 2
    return margins.astype(np.int64)


def _lead(laid: LaidPaths, path: int, end: int, other: int) -> bool:
    """Lead an end of a path to the nearest spot of another path within reach; return whether there is one."""
    place = _end_place(laid, path, end)
    line = laid.lines[other]
    low_first = [(min(a, b), max(a, b), a > b) for a, b in pairwise(map(tuple, line.tolist()))]
    low, high = (np.array([each[i] for each in low_first], np.int64) for i in (0, 1))
    segment, t, metres = _nearest_of(np.array(place), low, high)
    if metres > PATH_REACH_M:
        return False
    whole_mm = int(plane_lengths_mm(*low[segment : segment + 1].T, *high[segment : segment + 1].T)[0])
    share = _at_vertex(int(whole_mm * t + 0.5), whole_mm)
    part = Fraction(t) if share is None else Fraction(share)
    spot = place_at(tuple(low[segment].tolist()), tuple(high[segment].tolist()), part)
    along = (segment, 1 - part if low_first[segment][2] else part)
    tie = Tie(path, _end_share(laid, path, end), place)
    laid.to_paths.append((tie, Tie(other, _joined(laid, other, along, spot))))
    return True


def _nearest_of(place: Integers, low: Integers, high: Integers) -> tuple[int, float, float]:
    """Return the nearest of some segments, the share along it and the distance, by the formula of Attachment."""
    kx, ky = metres_per_degree(integers.to_degrees(place[1:]))
    scale = np.array([kx[0] / 1e7, ky[0] / 1e7])
    a, b = (low - place) * scale, (high - place) * scale
    d = b - a
    t = np.clip(-(a * d).sum(axis=1) / (d * d).sum(axis=1), 0.0, 1.0)
    spot = np.where(t[:, None] == 1.0, b, a + t[:, None] * d)
    square = (spot * spot).sum(axis=1)
    best = int(square.argmin())
    return best, float(t[best]), float(np.sqrt(square[best]))
