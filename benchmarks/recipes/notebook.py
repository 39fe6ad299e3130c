"""A coverage map as a planner's notebook makes it today: osmnx, networkx, geopandas, folium.

    python -m benchmarks.recipes.notebook --streets FILE --centers FILE --blocks FILE --out FOLDER

From a PBF the streets are first rewritten as OSM XML, the only OSM file that osmnx reads into a graph; the
graph is saved as GraphML, from which the next run may start. The last line printed is a JSON object with
seconds by step; what the process took beyond them are its imports.
"""

from __future__ import annotations

import argparse
import json
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import osmnx as ox
import pandas as pd

from benchmarks.inputs import NOT_FOR_FEET
from benchmarks.measuring import peak_mb
from benchmarks.recipes.isochrone import add_walking_minutes, isochrone

if TYPE_CHECKING:
    import networkx as nx

MINUTES = 15
SPEED_KMH = 4.0


def streets_as_xml(pbf: Path, xml: Path) -> None:
    """Rewrite the walkable ways of a PBF and their nodes as OSM XML; ways with missing nodes are left out."""
    import osmium

    def walkable(thing: Any) -> bool:
        tags = thing.tags
        return "highway" in tags and tags["highway"] not in NOT_FOR_FEET and tags.get("foot") != "no"

    held = {thing.id for thing in osmium.FileProcessor(str(pbf), osmium.osm.NODE)}
    ways = [
        (thing.id, [node.ref for node in thing.nodes])
        for thing in osmium.FileProcessor(str(pbf), osmium.osm.WAY)
        if walkable(thing)
    ]
    kept = {way: nodes for way, nodes in ways if held.issuperset(nodes)}
    used = {node for nodes in kept.values() for node in nodes}
    xml.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(xml)) as writer:
        for thing in osmium.FileProcessor(str(pbf), osmium.osm.NODE | osmium.osm.WAY):
            if thing.id in (used if thing.is_node() else kept):
                writer.add(thing)


def load(streets: Path, folder: Path) -> nx.MultiDiGraph[Any]:
    """Return the walking graph of a GraphML or PBF file."""
    if streets.suffix == ".graphml":
        saved: nx.MultiDiGraph[Any] = ox.load_graphml(streets)
        return saved
    xml = folder / "streets.osm"
    streets_as_xml(streets, xml)
    read: nx.MultiDiGraph[Any] = ox.graph_from_xml(xml, bidirectional=True)
    return read


def covered_blocks(graph: nx.MultiDiGraph[Any], centers: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame) -> Any:
    """Return the isochrones of `centers` and whether each block's centroid lies in one of them."""
    plane = graph.graph["crs"]
    points = centers.to_crs(plane).geometry
    nodes = ox.distance.nearest_nodes(graph, points.x, points.y)
    polygons = [isochrone(graph, node, MINUTES) for node in nodes]
    circles = gpd.GeoDataFrame({"name": centers["name"].to_numpy()}, geometry=polygons, crs=plane)
    middles = blocks[["block_id"]].set_geometry(blocks.to_crs(plane).centroid)
    inside = set(gpd.sjoin(middles, circles, predicate="within")["block_id"])
    return circles, blocks["block_id"].isin(inside)


def draw(circles: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame, centers: gpd.GeoDataFrame, file: Path) -> None:
    """Save the folium map."""
    lon, lat = float(centers.geometry.x.mean()), float(centers.geometry.y.mean())
    page = folium.Map(location=[lat, lon], zoom_start=13)
    folium.GeoJson(circles.to_crs("EPSG:4326"), name="circles", tooltip=folium.GeoJsonTooltip(["name"])).add_to(page)
    folium.GeoJson(
        blocks.to_crs("EPSG:4326"),
        name="blocks",
        style_function=lambda feature: {"color": "#0072B2" if feature["properties"]["covered"] else "#D55E00"},
        tooltip=folium.GeoJsonTooltip(["name", "population", "covered"]),
    ).add_to(page)
    for name, point in zip(centers["name"], centers.geometry, strict=True):
        folium.Marker([point.y, point.x], tooltip=name).add_to(page)
    folium.LayerControl().add_to(page)
    page.save(str(file))


def main() -> None:
    """Run the notebook's cells one after another."""
    parser = argparse.ArgumentParser(description="Coverage map by osmnx, networkx and folium.")
    for name in ("streets", "centers", "blocks", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    marks = [("", time.perf_counter())]
    loaded = load(given.streets, given.out)
    marks.append(("load", time.perf_counter()))
    if given.streets.suffix != ".graphml":
        ox.save_graphml(loaded, given.out / "streets.graphml")
    marks.append(("save", time.perf_counter()))
    graph = ox.project_graph(loaded)
    add_walking_minutes(graph, SPEED_KMH)
    marks.append(("project", time.perf_counter()))
    table = pd.read_csv(given.centers)
    centers = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
    blocks = gpd.read_file(given.blocks)
    circles, blocks["covered"] = covered_blocks(graph, centers, blocks)
    marks.append(("circles and flags", time.perf_counter()))
    draw(circles, blocks, centers, given.out / "map.html")
    blocks[["block_id", "covered"]].to_csv(given.out / "blocks.csv", index=False)
    marks.append(("map", time.perf_counter()))
    steps = {name: round(moment - before, 2) for (_, before), (name, moment) in pairwise(marks)}
    print(json.dumps({"steps": steps, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
