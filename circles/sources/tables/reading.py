"""Raw tables read by the format of their bytes, or taken from memory."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd

from circles.errors import Finding, InputError
from circles.provenance import Taken
from circles.sources.files import contents
from circles.sources.files.format import CRS, LAYER, LIST, PART, SHEETS, WORKBOOK
from circles.sources.tables.delimited import read_delimited
from circles.sources.tables.layers import read_layer, table_from_frame
from circles.sources.tables.raw_table import MEMORY, RawTable, TableSettings, cells_of, rows_known_by, without_persons
from circles.sources.tables.shape_columns import with_shapes
from circles.sources.tables.spreadsheets import read_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd


def _list(path: Path, *, kind: str, settings: TableSettings | None = None) -> RawTable:
    return with_shapes(read_delimited(path, kind=kind, settings=settings))


def _sheet(path: Path, *, kind: str, settings: TableSettings | None = None) -> RawTable:
    return with_shapes(read_spreadsheet(path, kind=kind, settings=settings))


def _layer_without_persons(path: Path, *, kind: str, settings: TableSettings | None = None) -> RawTable:
    return without_persons(read_layer(path, kind=kind, settings=settings))


_READERS: Mapping[str, Callable[..., RawTable]] = MappingProxyType(
    {LIST: _list, WORKBOOK: _sheet, LAYER: _layer_without_persons}
)
"""What reads the tables of each family of formats (:mod:`circles.sources.files.contents`)."""


def read_table(path: Path, *, kind: str, settings: TableSettings | None = None) -> RawTable:
    """Return a CSV file, a sheet of a workbook or a vector layer as a raw table, without columns about persons.

    A list with shapes written out in a column is a layer.

    Parameters
    ----------
    path : Path
        The file, or the folder of a File Geodatabase.
    kind : str
        What the table is for.
    settings : TableSettings, optional
        What the study says of it.

    Raises
    ------
    InputError
        If the file is missing, broken or of another kind, or the study says of it what its format does not honour.
    """
    content = contents.content_of(path)
    reader = _READERS.get(contents.family_of(content))
    if reader is None:
        raise contents.wrong_content(path, content, contents.TABLES)
    said = settings or TableSettings()
    given = {CRS: said.crs, PART: said.layer, SHEETS: said.sheets}
    contents.refuse_ignored(path, content, given, part_as=said.layer_as)
    return reader(path, kind=kind, settings=settings)


def table_in_memory(frame: pd.DataFrame, settings: TableSettings | None = None) -> RawTable:
    """Return a table in memory as a raw table, without columns about persons: shapes in any CRS, or columns.

    Its rows are known by their labels, where each has one of its own.

    Raises
    ------
    InputError
        If it has no rows, two columns of one name, or shapes that are not on the earth.
    """
    settings, labels = settings or TableSettings(), frame.index if frame.index.is_unique else None
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        return without_persons(table_from_frame(frame, file=MEMORY, settings=settings, labels=labels))
    if frame.empty:
        raise InputError(Finding(code="empty_table", file=MEMORY))
    cells = cells_of(frame, MEMORY)
    raw = RawTable(
        file=MEMORY,
        cells=cells,
        rows=rows_known_by(labels, len(cells)),
        settings=settings,
        taken=Taken(datum=settings.datum or ""),
        labels=labels,
    )
    return with_shapes(without_persons(raw))
