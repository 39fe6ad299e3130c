"""Where the rows of a table are, and the ids they are known by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding
from circles.matches import marks_in
from circles.sources import contents
from circles.sources.accepted import with_accepted
from circles.sources.cells import text_cells
from circles.sources.columns import missing_columns
from circles.sources.coordinates import crs_text, parse_crs, to_wgs84
from circles.sources.datum import series_in_wgs84, shift_notes
from circles.sources.delimited import read_delimited
from circles.sources.grids import without_persons
from circles.sources.layers import read_layer
from circles.sources.quantities import degree_cells
from circles.sources.spreadsheets import read_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from circles.sources.raw_table import RawTable


def read_table(
    path: Path,
    *,
    kind: str,
    crs: str | None = None,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> RawTable:
    """Return a CSV file, a sheet of a workbook or a vector layer as a raw table, without columns about persons.

    Parameters
    ----------
    path : Path
        The file, or the folder of a File Geodatabase.
    kind : str
        What the table is for.
    crs : str, optional
        The CRS of a vector layer that says none or a wrong one.
    layer : str, optional
        The layer or the sheet, where the file has several.
    columns : mapping of str to str, optional
        Field to column, as the study file says; helps to find a header below titles.

    Raises
    ------
    InputError
        If the file is missing, broken or of another kind.
    """
    content = contents.content_of(path)
    if content == contents.CSV:
        return without_persons(read_delimited(path, kind=kind, columns=columns))
    if content == contents.WORKBOOK:
        return without_persons(read_spreadsheet(path, kind=kind, sheet=layer, columns=columns))
    if content in contents.LAYERS:
        return without_persons(read_layer(path, content, kind=kind, crs=crs, layer=layer))
    raise contents.wrong_content(path, content, (contents.CSV, contents.WORKBOOK, *contents.LAYERS))


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


def single_points(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return `shapes` with every multipoint of one point as that point."""
    several = np.flatnonzero(shapely.get_type_id(shapes) == GeometryType.MULTIPOINT)
    alone = several[shapely.get_num_geometries(shapes[several]) == 1]
    if not len(alone):
        return shapes
    single = shapes.copy()
    single[alone] = shapely.get_geometry(shapes[alone], 0)
    return single


def ids_of(
    raw: RawTable,
    field: str,
    fields: Mapping[str, str],
    *,
    prefix: str,
    order: tuple[NDArray[np.object_], ...],
) -> tuple[NDArray[np.object_], list[Finding]]:
    """Return the id of each row as text, made where none is given, and a finding for each id given twice.

    Parameters
    ----------
    raw : RawTable
        The table.
    field : str
        The id's field, for example ``center_id``.
    fields : mapping of str to str
        Column of each field.
    prefix : str
        Begins the ids that are made: ``C`` gives ``C0001``.
    order : tuple of arrays
        What the ids that are made are numbered by (never by row order): shapes first, then texts.
    """
    given = field_texts(raw, fields, field)
    findings = _repeated(given, raw, fields.get(field))
    empty = np.flatnonzero(given == "")
    if not len(empty):
        return given, findings
    taken = set(given.tolist())
    width = max(4, len(str(len(given))))
    numbers = range(1, len(given) + len(taken) + 1)
    free = (text for number in numbers if (text := f"{prefix}{number:0{width}d}") not in taken)
    ids = given.copy()
    for position in empty[_ranks(order)[empty].argsort()]:
        ids[position] = next(free)
    return ids, findings


def field_texts(raw: RawTable, fields: Mapping[str, str], field: str) -> NDArray[np.object_]:
    """Return a field's cells as text, all empty where the table has no column for it."""
    if field not in fields:
        return np.full(len(raw.cells), "", dtype=object)
    return text_cells(raw.cells[fields[field]])


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


def _repeated(ids: NDArray[np.object_], raw: RawTable, column: str | None) -> list[Finding]:
    codes, texts = pd.factorize(ids)
    counts = np.bincount(codes, minlength=len(texts))
    findings = []
    for code in np.flatnonzero(counts > 1):
        if texts[code] != "":
            rows = [int(row) for row in raw.rows[codes == code]]
            details = {"rows": ", ".join(map(str, rows[:10]))}
            findings.append(
                Finding(
                    code="repeated_id",
                    file=raw.file,
                    row=rows[1],
                    column=column,
                    value=str(texts[code]),
                    details=details,
                )
            )
    return findings


def _ranks(order: tuple[NDArray[np.object_], ...]) -> NDArray[np.int64]:
    """Return the rank of each row by the middle of its shape (lon, lat), then by the texts."""
    shapes, *texts = order
    middles = shapely.centroid(shapes)
    keys = [
        np.where(np.isfinite(degrees), tables.to_units(np.nan_to_num(degrees)), np.iinfo(np.int64).max)
        for degrees in (shapely.get_x(middles), shapely.get_y(middles))
    ]
    keys += [np.unique(column.astype(str), return_inverse=True)[1] for column in texts]
    ranks = np.empty(len(shapes), dtype=np.int64)
    ranks[np.lexsort(keys[::-1])] = np.arange(len(shapes))
    return ranks
