"""The first, second and third nearest center of each block, whatever their walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import network, tables, walking
from circles.answers.plan import Plan
from circles.errors import Finding, InputError, expect
from circles.network.search import UNBOUNDED_MM
from circles.workflows.streets_attached import network_of

if TYPE_CHECKING:
    import geopandas as gpd

Integers = NDArray[np.int64]

MOST_RANKS = 100

_WIDER = 2
_ROUNDS = 4


def centers_in_reach(plan: Plan, *, k: int = 3, walk_network: network.WalkNetwork | None = None) -> pd.DataFrame:
    """Return the minutes to the nearest, second nearest ... open center of each block, and how many are in reach.

    All walks are whole lengths, found as for the plan, beyond the limit too. The bound of the search rises until each
    block has `k` centers within it: then no other can be nearer. Once few blocks are left, walks are searched from
    these, and at last without a bound, so that what is missing has no path.

    Parameters
    ----------
    plan : Plan
        The answer whose blocks and centers are asked of.
    k : int
        How many centers, from 1 to 100.
    walk_network : WalkNetwork, optional
        :func:`circles.network_of` the plan's study, where it was built before.

    Returns
    -------
    DataFrame
        Under the labels of the blocks: block_id, `within`, the open centers within the limit (0 where none, missing
        where the block is not evaluated), then minutes_1, center_1 ... minutes_k, center_k, missing where there is no
        path to so many. The first are those of the plan; ties go to the lower center_id.

    Raises
    ------
    InputError
        If `k` is out of bounds.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> found = circles.centers_in_reach(plan, k=2)
    >>> found[["minutes_1", "minutes_2"]].max().round(1).tolist()
    [26.7, 33.9]
    """
    expect("plan", plan, Plan)
    expect("k", k, int)
    expect("walk_network", walk_network, network.WalkNetwork, None)
    if not 1 <= k <= MOST_RANKS:
        details = {"low": "1", "high": str(MOST_RANKS)}
        raise InputError(Finding(code="bad_setting", argument="k", value=str(k), details=details))
    walk_network = network_of(plan.study) if walk_network is None else walk_network
    blocks, evaluated = plan.blocks, (plan.blocks["verdict"] != tables.NOT_EVALUATED).to_numpy()
    opened = plan.centers.loc[(plan.centers["status"] == "open") & plan.centers["attached"], "center_id"]
    center_ids = pd.Series(sorted(opened.astype(str)), dtype=object)
    ids = blocks["block_id"].reset_index(drop=True)
    center, walk_mm = _ranked(walk_network, plan.attachments, center_ids, ids, evaluated, k, plan.scenario.limit_mm)
    counted = plan.walks.drop_duplicates(["block_id", "center_id"]).groupby("block_id").size()
    within = counted.reindex(ids).fillna(0).to_numpy()
    known = pd.Series(within, dtype="Int64").mask(~evaluated)
    columns: dict[str, object] = {"block_id": ids.to_numpy(object), "within": known.array}
    names = np.r_[center_ids.to_numpy(object), np.array([None], dtype=object)]
    for rank in range(k):
        minutes = walking.minutes(walk_mm[:, rank], plan.scenario.speed_m_per_h)
        columns[f"minutes_{rank + 1}"] = np.where(center[:, rank] < 0, np.nan, minutes)
        columns[f"center_{rank + 1}"] = names[center[:, rank]]
    return pd.DataFrame(columns, index=blocks.index)


def _ranked(
    walk_network: network.WalkNetwork,
    attachments: gpd.GeoDataFrame,
    center_ids: pd.Series,
    block_ids: pd.Series,
    asked: NDArray[np.bool_],
    k: int,
    limit_mm: int,
) -> tuple[Integers, Integers]:
    """Return the `k` nearest centers of each block and the walks there, -1 where there are fewer."""
    center = np.full((len(block_ids), k), -1, np.int64)
    walk_mm = np.full((len(block_ids), k), -1, np.int64)
    left = np.flatnonzero(asked)
    needed = min(k, len(center_ids))
    bounds = [limit_mm * _WIDER**power for power in range(_ROUNDS)]
    for bound_mm in (*bounds, UNBOUNDED_MM):
        if not left.size or not needed:
            break
        block, to, mm = _pairs(walk_network, attachments, center_ids, block_ids.iloc[left], bound_mm)
        order = np.lexsort((to, mm, block))
        block, to, mm = block[order], to[order], mm[order]
        rank = np.arange(block.size) - np.searchsorted(block, block)
        kept = rank < k
        center[left[block[kept]], rank[kept]] = to[kept]
        walk_mm[left[block[kept]], rank[kept]] = mm[kept]
        left = left[np.bincount(block, minlength=left.size) < needed]
    return center, walk_mm


def _pairs(
    walk_network: network.WalkNetwork,
    attachments: gpd.GeoDataFrame,
    center_ids: pd.Series,
    block_ids: pd.Series,
    bound_mm: int,
) -> tuple[Integers, Integers, Integers]:
    """Return (block, center, walk_mm) of the pairs in the bound, searched from the side that has fewer points."""
    block, center = attachments["block_id"], attachments["center_id"]
    there = (block.isna() | block.isin(block_ids)) & (center.isna() | center.isin(center_ids))
    attachments = attachments[there].reset_index(drop=True)
    if len(block_ids) < len(center_ids):
        turned = attachments.assign(block_id=attachments["center_id"], center_id=attachments["block_id"])
        return network.walk_pairs(walk_network, turned, center_ids=block_ids, block_ids=center_ids, bound_mm=bound_mm)
    to, of, walk_mm = network.walk_pairs(
        walk_network, attachments, center_ids=center_ids, block_ids=block_ids, bound_mm=bound_mm
    )
    return of, to, walk_mm
