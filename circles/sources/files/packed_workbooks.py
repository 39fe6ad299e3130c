"""Workbooks that are zips but no .xlsx: binary ones of Excel (.xlsb), and OpenDocument sheets (.ods)."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.calamine_sheets import refuse_rectangles, sheets_by_calamine
from circles.sources.files.format import CRS, PART, SHEETS, WORKBOOK, Format, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from circles.sources.files.format import Head

_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, LookupError)
_ROW, _CELLS = 0, range(1, 12)
_NUMBER = struct.Struct("<I")
_OPENING = re.compile(
    rb"<table:table-row([^>]*)>|</(table:table-row)>|<(?:table:table-cell|table:covered-table-cell)([^>]*?)(/?)>"
    rb"|<(table:table)[\s>]"
)
_ROWS_AGAIN = re.compile(rb"number-rows-repeated=[\"'](\d{1,9})")
_CELLS_AGAIN = re.compile(rb"number-columns-repeated=[\"'](\d{1,9})")
_CONTENT = "content.xml"


def refuse_hostile_xlsb(path: Path) -> None:
    """Refuse a binary workbook that unpacks to more than is read, or whose cells lie too far apart to be laid out.

    Raises
    ------
    InputError
        For the first of them, or if it is broken.
    """
    _refuse(path, lambda name: name.startswith("xl/worksheets/") and name.endswith(".bin"), _rectangle_of_records)


def refuse_hostile_ods(path: Path) -> None:
    """Refuse an OpenDocument that unpacks to more than is read, declares a document type, or repeats cells without end.

    Raises
    ------
    InputError
        For the first of them, or if it is broken or locked.
    """
    _refuse(path, lambda name: name == _CONTENT, _cells_of_tables)


def _refuse(path: Path, is_table: Callable[[str], bool], cells_in: Callable[[bytes, str], int]) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > limits.PARTS:
                raise limits.too_many("too_many_parts", path.name, most=limits.PARTS, value=len(parts))
            limits.refuse_bomb(
                sum(part.file_size for part in parts), limits.most_unpacked(path.stat().st_size), path.name
            )
            cells = 0
            for part in parts:
                if is_table(part.filename.lstrip("/")):
                    cells += cells_in(archive.read(part), path.name)
                    refuse_rectangles(cells, path.name)
    except InputError:
        raise
    except _FAULTS as error:
        raise unreadable(path.name, error) from error


def _rectangle_of_records(data: bytes, file: str) -> int:  # noqa: ARG001 as the other
    """Return how many cells the rectangle has in which the cells of a sheet lie."""
    row = last_row = last_column = -1
    for kind, at, length in _records(data):
        if kind == _ROW and length >= _NUMBER.size:
            (row,) = _NUMBER.unpack_from(data, at)
        elif kind in _CELLS and length >= _NUMBER.size:
            last_row = max(last_row, row)
            last_column = max(last_column, _NUMBER.unpack_from(data, at)[0])
    return (last_row + 1) * (last_column + 1)


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield kind, beginning and length of each record; both are written in groups of seven bits."""
    at = 0
    while at < len(data):
        kind, at = _groups(data, at, 2)
        length, at = _groups(data, at, 4)
        if at + length > len(data):
            return
        yield kind, at, length
        at += length


def _groups(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for i in range(most):
        if at >= len(data):
            break
        value |= (data[at] & 0x7F) << (7 * i)
        at += 1
        if data[at - 1] < 0x80:
            break
    return value, at


def _cells_of_tables(data: bytes, file: str) -> int:
    """Return how many cells the tables have once what is repeated is laid out, empty rows and cells aside."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError(Finding(code="workbook_document_type", file=file, value=_CONTENT))
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise InputError(Finding(code="workbook_not_utf8", file=file, value=_CONTENT))
    total = rows = empty_rows = widest = times = width = waiting = 0
    for found in _OPENING.finditer(data):
        row, ends, cell, is_empty, table = found.groups()
        if table is not None:
            total, rows, empty_rows, widest = total + rows * widest, 0, 0, 0
        elif row is not None:
            again = _ROWS_AGAIN.search(row)
            times, width, waiting = int(again[1]) if again else 1, 0, 0
        elif ends is not None:
            rows, empty_rows = (rows + empty_rows + times, 0) if width else (rows, empty_rows + times)
            widest = max(widest, width)
        else:
            again = _CELLS_AGAIN.search(cell)
            waiting += int(again[1]) if again else 1
            if not is_empty or b"value" in cell:
                width += waiting
                waiting = 0
        refuse_rectangles(total + (rows + times * bool(width)) * max(widest, width), file)
    return total + rows * widest


def _names(head: Head) -> list[str]:
    if not head.start.startswith(b"PK\x03\x04"):
        return []
    try:
        with zipfile.ZipFile(head.path) as archive:
            return [name.lstrip("/") for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, LookupError, struct.error):
        return []


def _is_ods(head: Head) -> bool:
    # The first part says it, unpacked; template or sheet.
    said = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in head.start[:200]
    return said or (head.suffix in (".ods", ".ots") and _CONTENT in _names(head))


BINARY_FORMAT = Format(
    name="Excel (.xlsb)",
    family=WORKBOOK,
    honours=frozenset({CRS, PART, SHEETS}),
    recognise=lambda head: "xl/workbook.bin" in _names(head),
    refuse_hostile=refuse_hostile_xlsb,
    sheets=sheets_by_calamine,
)
OPEN_DOCUMENT = Format(
    name="OpenDocument (.ods)",
    family=WORKBOOK,
    honours=frozenset({CRS, PART, SHEETS}),
    recognise=_is_ods,
    refuse_hostile=refuse_hostile_ods,
    sheets=sheets_by_calamine,
)
