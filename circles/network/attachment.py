"""Where centers, blocks and gates touch the street (docs/method.md, Attachment and Edits)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import account_tables, integers, tables
from circles.network.admission import admissions, grounds_of
from circles.network.attached_points import AT_CHOICE, AT_GATES, points_to_attach
from circles.network.compound_exits import by_known_gates, of_compounds, ways_out
from circles.network.geodesy import metres_per_degree
from circles.network.islands import island_near, piece_lines
from circles.network.segment_grid import Admission, nearest_spots, segment_grid, spot_share_mm

if TYPE_CHECKING:
    from circles.network.admission import Grounds
    from circles.network.segment_grid import SegmentGrid
    from circles.network.walk_network import Laid, WalkNetwork

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
    compounds: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Attach centers, blocks and gates to the nearest spot on a street off islands, before any edit.

    Parameters
    ----------
    network : WalkNetwork
        The streets, edited or not.
    centers, blocks, gates : GeoDataFrame
        ``tables.CENTERS``, ``BLOCKS`` and ``GATES``. A block or center with gates is reached through them; a gate
        that an edit adds to one without is a choice.
    max_snap_m : float
        A point further from every street is not attached; for a polygon, measured from its edge.
    metric_crs : str
        Plane in which centroids are made.
    compounds : GeoDataFrame, optional
        ``tables.COMPOUNDS``: a point in one of these is attached to its streets, a point outside to none of them.

    Returns
    -------
    GeoDataFrame
        ``tables.ATTACHMENTS``: a row for each center, then each block, then each gate, then each choice; a block or
        a center with gates has its own row too, with piece -1 and reason ``at_gates``, and so has what is reached
        by a choice alone (``at_choice``). `snap_m` is NaN where there is no geometry. A point with no street in reach
        but an island's has reason ``island``, else ``no_street``. A point in a gated polygon that is attached to a
        public street, because its compound has none in reach that leads anywhere, has reason ``gate_unknown``.
    """
    laid = laid_in_order(network)
    before, *overs = [*(each.before for each in laid), network]
    in_compounds = of_compounds(gates)
    points = points_to_attach(centers, blocks, gates[~in_compounds], metric_crs)
    grounds = grounds_of(points, compounds)
    own = _own_spots(before, points, grounds, max_snap_m)
    if in_compounds.any():
        more = ways_out(points, grounds, own, before, gates[in_compounds])
        further = grounds_of(more, compounds)
        own = pd.concat([own, _own_spots(before, more, further, max_snap_m)], ignore_index=True)
        points = pd.concat([points, more], ignore_index=True)
        grounds = grounds._replace(polygon=np.r_[grounds.polygon, further.polygon])
        by_gate = by_known_gates(own)
        own.loc[by_gate, ["piece", "at_mm", "leg_mm", "reason", "spot"]] = [-1, 0, 0, AT_GATES, None]
        points.loc[by_gate, "reason"] = AT_GATES
    loose = np.flatnonzero((own["reason"] == "no_street") & (own["kind"] != "choice"))
    shapes = own["shape"].to_numpy(object)[loose]
    on_island = island_near(before, shapes, max_snap_m=max_snap_m, metric_crs=metric_crs) >= 0
    own.loc[loose[on_island], "reason"] = "island"
    choices = own.iloc[:0]
    for each, over in zip(laid, overs, strict=True):
        own, choices = (_moved(rows, each) for rows in (own, choices))
        found = _choices(over, each, own, grounds, max_snap_m)
        choices = pd.concat([table for table in (choices, found) if len(table)] or [choices])
    return _table(_reached(own, choices))


def island_choices(
    network: WalkNetwork,
    *,
    blocks: gpd.GeoDataFrame,
    gates: gpd.GeoDataFrame,
    max_snap_m: float,
    metric_crs: str,
    compounds: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return the choices that blocks would have on islands of a network, were these joined to its streets.

    Parameters
    ----------
    network, blocks, gates, max_snap_m, metric_crs, compounds
        As for :func:`attach`.

    Returns
    -------
    GeoDataFrame
        ``tables.ATTACHMENTS``, rows of kind ``choice`` alone.
    """
    pieces = network.piece_island & ~network.is_square
    points = points_to_attach(_no_centers(), blocks, gates[~of_compounds(gates)], metric_crs)
    points = points[points["reason"] != AT_GATES]
    if pieces.any() and len(points):
        points = points[_may_reach(network, points["shape"].to_numpy(object), pieces, max_snap_m)]
    points = points.reset_index(drop=True)
    if not (pieces.any() and len(points)):
        return tables.no_rows(tables.ATTACHMENTS)
    found = _nearest(network, points, grounds_of(points, compounds), pieces, max_snap_m)
    return _table(found[found["piece"] >= 0].assign(kind="choice"))


def _no_centers() -> gpd.GeoDataFrame:
    return tables.no_rows(tables.CENTERS)


def laid_in_order(network: WalkNetwork) -> list[Laid]:
    """Return what was laid over the streets, first to last: squares, then edits."""
    before = network if network.edits is None else network.edits.before
    return [laid for laid in (before.squares, network.edits) if laid is not None]


def _moved(rows: pd.DataFrame, laid: Laid) -> pd.DataFrame:
    piece, at_mm = laid.moved(rows["piece"].to_numpy(np.int64), rows["at_mm"].to_numpy(np.int64))
    return rows.assign(piece=piece, at_mm=at_mm)


def _own_spots(network: WalkNetwork, points: pd.DataFrame, grounds: Grounds, max_snap_m: float) -> pd.DataFrame:
    """Return the points with the nearest spot of each off islands: in a gated polygon on its own streets, if any."""
    pieces = ~network.piece_island
    own = _nearest(network, points, grounds, pieces, max_snap_m)
    # Of a gate it is known where it is: it keeps to its polygon, whatever its street.
    stands = (grounds.polygon >= 0) & (own["piece"] >= 0)
    walled = own["walled"] | (stands & own["gate_id"].notna())
    return own.assign(walled=walled, reason=own["reason"].mask(stands & ~walled, account_tables.GATE_UNKNOWN))


def _nearest(
    network: WalkNetwork, points: pd.DataFrame, grounds: Grounds, pieces: NDArray[np.bool_], max_snap_m: float
) -> pd.DataFrame:
    """Return the points with the nearest spot of each that it may use, and whether it is `walled`.

    In a gated polygon that is the nearest on the streets of its compound, which makes it walled; where none is within
    reach, the nearest on public ones.
    """
    admission, unknown = admissions(network, grounds, pieces)
    found = _attached(network, points, pieces, admission, max_snap_m)
    walled = (grounds.polygon >= 0) & ~unknown
    far = walled & (found["reason"] == "no_street").to_numpy()
    if far.any():
        outside = Admission(admission.group, np.zeros_like(admission.low), np.zeros_like(admission.high)).of(far)
        beyond = _attached(network, points[far], pieces, outside, max_snap_m)
        found = pd.concat([found[~far], beyond]).loc[found.index]
    return found.assign(walled=walled & ~far & (found["piece"] >= 0))


def _attached(
    network: WalkNetwork,
    points: pd.DataFrame,
    pieces: NDArray[np.bool_],
    admission: Admission,
    max_snap_m: float,
) -> pd.DataFrame:
    """Return the points with the nearest spot of each on some of the pieces, -1 where it is too far or nowhere."""
    reason = points["reason"].to_numpy(object)
    geometry = points["at"].to_numpy(object)
    there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    units = np.zeros((len(points), 2), np.int64)
    units[there] = integers.to_units(shapely.get_coordinates(geometry[there]))
    grid = segment_grid(network, pieces)
    segment, t, leg_m = nearest_spots(grid, units[there, 0], units[there, 1], admission=admission.of(there))
    leg_m = np.where(segment < 0, np.nan, leg_m)
    snap_m = np.full(len(points), np.nan)
    snap_m[there] = leg_m
    snap_m = polygon_distances(
        network, points["shape"].to_numpy(object), units, snap_m, pieces=pieces, admission=admission
    )
    near = (snap_m <= max_snap_m) & there
    attached = near & (reason != AT_GATES)
    piece, at_mm = _place(network, grid, segment, t)
    columns = {"piece": piece, "at_mm": at_mm, "leg_mm": integers.millimetres(np.nan_to_num(leg_m))}
    columns |= {
        f"spot_{axis}": np.floor(low[segment] + t * (high[segment] - low[segment]) + 0.5)
        for axis, low, high in (("lon", grid.lon1, grid.lon2), ("lat", grid.lat1, grid.lat2))
    }
    found = {name: np.full(len(points), -1 if name == "piece" else 0, np.int64) for name in columns}
    spots = np.full(len(points), None, dtype=object)
    for name, values in columns.items():
        found[name][there] = values.astype(np.int64)
        found[name][~attached] = -1 if name == "piece" else 0
    found["leg_mm"][attached] += points["inner_mm"].to_numpy(np.int64)[attached]
    spots[there] = _spots(grid, segment, t)
    spots[~attached] = None
    why = np.where(there, np.where(near | (reason == AT_GATES), reason, "no_street"), "no_geometry").astype(object)
    return points.assign(**found, snap_m=snap_m, reason=why, spot=spots)


def _choices(network: WalkNetwork, laid: Laid, own: pd.DataFrame, grounds: Grounds, max_snap_m: float) -> pd.DataFrame:
    """Return the spots that points may use as well: on what was laid, and on islands that are none any more.

    Nobody walks through the wall: who is `walled` uses of that only spots within it, and no square, since these lie
    outside.
    """
    may, walled = ((own["reason"] != AT_GATES).to_numpy(), own["walled"].to_numpy(np.bool_))
    found = [own.iloc[:0]]
    for pieces, by_all in ((laid.is_laid & ~network.piece_island, network.edits is not None), (laid.piece_freed, True)):
        if not pieces.any():
            continue
        asked = may & (by_all | ~walled)
        asked &= _may_reach(network, own["shape"].to_numpy(object), pieces, max_snap_m)
        if asked.any():
            near = _nearest(network, own[asked].assign(reason=""), grounds.of(asked), pieces, max_snap_m)
            within = grounds.of(asked).holds(walled[asked], near[["spot_lon", "spot_lat"]].to_numpy(np.int64))
            found.append(near[(near["piece"] >= 0) & (~walled[asked] | within)])
    rows = pd.concat([table for table in found if len(table)] or found).assign(kind="choice")
    return rows if network.edits is None else rows.assign(edited=True)


def _may_reach(
    network: WalkNetwork, shapes: NDArray[np.object_], pieces: NDArray[np.bool_], max_snap_m: float
) -> NDArray[np.bool_]:
    """Return which shapes have bounds so near to those of one of the pieces that it may be within reach.

    Few points of a city do where little is laid; for each of the others the nearest spot would be looked for far away.
    """
    bounds = shapely.bounds(shapes)
    kx, ky = metres_per_degree(np.nan_to_num(np.abs(bounds[:, 1::2]).max(axis=1)))
    margin = 1.01 * max_snap_m / np.column_stack([kx, ky]) + 1e-6
    tree = shapely.STRtree(piece_lines(network, np.flatnonzero(pieces)))
    near, _ = tree.query(shapely.box(*(bounds[:, :2] - margin).T, *(bounds[:, 2:] + margin).T))
    result = np.zeros(shapes.size, np.bool_)
    result[near] = True
    return result


def _reached(own: pd.DataFrame, choices: pd.DataFrame) -> pd.DataFrame:
    """Return the points with their choices behind them, told of those that are reached by a choice alone."""
    by_choice = np.isin(own.index.to_numpy(), choices.index.to_numpy())
    if len(choices):
        nearest_m = choices.groupby(level=0)["snap_m"].min().reindex(own.index).to_numpy()
        own = own.assign(snap_m=np.fmin(own["snap_m"].to_numpy(), nearest_m))
    # A gate that an edit added may attach where its block does not.
    added = own[(own["kind"] == "choice") & (own["piece"] >= 0)]
    for column, kind in (("block_id", "block"), ("center_id", "center")):
        by_choice |= ((own["kind"] == kind) & own[column].isin(added[column].dropna())).to_numpy()
    alone = by_choice & (own["piece"] < 0) & (own["reason"] != AT_GATES) & (own["reason"] != "no_geometry")
    own = own.assign(reason=own["reason"].mask(alone, AT_CHOICE))
    return pd.concat([own, choices], ignore_index=True) if len(choices) else own


def _table(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    places = {name: gpd.GeoSeries(rows[name].to_numpy(object), crs=tables.WGS84) for name in ("via", "spot")}
    plain = rows[[name for name in tables.ATTACHMENTS if name not in {"geometry", *places}]]
    table = gpd.GeoDataFrame(plain, geometry=rows["geometry"].to_numpy(object), crs=tables.WGS84)
    return table.assign(**places)[list(tables.ATTACHMENTS)]


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


def polygon_distances(
    network: WalkNetwork,
    geometry: NDArray[np.object_],
    access: Integers,
    leg_m: Floats,
    *,
    pieces: NDArray[np.bool_],
    admission: Admission,
) -> Floats:
    """Return how far each geometry is from the nearest of some street pieces, measured from its edge.

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
    pieces : ndarray of bool
        The pieces that count.
    admission : Admission
        Which of them count for each geometry.

    Returns
    -------
    ndarray of float64
        Metres, 0 where a street enters.
    """
    result = leg_m.copy()
    polygons = np.flatnonzero(np.isfinite(leg_m) & (shapely.get_dimensions(geometry) == 2))
    if not polygons.size:
        return result
    lines = piece_lines(network, np.flatnonzero(pieces))
    group = admission.group[pieces]
    tree = shapely.STRtree(lines)
    entered, piece = tree.query(geometry[polygons], predicate="intersects")
    entered = entered[admission.of(polygons).admits(entered, group[piece])]
    result[polygons[np.unique(entered)]] = 0.0
    polygons = polygons[np.setdiff1d(np.arange(polygons.size), entered)]
    kx, ky = metres_per_degree(integers.to_degrees(access[polygons, 1]))
    bounds = shapely.bounds(geometry[polygons])
    margin = np.column_stack([leg_m[polygons] / kx, leg_m[polygons] / ky]) + 1e-6
    boxes = shapely.box(*(bounds[:, :2] - margin).T, *(bounds[:, 2:] + margin).T)
    one, piece = tree.query(boxes)
    open_to = admission.of(polygons).admits(one, group[piece])
    one, piece = one[open_to], piece[open_to]
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


def _place(network: WalkNetwork, grid: SegmentGrid, segment: Integers, t: Floats) -> tuple[Integers, Integers]:
    """Return piece and at_mm; the share is rounded from the segment's smaller end, whichever way its piece runs."""
    share_mm, segment_mm = spot_share_mm(network, grid, segment, t)
    at_mm = network.vertex_at_mm[grid.vertex[segment]] + np.where(
        grid.forward[segment], share_mm, segment_mm - share_mm
    )
    return grid.piece[segment], at_mm


def _spots(grid: SegmentGrid, segment: Integers, t: Floats) -> NDArray[np.object_]:
    low, high = (
        integers.to_degrees(np.column_stack([lon[segment], lat[segment]]))
        for lon, lat in ((grid.lon1, grid.lat1), (grid.lon2, grid.lat2))
    )
    points: NDArray[np.object_] = shapely.points(low + (high - low) * t[:, None])
    return points
