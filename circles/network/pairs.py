"""Walks between centers and blocks as arrays of numbers, for questions with millions of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles.network.walk_spots import access_spots, center_spots
from circles.network.walk_tables import for_each_center, points_reached

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.network.walk_network import WalkNetwork
    from circles.network.walk_tables import Walked

Integers = NDArray[np.int64]


def walk_pairs(
    network: WalkNetwork,
    attachments: gpd.GeoDataFrame,
    *,
    center_ids: pd.Series,
    block_ids: pd.Series,
    bound_mm: int | Integers,
    threads: int | None = None,
) -> tuple[Integers, Integers, Integers]:
    """Return (center, block, walk_mm) of every pair within `bound_mm`, by the block's best gate.

    The same walks as :func:`circles.network.walks`, without texts: 24 bytes a pair.

    Parameters
    ----------
    network, attachments, threads
        As for :func:`circles.network.walks`.
    center_ids, block_ids : Series of str
        Centers and blocks are numbered by their position here.
    bound_mm : int or ndarray of int64
        The longest walk of interest, one for all or one for each block; ``search.UNBOUNDED_MM`` asks for every path.

    Returns
    -------
    center, block, walk_mm : ndarray of int64
        Ordered by center, then block; a pair beyond the bound or without a path is absent.
    """
    centers, ids = center_spots(attachments, center_ids)
    points = access_spots(attachments)
    position = pd.Series(np.arange(len(center_ids)), index=center_ids.to_numpy(object))
    number = position.reindex(ids).to_numpy(np.int64)
    of_point = attachments["block_id"].to_numpy(object)[points.row]
    block_of = (
        pd.Series(np.arange(len(block_ids)), index=block_ids.to_numpy(object)).reindex(of_point).to_numpy(np.int64)
    )
    bound = np.broadcast_to(np.asarray(bound_mm, np.int64), (len(block_ids),))
    furthest_mm = int(bound.max(initial=0))
    reached = points_reached(network, centers, points, furthest_mm)

    def pairs_of(center: int, walked: Walked) -> tuple[Integers, Integers, Integers]:
        point, walk_mm = reached(center, walked)
        block = block_of[point]
        order = np.lexsort((walk_mm, block))
        block, walk_mm = block[order], walk_mm[order]
        best = walk_mm <= bound[block]
        best[1:] &= block[1:] != block[:-1]
        return np.full(int(best.sum()), number[center]), block[best], walk_mm[best]

    parts = list(for_each_center(network, centers, pairs_of, bound_mm=furthest_mm, threads=threads))
    parts.sort(key=lambda part: int(part[0][0]) if part[0].size else -1)
    center, block, walk_mm = (
        np.concatenate([np.zeros(0, np.int64), *column]) for column in (zip(*parts, strict=True) if parts else [()] * 3)
    )
    return center, block, walk_mm
