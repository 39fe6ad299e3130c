"""CSV as offices write it: UTF-8 or GB18030, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources import contents
from circles.sources.columns import kinds_known
from circles.sources.grids import HEADER_WITHIN, Grid, Row, fields_in, header_at, table_of_grid
from circles.sources.raw_table import RawTable, checksum

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SEPARATORS = (",", ";", "\t")


def read_delimited(path: Path, *, kind: str | None = None, columns: Mapping[str, str] | None = None) -> RawTable:
    """Return a CSV file as text cells; rows are numbered as a spreadsheet shows them, the first being row 1.

    Parameters
    ----------
    path : Path
        The file.
    kind, columns : optional
        How the header is found where titles stand above it (:func:`circles.sources.grids.table_of_grid`).

    Raises
    ------
    InputError
        If the text is neither UTF-8 nor GB18030, there is no header or no row below it, a column name stands
        twice, or a row has more cells than the header.
    """
    text = _decoded(path)
    kind = kind if kind in kinds_known() else None
    try:
        separator = _separator(text, kind=kind, columns=columns)
        numbered = list(enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1))
    except csv.Error as error:
        raise contents.unreadable(path.name, error) from error
    rows = [Row(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    grid = Grid(file=path.name, sha256=checksum(path), rows=rows, ragged=True, notes={})
    return table_of_grid(grid, kind=kind, columns=columns)


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    # In this order: nearly every text in GB18030 is invalid as UTF-8, but not the other way round.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Excel for Mac may end lines by a carriage return alone.
        return text if "\n" in text else text.replace("\r", "\n")
    raise InputError(Finding(code="unknown_encoding", file=path.name))


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
