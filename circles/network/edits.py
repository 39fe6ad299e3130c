"""Edits: what a planner knows and the street file does not (docs/method.md, Edits).

Paths and closed lines change the built network, so that points stay attached as they were; a gate is given to a block
or a center.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.closing import closed_by
from circles.network.laying import laid_paths
from circles.network.opening import opened_by
from circles.network.origin import edits_checksum
from circles.network.rebuilding import rebuilt

if TYPE_CHECKING:
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]

EDIT_GATE = "edit "
"""What the ids of gates among the edits begin with, so that they are none of the study's own file."""


def edited_network(network: WalkNetwork, edits: gpd.GeoDataFrame) -> WalkNetwork:
    """Return a network with compounds opened, paths laid and closed lines drawn across it.

    Gates are for :func:`gates_of_edits`.

    Parameters
    ----------
    network : WalkNetwork
        Of a study's streets, before any edit.
    edits : GeoDataFrame
        ``tables.EDITS``.

    Returns
    -------
    WalkNetwork
        The same network where no edit changes it. Closures are cut first, then paths are laid.
    """
    opened, opens = opened_by(network, edits[edits["kind"] == "open"])
    lines = edits[edits["kind"].isin(["closed", "path"])]
    drawn = [_vertices(line) for line in lines.geometry]
    has_length = [len(vertices) > 1 for vertices in drawn]
    lines, drawn = lines[np.array(has_length, np.bool_)], [vertices for vertices in drawn if len(vertices) > 1]
    if lines.empty and not opened.any():
        return network
    # In an order that no order of rows can change.
    order = sorted(
        range(len(lines)), key=lambda i: (lines["kind"].iloc[i], drawn[i].tolist(), lines["edit_id"].iloc[i])
    )
    lines, drawn = lines.iloc[order], [drawn[i] for i in order]
    is_path = (lines["kind"] == "path").to_numpy()
    closures, paths = ([drawn[i] for i in np.flatnonzero(chosen)] for chosen in (~is_path, is_path))
    closed, laid = closed_by(network, closures), laid_paths(network, paths)
    notes = lines.loc[is_path, "note"].fillna("").astype(str).tolist()
    edited = rebuilt(network, closed, laid, notes, opened=opened)
    done = (
        None
        if edited.edits is None
        else replace(
            edited.edits,
            edit_ids=(*lines["edit_id"].astype(str), *opens),
            edit_counts=np.array([*closed.counts, *laid.counts, *opens.values()], np.int64),
        )
    )
    return replace(edited, edits=done, built_from=replace(network.built_from, edits=edits_checksum(edits)))


def edits_done(network: WalkNetwork, edits: gpd.GeoDataFrame) -> pd.Series:
    """Return, for each edit, what it did: ends joined of a path, pieces parted by a closed line, compounds opened."""
    done = {} if network.edits is None else dict(zip(network.edits.edit_ids, network.edits.edit_counts, strict=True))
    counts = [int(done.get(edit_id, 0)) for edit_id in edits["edit_id"].astype(str)]
    return pd.Series(counts, index=edits.index, dtype=np.int64)


def gates_of_edits(edits: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame, *, metric_crs: str) -> gpd.GeoDataFrame:
    """Return the gates among the edits as ``tables.GATES``, of whom they name, else of the nearest block.

    Parameters
    ----------
    edits : GeoDataFrame
        ``tables.EDITS``, with the columns of ``EDIT_OWNERS`` and ``EDIT_COMPOUND`` where they name any.
    blocks : GeoDataFrame
        ``tables.BLOCKS``; without any, only gates that name their owner are left.
    metric_crs : str
        The study's plane.
    """
    gates = edits[edits["kind"] == "gate"]
    block_id, center_id, compound_id = (_named(gates, column) for column in (*tables.EDIT_OWNERS, tables.GATE_COMPOUND))
    unnamed = np.flatnonzero((block_id == "") & (center_id == "") & (compound_id == ""))
    block_id[unnamed] = _nearest_blocks(gates.geometry.iloc[unnamed], blocks, metric_crs)
    # A block outside the area is not studied, and neither is its gate.
    owned = np.isin(block_id.astype(str), blocks["block_id"].to_numpy(str)) | (center_id != "") | (compound_id != "")
    ids = np.array([f"{EDIT_GATE}{edit_id}" for edit_id in gates["edit_id"]], dtype=object)
    named = {"block_id": block_id, "center_id": center_id}
    named |= {tables.GATE_COMPOUND: compound_id} if (compound_id != "").any() else {}
    columns = {name: pd.Series(each[owned], dtype=object).replace("", None) for name, each in named.items()}
    return gpd.GeoDataFrame(
        {"gate_id": ids[owned], **{name: each.to_numpy(object) for name, each in columns.items()}, "added": True},
        geometry=gates.geometry.to_numpy()[owned],
        crs=tables.WGS84,
    )


def _named(gates: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    if column not in gates:
        return np.full(len(gates), "", dtype=object)
    texts: NDArray[np.object_] = gates[column].fillna("").astype(str).to_numpy(object)
    return texts.copy()


def _nearest_blocks(gates: gpd.GeoSeries, blocks: gpd.GeoDataFrame, metric_crs: str) -> NDArray[np.object_]:
    """Return the id of the block nearest to each gate, of equally near ones the lowest; empty without blocks."""
    placed = blocks[blocks.geometry.notna() & ~blocks.geometry.is_empty].sort_values("block_id", kind="stable")
    result = np.full(len(gates), "", dtype=object)
    if placed.empty or gates.empty:
        return result
    tree = shapely.STRtree(placed.geometry.to_crs(metric_crs).to_numpy())
    gate, block = tree.query_nearest(gates.to_crs(metric_crs).to_numpy(), all_matches=True)
    lowest = np.full(len(gates), len(placed), np.int64)
    np.minimum.at(lowest, gate, block)
    result[:] = placed["block_id"].to_numpy(object)[lowest]
    return result


def _vertices(line: shapely.LineString) -> Integers:
    """Return a line's vertices in 1e-7 degree, none twice in a row."""
    units = integers.to_units(shapely.get_coordinates(line))
    moved = np.r_[True, (np.diff(units, axis=0) != 0).any(axis=1)]
    kept: Integers = units[moved]
    return kept
