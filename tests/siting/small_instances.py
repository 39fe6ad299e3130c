"""Seeded small towns for siting questions, and the answers by trying every set of sites."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.kernel.instance import Instance, instance_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]


def small_instance(seed: int) -> Instance:
    """Return a town of up to 14 blocks and 9 sites, with costs, room and districts, some of them at their worst."""
    rng = np.random.default_rng(seed)
    blocks, sites = int(rng.integers(3, 15)), int(rng.integers(3, 10))
    reached = rng.random((sites, blocks)) < rng.choice([0.15, 0.3, 0.6])
    reached[-1, 0] = True
    site, block = np.nonzero(reached)
    whole_people = bool(rng.integers(2))
    demand = rng.integers(0, 2000, blocks) * (1000 if whole_people else 1)
    demand[0] += 1000
    existing = rng.random(sites) < rng.choice([0.0, 0.3])
    existing[-1] = False
    return instance_from(
        demand,
        existing,
        (site, block, rng.integers(0, 1_000_000, site.size)),
        cost=rng.integers(0, 9, sites),
        capacity=rng.integers(0, 1500, sites) * (1000 if whole_people else 1),
        district=rng.integers(-1, 3, blocks),
    )


def choices(instance: Instance, *, new: int, close: int = 0, budget: int | None = None) -> Iterator[Flags]:
    """Yield every allowed set of open sites."""
    fresh, today = np.flatnonzero(~instance.existing), np.flatnonzero(instance.existing)
    for closed in combinations(today, close):
        for count in range(min(new, fresh.size) + 1):
            for opened in combinations(fresh, count):
                chosen = list(opened)
                if budget is not None and instance.cost is not None and instance.cost[chosen].sum() > budget:
                    continue
                is_open = instance.existing.copy()
                is_open[list(closed)] = False
                is_open[chosen] = True
                yield is_open


def covered(instance: Instance, is_open: Flags) -> int:
    reached = {int(block) for site, block in zip(instance.pair_site, instance.pair_block, strict=True) if is_open[site]}
    return sum(int(instance.demand[block]) for block in reached)


def shares(instance: Instance, is_open: Flags) -> list[Fraction]:
    assert instance.district is not None
    found = []
    for district in range(3):
        mine = instance.district == district
        if instance.demand[mine].sum() > 0:
            part = instance_from(
                np.where(mine, instance.demand, 0),
                instance.existing,
                (instance.pair_site, instance.pair_block, instance.pair_walk_mm),
            )
            found.append(Fraction(covered(part, is_open), int(instance.demand[mine].sum())))
    return found


def served(instance: Instance, is_open: Flags) -> int:
    """Return the most that can be served: the least over sets of blocks of what is left out plus the room around."""
    assert instance.capacity is not None
    room_of_blocks = {
        block: frozenset(instance.pair_site[(instance.pair_block == block) & is_open[instance.pair_site]].tolist())
        for block in range(instance.block_count)
    }
    by_sites: dict[frozenset[int], int] = {}
    for block, sites in room_of_blocks.items():
        by_sites[sites] = by_sites.get(sites, 0) + int(instance.demand[block])
    opened = [int(site) for site in np.flatnonzero(is_open)]
    total = sum(by_sites.values())
    least = total
    for count in range(len(opened) + 1):
        for full in combinations(opened, count):
            room = int(instance.capacity[list(full)].sum())
            inside = sum(demand for sites, demand in by_sites.items() if sites <= set(full))
            least = min(least, room + total - inside)
    return least
