"""The verdict on each block: inside, outside or not evaluated, and why (docs/method.md, Minutes and verdict)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import integers, tables, walking

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.study import Scenario


def verdicts(
    blocks: gpd.GeoDataFrame,
    attachments: gpd.GeoDataFrame,
    nearest: pd.DataFrame,
    scenario: Scenario,
    *,
    metric_crs: str,
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

    Returns
    -------
    GeoDataFrame
        ``tables.PLAN_BLOCKS`` and `dwellings`, `land_m2` (NaN for points) and `walk_mm` (-1 without a path), then the
        ``tables.BLOCK_EXTRAS`` that `blocks` has, with the index and order of `blocks`. `reason` is empty for blocks
        inside, else ``beyond_limit``, ``no_path``, ``no_street``, ``island``, ``no_gate_in_reach`` or ``no_geometry``.
    """
    by_block = nearest.set_index("block_id").reindex(blocks["block_id"])
    walk_mm = by_block["walk_mm"].fillna(-1).to_numpy().astype(np.int64)
    own = _own(blocks, attachments)
    reason = _unattached(own, attachments)
    walked = (walk_mm >= 0) & (reason == "")
    inside = walked & (walk_mm <= scenario.limit_mm)
    evaluated = reason == ""
    verdict = np.where(inside, tables.INSIDE, np.where(evaluated, tables.OUTSIDE, tables.NOT_EVALUATED))
    reason[evaluated & ~walked] = "no_path"
    reason[walked & ~inside] = "beyond_limit"
    minutes = walking.minutes(walk_mm, scenario.speed_m_per_h)
    land_m2 = blocks.geometry.to_crs(metric_crs).area.to_numpy()
    points = (blocks.geometry.geom_type.isin(["Point", "MultiPoint"]) | blocks.geometry.isna()).to_numpy()
    columns = {
        "block_id": blocks["block_id"],
        "name": blocks["name"],
        "population": blocks["population"],
        "minutes": np.where(walked, minutes, np.nan),
        "walk_m": np.where(walked, walk_mm / 1000, np.nan),
        "center_id": by_block["center_id"].where(walked, None).to_numpy(object),
        "gate_id": by_block["gate_id"].where(walked, None).to_numpy(object),
        "snap_m": own["snap_m"].to_numpy(),
        "verdict": verdict,
        "reason": reason,
        "geometry": blocks.geometry,
        "dwellings": blocks["dwellings"],
        "land_m2": np.where(points, np.nan, integers.to_thousandth(land_m2)),
        "walk_mm": np.where(walked, walk_mm, -1),
        **{name: blocks[name] for name in tables.BLOCK_EXTRAS if name in blocks},
    }
    return blocks[["geometry"]].assign(**columns)[list(columns)]


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


def _unattached(own: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return why each block is not evaluated, or an empty text."""
    reason = own["reason"].to_numpy(object).copy()
    gates = attachments[(attachments["kind"] == "gate") & (attachments["piece"] >= 0)]
    at_gates = reason == "at_gates"
    has_gate = own.index.isin(gates["block_id"])
    reason[at_gates & has_gate] = ""
    reason[at_gates & ~has_gate] = "no_gate_in_reach"
    return reason  # type: ignore[no-any-return]
