"""The conformance vectors: towns as JSON with every answer in millimetres (tests/vectors/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracle.earth import geodesic_mm, per_degree
from tests.vector_towns import answers_to, ring_of, vectors

VECTORS = vectors()


@pytest.mark.parametrize("engine", ["compiled", "networkx"])
@pytest.mark.parametrize("name", VECTORS)
def test_each_town_is_answered_as_written(name: str, engine: str) -> None:
    assert answers_to(VECTORS[name], engine=engine) == VECTORS[name]["expected"]


@pytest.mark.parametrize("name", VECTORS)
def test_raw_streets_answer_alike(name: str) -> None:
    expected, raw = VECTORS[name]["expected"], answers_to(VECTORS[name], simplify=False)
    assert (raw["blocks"], raw["pairs"]) == (expected["blocks"], expected["pairs"])
    assert {tuple(node) for node in expected["nodes"]} <= {tuple(node) for node in raw["nodes"]}


# Block, millimetres of streets, and the places between which squares are crossed: worked by hand.
CROSSED: dict[str, list[tuple[str, int, list[tuple[float, float]]]]] = {
    "square-crossed": [
        ("corner", 0, [(0, 0), (2, 2)]),
        ("beyond", 500_000, [(0, 0), (2, 2)]),
        ("side", 0, [(2, 0), (2, 2)]),
    ],
    "square-with-a-bend": [
        ("end", 0, [(2, 1), (1, 1), (0, 2)]),
        ("far", 1_200_000, [(2, 1), (1, 1), (0, 2)]),
    ],
    "square-with-a-pond": [("west", 0, [(0, 2), (1, 3), (3, 3), (4, 2)])],
    "square-entered-between": [("outside", 666_667, [(1, 0), (2, 2)]), ("inside", 0, [(1, 1), (2, 2)])],
    "square-behind-a-barrier": [("side", 0, [(2, 0), (2, 2)])],
    "square-with-a-shorter-street": [("corner", 100_000, [])],
    "square-closed-across": [("corner", 0, [(0, 0), (2, 0), (2, 2)]), ("side", 0, [(2, 0), (2, 2)])],
    "square-closed-beside-its-corner": [("corner", 3_000_000, [])],
    "path-into-a-square": [("corner", 0, [(0, 0), (2, 2)])],
    "square-and-compound": [("resident", 200_000, [(0, 0), (2, 2)])],
    "square-opened-compound": [("resident", 200_000, [(0, 0), (2, 2)]), ("beyond", 1_300_000, [(0, 0), (2, 2)])],
    "squares-that-meet": [
        ("beyond", 1_200_000, [(0, 0), (2, 1), (4, 1)]),
        ("west", 0, [(-2, 0.5), (0, 0.5), (2, 1), (4, 1)]),
    ],
    "square-under-a-bridge": [
        ("stairs", 1_200_000, [(1, 2), (4, 4)]),
        # In at the edge, at three quarters of the street's own length.
        ("ground", 900_000, [(0, 1), (4, 4)]),
    ],
    # At the wall the drive is parted, its own vertex; the legs are of the blocks that stand off the streets.
    "square-at-a-wall": [("drive", 950_000, [(0, 0), (1, 1)]), ("wall", 44_345 + 910_000, [(0, 0.9), (1, 1)])],
    "bridge-square-at-a-wall": [("drive", 1_200_000, [(2, 0), (0, 2)])],
    "freed-beyond-reach": [("far", 143_850 + 1_100_000, [(-2, 0.5), (-4, 0.5)])],
    "square-beside-a-drive": [("beyond", 1_200_000, [(0, 0), (2, 2)])],
    # In at the edge, at two thirds of the street's own length.
    "square-under-a-street-drawn-twice": [("south", 800_000, [(1, 0), (2, 2)])],
    "square-too-large": [
        ("around", 0, [(0, 3_000), (0, 0), (1_999, 0)]),
        ("across", 0, [(0, 13_000), (1_999, 10_000)]),
    ],
}


@pytest.mark.parametrize("name", CROSSED)
def test_squares_are_crossed_by_geodesics_between_their_corners(name: str) -> None:
    vector = VECTORS[name]
    assert vector["squares"]
    for block, streets_mm, places in CROSSED[name]:
        units = np.array(vector["corner"]) + np.rint(np.array(places or [(0, 0)]) * vector["unit"]).astype(np.int64)
        walk_mm = streets_mm + int(geodesic_mm(units[:-1], units[1:]).sum())
        assert vector["expected"]["blocks"][block]["walk_mm"] == walk_mm


def test_every_vector_with_a_square_is_worked_by_hand() -> None:
    assert {name for name, vector in VECTORS.items() if vector.get("squares")} == set(CROSSED)
    assert "beyond" not in VECTORS["square-behind-a-barrier"]["expected"]["blocks"]
    assert "beyond" not in VECTORS["square-and-compound"]["expected"]["blocks"]


def test_what_no_street_or_square_joins_has_no_walk() -> None:
    assert "bridge" not in VECTORS["squares-that-meet"]["expected"]["blocks"]
    assert "over" not in VECTORS["square-under-a-bridge"]["expected"]["blocks"]


def test_the_large_square_has_one_node_more_than_may_be_crossed() -> None:
    large, small = (np.array(ring_of(VECTORS["square-too-large"]["squares"][name]["rings"][0])) for name in "LM")
    for ring, inward in ((large, 1_999), (small, 1)):
        before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
        turns = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
        assert (turns < 0).sum() == inward
    assert 1_999 + len(VECTORS["square-too-large"]["centers"]) > 2_000


def test_a_private_edit_makes_what_was_a_street_a_way_around_and_is_undone_by_an_open_one() -> None:
    private, opened = (VECTORS[name]["expected"]["blocks"] for name in ("private-edit", "private-edit-opened"))
    assert (private["inside"]["walk_mm"], private["east"]["walk_mm"]) == (200_000, 2_400_000)
    assert (opened["inside"]["walk_mm"], opened["east"]["walk_mm"]) == (200_000, 400_000)
    # The yard's added gate: a straight leg, measured like a path, and the rest of the street by shares of its length.
    vector = VECTORS["private-edit"]
    corners = np.array(vector["corner"]) + np.array([(4, 0), (4, 9), (0, 9), (0, 0)]) * vector["unit"]
    drawn_mm = geodesic_mm(corners[:-1], corners[1:])
    ends_mm = 2_400_000 * np.cumsum(drawn_mm) / drawn_mm.sum()
    left_mm = (ends_mm[1] - ends_mm[0]) * 1.5 / 4 + ends_mm[2] - ends_mm[1]
    leg_mm = 1000 * float(np.hypot(*(np.array([1.0, 0.5]) * 0.001 * per_degree(30.60875))))
    assert abs(private["yard"]["walk_mm"] - left_mm - leg_mm) <= 2


def test_there_are_vectors_of_every_rule_and_they_differ() -> None:
    said = [vector["says"] for vector in VECTORS.values()]
    assert len(VECTORS) >= 13
    assert len(set(said)) == len(said)
    assert {edit["kind"] for vector in VECTORS.values() for edit in vector["edits"]} == {
        "path",
        "closed",
        "gate",
        "open",
        "private",
    }


def test_a_drawn_path_is_measured_in_the_plane_at_its_middle_latitude() -> None:
    vector = VECTORS["path"]
    (_, low), (_, high) = (place for edit in vector["edits"] for place in edit["line"])
    south = vector["corner"][1] + vector["unit"] * low
    north = vector["corner"][1] + vector["unit"] * high
    metres = (north - south) / 1e7 * per_degree((south + north) / 2 / 1e7)[1]
    assert vector["expected"]["blocks"]["end"]["walk_mm"] == int(metres * 1000 + 0.5)
