"""Lines of a drawing as AutoCAD and its kin exchange it (DXF), which does not say where on the earth it lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from circles.sources.files import limits
from circles.sources.files.format import CRS, LAYER, PART, REFUSED, Format

if TYPE_CHECKING:
    from pathlib import Path

    from circles.sources.files.format import Head

_BEGINS = re.compile(rb"(?:\s*999\r?\n[^\n]*\n)*\s*0\s*\r?\n\s*SECTION\s*\r?\n")
_INSERT = re.compile(rb"^[ \t]*INSERT[ \t]*\r?\n", re.MULTILINE)
_LEADING = re.compile(rb"\s*([+-]?\d{1,9})")
_LONGEST_INSERT = 8_000
_TIMES = (70, 71)
"""Codes of the numbers of columns and of rows in which a block is set."""


def refuse_hostile_dxf(path: Path) -> None:
    """Refuse a drawing that sets a block more often than rows are read: a few bytes may ask for a thousand million.

    Raises
    ------
    InputError
        If all arrays together have more members than rows are read.
    """
    members = 0
    data = path.read_bytes()
    for insert in _INSERT.finditer(data):
        members += _times_set(data[insert.end() : insert.end() + _LONGEST_INSERT])
        if members > limits.ROWS:
            raise limits.too_many("too_many_rows", path.name, most=limits.ROWS, value=members)


def _times_set(body: bytes) -> int:
    """Return how often an entity that sets a block sets it: lines of codes, each followed by its value."""
    lines, times = body.split(b"\n"), 1
    for code, value in zip(lines[::2], lines[1::2], strict=False):
        number = _number(code)
        if number == 0:
            break
        if number in _TIMES:
            times *= max(1, _number(value))
    return times


def _number(text: bytes) -> int:
    found = _LEADING.match(text)
    return int(found[1]) if found else -1


def _is_dxf(head: Head) -> bool:
    return head.is_text and _BEGINS.match(head.text) is not None


FORMAT = Format(
    name="DXF",
    family=LAYER,
    honours=frozenset({CRS, PART}),
    recognise=_is_dxf,
    refuse_hostile=refuse_hostile_dxf,
    driver="DXF",
    suffixes=(".dxf",),
    # A block that is set into the drawing is a point: blocks within blocks would grow without end.
    options={"INLINE_BLOCKS": "FALSE"},
    reads_layer="entities",
    part_column="Layer",
    without_crs="dxf_without_crs",
    is_mixed=True,
)
BINARY_FORMAT = Format(
    name="DXF (binary)",
    family=REFUSED,
    recognise=lambda head: head.start.startswith(b"AutoCAD Binary DXF"),
    refused_as="drawing_not_read",
)
DRAWING = Format(
    name="DWG",
    family=REFUSED,
    recognise=lambda head: re.match(rb"AC10\d\d|AC1\.\d|AC2\.\d\d|MC0\.0", head.start) is not None,
    refused_as="drawing_not_read",
)
