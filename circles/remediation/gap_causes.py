"""Why blocks are outside: a wall, whose center it is, the edge of the data, no path, a way round, or the distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import integers, tables, walking
from circles.remedy_tables import CAUSES, GAP_CAUSES, OTHER_COMMUNITY
from circles.walk_causes import walk_causes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.planning_study import Scenario


@dataclass(frozen=True, eq=False)
class BlockFacts:
    """What is known of each block of a plan, in its order, -1 or "" where there is none.

    Attributes
    ----------
    straight_mm : ndarray of int64
        The straight line to the nearest open center.
    straight_center_id : ndarray of object
        Which center that is.
    beyond_edge : ndarray of bool
        Whether it may be inside by what lies beyond the edge of the data.
    through_wall : ndarray of bool
        Whether it is inside once a wall has one more gate, or compounds are open to all.
    own_walk_mm : ndarray of int64
        The walk to the nearest open center of its own community, of blocks that only another's is near enough to.
    own_center_id : ndarray of object
        Which center that is.
    """

    straight_mm: NDArray[np.int64]
    straight_center_id: NDArray[np.object_]
    beyond_edge: NDArray[np.bool_]
    through_wall: NDArray[np.bool_]
    own_walk_mm: NDArray[np.int64]
    own_center_id: NDArray[np.object_]


def block_causes(blocks: pd.DataFrame, facts: BlockFacts, scenario: Scenario) -> pd.DataFrame:
    """Return :data:`BLOCK_CAUSES` of the blocks outside.

    Parameters
    ----------
    blocks : DataFrame
        Of a plan.
    facts : BlockFacts
        What is known of each.
    scenario : Scenario
        Its limit and speed.
    """
    limit_mm, only_others = scenario.limit_mm, (blocks["reason"] == OTHER_COMMUNITY).to_numpy()
    walk_mm, straight_mm = blocks["walk_mm"].to_numpy(np.int64), facts.straight_mm
    walked = walk_mm >= 0
    cause = walk_causes(walk_mm, straight_mm, limit_mm=limit_mm)
    cause = np.where(facts.beyond_edge, "data_edge", cause)
    cause = np.where(only_others, OTHER_COMMUNITY, cause)
    cause = np.where(facts.through_wall, "wall", cause).astype(object)
    counted_mm = np.where(only_others, facts.own_walk_mm, walk_mm)
    beyond = np.where(counted_mm > limit_mm, counted_mm - limit_mm, 0)
    excess = np.where(counted_mm >= 0, walking.minutes(beyond, scenario.speed_m_per_h), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        detour = np.where(walked & (straight_mm > 0), walk_mm / straight_mm, np.nan)
    table = pd.DataFrame(
        {
            "block_id": blocks["block_id"].to_numpy(object),
            "gap_id": blocks["gap_id"].array,
            "cause": cause,
            "excess_minutes": excess,
            "straight_m": np.where(straight_mm >= 0, straight_mm / 1000, np.nan),
            "straight_center_id": facts.straight_center_id,
            "detour": detour,
            "own_center_id": facts.own_center_id,
            "own_walk_m": np.where(facts.own_walk_mm >= 0, facts.own_walk_mm / 1000, np.nan),
        }
    )
    outside = (blocks["verdict"] == tables.OUTSIDE).to_numpy() & blocks["gap_id"].notna().to_numpy()
    return table[outside].reset_index(drop=True)


def gap_causes(causes: pd.DataFrame, blocks: pd.DataFrame) -> pd.DataFrame:
    """Return :data:`GAP_CAUSES`: of several causes the one of most people, then of most blocks, then the first.

    Parameters
    ----------
    causes : DataFrame
        What :func:`block_causes` gave.
    blocks : DataFrame
        Of the plan.
    """
    people = blocks.set_index("block_id")["population"].reindex(causes["block_id"]).reset_index(drop=True)
    rows = causes.assign(people=integers.thousandths(people), blocks=1)
    by_cause = rows.groupby(["gap_id", "cause"], as_index=False)[["people", "blocks"]].sum()
    by_cause["order"] = by_cause["cause"].map({name: place for place, name in enumerate(CAUSES)})
    first = by_cause.sort_values(["gap_id", "people", "blocks", "order"], ascending=[True, False, False, True])
    cause = first.drop_duplicates("gap_id").set_index("gap_id")["cause"]
    gaps = rows.groupby("gap_id")
    totals = gaps[["blocks"]].sum()
    return pd.DataFrame(
        {
            "gap_id": totals.index.to_numpy(np.int64),
            "cause": cause.reindex(totals.index).to_numpy(object),
            "excess_minutes": gaps["excess_minutes"].max().to_numpy(),
            "least_excess_minutes": gaps["excess_minutes"].min().to_numpy(),
            "people": integers.known_sums(people, causes["gap_id"]).to_numpy(),
            "blocks": totals["blocks"].to_numpy(np.int64),
        },
        columns=list(GAP_CAUSES),
    )
