"""Barriers that nobody passes on foot, from the nodes of an extract or of a graph (``access.toml``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import osmium
import shapely
from osmium.filter import KeyFilter

from circles import integers, tables
from circles.access import barred_by, barrier_keys
from circles.graph_tags import Barrier
from circles.sources.files.extracts import osm_data
from circles.sources.files.format import unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def barriers_of_extract(path: Path, streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Return ``tables.BARRIERS`` of the barrier nodes on streets of an extract, None where there is none.

    Parameters
    ----------
    path : Path
        The extract.
    streets : GeoDataFrame
        ``tables.STREETS`` of it.

    Raises
    ------
    InputError
        If the file is broken or cut short.
    """
    keys = barrier_keys()
    try:
        nodes = osmium.FileProcessor(osm_data(path), osmium.osm.NODE).with_filter(KeyFilter("barrier"))
        found = [
            Barrier(str(node.id), why, node.location.x, node.location.y)
            for node in nodes
            if (why := barred_by({key: value for key in keys if (value := node.tags.get(key))}))
            and node.location.valid()
        ]
    except (RuntimeError, OSError, ValueError) as error:
        raise unreadable(path.name, error) from error
    return barriers_on(streets, found)


def barriers_on(streets: gpd.GeoDataFrame, found: Sequence[Barrier]) -> gpd.GeoDataFrame | None:
    """Return ``tables.BARRIERS`` of those that stand at a vertex of a street, by id; None where none does."""
    units = integers.to_units(shapely.get_coordinates(streets.geometry.to_numpy()))
    vertices = set(map(tuple, units[np.isin(units[:, 0], [each.lon for each in found])].tolist()))
    there = sorted(each for each in found if (each.lon, each.lat) in vertices)
    if not there:
        return None
    places = integers.to_degrees(np.array([(each.lon, each.lat) for each in there], np.int64))
    columns = {"barrier_id": [each.barrier_id for each in there], "reason": [each.reason for each in there]}
    return gpd.GeoDataFrame(columns, geometry=shapely.points(places), crs=tables.WGS84)
