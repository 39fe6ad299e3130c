"""Whole cities: each walk and center of the package equals the oracle's, to the millimetre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.oracle.answering import Ground, answers
from tests.oracle.drawn_study import drawn_places
from tests.oracle.extract import extract_of
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
