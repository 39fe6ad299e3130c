"""What a file is, by its first bytes and never by its name alone: the register of all formats."""

from __future__ import annotations

import os
import re
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError, raise_if_any
from circles.near_names import nearest_words
from circles.sources.files import (
    binary_workbook,
    dxf,
    encodings,
    flatgeobuf,
    geodatabase,
    geojson,
    geopackage,
    geoparquet,
    gpx,
    graphml,
    json_texts,
    kml,
    limits,
    mapinfo,
    osm_xml,
    packed_shapefile,
    packed_workbooks,
    pbf,
    shapefile,
    sqlite,
    workbook,
)
from circles.sources.files import format as kinds
from circles.sources.files.format import Format, Head, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circles.phrases import Words

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            kml.OVKML,
            packed_workbooks.BINARY_FORMAT,
            packed_workbooks.OPEN_DOCUMENT,
            workbook.FORMAT,
            pbf.FORMAT,
            geoparquet.FORMAT,
            geopackage.FORMAT,
            sqlite.FORMAT,
            shapefile.FORMAT,
            packed_shapefile.FORMAT,
            kml.PACKED_FORMAT,
            binary_workbook.FORMAT,
            geodatabase.FORMAT,
            flatgeobuf.FORMAT,
            dxf.DRAWING,
            dxf.BINARY_FORMAT,
            dxf.FORMAT,
            mapinfo.FORMAT,
            mapinfo.INTERCHANGE,
            mapinfo.PART_OF_ONE,
            json_texts.SEVERAL,
            json_texts.SEQUENCE,
            json_texts.TOPOLOGY,
            json_texts.OVERPASS,
            json_texts.NODE_LINK,
            json_texts.ESRI,
            json_texts.ARRAY,
            geojson.FORMAT,
            kml.FORMAT,
            gpx.FORMAT,
            osm_xml.FORMAT,
            graphml.FORMAT,
            encodings.FORMAT,
        )
    }
)
"""All formats by name, in the order in which a file is asked for them."""

PBF, GRAPHML, GEOJSON, GEOPACKAGE = pbf.FORMAT.name, graphml.FORMAT.name, geojson.FORMAT.name, geopackage.FORMAT.name
GEOPARQUET = geoparquet.FORMAT.name
SHAPEFILES = (shapefile.FORMAT.name, packed_shapefile.FORMAT.name)
CSV, WORKBOOK, OTHER = encodings.FORMAT.name, workbook.FORMAT.name, "other"

LAYERS = tuple(
    each.name for each in (geopackage.FORMAT, geojson.FORMAT, geoparquet.FORMAT, shapefile.FORMAT, geodatabase.FORMAT)
)
"""Formats of vector layers that people are told to save in; more are read."""

TABLES = (CSV, WORKBOOK, *LAYERS)
"""Formats of tables that people are told to save in; more are read."""

EXTRACTS = (pbf.FORMAT.name, osm_xml.FORMAT.name)
"""Formats of OSM data."""

RASTER = "GeoTIFF"
"""What a raster of one band that lies on the earth holds."""

_HEAD = 8192
_MOST_NAMES = 2000
"""So many names of a folder are looked at for the one that was meant."""

_OF_THE_SYSTEM = frozenset({"/proc", "/sys"})
"""What stands below these is no file of anybody's, whatever it says of itself; it is never opened."""

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.\-]+:|[/\\]{1,2}vsi[a-z0-9_]*[/\\])", re.IGNORECASE)


def is_address(path: str) -> bool:
    """Return whether `path` is an address or a driver's own notation rather than a file on this machine."""
    return bool(_ADDRESS.match(path.strip()))


def existing_file(path: Path) -> list[Finding]:
    """Return what keeps `path` from being read as a file."""
    if is_address(str(path)):
        return [Finding(code="address_refused", value=str(path))]
    if _OF_THE_SYSTEM & {str(parent) for parent in _resolved(path).parents}:
        return [Finding(code="not_regular_file", file=path.name)]
    try:
        if path.is_dir() and not is_geodatabase(path):
            return [Finding(code="folder_not_file", file=path.name)]
        if path.exists() and not path.is_file() and not path.is_dir():
            return [Finding(code="not_regular_file", file=path.name)]
        missing = not (path.is_file() or is_geodatabase(path))
    except (OSError, ValueError):  # a name that the system does not allow, or a folder that may not be entered
        missing = True
    return [Finding(code="file_missing", file=path.name, details={"meant": name_meant(path)})] if missing else []


def name_meant(path: Path) -> Words:
    """Return a question whether another name of the same folder was meant, empty where none is near."""
    try:
        with os.scandir(path.parent) as entries:
            names = sorted(entry.name for entry in islice(entries, _MOST_NAMES) if not entry.name.startswith("."))
    except (OSError, ValueError):
        return ""
    return nearest_words(path.name, names)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # a name that the system does not allow, or links in a circle
        return path


def is_geodatabase(path: Path) -> bool:
    """Return whether a folder is an Esri File Geodatabase."""
    return geodatabase.is_geodatabase(path)


def content_of(path: Path) -> str:
    """Return what the file holds: the name of a format, or :data:`OTHER`.

    Raises
    ------
    InputError
        If there is no such file, it cannot be opened, is empty, or is larger than is read.
    """
    findings = existing_file(path)
    if findings:
        raise InputError(findings)
    try:
        content = geodatabase.FORMAT.name if path.is_dir() else _content_of_file(path)
        if content not in (geodatabase.FORMAT.name, shapefile.FORMAT.name):  # whose parts are measured together
            limits.refuse_large_file(path.stat().st_size, content, path.name)
    except OSError as error:
        raise unreadable(path.name, error) from error
    return content


def family_of(content: str) -> str:
    """Return the family of a format, :data:`circles.sources.files.format.REFUSED` of what is none."""
    return FORMATS[content].family if content in FORMATS else kinds.REFUSED


def refuse_ignored(path: Path, content: str, said: Mapping[str, str | None], *, part_as: str = kinds.PART) -> None:
    """Refuse what a study says of a file that its format does not honour: it would be ignored.

    Parameters
    ----------
    path : Path
        The file.
    content : str
        The name of its format.
    said : mapping of str to str or None
        Of :data:`circles.sources.files.format.CRS`, ``PART`` and ``SHEETS``, what is said.
    part_as : str
        How the study calls the part: ``layer`` or ``sheet``.

    Raises
    ------
    InputError
        With a finding for each.
    """
    honours = FORMATS[content].honours if content in FORMATS else frozenset()
    shown = {kinds.CRS: kinds.CRS, kinds.PART: part_as, kinds.SHEETS: kinds.SHEETS}
    raise_if_any(
        Finding(code="setting_ignored", file=path.name, value=value, details={"key": shown[name], "content": content})
        for name, value in said.items()
        if value and name not in honours
    )


def wrong_content(path: Path, content: str, wanted: tuple[str, ...]) -> InputError:
    """Return the error for a file of another kind than those `wanted`."""
    if content in FORMATS and FORMATS[content].refused_as:
        return InputError(Finding(code=FORMATS[content].refused_as, file=path.name, details={"content": content}))
    code = "unknown_content" if content == OTHER else "wrong_content"
    details = {"content": content, "wanted": ", ".join(wanted)}
    return InputError(Finding(code=code, file=path.name, details=details))


def is_tiff(path: Path) -> bool:
    """Return whether a file begins as a TIFF does."""
    with path.open("rb") as stream:
        return stream.read(4) in _TIFF


def _content_of_file(path: Path) -> str:
    with path.open("rb") as stream:
        head = Head(path=path, start=stream.read(_HEAD))
    if not head.start:
        raise InputError(Finding(code="empty_file", file=path.name))
    return next((name for name, each in FORMATS.items() if each.recognise(head)), OTHER)
