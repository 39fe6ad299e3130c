"""How far points are from where the streets are cut by the edge of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.network.search import FAR, walk_from_all
from circles.network.walk_spots import access_spots

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.network.walk_network import WalkNetwork


def walks_to_cut_ends(network: WalkNetwork, attachments: gpd.GeoDataFrame, block_ids: pd.Series) -> NDArray[np.int64]:
    """Return the walk of each block to the nearest end of a street that the edge of the data cuts, -1 without one.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``.
    block_ids : Series of str
        The blocks, in the order of the answer.
    """
    cut = np.flatnonzero(network.node_cut)
    none = np.full(len(block_ids), -1)
    if not cut.size:
        return none
    nothing = np.zeros(cut.size, np.int64)
    roads, layers = network.roads, network.layers
    walk_mm, _ = walk_from_all(cut, nothing, nothing, roads.offset, roads.node, roads.mm, roads.bits)
    points = access_spots(attachments)
    by_start = walk_mm[layers.read_start[points.piece]] + points.at_mm
    by_end = walk_mm[layers.read_end[points.piece]] + network.piece_mm[points.piece] - points.at_mm
    least = pd.Series(np.minimum(by_start, by_end) + points.leg_mm).groupby(
        attachments["block_id"].to_numpy(object)[points.row]
    )
    found = least.min().reindex(block_ids.to_numpy(object)).fillna(FAR).to_numpy(np.int64)
    return np.where(found >= FAR, -1, found)
