"""Street graphs in the OSMnx conventions, to the streets table and back.

Nodes carry ``x`` and ``y`` (longitude and latitude, or the graph's ``crs``), edges a ``length`` in metres or none
at all, and a ``geometry`` where they are not straight. Direction means nothing on foot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Geod
from pyproj.exceptions import CRSError

from circles import access, integers, rule_numbers, tables
from circles.errors import Finding, InputError, raise_if_any
from circles.graph_tags import Barrier, barred_nodes, edges_access, text_of, ways_said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

_SHOWN_FINDINGS = 20

_GEOD = Geod(ellps="WGS84")

_OLD_CRS = re.compile(r"\{?\s*['\"]?\+?init['\"]?\s*[:=]\s*['\"]?(epsg:\d{1,6})['\"]?\s*(?:\}|\+|$)", re.IGNORECASE)
"""The CRS as OSMnx before 0.12 wrote it: ``{'init': 'epsg:4326'}``, ``+init=epsg:4326``."""

_PAIR = re.compile(r"\(\s*([-+.\deE]{1,40})\s*,\s*([-+.\deE]{1,40})\s*\)")
"""A node that is named by its place: ``(114.3, 30.6)``."""

_UNITS: Mapping[str, float] = {"km": 0.001, "mi": 1 / 1609.344, "ft": 1 / 0.3048, "cm": 100.0, "mm": 1000.0}
"""How many of each unit are a metre."""

_EDGES_THAT_TELL = 3
_SHORTEST_M = 1.0

LONGEST_STREET_M = 1e8
"""Twice around the earth and more: a longer street is a fault, and its millimetres would not fit beside others."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GraphStreets:
    """The edges of a graph as streets, and what had to be done to them.

    Attributes
    ----------
    table : GeoDataFrame
        ``tables.STREETS`` and ``STREET_NODES``, with ``length_m`` where every edge carries ``length``. `access` is
        ``closed`` where the tags of an edge close it (:mod:`circles.access`).
    barriers : tuple of Barrier
        Nodes that are barriers which nobody passes.
    lines_led : int
        Drawn lines that missed a node of their edge and were led to it.
    furthest_m : float
        The furthest that one of them was off.
    lines_swapped : bool
        Whether all drawn lines had latitude and longitude exchanged, their nodes not.
    open_ends : MultiPoint or None
        Nodes that had more streets when OSMnx counted them (`street_count`), before the graph was cut, in WGS-84; None
        where not all nodes say.
    unit : str
        Unit of `length` where it is plainly not the metre (``ft``, ``km``, ``mi``, ``cm``, ``mm``), else empty.
    """

    table: gpd.GeoDataFrame
    barriers: tuple[Barrier, ...] = ()
    lines_led: int = 0
    furthest_m: float = 0.0
    lines_swapped: bool = False
    open_ends: shapely.MultiPoint | None = None
    unit: str = ""


def streets_from_graph(graph: nx.Graph, *, file: str = "memory") -> gpd.GeoDataFrame:
    """Return a graph's edges as ``tables.STREETS`` (:func:`read_graph`), without those that their tags close.

    Parameters
    ----------
    graph, file
        As for :func:`read_graph`.

    Raises
    ------
    InputError
        As :func:`read_graph`; if nobody may walk any edge.
    """
    table = read_graph(graph, file=file).table
    walked: gpd.GeoDataFrame = table[table["access"] != access.CLOSED].reset_index(drop=True)
    if walked.empty:
        raise InputError(Finding(code="no_walkable_street", file=file))
    return walked


def read_graph(graph: nx.Graph, *, file: str = "memory") -> GraphStreets:
    """Return a graph's edges as ``tables.STREETS``, with ``length_m`` where every edge carries ``length``.

    A drawn line that misses a node of its edge is led to it: edges join where the graph says. A length that is
    plainly in another unit than the metre is converted.

    Parameters
    ----------
    graph : networkx graph
        Directed or not, multi or not; numbers may be text, as GraphML leaves them.
    file : str
        What to call the graph in findings.

    Raises
    ------
    InputError
        If there are no edges, a node has no finite place, lengths are missing on some edges, NaN, negative or
        infinite, or a line is drawn more than ``rule_numbers.GRAPH_LINE_OFF_M`` from the nodes of its edge.
    """
    nodes = list(graph.nodes)
    edges: list[tuple[Any, Any, dict[str, Any]]] = list(graph.edges(data=True))
    if not edges:
        raise InputError(Finding(code="graph_without_edges", file=file))
    places = _places(graph, nodes, file)
    length_m = _lengths(edges, file)
    index_of = {node: i for i, node in enumerate(nodes)}
    ends = np.array([[index_of[u], index_of[v]] for u, v, _ in edges])
    drawn, lines = _lines(edges, places[ends], file)
    lines, swapped = _unswapped(lines, drawn, places[ends])
    crs = _crs(graph, file)
    table = _edges_table(edges, lines, crs, file)
    nodes_at = gpd.GeoSeries(gpd.points_from_xy(*places.T), crs=crs).to_crs(tables.WGS84)
    node_units = integers.to_units(shapely.get_coordinates(nodes_at))
    units = node_units[ends]
    table, off_m = _led(table.set_geometry(integers.on_grid(table.geometry)), drawn, units)
    table[list(tables.STREET_NODES)] = _drawn_ends(table, _ranks(nodes)[ends], units)
    far = np.flatnonzero(off_m > rule_numbers.GRAPH_LINE_OFF_M)
    raise_if_any(_off_nodes(edges[i], float(off_m[i]), file) for i in far[:_SHOWN_FINDINGS])
    unit = "" if length_m is None else _unit_of(length_m, table)
    if length_m is not None:
        table["length_m"] = length_m / _UNITS.get(unit, 1.0)
    return GraphStreets(
        table=table,
        barriers=barred_nodes(graph, dict(zip(nodes, node_units.tolist(), strict=True))),
        lines_led=int((off_m > 0).sum()),
        furthest_m=float(off_m.max()),
        lines_swapped=swapped,
        open_ends=_open_ends(graph, nodes_at, index_of),
        unit=unit,
    )


def graph_from_pieces(lon: NDArray[np.float64], lat: NDArray[np.float64], pieces: gpd.GeoDataFrame) -> nx.MultiDiGraph:
    """Return ``tables.PIECES`` as an OSMnx graph: nodes by number, each piece in both directions.

    Pieces of compounds are tagged ``access=private``, so that whoever reads the graph walks them in or out too.

    Parameters
    ----------
    lon, lat : ndarray of float64
        Places of the nodes in degrees.
    pieces : GeoDataFrame
        ``tables.PIECES``.
    """
    import networkx as nx

    graph = nx.MultiDiGraph(crs=tables.WGS84, simplified=True)
    graph.add_nodes_from((i, {"x": x, "y": y}) for i, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)))
    columns = ("start", "end", "length_mm", "name", "highway", "compound_id")
    for piece, (start, end, length_mm, name, highway, compound_id, line) in enumerate(
        zip(*(pieces[column].tolist() for column in columns), pieces.geometry, strict=True)
    ):
        said = (("name", name), ("highway", highway), ("access", tables.PRIVATE if compound_id else ""))
        tags = {key: value for key, value in said if value}
        shared = {"osmid": piece, "length": length_mm / 1000, "oneway": False, **tags}
        graph.add_edge(start, end, **shared, reversed=False, geometry=line)
        graph.add_edge(end, start, **shared, reversed=True, geometry=line.reverse())
    return graph


def _places(graph: nx.Graph, nodes: Sequence[Any], file: str) -> NDArray[np.float64]:
    """Return x and y of each node; one that has no finite place is a fault."""
    places = _places_said(graph, nodes)
    raise_if_any(
        Finding(code="node_without_place", file=file, row=str(node), column="x, y", value=str(graph.nodes[node]))
        for node in (nodes[i] for i in np.flatnonzero(~np.isfinite(places).all(axis=1))[:_SHOWN_FINDINGS])
    )
    return places


def _places_said(graph: nx.Graph, nodes: Sequence[Any]) -> NDArray[np.float64]:
    """Return x and y of each node: its attributes, or where no node has any its name, as momepy names nodes."""
    if any("x" in data or "y" in data for _, data in graph.nodes(data=True)):
        return np.array([[_number(graph.nodes[node].get(axis)) for axis in ("x", "y")] for node in nodes])
    named = [_PAIR.fullmatch(str(node)) for node in nodes]
    return np.array([[_number(each and each[1]), _number(each and each[2])] for each in named])


def _edges_table(
    edges: Sequence[tuple[Any, Any, dict[str, Any]]], lines: NDArray[np.object_], crs: CRS, file: str
) -> gpd.GeoDataFrame:
    """Return the edges as ``tables.STREETS`` in degrees; lines that lie nowhere on the earth are a fault."""
    table = gpd.GeoDataFrame(
        {
            "street_id": [ways_said(data.get("osmid")) for _, _, data in edges],
            "name": [text_of(data.get("name")) for _, _, data in edges],
            "highway": [text_of(data.get("highway")) for _, _, data in edges],
            "level": "",
            "access": edges_access(edges),
            "cut_start": False,
            "cut_end": False,
        },
        geometry=lines,
        crs=crs,
    ).to_crs(tables.WGS84)
    outside = ~np.isfinite(table.total_bounds).all() or np.abs(table.total_bounds).max() > 180
    if outside or np.abs(table.total_bounds[[1, 3]]).max() > 90:
        raise InputError(Finding(code="graph_not_in_degrees", file=file, value=str(table.total_bounds.tolist())))
    return table


def _crs(graph: nx.Graph, file: str) -> CRS:
    given = graph.graph.get("crs") or tables.WGS84
    old = _OLD_CRS.match(str(given)) if isinstance(given, (str, dict)) else None
    try:
        crs = CRS.from_user_input(old[1] if old else given)
    except (CRSError, RecursionError):
        crs = None
    if crs is None or not (crs.is_geographic or crs.is_projected):
        raise InputError(Finding(code="graph_crs_unknown", file=file, column="crs", value=str(given)))
    return crs


def _lines(
    edges: Sequence[tuple[Any, Any, dict[str, Any]]], ends: NDArray[np.float64], file: str
) -> tuple[NDArray[np.bool_], NDArray[np.object_]]:
    """Return which edges have a drawn line, and the line of each: that one, else straight from end to end."""
    lines: NDArray[np.object_] = shapely.linestrings(ends)
    drawn = np.zeros(len(edges), dtype=bool)
    faults = []
    for i, (start, end, data) in enumerate(edges):
        geometry = data.get("geometry")
        if geometry is None or str(geometry) in {"", "None"}:
            continue
        if isinstance(geometry, str):
            with np.errstate(invalid="ignore"):
                geometry = shapely.from_wkt(geometry, on_invalid="ignore")
        drawn[i] = True
        if isinstance(geometry, shapely.MultiLineString) and len(geometry.geoms) == 1:
            geometry = geometry.geoms[0]
        if _is_line(geometry):
            lines[i] = geometry
        else:
            value = str(data["geometry"])
            faults.append(
                Finding(code="edge_not_a_line", file=file, row=f"{start} – {end}", column="geometry", value=value)
            )
    raise_if_any(faults[:_SHOWN_FINDINGS])
    return drawn, lines


def _unswapped(
    lines: NDArray[np.object_], drawn: NDArray[np.bool_], ends: NDArray[np.float64]
) -> tuple[NDArray[np.object_], bool]:
    """Return the lines with x and y exchanged where every drawn one meets its nodes so, and none as it is."""
    if not drawn.any():
        return lines, False
    exchanged = shapely.transform(lines[drawn], lambda xy: xy[:, ::-1])
    if _meets(lines[drawn], ends[drawn]).any() or not _meets(exchanged, ends[drawn]).all():
        return lines, False
    result = lines.copy()
    result[drawn] = exchanged
    return result, True


def _meets(lines: NDArray[np.object_], ends: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which lines run from one of their ends to the other, to a hundred thousandth of the coordinates."""
    places = np.stack([shapely.get_coordinates(shapely.get_point(lines, i)) for i in (0, -1)], axis=1)
    meets = [np.isclose(places, each, rtol=1e-5, atol=0).all(axis=(1, 2)) for each in (ends, ends[:, ::-1])]
    result: NDArray[np.bool_] = np.logical_or(*meets)
    return result


def _led(
    table: gpd.GeoDataFrame, drawn: NDArray[np.bool_], nodes: NDArray[np.int64]
) -> tuple[gpd.GeoDataFrame, NDArray[np.float64]]:
    """Return the edges with every drawn line led to the nodes it misses, and how far it was off, in metres."""
    lines: NDArray[np.object_] = table.geometry.to_numpy().copy()
    tips = np.stack([integers.to_units(shapely.get_coordinates(shapely.get_point(lines, i))) for i in (0, -1)], axis=1)
    off_m = np.zeros(len(lines))
    meets = (tips == nodes).all(axis=(1, 2)) | (tips == nodes[:, ::-1]).all(axis=(1, 2))
    missing = np.flatnonzero(drawn & ~meets)
    if not missing.size:
        return table, off_m
    ways = np.stack([_apart_m(tips[missing], each) for each in (nodes[missing], nodes[missing][:, ::-1])])
    backward = ways.sum(axis=2).argmin(axis=0) == 1
    off_m[missing] = np.where(backward[:, None], ways[1], ways[0]).max(axis=1)
    for i, turned in zip(missing.tolist(), backward.tolist(), strict=True):
        start, end = nodes[i][::-1] if turned else nodes[i]
        inner = integers.to_units(shapely.get_coordinates(lines[i]))
        lines[i] = shapely.LineString(integers.to_degrees(np.concatenate([[start], inner, [end]])))
    lines[missing] = shapely.remove_repeated_points(lines[missing])
    return table.set_geometry(lines, crs=table.crs), off_m


def _ranks(nodes: Sequence[Any]) -> NDArray[np.int64]:
    """Return the number of each node: from 1, by the rank of its id as text."""
    order = sorted(range(len(nodes)), key=lambda i: (str(nodes[i]), repr(nodes[i])))
    ranks = np.empty(len(nodes), np.int64)
    ranks[order] = np.arange(1, len(nodes) + 1)
    return ranks


def _open_ends(graph: nx.Graph, nodes_at: gpd.GeoSeries, index_of: Mapping[Any, int]) -> shapely.MultiPoint | None:
    """Return the nodes that had more streets when OSMnx counted them, None where not all say how many.

    Streets are counted as it counts them: parallel edges by their key, both directions of one key once, a loop twice.
    """
    said = np.array([_number(data.get("street_count")) for _, data in graph.nodes(data=True)])
    if not np.isfinite(said).all():
        return None
    keyed = graph.edges(keys=True) if graph.is_multigraph() else ((start, end, 0) for start, end in graph.edges)
    streets = {(*sorted((index_of[start], index_of[end])), key) for start, end, key in keyed}
    loops = {(start, end) for start, end, _ in streets if start == end}
    ends = [(start, end) for start, end, _ in streets if start != end]
    held = np.bincount(np.array([*ends, *loops]).ravel(), minlength=len(said))
    return shapely.MultiPoint(nodes_at.to_numpy()[said > held])


def _drawn_ends(table: gpd.GeoDataFrame, nodes: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the nodes of each edge in the direction in which its line is drawn."""
    starts = integers.to_units(shapely.get_coordinates(shapely.get_point(table.geometry.to_numpy(), 0)))
    backward = (starts != units[:, 0]).any(axis=1)
    return np.where(backward[:, None], nodes[:, ::-1], nodes)


def _apart_m(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    lon_lat = [integers.to_degrees(units).reshape(-1, 2) for units in (one, other)]
    _, _, metres = _GEOD.inv(*lon_lat[0].T, *lon_lat[1].T)
    return np.asarray(metres, dtype=np.float64).reshape(one.shape[:2])


def _off_nodes(edge: tuple[Any, Any, dict[str, Any]], metres: float, file: str) -> Finding:
    details = {"metres": f"{metres:,.0f}", "most": f"{rule_numbers.GRAPH_LINE_OFF_M:,.0f}"}
    return Finding(
        code="edge_off_its_nodes", file=file, row=f"{edge[0]} – {edge[1]}", column="geometry", details=details
    )


def _unit_of(length_m: NDArray[np.float64], table: gpd.GeoDataFrame) -> str:
    """Return the unit of lengths that are plainly no metres: nearly all of them as much too long or too short."""
    places, line = shapely.get_coordinates(table.geometry.to_numpy(), return_index=True)
    same = np.diff(line) == 0
    _, _, step_m = _GEOD.inv(*places[:-1].T, *places[1:].T)
    drawn_m = np.bincount(line[1:][same], np.asarray(step_m)[same], len(table))
    long = drawn_m >= _SHORTEST_M
    if long.sum() < _EDGES_THAT_TELL:
        return ""
    ratio = length_m[long] / drawn_m[long]
    least, middle = np.quantile(ratio, [0.05, 0.5])
    fitting = [unit for unit, per_m in _UNITS.items() if least >= 0.98 * per_m and 0.98 <= middle / per_m <= 1.03]
    return fitting[0] if fitting else ""


def _is_line(geometry: object) -> bool:
    if not isinstance(geometry, shapely.LineString) or geometry.is_empty:
        return False
    return bool(np.isfinite(shapely.get_coordinates(geometry)).all())


def _lengths(edges: Sequence[tuple[Any, Any, dict[str, Any]]], file: str) -> NDArray[np.float64] | None:
    given = np.array([data.get("length") is not None for _, _, data in edges])
    if not given.any():
        return None
    length_m = np.array([_number(data.get("length")) for _, _, data in edges])
    findings = [
        Finding(
            code="length_missing" if not given[i] else "length_unusable",
            file=file,
            row=f"{edges[i][0]} – {edges[i][1]}",
            column="length",
            value=None if not given[i] else str(edges[i][2].get("length")),
        )
        for i in np.flatnonzero(~((length_m >= 0) & (length_m <= LONGEST_STREET_M)))[:_SHOWN_FINDINGS]
    ]
    raise_if_any(findings)
    return length_m


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")
