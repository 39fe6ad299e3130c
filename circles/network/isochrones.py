"""Circles: the drawn shape of what is reached from each center (docs/method.md, Circle)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import contourpy
import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from circles import integers, settings, tables
from circles.network import drawing
from circles.network.along_pieces import reach_parts
from circles.network.segment_grid import fill_cells
from circles.network.walk_tables import Spots, Walked, center_spots, for_each_center
from circles.settings import MEASURE_STEP_MM

if TYPE_CHECKING:
    import pandas as pd

    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_NODES = 4_000_000
"""A circle's grid has at most so many nodes: at the default cell, 20 km across."""

_INDEX_CELL_MM = 100_000


@dataclass(frozen=True, eq=False)
class Sheet:
    """What all circles of a study are drawn on: the streets in its plane and the rules of drawing.

    Attributes
    ----------
    network : WalkNetwork
        The streets.
    segment_piece, segment_vertex : ndarray of int64
        All its segments, islands included: an island inside a circle is over-claim.
    frame, cell_offset, cell_segment : ndarray of int64
        An index of the segments in millimetres of the plane (see ``segment_grid.fill_cells``).
    x, y : ndarray of float64
        Vertices in metres.
    metric_crs : str
        The plane; grids are anchored to multiples of `cell_m` in it.
    limit_mm, beyond_mm, frontage_mm : int
        Longest walk; one minute more; widest half stroke.
    cell_m, fill_ha : float
        Cell of the grid; largest hole filled.
    """

    network: WalkNetwork
    segment_piece: Integers
    segment_vertex: Integers
    frame: Integers
    cell_offset: Integers
    cell_segment: Integers
    x: Floats
    y: Floats
    metric_crs: str
    limit_mm: int
    beyond_mm: int
    frontage_mm: int
    cell_m: float
    fill_ha: float


def sheet(
    network: WalkNetwork,
    *,
    metric_crs: str,
    limit_mm: int,
    minute_mm: int,
    frontage_m: float = settings.default("scenario.frontage_m"),
    cell_m: float = settings.default("scenario.cell_m"),
    fill_ha: float = settings.default("scenario.fill_ha"),
) -> Sheet:
    """Lay out the sheet on which :func:`circles` draws.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    metric_crs : str
        The study's plane, in metres.
    limit_mm, minute_mm : int
        The longest walk, and how far a minute goes.
    frontage_m, cell_m, fill_ha : float
        See :class:`circles.Scenario`.
    """
    plane = Transformer.from_crs(tables.WGS84, metric_crs, always_xy=True)
    x, y = plane.transform(integers.to_degrees(network.vertex_lon), integers.to_degrees(network.vertex_lat))
    vertex = network.segment_vertex
    x_mm, y_mm = (np.rint(axis * 1000).astype(np.int64) for axis in (x, y))
    frame = np.array([
        x_mm.min(), y_mm.min(), _INDEX_CELL_MM, _INDEX_CELL_MM,
        np.ptp(x_mm) // _INDEX_CELL_MM + 1, np.ptp(y_mm) // _INDEX_CELL_MM + 1,
    ])  # fmt: skip
    cell_offset, cell_segment = fill_cells(
        np.minimum(x_mm[vertex], x_mm[vertex + 1]), y_mm[vertex],
        np.maximum(x_mm[vertex], x_mm[vertex + 1]), y_mm[vertex + 1], frame,
    )  # fmt: skip
    return Sheet(
        network=network,
        segment_piece=network.vertex_piece[vertex],
        segment_vertex=vertex,
        frame=frame,
        cell_offset=cell_offset,
        cell_segment=cell_segment,
        x=np.ascontiguousarray(x),
        y=np.ascontiguousarray(y),
        metric_crs=metric_crs,
        limit_mm=limit_mm,
        beyond_mm=limit_mm + minute_mm,
        frontage_mm=int(frontage_m * 1000 + 0.5),
        cell_m=cell_m,
        fill_ha=fill_ha,
    )


def circles(
    paper: Sheet,
    attachments: gpd.GeoDataFrame,
    open_ids: pd.Series,
    *,
    engine: str = "compiled",
    threads: int | None = None,
) -> gpd.GeoDataFrame:
    """Draw the circle of each attached open center.

    Parameters
    ----------
    paper : Sheet
        From :func:`sheet`.
    attachments, open_ids, engine, threads
        As for :func:`circles.network.walks`.

    Returns
    -------
    GeoDataFrame
        Columns center_id, reach_m, area_m2, over_claim, miss (shares) and geometry: valid Polygons and
        MultiPolygons in WGS-84, ordered by center_id; empty where the access leg alone is beyond the limit.
    """
    network = paper.network
    spots, ids = center_spots(attachments, open_ids)

    def draw(center: int, walked: Walked) -> _Drawn:
        return _draw(paper, spots, center, walked)

    drawn = list(for_each_center(network, spots, draw, bound_mm=paper.beyond_mm, engine=engine, threads=threads))
    geometry = gpd.GeoSeries([circle.geometry for circle in drawn], crs=paper.metric_crs)
    return gpd.GeoDataFrame(
        {
            "center_id": ids,
            "reach_m": [circle.reach_mm / 1000 for circle in drawn],
            "area_m2": geometry.area.to_numpy(),
            "over_claim": [_share(circle.over_mm, circle.inside_mm) for circle in drawn],
            "miss": [_share(circle.missed_mm, circle.reach_mm) for circle in drawn],
        },
        geometry=geometry.to_crs(tables.WGS84).to_numpy(),
        crs=tables.WGS84,
    )


@dataclass(frozen=True)
class _Drawn:
    geometry: Any
    reach_mm: int
    inside_mm: float
    over_mm: float
    missed_mm: float


def _draw(paper: Sheet, spots: Spots, center: int, walked: Walked) -> _Drawn:
    network, own = paper.network, (spots.piece[center], spots.at_mm[center], spots.leg_mm[center])
    parts = reach_parts(
        *walked.arrays, network.neighbour_offset, network.neighbour_piece, network.piece_start,
        network.piece_end, network.piece_mm, *own, paper.limit_mm,
    )  # fmt: skip
    if not len(parts):
        return _Drawn(shapely.MultiPolygon(), 0, 0.0, 0.0, 0.0)
    lines, discs = drawing.strokes(
        parts,
        network.vertex_offset,
        network.vertex_at_mm,
        paper.x,
        paper.y,
        paper.limit_mm,
        paper.frontage_mm,
    )
    cell_m, west, south, rows, columns = _frame(lines, discs, paper)
    field = np.full((rows, columns), drawing.CLEAR, np.float32)
    frontage_m = paper.frontage_mm / 1000
    drawing.stamp(lines, discs, west, south, cell_m, frontage_m, field)
    points, offsets = _contours(field, west, south, cell_m)
    seeds = _hole_seeds(field, points, offsets, west, south, cell_m)
    label = np.zeros((rows, columns), np.int32)
    nodes = drawing.label_holes(field, seeds, label, np.empty(rows * columns, np.int64))
    near = _neighbourhood(paper, (west, south), columns * cell_m, rows * cell_m)
    filled, *lengths = drawing.measure(
        field, label, nodes, paper.fill_ha * 10_000 / cell_m**2, west, south, cell_m,
        near, paper.segment_piece, paper.segment_vertex, network.vertex_at_mm, paper.x, paper.y,
        walked.walk_mm, network.piece_start, network.piece_end, network.piece_mm,
        *own, paper.limit_mm, paper.beyond_mm, MEASURE_STEP_MM,
    )  # fmt: skip
    keep = ~filled[label[seeds[:, 0], seeds[:, 1]]]
    return _Drawn(_polygons(points, offsets, keep), drawing.reached_mm(parts), *lengths)


def _frame(lines: Floats, discs: Floats, paper: Sheet) -> tuple[float, float, float, int, int]:
    """Return cell, west, south, rows and columns of a grid that holds all strokes and a rim of two cells outside.

    A reach of many kilometres is drawn on coarser cells: each time twice the study's, so still anchored alike.
    """
    x = np.concatenate([lines[:, 0], lines[:, 2], discs[:, 0]])
    y = np.concatenate([lines[:, 1], lines[:, 3], discs[:, 1]])
    cell = paper.cell_m
    while True:
        margin = paper.frontage_mm / 1000 + 2 * cell
        west, south = (float(np.floor((axis.min() - margin) / cell)) for axis in (x, y))
        east, north = (float(np.ceil((axis.max() + margin) / cell)) for axis in (x, y))
        if (north - south + 1) * (east - west + 1) <= MOST_NODES:
            return cell, west * cell, south * cell, int(north - south) + 1, int(east - west) + 1
        cell *= 2


def _neighbourhood(paper: Sheet, corner: tuple[float, float], width_m: float, height_m: float) -> Integers:
    """Return the segments that may pass through a grid."""
    west, south = corner
    box = np.rint(np.array([west, south, west + width_m, south + height_m]) * 1000).astype(np.int64)
    seen = np.zeros(paper.segment_vertex.size, np.bool_)
    return drawing.segments_in(box, paper.frame, paper.cell_offset, paper.cell_segment, seen)


def _contours(
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


def _hole_seeds(
    field: NDArray[np.float32],
    points: list[Floats],
    offsets: list[Integers],
    west: float,
    south: float,
    cell_m: float,
) -> Integers:
    """Return a grid node (row, column) in each hole, in the order of the rings.

    A ring's first point lies on a grid line between a node of the circle and one of the hole.
    """
    firsts = [outline[offset[1:-1]] for outline, offset in zip(points, offsets, strict=True)]
    spot = (np.concatenate(firsts) - (west, south)) / cell_m
    low = np.floor(spot + 1e-6).astype(np.int64)
    high = np.ceil(spot - 1e-6).astype(np.int64)
    low_is_hole = field[low[:, 1], low[:, 0]] > 0
    result: Integers = np.where(low_is_hole[:, None], low, high)[:, ::-1]
    return result


def _polygons(points: list[Floats], offsets: list[Integers], keep: NDArray[np.bool_]) -> Any:
    """Return the outlines with the holes that are kept, as one valid geometry."""
    counts = np.array([offset.size - 1 for offset in offsets])
    polygon = np.repeat(np.arange(counts.size), counts)
    ring_points = np.concatenate([np.diff(offset) for offset in offsets])
    rings = shapely.linearrings(np.concatenate(points), indices=np.repeat(np.arange(polygon.size), ring_points))
    shell = np.diff(polygon, prepend=-1) > 0
    kept = shell.copy()
    kept[~shell] = keep
    polygons = shapely.polygons(rings[kept], indices=polygon[kept])
    geometry = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
    return geometry if shapely.is_valid(geometry) else shapely.make_valid(geometry)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
