"""Floating catchments: how much of what centers offer reaches each block, shared with all who reach it too.

2SFCA (Luo and Wang 2003), E2SFCA (Luo and Qi 2009) and 3SFCA (Wan, Zou and Sternberg 2012). For researchers: nobody
is assigned, and an index says nothing of a capacity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

METHODS = ("2sfca", "e2sfca", "3sfca")


def catchments(pairs: pd.DataFrame, people: pd.Series, supply: pd.Series, *, selecting: bool) -> pd.DataFrame:
    """Return what reaches each block per head, and what each center has per head of its catchment.

    Parameters
    ----------
    pairs : DataFrame
        block_id, center_id and weight > 0 of every pair in reach.
    people, supply : Series
        Under the ids of blocks and centers; what is not known counts as nothing.
    selecting : bool
        Whether people also choose among the centers in reach, by their share of the weights (3SFCA).

    Returns
    -------
    DataFrame
        Index block_id, column accessibility: the sum over its centers of weight x supply / people who weigh on it.
        Times people it adds up to the supply of the centers that somebody reaches.
    """
    block = pd.Index(people.index).get_indexer(pairs["block_id"])
    center = pd.Index(supply.index).get_indexer(pairs["center_id"])
    weight = pairs["weight"].to_numpy(np.float64)
    if selecting:
        among = np.bincount(block, weight, len(people))
        weight = weight * weight / among[block]
    demand = np.bincount(center, weight * people.fillna(0.0).to_numpy()[block], len(supply))
    offered = supply.fillna(0.0).to_numpy(np.float64)
    ratio = np.divide(offered, demand, out=np.zeros(len(supply)), where=demand > 0)
    return pd.DataFrame({"accessibility": np.bincount(block, weight * ratio[center], len(people))}, index=people.index)


def step_weights(minutes: Floats, steps: tuple[tuple[float, float], ...]) -> Floats:
    """Return the weight of each walk by steps of (minutes up to and with, weight); 0 beyond the last."""
    ends, weights = (np.array(column, np.float64) for column in zip(*steps, strict=True))
    found: Floats = np.r_[weights, 0.0][np.searchsorted(ends, minutes, side="left")]
    return found
