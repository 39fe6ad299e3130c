"""CSV as offices write it: UTF-8 or GB18030, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files.encodings import decoded
from circles.sources.files.format import unreadable
from circles.sources.tables.grids import (
    HEADER_WITHIN,
    Grid,
    Row,
    fields_in,
    header_at,
    likely_header,
    narrow_rows,
    table_of_grid,
)
from circles.sources.tables.raw_table import RawTable, TableSettings, checksum
from circles.sources.words.columns import kinds_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SAMPLE_ROWS = 60
"""Rows or features that are looked at."""

_HEAD_BYTES = 2**18
_SEPARATORS = (",", ";", "\t")


def read_delimited(path: Path, *, kind: str | None = None, settings: TableSettings | None = None) -> RawTable:
    """Return a CSV file as text cells; rows are numbered as a spreadsheet shows them, the first being row 1.

    Parameters
    ----------
    path : Path
        The file.
    kind, settings : optional
        How the header is found where titles stand above it (:func:`circles.sources.tables.grids.table_of_grid`).

    Raises
    ------
    InputError
        If the text is neither UTF-8 nor GB18030, there is no header or no row below it, a column name stands
        twice, or a row has more cells than the header.
    """
    settings = settings or TableSettings()
    text = decoded(path.read_bytes(), path.name)
    # Excel for Mac may end lines by a carriage return alone.
    text = text if "\n" in text else text.replace("\r", "\n")
    kind = kind if kind in kinds_known() else None
    try:
        separator = _separator(text, kind=kind, columns=settings.columns)
        numbered = list(enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1))
    except csv.Error as error:
        raise unreadable(path.name, error) from error
    rows = [Row(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    grid = Grid(file=path.name, sha256=checksum(path), rows=rows, ragged=True)
    return table_of_grid(grid, kind=kind, settings=settings)


def _separator(text: str, *, kind: str | None, columns: Mapping[str, str] | None) -> str:
    """Return the separator that gives the header most known columns, else the first line most cells."""

    def gain(separator: str) -> tuple[int, int]:
        lines = csv.reader(StringIO(text, newline=""), delimiter=separator)
        filled = (Row(i, cells) for i, cells in enumerate(lines, 1) if any(cell.strip() for cell in cells))
        top = list(islice(filled, HEADER_WITHIN))
        at = header_at(top, kind=kind, columns=columns)
        known = len(fields_in(top[at], kind=kind, columns=columns)) if top and kind else 0
        return known, len(top[at].cells) if top else 0

    return max(_SEPARATORS, key=gain)


def top_of_text(path: Path) -> list[Row]:
    """Return the first rows of a CSV file under the separator that tells most columns."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    whole = head if len(head) < _HEAD_BYTES else head.rpartition(b"\n")[0]
    text = decoded(whole, path.name)
    tables = []
    for separator in [each for each in _SEPARATORS if each in text] or _SEPARATORS[:1]:
        try:
            lines = enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1)
            filled = (Row(number, cells) for number, cells in lines if any(cell.strip() for cell in cells))
            tables.append(narrow_rows(islice(filled, SAMPLE_ROWS)))
        except csv.Error:
            continue
    tables = [rows for rows in tables if rows]
    if not tables:
        raise InputError(Finding(code="empty_table", file=path.name))
    return max(tables, key=_gain) if len(tables) > 1 else tables[0]


def _gain(rows: Sequence[Row]) -> tuple[int, int]:
    return likely_header(rows)[0], max(len(row.cells) for row in rows[:HEADER_WITHIN])
