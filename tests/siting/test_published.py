"""Published optima, and spopt as a second opinion."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from circles.siting.cover.covering import cover_most, cover_share
from circles.siting.cover.serving import serve_share
from circles.siting.kernel.instance import Instance, instance_from

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LIMIT_M = 5000.0
WALK_M = 1000.0


@pytest.fixture(scope="module")
def san_francisco(city_data: Path) -> Instance:
    """205 census tracts and 16 stores: pairs within 5,000 m."""
    folder = city_data / "siting" / "san-francisco"
    walks = pd.read_csv(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    tract, _ = pd.factorize(walks["DestinationName"], sort=True)
    store, names = pd.factorize(walks["name"], sort=True)
    demand = np.zeros(tract.max() + 1, np.int64)
    demand[tract] = walks["demand"].to_numpy() * 1000
    near = walks["distance"].to_numpy() <= LIMIT_M
    walk_mm = np.floor(walks["distance"].to_numpy() * 1000 + 0.5).astype(np.int64)
    return instance_from(demand, np.zeros(len(names), np.bool_), (store[near], tract[near], walk_mm[near]))


@pytest.mark.city
def test_san_francisco_needs_eight_stores(san_francisco: Instance) -> None:
    solution = cover_share(san_francisco)
    assert (solution.status, solution.objective, solution.bound) == ("optimal", 8, 8)


@pytest.mark.city
def test_four_stores_of_san_francisco_reach_875_247_people(san_francisco: Instance) -> None:
    solution = cover_most(san_francisco, new=4)
    assert (solution.status, solution.objective, solution.bound) == ("optimal", 875_247_000, 875_247_000)


def plane(seed: int) -> tuple[NDArray[np.float64], Instance]:
    """Return metres (blocks, sites) between points of a plane, and the instance of pairs within the limit."""
    rng = np.random.default_rng(seed)
    blocks, sites = rng.random((40, 2)) * 4000, rng.random((12, 2)) * 4000
    metres = np.hypot(*(blocks[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    metres[np.arange(40), np.argmin(metres, axis=1)] = WALK_M / 2  # everyone reaches somewhere
    site, block = np.nonzero(metres.T <= WALK_M)
    walk_mm = np.rint(metres[block, site] * 1000).astype(np.int64)
    people = rng.integers(100, 3000, 40)
    room = np.full(12, np.bincount(np.argmin(metres, axis=1), weights=people).max().astype(np.int64))
    instance = instance_from(people * 1000, np.zeros(12, np.bool_), (site, block, walk_mm), capacity=room * 1000)
    return metres, instance


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(4))
def test_spopt_agrees(seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own imports
        import pulp
        from spopt.locate import LSCP, MCLP
    metres, instance = plane(seed)
    people, quiet = instance.demand / 1000, pulp.PULP_CBC_CMD(msg=False)

    def optimum(model: Any) -> float:
        return float(model.solve(quiet).problem.objective.value())

    most = cover_most(instance, new=3)
    assert most.status == "optimal"
    assert most.objective == round(optimum(MCLP.from_cost_matrix(metres, people, WALK_M, 3)) * 1000)

    fewest = cover_share(instance)
    assert fewest.status == "optimal"
    assert fewest.objective == round(optimum(LSCP.from_cost_matrix(metres, WALK_M)))

    assert instance.capacity is not None
    roomy = LSCP.from_cost_matrix(
        metres, WALK_M, demand_quantity_arr=people, facility_capacity_arr=instance.capacity / 1000
    )
    with_room = serve_share(instance)
    assert with_room.status == "optimal"
    assert with_room.objective == round(optimum(roomy))
