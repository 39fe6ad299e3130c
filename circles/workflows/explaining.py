"""The walk behind a verdict: its legs and street pieces, metre by metre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from circles import integers, named_rows, tables
from circles.answers.edge_words import open_walks
from circles.answers.plan import Plan
from circles.answers.walk import Walk
from circles.errors import expect
from circles.network.geodesy import metres_per_degree
from circles.rule_numbers import LEAST_STRAIGHT_MM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely import Point

_GATE = -1
_PARTS = {tables.LAID_PATH: "path", tables.SQUARE: "square", tables.SQUARE_OUTLINE: "square"}
"""The part of a walk that a piece of this class is; of any other, a street."""


def explain(plan: Plan, block: str) -> Walk:
    """Tell the walk of a block: access leg, streets, and the leg to its nearest open center.

    Parameters
    ----------
    plan : Plan
        The answer to explain.
    block : str
        The id of a block of it, or its name where one block alone has it.

    Raises
    ------
    QuestionError
        If the plan has no such block, or several of that name.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> walk = circles.explain(plan, plan.blocks["block_id"].iloc[0])
    >>> round(walk.walk_m), walk.verdict
    (1269, 'outside')
    """
    expect("plan", plan, Plan)
    expect("block", block, str)
    block_id = named_rows.id_meant(plan.blocks, "block", block)
    row = plan.blocks[plan.blocks["block_id"] == block_id].iloc[0]
    shared = _of_block(plan, row)
    if np.isnan(row["walk_m"]):
        return _no_walk(shared)
    walked = plan.nearest[plan.nearest["block_id"] == block_id].iloc[0]
    access, center = (plan.attachments.iloc[int(walked[end])] for end in ("access", "arrival"))
    steps = _steps(plan, access, center, int(row["walk_mm"]))
    straight_mm = _straight_mm(access["geometry"], center["geometry"])
    names = plan.centers.set_index("center_id")["name"]
    return Walk(
        **shared,
        center_id=row["center_id"],
        center_name=str(names[row["center_id"]]),
        gate_id=row["gate_id"] if isinstance(row["gate_id"], str) else "",
        straight_m=straight_mm / 1000,
        detour=int(row["walk_mm"]) / straight_mm if straight_mm >= LEAST_STRAIGHT_MM else float("nan"),
        parts=_parts(plan, access, center, steps),
    )


def _of_block(plan: Plan, row: pd.Series) -> dict[str, Any]:
    """Return what a walk says of its block, be there a walk or none."""
    return {
        "block_id": row["block_id"],
        "name": str(row["name"]),
        "verdict": row["verdict"],
        "reason": row["reason"],
        "minutes": float(row["minutes"]),
        "walk_m": float(row["walk_m"]),
        "minutes_low": float(row["minutes_low"]),
        "open": open_walks(plan.blocks[plan.blocks["block_id"] == row["block_id"]])[0],
        "scenario": plan.scenario,
        "lang": plan.study.lang,
    }


def _no_walk(shared: Mapping[str, Any]) -> Walk:
    nothing = gpd.GeoDataFrame({"part": [], "name": [], "length_mm": []}, geometry=[], crs=tables.WGS84)
    return Walk(**shared, center_id="", center_name="", gate_id="", straight_m=np.nan, detour=np.nan, parts=nothing)


def _straight_mm(access: Point, center: Point) -> int:
    _, _, straight_m = Geod(ellps="WGS84").inv(access.x, access.y, center.x, center.y)
    return int(integers.millimetres(straight_m))


def _steps(plan: Plan, access: pd.Series, center: pd.Series, walk_mm: int) -> list[tuple[int, int, int]]:
    """Return the walk along the streets as (piece, from_mm, to_mm), from the access point's spot to the center's.

    A gate that is passed is (-1, row, next row) of the nodes.
    """
    piece, at_mm = int(access["piece"]), int(access["at_mm"])
    own, own_at = int(center["piece"]), int(center["at_mm"])
    along_mm = walk_mm - int(access["leg_mm"])
    if piece == own and abs(at_mm - own_at) + int(center["leg_mm"]) == along_mm:
        return [(piece, at_mm, own_at)]
    length = plan.pieces["length_mm"].to_numpy()
    start = plan.pieces["start"].to_numpy()
    walks, next_piece, next_row, node = (
        plan.nodes[name].to_numpy(np.int64) for name in ("walk_mm", "next_piece", "next_row", "node")
    )
    ids = plan.nodes["center_id"].to_numpy(object)
    row, steps = -1, []
    for end, to_mm in (("start_row", 0), ("end_row", int(length[piece]))):
        there = int(plan.pieces[end].iloc[piece])
        if ids[there] == center["center_id"] and walks[there] + abs(at_mm - to_mm) == along_mm:
            row, steps = there, [(piece, at_mm, to_mm)]
            break
    while next_row[row] >= 0:
        if (piece := int(next_piece[row])) >= 0:
            forward = start[piece] == node[row]
            steps.append((piece, 0, int(length[piece])) if forward else (piece, int(length[piece]), 0))
        else:
            steps.append((_GATE, row, int(next_row[row])))
        row = int(next_row[row])
    from_start = start[own] == node[row] and walks[row] == int(center["leg_mm"]) + own_at
    steps.append((own, 0 if from_start else int(length[own]), own_at))
    return steps


def _parts(plan: Plan, access: pd.Series, center: pd.Series, steps: list[tuple[int, int, int]]) -> gpd.GeoDataFrame:
    """Return the walk's parts; consecutive pieces of one street are merged."""
    told = [_gate(plan, *step[1:]) if step[0] == _GATE else _street(plan, *step) for step in steps]
    streets = pd.DataFrame(told, columns=["part", "name", "length_mm", "line"])
    streets = streets[(streets["length_mm"] > 0) | (streets["part"] == "gate")]
    kind = streets[["part", "name"]]
    run = (kind != kind.shift()).any(axis=1).cumsum()
    merged = streets.groupby(run).agg({"part": "first", "name": "first", "length_mm": "sum", "line": list})
    access_line, center_line = (_leg(row) for row in (access, center))
    return gpd.GeoDataFrame(
        {
            "part": ["access", *merged["part"], "center_leg"],
            "name": ["", *merged["name"], ""],
            "length_mm": [int(access["leg_mm"]), *merged["length_mm"].astype(int), int(center["leg_mm"])],
        },
        geometry=[
            access_line,
            *(
                shapely.LineString(np.concatenate([shapely.get_coordinates(x) for x in line]))
                for line in merged["line"]
            ),
            center_line.reverse(),
        ],
        crs=tables.WGS84,
    )


def _street(plan: Plan, piece: int, from_mm: int, to_mm: int) -> tuple[str, str, int, shapely.LineString]:
    """Return a stretch of a piece as a part of a walk."""
    row = plan.pieces.iloc[piece]
    whole_mm = max(int(row["length_mm"]), 1)
    part = _PARTS.get(row["highway"], "street")
    return part, row["name"], abs(to_mm - from_mm), _cut(row.geometry, from_mm / whole_mm, to_mm / whole_mm)


def _gate(plan: Plan, row: int, next_row: int) -> tuple[str, str, int, shapely.LineString]:
    """Return a gate between two rows of the nodes as a part of a walk, named by its compound."""
    compound_id = max(plan.nodes["compound_id"].iloc[[row, next_row]])
    place = plan.nodes.geometry.iloc[row]
    return (
        "gate",
        named_rows.compound_names(plan.study.compounds).get(compound_id, ""),
        0,
        shapely.LineString([place, place]),
    )


def _leg(row: pd.Series) -> shapely.LineString:
    """Return the way from a point to its spot on the street, by the gate it passes."""
    places = [row["geometry"], row["via"], row["spot"]]
    return shapely.LineString([place for place in places if place is not None])


def _cut(line: shapely.LineString, start: float, end: float) -> shapely.LineString:
    """Return the part of a line between two shares of its length, in that direction."""
    xy = shapely.get_coordinates(line)
    kx, ky = metres_per_degree(xy[:, 1].mean())
    step = np.hypot(np.diff(xy[:, 0]) * kx, np.diff(xy[:, 1]) * ky)
    share = np.r_[0.0, np.cumsum(step)] / max(step.sum(), 1e-9)
    low, high = sorted((start, end))
    inner = xy[(share > low) & (share < high)]
    cut_ends = [[np.interp(at, share, xy[:, axis]) for axis in (0, 1)] for at in (low, high)]
    part = np.vstack([cut_ends[0], inner, cut_ends[1]])
    return shapely.LineString(part if start <= end else part[::-1])
