"""Closed centers that would bring blocks inside: started to use, reopened, restored, or completed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from circles import integers, network
from circles.center_list import ended, listed_texts, with_status
from circles.remediation import Found
from circles.workflows.reruns import rerun

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.workflows.reruns import Base

    Integers = NDArray[np.int64]

_BY_USE = {"suspended": "reopen", "withdrawn": "restore"}
_BY_CONSTRUCTION = {
    "built": "start_using",
    "renovating": "complete",
    "under construction": "complete",
    "planned": "complete",
}

_CHECKS = {None: ("status_not_said",), "restore": ("rooms",)}


def closed_centers(base: Base) -> list[Found]:
    """Return the closed centers that would bring blocks inside, each opened where it stands.

    One that is built and not in use can be started to use; one that is suspended, or of which no status says anything,
    reopened; one that is withdrawn, restored once it has rooms; one planned, under way or renovating, completed.

    Parameters
    ----------
    base : Base
        The plan and its streets.
    """
    study = base.study
    closed = study.centers[(study.centers["status"] != "open") & study.centers.geometry.notna()]
    attached = base.plan.attachments
    on_street = closed["center_id"].isin(attached.loc[attached["piece"] >= 0, "center_id"])
    closed = closed[on_street]
    if closed.empty:
        return []
    gained = (
        _opened_by_rerun(base, closed)
        if base.scenario.own_community_only
        else _reached(base, attached, closed["center_id"])
    )
    kinds = _kinds(closed, base.scenario.as_of)
    units = integers.to_units(shapely.get_coordinates(closed.geometry.to_numpy()))
    return [
        Found(
            kind=kind,
            gained=own,
            place=(place[0], place[1]),
            center_id=str(center_id),
            name=base.center_called[str(center_id)],
            checks=checks,
        )
        for (kind, checks), own, place, center_id in zip(
            kinds, gained, units.tolist(), closed["center_id"], strict=True
        )
        if own.size
    ]


def _kinds(closed: pd.DataFrame, day: str | None) -> list[tuple[str, tuple[str, ...]]]:
    """Return the kind of remedy that each closed center is, and what is to be looked at first."""
    built = listed_texts(closed, "construction")
    kinds = [
        _BY_USE.get(use) or _BY_CONSTRUCTION.get(said) for use, said in zip(ended(closed, day), built, strict=True)
    ]
    return [(kind or "reopen", _CHECKS.get(kind, ())) for kind in kinds]


def _reached(base: Base, attachments: gpd.GeoDataFrame, ids: pd.Series) -> list[Integers]:
    """Return the blocks not inside that are within the walk of each center, in the order of `ids`."""
    center, block = walks_of_centers(base, attachments, ids)
    outside = np.isin(block, base.not_inside)
    return [np.sort(block[outside & (center == at)]) for at in range(len(ids))]


def _opened_by_rerun(base: Base, closed: pd.DataFrame) -> list[Integers]:
    """Return whom each closed center brings inside where the own community counts: by a rerun with it open."""
    found = []
    for center_id in closed["center_id"]:
        centers = with_status(base.study.centers, base.study.centers["center_id"] == center_id, "open")
        plan = replace(base.plan, study=replace(base.study, centers=centers))
        found.append(rerun(replace(base, plan=plan), base.not_inside).inside)
    return found


def walks_of_centers(base: Base, attachments: gpd.GeoDataFrame, ids: pd.Series) -> tuple[Integers, Integers]:
    """Return (center, block) within the limit, the spots of centers from a table and those of blocks from the plan."""
    own = base.plan.attachments
    of_blocks = own[own["block_id"].notna() & own["center_id"].isna()]
    of_centers = attachments[attachments["center_id"].isin(ids)]
    parts = [table for table in (of_centers, of_blocks) if len(table)]
    center, block, _ = network.walk_pairs(
        base.walk_network,
        pd.concat(parts, ignore_index=True),
        center_ids=ids.reset_index(drop=True),
        block_ids=base.plan.blocks["block_id"],
        bound_mm=base.scenario.limit_mm,
    )
    return center, block
