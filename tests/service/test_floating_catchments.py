"""Floating catchments: by hand, against the worked tests of PySAL's access, and what adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from circles.service import catchments, step_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

# The three places of access/tests/test_hospital_example.py: people, doctors, and minutes by scenario.
PEOPLE = pd.Series({1: 100.0, 2: 50.0, 3: 10.0})
DOCTORS = pd.Series({1: 15.0, 2: 20.0, 3: 100.0})
OWN = {(1, 1): 1, (2, 2): 1, (3, 3): 1}
SCENARIOS = {
    "gridlock": (40, 40, 80),
    "faster into the city": (20, 40, 80),
    "faster out of the city": (40, 20, 80),
    "faster both ways": (20, 20, 40),
}
LONGEST = 61


def minutes_of(inbound: int, outbound: int, across: int) -> dict[tuple[int, int], int]:
    out = {(3, 1): outbound, (3, 2): outbound}
    return {**OWN, (1, 3): inbound, (2, 3): inbound, **out, (1, 2): across, (2, 1): across}


def by_hand(minutes: Mapping[tuple[int, int], int], *, selecting: bool) -> dict[int, float]:
    """Return what ``simple_2sfca`` of those tests defines: weights 1/minutes, in loops."""
    weight = {pair: 1 / cost for pair, cost in minutes.items() if cost < LONGEST}
    if selecting:
        among = {home: sum(w for (i, _), w in weight.items() if i == home) for home in PEOPLE.index}
        weight = {(i, j): w * w / among[i] for (i, j), w in weight.items()}
    demand = {j: sum(w * PEOPLE[i] for (i, k), w in weight.items() if k == j) for j in DOCTORS.index}
    return {i: sum(w * DOCTORS[j] / demand[j] for (k, j), w in weight.items() if k == i) for i in PEOPLE.index}


def found(minutes: Mapping[tuple[int, int], int], *, selecting: bool) -> dict[int, float]:
    rows = [(i, j, 1 / cost) for (i, j), cost in minutes.items() if cost < LONGEST]
    pairs = pd.DataFrame(rows, columns=["block_id", "center_id", "weight"])
    told = catchments(pairs, PEOPLE, DOCTORS, selecting=selecting)["accessibility"]
    return dict(zip(PEOPLE.index, told.tolist(), strict=True))


@pytest.mark.parametrize("selecting", [False, True])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_worked_example_of_access(scenario: str, *, selecting: bool) -> None:
    minutes = minutes_of(*SCENARIOS[scenario])
    assert found(minutes, selecting=selecting) == pytest.approx(by_hand(minutes, selecting=selecting))


def test_access_says_who_gains_by_faster_roads() -> None:
    told = {name: found(minutes_of(*costs), selecting=False) for name, costs in SCENARIOS.items()}
    still, inward, outward = (told[name] for name in list(SCENARIOS)[:3])
    # Gridlock by hand: place 1 has 15 doctors over 100 + 10/40 people, and 100/40 over 10 + 150/40.
    assert still[1] == pytest.approx(15 / 100.25 + 2.5 / 13.75)
    assert inward[1] > still[1]
    assert inward[2] > still[2]
    assert inward[3] < still[3]
    assert outward[1] < still[1]
    assert outward[3] > still[3]


@pytest.mark.parametrize("selecting", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_what_reaches_all_people_is_what_all_reached_centers_offer(seed: int, *, selecting: bool) -> None:
    rng = np.random.default_rng(seed)
    people = pd.Series(rng.integers(0, 900, 60).astype(float)).mask(rng.random(60) < 0.1)
    supply = pd.Series(rng.integers(0, 50, 12).astype(float)).mask(rng.random(12) < 0.1)
    block, center = np.nonzero(rng.random((60, 12)) < 0.2)
    pairs = pd.DataFrame({"block_id": block, "center_id": center, "weight": rng.random(block.size) + 0.01})
    told = catchments(pairs, people, supply, selecting=selecting)["accessibility"]
    reached = pairs.loc[people.fillna(0).to_numpy()[block] > 0, "center_id"].unique()
    assert (told * people.fillna(0)).sum() == pytest.approx(supply.fillna(0)[reached].sum())
    assert (told[~people.index.isin(block)] == 0).all()


def test_steps_hold_to_their_end_and_not_beyond() -> None:
    steps = ((5.0, 1.0), (10.0, 0.68), (15.0, 0.22))
    minutes = np.array([0.0, 5.0, 5.001, 10.0, 10.001, 15.0, 15.001])
    assert step_weights(minutes, steps).tolist() == [1.0, 1.0, 0.68, 0.68, 0.22, 0.22, 0.0]
