"""Tables as a workbook (.xlsx) whose bytes repeat: headings, filters, widths, numbers as numbers, texts never run."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import xlsxwriter

from circles.answers.matches import LONGEST_CELL
from circles.text_width import width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")
"""A text that begins so is marked as one, so that it stays a text when a person edits the cell."""

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""

MOST_ROWS = 1_048_575
"""Rows below its heading that a sheet of Excel can have."""

Style = Literal[
    "plain",
    "quoted",
    "head",
    "title",
    "wrapped",
    "whole",
    "tenth",
    "hundredth",
    "degrees",
    "share",
    "outside",
    "unknown",
]

_FORMATS: Mapping[Style, Mapping[str, Any]] = MappingProxyType(
    {
        "plain": {},
        "quoted": {"quote_prefix": True},
        "head": {"bold": True, "bg_color": "#DDE7F3", "text_wrap": True},
        "title": {"bold": True},
        "wrapped": {"text_wrap": True},
        "whole": {"num_format": "#,##0"},
        "tenth": {"num_format": "#,##0.0"},
        "hundredth": {"num_format": "#,##0.00"},
        "degrees": {"num_format": "0.0000000"},
        "share": {"num_format": "0.0%"},
        "outside": {"bg_color": "#FBE3D6"},
        "unknown": {"bg_color": "#E7E6E6"},
    }
)
_NARROWEST, _WIDEST, _LOOKED_AT = 8, 48, 200
_GUIDE_WIDTHS = (26, 96)
_SHOWN: Mapping[Style, str] = MappingProxyType(
    {"whole": "{:,.0f}", "tenth": "{:,.1f}", "hundredth": "{:,.2f}", "degrees": "{:.7f}", "share": "{:.1%}"}
)
_PAPER_A4 = 9
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 a date of its own, so that the clock is not in the file
_OPTIONS = MappingProxyType({"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """One column: its heading and its cells, numbers in the format of `style`.

    Attributes
    ----------
    heading : str
        In the first row.
    cells : sequence
        Texts, numbers and booleans; None and NaN leave a cell empty.
    style : str or tuple of str
        How numbers are shown, alike in all rows or one for each: ``whole``, ``tenth``, ``hundredth``, ``degrees``
        (seven decimals), ``share`` (per cent), ``plain``.
    tints : mapping of str to str
        Texts whose cells are coloured: ``outside`` or ``unknown``.
    """

    heading: str
    cells: Sequence[object]
    style: Style | tuple[Style, ...] = "plain"
    tints: Mapping[str, Style] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TableSheet:
    """A sheet with a table: its heading stays in sight, with as many columns as `kept`, and filters."""

    name: str
    columns: tuple[SheetColumn, ...]
    kept: int = 1


@dataclass(frozen=True, kw_only=True)
class GuideSheet:
    """A sheet to be read: what something is called and what it means; a row without a meaning is a title."""

    name: str
    rows: tuple[tuple[str, str], ...]


def workbook_bytes(sheets: Iterable[TableSheet | GuideSheet]) -> bytes:
    """Return the workbook; the same sheets give the same bytes.

    Examples
    --------
    >>> table = TableSheet(name="小区", columns=(SheetColumn(heading="名称", cells=["=1+1"]),))
    >>> workbook_bytes([table])[:2]
    b'PK'
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, dict(_OPTIONS)) as book:
        book.set_properties({"created": _MADE})
        formats = {style: book.add_format({"valign": "top", **said}) for style, said in _FORMATS.items()}
        for sheet in sheets:
            written = book.add_worksheet(sheet.name)
            written.set_paper(_PAPER_A4)
            written.fit_to_pages(1, 0)
            if isinstance(sheet, GuideSheet):
                _write_guide(written, sheet, formats)
            else:
                _write_table(written, sheet, formats)
    return content.getvalue()


def column_width(heading: str, cells: Sequence[object]) -> float:
    """Return a width that shows most of a column: a Chinese character is as wide as two letters.

    Examples
    --------
    >>> column_width("名称", ["幸福里小区", "A"])
    12.0
    """
    shown = [heading, *(str(cell) for cell in cells[:_LOOKED_AT] if not _is_empty(cell))]
    return float(min(_WIDEST, max(_NARROWEST, max(width_of(text[:60]) for text in shown) + 2)))


def free_heading(heading: str, taken: Iterable[str]) -> str:
    """Return a heading that is not taken: the heading itself, else with stars behind it."""
    known = set(taken)
    while heading in known:
        heading += " *"
    return heading


def _is_empty(cell: object) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and not isfinite(cell))


def _table_width(column: SheetColumn) -> float:
    """Return the width of a column: of numbers as they are shown, with a long heading over two lines."""
    shown = _SHOWN.get(column.style if isinstance(column.style, str) else column.style[0], "{}")
    cells = [cell for cell in column.cells[:_LOOKED_AT] if not _is_empty(cell)]
    half = max(_NARROWEST, len(column.heading) // 2 + 2)
    written = [cell if isinstance(cell, str) else shown.format(cell) for cell in cells]
    return column_width(f"{column.heading[:half]} ▾", written)


def _write_table(written: Any, sheet: TableSheet, formats: Mapping[Style, Any]) -> None:
    """Write a table row by row; what is written is not kept in memory."""
    count = max((len(column.cells) for column in sheet.columns), default=0)
    written.freeze_panes(1, sheet.kept)
    written.autofilter(0, 0, count, max(len(sheet.columns) - 1, 0))
    written.repeat_rows(0)
    written.set_landscape()
    written.set_footer("&C&P / &N")
    for at, column in enumerate(sheet.columns):
        written.set_column(at, at, _table_width(column))
        _write(written, 0, at, column.heading, "head", formats)
    for number, row in enumerate(zip(*map(_styled_cells, sheet.columns), strict=True), 1):
        for at, (value, style) in enumerate(row):
            _write(written, number, at, value, style, formats)


def _styled_cells(column: SheetColumn) -> Iterator[tuple[object, Style]]:
    styles = column.style if isinstance(column.style, tuple) else repeat(column.style)
    for value, style in zip(column.cells, styles, strict=False):
        yield value, column.tints.get(value, "plain") if isinstance(value, str) else style


def _write_guide(written: Any, sheet: GuideSheet, formats: Mapping[Style, Any]) -> None:
    written.hide_gridlines(2)
    for at, width in enumerate(_GUIDE_WIDTHS):
        written.set_column(at, at, width)
    for number, (name, meaning) in enumerate(sheet.rows):
        _write(written, number, 0, name, "wrapped" if meaning else "title", formats)
        _write(written, number, 1, meaning, "wrapped", formats)


def _write(written: Any, row: int, at: int, value: object, style: Style, formats: Mapping[Style, Any]) -> None:
    """Write a cell, nothing where it is empty; a text is a text, whatever it begins with."""
    if _is_empty(value):
        return
    if isinstance(value, bool):
        written.write_boolean(row, at, value)
    elif isinstance(value, (int, float)):
        written.write_number(row, at, value, formats[style])
    else:
        text = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))
        text = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
        shown: Style = "quoted" if style == "plain" and text.startswith(FORMULA_STARTS) else style
        written.write_string(row, at, text, formats[shown])
