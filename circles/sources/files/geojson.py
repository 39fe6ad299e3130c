"""A GeoJSON text before GDAL reads it: no CRS that is an address or a file."""

from __future__ import annotations

import json
import mmap
import re
from math import isfinite
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files.format import CRS, LAYER, Format

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

# In any of the ways JSON (and the reader behind GDAL, which is less strict) can write the word.
_KEY = re.compile(rb"[\"'](?:c|\\u0063)(?:r|\\u0072)(?:s|\\u0073)[\"']", re.IGNORECASE)
_VALUE = re.compile(rb"\s*:\s*(?=[\"'{\[\d\-tfnTFN])")
_ENDS = re.compile(rb"\s*[,}\]]")
_NAMED = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:[\w.:\-]+|(?:EPSG|OGC|ESRI|CRS):[\w.:]+|https?://www\.opengis\.net/(?:gml/srs/epsg\.xml#\d+|def/crs/[\w./]+))",
    re.IGNORECASE,
)
_CODE = re.compile(r"\d{4,6}", re.ASCII)
_WRITTEN_OUT = re.compile(r"\s*(?:[A-Z][A-Z_]*CRS|CRS|(?:PROJ|GEOG|GEOC|LOCAL|COMPD)_?CS)\s*\[", re.IGNORECASE)
"""How a CRS in WKT begins."""

_A_FILE = "crs_names_a_file"
_LONGEST = 20_000


def refuse_hostile_geojson(path: Path) -> None:
    """Refuse a GeoJSON text whose CRS is a link: GDAL would ask the address, or open the file.

    Raises
    ------
    InputError
        If a member ``crs`` is anything but a known name.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        for key in _KEY.finditer(text):
            code = _fault_after(text, key.end())
            if code:
                raise InputError(Finding(code=code, file=path.name, column="crs"))


def _fault_after(text: mmap.mmap, at: int) -> str:
    """Return what is wrong with what follows the word; nothing where it is no value of its own or a known name."""
    after = _VALUE.match(text, at)
    if after is None:
        return "" if _ENDS.match(text, at) else _A_FILE  # the word is itself a value
    start = text[after.end() : after.end() + _LONGEST].decode("utf-8", "replace")
    if start[0] not in "{[\"'":
        return ""
    try:
        value, _ = json.JSONDecoder().raw_decode(start)
    except (ValueError, RecursionError):
        return _A_FILE
    return _fault_of(value) if isinstance(value, (dict, list)) else ""


def _fault_of(crs: object) -> str:
    kind = crs.get("type") if isinstance(crs, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    if not isinstance(kind, str) or not isinstance(properties, dict):
        return _A_FILE
    if kind.upper() == "EPSG":  # of GeoJSON before 2008
        return "" if _CODE.fullmatch(str(properties.get("code"))) else _A_FILE
    name = properties.get("name") if kind == "name" else None
    if not isinstance(name, str):
        return _A_FILE
    if _WRITTEN_OUT.match(name) is not None:
        return "crs_written_out"
    return "" if _NAMED.fullmatch(name) else _A_FILE


def lost_shapes(path: Path, layer: str | None, shapes: gpd.GeoSeries) -> list[Finding]:  # noqa: ARG001 one layer
    """Return a fault for each feature whose shape the driver dropped because a coordinate is no number."""
    missing = [i for i, is_missing in enumerate(shapes.isna() | shapes.is_empty) if is_missing]
    if not missing:
        return []
    try:
        features = json.loads(path.read_bytes()).get("features", [])
    except (ValueError, RecursionError, AttributeError):
        return []
    written = {i: features[i].get("geometry") if i < len(features) else None for i in missing}
    return [
        Finding(code="coordinate_not_finite", file=path.name, row=i + 1, value=str(wrong[0]))
        for i, shape in written.items()
        if shape and (wrong := [each for each in _leaves(shape.get("coordinates")) if not _is_finite(each)])
    ]


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _is_finite(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


FORMAT = Format(
    name="GeoJSON",
    family=LAYER,
    honours=frozenset({CRS}),
    recognise=lambda head: head.text.startswith(b"{"),
    refuse_hostile=refuse_hostile_geojson,
    # The prefix names the driver: a file that is something else inside is refused instead of obeyed.
    opened=lambda path: f"GeoJSON:{path.resolve()}",
    lost_shapes=lost_shapes,
)
