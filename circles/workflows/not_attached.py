"""What a plan tells of points without a street in reach, of gates far from their block, and of lengths too short."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from circles import network
from circles.errors import Finding
from circles.figures import Figure
from circles.rule_numbers import FAR_GATE_M
from circles.workflows.far_rows import far_rows

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from circles.planning_study import Scenario, Study

_SHOWN_NAMES = 5


def not_attached_findings(
    study: Study,
    gates: gpd.GeoDataFrame,
    attachments: gpd.GeoDataFrame,
    walk_network: network.WalkNetwork,
    scenario: Scenario,
) -> list[Finding]:
    """Return what to tell of centers and gates without a street in reach, of gates far from their block, of lengths."""
    findings = []
    loose = attachments[(attachments["piece"] < 0) & ~attachments["reason"].isin(network.ELSEWHERE)]
    for kind, kinds in (("center", ["center"]), ("gate", ["gate", "choice"])):
        # What has no place was told when it was read.
        told = loose["reason"].isin(["no_geometry", "island"])
        ids = loose.loc[loose["kind"].isin(kinds) & ~told, "point_id"]
        ids = ids.drop_duplicates()
        if len(ids):
            max_snap_m = Figure(value=scenario.max_snap_m, precision="setting")
            findings.append(_listed(f"{kind}s_not_attached", ids, max_snap_m=max_snap_m))
    findings += far_rows(study, loose)
    far = _far_gates(study, gates)
    if len(far):
        findings.append(_listed("gates_far_from_block", far, far_m=Figure(value=FAR_GATE_M, precision="setting")))
    shorter = walk_network.account["shorter_than_straight"]
    if shorter:
        findings.append(Finding(code="shorter_than_straight", details={"count": shorter}))
    return findings


def _listed(code: str, ids: pd.Series, **details: object) -> Finding:
    more = " …" if len(ids) > _SHOWN_NAMES else ""
    names = ", ".join(ids.astype(str).head(_SHOWN_NAMES)) + more
    return Finding(code=code, details={"count": len(ids), "ids": names, **details})


def _far_gates(study: Study, given: gpd.GeoDataFrame) -> pd.Series:
    """Return the ids of gates more than 50 m from their block."""
    gates = given[given.geometry.notna() & given["block_id"].notna()]
    geometry = study.blocks.set_index("block_id").geometry.reindex(gates["block_id"]).to_crs(study.metric_crs)
    distance = shapely.distance(gates.geometry.to_crs(study.metric_crs).to_numpy(), geometry.to_numpy())
    far: pd.Series = gates.loc[distance > FAR_GATE_M, "gate_id"]
    return far
