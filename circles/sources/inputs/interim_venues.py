"""Centers under renovation that serve from an interim venue (过渡场所): open, and there, where its place is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from circles.errors import Finding
from circles.sources.places.typed_places import places_of, said_datum, typed_numbers
from circles.sources.tables.raw_table import listed as first_ten
from circles.sources.words.coordinate_headers import FIELDS
from circles.sources.words.status_axes import RENOVATING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.sources.places.field_table import FieldTable
    from circles.sources.words.status_axes import Axes

_PLACE = {"lon": "interim_lon", "lat": "interim_lat"}


class Interim(NamedTuple):
    """Places and status of centers, those under renovation at their interim venues, and what is told of them."""

    points: NDArray[np.object_]
    status: NDArray[np.object_]
    warnings: tuple[Finding, ...] = ()


def with_interim_venues(
    listed: FieldTable, points: NDArray[np.object_], status: NDArray[np.object_], axes: tuple[Axes, ...]
) -> Interim:
    """Return centers under renovation as open at their interim venue, where its place is given.

    Parameters
    ----------
    listed : FieldTable
        A table of centers.
    points, status : ndarray
        Of each row.
    axes : tuple of Axes
        Of each row, or empty where nothing says a status.
    """
    renovated = np.array([each.construction == RENOVATING for each in axes] or [False] * len(listed), dtype=bool)
    renovated &= status == "closed"
    if not renovated.any():
        return Interim(points, status)
    places, faults = _places(listed)
    listed.faults += faults
    moved = renovated & ~shapely.is_missing(places)
    named = renovated & ~moved & (listed.texts("interim_venue") != "")
    warnings = [
        _told(listed, code, rows)
        for code, rows in (("interim_venues_open", moved), ("interim_without_place", named))
        if rows.any()
    ]
    return Interim(np.where(moved, places, points), np.where(moved, "open", status), tuple(warnings))


def _places(listed: FieldTable) -> tuple[NDArray[np.object_], list[Finding]]:
    """Return the place of each interim venue in WGS-84, None where none is given, and what is wrong with them."""
    raw, nowhere = listed.raw, np.full(len(listed), None, dtype=object)
    fields = {axis: listed.fields[field] for axis, field in _PLACE.items() if field in listed.fields}
    if len(fields) < len(_PLACE) or raw.geometry is not None:
        return nowhere, []
    numbers = typed_numbers(raw.by_column, fields, crs=raw.settings.crs)
    faults = [
        listed.of_row(fault.partition(":")[0], i, column=fields[fault.partition(":")[2]])
        for fault, rows in numbers.faults.items()
        for i in np.flatnonzero(rows).tolist()
    ]
    if faults:
        return nowhere, faults
    own = {field: column for field, column in listed.fields.items() if field in FIELDS}
    return places_of(raw, numbers, fields, said_datum(raw, own)[0])


def _told(listed: FieldTable, code: str, rows: NDArray[np.bool_]) -> Finding:
    details = {"count": int(rows.sum()), "rows": first_ten(listed.raw.rows[rows])}
    return Finding(code=code, file=listed.raw.file, details=details)
