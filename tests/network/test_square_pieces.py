"""Squares crossed in straight lines: small ones by hand, random ones against shapely and networkx."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Geod

from circles.network.sight_lines import inward_vertices, pairs_in_sight
from circles.network.square_pieces import square_pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.network.square_pieces import SquarePieces

MIDDLE = np.array([1_143_000_000, 305_900_000])
STEP = 1_000
"""A cell of the lattice on which squares are drawn, about 10 m: many corners lie on one line, which is what is hard."""


def arrays(polygon: shapely.Polygon) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return ring offsets and vertices of a polygon drawn in cells."""
    rings = [np.asarray(ring.coords)[:-1] for ring in (polygon.exterior, *polygon.interiors)]
    units = np.concatenate(rings).astype(np.int64) * STEP + MIDDLE
    offset = np.r_[0, np.cumsum([len(ring) for ring in rings])]
    return offset, units[:, 0].copy(), units[:, 1].copy()


def crossed(polygon: shapely.Polygon, entrances: list[tuple[int, int]]) -> SquarePieces:
    pieces = square_pieces(*arrays(polygon), np.array(entrances) * STEP + MIDDLE)
    assert pieces is not None
    return pieces


def drawn(pieces: SquarePieces) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the pieces by their ends in cells."""
    places = [tuple(((place - MIDDLE) // STEP).tolist()) for place in np.column_stack([pieces.lon, pieces.lat])]
    return {(places[a], places[b]) for a, b in zip(pieces.start.tolist(), pieces.end.tolist(), strict=True)}


def box(west: int, south: int, east: int, north: int) -> shapely.Polygon:
    return shapely.box(west, south, east, north)


def test_an_open_square_is_crossed_from_entrance_to_entrance_and_has_no_other_nodes() -> None:
    pieces = crossed(box(0, 0, 10, 10), [(0, 0), (10, 10), (10, 0)])
    assert drawn(pieces) == {((0, 0), (10, 10)), ((0, 0), (10, 0)), ((10, 0), (10, 10))}
    assert len(pieces.lon) == 3


def test_an_l_is_walked_by_its_inner_corner() -> None:
    pieces = crossed(box(0, 0, 20, 10) | box(0, 0, 10, 20), [(20, 5), (5, 20)])
    assert drawn(pieces) == {((10, 10), (20, 5)), ((5, 20), (10, 10))}


def test_a_pond_is_walked_around_by_its_corners_and_along_its_shore() -> None:
    pieces = crossed(box(0, 0, 30, 10) - box(10, 0, 20, 9), [(0, 0), (30, 0)])
    assert drawn(pieces) == {((0, 0), (10, 9)), ((10, 9), (20, 9)), ((20, 9), (30, 0))}


def test_a_street_that_ends_inside_is_an_entrance() -> None:
    pieces = crossed(box(0, 0, 10, 10), [(5, 5), (0, 0)])
    assert drawn(pieces) == {((0, 0), (5, 5))}


def test_a_line_along_the_ring_and_over_a_corner_lies_in_the_square() -> None:
    comb = box(0, 0, 12, 4) | box(0, 4, 4, 8) | box(8, 4, 12, 8)
    assert drawn(crossed(comb, [(4, 8), (8, 8)])) == {((4, 4), (4, 8)), ((4, 4), (8, 4)), ((8, 4), (8, 8))}
    assert ((0, 4), (12, 4)) in drawn(crossed(comb, [(0, 4), (12, 4)]))


def test_two_halves_that_touch_at_a_corner_are_one_way() -> None:
    hourglass = shapely.Polygon([(0, 0), (5, 4), (10, 0), (10, 10), (5, 4), (0, 10)])
    assert drawn(crossed(hourglass, [(0, 0), (10, 0)])) == {((0, 0), (5, 4)), ((5, 4), (10, 0))}


def test_more_than_two_thousand_nodes_are_too_many() -> None:
    teeth = np.arange(2_001)
    edge = np.column_stack([np.repeat(teeth, 2), np.tile([5, 1], 2_001)])
    outline = np.concatenate([[[0, 0], [4_000, 0]], edge[::-1] * [1, 1]])
    offset = np.array([0, len(outline)])
    units = outline * STEP + MIDDLE
    assert square_pieces(offset, units[:, 0].copy(), units[:, 1].copy(), units[:2]) is None


def random_square(seed: int) -> tuple[shapely.Polygon, list[tuple[int, int]]]:
    """Return a polygon with holes on the lattice, and entrances at its corners and inside."""
    rng = np.random.default_rng(seed)
    while True:
        whole = shapely.union_all([box(x, y, x + w, y + h) for x, y, w, h in rng.integers(1, 12, (6, 4)).tolist()])
        ponds = [box(x, y, x + w, y + h) for x, y, w, h in rng.integers(2, 9, (4, 4)).tolist()]
        fences = [
            shapely.Polygon([(x, y), (x + 3, y + 1), (x + 1, y + 4)]) for x, y in rng.integers(1, 14, (2, 2)).tolist()
        ]
        left = whole - shapely.union_all(ponds[: int(rng.integers(0, 4))])
        for fence in fences:
            if left.geom_type == "Polygon" and left.contains_properly(fence):
                left -= fence
        if left.geom_type == "Polygon":
            break
    corners = shapely.get_coordinates(left).astype(int)
    inner = [(x, y) for x in range(20) for y in range(20) if left.covers(shapely.Point(x, y))]
    places = [tuple(corner) for corner in rng.permutation(corners)[:4].tolist()]
    places += [inner[i] for i in rng.integers(0, len(inner), 2).tolist()]
    return left, sorted(set(places))


@pytest.mark.parametrize("seed", range(200))
def test_walks_across_random_squares_are_those_of_an_independent_answer(seed: int) -> None:
    polygon, entrances = random_square(seed)
    graph, lines = nx.Graph(), Geod(ellps="WGS84")
    places = sorted({*entrances, *(tuple(c) for c in shapely.get_coordinates(polygon).astype(int).tolist())})
    degrees = {place: (np.array(place) * STEP + MIDDLE) / 1e7 for place in places}
    seen = [pair for pair in combinations(places, 2) if polygon.covers(shapely.LineString(pair))]
    for a, b in seen:
        graph.add_edge(a, b, m=lines.inv(*degrees[a], *degrees[b])[2])
    offset, lon, lat = arrays(polygon)
    units = np.array(places) * STEP + MIDDLE
    i, j = pairs_in_sight(offset, lon, lat, units[:, 0].copy(), units[:, 1].copy())
    assert [(places[a], places[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True)] == seen

    pieces = crossed(polygon, entrances)
    ours = nx.Graph()
    ours.add_nodes_from(entrances)
    names = [tuple(((place - MIDDLE) // STEP).tolist()) for place in np.column_stack([pieces.lon, pieces.lat])]
    for a, b, mm in zip(pieces.start.tolist(), pieces.end.tolist(), pieces.mm.tolist(), strict=True):
        ours.add_edge(names[a], names[b], mm=mm)
    for a, b in combinations(entrances, 2):
        if not (a in graph and nx.has_path(graph, a, b)):
            assert not nx.has_path(ours, a, b)
            continue
        walked, path = nx.single_source_dijkstra(ours, a, b, weight="mm")
        assert abs(walked - 1000 * nx.dijkstra_path_length(graph, a, b, weight="m")) <= len(path) - 1
    # Each piece is needed by some walk between two entrances.
    reach = dict(nx.all_pairs_dijkstra_path_length(ours, weight="mm"))
    for a, b, data in ours.edges(data=True):
        assert any(
            reach[e].get(a, np.inf) + data["mm"] + reach[f].get(b, np.inf) == reach[e][f]
            for e in entrances
            for f in entrances
            if f in reach[e]
        )


def test_corners_that_bend_inward_are_those_of_an_l_and_all_corners_of_its_pond() -> None:
    shape = (box(0, 0, 20, 10) | box(0, 0, 10, 20)) - box(2, 2, 4, 4)
    offset, lon, lat = arrays(shape)
    inward = np.column_stack([lon, lat])[inward_vertices(offset, lon, lat)]
    cells = {tuple(cell) for cell in ((inward - MIDDLE) // STEP).tolist()}
    assert cells == {(10, 10), (2, 2), (4, 2), (4, 4), (2, 4)}
