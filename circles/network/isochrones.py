"""Circles: the drawn shape of what is reached from each center (docs/method.md, Circle)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers, settings, tables
from circles.network import drawing
from circles.network.along_pieces import reach_parts
from circles.network.geodesy import onto_plane
from circles.network.merged_field import MergedField, merge, outlined
from circles.network.outlines import contours, polygons_of
from circles.network.segment_grid import fill_cells
from circles.network.walk_spots import CenterSpots, center_spots
from circles.network.walk_tables import Walked, for_each_center, pairs_found, walks_of_pairs
from circles.rule_numbers import MEASURE_STEP_MM

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
        All its segments, islands included: an island inside a circle is over-claim. Squares are drawn, not measured.
    is_street : ndarray of bool
        Pieces that cross no square.
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
    is_street: NDArray[np.bool_]
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
    plane = onto_plane(metric_crs)
    x, y = plane.transform(integers.to_degrees(network.vertex_lon), integers.to_degrees(network.vertex_lat))
    is_street = ~network.is_square
    vertex = network.segment_vertex
    vertex = vertex[is_street[network.vertex_piece[vertex]]]
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
        is_street=is_street,
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
        Columns center_id, reach_m, area_m2, over_claim, miss and private_share (of its reach, on streets of compounds)
        and geometry: valid Polygons and MultiPolygons in WGS-84, ordered by center_id; empty where the access leg
        alone is beyond the limit.
    """
    spots, ids = center_spots(attachments, open_ids)
    merged = MergedField(paper.cell_m)

    def draw(center: int, walked: Walked) -> _Drawn:
        return _draw(paper, merged, spots, center, walked)

    drawn = for_each_center(paper.network, spots, draw, bound_mm=paper.beyond_mm, engine=engine, threads=threads)
    return _circles(paper, ids, list(drawn))


def walks_and_circles(
    paper: Sheet,
    attachments: gpd.GeoDataFrame,
    open_ids: pd.Series,
    *,
    engine: str = "compiled",
    threads: int | None = None,
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, gpd.GeoSeries]:
    """Search from each attached open center once: the walks within the limit, the circles and what they cover together.

    Parameters
    ----------
    paper, attachments, open_ids, engine, threads
        As for :func:`circles`.

    Returns
    -------
    walks : DataFrame
        As :func:`circles.network.walks` gives them within the limit.
    circles : GeoDataFrame
        As :func:`circles` gives them.
    covered : GeoSeries
        What the circles cover together, in the sheet's plane: valid polygons side by side, merged on the grid they
        are drawn on.
    """
    spots, ids = center_spots(attachments, open_ids)
    pairs_of, merged = pairs_found(paper.network, attachments, spots, paper.limit_mm), MergedField(paper.cell_m)

    def search(center: int, walked: Walked) -> tuple[tuple[Integers, Integers, Integers], _Drawn]:
        return pairs_of(center, walked), _draw(paper, merged, spots, center, walked)

    found = list(
        for_each_center(paper.network, spots, search, bound_mm=paper.beyond_mm, engine=engine, threads=threads)
    )
    covered = gpd.GeoSeries(outlined(merged), crs=paper.metric_crs)
    walks = walks_of_pairs(attachments, [pairs for pairs, _ in found], ids)
    return walks, _circles(paper, ids, [drawn for _, drawn in found]), covered


def _circles(paper: Sheet, ids: NDArray[np.object_], drawn: list[_Drawn]) -> gpd.GeoDataFrame:
    geometry = gpd.GeoSeries([circle.geometry for circle in drawn], crs=paper.metric_crs)
    return gpd.GeoDataFrame(
        {
            "center_id": ids,
            "reach_m": [circle.reach_mm / 1000 for circle in drawn],
            "area_m2": geometry.area.to_numpy(),
            "over_claim": [_share(circle.over_mm, circle.inside_mm) for circle in drawn],
            "miss": [_share(circle.missed_mm, circle.reach_mm) for circle in drawn],
            "private_share": [_share(circle.private_mm, circle.reach_mm) for circle in drawn],
        },
        geometry=geometry.to_crs(tables.WGS84).to_numpy(),
        crs=tables.WGS84,
    )


@dataclass(frozen=True)
class _Drawn:
    geometry: Any
    reach_mm: int
    private_mm: int
    inside_mm: float
    over_mm: float
    missed_mm: float


def _draw(paper: Sheet, merged: MergedField, spots: CenterSpots, center: int, walked: Walked) -> _Drawn:
    network, layers, own = paper.network, paper.network.layers, spots.of(center)
    parts = reach_parts(
        *walked.arrays, layers.read_offset, layers.read_piece, layers.read_start, layers.read_end,
        network.piece_mm, *own, paper.limit_mm,
    )  # fmt: skip
    if not len(parts):
        return _Drawn(shapely.MultiPolygon(), 0, 0, 0.0, 0.0, 0.0)
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
    points, offsets = contours(field, west, south, cell_m)
    seeds = _hole_seeds(field, points, offsets, west, south, cell_m)
    label = np.zeros((rows, columns), np.int32)
    nodes = drawing.label_holes(field, seeds, label, np.empty(rows * columns, np.int64))
    near = _neighbourhood(paper, (west, south), columns * cell_m, rows * cell_m)
    filled, *lengths = drawing.measure(
        field, label, nodes, paper.fill_ha * 10_000 / cell_m**2, west, south, cell_m,
        near, paper.segment_piece, paper.segment_vertex, network.vertex_at_mm, paper.x, paper.y,
        walked.walk_mm, layers.read_start, layers.read_end, network.piece_mm,
        *own, paper.limit_mm, paper.beyond_mm, MEASURE_STEP_MM,
    )  # fmt: skip
    keep = ~filled[label[seeds[:, 0], seeds[:, 1]]]
    geometry = polygons_of(points, offsets, keep)
    if cell_m == paper.cell_m:
        field[filled[label]] = -cell_m
        merge(merged, field, west, south)
    else:
        merged.apart.append(geometry)
    reached = parts[paper.is_street[parts[:, 0]]]
    private = reached[network.piece_compound[reached[:, 0]] >= 0]
    return _Drawn(geometry, drawing.reached_mm(reached), drawing.reached_mm(private), *lengths)


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


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
