"""How far it is to the centers of the own community, where only another's is within the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles import network
from circles.remedy_tables import OTHER_COMMUNITY
from circles.workflows.tiers_and_communities import own_centers_of_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.workflows.reruns import Base


def walks_to_own_centers(base: Base) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return the walk of each block to the nearest center of its own community, and its id.

    Only of blocks that another community's center alone is near enough to; of others, and where a community has no open
    center, -1 and an empty text. Without a path -1 and the first of its centers.

    Parameters
    ----------
    base : Base
        The plan and its streets.
    """
    plan = base.plan
    walk_mm, center_id = np.full(len(plan.blocks), -1), np.full(len(plan.blocks), "", dtype=object)
    asked = np.flatnonzero((plan.blocks["reason"] == OTHER_COMMUNITY).to_numpy())
    if not asked.size:
        return walk_mm, center_id
    own = own_centers_of_blocks(plan)
    rows_of: dict[tuple[str, ...], list[int]] = {}
    for row in asked.tolist():
        if own[row]:
            rows_of.setdefault(own[row], []).append(row)
    for ids, rows in rows_of.items():
        center_id[rows] = ids[0]
        walked = _nearest(base, ids, rows)
        reached = [(row, *walked[row]) for row in rows if row in walked]
        for row, mm, nearest in reached:
            walk_mm[row], center_id[row] = mm, nearest
    return walk_mm, center_id


def _nearest(base: Base, ids: tuple[str, ...], rows: list[int]) -> dict[int, tuple[int, str]]:
    """Return the walk of some blocks to the nearest of some centers, where there is a path: one search for all."""
    plan = base.plan
    block_ids = plan.blocks["block_id"].iloc[rows]
    spots = plan.attachments
    of_centers = spots["block_id"].isna() & spots["center_id"].isin(ids)
    spots = spots[of_centers | spots["block_id"].isin(block_ids)].reset_index(drop=True)
    centers = plan.centers.loc[plan.centers["center_id"].isin(ids), "center_id"]
    field = network.walk_field(base.walk_network, spots, centers)
    found = network.nearest(base.walk_network, spots, centers, field)
    row_of = dict(zip(block_ids, rows, strict=True))
    told = found[found["walk_mm"] >= 0]
    walks = zip(told["block_id"], told["walk_mm"].tolist(), told["center_id"], strict=True)
    return {row_of[block_id]: (int(mm), str(center)) for block_id, mm, center in walks}
