"""The parts of a workbook before any reader opens it: no bomb, no document type, what its sheets say beside values."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import CRS, PART, SHEETS, WORKBOOK, Format, unreadable
from circles.sources.files.sheet_marks import MarksFound, SheetMarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from circles.sources.files.format import Head

MOST_BYTES = 256 * 2**20
"""How large all parts may be together, unpacked."""

ARCHIVE_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, RuntimeError, ValueError, LookupError),
)

_MOST_BYTES_OF_TEXTS = 96 * 2**20
_MOST_BYTES_OF_OTHERS = 16 * 2**20
_SMALL, _MOST_RATIO = 16 * 2**20, 60
_CHUNK = 2**20
_OVERLAP = 2**14
"""No cell is longer, its formula and all: Excel allows a formula 8,192 letters."""
_READ_PARTS = (".xml", ".rels")


def checked_parts(path: Path) -> Mapping[str, SheetMarks]:
    """Return what each sheet says beside its values, by the name of its part.

    Raises
    ------
    InputError
        If the workbook is broken or encrypted, too large unpacked, or declares a document type.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts, path.name)
            found = {
                part.filename.lstrip("/"): _marks(archive, part, path.name)
                for part in parts
                if part.filename.lower().endswith(_READ_PARTS)
            }
    except InputError:
        raise
    except ARCHIVE_FAULTS as error:
        raise unreadable(path.name, error) from error
    # Libraries that do not calculate store 0 with a formula and ask Excel for its value when the file is opened.
    to_calculate = any(each.asks_to_calculate for each in found.values())
    marks = {name: each.marks() for name, each in found.items()}
    return {
        name: replace(each, unvalued=each.unvalued | each.unsure) if to_calculate else each
        for name, each in marks.items()
    }


def _refuse_bombs(parts: list[zipfile.ZipInfo], file: str) -> None:
    # A part that unpacks to more than it says fails its checksum: what it says can be relied on.
    if len(parts) > limits.PARTS:
        raise limits.too_many("too_many_parts", file, most=limits.PARTS, value=len(parts))
    limits.refuse_bomb(sum(part.file_size for part in parts), MOST_BYTES, file)
    for part in parts:
        most = min(_most_bytes(part.filename.lower()), max(_SMALL, part.compress_size * _MOST_RATIO))
        limits.refuse_bomb(part.file_size, most, file, part=part.filename)


def _most_bytes(name: str) -> int:
    if not name.endswith(_READ_PARTS) or "worksheets/" in name:
        return MOST_BYTES
    return _MOST_BYTES_OF_TEXTS if "sharedstrings" in name else _MOST_BYTES_OF_OTHERS


def _marks(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> MarksFound:
    found = MarksFound()
    for number, chunk in enumerate(_chunks(archive, part)):
        # Excel writes UTF-8; in another encoding a document type could hide from this search.
        if number == 0 and not chunk.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            raise InputError(Finding(code="workbook_not_utf8", file=file, value=part.filename))
        if number == 0 and _other_encoding(chunk):
            raise InputError(Finding(code="workbook_not_utf8", file=file, value=part.filename))
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise InputError(Finding(code="workbook_document_type", file=file, value=part.filename))
        found.look_into(chunk)
        if len(found.merged) > limits.MERGED_CELLS:
            raise limits.too_many("too_many_merged", file, most=limits.MERGED_CELLS)
    return found


def _other_encoding(start: bytes) -> bool:
    said = re.match(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']", start[:400])
    return b"\0" in start[:4] or (said is not None and said[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"))


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the part piece by piece, each with the end of the one before."""
    with archive.open(part) as stream:
        before = b""
        while chunk := stream.read(_CHUNK):
            yield before + chunk
            before = chunk[-_OVERLAP:]


def _is_workbook(head: Head) -> bool:
    if not head.start.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(head.path) as archive:
            return any(name.lstrip("/").startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, LookupError, struct.error):
        return head.suffix == ".xlsx"  # whose reader says what is wrong with it


FORMAT = Format(name="Excel (.xlsx)", family=WORKBOOK, honours=frozenset({CRS, PART, SHEETS}), recognise=_is_workbook)
