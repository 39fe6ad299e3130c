"""Lists without places: figures of communities, claims, owners. Every cell stays the text it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles import ledger_table, tables
from circles.errors import Finding, InputError
from circles.sources.places.field_table import FieldTable
from circles.sources.tables.raw_table import Reading

if TYPE_CHECKING:
    from circles.sources.tables.raw_table import RawTable

_COLUMNS = {"statistics": tables.STATISTICS, "claims": tables.CLAIMS, "owners": ledger_table.OWNERS}
_NEEDED = {"statistics": ("community",), "claims": ("figure",), "owners": ("task",)}


def listed_from(raw: RawTable, kind: str) -> Reading:
    """Return a list from a raw table, the columns that it has, empty rows left out.

    Parameters
    ----------
    raw : RawTable
        The table.
    kind : str
        ``statistics``, ``claims`` or ``owners``.

    Raises
    ------
    InputError
        If a column is missing that the list is of no use without, or two could be one; if it has no row.
    """
    listed = FieldTable(raw, kind, needed=_NEEDED[kind])
    listed.raise_faults()
    table = pd.DataFrame({name: listed.texts(name) for name in _COLUMNS[kind] if name in listed.fields})
    table = table[(table != "").any(axis="columns")].reset_index(drop=True)
    if table.empty:
        raise InputError(Finding(code="list_without_rows", file=raw.file))
    return Reading(table, listed.source(), raw.warnings)
