"""CSV as offices write it: separated by comma, semicolon, tab or bar, by the full-width comma of a Chinese keyboard."""

from __future__ import annotations

import codecs
import csv
import unicodedata
from dataclasses import replace
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files.encodings import decoded, refuse_long_text
from circles.sources.files.format import unreadable
from circles.sources.tables.grids import Grid, table_of_grid
from circles.sources.tables.headers import HEADER_WITHIN, Row, fields_in, header_of, likely_header, narrow_rows
from circles.sources.tables.raw_table import RawTable, TableSettings, checksum
from circles.sources.words.columns import kinds_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SAMPLE_ROWS = 60
"""Rows or features that are looked at."""

_HEAD_BYTES = 2**18
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FULL_WIDTH = ("，", "；")
_SEPARATORS = (",", ";", "\t", "|", *_FULL_WIDTH)


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
    refuse_long_text(path)
    text = decoded(path.read_bytes(), path.name)
    # Excel for Mac may end lines by a carriage return alone.
    text = text if "\n" in text else text.replace("\r", "\n")
    kind = kind if kind in kinds_known() else None
    try:
        separator = _separator(text, kind=kind, columns=settings.columns)
        numbered = list(enumerate(_split(text, separator), 1))
    except csv.Error as error:
        raise unreadable(path.name, error) from error
    rows = [Row(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    grid = Grid(file=path.name, sha256=checksum(path), rows=rows, ragged=True)
    raw = table_of_grid(grid, kind=kind, settings=settings)
    if separator not in _FULL_WIDTH:
        return raw
    told = Finding(code="fullwidth_separator", file=path.name, details={"separator": separator})
    return replace(raw, warnings=(*raw.warnings, told))


def _split(text: str, separator: str) -> list[list[str]]:
    """Return the cells of each line; lines typed with the other width are split by it where that gives the same table.

    A comma of full width is a mark of Chinese sentences too: in a table that is separated by it, a line of one cell is
    one that was typed with ordinary commas.
    """
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    if separator not in _FULL_WIDTH:
        return rows
    other = unicodedata.normalize("NFKC", separator)
    width = max((len(row) for row in rows), default=0)
    return [_again(row[0], other, width) if len(row) == 1 else row for row in rows]


def _again(line: str, separator: str, width: int) -> list[str]:
    cells = next(csv.reader([line], delimiter=separator), [])
    return cells if len(cells) == width else [line]


def _separator(text: str, *, kind: str | None, columns: Mapping[str, str] | None) -> str:
    """Return the separator that gives the header most known columns, else the first line most cells."""

    def gain(separator: str) -> tuple[int, int]:
        lines = csv.reader(StringIO(text, newline=""), delimiter=separator)
        filled = (Row(i, cells) for i, cells in enumerate(lines, 1) if any(cell.strip() for cell in cells))
        top = list(islice(filled, HEADER_WITHIN))
        names = header_of(top, kind=kind, columns=columns).names
        known = len(fields_in(Row(0, names), kind=kind, columns=columns)) if kind else 0
        return known, len(names)

    return max(_SEPARATORS, key=gain)


def top_of_text(path: Path) -> list[Row]:
    """Return the first rows of a CSV file under the separator that tells most columns."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    is_cut = len(head) == _HEAD_BYTES and not head.startswith(_UTF16)  # whose line feed is two bytes
    text = decoded(head.rpartition(b"\n")[0] if is_cut else head, path.name)
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
