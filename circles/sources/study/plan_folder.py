"""A result folder read back: the blocks of an earlier plan."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from circles import tables
from circles.errors import Finding, InputError
from circles.sources.files import contents
from circles.sources.tables.layers import read_layer
from circles.sources.tables.raw_table import TableSettings


def read_plan_blocks(folder: str | Path) -> gpd.GeoDataFrame:
    """Return the blocks of a result folder, as ``circles plan`` wrote them.

    Parameters
    ----------
    folder : path
        A folder with ``plan.gpkg``; the file itself will do.

    Returns
    -------
    GeoDataFrame
        ``tables.PLAN_BLOCKS`` in WGS-84.

    Raises
    ------
    InputError
        If there is no plan in the folder, or its blocks lack a column.
    """
    file = Path(folder) if str(folder).endswith(".gpkg") else Path(folder) / "plan.gpkg"
    content = contents.content_of(file)
    if content != contents.GEOPACKAGE:
        raise contents.wrong_content(file, content, (contents.GEOPACKAGE,))
    raw = read_layer(file, kind="blocks", settings=TableSettings(layer="blocks"))
    missing = [name for name in tables.PLAN_BLOCKS[:-1] if name not in raw.cells]
    if missing:
        raise InputError(Finding(code="not_a_plan", file=file.name, details={"columns": ", ".join(missing)}))
    return gpd.GeoDataFrame(raw.cells[list(tables.PLAN_BLOCKS[:-1])], geometry=raw.geometry)
