"""Where centers, blocks and gates touch the street (docs/method.md, Attachment)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.geodesy import metres_per_degree
from circles.network.islands import island_near
from circles.network.segment_grid import nearest_spots, segment_grid

if TYPE_CHECKING:
    from circles.network.segment_grid import SegmentGrid
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_FURTHEST = 5


def attach(
    network: WalkNetwork,
    *,
    centers: gpd.GeoDataFrame,
    blocks: gpd.GeoDataFrame,
    gates: gpd.GeoDataFrame,
    max_snap_m: float,
    metric_crs: str,
) -> gpd.GeoDataFrame:
    """Attach centers, blocks and gates to the nearest spot on a street off islands.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    centers, blocks, gates : GeoDataFrame
        ``tables.CENTERS``, ``BLOCKS`` and ``GATES``. A block with gates is reached through them.
    max_snap_m : float
        A point further from every street is not attached; for a polygon, measured from its edge.
    metric_crs : str
        Plane in which centroids are made.

    Returns
    -------
    GeoDataFrame
        ``tables.ATTACHMENTS``: a row for each center, then each block, then each gate; a block with gates has its
        own row too, with piece -1 and reason ``at_gates``. `snap_m` is NaN where there is no geometry. A point with
        no street in reach but an island's has reason ``island``, else ``no_street``.
    """
    points = pd.concat(
        [_center_points(centers), _block_points(blocks, gates, metric_crs), _gate_points(gates)],
        ignore_index=True,
    )
    geometry = np.array(points["geometry"], dtype=object)
    there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    units = np.zeros((len(points), 2), np.int64)
    units[there] = integers.to_units(shapely.get_coordinates(geometry[there]))
    grid = segment_grid(network)
    segment, t, leg_m = nearest_spots(grid, units[there, 0], units[there, 1])
    piece, at_mm = _place(network, grid, segment, t)
    snap_m = np.full(len(points), np.nan)
    snap_m[there] = leg_m
    rows = np.arange(len(centers), len(centers) + len(blocks))
    snap_m[rows] = polygon_distances(network, blocks.geometry.to_numpy(), units[rows], snap_m[rows])
    at_gates = (points["reason"] == "at_gates").to_numpy()
    near = (snap_m <= max_snap_m) | at_gates
    reason = np.where(there, np.where(near, points["reason"], "no_street"), "no_geometry").astype(object)
    attached = near & ~at_gates & there
    loose = np.flatnonzero(reason == "no_street")
    shapes = np.concatenate([centers.geometry.to_numpy(), blocks.geometry.to_numpy(), gates.geometry.to_numpy()])
    on_island = island_near(network, shapes[loose], max_snap_m=max_snap_m, metric_crs=metric_crs) >= 0
    reason[loose[on_island]] = "island"
    full = {"piece": np.full(len(points), -1), "at_mm": np.zeros(len(points), np.int64)}
    full["leg_mm"] = np.zeros(len(points), np.int64)
    for name, values in (("piece", piece), ("at_mm", at_mm), ("leg_mm", integers.millimetres(leg_m))):
        full[name][there] = values.astype(np.int64)
        full[name][~attached] = -1 if name == "piece" else 0
    spots = np.full(len(points), None, dtype=object)
    spots[there] = _spots(grid, segment, t)
    spots[~attached] = None
    return gpd.GeoDataFrame(
        {
            "point_id": points["point_id"],
            "kind": points["kind"],
            "block_id": points["block_id"],
            **full,
            "snap_m": snap_m,
            "reason": reason,
        },
        geometry=geometry,
        crs=tables.WGS84,
    ).assign(spot=gpd.GeoSeries(spots, crs=tables.WGS84))


def snapping(attachments: gpd.GeoDataFrame, *, max_snap_m: float) -> pd.DataFrame:
    """Return how far the points are from the nearest street, as ``tables.SNAPPING``.

    Parameters
    ----------
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``; the distance of a polygon is that of its edge.
    max_snap_m : float
        What is further than this is counted as beyond.
    """
    rows = []
    for kind in ("center", "block", "gate"):
        own = attachments[attachments["kind"] == kind]
        placed = own[own["snap_m"].notna()].sort_values(["snap_m", "point_id"], ascending=[False, True], kind="stable")
        far = placed["snap_m"].to_numpy()
        if len(own):
            shares = np.quantile(far, [0.5, 0.9, 1.0], method="inverted_cdf") if len(far) else np.full(3, np.nan)
            furthest = tuple(placed["point_id"].head(_FURTHEST))
            rows.append(
                (kind, len(placed), len(own) - len(placed), *shares.tolist(), int((far > max_snap_m).sum()), furthest)
            )
    return pd.DataFrame(rows, columns=list(tables.SNAPPING))


def access_points(blocks: gpd.GeoDataFrame, metric_crs: str) -> NDArray[np.object_]:
    """Return each block's point: its centroid, or a point on its surface where the centroid falls outside.

    Made in the study's metric plane and rounded to 1e-7 degree; None where there is no geometry.
    """
    geometry = blocks.geometry.to_numpy()
    empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    flat = gpd.GeoSeries(np.where(empty, None, geometry), crs=tables.WGS84).to_crs(metric_crs).to_numpy()
    middle = shapely.centroid(flat)
    outside = ~empty & ~shapely.intersects(flat, middle)
    middle[outside] = shapely.point_on_surface(flat[outside])
    degrees = gpd.GeoSeries(middle, crs=metric_crs).to_crs(tables.WGS84)
    result: NDArray[np.object_] = integers.on_grid(degrees).to_numpy()
    points = shapely.get_type_id(geometry) == 0
    result[points] = geometry[points]
    result[empty] = None
    return result


def polygon_distances(network: WalkNetwork, geometry: NDArray[np.object_], access: Integers, leg_m: Floats) -> Floats:
    """Return how far each geometry is from the nearest street off islands, measured from its edge.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    geometry : ndarray of geometry
        Blocks in WGS-84; a point's distance is its leg.
    access : ndarray of int64, shape (n, 2)
        Their access points in 1e-7 degree: each is measured in the plane around its own.
    leg_m : ndarray of float64
        Distance from the access point to the street: no polygon is further.

    Returns
    -------
    ndarray of float64
        Metres, 0 where a street enters.
    """
    result = leg_m.copy()
    polygons = np.flatnonzero(np.isfinite(leg_m) & (shapely.get_dimensions(geometry) == 2))
    if not polygons.size:
        return result
    lines = _piece_lines(network)
    tree = shapely.STRtree(lines)
    entered, _ = tree.query(geometry[polygons], predicate="intersects")
    result[polygons[np.unique(entered)]] = 0.0
    polygons = polygons[np.setdiff1d(np.arange(polygons.size), entered)]
    kx, ky = metres_per_degree(integers.to_degrees(access[polygons, 1]))
    bounds = shapely.bounds(geometry[polygons])
    margin = np.column_stack([leg_m[polygons] / kx, leg_m[polygons] / ky]) + 1e-6
    boxes = shapely.box(*(bounds[:, :2] - margin).T, *(bounds[:, 2:] + margin).T)
    one, piece = tree.query(boxes)
    scale = np.column_stack([kx, ky])[one]
    distance = shapely.distance(
        _in_plane(geometry[polygons[one]], access[polygons[one]], scale),
        _in_plane(lines[piece], access[polygons[one]], scale),
    )
    np.minimum.at(result, polygons[one], distance)
    return result


def _in_plane(geometry: NDArray[np.object_], origin: Integers, scale: Floats) -> NDArray[np.object_]:
    """Return geometries in metres in the plane around each one's own origin."""
    count = shapely.get_num_coordinates(geometry)
    centre, factor = np.repeat(integers.to_degrees(origin), count, axis=0), np.repeat(scale, count, axis=0)
    moved: NDArray[np.object_] = shapely.transform(geometry, lambda xy: (xy - centre) * factor)
    return moved


def _piece_lines(network: WalkNetwork) -> NDArray[np.object_]:
    piece = network.vertex_piece
    keep = ~network.piece_island[piece]
    coordinates = np.column_stack([network.vertex_lon[keep], network.vertex_lat[keep]])
    _, index = np.unique(piece[keep], return_inverse=True)
    lines: NDArray[np.object_] = shapely.linestrings(integers.to_degrees(coordinates), indices=index)
    return lines


def _place(network: WalkNetwork, grid: SegmentGrid, segment: Integers, t: Floats) -> tuple[Integers, Integers]:
    """Return piece and at_mm; the share is rounded from the segment's smaller end, whichever way its piece runs."""
    vertex = grid.vertex[segment]
    segment_mm = network.vertex_at_mm[vertex + 1] - network.vertex_at_mm[vertex]
    share_mm = np.floor(segment_mm * t + 0.5).astype(np.int64)
    at_mm = network.vertex_at_mm[vertex] + np.where(grid.forward[segment], share_mm, segment_mm - share_mm)
    return grid.piece[segment], at_mm


def _spots(grid: SegmentGrid, segment: Integers, t: Floats) -> NDArray[np.object_]:
    low, high = (
        integers.to_degrees(np.column_stack([lon[segment], lat[segment]]))
        for lon, lat in ((grid.lon1, grid.lat1), (grid.lon2, grid.lat2))
    )
    points: NDArray[np.object_] = shapely.points(low + (high - low) * t[:, None])
    return points


def _center_points(centers: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "point_id": centers["center_id"].to_numpy(),
            "kind": "center",
            "block_id": None,
            "reason": "",
            "geometry": np.array(centers.geometry, dtype=object),
        }
    )


def _block_points(blocks: gpd.GeoDataFrame, gates: gpd.GeoDataFrame, metric_crs: str) -> pd.DataFrame:
    has_gates = blocks["block_id"].isin(gates["block_id"]).to_numpy()
    return pd.DataFrame(
        {
            "point_id": blocks["block_id"].to_numpy(),
            "kind": "block",
            "block_id": blocks["block_id"].to_numpy(),
            "reason": np.where(has_gates, "at_gates", ""),
            "geometry": access_points(blocks, metric_crs),
        }
    )


def _gate_points(gates: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "point_id": gates["gate_id"].to_numpy(),
            "kind": "gate",
            "block_id": gates["block_id"].to_numpy(),
            "reason": "",
            "geometry": np.array(gates.geometry, dtype=object),
        }
    )
