"""From streets to a WalkNetwork: segments put together to pieces between junctions, and the account of them."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from circles import graphs, settings, tables
from circles.errors import Finding, InputError, expect
from circles.network.chains import neighbours, trace
from circles.network.compounds import PUBLIC
from circles.network.joining import JoinedStreets, join_crossings
from circles.network.origin import BuiltFrom, built_from, plain_lines
from circles.network.squares import with_squares
from circles.network.unique_segments import Segments, unique_segments
from circles.network.walk_network import WalkNetwork

if TYPE_CHECKING:
    import networkx as nx

    from circles.network.compounds import Ground

Integers = NDArray[np.int64]

_LONGEST_NETWORK_MM = 2**50


def build_network(
    streets: gpd.GeoDataFrame | nx.Graph,
    *,
    compounds: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    crossings: str = settings.default("streets.crossings"),
    join_ends_m: float = settings.default("streets.join_ends_m"),
    simplify: bool = True,
    squares: gpd.GeoDataFrame | None = None,
) -> WalkNetwork:
    """Build the walk network of a streets table or a street graph.

    Parameters
    ----------
    streets : GeoDataFrame or networkx.Graph
        ``tables.STREETS`` in WGS-84, with ``length_m`` and ``STREET_NODES`` where a graph gave them; or a graph in
        the OSMnx conventions (:mod:`circles.graphs`), which keeps its own topology.
    compounds : GeoDataFrame, optional
        ``tables.COMPOUNDS``: gated polygons, in which streets are private.
    barriers : GeoDataFrame, optional
        ``tables.BARRIERS``: points at which nobody passes.
    crossings : str
        ``shared``: streets join at shared vertices only. ``join``: also where lines cross or touch in plan, for
        files drawn without nodes.
    join_ends_m : float
        With ``join``: an end within this distance of a line is joined to it.
    simplify : bool
        False keeps every vertex as a node; every walk is the same.
    squares : GeoDataFrame, optional
        ``tables.SQUARES`` in WGS-84: people cross them in straight lines.

    Returns
    -------
    WalkNetwork

    Raises
    ------
    InputError
        If there is no street of any length, or of a graph a node has no finite ``x`` and ``y``, or lengths are
        missing on some edges, NaN, negative or infinite.

    Examples
    --------
    >>> import circles
    >>> import networkx
    >>> graph = networkx.Graph()
    >>> graph.add_node("a", x=114.30, y=30.60)
    >>> graph.add_node("b", x=114.31, y=30.60)
    >>> graph.add_edge("a", "b", length=958.0)
    >>> circles.build_network(graph)
    WalkNetwork(1 pieces, 2 nodes, 1.0 km, crossings shared)
    """
    expect("crossings", crossings, str)
    expect("join_ends_m", join_ends_m, Real)
    expect("simplify", simplify, bool)
    if not isinstance(streets, gpd.GeoDataFrame):
        import networkx as nx

        expect("streets", streets, gpd.GeoDataFrame, nx.Graph)
        streets = graphs.streets_from_graph(streets)
    for argument, table in (("compounds", compounds), ("barriers", barriers), ("squares", squares)):
        expect(argument, table, gpd.GeoDataFrame, None)
    origin = built_from(
        streets,
        crossings=crossings,
        join_ends_m=join_ends_m,
        squares=squares,
        compounds=compounds,
        barriers=barriers,
    )
    if crossings == "join":
        streets = plain_lines(streets)
    joined = join_crossings(streets, join_ends_m=join_ends_m) if crossings == "join" else None
    segments = unique_segments(joined.streets if joined else streets, compounds=compounds, barriers=barriers)
    total_mm = int(segments.mm.sum())
    if not 0 < total_mm <= _LONGEST_NETWORK_MM:
        raise InputError(Finding(code="streets_too_long" if total_mm else "no_street_length"))
    network, path = _assemble(segments, origin, simplify=simplify, joined=joined)
    if squares is None:
        return network
    # A graph joins at its own nodes alone, and what a wall made is of its own street.
    shared = ~segments.vertex_walled[path] & (tables.STREET_NODES[0] not in streets)
    return with_squares(network, squares, shared=shared, barriers=barriers)


def _assemble(
    segments: Segments, origin: BuiltFrom, *, simplify: bool, joined: JoinedStreets | None
) -> tuple[WalkNetwork, Integers]:
    """Return the network, and which of the segments' vertices each vertex of its pieces is."""
    vertices = segments.vertex_lon.size
    offset, at_vertex = neighbours(segments.a, segments.b, vertices)
    is_node = _ends_pieces(segments, offset, at_vertex) if simplify else np.ones(vertices, np.bool_)
    vertex_offset, path, along = trace(segments.a, segments.b, offset, at_vertex, is_node)
    first, last = vertex_offset[:-1], vertex_offset[1:] - 1
    at_mm, marked = _at_vertices(segments, vertex_offset, along)
    nodes = np.unique(np.r_[path[first], path[last]])
    start, end = (np.searchsorted(nodes, path[spots]) for spots in (first, last))
    neighbour_offset, neighbour_piece = neighbours(start, end, nodes.size)
    begins = along[first - np.arange(first.size)]
    ground = segments.ground
    network = WalkNetwork(
        node_lon=segments.vertex_lon[nodes],
        node_lat=segments.vertex_lat[nodes],
        node_cut=segments.vertex_cut[nodes],
        piece_start=start,
        piece_end=end,
        piece_mm=at_mm[last],
        piece_island=ground.island[begins],
        piece_label=segments.label[begins],
        piece_compound=ground.compound[begins],
        vertex_offset=vertex_offset,
        vertex_lon=segments.vertex_lon[path],
        vertex_lat=segments.vertex_lat[path],
        vertex_at_mm=at_mm,
        vertex_marked=marked,
        neighbour_offset=neighbour_offset,
        neighbour_piece=neighbour_piece,
        labels=segments.labels,
        compound_ids=ground.ids,
        compound_gated=ground.gated,
        built_from=origin,
        spot_kind=joined.spot_kind if joined else np.zeros(0, np.int64),
        spot_units=joined.spot_units if joined else np.zeros((0, 2), np.int64),
        account=_account(segments, joined, nodes=nodes, begins=begins, mm=at_mm[last]),
    )
    return network, path


def _at_vertices(segments: Segments, vertex_offset: Integers, along: Integers) -> tuple[Integers, NDArray[np.bool_]]:
    """Return how far along its piece each vertex is, and whether the segment that begins there is on a level."""
    count, first, last = vertex_offset[-1], vertex_offset[:-1], vertex_offset[1:] - 1
    inner = np.ones(count, np.bool_)
    inner[last] = False
    step = np.zeros(count, np.int64)
    step[1:][inner[:-1]] = segments.mm[along]
    marked = np.zeros(count, np.bool_)
    marked[inner] = segments.marked[along]
    at_mm = np.cumsum(step)
    return at_mm - np.repeat(at_mm[first], np.diff(vertex_offset)), marked


def _account(
    segments: Segments, joined: JoinedStreets | None, *, nodes: Integers, begins: Integers, mm: Integers
) -> dict[str, int]:
    """Count nodes, and pieces by the segment that each begins with and by its length."""
    ground = segments.ground
    island, compound = ground.island[begins], ground.compound[begins]
    return {
        "pieces": mm.size,
        "nodes": nodes.size,
        "length_mm": int(mm.sum()),
        "islands": ground.islands,
        "island_length_mm": int(mm[island & (compound == PUBLIC)].sum()),
        "cut_ends": int(segments.vertex_cut[nodes].sum()),
        "shorter_than_straight": segments.shorter_than_straight,
        **(joined.account() if joined else {}),
        **(_compounds_account(ground, mm, compound) if ground.ids else {}),
    }


def _compounds_account(ground: Ground, mm: Integers, compound: Integers) -> dict[str, int]:
    return {
        "compounds": len(ground.ids),
        "compound_gates": ground.gates,
        "compounds_without_gate": ground.gateless,
        "compound_length_mm": int(mm[compound != PUBLIC].sum()),
    }


def _ends_pieces(segments: Segments, offset: Integers, at_vertex: Integers) -> NDArray[np.bool_]:
    """Return at which vertices pieces end: junctions, ends, cut ends, and where name, class or compound changes."""
    two = np.flatnonzero(np.diff(offset) == 2)
    ends = np.ones(segments.vertex_lon.size, np.bool_)
    one, other = at_vertex[offset[two]], at_vertex[offset[two] + 1]
    ends[two] = segments.label[one] != segments.label[other]
    ends[two] |= segments.ground.compound[one] != segments.ground.compound[other]
    return ends | segments.vertex_cut
