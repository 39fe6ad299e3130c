"""Between which ends the walk of a block lies, whatever there is beyond the edge of the data.

The lower end may leave the known streets at every cut end and go on straight; the upper end takes only what the whole
of the streets must have too (docs/method.md, The edge of the data).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.attachment_doubts import DOUBTFUL, SURE, attachment_doubts, paths_in_doubt, touched_compounds
from circles.network.cut_ends import cut_ends, known_ground, straight_per_mille
from circles.network.leg_shifts import shifted_legs
from circles.network.search import FAR
from circles.network.straight_steps import least_by_steps
from circles.network.walk_tables import nearest, walk_field
from circles.rule_numbers import CUT_SLACK_MM

if TYPE_CHECKING:
    from circles.data_edge import DataEdge
    from circles.network.attachment_doubts import AttachmentDoubts
    from circles.network.cut_ends import CutEnds
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]

_CUT_END = "\x1ccut end "
"""What the ids of cut ends begin with where they stand among blocks and centers: nothing that is read holds it."""


@dataclass(frozen=True, eq=False)
class _Search:
    """What every search of one interval has in common."""

    network: WalkNetwork
    open_ids: pd.Series
    block_ids: pd.Series
    engine: str
    leg_shift_mm: int

    def walks_mm(self, attachments: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame, ids: pd.Series) -> pd.Series:
        """Return the walk of each block of a table of attachments, by block_id; blocks without a path are missing."""
        found: pd.Series = nearest(self.network, attachments, ids, nodes).set_index("block_id")["walk_mm"]
        return found

    def shifted(self, attachments: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return shifted_legs(attachments, self.leg_shift_mm)

    def nodes(self, attachments: gpd.GeoDataFrame, ids: pd.Series) -> gpd.GeoDataFrame:
        return walk_field(self.network, attachments, ids, engine=self.engine)


def edge_interval(
    network: WalkNetwork,
    attachments: gpd.GeoDataFrame,
    open_ids: pd.Series,
    nodes: gpd.GeoDataFrame,
    blocks: gpd.GeoDataFrame,
    *,
    edge: DataEdge,
    max_snap_m: float,
    metric_crs: str,
    compounds: gpd.GeoDataFrame | None = None,
    engine: str = "compiled",
    leg_shift_mm: int = 0,
) -> pd.DataFrame:
    """Return ``data_edge.EDGE_INTERVAL``: between which ends the walk of each block lies, in the order of `blocks`.

    Parameters
    ----------
    network, attachments, open_ids, engine
        As for :func:`circles.network.walk_field`.
    nodes : GeoDataFrame
        What :func:`circles.network.walk_field` gave.
    blocks : GeoDataFrame
        ``tables.BLOCKS``.
    edge : DataEdge
        Within it every street is known.
    max_snap_m : float
        The furthest a street may be.
    metric_crs : str
        The study's plane.
    compounds : GeoDataFrame, optional
        ``tables.COMPOUNDS``.
    leg_shift_mm : int
        What is added to each leg of a block (:func:`circles.network.shifted_legs`); what it attaches to stays.
    """
    search = _Search(network, open_ids, blocks["block_id"], engine, leg_shift_mm)
    ground = known_ground(network, edge, metric_crs)
    cut = cut_ends(network, edge, metric_crs)
    doubts = attachment_doubts(
        network,
        attachments,
        blocks,
        edge=edge,
        ground=ground,
        max_snap_m=max_snap_m,
        metric_crs=metric_crs,
        compounds=compounds,
    )
    low_mm = _low_mm(*_opened(search, attachments, nodes, cut), attachments, cut, doubts)
    no_upper = paths_in_doubt(network, cut.vertex, ground, metric_crs)
    high_mm = None if no_upper else _high_mm(search, attachments, nodes, doubts)
    ends = {"walk_mm_low": low_mm, "walk_mm_high": high_mm}
    columns = {
        name: np.full(len(blocks), -1)
        if walk_mm is None
        else walk_mm.reindex(blocks["block_id"]).fillna(-1).to_numpy(np.int64)
        for name, walk_mm in ends.items()
    }
    settled = _settled(attachments, doubts).reindex(blocks["block_id"]).fillna(value=True).to_numpy(np.bool_)
    return pd.DataFrame({"block_id": blocks["block_id"].to_numpy(object), **columns, "is_settled": settled})


def _high_mm(
    search: _Search, attachments: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame, doubts: AttachmentDoubts
) -> pd.Series:
    """Return the upper end of each block that has one: from spots that are sure to spots that are."""
    sure = doubts.doubt == SURE
    known = attachments.assign(piece=attachments["piece"].where(sure, -1))
    of_open = attachments["center_id"].isin(search.open_ids).to_numpy() & (attachments["piece"] >= 0).to_numpy()
    if not (of_open & sure).any():
        return pd.Series(dtype=np.int64)
    if (of_open & ~sure).any():
        nodes = search.nodes(known, search.open_ids)
    return search.walks_mm(search.shifted(known), nodes, search.open_ids)


def _opened(
    search: _Search, attachments: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame, cut: CutEnds
) -> tuple[_Search, gpd.GeoDataFrame]:
    """Return the search with the compounds public that touch a cut end: they may have gates that nobody knows."""
    touched = touched_compounds(search.network, cut.vertex)
    if not touched.any():
        return search, nodes
    compound = search.network.piece_compound
    opened = replace(search, network=replace(search.network, piece_compound=np.where(touched[compound], -1, compound)))
    return opened, opened.nodes(attachments, search.open_ids)


def _low_mm(
    search: _Search, nodes: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame, cut: CutEnds, doubts: AttachmentDoubts
) -> pd.Series:
    """Return the lower end of each block that has any way to a center."""
    per_mille = straight_per_mille(search.network)
    # On a segment that was cut a spot may be told some millimetres further on.
    unsure = doubts.doubt != SURE
    nearer_mm = np.maximum(attachments["leg_mm"].to_numpy(np.int64) - CUT_SLACK_MM * unsure, 0)
    own = search.shifted(_with_rows(attachments.assign(leg_mm=nearer_mm), doubts.others))
    if (unsure & attachments["center_id"].isin(search.open_ids).to_numpy()).any():
        nodes = search.nodes(own, search.open_ids)
    of_open = attachments["center_id"].isin(search.open_ids).to_numpy() & doubts.is_point
    known_mm = search.walks_mm(_with_rows(own, _cut_rows(attachments, cut, block=True)), nodes, search.open_ids)
    ids = [f"{_CUT_END}{end}" for end in range(cut.piece.size)]
    inside_mm = known_mm.reindex(ids).fillna(FAR).to_numpy(np.int64)
    hidden = _units(attachments[of_open & doubts.may_step])
    ends = (np.r_[cut.lon, hidden[0]], np.r_[cut.lat, hidden[1]])
    onward_mm = np.r_[inside_mm, np.zeros(hidden[0].size, np.int64)]
    outside_mm = least_by_steps((cut.lon, cut.lat), ends, onward_mm, per_mille=per_mille)
    low_mm = known_mm[~known_mm.index.isin(ids)]
    better = outside_mm < inside_mm
    if better.any():
        left = _cut_rows(attachments, cut, block=False).assign(leg_mm=outside_mm)[better]
        ids_too = pd.Series([*search.open_ids, _CUT_END], dtype=object)
        beyond = _with_rows(own, left)
        low_mm = search.walks_mm(beyond, search.nodes(beyond, ids_too), ids_too)
    # What is not sure of its spot may go straight, to each cut end and to each center.
    loose = attachments[doubts.may_step & attachments["block_id"].notna().to_numpy()]
    all_centers = _units(attachments[of_open])
    straight_mm = least_by_steps(
        _units(loose),
        (np.r_[cut.lon, all_centers[0]], np.r_[cut.lat, all_centers[1]]),
        np.r_[inside_mm, np.zeros(all_centers[0].size, np.int64)],
        per_mille=per_mille,
    )
    there = straight_mm < FAR
    straight_mm = np.maximum(straight_mm + search.leg_shift_mm, 0)
    found = pd.concat([low_mm, pd.Series(straight_mm, index=loose["block_id"].to_numpy(object))[there]])
    least: pd.Series = found.groupby(level=0).min()
    return least


def _settled(attachments: gpd.GeoDataFrame, doubts: AttachmentDoubts) -> pd.Series:
    """Return, by block, whether it is evaluated or not whatever lies beyond the edge."""
    attached = (attachments["piece"] >= 0).to_numpy()
    rows = pd.DataFrame(
        {
            "block_id": attachments["block_id"],
            "attached": attached,
            "known": attached & (doubts.doubt != DOUBTFUL),
            "open": doubts.is_point & (doubts.doubt != SURE),
        }
    ).dropna(subset="block_id")
    of_block = rows.groupby("block_id").any()
    result: pd.Series = of_block["known"] | ~(of_block["attached"] | of_block["open"])
    return result


def _cut_rows(attachments: gpd.GeoDataFrame, cut: CutEnds, *, block: bool) -> gpd.GeoDataFrame:
    """Return cut ends as rows of attachments: each as a block of its own, or all as the spots of one center."""
    count = cut.piece.size
    ids = np.array([f"{_CUT_END}{end}" if block else _CUT_END for end in range(count)], dtype=object)
    none = np.full(count, None, dtype=object)
    columns = {
        **dict.fromkeys(tables.ATTACHMENTS, none),
        "point_id": ids,
        "kind": "block" if block else "center",
        "block_id" if block else "center_id": ids,
        "edited": False,
        "piece": cut.piece,
        "at_mm": cut.at_mm,
        "leg_mm": np.zeros(count, np.int64),
        "snap_m": np.zeros(count),
        "reason": "",
    }
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=attachments.crs)


def _with_rows(attachments: gpd.GeoDataFrame, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows behind those of a table: only what walks need of them."""
    if rows.empty:
        return attachments
    names = ["block_id", "center_id", "gate_id", "edited", "piece", "at_mm", "leg_mm"]
    both = pd.concat([attachments[names].astype({"gate_id": object}), rows[names]], ignore_index=True)
    return both.astype({"edited": np.bool_})


def _units(rows: gpd.GeoDataFrame) -> tuple[Integers, Integers]:
    units = integers.to_units(shapely.get_coordinates(rows.geometry.to_numpy()))
    return units[:, 0].copy(), units[:, 1].copy()
