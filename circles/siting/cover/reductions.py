"""A covering question made small: people who are settled leave, blocks that are alike merge, idle sites are dropped.

- Blocks that a center reaches which stays open whatever is chosen are *settled*: they count and leave the question.
- Blocks reached by the same sites are one row; their demand is added.
- Candidate `a` is *dominated* by candidate `b` if b reaches every row that a reaches and costs no more (of two that
  are alike the later one is dominated): wherever a is open, b can be instead. A candidate that reaches nobody new is
  dropped too. Where capacity counts none of this holds of sites, because two may be needed for the same people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circles.compiled import compiled

if TYPE_CHECKING:
    from circles.siting.kernel.instance import Flags, Instance, Integers


@dataclass(frozen=True, kw_only=True, eq=False)
class Cover:
    """Rows of alike blocks and the sites (columns) that reach them.

    Attributes
    ----------
    site : ndarray of int64
        (columns,) the site of each column, ascending.
    old : ndarray of bool
        (columns,) True: a center that is open today.
    price : ndarray of int64
        (columns,) cost of opening; 0 for one that is open today, or where nothing costs.
    start, column : ndarray of int64
        Row `r` is reached by ``column[start[r]:start[r + 1]]``, ascending.
    weight : ndarray of int64
        (rows,) demand, positive.
    district : ndarray of int64
        (rows,) -1 where unknown or not asked.
    row_of_block : ndarray of int64
        (blocks,) the row of each block, -1 where it is in none.
    settled : int
        Demand that is covered whatever is chosen.
    """

    site: Integers
    old: Flags
    price: Integers
    start: Integers
    column: Integers
    weight: Integers
    district: Integers
    row_of_block: Integers
    settled: int

    def entries(self) -> tuple[Integers, Integers]:
        """Return row and column of each pair."""
        return np.repeat(np.arange(self.weight.size), np.diff(self.start)), self.column

    def missed(self, open_columns: Flags) -> int:
        """Return the demand of the rows that no open column reaches."""
        row, column = self.entries()
        reached = np.zeros(self.weight.size, np.bool_)
        reached[row[open_columns[column]]] = True
        return int(self.weight[~reached].sum())


def covered_blocks(instance: Instance, is_open: Flags) -> Flags:
    """Return which blocks an open site reaches."""
    reached = np.zeros(instance.block_count, np.bool_)
    reached[instance.pair_block[is_open[instance.pair_site]]] = True
    return reached


def covered_demand(instance: Instance, is_open: Flags) -> int:
    """Return the demand of all blocks that an open site reaches."""
    return int(instance.demand[covered_blocks(instance, is_open)].sum())


def cover_of(
    instance: Instance, stays: Flags, *, by_price: bool, by_district: bool = False, by_capacity: bool = False
) -> Cover:
    """Return the small form of a covering question.

    Parameters
    ----------
    instance : Instance
        Its pairs are those within the limit.
    stays : ndarray of bool
        (sites,) centers that are open whatever is chosen.
    by_price : bool
        Whether what sites cost matters; then ``instance.cost`` is needed.
    by_district : bool
        Whether blocks of different districts must not merge.
    by_capacity : bool
        Whether what a site can serve matters; then no candidate is dominated.
    """
    settled = covered_blocks(instance, stays)
    matters = ~settled[instance.pair_block] & (instance.demand[instance.pair_block] > 0) & ~stays[instance.pair_site]
    district = np.full(instance.block_count, -1, np.int64)
    if by_district and instance.district is not None:
        district = instance.district
    site, start, block, row_of_block = _alike(instance, matters, district)
    weight = np.zeros(block.size, np.int64)
    np.add.at(weight, row_of_block[row_of_block >= 0], instance.demand[row_of_block >= 0])
    price = np.zeros(instance.site_count, np.int64)
    if by_price and instance.cost is not None:
        price = np.where(instance.existing, 0, instance.cost)
    reaching = np.bincount(site, minlength=instance.site_count) > 0
    useful = instance.existing | (reaching if by_capacity else ~_dominated_sites(start, site, instance.existing, price))
    useful &= ~stays
    columns = np.flatnonzero(useful)
    kept = useful[site]
    number = np.cumsum(useful) - 1
    counts = np.add.reduceat(kept, start[:-1], dtype=np.int64) if start.size > 1 else np.zeros(0, np.int64)
    return Cover(
        site=columns,
        old=instance.existing[columns],
        price=price[columns],
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        column=number[site[kept]].astype(np.int64),
        weight=weight,
        district=district[block],
        row_of_block=row_of_block,
        settled=int(instance.demand[settled].sum()),
    )


def _alike(instance: Instance, matters: Flags, district: Integers) -> tuple[Integers, Integers, Integers, Integers]:
    """Return the rows of alike blocks: their sites, where each row's begin, its first block; and each block's row."""
    pair = np.flatnonzero(matters)
    pair = pair[np.argsort(instance.pair_block[pair], kind="stable")]
    site = instance.pair_site[pair]
    block, start, count = np.unique(instance.pair_block[pair], return_index=True, return_counts=True)
    row_of_block = np.full(instance.block_count, -1, np.int64)
    if not block.size:
        return site, np.zeros(1, np.int64), block, row_of_block
    first = _first_alike(site, start, count, district[block])
    is_row = first == np.arange(block.size)
    row_of_block[block] = (np.cumsum(is_row) - 1)[first]
    row_start = np.concatenate([[0], np.cumsum(count[is_row])]).astype(np.int64)
    return site[np.repeat(is_row, count)], row_start, block[is_row], row_of_block


def _first_alike(site: Integers, start: Integers, count: Integers, district: Integers) -> Integers:
    """Return for each row the first one with the same sites and district.

    Rows are told apart by a sum of random numbers, and those that look alike are then compared in full.
    """
    random = np.random.default_rng(0)
    mark = random.integers(2**63, size=int(site.max()) + 1, dtype=np.uint64)
    marks_of_districts = random.integers(2**63, size=int(district.max()) + 2, dtype=np.uint64)
    key = np.add.reduceat(mark[site], start) + marks_of_districts[district + 1]
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    twin = first[group]
    alike = (count == count[twin]) & (district == district[twin])
    twin = np.where(alike, twin, np.arange(start.size))
    same_site = site == site[np.repeat(start[twin] - start, count) + np.arange(site.size)]
    alike = np.logical_and.reduceat(same_site, start)
    return np.where(alike, twin, np.arange(start.size))


def _dominated_sites(start: Integers, site: Integers, existing: Flags, price: Integers) -> Flags:
    """Return which candidates are not needed, because they reach nobody or another one does as well."""
    by_site = np.argsort(site, kind="stable")
    row = np.repeat(np.arange(start.size - 1), np.diff(start))[by_site]
    site_start = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=existing.size))]).astype(np.int64)
    return _dominated(start, site, site_start, row, existing, price)


@compiled
def _holds(larger: Integers, smaller: Integers) -> bool:
    """Tell whether an ascending list holds all of another."""
    at = 0
    for wanted in smaller:
        while at < larger.size and larger[at] < wanted:
            at += 1
        if at == larger.size or larger[at] != wanted:
            return False
    return True


@compiled
def _dominated(
    start: Integers, site: Integers, site_start: Integers, row: Integers, existing: Flags, price: Integers
) -> Flags:
    """Return which candidates reach nobody, or are dominated by another candidate."""
    found = np.zeros(existing.size, np.bool_)
    for here in range(existing.size):
        low, high = site_start[here], site_start[here + 1]
        if low == high:
            found[here] = True
            continue
        rarest = row[low]
        for pair in range(low, high):
            if start[row[pair] + 1] - start[row[pair]] < start[rarest + 1] - start[rarest]:
                rarest = row[pair]
        for pair in range(start[rarest], start[rarest + 1]):
            other = site[pair]
            if other == here or existing[other] or price[other] > price[here]:
                continue
            size = site_start[other + 1] - site_start[other]
            twin = size == high - low and price[other] == price[here]
            if size < high - low or (twin and other > here):
                continue
            if _holds(row[site_start[other] : site_start[other + 1]], row[low:high]):
                found[here] = True
                break
    return found


def narrowed(cover: Cover, opened: Flags, closed: Flags) -> Cover:
    """Return what is left of a question once some columns are known to be open and others not to be."""
    free = ~(opened | closed)
    row, column = cover.entries()
    reached = np.zeros(cover.weight.size, np.bool_)
    reached[row[opened[column]]] = True
    kept = free[column] & ~reached[row]
    counts = np.bincount(row[kept], minlength=cover.weight.size)
    matters = counts > 0
    number, row_number = np.cumsum(free) - 1, np.where(matters, np.cumsum(matters) - 1, -1)
    return Cover(
        site=cover.site[free],
        old=cover.old[free],
        price=cover.price[free],
        start=np.concatenate([[0], np.cumsum(counts[matters])]).astype(np.int64),
        column=number[column[kept]].astype(np.int64),
        weight=cover.weight[matters],
        district=cover.district[matters],
        row_of_block=np.append(row_number, -1)[cover.row_of_block],
        settled=cover.settled + int(cover.weight[reached].sum()),
    )
