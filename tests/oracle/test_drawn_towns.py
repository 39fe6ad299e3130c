"""Towns drawn at random, read from a file by both: each walk and center is the oracle's, to the millimetre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.oracle.answering import answers
from tests.oracle.drawn_study import drawn_places
from tests.oracle.drawn_town import write_town
from tests.oracle.extract import extract_of
from tests.oracle.judged import walks_of
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
