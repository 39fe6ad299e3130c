"""Squares of an extract: which areas are walked by everybody, and what stands on them (docs/method.md, Squares)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import osmium
import osmium.filter
import shapely

from tests.oracle import rights
from tests.oracle.earth import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tests.oracle.extract import Extract, Place

_WALKED_GROUND = {
    *("asphalt", "bricks", "chipseal", "cobblestone", "compacted", "concrete", "concrete:lanes", "concrete:plates"),
    *("fine_gravel", "granite", "gravel", "grass_paver", "ground", "marble", "metal", "paved", "paving_stones"),
    *(
        "paving_stones:lanes",
        "pebblestone",
        "plates",
        "sett",
        "stone",
        "tiles",
        "unhewn_cobblestone",
        "unpaved",
        "wood",
    ),
}
_DRIVEN = {
    *("motorway", "trunk", "primary", "secondary", "tertiary", "motorway_link", "trunk_link", "primary_link"),
    *("secondary_link", "tertiary_link", "unclassified", "residential", "road"),
}
_UNDER = {"no", "roof", "carport", "proposed", "collapsed", "demolished"}
_WATER = {
    "natural": {"water"},
    "landuse": {"basin", "reservoir"},
    "waterway": {"dock", "riverbank"},
    "leisure": {"swimming_pool"},
}


class Square(NamedTuple):
    """A square: its level, empty on the ground, and its rings, the outer one first; no vertex is repeated."""

    level: str
    rings: list[list[Place]]


class _Area(NamedTuple):
    tags: dict[str, str]
    shape: shapely.Geometry
    of_way: bool


def squares_of(
    path: Path, extract: Extract, *, private_open: bool = False, walls: Iterable[shapely.Geometry] = ()
) -> list[Square]:
    """Return the squares of a file, less buildings, water and the ground of gated compounds."""
    areas = _areas(path)
    driven = [
        shapely.LineString(np.array(run.places) / UNITS)
        for run in extract.runs
        if run.tags["highway"] in _DRIVEN and not rights.level(run.tags) and len(run.places) > 1
    ]
    obstacles = [area.shape for area in areas if _is_obstacle(area.tags)]
    found: list[Square] = []
    for area in areas:
        if not _is_square(area, private_open=private_open):
            continue
        if not _is_highway_area(area) and any(line.crosses(area.shape) or line.within(area.shape) for line in driven):
            continue
        level = rights.level(area.tags)
        for one in shapely.get_parts(_rounded(_without(area.shape, [] if level else obstacles))):
            found += squares_from(_without(one, list(walls)), level)
    return found


def _without(shape: shapely.Geometry, taken: Sequence[shapely.Geometry]) -> shapely.Geometry:
    # What was rounded may meet itself.
    shape = shape if shape.is_valid else shapely.make_valid(shape)
    standing = [each for each in taken if each.intersects(shape)]
    return shape - shapely.union_all(standing) if standing else shape


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda degrees: np.rint(degrees * UNITS) / UNITS)


def squares_from(shape: shapely.Geometry, level: str = "") -> list[Square]:
    """Return the polygons of a shape in degrees as squares on the lattice."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    found = [Square(level, [_ring(ring) for ring in (each.exterior, *each.interiors)]) for each in polygons]
    # A sliver may be nothing on the lattice.
    return [Square(level, [ring for ring in each.rings if len(ring) > 2]) for each in found if len(each.rings[0]) > 2]


def _ring(ring: shapely.LinearRing) -> list[Place]:
    places = [(int(x), int(y)) for x, y in np.rint(shapely.get_coordinates(ring) * UNITS)]
    return [place for place, before in zip(places[1:], places[:-1], strict=True) if place != before]


def _areas(path: Path) -> list[_Area]:
    keys = osmium.filter.KeyFilter("highway", "place", "building", *_WATER)
    found = []
    for thing in osmium.FileProcessor(str(path)).with_areas(keys).with_filter(keys):
        if isinstance(thing, osmium.osm.Area):
            tags = dict(thing.tags)
            if "highway" in tags or "place" in tags or _is_obstacle(tags):
                found.append(_Area(tags, _shape(thing), thing.from_way()))
    return [area for area in found if not area.shape.is_empty]


def _shape(area: osmium.osm.Area) -> shapely.Geometry:
    polygons = [
        shapely.Polygon(_places(outer), [_places(inner) for inner in area.inner_rings(outer)])
        for outer in area.outer_rings()
    ]
    return shapely.make_valid(shapely.MultiPolygon(polygons))


def _places(ring: Sequence[osmium.osm.NodeRef]) -> np.ndarray:
    return np.array([(node.x, node.y) for node in ring]) / UNITS


def _is_highway_area(area: _Area) -> bool:
    return "highway" in area.tags and (area.tags.get("area") == "yes" or not area.of_way)


def _is_square(area: _Area, *, private_open: bool) -> bool:
    tags = {key: value for key, value in area.tags.items() if key != "area"}
    if "highway" in tags:
        standing = rights.standing(tags)
        walked = standing == rights.PUBLIC or (private_open and standing == rights.PRIVATE)
        return walked and (_is_highway_area(area) or tags.get("place") == "square")
    return tags.get("place") == "square" and tags.get("surface") in _WALKED_GROUND


def _is_obstacle(tags: Mapping[str, str]) -> bool:
    if tags.get("location") == "underground" or tags.get("layer", "0").startswith("-"):
        return False
    if "building" in tags and tags["building"] not in _UNDER:
        return True
    return any(tags.get(key) in values for key, values in _WATER.items())
