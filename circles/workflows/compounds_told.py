"""What a plan tells of compounds: points whose gate nobody knows, and private streets that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles import account_tables, network, tables
from circles.errors import Finding
from circles.figures import Figure
from circles.workflows.street_doubts import people_of

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.network import WalkNetwork
    from circles.planning_study import Study

_SHOWN = 5


def compound_findings(
    study: Study, attachments: gpd.GeoDataFrame, walk_network: WalkNetwork, gates: gpd.GeoDataFrame
) -> list[Finding]:
    """Return what to tell of a study's compounds, counted in people.

    Parameters
    ----------
    study : Study
        With the gated polygons, if it has any.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``.
    walk_network : WalkNetwork
        Its streets.
    gates : GeoDataFrame
        ``tables.GATES``, those of edits among them.
    """
    found = _gates_of_nobody(attachments, gates)
    if not walk_network.compound_ids and study.compounds is None:
        return found
    unknown = attachments[attachments["reason"] == account_tables.GATE_UNKNOWN]
    findings = found + _blocks_told(study, "gates_unknown", unknown.loc[unknown["kind"] == "block", "block_id"])
    centers = unknown.loc[unknown["kind"] == "center", "center_id"].astype(str).tolist()
    if centers:
        details = {"count": Figure(value=len(centers)), "ids": _listed(centers)}
        findings.append(Finding(code="center_gates_unknown", details=details))
    return findings + _without_gate(study, attachments, walk_network)


def compounds_counted(compounds: gpd.GeoDataFrame | None) -> dict[str, int]:
    """Return the counts of compounds as squares and edits leave them, in the place of those of the streets alone.

    Parameters
    ----------
    compounds : GeoDataFrame or None
        ``account_tables.PLAN_COMPOUNDS``.
    """
    if compounds is None or compounds.empty:
        return {}
    counts = (len(compounds), int(compounds["gates"].sum()), int((~compounds["has_gate"]).sum()))
    return dict(zip(("compounds", "compound_gates", "compounds_without_gate"), counts, strict=True))


def _gates_of_nobody(attachments: gpd.GeoDataFrame, gates: gpd.GeoDataFrame) -> list[Finding]:
    """Return a finding where gates name a compound in which nobody stands, or none that is there."""
    named = gates[network.of_compounds(gates)]
    lost = named[~named["gate_id"].isin(attachments["gate_id"])]
    if lost.empty:
        return []
    ids = lost[tables.GATE_COMPOUND].astype(str).drop_duplicates().tolist()
    return [Finding(code="gates_of_no_compound", details={"count": Figure(value=len(lost)), "ids": _listed(ids)})]


def _without_gate(study: Study, attachments: gpd.GeoDataFrame, walk_network: WalkNetwork) -> list[Finding]:
    """Return a finding where blocks stand nearer to a compound without a gate than to the street they walk by."""
    before = walk_network if walk_network.edits is None else walk_network.edits.before
    pieces = before.piece_island & (before.piece_compound >= 0)
    own = attachments[(attachments["kind"] == "block") & (attachments["piece"] >= 0)]
    if not pieces.any() or own.empty:
        return []
    shapes = study.blocks.set_index("block_id").geometry.loc[own["block_id"]]
    lines = network.piece_lines(before, np.flatnonzero(pieces))
    tree = shapely.STRtree(network.in_plane(lines, study.metric_crs))
    at, off_m = tree.query_nearest(
        network.in_plane(shapes.to_numpy(), study.metric_crs), all_matches=False, return_distance=True
    )
    nearer = at[0][off_m < own["snap_m"].to_numpy()[at[0]]]
    details = {
        "count": Figure(value=int(np.unique(before.piece_compound[pieces]).size)),
        "km": Figure(value=int(before.piece_mm[pieces].sum()), precision="tenth", per=1e6),
    }
    return _blocks_told(study, "compounds_without_gate", own["block_id"].iloc[nearer], **details)


def _blocks_told(study: Study, code: str, ids: gpd.GeoSeries, **details: object) -> list[Finding]:
    """Return a finding of some blocks with their people, nothing where there is none."""
    if not len(ids):
        return []
    blocks = study.blocks[study.blocks["block_id"].isin(ids)]
    told = {"blocks": Figure(value=len(blocks)), "people": people_of(blocks), "ids": _listed(ids.astype(str).tolist())}
    return [Finding(code=code, details={**details, **told})]


def _listed(ids: list[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
