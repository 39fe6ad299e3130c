"""The compiled strokes of a circle: a distance field on a grid, its holes, and what it claims and misses.

The drawn circle is the union of discs about every reached spot, of radius ``min(frontage, limit - walk)``. Walking on,
a walk grows as fast as the discs shrink, so each disc on a street near the frontier lies in the one before: the union
is that of full-width strokes over the stretches with at least `frontage` to spare, and one smaller disc at each
stretch that begins with less. All places are metres in the study's plane.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Field = NDArray[np.float32]

CLEAR = np.float32(1e12)
"""What a field holds before it is stamped: the square of a long way."""


@compiled
def strokes(
    parts: Integers, vertex_offset: Integers, vertex_at_mm: Integers, x: Floats, y: Floats,
    limit_mm: int, frontage_mm: int,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return the strokes (x1, y1, x2, y2) of full width and the discs (x, y, radius) of less.

    Parameters
    ----------
    parts : ndarray of int64
        Reached stretches as ``along_pieces.reach_parts`` gives them.
    vertex_offset, vertex_at_mm : ndarray of int64
        Geometry of the pieces (see WalkNetwork).
    x, y : ndarray of float64
        The vertices in metres.
    limit_mm, frontage_mm : int
        The longest walk, and the widest half stroke.
    """
    most = 0
    for part in range(parts.shape[0]):
        most += vertex_offset[parts[part, 0] + 1] - vertex_offset[parts[part, 0]] + 1
    lines = np.empty((most, 4))
    discs = np.empty((parts.shape[0], 3))
    drawn, dots = 0, 0
    for part in range(parts.shape[0]):
        piece, near, far, walk = parts[part, 0], parts[part, 1], parts[part, 2], parts[part, 3]
        spare = limit_mm - walk - frontage_mm
        first, last = vertex_offset[piece], vertex_offset[piece + 1] - 1
        if spare < 0:
            vertex = _segment_at(vertex_at_mm, first, last, near)
            discs[dots, 0], discs[dots, 1] = _place(vertex_at_mm, x, y, vertex, near)
            discs[dots, 2] = (limit_mm - walk) / 1000.0
            dots += 1
            continue
        if far >= near:
            low, high = near, min(far, near + spare)
        else:
            low, high = max(far, near - spare), near
        vertex = _segment_at(vertex_at_mm, first, last, low)
        px, py = _place(vertex_at_mm, x, y, vertex, low)
        while True:
            done = vertex_at_mm[vertex + 1] >= high or vertex + 1 == last
            if done:
                qx, qy = _place(vertex_at_mm, x, y, vertex, high)
            else:
                qx, qy = x[vertex + 1], y[vertex + 1]
            lines[drawn, 0], lines[drawn, 1], lines[drawn, 2], lines[drawn, 3] = px, py, qx, qy
            drawn += 1
            if done:
                break
            px, py, vertex = qx, qy, vertex + 1
    return lines[:drawn].copy(), discs[:dots].copy()


@compiled
def _segment_at(vertex_at_mm: Integers, first: int, last: int, at_mm: int) -> int:
    """Return the vertex of the piece at which the segment that holds `at_mm` begins."""
    low, high = first, last - 1
    while low < high:
        middle = (low + high + 1) // 2
        if vertex_at_mm[middle] <= at_mm:
            low = middle
        else:
            high = middle - 1
    return low


@compiled
def _place(vertex_at_mm: Integers, x: Floats, y: Floats, vertex: int, at_mm: int) -> tuple[float, float]:
    length = vertex_at_mm[vertex + 1] - vertex_at_mm[vertex]
    share = (at_mm - vertex_at_mm[vertex]) / length if length > 0 else 0.0
    return x[vertex] + (x[vertex + 1] - x[vertex]) * share, y[vertex] + (y[vertex + 1] - y[vertex]) * share


@compiled
def _stroke_row(
    line: Field,
    px: np.float32,
    py: np.float32,
    dx: np.float32,
    dy: np.float32,
    inverse: np.float32,
    width: np.float32,
) -> None:
    """Keep in `line` the lesser squared distance to a segment (dx, dy) from nodes that begin at (px, py)."""
    for i in range(line.size):
        x = px + np.float32(i) * width
        t = max(np.float32(0.0), min(np.float32(1.0), (x * dx + py * dy) * inverse))
        ex, ey = x - t * dx, py - t * dy
        line[i] = min(ex * ex + ey * ey, line[i])


@compiled
def stamp(lines: Floats, discs: Floats, west: float, south: float, cell: float, frontage: float, field: Field) -> None:
    """Write the signed distance to the circle's edge, in metres, inside negative, on a cleared `field`.

    Parameters
    ----------
    lines, discs : ndarray of float64
        From :func:`strokes`.
    west, south, cell : float
        Place of ``field[0, 0]`` and the step between nodes.
    frontage : float
        Half the width of a stroke.
    field : ndarray of float32, shape (rows, columns)
        True within a cell of the edge, and of the right sign everywhere.
    """
    rows, columns = field.shape
    margin = np.float32(frontage + 1.5 * cell)
    width = np.float32(cell)
    for i in range(lines.shape[0]):
        x1, y1 = np.float32(lines[i, 0] - west), np.float32(lines[i, 1] - south)
        x2, y2 = np.float32(lines[i, 2] - west), np.float32(lines[i, 3] - south)
        dx, dy = x2 - x1, y2 - y1
        square = dx * dx + dy * dy
        inverse = np.float32(1.0) / square if square > 0 else np.float32(0.0)
        left = max(int((min(x1, x2) - margin) / width), 0)
        right = min(int((max(x1, x2) + margin) / width) + 2, columns)
        bottom = max(int((min(y1, y2) - margin) / width), 0)
        top = min(int((max(y1, y2) + margin) / width) + 2, rows)
        for row in range(bottom, top):
            py = np.float32(row) * width - y1
            px = np.float32(left) * width - x1
            _stroke_row(field[row, left:right], px, py, dx, dy, inverse, width)
    reach = np.float32(frontage)
    for row in range(rows):
        line = field[row]
        for column in range(columns):
            line[column] = np.sqrt(line[column]) - reach
    for i in range(discs.shape[0]):
        x1, y1, radius = discs[i, 0] - west, discs[i, 1] - south, discs[i, 2]
        wide = radius + 1.5 * cell
        for row in range(max(int((y1 - wide) / cell), 0), min(int((y1 + wide) / cell) + 2, rows)):
            for column in range(max(int((x1 - wide) / cell), 0), min(int((x1 + wide) / cell) + 2, columns)):
                distance = np.float32(np.hypot(column * cell - x1, row * cell - y1) - radius)
                field[row, column] = min(distance, field[row, column])
    # Exactly on the edge is inside; a contour through a node would let rings touch themselves.
    for row in range(rows):
        line = field[row]
        for column in range(columns):
            line[column] = -np.float32(1e-3) if abs(line[column]) < np.float32(1e-3) else line[column]


@compiled
def label_holes(field: Field, seeds: Integers, label: NDArray[np.int32], stack: Integers) -> NDArray[np.float64]:
    """Label the nodes of each hole from 1, beginning at its seed; return the nodes of each, index 0 unused.

    Parameters
    ----------
    field : ndarray of float32
        Signed distances; a hole's nodes are above 0.
    seeds : ndarray of int64, shape (n, 2)
        (row, column) of a node of each hole. Two seeds may lie in one hole; the later counts no nodes.
    label : ndarray of int32
        Written; 0 wherever there is no hole.
    stack : ndarray of int64
        Room for as many entries as there are nodes.
    """
    rows, columns = field.shape
    nodes = np.zeros(seeds.shape[0] + 1)
    for hole in range(1, nodes.size):
        start_row, start_column = seeds[hole - 1, 0], seeds[hole - 1, 1]
        if label[start_row, start_column] != 0:
            continue
        filled = 1
        stack[0] = start_row * columns + start_column
        label[start_row, start_column] = hole
        while filled > 0:
            filled -= 1
            row, column = stack[filled] // columns, stack[filled] % columns
            nodes[hole] += 1
            for r, c in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if r < 0 or c < 0 or r >= rows or c >= columns or label[r, c] != 0 or field[r, c] <= 0:
                    continue
                label[r, c] = hole
                stack[filled] = r * columns + c
                filled += 1
    return nodes


@compiled
def _edge(field: Field, x: float, y: float) -> float:
    """Return the signed distance at a spot, in cells from the corner, between nodes; far outside off the grid."""
    rows, columns = field.shape
    if x < 0.0 or y < 0.0 or x >= columns - 1 or y >= rows - 1:
        return 1e9
    column, row = int(x), int(y)
    u, v = x - column, y - row
    low = (1.0 - u) * field[row, column] + u * field[row, column + 1]
    high = (1.0 - u) * field[row + 1, column] + u * field[row + 1, column + 1]
    return float((1.0 - v) * low + v * high)


@compiled
def _hole(label: NDArray[np.int32], x: float, y: float) -> int:
    """Return the hole at a spot, in cells from the corner; 0 where there is none."""
    rows, columns = label.shape
    if x < 0.0 or y < 0.0 or x >= columns - 1 or y >= rows - 1:
        return 0
    column, row = int(x), int(y)
    return int(max(label[row, column], label[row, column + 1], label[row + 1, column], label[row + 1, column + 1]))


@compiled
def measure(
    field: Field, label: NDArray[np.int32], nodes: Floats, fill_nodes: float,
    west: float, south: float, cell: float,
    segments: Integers, segment_piece: Integers, segment_vertex: Integers,
    vertex_at_mm: Integers, x: Floats, y: Floats,
    walk_mm: Integers, read_start: Integers, read_end: Integers, piece_mm: Integers,
    own_piece: Integers, own_at_mm: Integers, own_leg_mm: Integers, limit_mm: int, beyond_mm: int, step_mm: int,
) -> tuple[NDArray[np.bool_], float, float, float]:  # fmt: skip
    """Walk all streets of the neighbourhood in steps and say which holes may be filled.

    Returns
    -------
    filled : ndarray of bool
        By hole: no street beyond the limit in it, and at most `fill_nodes` nodes large.
    inside_mm : float
        Street inside the circle once those holes are filled.
    over_mm : float
        Street inside that is beyond `beyond_mm`, or without a path.
    missed_mm : float
        Reached street outside.
    """
    filled = nodes <= fill_nodes
    in_hole_mm = np.zeros(nodes.size)
    inside_mm, over_mm, missed_mm = 0.0, 0.0, 0.0
    for place in range(segments.size):
        segment = segments[place]
        piece, vertex = segment_piece[segment], segment_vertex[segment]
        low, length = vertex_at_mm[vertex], vertex_at_mm[vertex + 1] - vertex_at_mm[vertex]
        count = max((length + step_mm - 1) // step_mm, 1)
        weight = length / count
        dx, dy = (x[vertex + 1] - x[vertex]) / (count * cell), (y[vertex + 1] - y[vertex]) / (count * cell)
        px, py = (x[vertex] - west) / cell + 0.5 * dx, (y[vertex] - south) / cell + 0.5 * dy
        from_start, from_end = walk_mm[read_start[piece]], walk_mm[read_end[piece]]
        whole = piece_mm[piece]
        # The field grows no faster than one goes: a short segment whose middle is deep inside is inside whole, and one
        # whose middle is well outside, and in no hole, is outside whole.
        mx, my = px + 0.5 * (count - 1) * dx, py + 0.5 * (count - 1) * dy
        middle, half = _edge(field, mx, my), length / 2000.0
        # Asked first, because two walks of FAR would overflow together.
        walked = from_start <= beyond_mm and from_start + from_end + whole <= 2 * beyond_mm
        if walked and middle + half < -cell:
            inside_mm += length
            continue
        if min(middle, 1.5 * cell) > half and _hole(label, mx, my) == 0:
            continue
        for step in range(count):
            sx, sy = px + step * dx, py + step * dy
            edge = _edge(field, sx, sy)
            at_mm = low + weight * (step + 0.5)
            walk = min(from_start + at_mm, from_end + whole - at_mm)
            for spot in range(own_piece.size):
                if own_piece[spot] == piece:
                    walk = min(walk, own_leg_mm[spot] + abs(own_at_mm[spot] - at_mm))
            if edge <= 0.0:
                inside_mm += weight
                over_mm += weight if walk > beyond_mm else 0.0
                continue
            hole = _hole(label, sx, sy)
            if walk <= limit_mm:
                in_hole_mm[hole] += weight
            else:
                filled[hole] = False
    filled[0] = False
    for hole in range(nodes.size):
        if filled[hole]:
            inside_mm += in_hole_mm[hole]
        else:
            missed_mm += in_hole_mm[hole]
    return filled, inside_mm, over_mm, missed_mm


@compiled
def segments_in(
    box: Integers, frame: Integers, cell_offset: Integers, cell_segment: Integers, seen: NDArray[np.bool_]
) -> Integers:
    """Return the segments in the cells of a frame that touch a box (west, south, east, north), each once.

    `seen` is all False, and left so.
    """
    west, south, width, height, columns, rows = frame[0], frame[1], frame[2], frame[3], frame[4], frame[5]
    left, right = max((box[0] - west) // width, 0), min((box[2] - west) // width, columns - 1)
    bottom, top = max((box[1] - south) // height, 0), min((box[3] - south) // height, rows - 1)
    most = 0
    for row in range(bottom, top + 1):
        if right >= left:
            most += cell_offset[row * columns + right + 1] - cell_offset[row * columns + left]
    found = np.empty(most, np.int64)
    size = 0
    for row in range(bottom, top + 1):
        if right >= left:
            for place in range(cell_offset[row * columns + left], cell_offset[row * columns + right + 1]):
                segment = cell_segment[place]
                if not seen[segment]:
                    seen[segment] = True
                    found[size] = segment
                    size += 1
    for place in range(size):
        seen[found[place]] = False
    return found[:size].copy()


def reached_mm(parts: Integers) -> int:
    """Return the length of all stretches."""
    return int(np.abs(parts[:, 2] - parts[:, 1]).sum())
