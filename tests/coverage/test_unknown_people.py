"""What counts people of a group says nothing where none of them is known, and never nobody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import circles
from circles import integers
from circles.workflows import compare
from tests.towns import blocks, streets, town


@pytest.fixture(scope="module")
def plan() -> circles.Plan:
    """Two centers at the ends of a street of 6 km; beside each a block, and two gaps between; half have no number."""
    lines = streets([(0, 0), (6_000, 0)])
    places = {"known": (100, 10), "unknown": (5_900, 10), "gap, known": (2_000, 10), "gap, unknown": (4_000, 10)}
    people = [100.5, np.nan, 30.0, np.nan]
    return circles.plan(town(lines, {"A": (0, 0), "B": (6_000, 0)}, blocks(places, population=people)))


def test_a_gap_of_which_nobody_is_known_has_no_number(plan: circles.Plan) -> None:
    assert plan.gaps["population"].tolist() == pytest.approx([30.0, np.nan], nan_ok=True)


@pytest.mark.parametrize("column", ["people_within", "people_nearest", "people_alone"])
def test_a_center_of_whose_people_nothing_is_known_has_no_number(plan: circles.Plan, column: str) -> None:
    counted = plan.centers.set_index("center_id")[column]
    assert counted["A"] == 100.5
    assert np.isnan(counted["B"])


def test_a_center_without_blocks_has_nobody(plan: circles.Plan) -> None:
    far = plan.study.with_center("Middle", *plan.blocks.geometry.iloc[2].coords[0])
    alone = circles.plan(replace(far, blocks=far.blocks.iloc[[1]].assign(population=5.0)))
    assert alone.centers.set_index("center_id").loc["A", "people_within"] == 0


def test_a_comparison_has_no_number_for_blocks_of_which_none_is_known(plan: circles.Plan) -> None:
    def gained(rows: list[int]) -> list[float]:
        study = replace(plan.study, blocks=plan.study.blocks.iloc[rows])
        totals = compare(circles.plan(study), circles.plan(study, circles.Scenario(minutes=40))).totals
        return [float(value) for value in totals.loc["gained"].to_numpy(np.float64)]

    assert gained([0, 1, 2, 3]) == [2, 30, 1]
    assert gained([0, 1, 3]) == pytest.approx([1, np.nan, 1], nan_ok=True)


def test_sums_of_what_is_known() -> None:
    values = pd.Series([0.1, 0.2, np.nan, np.nan])
    sums = integers.known_sums(values, np.array(["a", "a", "a", "b"]))
    assert sums["a"] == 0.3
    assert np.isnan(sums["b"])
    assert integers.known_sum(values) == 0.3
    assert integers.known_sum(values[:0]) == 0
    assert np.isnan(integers.known_sum(values[2:]))
