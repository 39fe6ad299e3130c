"""Street graphs saved as GraphML, by OSMnx or by plain networkx."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import ParseError

import numpy as np
import pandas as pd

from circles import graphs
from circles.access import PUBLIC
from circles.errors import Finding, InputError
from circles.figures import Figure
from circles.phrases import phrase
from circles.provenance import Taken
from circles.rule_numbers import VERTEX_M
from circles.sources.files.format import unreadable
from circles.sources.files.graphml import refuse_hostile_graphml
from circles.sources.geo.coordinates import refers_to_file
from circles.sources.streets.barriers import barriers_on
from circles.sources.streets.left_out import left_out_ways
from circles.sources.streets.tags import BY_GRAPH, BY_MORE_THAN_TAGS, WalkFilter, access_taken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import networkx as nx
    import shapely


class GraphTaken(NamedTuple):
    """The edges of a graph as ``tables.STREETS``, how they were taken, what to look at, what else it holds."""

    table: gpd.GeoDataFrame
    taken: Taken
    warnings: tuple[Finding, ...]
    left_out: gpd.GeoDataFrame | None
    barriers: gpd.GeoDataFrame | None
    open_ends: shapely.MultiPoint | None


def streets_from_graphml(path: Path, *, asked: WalkFilter | None = None) -> GraphTaken:
    """Return the edges of a GraphML file as ``tables.STREETS``, how they were taken, and what to look at.

    Parameters
    ----------
    path : Path
        Written by OSMnx (every attribute as text) or by networkx (typed); nodes have ``x`` and ``y`` in the
        CRS the graph names, WGS-84 where it names none.
    asked : WalkFilter, optional
        What is done with private edges, and whether tags of edges and nodes say who may walk.

    Raises
    ------
    InputError
        If the file declares a document type or entities, has more elements than are read, is broken, its CRS
        refers to a file, or its places or lengths cannot be used.
    """
    graph = _read(path)
    if refers_to_file(str(graph.graph.get("crs", ""))):
        raise InputError(Finding(code="crs_names_a_file", file=path.name, column="crs"))
    return streets_of_graph(graph, file=path.name, asked=asked)


def streets_of_graph(graph: nx.Graph[Any], *, file: str = "memory", asked: WalkFilter | None = None) -> GraphTaken:
    """Return the edges of a graph as :func:`streets_from_graphml` does."""
    asked = asked or WalkFilter()
    streets = graphs.read_graph(graph, file=file)
    by_tags = asked.access_rules == BY_MORE_THAN_TAGS
    who = streets.table["access"] if by_tags else pd.Series(PUBLIC, index=streets.table.index)
    taken = [access_taken(each, asked) for each in who]
    walked = np.array([each.refusal is None for each in taken], dtype=bool)
    table = streets.table.assign(access=[each.access for each in taken])[walked].reset_index(drop=True)
    counts = {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
    counts |= {"lines_led": streets.lines_led} if streets.lines_led else {}
    counts |= {"edges_left_out": int((~walked).sum())} if not walked.all() else {}
    return GraphTaken(
        table,
        Taken(rule=BY_GRAPH, counts=counts),
        tuple(_warnings(streets, file)),
        left_out_ways([each.refusal for each in taken], streets.table.geometry.to_numpy()),
        barriers_on(table, streets.barriers) if by_tags else None,
        streets.open_ends,
    )


def _warnings(streets: graphs.GraphStreets, file: str) -> Iterator[Finding]:
    edges = Figure(value=len(streets.table))
    if streets.furthest_m >= VERTEX_M:
        furthest = Figure(value=streets.furthest_m, precision="tenth")
        details = {"count": Figure(value=streets.lines_led), "edges": edges, "furthest": furthest}
        yield Finding(code="graph_lines_led", file=file, column="geometry", details=details)
    if streets.lines_swapped:
        yield Finding(code="graph_lines_swapped", file=file, column="geometry", details={"edges": edges})
    if streets.unit:
        unit = phrase(f"street_lengths.{streets.unit}")
        yield Finding(code="lengths_not_metres", file=file, column="length", details={"edges": edges, "unit": unit})


def _read(path: Path) -> nx.Graph[Any]:
    import networkx as nx

    refuse_hostile_graphml(path)
    try:
        with _collector_paused(), path.open("rb") as stream:
            graph: nx.Graph[Any] = nx.read_graphml(stream)
    except (ParseError, nx.NetworkXError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise unreadable(path.name, error) from error
    return graph


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the cycle collector, which otherwise takes half the time while so many XML nodes are made."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
