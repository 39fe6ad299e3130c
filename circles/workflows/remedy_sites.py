"""New centers, and open ones that move: the site that serves most of each gap, by the walks from all sites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from circles import integers
from circles.candidates import Candidates
from circles.errors import QuestionError
from circles.remediation import Found
from circles.siting.candidates import candidates_for
from circles.workflows.remedy_centers import walks_of_centers
from circles.workflows.siting_posing import candidates_attached, junctions_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.workflows.reruns import Base

    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_YUAN = 10_000
"""Candidates cost whole yuan, remedies are told in tens of thousands."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sites:
    """Sites and the blocks that each reaches.

    Attributes
    ----------
    base : Base
        The plan.
    table : GeoDataFrame
        ``tables.CANDIDATES``.
    site, block : ndarray of int64
        Pairs within the limit.
    outside : ndarray of bool
        The blocks that are not inside.
    alone : ndarray of int64
        The open center that alone reaches a block, by its place among these; -1 where none or several do.
    weight : ndarray of int64
        People, then blocks, in one number: a whole block is less than a thousandth of a person.
    """

    base: Base
    table: gpd.GeoDataFrame
    site: Integers
    block: Integers
    outside: Flags
    alone: Integers
    weight: Integers

    @cached_property
    def gained(self) -> Integers:
        """What each site brings inside, in weight."""
        new = self.outside[self.block]
        return _sums(self.site[new], self.weight[self.block[new]], len(self.table))

    @cached_property
    def moved(self) -> Integers:
        """What moving each open center to each site brings inside, less whom it leaves outside: (centers, sites)."""
        centers = len(self.base.open_ids)
        own = self.alone >= 0
        lost = _sums(self.alone[own], self.weight[own], centers)
        net = self.gained[None, :] - lost[:, None]
        kept = self.alone[self.block] >= 0
        np.add.at(net, (self.alone[self.block[kept]], self.site[kept]), self.weight[self.block[kept]])
        return net

    def reached(self, at: int) -> Integers:
        """Return the blocks that a site reaches."""
        first, last = np.searchsorted(self.site, [at, at + 1])
        found: Integers = self.block[first:last]
        return found

    @cached_property
    def center_ids(self) -> list[str]:
        """The open centers."""
        return self.base.open_ids.astype(str).tolist()

    @cached_property
    def told(self) -> list[tuple[tuple[int, int], str, float]]:
        """The place, name and cost of each site."""
        units = integers.to_units(shapely.get_coordinates(self.table.geometry.to_numpy())).tolist()
        names, costs = self.table["name"].tolist(), (self.table["cost"].astype(float) / _YUAN).tolist()
        return [((lon, lat), str(name or ""), cost) for (lon, lat), name, cost in zip(units, names, costs, strict=True)]

    def new(self, at: int, gap: int) -> Found:
        """Return a new center at a site."""
        reached, (place, name, cost_wan) = self.reached(at), self.told[at]
        return Found(
            kind="new_center",
            gap_id=gap,
            gained=reached[self.outside[reached]],
            place=place,
            name=name,
            cost_wan=cost_wan,
        )

    def relocated(self, at: int, center: int, gap: int) -> Found:
        """Return an open center moved to a site."""
        reached, (place, _, cost_wan) = self.reached(at), self.told[at]
        center_id = self.center_ids[center]
        alone = self.alone == center
        alone[reached] = False
        return Found(
            kind="relocate",
            gap_id=gap,
            gained=reached[self.outside[reached]],
            lost=np.flatnonzero(alone),
            place=place,
            center_id=center_id,
            name=self.base.center_called[center_id],
            cost_wan=cost_wan,
        )


def new_and_moved_centers(base: Base, gap_ids: Integers) -> list[Found]:
    """Return for each gap the new center that serves most of it, and the move of an open center that serves most.

    Sites are the candidates of the study, else street junctions within the walk of blocks that are not inside. A
    relocation counts whom it leaves outside, and is told only where more come inside. Where the own community alone
    counts nothing is proposed: whose a new center would be is not known.

    Parameters
    ----------
    base : Base
        The plan and its streets.
    gap_ids : ndarray of int64
        The gap of each block of the plan, 0 where it is in none.
    """
    sites = None if base.scenario.own_community_only else _sites(base)
    if sites is None:
        return []
    in_gap = sites.outside[sites.block] & (gap_ids[sites.block] > 0)
    gap, site = gap_ids[sites.block[in_gap]], sites.site[in_gap]
    keys, pair = np.unique(gap * len(sites.table) + site, return_inverse=True)
    served = _sums(pair, sites.weight[sites.block[in_gap]], keys.size)
    gap, site = keys // len(sites.table), keys % len(sites.table)
    order = np.lexsort((site, -sites.gained[site], -served, gap))
    best = order[np.unique(gap[order], return_index=True)[1]].tolist()
    found = [sites.new(int(site[at]), int(gap[at])) for at in best]
    for number in np.unique(gap).tolist():
        own = site[gap == number]
        center, at = np.unravel_index(int(sites.moved[:, own].argmax()), (len(base.open_ids), own.size))
        if sites.moved[center, own[at]] > 0:
            found.append(sites.relocated(int(own[at]), int(center), number))
    return found


def _sites(base: Base) -> _Sites | None:
    """Return where centers may stand and whom they reach, None where nowhere."""
    asked = base.study.candidates or Candidates()
    near = replace(base.study, blocks=base.study.blocks.iloc[base.not_inside])
    if near.blocks.empty:
        return None
    try:
        table, _ = candidates_for(asked, near, junctions_of(base.walk_network), reach_m=base.scenario.limit_mm / 1000)
    except QuestionError:  # there are no gates to make them from
        return None
    if table.empty:
        return None
    spots = candidates_attached(base.plan, table, base.walk_network)
    site, block = walks_of_centers(base, spots, table["candidate_id"])
    outside = np.zeros(len(base.plan.blocks), np.bool_)
    outside[base.not_inside] = True
    return _Sites(
        base=base,
        table=table,
        site=site,
        block=block,
        outside=outside,
        alone=_alone(base),
        weight=base.people * (len(outside) + 1) + 1,
    )


def _alone(base: Base) -> Integers:
    """Return the open center that alone reaches each block within the limit, -1 where none or several do."""
    walks, blocks = base.plan.walks, base.plan.blocks["block_id"]
    row = pd.Series(np.arange(len(blocks)), index=blocks).reindex(walks["block_id"]).to_numpy(np.int64)
    center = pd.Series(np.arange(len(base.open_ids)), index=base.open_ids).reindex(walks["center_id"])
    alone = np.full(len(blocks), -1)
    once = np.bincount(row, minlength=len(blocks))[row] == 1
    alone[row[once]] = center.to_numpy(np.int64)[once]
    return alone


def _sums(rows: Integers, values: Integers, count: int) -> Integers:
    total = np.zeros(count, np.int64)
    np.add.at(total, rows, values)
    return total
