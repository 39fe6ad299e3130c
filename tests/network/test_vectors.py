"""The conformance vectors: towns as JSON with every answer in millimetres (tests/vectors/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracle.earth import geodesic_mm, per_degree
from tests.vector_towns import answers_to, vectors

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
CROSSED: dict[str, list[tuple[str, int, list[tuple[int, int]]]]] = {
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
    "path-into-a-square": [("corner", 0, [(0, 0), (2, 2)])],
    "square-and-compound": [("resident", 200_000, [(0, 0), (2, 2)])],
    "square-opened-compound": [("resident", 200_000, [(0, 0), (2, 2)]), ("beyond", 1_300_000, [(0, 0), (2, 2)])],
}


@pytest.mark.parametrize("name", CROSSED)
def test_squares_are_crossed_by_geodesics_between_their_corners(name: str) -> None:
    vector = VECTORS[name]
    assert vector["squares"]
    for block, streets_mm, places in CROSSED[name]:
        units = np.array(vector["corner"]) + np.array(places or [(0, 0)]) * vector["unit"]
        walk_mm = streets_mm + int(geodesic_mm(units[:-1], units[1:]).sum())
        assert vector["expected"]["blocks"][block]["walk_mm"] == walk_mm


def test_every_vector_with_a_square_is_worked_by_hand() -> None:
    assert {name for name, vector in VECTORS.items() if vector.get("squares")} == set(CROSSED)
    assert "beyond" not in VECTORS["square-behind-a-barrier"]["expected"]["blocks"]
    assert "beyond" not in VECTORS["square-and-compound"]["expected"]["blocks"]


def test_there_are_vectors_of_every_rule_and_they_differ() -> None:
    said = [vector["says"] for vector in VECTORS.values()]
    assert len(VECTORS) >= 13
    assert len(set(said)) == len(said)
    assert {edit["kind"] for vector in VECTORS.values() for edit in vector["edits"]} == {
        "path",
        "closed",
        "gate",
        "open",
    }


def test_a_drawn_path_is_measured_in_the_plane_at_its_middle_latitude() -> None:
    vector = VECTORS["path"]
    (_, low), (_, high) = (place for edit in vector["edits"] for place in edit["line"])
    south = vector["corner"][1] + vector["unit"] * low
    north = vector["corner"][1] + vector["unit"] * high
    metres = (north - south) / 1e7 * per_degree((south + north) / 2 / 1e7)[1]
    assert vector["expected"]["blocks"]["end"]["walk_mm"] == int(metres * 1000 + 0.5)
