"""Edits: what a planner knows and the street file does not (docs/method.md, Streets).

A *path* joins the streets that its ends touch within 10 m, a *closed* line cuts the streets it crosses, a *gate* is one
more gate of the block nearest to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.building import segment_lengths_of
from circles.network.joining import draw, near_ends, redraw
from circles.rule_numbers import CUT_M, PATH_REACH_M

if TYPE_CHECKING:
    from circles.network.joining import Drawn

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class EditedStreets:
    """Streets with paths added and closures cut, and what each edit did.

    Attributes
    ----------
    streets : GeoDataFrame
        ``tables.STREETS``.
    done : DataFrame
        Index of the edits; `kind` and `count`: ends joined of a path (0 to 2), streets cut by a closed line.
    """

    streets: gpd.GeoDataFrame
    done: pd.DataFrame


def apply_edits(streets: gpd.GeoDataFrame, edits: gpd.GeoDataFrame, *, metric_crs: str) -> EditedStreets:
    """Apply paths and closures to streets; gates are for :func:`edit_gates`.

    Parameters
    ----------
    streets : GeoDataFrame
        ``tables.STREETS``.
    edits : GeoDataFrame
        ``tables.EDITS``.
    metric_crs : str
        The study's plane.

    Returns
    -------
    EditedStreets
        A path may cross a closed line: closures are cut first, then paths are laid.
    """
    closed, paths = (edits[edits["kind"] == kind] for kind in ("closed", "path"))
    cut, cuts = _cut(streets, closed, metric_crs)
    laid, joins = _lay(cut, paths)
    counts = pd.concat([cuts, joins]).reindex(edits.index).fillna(0).astype(np.int64)
    done = pd.DataFrame({"kind": edits["kind"], "count": counts})
    return EditedStreets(laid, done[done["kind"] != "gate"])


def edit_gates(edits: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame, *, metric_crs: str) -> gpd.GeoDataFrame:
    """Return the gates among the edits as ``tables.GATES``, each of the block nearest to it; none without blocks."""
    added = edits[edits["kind"] == "gate"]
    placed = blocks[blocks.geometry.notna() & ~blocks.geometry.is_empty].sort_values("block_id", kind="stable")
    added = added if len(placed) else added.iloc[:0]
    tree = shapely.STRtree(placed.geometry.to_crs(metric_crs).to_numpy())
    nearest = tree.nearest(added.geometry.to_crs(metric_crs).to_numpy()) if len(added) else []
    # Apart from the ids of gates in the study's own file.
    ids = np.array([f"edit {edit_id}" for edit_id in added["edit_id"]], dtype=object)
    return gpd.GeoDataFrame(
        {"gate_id": ids, "block_id": placed["block_id"].to_numpy(object)[nearest]},
        geometry=added.geometry.to_numpy(),
        crs=tables.WGS84,
    )


def _cut(streets: gpd.GeoDataFrame, closed: gpd.GeoDataFrame, metric_crs: str) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Part the streets that closed lines cross; return them and how many each line cut."""
    if closed.empty:
        return streets, pd.Series(dtype=np.int64)
    knives = closed.geometry.to_crs(metric_crs).buffer(CUT_M, cap_style="flat").to_numpy()
    lines = streets.geometry.to_crs(metric_crs).to_numpy()
    knife, hit = shapely.STRtree(lines).query(knives, predicate="intersects")
    counts = pd.Series(np.bincount(knife, minlength=len(closed)), index=closed.index)
    rows = np.unique(hit)
    parted = shapely.difference(lines[rows], shapely.union_all(knives))
    parts, owner = shapely.get_parts(parted, return_index=True)
    whole_m = shapely.length(lines[rows])
    pieces = streets.iloc[rows[owner]].set_geometry(
        integers.on_grid(gpd.GeoSeries(parts, crs=metric_crs).to_crs(tables.WGS84)).to_numpy(), crs=tables.WGS84
    )
    if "length_m" in streets:
        pieces = pieces.assign(length_m=pieces["length_m"].to_numpy() * shapely.length(parts) / whole_m[owner])
    pieces = pieces[shapely.length(pieces.geometry.to_numpy()) > 0]
    rest = streets.drop(index=streets.index[rows])
    return gpd.GeoDataFrame(pd.concat([rest, pieces], ignore_index=True), crs=tables.WGS84), counts


def _lay(streets: gpd.GeoDataFrame, paths: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Add paths as streets and join their ends; return all and how many ends of each path met a street."""
    if paths.empty:
        return streets, pd.Series(dtype=np.int64)
    new = gpd.GeoDataFrame(
        {
            "street_id": paths["edit_id"].to_numpy(object),
            "name": paths["note"].to_numpy(object),
            "highway": "path",
            "level": "",
            "cut_start": False,
            "cut_end": False,
        },
        geometry=paths.geometry.to_numpy(),
        crs=tables.WGS84,
    )
    both = gpd.GeoDataFrame(pd.concat([streets, new], ignore_index=True), crs=tables.WGS84)
    drawn = draw(both)
    ends = np.flatnonzero(drawn.is_end & (drawn.line >= len(streets)))
    steps = near_ends(drawn, ends, PATH_REACH_M, onto=_street_segments(drawn, len(streets)))
    inserts = steps.rename(columns={"target": "segment"})[["segment", "t", "x", "y"]]
    laid = both.set_geometry(redraw(drawn, inserts, steps), crs=tables.WGS84)
    if "length_m" in streets:
        measured = segment_lengths_of(laid) / 1000
        laid["length_m"] = np.where(np.arange(len(laid)) < len(streets), laid["length_m"], measured)
    owner = drawn.line[steps["vertex"].to_numpy(np.int64)] - len(streets)
    return laid, pd.Series(np.bincount(owner, minlength=len(paths)), index=paths.index)


def _street_segments(drawn: Drawn, streets: int) -> NDArray[np.bool_]:
    """Return which segments are of streets, not of paths."""
    result: NDArray[np.bool_] = drawn.line[drawn.first] < streets
    return result
