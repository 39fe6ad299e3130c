"""Who sees whom within a square: held against the plain definition, and answered where there are very many corners."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from benchmarks.square_shapes import SHAPES, comb, gear, spiral
from circles.network.geodesy import segment_lengths_mm
from circles.network.sight_lines import inward_vertices, pairs_in_sight
from circles.network.sight_rays import WIDEST
from circles.network.square_pieces import square_pieces
from circles.rule_numbers import MOST_SQUARE_NODES, MOST_SQUARE_PIECES
from tests.network.test_square_pieces import arrays, random_square
from tests.oracle.lattice import sides
from tests.oracle.line_of_sight import pairs_seen, sees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

MANY = 1_990
TURNED = [np.array(turn) for turn in ([[1, 0], [0, 1]], [[0, -1], [1, 0]], [[-1, 0], [0, -1]], [[0, 1], [1, 0]])]


def polygon_of(rings: Sequence[Integers]) -> tuple[Integers, Integers, Integers]:
    """Return ring offsets and vertices."""
    units = np.concatenate(rings).astype(np.int64)
    return np.r_[0, np.cumsum([len(ring) for ring in rings])], units[:, 0].copy(), units[:, 1].copy()


def seen(rings: Sequence[Integers], nodes: Integers) -> list[tuple[int, int]]:
    i, j = pairs_in_sight(*polygon_of(rings), nodes[:, 0].copy(), nodes[:, 1].copy())
    return list(zip(i.tolist(), j.tolist(), strict=True))


def as_defined(rings: Sequence[Integers], nodes: Integers) -> list[tuple[int, int]]:
    return pairs_seen(*([[(x, y) for x, y in part.tolist()] for part in rings],), [(x, y) for x, y in nodes.tolist()])


def inner_corners(rings: Sequence[Integers]) -> Integers:
    """Return the vertices that bend inward, in coordinate order."""
    offset, lon, lat = polygon_of(rings)
    corners: Integers = np.unique(np.column_stack([lon, lat])[inward_vertices(offset, lon, lat)], axis=0)
    return corners


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_rings_of_any_kind_are_seen_through_as_defined(first: int) -> None:
    # On so small a lattice they touch, cross, run over themselves, turn straight back and stay where they are.
    some = 0
    for seed in range(first, first + 100):
        rng = np.random.default_rng(seed)
        side = int(rng.integers(3, 9))
        rings = [rng.integers(0, side, (int(rng.integers(3, 9)), 2)) for _ in range(int(rng.integers(1, 5)))]
        nodes = np.unique(np.concatenate([*rings, rng.integers(-1, side + 1, (12, 2))])[:: 1 + seed % 2], axis=0)
        # As far apart as products of their differences allow.
        scale = 1 if seed % 3 else WIDEST // (side + 2)
        rings, nodes = [ring * scale for ring in rings], nodes * scale
        found = seen(rings, nodes)
        assert found == as_defined(rings, nodes), seed
        some += len(found)
    assert some > 500


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_squares_with_ponds_are_seen_through_as_defined(first: int) -> None:
    for seed in range(first, first + 20):
        polygon, entrances = random_square(seed)
        offset, lon, lat = arrays(polygon)
        units = np.column_stack([lon, lat])
        rings = [units[begin:end] for begin, end in pairwise(offset.tolist())]
        step = units - units[0]
        cell = int(np.gcd.reduce(step[step != 0]))
        inside = (np.array(entrances) - entrances[0]) * cell + units[0]
        nodes = np.unique(np.concatenate([units, inside]), axis=0)
        assert seen(rings, nodes) == as_defined(rings, nodes), seed


@pytest.mark.parametrize("name", SHAPES)
def test_hard_shapes_are_seen_through_as_defined_however_they_are_turned(name: str) -> None:
    for corners in (2, 5, 16, 24):
        for turn in TURNED:
            rings = [ring @ turn for ring in SHAPES[name](corners)]
            inner = inner_corners(rings)
            every = np.unique(np.concatenate(rings), axis=0)
            for nodes in (inner, every if corners < 20 else inner):
                found = seen(rings, nodes)
                assert found == as_defined(rings, nodes), (corners, turn)
            assert found


@pytest.mark.parametrize("name", ["comb", "arched comb", "gear", "stairs"])
def test_two_thousand_corners_that_all_see_each_other_are_answered(name: str) -> None:
    rings = SHAPES[name](MANY)
    corners = inner_corners(rings)
    assert len(corners) in {MANY, MANY - 1}
    i, j = pairs_in_sight(*polygon_of(rings), corners[:, 0].copy(), corners[:, 1].copy())
    every = np.triu_indices(len(corners), 1)
    assert np.array_equal(i, every[0])
    assert np.array_equal(j, every[1])


def test_each_corner_of_a_long_spiral_sees_the_next_alone() -> None:
    rings = spiral(MANY)
    corners = inner_corners(rings)
    number = {tuple(corner): i for i, corner in enumerate(corners.tolist())}
    way = [number[place] for place in map(tuple, np.concatenate(rings).tolist()) if place in number]
    assert len(way) == len(corners) > 1_900
    assert seen(rings, corners) == sorted((min(pair), max(pair)) for pair in pairwise(way))


@pytest.mark.parametrize("name", ["columns", "scattered columns", "zigzag"])
def test_a_square_of_very_many_corners_is_answered_and_its_pairs_are_as_defined(name: str) -> None:
    rings = SHAPES[name](MANY)
    nodes = inner_corners(rings)
    assert 1_850 < len(nodes) <= MOST_SQUARE_NODES
    found = set(seen(rings, nodes))
    edges = [edge for ring in rings for edge in sides([(x, y) for x, y in ring.tolist()])]
    places = [(x, y) for x, y in nodes.tolist()]
    rng = np.random.default_rng(5)
    drawn = {(int(i), int(j)) for i, j in np.sort(rng.integers(0, len(nodes), (60, 2))) if i < j}
    near = [(i, i + 1) for i in rng.integers(0, len(nodes) - 1, 20).tolist()]
    held = [*sorted(drawn), *near, *sorted(found)[:: max(1, len(found) // 20)]]
    assert [pair in found for pair in held] == [sees(edges, places[i], places[j]) for i, j in held]


def test_no_more_pairs_are_looked_for_once_there_are_too_many() -> None:
    rings = gear(MANY)
    tips = inner_corners(rings)
    x, y = tips[:, 0].copy(), tips[:, 1].copy()
    counted = np.arange(MANY) % 2 == 0
    i, j = pairs_in_sight(*polygon_of(rings), x, y, counted=counted, most=MOST_SQUARE_PIECES)
    of_counted = int((counted[i] & counted[j]).sum())
    # After the first node at which there are more.
    assert MOST_SQUARE_PIECES < of_counted <= MOST_SQUARE_PIECES + MANY
    assert int(i[-1]) == 40
    everybody = pairs_in_sight(*polygon_of(gear(60)), *inner_corners(gear(60)).T.copy(), counted=counted[:60], most=435)
    assert everybody[0].size == 60 * 59 // 2


def test_a_comb_is_crossed_along_its_tips_and_too_many_straight_ways_are_not() -> None:
    offset, lon, lat = polygon_of([ring * 100 + (1_143_000_000, 305_900_000) for ring in comb(MANY)])
    tips = np.column_stack([lon, lat])[inward_vertices(offset, lon, lat)]
    ends = tips[np.argsort(tips[:, 0])[[0, -1]]]
    pieces = square_pieces(offset, lon, lat, ends)
    assert pieces is not None
    assert set(pieces.lat.tolist()) == {int(tips[0, 1])}
    ways = nx.Graph()
    ways.add_weighted_edges_from(zip(pieces.start.tolist(), pieces.end.tolist(), pieces.mm.tolist(), strict=True))
    walked = nx.dijkstra_path_length(ways, 0, MANY - 1)
    straight = int(segment_lengths_mm(*ends[:1].T, *ends[1:].T)[0])
    # Each step is rounded by half a millimetre at most.
    assert straight - MANY / 2 < walked <= straight
    # 201 tips see one another by 20,100 straight ways, 200 by 19,900.
    assert square_pieces(offset, lon, lat, tips[:201]) is None
    few_offset, few_lon, few_lat = polygon_of([ring * 100 + (1_143_000_000, 305_900_000) for ring in comb(200)])
    few = np.column_stack([few_lon, few_lat])[inward_vertices(few_offset, few_lon, few_lat)]
    assert square_pieces(few_offset, few_lon, few_lat, few) is not None


def test_a_square_wider_than_products_allow_is_not_crossed() -> None:
    offset, lon, lat = polygon_of([np.array([(0, 0), (WIDEST + 1, 0), (WIDEST + 1, 10), (0, 10)])])
    entrances = np.array([(0, 0), (0, 10)])
    assert square_pieces(offset, lon, lat, entrances) is None
    lon = np.minimum(lon, WIDEST)
    assert square_pieces(offset, lon, lat, entrances) is not None
