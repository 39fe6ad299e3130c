"""The layers in which nodes are walked: in public, and in each compound while one enters or leaves it.

A walk leaves its own compound, goes in public, and enters the compound of its center: never through one that is neither
(docs/method.md, Compounds). So a node of compound `c` stands in a search once as *entering c* and once as *leaving c*,
and every node once as public. Without compounds these rows are the nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from circles.network.chains import neighbours

Integers = NDArray[np.int64]

PUBLIC, ENTERING, LEAVING = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Layers:
    """Rows of a search, and by which of them spots are read.

    Attributes
    ----------
    node, layer, compound : ndarray of int64
        Of each row. The rows of nodes in public come first, in their order; behind them those of each node and
        compound, *entering* then *leaving*.
    gate : ndarray of int64
        The rows of compounds at whose node there is a public piece: where their walk changes layer.
    read_start, read_end : ndarray of int64
        The rows at the ends of each piece that tell the walk of who stands on it: in public, or *leaving*.
    enter_start, enter_end : ndarray of int64
        The rows at which a walk to a center on the piece arrives: in public, or *entering*.
    read_offset, read_piece : ndarray of int64
        The pieces read by row `r` are ``read_piece[read_offset[r]:read_offset[r + 1]]``, a loop twice.
    """

    node: Integers
    layer: Integers
    compound: Integers
    gate: Integers
    read_start: Integers
    read_end: Integers
    enter_start: Integers
    enter_end: Integers
    read_offset: Integers
    read_piece: Integers

    @property
    def layered(self) -> bool:
        """Whether any node is walked in a compound."""
        return bool(self.layer.any())

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.node.size


def layers_of(piece_start: Integers, piece_end: Integers, piece_compound: Integers, nodes: int) -> Layers:
    """Return the layers of a network.

    Parameters
    ----------
    piece_start, piece_end, piece_compound : ndarray of int64
        The nodes of each piece and its compound, -1 where it is public.
    nodes : int
        How many nodes there are.
    """
    private = np.flatnonzero(piece_compound >= 0)
    width = int(piece_compound.max(initial=-1)) + 1
    ends = np.r_[piece_start[private], piece_end[private]]
    pairs, pair = np.unique(ends * width + np.tile(piece_compound[private], 2), return_inverse=True)
    node, compound = (pairs // width, pairs % width) if width else (pairs, pairs)
    is_public = np.zeros(nodes, np.bool_)
    for of in (piece_start, piece_end):
        is_public[of[piece_compound < 0]] = True
    read, enter = ((piece_start.copy(), piece_end.copy()) for _ in range(2))
    for layer, (start, end) in ((LEAVING, read), (ENTERING, enter)):
        row = nodes + 2 * pair.ravel() + layer - ENTERING
        start[private], end[private] = row[: private.size], row[private.size :]
    rows = nodes + 2 * pairs.size
    read_offset, read_piece = neighbours(*read, rows)
    of_pairs = np.repeat(node, 2)
    return Layers(
        node=np.r_[np.arange(nodes), of_pairs],
        layer=np.r_[np.full(nodes, PUBLIC), np.tile([ENTERING, LEAVING], pairs.size)].astype(np.int64),
        compound=np.r_[np.full(nodes, -1), np.repeat(compound, 2)],
        gate=nodes + np.flatnonzero(is_public[of_pairs]),
        read_start=read[0],
        read_end=read[1],
        enter_start=enter[0],
        enter_end=enter[1],
        read_offset=read_offset,
        read_piece=read_piece,
    )
