"""Who stands in sight on the rays of one node after the other, by whole numbers (docs/method.md, Squares).

Seen from one node, later ones stand on rays, each an exact direction. Each edge cuts off what lies behind it on the
rays between its ends. What is left on a ray is seen as far as the ray stays inside: that can change at the vertices
alone that it passes over, and the edges that meet there decide it. So the work is of nodes and edges, however many of
them lie on one line.

Places differ by at most :data:`WIDEST`, a sum of two products of such differences by less than 2^58.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from circles.compiled import compiled

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

WIDEST = 2**28
"""The widest polygon, in 1e-7 degree: 26 degrees."""

_TOGETHER = 16
"""So many rays are passed by at once where an edge cuts off none of them."""


@compiled
def pairs_on_rays(
    lon: Integers, lat: Integers, after: Integers, x: Integers, y: Integers, counted: Flags, most: int
) -> tuple[Integers, Integers]:
    """Return all pairs of nodes (i < j) in sight of each other, as :func:`circles.network.sight_lines.pairs_in_sight`.

    An edge runs from each vertex (`lon`, `lat`) to that of `after`; nodes (`x`, `y`) are in coordinate order.
    """
    nodes, vertices = x.size, lon.size
    pairs = np.empty((2, 16), np.int64)
    count, of_counted = 0, 0
    # Seen from one node: later ones, ray by ray (`begins`) as far as they are not cut off (`ends`), and all vertices.
    dx, dy, targets = np.empty(nodes, np.int64), np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    at_x, at_y = np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    begins, ends = np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    to_x, to_y, rank = np.empty(vertices, np.int64), np.empty(vertices, np.int64), np.empty(vertices, np.int64)
    passed, spare = np.empty(vertices, np.int64), np.empty(max(nodes, vertices), np.int64)
    box = np.empty((4, nodes // _TOGETHER + 1), np.int64)
    seen = np.zeros(nodes, np.bool_)
    # The ways along edges out of each node, and out of each vertex once it is passed over.
    ways = np.empty((2, vertices + 1), np.int64)
    known: Any = np.int64(0)
    ways_of, odd = np.full((2, vertices), -1, np.int64), np.zeros(vertices, np.bool_)
    for i in range(nodes - 1):
        for j in range(i + 1, nodes):
            dx[j], dy[j] = x[j] - x[i], y[j] - y[i]
        rays = _lay_on_rays(i + 1, dx, dy, targets, spare, at_x, at_y, begins, ends)
        _rank_vertices(lon, lat, x[i], y[i], at_x, at_y, begins, rays, to_x, to_y, rank)
        _cut_off(to_x, to_y, after, rank, at_x, at_y, begins, ends, rays, box)
        passes = _passed_over(to_x, to_y, rank, at_x, at_y, begins, ends, passed, spare)
        ways, known = _follow(
            lon, lat, after, x[i], y[i], to_x, to_y, rank, at_x, at_y, targets, begins, ends, rays,
            passed, passes, ways, known, ways_of, odd, seen,
        )  # fmt: skip
        for j in range(i + 1, nodes):
            if not seen[j]:
                continue
            seen[j] = False
            if count == pairs.shape[1]:
                pairs = _longer(pairs)
            pairs[0, count], pairs[1, count] = i, j
            count += 1
            if counted[i] and counted[j]:
                of_counted += 1
        if of_counted > most:
            break
    return pairs[0, :count].copy(), pairs[1, :count].copy()


@compiled
def _follow(
    lon: Integers, lat: Integers, after: Integers, x: int, y: int, to_x: Integers, to_y: Integers, rank: Integers,
    at_x: Integers, at_y: Integers, targets: Integers, begins: Integers, ends: Integers, rays: int,
    passed: Integers, passes: int, ways: Integers, known: int, ways_of: Integers, odd: Flags, seen: Flags,
) -> tuple[Integers, int]:  # fmt: skip
    """Mark as seen what is left on each ray as far as the ray lies inside; return the ways, and how many are known."""
    own = known
    ways, known, own_odd = _ways_out(lon, lat, after, x, y, ways, known)
    own_end = known
    place = 0
    for ray in range(rays):
        inside = False
        for order in range(begins[ray], ends[ray]):
            if order == begins[ray]:
                inside = _goes_inside(ways, own, own_end, own_odd, at_x[order], at_y[order])
            while inside and place < passes and rank[passed[place]] == 2 * ray + 1:
                vertex = passed[place]
                if to_x[vertex] + abs(to_y[vertex]) >= at_x[order] + abs(at_y[order]):
                    break
                if ways_of[0, vertex] < 0:
                    ways_of[0, vertex] = known
                    ways, known, odd[vertex] = _ways_out(lon, lat, after, lon[vertex], lat[vertex], ways, known)
                    ways_of[1, vertex] = known
                inside = _goes_inside(
                    ways, ways_of[0, vertex], ways_of[1, vertex], odd[vertex], at_x[order], at_y[order]
                )
                place += 1
            if not inside:
                break
            seen[targets[order]] = True
        while place < passes and rank[passed[place]] <= 2 * ray + 1:
            place += 1
    return ways, known


@compiled
def _lay_on_rays(
    first: int, dx: Integers, dy: Integers, targets: Integers, spare: Integers,
    at_x: Integers, at_y: Integers, begins: Integers, ends: Integers,
) -> int:  # fmt: skip
    """Order the nodes from `first` on by ray, from south to north by east, then by distance; return how many rays."""
    count = dx.size - first
    for place in range(count):
        targets[place] = first + place
    _put_in_order(targets, count, dx, dy, spare)
    rays = 0
    for place in range(count):
        at_x[place], at_y[place] = dx[targets[place]], dy[targets[place]]
        if place == 0 or at_x[place - 1] * at_y[place] != at_y[place - 1] * at_x[place]:
            begins[rays] = place
            rays += 1
        ends[rays - 1] = place + 1
    return rays


@compiled
def _put_in_order(which: Integers, count: int, dx: Integers, dy: Integers, spare: Integers) -> None:
    """Order directions from south to north by east, the nearer first, by merging ever longer runs."""
    run = 1
    while run < count:
        for begin in range(0, count, 2 * run):
            middle, end = min(begin + run, count), min(begin + 2 * run, count)
            one, other = begin, middle
            for place in range(begin, end):
                if one == middle:
                    other_first = True
                elif other == end:
                    other_first = False
                else:
                    a, b = which[one], which[other]
                    turn = dx[b] * dy[a] - dy[b] * dx[a]
                    other_first = turn > 0 or (turn == 0 and dx[b] + abs(dy[b]) < dx[a] + abs(dy[a]))
                if other_first:
                    spare[place] = which[other]
                    other += 1
                else:
                    spare[place] = which[one]
                    one += 1
        for place in range(count):
            which[place] = spare[place]
        run *= 2


@compiled
def _is_ahead(dx: int, dy: int) -> bool:
    """Say whether a direction is one in which later nodes lie: east of north and south, or north itself."""
    return dx > 0 or (dx == 0 and dy > 0)


@compiled
def _rank_vertices(
    lon: Integers, lat: Integers, x: int, y: int,
    at_x: Integers, at_y: Integers, begins: Integers, rays: int,
    to_x: Integers, to_y: Integers, rank: Integers,
) -> None:  # fmt: skip
    """Say where each vertex lies among the rays: 2 r + 1 on ray r, 2 r between it and the one before, -1 behind."""
    for vertex in range(lon.size):
        vx, vy = lon[vertex] - x, lat[vertex] - y
        to_x[vertex], to_y[vertex], rank[vertex] = vx, vy, -1
        if not _is_ahead(vx, vy):
            continue
        low, high, on_it = 0, rays, 0
        while low < high:
            ray = (low + high) >> 1
            turn = at_x[begins[ray]] * vy - at_y[begins[ray]] * vx
            if turn > 0:
                low = ray + 1
            else:
                high = ray
                if turn == 0:
                    low, on_it = ray, 1
        rank[vertex] = 2 * low + on_it


@compiled
def _cut_off(
    to_x: Integers, to_y: Integers, after: Integers, rank: Integers,
    at_x: Integers, at_y: Integers, begins: Integers, ends: Integers, rays: int, box: Integers,
) -> None:  # fmt: skip
    """Take off the end of each ray the nodes that lie behind an edge whose ends lie on both sides of it."""
    for group in range((rays + _TOGETHER - 1) // _TOGETHER):
        _bound(group, rays, at_x, at_y, begins, ends, box)
    for one in range(after.size):
        a, b = one, after[one]
        if rank[a] < 0 and rank[b] < 0:
            continue
        turn = to_x[a] * to_y[b] - to_y[a] * to_x[b]
        if turn == 0:
            continue
        if turn < 0:
            a, b = b, a
        ray = (rank[a] + 1) >> 1 if rank[a] >= 0 else 0
        end = rank[b] >> 1 if rank[b] >= 0 else rays
        ax, ay = to_x[a], to_y[a]
        along_x, along_y = to_x[b] - ax, to_y[b] - ay
        while ray < end:
            group = ray // _TOGETHER
            until = min(end, (group + 1) * _TOGETHER)
            # The corner of the group's box that lies farthest behind the edge.
            far_x = box[1, group] if along_y > 0 else box[0, group]
            far_y = box[2, group] if along_x > 0 else box[3, group]
            if box[0, group] > box[1, group] or along_x * (far_y - ay) >= along_y * (far_x - ax):
                ray = until
                continue
            cut = False
            while ray < until:
                while ends[ray] > begins[ray]:
                    last = ends[ray] - 1
                    if along_x * (at_y[last] - ay) >= along_y * (at_x[last] - ax):
                        break
                    ends[ray] -= 1
                    cut = True
                ray += 1
            if cut:
                _bound(group, rays, at_x, at_y, begins, ends, box)


@compiled
def _bound(
    group: int, rays: int,
    at_x: Integers, at_y: Integers, begins: Integers, ends: Integers, box: Integers,
) -> None:  # fmt: skip
    """Set the box (west, east, south, north) about the farthest nodes that are left on a group of rays."""
    west, east, south, north = WIDEST, -WIDEST, WIDEST, -WIDEST
    for ray in range(group * _TOGETHER, min(rays, (group + 1) * _TOGETHER)):
        if ends[ray] > begins[ray]:
            last = ends[ray] - 1
            west, east = min(west, at_x[last]), max(east, at_x[last])
            south, north = min(south, at_y[last]), max(north, at_y[last])
    box[0, group], box[1, group], box[2, group], box[3, group] = west, east, south, north


@compiled
def _passed_over(
    to_x: Integers, to_y: Integers, rank: Integers,
    at_x: Integers, at_y: Integers, begins: Integers, ends: Integers,
    passed: Integers, spare: Integers,
) -> int:  # fmt: skip
    """List the vertices on rays before the last node that is left there, in order; return how many."""
    count: Any = np.int64(0)
    for vertex in range(rank.size):
        ray = rank[vertex] >> 1
        if rank[vertex] < 0 or rank[vertex] & 1 == 0 or ends[ray] == begins[ray]:
            continue
        last = ends[ray] - 1
        if to_x[vertex] + abs(to_y[vertex]) < at_x[last] + abs(at_y[last]):
            passed[count] = vertex
            count += 1
    _put_in_order(passed, count, to_x, to_y, spare)
    return count  # type: ignore[no-any-return]


@compiled
def _ways_out(
    lon: Integers, lat: Integers, after: Integers, x: int, y: int, ways: Integers, known: int
) -> tuple[Integers, int, bool]:
    """Write the directions ahead of the edges that meet at a place behind the `known` ones.

    Return the ways, how many are known now, and whether an odd number of edges lies below what is just beside the
    place, to the south and a little east of it.
    """
    odd = False
    for edge in range(lon.size):
        ax, ay = lon[edge] - x, lat[edge] - y
        bx, by = lon[after[edge]] - x, lat[after[edge]] - y
        turn = ax * by - ay * bx
        if turn != 0:
            if (ax <= 0 < bx and turn > 0) or (bx <= 0 < ax and turn < 0):
                odd = not odd
            continue
        if ax * bx + ay * by > 0:
            continue
        if known + 2 > ways.shape[1]:
            ways = _longer(ways)
        if _is_ahead(ax, ay):
            ways[0, known], ways[1, known] = ax, ay
            known += 1
        if _is_ahead(bx, by):
            ways[0, known], ways[1, known] = bx, by
            known += 1
    return ways, known, odd


@compiled
def _goes_inside(ways: Integers, begin: int, end: int, odd: bool, dx: int, dy: int) -> bool:  # noqa: FBT001
    """Say whether a direction ahead leads from a place into the polygon, or along an edge."""
    for place in range(begin, end):
        turn = ways[0, place] * dy - ways[1, place] * dx
        if turn == 0:
            return True
        if turn > 0:
            odd = not odd
    return odd


@compiled
def _longer(pairs: Integers) -> Integers:
    """Return two rows with room for twice as much."""
    longer = np.empty((2, 2 * pairs.shape[1]), np.int64)
    for place in range(pairs.shape[1]):
        longer[0, place], longer[1, place] = pairs[0, place], pairs[1, place]
    return longer
