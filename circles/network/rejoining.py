"""What the ways that the walk filter left out would join: only told, never walked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.chains import components
from circles.network.islands import in_plane, piece_components, piece_lines
from circles.rule_numbers import ISLAND_MM

if TYPE_CHECKING:
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]

SEVERAL = "several"
"""The reason of ways that serve somebody only together with ways left out for another reason."""


class _Places(NamedTuple):
    """Everything that can be joined: components first, then the vertices that only ways left out have.

    `place` and `line` are of each vertex of a way left out; `near` are (block row, place, way) within reach of
    blocks without a street; `on` (block row, component, -1) of the others; `served` components with an open center.
    """

    places: int
    component_mm: Integers
    place: Integers
    line: Integers
    served: Integers
    on: Integers
    near: Integers


def rejoined(
    network: WalkNetwork,
    left_out: gpd.GeoDataFrame,
    attachments: gpd.GeoDataFrame,
    open_ids: pd.Series,
    *,
    max_snap_m: float,
    metric_crs: str,
) -> gpd.GeoDataFrame:
    """Return, by reason, the ways left out that would join parts of the streets, and the blocks that need them.

    A block needs them that has no way to an open center, or no street in reach, and would have one with them.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    left_out : GeoDataFrame
        ``tables.LEFT_OUT``; ways without a reason join nothing.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``.
    open_ids : Series
        Ids of the open centers.
    max_snap_m : float
        How far a street may be from a block.
    metric_crs : str
        The study's plane.

    Returns
    -------
    GeoDataFrame
        ``tables.LEFT_OUT_TOLD``.
    """
    told = left_out[left_out["reason"] != ""]
    blocks = attachments.loc[attachments["kind"] == "block", "point_id"].to_numpy()
    if told.empty:
        return tables.no_rows(tables.LEFT_OUT_TOLD)
    places = _places(network, told, attachments, open_ids, max_snap_m=max_snap_m, metric_crs=metric_crs)
    rows, found = [], np.zeros(blocks.size, np.bool_)
    reason = told["reason"].to_numpy(object)
    for name in [*sorted(set(reason)), SEVERAL]:
        chosen = np.ones(len(told), np.bool_) if name == SEVERAL else reason == name
        needed, ways, parts = _joined_by(places, chosen, blocks.size)
        needed &= ~found
        found |= needed
        if needed.any() or (parts and name != SEVERAL):
            lines = shapely.multilinestrings(told.geometry.to_numpy()[ways])
            rows.append((name, int(ways.sum()), parts, tuple(blocks[needed]), lines))
    if not rows:
        return tables.no_rows(tables.LEFT_OUT_TOLD)
    return gpd.GeoDataFrame(rows, columns=list(tables.LEFT_OUT_TOLD), geometry="geometry", crs=tables.WGS84)


def _places(
    network: WalkNetwork,
    told: gpd.GeoDataFrame,
    attachments: gpd.GeoDataFrame,
    open_ids: pd.Series,
    *,
    max_snap_m: float,
    metric_crs: str,
) -> _Places:
    of_piece = piece_components(network)
    names, component = np.unique(of_piece, return_inverse=True)
    key = _keys(np.column_stack([network.vertex_lon, network.vertex_lat]))
    known, first = np.unique(key, return_index=True)
    places, line = shapely.get_coordinates(told.geometry.to_numpy(), return_index=True)
    own = _keys(integers.to_units(places))
    at = np.minimum(np.searchsorted(known, own), known.size - 1)
    shared = known[at] == own
    new, number = np.unique(own[~shared], return_inverse=True)
    place = np.empty(own.size, np.int64)
    place[shared] = component[network.vertex_piece[first[at[shared]]]]
    place[~shared] = names.size + number
    piece = attachments["piece"].to_numpy(np.int64)
    is_open = ((attachments["kind"] == "center") & attachments["point_id"].isin(open_ids)).to_numpy() & (piece >= 0)
    row = pd.Index(attachments.loc[attachments["kind"] == "block", "point_id"]).get_indexer(attachments["block_id"])
    on = (row >= 0) & (piece >= 0)
    loose = np.setdiff1d(row[(row >= 0) & (piece < 0)], row[on])
    points = np.isin(row, loose) & ~attachments["reason"].isin(["no_geometry", "at_gates"]).to_numpy()
    shapes = in_plane(np.array(attachments.geometry, dtype=object)[points], metric_crs)
    targets = np.concatenate([told.geometry.to_numpy(), _islands(network)])
    islands = component[np.flatnonzero(network.piece_island)]
    target_place = np.r_[place[np.searchsorted(line, np.arange(len(told)))], islands]
    one, target = shapely.STRtree(in_plane(targets, metric_crs)).query(shapes, predicate="dwithin", distance=max_snap_m)
    return _Places(
        places=names.size + new.size,
        component_mm=np.bincount(component, np.where(network.is_square, 0, network.piece_mm), names.size).astype(
            np.int64
        ),
        place=place,
        line=line,
        served=np.unique(component[piece[is_open]]),
        on=np.column_stack([row[on], component[piece[on]], np.full(int(on.sum()), -1)]),
        near=np.column_stack([row[points][one], target_place[target], np.where(target < len(told), target, -1)]),
    )


def _islands(network: WalkNetwork) -> NDArray[np.object_]:
    return piece_lines(network, np.flatnonzero(network.piece_island))


def _keys(units: Integers) -> Integers:
    keys: Integers = (units[:, 0] << 32) + units[:, 1]
    return keys


def _joined_by(
    places: _Places, chosen: NDArray[np.bool_], blocks: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], int]:
    """Return which blocks need the chosen ways, which lead there, and how many large parts are joined to others."""
    step = (np.diff(places.line) == 0) & chosen[places.line[1:]]
    one, other = places.place[:-1][step], places.place[1:][step]
    root = components(one, other, places.places)
    is_served = np.zeros(places.places, np.bool_)
    is_served[root[places.served]] = True
    already = np.zeros(blocks, np.bool_)
    already[places.on[np.isin(places.on[:, 1], places.served), 0]] = True
    used = np.zeros(places.places, np.bool_)
    used[np.r_[one, other]] = True
    needed = np.zeros(blocks, np.bool_)
    spots = np.concatenate([places.on, places.near])
    is_chosen = (spots[:, 2] < 0) | chosen[spots[:, 2]]
    spots = spots[is_chosen & ~already[spots[:, 0]] & is_served[root[spots[:, 1]]] & used[spots[:, 1]]]
    needed[spots[:, 0]] = True
    # Of the large parts that become one, all but the largest are joined to others.
    large = np.flatnonzero(places.component_mm >= ISLAND_MM)
    large = large[np.lexsort((large, -places.component_mm[large]))]
    _, largest = np.unique(root[large], return_index=True)
    joined = np.delete(large, largest)
    at_way = spots[:, 2] >= 0
    ends = np.r_[spots[~at_way, 1], joined]
    return needed, _ways_at(places, chosen, ends, spots[at_way, 2]), joined.size


def _ways_at(places: _Places, chosen: NDArray[np.bool_], ends: Integers, ways: Integers) -> NDArray[np.bool_]:
    """Return which of the chosen ways hang together, off the streets, with some at one of the places or these."""
    kept = chosen[places.line]
    line, place = places.line[kept], places.place[kept]
    off = place >= places.component_mm.size
    cluster = components(line[off], chosen.size + place[off], chosen.size + places.places)
    reached = np.unique(cluster[np.r_[line[np.isin(place, ends)], ways]])
    there: NDArray[np.bool_] = chosen & np.isin(cluster[: chosen.size], reached)
    return there
