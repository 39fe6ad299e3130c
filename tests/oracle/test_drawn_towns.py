"""Towns drawn at random, read from a file by both: each walk and center is the oracle's, to the millimetre."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.oracle.answering import Ground, answers
from tests.oracle.drawn_study import drawn_closed_lines, drawn_places, drawn_walls
from tests.oracle.drawn_town import write_town
from tests.oracle.extract import extract_of
from tests.oracle.gated import Walls
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


# Among them those that found faults: twice drawn streets, barriers at two squares, islands that squares join, a
# carriageway over a square of which the extract lacks a node.
@pytest.mark.parametrize(
    ("seed", "private_ways"),
    [*((seed, IN_OR_OUT) for seed in (0, 8, 9, 11, 29, 30, 65)), (39, OPEN), (2, LEFT_OUT)],
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


# Among them those that found faults: a street that a wall parts where a square on a bridge has a corner, ways along a
# wall, drives that squares free.
@pytest.mark.parametrize(
    ("seed", "closed"), [(1, 0), (5, 0), (9, 0), (19, 0), (1, 6), (2, 6), (9, 6), (11, 6), (16, 6), (29, 6)]
)
@pytest.mark.parametrize("squares", [False, True])
def test_each_walk_by_gated_polygons_is_the_oracles(tmp_path: Path, seed: int, closed: int, *, squares: bool) -> None:
    path = write_town(tmp_path / "town.osm.pbf", seed, squares=squares)
    extract, rng = extract_of(path), np.random.default_rng(seed)
    plain = streets_of(extract)
    drawn = drawn_places(plain, centers=4, blocks=80, rng=rng, off=4_000)
    drawn = replace(drawn, walls=drawn_walls(plain, count=5, rng=rng))
    drawn = replace(drawn, closed_lines=drawn_closed_lines(plain, count=closed, rng=rng) if closed else [])
    walls = Walls(drawn.walls)
    streets = streets_of(extract, walls=walls)
    crossed = squares_of(path, extract, walls=drawn.walls.values()) if squares else []
    ground = Ground(walls=walls, squares=crossed, closed_lines=drawn.closed_lines)
    expected = answers(streets, centers=drawn.centers, blocks=drawn.blocks, gates=drawn.gates, ground=ground)
    assert (streets.wall >= 0).sum() > 10
    assert walks_of(path, IN_OR_OUT, drawn, squares=squares) == expected


# Of seed 3 a closed line parts the way across a square at 0 mm from its corner.
@pytest.mark.parametrize(("seed", "squares"), [(0, False), (4, False), (1, True), (2, True), (3, True), (5, True)])
def test_each_walk_past_closed_lines_is_the_oracles(tmp_path: Path, seed: int, *, squares: bool) -> None:
    path = write_town(tmp_path / "town.osm.pbf", seed, squares=squares)
    extract, rng = extract_of(path), np.random.default_rng(seed)
    streets = streets_of(extract)
    drawn = drawn_places(streets, centers=4, blocks=80, rng=rng, off=4_000)
    drawn = replace(drawn, closed_lines=drawn_closed_lines(streets, count=6, rng=rng))
    crossed = squares_of(path, extract) if squares else []
    before, expected = (
        answers(
            streets,
            centers=drawn.centers,
            blocks=drawn.blocks,
            gates=drawn.gates,
            ground=Ground(squares=crossed, closed_lines=lines),
        )
        for lines in ([], drawn.closed_lines)
    )
    assert expected != before
    assert walks_of(path, IN_OR_OUT, drawn, squares=squares) == expected
