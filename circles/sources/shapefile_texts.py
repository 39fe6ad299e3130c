"""In which encoding the texts of a Shapefile are written, where no .cpg beside it says so."""

from __future__ import annotations

import codecs
import struct
from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADER = 32


def shapefile_encoding(path: Path) -> str | None:
    """Return the encoding of a Shapefile's names and texts; None where a .cpg says it.

    Without one GDAL would take Chinese for Latin-1. UTF-8 is tried first, then GB18030, both strictly: nearly
    every text in GB18030 is invalid as UTF-8, but not the other way round.

    Raises
    ------
    InputError
        If the texts are in neither.
    """
    if any(path.with_suffix(suffix).exists() for suffix in (".cpg", ".CPG")):
        return None
    table = next((file for suffix in (".dbf", ".DBF") if (file := path.with_suffix(suffix)).is_file()), None)
    if table is None:
        return "UTF-8"
    texts = list(_texts(table.read_bytes()))
    for encoding in ("utf-8", "gb18030"):
        if all(_is_in(encoding, text) for text in texts):
            return encoding.upper()
    raise InputError(Finding(code="shapefile_encoding", file=path.name))


def _is_in(encoding: str, text: bytes) -> bool:
    # A text cut at the width of its field may end in half a character.
    try:
        codecs.getincrementaldecoder(encoding)().decode(text, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _texts(data: bytes) -> Iterator[bytes]:
    """Yield the names of the columns and every different text of a dBase table."""
    if len(data) < _HEADER:
        return
    header_size, record_size = struct.unpack_from("<HH", data, 8)
    columns = []
    at, start = _HEADER, 1
    while at + _HEADER <= min(header_size, len(data)) and data[at] != 0x0D:
        yield data[at : at + 11].split(b"\0", 1)[0]
        columns.append((data[at + 11 : at + 12], start, data[at + 16]))
        start += data[at + 16]
        at += _HEADER
    count = (len(data) - header_size) // record_size if record_size >= max(start, 1) else 0
    if count <= 0:
        return
    records = np.frombuffer(data, dtype=f"V{record_size}", count=count, offset=header_size)
    cells = records.view(np.uint8).reshape(count, record_size)
    for kind, first, width in columns:
        if kind == b"C" and width:
            texts = np.ascontiguousarray(cells[:, first : first + width]).view(f"S{width}")
            yield from (text.rstrip() for text in np.unique(texts).tolist())
