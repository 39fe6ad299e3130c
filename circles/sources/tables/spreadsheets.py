"""Excel workbooks (.xlsx) as offices keep them, one sheet of them as a table of text cells."""

from __future__ import annotations

import datetime as dt
import struct
import warnings
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import unreadable
from circles.sources.files.workbook import ARCHIVE_FAULTS, checked_parts
from circles.sources.tables.grids import HEADER_WITHIN, Grid, Row, fields_in, header_at, table_of_grid
from circles.sources.tables.raw_table import RawTable, TableSettings, checksum
from circles.sources.words.columns import kinds_known, plain
from circles.sources.words.table_words import sheet_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_READER_FAULTS = (*ARCHIVE_FAULTS, ParseError, ArithmeticError, AssertionError, AttributeError, TypeError, struct.error)

_NEEDED = {"gates": frozenset({"lon", "lat", "block_id"})}
_PLACED = frozenset({"lon", "lat"})


def read_spreadsheet(path: Path, *, kind: str | None = None, settings: TableSettings | None = None) -> RawTable:
    """Return one sheet of a workbook as text cells, rows numbered as Excel shows them, hidden ones included.

    Formulas count by the values that Excel stored; links to other files are not followed.

    Parameters
    ----------
    path : Path
        An .xlsx file.
    kind : str, optional
        What the table is for; decides between sheets and finds the header under titles.
    settings : TableSettings, optional
        The sheet, where more than one fits, and the columns that the study names.

    Raises
    ------
    InputError
        If the workbook is broken, too large unpacked or declares a document type, no or several sheets fit, or
        the sheet is no table (:func:`circles.sources.tables.grids.table_of_grid`).
    """
    settings = settings or TableSettings()
    merged = checked_parts(path)
    named = kind if kind in kinds_known() else None
    try:
        grid = _grid(path, merged, kind=named, settings=settings)
    except InputError:
        raise
    except _READER_FAULTS as error:
        raise unreadable(path.name, error) from error
    return table_of_grid(grid, kind=named, settings=settings)


def tops_of_sheets(path: Path, *, most_rows: int = HEADER_WITHIN) -> Mapping[str, list[Row]]:
    """Return the first rows with content of each sheet of a workbook, by its name.

    Raises
    ------
    InputError
        If the workbook is broken, too large unpacked or declares a document type.
    """
    checked_parts(path)
    try:
        with _opened(path) as book:
            return {each.title: list(islice(_rows(each, path.name), most_rows)) for each in book.worksheets}
    except InputError:
        raise
    except _READER_FAULTS as error:
        raise unreadable(path.name, error) from error


def _grid(path: Path, merged: Mapping[str, Any], *, kind: str | None, settings: TableSettings) -> Grid:
    sheet, columns = settings.layer, settings.columns
    with _opened(path) as book:
        sheets = {each.title: each for each in book.worksheets}
        name = _named(sheets, sheet, path.name) if sheet else _chosen(sheets, path.name, kind=kind, columns=columns)
        rows = list(_rows(sheets[name], path.name))
        part = str(sheets[name]._worksheet_path).lstrip("/")  # noqa: SLF001 nothing else tells the part of a sheet
        told = name if len(sheets) > 1 else ""
        return Grid(file=path.name, sha256=checksum(path), rows=rows, merged=merged.get(part, ()), sheet=told)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import openpyxl

    with warnings.catch_warnings(), path.open("rb") as stream:
        # openpyxl murmurs about styles and extensions that have no bearing on cells.
        warnings.simplefilter("ignore")
        # A stream, because openpyxl refuses a path by its suffix, whatever the file holds.
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def _named(sheets: Mapping[str, Any], sheet: str, file: str) -> str:
    if sheet not in sheets:
        raise InputError(Finding(code="unknown_sheet", file=file, value=sheet, details={"sheets": ", ".join(sheets)}))
    return sheet


def _chosen(sheets: Mapping[str, Any], file: str, *, kind: str | None, columns: Mapping[str, str] | None) -> str:
    """Return the name of the only sheet that fits: by its columns, then by its own name, then by being in sight."""
    tops = {name: list(islice(_rows(each, file), HEADER_WITHIN)) for name, each in sheets.items()}
    filled = [name for name, top in tops.items() if top]
    if not filled:
        raise InputError(Finding(code="empty_table", file=file))
    if len(filled) < 2 or kind is None:
        return filled[0]
    needed = _NEEDED.get(kind, _PLACED)
    fitting = [name for name in filled if needed <= _fields(tops[name], kind, columns)] or filled
    fitting = [name for name in fitting if any(word in plain(name) for word in sheet_words(kind))] or fitting
    fitting = [name for name in fitting if sheets[name].sheet_state == "visible"] or fitting
    if len(fitting) > 1:
        details = {"sheets": ", ".join(fitting), "kind": kind}
        raise InputError(Finding(code="several_sheets", file=file, details=details))
    return fitting[0]


def _fields(top: list[Row], kind: str, columns: Mapping[str, str] | None) -> frozenset[str]:
    return fields_in(top[header_at(top, kind=kind, columns=columns)], kind=kind, columns=columns)


def _rows(sheet: Any, file: str) -> Iterator[Row]:
    """Yield the rows with content; the size that the sheet claims for itself is not believed."""
    sheet.reset_dimensions()
    cells = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(values)
        if number > limits.LIST_ROWS:
            raise limits.too_many("too_many_rows", file, most=limits.LIST_ROWS)
        if cells > limits.CELLS:
            raise limits.too_many("too_many_table_cells", file, most=limits.CELLS)
        texts = [_text(value) for value in values]
        if any(text and not text.isspace() for text in texts):
            yield Row(number, texts)


def _text(value: object) -> str:
    """Return a cell as a person would type it: 7 for 7.0, an ISO date, TRUE."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)
