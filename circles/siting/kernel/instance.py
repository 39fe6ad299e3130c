"""What a siting question is about: people, places and the walks between them, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Instance:
    """Blocks, sites and the walks between them; make it with :func:`instance_from`.

    Attributes
    ----------
    demand : ndarray of int64
        (blocks,) thousandths of a person, not negative.
    existing : ndarray of bool
        (sites,) True: a center that is open today. The others are candidates. Any order.
    pair_site, pair_block, pair_walk_mm : ndarray of int64
        (pairs,) one walk each, sorted by (site, block). A pair out of bound or without a path is absent.
    cost : ndarray of int64, optional
        (sites,) whole currency units.
    capacity : ndarray of int64, optional
        (sites,) thousandths of a person.
    district : ndarray of int64, optional
        (blocks,) number of the district, -1 where unknown.
    """

    demand: Integers
    existing: Flags
    pair_site: Integers
    pair_block: Integers
    pair_walk_mm: Integers
    cost: Integers | None = None
    capacity: Integers | None = None
    district: Integers | None = None

    @property
    def block_count(self) -> int:
        """How many blocks there are."""
        return int(self.demand.size)

    @property
    def site_count(self) -> int:
        """How many sites there are, existing ones included."""
        return int(self.existing.size)

    @property
    def candidate_count(self) -> int:
        """How many sites are not open today."""
        return self.site_count - int(self.existing.sum())

    @property
    def total_demand(self) -> int:
        """Demand of all blocks, thousandths of a person."""
        return int(self.demand.sum())

    def staying(self, close: int) -> Flags:
        """Return the sites that are open whatever is chosen: the existing ones, none where some of them `close`."""
        return self.existing.copy() if close == 0 else np.zeros(self.site_count, np.bool_)


def with_open(stays: Flags, sites: Integers) -> Flags:
    """Return the open sites: those that stay, and `sites`."""
    is_open = stays.copy()
    is_open[sites] = True
    return is_open


def instance_from(
    demand: Integers,
    existing: Flags,
    pairs: tuple[Integers, Integers, Integers],
    *,
    cost: Integers | None = None,
    capacity: Integers | None = None,
    district: Integers | None = None,
) -> Instance:
    """Return an :class:`Instance` with its pairs sorted and everything checked.

    Parameters
    ----------
    demand, existing, cost, capacity, district
        As in :class:`Instance`.
    pairs : tuple of three ndarray of int64
        (pairs,) site, block and walk in mm, in any order.

    Raises
    ------
    ValueError
        If shapes do not agree, numbers are not whole, a site or block does not exist, a pair stands twice, or a
        demand, walk, cost or capacity is negative: a fault of the caller, not of the person who asks.
    """
    site, block, walk_mm = (_whole(name, array) for name, array in zip(("site", "block", "walk"), pairs, strict=True))
    demand, is_existing = _whole("demand", demand), np.asarray(existing, dtype=np.bool_)
    blocks, sites = demand.size, is_existing.size
    if not site.size == block.size == walk_mm.size:
        raise ValueError("pairs need a site, a block and a walk each")
    _inside("site", site, sites)
    _inside("block", block, blocks)
    _not_negative("demand", demand)
    _not_negative("walk", walk_mm)
    order = np.lexsort((block, site))
    site, block, walk_mm = site[order], block[order], walk_mm[order]
    if np.any((np.diff(site) == 0) & (np.diff(block) == 0)):
        raise ValueError("a pair stands twice")
    return Instance(
        demand=demand,
        existing=is_existing,
        pair_site=site,
        pair_block=block,
        pair_walk_mm=walk_mm,
        cost=_column("cost", cost, sites),
        capacity=_column("capacity", capacity, sites),
        district=_column("district", district, blocks, least=-1),
    )


def _column(name: str, array: Integers | None, size: int, *, least: int = 0) -> Integers | None:
    if array is None:
        return None
    column = _whole(name, array)
    if column.size != size:
        raise ValueError(f"{name} has {column.size} rows, not {size}")
    _not_negative(name, column - least)
    return column


def _whole(name: str, array: Integers) -> Integers:
    if np.ndim(array) != 1 or not (np.size(array) == 0 or np.issubdtype(np.asarray(array).dtype, np.integer)):
        raise ValueError(f"{name} must be one column of whole numbers")
    return np.asarray(array, dtype=np.int64)


def _inside(name: str, number: Integers, size: int) -> None:
    if number.size and not 0 <= number.min() <= number.max() < size:
        raise ValueError(f"a pair names a {name} that does not exist")


def _not_negative(name: str, column: Integers) -> None:
    if column.size and column.min() < 0:
        raise ValueError(f"{name} must not be negative")
