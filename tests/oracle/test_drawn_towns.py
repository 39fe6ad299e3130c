"""Towns drawn at random, read from a file by both: each walk and center is the oracle's, to the millimetre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.oracle.answering import Ground, answers
from tests.oracle.drawn_study import drawn_places
from tests.oracle.drawn_town import write_town
from tests.oracle.extract import extract_of
from tests.oracle.judged import walks_of
from tests.oracle.square_ground import squares_of
from tests.oracle.streets import IN_OR_OUT, LEFT_OUT, OPEN, streets_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("private_ways", [LEFT_OUT, OPEN, IN_OR_OUT])
@pytest.mark.parametrize("seed", range(8))
def test_each_walk_of_a_town_is_the_oracles(tmp_path: Path, seed: int, private_ways: str) -> None:
    path = write_town(tmp_path / "town.osm.pbf", seed)
    streets = streets_of(extract_of(path), private_ways=private_ways)
    drawn = drawn_places(streets, centers=4, blocks=60, rng=np.random.default_rng(seed), off=4_000)
    expected = answers(streets, centers=drawn.centers, blocks=drawn.blocks, gates=drawn.gates)
    assert len(expected) > 30
    assert walks_of(path, private_ways, drawn) == expected


# Among them those that found faults: twice drawn streets, barriers at two squares, islands that squares join.
@pytest.mark.parametrize(
    ("seed", "private_ways"),
    [*((seed, IN_OR_OUT) for seed in (0, 8, 9, 10, 11, 16, 29, 30)), (39, OPEN), (2, LEFT_OUT)],
)
def test_each_walk_across_the_squares_of_a_town_is_the_oracles(tmp_path: Path, seed: int, private_ways: str) -> None:
    path = write_town(tmp_path / "town.osm.pbf", seed, squares=True)
    extract = extract_of(path)
    streets = streets_of(extract, private_ways=private_ways)
    squares = squares_of(path, extract, private_open=private_ways == OPEN)
    drawn = drawn_places(streets, centers=4, blocks=80, rng=np.random.default_rng(seed), off=4_000)
    around, expected = (
        answers(streets, centers=drawn.centers, blocks=drawn.blocks, gates=drawn.gates, ground=ground)
        for ground in (Ground(), Ground(squares=squares))
    )
    assert len(squares) > 4
    assert expected != around
    assert walks_of(path, private_ways, drawn, squares=True) == expected
