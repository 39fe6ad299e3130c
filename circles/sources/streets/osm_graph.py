"""Street graphs saved as GraphML, by OSMnx or by plain networkx."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from circles import graphs
from circles.errors import Finding, InputError
from circles.provenance import Taken
from circles.sources.files.format import unreadable
from circles.sources.files.graphml import refuse_hostile_graphml
from circles.sources.geo.coordinates import refers_to_file
from circles.sources.streets.tags import BY_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import networkx as nx


def streets_from_graphml(path: Path) -> tuple[gpd.GeoDataFrame, Taken]:
    """Return the edges of a GraphML file as ``tables.STREETS``, and how they were taken.

    Parameters
    ----------
    path : Path
        Written by OSMnx (every attribute as text) or by networkx (typed); nodes have ``x`` and ``y`` in the
        CRS the graph names, WGS-84 where it names none.

    Raises
    ------
    InputError
        If the file declares a document type or entities, has more elements than are read, is broken, its CRS
        refers to a file, or its places or lengths cannot be used.
    """
    graph = _read(path)
    if refers_to_file(str(graph.graph.get("crs", ""))):
        raise InputError(Finding(code="crs_names_a_file", file=path.name, column="crs"))
    return streets_of_graph(graph, file=path.name)


def streets_of_graph(graph: nx.Graph[Any], *, file: str = "memory") -> tuple[gpd.GeoDataFrame, Taken]:
    """Return the edges of a graph as :func:`streets_from_graphml` does."""
    streets = graphs.streets_from_graph(graph, file=file)
    counts = {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
    return streets, Taken(rule=BY_GRAPH, counts=counts)


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
