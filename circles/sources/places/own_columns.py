"""The columns of a list that nothing is taken from: they are the person's own and stay with its rows."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles import tables
from circles.answers.matches import workbook_columns
from circles.sources.tables.raw_table import persons_warning
from circles.sources.words.cells import text_cells
from circles.sources.words.rules import rules_in

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.sources.places.field_table import FieldTable
    from circles.sources.tables.raw_table import RawTable, Reading

_RULES = "own_columns.toml"
_LOOKED_AT = 1000
"""Cells of a column that tell whether it is about persons, evenly over the list."""


def with_own_columns(
    reading: Reading, listed: FieldTable, ids: NDArray[Any], *, also_read: tuple[str, ...] = ()
) -> Reading:
    """Return a reading that knows the own columns of its list, by the id of each row, and the labels of its rows.

    Parameters
    ----------
    reading : Reading
        Of blocks or centers.
    listed : FieldTable
        The list, its columns understood.
    ids : ndarray of str
        The id of each row.
    also_read : tuple of str
        Columns that were read although no field is theirs.
    """
    raw = listed.raw
    own = _own(listed, also_read)
    persons = [column for column in own if _is_about_persons(raw.cells[column])]
    names = _names([column for column in own if column not in persons], listed.kind)
    cells = raw.cells[list(names)].rename(columns=names).set_axis(ids, axis="index")
    taken = reading.source.taken
    taken = replace(taken, persons_columns=(*taken.persons_columns, *persons), own_columns=tuple(names.values()))
    return reading._replace(
        source=replace(reading.source, taken=taken),
        warnings=(*reading.warnings, *persons_warning(raw.file, persons)),
        own=cells,
        labels=raw.labels,
    )


def own_again(table: gpd.GeoDataFrame, reading: Reading) -> gpd.GeoDataFrame:
    """Return a finished table with the own columns of its rows behind the others, under the labels of its list.

    Parameters
    ----------
    table : GeoDataFrame
        ``tables.BLOCKS`` or ``CENTERS``, rows left out or not.
    reading : Reading
        What it was read as.
    """
    if reading.own is None:
        return table
    rows = reading.own.index.get_indexer(table.iloc[:, 0])
    own = reading.own.iloc[rows].set_axis(table.index, axis="index")
    # At once: a table that columns are put into one by one falls into pieces.
    whole: gpd.GeoDataFrame = pd.concat([table, own], axis="columns") if len(own.columns) else table
    return whole if reading.labels is None else whole.set_axis(reading.labels[rows], axis="index")


def _own(listed: FieldTable, also_read: tuple[str, ...]) -> list[str]:
    """Return the columns nothing is taken from, without those of an earlier result: these are made again."""
    raw = listed.raw
    read = {*listed.fields.values(), *also_read, *workbook_columns(raw.columns)}
    if raw.labels is not None:  # the index is there already
        read |= {str(name) for name in raw.labels.names if name is not None}
    own = [column for column in raw.columns if column.strip() and column not in read]
    ours = set(tables.columns_of_result(listed.kind))
    return [column for column in own if column not in ours] if _is_result(raw, listed.kind) else own


def _is_result(raw: RawTable, kind: str) -> bool:
    return set(tables.FIGURES_OF_RESULT[kind]) <= set(raw.columns)


def _names(columns: list[str], kind: str) -> dict[str, str]:
    """Return the name each column goes by: its own, with a suffix where a column of ours, or another, is called so.

    Letter case makes no difference: it makes none in a GeoPackage.
    """
    taken = {name.casefold() for name in tables.columns_of_result(kind)}
    names: dict[str, str] = {}
    for column in columns:
        endings = ("", tables.OWN_SUFFIX, *(f"{tables.OWN_SUFFIX}{number}" for number in range(2, len(columns) + 3)))
        names[column] = next(name for end in endings if (name := column + end).casefold() not in taken)
        taken.add(names[column].casefold())
    return names


def _is_about_persons(cells: pd.Series) -> bool:
    """Return whether most of what stands in a column is the number of a telephone or of a person."""
    filled = cells.dropna()
    if cells.dtype.kind in "bmM" or not len(filled) or not isinstance(filled.iloc[0], (str, int, float, np.number)):
        return False
    texts = [text for text in text_cells(filled.iloc[:: len(filled) // _LOOKED_AT + 1]).tolist() if text]
    found = sum(_numbers_of_persons().search(text) is not None for text in texts)
    return found > len(texts) / 2


@cache
def _numbers_of_persons() -> re.Pattern[str]:
    patterns = rules_in(__package__, _RULES)["numbers_of_persons"].values()
    return re.compile("|".join(rf"(?<!\w)(?:{pattern})(?!\w)" for pattern in patterns), re.ASCII)
