"""A Shapefile before GDAL opens it: each part an ordinary file, no record read twice, its texts in a known encoding."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.encodings import encoding_of
from circles.sources.files.format import LAYER, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


_NAME = "Shapefile"
_SHAPEFILE_HEADER = 100
_HEADER = 32


def refuse_hostile_shapefile(path: Path) -> None:
    """Refuse a Shapefile with linked parts, without .shx, larger than is read, or whose index repeats its records.

    Raises
    ------
    InputError
        For the first of them.
    """
    if path.suffix.lower() != ".shp":
        raise InputError(Finding(code="shapefile_suffix", file=path.name))
    whole = path.resolve()
    parts = [part for part in whole.parent.iterdir() if part.stem == whole.stem and part != whole]
    refuse_parts([whole, *parts], path.name, _NAME)
    indexes = [part for part in parts if part.suffix.lower() == ".shx"]
    if not indexes:
        raise InputError(Finding(code="shapefile_without_index", file=path.name))
    for text in (part for part in parts if part.suffix.lower() == ".prj"):
        _refuse_undecodable(text, path.name)
    for index in indexes:
        records = np.frombuffer(index.read_bytes()[_SHAPEFILE_HEADER:], dtype=np.uint8)
        lengths = records[: records.size // 8 * 8].view(">u4")[1::2].astype(np.int64)
        refuse_repeats(int(lengths.sum()) * 2, whole.stat().st_size, path.name, index.name)


def refuse_parts(parts: Iterable[Path], file: str, content: str) -> None:
    """Refuse an input of several files of which one is a link or no ordinary file, or that is too large as a whole."""
    size = 0
    for part in parts:
        if part.is_symlink():
            raise InputError(Finding(code="linked_part", file=file, value=part.name))
        if not part.is_file():
            raise InputError(Finding(code="not_regular_file", file=file, value=part.name))
        size += part.stat().st_size
    limits.refuse_large_file(size, content, file)


def _refuse_undecodable(text: Path, file: str) -> None:
    try:
        text.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(Finding(code="prj_not_utf8", file=file, value=text.name)) from error


def refuse_repeats(said: int, size: int, file: str, part: str) -> None:
    """Refuse rows that together are longer than the file they stand in: some are told more than once."""
    if said > 2 * size:
        limits.refuse_bomb(said, limits.most_unpacked(size), file, part=part)


def shapefile_encoding(file: Path) -> str | None:
    """Return the encoding of a Shapefile's names and texts; None where a .cpg says it.

    Without one GDAL would take Chinese for Latin-1.

    Raises
    ------
    InputError
        If the texts are in neither.
    """
    path = file.resolve()
    if any(path.with_suffix(suffix).exists() for suffix in (".cpg", ".CPG")):
        return None
    table = next((file for suffix in (".dbf", ".DBF") if (file := path.with_suffix(suffix)).is_file()), None)
    if table is None:
        return "UTF-8"
    # A text cut at the width of its field may end in half a character.
    encoding = encoding_of(list(_texts(table.read_bytes())))
    if encoding is None:
        raise InputError(Finding(code="shapefile_encoding", file=path.name))
    return encoding.upper().removesuffix("-SIG")


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


FORMAT = Format(
    name=_NAME,
    family=LAYER,
    recognise=lambda head: head.start.startswith(b"\0\0\x27\x0a"),
    refuse_hostile=refuse_hostile_shapefile,
    encoding=shapefile_encoding,
)
