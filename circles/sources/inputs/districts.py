"""Communities, sub-districts and regions: polygons with a name, and which of them each block belongs to."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.account_tables import REGIONS
from circles.errors import Finding, InputError
from circles.provenance import studied
from circles.sources.geo.shapes import lands_shared, polygons_repaired
from circles.sources.places.datum_findings import outline_findings
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import LISTED, RawTable, Reading, listed, shortened
from circles.sources.words.place_names import keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

LEVELS: Mapping[str, str] = MappingProxyType(
    {"subdistricts": "subdistrict", "communities": "community", "regions": "region"}
)
"""The column of names of each kind of district."""

_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "subdistricts": tables.SUBDISTRICTS[:-1],
        "communities": tables.COMMUNITIES[:-1],
        "regions": REGIONS[:-1],
    }
)
_BESIDE: Mapping[str, tuple[str, ...]] = MappingProxyType({"regions": ("kind", "workers")})
"""What a table may say of its districts besides, taken as it is written."""

_AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)


def districts_from(raw: RawTable, kind: str, *, subdistricts: gpd.GeoDataFrame | None = None) -> Reading:
    """Return ``tables.COMMUNITIES``, ``SUBDISTRICTS`` or regions of a table of polygons, in the order of names.

    Rows without a name or a shape are left out and told; rows of one name are parts of one district, and told.

    Parameters
    ----------
    raw : RawTable
        The table.
    kind : str
        ``communities``, ``subdistricts`` or ``regions``.
    subdistricts : GeoDataFrame, optional
        ``tables.SUBDISTRICTS``: tell the sub-district of a community whose row does not.

    Raises
    ------
    InputError
        With every fault of the table: columns, shapes that are no polygons, no district left.
    """
    drawn = FieldTable(raw, kind, needed=(LEVELS[kind],))
    if raw.geometry is None:
        raise InputError([*drawn.faults, Finding(code="district_not_polygon", file=raw.file, value="–")])
    shapes = drawn.shapes()
    drawn.refuse_shapes(shapes, "district_not_polygon", allowed=_AREAS)
    drawn.raise_faults()
    mended, repaired = polygons_repaired(shapes)
    beside = [column for column in _BESIDE.get(kind, ()) if column in drawn.fields]
    texts = {column: drawn.texts(column) for column in (*_COLUMNS[kind], *beside)}
    frame = gpd.GeoDataFrame(texts, geometry=mended, crs=tables.WGS84).assign(row=raw.rows)
    unnamed, shapeless = frame[LEVELS[kind]] == "", frame.geometry.isna()
    warnings = _told(raw, "district_unnamed", unnamed, frame[LEVELS[kind]])
    warnings += _told(raw, "district_without_shape", shapeless & ~unnamed, frame[LEVELS[kind]])
    frame = frame[~(unnamed | shapeless)]
    if frame.empty:
        raise InputError(Finding(code="no_districts", file=raw.file))
    if kind == "communities" and subdistricts is not None:
        around = _names_at(frame.geometry, subdistricts, "subdistrict")
        frame = frame.assign(subdistrict=np.where(frame["subdistrict"] == "", around, frame["subdistrict"]))
    table, parts = _whole(frame, kind, raw.file)
    counts = {"repaired": int(repaired.sum()), "without_name": int(unnamed.sum())}
    warnings = tuple(shortened([*warnings, *parts, *_overlaps(table, kind, raw.file)]))
    return Reading(table, drawn.source(counts=counts), (*raw.warnings, *outline_findings(raw, kind), *warnings))


def with_districts(
    blocks: Reading, communities: gpd.GeoDataFrame | None, subdistricts: gpd.GeoDataFrame | None
) -> Reading:
    """Return blocks with the columns `subdistrict` and `community` where anything says them.

    What the blocks' own table says goes first, then the polygon that covers the block's representative point; else
    the text is empty.

    Parameters
    ----------
    blocks : Reading
        ``tables.BLOCKS``.
    communities, subdistricts : GeoDataFrame, optional
        ``tables.COMMUNITIES`` and ``SUBDISTRICTS``.
    """
    table = blocks.table
    around: dict[str, NDArray[np.object_]] = {}
    if communities is not None:
        around["community"] = _names_at(table.geometry, communities, "community")
        around["subdistrict"] = _names_at(table.geometry, communities, "subdistrict")
    if subdistricts is not None:
        by_polygon = _names_at(table.geometry, subdistricts, "subdistrict")
        around["subdistrict"] = np.where(by_polygon == "", around.get("subdistrict", ""), by_polygon)
    columns: dict[str, NDArray[np.object_]] = {}
    warnings = list(blocks.warnings)
    for column in tables.DISTRICT_COLUMNS:
        own, there = table.get(column), around.get(column)
        if own is None and (there is None or not (there != "").any()):
            continue
        said = np.full(len(table), "", dtype=object) if own is None else own.to_numpy(dtype=object)
        covered = np.full(len(table), "", dtype=object) if there is None else there
        columns[column] = np.where(said == "", covered, said).astype(object)
        warnings += _contradictions(column, said, covered, blocks)
    return blocks._replace(table=table.assign(**columns), warnings=tuple(warnings))


def unknown_districts(blocks: Reading) -> Reading:
    """Return blocks with a note of how many have no known sub-district or community, and a warning where some have.

    A column that nobody filled in, as the template has it ready, is nothing to warn of.
    """
    counts, warnings = {}, list(blocks.warnings)
    for column in tables.DISTRICT_COLUMNS:
        if column not in blocks.table:
            continue
        empty = blocks.table.loc[blocks.table[column] == "", "block_id"]
        counts[f"without_{column}"] = len(empty)
        if 0 < len(empty) < len(blocks.table):
            details = {"count": len(empty), "blocks": len(blocks.table), "ids": listed(empty)}
            warnings.append(Finding(code=f"blocks_without_{column}", file=blocks.source.file, details=details))
    return blocks._replace(source=studied(blocks.source, counts), warnings=tuple(warnings))


def _told(raw: RawTable, code: str, which: pd.Series, names: pd.Series) -> tuple[Finding, ...]:
    return tuple(
        Finding(code=code, file=raw.file, row=raw.row(i), value=names.iloc[i] or None)
        for i in np.flatnonzero(which.to_numpy())
    )


def _whole(frame: gpd.GeoDataFrame, kind: str, file: str) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return one row for each name, of a community within its sub-district, and a finding for each in parts."""
    columns = list(_COLUMNS[kind])
    keys = [keys_of(frame[column].to_numpy(dtype=object)) for column in reversed(columns)]
    order = np.lexsort([frame["row"], *(frame[column].astype(str) for column in columns), *reversed(keys)])
    ordered = frame.iloc[order]
    number = ordered.groupby([key[order] for key in keys], sort=False).ngroup().to_numpy()
    firsts = np.unique(number, return_index=True)[1]
    shapes = [shapely.union_all(part) for part in np.split(ordered.geometry.to_numpy(), firsts[1:])]
    rows = np.split(ordered["row"].to_numpy(), firsts[1:])
    whole = ordered.iloc[firsts][columns].reset_index(drop=True)
    for column in _BESIDE.get(kind, ()):
        if column in ordered:
            parts = np.split(ordered[column].to_numpy(dtype=object), firsts[1:])
            whole[column] = [_agreed(part) for part in parts]
    findings = [
        Finding(
            code="district_in_parts",
            file=file,
            row=int(each[0]),
            value=whole[LEVELS[kind]].iloc[i],
            details={"rows": listed(each)},
        )
        for i, each in enumerate(rows)
        if len(each) > 1
    ]
    return gpd.GeoDataFrame(whole, geometry=shapes, crs=tables.WGS84), findings


def _agreed(said: NDArray[np.object_]) -> str:
    """Return what the parts of one district say, where all that say anything agree; else nothing."""
    words = {str(each) for each in said if each}
    return words.pop() if len(words) == 1 else ""


def _overlaps(table: gpd.GeoDataFrame, kind: str, file: str) -> list[Finding]:
    """Return a finding for each pair of districts that share more than a sliver of land."""
    one, other, shared_m2 = lands_shared(table)
    names = table[LEVELS[kind]].to_numpy(dtype=object)
    return [
        Finding(
            code="districts_overlap",
            file=file,
            value=f"{names[first]}, {names[second]}",
            details={"area": f"{square_metres / 1e4:,.2f}"},
        )
        for first, second, square_metres in zip(one, other, shared_m2, strict=True)
    ]


def _names_at(geometry: gpd.GeoSeries, districts: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    """Return for each shape the name of the first district that covers its representative point, empty where none."""
    names: Sequence[str] = districts[column].to_numpy(dtype=object)
    result = np.full(len(geometry), "", dtype=object)
    points = shapely.point_on_surface(geometry.to_numpy())
    point, district = shapely.STRtree(districts.geometry.to_numpy()).query(points, predicate="covered_by")
    # Where two cover a point, on their common edge or where they overlap, it is the first by name.
    order = np.lexsort((district, point))
    found, first = np.unique(point[order], return_index=True)
    result[found] = names[district[order][first]]
    return result


def _contradictions(
    column: str, said: NDArray[np.object_], covered: NDArray[np.object_], blocks: Reading
) -> list[Finding]:
    others = np.flatnonzero((said != "") & (covered != "") & (keys_of(said) != keys_of(covered)))
    if not len(others):
        return []
    examples = listed(f"{blocks.table['block_id'].iloc[i]}: {said[i]} / {covered[i]}" for i in others[:LISTED])
    details = {"count": len(others), "examples": examples}
    return [Finding(code=f"{column}_contradicted", file=blocks.source.file, details=details)]
