"""A plan read back from its result folder: the blocks, and what its summary says of how they came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from circles.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class StoredPlan(Record):
    """What an earlier run wrote.

    Attributes
    ----------
    name : str
        Of its folder.
    blocks : GeoDataFrame
        ``tables.PLAN_BLOCKS`` in WGS-84.
    centers : GeoDataFrame or None
        Its centers (the columns of ``comparison.CENTERS``) in WGS-84; None where the file has none.
    facts : mapping
        What ``summary.json`` holds; empty where only ``plan.gpkg`` was read.

    Examples
    --------
    >>> import circles, tempfile
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> written = circles.write_plan(plan, tempfile.mkdtemp() + "/maps")
    >>> circles.read_plan(written.folder).facts["headline_base"]
    'land_m2'
    """

    name: str
    blocks: gpd.GeoDataFrame
    centers: gpd.GeoDataFrame | None = None
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
