"""Street segments parted where polygons meet them: hand-worked places and lengths, and what must not change."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely

from circles import integers, tables
from circles.network.parted_segments import SegmentSpot, parted, spots_on_sides
from circles.network.street_vertices import drawn_places
from circles.network.unique_segments import unique_segments


def sides_of(corners: list[tuple[int, int]]) -> np.ndarray:
    return np.array(list(pairwise([*corners, corners[0]])), np.int64)


def streets_of(*lines: list[tuple[int, int]], **columns: list[object]) -> gpd.GeoDataFrame:
    plain = {"name": "", "highway": "footway", "level": "", "cut_start": False, "cut_end": False}
    return gpd.GeoDataFrame(
        {"street_id": [f"s{i}" for i in range(len(lines))], **plain, **columns},
        geometry=[shapely.LineString(integers.to_degrees(line)) for line in lines],
        crs=tables.WGS84,
    )


def test_a_segment_is_parted_at_each_of_its_spots() -> None:
    units, line = np.array([[0, 0], [900, 0], [900, 600]]), np.zeros(3, np.int64)
    spots = [SegmentSpot(1, Fraction(1, 2)), SegmentSpot(0, Fraction(2, 3)), SegmentSpot(0, Fraction(1, 3))]
    units, line, mm = parted(units, line, np.array([10_000, 6_001]), spots)
    assert units.tolist() == [[0, 0], [300, 0], [600, 0], [900, 0], [900, 300], [900, 600]]
    # floor(10000 / 3 + 1/2) = 3333, floor(20000 / 3 + 1/2) = 6667, floor(6001 / 2 + 1/2) = 3001
    assert mm.tolist() == [3_333, 3_334, 3_333, 3_001, 3_000]
    assert line.tolist() == [0] * 6


def test_both_directions_of_a_street_are_parted_alike() -> None:
    there, back = np.array([[0, 0], [9_000, 0]]), np.array([[9_000, 0], [0, 0]])
    shares = [Fraction(1, 2), Fraction(1, 7), Fraction(5, 9)]
    one = parted(there, np.zeros(2, np.int64), np.array([100_001]), [SegmentSpot(0, share) for share in shares])
    other = parted(back, np.zeros(2, np.int64), np.array([100_001]), [SegmentSpot(0, 1 - share) for share in shares])
    assert one[0].tolist() == other[0].tolist()[::-1]
    assert one[2].tolist() == other[2].tolist()[::-1] == [14_286, 35_715, 5_555, 44_445]


def test_a_spot_at_a_vertex_is_the_vertex() -> None:
    given = np.array([[0, 0], [9, 0], [18, 0]]), np.array([0, 0, 0]), np.array([1_000, 1_000])
    at_vertex = [SegmentSpot(0, Fraction(0)), SegmentSpot(0, Fraction(1)), SegmentSpot(1, Fraction(1, 20))]
    assert [part.tolist() for part in parted(*given, at_vertex)] == [part.tolist() for part in given]


def test_of_spots_at_one_place_the_one_nearest_to_the_smaller_end_counts() -> None:
    # 4.8 and 5.2 of 9 both round to 5: floor(1000 * 4.8 / 9 + 1/2) = 533.
    spots = [SegmentSpot(0, Fraction(52, 90)), SegmentSpot(0, Fraction(48, 90))]
    units, _, mm = parted(np.array([[0, 0], [9, 0]]), np.array([0, 0]), np.array([1_000]), spots)
    assert (units.tolist(), mm.tolist()) == ([[0, 0], [5, 0], [9, 0]], [533, 467])
    back = [SegmentSpot(begins, 1 - share) for begins, share in spots]
    units, _, mm = parted(np.array([[9, 0], [0, 0]]), np.array([0, 0]), np.array([1_000]), back)
    assert (units.tolist(), mm.tolist()) == ([[9, 0], [5, 0], [0, 0]], [467, 533])


def test_a_segment_of_no_length_of_its_own_keeps_it() -> None:
    _, _, mm = parted(np.array([[0, 0], [900, 0]]), np.array([0, 0]), np.array([0]), [SegmentSpot(0, Fraction(1, 2))])
    assert mm.tolist() == [0, 0]


def test_spots_lie_where_a_line_crosses_a_polygon() -> None:
    corners = [(100, 100), (400, 100), (400, 300), (100, 300)]
    units = np.array([[0, 200], [500, 200], [1000, 1000], [0, 250], [100, 250], [250, 300]])
    line = np.array([0, 0, 0, 1, 1, 1])
    spots = spots_on_sides(units, np.flatnonzero(np.diff(line) == 0), sides_of(corners))
    assert [(spot, side, of_side, place) for spot, side, of_side, place in spots] == [
        (SegmentSpot(0, Fraction(4, 5)), 1, Fraction(1, 2), (400, 200)),
        (SegmentSpot(0, Fraction(1, 5)), 3, Fraction(1, 2), (100, 200)),
        (SegmentSpot(3, Fraction(1)), 3, Fraction(1, 4), (100, 250)),
        (SegmentSpot(4, Fraction(1)), 2, Fraction(1, 2), (250, 300)),
        (SegmentSpot(4, Fraction(0)), 3, Fraction(1, 4), (100, 250)),
    ]


def test_a_line_along_a_side_is_met_at_both_ends_of_the_overlap() -> None:
    units = np.array([[50, 0], [150, 0]])
    spots = spots_on_sides(units, np.array([0]), np.array([[[0, 0], [100, 0]]]))
    assert [(spot.share, of_side, place) for spot, _, of_side, place in spots] == [
        (Fraction(0), Fraction(1, 2), (50, 0)),
        (Fraction(1, 2), Fraction(1), (100, 0)),
    ]


def test_spots_are_rounded_to_the_lattice() -> None:
    # y = 1 + x / 3 at x = 10: 4.33 is 4; the share stays exact.
    spots = spots_on_sides(np.array([[0, 1], [30, 11]]), np.array([0]), np.array([[[10, 0], [10, 30]]]))
    assert [(spot.share, side_share, place) for spot, _, side_share, place in spots] == [
        (Fraction(1, 3), Fraction(13, 90), (10, 4))
    ]


def test_crossings_agree_with_a_look_at_every_pair() -> None:
    lattice = np.random.default_rng(1).integers(0, 31, (160, 2))
    units, sides = lattice[:80], lattice[80:].reshape(40, 2, 2)
    first = np.arange(79)
    found = {(spot.begins, side) for spot, side, _, _ in spots_on_sides(units, first, sides)}
    lines, others = shapely.linestrings(np.stack([units[:-1], units[1:]], axis=1)), shapely.linestrings(sides)
    pairs = {(i, j) for i in range(79) for j in range(40) if shapely.intersects(lines[i], others[j])}
    still = {i for i in range(79) if (units[i] == units[i + 1]).all()}
    assert found == {pair for pair in pairs if pair[0] not in still}
    assert len(found) > 300


def test_the_streets_of_a_graph_are_parted_in_their_own_lengths() -> None:
    # Both directions of one street of 800.001 m, drawn over 500 units; another edge of 700 m on the same line.
    streets = streets_of(
        [(0, 0), (9_000, 0)], [(9_000, 0), (0, 0)], [(0, 0), (9_000, 0)],
        length_m=[800.001, 800.001, 700.0], node_start=[1, 2, 3], node_end=[2, 1, 4],
    )  # fmt: skip
    units, _ = drawn_places(streets)
    spots = [spot for spot, *_ in spots_on_sides(units, np.array([0, 2, 4]), np.array([[[4_500, -9], [4_500, 9]]]))]
    segments = unique_segments(streets, spots=spots)
    assert len(spots) == 3
    assert sorted(segments.mm.tolist()) == [350_000, 350_000, 400_000, 400_001]
    # Two nodes at either end and two spots in the middle: edges of a graph stay apart.
    assert sorted(segments.vertex_lon.tolist()) == [0, 0, 4_500, 4_500, 9_000, 9_000]


@pytest.mark.parametrize("seed", range(5))
def test_parting_changes_no_length(seed: int) -> None:
    chance = np.random.default_rng(seed)
    streets = streets_of(*chance.integers(0, 100_000, (8, 5, 2)).tolist())
    units, line = drawn_places(streets)
    sides = sides_of(chance.integers(0, 100_000, (6, 2)).tolist())
    spots = [spot for spot, *_ in spots_on_sides(units, np.flatnonzero(np.diff(line) == 0), sides)]
    whole, cut = unique_segments(streets), unique_segments(streets, spots=spots)
    assert cut.mm.sum() == whole.mm.sum()
    assert cut.mm.size - whole.mm.size == len({spot for spot in spots if spot.share not in {0, 1}}) > 0
    shuffled = unique_segments(streets, spots=[spots[i] for i in chance.permutation(len(spots))])
    assert (shuffled.mm == cut.mm).all()
