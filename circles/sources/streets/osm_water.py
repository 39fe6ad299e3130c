"""Water of an OpenStreetMap extract, for drawing alone (which: ``water.toml``)."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import osmium
import shapely
from osmium.filter import EntityFilter, KeyFilter, TagFilter

from circles import integers, tables
from circles.sources.files.extracts import areas_read
from circles.sources.streets.osm_pbf import known_runs
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_ON_THE_GROUND = (None, "no")


class _Water(NamedTuple):
    """One water: its name, its kind and its shape."""

    name: str
    kind: str
    shape: Any


def water_from_osm(path: Path) -> gpd.GeoDataFrame:
    """Return the water of an OSM PBF or XML file, areas and lines, as ``tables.WATER``; the sea is not in it.

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """
    found = areas_read(path, lambda data: list(_water(data)))
    names, kinds, shapes = zip(*found, strict=True) if found else ((), (), ())
    geometry = integers.on_grid(gpd.GeoSeries(np.array(shapes, dtype=object), crs=tables.WGS84))
    columns = {"name": np.array(names, dtype=object), "kind": np.array(kinds, dtype=object)}
    return gpd.GeoDataFrame(columns, geometry=geometry.to_numpy(), crs=tables.WGS84)


def _water(data: Any) -> Iterator[_Water]:
    """Yield areas and lines in one reading; of rings that enclose nothing, none, of ways that lack nodes the rest."""
    rules = _rules()
    areas = TagFilter(*((rule["key"], value) for rule in rules["area"] for value in rule["values"]))
    keys = sorted({"waterway", *(rule["key"] for rule in rules["area"])})
    wkb = osmium.geom.WKBFactory()
    processor = (
        osmium.FileProcessor(data)
        .with_areas(areas)
        .with_filter(EntityFilter(osmium.osm.WAY | osmium.osm.AREA))
        .with_filter(KeyFilter(*keys))
    )
    for each in processor:
        tags = each.tags
        name = tags.get("name", "")
        if each.is_area():
            if any(tags.get(rule["key"]) in rule["values"] for rule in rules["area"]):
                with suppress(osmium.InvalidLocationError, RuntimeError):
                    yield _Water(name, tables.WATER_AREA, shapely.from_wkb(wkb.create_multipolygon(each)))
        elif tags.get("waterway") in rules["line"]["kinds"] and tags.get("tunnel") in _ON_THE_GROUND:
            for _, _, places in known_runs(each):
                if len(places) > 1:
                    line = shapely.LineString(integers.to_degrees(np.array(places)))
                    yield _Water(name, tags["waterway"], line)


@cache
def _rules() -> Mapping[str, Any]:
    return rules_in(__package__, "water.toml")
