"""Blocks where people live: polygons or points, with their population."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding
from circles.sources.geo.shapes import polygons_repaired, single_points
from circles.sources.inputs.block_columns import blocks_not_lived_in, unused_people
from circles.sources.inputs.compounds import gated_column
from circles.sources.inputs.living_land import living_land
from circles.sources.places.field_table import FieldTable
from circles.sources.places.folded_ids import alike_ids
from circles.sources.places.own_columns import with_own_columns
from circles.sources.tables.raw_table import Reading, listed
from circles.sources.words.settlements import settlement_of
from circles.sources.words.table_words import answer_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_SHAPES = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON, GeometryType.POINT)
_MOST_PEOPLE = 1e9


def blocks_from(
    raw: RawTable,
    *,
    label: str = "source",
    people: Mapping[str, str | float] | None = None,
    people_kind: str = "",
) -> Reading:
    """Return ``tables.BLOCKS`` from a raw table; invalid polygons are repaired and counted.

    After its columns come those of ``tables.LEVELS``, ``URBAN_RURAL``, ``AGE_GROUPS``, ``RENOVATION`` and ``GATED``
    that the table has.

    Parameters
    ----------
    raw : RawTable
        The table.
    label : str
        Of the population, one of ``settings.LABELS``.
    people : mapping, optional
        What is said about the population: its source, year and kind.
    people_kind : str
        ``resident``, ``registered`` or empty: a column of people that says the other is a fault.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, shapes, ids, numbers.
    """
    land = living_land(raw)
    raw, counts = land.raw, {"land_left_out": land.left_out} if land.left_out else {}
    table = FieldTable(raw, "blocks")
    table.refuse_other_people("population", people_kind)
    shapes, repaired = _shapes(table)
    names = table.texts("name")
    figures = {name: table.amounts(name, most=_MOST_PEOPLE) for name in ("population", "dwellings")}
    groups = {group: table.amounts(group, most=_MOST_PEOPLE) for group in tables.AGE_GROUPS if group in table.fields}
    population = figures["population"]
    said = {**_renovation(table), **_gated(table)}
    urban_rural, neither_said = _urban_rural(table)
    ids = table.ids("block_id", names, shapes)
    table.raise_faults()
    missing = np.asarray(shapely.is_missing(shapes))
    blocks = gpd.GeoDataFrame(
        {"block_id": ids, "name": names, **figures},
        geometry=shapes,
        crs=tables.WGS84,
    ).assign(
        **{name: table.texts(name) for name in tables.LEVELS if name in table.fields},
        **urban_rural,
        **groups,
        **said,
    )
    counts |= {
        "repaired": int(repaired.sum()),
        "without_geometry": int(missing.sum()),
        "population_unknown": int(np.isnan(population).sum()) if "population" in table.fields else len(blocks),
    }
    warnings = (
        *raw.warnings,
        *land.warnings,
        *_told(raw.file, ids, {"polygons_repaired": repaired & ~missing, "blocks_without_place": missing}),
        *alike_ids(table, "block_id", ids, population),
        *table.roughly,
        *table.remarks,
        *table.rough_findings(population),
        *_larger_groups(table, groups, population),
        *neither_said,
        *unused_people(table),
        *blocks_not_lived_in(table, population),
        *_people_unknown(table, population),
    )
    source = table.source(label=label, counts=counts, people=people or {})
    reading = Reading(blocks, source, warnings, tuple(raw.rows.tolist()))
    return with_own_columns(reading, table, ids)


def _shapes(table: FieldTable) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the shape of each block, polygons repaired, and which were."""
    shapes = single_points(table.shapes(optional=True))
    if table.refuse_shapes(shapes, "not_a_block_shape", allowed=_SHAPES):
        return shapes, np.zeros(len(shapes), dtype=bool)
    return polygons_repaired(shapes)


def _renovation(table: FieldTable) -> dict[str, NDArray[np.float64]]:
    """Return the column ``tables.RENOVATION`` where the table has one; a cell that is no answer is a fault."""
    if tables.RENOVATION not in table.fields:
        return {}
    answers = np.array([answer_of(text) for text in table.texts(tables.RENOVATION)], dtype=np.float64)
    table.refuse_rows("renovation_not_known", np.isinf(answers), field=tables.RENOVATION)
    return {tables.RENOVATION: answers}


def _urban_rural(table: FieldTable) -> tuple[dict[str, NDArray[np.object_]], list[Finding]]:
    """Return the column ``tables.URBAN_RURAL`` where the table has one, and a finding of cells that say neither."""
    if tables.URBAN_RURAL not in table.fields:
        return {}, []
    column = table.fields[tables.URBAN_RURAL]
    cells = table.texts(tables.URBAN_RURAL)
    said = np.array([settlement_of(cell) for cell in cells], dtype=object)
    neither = np.array([each is None for each in said], dtype=bool)
    details = {"count": int(neither.sum()), "values": listed(dict.fromkeys(cells[neither]))}
    findings = [Finding(code="urban_rural_not_known", file=table.raw.file, column=column, details=details)]
    return {tables.URBAN_RURAL: np.where(neither, "", said).astype(object)}, findings if neither.any() else []


def _gated(table: FieldTable) -> dict[str, NDArray[np.float64]]:
    """Return the column ``tables.GATED`` where the table has one."""
    return {tables.GATED: gated_column(table)} if tables.GATED in table.fields else {}


def _people_unknown(table: FieldTable, population: NDArray[np.float64]) -> list[Finding]:
    """Return a finding where the table tells people, but not of every block."""
    unknown = int(np.isnan(population).sum())
    if "population" not in table.fields or not unknown:
        return []
    column, details = table.fields["population"], {"count": unknown, "blocks": len(population)}
    return [Finding(code="population_unknown", file=table.raw.file, column=column, details=details)]


def _larger_groups(
    table: FieldTable, groups: Mapping[str, NDArray[np.float64]], population: NDArray[np.float64]
) -> tuple[Finding, ...]:
    """Return a finding for each group of people that is larger somewhere than what it is part of."""
    fields, raw = table.fields, table.raw
    wholes = [(group, fields.get("population", ""), population) for group in groups if "population" in fields]
    if {"people_60_plus", "people_65_plus"} <= groups.keys():
        wholes.append(("people_65_plus", fields["people_60_plus"], groups["people_60_plus"]))
    findings = []
    for group, column, whole in wholes:
        larger = groups[group] > whole
        if larger.any():
            details = {"count": int(larger.sum()), "rows": listed(raw.rows[larger]), "whole": column}
            findings.append(
                Finding(code="group_larger_than_whole", file=raw.file, column=fields[group], details=details)
            )
    return tuple(findings)


def _told(file: str, ids: NDArray[np.object_], found: Mapping[str, NDArray[np.bool_]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(code=code, file=file, details={"count": int(which.sum()), "ids": listed(ids[which])})
        for code, which in found.items()
        if which.any()
    )
