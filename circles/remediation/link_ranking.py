"""Which links are told: those that bring most people inside; of several that do the same at one place the shortest."""

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
    by_link = np.argsort(link, kind="stable")
    first = np.searchsorted(link[by_link], np.arange(len(lines) + 1))
    of = {row: frozenset(block[by_link[first[row] : first[row + 1]]].tolist()) for row in order.tolist()}
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
