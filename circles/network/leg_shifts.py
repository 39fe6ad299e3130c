"""Legs of blocks as they would be if doors stood nearer or further than is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd


def shifted_legs(attachments: gpd.GeoDataFrame, shift_mm: int) -> gpd.GeoDataFrame:
    """Return attachments with so much more on each leg of a block, and never less than nothing.

    Parameters
    ----------
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``.
    shift_mm : int
        What is added to the legs of blocks and of their gates, in millimetres; those of centers stay.
    """
    if not shift_mm:
        return attachments
    leg_mm = attachments["leg_mm"].to_numpy(np.int64)
    of_block = attachments["block_id"].notna().to_numpy()
    return attachments.assign(leg_mm=np.where(of_block, np.maximum(leg_mm + shift_mm, 0), leg_mm))
