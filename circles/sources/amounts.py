"""A field of people, dwellings or square metres, with what is wrong with its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding
from circles.sources.cells import rounded
from circles.sources.quantities import MEASURES, quantity_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from circles.sources.raw_table import RawTable

_LARGEST = 1e9


def amounts(
    raw: RawTable, fields: Mapping[str, str], field: str, *, most: float = _LARGEST
) -> tuple[NDArray[np.float64], list[Finding], tuple[Finding, ...]]:
    """Return a field's numbers rounded to a thousandth, NaN where unknown; the faults; and what to look at.

    Parameters
    ----------
    raw : RawTable
        The table.
    fields : mapping of str to str
        Column of each field.
    field : str
        One of ``quantities.MEASURES``.
    most : float
        A larger number is a fault, as is a negative one.
    """
    if field not in fields:
        return np.full(len(raw.cells), np.nan), [], ()
    column = fields[field]
    values, wrong, about = quantity_cells(raw.cells[column], MEASURES[field], header=column)
    with np.errstate(invalid="ignore"):
        faults = np.select(
            [wrong, values < 0, values > most], ["not_a_number", "negative_number", "number_too_large"], ""
        )
    findings = [
        Finding(
            code=str(faults[i]),
            file=raw.file,
            row=int(raw.rows[i]),
            column=column,
            value=str(raw.cells[column].iloc[i]),
        )
        for i in np.flatnonzero(faults != "")
    ]
    if findings:
        return values, findings, ()
    roughly = Finding(code="numbers_about", file=raw.file, column=column, details={"count": int(about.sum())})
    return rounded(values), [], (roughly,) if about.any() else ()
