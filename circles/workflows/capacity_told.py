"""The account of capacity of a plan, where its centers say how many people they are made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import pandas as pd

from circles import account_tables, coverage
from circles.answers.capacity_account import CapacityAccount
from circles.center_list import sites_by_id, sites_of
from circles.service import (
    assignments,
    best_assignment,
    capacity_account,
    center_loads,
    nearest_first,
    pairs_of,
)

if TYPE_CHECKING:
    import geopandas as gpd


class Service(TypedDict):
    """What a plan tells of the centers in reach and of their room."""

    capacity: CapacityAccount | None
    reach_counts: pd.DataFrame


def service_told(blocks: gpd.GeoDataFrame, centers: gpd.GeoDataFrame, walks: pd.DataFrame) -> Service:
    """Return who has room at the centers, and how many centers people have in reach."""
    return Service(
        capacity=capacity_told(blocks, centers, walks),
        reach_counts=coverage.reach_counts(blocks, walks, sites_by_id(centers)),
    )


def capacity_told(blocks: gpd.GeoDataFrame, centers: gpd.GeoDataFrame, walks: pd.DataFrame) -> CapacityAccount | None:
    """Return who has room at the centers; None where no open center or no block has a number.

    Parameters
    ----------
    blocks, centers, walks
        ``tables.PLAN_BLOCKS``, ``PLAN_CENTERS`` and ``WALKS`` of the plan.
    """
    capacity = _capacity_of_sites(centers)
    if not capacity.notna().any() or not blocks["population"].notna().any():
        return None
    pairs = pairs_of(blocks, capacity, walks[walks["center_id"].isin(capacity.index)])
    best, near = best_assignment(pairs), nearest_first(pairs)
    account = pd.DataFrame(
        {
            "people": capacity_account(blocks, pairs, best),
            "nearest_first": capacity_account(blocks, pairs, near),
        }
    ).rename_axis("line")
    loads = pd.DataFrame(
        {"people_assigned": center_loads(pairs, best), "people_nearest_first": center_loads(pairs, near)}
    )
    names = centers.set_index("center_id")["name"]
    known = capacity[loads.index]
    told = loads.assign(
        name=names.reindex(loads.index),
        capacity=known,
        room=((known * 1000).round() - (loads["people_assigned"] * 1000).round()) / 1000,
    )
    return CapacityAccount(
        account=account,
        assignments=assignments(pairs, best),
        centers=told.rename_axis("center_id").reset_index()[list(account_tables.CENTER_LOADS)],
        open_centers=len(capacity),
    )


def _capacity_of_sites(centers: gpd.GeoDataFrame) -> pd.Series:
    """Return the capacity of each open center on a street under its id; NaN where it is not known.

    Plates of one site stand once, with the largest number that one of them says: what they say is never added.
    """
    opened = centers[(centers["status"] == "open") & centers["attached"]]
    said = opened["capacity"] if "capacity" in opened else pd.Series(float("nan"), index=opened.index)
    sites = sites_of(opened).to_numpy(object)
    first = ~pd.Series(sites).duplicated().to_numpy()
    largest = said.astype(float).groupby(sites).max()
    ids = opened["center_id"].to_numpy(object)[first]
    return pd.Series(largest.reindex(sites[first]).to_numpy(), index=ids)
