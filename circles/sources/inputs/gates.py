"""The gates people use, each of one block, which they name by its id or by its name."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from circles import tables
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


def gates_from(
    raw: RawTable,
    blocks: pd.DataFrame | None,
    *,
    rows: Mapping[str, int] | None = None,
    merged: Mapping[str, str] = _NONE,
) -> Reading:
    """Return ``tables.GATES`` from a raw table.

    A gate names its block by its id, else by a name that one block alone bears (小区名称).

    Parameters
    ----------
    raw : RawTable
        The table.
    blocks : DataFrame or None
        The blocks that gates may name: `block_id` and `name`; None where they could not be read.
    rows : mapping of str to int, optional
        The number by which a person knows the row of each block.
    merged : mapping of str to str
        Ids of blocks that are no longer there, and the id that each goes by.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, ids, blocks that are not there or not the only of a name.
    """
    table = FieldTable(raw, "gates")
    known = {"block_id", "block_name"} & table.fields.keys()
    doubtful = {finding.details.get("field") for finding in table.faults}
    if not known and "block_id" not in doubtful:
        table.faults += missing_columns(table.fields, ("block_id",), raw.columns, "gates", raw.file)
    before = len(table.faults)
    shapes = table.shapes()
    if len(table.faults) == before:
        table.refuse_rows("coordinate_missing", shapely.is_missing(shapes))
    points = table.points_of(shapes)
    said = _said(table)
    ids = table.ids("gate_id", said, points)
    block_of, by_name = said, 0
    if known and blocks is not None:
        block_of, by_name = _blocks_named(table, said, blocks, rows or {}, merged)
    table.raise_faults()
    gates = gpd.GeoDataFrame({"gate_id": ids, "block_id": block_of}, geometry=points, crs=tables.WGS84)
    counts = {"gates_by_name": by_name} if by_name else {}
    told = (*raw.warnings, *table.remarks, *table.rough_findings())
    return Reading(gates, table.source(counts=counts), told)


def _said(table: FieldTable) -> NDArray[np.object_]:
    """Return what each gate names: the id, where it has none the name."""
    ids, names = table.texts("block_id"), table.texts("block_name")
    return np.where(ids != "", ids, names)


def _blocks_named(
    table: FieldTable,
    said: NDArray[np.object_],
    blocks: pd.DataFrame,
    rows: Mapping[str, int],
    merged: Mapping[str, str],
) -> tuple[NDArray[np.object_], int]:
    """Return the id of the block that each gate names, and how many do so by name; the others are faults."""
    by_id = {each: each for each in blocks["block_id"].astype(str)} | dict(merged)
    bearers = _bearers(blocks)
    columns = _columns_said(table)
    block_of, named = said.copy(), 0
    for i, text in enumerate(map(str, said.tolist())):
        meant = [by_id[text]] if text in by_id else bearers.get(compound_key(text), [])
        if len(meant) == 1:
            block_of[i], named = meant[0], named + (text not in by_id)
        elif meant:
            details = {"rows": listed(rows.get(each, each) for each in meant)}
            where: dict[str, Any] = {"column": columns[i], "value": text, "details": details}
            table.faults.append(table.of_row("gate_block_namesakes", i, **where))
        else:
            table.faults.append(table.of_row("gate_of_no_block", i, column=columns[i], value=text))
    return block_of, named


def _bearers(blocks: pd.DataFrame) -> Mapping[str, list[str]]:
    """Return the ids of the blocks that bear each name, as names are compared."""
    found = defaultdict[str, list[str]](list)
    for block_id, name in zip(blocks["block_id"], blocks["name"].fillna(""), strict=True):
        found[compound_key(str(name))].append(str(block_id))
    return {key: ids for key, ids in found.items() if key}


def _columns_said(table: FieldTable) -> list[str]:
    """Return the column in which each gate names its block."""
    ids, names = (table.fields.get(field, "") for field in ("block_id", "block_name"))
    return [ids if names == "" or (said and ids) else names for said in table.texts("block_id").tolist()]


def no_gates() -> gpd.GeoDataFrame:
    """Return ``tables.GATES`` without rows."""
    return gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(
        {"gate_id": object, "block_id": object}
    )
