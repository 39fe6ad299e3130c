"""A result folder read back: an earlier plan."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pyogrio

from circles import tables
from circles.answers.comparison import CENTERS
from circles.answers.stored_plan import StoredPlan
from circles.errors import Finding, InputError, expect, raise_if_any
from circles.results import SUMMARY
from circles.sources.files import contents
from circles.sources.study.whole_results import result_findings
from circles.sources.tables.layers import read_layer
from circles.sources.tables.raw_table import TableSettings

_READ = (
    *tables.PLAN_BLOCKS[:-1],
    *tables.BLOCK_FIGURES,
    *tables.PEOPLE_GROUPS,
    *tables.LEVELS,
    tables.URBAN_RURAL,
)


def read_plan(folder: str | Path) -> StoredPlan:
    """Return the plan of a result folder, as ``circles plan`` wrote it.

    Parameters
    ----------
    folder : path
        A folder with a whole result; the file ``plan.gpkg`` alone will do, and is taken as it is.

    Returns
    -------
    StoredPlan
        Its blocks, and what its summary says.

    Raises
    ------
    InputError
        If there is no plan in the folder, its ``plan.gpkg`` is not the one that its ``summary.json`` tells of, or
        its blocks lack a column.

    Examples
    --------
    >>> import circles, tempfile
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> written = circles.write_plan(plan, tempfile.mkdtemp() + "/maps")
    >>> len(circles.read_plan(written.folder).blocks)
    374
    """
    expect("folder", folder, str, Path)
    given = Path(folder)
    if not given.exists():
        raise InputError(
            Finding(code="result_missing", file=str(folder), details={"meant": contents.name_meant(given)})
        )
    file = given if given.suffix.lower() == ".gpkg" and not given.is_dir() else given / "plan.gpkg"
    content = contents.content_of(file)
    if content != contents.GEOPACKAGE:
        raise contents.wrong_content(file, content, (contents.GEOPACKAGE,))
    if file != given:
        raise_if_any(result_findings(file, of_result=True))
    raw = read_layer(file, kind="blocks", settings=TableSettings(layer="blocks"))
    # Earlier versions knew of no edge.
    missing = [name for name in tables.PLAN_BLOCKS[:-1] if name not in {"minutes_low", "edge", *raw.cells}]
    if missing:
        raise InputError(Finding(code="not_a_plan", file=file.name, details={"columns": ", ".join(missing)}))
    blocks = gpd.GeoDataFrame(raw.cells[[name for name in _READ if name in raw.cells]], geometry=raw.geometry)
    facts = {} if file == given else json.loads((given / SUMMARY).read_bytes())
    return StoredPlan(name=given.resolve().name, blocks=blocks, centers=_centers(file), facts=facts)


def _centers(file: Path) -> gpd.GeoDataFrame | None:
    """Return the centers of a plan, None where the file was left without that layer, or with none of its rows."""
    if not any(name == "centers" for name, _ in pyogrio.list_layers(file)):
        return None
    if not pyogrio.read_info(file, layer="centers", force_feature_count=True)["features"]:
        return None
    raw = read_layer(file, kind="centers", settings=TableSettings(layer="centers"))
    if not {*CENTERS[:-1]} <= {*raw.cells}:
        return None
    return gpd.GeoDataFrame(raw.cells[[*CENTERS[:-1]]], geometry=raw.geometry)
