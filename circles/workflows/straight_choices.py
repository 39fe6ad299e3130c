"""Whose verdict hangs on a straight way past the nearest street, to a square or to what an edit laid or joined.

A point keeps its spot on streets and may use others within ``max_snap_m`` too (docs/method.md, Squares and Edits), so
that neither squares nor paths lengthen a walk. The straight leg to one that is farther than the point's own spot may
lead through houses or over a slope; where a verdict hangs on it, somebody should look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles import network
from circles.answers.repeats import counted_of
from circles.errors import Finding
from circles.figures import METRES, Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from circles.workflows.walls_priced import Walked

_SHOWN_BLOCKS = 5


def straight_choice_findings(walked: Walked) -> list[Finding]:
    """Return a finding of the blocks that are inside by a choice that is farther away than their own spot on streets.

    The choice is theirs, or that of the center at which their walk ends.

    Parameters
    ----------
    walked : Walked
        A study whose walks are known.
    """
    far = _farther_than_own(walked.attachments)
    if not far.any():
        return []
    limit_mm, nearest = walked.scenario.limit_mm, walked.nearest
    ends = nearest[["access", "arrival"]].to_numpy(np.int64)
    inside = nearest[(nearest["walk_mm"] <= limit_mm) & far[ends].any(axis=1)]
    if inside.empty:
        return []
    kept = walked.attachments[~far].reset_index(drop=True)
    nodes = walked.nodes
    if walked.attachments["center_id"][far].notna().any():
        nodes = network.walk_field(walked.walk_network, kept, walked.open_ids, engine=walked.engine)
    without = network.nearest(walked.walk_network, kept, walked.open_ids, nodes).set_index("block_id")["walk_mm"]
    hang = inside[~(without.reindex(inside["block_id"]).to_numpy(np.float64) <= limit_mm)]
    if hang.empty:
        return []
    legs_mm = np.where(far, walked.attachments["leg_mm"], 0)[hang[["access", "arrival"]].to_numpy(np.int64)]
    return [_told(walked.study.blocks, hang.assign(leg_mm=legs_mm.max(axis=1)))]


def _farther_than_own(attachments: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which rows are choices of a point with a longer leg than that to its own spot.

    A point is a block, a center or a gate; the first of its rows is its own.
    """
    of_point = attachments[["block_id", "center_id", "gate_id"]].fillna("")
    point = of_point.groupby(list(of_point), sort=False).ngroup().to_numpy()
    first = np.flatnonzero(~of_point.duplicated())
    own_mm = attachments["leg_mm"].where(attachments["piece"] >= 0).to_numpy(np.float64)[first[point]]
    farther: NDArray[np.bool_] = (attachments["piece"] >= 0).to_numpy() & (attachments["leg_mm"].to_numpy() > own_mm)
    return farther


def _told(blocks: gpd.GeoDataFrame, hang: pd.DataFrame) -> Finding:
    """Return the finding, those with the longest leg first."""
    row = {name: i for i, name in enumerate(blocks["block_id"].astype(str))}
    rows = np.array([row[name] for name in hang["block_id"].astype(str)])
    names = blocks["name"].fillna("").astype(str).to_numpy(object)[rows]
    in_order = hang.assign(name=np.where(names == "", hang["block_id"], names)).sort_values(
        ["leg_mm", "block_id"], ascending=[False, True], kind="stable"
    )
    shown = [
        phrase("choice.far", name=name, leg=Figure(value=leg_mm / 1000, unit=METRES))
        for name, leg_mm in in_order[["name", "leg_mm"]].head(_SHOWN_BLOCKS).itertuples(index=False, name=None)
    ]
    if len(hang) > _SHOWN_BLOCKS:
        shown.append(phrase("repeats.more", count=Figure(value=len(hang) - _SHOWN_BLOCKS)))
    figures = counted_of(blocks).figures(rows)
    details = {
        "rows": figures["rows"],
        "counted": figures["counted"],
        "shown": joined(shown, phrase("repeats.joint")),
    }
    return Finding(code="inside_by_straight_choice", details=details)
