"""A File Geodatabase before GDAL opens it: plain files of tables, no more rows than are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.sources.files import limits
from circles.sources.files.format import CRS, LAYER, PART, Format
from circles.sources.files.shapefile import refuse_parts, refuse_repeats

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "File Geodatabase"
_OFFSETS_HEADER = 16


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
    refuse_parts(parts, path.name, _NAME)
    for index in (part for part in parts if part.suffix == ".gdbtablx"):
        table = index.with_suffix(".gdbtable")
        if table.is_file():
            refuse_repeats(_bytes_of_rows(index, table), table.stat().st_size, path.name, index.name)


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


def is_geodatabase(path: Path) -> bool:
    """Return whether a folder is an Esri File Geodatabase: by its suffix and its first table, as its driver does."""
    return path.suffix.lower() == ".gdb" and (path / "a00000001.gdbtable").is_file()


FORMAT = Format(
    name=_NAME,
    family=LAYER,
    recognise=lambda head: False,  # noqa: ARG005 a folder has no first bytes
    refuse_hostile=refuse_hostile_geodatabase,
    honours=frozenset({CRS, PART}),
)
