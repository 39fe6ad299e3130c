"""A grid over street segments that preselects the near ones; the plane around the point decides.

Cells are squares of about 100 m in 1e-7 degree. A cell lists the segments whose bounding box touches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from circles import integers
from circles.compiled import compiled
from circles.network.geodesy import metres_per_degree

if TYPE_CHECKING:
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

CELL_M = 100.0
_MOST_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class SegmentGrid:
    """Segments by cell, each from its smaller end (lon1, lat1), in coordinate order.

    Attributes
    ----------
    lon1, lat1, lon2, lat2 : ndarray of int64
        Ends in 1e-7 degree.
    piece, vertex : ndarray of int64
        The piece of each segment, and the vertex of the network at which it begins.
    forward : ndarray of bool
        Whether the piece runs from the smaller end to the other.
    cell_offset, cell_segment : ndarray of int64
        The segments of cell (row, column) are those from ``cell_offset[row * columns + column]``.
    west, south, width, height, columns, rows : int
        The grid in 1e-7 degree.
    """

    lon1: Integers
    lat1: Integers
    lon2: Integers
    lat2: Integers
    piece: Integers
    vertex: Integers
    forward: NDArray[np.bool_]
    cell_offset: Integers
    cell_segment: Integers
    west: int
    south: int
    width: int
    height: int
    columns: int
    rows: int


@dataclass(frozen=True, eq=False)
class Admission:
    """Which pieces each of some points may use: those whose group is between the point's bounds.

    Attributes
    ----------
    group : ndarray of int64
        The group of each piece of the network, 0 where it is public: of equally near ones a public one is taken.
    low, high : ndarray of int64
        The bounds of each point, both included.
    """

    group: Integers
    low: Integers
    high: Integers

    def of(self, points: Integers | NDArray[np.bool_]) -> Admission:
        """Return the admission of some of the points."""
        return Admission(self.group, self.low[points], self.high[points])

    def admits(self, points: Integers, groups: Integers) -> NDArray[np.bool_]:
        """Return whether each of some points may use pieces of the group beside it."""
        result: NDArray[np.bool_] = (groups >= self.low[points]) & (groups <= self.high[points])
        return result


def segment_grid(network: WalkNetwork, pieces: NDArray[np.bool_] | None = None) -> SegmentGrid:
    """Return the grid over the segments of a network.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    pieces : ndarray of bool, optional
        Those to which something may be attached; by default all off islands. One at least has some extent.
    """
    piece, vertex = network.vertex_piece, network.segment_vertex
    vertex = vertex[(~network.piece_island if pieces is None else pieces)[piece[vertex]]]
    places = np.column_stack([network.vertex_lon, network.vertex_lat])
    # Nothing stands on a segment without extent (between two nodes of a graph at one place): it stands at its ends.
    vertex = vertex[(places[vertex] != places[vertex + 1]).any(axis=1)]
    a, b = places[vertex], places[vertex + 1]
    forward = (a[:, 0] < b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] < b[:, 1]))
    low, high = np.where(forward[:, None], a, b), np.where(forward[:, None], b, a)
    order = np.lexsort((high[:, 1], high[:, 0], low[:, 1], low[:, 0]))
    low, high = low[order], high[order]
    west, south, width, height, columns, rows = _frame(low, high)
    offset, segment = fill_cells(
        low[:, 0].copy(), low[:, 1].copy(), high[:, 0].copy(), high[:, 1].copy(),
        np.array([west, south, width, height, columns, rows]),
    )  # fmt: skip
    return SegmentGrid(
        lon1=low[:, 0].copy(),
        lat1=low[:, 1].copy(),
        lon2=high[:, 0].copy(),
        lat2=high[:, 1].copy(),
        piece=piece[vertex][order],
        vertex=vertex[order],
        forward=forward[order],
        cell_offset=offset,
        cell_segment=segment,
        west=west,
        south=south,
        width=width,
        height=height,
        columns=columns,
        rows=rows,
    )


def _frame(low: Integers, high: Integers) -> tuple[int, int, int, int, int, int]:
    """Return west, south, cell width, cell height, columns and rows, the cells widened where they would be too many."""
    west, south = int(low[:, 0].min()), int(np.minimum(low[:, 1], high[:, 1]).min())
    east, north = int(high[:, 0].max()), int(np.maximum(low[:, 1], high[:, 1]).max())
    kx, ky = metres_per_degree(np.array([(south + north) / 2 / integers.UNITS_PER_DEGREE]))
    width = max(int(CELL_M / kx[0] * integers.UNITS_PER_DEGREE), 1)
    height = max(int(CELL_M / ky[0] * integers.UNITS_PER_DEGREE), 1)
    while ((east - west) // width + 1) * ((north - south) // height + 1) > _MOST_CELLS:
        width, height = width * 2, height * 2
    return west, south, width, height, (east - west) // width + 1, (north - south) // height + 1


@compiled
def fill_cells(
    lon1: Integers, lat1: Integers, lon2: Integers, lat2: Integers, frame: Integers
) -> tuple[Integers, Integers]:
    """Return (cell offset, segments) of segments in the cells of a frame; ``lon1 <= lon2`` for each."""
    west, south, width, height, columns, rows = frame[0], frame[1], frame[2], frame[3], frame[4], frame[5]
    offset = np.zeros(columns * rows + 1, np.int64)
    place = np.zeros(columns * rows, np.int64)
    segment = np.empty(0, np.int64)
    for counting in (True, False):
        for s in range(lon1.size):
            left, right = (lon1[s] - west) // width, (lon2[s] - west) // width
            bottom = (min(lat1[s], lat2[s]) - south) // height
            top = (max(lat1[s], lat2[s]) - south) // height
            for row in range(bottom, top + 1):
                for column in range(left, right + 1):
                    cell = row * columns + column
                    if counting:
                        offset[cell + 1] += 1
                    else:
                        segment[place[cell]] = s
                        place[cell] += 1
        if counting:
            # Cell by cell: an assignment of whole slices takes four seconds to compile.
            for cell in range(columns * rows):
                offset[cell + 1] += offset[cell]
                place[cell] = offset[cell]
            segment = np.empty(offset[-1], np.int64)
    return offset, segment


def nearest_spots(
    grid: SegmentGrid, lon: Integers, lat: Integers, *, admission: Admission | None = None
) -> tuple[Integers, Floats, Floats]:
    """Return for each point the nearest segment, the share t along it from its smaller end, and the distance.

    Parameters
    ----------
    grid : SegmentGrid
        Segments that may be attached to, at least one.
    lon, lat : ndarray of int64
        Points in 1e-7 degree.
    admission : Admission, optional
        Which pieces each point may use; by default all. One at least must be open to each.

    Returns
    -------
    segment : ndarray of int64
        The lowest among equally near segments, public ones first.
    t : ndarray of float64
        0 at the smaller end, 1 at the other.
    distance_m : ndarray of float64
        In the point's own plane (docs/method.md, Attachment).
    """
    kx, ky = metres_per_degree(integers.to_degrees(lat))
    frame = np.array([grid.west, grid.south, grid.width, grid.height, grid.columns, grid.rows])
    if admission is None:
        everything = np.zeros(grid.piece.size, np.int64), *(np.zeros(lon.size, np.int64) for _ in range(2))
    else:
        everything = admission.group[grid.piece], admission.low, admission.high
    return _nearest(
        lon, lat, kx, ky, grid.lon1, grid.lat1, grid.lon2, grid.lat2, grid.cell_offset, grid.cell_segment, frame,
        *everything,
    )  # fmt: skip


def spot_share_mm(network: WalkNetwork, grid: SegmentGrid, segment: Integers, t: Floats) -> tuple[Integers, Integers]:
    """Return how far spots are along their segments from the smaller end, and how long those are, in millimetres."""
    vertex = grid.vertex[segment]
    segment_mm = network.vertex_at_mm[vertex + 1] - network.vertex_at_mm[vertex]
    return np.floor(segment_mm * t + 0.5).astype(np.int64), segment_mm


@compiled
def _spot(x1: float, y1: float, x2: float, y2: float) -> tuple[float, float]:
    """Return (squared distance, t) of the spot of segment 1-2 nearest to the origin."""
    dx, dy = x2 - x1, y2 - y1
    t = -(x1 * dx + y1 * dy) / (dx * dx + dy * dy)
    # The ends themselves, not an interpolation to them: segments that share an end tie exactly there.
    if t <= 0.0:
        return x1 * x1 + y1 * y1, 0.0
    if t >= 1.0:
        return x2 * x2 + y2 * y2, 1.0
    x, y = x1 + t * dx, y1 + t * dy
    return x * x + y * y, t


@compiled
def _nearest(
    lon: Integers, lat: Integers, kx: Floats, ky: Floats,
    lon1: Integers, lat1: Integers, lon2: Integers, lat2: Integers,
    offset: Integers, segments: Integers, frame: Integers,
    group: Integers, low: Integers, high: Integers,
) -> tuple[Integers, Floats, Floats]:  # fmt: skip
    west, south, width, height, columns, rows = frame[0], frame[1], frame[2], frame[3], frame[4], frame[5]
    segment_of = np.empty(lon.size, np.int64)
    t_of = np.empty(lon.size, np.float64)
    distance_m = np.empty(lon.size, np.float64)
    for point in range(lon.size):
        px, py = lon[point], lat[point]
        mx, my = kx[point] / 1e7, ky[point] / 1e7
        # Outside the grid, begin at the nearest cell; the bound below still speaks of the true distance.
        column = min(max((px - west) // width, 0), columns - 1)
        row = min(max((py - south) // height, 0), rows - 1)
        best, best_segment, best_rank, best_t = np.inf, -1, -1, 0.0
        for ring in range(max(columns, rows) + 1):
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                step = 1 if abs(r - row) == ring else max(2 * ring, 1)
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= columns:
                        continue
                    cell = r * columns + c
                    for place in range(offset[cell], offset[cell + 1]):
                        s = segments[place]
                        if group[s] < low[point] or group[s] > high[point]:
                            continue
                        square, t = _spot(
                            (lon1[s] - px) * mx, (lat1[s] - py) * my, (lon2[s] - px) * mx, (lat2[s] - py) * my
                        )
                        rank = s if group[s] == 0 else s + lon1.size
                        if square < best or (square == best and rank < best_rank):
                            best, best_segment, best_rank, best_t = square, s, rank, t
            # What lies outside the rings looked at is at least this far away.
            bound = np.inf
            if column - ring > 0:
                bound = min(bound, (px - (west + (column - ring) * width)) * mx)
            if column + ring < columns - 1:
                bound = min(bound, (west + (column + ring + 1) * width - px) * mx)
            if row - ring > 0:
                bound = min(bound, (py - (south + (row - ring) * height)) * my)
            if row + ring < rows - 1:
                bound = min(bound, (south + (row + ring + 1) * height - py) * my)
            if best_segment >= 0 and bound > 0.0 and best < bound * bound:
                break
        segment_of[point], t_of[point], distance_m[point] = best_segment, best_t, np.sqrt(best)
    return segment_of, t_of, distance_m
