"""Five coverages side by side (五种口径), each of its own base: never one of them in the name of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.figures import Figure
from circles.norms.audited_tables import marked, same_tier
from circles.phrases import phrase

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from circles.norms.audited_tables import AuditedTables
    from circles.planning_study import Scenario

COLUMNS = ("coverage", "base", "clause", "label", "part", "total", "unit", "rate", "missing")
_TIER = "社区"


def five_coverages(
    blocks: gpd.GeoDataFrame,
    service_area: BaseGeometry | None,
    audited: AuditedTables,
    scenario: Scenario,
    *,
    metric_crs: str,
    day: dt.date,
) -> pd.DataFrame:
    """Return the five coverages, a row each: what is counted, by which rule, of how much.

    Parameters
    ----------
    blocks : GeoDataFrame
        Of a plan, with verdicts.
    service_area : geometry or None
        The merged service area, in WGS-84.
    audited : AuditedTables
        The same place as norms are measured on.
    scenario : Scenario
        The walk allowed.
    metric_crs : str
        An equal-area plane.
    day : date
        On which centers are open.

    Returns
    -------
    DataFrame
        coverage (``a`` to ``e``), base, clause and label (words), part and total in `unit`, rate (NaN where it
        cannot be told), missing (names of ``fields.toml``).
    """
    people, land = blocks["population"], blocks["land_m2"]
    inside = (blocks["verdict"] == tables.INSIDE).to_numpy()
    within = _wholly_within(blocks, service_area)
    minutes = Figure(value=scenario.minutes, precision="setting")
    metres = Figure(value=scenario.limit_mm / 1000, precision="setting")
    own = "_own" if scenario.own_community_only and "community_cover" in blocks else ""
    rows = [
        _row("a", "people", _share(people, inside), f"label{own}", minutes=minutes),
        _row("b", "people", _share(people, within), f"label{own}", minutes=minutes),
        _row("c", "land", _share(land, inside), f"label{own}", minutes=minutes),
        _row("d", "land", _cut(blocks, audited, scenario, metric_crs, day), metres=metres),
        _row("e", "community", _communities(audited, day)),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(name: str, base: str, counted: dict[str, Any], label: str = "label", **values: Figure) -> dict[str, Any]:
    return {
        "coverage": name,
        "base": base,
        "clause": phrase(f"norms.coverage.{name}.rule"),
        "label": phrase(f"norms.coverage.{name}.{label}", **values),
        "unit": {"people": "people", "land": "m2", "community": "communities"}[base],
        **counted,
    }


def _counted(part: float, total: float, *missing: str) -> dict[str, Any]:
    if missing or not total:
        return {"part": np.nan, "total": np.nan, "rate": np.nan, "missing": missing}
    return {"part": part, "total": total, "rate": part / total, "missing": ()}


def _share(amounts: pd.Series, counts: Any) -> dict[str, Any]:
    """Return how much of an amount counts; what has no number counts nowhere, as in the account."""
    thousandths = integers.thousandths(amounts)
    part, total = int(thousandths[counts].sum()), int(thousandths.sum())
    missing = () if total else ("people" if amounts.name == "population" else "land",)
    return _counted(part / 1000, total / 1000, *missing)


def _wholly_within(blocks: gpd.GeoDataFrame, service_area: BaseGeometry | None) -> Any:
    if service_area is None or service_area.is_empty:
        return np.zeros(len(blocks), dtype=bool)
    shapely.prepare(service_area)
    return shapely.covers(service_area, blocks.geometry.to_numpy())


def _cut(
    blocks: gpd.GeoDataFrame, audited: AuditedTables, scenario: Scenario, metric_crs: str, day: dt.date
) -> dict[str, Any]:
    """Return how much land lies in straight circles about the open centers, blocks cut by them."""
    shapes = blocks.geometry.to_crs(metric_crs).to_numpy()
    opened = audited.open_on(day)
    opened = opened[opened["x_m"].notna().to_numpy()]
    points = shapely.points(opened["x_m"].to_numpy(float), opened["y_m"].to_numpy(float))
    circles = shapely.union_all(shapely.buffer(points, scenario.limit_mm / 1000, quad_segs=64))
    cut = _area_within(shapes, circles)
    total = float(np.nansum(shapely.area(shapes)))
    return _counted(float(np.nansum(cut)), total, *(() if total else ("land",)))


def _area_within(shapes: NDArray[np.object_], ground: BaseGeometry) -> NDArray[np.float64]:
    """Return how much of each shape lies in `ground`; only those that its edge cuts are cut."""
    shapely.prepare(ground)
    whole = shapely.covers(ground, shapes)
    crossed = np.flatnonzero(shapely.intersects(ground, shapes) & ~whole)
    area = np.where(whole, shapely.area(shapes), 0.0)
    area[crossed] = shapely.area(shapely.intersection(shapes[crossed], ground))
    return area


def _communities(audited: AuditedTables, day: dt.date) -> dict[str, Any]:
    """Return how many communities have an open center of their tier, named in the list or within their outline."""
    missing = [name for name in ("tier", "community") if not audited.has(name)]
    if missing or audited.communities.empty:
        return _counted(0, 0, *(missing or ["community"]))
    opened = audited.open_on(day)
    own = marked(opened, (same_tier(value, _TIER) for value in opened["tier"]))
    having = {district for communities in own["communities"] for district in communities}
    districts = audited.communities["district"].tolist()
    return _counted(sum(each in having for each in districts), len(districts))
