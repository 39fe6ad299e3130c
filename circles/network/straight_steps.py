"""The least way straight across ground of which no street is known: from each place to the best of many.

A straight step is shorter than any street between its ends can be, so what is reached by it is a lower bound
(docs/method.md, The edge of the data).
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from circles import integers
from circles.compiled import compiled
from circles.network.geodesy import metres_per_degree
from circles.network.search import FAR
from circles.rule_numbers import CUT_SLACK_MM, PASSED_BY_PER_MILLE

if TYPE_CHECKING:
    from collections.abc import Sequence

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


def least_by_steps(
    places: Sequence[Integers], targets: Sequence[Integers], onward_mm: Integers, *, per_mille: int
) -> Integers:
    """Return for each place the least of straight step and onward walk, over all targets; FAR without any.

    Parameters
    ----------
    places, targets : (lon, lat) of ndarray of int64
        In 1e-7 degree.
    onward_mm : ndarray of int64
        The walk from each target on; FAR where there is none.
    per_mille : int
        What of a straight line every street is at least long, in thousandths.
    """
    there = np.flatnonzero(onward_mm < FAR)
    there = there[np.lexsort((there, onward_mm[there]))]
    to_kx, to_ky = metres_per_degree(integers.to_degrees(targets[1][there]))
    ahead = _ahead(targets[0][there], targets[1][there], to_kx, to_ky, onward_mm[there], PASSED_BY_PER_MILLE)
    there = there[ahead]
    # In the order of latitude: what lies further off that way than the best walk so far is never looked at.
    order = np.lexsort((there, targets[1][there]))
    there, to_kx, to_ky = there[order], to_kx[ahead][order], to_ky[ahead][order]
    lon, lat, onward = targets[0][there], targets[1][there], onward_mm[there]
    kx, ky = metres_per_degree(integers.to_degrees(places[1]))
    nearest_mm = int(onward.min(initial=FAR))
    return _least(
        places[0], places[1], kx, ky, lon, lat, to_kx, to_ky, onward, nearest_mm, per_mille, CUT_SLACK_MM
    )  # fmt: skip


@compiled
def straight_step_mm(
    lon1: int, lat1: int, kx1: float, ky1: float, lon2: int, lat2: int, kx2: float, ky2: float,
    per_mille: int, slack_mm: int,
) -> np.int64:  # fmt: skip
    """Return the length of a straight step, by the smaller scale of both ends: no longer than the geodesic is."""
    dx = (lon2 - lon1) / 1e7 * min(kx1, kx2)
    dy = (lat2 - lat1) / 1e7 * min(ky1, ky2)
    straight_mm = np.int64(sqrt(dx * dx + dy * dy) * 1000.0)
    return max(straight_mm * per_mille // 1000 - slack_mm, np.int64(0))


@compiled
def _ahead(
    lon: Integers, lat: Integers, kx: Floats, ky: Floats, onward_mm: Integers, per_mille: int
) -> NDArray[np.bool_]:  # fmt: skip
    """Return the targets, in the order of their onward walks, whose walk no other target is straight on the way of.

    Whoever steps to another target can as well step to the one on its way: that is no longer, since a step is less of
    the straight line than is asked here. Of targets along one street the first is left.
    """
    kept = np.zeros(lon.size, np.bool_)
    row = np.empty(lon.size, np.int64)
    count = 0
    for target in range(lon.size):
        kept[target] = True
        for i in range(count):
            other = row[i]
            dx = (lon[target] - lon[other]) / 1e7 * max(kx[target], kx[other])
            dy = (lat[target] - lat[other]) / 1e7 * max(ky[target], ky[other])
            way_mm = np.int64(sqrt(dx * dx + dy * dy) * per_mille) + 1
            if onward_mm[other] + way_mm <= onward_mm[target]:
                kept[target] = False
                break
        if kept[target]:
            row[count] = target
            count += 1
    return kept


@compiled
def _least(
    lon: Integers, lat: Integers, kx: Floats, ky: Floats,
    to_lon: Integers, to_lat: Integers, to_kx: Floats, to_ky: Floats, onward_mm: Integers,
    nearest_mm: int, per_mille: int, slack_mm: int,
) -> Integers:  # fmt: skip
    least = np.full(lon.size, FAR)
    for place in range(lon.size):
        best = FAR
        above = np.searchsorted(to_lat, lat[place])
        for step in (-1, 1):
            target = above - 1 if step < 0 else above
            while 0 <= target < to_lat.size:
                north = straight_step_mm(
                    lon[place], lat[place], kx[place], ky[place],
                    lon[place], to_lat[target], kx[place], to_ky[target], per_mille, slack_mm,
                )  # fmt: skip
                if north + nearest_mm >= best:
                    break
                walk = onward_mm[target] + straight_step_mm(
                    lon[place], lat[place], kx[place], ky[place],
                    to_lon[target], to_lat[target], to_kx[target], to_ky[target], per_mille, slack_mm,
                )  # fmt: skip
                best = min(best, walk)
                target += step
        least[place] = best
    return least
