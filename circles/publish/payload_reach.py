"""What the page says of how centers share their blocks: how many each alone has within the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles import tables

if TYPE_CHECKING:
    from circles.answers.plan import Plan


def blocks_alone(plan: Plan, center_of: dict[str, int]) -> list[int]:
    """Return for each center how many blocks inside have no other within the limit: those that closing it loses.

    Parameters
    ----------
    plan : Plan
        Whose walks within the limit are counted.
    center_of : dict
        The row of each center.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> sum(blocks_alone(plan, {name: i for i, name in enumerate(plan.centers["center_id"])}))
    278
    """
    inside = plan.blocks.loc[plan.blocks["verdict"] == tables.INSIDE, "block_id"]
    walks = plan.walks[plan.walks["block_id"].isin(inside)].drop_duplicates(["block_id", "center_id"])
    only = walks.drop_duplicates("block_id", keep=False)["center_id"].map(center_of)
    counts: list[int] = np.bincount(only.astype(np.int64), minlength=len(plan.centers)).tolist()
    return counts
