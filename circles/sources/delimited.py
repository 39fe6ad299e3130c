"""CSV as offices write it: UTF-8 or GB18030, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.errors import Finding, InputError, raise_if_any
from circles.sources import contents
from circles.sources.raw_table import RawTable, checksum, shortened

if TYPE_CHECKING:
    from pathlib import Path

_SEPARATORS = (",", ";", "\t")


def read_delimited(path: Path) -> RawTable:
    """Return a CSV file as text cells; rows are numbered as a spreadsheet shows them, the header being row 1.

    Raises
    ------
    InputError
        If the text is neither UTF-8 nor GB18030, there is no header or no row below it, a column name stands
        twice, or a row has more cells than the header.
    """
    text = _decoded(path)
    try:
        numbered = list(enumerate(csv.reader(StringIO(text, newline=""), delimiter=_separator(text)), 1))
    except csv.Error as error:
        raise contents.unreadable(path.name, error) from error
    filled = [(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    if len(filled) < 2:
        raise InputError(Finding(code="empty_table", file=path.name))
    header = [name.strip() for name in filled[0][1]]
    while header and not header[-1]:
        header = header[:-1]
    body = filled[1:]
    raise_if_any(shortened([*_header_findings(header, path.name), *_long_rows(body, len(header), path.name)]))
    width = len(header)
    cells = [(row + [""] * width)[:width] for _, row in body]
    return RawTable(
        file=path.name,
        cells=pd.DataFrame(cells, columns=header, dtype=str),
        rows=np.array([number for number, _ in body], dtype=np.int64),
        sha256=checksum(path),
    )


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


def _separator(text: str) -> str:
    header = next((line for line in StringIO(text) if line.strip()), "")
    return max(_SEPARATORS, key=lambda separator: len(next(csv.reader([header], delimiter=separator), [])))


def _header_findings(header: list[str], file: str) -> list[Finding]:
    named = [name for name in header if name]
    repeated = dict.fromkeys(name for name in named if named.count(name) > 1)
    return [Finding(code="repeated_column", file=file, column=name) for name in repeated]


def _long_rows(body: list[tuple[int, list[str]]], width: int, file: str) -> list[Finding]:
    return [
        Finding(code="row_too_long", file=file, row=number, details={"cells": len(row), "width": width})
        for number, row in body
        if any(cell.strip() for cell in row[width:])
    ]
