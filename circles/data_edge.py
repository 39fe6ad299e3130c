"""The edge of the data: within it every street is known (docs/method.md, The edge of the data)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

AT_LINE, AT_VERTEX, AT_NODE = "line", "vertex", "node"
"""How streets end at the edge of the data: cut where they cross it, at their last vertex or last node within it."""

EDGE_INTERVAL = ("block_id", "walk_mm_low", "walk_mm_high", "is_settled")
"""Between which ends the walk of each block lies whatever there is beyond the edge of the data, in millimetres: -1
where there is no way at all, or no upper end; `is_settled` tells that it is evaluated, or is not, in any case."""

EDGE_FIGURES = EDGE_INTERVAL[1:]
"""The same beside the blocks of a plan (``Int64`` and ``boolean``): missing where there is no way or no upper end, and
all of them where the edge is not known."""

CERTAINTIES = ("certain", "not_certain", "cannot_tell")
"""Columns of the account: of what is counted, whether the verdict stands whatever lies beyond the edge of the data; all
is in the last where the edge is not known."""


@dataclass(frozen=True, kw_only=True)
class DataEdge:
    """The edge of the data of a study.

    Attributes
    ----------
    shape : Polygon or MultiPolygon
        Within it every street is known, in WGS-84.
    ends_at : str
        How streets end at it: :data:`AT_LINE`, :data:`AT_VERTEX` or :data:`AT_NODE`.
    open_ends : MultiPoint or None
        Where streets are known to go on though nothing of them is in the file, in WGS-84; None where nothing tells.
    """

    shape: BaseGeometry
    ends_at: str = AT_LINE
    open_ends: BaseGeometry | None = None
