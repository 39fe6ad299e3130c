"""How many centers people have in reach: one that closes takes from some all that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import integers, tables
from circles.coverage.accounting import BASES

if TYPE_CHECKING:
    import geopandas as gpd

MOST_TOLD = 3
"""Three centers in reach and more are told as one."""


def reach_counts(blocks: gpd.GeoDataFrame, walks: pd.DataFrame, sites: pd.Series) -> pd.DataFrame:
    """Return blocks and people inside by how many centers they have within the limit.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    walks : DataFrame
        ``tables.WALKS`` within the limit.
    sites : Series of str
        Under the id of each center, the site it is part of: plates of one site are one center.

    Returns
    -------
    DataFrame
        Index `centers`, 1 to :data:`MOST_TOLD` and more; columns blocks and people. Both add up to what is inside.
    """
    site = sites.reindex(walks["center_id"]).to_numpy(object)
    found = pd.DataFrame({"block_id": walks["block_id"].to_numpy(object), "site": site}).drop_duplicates()
    counts = found.groupby("block_id").size()
    inside = blocks[(blocks["verdict"] == tables.INSIDE).to_numpy()]
    within = np.minimum(counts.reindex(inside["block_id"]).fillna(0).to_numpy(np.int64), MOST_TOLD)
    people = np.zeros(MOST_TOLD + 1, np.int64)
    np.add.at(people, within, integers.thousandths(inside[BASES["people"]]))
    told = {"blocks": np.bincount(within, minlength=MOST_TOLD + 1), "people": people / 1000}
    return pd.DataFrame(told).iloc[1:].rename_axis("centers")
