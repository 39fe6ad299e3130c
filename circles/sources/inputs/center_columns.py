"""What a list says of its centers beside name, place and status: tier, dates, services, people, use by people.

A column is taken for a field where at least half of what stands in it is of the field's kind; what is not is told and
unknown. Else it stays the person's own: a tale of activities under 活动场次 is no number and refuses no list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from circles import center_list, integers, tables
from circles.errors import Finding
from circles.opening_hours import hours_read
from circles.sources.tables.raw_table import listed as first_ten
from circles.sources.words.cells import text_cells
from circles.sources.words.dates import date_said
from circles.sources.words.quantities import MEASURES, quantity_cells
from circles.sources.words.table_words import is_unknown, says_yes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.sources.places.field_table import FieldTable

_HALF = 0.5
_PERCENT = 100.0
_PLAIN_AMOUNTS = ("floor_area_m2",)
"""Amounts that a list is refused for where a cell is none, as blocks are for their people."""

_AMOUNTS = ("capacity", "staff", "monthly_visits", "events", "service_hours", "satisfaction", "rooms")
_FLAGS = ("on_platform",)


class Carried(NamedTuple):
    """Columns of ``tables.CENTER_EXTRAS`` by name, and what is told of their cells."""

    columns: dict[str, NDArray[np.generic]]
    warnings: tuple[Finding, ...]


def carried_columns(listed: FieldTable) -> Carried:
    """Return the further columns of a list of centers.

    Parameters
    ----------
    listed : FieldTable
        A table of centers; a field whose column is not taken is taken out of its fields.
    """
    columns: dict[str, NDArray[np.generic]] = {}
    warnings: list[Finding] = []
    for field in tables.CENTER_EXTRAS:
        if field in _PLAIN_AMOUNTS and field in listed.fields:
            columns[field] = listed.amounts(field)
        elif field in (*_AMOUNTS, *center_list.CENTER_DATES, *_FLAGS):
            taken = _taken(listed, field)
            if taken is not None:
                columns[field] = taken
                warnings += _not_read(listed, field)
        elif field in center_list.CENTER_TEXTS:
            texts = _texts(listed, field)
            if field in listed.fields or (texts != "").any():
                columns[field] = texts
                warnings += _hours_not_read(listed, texts) if field == "opening_hours" else []
    return Carried(columns, tuple(warnings))


def _texts(listed: FieldTable, field: str) -> NDArray[np.object_]:
    texts = listed.texts(field)
    return listed.accepted.texts(field, texts) if listed.accepted and field in tables.DISTRICT_COLUMNS else texts


def _taken(listed: FieldTable, field: str) -> NDArray[np.generic] | None:
    """Return a column as dates, truths or numbers, None where too little of it is: then it is not taken."""
    column = listed.fields.get(field)
    if column is None:
        return None
    read = _read(listed, field)
    filled = np.array([text != "" for text in listed.texts(field).tolist()])
    wrong = _wrong(listed, field)
    asked = field in listed.raw.settings.columns
    if not asked and wrong.sum() > _HALF * filled.sum():
        del listed.fields[field]
        return None
    return read


def _read(listed: FieldTable, field: str) -> NDArray[np.generic]:
    texts = listed.texts(field)
    if field in center_list.CENTER_DATES:
        said = {text: date_said(text) or "" for text in set(texts.tolist())}
        return np.array([said[text] for text in texts.tolist()], dtype=object)
    if field in _FLAGS:
        answers = [says_yes(text) if text else None for text in texts.tolist()]
        return np.array([np.nan if answer is None else float(answer) for answer in answers], dtype=np.float64)
    column = listed.fields[field]
    values, wrong, _ = quantity_cells(listed.raw.cells[column], MEASURES[field], header=column)
    values = np.where(wrong | (values < 0), np.nan, values)
    if field == "satisfaction" and np.nanmax(values, initial=0.0) <= 1.0:
        values = values * _PERCENT  # as a spreadsheet keeps 98.5%
    return integers.to_thousandth(values)


def _wrong(listed: FieldTable, field: str) -> NDArray[np.bool_]:
    """Return the rows whose cell says something that is not of the field's kind."""
    texts = listed.texts(field).tolist()
    if field in center_list.CENTER_DATES:
        return np.array([date_said(text) is None for text in texts], dtype=bool)
    if field in _FLAGS:
        return np.array([text != "" and says_yes(text) is None for text in texts], dtype=bool)
    column = listed.fields[field]
    values, wrong, _ = quantity_cells(listed.raw.cells[column], MEASURES[field], header=column)
    with np.errstate(invalid="ignore"):
        found: NDArray[np.bool_] = wrong | (values < 0)
    return found


def _hours_not_read(listed: FieldTable, texts: NDArray[np.object_]) -> list[Finding]:
    """Return a finding of opening hours that cannot be read; what says that nothing is known is none."""
    said = [text for text in dict.fromkeys(texts.tolist()) if not is_unknown(text) and hours_read(text) is None]
    if not said:
        return []
    rows = np.flatnonzero(np.isin(texts, said))
    details = {"count": len(rows), "rows": first_ten(listed.raw.rows[rows]), "values": first_ten(said)}
    column = listed.fields.get("opening_hours", "")
    return [Finding(code="center_hours_not_read", file=listed.raw.file, column=column, details=details)]


def _not_read(listed: FieldTable, field: str) -> list[Finding]:
    """Return a finding of the cells of a column that are not of its kind, none where all are."""
    wrong = np.flatnonzero(_wrong(listed, field))
    if not len(wrong):
        return []
    texts = text_cells(listed.raw.cells[listed.fields[field]])[wrong].tolist()
    kind = "date" if field in center_list.CENTER_DATES else "flag" if field in _FLAGS else "number"
    details = {
        "count": len(wrong),
        "rows": first_ten(listed.raw.rows[wrong]),
        "values": first_ten(dict.fromkeys(texts)),
    }
    return [
        Finding(
            code=f"center_{kind}s_not_read",
            file=listed.raw.file,
            column=listed.fields[field],
            details=details,
        )
    ]
