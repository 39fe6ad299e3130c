"""Columns of the tables that tell what points may be attached to, stage by stage of the streets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

OWN_STREETS, CROSSED_SQUARES, LAID_STREETS, FREED_STREETS = "own", "crossed", "laid", "freed"
ATTACHABLE = ("stage", "kind", "piece", "compound_id", "gated", "lon", "lat", "rest_mm")
"""Vertices of the pieces that points are attached to, in order along each piece, in 1e-7 degree.

A point takes the nearest spot on the ``own`` streets, before anything was laid (stage 0), and may use the nearest one
of those that each later stage (squares ``crossed``, then edits) ``laid`` and of those that it ``freed``. `piece` counts
within its stage; `gated` tells whether `compound_id`, empty where the piece is public, is a gated polygon's. `rest_mm`
is by how much the segment that begins at a vertex is longer than the plane at its middle says (docs/method.md, Edits).
"""

LAID_PARTS = ("stage", "piece_before", "from_mm", "takes_start")
"""Of each piece that a stage kept, in order: the piece of the stage before, where along it this one begins, and
whether a spot just there is its own (else of the piece before it)."""

EDITABLE = ("piece", "lon", "lat", "rest_mm", "marked")
"""Vertices of all pieces before any edit, squares among them, as in ``ATTACHABLE``; `marked` tells whether the segment
that begins there bears a level mark (bridge, tunnel, layer)."""

EDITABLE_PIECES = ("start", "end", "island", "square", "compound_id", "gated", "opened")
"""Of each of these pieces its nodes, whether it takes no attachments, whether it crosses a square, the compound that it
is of (empty where it is public), and whether a gated polygon makes that and an edit opened it."""

EDITABLE_NODES = ("lon", "lat")
"""Nodes before any edit, in 1e-7 degree."""


class Editable(NamedTuple):
    """Streets before any edit: the three tables ``EDITABLE``..., and whether an edit of the plan changed them."""

    vertices: pd.DataFrame
    pieces: pd.DataFrame
    nodes: pd.DataFrame
    edited: bool
