"""Where the rows of a table are, and the ids they are known by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding
from circles.matches import marks_in
from circles.sources.geo.coordinates import crs_text, parse_crs, to_wgs84
from circles.sources.geo.datum import series_in_wgs84, shift_notes
from circles.sources.geo.shapes import single_points
from circles.sources.places.accepted import with_accepted
from circles.sources.tables.raw_table import field_texts
from circles.sources.words.columns import missing_columns
from circles.sources.words.quantities import degree_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable, Reading


def places_of(
    raw: RawTable, fields: Mapping[str, str], *, kind: str, crs: str | None = None
) -> tuple[gpd.GeoSeries, list[Finding]]:
    """Return the shape of each row in WGS-84, None where it has none, and what is wrong with the places.

    Parameters
    ----------
    raw : RawTable
        Its own shapes count; where it has none, its `lon` and `lat` columns.
    fields : mapping of str to str
        Column of each field.
    kind : str
        ``centers``, ``blocks`` or ``gates``; in a table of columns only blocks may be without a place, and rows of a
        workbook of candidates (:mod:`circles.matches`), where accepted candidates are places too.
    crs : str, optional
        CRS of the two columns, WGS-84 where not given.
    """
    if raw.geometry is not None:
        return raw.geometry, []
    missing = missing_columns(fields, ("lon", "lat"), raw.columns, kind, raw.file)
    if missing:
        return _nowhere(raw), _without_coordinates(raw, fields, kind, missing)
    to_place = kind != "gates" and bool(marks_in(raw.columns))
    pair = (fields["lon"], fields["lat"])
    (lon, wrong_lon, not_lon), (lat, wrong_lat, not_lat) = (
        degree_cells(raw.cells[column], axis) for column, axis in zip(pair, ("lon", "lat"), strict=True)
    )
    findings = [
        *_wrong_numbers(raw, pair[0], wrong_lon),
        *_wrong_numbers(raw, pair[1], wrong_lat),
        *_wrong_numbers(raw, pair[0], not_lon, code="coordinate_of_other_axis"),
        *_wrong_numbers(raw, pair[1], not_lat, code="coordinate_of_other_axis"),
        *_absent(
            raw, pair, (np.isnan(lon) & ~wrong_lon, np.isnan(lat) & ~wrong_lat), optional=kind == "blocks" or to_place
        ),
    ]
    there = np.isfinite(lon) & np.isfinite(lat) & ~(not_lon | not_lat)
    points = np.full(len(lon), None, dtype=object)
    points[there] = shapely.points(lon[there], lat[there])
    series = gpd.GeoSeries(points, crs=tables.WGS84)
    placed, faults = to_wgs84(series, crs=crs, file=raw.file, rows=raw.rows)
    findings += [replace(finding, column=", ".join(pair)) for finding in faults]
    placed = placed if faults else series_in_wgs84(placed, raw.datum)
    if findings or not to_place:
        return placed, findings
    return with_accepted(raw, placed)


def points_only(geometry: gpd.GeoSeries, raw: RawTable) -> tuple[gpd.GeoSeries, list[Finding]]:
    """Return `geometry` with multipoints of one point as points, and a finding for each shape not a point."""
    shapes = single_points(geometry.to_numpy())
    kinds = shapely.get_type_id(shapes)
    others = ~np.isin(kinds, (GeometryType.POINT, GeometryType.MISSING))
    findings = [
        Finding(code="not_a_point", file=raw.file, row=int(raw.rows[i]), value=shapes[i].geom_type)
        for i in np.flatnonzero(others)
    ]
    return gpd.GeoSeries(shapes, index=geometry.index, crs=geometry.crs), findings


def used_crs(raw: RawTable, crs: str | None, *, placed: gpd.GeoSeries, fields: Mapping[str, str]) -> RawTable:
    """Return `raw` naming the CRS that its coordinate columns were said to have, and noting what became of them.

    Parameters
    ----------
    raw : RawTable
        The table; one of shapes is returned as it is.
    crs : str or None
        What the study says the CRS of the two columns is.
    placed, fields
        What :func:`places_of` gave and was given. A candidate that was accepted is there too and was not converted.
    """
    if raw.geometry is not None:
        return raw
    chosen = parse_crs(crs)
    typed = placed.to_numpy()[field_texts(raw, fields, "lon") != ""]
    notes = shift_notes(typed, raw.datum)
    if not raw.datum and chosen is None and len(typed):
        notes["coordinates"] = "taken as WGS-84"
    return replace(raw, crs=raw.crs if chosen is None else crs_text(chosen), notes={**raw.notes, **notes})


def _without_coordinates(raw: RawTable, fields: Mapping[str, str], kind: str, missing: list[Finding]) -> list[Finding]:
    """Return what to tell of missing columns of coordinates: of a list that has neither, how it gets them."""
    if kind == "gates" or "name" not in fields or len(missing) < 2:
        return missing
    details = {"columns": ", ".join(raw.columns), "kind": kind}
    return [Finding(code="list_without_coordinates", file=raw.file, details=details)]


def _nowhere(raw: RawTable) -> gpd.GeoSeries:
    return gpd.GeoSeries([None] * len(raw.cells), crs=tables.WGS84)


def _wrong_numbers(
    raw: RawTable, column: str, wrong: NDArray[np.bool_], *, code: str = "coordinate_not_number"
) -> list[Finding]:
    return [
        Finding(
            code=code,
            file=raw.file,
            row=int(raw.rows[i]),
            column=column,
            value=str(raw.cells[column].iloc[i]),
        )
        for i in np.flatnonzero(wrong)
    ]


def _absent(
    raw: RawTable,
    pair: tuple[str, str],
    empty: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    *,
    optional: bool,
) -> list[Finding]:
    both = empty[0] & empty[1]
    wrong = (empty[0] ^ empty[1]) if optional else (empty[0] | empty[1])
    return [
        Finding(
            code="coordinate_missing",
            file=raw.file,
            row=int(raw.rows[i]),
            column=", ".join(pair) if both[i] else pair[0] if empty[0][i] else pair[1],
        )
        for i in np.flatnonzero(wrong)
    ]


def with_datum(raw: RawTable, datum: str | None) -> RawTable:
    """Return `raw` in its declared datum: shapes are moved here, columns of coordinates where they are read."""
    if datum is None:
        return raw
    noted = replace(raw, datum=datum, notes={**raw.notes, "datum": datum})
    if raw.geometry is None:
        return noted
    moved = series_in_wgs84(raw.geometry, datum)
    return replace(noted, geometry=moved, notes={**noted.notes, **shift_notes(moved.to_numpy(), datum)})


def reader_with_datum(read: Callable[[], RawTable] | None, datum: str | None) -> Callable[[], RawTable] | None:
    """Return a reader of the same table in its declared datum, None where there is nothing to read."""
    return None if read is None else lambda: with_datum(read(), datum)


def streets_with_datum(reading: Reading, datum: str | None) -> Reading:
    """Return streets read from any kind of file in their declared datum; lengths that a graph gave are kept."""
    if datum is None:
        return reading
    table = reading.table.set_geometry(series_in_wgs84(reading.table.geometry, datum))
    moved = shift_notes(table.geometry.to_numpy(), datum)
    source = replace(reading.source, notes={**reading.source.notes, "datum": datum, **moved})
    return reading._replace(table=table, source=source)
