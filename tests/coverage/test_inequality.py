"""Gini and Kolm-Pollak: by hand, and against formulas of another form."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from circles.coverage import inequality_of_walks
from circles.coverage.inequality import gini, kolm_pollak
from circles.planning_study import Scenario
from tests.coverage.test_district_accounts import blocks_of


def test_two_by_hand() -> None:
    # Walks 3 and 9 min of 100 and 300 people: mean 7.5; |3 - 9| x 100 x 300 / (400 x 3,000) = 0.15.
    rows = (("East", "A", 100.0, 200_000, "inside"), ("East", "A", 300.0, 600_000, "inside"))
    found = inequality_of_walks(blocks_of(rows), Scenario(), base="people", levels=("subdistrict",), aversion=-0.5)
    assert found["level"].tolist() == ["study", "subdistrict"]
    assert found["mean_minutes"].tolist() == [7.5, 7.5]
    assert found["gini"].tolist() == pytest.approx([0.15, 0.15])
    # Sum of minutes 3,000, of their squares 100 x 9 + 300 x 81 = 25,200: k = -0.5 x 3,000 / 25,200.
    k = -0.5 * 3000 / 25_200
    expected = -log((exp(-k * 3) + 3 * exp(-k * 9)) / 4) / k
    assert found["ede_minutes"].tolist() == pytest.approx([expected, expected])
    assert 7.5 < expected < 9


def test_equal_walks_are_equal_and_nobody_is_unknown() -> None:
    walks, people = np.array([300_000] * 3), np.array([1, 2, 3])
    assert gini(walks, people) == 0
    assert kolm_pollak(np.full(3, 4.5), people, -0.1) == pytest.approx(4.5)
    none = np.zeros(0, np.int64)
    assert np.isnan([gini(none, none), kolm_pollak(none.astype(float), none, -0.1)]).all()


@pytest.mark.parametrize("seed", range(3))
def test_gini_is_the_area_under_the_lorenz_curve_and_the_mean_of_all_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    walks, people = rng.integers(0, 3_000_000, 50), rng.integers(1, 400, 50)
    crowd = np.sort(np.repeat(walks, people))
    lorenz = np.r_[0, np.cumsum(crowd) / crowd.sum()]
    area = np.trapezoid(lorenz, dx=1 / crowd.size)
    assert gini(walks, people) == pytest.approx(1 - 2 * area)
    pairs = (people[:, None] * people * np.abs(walks[:, None] - walks)).sum()
    assert gini(walks, people) == pytest.approx(pairs / (2 * people.sum() * (people * walks).sum()))


def test_kolm_pollak_does_not_overflow_and_more_aversion_is_worse() -> None:
    minutes, people = np.array([1.0, 900.0]), np.array([10**9, 1])
    assert kolm_pollak(minutes, people, -5.0) == pytest.approx(900 - log(10**9 + 1) / 5)
    told = [kolm_pollak(minutes, people, -k) for k in (0.001, 0.01, 0.1)]
    assert told == sorted(told)


def test_districts_share_one_aversion_per_minute() -> None:
    rows = [("East", "A", 10.0, 200_000, "inside"), ("West", "A", 10.0, 900_000, "inside")]
    rows += [("East", "A", 10.0, -1, "outside"), ("West", "A", 10.0, 100_000, "not evaluated")]
    found = inequality_of_walks(blocks_of(rows), Scenario(), base="people", levels=("subdistrict",), aversion=-0.5)
    assert found["weight"].tolist() == [20.0, 10.0, 10.0]
    assert found["ede_minutes"].tolist()[1:] == pytest.approx([3.0, 13.5])
