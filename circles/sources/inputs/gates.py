"""The gates people use, each of one block or one center, which they name by its id or by its name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from circles import tables, texts
from circles.errors import Finding
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading, listed
from circles.sources.words.columns import missing_columns
from circles.sources.words.place_names import compound_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Owners:
    """What gates may name: blocks or centers.

    Attributes
    ----------
    kind : str
        ``block`` or ``center``.
    table : DataFrame or None
        Ids and names; None where they could not be read, so that nothing is held against it.
    rows : mapping of str to int
        The number by which a person knows the row of each.
    merged : mapping of str to str
        Ids that are no longer there, and the id that each goes by.
    """

    kind: str
    table: pd.DataFrame | None
    rows: Mapping[str, int]
    merged: Mapping[str, str]


def gates_from(
    raw: RawTable,
    blocks: pd.DataFrame | None,
    *,
    centers: pd.DataFrame | None = None,
    rows: Mapping[str, int] | None = None,
    merged: Mapping[str, str] = _NONE,
) -> Reading:
    """Return ``tables.GATES`` from a raw table.

    A gate names its block by its id, else by a name that one block alone bears (小区名称); or its center alike
    (中心名称), whose entrance it is; or a gated compound by its id (封闭小区编号).

    Parameters
    ----------
    raw : RawTable
        The table.
    blocks : DataFrame or None
        The blocks that gates may name: `block_id` and `name`; None where they could not be read.
    centers : DataFrame or None
        The centers that they may name: `center_id` and `name`.
    rows : mapping of str to int, optional
        The number by which a person knows the row of each block.
    merged : mapping of str to str
        Ids of blocks that are no longer there, and the id that each goes by.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, ids, blocks or centers that are not there or not the only
        of a name, gates that name both.
    """
    raw, still_open = _looked_at(raw)
    table = FieldTable(raw, "gates")
    of_block, of_center = ({f"{kind}_id", f"{kind}_name"} & table.fields.keys() for kind in ("block", "center"))
    doubtful = {finding.details.get("field") for finding in table.faults}
    of_compound = tables.GATE_COMPOUND in table.fields
    if not (of_block or of_center or of_compound) and "block_id" not in doubtful:
        table.faults += missing_columns(table.fields, ("block_id",), raw.columns, "gates", raw.file)
    before = len(table.faults)
    shapes = table.shapes()
    if len(table.faults) == before:
        table.refuse_rows("coordinate_missing", shapely.is_missing(shapes))
    points = table.points_of(shapes)
    said, said_center = (_said(table, kind) for kind in ("block", "center"))
    said_compound = table.texts(tables.GATE_COMPOUND)
    names = np.where(said == "", np.where(said_center == "", said_compound, said_center), said)
    ids = table.ids("gate_id", names, points)
    both = sum((texts != "").astype(int) for texts in (said, said_center, said_compound)) > 1
    table.refuse_rows("gate_of_both", both)
    of_centers = np.zeros(len(said), np.bool_) if not of_center else (said_center != "") | (not of_block)
    asked = ~both & bool(of_block or of_center) & (said_compound == "")
    listed_blocks = Owners("block", blocks, rows or {}, merged)
    block_of, by_name = _owners_named(table, said, listed_blocks, asked & ~of_centers)
    center_of, by_center_name = _owners_named(
        table, said_center, Owners("center", centers, {}, _NONE), asked & of_centers
    )
    table.raise_faults()
    columns = {"gate_id": ids, "block_id": block_of, **({"center_id": center_of} if of_center else {})}
    if of_compound:
        columns[tables.GATE_COMPOUND] = np.array([text or None for text in said_compound], dtype=object)
    counts = {"gates_by_name": by_name + by_center_name} if by_name + by_center_name else {}
    told = (*raw.warnings, *still_open, *table.remarks, *table.rough_findings())
    gates = gpd.GeoDataFrame(columns, geometry=points, crs=tables.WGS84)
    return Reading(gates, table.source(counts=counts), told)


def _looked_at(raw: RawTable) -> tuple[RawTable, list[Finding]]:
    """Return a list of entrances to be looked at without the rows of which nothing was found yet, and that it is so."""
    headings = {texts.say("field_check.column.finding", lang) for lang in texts.LANGUAGES}
    if not headings.intersection(raw.columns):
        return raw, []
    table = FieldTable(raw, "gates")
    empty = np.flatnonzero((table.texts("lon") == "") & (table.texts("lat") == ""))
    if not empty.size:
        return raw, []
    left = raw.without_rows([raw.row(i) for i in empty])
    return left, [Finding(code="field_check_open", file=raw.file, details={"count": str(empty.size)})]


def _said(table: FieldTable, kind: str) -> NDArray[np.object_]:
    """Return what each gate names: the id, where it has none the name."""
    ids, names = table.texts(f"{kind}_id"), table.texts(f"{kind}_name")
    return np.where(ids != "", ids, names)


def _owners_named(
    table: FieldTable, said: NDArray[np.object_], owners: Owners, asked: NDArray[np.bool_]
) -> tuple[NDArray[np.object_], int]:
    """Return the block or center that each asked gate names, by id, and how many do so by name; others are faults."""
    found, named = np.full(len(said), None, dtype=object), 0
    if owners.table is None:
        found[asked] = said[asked]
        return found, 0
    by_id = {each: each for each in owners.table[f"{owners.kind}_id"].astype(str)} | dict(owners.merged)
    bearers = _bearers(owners)
    columns = _columns_said(table, owners.kind)
    for i in np.flatnonzero(asked).tolist():
        text = str(said[i])
        meant = [by_id[text]] if text in by_id else bearers.get(compound_key(text), [])
        where: dict[str, Any] = {"column": columns[i], "value": text}
        if len(meant) == 1:
            found[i], named = meant[0], named + (text not in by_id)
        elif meant:
            details = {"rows": listed(owners.rows.get(each, each) for each in meant)}
            table.faults.append(table.of_row(f"gate_{owners.kind}_namesakes", i, **where, details=details))
        else:
            table.faults.append(table.of_row(f"gate_of_no_{owners.kind}", i, **where))
    return found, named


def _bearers(owners: Owners) -> Mapping[str, list[str]]:
    """Return the ids of the blocks or centers that bear each name, as names are compared."""
    found = defaultdict[str, list[str]](list)
    assert owners.table is not None  # noqa: S101 only asked of tables that are there
    for row_id, name in zip(owners.table[f"{owners.kind}_id"], owners.table["name"].fillna(""), strict=True):
        found[compound_key(str(name))].append(str(row_id))
    return {key: ids for key, ids in found.items() if key}


def _columns_said(table: FieldTable, kind: str) -> list[str]:
    """Return the column in which each gate names its block or center."""
    ids, names = (table.fields.get(field, "") for field in (f"{kind}_id", f"{kind}_name"))
    return [ids if names == "" or (said and ids) else names for said in table.texts(f"{kind}_id").tolist()]


def no_gates() -> gpd.GeoDataFrame:
    """Return ``tables.GATES`` without rows."""
    return gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(
        {"gate_id": object, "block_id": object}
    )
