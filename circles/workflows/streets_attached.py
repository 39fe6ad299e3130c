"""A study on its streets: the network as it asks, its points attached, and what leaves nothing to plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from circles import network
from circles.errors import Finding, expect, raise_if_any
from circles.figures import METRES, Figure
from circles.planning_study import Scenario, Study, silent
from circles.workflows import street_doubts
from circles.workflows.compounds_told import compound_findings
from circles.workflows.edits_told import edit_findings
from circles.workflows.not_attached import not_attached_findings
from circles.workflows.squares_told import open_squares, square_findings
from circles.workflows.study_gates import gates_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.planning_study import Progress


@dataclass(frozen=True, kw_only=True, eq=False)
class Attached:
    """A study on its streets.

    Attributes
    ----------
    walk_network : WalkNetwork
        Its streets, edited and joined as the study asks.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``.
    unusable, warnings : tuple of Finding
        What leaves nothing to plan, and what a person should look at.
    street_doubts : tuple of Finding
        Those of the warnings that tell of islands and of ways left out.
    ways_left_out : GeoDataFrame or None
        ``tables.LEFT_OUT_TOLD``.
    compounds : GeoDataFrame or None
        ``account_tables.PLAN_COMPOUNDS``.
    """

    walk_network: network.WalkNetwork
    attachments: gpd.GeoDataFrame
    unusable: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    street_doubts: tuple[Finding, ...] = ()
    ways_left_out: gpd.GeoDataFrame | None = None
    compounds: gpd.GeoDataFrame | None = None


def attached(
    study: Study,
    scenario: Scenario,
    *,
    walk_network: network.WalkNetwork | None = None,
    progress: Progress = silent,
) -> Attached:
    """Build the streets of a study and attach its centers, blocks and gates to them: how every plan begins.

    Raises
    ------
    InputError
        If there is no street, or the network given is that of other streets, edits or crossings.
    """
    progress("step.network")
    if walk_network is None:
        walk_network = _built(study)
    else:
        raise_if_any(_built_for_another(walk_network, study))
    gates = gates_of(study)
    progress("step.attach")
    attachments = network.attach(
        walk_network,
        centers=study.centers,
        blocks=study.blocks,
        gates=gates,
        max_snap_m=scenario.max_snap_m,
        metric_crs=study.metric_crs,
        compounds=study.compounds,
    )
    ways_left_out = street_doubts.ways_left_out(study, attachments, walk_network, scenario)
    doubts = [
        *street_doubts.island_findings(study, attachments, walk_network, scenario),
        *street_doubts.left_out_findings(study, ways_left_out),
        *street_doubts.streets_short_of_area(study, scenario),
        *compound_findings(study, attachments, walk_network, gates),
    ]
    return Attached(
        walk_network=walk_network,
        attachments=attachments,
        unusable=tuple(_unusable(study, attachments, open_ids_of(study), scenario)),
        warnings=(
            *not_attached_findings(study, gates, attachments, walk_network, scenario),
            *doubts,
            *square_findings(study, walk_network),
            *edit_findings(study, walk_network, gates),
        ),
        street_doubts=tuple(doubts),
        ways_left_out=ways_left_out,
        compounds=network.compound_account(walk_network, attachments, study.blocks, study.compounds),
    )


def network_of(study: Study) -> network.WalkNetwork:
    """Build the walk network of a study's streets, edited and joined as the study asks.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> network = circles.network_of(study)
    >>> slow = circles.plan(study, circles.Scenario(walking_speed_kmh=2.88), walk_network=network)
    >>> fast = circles.plan(study, circles.Scenario(walking_speed_kmh=5.0), walk_network=network)
    >>> slow.blocks["walk_m"].equals(fast.blocks["walk_m"])
    True
    """
    expect("study", study, Study)
    return _built(study)


def _built(study: Study) -> network.WalkNetwork:
    built = network.build_network(study.streets, **_said_of_streets(study))
    return built if study.edits is None else network.edited_network(built, study.edits)


def _said_of_streets(study: Study) -> dict[str, Any]:
    names = ("compounds", "barriers", "crossings", "join_ends_m")
    return {"squares": open_squares(study), **{name: getattr(study, name) for name in names}}


def _built_for_another(walk_network: network.WalkNetwork, study: Study) -> list[Finding]:
    """Return why the network cannot be that of the study: nothing where it was built from the same."""
    asked = network.built_from(study.streets, edits=study.edits, **_said_of_streets(study))
    return network.differences(walk_network.built_from, asked, study=study.name)


def open_ids_of(study: Study) -> pd.Series:
    """Return the ids of the centers that are open."""
    ids: pd.Series = study.centers.loc[study.centers["status"] == "open", "center_id"]
    return ids


def _unusable(study: Study, attachments: gpd.GeoDataFrame, open_ids: pd.Series, scenario: Scenario) -> list[Finding]:
    """Return what leaves nothing to plan."""
    if not len(open_ids):
        return [Finding(code="no_center_open", details={"centers": len(study.centers)})]
    # What is reached through gates, or by a choice, says nothing in its own row.
    points = attachments[~attachments["reason"].isin(network.ELSEWHERE)]
    attached = attachments[attachments["piece"] >= 0]
    findings = []
    for kinds, code, ids in (
        (["center"], "all_centers_out_of_reach", open_ids),
        (["block", "gate"], "all_blocks_out_of_reach", study.blocks["block_id"]),
    ):
        column = "center_id" if kinds == ["center"] else "block_id"
        if kinds != ["center"] and street_doubts.lie_among_streets(study, points, scenario):
            continue  # none is evaluated, and why is told
        if not attached[column].isin(ids).any():
            nearest_m = points.loc[points[column].notna(), "snap_m"].min()
            nearest = Figure(value=nearest_m if np.isfinite(nearest_m) else None, unit=METRES)
            details = {"nearest": nearest, "max_snap_m": Figure(value=scenario.max_snap_m, precision="setting")}
            findings.append(Finding(code=code, details=details))
    return findings
