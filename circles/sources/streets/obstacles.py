"""What lies between streets in an OpenStreetMap extract: buildings, water, railways, walls (``obstacles.toml``)."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmium
import shapely
from osmium.filter import EntityFilter, KeyFilter

from circles import tables
from circles.errors import expect
from circles.sources.files import contents
from circles.sources.files.extracts import areas_read
from circles.sources.streets.tags import level_text
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def read_obstacles(path: str | Path) -> gpd.GeoDataFrame:
    """Return what a straight link cannot cross, of an OSM PBF or XML file: ``remedy_tables.OBSTACLES``.

    Parameters
    ----------
    path : str or Path
        The extract.

    Raises
    ------
    InputError
        If the file is none, or is broken or cut short.

    Examples
    --------
    >>> import circles
    >>> obstacles = circles.read_obstacles("heidelberg.osm.pbf")  # doctest: +SKIP
    """
    expect("path", path, str, Path)
    file = Path(path)
    found = areas_read(file, lambda data: list(_found(data)))
    shapes = shapely.make_valid(shapely.from_wkb(np.array([wkb for _, wkb in found], dtype=object)))
    kinds = np.array([kind for kind, _ in found], dtype=object)
    return gpd.GeoDataFrame({"kind": kinds}, geometry=shapes, crs=tables.WGS84)


def obstacles_among(files: Iterable[str | Path]) -> gpd.GeoDataFrame | None:
    """Return the obstacles of the first OpenStreetMap extract among some files, None where there is none."""
    for file in files:
        path = Path(file)
        if path.is_file() and contents.content_of(path) in contents.EXTRACTS:
            return read_obstacles(path)
    return None


def _found(data: Any) -> Iterator[tuple[str, str]]:
    wkb = osmium.geom.WKBFactory()
    for form in ("area", "line"):
        keys = KeyFilter(*sorted({rule["key"] for rule in _rules()[form]}))
        objects = osmium.FileProcessor(data, osmium.osm.ALL if form == "area" else osmium.osm.NODE | osmium.osm.WAY)
        if form == "area":
            objects = objects.with_areas(keys).with_filter(EntityFilter(osmium.osm.AREA))
        else:
            objects = objects.with_locations().with_filter(EntityFilter(osmium.osm.WAY))
        for each in objects.with_filter(keys):
            kind = _kind(dict(each.tags), form)
            if kind:
                with suppress(osmium.InvalidLocationError, RuntimeError):
                    yield kind, wkb.create_multipolygon(each) if form == "area" else wkb.create_linestring(each)


def _kind(tags: Mapping[str, str], form: str) -> str:
    """Return the kind of obstacle that tags mean, empty where they mean none: what bears a level is passed."""
    if level_text(tags) or tags.get("location") == "underground":
        return ""
    for rule in _rules()[form]:
        value = tags.get(rule["key"])
        if value is not None and (value in rule["values"] if "values" in rule else value not in rule["except"]):
            return str(rule["kind"])
    return ""


@cache
def _rules() -> Mapping[str, Any]:
    return rules_in(__package__, "obstacles.toml")
