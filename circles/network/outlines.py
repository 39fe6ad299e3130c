"""Outlines: the contour of a distance field, and the polygons it bounds."""

from __future__ import annotations

from typing import Any

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


def contours(
    field: NDArray[np.float32], west: float, south: float, cell_m: float
) -> tuple[list[Floats], list[Integers]]:
    """Return the outlines of the region below 0: for each, the points of its rings and where each ring begins."""
    rows, columns = field.shape
    x, y = np.meshgrid(west + np.arange(columns) * cell_m, south + np.arange(rows) * cell_m)
    # The class itself: the checks of contour_generator() take longer than the contour. And this one of the two, with
    # one thread of its own: it lets other circles be drawn meanwhile.
    generator = contourpy.ThreadedContourGenerator(
        x,
        y,
        field.astype(np.float64),
        None,
        line_type=contourpy.LineType.Separate,
        fill_type=contourpy.FillType.OuterOffset,
        quad_as_tri=False,
        z_interp=contourpy.ZInterp.Linear,
        corner_mask=True,
        thread_count=1,
    )
    points, offsets = generator.filled(-1e9, 0.0)
    return points, [offset.astype(np.int64) for offset in offsets]


def polygons_of(points: list[Floats], offsets: list[Integers], keep: NDArray[np.bool_] | None = None) -> Any:
    """Return the outlines as one valid geometry, of their holes those that are kept: by default all."""
    counts = np.array([offset.size - 1 for offset in offsets])
    polygon = np.repeat(np.arange(counts.size), counts)
    ring_points = np.concatenate([np.diff(offset) for offset in offsets])
    rings = shapely.linearrings(np.concatenate(points), indices=np.repeat(np.arange(polygon.size), ring_points))
    shell = np.diff(polygon, prepend=-1) > 0
    kept = np.ones_like(shell)
    kept[~shell] = True if keep is None else keep
    polygons = shapely.polygons(rings[kept], indices=polygon[kept])
    geometry = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
    return geometry if shapely.is_valid(geometry) else shapely.make_valid(geometry)
