"""Tracks, routes and waypoints of a GPX file: what people walked, and the places they marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from circles import tables
from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import LAYER, Format
from circles.sources.files.markup import elements, local_name, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

_POINTS = {"trkseg": "trkpt", "rte": "rtept"}


def _frame(path: Path) -> gpd.GeoDataFrame:
    """Return waypoints as points, routes and tracks as lines, each with its name."""
    names, kinds, shapes = [], [], []
    for event, element in elements(path.read_bytes(), path.name):
        kind = local_name(element)
        if event != "end" or kind not in ("wpt", "rte", "trk"):
            continue
        try:
            shapes.append(_shape(element, kind))
        except ValueError as error:
            raise InputError(Finding(code="gpx_place_broken", file=path.name, value=_name(element))) from error
        names.append(_name(element))
        kinds.append(kind)
        limits.refuse_long_layer(len(names), 2, path.name)
        element.clear()
    return gpd.GeoDataFrame({"name": names, "gpx": kinds}, geometry=shapes, crs=tables.WGS84)


def _name(element: Any) -> str:
    return next((text_of(child) for child in element if local_name(child) == "name"), "")


def _shape(element: Any, kind: str) -> BaseGeometry | None:
    if kind == "wpt":
        return shapely.Point(_place(element))
    segments = [element] if kind == "rte" else [each for each in element if local_name(each) == "trkseg"]
    lines = [[_place(point) for point in each if local_name(point) in _POINTS.values()] for each in segments]
    long = [line for line in lines if len(line) > 1]
    return shapely.MultiLineString(long) if len(long) > 1 else shapely.LineString(long[0]) if long else None


def _place(element: Any) -> tuple[float, float]:
    return float(element.get("lon", "")), float(element.get("lat", ""))


FORMAT = Format(
    name="GPX",
    family=LAYER,
    recognise=lambda head: head.text.startswith(b"<") and b"<gpx" in head.text,
    frame=_frame,
    is_mixed=True,
)
