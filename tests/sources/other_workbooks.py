"""Workbooks in the formats beside .xlsx, written by hand where no library writes them."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import xlwt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Sheets = Mapping[str, Sequence[Sequence[Any]]]

_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
_ENDS = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)


def write_xls(path: Path, sheets: Sheets) -> Path:
    """Write a workbook of old Excel (.xls), which WPS calls .et."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None:
                    sheet.write(i, j, value)
    book.save(str(path))
    return path


def write_ods(path: Path, sheets: Sheets) -> Path:
    """Write an OpenDocument workbook, empty cells as one that is repeated."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_ods_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _ODS + tables + _ENDS)
    return path


def _ods_row(row: Sequence[Any]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind = "string" if isinstance(value, str) else "float"
    number = "" if kind == "string" else f' office:value="{value!r}"'
    text = escape(str(value))
    return f'<table:table-cell office:value-type="{kind}"{number}><text:p>{text}</text:p></table:table-cell>'


def write_xlsb(path: Path, sheets: Sheets) -> Path:
    """Write a binary workbook (.xlsb) of one sheet."""
    ((name, rows),) = sheets.items()
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name)
    book = _record(131) + _record(143) + _record(156, bundle) + _record(144) + _record(132)
    body = b"".join(_xlsb_row(i, row) for i, row in enumerate(rows))
    width = max(map(len, rows))
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)
    sheet = _record(129) + _record(148, size) + _record(145) + body + _record(146) + _record(130)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("_rels/.rels", _RELS.format("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", _RELS.format("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def _xlsb_row(number: int, row: Sequence[Any]) -> bytes:
    cells = b""
    for column, value in enumerate(row):
        head = struct.pack("<II", column, 0)
        if isinstance(value, str):
            cells += _record(6, head + _wide(value))
        elif value is not None:
            cells += _record(5, head + struct.pack("<d", value))
    return _record(0, struct.pack("<II", number, 0) + bytes(9)) + cells


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, body: bytes = b"") -> bytes:
    kinds = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, sizes = len(body), b""
    while True:
        sizes += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return kinds + sizes + body
