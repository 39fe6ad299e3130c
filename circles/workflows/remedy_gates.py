"""A gate more for each block outside: the place on its edge by which the walk is least, confirmed by a rerun."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles import integers, network, tables
from circles.remediation import Found, edits_of
from circles.rule_numbers import GATE_STEP_M, LARGE_BLOCK_M2, LINK_M
from circles.workflows.reruns import rerun
from circles.workflows.study_gates import gates_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.workflows.reruns import Base

    Integers = NDArray[np.int64]


def gates_that_serve(base: Base) -> list[Found]:
    """Return the gates that bring their blocks inside, one a block, since a gate serves no other block.

    Places are looked for along the edge of each block that is a polygon, every 15 m and at its corners, where a street
    off islands is within 60 m; a block without gates is left straight from its place, one with gates by the new one.

    Parameters
    ----------
    base : Base
        The plan and its streets.
    """
    shapes = base.study.blocks.geometry.to_numpy()
    rows = base.not_inside[shapely.get_dimensions(shapes[base.not_inside]) == 2]
    row, units = _edges(base, rows)
    if not row.size:
        return []
    walk_mm = _walks(base, row, units)
    order = np.lexsort((units[:, 1], units[:, 0], walk_mm, row))
    order = order[walk_mm[order] <= base.scenario.limit_mm]
    first = order[np.unique(row[order], return_index=True)[1]]
    given = has_gates(base)
    places = zip(row[first].tolist(), units[first].tolist(), strict=True)
    found = [_found(base, at, place, given) for at, place in places]
    if not found:
        return []
    edits = edits_of(found)
    inside = set(rerun(base.with_edits(edits), row[first]).inside.tolist())
    return [each for each in found if int(each.gained[0]) in inside]


def has_known_walls(base: Base) -> NDArray[np.bool_]:
    """Return which blocks are said to have walls: their gates are given, they are gated, or in a gated polygon."""
    blocks = base.plan.blocks
    ids = blocks["block_id"]
    walled = ids.isin(gates_of(base.study)["block_id"].dropna()).to_numpy()
    if tables.GATED in base.study.blocks:
        walled = walled | (base.study.blocks[tables.GATED] == 1.0).to_numpy()
    compounds = base.study.compounds
    if compounds is not None and len(compounds):
        places = blocks.geometry.representative_point().to_numpy()
        inside, _ = shapely.STRtree(compounds.geometry.to_numpy()).query(places, predicate="intersects")
        walled[inside] = True
    result: NDArray[np.bool_] = walled
    return result


def _found(base: Base, row: int, place: list[int], given: NDArray[np.bool_]) -> Found:
    block_id = str(base.plan.blocks["block_id"].iloc[row])
    land_m2 = float(base.plan.blocks["land_m2"].iloc[row])
    is_large = land_m2 > LARGE_BLOCK_M2
    return Found(
        kind="gate",
        gained=np.array([row], np.int64),
        place=(place[0], place[1]),
        block_id=block_id,
        name=base.block_called[block_id],
        checks=() if given[row] else ("gates_not_given",),
        block_m2=land_m2 if is_large else np.nan,
        farthest_m=_farthest_m(base, row, place) if is_large else np.nan,
    )


def _farthest_m(base: Base, row: int, place: list[int]) -> float:
    """Return how far the farthest part of a block is from a place, in a straight line."""
    gate = shapely.points(integers.to_degrees(np.array([place])))
    corners = shapely.points(shapely.get_coordinates(base.study.blocks.geometry.iloc[row]))
    plane = base.study.metric_crs
    return float(shapely.distance(network.in_plane(corners, plane), network.in_plane(gate, plane)).max())


def has_gates(base: Base) -> NDArray[np.bool_]:
    """Return which blocks have gates of their own, in the order of the plan."""
    gates = gates_of(base.study)
    own = gates[~gates["added"]] if "added" in gates else gates
    result: NDArray[np.bool_] = base.plan.blocks["block_id"].isin(own["block_id"].dropna()).to_numpy()
    return result


def _edges(base: Base, rows: Integers) -> tuple[Integers, Integers]:
    """Return places along the edges of some blocks near streets that are within the limit: the block and (lon, lat)."""
    plane = base.study.metric_crs
    flat = network.in_plane(base.study.blocks.geometry.to_numpy()[rows], plane)
    edges = shapely.segmentize(shapely.boundary(flat), GATE_STEP_M)
    near = network.pieces_within(base.walk_network, base.plan.nodes, limit_mm=base.scenario.limit_mm)
    tree = shapely.STRtree(network.in_plane(network.piece_lines(base.walk_network, near), plane))
    able = np.unique(tree.query(edges, predicate="dwithin", distance=LINK_M)[0])
    places, at = shapely.get_coordinates(edges[able], return_index=True)
    close = np.unique(tree.query(shapely.points(places), predicate="dwithin", distance=LINK_M)[0])
    degrees = network.in_degrees(shapely.points(places[close]), plane)
    return rows[able[at[close]]], integers.to_units(shapely.get_coordinates(degrees))


def _walks(base: Base, row: Integers, units: Integers) -> Integers:
    """Return the walk of a block by a gate at each place, as far as it is known before a rerun."""
    street_mm = network.walks_of_places(
        base.walk_network, base.plan.nodes, units[:, 0].copy(), units[:, 1].copy(), longest_m=LINK_M
    )
    attached = base.plan.attachments
    own = attached[attached["kind"] == "block"].set_index("point_id")["geometry"]
    begin = own.reindex(base.plan.blocks["block_id"].iloc[row]).to_numpy()
    from_units = integers.to_units(shapely.get_coordinates(begin))
    inner_mm = network.plane_lengths_mm(*from_units.T, *units.T)
    return street_mm + np.where(has_gates(base)[row], 0, inner_mm)
