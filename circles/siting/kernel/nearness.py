"""For each block its sites from near to far, and which sites may be open together.

A site that stays open whatever is chosen is in no row: it only lowers the block's `base`, the cost of the block
where none of its sites is open. So a row ends where its sites stop being better than what is there anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.siting.kernel.instance import Flags, Integers

NEW, OLD = 0, 1
"""Groups of sites: those to open, and open ones of which some close."""


class Rows(NamedTuple):
    """What each block pays at each site that is better than its base, ascending.

    Attributes
    ----------
    start : (blocks + 1,)
        Where each block's row starts.
    site : (pairs,)
        The sites of the rows, nearest first; of equal ones the lower index.
    cost : (pairs,)
        What the block pays there, >= 0.
    base : (blocks,)
        What the block pays where none of its sites is open.
    must_reach : (blocks,)
        True where the base is no walk but a penalty: such a block needs one of its sites.
    """

    start: Integers
    site: NDArray[np.int32]
    cost: Integers
    base: Integers
    must_reach: Flags


class Sites(NamedTuple):
    """Which sets of sites may be chosen.

    Attributes
    ----------
    group : (sites,)
        :data:`NEW` or :data:`OLD`.
    price : (sites,)
        What opening costs; 0 in the old group.
    quota : (2,)
        How many of each group may be open at most.
    budget : int
        The prices of the chosen may not exceed it; -1 where there is none.
    """

    group: NDArray[np.int8]
    price: Integers
    quota: Integers
    budget: int


@compiled
def _bucket(
    order: Integers, block: Integers, site: Integers, walk: Integers, place: Integers
) -> tuple[NDArray[np.int32], Integers]:
    """Return site and walk by block, the pairs of each in order; `place`, where rows begin, is moved on."""
    sites = np.empty(order.size, np.int32)
    walks = np.empty(order.size, np.int64)
    for number in range(order.size):
        pair = order[number]
        at = place[block[pair]]
        place[block[pair]] = at + 1
        sites[at] = site[pair]
        walks[at] = walk[pair]
    return sites, walks


def rows_by_walk(block: Integers, site: Integers, walk: Integers, base: Integers, must_reach: Flags) -> Rows:
    """Return the rows of pairs sorted by site; pairs not better than the base are left out."""
    better = walk < base[block]
    if not better.all():
        block, site, walk = block[better], site[better], walk[better]
    start = np.zeros(base.size + 1, np.int64)
    np.cumsum(np.bincount(block, minlength=base.size), out=start[1:])
    sites, walks = _bucket(np.argsort(walk, kind="stable"), block, site, walk, start[:-1].copy())
    return Rows(start, sites, walks, base, must_reach)


@compiled
def nearest_two(rows: Rows, is_open: Flags) -> tuple[NDArray[np.int32], Integers, Integers]:
    """Return each block's nearest open site (-1: its base), its cost, and the cost of the second nearest."""
    blocks = rows.base.size
    site = np.empty(blocks, np.int32)
    first, second = np.empty(blocks, np.int64), np.empty(blocks, np.int64)
    for block in range(blocks):
        site[block] = -1
        first[block] = second[block] = rows.base[block]
        for pair in range(rows.start[block], rows.start[block + 1]):
            if not is_open[rows.site[pair]]:
                continue
            if site[block] < 0:
                site[block] = rows.site[pair]
                first[block] = rows.cost[pair]
            else:
                second[block] = rows.cost[pair]
                break
    return site, first, second


@compiled
def costs(rows: Rows, is_open: Flags) -> Integers:
    """Return what each block pays at its nearest open site."""
    found = np.empty(rows.base.size, np.int64)
    for block in range(found.size):
        found[block] = rows.base[block]
        for pair in range(rows.start[block], rows.start[block + 1]):
            if is_open[rows.site[pair]]:
                found[block] = rows.cost[pair]
                break
    return found


def least_costs(rows: Rows) -> Integers:
    """Return what each block pays at best."""
    least = rows.base.copy()
    some = np.diff(rows.start) > 0
    least[some] = rows.cost[rows.start[:-1][some]]
    return least


def without_sites(rows: Rows, keep: Flags) -> Rows:
    """Return the rows without the sites not kept; the numbers of sites stay."""
    kept = keep[rows.site]
    start = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])[rows.start]
    return Rows(start, rows.site[kept], rows.cost[kept], rows.base, rows.must_reach)
