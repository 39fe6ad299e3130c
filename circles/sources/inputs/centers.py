"""Service centers, from a list with coordinates or a layer of points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import center_list, tables
from circles.errors import Finding
from circles.sources.inputs.center_columns import carried_columns
from circles.sources.inputs.center_status import center_status, status_columns
from circles.sources.inputs.interim_venues import with_interim_venues
from circles.sources.inputs.other_venues import other_venues
from circles.sources.inputs.plates import centers_at_one_spot, site_ids
from circles.sources.places.field_table import FieldTable
from circles.sources.places.folded_ids import alike_ids
from circles.sources.places.own_columns import with_own_columns
from circles.sources.tables.raw_table import Reading, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable
    from circles.sources.words.status_axes import Axes


def centers_from(raw: RawTable, *, label: str = "source") -> Reading:
    """Return ``tables.CENTERS`` from a raw table, then those of ``tables.CENTER_EXTRAS`` that it has.

    Parameters
    ----------
    raw : RawTable
        The table.
    label : str
        One of ``settings.LABELS``.

    Raises
    ------
    InputError
        With every fault of the table: columns, coordinates, ids, status, no open center with a place.
    """
    listed = FieldTable(raw, "centers")
    points = listed.points()
    names = listed.texts("name")
    ids = listed.ids("center_id", names, points)
    known = center_status(listed)
    interim = with_interim_venues(listed, points, known.status, known.axes)
    points, status = interim.points, interim.status
    here = ~shapely.is_missing(points)
    waiting = None if listed.accepted is None else listed.accepted.waiting(here)
    if not listed.faults:
        listed.faults += _none_open(raw.file, status, here, waiting)
    carried = carried_columns(listed)
    listed.raise_faults()
    sites = site_ids(points, names, listed.texts("kind"), ids)
    further = {**carried.columns, **_axes(known.axes), **({} if sites is None else {"site_id": sites})}
    table = gpd.GeoDataFrame(
        {"center_id": ids, "name": names, "status": status}, geometry=points, crs=tables.WGS84
    ).assign(**{field: further[field] for field in tables.CENTER_EXTRAS if field in further})
    closed, nowhere = int((status != "open").sum()), int((~here).sum())
    counts = {"closed": closed, "without_geometry": nowhere, **({} if waiting is None else {"not_accepted": waiting})}
    counts |= known.counts
    others = other_venues(raw, names, listed.texts("kind"), status=status, points=points)
    plates = centers_at_one_spot(points, names, listed.texts("kind"), raw.rows, file=raw.file)
    told = _warnings(listed, ids, here, waiting)
    warnings = (
        *raw.warnings,
        *told,
        *known.warnings,
        *carried.warnings,
        *interim.warnings,
        *others,
        *listed.roughly,
        *listed.remarks,
        *listed.rough_findings(),
        *plates,
        *alike_ids(listed, "center_id", ids),
    )
    reading = Reading(table, listed.source(label=label, counts=counts), warnings)
    return with_own_columns(reading, listed, ids, also_read=status_columns(raw))


def _axes(axes: tuple[Axes, ...]) -> dict[str, NDArray[np.generic]]:
    """Return both axes of status as columns, each where it is said of any center."""
    said = {axis: np.array([getattr(each, axis) for each in axes], dtype=object) for axis in center_list.STATUS_AXES}
    return {axis: column for axis, column in said.items() if (column != "").any()}


def _none_open(file: str, status: NDArray[np.object_], here: NDArray[np.bool_], waiting: int | None) -> list[Finding]:
    if not (status == "open").any():
        return [Finding(code="no_open_center", file=file)]
    if ((status == "open") & here).any():
        return []
    if waiting is None:
        return [Finding(code="no_center_placed", file=file)]
    return [Finding(code="no_candidate_accepted", file=file, details={"count": waiting})]


def _warnings(
    listed: FieldTable, ids: NDArray[np.object_], here: NDArray[np.bool_], waiting: int | None
) -> tuple[Finding, ...]:
    if waiting is not None:
        details = {"count": int((~here).sum()), "rows": len(here), "waiting": waiting}
        return () if here.all() else (Finding(code="centers_to_place", file=listed.raw.file, details=details),)
    return tuple(
        shortened(listed.of_row("center_without_place", i, value=ids[i]) for i in np.flatnonzero(~here).tolist())
    )
