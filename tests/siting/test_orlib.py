"""OR-Library pmed1-20: the published optima of p-median and p-center, found and proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.siting_orlib import CENTERS, MEDIANS, orlib
from circles.siting.distance.least_walk import least_total_walk, least_worst_walk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.city
@pytest.mark.parametrize("number", range(1, 21))
def test_published_optima(city_data: Path, number: int) -> None:
    instance, new = orlib(city_data, number)
    total, worst = least_total_walk(instance, new=new), least_worst_walk(instance, new=new)
    assert (total.status, total.objective, total.bound) == ("optimal", *[MEDIANS[number - 1]] * 2)
    assert (worst.status, worst.objective, worst.bound) == ("optimal", *[CENTERS[number - 1]] * 2)
