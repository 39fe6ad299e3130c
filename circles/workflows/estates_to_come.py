"""Planned estates that do not count on the day of a plan: where each would touch the streets, for the saved map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from circles import network, tables
from circles.workflows.study_gates import gates_of

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.planning_study import Scenario, Study


def estates_to_come(study: Study, scenario: Scenario, walk_network: network.WalkNetwork) -> gpd.GeoDataFrame | None:
    """Return where planned estates that are no blocks of a study are attached, as they would be on their day.

    Parameters
    ----------
    study : Study
        On the day of the scenario.
    scenario : Scenario
        Its `max_snap_m`.
    walk_network : WalkNetwork
        What the study walks on.

    Returns
    -------
    GeoDataFrame or None
        ``tables.ATTACHMENTS`` of the estates; None where there are none.
    """
    if study.demand is None:
        return None
    estates = study.demand[~study.demand["block_id"].isin(set(study.blocks["block_id"]))]
    if estates.empty:
        return None
    own = gates_of(replace(study, blocks=estates, edits=_named(study.edits)))
    theirs = own["block_id"].isin(set(estates["block_id"])) | network.of_compounds(own)
    return network.attach(
        walk_network,
        centers=tables.no_rows(tables.CENTERS),
        blocks=estates,
        gates=own[theirs],
        max_snap_m=scenario.max_snap_m,
        metric_crs=study.metric_crs,
        compounds=study.compounds,
    )


def _named(edits: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """Return edits without gates of the nearest block: none of the estates is one yet."""
    if edits is None:
        return None
    owners = [name for name in (*tables.EDIT_OWNERS, tables.EDIT_COMPOUND) if name in edits]
    named = (edits[owners].fillna("").astype(str) != "").any(axis=1)
    return edits[named | (edits["kind"] != "gate")]
