"""What a change makes of a plan: the same steps over the same streets, asked of the blocks that may change alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from circles import coverage, integers, named_rows, network, tables
from circles.settlements import are_unasked
from circles.workflows.study_gates import gates_of
from circles.workflows.tiers_and_communities import by_community

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.planning_study import Scenario, Study

    Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Base:
    """A plan and its streets, from which changes are tried.

    Attributes
    ----------
    plan : Plan
        What is changed.
    walk_network : WalkNetwork
        Its streets, edited.
    """

    plan: Plan
    walk_network: network.WalkNetwork

    @property
    def study(self) -> Study:
        """The study of the plan, its centers with the status of its day."""
        return self.plan.study

    @property
    def scenario(self) -> Scenario:
        """The question of the plan."""
        return self.plan.scenario

    @cached_property
    def not_inside(self) -> Integers:
        """The blocks that are not inside though that is asked of them, and have a place, by position."""
        blocks = self.plan.blocks
        open_to = (blocks["verdict"] != tables.INSIDE) & blocks.geometry.notna() & ~blocks.geometry.is_empty
        open_to &= ~are_unasked(blocks)
        return np.flatnonzero(open_to.to_numpy())

    @cached_property
    def open_ids(self) -> pd.Series:
        """The open centers."""
        ids: pd.Series = self.study.centers.loc[self.study.centers["status"] == "open", "center_id"]
        return ids

    @cached_property
    def center_called(self) -> dict[str, str]:
        """What each center is called, so that no other of its name is meant."""
        return named_rows.called(self.study.centers, "center", self.study.lang)

    @cached_property
    def block_called(self) -> dict[str, str]:
        """What each block is called, so that no other of its name is meant."""
        return named_rows.called(self.plan.blocks, "block", self.study.lang)

    @cached_property
    def people(self) -> Integers:
        """People of each block in thousandths; where no block has a number, 1 for each block."""
        known = self.plan.blocks["population"]
        return integers.thousandths(known) if known.notna().any() else np.ones(len(known), np.int64)

    @cached_property
    def before_edits(self) -> network.WalkNetwork:
        """The streets before any edit."""
        return self.walk_network if self.walk_network.edits is None else self.walk_network.edits.before

    def with_edits(self, added: gpd.GeoDataFrame) -> Base:
        """Return the base with more edits, its streets edited anew; the plan is still that of before."""
        own = self.study.edits
        both = added if own is None or own.empty else pd.concat([own, added], ignore_index=True)
        edits = gpd.GeoDataFrame(both, geometry="geometry", crs=tables.WGS84)
        study = replace(self.study, edits=edits)
        walked = self.walk_network
        if added["kind"].isin(["path", "closed", "open"]).any():
            walked = network.edited_network(self.before_edits, edits)
        return Base(plan=replace(self.plan, study=study), walk_network=walked)


@dataclass(frozen=True, eq=False)
class Rerun:
    """Blocks judged again.

    Attributes
    ----------
    rows : ndarray of int64
        Their positions.
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave of them.
    attachments, nearest
        ``tables.ATTACHMENTS`` and ``NEAREST`` of them.
    """

    rows: Integers
    blocks: gpd.GeoDataFrame
    attachments: gpd.GeoDataFrame
    nearest: pd.DataFrame

    @cached_property
    def inside(self) -> Integers:
        """The positions of those inside."""
        found: Integers = self.rows[(self.blocks["verdict"] == tables.INSIDE).to_numpy()]
        return found


def rerun(base: Base, rows: Integers) -> Rerun:
    """Judge some blocks of a study over its streets: attached, walked from and judged by the steps of every plan.

    Parameters
    ----------
    base : Base
        The study and its streets, changed.
    rows : ndarray of int64
        Positions of the blocks.
    """
    study, scenario, streets = base.study, base.scenario, base.walk_network
    blocks = study.blocks.iloc[rows]
    gates, centers = gates_of(study), study.centers[study.centers["status"] == "open"]
    own = gates["block_id"].isin(blocks["block_id"])
    if "center_id" in gates:
        own |= gates["center_id"].isin(centers["center_id"])
    attachments = network.attach(
        streets,
        centers=centers,
        blocks=blocks,
        gates=gates[own],
        max_snap_m=scenario.max_snap_m,
        metric_crs=study.metric_crs,
        compounds=study.compounds,
    )
    ids = centers["center_id"]
    nearest = network.nearest(streets, attachments, ids, network.walk_field(streets, attachments, ids))
    judged = coverage.verdicts(
        blocks, attachments, nearest, scenario, metric_crs=study.metric_crs, otherwise=study.ranking.settlement
    )
    if scenario.own_community_only:
        walks = network.walks(streets, attachments, ids, bound_mm=scenario.limit_mm)
        standing = centers.assign(attached=ids.isin(attachments.loc[attachments["piece"] >= 0, "center_id"]))
        judged = by_community(judged, walks, standing, study, scenario).blocks
    return Rerun(rows, judged, attachments, nearest)
