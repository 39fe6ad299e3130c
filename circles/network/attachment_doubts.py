"""Which attachments the whole of the streets shares for sure (docs/method.md, The edge of the data)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers
from circles.account_tables import GATE_UNKNOWN
from circles.data_edge import AT_LINE
from circles.network.attached_points import AT_GATES
from circles.network.chains import components
from circles.network.cut_ends import cut_ends
from circles.network.islands import in_plane, piece_lines
from circles.network.segment_grid import nearest_spots, segment_grid, spot_share_mm
from circles.rule_numbers import EDGE_SLACK_M, ISLAND_MM, PATH_REACH_M

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.data_edge import DataEdge
    from circles.network.cut_ends import KnownGround
    from circles.network.walk_network import Laid, WalkNetwork

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]

SURE, UNSURE, DOUBTFUL = 0, 1, 2
"""What is known of a point: its spot; that it has one, though maybe another; not even whether it has one."""


@dataclass(frozen=True, eq=False)
class AttachmentDoubts:
    """What the edge leaves open of the rows of ``tables.ATTACHMENTS``.

    Attributes
    ----------
    doubt : ndarray of int64
        ``SURE``, ``UNSURE`` or ``DOUBTFUL`` of each row.
    may_step : ndarray of bool
        Rows that may go straight, for the lower end: those that are not sure, and where there are squares, those that
        may also use one that is hidden.
    is_point : ndarray of bool
        Rows that stand for a place, attached or not: not those of what is reached through its gates.
    others : GeoDataFrame
        ``tables.ATTACHMENTS``: where rows attach if what they stand on is an island after all.
    """

    doubt: Integers
    may_step: Flags
    is_point: Flags
    others: gpd.GeoDataFrame


def attachment_doubts(
    network: WalkNetwork,
    attachments: gpd.GeoDataFrame,
    blocks: gpd.GeoDataFrame,
    *,
    edge: DataEdge,
    ground: KnownGround,
    max_snap_m: float,
    metric_crs: str,
    compounds: gpd.GeoDataFrame | None = None,
) -> AttachmentDoubts:
    """Return what the edge leaves open of each attachment.

    Parameters
    ----------
    network, attachments, blocks
        As for :func:`circles.network.edge_interval`.
    edge, ground
        The edge, and what is known whole within it.
    max_snap_m : float
        The furthest a street may be.
    metric_crs : str
        The study's plane, in which distances to the edge are measured.
    compounds : GeoDataFrame, optional
        ``tables.COMPOUNDS``.
    """
    laid = laid_over(network)
    before = laid[0].before if laid else network
    piece, at_mm = _before(laid, attachments)
    attached, on_street = attachments["piece"].to_numpy() >= 0, piece >= 0
    shapes, reach_m = _looked_at(attachments, blocks, attached, max_snap_m)
    is_point = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    is_point &= (attachments["reason"] != AT_GATES).to_numpy()
    flat = in_plane(shapes[is_point], metric_crs)
    cut = cut_ends(before, edge, metric_crs).vertex
    walled = touched_compounds(before, cut)[before.piece_compound]
    hidden = np.zeros(len(shapes), np.bool_)
    hidden[is_point] = ~ground.hides_nothing(flat, reach_m[is_point])
    small = _may_be_islands(before, cut)
    small |= _may_lack_gates(before, small, walled)
    hidden[is_point] |= _within(flat, before, small & before.piece_island, reach_m[is_point], metric_crs)
    hidden |= (on_street & walled[piece]) | _in_hidden_ground(attachments, shapes, compounds, ground, metric_crs)
    if edge.ends_at == AT_LINE:
        hidden[on_street] |= _on_cut_segment(before, cut, piece[on_street], at_mm[on_street])
    doubt = np.where(hidden, np.where(attached, UNSURE, DOUBTFUL), SURE)
    on_small = is_point & on_street & small[piece]
    doubt[on_small] = DOUBTFUL
    doubt[~is_point] = SURE
    may_step = is_point & (doubt != SURE)
    if any(each is not network.edits for each in laid):
        # A point may use a square within reach beside its own street.
        whole, _ = _looked_at(attachments, blocks, np.zeros_like(attached), max_snap_m)
        reach = np.full(int(is_point.sum()), max_snap_m)
        may_step[is_point] |= ~ground.hides_nothing(in_plane(whole[is_point], metric_crs), reach)
    return AttachmentDoubts(doubt, may_step, is_point, _on_others(laid, before, attachments[on_small], small))


def paths_in_doubt(network: WalkNetwork, cut: Flags, ground: KnownGround, metric_crs: str) -> bool:
    """Return whether a laid path may join other streets than it does: one that comes near to what the edge may hide."""
    if network.edits is None or not network.edits.is_laid.any():
        return False
    laid = np.flatnonzero(network.edits.is_laid)
    nodes = np.unique(np.r_[network.piece_start[laid], network.piece_end[laid]])
    places = shapely.points(integers.to_degrees(np.column_stack([network.node_lon[nodes], network.node_lat[nodes]])))
    clear = ground.hides_nothing(in_plane(places, metric_crs), np.full(nodes.size, PATH_REACH_M))
    return not clear.all() or bool(cut[np.isin(network.vertex_piece, laid)].any())


def laid_over(network: WalkNetwork) -> list[Laid]:
    """Return what was laid over the streets, first to last: squares, then edits."""
    before = network if network.edits is None else network.edits.before
    return [laid for laid in (before.squares, network.edits) if laid is not None]


def touched_compounds(network: WalkNetwork, cut: Flags) -> Flags:
    """Return which compounds touch a cut end, with a last entry for what is public."""
    touched = np.zeros(len(network.compound_ids) + 1, np.bool_)
    touched[network.piece_compound[network.vertex_piece[cut]]] = True
    touched[-1] = False
    return touched


def _may_lack_gates(network: WalkNetwork, small: Flags, walled: Flags) -> Flags:
    """Return the pieces of compounds of which the edge leaves open whether they have a gate.

    A gate is a node of a public piece. One whose pieces may all be an island is perhaps none: that island is of the
    compound then. Streets of a compound that touches a cut end may be public after all, and a gate of its neighbors.
    """
    public = network.piece_compound < 0
    known, told, hidden = (_meeting(network, pieces) for pieces in (public & ~small, public, walled))
    result: Flags = ~public & ~known & (told | hidden)
    return result


def _meeting(network: WalkNetwork, pieces: Flags) -> Flags:
    """Return the pieces of each compound that has a node of some pieces."""
    ends = (network.piece_start, network.piece_end)
    at_node = np.zeros(network.node_lon.size, np.bool_)
    for end in ends:
        at_node[end[pieces]] = True
    meets = np.zeros(len(network.compound_ids) + 1, np.bool_)
    for end in ends:
        meets[network.piece_compound[at_node[end]]] = True
    result: Flags = meets[network.piece_compound]
    return result


def _in_hidden_ground(
    attachments: gpd.GeoDataFrame,
    shapes: Shapes,
    compounds: gpd.GeoDataFrame | None,
    ground: KnownGround,
    metric_crs: str,
) -> Flags:
    """Return the points in gated polygons without streets of their own that may hold some which nobody knows."""
    result = np.zeros(len(attachments), np.bool_)
    asked = np.flatnonzero((attachments["reason"] == GATE_UNKNOWN).to_numpy())
    if compounds is None or not asked.size:
        return result
    polygons = compounds.geometry.to_numpy()
    polygons = polygons[~ground.hides_nothing(in_plane(polygons, metric_crs), np.zeros(polygons.size))]
    near, _ = shapely.STRtree(polygons).query(shapes[asked], predicate="intersects")
    result[asked[near]] = True
    return result


def _before(laid: list[Laid], attachments: gpd.GeoDataFrame) -> tuple[Integers, Integers]:
    """Return piece and place of each row on the streets alone, -1 where there is none: on what was laid."""
    piece, at_mm = (attachments[name].to_numpy(np.int64) for name in ("piece", "at_mm"))
    for each in reversed(laid):
        there = piece >= 0
        at_mm = np.where(there, at_mm + each.piece_from_mm[piece], at_mm)
        piece = np.where(there, each.piece_before[piece], -1)
    return piece, at_mm


def _looked_at(
    attachments: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame, attached: Flags, max_snap_m: float
) -> tuple[Shapes, Floats]:
    """Return the shape about which each row looked for a street, and how far: of what has none, the block itself."""
    via, own = (attachments[name].to_numpy(object) for name in ("via", "geometry"))
    shapes: Shapes = np.where(shapely.is_missing(via), own, via)
    loose_block = (attachments["kind"] == "block").to_numpy() & ~attached
    of_block = pd.Series(np.array(blocks.geometry, dtype=object), index=blocks["block_id"].to_numpy(object))
    shapes[loose_block] = of_block.reindex(attachments["point_id"].to_numpy(object)[loose_block]).to_numpy(object)
    shapes[~shapely.is_geometry(shapes)] = None
    return shapes, np.where(attached, attachments["leg_mm"].to_numpy() / 1000, max_snap_m)


def _may_be_islands(network: WalkNetwork, cut: Flags) -> Flags:
    """Return the public pieces of which the edge leaves open whether they are an island.

    Islands are found among public streets alone. What is long enough is none; what is short and touches no cut end is
    one, unless all are short: then the longest was kept for want of a longer.
    """
    public = network.piece_compound < 0
    component = components(network.piece_start[public], network.piece_end[public], network.node_lon.size)
    of_piece = component[network.piece_start]
    length_mm = np.bincount(of_piece[public], network.piece_mm[public], component.size).astype(np.int64)
    short = length_mm < ISLAND_MM
    touches = np.zeros(component.size, np.bool_)
    touches[of_piece[network.vertex_piece[cut & public[network.vertex_piece]]]] = True
    none_long = bool(short[of_piece[public]].all())
    result: Flags = public & (short & (touches | none_long))[of_piece]
    return result


def _within(flat: Shapes, network: WalkNetwork, pieces: Flags, reach_m: Floats, metric_crs: str) -> Flags:
    """Return which shapes in the plane have one of the pieces within reach."""
    result = np.zeros(flat.size, np.bool_)
    if pieces.any():
        tree = shapely.STRtree(in_plane(piece_lines(network, np.flatnonzero(pieces)), metric_crs))
        near, _ = tree.query(flat, predicate="dwithin", distance=reach_m + EDGE_SLACK_M)
        result[near] = True
    return result


def _on_cut_segment(network: WalkNetwork, cut: Flags, piece: Integers, at_mm: Integers) -> Flags:
    """Return which spots stand on a segment that ends at a cut end: the rest of it may make it another."""
    first, last = network.vertex_offset[piece], network.vertex_offset[piece + 1] - 1
    width = int(network.piece_mm.max(initial=0)) + 2
    along = network.vertex_piece * width + network.vertex_at_mm
    low = np.maximum(np.searchsorted(along, piece * width + at_mm, side="left") - 1, first)
    high = np.minimum(np.searchsorted(along, piece * width + at_mm, side="right"), last)
    result: Flags = cut[low] | cut[np.minimum(low + 1, high)] | cut[high]
    return result


def _on_others(laid: list[Laid], before: WalkNetwork, rows: gpd.GeoDataFrame, small: Flags) -> gpd.GeoDataFrame:
    """Return rows on the nearest street that is no island in any case."""
    sure = ~(small | before.piece_island)
    if rows.empty or not sure.any():
        return rows.iloc[:0]
    grid = segment_grid(before, sure)
    begins = rows["via"].where(rows["via"].notna(), rows.geometry)
    units = integers.to_units(shapely.get_coordinates(begins.to_numpy(object)))
    segment, t, leg_m = nearest_spots(grid, units[:, 0].copy(), units[:, 1].copy())
    share_mm, segment_mm = spot_share_mm(before, grid, segment, t)
    at_mm = before.vertex_at_mm[grid.vertex[segment]] + np.where(grid.forward[segment], share_mm, segment_mm - share_mm)
    piece = grid.piece[segment]
    for each in laid:
        piece, at_mm = each.moved(piece, at_mm)
    return rows.assign(piece=piece, at_mm=at_mm, leg_mm=integers.millimetres(leg_m))
