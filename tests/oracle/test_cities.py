"""Whole cities: each walk and center of the package equals the oracle's, to the millimetre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.oracle.answering import answers
from tests.oracle.drawn_study import drawn_places
from tests.oracle.extract import extract_of
from tests.oracle.judged import walks_of
from tests.oracle.streets import IN_OR_OUT, LEFT_OUT, OPEN, streets_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.city
@pytest.mark.parametrize(
    ("name", "private_ways", "blocks"),
    [
        ("heidelberg/heidelberg.osm.pbf", IN_OR_OUT, 600),
        ("helsinki/Helsinki.osm.pbf", LEFT_OUT, 600),
        ("helsinki/Helsinki.osm.pbf", OPEN, 600),
        ("helsinki/Helsinki.osm.pbf", IN_OR_OUT, 600),
    ],
)
def test_each_walk_of_a_city_is_the_oracles(city_data: Path, name: str, private_ways: str, blocks: int) -> None:
    streets = streets_of(extract_of(city_data / name), private_ways=private_ways)
    drawn = drawn_places(streets, centers=40, blocks=blocks, rng=np.random.default_rng(20261128))
    expected = answers(streets, centers=drawn.centers, blocks=drawn.blocks, gates=drawn.gates)
    assert len(expected) > blocks * 0.9
    assert walks_of(city_data / name, private_ways, drawn) == expected
