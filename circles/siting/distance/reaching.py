"""Can an allowed set of sites reach every block within a radius? A set, or the proof that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.kernel.branching import least_total
from circles.siting.kernel.dominance import undominated
from circles.siting.kernel.interchange import good_start
from circles.siting.kernel.nearness import Rows, Sites, rows_by_walk

if TYPE_CHECKING:
    from circles.siting.kernel.instance import Flags, Integers
    from circles.siting.kernel.patience import Patience

_RESTARTS = 3
_STEPS_OF_A_PAIR = 8
"""What a pair within the radius takes to be looked at for what is needless."""


@dataclass(frozen=True, eq=False)
class Reach:
    """Whether every block can be reached.

    Attributes
    ----------
    possible : bool or None
        None where the search ended before the proof.
    open : ndarray of bool
        (sites,) the set that reaches all, or the one found that leaves few out.
    """

    possible: bool | None
    open: Flags


def reaching_set(
    walks: Rows, sites: Sites, *, radius_mm: int, seed: int, patience: Patience, most_nodes: int = 2**62
) -> Reach:
    """Return whether an allowed set reaches every block within `radius_mm`, and that set.

    Parameters
    ----------
    walks : Rows
        Walks in mm.
    sites : Sites
        Which sets are allowed.
    radius_mm : int
        A walk up to it reaches.
    seed : int
        Of the restarts.
    patience : Patience
        When to end before the proof.
    most_nodes : int
        After how many nodes to end before the proof.
    """
    block, site = within(walks, radius_mm)
    left = walks.base > radius_mm
    number = np.cumsum(left) - 1
    rows = _reach_rows(number[block[left[block]]], site[left[block]], int(left.sum()))
    nothing = np.zeros(sites.group.size, np.bool_)
    if np.any(np.diff(rows.start) == 0):
        return Reach(possible=False, open=nothing)
    patience.take(walks.cost.size + _STEPS_OF_A_PAIR * rows.site.size)
    rows, small_sites, columns = _reduced(rows, sites)
    start = good_start(rows, small_sites, restarts=_RESTARTS, seed=seed, patience=patience)
    found = least_total(rows, small_sites, start=start, ceiling=1, patience=patience, most_nodes=most_nodes)
    chosen = nothing.copy()
    chosen[columns[start if found.open is None else found.open]] = True
    if found.open is not None:
        return Reach(possible=True, open=chosen)
    return Reach(possible=False if found.bound >= 1 else None, open=chosen)


def within(walks: Rows, radius_mm: int) -> tuple[Integers, Integers]:
    """Return (block, site) of the pairs no further apart than the radius."""
    near = np.flatnonzero(walks.cost <= radius_mm)
    return np.searchsorted(walks.start, near, side="right") - 1, walks.site[near].astype(np.int64)


def _reach_rows(block: Integers, site: Integers, blocks: int) -> Rows:
    """Return rows in which a block pays 1 until it is reached."""
    ones = np.ones(blocks, np.int64)
    return rows_by_walk(block, site, np.zeros(block.size, np.int64), ones, ones.astype(np.bool_))


def _reduced(rows: Rows, sites: Sites) -> tuple[Rows, Sites, Integers]:
    """Return the rows of the blocks and sites that are needed, and which sites those are."""
    blocks, columns = undominated(rows, sites)
    block = np.repeat(np.arange(rows.base.size), np.diff(rows.start))
    kept = blocks[block] & columns[rows.site]
    new_block, new_site = np.cumsum(blocks) - 1, np.cumsum(columns) - 1
    small = _reach_rows(new_block[block[kept]], new_site[rows.site[kept]], int(blocks.sum()))
    return small, sites._replace(group=sites.group[columns], price=sites.price[columns]), np.flatnonzero(columns)
