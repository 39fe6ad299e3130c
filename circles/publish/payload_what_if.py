"""What the page answers other centers, minutes and speeds from (``web/what_if.js``).

Exact streets, and who stands where on them. Nothing here is simplified: places are whole 1e-7 degrees and lengths
whole millimetres, as the plan has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import center_list, integers, tables, walking
from circles.center_list import listed_texts
from circles.publish.centers_table import centers_texts
from circles.publish.packed_geometry import UNITS_PER_DEGREE, packed_polygons, to_integers
from circles.publish.payload_days import days, districts_of_rows, estates, with_estates
from circles.publish.payload_edits import block_places, compound_gates, editable, told_pieces
from circles.publish.payload_own_edits import own_edits
from circles.rule_numbers import GAP_APART_M, GAP_POINTS_APART_M
from circles.service_tiers import tier_of
from circles.settlements import are_unasked

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.plan import Plan

_PUBLIC, _UNGATED = 0, -1
"""Groups of streets: public ones, those of compounds that no polygon gates, and from 1 on those of gated ones."""


def what_if(plan: Plan, center_of: dict[str, int]) -> dict[str, Any] | None:
    """Return what the page answers scenarios from, None where a plan cannot be asked again by its streets.

    A plan that counts a block only by the center of its own community is not judged by its walk alone.
    """
    if plan.attachable is None or plan.laid_parts is None or plan.scenario.own_community_only:
        return None
    grounds = [] if plan.study.compounds is None else sorted(plan.study.compounds["compound_id"].astype(str))
    scenario, walked = plan.scenario, with_estates(plan)
    return {
        "minutes": scenario.minutes,
        "uneven_limits": list(scenario.uneven_limits),
        "walking_speed_kmh": scenario.walking_speed_kmh,
        "profiles": dict(walking.PROFILES),
        "max_snap_m": scenario.max_snap_m,
        "as_of": scenario.as_of,
        "days": days(plan),
        "rows": len(walked.blocks),
        "estates": estates(plan),
        "tiers": _tiers(plan),
        **_nodes(plan),
        "sets": _sets(plan.attachable, grounds),
        "stages": _stages(plan.laid_parts),
        "compounds": _rings(plan),
        "compound_gates": compound_gates(walked, grounds),
        "points": _standing(walked, "block_id", {name: i for i, name in enumerate(walked.blocks["block_id"])}, "owner"),
        "unasked": np.flatnonzero(are_unasked(plan.blocks)).tolist(),
        "spots": _standing(plan, "center_id", center_of, "center"),
        "blocks": block_places(walked),
        "districts": districts_of_rows(plan),
        "gap_m": {"areas": GAP_APART_M, "points": GAP_POINTS_APART_M},
        "editable": editable(walked, center_of),
        "own_edits": own_edits(plan),
        "list": _list(plan),
        "with_gates": sorted({center_of[name] for name in _with_gates(plan)}),
    }


def _tiers(plan: Plan) -> dict[str, Any] | None:
    """Return the tiers of the study, the highest first, how far one walks to each, and that of each center."""
    scenario = plan.scenario
    if not scenario.tiers:
        return None
    said = listed_texts(plan.centers, "tier")
    limits = [
        {"walk_mm": tier.limit_mm(scenario.speed_m_per_h)}
        if tier.minutes is None
        else {"seconds": walking.whole(tier.minutes, per=60)}
        for tier in scenario.tiers
    ]
    return {
        "list": [{"name": tier.name, **limit} for tier, limit in zip(scenario.tiers, limits, strict=True)],
        "of": [tier_of(word, scenario.tiers) for word in said.tolist()],
        "higher_counts": scenario.higher_counts,
    }


def _nodes(plan: Plan) -> dict[str, list[int]]:
    """Return what the places of nodes are beyond those that are drawn, in 1e-7 degree."""
    public = plan.nodes[plan.nodes["layer"] == tables.PUBLIC]
    rest = {}
    for name, axis in (("node_x", "lon"), ("node_y", "lat")):
        units = public[axis].to_numpy(np.int64)
        rest[name] = (
            units - to_integers(integers.to_degrees(units)) * (integers.UNITS_PER_DEGREE // UNITS_PER_DEGREE)
        ).tolist()
    return rest


def _sets(vertices: pd.DataFrame, grounds: list[str]) -> list[dict[str, Any]]:
    """Return the sets of streets to which points are attached, in the order in which they are asked."""
    found = []
    for _, rows in vertices.groupby(["stage", "kind"], sort=False):
        group_of = {name: i + 1 for i, name in enumerate(dict.fromkeys(rows["compound_id"][rows["gated"]]))}
        told, begins = told_pieces(rows)
        first = rows.iloc[begins]
        groups = np.where(
            first["gated"], first["compound_id"].map(group_of).fillna(0),
            np.where(first["compound_id"] == "", _PUBLIC, _UNGATED),
        )  # fmt: skip
        found.append(
            {
                "stage": int(rows["stage"].iloc[0]),
                "kind": str(rows["kind"].iloc[0]),
                "group": groups.astype(np.int64).tolist(),
                **told,
                "compounds": [group_of.get(name, _UNGATED) for name in grounds],
            }
        )
    return found


def _stages(parts: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "piece_before": rows["piece_before"].tolist(),
            "from_mm": rows["from_mm"].tolist(),
            "takes_start": rows["takes_start"].astype(int).tolist(),
        }
        for _, rows in parts.groupby("stage", sort=True)
    ]


def _rings(plan: Plan) -> dict[str, Any]:
    table = plan.study.compounds
    if table is None:
        return packed_polygons(np.zeros(0, object))
    in_order = table.assign(compound_id=table["compound_id"].astype(str)).sort_values("compound_id", kind="stable")
    return packed_polygons(in_order.geometry.to_numpy(), units=integers.UNITS_PER_DEGREE)


def _standing(plan: Plan, column: str, row_of: dict[str, int], name: str) -> dict[str, list[int]]:
    """Return the spots of blocks or centers on the streets: whose each is, the piece, the place along it, the leg."""
    rows = plan.attachments[(plan.attachments["piece"] >= 0) & plan.attachments[column].notna()]
    spots = {key: rows[key].astype(np.int64).tolist() for key in ("piece", "at_mm", "leg_mm")}
    return {name: [row_of[owner] for owner in rows[column]], **spots}


def _list(plan: Plan) -> dict[str, Any]:
    """Return the list of the centers that the page hands out again: its headings, and its cells column by column."""
    made = [*tables.CENTER_FIGURES, *tables.CENTER_SHARES, *center_list.CENTER_USES]
    cells = centers_texts(plan.centers.drop(columns=made, errors="ignore"))
    return {"heads": list(cells), "cells": list(cells.values())}


def _with_gates(plan: Plan) -> set[str]:
    """Return the centers of which entrances are known."""
    rows = plan.attachments
    return set(rows["center_id"][rows["gate_id"].notna()].dropna())
