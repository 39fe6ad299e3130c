"""Where new centers may stand: given, or made at junctions, gates or grid points; thinned, the rest counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import integers, tables
from circles.errors import Finding, QuestionError
from circles.rule_numbers import MADE_SPACING_M, MOST_MADE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from circles.candidates import Candidates
    from circles.planning_study import Study

_MOST_GRID_POINTS = 4_000_000


def candidates_for(
    asked: Candidates, study: Study, junctions: NDArray[np.int64], *, reach_m: float
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the candidates that take part, ordered by id, and how many there were and were left out, by reason.

    Parameters
    ----------
    asked : Candidates
        A list, or the rule by which they are made.
    study : Study
        Its blocks, gates and open centers.
    junctions : ndarray of int64, shape (n, 2)
        Street junctions in 1e-7 degree (lon, lat).
    reach_m : float
        Candidates that are made stand no further than this, straight, from a block.

    Returns
    -------
    candidates : GeoDataFrame
        ``tables.CANDIDATES``.
    account : dict of str to int
        `given` or `made`, then what was left out: `beyond_reach`, `forbidden`, `not_preferred`, `near_center`,
        `one_place` (where several plates stand at one), `too_close`; and `spacing_m` where there is any.

    Raises
    ------
    QuestionError
        If there is no gate to make them from, or a grid would have no end.
    """
    if asked.table is None:
        table = _made(asked, study, junctions, reach_m=reach_m)
        account = {"made": len(table)}
    else:
        table, account = asked.table, {"given": len(asked.table)}
    plane = table.geometry.to_crs(study.metric_crs).to_numpy()
    centers = study.centers[(study.centers["status"] == "open") & study.centers.geometry.notna()]
    reasons = {
        "beyond_reach": _far_from(plane, study.blocks.geometry.to_crs(study.metric_crs), reach_m)
        if asked.table is None
        else np.zeros(len(table), np.bool_),
        "forbidden": _inside(table, asked.forbidden),
        "not_preferred": ~_inside(table, asked.preferred) if asked.preferred is not None else False,
        "near_center": ~_far_from(plane, centers.geometry.to_crs(study.metric_crs), asked.away_m, touching=False),
    }
    kept = np.ones(len(table), np.bool_)
    for reason, out in reasons.items():
        account[reason] = int((kept & out).sum())
        kept &= ~np.asarray(out)
    table, plane = table[kept].reset_index(drop=True), plane[kept]
    alone = _one_of_a_place(table)
    if not alone.all():
        account["one_place"] = int((~alone).sum())
        table, plane = table[alone].reset_index(drop=True), plane[alone]
    chosen, spacing_m = _spaced(asked, table, plane)
    account["too_close"] = len(table) - len(chosen)
    return table.iloc[chosen].reset_index(drop=True), {**account, "spacing_m": round(spacing_m)}


def _one_of_a_place(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which rows stay so that no two stand at one spot: the cheapest there, then the lowest id."""
    units = integers.to_units(shapely.get_coordinates(table.geometry.to_numpy()))
    order = table.assign(row=np.arange(len(table))).sort_values(["cost", "candidate_id"], kind="stable")["row"]
    first = np.unique(units[order.to_numpy()], axis=0, return_index=True)[1]
    alone = np.zeros(len(table), np.bool_)
    alone[order.to_numpy()[first]] = True
    return alone


def thinned(points: NDArray[np.object_], order: NDArray[np.int64], spacing_m: float) -> NDArray[np.int64]:
    """Return the rows that stay, ascending, so that no two are nearer than `spacing_m`.

    One after the other in `order`, a point stays unless one that stayed is nearer.

    Parameters
    ----------
    points : ndarray of Point
        In a metric plane.
    order : ndarray of int64
        All rows, the most wanted first.
    spacing_m : float
        Exactly as far apart is far enough.
    """
    if spacing_m <= 0 or not len(points):
        return np.arange(len(points))
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=spacing_m)
    near = (shapely.distance(points[one], points[other]) < spacing_m) & (one != other)
    one, other = one[near], other[near]
    by_one = np.argsort(one, kind="stable")
    neighbour = other[by_one]
    offset = np.searchsorted(one[by_one], np.arange(len(points) + 1))
    out = np.zeros(len(points), np.bool_)
    for row in order.tolist():
        if not out[row]:
            out[neighbour[offset[row] : offset[row + 1]]] = True
    return np.flatnonzero(~out)


def _spaced(asked: Candidates, table: gpd.GeoDataFrame, plane: NDArray[np.object_]) -> tuple[NDArray[np.int64], float]:
    """Return the rows that stay and the spacing used: the cheaper first, then by id."""
    rows = table[["cost", "candidate_id"]].assign(row=np.arange(len(table)))
    order = rows.sort_values(["cost", "candidate_id"], kind="stable", na_position="last")["row"].to_numpy(np.int64)
    spacing_m = asked.spacing_m
    if asked.table is not None or spacing_m is not None:
        return thinned(plane, order, spacing_m or 0.0), spacing_m or 0.0
    spacing_m = 0.0 if asked.made_from == "grid" else MADE_SPACING_M
    chosen = thinned(plane, order, spacing_m)
    while len(chosen) > MOST_MADE:
        spacing_m = max(spacing_m, asked.grid_m) * 1.25
        chosen = thinned(plane, order, spacing_m)
    return chosen, spacing_m


def _made(asked: Candidates, study: Study, junctions: NDArray[np.int64], *, reach_m: float) -> gpd.GeoDataFrame:
    names: NDArray[np.object_] | None = None
    if asked.made_from == "gates":
        gates = study.gates[study.gates.geometry.notna() & study.gates["block_id"].notna()]
        if gates.empty:
            raise QuestionError(Finding(code="site_no_gates"))
        units = integers.to_units(shapely.get_coordinates(gates.geometry.to_numpy()))
        names = gates["gate_id"].to_numpy(object)
    elif asked.made_from == "grid":
        units = _grid(study, asked.grid_m, reach_m)
    else:
        units = junctions
    _, first = np.unique(units, axis=0, return_index=True)
    units = units[first]
    width = max(4, len(str(len(units))))
    nothing = np.full(len(units), np.nan)
    return gpd.GeoDataFrame(
        {
            "candidate_id": [f"K{number:0{width}d}" for number in range(1, len(units) + 1)],
            "name": np.full(len(units), "", object) if names is None else names[first],
            "kind": np.full(len(units), "", object),
            "cost": nothing,
            "capacity": nothing,
            "floor_area_m2": nothing,
        },
        geometry=shapely.points(integers.to_degrees(units)),
        crs=tables.WGS84,
    )


def _grid(study: Study, grid_m: float, reach_m: float) -> NDArray[np.int64]:
    """Return the multiples of `grid_m` in the study's plane around its blocks, in 1e-7 degree."""
    bounds = study.blocks.geometry.to_crs(study.metric_crs).total_bounds + reach_m * np.array([-1, -1, 1, 1])
    low, high = np.floor(bounds[:2] / grid_m), np.ceil(bounds[2:] / grid_m)
    if not np.isfinite(bounds).all() or np.prod(high - low + 1) > _MOST_GRID_POINTS:
        raise QuestionError(Finding(code="site_grid_too_fine", value=f"{grid_m:g}"))
    x, y = np.meshgrid(*(np.arange(first, last + 1) * grid_m for first, last in zip(low, high, strict=True)))
    points = gpd.GeoSeries(gpd.points_from_xy(x.ravel(), y.ravel()), crs=study.metric_crs).to_crs(tables.WGS84)
    return integers.to_units(shapely.get_coordinates(points.to_numpy()))


def _inside(table: gpd.GeoDataFrame, area: BaseGeometry | None) -> NDArray[np.bool_]:
    if area is None:
        return np.zeros(len(table), np.bool_)
    shapely.prepare(area)
    inside: NDArray[np.bool_] = shapely.covers(area, table.geometry.to_numpy())
    return inside


def _far_from(
    points: NDArray[np.object_], shapes: gpd.GeoSeries, distance_m: float, *, touching: bool = True
) -> NDArray[np.bool_]:
    """Return which points are further than `distance_m` from all shapes; at that distance too, unless `touching`."""
    far = np.ones(len(points), np.bool_)
    others = shapes[shapes.notna() & ~shapes.is_empty].to_numpy()
    if not len(others) or not len(points) or (distance_m <= 0 and not touching):
        return far
    one, other = shapely.STRtree(others).query(points, predicate="dwithin", distance=distance_m)
    if not touching:
        one = one[shapely.distance(points[one], others[other]) < distance_m]
    far[one] = False
    return far
