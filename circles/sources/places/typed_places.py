"""The places that columns of coordinates say, in whichever form they were typed, and how they were understood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import tables
from circles.errors import Finding
from circles.figures import Figure
from circles.provenance import TypedPlaces
from circles.sources.geo.coordinates import parse_crs, to_wgs84
from circles.sources.geo.planes import is_chinese_plane, plane_numbers
from circles.sources.places.counted import counted
from circles.sources.words.cells import text_cells
from circles.sources.words.coordinate_cells import degree_cells, pair_cells, parted_cells
from circles.sources.words.coordinate_headers import coordinate_columns, datum_named, header_of, made_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

AXES = ("lon", "lat")
_DATUM_COLUMNS = (
    "坐标系",
    "坐标系统",
    "坐标基准",
    "坐标类型",
    "datum",
    "coordtype",
    "coordsys",
    "coordinatesystem",
    "crs",
)


@dataclass(frozen=True, kw_only=True)
class TypedNumbers:
    """The numbers of the columns of coordinates, row by row.

    Attributes
    ----------
    lon, lat : ndarray of float64
        NaN where unknown or at fault; of a plane the easting and the northing.
    faults : mapping of str to ndarray of bool
        Rows by the code of what is wrong with them and, after a colon, the field whose cell it is.
    is_north_first : bool
        Whether the columns stood the other way round, as their numbers say.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    faults: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    is_north_first: bool = False


def typed_numbers(cells: Mapping[str, pd.Series], fields: Mapping[str, str], *, crs: str | None = None) -> TypedNumbers:
    """Return the numbers that the columns of `fields` say: one of both, one each, or one a part.

    Parameters
    ----------
    cells : mapping of str to Series
        The columns of a table.
    fields : mapping of str to str
        The column of `lon`, of `lat`, and of their minutes and seconds where they stand apart.
    crs : str, optional
        What the study says the CRS is: only of planes in which size tells northing from easting are they turned.
    """
    numbers = _pairs(cells, fields["lon"]) if is_pair(fields) else _each(cells, fields)
    known = parse_crs(crs)
    turned = plane_numbers(numbers.lon, numbers.lat).is_north_first
    if turned and (known is None or is_chinese_plane(known.name)):
        return replace(numbers, lon=numbers.lat, lat=numbers.lon, is_north_first=True)
    return numbers


def is_pair(fields: Mapping[str, str]) -> bool:
    """Return whether both coordinates stand in one column."""
    return fields["lon"] == fields["lat"]


def said_datum(raw: RawTable, fields: Mapping[str, str]) -> tuple[str, str]:
    """Return the datum of a table's columns of coordinates, and who says it.

    The study goes before the heading, the heading before a column that says it of every row, that before what only the
    service of one map writes.

    Returns
    -------
    tuple of str
        One of ``settings.DATUMS`` and one of ``study``, ``header``, ``cells``, ``maker``; both empty where none does.
    """
    if raw.settings.datum or parse_crs(raw.settings.crs) is not None:
        return raw.settings.datum or "", "study"
    in_header = {header.datum for axis in AXES if (header := header_of(fields[axis])) is not None} - {""}
    if len(in_header) == 1:
        return in_header.pop(), "header"
    in_cells = _datum_in_cells(raw)
    if in_cells:
        return in_cells, "cells"
    made = made_by(raw.columns, fields["lon"])
    return (made, "maker") if made else ("", "")


def places_of(
    raw: RawTable, numbers: TypedNumbers, fields: Mapping[str, str], datum: str
) -> tuple[NDArray[np.object_], list[Finding]]:
    """Return the points of typed numbers in WGS-84, None where there is none, and what is wrong with them."""
    there = np.isfinite(numbers.lon) & np.isfinite(numbers.lat)
    for marked in numbers.faults.values():
        there &= ~marked
    points = np.full(len(there), None, dtype=object)
    points[there] = shapely.points(numbers.lon[there], numbers.lat[there])
    series = gpd.GeoSeries(points, crs=tables.WGS84)
    placed, faults = to_wgs84(
        series, crs=raw.settings.crs, datum=datum or None, file=raw.file, rows=np.arange(len(there))
    )
    column = ", ".join(dict.fromkeys(fields[axis] for axis in AXES))
    shapes: NDArray[np.object_] = placed.to_numpy()
    return shapes, [replace(finding, column=column, row=raw.known_row(finding.row)) for finding in faults]


def how_typed(raw: RawTable, numbers: TypedNumbers, fields: Mapping[str, str], said_by: str) -> TypedPlaces | None:
    """Return how the columns were understood, None where there is nothing to tell of two plain columns."""
    typed = [fields[name] for name in fields if name.startswith(AXES)]
    others = coordinate_columns(
        [column for column in raw.columns if column not in typed and header_of(column)],
        cells=raw.by_column,
        datum=raw.settings.datum,
    )
    form = "pair" if is_pair(fields) else "parts" if "lon_minutes" in fields else ""
    told = TypedPlaces(
        columns=tuple(dict.fromkeys(typed)),
        form=form,
        northing=fields["lon"] if numbers.is_north_first and not is_pair(fields) else "",
        said_by=said_by if said_by != "study" else "",
        others=tuple(dict.fromkeys((*others.found.values(), *others.others))) if _is_whole(others.found) else (),
    )
    return told if form or told.northing or told.said_by or told.others else None


def rough_rows(numbers: TypedNumbers) -> NDArray[np.bool_]:
    """Return the rows of which both degrees have at most two decimals: they are known to a kilometre.

    A list of one such row tells nothing.
    """
    both = np.column_stack([numbers.lon, numbers.lat])
    with np.errstate(invalid="ignore"):
        degrees = (np.abs(both) <= 180).all(axis=1)
        rough = degrees & (np.abs(both - np.round(both, 2)) < 1e-9).all(axis=1)
    alone = rough.sum() == degrees.sum() == 1
    found: NDArray[np.bool_] = rough & ~alone
    return found


def rough_finding(raw: RawTable, rows: NDArray[np.bool_], column: str, people: float | None = None) -> list[Finding]:
    """Return what is told of rows whose coordinates have two decimals, with the people who live there."""
    if not rows.any():
        return []
    shown = ", ".join(map(str, raw.rows[rows][:10].tolist())) + (" …" if rows.sum() > 10 else "")
    count = int(rows.sum())
    figures = {"count": Figure(value=count), "people": Figure(value=people)}
    details = {"rows": shown, "counted": counted(count, people), **figures}
    return [Finding(code="coordinates_rough", file=raw.file, column=column, details=details)]


def _is_whole(found: Mapping[str, str]) -> bool:
    return set(AXES) <= found.keys()


def _pairs(cells: Mapping[str, pd.Series], column: str) -> TypedNumbers:
    header = header_of(column)
    read = pair_cells(cells[column], first=header.first if header else "")
    return TypedNumbers(
        lon=read.lon,
        lat=read.lat,
        faults={"coordinates_not_read:lon": read.wrong, "pair_order_unknown:lon": read.unclear},
    )


def _each(cells: Mapping[str, pd.Series], fields: Mapping[str, str]) -> TypedNumbers:
    values: list[NDArray[np.float64]] = []
    faults: dict[str, NDArray[np.bool_]] = {}
    for axis in AXES:
        minutes, seconds = fields.get(f"{axis}_minutes"), fields.get(f"{axis}_seconds")
        if minutes:
            read = parted_cells(cells[fields[axis]], cells[minutes], cells[seconds] if seconds else None, axis)
        else:
            read = degree_cells(cells[fields[axis]], axis)
        number, wrong, other = read
        values.append(number)
        faults |= {f"coordinate_not_number:{axis}": wrong, f"coordinate_of_other_axis:{axis}": other}
    return TypedNumbers(lon=values[0], lat=values[1], faults=faults)


def _datum_in_cells(raw: RawTable) -> str:
    """Return the datum that a column says of every row that says one; empty where rows differ or none is known."""
    for column in raw.columns:
        if column.replace(" ", "").replace("_", "").casefold() in _DATUM_COLUMNS:
            said = {text for text in text_cells(raw.cells[column]).tolist() if text}
            known = {datum_named(text) for text in said}
            if len(known) == 1:
                return known.pop()
    return ""
