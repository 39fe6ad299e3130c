"""Squares of an OpenStreetMap extract: areas that people cross, less what stands on them (rules: ``squares.toml``)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from osmium.filter import EntityFilter, KeyFilter, TagFilter

from circles import integers, tables
from circles.sources.files.extracts import areas_read
from circles.sources.streets.tags import TakenAs, WalkFilter, level_text, way_taken
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


_BY_ALL = TakenAs(None)


class Area(NamedTuple):
    """An area of an extract: its id, what its tags say, and its shape as WKB."""

    osm_id: str
    tags: Mapping[str, str]
    wkb: str


def squares_from_osm(path: Path, *, asked: WalkFilter | None = None) -> gpd.GeoDataFrame:
    """Return the squares of an OSM PBF or XML file.

    Parameters
    ----------
    path : Path
        The extract.
    asked : WalkFilter, optional
        What is done with private ways: a private square is one only where they are open to all.

    Returns
    -------
    GeoDataFrame
        ``tables.SQUARES``, one polygon a row, in the order of their ids. Buildings and water are taken out of those on
        the ground.

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """
    return areas_read(path, lambda data: _squares(data, asked or WalkFilter()))


def _squares(data: Any, asked: WalkFilter) -> gpd.GeoDataFrame:
    crossed = _crossed(data, asked)
    shapes, levels = _shapes(crossed), [level_text(area.tags) for area in crossed]
    on_ground = np.array([not level for level in levels], np.bool_)
    if on_ground.any():
        shapes[on_ground] = _without(shapes[on_ground], _shapes(list(_areas(data, _OBSTACLES))))
    return _table(crossed, levels, shapes)


def _crossed(data: Any, asked: WalkFilter) -> list[Area]:
    """Return the areas that people cross: by their highway, or as places whose ground is walked and not driven."""
    by_highway: list[Area] = []
    places: list[Area] = []
    for area in _areas(data, _SQUARES):
        if "highway" in area.tags and way_taken({**area.tags, "area": ""}, asked) != _BY_ALL:
            continue
        (by_highway if "highway" in area.tags and _is_area(area.tags) else places).append(area)
    if places:
        driven = shapely.STRtree(_carriageways(data))
        # Inside, or in and out; a carriageway along the rim drives over nothing.
        hits = {i for how in ("crosses", "contains") for i in driven.query(_shapes(places), predicate=how)[0].tolist()}
        places = [place for at, place in enumerate(places) if at not in hits]
    return sorted(by_highway + places, key=lambda area: area.osm_id)


@dataclass(frozen=True)
class _Wanted:
    """Areas that are wanted: their keys, and whether an area with these tags is one."""

    keys: tuple[str, ...]
    fits: Callable[[Mapping[str, str]], bool]


def _may_be_square(tags: Mapping[str, str]) -> bool:
    rules = _rules()["square"]
    if "highway" in tags and _is_area(tags):
        return True
    return tags.get("place") in rules["place"] and ("highway" in tags or tags.get("surface") in rules["surface"])


def _is_area(tags: Mapping[str, str]) -> bool:
    """Say whether a highway is said to be an area, and no way around something."""
    return tags.get("area") == "yes" or tags.get("type") == "multipolygon"


def _is_obstacle(tags: Mapping[str, str]) -> bool:
    """Say whether one walks around an area: a building on the ground, or water."""
    if tags.get("location") == "underground" or tags.get("layer", "0").startswith("-"):
        return False
    return any(
        rule["key"] in tags
        and (tags[rule["key"]] in rule["values"] if "values" in rule else tags[rule["key"]] not in rule["except"])
        for rule in _rules()["obstacle"]
    )


@cache
def _rules() -> Mapping[str, Any]:
    return rules_in(__package__, "squares.toml")


_SQUARES = _Wanted(("highway", "place"), _may_be_square)
_OBSTACLES = _Wanted(("building", "landuse", "leisure", "natural", "waterway"), _is_obstacle)


def _areas(data: Any, wanted: _Wanted) -> Iterator[Area]:
    """Yield closed ways and multipolygons; of rings that enclose nothing, none."""
    wkb = osmium.geom.WKBFactory()
    processor = (
        osmium.FileProcessor(data)
        .with_areas(KeyFilter(*wanted.keys))
        .with_filter(EntityFilter(osmium.osm.AREA))
        .with_filter(KeyFilter(*wanted.keys))
    )
    for area in processor:
        tags = {**dict(area.tags), "type": "way" if area.from_way() else "multipolygon"}
        if not wanted.fits(tags):
            continue
        kind = "w" if area.from_way() else "r"
        with suppress(osmium.InvalidLocationError, RuntimeError):
            yield Area(f"{kind}{area.orig_id()}", tags, wkb.create_multipolygon(area))


def _carriageways(data: Any) -> list[shapely.LineString]:
    """Return what the file holds of carriageways on the ground: parts, where it lacks nodes of one."""
    ways = (
        osmium.FileProcessor(data, osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(EntityFilter(osmium.osm.WAY))
        .with_filter(TagFilter(*(("highway", value) for value in _rules()["square"]["carriageways"])))
    )
    wkb = osmium.geom.WKBFactory()
    whole, parts = [], []
    for way in ways:
        if level_text(dict(way.tags)):
            continue
        try:
            whole.append(wkb.create_linestring(way))
        except (osmium.InvalidLocationError, RuntimeError):
            for known, nodes in groupby(way.nodes, key=lambda node: node.location.valid()):
                places = [(node.lon, node.lat) for node in nodes] if known else []
                if len(places) > 1:
                    parts.append(shapely.LineString(places))
    return [*shapely.from_wkb(np.array(whole, dtype=object)), *parts]


def _shapes(areas: Sequence[Area]) -> NDArray[np.object_]:
    shapes: NDArray[np.object_] = shapely.make_valid(shapely.from_wkb(np.array([a.wkb for a in areas], dtype=object)))
    return shapes


def _without(shapes: NDArray[np.object_], obstacles: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes less the obstacles that lie over them."""
    shape, obstacle = shapely.STRtree(obstacles).query(shapes, predicate="intersects")
    left = shapes.copy()
    for at in np.unique(shape).tolist():
        left[at] = shapely.difference(left[at], shapely.union_all(obstacles[obstacle[shape == at]]))
    return left


def _table(areas: Sequence[Area], levels: Sequence[str], shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    parts, of = shapely.get_parts(shapes, return_index=True)
    kept = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rows = [areas[i] for i in of[kept].tolist()]
    number = pd.Series(of[kept]).groupby(of[kept]).cumcount()
    several = np.bincount(of[kept], minlength=len(areas))[of[kept]] > 1
    ids = [f"{row.osm_id}.{n + 1}" if many else row.osm_id for row, n, many in zip(rows, number, several, strict=True)]
    geometry = integers.on_grid(gpd.GeoSeries(parts[kept], crs=tables.WGS84))
    columns = {
        "square_id": np.array(ids, dtype=object),
        "name": np.array([row.tags.get("name", "") for row in rows], dtype=object),
        "level": np.array([levels[i] for i in of[kept].tolist()], dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=geometry.to_numpy(), crs=tables.WGS84)
