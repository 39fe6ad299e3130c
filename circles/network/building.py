"""From streets to a WalkNetwork: segments of exact length, pieces between junctions, islands."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import graphs, integers, rule_numbers, settings, tables
from circles.errors import Finding, InputError, expect
from circles.network.chains import neighbours, trace
from circles.network.compounds import PUBLIC, ground_of, private_rows, ways_of
from circles.network.drawn_segments import DrawnSegments, barred
from circles.network.gated_ground import edge_marks, edge_spots, gated_ground, polygon_of_segments
from circles.network.geodesy import segment_lengths_mm
from circles.network.joining import JoinedStreets, join_crossings
from circles.network.origin import BuiltFrom, built_from, plain_lines
from circles.network.parted_segments import SegmentSpot, parted
from circles.network.squares import with_squares
from circles.network.street_vertices import direction, drawn_places, numbered, vertex_marks
from circles.network.walk_network import WalkNetwork

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

    from circles.network.compounds import Ground
    from circles.network.gated_ground import GatedGround

Integers = NDArray[np.int64]

_LONGEST_NETWORK_MM = 2**50


@dataclass(frozen=True)
class Segments:
    """Unique straight segments between vertices `a` < `b`; vertices are numbered in coordinate order."""

    vertex_lon: Integers
    vertex_lat: Integers
    vertex_cut: NDArray[np.bool_]
    vertex_walled: NDArray[np.bool_]
    a: Integers
    b: Integers
    mm: Integers
    label: Integers
    marked: NDArray[np.bool_]
    ground: Ground
    labels: tuple[tuple[str, str], ...]
    shorter_than_straight: int


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


def unique_segments(
    streets: gpd.GeoDataFrame,
    *,
    spots: Iterable[SegmentSpot] = (),
    compounds: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
) -> Segments:
    """Cut streets into unique segments: of two that share both ends and who may walk there, the shorter stays.

    Of equally long ones, that with the lower label.

    Parameters
    ----------
    streets : GeoDataFrame
        As for :func:`build_network`; `access` says which are private.
    spots : iterable of SegmentSpot
        Where segments are parted before that, on the vertices of :func:`drawn_places`.
    compounds, barriers : GeoDataFrame, optional
        ``tables.COMPOUNDS`` and ``BARRIERS``.
    """
    units, line = drawn_places(streets)
    first = np.flatnonzero(np.diff(line) == 0)
    mm = segment_lengths_mm(units[first, 0], units[first, 1], units[first + 1, 0], units[first + 1, 1])
    shorter = 0
    if "length_m" in streets:
        length_mm = integers.millimetres(streets["length_m"].to_numpy())
        shorter = _shorter_than_straight(units, line, length_mm)
        mm = spread(length_mm, mm, line[first], direction(units, line)[first])
    gated = gated_ground(compounds)
    at_edges = [] if gated is None else edge_spots(units, first, gated)
    before, spots = units, list(spots)
    units, line, mm = parted(units, line, mm, [*spots, *at_edges])
    mark = vertex_marks(streets, units, line)
    walled = np.zeros(len(units), np.bool_)
    if at_edges and tables.STREET_NODES[0] not in streets:
        mark = edge_marks(before, at_edges, spots, units)
        walled = mark > 0
    first = np.flatnonzero(np.diff(line) == 0)
    one_of, vertex = numbered(units, mark)
    drawn = DrawnSegments(
        vertex_lon=units[one_of, 0],
        vertex_lat=units[one_of, 1],
        vertex_cut=_cut_vertices(streets, line, vertex, one_of.size),
        vertex_walled=walled[one_of],
        a=np.minimum(vertex[first], vertex[first + 1]),
        b=np.maximum(vertex[first], vertex[first + 1]),
        mm=mm,
        line=line[first],
    )
    if barriers is not None and len(barriers):
        drawn = barred(drawn, integers.to_units(shapely.get_coordinates(barriers.geometry.to_numpy())))
    label, labels = _labels(streets)
    marked = (streets["level"].fillna("").astype(str) != "").to_numpy()[drawn.line]
    ground = ground_of(
        drawn,
        (label[drawn.line], marked, drawn.mm),
        _kinds(streets, drawn, gated),
        ways_of(streets["street_id"]),
        () if gated is None else gated.ids,
    )
    left = ground.segment
    return Segments(
        vertex_lon=drawn.vertex_lon,
        vertex_lat=drawn.vertex_lat,
        vertex_cut=drawn.vertex_cut,
        vertex_walled=drawn.vertex_walled,
        a=drawn.a[left],
        b=drawn.b[left],
        mm=drawn.mm[left],
        label=label[drawn.line[left]],
        marked=marked[left],
        ground=ground,
        labels=labels,
        shorter_than_straight=shorter,
    )


def _kinds(streets: gpd.GeoDataFrame, drawn: DrawnSegments, gated: GatedGround | None) -> Integers:
    """Return for each segment -1 where it is public, else the polygon it is private in, or their number for none."""
    loose = 0 if gated is None else len(gated.ids)
    private = private_rows(streets)[drawn.line]
    kind = np.where(private, loose, PUBLIC)
    if gated is None or not drawn.a.size:
        return kind
    highway = streets["highway"].fillna("").astype(str).to_numpy(object)[drawn.line]
    polygon = polygon_of_segments(drawn, gated, highway, private)
    return np.where(polygon >= 0, polygon, kind)


def segment_lengths_of(streets: gpd.GeoDataFrame) -> Integers:
    """Return the geodesic length of each street in millimetres: the sum of its segments."""
    coordinates, line = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    units = integers.to_units(coordinates)
    first = np.flatnonzero(np.diff(line) == 0)
    mm = segment_lengths_mm(units[first, 0], units[first, 1], units[first + 1, 0], units[first + 1, 1])
    return np.bincount(line[first], mm, len(streets)).astype(np.int64)


def _shorter_than_straight(units: Integers, line: Integers, length_mm: Integers) -> int:
    """Count the lines that claim less than the straight line between their ends.

    OSMnx measures on a sphere, up to 0.5 % short of the ellipsoid: that much is no fault.
    """
    begins = np.flatnonzero(np.r_[True, np.diff(line) != 0])
    ends = np.r_[begins[1:], line.size] - 1
    straight_mm = segment_lengths_mm(units[begins, 0], units[begins, 1], units[ends, 0], units[ends, 1])
    return int((length_mm[line[begins]] + 1 < straight_mm * (1 - rule_numbers.SHORT_LENGTH_SHARE)).sum())


def spread(length_mm: Integers, mm: Integers, line: Integers, forward: NDArray[np.bool_]) -> Integers:
    """Spread each line's own length over its segments by cumulative share, so that it sums exactly.

    Parameters
    ----------
    length_mm : ndarray of int64
        Length of each line.
    mm : ndarray of int64
        Geodesic length of each segment.
    line : ndarray of int64
        Line of each segment, ascending.
    forward : ndarray of bool
        Whether the line of each segment runs from its smaller end; else shares are counted from its other end,
        so that the two directions of a street are cut alike.
    """
    total = np.bincount(line, mm, length_mm.size).astype(np.int64)[line]
    count = np.bincount(line, minlength=length_mm.size)
    begins = np.cumsum(count) - count
    up_to = np.cumsum(mm)
    before = (up_to - mm) - np.r_[0, up_to][begins][line]
    after = before + mm
    whole = length_mm[line]
    low = np.where(forward, before, total - after)
    high = low + mm
    safe = np.maximum(total, 1)
    shares = [(whole * cumulative + safe // 2) // safe for cumulative in (low, high)]
    # A line without extent, between two nodes of a graph at one place, is one segment.
    result: Integers = np.where(total > 0, shares[1] - shares[0], np.where(count[line] == 1, whole, 0))
    return result


def _labels(streets: gpd.GeoDataFrame) -> tuple[Integers, tuple[tuple[str, str], ...]]:
    """Return each street's row in the sorted list of (name, highway class)."""
    name, names = pd.factorize(streets["name"].fillna("").to_numpy(object))
    highway, classes = pd.factorize(streets["highway"].fillna("").to_numpy(object))
    pairs, pair = np.unique(name * max(len(classes), 1) + highway, return_inverse=True)
    told = [(str(names[code // len(classes)]), str(classes[code % len(classes)])) for code in pairs.tolist()]
    labels = tuple(sorted(set(told)))
    row = {label: i for i, label in enumerate(labels)}
    return np.array([row[label] for label in told], dtype=np.int64)[pair], labels


def _cut_vertices(streets: gpd.GeoDataFrame, line: Integers, vertex: Integers, count: int) -> NDArray[np.bool_]:
    cut = np.zeros(count, np.bool_)
    begins = np.flatnonzero(np.r_[True, np.diff(line) != 0]) if line.size else np.zeros(0, np.int64)
    ends = np.r_[begins[1:], line.size] - 1 if line.size else begins
    rows = line[begins]
    cut[vertex[begins[streets["cut_start"].to_numpy(np.bool_)[rows]]]] = True
    cut[vertex[ends[streets["cut_end"].to_numpy(np.bool_)[rows]]]] = True
    return cut


def _assemble(
    segments: Segments, origin: BuiltFrom, *, simplify: bool, joined: JoinedStreets | None
) -> tuple[WalkNetwork, Integers]:
    """Return the network, and which of the segments' vertices each vertex of its pieces is."""
    vertices = segments.vertex_lon.size
    offset, at_vertex = neighbours(segments.a, segments.b, vertices)
    is_node = _ends_pieces(segments, offset, at_vertex) if simplify else np.ones(vertices, np.bool_)
    vertex_offset, path, along = trace(segments.a, segments.b, offset, at_vertex, is_node)
    pieces = vertex_offset.size - 1
    first, last = vertex_offset[:-1], vertex_offset[1:] - 1
    inner = np.ones(path.size, np.bool_)
    inner[last] = False
    step = np.zeros(path.size, np.int64)
    step[1:][inner[:-1]] = segments.mm[along]
    marked = np.zeros(path.size, np.bool_)
    marked[inner] = segments.marked[along]
    at_mm = np.cumsum(step)
    at_mm = at_mm - np.repeat(at_mm[first], np.diff(vertex_offset))
    nodes = np.unique(np.r_[path[first], path[last]])
    start, end = (np.searchsorted(nodes, path[spots]) for spots in (first, last))
    neighbour_offset, neighbour_piece = neighbours(start, end, nodes.size)
    mm, cut = at_mm[last], segments.vertex_cut[nodes]
    begins = along[first - np.arange(pieces)]
    ground = segments.ground
    island, compound = ground.island[begins], ground.compound[begins]
    network = WalkNetwork(
        node_lon=segments.vertex_lon[nodes],
        node_lat=segments.vertex_lat[nodes],
        node_cut=cut,
        piece_start=start,
        piece_end=end,
        piece_mm=mm,
        piece_island=island,
        piece_label=segments.label[begins],
        piece_compound=compound,
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
        account={
            "pieces": pieces,
            "nodes": nodes.size,
            "length_mm": int(mm.sum()),
            "islands": ground.islands,
            "island_length_mm": int(mm[island & (compound == PUBLIC)].sum()),
            "cut_ends": int(cut.sum()),
            "shorter_than_straight": segments.shorter_than_straight,
            **(joined.account() if joined else {}),
            **(_compounds_account(ground, mm, compound) if ground.ids else {}),
        },
    )
    return network, path


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
