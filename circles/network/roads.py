"""A graph laid out for the compiled search: what each row meets, in one slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from circles.errors import Finding, InputError
from circles.network.layers import ENTERING, PUBLIC

if TYPE_CHECKING:
    from circles.network.layers import Layers

Integers = NDArray[np.int64]

GATE = -1
"""What stands for a piece where a walk passes a gate: it changes layer, and no way is taken."""


@dataclass(frozen=True, eq=False)
class Roads:
    """The graph as the compiled loops want it: for each row those from which one walks there, in one slice.

    Searches run from centers, against the walks that they find.

    Attributes
    ----------
    offset, node, mm, piece : ndarray of int64
        To row `n` one walks from ``node[offset[n]:offset[n + 1]]`` by pieces of `mm` millimetres.
    bits : int
        How many bits number a row.
    """

    offset: Integers
    node: Integers
    mm: Integers
    piece: Integers
    bits: int


def roads_of(layers: Layers, piece_mm: Integers) -> Roads:
    """Return the graph of pieces for the compiled search.

    Parameters
    ----------
    layers : Layers
        The rows that are walked.
    piece_mm : ndarray of int64
        The length of each piece.

    Raises
    ------
    InputError
        If the streets are so long that a walk would not fit beside a row in 62 bits.
    """
    bits = int(layers.rows).bit_length()
    if int(piece_mm.sum()).bit_length() + 2 + bits > 62:
        raise InputError(Finding(code="streets_too_long"))
    offset, piece = layers.read_offset, layers.read_piece
    here = np.repeat(np.arange(layers.rows), np.diff(offset))
    start, end = layers.read_start[piece], layers.read_end[piece]
    there, mm = np.where(start == here, end, start), piece_mm[piece]
    if not layers.layered:
        return Roads(offset=offset, node=there, mm=mm, piece=piece, bits=bits)
    # What is walked while leaving is walked while entering too, one row before.
    inner = np.flatnonzero(layers.layer[here] != PUBLIC)
    at_gate = layers.gate
    enters = layers.layer[at_gate] == ENTERING
    to = np.where(enters, at_gate, layers.node[at_gate])
    of = np.where(enters, layers.node[at_gate], at_gate)
    nothing = np.zeros(at_gate.size, np.int64)
    here, there, mm, piece = (
        np.concatenate(parts)
        for parts in (
            (here, here[inner] - 1, to),
            (there, there[inner] - 1, of),
            (mm, mm[inner], nothing),
            (piece, piece[inner], nothing + GATE),
        )
    )
    order = np.argsort(here, kind="stable")
    offset = np.r_[0, np.cumsum(np.bincount(here, minlength=layers.rows))]
    return Roads(offset=offset, node=there[order], mm=mm[order], piece=piece[order], bits=bits)
