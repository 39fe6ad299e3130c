"""Where walks begin and end on the streets, as arrays: the spots of blocks, and the set of spots of each center."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spots:
    """Attached points as arrays: which row of the table, piece, place along it and access leg, in millimetres."""

    row: Integers
    piece: Integers
    at_mm: Integers
    leg_mm: Integers


@dataclass(frozen=True, eq=False)
class CenterSpots(Spots):
    """The spots of centers, center by center and in each by piece and place.

    Attributes
    ----------
    center : ndarray of int64
        The number of the center that each spot is of.
    offset : ndarray of int64
        Center `c` has the spots ``offset[c]:offset[c + 1]``, one at least.
    """

    center: Integers
    offset: Integers

    @property
    def count(self) -> int:
        """How many centers there are."""
        return self.offset.size - 1

    def of(self, center: int) -> tuple[Integers, Integers, Integers]:
        """Return pieces, places and legs of one center, as the compiled loops want them."""
        own = slice(self.offset[center], self.offset[center + 1])
        return self.piece[own], self.at_mm[own], self.leg_mm[own]


def center_spots(attachments: gpd.GeoDataFrame, open_ids: pd.Series) -> tuple[CenterSpots, NDArray[np.object_]]:
    """Return the spots of the attached open centers in the order of their ids as text, and those ids."""
    rows = np.flatnonzero((attachments["piece"] >= 0) & attachments["center_id"].isin(open_ids))
    center, ids = pd.factorize(attachments["center_id"].to_numpy(object)[rows], sort=True)
    piece, at_mm = (attachments[name].to_numpy(np.int64)[rows] for name in ("piece", "at_mm"))
    order = np.lexsort((at_mm, piece, center))
    chosen = _spots(attachments.iloc[rows[order]])
    offset = np.searchsorted(center[order], np.arange(len(ids) + 1))
    spots = CenterSpots(
        chosen.row, chosen.piece, chosen.at_mm, chosen.leg_mm, center=center[order].astype(np.int64), offset=offset
    )
    return spots, np.asarray(ids, dtype=object)


def access_spots(attachments: gpd.GeoDataFrame) -> Spots:
    """Return the attached access points of blocks: their gates, else their own points, and their choices."""
    return _spots(attachments[attachments["block_id"].notna() & (attachments["piece"] >= 0)])


def in_ties(attachments: gpd.GeoDataFrame, spots: Spots) -> Integers:
    """Return the order of spots where walks are equal: unedited before edited, then by the gate's id as text."""
    edited = attachments["edited"].to_numpy(np.bool_)[spots.row]
    gate = attachments["gate_id"].fillna("").astype(str).to_numpy(object)[spots.row]
    place = np.empty(spots.row.size, np.int64)
    place[np.lexsort((spots.row, pd.factorize(gate, sort=True)[0], edited))] = np.arange(spots.row.size)
    return place


def ends_of(network: WalkNetwork, piece: Integers, at_mm: Integers, leg_mm: Integers) -> tuple[Integers, Integers]:
    """Return both ends of the piece of each spot, and the walks there."""
    nodes = np.column_stack([network.piece_start[piece], network.piece_end[piece]])
    walk_mm = np.column_stack([leg_mm + at_mm, leg_mm + network.piece_mm[piece] - at_mm])
    return nodes.ravel(), walk_mm.ravel()


def arrivals(
    network: WalkNetwork, attachments: gpd.GeoDataFrame, centers: CenterSpots, nodes: gpd.GeoDataFrame, rank: Integers
) -> Integers:
    """Return for each node the row of the spot at which its walk ends, -1 where it has none."""
    if not centers.count:
        return np.full(rank.size, -1)
    if centers.row.size == centers.count:
        return np.where(rank < 0, -1, centers.row[rank])
    # Where each walk ends: twice as far along it each time.
    every, piece = np.arange(rank.size), nodes["next_piece"].to_numpy(np.int64)
    onward = np.where(network.piece_start[piece] == every, network.piece_end[piece], network.piece_start[piece])
    last = np.where(piece < 0, every, onward)
    while not np.array_equal(last, further := last[last]):
        last = further
    told = np.full(rank.size, -1)
    walk_mm = nodes["walk_mm"].to_numpy()
    for spot in np.argsort(-in_ties(attachments, centers)).tolist():
        own = centers.piece[spot]
        for node, along_mm in (
            (network.piece_end[own], network.piece_mm[own] - centers.at_mm[spot]),
            (network.piece_start[own], centers.at_mm[spot]),
        ):
            if rank[node] == centers.center[spot] and walk_mm[node] == centers.leg_mm[spot] + along_mm:
                told[node] = centers.row[spot]
    return np.where(rank < 0, -1, told[last])


def _spots(rows: gpd.GeoDataFrame) -> Spots:
    columns = (rows[name].to_numpy(np.int64) for name in ("piece", "at_mm", "leg_mm"))
    return Spots(rows.index.to_numpy(np.int64), *columns)
