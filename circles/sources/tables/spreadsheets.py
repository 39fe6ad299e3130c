"""Workbooks as offices keep them, of any format (.xlsx, .xls, .et, .xlsb, .ods), as tables of text cells."""

from __future__ import annotations

import datetime as dt
import struct
import warnings
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from circles.errors import InputError
from circles.sources.files import contents, limits
from circles.sources.files.format import unreadable
from circles.sources.files.sheet_marks import SheetMarks
from circles.sources.files.workbook import ARCHIVE_FAULTS, checked_parts
from circles.sources.tables.headers import HEADER_WITHIN, Row
from circles.sources.tables.raw_table import TableSettings, checksum
from circles.sources.tables.sheets import Sheet, table_of_sheets
from circles.sources.words.columns import kinds_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from circles.sources.tables.raw_table import RawTable

_READER_FAULTS = (*ARCHIVE_FAULTS, ParseError, ArithmeticError, AssertionError, AttributeError, TypeError, struct.error)


def read_spreadsheet(path: Path, *, kind: str | None = None, settings: TableSettings | None = None) -> RawTable:
    """Return one sheet of a workbook as text cells, rows numbered as Excel shows them, hidden ones included.

    Formulas count by the values that Excel stored; links to other files are not followed.

    Parameters
    ----------
    path : Path
        A workbook; its content tells the format.
    kind : str, optional
        What the table is for; decides between sheets and finds the header under titles.
    settings : TableSettings, optional
        The sheet, where more than one fits, and the columns that the study names.

    Raises
    ------
    InputError
        If the workbook is broken, too large unpacked or declares a document type, no or several sheets fit, or
        a sheet is no table (:func:`circles.sources.tables.sheets.table_of_sheets`).
    """
    settings = settings or TableSettings()
    named = kind if kind in kinds_known() else None
    try:
        with _sheets(path) as sheets:
            return table_of_sheets(sheets, file=path.name, sha256=checksum(path), kind=named, settings=settings)
    except InputError:
        raise
    except _READER_FAULTS as error:
        raise unreadable(path.name, error) from error


def tops_of_sheets(path: Path, *, most_rows: int = HEADER_WITHIN) -> Mapping[str, list[Row]]:
    """Return the first rows with content of each sheet of a workbook, by its name.

    Raises
    ------
    InputError
        If the workbook is broken, too large unpacked or declares a document type.
    """
    try:
        with _sheets(path) as sheets:
            return {each.name: list(islice(each.rows(), most_rows)) for each in sheets}
    except InputError:
        raise
    except _READER_FAULTS as error:
        raise unreadable(path.name, error) from error


@contextmanager
def _sheets(path: Path) -> Iterator[list[Sheet]]:
    """Give the sheets of a workbook, which was found harmless before."""
    form = contents.FORMATS[contents.content_of(path)]
    if form.sheets is not None:
        form.refuse_hostile(path)
        yield [
            Sheet(
                name=each.title,
                rows=partial(_rows, each.rows, path.name),
                is_visible=each.is_visible,
                marks=SheetMarks(merged=each.merged),
            )
            for each in form.sheets(path)
        ]
        return
    marks = checked_parts(path)
    with _opened(path) as book:
        yield [_sheet(each, path.name, marks) for each in book.worksheets]


def _sheet(sheet: Any, file: str, marks: Mapping[str, SheetMarks]) -> Sheet:
    part = str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001 nothing else tells the part of a sheet
    return Sheet(
        name=str(sheet.title),
        rows=partial(_rows, partial(_values, sheet), file),
        is_visible=sheet.sheet_state == "visible",
        marks=marks.get(part, SheetMarks()),
    )


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


def _values(sheet: Any) -> Iterator[Sequence[object]]:
    """Return the values of each row; the size that the sheet claims for itself is not believed."""
    sheet.reset_dimensions()
    values: Iterator[Sequence[object]] = sheet.iter_rows(values_only=True)
    return values


def _rows(values_of: Callable[[], Iterator[Sequence[object]]], file: str) -> Iterator[Row]:
    """Yield the rows with content."""
    cells = 0
    for number, values in enumerate(values_of(), 1):
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
