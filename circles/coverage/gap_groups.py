"""Gaps (盲区): outside blocks that one center and one sub-district should see to, numbered by people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.closeness import groups_of_pairs
from circles.rule_numbers import GAP_APART_M, GAP_POINTS_APART_M

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def with_gap_ids(blocks: gpd.GeoDataFrame, *, metric_crs: str) -> gpd.GeoDataFrame:
    """Return `blocks` with `gap_id`, the number of the gap that each belongs to: ``Int64``, missing where none.

    Neighbours are 50 m apart at most, 150 m where either is a point, have the same nearest center (none is one of its
    own) and lie in one sub-district; where either has none, in one community; where either has none, anywhere. A gap
    is what hangs together. Number 1 has the most people, then the most land, then the lowest block_id.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    metric_crs : str
        Plane in which the metres are measured.
    """
    # A group is known by its first row, and rows are ordered by block_id: the last tie-break.
    rows = np.argsort(blocks["block_id"].to_numpy(dtype=object), kind="stable")
    rows = rows[((blocks["verdict"] == tables.OUTSIDE) & blocks.geometry.notna()).to_numpy()[rows]]
    outside = blocks.iloc[rows]
    one, other = _near(outside.geometry.to_crs(metric_crs).to_numpy())
    together = _are_together(outside, one, other)
    group = groups_of_pairs(one[together], other[together], len(outside))
    figures = {column: integers.thousandths(outside[column]) for column in ("population", "land_m2")}
    totals = pd.DataFrame(figures).groupby(group).sum()
    ranked = totals.index.to_numpy()[np.lexsort((totals.index, -totals["land_m2"], -totals["population"]))]
    number = pd.Series(np.arange(1, len(ranked) + 1), index=ranked)
    ids = pd.Series(pd.NA, index=blocks.index, dtype="Int64")
    ids.iloc[rows] = number.reindex(group).to_numpy()
    figures_end = blocks.columns.get_loc("walk_mm") + 1
    columns = [*blocks.columns[:figures_end], "gap_id", *blocks.columns[figures_end:]]
    return blocks.assign(gap_id=ids)[columns]


def gaps(blocks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the gaps that blocks with a `gap_id` (:func:`with_gap_ids`) form.

    Returns
    -------
    GeoDataFrame
        ``tables.PLAN_GAPS`` in the order of their numbers; `worst_minutes` is over blocks with a path.
    """
    outside = blocks[blocks["gap_id"].notna()].sort_values("block_id", kind="stable", ignore_index=True)
    group = outside["gap_id"].to_numpy(dtype=np.int64)
    rows = pd.DataFrame(
        {
            "minutes": outside["minutes"],
            "no_path": outside["reason"] == "no_path",
        }
    ).groupby(group)
    totals = rows[["no_path"]].sum().assign(blocks=rows.size(), worst=rows["minutes"].max())
    people, land_m2 = (integers.known_sums(outside[column], group) for column in ("population", "land_m2"))
    return gpd.GeoDataFrame(
        {
            "gap_id": totals.index.to_numpy(np.int64),
            "blocks": totals["blocks"].to_numpy(np.int64),
            "population": people.to_numpy(),
            "land_m2": land_m2.to_numpy(),
            "worst_minutes": totals["worst"].to_numpy(np.float64),
            "no_path_blocks": totals["no_path"].to_numpy(np.int64),
        },
        geometry=_merged(outside.geometry.to_numpy(), group, totals.index.to_numpy()),
        crs=tables.WGS84,
    )


def _merged(geometry: NDArray[np.object_], group: NDArray[np.int64], order: NDArray[np.int64]) -> list[BaseGeometry]:
    """Return the union of each group's geometries, in the order of the groups given."""
    by_group = np.argsort(group, kind="stable")
    first, end = np.searchsorted(group[by_group], np.stack([order, order + 1]))
    merged = np.empty(len(order), object)
    # Groups of one size at a time: most are of one or two blocks, and a call for each would cost more than the union.
    for size in np.unique(end - first).tolist():
        rows = np.flatnonzero(end - first == size)
        members = by_group[first[rows][:, None] + np.arange(size)]
        merged[rows] = shapely.union_all(geometry[members], axis=1)
    shapes: list[BaseGeometry] = merged.tolist()
    return shapes


def _near(geometry: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return the rows of each two shapes that lie near enough, each with itself, (2, pairs), in either order."""
    each = np.arange(len(geometry))
    tree, points = shapely.STRtree(geometry), np.flatnonzero(shapely.get_dimensions(geometry) == 0)
    touching = tree.query(geometry, predicate="dwithin", distance=GAP_APART_M)
    point, about = tree.query(geometry[points], predicate="dwithin", distance=GAP_POINTS_APART_M)
    nearby = [[each, each], touching, [points[point], about], [about, points[point]]]
    pairs: NDArray[np.intp] = np.concatenate(nearby, axis=1)
    return pairs


def _are_together(outside: gpd.GeoDataFrame, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which pairs have one center and lie in one district, by the finest level that both rows name."""
    center, subdistrict, community = (_codes(outside, name) for name in ("center_id", "subdistrict", "community"))
    same_community = (community[one] == community[other]) | (community[one] < 0) | (community[other] < 0)
    both_named = (subdistrict[one] >= 0) & (subdistrict[other] >= 0)
    same_district = np.where(both_named, subdistrict[one] == subdistrict[other], same_community)
    together: NDArray[np.bool_] = (center[one] == center[other]) & same_district
    return together


def _codes(outside: gpd.GeoDataFrame, column: str) -> NDArray[np.intp]:
    """Return a number for each text of a column, -1 where there is none."""
    if column not in outside:
        return np.full(len(outside), -1, dtype=np.intp)
    texts = outside[column]
    codes: NDArray[np.intp] = pd.factorize(texts.where(texts != ""))[0]
    return codes
