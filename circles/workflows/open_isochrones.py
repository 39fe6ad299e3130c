"""Isochrones alone: what is reached from points, without a study and without blocks."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, network, settings, tables, walking
from circles.errors import Finding, expect, numbers_of, raise_if_any
from circles.network import isochrones as drawing
from circles.planning_study import Scenario
from circles.workflows.planning import sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def isochrones(
    walk_network: network.WalkNetwork,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    minutes: Sequence[float] = (15,),
    speed_kmh: float = walking.PROFILES["norm"],
    max_snap_m: float = settings.default("scenario.max_snap_m"),
) -> gpd.GeoDataFrame:
    """Return the circle of each point for each time: drawn as those of a plan are.

    Parameters
    ----------
    walk_network : WalkNetwork
        :func:`circles.build_network` of a graph or of streets, or :func:`circles.network_of` of a study.
    points : GeoDataFrame or GeoSeries
        In any CRS; other shapes than points are not taken.
    minutes : sequence of float
        Times allowed, each a whole number of seconds.
    speed_kmh : float
        A whole number of metres per hour.
    max_snap_m : float
        A point further than this from every street reaches nothing.

    Returns
    -------
    GeoDataFrame
        In the CRS of `points`, a row for each point and time, under the index of `points`: minutes, reach_m (street
        reached), area_m2 and the circle; without a circle where the point has no street in reach.

    Raises
    ------
    InputError
        If the points have no CRS or are no points, or a time or the speed is out of bounds.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> found = circles.isochrones(circles.network_of(study), study.centers.head(2), minutes=[5, 10])
    >>> found["minutes"].tolist(), bool((found["area_m2"] > 0).all())
    ([5.0, 10.0, 5.0, 10.0], True)
    """
    times = numbers_of("minutes", minutes)
    expect("speed_kmh", speed_kmh, Real)
    expect("max_snap_m", max_snap_m, Real)
    expect("walk_network", walk_network, network.WalkNetwork)
    expect("points", points, gpd.GeoDataFrame, gpd.GeoSeries)
    scenarios = [Scenario(minutes=time, walking_speed_kmh=speed_kmh, max_snap_m=max_snap_m) for time in times]
    centers = _centers(points.geometry)
    plane = walk_network.metric_crs
    attachments = network.attach(
        walk_network,
        centers=centers,
        blocks=tables.no_rows(tables.BLOCKS),
        gates=tables.no_rows(tables.GATES),
        max_snap_m=max_snap_m,
        metric_crs=plane,
    )
    drawn = [_drawn(walk_network, attachments, centers["center_id"], scenario, plane) for scenario in scenarios]
    rows = gpd.GeoDataFrame(pd.concat(drawn or [_no_circles()]), geometry="geometry", crs=tables.WGS84)
    # By point, then in the order in which the times were asked for.
    ordered = rows.sort_values("position", kind="stable")
    found = ordered.set_index(points.index[ordered["position"].to_numpy()])
    return found[["minutes", "reach_m", "area_m2", "geometry"]].to_crs(points.crs)


def _no_circles() -> pd.DataFrame:
    numbers = {name: pd.Series(dtype=float) for name in ("minutes", "reach_m", "area_m2")}
    return pd.DataFrame({**numbers, "position": pd.Series(dtype=int), "geometry": pd.Series(dtype=object)})


def _centers(points: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Return points as centers that are known by their position."""
    shapes = points.to_numpy()
    faults = [Finding(code="points_without_crs")] if points.crs is None else []
    others = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (shapely.GeometryType.POINT, -1)))
    faults += [Finding(code="not_a_point", row=i + 1, value=shapes[i].geom_type) for i in others.tolist()]
    raise_if_any(faults)
    placed = integers.on_grid(points.reset_index(drop=True).to_crs(tables.WGS84))
    ids = [f"{position:09d}" for position in range(len(points))]
    return gpd.GeoDataFrame({"center_id": ids, "name": "", "status": "open"}, geometry=placed)


def _drawn(
    walk_network: network.WalkNetwork,
    attachments: gpd.GeoDataFrame,
    ids: pd.Series,
    scenario: Scenario,
    plane: str,
) -> pd.DataFrame:
    """Return the circle of each point for one time, missing where it reaches nothing."""
    paper = sheet_of(walk_network, scenario, metric_crs=plane)
    _, circles, _ = drawing.walks_and_circles(paper, attachments, ids)
    by_id = circles.set_index("center_id").reindex(ids)
    table: pd.DataFrame = by_id.assign(position=np.arange(len(ids)), minutes=float(scenario.minutes)).reset_index(
        drop=True
    )
    return table
