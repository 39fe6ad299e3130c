"""Street graphs in the OSMnx conventions, to the streets table and back.

Nodes carry ``x`` and ``y`` (longitude and latitude, or the graph's ``crs``), edges a ``length`` in metres or none
at all, and a ``geometry`` where they are not straight. Direction means nothing on foot.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from circles import integers, tables
from circles.errors import Finding, InputError, raise_if_any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    from numpy.typing import NDArray

_SHOWN_FINDINGS = 20

LONGEST_STREET_M = 1e8
"""Twice around the earth and more: a longer street is a fault, and its millimetres would not fit beside others."""


def streets_from_graph(graph: nx.Graph, *, file: str = "memory") -> gpd.GeoDataFrame:
    """Return a graph's edges as ``tables.STREETS``, with ``length_m`` where every edge carries ``length``.

    Parameters
    ----------
    graph : networkx graph
        Directed or not, multi or not; numbers may be text, as GraphML leaves them.
    file : str
        What to call the graph in findings.

    Raises
    ------
    InputError
        If there are no edges, a node has no finite place, or lengths are missing on some edges, NaN, negative or
        infinite.
    """
    nodes = list(graph.nodes)
    edges: list[tuple[Any, Any, dict[str, Any]]] = list(graph.edges(data=True))
    if not edges:
        raise InputError(Finding(code="graph_without_edges", file=file))
    places = np.array([[_number(graph.nodes[node].get(axis)) for axis in ("x", "y")] for node in nodes])
    raise_if_any(
        Finding(
            code="node_without_place",
            file=file,
            row=str(nodes[i]),
            column="x, y",
            value=str(graph.nodes[nodes[i]]),
        )
        for i in np.flatnonzero(~np.isfinite(places).all(axis=1))[:_SHOWN_FINDINGS]
    )
    length_m = _lengths(edges, file)
    index_of = {node: i for i, node in enumerate(nodes)}
    ends = np.array([[index_of[u], index_of[v]] for u, v, _ in edges])
    lines = _lines(edges, places[ends], file)
    crs = _crs(graph, file)
    table = gpd.GeoDataFrame(
        {
            "street_id": [_text(data.get("osmid")) for _, _, data in edges],
            "name": [_text(data.get("name")) for _, _, data in edges],
            "highway": [_text(data.get("highway")) for _, _, data in edges],
            "level": "",
            "cut_start": False,
            "cut_end": False,
        },
        geometry=lines,
        crs=crs,
    ).to_crs(tables.WGS84)
    if length_m is not None:
        table["length_m"] = length_m
    outside = ~np.isfinite(table.total_bounds).all() or np.abs(table.total_bounds).max() > 180
    if outside or np.abs(table.total_bounds[[1, 3]]).max() > 90:
        raise InputError(Finding(code="graph_not_in_degrees", file=file, value=str(table.total_bounds.tolist())))
    return table.set_geometry(integers.on_grid(table.geometry))


def graph_from_pieces(lon: NDArray[np.float64], lat: NDArray[np.float64], pieces: gpd.GeoDataFrame) -> nx.MultiDiGraph:
    """Return ``tables.PIECES`` as an OSMnx graph: nodes by number, each piece in both directions.

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
    columns = ("start", "end", "length_mm", "name", "highway")
    for piece, (start, end, length_mm, name, highway, line) in enumerate(
        zip(*(pieces[column].tolist() for column in columns), pieces.geometry, strict=True)
    ):
        tags = {key: value for key, value in (("name", name), ("highway", highway)) if value}
        shared = {"osmid": piece, "length": length_mm / 1000, "oneway": False, **tags}
        graph.add_edge(start, end, **shared, reversed=False, geometry=line)
        graph.add_edge(end, start, **shared, reversed=True, geometry=line.reverse())
    return graph


def _crs(graph: nx.Graph, file: str) -> CRS:
    given = graph.graph.get("crs") or tables.WGS84
    try:
        crs = CRS.from_user_input(given)
    except CRSError:
        crs = None
    if crs is None or not (crs.is_geographic or crs.is_projected):
        raise InputError(Finding(code="graph_crs_unknown", file=file, column="crs", value=str(given)))
    return crs


def _lines(
    edges: Sequence[tuple[Any, Any, dict[str, Any]]], ends: NDArray[np.float64], file: str
) -> NDArray[np.object_]:
    """Return each edge's line: its geometry where it has one, else straight from end to end."""
    lines: NDArray[np.object_] = shapely.linestrings(ends)
    faults = []
    for i, (start, end, data) in enumerate(edges):
        geometry = data.get("geometry")
        if geometry is None or str(geometry) in {"", "None"}:
            continue
        if isinstance(geometry, str):
            with np.errstate(invalid="ignore"):
                geometry = shapely.from_wkt(geometry, on_invalid="ignore")
        if _is_line(geometry):
            lines[i] = geometry
        else:
            value = str(data["geometry"])
            faults.append(
                Finding(code="edge_not_a_line", file=file, row=f"{start} – {end}", column="geometry", value=value)
            )
    raise_if_any(faults[:_SHOWN_FINDINGS])
    return lines


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


def _text(value: object) -> str:
    """Return a tag as text; of a list, as simplified graphs hold (GraphML as text), the first."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = ast.literal_eval(value)
        except (SyntaxError, ValueError):
            return str(value)
    if isinstance(value, list):
        value = value[0] if value else ""
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 NaN
