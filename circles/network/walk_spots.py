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


def roots_of(network: WalkNetwork, piece: Integers, at_mm: Integers, leg_mm: Integers) -> tuple[Integers, ...]:
    """Return the rows at which a search from spots of centers begins, the walks there, and which spot each is of.

    On a piece of a compound that is where its own people arrive, and where others do.
    """
    layers = network.layers
    private = np.flatnonzero(network.piece_compound[piece] >= 0)
    spot = np.r_[np.arange(piece.size), private]
    on = piece[spot]
    enters = np.arange(spot.size) >= piece.size
    rows = np.column_stack(
        [
            np.where(enters, enter[on], read[on])
            for enter, read in (
                (layers.enter_start, layers.read_start),
                (layers.enter_end, layers.read_end),
            )
        ]
    )
    walk_mm = (leg_mm[spot] + at_mm[spot], leg_mm[spot] + network.piece_mm[on] - at_mm[spot])
    return rows.ravel(), np.column_stack(walk_mm).ravel(), np.repeat(spot, 2)


def arrivals(
    network: WalkNetwork, attachments: gpd.GeoDataFrame, centers: CenterSpots, nodes: gpd.GeoDataFrame, rank: Integers
) -> Integers:
    """Return for each row of `nodes` the row of the spot at which its walk ends, -1 where it has none."""
    if not centers.count:
        return np.full(rank.size, -1)
    if centers.row.size == centers.count:
        return np.where(rank < 0, -1, centers.row[rank])
    # Where each walk ends: twice as far along it each time.
    onward = nodes["next_row"].to_numpy(np.int64)
    last = np.where(onward < 0, np.arange(rank.size), onward)
    while not np.array_equal(last, further := last[last]):
        last = further
    told = np.full(rank.size, -1)
    walk_mm = nodes["walk_mm"].to_numpy()
    rows, roots_mm, spot = roots_of(network, centers.piece, centers.at_mm, centers.leg_mm)
    ends = (walk_mm[rows] == roots_mm) & (rank[rows] == centers.center[spot])
    rows, spot = rows[ends], spot[ends]
    place = in_ties(attachments, centers)
    for i in np.lexsort((rows, -place[spot])).tolist():
        told[rows[i]] = centers.row[spot[i]]
    return np.where(rank < 0, -1, told[last])


def _spots(rows: gpd.GeoDataFrame) -> Spots:
    columns = (rows[name].to_numpy(np.int64) for name in ("piece", "at_mm", "leg_mm"))
    return Spots(rows.index.to_numpy(np.int64), *columns)
