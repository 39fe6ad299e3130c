"""What else an OpenStreetMap extract (PBF) holds: carriageways, residential land, homes and gates."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from osmium.filter import EntityFilter, KeyFilter, TagFilter

from circles import integers, tables
from circles.sources.files.extracts import osm_data
from circles.sources.files.format import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from osmium.osm import TagList

CARRIAGEWAYS = frozenset(
    {
        *("motorway", "trunk", "primary", "secondary", "tertiary"),
        *("motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"),
        *("unclassified", "residential", "living_street", "pedestrian", "road"),
    }
)
"""Classes of street that part one block from the next: carriageways, on foot or not, and pedestrian streets.
Footways, tracks and service roads lead through blocks."""

HOMES = (
    *("residential", "apartments", "house", "detached", "semidetached_house", "terrace"),
    *("dormitory", "bungalow", "hut", "farm", "cabin", "static_caravan", "houseboat"),
)
"""Values of `building` that people live in."""

GATE_BARRIERS = frozenset({"gate", "lift_gate", "swing_gate", "entrance"})
"""Values of `barrier` that people pass."""

NO_DOORS = frozenset({"no", "emergency", "exit", "fire_exit", "garage"})
"""Values of `entrance` by which visitors do not go in."""

_ON_THE_GROUND = (None, "no", "building_passage")


class Areas(NamedTuple):
    """Polygons in WGS-84 on the grid of 1e-7 degree, each once, and their names (empty where there is none)."""

    shapes: NDArray[np.object_]
    names: NDArray[np.object_]


def carriageways(path: Path) -> NDArray[np.object_]:
    """Return the carriageways of an OSM PBF file as LineStrings in WGS-84, not those in tunnels.

    Walkable or not: a motorway parts two blocks as well. A way with nodes the extract does not hold is cut there.

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """
    wkb = osmium.geom.WKBFactory()
    ways = (
        osmium.FileProcessor(osm_data(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(EntityFilter(osmium.osm.WAY))
        .with_filter(KeyFilter("highway"))
    )

    def lines() -> Iterator[Any]:
        for way in ways:
            tags = way.tags
            if tags.get("highway") in CARRIAGEWAYS and tags.get("tunnel") in _ON_THE_GROUND:
                if tags.get("area") == "yes":  # a square, whose edge is no street
                    continue
                try:
                    yield wkb.create_linestring(way, osmium.geom.use_nodes.ALL)
                except (osmium.InvalidLocationError, RuntimeError):  # a node is missing, or there are fewer than two
                    yield from _runs(way)

    found: NDArray[np.object_] = shapely.from_wkb(np.array(_read(path, lines()), dtype=object))
    return found


def residential_land(path: Path) -> Areas:
    """Return the areas with ``landuse=residential`` of an OSM PBF file, ways and multipolygons, holes kept.

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """
    return _areas(path, "landuse", ("residential",))


def residential_buildings(path: Path) -> Areas:
    """Return the buildings of an OSM PBF file that people live in (see :data:`HOMES`).

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """
    return _areas(path, "building", HOMES)


def gate_places(path: Path) -> NDArray[np.object_]:
    """Return the entrances and gates of an OSM PBF file as Points in WGS-84.

    Nodes with `entrance` or with a `barrier` of :data:`GATE_BARRIERS`; private ones too, for people live behind
    them, but none with ``access=no`` or ``entrance=no``.

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """

    def is_gate(tags: TagList) -> bool:
        passed = tags.get("entrance", "no") != "no" or tags.get("barrier") in GATE_BARRIERS
        return passed and tags.get("access") != "no"

    return _nodes_tagged(path, ("entrance", "barrier"), is_gate)


def door_places(path: Path) -> NDArray[np.object_]:
    """Return the entrances of buildings in an OSM PBF file by which visitors go in, as Points in WGS-84.

    Nodes with an `entrance` that is none of :data:`NO_DOORS`, and no `access` of no or private.

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """

    def is_door(tags: TagList) -> bool:
        return tags["entrance"] not in NO_DOORS and tags.get("access") not in {"no", "private"}

    return _nodes_tagged(path, ("entrance",), is_door)


def _nodes_tagged(path: Path, keys: Sequence[str], is_meant: Callable[[TagList], bool]) -> NDArray[np.object_]:
    """Return the nodes with one of the keys whose tags are meant, as Points in WGS-84."""
    nodes = (
        osmium.FileProcessor(osm_data(path), osmium.osm.NODE)
        .with_filter(EntityFilter(osmium.osm.NODE))
        .with_filter(KeyFilter(*keys))
    )
    found = ((node.location.x, node.location.y) for node in nodes if is_meant(node.tags) and node.location.valid())
    places = np.array(_read(path, found), dtype=np.int64).reshape(-1, 2)
    points: NDArray[np.object_] = shapely.points(integers.to_degrees(places))
    return points


def buildings(path: Path) -> NDArray[np.object_]:
    """Return every building of an OSM PBF file as polygons in WGS-84.

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """
    return _chosen_areas(path, KeyFilter("building")).shapes


def _areas(path: Path, key: str, values: tuple[str, ...]) -> Areas:
    return _chosen_areas(path, TagFilter(*((key, value) for value in values)))


def _chosen_areas(path: Path, chosen: TagFilter | KeyFilter) -> Areas:
    wkb = osmium.geom.WKBFactory()
    processor = (
        osmium.FileProcessor(osm_data(path))
        .with_areas(chosen)
        .with_filter(EntityFilter(osmium.osm.AREA))
        .with_filter(chosen)
    )

    def areas() -> Iterator[tuple[str, str]]:
        for area in processor:
            try:
                yield area.tags.get("name", ""), wkb.create_multipolygon(area)
            except (osmium.InvalidLocationError, RuntimeError):  # rings that enclose nothing
                continue

    rows = _read(path, areas())
    parts = shapely.from_wkb(np.array([shape for _, shape in rows], dtype=object))
    alone = shapely.get_num_geometries(parts) == 1
    shapes = np.where(alone, shapely.get_geometry(parts, 0), parts)
    placed = integers.on_grid(gpd.GeoSeries(shapes, crs=tables.WGS84)).to_numpy()
    # A way and a relation over it may both bear the tag: the same land is kept once.
    kept = ~pd.Series(shapely.to_wkb(shapely.normalize(placed))).duplicated().to_numpy()
    names = np.array([name for name, _ in rows], dtype=object)
    return Areas(placed[kept], names[kept])


def _runs(way: Any) -> Iterator[Any]:
    """Yield a line for each run of two known nodes or more."""
    places = [(node.x, node.y) if node.location.valid() else None for node in way.nodes]
    for known, group in groupby(places, key=lambda place: place is not None):
        run = list(group)
        if known and len(run) > 1:
            yield shapely.to_wkb(shapely.LineString(integers.to_degrees(np.array(run))), hex=True)


def _read(path: Path, rows: Iterable[Any]) -> list[Any]:
    try:
        return list(rows)
    except (RuntimeError, OSError, ValueError) as error:
        raise unreadable(path.name, error) from error
