"""Whether anything of a study lies near its streets: where nothing does, there is nothing to plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles.errors import Finding
from circles.figures import METRES, Figure
from circles.settings import SECTIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.planning_study import Study

_M_PER_DEGREE = 111_320.0
FURTHEST_M = float(SECTIONS["scenario"]["max_snap_m"].high or 0.0)
"""The largest ``max_snap_m`` that can be asked for: what is beyond can be planned by no scenario."""

_AT_FIRST = 64


def out_of_reach(study: Study) -> dict[str, list[Finding]]:
    """Return by kind of input what lies nowhere near the streets: every open center, or every block and gate.

    So it is where a column was cut off, or a CRS is not the file's own. A plan, and a check, tell as well what lies
    further than the `max_snap_m` of its scenario; here it is what no scenario could reach.

    Parameters
    ----------
    study : Study
        Checked tables.
    """
    opened = study.centers[study.centers["status"] == "open"]
    lines, drawn_gates = _lines_and_gates(study)
    lines = _those_there(lines)
    blocks = [study.blocks.geometry.to_numpy(), study.gates.geometry.to_numpy(), drawn_gates]
    shapes = {"centers": opened.geometry.to_numpy(), "blocks": np.concatenate(blocks)}
    found = {}
    tree = shapely.STRtree(lines)
    for kind, every in shapes.items():
        there = _those_there(every)
        if _any_near(there, tree):
            continue
        nearest_m = _nearest_m(there, lines)
        if nearest_m > FURTHEST_M:
            distance = Figure(value=nearest_m if np.isfinite(nearest_m) else None, unit=METRES)
            details = {"nearest": distance, "max_snap_m": f"{study.scenario.max_snap_m:g}"}
            found[kind] = [Finding(code=f"all_{kind}_out_of_reach", details=details)]
    return found


def _lines_and_gates(study: Study) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return all lines that people may walk, those that a planner drew with them, and the gates that one drew."""
    lines = study.streets.geometry.to_numpy()
    if study.edits is None:
        return lines, lines[:0]
    drawn, kinds = study.edits.geometry.to_numpy(), study.edits["kind"].to_numpy()
    return np.concatenate([lines, drawn[kinds == "path"]]), drawn[kinds == "gate"]


def _those_there(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    there: NDArray[np.object_] = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return there


def _any_near(shapes: NDArray[np.object_], tree: shapely.STRtree) -> bool:
    """Return whether a shape is surely near a street; few are looked at where many are.

    A degree is nowhere longer than at the equator: what is near in degrees is near. One street is asked for, not every
    street within the distance.
    """
    start, count = 0, _AT_FIRST
    while start < len(shapes):
        part = shapes[start : start + count]
        if tree.query_nearest(part, max_distance=FURTHEST_M / _M_PER_DEGREE, all_matches=False).size:
            return True
        start, count = start + count, 4 * count
    return False


def _nearest_m(shapes: NDArray[np.object_], lines: NDArray[np.object_]) -> float:
    """Return the least distance of any shape to any street, infinity where there are none."""
    if not len(shapes) or not len(lines):
        return float("inf")
    _, south, _, north = shapely.total_bounds(lines)
    scale = _M_PER_DEGREE * np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    flat, streets = (shapely.transform(each, lambda xy: xy * scale) for each in (shapes, lines))
    _, distance = shapely.STRtree(streets).query_nearest(flat, all_matches=False, return_distance=True)
    return float(distance.min())
