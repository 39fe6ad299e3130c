"""A field of people, dwellings or square metres, with what is wrong with its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.errors import Finding
from circles.sources.tables.raw_table import field_texts
from circles.sources.words.quantities import MEASURES, quantity_cells
from circles.sources.words.table_words import answer_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from circles.sources.tables.raw_table import RawTable

_LARGEST = 1e9


_OTHER_KIND = {"resident": ("户籍", "registered"), "registered": ("常住", "resident")}


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
    return integers.to_thousandth(values), [], (roughly,) if about.any() else ()


def ids_of(
    raw: RawTable,
    field: str,
    fields: Mapping[str, str],
    *,
    prefix: str,
    order: tuple[NDArray[np.object_], ...],
) -> tuple[NDArray[np.object_], list[Finding]]:
    """Return the id of each row as text, made where none is given, and a finding for each id given twice.

    Parameters
    ----------
    raw : RawTable
        The table.
    field : str
        The id's field, for example ``center_id``.
    fields : mapping of str to str
        Column of each field.
    prefix : str
        Begins the ids that are made: ``C`` gives ``C0001``.
    order : tuple of arrays
        What the ids that are made are numbered by (never by row order): shapes first, then texts.
    """
    given = field_texts(raw, fields, field)
    findings = _repeated(given, raw, fields.get(field))
    empty = np.flatnonzero(given == "")
    if not len(empty):
        return given, findings
    taken = set(given.tolist())
    width = max(4, len(str(len(given))))
    numbers = range(1, len(given) + len(taken) + 1)
    free = (text for number in numbers if (text := f"{prefix}{number:0{width}d}") not in taken)
    ids = given.copy()
    for position in empty[_ranks(order)[empty].argsort()]:
        ids[position] = next(free)
    return ids, findings


def _repeated(ids: NDArray[np.object_], raw: RawTable, column: str | None) -> list[Finding]:
    codes, texts = pd.factorize(ids)
    counts = np.bincount(codes, minlength=len(texts))
    findings = []
    for code in np.flatnonzero(counts > 1):
        if texts[code] != "":
            rows = [int(row) for row in raw.rows[codes == code]]
            details = {"rows": ", ".join(map(str, rows[:10]))}
            findings.append(
                Finding(
                    code="repeated_id",
                    file=raw.file,
                    row=rows[1],
                    column=column,
                    value=str(texts[code]),
                    details=details,
                )
            )
    return findings


def _ranks(order: tuple[NDArray[np.object_], ...]) -> NDArray[np.int64]:
    """Return the rank of each row by the middle of its shape (lon, lat), then by the texts."""
    shapes, *texts = order
    middles = shapely.centroid(shapes)
    keys = [
        np.where(np.isfinite(degrees), integers.to_units(np.nan_to_num(degrees)), np.iinfo(np.int64).max)
        for degrees in (shapely.get_x(middles), shapely.get_y(middles))
    ]
    keys += [np.unique(column.astype(str), return_inverse=True)[1] for column in texts]
    ranks = np.empty(len(shapes), dtype=np.int64)
    ranks[np.lexsort(keys[::-1])] = np.arange(len(shapes))
    return ranks


def other_kind(raw: RawTable, fields: Mapping[str, str], field: str, people_kind: str) -> list[Finding]:
    """Return a finding where the column of people says that it counts others than the study's kind: 户籍, not 常住."""
    column = fields.get(field, "")
    if not any(word in column.casefold() for word in _OTHER_KIND.get(people_kind, ())):
        return []
    return [Finding(code="people_of_other_kind", file=raw.file, column=column, details={"kind": people_kind})]


def renovation_of(raw: RawTable, fields: Mapping[str, str]) -> tuple[dict[str, NDArray[np.float64]], list[Finding]]:
    """Return the column ``tables.RENOVATION`` where the table has one, and its cells that are no answer.

    Parameters
    ----------
    raw : RawTable
        The table.
    fields : mapping of str to str
        Column of each field.
    """
    column = fields.get(tables.RENOVATION)
    if column is None:
        return {}, []
    answers = raw.cells[column].map(answer_of).to_numpy(np.float64)
    findings = [
        Finding(
            code="renovation_not_known",
            file=raw.file,
            row=int(raw.rows[i]),
            column=column,
            value=str(raw.cells[column].iloc[i]),
        )
        for i in np.flatnonzero(np.isinf(answers))
    ]
    return {tables.RENOVATION: answers}, findings
