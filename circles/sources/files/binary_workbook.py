"""Workbooks of old Excel and of WPS (.xls, .et): records in a compound file, measured before they are laid out."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files.calamine_sheets import refuse_rectangles, sheets_by_calamine
from circles.sources.files.format import CRS, PART, SHEETS, WORKBOOK, Format, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("Workbook", "Book")
_RECORD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")
_BEGINS, _LOCKED = 0x0809, 0x002F
_OF_ONE_CELL = frozenset(
    {
        *range(0x0001, 0x0007),
        0x0201,
        *range(0x0203, 0x0206),
        0x027E,
        0x00FD,
        0x00D6,
        0x0406,
    }  # blanks, numbers, texts ...
)
_OF_SEVERAL_CELLS = frozenset({0x00BD, 0x00BE})
"""Records that hold cells, and those that hold a run of them, whose last column is their last number."""


def refuse_hostile_xls(path: Path) -> None:
    """Refuse a workbook locked by a password, one that is none, or whose cells lie so far apart that it would not fit.

    Raises
    ------
    InputError
        For the first of them, or if it is broken.
    """
    try:
        data = _stream(path)
        cells = 0
        for rows, columns in _sizes(data):
            cells += rows * columns
            refuse_rectangles(cells, path.name)
    except InputError as error:
        raise InputError([_in_file(finding, path.name) for finding in error.findings]) from error
    except (OSError, ValueError, struct.error, IndexError) as error:
        raise unreadable(path.name, error) from error


def _in_file(finding: Finding, file: str) -> Finding:
    return Finding(code=finding.code, file=file, value=finding.value, details=finding.details)


def _stream(path: Path) -> bytes:
    """Return the records of a workbook."""
    import olefile

    with path.open("rb") as opened, olefile.OleFileIO(opened) as compound:
        if compound.exists("EncryptedPackage"):
            raise InputError(Finding(code="workbook_locked"))
        name = next((each for each in _STREAMS if compound.exists(each)), None)
        if name is None:
            raise InputError(Finding(code="no_workbook_inside"))
        data: bytes = compound.openstream(name).read()
        return data


def _sizes(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield how many rows and columns the cells of each sheet reach over."""
    at, last_row, last_column = 0, -1, -1
    while at + _RECORD.size <= len(data):
        kind, length = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        if kind == _LOCKED:
            raise InputError(Finding(code="workbook_locked"))
        if kind == _BEGINS:
            yield last_row + 1, last_column + 1
            last_row = last_column = -1
        elif (kind in _OF_ONE_CELL or kind in _OF_SEVERAL_CELLS) and length >= 4 and at + length <= len(data):
            row, column = _PLACE.unpack_from(data, at)
            if kind in _OF_SEVERAL_CELLS:
                column = max(column, int.from_bytes(data[at + length - 2 : at + length], "little"))
            last_row, last_column = max(last_row, row), max(last_column, column)
        at += length
    yield last_row + 1, last_column + 1


FORMAT = Format(
    name="Excel (.xls)",
    family=WORKBOOK,
    honours=frozenset({CRS, PART, SHEETS}),
    recognise=lambda head: head.start.startswith(_COMPOUND),
    refuse_hostile=refuse_hostile_xls,
    sheets=sheets_by_calamine,
)
