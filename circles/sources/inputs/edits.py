"""Edits as a planner draws them: gates, paths, closed lines, private and opened ground, centers, each with its note."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.center_list import listed_parts
from circles.errors import Finding
from circles.sources.geo.shapes import parts_alone, polygons_repaired
from circles.sources.inputs.compounds import AREAS
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_NONE: Mapping[str, Collection[str] | None] = MappingProxyType({})
_NO_IDS: Mapping[str, str] = MappingProxyType({})
_KINDS = {
    "gate": ("gate", "出入口", "大门"),
    "path": ("path", "通道", "小路", "连通"),
    "closed": ("closed", "封闭", "封闭线", "断开", "围墙"),
    "private": ("private", "封闭小区", "封闭管理", "内部"),
    "open": ("open", "开放", "打开", "拆墙"),
    "center": ("center", "中心", "服务中心", "启用中心", "新建中心"),
}
_SHAPES = {
    "gate": (GeometryType.POINT,),
    "path": (GeometryType.LINESTRING,),
    "closed": (GeometryType.LINESTRING,),
    "private": AREAS,
    "open": AREAS,
    "center": (GeometryType.POINT,),
}
_WANTED = {
    "gate": "point",
    "center": "center",
    "path": "line",
    "closed": "line",
    "private": "polygon",
    "open": "polygon",
}


def edits_from(
    raw: RawTable,
    owners: Mapping[str, Collection[str] | None] = _NONE,
    *,
    merged: Mapping[str, str] = _NO_IDS,
    only: str = "",
) -> Reading:
    """Return ``tables.EDITS`` from a layer of points, lines and polygons; broken polygons are repaired and counted.

    Parameters
    ----------
    raw : RawTable
        The layer; `kind` is gate (出入口), path (通道), closed (封闭线), private (封闭小区), open (开放) or
        center (中心). A gate may name its `block_id`, `center_id` or `compound_id`, a center its `center_id`; what is
        opened is a polygon, or has a `compound_id`.
    owners : mapping of str to ids or None
        The ids of blocks and of centers that gates may name, by column; None where they could not be read.
    merged : mapping of str to str
        Ids of blocks that are no longer there, and the id that each goes by.
    only : str
        Ids of the edits that count, as they are written in one text; empty where all do.

    Raises
    ------
    InputError
        With every fault: no column of kinds, a kind that is none of the six, a shape that does not fit its kind, a
        gate of a block or center that is not there, or of several.
    """
    drawn = FieldTable(raw, "edits", needed=("kind",))
    if raw.geometry is None:
        drawn.faults.append(Finding(code="edits_without_shapes", file=raw.file))
    drawn.raise_faults()
    shapes, repaired = polygons_repaired(parts_alone(drawn.shapes()))
    words = drawn.texts("kind")
    kinds = np.array([edit_kind(text) for text in words], dtype=object)
    texts = {name: drawn.texts(name) for name in ("note", "author", "date")}
    ids = drawn.ids("edit_id", texts["note"], shapes)
    said = drawn.texts(tables.EDIT_COMPOUND)
    compounds = np.where(np.isin(kinds, ["open", "gate"]), said, "").astype(object)
    for i, kind in enumerate(kinds):
        shape, needless = shapes[i], kind == "open" and compounds[i] != ""
        if not kind:
            drawn.faults.append(drawn.of_row("edit_kind_unknown", i, column=drawn.fields["kind"], value=str(words[i])))
        elif not needless and (shapely.get_type_id(shape) not in _SHAPES[kind] or shapely.is_empty(shape)):
            value = "–" if shape is None else shape.geom_type
            drawn.faults.append(drawn.of_row(f"edit_shape_{_WANTED[kind]}", i, value=value))
    named = _named(drawn, kinds, owners, merged)
    if tables.EDIT_COMPOUND in drawn.fields:
        named[tables.EDIT_COMPOUND] = compounds
    drawn.raise_faults()
    table = gpd.GeoDataFrame({"edit_id": ids, "kind": kinds, **texts}, geometry=shapes, crs=tables.WGS84)
    chosen = _chosen(drawn, ids.tolist(), only)
    counts = {f"edits_{kind}": int((kinds[chosen] == kind).sum()) for kind in _KINDS}
    counts |= {"repaired": int(repaired.sum())} if repaired.any() else {}
    kept = table[list(tables.EDITS)].assign(**named)[chosen].reset_index(drop=True)
    return Reading(kept, drawn.source(counts=counts), ())


def _chosen(drawn: FieldTable, ids: list[str], only: str) -> NDArray[np.bool_]:
    """Return which edits count; an id that none has is a fault."""
    asked = listed_parts(only)
    for name in asked:
        if name not in ids:
            details = {"example": ids[0]} if ids else {"example": "–"}
            drawn.faults.append(Finding(code="edits_not_there", file=drawn.raw.file, value=name, details=details))
    drawn.raise_faults()
    return np.array([not asked or name in asked for name in ids], np.bool_)


def _named(
    drawn: FieldTable,
    kinds: NDArray[np.object_],
    owners: Mapping[str, Collection[str] | None],
    merged: Mapping[str, str],
) -> dict[str, NDArray[np.object_]]:
    """Return the block or center that each gate, and the center that each edit of one, names; it must be there."""
    may = {"block_id": kinds == "gate", "center_id": np.isin(kinds.astype(str), ["gate", "center"])}
    said = {column: np.where(may[column], drawn.texts(column), "").astype(object) for column in tables.EDIT_OWNERS}
    said["block_id"] = np.array([merged.get(text, text) for text in said["block_id"].tolist()], dtype=object)
    owners_said = [*said.values(), np.where(kinds == "gate", drawn.texts(tables.EDIT_COMPOUND), "")]
    drawn.refuse_rows("gate_of_both", sum((texts != "").astype(int) for texts in owners_said) > 1)
    for column, texts in said.items():
        known = owners.get(column)
        for i in np.flatnonzero(texts != "").tolist():
            if known is not None and texts[i] not in known:
                code = f"gate_of_no_{column.removesuffix('_id')}"
                drawn.faults.append(drawn.of_row(code, i, column=drawn.fields[column], value=str(texts[i])))
    return {column: texts for column, texts in said.items() if column in drawn.fields}


def edit_kind(text: object) -> str:
    """Return the kind of an edit for what a cell says, empty where it says none of them."""
    said = str(text).strip().lower()
    return next((kind for kind, names in _KINDS.items() if said in names), "")
