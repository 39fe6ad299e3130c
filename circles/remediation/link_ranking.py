"""Which links are told: those that together bring most people inside; of several that do the same at one place one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]


def ranked_links(
    lines: NDArray[np.object_],
    pairs: tuple[Integers, Integers],
    people: Integers,
    link_mm: Integers,
    *,
    apart_m: float,
    most: int,
) -> Integers:
    """Return the rows of the links that are told, the first that with most people, then most blocks, then the shortest.

    A link is passed over where one before it, no further than `apart_m`, brings all of its blocks inside.

    Parameters
    ----------
    lines : ndarray of LineString
        In a metric plane.
    pairs : tuple of ndarray of int64
        (link, block) of blocks that come inside.
    people : ndarray of int64
        Of each block, in thousandths.
    link_mm : ndarray of int64
        Lengths.
    apart_m : float
        How near a link must be to stand for another.
    most : int
        How many are wanted.
    """
    link, block = pairs
    gained = np.bincount(link, minlength=len(lines))
    thousandths = np.zeros(len(lines), np.int64)
    np.add.at(thousandths, link, people[block])
    order = np.lexsort((np.arange(len(lines)), link_mm, -gained, -thousandths))
    order = order[gained[order] > 0]
    of = _blocks_of(pairs, order)
    tree = shapely.STRtree(lines[order])
    told: list[int] = []
    places: dict[int, frozenset[int]] = {}
    for place, row in enumerate(order.tolist()):
        if len(told) == most:
            break
        near = tree.query(lines[row], predicate="dwithin", distance=apart_m).tolist()
        if not any(of[row] <= places[other] for other in near if other in places):
            told.append(row)
            places[place] = of[row]
    return np.array(told, np.int64)


def spread_links(ranked: Integers, pairs: tuple[Integers, Integers], people: Integers, *, most: int) -> Integers:
    """Return so many of ranked links as are wanted, in their order: those that together bring most people inside.

    One after another is taken, each time the one that adds most people to those whom the links taken bring inside, then
    most blocks, then the first by rank. So of two ways to the same people the second waits until all others are taken.

    Parameters
    ----------
    ranked : ndarray of int64
        What :func:`ranked_links` gave.
    pairs, people
        As for :func:`ranked_links`.
    most : int
        How many are wanted.
    """
    of, left = _blocks_of(pairs, ranked), ranked.tolist()
    reached: set[int] = set()
    taken: list[int] = []
    while left and len(taken) < most:
        adds = [of[row] - reached for row in left]
        best = max(range(len(left)), key=lambda at: (sum(people[list(adds[at])].tolist()), len(adds[at]), -at))
        reached |= adds[best]
        taken.append(left.pop(best))
    chosen: Integers = ranked[np.isin(ranked, taken)]
    return chosen


def _blocks_of(pairs: tuple[Integers, Integers], rows: Integers) -> dict[int, frozenset[int]]:
    """Return the blocks of each of some links."""
    link, block = pairs
    order = np.argsort(link, kind="stable")
    first, last = (np.searchsorted(link[order], rows, side=side) for side in ("left", "right"))
    ends = zip(rows.tolist(), first.tolist(), last.tolist(), strict=True)
    return {row: frozenset(block[order[begin:end]].tolist()) for row, begin, end in ends}
