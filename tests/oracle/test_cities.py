"""Whole cities: each walk and center of the package equals the oracle's, to the millimetre."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.oracle.answering import Ground, answers
from tests.oracle.drawn_study import drawn_closed_lines, drawn_places, drawn_walls
from tests.oracle.extract import extract_of
from tests.oracle.gated import Walls
from tests.oracle.judged import walks_of
from tests.oracle.square_ground import squares_of
from tests.oracle.streets import IN_OR_OUT, LEFT_OUT, OPEN, streets_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.city
@pytest.mark.parametrize(
    ("name", "private_ways", "squares"),
    [
        ("heidelberg/heidelberg.osm.pbf", IN_OR_OUT, 133),
        ("helsinki/Helsinki.osm.pbf", LEFT_OUT, 0),
        ("helsinki/Helsinki.osm.pbf", OPEN, 59),
        ("helsinki/Helsinki.osm.pbf", IN_OR_OUT, 59),
    ],
)
def test_each_walk_of_a_city_is_the_oracles(city_data: Path, name: str, private_ways: str, squares: int) -> None:
    extract = extract_of(city_data / name)
    streets = streets_of(extract, private_ways=private_ways)
    found = squares_of(city_data / name, extract, private_open=private_ways == OPEN) if squares else []
    drawn = drawn_places(streets, centers=40, blocks=600, rng=np.random.default_rng(20261128))
    expected = answers(
        streets, centers=drawn.centers, blocks=drawn.blocks, gates=drawn.gates, ground=Ground(squares=found)
    )
    assert len(found) == squares
    assert len(expected) > 540
    assert walks_of(city_data / name, private_ways, drawn, squares=bool(squares)) == expected


@pytest.mark.city
@pytest.mark.parametrize(
    ("name", "walls", "least"), [("heidelberg/heidelberg.osm.pbf", 80, 580), ("helsinki/Helsinki.osm.pbf", 15, 540)]
)
def test_each_walk_of_a_city_with_gated_polygons_and_closed_lines_is_the_oracles(
    city_data: Path, name: str, walls: int, least: int
) -> None:
    extract, rng = extract_of(city_data / name), np.random.default_rng(20261129)
    plain = streets_of(extract)
    drawn = drawn_places(plain, centers=40, blocks=600, rng=rng)
    drawn = replace(drawn, walls=drawn_walls(plain, count=walls, rng=rng))
    drawn = replace(drawn, closed_lines=drawn_closed_lines(plain, count=60, rng=rng))
    gated = Walls(drawn.walls)
    streets = streets_of(extract, walls=gated)
    squares = squares_of(city_data / name, extract, walls=drawn.walls.values())
    ground = Ground(walls=gated, squares=squares, closed_lines=drawn.closed_lines)
    expected = answers(streets, centers=drawn.centers, blocks=drawn.blocks, gates=drawn.gates, ground=ground)
    assert (streets.wall >= 0).sum() > 1_000
    assert len(expected) > least
    assert walks_of(city_data / name, IN_OR_OUT, drawn, squares=True) == expected
