"""Which sites a question of distances leaves to choose, and what each block walks meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.kernel.instance import with_open
from circles.siting.kernel.interchange import filled
from circles.siting.kernel.nearness import NEW, OLD, Rows, Sites, costs, nearest_two, rows_by_walk

if TYPE_CHECKING:
    from circles.siting.kernel.instance import Flags, Instance, Integers


@dataclass(frozen=True, kw_only=True, eq=False)
class DistanceChoice:
    """A question of distances without what is settled: blocks with demand, sites that are free.

    Attributes
    ----------
    block : ndarray of int64
        The instance's block of each row.
    demand : ndarray of int64
        (rows,) positive.
    site : ndarray of int64
        The instance's site of each free one.
    stays : ndarray of bool
        (sites of the instance,) open whatever is chosen.
    sites : Sites
        Groups, prices, quota and budget of the free ones.
    walks : Rows
        The walks in mm; where no site stays open the base is one more than the longest walk.
    partial : ndarray of bool
        (rows,) True: some free sites cannot be reached from the block, and none that stays.
    """

    block: Integers
    demand: Integers
    site: Integers
    stays: Flags
    sites: Sites
    walks: Rows
    partial: Flags

    def is_open(self, chosen: Flags) -> Flags:
        """Return the instance's open sites where `chosen` of the free ones are.

        Places left empty are filled where somebody gains by it; new sites that are nobody's nearest are left out.
        """
        full = filled(self.walks, self.sites, chosen)
        nearest = nearest_two(self.walks, full)[0]
        used = self.sites.group == OLD
        used[nearest[nearest >= 0]] = True
        return with_open(self.stays, self.site[full & used])

    def unreached(self, chosen: Flags) -> Integers:
        """Return the instance's blocks that reach none of the chosen sites and none that stays."""
        left: Integers = self.block[self.walks.must_reach & (costs(self.walks, chosen) >= self.walks.base)]
        return left

    def without_site(self) -> Integers:
        """Return the instance's blocks that no site reaches; all those without a center where none may be open."""
        none = np.diff(self.walks.start) == 0
        alone: Integers = self.block[self.walks.must_reach & (none | (self.sites.quota.sum() == 0))]
        return alone


def distance_choice(instance: Instance, *, new: int, close: int, budget: int | None) -> DistanceChoice:
    """Return the choice that a question leaves."""
    stays = instance.staying(close)
    free = np.flatnonzero(~stays)
    block = np.flatnonzero(instance.demand > 0)
    counts = np.isin(instance.pair_block, block) if block.size < instance.block_count else np.True_
    staying = np.flatnonzero(stays[instance.pair_site] & counts)
    choosing = np.flatnonzero(~stays[instance.pair_site] & counts)
    row, column = np.cumsum(instance.demand > 0) - 1, np.cumsum(~stays) - 1
    longest = int(instance.pair_walk_mm.max(initial=0))
    base = np.full(block.size, longest + 1, np.int64)
    np.minimum.at(base, row[instance.pair_block[staying]], instance.pair_walk_mm[staying])
    left_out = base > longest
    walks = rows_by_walk(
        row[instance.pair_block[choosing]],
        column[instance.pair_site[choosing]],
        instance.pair_walk_mm[choosing],
        base,
        left_out,
    )
    return DistanceChoice(
        block=block,
        demand=instance.demand[block],
        site=free,
        stays=stays,
        sites=_sites(instance, free, new=new, close=close, budget=budget),
        walks=walks,
        partial=left_out & (np.diff(walks.start) < free.size),
    )


def _sites(instance: Instance, free: Integers, *, new: int, close: int, budget: int | None) -> Sites:
    existing = instance.existing[free]
    price = np.zeros(free.size, np.int64)
    if budget is not None and instance.cost is not None:
        price = np.where(existing, 0, instance.cost[free])
    old = int(existing.sum()) - close if close else 0
    return Sites(
        np.where(existing, OLD, NEW).astype(np.int8),
        price,
        np.array([min(new, free.size), old], np.int64),
        -1 if budget is None else int(budget),
    )
