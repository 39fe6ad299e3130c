"""The streets among the ways that were downloaded for a place."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from circles import integers, settings, tables
from circles.errors import Finding, InputError, OutputError
from circles.sources.streets.tags import KEYS as LEVEL_KEYS
from circles.sources.streets.tags import WalkFilter, level_text, walk_rules, way_taken
from circles.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

MOST_KM2 = 20_000
EDGE = "edge"
"""The note that holds the outline of what was downloaded, as WKT."""
LAYER = "streets"


def widened(area: BaseGeometry, reach_m: float, *, place: str) -> BaseGeometry:
    """Return a place widened by `reach_m` and a little more, without holes: their streets are walked too.

    Parameters
    ----------
    area : Polygon or MultiPolygon
        The place in WGS-84.
    reach_m : float
        How far beyond its edge, in metres.
    place : str
        Its name, for the errors.

    Raises
    ------
    InputError
        If the place is not on the earth or larger than ``MOST_KM2``.
    """
    bounds = shapely.bounds(area)
    if not (np.abs(bounds) <= (180, 90, 180, 90)).all():
        raise InputError(Finding(code="download_not_understood", value=place))
    plane = gpd.GeoSeries([area], crs=tables.WGS84).to_crs(tables.metric_crs(tuple(bounds)))
    km2 = plane.area.iloc[0] / 1e6
    if km2 > MOST_KM2:
        details = {"km2": f"{km2:,.0f}", "most": f"{MOST_KM2:,}"}
        raise InputError(Finding(code="place_too_large", value=place, details=details))
    grown = plane.buffer(reach_m + 50).simplify(50).iloc[0]
    whole = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(grown)])
    around: BaseGeometry = gpd.GeoSeries([whole], crs=plane.crs).to_crs(tables.WGS84).iloc[0]
    return around


def streets_of_ways(ways: gpd.GeoDataFrame, around: BaseGeometry) -> gpd.GeoDataFrame:
    """Return the walkable ways as ``tables.STREETS`` with their tags, cut where they leave the widened place.

    Private ways are among them, marked.

    A way that leaves is cut at the first vertex outside, as by the edge of an extract, and that end is marked.

    Parameters
    ----------
    ways : GeoDataFrame
        OSM ways in WGS-84 with a column for each tag, as OSMnx makes them (index: element and id).
    around : Polygon or MultiPolygon
        The widened place.
    """
    keys = tuple(dict.fromkeys((*walk_rules().keys, "name", *LEVEL_KEYS)))
    rows, lines = [], []
    shapely.prepare(around)
    asked = WalkFilter(settings.IN_OR_OUT)
    for way_id, tags, line in _tagged(ways, keys):
        taken = way_taken(tags, asked)
        if taken.refusal is not None:
            continue
        for run in _runs(line, around):
            ends = shapely.covers(around, shapely.points(run[[0, -1]]))
            row = {"street_id": way_id, "name": tags.get("name", ""), "access": taken.access}
            row |= {"highway": tags["highway"], "level": level_text(tags)}
            cut = {"cut_start": not ends[0], "cut_end": not ends[1]}
            rows.append({**{key: tags.get(key, "") for key in keys}, **row, **cut})
            lines.append(shapely.LineString(run))
    columns = [*tables.STREETS[:-1], *(key for key in keys if key not in tables.STREETS)]
    return gpd.GeoDataFrame(rows, columns=columns, geometry=lines, crs=tables.WGS84)


def _tagged(
    ways: gpd.GeoDataFrame, keys: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, str], NDArray[np.float64]]]:
    """Yield id, tags and rounded places of each way; a closed way that OSMnx took for an area is its edge again."""
    columns: pd.DataFrame = ways.reindex(columns=list(keys))
    shapes = shapely.transform(ways.geometry.to_numpy(), lambda xy: integers.to_degrees(integers.to_units(xy)))
    shapes = shapely.remove_repeated_points(shapes)
    for (_, way_id), values, shape in zip(ways.index, columns.itertuples(index=False, name=None), shapes, strict=True):
        line = shape.exterior if shape.geom_type == "Polygon" else shape
        if line.geom_type in {"LineString", "LinearRing"} and line.length > 0:
            tags = {key: value for key, value in zip(keys, values, strict=True) if isinstance(value, str) and value}
            yield str(way_id), tags, shapely.get_coordinates(line)


def _runs(line: NDArray[np.float64], around: BaseGeometry) -> list[NDArray[np.float64]]:
    """Return the stretches of a line, from vertex to vertex, that touch the area."""
    if shapely.covers(around, shapely.LineString(line)):
        return [line]
    touching = shapely.intersects(around, shapely.linestrings(np.stack([line[:-1], line[1:]], axis=1)))
    numbered = groupby(enumerate(touching.tolist()), key=lambda pair: pair[1])
    stretches = [[i for i, _ in group] for touches, group in numbered if touches]
    return [line[each[0] : each[-1] + 2] for each in stretches]


def write_streets(streets: gpd.GeoDataFrame, path: Path, notes: Mapping[str, str]) -> None:
    """Write streets as GeoPackage, `notes` as JSON in the layer's description: whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written; an earlier one stands.
    """
    content = BytesIO()
    description = json.dumps(notes, ensure_ascii=False)
    pyogrio.write_dataframe(streets, content, layer=LAYER, driver="GPKG", layer_options={"DESCRIPTION": description})
    try:
        write_whole(path, content.getvalue())
    except OSError as error:
        raise not_written(path, error) from error


def notes_of(path: Path) -> dict[str, str]:
    """Return the notes that :func:`write_streets` wrote with the streets, none where there are none."""
    asked = "SELECT description FROM gpkg_contents WHERE table_name = ?"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as table:
            row = table.execute(asked, (LAYER,)).fetchone()
        notes = json.loads(row[0]) if row else {}
    except (sqlite3.Error, ValueError, TypeError, RecursionError):
        notes = {}
    return {str(name): str(value) for name, value in notes.items()} if isinstance(notes, dict) else {}


def edge_noted(path: Path) -> BaseGeometry | None:
    """Return the outline within which every street was downloaded, None where the file does not say it."""
    try:
        edge: BaseGeometry = shapely.from_wkt(notes_of(path).get(EDGE, ""))
    except shapely.GEOSException:
        return None
    return edge if edge.geom_type in {"Polygon", "MultiPolygon"} and edge.is_valid and not edge.is_empty else None


def not_written(path: Path, error: OSError) -> OutputError:
    """Return the error for a file that the system refuses."""
    return OutputError(Finding(code="fetch_not_written", file=path.name, details={"why": error.strerror or str(error)}))
