"""Candidates for new centers, from a list of points or a layer of points or parcels."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding, InputError, raise_if_any
from circles.proposal import Candidates
from circles.sources.amounts import amounts
from circles.sources.blocks import polygons_repaired
from circles.sources.columns import find_columns
from circles.sources.datum import with_datum
from circles.sources.gates_and_area import area_from
from circles.sources.grids import without_persons
from circles.sources.layers import table_from_frame
from circles.sources.places import field_texts, ids_of, places_of, read_table, single_points, used_crs
from circles.sources.raw_table import RawTable, Reading, cells_of, shortened
from circles.sources.study_file import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from circles.study import Source

Read = TypeVar("Read")

_SHAPES = (GeometryType.POINT, GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_AMOUNTS = ("cost", "capacity", "floor_area_m2")
_DEAREST = 1e12


def read_candidates(study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None) -> Candidates:
    """Return what a study says of candidates in ``[candidates]``, ``[forbidden]`` and ``[preferred]``.

    Parameters
    ----------
    study, options
        As for :func:`circles.read_study`.

    Returns
    -------
    Candidates
        Points in WGS-84; a parcel stands at a point on its surface.

    Raises
    ------
    InputError
        With all faults of the settings, else all faults of the tables.
    """
    settings = read_settings(study, options=options)
    findings: list[Finding] = []
    listed = None
    if settings.get("candidates", "file"):
        listed = _attempt(lambda: _listed(_raw(settings, "candidates"), settings), findings)
    forbidden, preferred = (_area(settings, section, findings) for section in ("forbidden", "preferred"))
    raise_if_any(findings)
    said = settings.sections.get("candidates", {})
    asked = {key: said[key] for key in ("grid_m", "spacing_m", "away_m") if key in said}
    sources = [reading.source for reading in (listed,) if reading]
    return Candidates(
        table=listed.table if listed else None,
        made_from=said.get("from", "junctions"),
        **{key: float(value) for key, value in asked.items()},
        forbidden=forbidden[0] if forbidden else None,
        preferred=preferred[0] if preferred else None,
        sources=(*sources, *(area[1] for area in (forbidden, preferred) if area)),
        warnings=listed.warnings if listed else (),
    )


def candidates_from_table(
    table: pd.DataFrame, *, columns: Mapping[str, str] | None = None, crs: str | None = None
) -> gpd.GeoDataFrame:
    """Return ``tables.CANDIDATES`` of a table in memory, checked as files are.

    Parameters
    ----------
    table : GeoDataFrame or DataFrame
        Points or polygons in any CRS, or columns with longitude and latitude.
    columns : mapping of str to str, optional
        Field to column, where the names do not say it.
    crs : str, optional
        CRS of coordinate columns, or of shapes that say none.

    Raises
    ------
    InputError
        With every fault of the table.
    """
    if isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None:
        raw = table_from_frame(table, file="memory", crs=crs)
    else:
        raise_if_any([Finding(code="empty_table", file="memory")] if table.empty else [])
        raw = RawTable(file="memory", cells=cells_of(table, "memory"), rows=np.arange(1, len(table) + 1))
    return candidates_from(without_persons(raw), columns=columns, crs=crs).table


def candidates_from(raw: RawTable, *, columns: Mapping[str, str] | None = None, crs: str | None = None) -> Reading:
    """Return ``tables.CANDIDATES`` from a raw table; a polygon stands at a point on its surface.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, shapes, ids, numbers.
    """
    fields, findings = find_columns(raw.columns, "candidates", mapping=columns, file=raw.file)
    placed, faults = places_of(raw, fields, kind="candidates", crs=crs)
    points, shape_faults = _points(placed, raw)
    names = field_texts(raw, fields, "name")
    ids, id_faults = ids_of(raw, "candidate_id", fields, prefix="K", order=(points, names))
    findings += [*faults, *shape_faults, *id_faults]
    read: dict[str, NDArray[np.float64]] = {}
    warnings: tuple[Finding, ...] = raw.warnings
    for field in _AMOUNTS:
        read[field], wrong, about = amounts(raw, fields, field, **({"most": _DEAREST} if field == "cost" else {}))
        findings += wrong
        warnings += about
    if not faults and not shape_faults:
        nowhere = np.flatnonzero(shapely.is_missing(points))
        findings += [Finding(code="coordinate_missing", file=raw.file, row=int(raw.rows[i])) for i in nowhere]
    raise_if_any(shortened(findings))
    table = gpd.GeoDataFrame(
        {"candidate_id": ids, "name": names, "kind": field_texts(raw, fields, "kind"), **read},
        geometry=points,
        crs=tables.WGS84,
    )
    by_id = table.sort_values("candidate_id", kind="stable", ignore_index=True)
    return Reading(by_id, used_crs(raw, crs, placed=placed, fields=fields).source("candidates", notes={}), warnings)


def _points(placed: gpd.GeoSeries, raw: RawTable) -> tuple[NDArray[np.object_], list[Finding]]:
    """Return each shape as a point on the grid, and a finding for each that is neither a point nor a polygon."""
    shapes = single_points(placed.to_numpy())
    kinds = shapely.get_type_id(shapes)
    others = ~np.isin(kinds, (*_SHAPES, GeometryType.MISSING))
    findings = [
        Finding(code="not_a_candidate_shape", file=raw.file, row=int(raw.rows[i]), value=shapes[i].geom_type)
        for i in np.flatnonzero(others)
    ]
    if findings:
        return shapes, findings
    parcels = np.isin(kinds, (GeometryType.POLYGON, GeometryType.MULTIPOLYGON))
    points = shapes.copy()
    points[parcels] = shapely.point_on_surface(polygons_repaired(shapes[parcels])[0])
    return tables.on_grid(gpd.GeoSeries(points, crs=tables.WGS84)).to_numpy(), []


def _listed(raw: RawTable, settings: Settings) -> Reading:
    said = settings.sections["candidates"]
    return candidates_from(raw, columns=said.get("columns"), crs=said.get("crs"))


def _raw(settings: Settings, section: str) -> RawTable:
    said = settings.sections[section]
    layer = said.get("sheet") or said.get("layer")
    kind = "candidates" if section == "candidates" else "area"
    raw = read_table(said["file"], kind=kind, crs=said.get("crs"), layer=layer, columns=said.get("columns"))
    return with_datum(raw, said.get("datum"))


def _area(settings: Settings, section: str, findings: list[Finding]) -> tuple[BaseGeometry, Source] | None:
    if not settings.get(section, "file"):
        return None
    return _attempt(partial(_area_of, settings, section), findings)


def _area_of(settings: Settings, section: str) -> tuple[BaseGeometry, Source]:
    area, source = area_from(_raw(settings, section))
    return area, replace(source, kind=section)


def _attempt(read: Callable[[], Read], findings: list[Finding]) -> Read | None:
    try:
        return read()
    except InputError as error:
        findings.extend(error.findings)
        return None
