"""Faces of the streets: which lines part one block from the next, and what they enclose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import settings, tables
from circles.sources.files import contents
from circles.sources.files.format import LAYER
from circles.sources.geo.datum import series_in_wgs84
from circles.sources.made import osm_areas
from circles.sources.streets.tags import highway_values, level_text
from circles.sources.tables.layers import read_layer
from circles.sources.tables.raw_table import TableSettings
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import find_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable, Reading

ENDS_REACH_M: float = settings.default("streets.join_ends_m")
"""How far a street's end may be from another street and still meet it."""


def street_faces(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the faces that `lines` enclose, all lines noded where they cross in plan.

    An end that no other line shares reaches :data:`ENDS_REACH_M` further, so that a street drawn just short of
    another still meets it.

    Parameters
    ----------
    lines : ndarray of LineStrings or MultiLineStrings
        In a plane, in metres.

    Returns
    -------
    ndarray of Polygons
        They do not overlap; a line that ends inside a face is not part of its edge.
    """
    parts = shapely.remove_repeated_points(shapely.get_parts(lines))
    parts = parts[shapely.length(parts) > 0]
    faces: NDArray[np.object_] = shapely.get_parts(
        shapely.polygonize([shapely.union_all(np.concatenate([parts, _reaches(parts)]))])
    )
    return faces


def _reaches(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a short line straight on from each end that no other line shares."""
    places, of_line = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(np.diff(of_line, prepend=-1))
    last = np.append(first[1:], len(places)) - 1
    ends, before = np.concatenate([first, last]), np.concatenate([first + 1, last - 1])
    _, place, counts = np.unique(places @ [1, 1j], return_inverse=True, return_counts=True)
    free = counts[place[ends]] == 1
    end, step = places[ends[free]], places[ends[free]] - places[before[free]]
    on = end + step / np.hypot(*step.T)[:, None] * ENDS_REACH_M
    reaches: NDArray[np.object_] = shapely.linestrings(np.stack([end, on], axis=1))
    return reaches


def dividing_lines(streets: Reading, streets_said: Mapping[str, Any]) -> tuple[NDArray[np.object_], str]:
    """Return the lines that part blocks, in WGS-84, and the rule they were chosen by (``provenance.RULES``).

    Where any street has a class of :data:`osm_areas.CARRIAGEWAYS`, those; else every line. A file is read again,
    because streets that are not walked part blocks too. Tunnels part nothing.

    Parameters
    ----------
    streets : Reading
        The streets of the study.
    streets_said : mapping
        The section ``[streets]``: its file is read again.
    """
    path = streets_said.get("file")
    content = "" if path is None else contents.content_of(Path(path))
    if path is not None and content in contents.EXTRACTS:
        lines = osm_areas.carriageways(Path(path))
        return placed_as_streets(lines, streets_said), "carriageways,_walkable_or_not"
    if path is not None and contents.family_of(content) == LAYER:
        said: dict[str, Any] = {key: streets_said.get(key) for key in ("crs", "datum", "layer")}
        raw = read_layer(Path(path), kind="streets", settings=TableSettings(**said))
        fields, _ = find_columns(raw.columns, "streets", file=raw.file)
        shapes = _shapes(raw)
        highways, tunnels = (_texts(raw, fields.get(field)) for field in ("highway", "tunnel"))
        in_tunnel = np.array([bool(level_text({"tunnel": text})) for text in tunnels], dtype=bool)
    else:
        shapes = streets.table.geometry.to_numpy()
        highways = streets.table["highway"].to_numpy(dtype=object)
        in_tunnel = streets.table["level"].str.contains("tunnel").to_numpy(dtype=bool)
    there = ~(in_tunnel | shapely.is_missing(shapes) | shapely.is_empty(shapes))
    carriageway = there & _are_carriageways(highways)
    if carriageway.any():
        return shapes[carriageway], "carriageways"
    return shapes[there], "all_lines"


def placed_as_streets(shapes: NDArray[np.object_], streets_said: Mapping[str, Any]) -> NDArray[np.object_]:
    """Return shapes of the streets' own extract in WGS-84, moved from the datum that section ``[streets]`` declares."""
    datum = streets_said.get("datum")
    if datum is None:
        return shapes
    moved: NDArray[np.object_] = series_in_wgs84(gpd.GeoSeries(shapes, crs=tables.WGS84), datum).to_numpy()
    return moved


def _are_carriageways(highways: NDArray[np.object_]) -> NDArray[np.bool_]:
    codes, known = pd.factorize(highways)
    are = [not osm_areas.CARRIAGEWAYS.isdisjoint(highway_values(str(text))) for text in known]
    result: NDArray[np.bool_] = np.array([*are, False], dtype=bool)[codes]
    return result


def _shapes(raw: RawTable) -> NDArray[np.object_]:
    shapes: NDArray[np.object_] = (
        np.full(len(raw.cells), None, dtype=object) if raw.geometry is None else raw.geometry.to_numpy()
    )
    return shapes


def _texts(raw: RawTable, column: str | None) -> NDArray[np.object_]:
    return np.full(len(raw.cells), "", dtype=object) if column is None else text_cells(raw.cells[column])
