"""Edits as a planner draws them: gates, paths and closed lines, each with its note, author and date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely import GeometryType

from circles import tables
from circles.errors import Finding, raise_if_any
from circles.sources.geo.shapes import parts_alone
from circles.sources.inputs.fields import ids_of
from circles.sources.tables.raw_table import RawTable, Reading, field_texts, shortened
from circles.sources.words.columns import find_columns, missing_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_KINDS = {
    "gate": ("gate", "出入口", "大门"),
    "path": ("path", "通道", "小路", "连通"),
    "closed": ("closed", "封闭", "封闭线", "断开", "围墙"),
}
_SHAPE_OF = {"gate": GeometryType.POINT, "path": GeometryType.LINESTRING, "closed": GeometryType.LINESTRING}


def edits_from(raw: RawTable, *, columns: Mapping[str, str] | None = None) -> Reading:
    """Return ``tables.EDITS`` from a layer of points and lines.

    Parameters
    ----------
    raw : RawTable
        The layer; `kind` is gate (出入口), path (通道) or closed (封闭).
    columns : mapping of str to str, optional
        Field to column, where the names do not say it.

    Raises
    ------
    InputError
        With every fault: no column of kinds, a kind that is none of the three, a shape that does not fit its kind.
    """
    fields, findings = find_columns(raw.columns, "edits", mapping=columns, file=raw.file)
    findings += missing_columns(fields, ("kind",), raw.columns, "edits", raw.file)
    if raw.geometry is None:
        findings.append(Finding(code="edits_without_shapes", file=raw.file))
    raise_if_any(findings)
    shapes: NDArray[np.object_] = parts_alone(raw.geometry.to_numpy()) if raw.geometry is not None else np.array([])
    said = field_texts(raw, fields, "kind")
    kinds = np.array([edit_kind(text) for text in said], dtype=object)
    texts = {name: field_texts(raw, fields, name) for name in ("note", "author", "date")}
    ids, findings = ids_of(raw, "edit_id", fields, prefix="E", order=(shapely.point_on_surface(shapes), texts["note"]))
    for i, kind in enumerate(kinds):
        row, shape = int(raw.rows[i]), shapes[i]
        if not kind:
            findings.append(
                Finding(code="edit_kind_unknown", file=raw.file, row=row, column=fields["kind"], value=str(said[i]))
            )
        elif shapely.get_type_id(shape) != _SHAPE_OF[kind] or shapely.is_empty(shape):
            value = "–" if shape is None else shape.geom_type
            findings.append(Finding(code=f"edit_shape_{_wanted(kind)}", file=raw.file, row=row, value=value))
    raise_if_any(shortened(findings))
    table = gpd.GeoDataFrame({"edit_id": ids, "kind": kinds, **texts}, geometry=shapes, crs=tables.WGS84)
    counts = {f"edits_{kind}": int((kinds == kind).sum()) for kind in _KINDS}
    return Reading(table[list(tables.EDITS)], raw.source("edits", notes=counts), ())


def edit_kind(text: object) -> str:
    """Return ``gate``, ``path`` or ``closed`` for what a cell says, empty where it says none of them."""
    said = str(text).strip().lower()
    return next((kind for kind, names in _KINDS.items() if said in names), "")


def _wanted(kind: str) -> str:
    return "point" if kind == "gate" else "line"
