"""Blocks where people live: polygons or points, with their population."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding, raise_if_any
from circles.sources.geo.shapes import polygons_repaired, single_points
from circles.sources.inputs.fields import amounts, ids_of, other_kind, renovation_of
from circles.sources.places.located import places_of, used_crs
from circles.sources.tables.raw_table import RawTable, Reading, field_texts, shortened
from circles.sources.words.columns import find_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_MOST_PEOPLE = 1e9


def blocks_from(
    raw: RawTable,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str | None = None,
    label: str = "source",
    notes: Mapping[str, object] | None = None,
    people_kind: str = "",
) -> Reading:
    """Return ``tables.BLOCKS`` from a raw table; invalid polygons are repaired and counted.

    After its columns come those of ``tables.DISTRICT_COLUMNS``, ``AGE_GROUPS`` and ``RENOVATION`` that the table has.

    Parameters
    ----------
    raw : RawTable
        The table.
    columns : mapping of str to str, optional
        Field to column, where the names do not say it.
    crs : str, optional
        CRS of coordinate columns.
    label : str
        Of the population, one of ``study.LABELS``.
    notes : mapping, optional
        What is said about the population: its source, year and kind.
    people_kind : str
        ``resident``, ``registered`` or empty: a column of people that says the other is a fault.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, shapes, ids, numbers.
    """
    fields, findings = find_columns(raw.columns, "blocks", mapping=columns, file=raw.file)
    findings += other_kind(raw, fields, "population", people_kind)
    placed, faults = places_of(raw, fields, kind="blocks", crs=crs)
    shapes, repaired, shape_faults = _shapes(placed, raw)
    names = field_texts(raw, fields, "name")
    population, population_faults, population_about = amounts(raw, fields, "population", most=_MOST_PEOPLE)
    dwellings, dwelling_faults, dwellings_about = amounts(raw, fields, "dwellings", most=_MOST_PEOPLE)
    groups, group_faults, group_warnings = _age_groups(raw, fields, population)
    renovation, renovation_faults = renovation_of(raw, fields)
    order = (shapes, names, population.astype(str).astype(object))
    ids, id_faults = ids_of(raw, "block_id", fields, prefix="B", order=order)
    findings += [*faults, *shape_faults, *id_faults]
    findings += [*population_faults, *dwelling_faults, *group_faults, *renovation_faults]
    raise_if_any(shortened(findings))
    missing = np.asarray(shapely.is_missing(shapes))
    table = gpd.GeoDataFrame(
        {"block_id": ids, "name": names, "population": population, "dwellings": dwellings},
        geometry=shapes,
        crs=tables.WGS84,
    ).assign(
        **{name: field_texts(raw, fields, name) for name in tables.DISTRICT_COLUMNS if name in fields},
        **groups,
        **renovation,
    )
    counts = {
        "repaired": int(repaired.sum()),
        "without_geometry": int(missing.sum()),
        "population_unknown": int(np.isnan(population).sum()) if "population" in fields else len(table),
    }
    read = used_crs(raw, crs, placed=placed, fields=fields)
    source = read.source("blocks", label=label, notes={**counts, **(notes or {})})
    warnings = (*raw.warnings, *_warnings(raw, ids, repaired=repaired, missing=missing))
    warnings += (*population_about, *dwellings_about, *group_warnings)
    if "population" in fields and counts["population_unknown"]:
        details = {"count": counts["population_unknown"], "blocks": len(table)}
        warnings += (Finding(code="population_unknown", file=raw.file, column=fields["population"], details=details),)
    return Reading(table, source, warnings)


def _shapes(placed: gpd.GeoSeries, raw: RawTable) -> tuple[NDArray[np.object_], NDArray[np.bool_], list[Finding]]:
    shapes = single_points(placed.to_numpy())
    kinds = shapely.get_type_id(shapes)
    others = ~np.isin(kinds, (*_AREAS, GeometryType.POINT, GeometryType.MISSING))
    findings = [
        Finding(code="not_a_block_shape", file=raw.file, row=int(raw.rows[i]), value=shapes[i].geom_type)
        for i in np.flatnonzero(others)
    ]
    if findings:
        return shapes, np.zeros(len(shapes), dtype=bool), findings
    mended, repaired = polygons_repaired(shapes)
    return mended, repaired, []


def _age_groups(
    raw: RawTable, fields: Mapping[str, str], population: NDArray[np.float64]
) -> tuple[dict[str, NDArray[np.float64]], list[Finding], tuple[Finding, ...]]:
    """Return the people of each age group that is there, what is wrong with them, and what to look at."""
    groups: dict[str, NDArray[np.float64]] = {}
    faults: list[Finding] = []
    warnings: tuple[Finding, ...] = ()
    for group in tables.AGE_GROUPS:
        if group in fields:
            groups[group], wrong, about = amounts(raw, fields, group, most=_MOST_PEOPLE)
            faults += wrong
            warnings += about
    wholes = [(group, fields.get("population", ""), population) for group in groups if "population" in fields]
    if {"people_60_plus", "people_65_plus"} <= groups.keys():
        wholes.append(("people_65_plus", fields["people_60_plus"], groups["people_60_plus"]))
    for group, column, whole in wholes:
        larger = groups[group] > whole
        if larger.any():
            rows = ", ".join(map(str, raw.rows[larger][:10])) + (" …" if larger.sum() > 10 else "")
            details = {"count": int(larger.sum()), "rows": rows, "whole": column}
            warnings += (Finding(code="group_larger_than_whole", file=raw.file, column=fields[group], details=details),)
    return groups, faults, warnings


def _warnings(
    raw: RawTable, ids: NDArray[np.object_], *, repaired: NDArray[np.bool_], missing: NDArray[np.bool_]
) -> tuple[Finding, ...]:
    found = {"polygons_repaired": repaired & ~missing, "blocks_without_place": missing}
    return tuple(
        Finding(
            code=code,
            file=raw.file,
            details={
                "count": int(which.sum()),
                "ids": ", ".join(ids[which][:10]) + (" …" if which.sum() > 10 else ""),
            },
        )
        for code, which in found.items()
        if which.any()
    )
