"""Tags of OpenStreetMap that an export keeps in one cell: hstore (`"foot"=>"no"`) of GDAL and QGIS, or JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from circles.errors import Finding
from circles.sources.words.cells import text_cells
from circles.sources.words.columns import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.sources.tables.raw_table import RawTable

COLUMNS = ("other_tags", "all_tags", "tags")
"""Names of the column, as GDAL, QGIS, osm2pgsql and others call it."""

_PAIR = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|NULL)\s*(,|$)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LONGEST = 100_000
_KEPT = 50_000


def with_other_tags(raw: RawTable, keys: Sequence[str]) -> RawTable:
    """Return a layer with the tags of its tag column as columns of their own.

    A tag that has a column keeps what stands there; only rows without a value there take the other one.

    Parameters
    ----------
    raw : RawTable
        Any layer; one without such a column is returned as it is.
    keys : sequence of str
        The tags that are wanted.
    """
    by_plain_name = {plain(column): column for column in raw.columns}
    column = next((by_plain_name[plain(name)] for name in COLUMNS if plain(name) in by_plain_name), None)
    if column is None:
        return raw
    cells = text_cells(raw.cells[column])
    read = lru_cache(maxsize=_KEPT)(tags_in)
    tags = [read(cell) if cell else {} for cell in cells]
    unread = [i for i, found in enumerate(tags) if found is None]
    if len(unread) == sum(cell != "" for cell in cells) and column != COLUMNS[0]:
        return raw  # a column of words that is only called so
    table = raw.cells.copy()
    for key in keys:
        values = [found.get(key, "") if found else "" for found in tags]
        if any(values):
            own = by_plain_name.get(plain(key))
            there = text_cells(table[own]) if own else [""] * len(values)
            table[own or key] = [mine or other for mine, other in zip(there, values, strict=True)]
    warnings = (_unread(raw, column, unread),) if unread else ()
    return replace(raw, cells=table, warnings=(*raw.warnings, *warnings))


def tags_in(cell: str) -> Mapping[str, str] | None:
    """Return the tags in a cell, None where it is neither hstore nor a JSON object.

    Examples
    --------
    >>> tags_in('"access"=>"private","foot"=>"no"')
    {'access': 'private', 'foot': 'no'}
    >>> tags_in('{"layer": 1}')
    {'layer': '1'}
    >>> tags_in("a paved road") is None
    True
    """
    if len(cell) > _LONGEST:
        return None
    return _json_tags(cell) if cell.startswith("{") else _hstore_tags(cell)


def _json_tags(cell: str) -> Mapping[str, str] | None:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {key: str(value) for key, value in found.items() if isinstance(value, (str, int, float)) and value != ""}


def _hstore_tags(cell: str) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    position, end = 0, len(cell)
    while position < end:
        pair = _PAIR.match(cell, position)
        if pair is None:
            return None
        if pair[2] is not None:
            found[_ESCAPED.sub(r"\1", pair[1])] = _ESCAPED.sub(r"\1", pair[2])
        position = pair.end()
    return found


def _unread(raw: RawTable, column: str, rows: Sequence[int]) -> Finding:
    first = rows[0]
    value = str(raw.cells[column].iloc[first])
    details = {"count": len(rows)}
    return Finding(
        code="other_tags_unread", file=raw.file, row=raw.row(first), column=column, value=value, details=details
    )
