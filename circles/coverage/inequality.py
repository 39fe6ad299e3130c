"""How unequal walks are within a district: Gini and the equally distributed equivalent of Kolm and Pollak."""

from __future__ import annotations

from fractions import Fraction
from math import exp, fsum, log
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import integers, tables, walking
from circles.coverage.accounting import counted
from circles.coverage.district_accounts import WHOLE, parts_of

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.planning_study import Scenario

Integers = NDArray[np.int64]


def inequality_of_walks(
    blocks: gpd.GeoDataFrame, scenario: Scenario, *, base: str, levels: tuple[str, ...], aversion: float
) -> pd.DataFrame:
    """Return Gini and Kolm-Pollak EDE of the minutes of the whole, then of each district of `levels`.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    scenario : Scenario
        Whose speed turns walks into minutes.
    base : str
        Of the account: walks are weighed by it.
    levels : tuple of str
        Of ``tables.LEVELS``.
    aversion : float
        Below 0: a walk is a burden.
    """
    weight = integers.thousandths(counted(blocks)[base])
    walk_mm = blocks["walk_mm"].to_numpy(np.int64)
    there = (blocks["verdict"] != tables.NOT_EVALUATED).to_numpy() & (walk_mm >= 0) & (weight > 0)
    walked = blocks[there]
    weight, walk_mm = weight[there], walk_mm[there]
    minutes = walking.minutes(walk_mm, scenario.speed_m_per_h).astype(np.float64)
    # One aversion per minute for all, or districts could not be compared (Logan and others 2021).
    squares = fsum(weight * minutes * minutes)
    per_minute = aversion * fsum(weight * minutes) / squares if squares else 0.0
    rows = []
    for level in (WHOLE, *levels):
        above = () if level == WHOLE else tables.LEVELS[: tables.LEVELS.index(level) + 1]
        part, names = parts_of(walked, above)
        for number, name in enumerate(names.to_dict("records") if above else [{}]):
            own = np.flatnonzero(part == number)
            figures = {
                "weight": int(weight[own].sum()) / 1000,
                "mean_minutes": _mean(minutes[own], weight[own]),
                "gini": gini(walk_mm[own], weight[own]),
                "ede_minutes": kolm_pollak(minutes[own], weight[own], per_minute),
            }
            named = {column: name.get(column, "") for column in tables.LEVELS}
            rows.append({"level": level, **named, **figures})
    return pd.DataFrame(rows)


def gini(walk_mm: Integers, weight: Integers) -> float:
    """Return the Gini coefficient of weighed walks, exact until it is rounded to a float; NaN of nobody.

    Half the mean difference of all pairs over the mean: sum of w_i w_j |x_i - x_j| over 2 W sum of w_i x_i.

    Examples
    --------
    >>> gini(np.array([0, 10]), np.array([1, 1])), gini(np.array([5, 5]), np.array([1, 3]))
    (0.5, 0.0)
    """
    order = np.argsort(walk_mm, kind="stable")
    total, below, pairs, walked = int(weight.sum()), 0, 0, 0
    for mm, each in zip(walk_mm[order].tolist(), weight[order].tolist(), strict=True):
        # Everybody before walks less, everybody behind more.
        pairs += mm * each * (2 * below + each - total)
        below += each
        walked += mm * each
    if not total:
        return float("nan")
    return float(Fraction(pairs, total * walked)) if walked else 0.0


def kolm_pollak(minutes: NDArray[np.float64], weight: Integers, per_minute: float) -> float:
    """Return the walk that would be as bad if everybody had it: ``-ln(mean(exp(-k x))) / k``, k below 0 for a burden.

    Kolm (1976) and Pollak (1971), for burdens as in Sheriff and Maguire (2020).
    """
    if not minutes.size:
        return float("nan")
    if not per_minute:
        return _mean(minutes, weight)
    # From the longest walk on, so that no power is too large.
    longest = float(minutes.max())
    powers = [exp(-per_minute * (each - longest)) for each in minutes.tolist()]
    mean = fsum(w * power for w, power in zip(weight.tolist(), powers, strict=True)) / int(weight.sum())
    return longest - log(mean) / per_minute


def _mean(minutes: NDArray[np.float64], weight: Integers) -> float:
    return fsum(minutes * weight) / int(weight.sum()) if minutes.size else float("nan")
