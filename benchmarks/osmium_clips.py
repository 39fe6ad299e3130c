"""What ``osmium extract`` keeps of the streets of an OSM file, by each of its strategies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import shapely

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, eq=False)
class Extract:
    """The nodes and highways of an OSM file, and the ways of its multipolygons, as osmium extract sees them."""

    place: dict[int, tuple[float, float]]
    ways: list[tuple[int, dict[str, str], list[int]]]
    lon: np.ndarray[Any, np.dtype[np.float64]]
    lat: np.ndarray[Any, np.dtype[np.float64]]
    first: np.ndarray[Any, np.dtype[np.int64]]
    members: list[list[int]]


def extract_of(path: Path) -> Extract:
    """Read nodes, highways and multipolygons of an OSM file."""
    place: dict[int, tuple[float, float]] = {}
    ways: list[tuple[int, dict[str, str], list[int]]] = []
    members: list[list[int]] = []
    for thing in osmium.FileProcessor(str(path)):
        if thing.is_node():
            place[thing.id] = (thing.location.lon, thing.location.lat)
        elif thing.is_way() and "highway" in thing.tags:
            refs = [node.ref for node in thing.nodes if node.ref in place]
            if refs:
                ways.append((thing.id, dict(thing.tags), refs))
        elif thing.is_relation() and thing.tags.get("type") == "multipolygon":
            members.append([member.ref for member in thing.members if member.type == "w"])
    ways.sort(key=lambda way: way[0])
    lon, lat = np.array([place[ref] for _, _, refs in ways for ref in refs]).T
    count = np.array([len(refs) for _, _, refs in ways])
    return Extract(place, ways, lon, lat, np.cumsum(count) - count, members)


def osmium_clip(
    extract: Extract, shape: BaseGeometry, strategy: str, path: Path, *, said: BaseGeometry | None = None
) -> None:
    """Write what ``osmium extract --strategy`` keeps of the streets within a shape, with a box in the header."""
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, extract.lon, extract.lat)
    kept = np.add.reduceat(inside, extract.first) > 0
    if strategy == "smart":
        ids = {way[0] for way, keep in zip(extract.ways, kept.tolist(), strict=True) if keep}
        of_relations = {way for ways in extract.members if ids.intersection(ways) for way in ways}
        kept |= np.array([way[0] in of_relations for way in extract.ways])
    rows = np.flatnonzero(kept).tolist()
    nodes = {
        ref
        for row in rows
        for i, ref in enumerate(extract.ways[row][2], int(extract.first[row]))
        if strategy != "simple" or inside[i]
    }
    header = osmium.io.Header()
    if said is not None:
        west, south, east, north = said.bounds
        header.add_box(osmium.osm.Box(west, south, east, north))
    with osmium.SimpleWriter(str(path), overwrite=True, header=header) as writer:
        for ref in sorted(nodes):
            writer.add_node(osmium.osm.mutable.Node(id=ref, location=extract.place[ref]))
        for row in rows:
            way_id, tags, refs = extract.ways[row]
            writer.add_way(osmium.osm.mutable.Way(id=way_id, nodes=refs, tags=tags))
