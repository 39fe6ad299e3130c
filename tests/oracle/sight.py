"""The straight ways across one square, between its entrances and the corners at which it bends inward."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import shapely

from tests.oracle.earth import geodesic_mm
from tests.oracle.lattice import sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.oracle.extract import Place

MOST_NODES, MOST_WAYS = 2_000, 20_000

Ways = dict[tuple["Place", "Place"], int]
"""Straight ways by their ends, the smaller first, in millimetres."""


def ways_across(rings: Sequence[Sequence[Place]], entrances: set[Place]) -> Ways:
    """Return the ways that lie on a shortest one between two entrances, or the outline of a square that is too large.

    Parameters
    ----------
    rings : sequence of rings
        With every entrance that lies on a ring among its vertices.
    entrances : set of Place
        Where people come in.
    """
    nodes = sorted(entrances | _inward(rings))
    if len(nodes) > MOST_NODES:
        return _outline(rings, entrances)
    seen = [pair for pair, sees in zip(combinations(nodes, 2), _in_sight(rings, nodes), strict=True) if sees]
    across = _lengths(seen)
    if sum(a in entrances and b in entrances for a, b in seen) > MOST_WAYS:
        return _outline(rings, entrances)
    kept = _on_shortest(across, entrances)
    return kept if len(kept) <= MOST_WAYS else _outline(rings, entrances)


def holds(rings: Sequence[Sequence[Place]], places: Sequence[Place]) -> list[bool]:
    """Return which places lie in a square or on its rings."""
    polygon, base = _polygon(rings)
    points = shapely.points(np.array(places, np.float64).reshape(-1, 2) - base)
    return [bool(within) for within in shapely.covers(polygon, points)]


def _in_sight(rings: Sequence[Sequence[Place]], nodes: Sequence[Place]) -> list[bool]:
    polygon, base = _polygon(rings)
    first, second = np.triu_indices(len(nodes), 1)
    places = np.array(nodes, np.float64).reshape(-1, 2) - base
    lines = shapely.linestrings(np.stack([places[first], places[second]], axis=1))
    return [bool(sees) for sees in shapely.covers(polygon, lines)] if len(lines) else []


def _polygon(rings: Sequence[Sequence[Place]]) -> tuple[shapely.Polygon, np.ndarray]:
    """Return a square in whole units from its first corner, where double precision is exact."""
    base = np.array(rings[0][0])
    outer, *holes = (np.array(ring) - base for ring in rings)
    polygon = shapely.Polygon(outer, holes)
    shapely.prepare(polygon)
    return polygon, base


def _inward(rings: Sequence[Sequence[Place]]) -> set[Place]:
    found: set[Place] = set()
    for number, ring in enumerate(rings):
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in sides(ring))
        # The square lies on the left of a ring that is walked this way round.
        walked = list(ring) if (area > 0) == (number == 0) else list(ring)[::-1]
        for before, here, after in zip([walked[-1], *walked[:-1]], walked, [*walked[1:], walked[0]], strict=True):
            ux, uy, vx, vy = here[0] - before[0], here[1] - before[1], after[0] - here[0], after[1] - here[1]
            turn = ux * vy - uy * vx
            if turn < 0 or (turn == 0 and ux * vx + uy * vy < 0):
                found.add(here)
    return found


def _lengths(pairs: Sequence[tuple[Place, Place]]) -> Ways:
    ends = np.array(pairs, np.int64).reshape(-1, 2, 2)
    return dict(zip(pairs, geodesic_mm(ends[:, 0], ends[:, 1]).tolist(), strict=True)) if pairs else {}


def _on_shortest(ways: Ways, entrances: set[Place]) -> Ways:
    graph = nx.Graph()
    graph.add_weighted_edges_from([(a, b, mm) for (a, b), mm in ways.items()], weight="mm")
    away = {one: nx.single_source_dijkstra_path_length(graph, one, weight="mm") for one in entrances & set(graph)}
    kept: Ways = {}
    for one, from_one in away.items():
        # Back from every other entrance, over each way that ends a shortest one.
        back = {other for other in entrances if other in from_one and other != one}
        stack = list(back)
        while stack:
            here = stack.pop()
            for before, data in graph[here].items():
                if from_one[before] + data["mm"] == from_one[here] and data["mm"] > 0:
                    kept[min(here, before), max(here, before)] = data["mm"]
                    if before not in back:
                        back.add(before)
                        stack.append(before)
    return kept


def _outline(rings: Sequence[Sequence[Place]], entrances: set[Place]) -> Ways:
    walked = [ring for ring in rings if len(entrances & set(ring)) > 1]
    return _lengths(sorted({(min(side), max(side)) for ring in walked for side in sides(ring)}))
