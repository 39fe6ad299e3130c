"""What the page answers drawn edits from: outlines of blocks, streets before any edit, and what is attached to them.

Edits act on the streets before any edit, so those of the plan are told as they were drawn, and done again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles import account_tables, attachable_tables, integers, tables
from circles.publish.packed_geometry import packed_polygons, spread

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from circles.answers.plan import Plan

_OFF_GRID = 1e-5
"""In 1e-7 degree: degrees that were rounded to these are off by less, as floats go."""

_POINT, _POLYGONS = 0, (3, 6)


def block_places(plan: Plan) -> dict[str, Any] | None:
    """Return which block a gate is nearest to, and where the leg to it begins; None where it cannot be told exactly.

    That is where a block is neither point nor polygon, or lies between the whole 1e-7 degrees.
    """
    geometry = plan.blocks.geometry.to_numpy()
    there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    units = shapely.get_coordinates(geometry[there]) * integers.UNITS_PER_DEGREE
    known = np.isin(shapely.get_type_id(geometry[there]), (_POINT, *_POLYGONS))
    if not known.all() or (np.abs(units - np.rint(units)) > _OFF_GRID).any():
        return None
    row_of = {block_id: row for row, block_id in enumerate(plan.blocks["block_id"])}
    own = plan.attachments[plan.attachments["kind"] == "block"]
    begins = np.full(len(geometry), None, dtype=object)
    begins[[row_of[block_id] for block_id in own["block_id"]]] = own.geometry.to_numpy()
    begins[~there] = None
    places = integers.to_units(shapely.get_coordinates(begins[there]))
    gates = plan.study.gates["block_id"]
    lon, lat = tables.plane_origin(tuple(plan.study.streets.total_bounds))
    return {
        "plane": {"lon": lon, "lat": lat},
        "polygons": packed_polygons(geometry, units=integers.UNITS_PER_DEGREE),
        **{axis: spread(places[:, column], there) for column, axis in enumerate(("lon", "lat"))},
        "with_gates": sorted({row_of[block_id] for block_id in gates.dropna() if block_id in row_of}),
    }


def compound_gates(plan: Plan, grounds: list[str]) -> list[dict[str, Any]]:
    """Return the gates that name a compound: one more way in to every center there, of the study or of an edit.

    `ground` is the row of its polygon, -1 without one; then it is of the centers on one of its `pieces`.
    """
    vertices = plan.attachable
    tables_of = [(plan.study.gates, tables.GATE_COMPOUND, False)]
    if plan.study.edits is not None:
        tables_of.append((plan.study.edits[plan.study.edits["kind"] == "gate"], tables.EDIT_COMPOUND, True))
    found = []
    for table, column, edited in tables_of:
        named = table[table[column].fillna("").astype(str) != ""] if column in table else table.iloc[:0]
        for name, place in zip(named.get(column, ()), named.geometry, strict=True):
            lon, lat = integers.to_units(shapely.get_coordinates(place)[0]).tolist()
            ground = grounds.index(str(name)) if str(name) in grounds else -1
            pieces: list[int] = []
            if vertices is not None and ground < 0:
                own = (vertices["stage"] == 0) & ~vertices["gated"] & (vertices["compound_id"] == str(name))
                pieces = vertices.loc[own, "piece"].unique().tolist()
            gate = {"lon": lon, "lat": lat, "ground": ground, "pieces": pieces, "edited": int(edited)}
            found.append(gate)
    return found


def told_pieces(vertices: pd.DataFrame) -> tuple[dict[str, list[int]], NDArray[np.int64]]:
    """Return pieces as columns, and the rows at which they begin.

    Of each piece the vertices between its ends are told, as steps from its start: where it ends the nodes tell.
    """
    piece = vertices["piece"].to_numpy(np.int64)
    begins = np.flatnonzero(np.diff(piece, prepend=-1) != 0)
    last = np.append(begins[1:], piece.size)[: begins.size] - 1
    steps = {name: np.diff(vertices[name].to_numpy(np.int64), prepend=0) for name in ("lon", "lat")}
    between = np.setdiff1d(np.arange(piece.size), np.concatenate([begins, last]))
    told = {
        "piece": piece[begins].tolist(),
        "sizes": (last - begins + 1).tolist(),
        "x": steps["lon"][between].tolist(),
        "y": steps["lat"][between].tolist(),
        "rest_mm": np.delete(vertices["rest_mm"].to_numpy(np.int64), last).tolist(),
    }
    return told, begins


def editable(plan: Plan, center_of: dict[str, int]) -> dict[str, Any] | None:
    """Return the streets before any edit, the edits of the plan, and who stands where; None where it is not known.

    Pieces that the sets of streets tell are not told again: those of its own stage, and of the stage before it those
    that squares left whole.
    """
    if plan.editable is None or plan.attachable is None or plan.laid_parts is None:
        return None
    vertices, pieces, nodes, edited = plan.editable
    stage = int(plan.laid_parts["stage"].max() if len(plan.laid_parts) else 0) - int(edited)
    known = np.isin(vertices["piece"], _known_pieces(plan.attachable, plan.laid_parts, stage))
    names = list(dict.fromkeys(pieces["compound_id"][pieces["compound_id"] != ""]))
    of_name = pieces.drop_duplicates("compound_id").set_index("compound_id")
    private = pieces["compound_id"] != ""
    number = {name: i for i, name in enumerate(names)}
    grounds = [] if plan.study.compounds is None else sorted(plan.study.compounds["compound_id"].astype(str))
    return {
        "stage": stage,
        "rest": told_pieces(vertices[~known])[0],
        "marked": np.flatnonzero(vertices["marked"]).tolist(),
        "island": np.flatnonzero(pieces["island"]).tolist(),
        "squares": np.flatnonzero(pieces["square"]).tolist(),
        "private": np.flatnonzero(private).tolist(),
        "compound": [number[name] for name in pieces["compound_id"][private]],
        "compound_ids": names,
        "grounds": grounds,
        "gated": of_name["gated"].reindex(names).astype(int).tolist(),
        "opened": of_name["opened"].reindex(names).astype(int).tolist(),
        "ends": _ends(pieces, nodes) if edited else None,
        "asking": _asking(plan, center_of),
        "spots": _spots(plan, center_of, plan.attachable, plan.laid_parts) if edited else None,
        "edits": _drawn_lines(plan),
    }


def _known_pieces(vertices: pd.DataFrame, laid_parts: pd.DataFrame, stage: int) -> NDArray[np.int64]:
    """Return the pieces before any edit that the sets of streets tell, whole."""
    here = vertices.loc[vertices["stage"] == stage, "piece"].unique()
    if stage == 0:
        return np.asarray(here, np.int64)
    parts = laid_parts[laid_parts["stage"] == stage]
    before = parts["piece_before"].to_numpy(np.int64)
    whole = np.flatnonzero(np.bincount(before)[before] == 1)
    earlier = vertices.loc[vertices["stage"] == stage - 1, "piece"].unique()
    return np.union1d(here, whole[np.isin(before[whole], earlier)]).astype(np.int64)


def _ends(pieces: pd.DataFrame, nodes: pd.DataFrame) -> dict[str, list[int]]:
    ends = {name: pieces[name].astype(np.int64).tolist() for name in ("start", "end")}
    places = {name: np.diff(nodes[name].to_numpy(np.int64), prepend=0).tolist() for name in ("lon", "lat")}
    return {**ends, **{f"node_{name}": steps for name, steps in places.items()}}


def _asking(plan: Plan, center_of: dict[str, int]) -> dict[str, list[Any]]:
    """Return the points that may use what is laid as well: whose they are, where they leave for the street, their leg.

    `walled` are those attached within the polygon of their compound, or at a gate: they do not pass its wall.
    """
    rows = _own_rows(plan)
    rows = rows[(rows["reason"] != _AT_GATES) & ~(rows.geometry.isna() | rows.geometry.is_empty)]
    begins = integers.to_units(shapely.get_coordinates(rows.geometry.to_numpy()))
    via = rows["via"].to_numpy(object)
    leaves = begins.copy()
    through = ~shapely.is_missing(via)
    leaves[through] = integers.to_units(shapely.get_coordinates(via[through]))
    walled = (rows["piece"] >= 0) & (rows["reason"] != account_tables.GATE_UNKNOWN)
    return {
        **_owners(rows, plan, center_of),
        "lon": leaves[:, 0].tolist(),
        "lat": leaves[:, 1].tolist(),
        "from_lon": (begins - leaves)[:, 0].tolist(),
        "from_lat": (begins - leaves)[:, 1].tolist(),
        "gate": rows["gate_id"].notna().astype(int).tolist(),
        "walled": walled.astype(int).tolist(),
    }


_AT_GATES = "at_gates"


def _own_rows(plan: Plan) -> pd.DataFrame:
    """Return the attachments of points themselves, without what they may use as well: the first of each."""
    rows = plan.attachments
    keys = rows[["block_id", "center_id", "gate_id"]].fillna("").astype(str)
    own: pd.DataFrame = rows[~keys.duplicated()]
    return own


def _owners(rows: pd.DataFrame, plan: Plan, center_of: dict[str, int]) -> dict[str, list[int]]:
    block_of = {name: row for row, name in enumerate(plan.blocks["block_id"])}
    found = {}
    for name, row_of in (("block", block_of), ("center", center_of)):
        found[name] = [row_of.get(owner, -1) for owner in rows[f"{name}_id"]]
    return found


def _spots(
    plan: Plan, center_of: dict[str, int], vertices: pd.DataFrame, laid_parts: pd.DataFrame
) -> dict[str, list[int]]:
    """Return the spots on the streets before any edit, of which the last stage of what is laid is that of the edits."""
    stage = laid_parts["stage"].max()
    parts = laid_parts[laid_parts["stage"] == stage]
    freed = (vertices["stage"] == stage) & (vertices["kind"] == attachable_tables.FREED_STREETS)
    rows = plan.attachments
    piece = rows["piece"].to_numpy(np.int64)
    own = np.isin(rows.index, _own_rows(plan).index)
    added = (piece >= len(parts)) | np.isin(piece, vertices.loc[freed, "piece"].unique())
    kept = rows[(piece >= 0) & (own | ~added)]
    piece = kept["piece"].to_numpy(np.int64)
    at_mm = kept["at_mm"].to_numpy(np.int64) + parts["from_mm"].to_numpy(np.int64)[piece]
    return {
        **_owners(kept, plan, center_of),
        "piece": parts["piece_before"].to_numpy(np.int64)[piece].tolist(),
        "at_mm": at_mm.tolist(),
        "leg_mm": kept["leg_mm"].astype(np.int64).tolist(),
    }


def _drawn_lines(plan: Plan) -> list[dict[str, Any]]:
    """Return the paths and closed lines of the plan, in 1e-7 degree."""
    edits = plan.study.edits
    if edits is None:
        return []
    lines = edits[edits["kind"].isin(["closed", "path"])]
    drawn = [integers.to_units(shapely.get_coordinates(line)).tolist() for line in lines.geometry]
    return [{"kind": kind, "line": line} for kind, line in zip(lines["kind"], drawn, strict=True)]
