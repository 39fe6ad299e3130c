"""Groups with stations of their own: those over 60, toddlers and children, each judged at its own pace."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import tables, walking
from circles.coverage.accounting import account_of_parts
from circles.phrases import Bilingual
from circles.service_lists import ServiceList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from circles.scenario import Scenario

GROUP_BLOCKS = ("block_id", "group", "walk_mm", "minutes", "center_id", "verdict", "reason")
"""A row for each group and block: the walk at the pace of the group to the nearest open center that has its stations,
-1 (and NaN minutes) where it is beyond the limit."""

GROUP_ACCOUNTS = (
    *("group", "area", "limit_m", "centers", "total", "inside", "outside", "not_evaluated"),
    *("unknown_blocks", "coverage_rate", "blocks_inside", "blocks_outside"),
)
"""The account of each group: its people, NaN where no block has a number of them, and blocks."""


@dataclass(frozen=True, kw_only=True)
class ServiceGroup:
    """A group of people and its stations.

    Attributes
    ----------
    name, people : str
        Its name, and the column of blocks that counts it.
    pace_m_per_h : int
        How fast it walks.
    avoids_steps : bool
        Whether it walks no steps.
    stations : ServiceList
        What its stations are called, a name a service.
    """

    name: str
    people: str
    pace_m_per_h: int
    avoids_steps: bool
    stations: ServiceList

    def limit_mm(self, scenario: Scenario) -> int:
        """Return how far it walks in the minutes of a scenario."""
        return walking.limit_mm(scenario.limit_s, self.pace_m_per_h)


@cache
def service_groups() -> tuple[ServiceGroup, ...]:
    """Return the groups that are known.

    Examples
    --------
    >>> [group.name for group in service_groups()]
    ['elderly', 'toddlers', 'children']
    """
    said = tomllib.loads((files(__package__) / "groups.toml").read_text(encoding="utf-8"))
    return tuple(
        ServiceGroup(
            name=name,
            people=row["people"],
            pace_m_per_h=walking.whole(row["pace_kmh"], per=1000) or 0,
            avoids_steps=row["avoids_steps"],
            stations=ServiceList(
                name=name, title=Bilingual("", ""), source="", status="", services=tuple(row["services"])
            ),
        )
        for name, row in said.items()
    )


def group_verdicts(
    blocks: pd.DataFrame, walks: pd.DataFrame, stations: frozenset[str], group: ServiceGroup, scenario: Scenario
) -> pd.DataFrame:
    """Judge each block by the stations of a group (:data:`GROUP_BLOCKS`).

    Parameters
    ----------
    blocks : DataFrame
        What :func:`circles.coverage.verdicts` gave.
    walks : DataFrame
        ``tables.WALKS`` at least as far as the group walks.
    stations : frozenset of str
        Ids of open centers that have its stations.
    group : ServiceGroup
        Whose.
    scenario : Scenario
        The minutes.
    """
    near = walks[walks["center_id"].isin(stations) & (walks["walk_mm"] <= group.limit_mm(scenario))]
    near = near.sort_values(["walk_mm", "center_id"], kind="stable").drop_duplicates("block_id").set_index("block_id")
    own = near.reindex(blocks["block_id"])
    unjudged = (blocks["verdict"] == tables.NOT_EVALUATED).to_numpy()
    walk_mm = np.where(unjudged, -1, own["walk_mm"].fillna(-1).to_numpy()).astype(np.int64)
    inside = walk_mm >= 0
    why = np.where(inside, "", "beyond_limit" if stations else "no_station")
    return pd.DataFrame(
        {
            "block_id": blocks["block_id"].to_numpy(),
            "group": group.name,
            "walk_mm": walk_mm,
            "minutes": np.where(inside, walking.minutes(walk_mm, group.pace_m_per_h), np.nan),
            "center_id": own["center_id"].astype(object).mask(~inside, None).to_numpy(object),
            "verdict": np.where(unjudged, tables.NOT_EVALUATED, np.where(inside, tables.INSIDE, tables.OUTSIDE)),
            "reason": np.where(unjudged, blocks["reason"].to_numpy(object), why),
        }
    )


def group_accounts(
    judged: pd.DataFrame,
    blocks: pd.DataFrame,
    areas: Mapping[str, NDArray[np.bool_]],
    group: ServiceGroup,
    scenario: Scenario,
    *,
    stations: int,
) -> pd.DataFrame:
    """Return the account of a group in each area (:data:`GROUP_ACCOUNTS`)."""
    people = blocks[group.people] if group.people in blocks else pd.Series(np.nan, index=blocks.index)
    known, rows = people.notna().any(), []
    for area, of_area in areas.items():
        part = judged[of_area]
        sums = account_of_parts(part, people[of_area], np.zeros(len(part), np.int64), 1).iloc[0]
        verdicts = part["verdict"].value_counts()
        rows.append(
            {
                "group": group.name,
                "area": area,
                "limit_m": group.limit_mm(scenario) / 1000,
                "centers": stations,
                **{str(name): value for name, value in sums.where(known | (sums.index == "unknown_blocks")).items()},
                "blocks_inside": int(verdicts.get(tables.INSIDE, 0)),
                "blocks_outside": int(verdicts.get(tables.OUTSIDE, 0)),
            }
        )
    return pd.DataFrame(rows)[list(GROUP_ACCOUNTS)]
