"""A result folder read back: the blocks of an earlier plan."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from circles import tables
from circles.errors import Finding, InputError, raise_if_any
from circles.sources.files import contents
from circles.sources.study.whole_results import result_findings
from circles.sources.tables.layers import read_layer
from circles.sources.tables.raw_table import TableSettings


def read_plan_blocks(folder: str | Path) -> gpd.GeoDataFrame:
    """Return the blocks of a result folder, as ``circles plan`` wrote them.

    Parameters
    ----------
    folder : path
        A folder with a whole result; the file ``plan.gpkg`` alone will do, and is taken as it is.

    Returns
    -------
    GeoDataFrame
        ``tables.PLAN_BLOCKS`` in WGS-84.

    Raises
    ------
    InputError
        If there is no plan in the folder, its ``plan.gpkg`` is not the one that its ``summary.json`` tells of, or
        its blocks lack a column.
    """
    given = Path(folder)
    file = given if given.suffix.lower() == ".gpkg" and not given.is_dir() else given / "plan.gpkg"
    content = contents.content_of(file)
    if content != contents.GEOPACKAGE:
        raise contents.wrong_content(file, content, (contents.GEOPACKAGE,))
    if file != given:
        raise_if_any(result_findings(file, of_result=True))
    raw = read_layer(file, kind="blocks", settings=TableSettings(layer="blocks"))
    missing = [name for name in tables.PLAN_BLOCKS[:-1] if name not in raw.cells]
    if missing:
        raise InputError(Finding(code="not_a_plan", file=file.name, details={"columns": ", ".join(missing)}))
    return gpd.GeoDataFrame(raw.cells[list(tables.PLAN_BLOCKS[:-1])], geometry=raw.geometry)
