"""Entrances of centers out of OpenStreetMap: the doors of the building that a center stands in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import tables
from circles.errors import Finding
from circles.rule_numbers import GATE_WITHIN_M
from circles.sources.made import osm_areas
from circles.sources.made.blocks_made import needed_pbf
from circles.sources.made.street_faces import placed_as_streets
from circles.sources.places.made_ids import made_ids
from circles.sources.tables.raw_table import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

_OF_CENTER = "center "
"""What the name of a door begins with in its made id, so that it is none of a block's gate at its place."""


def with_doors(
    gates: Reading, centers: gpd.GeoDataFrame, *, streets: Reading, streets_said: Mapping[str, Any]
) -> Reading:
    """Return gates that were made with the doors of centers behind them: ``tables.GATES`` with `center_id`.

    A door is an entrance within ``rule_numbers.GATE_WITHIN_M`` of the outline of a building in which a center stands. A
    center without any keeps its own place. In the order of (center_id, lon, lat).

    Parameters
    ----------
    gates : Reading
        What :func:`circles.sources.made.blocks_made.made_gates` gave.
    centers : GeoDataFrame
        ``tables.CENTERS``.
    streets : Reading
        The streets of the study.
    streets_said : mapping
        The section ``[streets]``.

    Raises
    ------
    InputError
        If the streets are no OSM PBF, or the file is broken.
    """
    path = needed_pbf(streets_said, streets, "gates")
    doors = placed_as_streets(osm_areas.door_places(path), streets_said)
    there = centers[centers.geometry.notna() & ~centers.geometry.is_empty]
    points = there.geometry.to_numpy()
    buildings = placed_as_streets(osm_areas.buildings(path), streets_said) if len(doors) and len(there) else doors[:0]
    center, building = shapely.STRtree(buildings).query(points, predicate="intersects")
    plane = tables.metric_crs(tuple(streets.table.total_bounds))
    outlines = shapely.boundary(_in(plane, buildings[building]))
    door, of = shapely.STRtree(outlines).query(_in(plane, doors), predicate="dwithin", distance=GATE_WITHIN_M)
    found = pd.DataFrame({"center_id": there["center_id"].to_numpy(object)[center[of]], "door": door})
    places = shapely.get_coordinates(doors[door])
    found = found.assign(lon=places[:, 0], lat=places[:, 1]).drop_duplicates(["center_id", "door"])
    found = found.sort_values(["center_id", "lon", "lat"], kind="stable", ignore_index=True)
    return _joined(gates, found, doors[found["door"].to_numpy(np.int64)], len(centers))


def _joined(gates: Reading, found: pd.DataFrame, points: Any, centers: int) -> Reading:
    if found.empty:
        return gates
    names = np.array([f"{_OF_CENTER}{center_id}" for center_id in found["center_id"]], dtype=object)
    ids = made_ids("gates", names, points, rest=shapely.to_wkb(points, hex=True).tolist().__getitem__)
    columns = {"gate_id": ids, "block_id": None, "center_id": found["center_id"].to_numpy(object)}
    own = gpd.GeoDataFrame(columns, geometry=points, crs=tables.WGS84)
    both = pd.concat([gates.table.assign(center_id=None), own], ignore_index=True) if len(gates.table) else own
    table = gpd.GeoDataFrame(both, geometry="geometry", crs=tables.WGS84)
    counts = {"doors_of_centers": len(found), "centers_with_doors": found["center_id"].nunique()}
    taken = replace(gates.source.taken, counts={**gates.source.taken.counts, **counts})
    details = {**counts, "centers": centers, "within_m": f"{GATE_WITHIN_M:g}"}
    told = Finding(code="doors_of_osm", file=gates.source.file, details=details)
    source = replace(gates.source, rows=len(table), taken=taken)
    return Reading(table.astype({"gate_id": object, "block_id": object}), source, (*gates.warnings, told))


def _in(plane: str, shapes: Any) -> Any:
    return gpd.GeoSeries(shapes, crs=tables.WGS84).to_crs(plane).to_numpy()
