"""Places, lines and areas drawn in Google Earth, Ovital and the like: KML, or KMZ, which is a packed KML."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from circles import tables
from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import LAYER, REFUSED, Format, unreadable
from circles.sources.files.markup import elements, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from circles.sources.files.format import Head

_PACKED = ("Document", "Folder")
_PARTS = ("Point", "LineString", "LinearRing", "Polygon", "Model")
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
)


def _frame_of_kml(path: Path) -> gpd.GeoDataFrame:
    return _frame(path.read_bytes(), path.name)


def _frame_of_kmz(path: Path) -> gpd.GeoDataFrame:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(".kml")]
            # By the rule of the format the first one is the document, whatever its name.
            limits.refuse_bomb(parts[0].file_size, limits.most_unpacked(path.stat().st_size), path.name)
            data = archive.read(parts[0])
    except InputError:
        raise
    except _FAULTS as error:
        raise unreadable(path.name, error) from error
    return _frame(data, path.name)


def _frame(data: bytes, file: str) -> gpd.GeoDataFrame:
    """Return the placemarks of a KML with their names, folders and extended data; links to others are not followed."""
    rows: list[dict[str, str]] = []
    shapes: list[BaseGeometry | None] = []
    vertices = 0
    for row, shape in _placemarks(data, file):
        vertices += int(shapely.get_num_coordinates(shape))
        limits.refuse_long_layer(len(rows), len(row), file)
        if vertices > limits.VERTICES:
            raise limits.too_many("too_many_vertices", file, most=limits.VERTICES)
        rows.append(row)
        shapes.append(shape)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    limits.refuse_long_layer(len(rows), len(columns), file)
    cells = {name: [row.get(name, "") for row in rows] for name in columns}
    return gpd.GeoDataFrame(cells, geometry=shapes, crs=tables.WGS84)


def _placemarks(data: bytes, file: str) -> Iterator[tuple[dict[str, str], BaseGeometry | None]]:
    folders: list[Any] = []
    for event, element in elements(data, file):
        name = local_name(element)
        if event == "start" and name in _PACKED:
            folders.append(element)
        elif event == "end" and name in _PACKED:
            folders.pop()
            element.clear()
        elif event == "end" and name == "Placemark":
            folder = " / ".join(filter(None, (_child_text(each, "name") for each in folders)))
            try:
                yield {**_values(element), **({"folder": folder} if folder else {})}, _shape(element)
            except (ValueError, shapely.GEOSException) as error:
                finding = Finding(code="kml_shape_broken", file=file, value=_child_text(element, "name"))
                raise InputError(finding) from error
            element.clear()


def _child_text(element: Any, name: str) -> str:
    return next((text_of(child) for child in element if local_name(child) == name), "")


def _values(placemark: Any) -> dict[str, str]:
    found = {name: _child_text(placemark, name) for name in ("name", "description")}
    for each in placemark.iter():
        kind, key = local_name(each), str(each.get("name", "")).strip()
        if key and kind == "Data":
            found[key] = _child_text(each, "value")
        elif key and kind == "SimpleData":
            found[key] = text_of(each)
    return {key: value for key, value in found.items() if value or key == "name"}


def _shape(element: Any) -> BaseGeometry | None:
    """Return the shape of a placemark: one, or all its parts together; None where it has none."""
    parts = [shape for each in _outermost(element) if (shape := _part(each)) is not None]
    if len(parts) <= 1:
        return parts[0] if parts else None
    kinds = {part.geom_type for part in parts}
    together = {"Point": shapely.MultiPoint, "LineString": shapely.MultiLineString, "Polygon": shapely.MultiPolygon}
    return together[kinds.pop()](parts) if len(kinds) == 1 else shapely.GeometryCollection(parts)


def _outermost(element: Any) -> Iterator[Any]:
    """Yield the shapes within an element that are not parts of another one."""
    waiting = [element]
    while waiting:
        each = waiting.pop()
        if local_name(each) in _PARTS:
            yield each
        else:
            waiting += list(each)[::-1]


def _part(element: Any) -> BaseGeometry | None:
    kind = local_name(element)
    if kind == "Polygon":
        rings: dict[str, list[list[tuple[float, ...]]]] = {"outerBoundaryIs": [], "innerBoundaryIs": []}
        for side in element:
            rings.get(local_name(side), []).extend(_coordinates(ring) for ring in side if len(ring))
        outer, holes = rings["outerBoundaryIs"], rings["innerBoundaryIs"]
        return shapely.Polygon(outer[0], holes) if outer and outer[0] else None
    places = _coordinates(element)
    if not places:
        return None
    return shapely.Point(places[0]) if kind == "Point" else shapely.LineString(places)


def _coordinates(element: Any) -> list[tuple[float, ...]]:
    """Return longitude and latitude of each place; the height is left aside."""
    return [tuple(map(float, each.split(",")[:2])) for each in _child_text(element, "coordinates").split()]


def _is_kml(head: Head) -> bool:
    return head.text.startswith(b"<") and b"<kml" in head.text


def _is_kmz(head: Head) -> bool:
    if not head.start.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(head.path) as archive:
            return any(name.lower().endswith(".kml") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, LookupError, struct.error):
        return head.suffix == ".kmz"  # whose reader says what is wrong with it


OVKML = Format(
    name="ovkml",
    family=REFUSED,
    # Of the same content as a KML, but its places are drawn in GCJ-02: only the name tells.
    recognise=lambda head: head.suffix in (".ovkml", ".ovkmz", ".ovobj", ".ovobjx"),
    refused_as="ovkml",
)
FORMAT = Format(name="KML", family=LAYER, recognise=_is_kml, frame=_frame_of_kml, is_mixed=True)
PACKED_FORMAT = Format(name="KMZ", family=LAYER, recognise=_is_kmz, frame=_frame_of_kmz, is_mixed=True)
