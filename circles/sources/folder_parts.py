"""Inputs of several files, Shapefile and File Geodatabase: each part an ordinary file, none read more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, InputError
from circles.sources import contents, limits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SHAPEFILE_HEADER = 100
_OFFSETS_HEADER = 16


def refuse_hostile_shapefile(path: Path) -> None:
    """Refuse a Shapefile with linked parts, without .shx, larger than is read, or whose index repeats its records.

    Raises
    ------
    InputError
        For the first of them.
    """
    whole = path.resolve()
    parts = [part for part in whole.parent.iterdir() if part.stem == whole.stem and part != whole]
    _refuse_parts([whole, *parts], path.name, contents.SHAPEFILE)
    indexes = [part for part in parts if part.suffix.lower() == ".shx"]
    if not indexes:
        raise InputError(Finding(code="shapefile_without_index", file=path.name))
    for text in (part for part in parts if part.suffix.lower() == ".prj"):
        _refuse_undecodable(text, path.name)
    for index in indexes:
        records = np.frombuffer(index.read_bytes()[_SHAPEFILE_HEADER:], dtype=np.uint8)
        lengths = records[: records.size // 8 * 8].view(">u4")[1::2].astype(np.int64)
        _refuse_repeats(int(lengths.sum()) * 2, whole.stat().st_size, path.name, index.name)


def refuse_hostile_geodatabase(path: Path) -> None:
    """Refuse a File Geodatabase with linked parts, one larger than is read, or one whose index repeats its rows.

    Raises
    ------
    InputError
        For the first of them.
    """
    parts = sorted(path.iterdir())
    if len(parts) > limits.PARTS:
        raise limits.too_many("too_many_parts", path.name, most=limits.PARTS, value=len(parts))
    _refuse_parts(parts, path.name, contents.GEODATABASE)
    for index in (part for part in parts if part.suffix == ".gdbtablx"):
        table = index.with_suffix(".gdbtable")
        if table.is_file():
            _refuse_repeats(_bytes_of_rows(index, table), table.stat().st_size, path.name, index.name)


def _refuse_parts(parts: Iterable[Path], file: str, content: str) -> None:
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


def _refuse_repeats(said: int, size: int, file: str, part: str) -> None:
    """Refuse rows that together are longer than the file they stand in: some are told more than once."""
    if said > 2 * size:
        limits.refuse_bomb(said, limits.most_unpacked(size), file, part=part)


def _bytes_of_rows(index: Path, table: Path) -> int:
    """Return how long the rows that an index of a geodatabase points to say they are, all together."""
    data, rows = index.read_bytes(), np.frombuffer(table.read_bytes(), dtype=np.uint8)
    if len(data) < _OFFSETS_HEADER:
        return 0
    width = int.from_bytes(data[12:16], "little")
    if width not in (4, 5, 6):
        return 0
    body = np.frombuffer(data, dtype=np.uint8)[_OFFSETS_HEADER:][: int.from_bytes(data[4:8], "little") * 1024 * width]
    body = body[: body.size // width * width].reshape(-1, width).astype(np.int64)
    offsets = (body << (8 * np.arange(width))).sum(axis=1)
    offsets = offsets[(offsets > 0) & (offsets + 4 <= rows.size)]
    lengths = sum(rows[offsets + i].astype(np.int64) << (8 * i) for i in range(4))
    return int(np.sum(lengths))
