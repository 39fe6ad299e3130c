"""Shapes written out in a column of a list (WKT, hexadecimal WKB, GeoJSON): such a list is a layer."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from circles import tables
from circles.errors import Finding, raise_if_any
from circles.provenance import TypedPlaces
from circles.sources.files import limits
from circles.sources.files.outlines import tangle_findings
from circles.sources.geo.coordinates import crs_text, parse_crs, to_wgs84
from circles.sources.geo.datum import shift_of
from circles.sources.tables.raw_table import shortened
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import plain
from circles.sources.words.table_words import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_WKT = re.compile(
    r"\s*(?:SRID\s*=\s*(?P<srid>\d{4,6})\s*;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*"
    r"(?:\(.*\)|EMPTY)\s*",
    re.IGNORECASE | re.DOTALL,
)
_WKB = re.compile(r"0[01](?:[0-9A-Fa-f]{2}){8,}")
_GEOJSON = re.compile(r"\s*\{.*\"type\"\s*:\s*\"(?:Multi)?(?:Point|LineString|Polygon)\".*\}\s*", re.DOTALL)
_FORMS = (_WKT, _WKB, _GEOJSON)
_NAMES = frozenset(
    ("wkt", "geometry", "geom", "thegeom", "wkbgeometry", "shape", "geojson", "几何", "图形", "空间数据")
)
_SAMPLE, _LOOKED_AT = 50, 5_000


def shape_column(cells: Mapping[str, Iterable[Any]]) -> str:
    """Return the column whose cells are shapes written out, empty where there is none; of several that named so.

    Parameters
    ----------
    cells : mapping of str to iterable
        The cells of each column, or the first of them.
    """
    found = [column for column, texts in cells.items() if _are_shapes(texts)]
    named = [column for column in found if plain(column) in _NAMES]
    return next(iter([*named, *found]), "")


def shape_of_cell(cell: str) -> Any:
    """Return the shape that a cell holds, None where it holds none that can be read."""
    text = cell.strip()
    written = _WKT.fullmatch(text)
    try:
        if written:
            return shapely.from_wkt(text.partition(";")[2] if written["srid"] else text)
        return shapely.from_wkb(text) if _WKB.fullmatch(text) else shapely.from_geojson(text)
    except (shapely.GEOSException, ValueError, TypeError):
        return None


def with_shapes(raw: RawTable) -> RawTable:
    """Return a list with the shapes of its rows, where a column holds them; as it is where none does.

    Raises
    ------
    InputError
        If a shape cannot be read, or lies nowhere (:func:`circles.sources.geo.coordinates.to_wgs84`).
    """
    column = "" if raw.geometry is not None else shape_column(raw.by_column)
    if not column:
        return raw
    texts = text_cells(raw.cells[column]).tolist()
    shapes = np.array([None if is_unknown(text) else shape_of_cell(text) for text in texts], dtype=object)
    unread = shapely.is_missing(shapes) & np.array([not is_unknown(text) for text in texts])
    raise_if_any(
        shortened(
            Finding(code="shape_not_read", file=raw.file, row=raw.row(i), column=column, value=texts[i][:40])
            for i in np.flatnonzero(unread).tolist()
        )
    )
    if shapely.get_num_coordinates(shapes).sum() > limits.VERTICES:
        raise limits.too_many("too_many_vertices", raw.file, most=limits.VERTICES)
    settings, crs = raw.settings, parse_crs(raw.settings.crs) or _crs_of(texts, shapes)
    at = np.arange(len(shapes))
    placed, findings = to_wgs84(
        gpd.GeoSeries(shapes, crs=crs), crs=settings.crs, datum=settings.datum, file=raw.file, rows=at
    )
    found = shortened(findings) or tangle_findings(placed.to_numpy(), raw.file, at)
    raise_if_any(replace(finding, column=column, row=raw.known_row(finding.row)) for finding in found)
    taken = replace(
        raw.taken,
        shift=shift_of(placed.to_numpy(), settings.datum),
        is_datum_assumed=not settings.datum and settings.crs is None and _srid(texts) is None,
        typed=TypedPlaces(columns=(column,), form="shapes"),
    )
    named = crs_text(crs) if crs is not None else tables.WGS84
    return replace(raw, geometry=placed, crs=named, cells=raw.cells.drop(columns=column), taken=taken)


def _are_shapes(texts: Iterable[Any]) -> bool:
    seen = 0
    for cell in islice(texts, _LOOKED_AT):
        if not isinstance(cell, str) or is_unknown(cell):
            continue
        if not any(form.fullmatch(cell.strip()) for form in _FORMS):
            return False
        seen += 1
        if seen == _SAMPLE:
            break
    return seen > 0


def _crs_of(texts: Iterable[str], shapes: NDArray[np.object_]) -> CRS | None:
    """Return the CRS that the shapes say, WGS-84 where they are degrees, None where nothing tells."""
    srid = _srid(texts)
    if srid is not None:
        return parse_crs(f"EPSG:{srid}")
    numbers = shapely.get_coordinates(shapes)
    return CRS(tables.WGS84) if not len(numbers) or np.median(np.abs(numbers).max(axis=1)) <= 180 else None


def _srid(texts: Iterable[str]) -> int | None:
    found = {match["srid"] for text in texts if (match := _WKT.fullmatch(text)) is not None}
    srid = found.pop() if len(found) == 1 else None
    return int(srid) if srid else None
