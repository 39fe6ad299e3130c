"""Rows that belong together by pairs: which hang together, and the numbers of their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_GROUP = 0
"""The number of a row that belongs to no group."""


def groups_of_pairs(one: NDArray[np.int64], other: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return for each of `count` rows a number from 1 of those it hangs together with, 0 where it is in no pair.

    Examples
    --------
    >>> groups_of_pairs(np.array([0, 3]), np.array([3, 4]), 6).tolist()
    [1, 0, 0, 1, 1, 0]
    """
    group = np.arange(count)
    while True:
        least = np.minimum(group[one], group[other])
        lower = group.copy()
        np.minimum.at(lower, group[one], least)
        np.minimum.at(lower, group[other], least)
        lower = lower[lower]
        if (lower == group).all():
            break
        group = lower
    paired = np.zeros(count, dtype=bool)
    paired[one] = paired[other] = True
    return np.where(paired, group + 1, NO_GROUP)


def numbered(group: NDArray[np.int64], weights: NDArray[np.int64], ids: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return groups numbered from 1 by weight, then by rows, then by the lowest id; rows of none stay 0.

    Examples
    --------
    >>> numbered(np.array([9, 0, 5, 5]), np.array([1, 1, 1, 1]), np.array(list("abcd"), object)).tolist()
    [2, 0, 1, 1]
    """
    rows = np.flatnonzero(group != NO_GROUP)
    if not len(rows):
        return np.zeros(len(group), np.int64)
    table = pd.DataFrame({"weight": weights[rows], "id": ids[rows].astype(str)}).groupby(group[rows])
    of_group = pd.DataFrame({"weight": -table["weight"].sum(), "rows": -table.size(), "id": table["id"].min()})
    order = of_group.sort_values(["weight", "rows", "id"], kind="stable").index
    number = pd.Series(np.arange(1, len(order) + 1), index=order)
    found = np.zeros(len(group), np.int64)
    found[rows] = number.reindex(group[rows]).to_numpy()
    return found
