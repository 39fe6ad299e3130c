"""Service centers, from a list with coordinates or a layer of points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import tables
from circles.errors import Finding, raise_if_any
from circles.sources.inputs.fields import amounts, ids_of
from circles.sources.places.accepted import accepted_texts, not_accepted
from circles.sources.places.located import places_of, points_only, used_crs
from circles.sources.tables.raw_table import RawTable, Reading, field_texts, shortened
from circles.sources.words.columns import find_columns, plain, status_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

CARRIED = ("address", "kind", "floor_area_m2", "subdistrict", "community")
"""Columns that may follow those of ``tables.CENTERS``: texts, and the floor area in square metres (float64)."""


def centers_from(
    raw: RawTable,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str | None = None,
    label: str = "source",
) -> Reading:
    """Return ``tables.CENTERS`` from a raw table, then those of ``CARRIED`` that it has.

    Parameters
    ----------
    raw : RawTable
        The table.
    columns : mapping of str to str, optional
        Field to column, where the names do not say it.
    crs : str, optional
        CRS of coordinate columns.
    label : str
        One of ``study.LABELS``.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, ids, status, no open center with a place.
    """
    fields, findings = find_columns(raw.columns, "centers", mapping=columns, file=raw.file)
    placed, faults = places_of(raw, fields, kind="centers", crs=crs)
    points, shape_faults = points_only(placed, raw)
    names = field_texts(raw, fields, "name")
    ids, id_faults = ids_of(raw, "center_id", fields, prefix="C", order=(points.to_numpy(), names))
    status, status_faults = _status(raw, fields)
    findings += [*faults, *shape_faults, *id_faults, *status_faults]
    here = ~shapely.is_missing(points.to_numpy())
    waiting = not_accepted(raw, here)
    if not findings:
        findings += _none_open(raw, status, here, waiting)
    carried, area_faults, about = _carried(raw, fields)
    raise_if_any(shortened([*findings, *area_faults]))
    table = gpd.GeoDataFrame(
        {"center_id": ids, "name": names, "status": status}, geometry=points.to_numpy(), crs=tables.WGS84
    ).assign(**carried)
    closed, nowhere = int((status != "open").sum()), int((~here).sum())
    read = used_crs(raw, crs, placed=placed, fields=fields)
    counts = {"closed": closed, "without_geometry": nowhere, **({} if waiting is None else {"not_accepted": waiting})}
    source = read.source("centers", label=label, notes=counts)
    return Reading(table, source, (*raw.warnings, *_warnings(raw, ids, here, waiting), *about))


def _carried(
    raw: RawTable, fields: Mapping[str, str]
) -> tuple[dict[str, NDArray[np.generic]], list[Finding], tuple[Finding, ...]]:
    """Return the further columns that are there, what is wrong with them, and what to look at."""
    texts = {field: field_texts(raw, fields, field) for field in CARRIED if field != "floor_area_m2"}
    texts |= {field: accepted_texts(raw, field, texts[field]) for field in tables.DISTRICT_COLUMNS}
    carried: dict[str, NDArray[np.generic]] = {
        field: column for field, column in texts.items() if field in fields or (column != "").any()
    }
    if "floor_area_m2" not in fields:
        return carried, [], ()
    carried["floor_area_m2"], findings, about = amounts(raw, fields, "floor_area_m2")
    return {field: carried[field] for field in CARRIED if field in carried}, findings, about


def _status(raw: RawTable, fields: Mapping[str, str]) -> tuple[NDArray[np.object_], list[Finding]]:
    words = status_words()
    texts = field_texts(raw, fields, "status")
    status = np.array([words.get(plain(text), "") for text in texts], dtype=object)
    findings = [
        Finding(
            code="unknown_status",
            file=raw.file,
            row=int(raw.rows[i]),
            column=fields["status"],
            value=texts[i],
        )
        for i in np.flatnonzero(status == "")
    ]
    return status, findings


def _none_open(
    raw: RawTable, status: NDArray[np.object_], here: NDArray[np.bool_], waiting: int | None
) -> list[Finding]:
    if not (status == "open").any():
        return [Finding(code="no_open_center", file=raw.file)]
    if ((status == "open") & here).any():
        return []
    if waiting is None:
        return [Finding(code="no_center_placed", file=raw.file)]
    return [Finding(code="no_candidate_accepted", file=raw.file, details={"count": waiting})]


def _warnings(
    raw: RawTable, ids: NDArray[np.object_], here: NDArray[np.bool_], waiting: int | None
) -> tuple[Finding, ...]:
    if waiting is not None:
        details = {"count": int((~here).sum()), "rows": len(here), "waiting": waiting}
        return () if here.all() else (Finding(code="centers_to_place", file=raw.file, details=details),)
    return tuple(
        shortened(
            Finding(code="center_without_place", file=raw.file, row=int(raw.rows[i]), value=ids[i])
            for i in np.flatnonzero(~here)
        )
    )
