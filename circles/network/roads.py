"""A graph laid out for the compiled search: what each node meets, in one slice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from circles.errors import Finding, InputError

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Roads:
    """The graph as the compiled loops want it: for each node its (neighbour, length, piece) in one slice.

    Attributes
    ----------
    offset, node, mm, piece : ndarray of int64
        Node `n` meets ``node[offset[n]:offset[n + 1]]`` by pieces of `mm` millimetres.
    bits : int
        How many bits number a node.
    """

    offset: Integers
    node: Integers
    mm: Integers
    piece: Integers
    bits: int


def roads_of(
    *,
    piece_start: Integers,
    piece_end: Integers,
    piece_mm: Integers,
    neighbour_offset: Integers,
    neighbour_piece: Integers,
) -> Roads:
    """Return the graph of pieces for the compiled search.

    Parameters
    ----------
    piece_start, piece_end, piece_mm : ndarray of int64
        The nodes that a piece joins, and its length.
    neighbour_offset, neighbour_piece : ndarray of int64
        Node `n` meets the pieces ``neighbour_piece[neighbour_offset[n]:neighbour_offset[n + 1]]``.

    Raises
    ------
    InputError
        If the streets are so long that a walk would not fit beside a node in 62 bits.
    """
    nodes = neighbour_offset.size - 1
    bits = int(nodes).bit_length()
    if int(piece_mm.sum()).bit_length() + 2 + bits > 62:
        raise InputError(Finding(code="streets_too_long"))
    here = np.repeat(np.arange(nodes), np.diff(neighbour_offset))
    start, end = piece_start[neighbour_piece], piece_end[neighbour_piece]
    return Roads(
        offset=neighbour_offset,
        node=np.where(start == here, end, start),
        mm=piece_mm[neighbour_piece],
        piece=neighbour_piece,
        bits=bits,
    )
