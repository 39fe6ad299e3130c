"""Where streets may go on beyond the edge of the data, and what is known whole (docs/method.md, same chapter)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers
from circles.data_edge import AT_LINE, AT_NODE
from circles.network.geodesy import onto_plane, plane_lengths_mm
from circles.network.islands import in_plane
from circles.rule_numbers import EDGE_GAP_M, EDGE_MARGIN_M, EDGE_SLACK_M, STRAIGHT_PER_MILLE

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from circles.data_edge import DataEdge
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CutEnds:
    """The cut ends of a network.

    Attributes
    ----------
    vertex : ndarray of bool
        Which vertices of the network are cut ends.
    piece, at_mm : ndarray of int64
        A spot for each cut end: one for each node, one for each inner vertex.
    lon, lat : ndarray of int64
        Their places in 1e-7 degree.
    """

    vertex: Flags
    piece: Integers
    at_mm: Integers
    lon: Integers
    lat: Integers


@dataclass(frozen=True, eq=False)
class KnownGround:
    """How far from the edge and from marked ends things lie, in the study's plane.

    Attributes
    ----------
    within : geometry
        The edge in the plane.
    gap_m : float
        How long a stretch may be that is missing though it comes within the edge; 0 where streets are cut at it.
    marked : geometry or None
        The ends within the edge at which such a stretch may begin.
    """

    within: BaseGeometry
    gap_m: float
    marked: shapely.STRtree | None

    def hides_nothing(self, shapes: NDArray[np.object_], reach_m: Floats) -> Flags:
        """Return for which shapes no street that is not known can lie within reach of them.

        Parameters
        ----------
        shapes : ndarray of geometry
            Points or polygons in the plane.
        reach_m : ndarray of float64
            How far is looked from each.
        """
        edge_m = shapely.distance(shapes, shapely.boundary(self.within))
        edge_m = np.where(shapely.covers(self.within, shapes), edge_m, 0.0)
        # A stretch from outside to outside that comes within reach is twice as long as its way in.
        clear: Flags = edge_m - reach_m > self.gap_m / 2 + EDGE_SLACK_M
        if self.gap_m == 0 or self.marked is None:
            return clear
        (shape, _), marked_m = self.marked.query_nearest(shapes, return_distance=True, all_matches=False)
        end_m = np.full(shapes.size, np.inf)
        end_m[shape] = marked_m
        return clear & (end_m + edge_m - 2 * reach_m > self.gap_m + EDGE_SLACK_M)


def cut_ends(network: WalkNetwork, edge: DataEdge, metric_crs: str) -> CutEnds:
    """Return the marked ends of a network and every vertex of it beyond the edge or near it."""
    vertex = _vertices_near(network, edge, metric_crs) | marked_vertices(network, edge)
    node = _node_of_vertex(network)
    key = np.where(node < 0, node.size + np.arange(node.size), node)
    chosen = np.flatnonzero(vertex)
    one = chosen[np.unique(key[chosen], return_index=True)[1]]
    return CutEnds(
        vertex=vertex,
        piece=network.vertex_piece[one],
        at_mm=network.vertex_at_mm[one],
        lon=network.vertex_lon[one],
        lat=network.vertex_lat[one],
    )


def known_ground(network: WalkNetwork, edge: DataEdge, metric_crs: str) -> KnownGround:
    """Return what is known whole of the ground that the edge surrounds."""
    within = in_plane(np.array([edge.shape], dtype=object), metric_crs)[0]
    gap_m = longest_gap_m(network, edge.ends_at)
    marked = marked_vertices(network, edge)
    if edge.ends_at == AT_NODE and edge.open_ends is None:
        marked |= _vertices_near(network, edge, metric_crs)
    if gap_m == 0 or not marked.any():
        return KnownGround(within, gap_m, None)
    xy = onto_plane(metric_crs).transform(*_degrees(network, marked))
    return KnownGround(within, gap_m, shapely.STRtree(shapely.points(*xy)))


def longest_gap_m(network: WalkNetwork, ends_at: str) -> float:
    """Return the longest stretch that streets of this kind can lack at an edge: a segment, or an edge of a graph."""
    own = network if network.edits is None else network.edits.before
    if ends_at == AT_LINE:
        return 0.0
    begins = own.segment_vertex
    long_mm = own.piece_mm if ends_at == AT_NODE else own.vertex_at_mm[begins + 1] - own.vertex_at_mm[begins]
    return max(EDGE_GAP_M, float(long_mm.max()) / 1000)


def straight_per_mille(network: WalkNetwork) -> int:
    """Return what share of the straight line between two places every street is at least long, in thousandths.

    995 where no segment claims less than 0.5 % under its straight line, else so much smaller as the worst does.
    """
    begins = network.segment_vertex
    straight_mm = plane_lengths_mm(
        *(axis[begins + i] for i in (0, 1) for axis in (network.vertex_lon, network.vertex_lat))
    )
    mm = network.vertex_at_mm[begins + 1] - network.vertex_at_mm[begins]
    there = straight_mm > 0
    # Two millimetres are what rounding the one and the other can make.
    least = int((1000 * (mm[there] + 2) // straight_mm[there]).min(initial=1000))
    return STRAIGHT_PER_MILLE if least >= STRAIGHT_PER_MILLE else STRAIGHT_PER_MILLE * least // 1000


def marked_vertices(network: WalkNetwork, edge: DataEdge) -> Flags:
    """Return the vertices at which streets are known to go on: marked ends, and places that lost streets."""
    marked: Flags = np.r_[network.node_cut, False][_node_of_vertex(network)]
    if edge.open_ends is not None and not edge.open_ends.is_empty:
        units = integers.to_units(shapely.get_coordinates(edge.open_ends))
        marked |= np.isin((network.vertex_lon << 32) + network.vertex_lat, (units[:, 0] << 32) + units[:, 1])
    return marked


def _node_of_vertex(network: WalkNetwork) -> Integers:
    """Return the node that each vertex is, -1 for those within a piece."""
    node = np.full(network.vertex_lon.size, -1)
    node[network.vertex_offset[:-1]] = network.piece_start
    node[network.vertex_offset[1:] - 1] = network.piece_end
    return node


def _vertices_near(network: WalkNetwork, edge: DataEdge, metric_crs: str) -> Flags:
    """Return the vertices beyond the edge, or so near to it that a street may end there without a mark."""
    margin_m = EDGE_MARGIN_M
    if edge.ends_at == AT_NODE and edge.open_ends is None:
        margin_m = max(margin_m, longest_gap_m(network, AT_NODE))
    within = in_plane(np.array([edge.shape], dtype=object), metric_crs)[0]
    inner = shapely.buffer(within, -1.05 * margin_m)
    shapely.prepare(inner)
    x, y = onto_plane(metric_crs).transform(*_degrees(network, np.ones(network.vertex_lon.size, np.bool_)))
    near: Flags = ~shapely.contains_xy(inner, x, y)
    points = shapely.points(x[near], y[near])
    shapely.prepare(within)
    near[near] = ~shapely.covers(within, points) | (shapely.distance(shapely.boundary(within), points) <= margin_m)
    return near


def _degrees(network: WalkNetwork, vertices: Flags) -> tuple[Floats, Floats]:
    return integers.to_degrees(network.vertex_lon[vertices]), integers.to_degrees(network.vertex_lat[vertices])
