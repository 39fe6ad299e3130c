"""Raw tables read by the format of their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.sources.files import contents
from circles.sources.tables.delimited import read_delimited
from circles.sources.tables.grids import without_persons
from circles.sources.tables.layers import read_layer
from circles.sources.tables.spreadsheets import read_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circles.sources.tables.raw_table import RawTable


def read_table(
    path: Path,
    *,
    kind: str,
    crs: str | None = None,
    layer: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> RawTable:
    """Return a CSV file, a sheet of a workbook or a vector layer as a raw table, without columns about persons.

    Parameters
    ----------
    path : Path
        The file, or the folder of a File Geodatabase.
    kind : str
        What the table is for.
    crs : str, optional
        The CRS of a vector layer that says none or a wrong one.
    layer : str, optional
        The layer or the sheet, where the file has several.
    columns : mapping of str to str, optional
        Field to column, as the study file says; helps to find a header below titles.

    Raises
    ------
    InputError
        If the file is missing, broken or of another kind.
    """
    content = contents.content_of(path)
    if content == contents.CSV:
        return without_persons(read_delimited(path, kind=kind, columns=columns))
    if content == contents.WORKBOOK:
        return without_persons(read_spreadsheet(path, kind=kind, sheet=layer, columns=columns))
    if content in contents.LAYERS:
        return without_persons(read_layer(path, content, kind=kind, crs=crs, layer=layer))
    raise contents.wrong_content(path, content, (contents.CSV, contents.WORKBOOK, *contents.LAYERS))
