"""Missing links: street ends and bends across from other streets, and who comes within the walk by joining them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from circles import integers
from circles.network.geodesy import metres_per_degree, plane_lengths_mm
from circles.network.link_search import reached_over, spots_across
from circles.network.search import FAR
from circles.network.segment_grid import segment_grid
from circles.network.walk_spots import access_spots

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.network.segment_grid import SegmentGrid
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Links:
    """Straight links from a vertex of a street to a spot across, vertex by vertex, the best first.

    Attributes
    ----------
    begin, end : ndarray of int64, shape (n, 2)
        In 1e-7 degree (lon, lat): the vertex that gains, and the spot across.
    vertex, piece, at_mm : ndarray of int64
        The vertex, and where it is.
    walk_mm : ndarray of int64
        The walk from the vertex over the link to the nearest center.
    link_mm : ndarray of int64
        The length of the link.
    before_mm : ndarray of int64
        The walk without it, ``FAR`` where there is none.
    is_end : ndarray of bool
        Whether a street ends at the vertex.
    """

    begin: Integers
    end: Integers
    vertex: Integers
    piece: Integers
    at_mm: Integers
    walk_mm: Integers
    link_mm: Integers
    before_mm: Integers
    is_end: NDArray[np.bool_]

    def of(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Links:
        """Return some of the links."""
        return Links(**{name: value[rows] for name, value in vars(self).items()})

    def best(self) -> Links:
        """Return the best link of each vertex."""
        return self.of(np.unique(self.vertex, return_index=True)[1])


def links_across(network: WalkNetwork, nodes: gpd.GeoDataFrame, *, longest_m: float, limit_mm: int) -> Links:
    """Return the links that would bring a vertex within the limit and save more than twice their length.

    Streets that bear a level (bridge, tunnel) and squares have none: one does not step off a bridge. Where the streets
    are cut by the edge of the data nothing is known, and nothing is joined.

    Parameters
    ----------
    network : WalkNetwork
        The streets, edited or not.
    nodes : GeoDataFrame
        ``tables.NODES``: what :func:`circles.network.walk_field` gave.
    longest_m : float
        How long a link may be.
    limit_mm : int
        The longest walk of interest.
    """
    field_mm, layers = field_of(nodes), network.layers
    vertex, is_end = _vertices(network)
    piece, at_mm = network.vertex_piece[vertex], network.vertex_at_mm[vertex]
    before_mm = _least(
        field_mm[layers.read_start[piece]] + at_mm, field_mm[layers.read_end[piece]] + network.piece_mm[piece] - at_mm
    )
    if not vertex.size:
        return Links(*(np.zeros((0, 2), np.int64),) * 2, *(np.zeros(0, np.int64),) * 6, is_end)
    grid = segment_grid(network, ~network.is_square)
    lon, lat = network.vertex_lon[vertex], network.vertex_lat[vertex]
    kx, ky = metres_per_degree(integers.to_degrees(lat))
    from_mm, to_mm, segment_mm = _walks_of_segments(network, grid, field_mm)
    segment, t, walk_mm = spots_across(
        lon, lat, before_mm, kx, ky,
        grid.lon1, grid.lat1, grid.lon2, grid.lat2, from_mm, to_mm, segment_mm,
        grid.cell_offset, grid.cell_segment, _frame(grid), longest_m, limit_mm,
    )  # fmt: skip
    spot, place = np.nonzero(segment >= 0)
    chosen, share = segment[spot, place], t[spot, place, None]
    low = np.column_stack([grid.lon1[chosen], grid.lat1[chosen]])
    high = np.column_stack([grid.lon2[chosen], grid.lat2[chosen]])
    begin = np.column_stack([lon[spot], lat[spot]])
    end = low + np.rint((high - low) * share).astype(np.int64)
    return Links(
        begin=begin,
        end=end,
        vertex=vertex[spot],
        piece=piece[spot],
        at_mm=at_mm[spot],
        walk_mm=walk_mm[spot, place],
        link_mm=plane_lengths_mm(*begin.T, *end.T),
        before_mm=before_mm[spot],
        is_end=is_end[spot],
    )


def reached_by_links(
    network: WalkNetwork,
    nodes: gpd.GeoDataFrame,
    links: Links,
    attachments: gpd.GeoDataFrame,
    block_ids: NDArray[np.object_],
    *,
    limit_mm: int,
) -> tuple[Integers, Integers, Integers]:
    """Return (link, block) of blocks that come within the limit by each link alone, and the bounds of its effect.

    What a link saves at its vertex bounds what it saves anywhere, so each search ends where walks are no shorter.
    Spots on the link itself are not looked at here.

    Parameters
    ----------
    network, nodes
        As for :func:`links_across`.
    links : Links
        What that gave.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``; spots on islands too, which a link frees.
    block_ids : ndarray of str
        The blocks that are not within the limit; they are numbered by their place here.
    limit_mm : int
        The longest walk of interest.

    Returns
    -------
    link, block : ndarray of int64
        Pairs, each once, by link.
    around : ndarray of int64, shape (links, 4)
        West, south, east, north in 1e-7 degree of the streets on which walks get shorter.
    """
    of = {block_id: number for number, block_id in enumerate(block_ids.tolist())}
    points = access_spots(attachments)
    block = np.array([of.get(name, -1) for name in attachments["block_id"].to_numpy(object)[points.row]], np.int64)
    chosen = np.flatnonzero(block >= 0)
    chosen = chosen[np.argsort(points.piece[chosen], kind="stable")]
    layers, roads = network.layers, network.roads
    return reached_over(
        links.piece, links.at_mm, links.walk_mm, limit_mm,
        field_of(nodes), layers.read_start, layers.read_end, network.piece_mm,
        roads.offset, roads.node, roads.mm, roads.bits, layers.read_offset, layers.read_piece,
        np.searchsorted(points.piece[chosen], np.arange(network.piece_mm.size + 1)),
        points.at_mm[chosen], points.leg_mm[chosen], block[chosen], len(of), _bounds(network),
    )  # fmt: skip


def field_of(nodes: gpd.GeoDataFrame) -> Integers:
    """Return the walks of a field, ``FAR`` where there is none."""
    walk_mm = nodes["walk_mm"].to_numpy(np.int64)
    return np.where(walk_mm < 0, FAR, walk_mm)


def _vertices(network: WalkNetwork) -> tuple[Integers, NDArray[np.bool_]]:
    """Return the vertices at which links may begin, of each node one, and at which of them a street ends."""
    first, last = network.vertex_offset[:-1], network.vertex_offset[1:] - 1
    piece = network.vertex_piece
    node = np.full(piece.size, -1)
    node[first], node[last] = network.piece_start, network.piece_end
    marked = network.vertex_marked | np.r_[False, network.vertex_marked[:-1]]
    marked[first] = network.vertex_marked[first]
    rows = np.flatnonzero(~network.is_square[piece] & ~marked & ~(network.node_cut[node] & (node >= 0)))
    # Of a node a public piece, else the lowest; every other vertex is its own.
    order = rows[np.lexsort((rows, network.piece_compound[piece[rows]] >= 0))]
    key = np.where(node[order] < 0, -1 - order, node[order])
    vertex = np.sort(order[np.unique(key, return_index=True)[1]])
    degree = np.diff(network.neighbour_offset)
    return vertex, (node[vertex] >= 0) & (degree[node[vertex]] == 1)


def _walks_of_segments(
    network: WalkNetwork, grid: SegmentGrid, field_mm: Integers
) -> tuple[Integers, Integers, Integers]:
    """Return the walks at the smaller end of each segment and at the other, ``FAR`` on a level, and its length."""
    piece, layers = grid.piece, network.layers
    begins_mm, ends_mm = (network.vertex_at_mm[grid.vertex + step] for step in (0, 1))
    start_mm, end_mm = field_mm[layers.enter_start[piece]], field_mm[layers.enter_end[piece]]
    one, other = (_least(start_mm + at, end_mm + network.piece_mm[piece] - at) for at in (begins_mm, ends_mm))
    marked = network.vertex_marked[grid.vertex]
    low, high = np.where(grid.forward, one, other), np.where(grid.forward, other, one)
    return np.where(marked, FAR, low), np.where(marked, FAR, high), ends_mm - begins_mm


def _least(one: Integers, other: Integers) -> Integers:
    return np.minimum(np.minimum(one, other), FAR)


def _frame(grid: SegmentGrid) -> Integers:
    return np.array([grid.west, grid.south, grid.width, grid.height, grid.columns, grid.rows])


def _bounds(network: WalkNetwork) -> Integers:
    """Return west, south, east and north of each piece in 1e-7 degree."""
    places, first = (network.vertex_lon, network.vertex_lat), network.vertex_offset[:-1]
    sides = [least.reduceat(axis, first) for least in (np.minimum, np.maximum) for axis in places]
    return np.column_stack(sides)
