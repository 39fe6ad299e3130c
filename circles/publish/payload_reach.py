"""What the page says of how centers share their blocks, and of a circle drawn by compass in the place of the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles import integers, tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.answers.plan import Plan

_NEARLY = 1.02
"""The nearest in a flat picture is the nearest on the ground, or but so little nearer."""


def blocks_alone(plan: Plan, center_of: dict[str, int]) -> list[int]:
    """Return for each center how many blocks inside have no other within the limit: those that closing it loses.

    Parameters
    ----------
    plan : Plan
        Whose walks within the limit are counted.
    center_of : dict
        The row of each center.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> sum(blocks_alone(plan, {name: i for i, name in enumerate(plan.centers["center_id"])}))
    278
    """
    inside = plan.blocks.loc[plan.blocks["verdict"] == tables.INSIDE, "block_id"]
    walks = plan.walks[plan.walks["block_id"].isin(inside)].drop_duplicates(["block_id", "center_id"])
    only = walks.drop_duplicates("block_id", keep=False)["center_id"].map(center_of)
    counts: list[int] = np.bincount(only.astype(np.int64), minlength=len(plan.centers)).tolist()
    return counts


def compass_mm(plan: Plan) -> list[int | None]:
    """Return the straight line from each block's place to the nearest open center on a street, in whole millimetres.

    None where either is missing, or the block is not evaluated.

    Parameters
    ----------
    plan : Plan
        Whose blocks and centers are asked of.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> sum(line <= plan.scenario.limit_mm for line in compass_mm(plan))
    364
    """
    own = plan.attachments[plan.attachments["kind"] == "block"].drop_duplicates("point_id").set_index("point_id")
    begin = own.geometry.reindex(plan.blocks["block_id"]).to_numpy(object)
    evaluated = (plan.blocks["verdict"] != tables.NOT_EVALUATED).to_numpy()
    centers = plan.centers
    stand = centers[(centers["status"] == "open") & centers["attached"] & centers.geometry.notna()].geometry.to_numpy()
    there = np.flatnonzero(evaluated & ~(shapely.is_missing(begin) | shapely.is_empty(begin)))
    result: list[int | None] = [None] * len(begin)
    if stand.size and there.size:
        nearest = _nearest_mm(shapely.get_coordinates(begin[there]), shapely.get_coordinates(stand))
        for row, line in zip(there.tolist(), nearest.tolist(), strict=True):
            result[row] = line
    return result


def _nearest_mm(begin: NDArray[np.float64], stand: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the shortest geodesic from each place to any of others, in whole millimetres."""
    from pyproj import Geod

    flat = np.array([np.cos(np.radians(begin[:, 1].mean())), 1.0])
    tree = shapely.STRtree(shapely.points(stand * flat))
    places = shapely.points(begin * flat)
    _, distance = tree.query_nearest(places, all_matches=False, return_distance=True)
    at, to = tree.query(places, predicate="dwithin", distance=distance * _NEARLY + 1e-9)
    _, _, metres = Geod(ellps="WGS84").inv(*begin[at].T, *stand[to].T)
    nearest = np.full(len(begin), np.iinfo(np.int64).max)
    np.minimum.at(nearest, at, integers.millimetres(metres))
    return nearest
