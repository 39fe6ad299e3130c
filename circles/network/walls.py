"""Which blocks would be within the walk if a compound were open to everybody (docs/method.md, The price of a wall)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from circles.network import search
from circles.network.compounds import PUBLIC
from circles.network.layers import LEAVING
from circles.network.walk_spots import access_spots
from circles.network.walk_tables import nearest, walk_field

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from circles.network.layers import Layers
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Walls:
    """How compounds are entered: an entry for each of a network's ``compound_ids``.

    Attributes
    ----------
    gates : ndarray of int64
        Nodes with a piece of it and a public piece.
    ways : ndarray of int64
        Nodes with a piece of it and one that is not of it: gates, and where it touches another compound.
    """

    gates: Integers
    ways: Integers


def walls_of(network: WalkNetwork) -> Walls:
    """Return how the compounds of a network are entered."""
    layers, count = network.layers, len(network.compound_ids)
    rows = np.flatnonzero(layers.layer == LEAVING)
    compound, public, shared = layers.compound[rows], np.isin(rows, layers.gate), _shared(layers, rows)
    return Walls(
        gates=np.bincount(compound[public], minlength=count),
        ways=np.bincount(compound[public | shared], minlength=count),
    )


def _shared(layers: Layers, rows: Integers) -> Flags:
    """Return which rows of compounds stand at a node of several compounds; one row a node and compound is given."""
    node = layers.node[rows]
    result: Flags = np.bincount(node, minlength=1)[node] > 1 if rows.size else np.zeros(0, np.bool_)
    return result


def blocks_if_opened(
    network: WalkNetwork,
    attachments: gpd.GeoDataFrame,
    nodes: gpd.GeoDataFrame,
    *,
    compounds: Integers,
    block_ids: pd.Series,
    limit_mm: int,
) -> Iterator[NDArray[np.object_]]:
    """Return for each compound the blocks that would be within the limit if its pieces were public.

    Points stay where they are attached. Walks are not searched anew: those that the open compound makes shorter are
    carried on from it, as far as the limit.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    attachments, nodes : GeoDataFrame
        ``tables.ATTACHMENTS`` and ``NODES``, of the open centers.
    compounds : ndarray of int64
        Positions in ``network.compound_ids``.
    block_ids : Series of str
        The blocks asked of, beyond the limit now.
    limit_mm : int
        The longest walk.
    """
    layers, roads = network.layers, network.roads
    walk_mm = nodes["walk_mm"].to_numpy(np.int64)
    was_mm = np.where(walk_mm < 0, search.FAR, walk_mm)
    row, way_mm, block = _ways_in(network, attachments, block_ids)
    links = _Links(layers)
    walk_mm, first_link = was_mm.copy(), np.full(layers.rows, -1)
    heap = np.empty(roads.node.size + 8 * layers.rows, np.int64)
    touched = np.empty(layers.rows, np.int64)
    for compound in compounds.tolist():
        count = search.walk_on(
            *links.of(compound), limit_mm, roads.offset, roads.node, roads.mm, roads.bits,
            was_mm, walk_mm, first_link, heap, touched,
        )  # fmt: skip
        within = block[walk_mm[row] + way_mm <= limit_mm] if count else block[:0]
        walk_mm[touched[:count]] = was_mm[touched[:count]]
        yield np.unique(within.astype(str)).astype(object)


def blocks_in_rerun(
    network: WalkNetwork,
    attachments: gpd.GeoDataFrame,
    open_ids: pd.Series,
    *,
    compound: int,
    block_ids: pd.Series,
    limit_mm: int,
    engine: str,
) -> NDArray[np.object_]:
    """Return the same of one compound by a search over all streets, with its pieces public."""
    of = network.piece_compound
    opened = replace(network, piece_compound=np.where(of == compound, PUBLIC, of))
    found = nearest(opened, attachments, open_ids, walk_field(opened, attachments, open_ids, engine=engine))
    within = found[found["block_id"].isin(block_ids) & (found["walk_mm"] <= limit_mm)]
    return np.unique(within["block_id"].to_numpy(str)).astype(object)


def _ways_in(
    network: WalkNetwork, attachments: gpd.GeoDataFrame, block_ids: pd.Series
) -> tuple[Integers, Integers, NDArray[np.object_]]:
    """Return the rows from which walks of blocks go on, how long the way there is, and the block of each."""
    points = access_spots(attachments)
    block = attachments["block_id"].to_numpy(object)[points.row]
    asked = np.isin(block.astype(str), block_ids.to_numpy(str))
    piece, at_mm, leg_mm = (column[asked] for column in (points.piece, points.at_mm, points.leg_mm))
    rows = np.r_[network.layers.read_start[piece], network.layers.read_end[piece]]
    return rows, np.r_[leg_mm + at_mm, leg_mm + network.piece_mm[piece] - at_mm], np.tile(block[asked], 2)


class _Links:
    """What an open compound makes one: its nodes as they are left and in public, and there those of others' gates."""

    def __init__(self, layers: Layers) -> None:
        rows = np.flatnonzero(layers.layer == LEAVING)
        rows = rows[np.argsort(layers.compound[rows], kind="stable")]
        self._layers, self._rows, self._compound = layers, rows, layers.compound[rows]
        self._touching = rows[_shared(layers, rows) & ~np.isin(rows, layers.gate)]

    def of(self, compound: int) -> tuple[Integers, Integers]:
        """Return from which row to which a walk changes at no cost, against the walk, in the order of the first."""
        layers = self._layers
        first, last = np.searchsorted(self._compound, [compound, compound + 1])
        own = self._rows[first:last]
        public = layers.node[own]
        begins, ends = [own, public], [public, own]
        if self._touching.size:
            others = self._touching[np.isin(layers.node[self._touching], public)]
            others = others[layers.compound[others] != compound]
            # Open, it is the street at the gate of each other: who leaves that comes here, and the other way round.
            begins += [layers.node[others], others - 1]
            ends += [others, layers.node[others]]
        link_from, link_to = np.concatenate(begins), np.concatenate(ends)
        order = np.argsort(link_from, kind="stable")
        return link_from[order], link_to[order]
