"""A Shapefile before GDAL opens it: each part an ordinary file, no record read twice, its texts tested byte by byte."""

from __future__ import annotations

import codecs
import struct
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, InputError
from circles.sources.files import limits
from circles.sources.files.encodings import (
    GB18030,
    UTF8,
    codec_named,
    is_chinese,
    is_in,
    is_of_single_bytes,
)
from circles.sources.files.format import CRS, LAYER, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


_NAME = "Shapefile"
_SHAPEFILE_HEADER = 100
_HEADER = 32
_CODE_PAGE_AT = 29
PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".idm", ".ind", ".cst"})
_CODE_PAGES: Mapping[int, str] = MappingProxyType(
    {
        0x01: "cp437",
        0x02: "cp850",
        0x03: "cp1252",
        0x57: "cp1252",
        0xC8: "cp1250",
        0xC9: "cp1251",
        0x4D: GB18030,
        0x7A: GB18030,
        0x4F: "cp950",
        0x78: "cp950",
        0x4E: "cp949",
        0x79: "cp949",
        0x13: "cp932",
        0x7B: "cp932",
    }
)
"""What the number of a code page in a dBase table names."""


def refuse_hostile_shapefile(path: Path) -> None:
    """Refuse a Shapefile with linked parts, without .shx, larger than is read, or whose index repeats its records.

    What else stands beside it under the same name is none of its parts.

    Raises
    ------
    InputError
        For the first of them.
    """
    if path.suffix.lower() != ".shp":
        raise InputError(Finding(code="shapefile_suffix", file=path.name))
    whole = path.resolve()
    beside = (part for part in whole.parent.iterdir() if part.stem == whole.stem and part != whole)
    parts = [part for part in beside if part.suffix.lower() in PARTS]
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
    """Return the encoding that the bytes of a Shapefile's names and texts are in, whatever is said of them.

    Writers cut a name at 10 bytes and a text at the width of its field, within a character too, and a .cpg is copied
    or lost: so the bytes are tried, strictly, against UTF-8, then what the .cpg or the table names, then GB18030.
    A code page of single bytes fits any text: it does not count where the letters beyond ASCII are plainly Chinese.

    Returns
    -------
    str or None
        None where GDAL reads it rightly by itself: all is ASCII, or whole in UTF-8 and said to be.

    Raises
    ------
    InputError
        If the texts are in none of them.
    """
    path = file.resolve()
    table = next((part for suffix in (".dbf", ".DBF") if (part := path.with_suffix(suffix)).is_file()), None)
    if table is None:
        return None
    data = table.read_bytes()
    texts = [text for text in table_texts(data) if not text.isascii()]
    if not texts:
        return None
    said = _said_encoding(path)
    if said == UTF8 and _is_whole(texts):
        return None
    said = said or _CODE_PAGES.get(data[_CODE_PAGE_AT], "")
    found = _encoding_of(texts, said)
    if found is None:
        raise InputError(Finding(code="shapefile_encoding", file=path.name))
    return found


def _said_encoding(path: Path) -> str:
    """Return the codec that a .cpg names, empty where it names none that is known."""
    said = next((part for suffix in (".cpg", ".CPG") if (part := path.with_suffix(suffix)).is_file()), None)
    return "" if said is None else codec_named(said.read_bytes()[:64].decode("ascii", "ignore"))


def _encoding_of(texts: list[bytes], said: str) -> str | None:
    if said not in ("", UTF8) and is_of_single_bytes(said) and is_chinese(texts):
        said = GB18030
    candidates = dict.fromkeys((UTF8, said or GB18030, GB18030))
    return next((encoding for encoding in candidates if all(is_in(encoding, text) for text in texts)), None)


def _is_whole(texts: Iterable[bytes]) -> bool:
    try:
        for text in texts:
            codecs.decode(text, UTF8)
    except UnicodeDecodeError:
        return False
    return True


def table_texts(data: bytes) -> Iterator[bytes]:
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
            yield from (text.split(b"\0", 1)[0].rstrip() for text in np.unique(texts).tolist())


FORMAT = Format(
    name=_NAME,
    family=LAYER,
    honours=frozenset({CRS}),
    recognise=lambda head: head.start.startswith(b"\0\0\x27\x0a"),
    refuse_hostile=refuse_hostile_shapefile,
    encoding=shapefile_encoding,
)
