"""Which verdicts stand whatever lies beyond the edge of the data (docs/method.md, The edge of the data)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import data_edge, tables, walking
from circles.settlements import are_unasked

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.planning_study import Scenario


def with_edge(blocks: gpd.GeoDataFrame, interval: pd.DataFrame | None, scenario: Scenario) -> gpd.GeoDataFrame:
    """Return judged blocks with the ends of their walks: ``minutes_low``, ``edge`` and ``data_edge.EDGE_FIGURES``.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    interval : DataFrame or None
        ``data_edge.EDGE_INTERVAL`` in the order of the blocks; None where the edge is not known.
    scenario : Scenario
        Speed and limit.
    """
    columns: dict[str, pd.Series] = {
        name: pd.Series(pd.NA, blocks.index, dtype="boolean" if name == "is_settled" else "Int64")
        for name in data_edge.EDGE_FIGURES
    }
    if interval is not None:
        of_blocks = interval.set_axis(blocks.index)
        for name, empty in columns.items():
            kept = of_blocks[name].astype(empty.dtype)
            columns[name] = kept if name == "is_settled" else kept.mask(kept < 0)
    return edge_judged(blocks.assign(**columns), scenario)


def edge_judged(blocks: gpd.GeoDataFrame, scenario: Scenario, *, limit_mm: int | None = None) -> gpd.GeoDataFrame:
    """Return blocks with ``minutes_low`` and ``edge`` as a limit and a speed have them.

    `edge` says that the verdict may be another once the streets beyond the edge are known; it is missing where the edge
    is not known.

    Parameters
    ----------
    blocks : GeoDataFrame
        Judged by the same scenario; without ``data_edge.EDGE_FIGURES`` they are returned as they are.
    scenario : Scenario
        Speed and limit.
    limit_mm : int, optional
        The longest walk inside, where it is not that of the scenario.
    """
    if "is_settled" not in blocks:
        return blocks
    most_mm = scenario.limit_mm if limit_mm is None else limit_mm
    low, high = (blocks[name].astype("Float64").to_numpy(float, na_value=np.nan) for name in data_edge.EDGE_FIGURES[:2])
    # What is not asked stays so, whatever lies beyond.
    settled = blocks["is_settled"].fillna(value=False).to_numpy(np.bool_) | are_unasked(blocks)
    verdict = blocks["verdict"].to_numpy(object)
    certain = np.select(
        [verdict == tables.INSIDE, verdict == tables.OUTSIDE],
        [high <= most_mm, ~(low <= most_mm)],
        default=True,
    )
    edge = pd.Series(~(certain & settled), blocks.index, dtype="boolean").mask(blocks["is_settled"].isna())
    told = blocks.assign(minutes_low=walking.minutes(low, scenario.speed_m_per_h), edge=edge)
    ours = [name for name in (*tables.PLAN_BLOCKS, *tables.BLOCK_FIGURES) if name in told]
    return told[[*ours, *(name for name in told.columns if name not in ours)]]
