"""OSM data as XML (.osm, .osm.gz, .osm.bz2), looked through before osmium reads it."""

from __future__ import annotations

import bz2
import gzip
import re
import zlib
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.format import EXTRACT, Format, unreadable

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

    from circles.sources.files.format import Head

_GZIP, _BZIP2 = b"\x1f\x8b", b"BZh"
_CHUNK = 2**20
_OVERLAP = 64
_MOST_TIMES = 30
"""How many times its size a packed text of OSM data may be unpacked; real ones take 10 to 15."""

_HISTORY = re.compile(rb"\svisible\s*=\s*[\"']false[\"']|<osmChange[\s>]|<delete[\s>]")
_DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT = re.compile(rb"<osm(?:Change)?[\s>]")
_FAULTS = (OSError, EOFError, zlib.error, ValueError)


def refuse_hostile_osm_xml(path: Path) -> None:
    """Refuse OSM data that unpack to more than is read, declare a document type, or keep deleted versions.

    Raises
    ------
    InputError
        For the first of them.
    """
    size = path.stat().st_size
    most = max(size, min(limits.UNPACKED_MOST, max(limits.UNPACKED_FLOOR, _MOST_TIMES * size)))
    unpacked, before = 0, b""
    try:
        with _opened(path) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                limits.refuse_bomb(unpacked, most, path.name)
                _refuse_words(before + chunk, path.name)
                before = chunk[-_OVERLAP:]
    except InputError:
        raise
    except _FAULTS as error:
        raise unreadable(path.name, error) from error


def _refuse_words(text: bytes, file: str) -> None:
    if _DOCUMENT_TYPE.search(text):
        raise InputError(Finding(code="document_type_refused", file=file))
    if _HISTORY.search(text):
        raise InputError(Finding(code="extract_of_history", file=file))


def packing_of(path: Path) -> str:
    """Return how osmium calls such a file: ``osm``, ``osm.gz`` or ``osm.bz2``, by its first bytes."""
    with path.open("rb") as stream:
        start = stream.read(3)
    return "osm.gz" if start.startswith(_GZIP) else "osm.bz2" if start.startswith(_BZIP2) else "osm"


def _opened(path: Path) -> IO[bytes] | gzip.GzipFile | bz2.BZ2File:
    packing = packing_of(path)
    if packing == "osm.gz":
        return gzip.open(path)
    return bz2.open(path) if packing == "osm.bz2" else path.open("rb")


def _is_osm_xml(head: Head) -> bool:
    text = _text(head).lstrip()
    return text.startswith(b"<") and _ROOT.search(text) is not None


def _text(head: Head) -> bytes:
    """Return the beginning of a text, unpacked where it is packed; empty where it is none."""
    try:
        if head.start.startswith(_GZIP):
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head.start, len(head.start))
        if head.start.startswith(_BZIP2):
            return bz2.BZ2Decompressor().decompress(head.path.read_bytes()[:_CHUNK], len(head.start))
    except _FAULTS:
        return b""
    return head.text


FORMAT = Format(
    name="OSM XML", family=EXTRACT, recognise=_is_osm_xml, refuse_hostile=refuse_hostile_osm_xml, packing=packing_of
)
