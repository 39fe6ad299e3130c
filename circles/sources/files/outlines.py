"""Outlines that cross themselves so often that mending them would take hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import GeometryType

from circles.errors import Finding
from circles.sources.files import limits

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON, GeometryType.GEOMETRYCOLLECTION)
_LARGE = 2_000
_NEIGHBOURS = 8
_AT_ONCE = 4_000_000


def tangle_findings(shapes: NDArray[np.object_], file: str, rows: NDArray[Any]) -> list[Finding]:
    """Return a finding for the outline with which there are more crossings than can be mended, or none.

    Two segments come near one another where their boxes touch. Of invalid outlines all such pairs but those of
    neighbours are added up over the layer, at most ``limits.TANGLES``; of large ones, valid or not, at most
    ``limits.NEAR_SEGMENTS``, before anything asks whether they are valid.

    Parameters
    ----------
    shapes : ndarray of geometries
        None where there is none.
    file : str
        Named in the finding.
    rows : ndarray of int64 or str
        Row or feature number of each shape.
    """
    areas = np.flatnonzero(np.isin(shapely.get_type_id(shapes), _AREAS))
    sizes = shapely.get_num_coordinates(shapes[areas])
    large = areas[sizes > _LARGE]
    near = 0
    for i in large:
        near += _near_pairs(shapes[i], most=limits.NEAR_SEGMENTS - near)
        if near > limits.NEAR_SEGMENTS:
            return [_finding(file, rows[i])]
    # Outlines of a few corners cannot add anything: they have fewer pairs than are let pass.
    doubtful = areas[(sizes - 1) ** 2 > _NEIGHBOURS * sizes]
    invalid = doubtful[~shapely.is_valid(shapes[doubtful])]
    excess = 0
    for i in invalid[np.argsort(-shapely.get_num_coordinates(shapes[invalid]), kind="stable")]:
        corners = int(shapely.get_num_coordinates(shapes[i]))
        most = limits.TANGLES - excess + _NEIGHBOURS * corners
        excess += max(0, _near_pairs(shapes[i], most=most) - _NEIGHBOURS * corners)
        if excess > limits.TANGLES:
            return [_finding(file, rows[i])]
    return []


def _near_pairs(shape: object, *, most: int) -> int:
    """Return how many pairs of segments have boxes that touch, each pair twice; more than `most` is not counted on."""
    places, ring = shapely.get_coordinates(_rings(shape), return_index=True)
    same = ring[1:] == ring[:-1]
    segments = shapely.linestrings(np.stack([places[:-1][same], places[1:][same]], axis=1))
    if len(segments) <= 1:
        return 0
    tree = shapely.STRtree(segments)
    found, start, step = 0, 0, 64
    while start < len(segments) and found <= most:
        pairs = tree.query(segments[start : start + step]).shape[1]
        found, start = found + pairs, start + step
        # As many at once as memory allows.
        step = max(1, min(4 * step, int(_AT_ONCE / max(1.0, pairs / step))))
    return found


def _rings(shape: object) -> NDArray[np.object_]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    rings: NDArray[np.object_] = shapely.get_rings(parts[shapely.get_type_id(parts) == GeometryType.POLYGON])
    return rings


def _finding(file: str, row: Any) -> Finding:
    return Finding(code="outlines_too_tangled", file=file, row=row if isinstance(row, str) else int(row))
