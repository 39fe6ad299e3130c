"""The blobs of an OSM PBF file, looked through before osmium reads them."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import EXTRACT, Format, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_TIMES = 8
_MOST_HEADER = 64 * 1024
_MOST_BLOB = 32 * limits.MB
_LENGTH = struct.Struct(">I")
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_KIND, _DATASIZE = 1, 3
_RAW, _RAW_SIZE, _ZLIB = 1, 2, 3
_TEXTS = 1
_REQUIRED, _OPTIONAL = 4, 5


class _DamagedError(ValueError):
    """The bytes are no blob of OSM data."""


def refuse_hostile_pbf(path: Path) -> None:
    """Refuse an OSM PBF file that is not safe to read.

    Real extracts unpack to 2 to 4 times their size; a zero byte in a text osmium would take for the end of the text
    and read on beyond its memory.

    Raises
    ------
    InputError
        If a blob is cut short, broken or packed in another way than zlib, a text holds a zero byte, all would
        unpack to more than 8 times the file (and 48 MB), or it holds the full history.
    """
    size = path.stat().st_size
    most = min(limits.UNPACKED_MOST, max(limits.UNPACKED_FLOOR, _MOST_TIMES * size))
    unpacked = 0
    try:
        with path.open("rb") as stream:
            while start := stream.read(_LENGTH.size):
                kind, body = _blob(start, stream)
                said = _said_size(body)
                unpacked += said
                limits.refuse_bomb(unpacked, most, path.name)
                if kind == b"OSMHeader":
                    _refuse_history(_unpacked(body, said), path.name)
                if kind == b"OSMData":
                    _refuse_zero_bytes(_unpacked(body, said))
    except (_DamagedError, OSError, zlib.error) as error:
        raise unreadable(path.name, error) from error


def _blob(start: bytes, stream: BinaryIO) -> tuple[bytes, bytes]:
    """Return the kind of the next blob, and the blob itself."""
    if len(start) < _LENGTH.size:
        raise _DamagedError("cut short between two blobs")
    (length,) = _LENGTH.unpack(start)
    if length > _MOST_HEADER:
        raise _DamagedError("the header of a blob is too long")
    header = stream.read(length)
    kind, datasize = b"", 0
    for number, value in _fields(header):
        if number == _KIND and isinstance(value, bytes):
            kind = value
        elif number == _DATASIZE and isinstance(value, int):
            datasize = value
    if datasize > _MOST_BLOB:
        raise _DamagedError("a blob has more than 32 MB")
    body = stream.read(datasize)
    if len(header) < length or len(body) < datasize:
        raise _DamagedError("cut short in a blob")
    return kind, body


def _said_size(body: bytes) -> int:
    """Return how many bytes a blob says it unpacks to."""
    sizes = [len(value) if isinstance(value, bytes) else value for n, value in _fields(body) if n in (_RAW, _RAW_SIZE)]
    size = max(sizes, default=0)
    if size > _MOST_BLOB:
        raise _DamagedError("a blob unpacks to more than 32 MB")
    return size


def _unpacked(body: bytes, size: int) -> bytes:
    found = b""
    for number, value in _fields(body):
        if number == _RAW and isinstance(value, bytes):
            found = value
        elif number == _ZLIB and isinstance(value, bytes):
            found = zlib.decompressobj().decompress(value, size + 1)
        elif number > _ZLIB:
            raise _DamagedError("its blobs are packed in another way than zlib")
    if len(found) != size:
        raise _DamagedError("a blob does not unpack to the size it says")
    return found


def _refuse_history(header: bytes, file: str) -> None:
    """Refuse a file that keeps earlier and deleted versions: each would be taken for a street of today."""
    if b"HistoricalInformation" in [value for number, value in _fields(header) if number in (_REQUIRED, _OPTIONAL)]:
        raise InputError(Finding(code="extract_of_history", file=file))


def _refuse_zero_bytes(data: bytes) -> None:
    for number, texts in _fields(data):
        # The first text is empty, and the zero is its length.
        if number != _TEXTS or not isinstance(texts, bytes) or texts.count(0) < 2:
            continue
        if any(isinstance(text, bytes) and b"\0" in text for _, text in _fields(texts)):
            raise _DamagedError("a text holds a zero byte")


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the number and the value of each field of a protocol buffer message."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind, number = tag & 7, tag >> 3
        if kind in (_VARINT, _BYTES):
            value, at = _varint(message, at)
            if kind == _VARINT:
                yield number, value
                continue
            if at + value > len(message):
                raise _DamagedError("a blob is broken")
            yield number, message[at : at + value]
            at += value
        elif kind in (_FIXED32, _FIXED64):
            at += 4 if kind == _FIXED32 else 8
        else:
            raise _DamagedError("a blob is broken")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise _DamagedError("a blob is broken")


FORMAT = Format(
    name="OSM PBF",
    family=EXTRACT,
    recognise=lambda head: head.start[4:15] == b"\n\tOSMHeader",
    refuse_hostile=refuse_hostile_pbf,
    packing=lambda path: "pbf",  # noqa: ARG005 as those that look
)
