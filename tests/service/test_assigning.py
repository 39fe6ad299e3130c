"""The assignment: small towns worked by hand, every assignment tried, and an exact solver of another make."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from circles import tables
from circles.service.assigning import (
    assignments,
    best_assignment,
    capacity_account,
    center_loads,
    nearest_first,
    pairs_of,
)
from circles.service.earliest import earliest
from circles.service.transport import Flow, Town, is_optimal, least_cost

if TYPE_CHECKING:
    from circles.service.assigning import Pairs

LIMIT_MM = 1_000_000
UNKNOWN = np.nan


def town_of(people: dict[str, float], walks: dict[tuple[str, str], int]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return blocks, inside where a walk is within the limit, and the walks within it."""
    within = {pair: walk for pair, walk in walks.items() if walk <= LIMIT_MM}
    inside = {block for block, _ in within}
    verdict = [tables.INSIDE if block in inside else tables.OUTSIDE for block in people]
    blocks = gpd.GeoDataFrame(
        {"block_id": list(people), "population": list(people.values()), "verdict": verdict},
        geometry=[None] * len(people),
        crs=tables.WGS84,
    )
    table = pd.DataFrame([(b, c, None, walk) for (b, c), walk in within.items()], columns=list(tables.WALKS))
    return blocks, table


def assigned(pairs: Pairs) -> dict[tuple[str, str], float]:
    table = assignments(pairs, best_assignment(pairs))
    return dict(zip(zip(table["block_id"], table["center_id"], strict=True), table["people"], strict=True))


# Three blocks and two centers in a row; B2 lies between them.
PEOPLE = {"B1": 80.0, "B2": 80.0, "B3": 40.0, "B4": 10.0}
WALKS = {("B1", "A"): 300_000, ("B2", "A"): 200_000, ("B2", "C"): 900_000, ("B3", "C"): 100_000, ("B4", "C"): 1_000_001}


def test_those_with_another_center_leave_room_at_the_nearer_one() -> None:
    blocks, walks = town_of(PEOPLE, WALKS)
    pairs = pairs_of(blocks, pd.Series({"A": 100.0, "C": 60.0}), walks)
    # C has 20 places beside B3, which only B2 can use; of the 140 others A takes the nearer: 60 of B2, then 40 of B1.
    assert assigned(pairs) == {("B1", "A"): 40.0, ("B2", "A"): 60.0, ("B2", "C"): 20.0, ("B3", "C"): 40.0}
    account = capacity_account(blocks, pairs, best_assignment(pairs))
    assert account.to_dict() == {
        "served": 160.0,
        "over_capacity": 40.0,
        "capacity_unknown": 0.0,
        "outside": 10.0,
        "not_evaluated": 0.0,
    }
    # Where the nearer go first, B2 fills A and 60 of B1 find no room.
    near = capacity_account(blocks, pairs, nearest_first(pairs))
    assert (near["served"], near["over_capacity"]) == (140.0, 60.0)
    assert center_loads(pairs, best_assignment(pairs)).to_dict() == {"A": 100.0, "C": 60.0}


@pytest.mark.parametrize(("capacity", "over"), [(160.0, 0.0), (159.999, 0.001)])
def test_full_to_the_last_thousandth_is_room_and_one_more_is_not(capacity: float, over: float) -> None:
    blocks, walks = town_of({"B1": 80.0, "B2": 80.0}, {("B1", "A"): 1, ("B2", "A"): LIMIT_MM})
    pairs = pairs_of(blocks, pd.Series({"A": capacity}), walks)
    assert capacity_account(blocks, pairs, best_assignment(pairs))["over_capacity"] == over


def test_a_center_of_unknown_capacity_is_never_endless_and_nobody_is_called_over_capacity_beside_it() -> None:
    people = {"B1": 80.0, "B2": 80.0, "B3": 5.0}
    walks = {("B1", "A"): 900_000, ("B2", "A"): 100_000, ("B2", "U"): 200_000, ("B3", "U"): 10}
    blocks, table = town_of(people, walks)
    pairs = pairs_of(blocks, pd.Series({"A": 100.0, "U": UNKNOWN}), table)
    # 100 are assigned; of the others as many as can be are those who may have room at U: B1 goes before the nearer B2.
    assert assigned(pairs) == {("B1", "A"): 80.0, ("B2", "A"): 20.0}
    account = capacity_account(blocks, pairs, best_assignment(pairs))
    assert (account["served"], account["over_capacity"], account["capacity_unknown"]) == (100.0, 0.0, 65.0)
    assert account.sum() == 165.0


def test_ties_go_to_the_first_block_and_its_first_center() -> None:
    everywhere = {(b, c): 500_000 for b in ("B1", "B2", "B3") for c in ("A", "C", "D")}
    blocks, walks = town_of({"B1": 3.0, "B2": 3.0, "B3": 3.0}, everywhere)
    pairs = pairs_of(blocks, pd.Series({"D": 4.0, "C": 2.0, "A": 2.0}), walks.iloc[::-1])
    assert assigned(pairs) == {
        ("B1", "A"): 2.0,
        ("B1", "C"): 1.0,
        ("B2", "C"): 1.0,
        ("B2", "D"): 2.0,
        ("B3", "D"): 2.0,
    }


def small_town(seed: int, *, blocks: int, centers: int, most: int) -> Pairs:
    """Return a town of few walks, so that ties are many; some capacities are unknown, some are none."""
    rng = np.random.default_rng(seed)
    people = {f"B{i}": int(rng.integers(0, most + 1)) / 1000 for i in range(blocks)}
    room = {f"C{j}": int(rng.integers(0, 2 * most)) / 1000 for j in range(centers)}
    capacity = pd.Series(room).mask(rng.random(centers) < 0.15)
    walks = {(b, c): int(rng.integers(1, 5)) * 300_000 for b in people for c in capacity.index if rng.random() < 0.75}
    drawn, within = town_of(people, walks)
    return pairs_of(drawn, capacity, within)


def worth(pairs: Pairs, amount: np.ndarray) -> tuple[int, int, int, tuple[int, ...]]:
    """Return what is least in the best assignment: left out, left out for certain, walks, then late in the order."""
    left = pairs.people - np.bincount(pairs.block, amount, pairs.people.size).astype(int)
    return (
        int(left.sum()),
        int(left[~pairs.beside].sum()),
        int((amount * pairs.walk_mm).sum()),
        tuple(-int(each) for each in amount),
    )


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_it_is_the_best_of_all_assignments_of_200_small_towns(first: int) -> None:
    tried = 0
    for seed in range(first, first + 50):
        pairs = small_town(seed, blocks=3, centers=2, most=3)
        every = product(
            *(
                range(min(pairs.people[b], pairs.capacity[c]) + 1)
                for b, c in zip(pairs.block, pairs.center, strict=True)
            )
        )
        best = None
        for each in every:
            amount = np.array(each, np.int64)
            sent = np.bincount(pairs.block, amount, pairs.people.size) <= pairs.people
            held = np.bincount(pairs.center, amount, pairs.capacity.size) <= pairs.capacity
            if sent.all() and held.all():
                found = worth(pairs, amount)
                best = found if best is None or found < best else best
                tried += 1
        assert worth(pairs, best_assignment(pairs)) == best
    assert tried > 50


@pytest.mark.parametrize("seed", range(25))
def test_it_is_what_a_network_simplex_of_python_integers_finds(seed: int) -> None:
    pairs = small_town(1000 + seed, blocks=7, centers=4, most=9)
    expected = by_network_simplex(pairs)
    assert best_assignment(pairs).tolist() == expected


def by_network_simplex(pairs: Pairs) -> list[int]:
    """Return the best assignment, with ties put into the cost as digits of one large number."""
    digit = int(pairs.people.sum()) + 1
    ties = digit**pairs.block.size
    walk = int((pairs.walk_mm.max(initial=0) + 1) * digit) * ties
    graph = nx.DiGraph()
    graph.add_node("end", demand=int(pairs.people.sum()))
    for b, people in enumerate(pairs.people.tolist()):
        graph.add_node(("b", b), demand=-people)
        graph.add_edge(("b", b), "end", weight=walk * digit + (0 if pairs.beside[b] else walk))
    for c, room in enumerate(pairs.capacity.tolist()):
        graph.add_edge(("c", c), "end", capacity=room, weight=0)
    for k, (b, c, mm) in enumerate(
        zip(pairs.block.tolist(), pairs.center.tolist(), pairs.walk_mm.tolist(), strict=True)
    ):
        graph.add_edge(("b", b), ("c", c), weight=mm * ties - digit ** (pairs.block.size - 1 - k))
    flow = nx.network_simplex(graph)[1]
    return [flow["b", b]["c", c] for b, c in zip(pairs.block.tolist(), pairs.center.tolist(), strict=True)]


def large_town(seed: int, *, blocks: int, centers: int, reach: float) -> Town:
    rng = np.random.default_rng(seed)
    homes, venues = rng.random((blocks, 2)), rng.random((centers, 2))
    mm = (np.abs(homes[:, None] - venues[None]).sum(axis=2) * 1e6).astype(np.int64) // 20_000 * 20_000
    block, center = np.nonzero(mm < reach * 1e6)
    block, center = np.r_[block, np.arange(blocks)], np.r_[center, np.full(blocks, centers)]
    cost = np.r_[mm[block[:-blocks], center[:-blocks]], np.full(blocks, 4 * 10**8)]
    order = np.lexsort((center, block))
    supply = rng.integers(1, 3_000_000, blocks)
    room = rng.integers(0, 2 * supply.sum() // centers, centers)
    return Town(
        supply,
        np.r_[room, supply.sum()],
        np.searchsorted(block[order], np.arange(blocks + 1)),
        center[order],
        cost[order],
    )


def test_a_city_proves_itself_and_a_worse_flow_does_not() -> None:
    town = large_town(1, blocks=1500, centers=60, reach=0.1)
    found = least_cost(town)
    first = earliest(town, found)
    assert is_optimal(town, found)
    assert is_optimal(town, first)
    assert int((found.amount * town.cost).sum()) == int((first.amount * town.cost).sum())
    assert (first.price > 0).sum() > 10
    block = np.flatnonzero(np.diff(town.offset) > 2)[0]
    one, other = town.offset[block], town.offset[block] + 1
    worse = first.amount.copy()
    worse[one], worse[other] = worse[other], worse[one]
    assert is_optimal(town, Flow(worse, first.price)) == bool(np.array_equal(worse, first.amount))
    assert not is_optimal(town, Flow(first.amount, first.price + 1))


def test_no_people_and_no_known_capacity_are_no_fault() -> None:
    blocks, walks = town_of({"B1": 0.0, "B2": np.nan}, {("B1", "A"): 1, ("B2", "A"): 1})
    pairs = pairs_of(blocks, pd.Series({"A": UNKNOWN}), walks)
    assert best_assignment(pairs).tolist() == nearest_first(pairs).tolist() == []
    assert capacity_account(blocks, pairs, best_assignment(pairs)).sum() == 0
