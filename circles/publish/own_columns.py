"""The own columns of a list as they go into files and onto the page: plain values under names that files can hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles import tables

if TYPE_CHECKING:
    import geopandas as gpd

MOST_SHOWN = 12
"""Own columns that a card of the page shows; the files have all."""

LONGEST_SHOWN = 80
"""Letters of a value that a card shows; the files have all."""

MOST_LETTERS = 1_000_000
"""Letters of all different values on one page; a column that would go beyond, and those after it, are not shown."""

_UNNAMED = "index"
_PLAIN = "biuf"


def own_columns_of(table: gpd.GeoDataFrame, kind: str) -> pd.DataFrame:
    """Return the own columns of ``blocks`` or ``centers`` of a result, the labels of its rows before them.

    An index that numbers the rows of a file says nothing and is left out.

    Parameters
    ----------
    table : GeoDataFrame
        With any index.
    kind : str
        ``blocks`` or ``centers``.

    Returns
    -------
    DataFrame
        Rows numbered from 0: numbers, truths and dates as they are, all else as text, None where a cell is empty.
    """
    columns = {**_labels(table, kind), **{name: table[name] for name in tables.own_columns(table, kind)}}
    plain = {name: _plain(cells.reset_index(drop=True)) for name, cells in columns.items()}
    return pd.DataFrame(plain, index=pd.RangeIndex(len(table)))


def own_texts(table: gpd.GeoDataFrame, kind: str) -> list[dict[str, Any]]:
    """Return the own columns that a card shows: the name of each and its texts, None where a cell is empty."""
    columns, shown, letters = own_columns_of(table, kind), [], 0
    for name in columns.columns[:MOST_SHOWN]:
        texts = [_shown(value) for value in columns[name].tolist()]
        letters += sum(map(len, {text for text in texts if text}))
        if letters > MOST_LETTERS:
            break
        shown.append({"name": str(name), "texts": texts})
    return shown


def _labels(table: gpd.GeoDataFrame, kind: str) -> dict[str, pd.Series]:
    index = table.index
    if index.nlevels == 1 and index.name is None and isinstance(index, pd.RangeIndex):
        return {}
    taken = {name.casefold() for name in (*tables.columns_of_result(kind), *map(str, table.columns))}
    found: dict[str, pd.Series] = {}
    for level, name in enumerate(index.names):
        cells = pd.Series(index.get_level_values(level))
        wanted = _UNNAMED if name is None else str(name)
        if wanted in table and cells.astype(str).tolist() == table[wanted].astype(str).tolist():
            continue
        endings = ("", tables.OWN_SUFFIX, *(f"{tables.OWN_SUFFIX}{number}" for number in range(2, len(taken) + 3)))
        free = next(wanted + end for end in endings if (wanted + end).casefold() not in taken)
        taken.add(free.casefold())
        found[free] = cells
    return found


def _plain(cells: pd.Series) -> pd.Series:
    """Return a column as a file can hold it."""
    if isinstance(cells.dtype, np.dtype) and cells.dtype.kind in _PLAIN:
        return cells.astype(np.float64) if cells.dtype == np.float16 else cells
    if isinstance(cells.dtype, np.dtype) and cells.dtype.kind == "M":
        return cells
    return pd.Series([_text(value) for value in cells.tolist()], dtype=object)


def _text(value: Any) -> str | None:
    """Return a value of any kind as text: a list as JSON, a shape as WKT, what is missing as None."""
    if isinstance(value, str):
        return value
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _shown(value: Any) -> str | None:
    if value is None or value != value:  # noqa: PLR0124 NaN
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
