"""Lists without places: figures of communities, claims, owners, money. Every cell stays the text it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles import ledger_table, money_table, tables
from circles.errors import Finding, raise_if_any
from circles.sources.inputs.repeated_rows import each_name_once
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading, shortened
from circles.sources.words.quantities import is_bare

if TYPE_CHECKING:
    from circles.sources.tables.raw_table import RawTable

_COLUMNS = {
    "statistics": tables.STATISTICS,
    "claims": tables.CLAIMS,
    "owners": ledger_table.OWNERS,
    "money": money_table.MONEY,
    "funds": money_table.FUNDS,
}
_NEEDED = {"statistics": "community", "claims": "figure", "owners": "task", "money": "item", "funds": "fund"}
_OF_MONEY = frozenset({"unit_price", "limit"})


def listed_from(raw: RawTable, kind: str) -> Reading:
    """Return a list from a raw table, the columns that it has, empty rows left out.

    Parameters
    ----------
    raw : RawTable
        The table.
    kind : str
        ``statistics``, ``claims``, ``owners``, ``money`` or ``funds``.

    Raises
    ------
    InputError
        If a column is missing that the list is of no use without, or two could be one; if two rows of one name
        contradict each other. A list of heads alone is told.
    """
    listed = FieldTable(raw, kind, needed=(_NEEDED[kind],))
    listed.raise_faults()
    table = pd.DataFrame({name: listed.texts(name) for name in _COLUMNS[kind] if name in listed.fields})
    for name in _OF_MONEY.intersection(table):
        table[name] = _with_unit(table[name], listed.fields[name])
    table = table[(table != "").any(axis="columns")]
    if table.empty:
        return Reading(table, listed.source(), (*raw.warnings, Finding(code="list_has_heads_alone", file=raw.file)))
    table, told, faults = each_name_once(table, raw, kind, listed.fields)
    raise_if_any(shortened(faults))
    return Reading(table.reset_index(drop=True), listed.source(), (*raw.warnings, *shortened(told)))


def _with_unit(cells: pd.Series, heading: str) -> pd.Series:
    """Return amounts of money with the unit that the heading says, where a cell says none."""
    unit = next((each for each in ("亿元", "万元", "元") if each in heading), "")
    return cells.where(~cells.map(is_bare).astype(bool), cells + unit)
