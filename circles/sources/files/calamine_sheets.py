"""Sheets in the formats beside .xlsx: .xls and .et, .xlsb, .ods, read by calamine once they are harmless.

Workbooks (.xlsx, .xlsm) are read by openpyxl: row by row, so that a claimed size costs nothing, and with the part of
each sheet, which tells hidden rows and formulas without a value. Calamine lays out a sheet as one rectangle, so its
size is counted before it is opened.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import unreadable
from circles.sources.files.sheet_cells import SheetCells
from circles.sources.files.sheet_marks import Merged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def sheets_by_calamine(path: Path) -> list[SheetCells]:
    """Return the sheets of a workbook that was found harmless (``Format.refuse_hostile``).

    Raises
    ------
    InputError
        If it is broken, or locked by a password.
    """
    import python_calamine

    book = _calm(path, lambda: python_calamine.CalamineWorkbook.from_path(str(path.resolve())))
    visible = python_calamine.SheetVisibleEnum.Visible
    named = [each for each in book.sheets_metadata if each.typ == python_calamine.SheetTypeEnum.WorkSheet]
    return [_sheet(path, book, each.name, is_visible=each.visible == visible) for each in named]


def _sheet(path: Path, book: Any, name: str, *, is_visible: bool) -> SheetCells:
    sheet = _calm(path, lambda: book.get_sheet_by_name(name))
    merged = _calm(path, lambda: sheet.merged_cell_ranges) or ()
    return SheetCells(
        title=name,
        is_visible=is_visible,
        rows=lambda: (list(map(_value, row)) for row in _calm(path, lambda: sheet.to_python(skip_empty_area=False))),
        merged=tuple(
            Merged(first + 1, last + 1, left, right)
            for (first, left), (last, right) in merged
            if first < last or left < right
        ),
    )


def _value(value: object) -> object:
    """Return a value as openpyxl gives it: a day is a moment, and an empty cell none."""
    if value == "":
        return None
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return dt.datetime(value.year, value.month, value.day) if is_day else value  # type: ignore[attr-defined]  # noqa: DTZ001 sheets know no zone


def _calm(path: Path, read: Callable[[], Any]) -> Any:
    """Return what a reader gives; a fault of its own, even one that it did not foresee, is the file's."""
    import python_calamine

    try:
        return read()
    except python_calamine.PasswordError as error:
        raise InputError(Finding(code="workbook_locked", file=path.name)) from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise unreadable(path.name, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust gives up; it is no Exception
            raise
        raise unreadable(path.name, ValueError("its reader gave up")) from error


def refuse_rectangles(cells: int, file: str) -> None:
    """Raise an :class:`InputError` where the sheets laid out as rectangles have more cells than are read."""
    if cells > limits.CELLS:
        raise limits.too_many("too_many_table_cells", file, most=limits.CELLS, value=cells)
