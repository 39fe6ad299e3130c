"""An isochrone as the examples of osmnx describe it: an ego graph, its edges buffered, their union.

Own code after the published recipe: walking time on each edge of a projected graph, ``networkx.ego_graph``
about the node nearest to the center, edges buffered by 25 m, one union, its interior filled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
from shapely.geometry import LineString, Point, Polygon

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def add_walking_minutes(graph: nx.MultiDiGraph[Any], speed_kmh: float) -> None:
    """Give every edge of `graph` its walking time, ``time`` in minutes."""
    metres_a_minute = speed_kmh * 1000 / 60
    for _, _, data in graph.edges(data=True):
        data["time"] = data["length"] / metres_a_minute


def isochrone(graph: nx.MultiDiGraph[Any], node: Any, minutes: float, *, edge_buffer_m: float = 25) -> BaseGeometry:
    """Return the isochrone polygon about `node` of a projected graph whose edges carry ``time``."""
    reached = nx.ego_graph(graph, node, radius=minutes, distance="time")
    places = {name: Point(data["x"], data["y"]) for name, data in reached.nodes(data=True)}
    lines = [
        graph.get_edge_data(start, end)[0].get("geometry", LineString([places[start], places[end]]))
        for start, end in reached.edges()
    ]
    shapes = [*gpd.GeoSeries(list(places.values())).buffer(0.1), *gpd.GeoSeries(lines).buffer(edge_buffer_m)]
    union = gpd.GeoSeries(shapes).union_all()
    return Polygon(union.exterior) if union.geom_type == "Polygon" else union
