"""Who has room at a center within the walk: the account of capacity, and the assignment behind it.

Most people assigned within limit and capacity; of these assignments the least person-millimetres; ties by block id,
then center id (docs/method.md, Capacity). People are whole thousandths and walks whole millimetres throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import account_tables, integers, tables
from circles.service.earliest import earliest
from circles.service.transport import Integers, Town, is_optimal, least_cost

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

UNKNOWN_COST, OVER_COST = 3, 4
"""What it costs to be left to a center of unknown capacity, and to be left over, in units above any walk."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs within the limit of blocks with people and centers of known capacity, by block id, then center id.

    Attributes
    ----------
    block_ids, center_ids : ndarray of str
        In the order of their ids as text.
    people, capacity : ndarray of int64
        Thousandths of people.
    block, center, walk_mm : ndarray of int64
        A pair each.
    beside : ndarray of bool
        Whether a block is also within the limit of a center whose capacity is not known.
    """

    block_ids: NDArray[np.object_]
    center_ids: NDArray[np.object_]
    people: Integers
    capacity: Integers
    block: Integers
    center: Integers
    walk_mm: Integers
    beside: NDArray[np.bool_]


def pairs_of(blocks: gpd.GeoDataFrame, capacity: pd.Series, walks: pd.DataFrame) -> Pairs:
    """Return who could be assigned where.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    capacity : Series
        People that each open center has room for, under its id; NaN where it is not known.
    walks : DataFrame
        ``tables.WALKS`` within the limit.
    """
    inside = blocks[(blocks["verdict"] == tables.INSIDE).to_numpy() & (integers.thousandths(blocks["population"]) > 0)]
    inside = inside.iloc[np.argsort(inside["block_id"].astype(str).to_numpy(object), kind="stable")]
    known = capacity[capacity.notna()]
    known = known.iloc[np.argsort(known.index.astype(str).to_numpy(dtype=object), kind="stable")]
    block_ids, center_ids = inside["block_id"].to_numpy(object), known.index.to_numpy(object)
    block = pd.Index(block_ids).get_indexer(walks["block_id"].to_numpy(object))
    center = pd.Index(center_ids).get_indexer(walks["center_id"].to_numpy(object))
    beside = np.zeros(block_ids.size, np.bool_)
    beside[block[(center < 0) & (block >= 0)]] = True
    chosen = np.flatnonzero((block >= 0) & (center >= 0))
    chosen = chosen[np.lexsort((center[chosen], block[chosen]))]
    return Pairs(
        block_ids=block_ids,
        center_ids=center_ids,
        people=integers.thousandths(inside["population"]),
        capacity=integers.thousandths(known),
        block=block[chosen].astype(np.int64),
        center=center[chosen].astype(np.int64),
        walk_mm=walks["walk_mm"].to_numpy(np.int64)[chosen],
        beside=beside,
    )


def best_assignment(pairs: Pairs) -> Integers:
    """Return how many thousandths of people go by each pair, proven to be best and chosen by ties.

    Raises
    ------
    ArithmeticError
        If the answer does not prove itself: never, unless this program is wrong.
    """
    town, real = _town(pairs)
    found = least_cost(town)
    chosen = earliest(town, found) if town.supply.size else found
    if not is_optimal(town, chosen):
        raise ArithmeticError
    return chosen.amount[real]


def _town(pairs: Pairs) -> tuple[Town, NDArray[np.bool_]]:
    """Return the pairs with two more centers, for whom no room is found, and which of its pairs are real.

    One takes those who are also within the limit of a center of unknown capacity, the other those who are not: so first
    as few as can be are left out, then as few as can be of them for certain, then walks are shortest. Both cost more
    than any walks that a chain of moves can add.
    """
    centers = pairs.capacity.size
    beyond = (centers + 2) * (int(pairs.walk_mm.max(initial=0)) + 1)
    every = np.arange(pairs.people.size)
    block = np.r_[pairs.block, every]
    center = np.r_[pairs.center, np.where(pairs.beside, centers, centers + 1)]
    left_cost = np.where(pairs.beside, UNKNOWN_COST * beyond, OVER_COST * beyond)
    cost = np.r_[pairs.walk_mm, left_cost].astype(np.int64)
    order = np.lexsort((center, block))
    everybody = int(pairs.people.sum()) + 1
    town = Town(
        supply=pairs.people,
        capacity=np.r_[np.minimum(pairs.capacity, everybody), everybody, everybody].astype(np.int64),
        offset=np.searchsorted(block[order], np.arange(pairs.people.size + 1)).astype(np.int64),
        center=center[order].astype(np.int64),
        cost=cost[order],
    )
    return town, order < pairs.block.size


def nearest_first(pairs: Pairs) -> Integers:
    """Return the assignment where everybody goes to the nearest center with room, those who are nearer first.

    Ties by block id, then center id. A comparison: it can leave people without room whom another assignment serves.
    """
    people, room = pairs.people.tolist(), pairs.capacity.tolist()
    amount = np.zeros(pairs.block.size, np.int64)
    order = np.lexsort((pairs.center, pairs.block, pairs.walk_mm))
    for k, b, c in zip(order.tolist(), pairs.block[order].tolist(), pairs.center[order].tolist(), strict=True):
        if people[b] and room[c]:
            amount[k] = moved = min(people[b], room[c])
            people[b] -= moved
            room[c] -= moved
    return amount


def assignments(pairs: Pairs, amount: Integers) -> pd.DataFrame:
    """Return ``account_tables.ASSIGNMENTS`` of an assignment, by block id, then center id."""
    there = amount > 0
    return pd.DataFrame(
        {
            "block_id": pairs.block_ids[pairs.block[there]],
            "center_id": pairs.center_ids[pairs.center[there]],
            "people": amount[there] / 1000,
            "walk_mm": pairs.walk_mm[there],
        }
    )


def capacity_account(blocks: gpd.GeoDataFrame, pairs: Pairs, amount: Integers) -> pd.Series:
    """Return the people of each of ``account_tables.CAPACITY_LINES``, which add up to all people that are known."""
    left = pairs.people.copy()
    np.subtract.at(left, pairs.block, amount)
    people = integers.thousandths(blocks["population"])
    lines = {
        "served": int(amount.sum()),
        "over_capacity": int(left[~pairs.beside].sum()),
        "capacity_unknown": int(left[pairs.beside].sum()),
        "outside": int(people[(blocks["verdict"] == tables.OUTSIDE).to_numpy()].sum()),
        "not_evaluated": int(people[(blocks["verdict"] == tables.NOT_EVALUATED).to_numpy()].sum()),
    }
    return pd.Series(
        [lines[name] / 1000 for name in account_tables.CAPACITY_LINES], index=list(account_tables.CAPACITY_LINES)
    )


def center_loads(pairs: Pairs, amount: Integers) -> pd.Series:
    """Return the people assigned to each center of known capacity, under its id."""
    load = np.zeros(pairs.capacity.size, np.int64)
    np.add.at(load, pairs.center, amount)
    return pd.Series(load / 1000, index=pairs.center_ids)
