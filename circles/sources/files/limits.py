"""How much of anything is read. What is beyond is refused by name, before it is opened where that can be told.

Each limit lets the largest input of a whole city pass (200,000 blocks, 100,000 centers, a million junctions, an extract
of 200 MB) and keeps a small hostile file from growing without end.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from circles.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

MB = 2**20

FILE_BYTES: Mapping[str, int] = MappingProxyType(
    {
        "CSV": 256 * MB,  # a million rows of 250 letters
        "Excel (.xlsx)": 128 * MB,  # a full sheet of 1,048,576 rows and ten columns
        "Excel (.xls)": 128 * MB,
        "Excel (.xlsb)": 128 * MB,
        "OpenDocument (.ods)": 64 * MB,
        "GeoJSON": 512 * MB,  # two million buildings; larger layers are kept as GeoPackage
        "GraphML": 1024 * MB,  # a million junctions as OSMnx writes them, 400 bytes an element
        "OSM PBF": 1024 * MB,  # a large country's region; 200 MB is a province
        "OSM XML": 1024 * MB,  # ten times its PBF
        "KML": 64 * MB,  # a hundred thousand placemarks
        "KMZ": 64 * MB,
        "GPX": 64 * MB,
        "TopoJSON": 128 * MB,
        "GeoJSONSeq": 512 * MB,
        "FlatGeobuf": 1024 * MB,
        "MapInfo TAB": 2048 * MB,  # the format ends at 2 GB
        "DXF": 256 * MB,  # the streets of a city with their blocks and texts
        "Shapefile (.zip)": 1024 * MB,
        "GeoPackage": 4096 * MB,  # one layer of several is read
        "GeoParquet": 1024 * MB,
        "Shapefile": 2048 * MB,  # the format ends at 2 GB
        "File Geodatabase": 4096 * MB,  # one layer of several is read
    }
)
"""The largest file of each kind (:mod:`circles.sources.files.contents`), of a folder all its files together."""

STUDY_BYTES = MB // 4
"""Of a study file, which a person writes: a thousand lines are 0.05 MB."""

UNPACKED_TIMES = 20
"""How many times its size a packed file of shapes or of OSM data may be unpacked; real ones take 2 to 5."""

UNPACKED_FLOOR = 48 * MB
"""What may be unpacked from the smallest file: thirty such fit in the memory of an office computer."""

UNPACKED_MOST = 8192 * MB
"""What may be unpacked from any file."""

ROWS = 5_000_000
"""Rows or features of one layer: the streets of a metropolis are 1.2 million."""

LIST_ROWS = 2**20
"""Rows of a sheet or of a CSV file, the same as Excel's own."""

COLUMNS = 2_000
"""Columns of a table, the same as a GeoPackage can hold."""

CELLS = 10_000_000
"""Cells of a list, those left empty within its rows included: each is a text of its own in memory."""

TEXT_LINES = 4 * LIST_ROWS
"""Lines of a CSV file, those within its cells included: four a row."""

TEXT_SEPARATORS = 2 * CELLS
"""Separators of one kind in a CSV file, those within its cells included."""

LINE_SEPARATORS = 500_000
"""Separators in a stretch of a CSV file without the end of a line: an outline of 500,000 corners in one cell."""

LAYER_CELLS = 60_000_000
"""Cells of a layer: a million streets with 60 columns."""

VERTICES = 50_000_000
"""Corners of all shapes of a layer; a city's buildings have 10 million."""

WAYS = 3_000_000
"""Streets of an OSM PBF file: all of a country of 20 million people."""

ELEMENTS = 12_000_000
"""Elements of a GraphML file: a million junctions and two million edges with three values each."""

MERGED_CELLS = 100_000
"""Ranges of merged cells in a sheet; each is looked at by itself."""

MERGED_ROWS = 2_000_000
"""Rows that the merged cells of a sheet reach, counted once for each range."""

PARTS = 10_000
"""Parts of a workbook, layers of a GeoPackage, files of a geodatabase."""

TANGLES = 400_000
"""How often, in all, the segments of invalid outlines may come near one another: each costs 10 microseconds to mend."""

NEAR_SEGMENTS = 20_000_000
"""How often, in all, the segments of large outlines may come near one another at all: each costs 10 nanoseconds."""


def too_many(code: str, file: str, *, most: int, value: object = None) -> InputError:
    """Return the error for more than `most` of something; `value` names the part, or says how many there are."""
    shown = f"{value:,}" if isinstance(value, int) else value
    return InputError(
        Finding(code=code, file=file, value=None if shown is None else str(shown), details={"most": f"{most:,}"})
    )


def refuse_large_file(size: int, content: str, file: str) -> None:
    """Raise an :class:`InputError` where a file of this kind is larger than is read."""
    refuse_above(size, FILE_BYTES.get(content, STUDY_BYTES), file)


def refuse_above(size: int, most: int, file: str) -> None:
    """Raise an :class:`InputError` where a file has more than `most` bytes."""
    if size > most:
        details = {"size": _megabytes(size), "most": _megabytes(most)}
        raise InputError(Finding(code="file_too_large", file=file, details=details))


def most_unpacked(size: int) -> int:
    """Return how many bytes may be unpacked from a file of `size` bytes."""
    return min(UNPACKED_MOST, max(UNPACKED_FLOOR, UNPACKED_TIMES * size))


def refuse_bomb(unpacked: int, most: int, file: str, *, part: str | None = None) -> None:
    """Raise an :class:`InputError` where more than `most` bytes would be unpacked from a file, or from a part of it."""
    if unpacked > most:
        details = {"size": _megabytes(unpacked), "most": _megabytes(most)}
        raise InputError(Finding(code="unpacked_too_large", file=file, value=part, details=details))


def refuse_long(rows: int, columns: int, file: str, *, most_rows: int, most_cells: int) -> None:
    """Raise an :class:`InputError` for a table with too many rows, columns or cells."""
    if columns > COLUMNS:
        raise too_many("too_many_columns", file, most=COLUMNS, value=columns)
    if rows > most_rows:
        raise too_many("too_many_rows", file, most=most_rows, value=rows)
    if rows * columns > most_cells:
        raise too_many("too_many_table_cells", file, most=most_cells, value=rows * columns)


def refuse_long_layer(rows: int, columns: int, file: str) -> None:
    """Raise an :class:`InputError` for a layer with too many rows, columns or cells."""
    refuse_long(rows, columns, file, most_rows=ROWS, most_cells=LAYER_CELLS)


def _megabytes(size: int) -> str:
    return f"{size / MB:,.1f}" if size < 10 * MB else f"{size / MB:,.0f}"
