"""Walks between open centers and blocks, as tables: the nearest center, all pairs within a bound, reach.

Two engines give identical integers: ``compiled`` and ``networkx`` (the reference).
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.errors import Finding, InputError
from circles.network import search
from circles.network.along_pieces import nearest_along, points_within, reach_parts
from circles.network.best_walks import best_walks
from circles.network.onward import onward
from circles.network.walk_spots import CenterSpots, Spots, access_spots, arrivals, center_spots, in_ties, roots_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from circles.network.roads import Roads
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]
Result = TypeVar("Result")

ENGINES = ("compiled", "networkx")

_LAYERS = np.array([tables.PUBLIC, tables.ENTERING, tables.LEAVING], dtype=object)


def walk_field(
    network: WalkNetwork, attachments: gpd.GeoDataFrame, open_ids: pd.Series, *, engine: str = "compiled"
) -> gpd.GeoDataFrame:
    """Return ``tables.NODES``: every junction's walk to its nearest open center, whatever its length.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``.
    open_ids : Series of str
        Ids of the open centers.
    engine : str
        One of :data:`ENGINES`.
    """
    centers, ids = center_spots(attachments, open_ids)
    walk_mm, rank, next_piece, next_row = _search_all(network, centers, engine)
    layers = network.layers
    names = np.r_[ids, np.array([None], dtype=object)]
    places = np.column_stack([network.node_lon, network.node_lat])[layers.node]
    degrees = integers.to_degrees(places)
    return gpd.GeoDataFrame(
        {
            "lon": places[:, 0],
            "lat": places[:, 1],
            "node": layers.node,
            "layer": _LAYERS[layers.layer],
            "compound_id": np.array([*network.compound_ids, ""], dtype=object)[layers.compound],
            "walk_mm": np.where(rank < 0, -1, walk_mm),
            "center_id": names[rank],
            "next_piece": next_piece,
            "next_row": next_row,
        },
        geometry=shapely.points(degrees),
        crs=tables.WGS84,
    )


def nearest(
    network: WalkNetwork, attachments: gpd.GeoDataFrame, open_ids: pd.Series, nodes: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return ``tables.NEAREST``: the nearest open center of each block that has a path to one.

    Ties go to the lower center_id, then to what no edit made, then to the lower gate_id, as text.

    Parameters
    ----------
    network, attachments, open_ids
        As for :func:`walk_field`.
    nodes : GeoDataFrame
        What :func:`walk_field` gave.
    """
    centers, ids = center_spots(attachments, open_ids)
    points = access_spots(attachments)
    order = pd.Series(np.arange(ids.size), index=ids)
    rank = order.reindex(nodes["center_id"]).fillna(-1).to_numpy().astype(np.int64)
    walk_mm = nodes["walk_mm"].to_numpy()
    start, end = network.layers.read_start[points.piece], network.layers.read_end[points.piece]
    by_place = np.lexsort((in_ties(attachments, centers), centers.at_mm, centers.piece))
    on_piece = centers.piece[by_place]
    first = np.searchsorted(on_piece, np.arange(network.piece_mm.size + 1))
    along_mm, along = nearest_along(
        points.piece, points.at_mm, on_piece, centers.at_mm[by_place], centers.leg_mm[by_place],
        centers.center[by_place], first,
    )  # fmt: skip
    spot = by_place[along] if by_place.size else along
    arrival = arrivals(network, attachments, centers, nodes, rank)
    every = np.arange(points.piece.size)
    none = np.full(1, -1)
    found = pd.DataFrame(
        {
            "point": np.tile(every, 3),
            "rank": np.r_[np.where(along < 0, -1, np.r_[centers.center, none][spot]), rank[start], rank[end]],
            "walk_mm": np.r_[
                along_mm, walk_mm[start] + points.at_mm, walk_mm[end] + network.piece_mm[points.piece] - points.at_mm
            ],
            "arrival": np.r_[np.r_[centers.row, none][spot], arrival[start], arrival[end]],
        }
    )
    found = found[found["rank"] >= 0]
    found["walk_mm"] += points.leg_mm[found["point"].to_numpy()]
    best, chosen = best_walks(attachments, points, found, ids, by_center=False)
    ends = found[["point", "arrival"]].to_numpy(np.int64)[chosen]
    return best.assign(access=points.row[ends[:, 0]], arrival=ends[:, 1])


def walks(
    network: WalkNetwork,
    attachments: gpd.GeoDataFrame,
    open_ids: pd.Series,
    *,
    bound_mm: int,
    engine: str = "compiled",
    threads: int | None = None,
) -> pd.DataFrame:
    """Return ``tables.WALKS``: every pair of open center and block within `bound_mm`, by its best gate.

    A pair beyond the bound is absent. Rows are ordered by block, then walk, then center.

    Parameters
    ----------
    network, attachments, open_ids, engine
        As for :func:`walk_field`.
    bound_mm : int
        The longest walk of interest; ``search.UNBOUNDED_MM`` asks for every path.
    threads : int, optional
        How many threads search at once; by default one a processor.
    """
    centers, ids = center_spots(attachments, open_ids)
    pairs_of = pairs_found(network, attachments, centers, bound_mm)
    parts = list(for_each_center(network, centers, pairs_of, bound_mm=bound_mm, engine=engine, threads=threads))
    return walks_of_pairs(attachments, parts, ids)


def pairs_found(
    network: WalkNetwork, attachments: gpd.GeoDataFrame, centers: CenterSpots, bound_mm: int
) -> Callable[[int, Walked], tuple[Integers, Integers, Integers]]:
    """Return what tells (center, point, walk_mm) of the points in the bound from a center and its search."""
    reached = points_reached(network, centers, access_spots(attachments), bound_mm)

    def pairs_of(center: int, walked: Walked) -> tuple[Integers, Integers, Integers]:
        point, walk_mm = reached(center, walked)
        return np.full(point.size, center), point, walk_mm

    return pairs_of


def walks_of_pairs(
    attachments: gpd.GeoDataFrame, parts: list[tuple[Integers, Integers, Integers]], ids: NDArray[np.object_]
) -> pd.DataFrame:
    """Return ``tables.WALKS`` of what :func:`pairs_found` told of each center; `ids` name the centers."""
    columns = [np.concatenate(column) if parts else np.zeros(0, np.int64) for column in zip(*parts, strict=True)]
    rank, point, walk_mm = columns or [np.zeros(0, np.int64)] * 3
    found = pd.DataFrame({"point": point, "rank": rank, "walk_mm": walk_mm})
    return best_walks(attachments, access_spots(attachments), found, ids, by_center=True)[0]


def points_reached(
    network: WalkNetwork, centers: CenterSpots, points: Spots, bound_mm: int
) -> Callable[[int, Walked], tuple[Integers, Integers]]:
    """Return what tells, of one center and its search, the points within the bound and the walks to them."""
    by_piece = np.argsort(points.piece, kind="stable")
    offset = np.searchsorted(points.piece[by_piece], np.arange(network.piece_mm.size + 1))
    at_mm, leg_mm = points.at_mm[by_piece], points.leg_mm[by_piece]
    layers = network.layers

    def reached(center: int, walked: Walked) -> tuple[Integers, Integers]:
        point, walk_mm = points_within(
            *walked.arrays, layers.read_offset, layers.read_piece, layers.read_start, layers.read_end,
            network.piece_mm, offset, at_mm, leg_mm, *centers.of(center), bound_mm,
        )  # fmt: skip
        return by_piece[point], walk_mm

    return reached


def reach(
    network: WalkNetwork,
    attachments: gpd.GeoDataFrame,
    open_ids: pd.Series,
    *,
    limit_mm: int,
    engine: str = "compiled",
    threads: int | None = None,
) -> pd.DataFrame:
    """Return every street spot within the limit of each open center, partial pieces to the cut.

    Returns
    -------
    DataFrame
        Columns center_id, piece, near_mm, far_mm, walk_mm: the stretch of the piece from `near_mm`, where the walk
        is `walk_mm`, on to `far_mm`. Stretches of one center do not overlap.
    """
    centers, ids = center_spots(attachments, open_ids)
    layers = network.layers

    def parts_of(center: int, walked: Walked) -> Integers:
        found = reach_parts(
            *walked.arrays, layers.read_offset, layers.read_piece, layers.read_start, layers.read_end,
            network.piece_mm, *centers.of(center), limit_mm,
        )  # fmt: skip
        # Those of one piece come in the order along it: to sort by piece, with their number below it, is enough.
        bits = len(found).bit_length()
        order = np.sort((found[:, 0] << bits) | np.arange(len(found))) & ((1 << bits) - 1)
        ordered: Integers = found[order]
        return ordered

    parts = list(for_each_center(network, centers, parts_of, bound_mm=limit_mm, engine=engine, threads=threads))
    rows = np.concatenate([np.zeros((0, 4), np.int64), *parts])
    table = pd.DataFrame(dict(zip(("piece", "near_mm", "far_mm", "walk_mm"), rows.T, strict=True)))
    of = np.repeat(np.arange(len(parts)), [len(found) for found in parts])
    table.insert(0, "center_id", pd.Series(ids).take(of).array)
    return table


@dataclass(frozen=True, eq=False)
class Walked:
    """What one search left in its buffers: node walks, the touched nodes and their number."""

    walk_mm: Integers
    touched: Integers
    count: int

    @property
    def arrays(self) -> tuple[Integers, Integers, int]:
        """As the compiled loops want it."""
        return self.walk_mm, self.touched, self.count


def for_each_center(
    network: WalkNetwork,
    centers: CenterSpots,
    work: Callable[[int, Walked], Result],
    *,
    bound_mm: int,
    engine: str = "compiled",
    threads: int | None = None,
) -> Iterator[Result]:
    """Search from each center within `bound_mm` and give `work` what was found, in the order of the centers.

    Each thread has its own buffers and takes every n-th center; results do not depend on how many there are.
    """
    count = centers.count
    workers = max(1, min(threads or os.cpu_count() or 1, count))
    roads = network.roads
    _check_engine(engine)
    stopped = threading.Event()

    def every(first: int) -> list[Result]:
        one = _searcher(network, roads, engine, roots=4 * centers.row.size)
        results: list[Result] = []
        for center in range(first, count, workers):
            if stopped.is_set():
                break
            with_buffers = one(_roots(network, centers, center), bound_mm)
            results.append(work(center, with_buffers))
            search.clean(*with_buffers.arrays)
        return results

    if workers == 1:
        return iter(every(0))
    with ThreadPoolExecutor(workers) as pool:
        try:
            by_worker = list(pool.map(every, range(workers)))
        finally:
            # On an interrupt the threads end with the center in hand.
            stopped.set()
    return (by_worker[center % workers][center // workers] for center in range(count))


def _searcher(
    network: WalkNetwork, roads: Roads, engine: str, *, roots: int
) -> Callable[[tuple[Integers, Integers], int], Walked]:
    """Return the search of one engine with buffers of its own."""
    buffers = search.buffers_for(roads, roots)

    def compiled_search(roots: tuple[Integers, Integers], bound_mm: int) -> Walked:
        count = search.walk_from(
            *roots, bound_mm, roads.offset, roads.node, roads.mm, roads.bits,
            buffers.walk_mm, buffers.heap, buffers.touched,
        )  # fmt: skip
        return Walked(buffers.walk_mm, buffers.touched, count)

    if engine == "compiled":
        return compiled_search
    from circles.network import reference

    graph = reference.street_graph(network)

    def reference_search(roots: tuple[Integers, Integers], bound_mm: int) -> Walked:
        begins = [(int(node), int(walk_mm)) for node, walk_mm in zip(*roots, strict=True)]
        found = reference.walks_from_spot(graph, begins, bound_mm)
        for place, (node, walk_mm) in enumerate(found.items()):
            buffers.touched[place], buffers.walk_mm[node] = node, walk_mm
        return Walked(buffers.walk_mm, buffers.touched, len(found))

    return reference_search


def _check_engine(engine: str) -> None:
    if engine not in ENGINES:
        raise InputError(Finding(code="engine_unknown", value=engine, details={"engines": ", ".join(ENGINES)}))


def _search_all(network: WalkNetwork, centers: CenterSpots, engine: str) -> tuple[Integers, ...]:
    """Return walk, rank, next piece and next row of each row."""
    _check_engine(engine)
    row, walk_mm, spot = roots_of(network, centers.piece, centers.at_mm, centers.leg_mm)
    roots, roads = (row, walk_mm, centers.center[spot]), network.roads
    if engine == "networkx":
        from circles.network import reference

        listed = list(zip(*(column.tolist() for column in roots), strict=True))
        found = reference.walks_from_all(reference.street_graph(network), listed)
    else:
        found = search.walk_from_all(*roots, roads.offset, roads.node, roads.mm, roads.bits)
    return (*found, *onward(roads, *found, roots))


def _roots(network: WalkNetwork, centers: CenterSpots, center: int) -> tuple[Integers, Integers]:
    """Return the rows at which a search from a center begins, and the walks there."""
    row, walk_mm, _ = roots_of(network, *centers.of(center))
    return row, walk_mm
