"""Streets of a city as the tools that people have clip them, each from the same whole."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import geopandas as gpd
import shapely

from benchmarks.osmium_clips import osmium_clip
from circles import graphs, integers
from circles.data_edge import AT_LINE, AT_NODE
from circles.errors import InputError
from circles.sources.streets.reading import streets_reading
from circles.sources.streets.tags import WalkFilter

if TYPE_CHECKING:
    import networkx as nx
    from shapely.geometry.base import BaseGeometry

    from benchmarks.osmium_clips import Extract

OSMNX = ("counted", "counted_by_edge", "uncounted", "uncounted_by_edge", "bbox")
IN_OR_OUT = WalkFilter(private_ways="in or out")


class Clipped(Protocol):
    """What clips of a city are made from."""

    @property
    def streets(self) -> gpd.GeoDataFrame: ...

    @property
    def extract(self) -> Extract: ...

    @property
    def osmnx_graph(self) -> nx.MultiDiGraph: ...


@dataclass(frozen=True, eq=False)
class Clip:
    """Streets of a clip, how they end at its edge, and what tells that they go on."""

    streets: gpd.GeoDataFrame
    ends_at: str
    open_ends: BaseGeometry | None
    squares: gpd.GeoDataFrame | None = None


def clip_of(city: Clipped, kind: str, shape: BaseGeometry) -> Clip | None:
    """Return the streets that one tool keeps of a city within a shape; None where there are none."""
    if kind == "lines":
        cut = gpd.clip(city.streets, shape).explode(index_parts=False)
        cut = cut[cut.geom_type == "LineString"].reset_index(drop=True)
        cut = cut.assign(cut_start=False, cut_end=False, geometry=integers.on_grid(cut.geometry))
        cut = cut[shapely.length(shapely.remove_repeated_points(cut.geometry.to_numpy())) > 0]
        return Clip(cut, AT_LINE, None) if len(cut) else None
    if kind in OSMNX:
        return _truncated(city, kind, shape)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.osm.pbf"
        osmium_clip(city.extract, shape, kind, path)
        try:
            return clip_of_file(path)
        except InputError as error:
            if {finding.code for finding in error.findings} <= {"no_walkable_street", "ways_without_nodes"}:
                return None
            raise


def clip_of_file(path: Path) -> Clip:
    """Read streets and squares of an OSM file."""
    read = streets_reading(path, asked=IN_OR_OUT, squares=True)
    return Clip(read.table, read.ends_at, read.open_ends, read.squares)


def _truncated(city: Clipped, kind: str, shape: BaseGeometry) -> Clip | None:
    import osmnx

    # What is far off is left out beforehand, or each clip would copy the whole city.
    west, south, east, north = shape.bounds
    whole = city.osmnx_graph
    inside = [
        node
        for node, data in whole.nodes(data=True)
        if west - 0.001 < data["x"] < east + 0.001 and south - 0.001 < data["y"] < north + 0.001
    ]
    beyond = {other for node in inside for other in (*whole.successors(node), *whole.predecessors(node))}
    near = whole.subgraph([*inside, *sorted(beyond.difference(inside))])
    by_edge = kind.endswith("by_edge")
    try:
        if kind == "bbox":
            graph = osmnx.truncate.truncate_graph_bbox(near, shape.bounds, truncate_by_edge=by_edge)
        else:
            graph = osmnx.truncate.truncate_graph_polygon(near, shape, truncate_by_edge=by_edge)
    except ValueError:
        return None
    if not graph.number_of_edges():
        return None
    if kind.startswith("uncounted"):
        graph = graph.copy()
        for node in graph.nodes:
            graph.nodes[node].pop("street_count", None)
    edges = graphs.read_graph(graph)
    return Clip(edges.table, AT_NODE, edges.open_ends)
