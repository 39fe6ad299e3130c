"""Nearest facilities, and what lies within a walk, without a study: for those who come from pandana."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, network, settings, tables
from circles.errors import Finding, expect, raise_if_any
from circles.near_names import choice_details
from circles.network.search import UNBOUNDED_MM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Places: TypeAlias = gpd.GeoDataFrame | gpd.GeoSeries

HOW = ("sum", "mean", "count", "min", "max", "median", "std")
"""What can be told of the values within a walk."""

_NO_SHAPE = -1
_SHAPES = (shapely.GeometryType.POINT, shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON, _NO_SHAPE)
_AT_ONCE = 256
_LONGEST_M = 1e6


@dataclass(frozen=True, kw_only=True, eq=False)
class _Walks:
    """Walks from points to places: the row of each, and whole millimetres; and which points have a street."""

    point: NDArray[np.int64]
    place: NDArray[np.int64]
    walk_mm: NDArray[np.int64]
    attached: NDArray[np.bool_]


def nearest(
    walk_network: network.WalkNetwork,
    points: Places,
    facilities: Places,
    *,
    k: int = 1,
    max_m: float | None = None,
    max_snap_m: float = settings.default("scenario.max_snap_m"),
) -> pd.DataFrame:
    """Return the facilities that are nearest to each point by their walk, as pandana's ``nearest_pois`` does.

    A walk begins and ends at the places themselves: the way to the street at either end counts, and nothing is moved
    to a junction.

    Parameters
    ----------
    walk_network : WalkNetwork
        :func:`circles.build_network` of a graph or of streets, or :func:`circles.network_of` of a study.
    points, facilities : GeoDataFrame or GeoSeries
        Points or polygons in any CRS; a polygon is reached at its middle.
    k : int
        How many facilities of each point.
    max_m : float, optional
        The longest walk of interest in metres, 1,000 km at most; by default any.
    max_snap_m : float
        What is further than this from every street reaches nothing and is not reached.

    Returns
    -------
    DataFrame
        `k` rows for each point under its label, in the order of the points: rank (from 1), facility (the label of it),
        walk_m. Where there are fewer, facility is missing and walk_m NaN. Of equal walks the earlier facility is first.

    Raises
    ------
    InputError
        If shapes have no CRS or are neither points nor polygons, or a number is out of bounds.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> found = circles.nearest(circles.network_of(study), study.blocks, study.centers, k=2, max_m=1000)
    >>> study.blocks.join(found[found["rank"] == 1])["walk_m"].notna().sum().item()
    318
    """
    expect("walk_network", walk_network, network.WalkNetwork)
    for argument, places in (("points", points), ("facilities", facilities)):
        expect(argument, places, gpd.GeoDataFrame, gpd.GeoSeries)
    expect("k", k, Integral)
    expect("max_m", max_m, Real, None)
    expect("max_snap_m", max_snap_m, Real)
    raise_if_any([*_out_of_bounds("k", k, low=1), *_out_of_bounds("max_m", max_m), *_bad_snap(max_snap_m)])
    bound_mm = UNBOUNDED_MM if max_m is None else integers.millimetres(np.array([max_m])).item()
    best = _best(walk_network, _placed("points", points), _placed("facilities", facilities), k, bound_mm, max_snap_m)
    row, there = np.repeat(np.arange(len(points)), k), (best.place >= 0).ravel()
    labels = facilities.index.append(facilities.index[:1])  # the last stands for none
    names = pd.Series(labels[np.where(there, best.place.ravel(), -1)].to_numpy(object), dtype=object).where(there, None)
    return pd.DataFrame(
        {
            "rank": np.tile(np.arange(1, k + 1), len(points)),
            "facility": names.to_numpy(object),
            "walk_m": np.where(there, best.walk_mm.ravel() / 1000, np.nan),
        },
        index=points.index[row],
    )


def aggregate(
    walk_network: network.WalkNetwork,
    points: Places,
    values: gpd.GeoDataFrame,
    *,
    within_m: float,
    columns: str | Sequence[str] = (),
    how: str = "sum",
    max_snap_m: float = settings.default("scenario.max_snap_m"),
) -> pd.DataFrame:
    """Return what lies within a walk of each point, as pandana's ``aggregate`` does without decay.

    Parameters
    ----------
    walk_network : WalkNetwork
        As for :func:`circles.nearest`.
    points : GeoDataFrame or GeoSeries
        Points or polygons in any CRS.
    values : GeoDataFrame
        Points or polygons with columns of numbers; each counts whole where it is reached.
    within_m : float
        The longest walk in metres, ends included; exactly as far is within.
    columns : str or sequence of str
        What is told; none where only the places are counted.
    how : str
        ``sum``, ``mean``, ``count``, ``min``, ``max``, ``median`` or ``std`` (of a sample) of the known values.
    max_snap_m : float
        As for :func:`circles.nearest`.

    Returns
    -------
    DataFrame
        A row for each point under its label: the columns, and places, how many lie within. An unknown value (NaN)
        counts nowhere, and of unknown values alone nothing is known: NaN; a sum of no places is 0. All is NaN where
        the point has no street.

    Raises
    ------
    InputError
        As :func:`circles.nearest`; if there is no such column of numbers or no such `how`.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> walks = circles.network_of(study)
    >>> found = circles.aggregate(walks, study.centers, study.blocks, within_m=1000, columns="population")
    >>> found["population"].head(3).tolist()
    [36140.0, 53250.0, 16870.0]
    """
    expect("walk_network", walk_network, network.WalkNetwork)
    expect("points", points, gpd.GeoDataFrame, gpd.GeoSeries)
    expect("values", values, gpd.GeoDataFrame)
    expect("within_m", within_m, Real)
    expect("columns", columns, str, list, tuple)
    expect("how", how, str)
    expect("max_snap_m", max_snap_m, Real)
    wanted = [columns] if isinstance(columns, str) else [*columns]
    raise_if_any([*_out_of_bounds("within_m", within_m), *_bad_snap(max_snap_m), *_column_faults(values, wanted, how)])
    bound_mm = integers.millimetres(np.array([within_m])).item()
    walks = _walks(walk_network, _placed("points", points), _placed("values", values), bound_mm, max_snap_m)
    counts = np.bincount(walks.point, minlength=len(points))
    told = {name: _told(values[name].to_numpy(np.float64), walks, len(points), how) for name in wanted}
    told["places"] = np.where(walks.attached, counts, np.nan)
    return pd.DataFrame(told, index=points.index)


def _told(numbers: NDArray[np.float64], walks: _Walks, points: int, how: str) -> NDArray[np.float64]:
    """Return what is told of the known numbers of the places within reach of each point."""
    number = numbers[walks.place]
    known = ~np.isnan(number)
    grouped = pd.Series(number[known]).groupby(walks.point[known])
    found = getattr(grouped, how)().reindex(np.arange(points)).to_numpy(np.float64)
    within = np.bincount(walks.point, minlength=points)
    if how in {"sum", "count"}:
        found = np.where(within == 0, 0.0, found)
    if how == "count":
        found = np.nan_to_num(found)
    result: NDArray[np.float64] = np.where(walks.attached, found, np.nan)
    return result


def _best(
    walk_network: network.WalkNetwork,
    points: gpd.GeoSeries,
    facilities: gpd.GeoSeries,
    k: int,
    bound_mm: int,
    max_snap_m: float,
) -> _Walks:
    """Return the `k` best walks of each point (points, k), -1 where there are fewer; some facilities at a time."""
    place = np.full((len(points), k), -1, np.int64)
    walk_mm = np.full((len(points), k), UNBOUNDED_MM, np.int64)
    for first in range(0, len(facilities), _AT_ONCE):
        part = _walks(walk_network, facilities.iloc[first : first + _AT_ONCE], points, bound_mm, max_snap_m)
        old = place.ravel() >= 0
        row = np.r_[np.repeat(np.arange(len(points)), k)[old], part.place]
        which, metres = np.r_[place.ravel()[old], part.point + first], np.r_[walk_mm.ravel()[old], part.walk_mm]
        order = np.lexsort((which, metres, row))
        row, which, metres = row[order], which[order], metres[order]
        rank = np.arange(row.size) - np.searchsorted(row, row)
        kept = rank < k
        place[row[kept], rank[kept]], walk_mm[row[kept], rank[kept]] = which[kept], metres[kept]
    return _Walks(point=np.arange(len(points)), place=place, walk_mm=walk_mm, attached=place[:, 0] >= 0)


def _walks(
    walk_network: network.WalkNetwork, points: gpd.GeoSeries, places: gpd.GeoSeries, bound_mm: int, max_snap_m: float
) -> _Walks:
    """Return every walk from points to places within a bound."""
    from_ids, to_ids = (
        pd.Series([f"{side}{position:09d}" for position in range(len(shapes))], dtype=object)
        for side, shapes in (("p", points), ("q", places))
    )
    walkers = _attached(walk_network, from_ids, points, max_snap_m)
    kinds = walkers["kind"].where(walkers["kind"] != "block", "center")
    centers = walkers.assign(kind=kinds, center_id=walkers["block_id"], block_id=None)
    point, place, walk_mm = network.walk_pairs(
        walk_network,
        pd.concat([centers, _attached(walk_network, to_ids, places, max_snap_m)], ignore_index=True),
        center_ids=from_ids,
        block_ids=to_ids,
        bound_mm=bound_mm,
    )
    on_street = from_ids.isin(walkers.loc[walkers["piece"] >= 0, "block_id"]).to_numpy()
    return _Walks(point=point, place=place, walk_mm=walk_mm, attached=on_street)


def _attached(
    walk_network: network.WalkNetwork, ids: pd.Series, shapes: gpd.GeoSeries, max_snap_m: float
) -> gpd.GeoDataFrame:
    blocks = gpd.GeoDataFrame({"block_id": ids, "name": ""}, geometry=shapes.to_numpy(), crs=tables.WGS84)
    return network.attach(
        walk_network,
        centers=tables.no_rows(tables.CENTERS),
        blocks=blocks,
        gates=tables.no_rows(tables.GATES),
        max_snap_m=float(max_snap_m),
        metric_crs=walk_network.metric_crs,
    )


def _placed(argument: str, places: Places) -> gpd.GeoSeries:
    """Return shapes in WGS-84 on the grid, numbered from 0; refused where they are no places."""
    shapes = places.geometry
    faults = [Finding(code="points_without_crs", argument=argument)] if shapes.crs is None else []
    kinds = shapely.get_type_id(shapes.to_numpy())
    others = np.flatnonzero(~np.isin(kinds, _SHAPES))
    faults += [
        Finding(code="not_a_place", argument=argument, row=str(shapes.index[i]), value=shapes.iloc[i].geom_type)
        for i in others[:10].tolist()
    ]
    raise_if_any(faults)
    return integers.on_grid(shapes.reset_index(drop=True).to_crs(tables.WGS84))


def _out_of_bounds(argument: str, value: Any, *, low: float = 0) -> list[Finding]:
    if value is None or low <= value <= _LONGEST_M:
        return []
    details = {"low": f"{low:g}", "high": f"{_LONGEST_M:,.0f}"}
    return [Finding(code="bad_setting", argument=argument, value=settings.as_written(value), details=details)]


def _bad_snap(value: float) -> list[Finding]:
    setting = settings.SECTIONS["scenario"]["max_snap_m"]
    if setting.is_within(value):
        return []
    details = {"low": f"{setting.low:g}", "high": f"{setting.high:g}"}
    return [Finding(code="bad_setting", argument="max_snap_m", value=settings.as_written(value), details=details)]


def _column_faults(values: gpd.GeoDataFrame, wanted: Sequence[str], how: str) -> list[Finding]:
    numbers = [str(name) for name in values.columns if pd.api.types.is_numeric_dtype(values[name].dtype)]
    faults = [
        Finding(code="not_a_choice", argument="columns", value=str(name), details=choice_details(name, numbers or "–"))
        for name in wanted
        if name not in numbers
    ]
    if how not in HOW:
        faults.append(Finding(code="not_a_choice", argument="how", value=how, details=choice_details(how, HOW)))
    return faults
