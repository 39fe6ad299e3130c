"""The conformance vectors: towns as JSON with every answer in millimetres (tests/vectors/README.md)."""

from __future__ import annotations

import pytest

from tests.oracle.earth import per_degree
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
