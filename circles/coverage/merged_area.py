"""The service area (服务范围): what the circles cover with the blocks inside, less the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from circles import tables

if TYPE_CHECKING:
    from collections.abc import Callable

Shapes = NDArray[np.object_]

_GRID_M = 1e-5
_SMALLEST_HOLE_M2 = 1e-4


def service_area(
    blocks: gpd.GeoDataFrame, covered: gpd.GeoSeries | gpd.GeoDataFrame, *, metric_crs: str
) -> gpd.GeoDataFrame:
    """Return one row: the service area in WGS-84, with its `area_m2`.

    Blocks are taken as they are: each one inside lies within the area, and no other overlaps it.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    covered : GeoSeries or GeoDataFrame
        What the circles cover: valid polygons, overlapping or side by side.
    metric_crs : str
        An equal-area plane.
    """
    flat = blocks.geometry.to_crs(metric_crs).to_numpy()
    polygon = (shapely.get_dimensions(flat) == 2) & ~shapely.is_empty(flat)
    inside = (blocks["verdict"] == tables.INSIDE).to_numpy()
    drawn = shapely.get_parts(covered.geometry.to_crs(metric_crs).to_numpy())
    area = _polygons(_with_and_without(drawn, flat[inside & polygon], flat[~inside & polygon]))
    return gpd.GeoDataFrame(
        {"area_m2": [shapely.area(area)]}, geometry=gpd.GeoSeries([area], crs=metric_crs).to_crs(tables.WGS84)
    )


def _with_and_without(drawn: Shapes, within: Shapes, without: Shapes) -> Any:
    """Return the drawn polygons with some shapes added, less some others.

    No union of all shapes is made: those that a drawn polygon covers add nothing, those that touch nothing take nothing
    away, and the few that do are taken from each polygon they touch before all are merged.
    """
    shapely.prepare(drawn)
    added = np.delete(within, np.unique(_pairs(drawn, within, shapely.covers)[1]))
    pieces = np.concatenate([drawn, added])
    piece, taken = _pairs(pieces, without, shapely.intersects)
    order = np.argsort(piece, kind="stable")
    rows, first = np.unique(piece[order], return_index=True)
    for row, shapes in zip(rows.tolist(), np.split(without[taken[order]], first[1:]), strict=False):
        less = shapely.union_all(shapes)
        # The grid keeps neighbours neighbours: what crosses the line between two of them is cut at one place for both.
        pieces[row] = shapely.difference(pieces[row], less, grid_size=_GRID_M)
    return shapely.disjoint_subset_union_all(pieces)


def _pairs(
    pieces: Shapes, shapes: Shapes, how: Callable[[Shapes, Shapes], NDArray[np.bool_]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows (piece, shape) of each pair of which `how` holds."""
    shape, piece = shapely.STRtree(pieces).query(shapes)
    holds = how(pieces[piece], shapes[shape])
    return piece[holds], shape[holds]


def _polygons(geometry: Any) -> Any:
    """Return the polygons of a geometry without holes that are none: gaps between neighbours of less than a square cm.

    A difference may leave lines where edges meet.
    """
    parts = shapely.get_parts(geometry)
    rings, part = shapely.get_rings(parts[shapely.get_dimensions(parts) == 2], return_index=True)
    kept = np.diff(part, prepend=-1) > 0
    kept |= shapely.area(shapely.polygons(rings)) >= _SMALLEST_HOLE_M2
    return shapely.multipolygons(shapely.polygons(rings[kept], indices=part[kept]))
