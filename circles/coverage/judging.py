"""The verdict on each block: inside, outside or not evaluated, and why (docs/method.md, Minutes and verdict)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import integers, tables, walking
from circles.coverage.edge_verdicts import edge_judged
from circles.settlements import not_asked

if TYPE_CHECKING:
    from circles.planning_study import Scenario

Integers = NDArray[np.int64]
Texts = NDArray[np.object_]


def verdicts(
    blocks: gpd.GeoDataFrame,
    attachments: gpd.GeoDataFrame,
    nearest: pd.DataFrame,
    scenario: Scenario,
    *,
    metric_crs: str,
    otherwise: str | None = None,
) -> gpd.GeoDataFrame:
    """Judge each block by its walk alone, never by a drawn shape.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.BLOCKS``.
    attachments, nearest : DataFrame
        ``tables.ATTACHMENTS`` and ``NEAREST``.
    scenario : Scenario
        Speed and limit.
    metric_crs : str
        An equal-area plane, for land.
    otherwise : str, optional
        What blocks are that say neither urban nor rural.

    Returns
    -------
    GeoDataFrame
        ``tables.PLAN_BLOCKS`` but for what :func:`circles.coverage.with_edge` adds, and `dwellings`, `land_m2` (NaN for
        points) and `walk_mm` (-1 without a path), then the
        ``tables.BLOCK_EXTRAS`` that `blocks` has and its own columns, with the index and order of `blocks`. `reason`
        is empty for blocks inside, else ``beyond_limit``, ``no_path``, ``no_street``, ``island``, ``no_gate_in_reach``,
        ``no_geometry``, or why it is not asked (``settlements.NOT_ASKED``): then it has minutes all the same.
    """
    by_block = nearest.set_index("block_id").reindex(blocks["block_id"])
    walk_mm = by_block["walk_mm"].fillna(-1).to_numpy().astype(np.int64)
    own = _own(blocks, attachments)
    reason = _unattached(own, attachments)
    walk_mm = np.where(reason == "", walk_mm, -1)
    reason = np.where(reason == "", not_asked(blocks, scenario.judged, otherwise), reason)
    judged, walked = _judged(walk_mm, reason, scenario), walk_mm >= 0
    land_m2 = blocks.geometry.to_crs(metric_crs).area.to_numpy()
    points = (blocks.geometry.geom_type.isin(["Point", "MultiPoint"]) | blocks.geometry.isna()).to_numpy()
    columns = {
        "block_id": blocks["block_id"],
        "name": blocks["name"],
        "population": blocks["population"],
        "minutes": judged["minutes"],
        "walk_m": np.where(walked, walk_mm / 1000, np.nan),
        "center_id": by_block["center_id"].where(walked, None).to_numpy(object),
        "gate_id": by_block["gate_id"].where(walked, None).to_numpy(object),
        "snap_m": own["snap_m"].to_numpy(),
        "verdict": judged["verdict"],
        "reason": judged["reason"],
        "geometry": blocks.geometry,
        "dwellings": blocks["dwellings"],
        "land_m2": np.where(points, np.nan, integers.to_thousandth(land_m2)),
        "walk_mm": walk_mm,
        **{name: blocks[name] for name in tables.BLOCK_EXTRAS if name in blocks},
        **{name: blocks[name] for name in tables.own_columns(blocks, "blocks")},
    }
    return gpd.GeoDataFrame(columns, index=blocks.index, geometry="geometry", crs=blocks.crs)


def judged_again(blocks: gpd.GeoDataFrame, scenario: Scenario, *, limit_mm: int | None = None) -> gpd.GeoDataFrame:
    """Return the blocks of a plan as another limit or speed judges them: walks stay, minutes and verdicts move.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`verdicts` gave for the same attachments, with ``data_edge.EDGE_FIGURES``.
    scenario : Scenario
        Speed and limit.
    limit_mm : int, optional
        The longest walk inside, where it is not that of the scenario.
    """
    kept = np.where(blocks["verdict"] == tables.NOT_EVALUATED, blocks["reason"], "").astype(object)
    again = blocks.assign(**_judged(blocks["walk_mm"].to_numpy(), kept, scenario, limit_mm))
    return edge_judged(again, scenario, limit_mm=limit_mm)


def _judged(
    walk_mm: Integers, unattached: Texts, scenario: Scenario, limit_mm: int | None = None
) -> dict[str, NDArray[Any]]:
    """Return minutes, verdict and reason of walks (-1 without a path), and of blocks that are not evaluated."""
    evaluated, walked = unattached == "", walk_mm >= 0
    inside = evaluated & walked & (walk_mm <= (scenario.limit_mm if limit_mm is None else limit_mm))
    reasons = np.select([~evaluated, inside, walked], [unattached, "", "beyond_limit"], "no_path")
    return {
        "minutes": np.where(walked, walking.minutes(walk_mm, scenario.speed_m_per_h), np.nan),
        "verdict": np.where(inside, tables.INSIDE, np.where(evaluated, tables.OUTSIDE, tables.NOT_EVALUATED)),
        "reason": reasons.astype(object),
    }


def not_evaluated(blocks: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame) -> pd.Series:
    """Return why each block cannot be evaluated, in the order of `blocks`; an empty text where it can.

    Parameters
    ----------
    blocks, attachments : GeoDataFrame
        ``tables.BLOCKS`` and ``ATTACHMENTS``.
    """
    return pd.Series(_unattached(_own(blocks, attachments), attachments), index=blocks.index, dtype=object)


def _own(blocks: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return attachments[attachments["kind"] == "block"].set_index("point_id").reindex(blocks["block_id"])


def _unattached(own: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame) -> Texts:
    """Return why each block is not evaluated, or an empty text."""
    reason = own["reason"].to_numpy(object).copy()
    attached = own.index.isin(attachments.loc[attachments["piece"] >= 0, "block_id"])
    # Its own row says why it has no spot of its own; a gate or a choice may have one.
    reason[attached] = ""
    reason[~attached & (reason == "at_gates")] = "no_gate_in_reach"
    return reason  # type: ignore[no-any-return]
