"""How walks go on: by which piece, and to which row, each row's walk to its nearest center leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from circles.network.search import FAR

if TYPE_CHECKING:
    from circles.network.roads import Roads

Integers = NDArray[np.int64]


def onward(
    roads: Roads, walk_mm: Integers, rank: Integers, roots: tuple[Integers, Integers, Integers]
) -> tuple[Integers, Integers]:
    """Return the piece by which each row's walk goes on, and the row it leads to: both -1 where it goes on nowhere.

    Of several the lowest piece is told, then the lowest row. What has no length, a gate among it, is told where nothing
    else is, and leads only to a row whose own walk is told: never in a ring.

    Parameters
    ----------
    roads : Roads
        What was searched.
    walk_mm, rank : ndarray of int64
        The walk of each row and the rank of its center, FAR and -1 without one.
    roots : tuple of ndarray of int64
        Rows at the ends of the centers' pieces, the walks there and the centers' ranks: such a walk goes on nowhere.
    """
    row, root_mm, root_rank = roots
    piece, to = np.full(walk_mm.size, -1), np.full(walk_mm.size, -1)
    told = walk_mm >= FAR
    told[row[(walk_mm[row] == root_mm) & (rank[row] == root_rank)]] = True
    here = np.repeat(np.arange(walk_mm.size), np.diff(roads.offset))
    there = roads.node
    leads = (rank[here] >= 0) & (rank[here] == rank[there]) & (walk_mm[here] + roads.mm == walk_mm[there])
    leads &= ~told[there]
    steps = np.flatnonzero(leads & (roads.mm > 0))
    told[_told(steps, roads, here, piece, to)] = True
    still = np.flatnonzero(leads & (roads.mm == 0))
    while (steps := still[told[here[still]] & ~told[there[still]]]).size:
        told[_told(steps, roads, here, piece, to)] = True
    return piece, to


def _told(steps: Integers, roads: Roads, here: Integers, piece: Integers, to: Integers) -> Integers:
    """Write by which of some steps each row goes on, and return these rows."""
    order = np.lexsort((here[steps], roads.piece[steps], roads.node[steps]))
    steps = steps[order]
    of = roads.node[steps]
    first = steps[np.r_[True, np.diff(of) != 0]] if steps.size else steps
    rows: Integers = roads.node[first]
    piece[rows], to[rows] = roads.piece[first], here[first]
    return rows
