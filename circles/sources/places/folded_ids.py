"""Ids that a person takes for one: they differ by what cannot be seen, by width, by an accent's form, by zeros."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.errors import Finding
from circles.figures import Figure
from circles.sources.tables.raw_table import listed
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.sources.places.field_table import FieldTable


def folded_id(text: str) -> str:
    """Return an id without what cannot be seen, of one width and form, without case and leading zeros.

    Examples
    --------
    >>> folded_id("Ａ 01"), folded_id("007")
    ('a01', '7')
    """
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    plain = squeezed(seen)
    return plain.lstrip("0") or "0" if plain.isdigit() else plain


def alike_ids(
    table: FieldTable, field: str, ids: NDArray[np.object_], population: NDArray[np.float64] | None = None
) -> tuple[Finding, ...]:
    """Return what to tell of given ids that fold to one: nothing where all of them differ.

    Parameters
    ----------
    table : FieldTable
        What they were read from.
    field : str
        Their field; ids that were made are never alike.
    ids : ndarray of str
        The id of each row.
    population : ndarray of float64, optional
        The people of each row.
    """
    if field not in table.fields:
        return ()
    folded = pd.Series([folded_id(str(text)) for text in ids])
    alike = folded.duplicated(keep=False).to_numpy()
    if not alike.any():
        return ()
    people = 0.0 if population is None else float(np.nansum(population[alike]))
    details = {"rows": Figure(value=int(alike.sum())), "people": Figure(value=people), "ids": listed(ids[alike])}
    first = int(table.raw.rows[np.flatnonzero(alike)[0]])
    return (Finding(code="ids_alike", file=table.raw.file, row=first, column=table.fields[field], details=details),)
