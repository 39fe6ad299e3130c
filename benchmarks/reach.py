"""Walks from 1,000 centers to every street node within 15 minutes: four engines, one graph, one answer."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from benchmarks.city import city_with_centers
from benchmarks.measuring import Figure, in_turns, timed, version_of
from circles import Scenario
from circles.network import reach
from circles.network.reference import street_graph
from circles.network.walk_spots import center_spots
from circles.network.walk_tables import Walked, for_each_center

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from benchmarks.city import City
    from benchmarks.setting import Setting
    from circles.network import WalkNetwork

NAME = "Reach"
LIMIT_MM = Scenario().limit_mm
COUNT = 1_000

Found = list[dict[int, int]]
"""For each center the walk in millimetres to each node within the limit."""


def run(setting: Setting) -> list[Figure]:
    """Time ours and each peer that is installed; all must give the same walks."""
    city = city_with_centers(setting, count=COUNT)
    graph = street_graph(city.network)
    ours, expected = by_ours(city, threads=1), by_networkx(graph, city.nodes)
    slow, one, two = in_turns(
        lambda: by_networkx(graph, city.nodes),
        lambda: by_ours(city, threads=1),
        lambda: by_ours(city, threads=2),
        runs=setting.runs,
    )
    same = [_as_dictionary(*found) for found in ours] == expected
    subject = f"networkx {version_of('networkx')} single_source_dijkstra_path_length"
    figures = [
        Figure(NAME, subject, _each(slow), note=f"{COUNT:,} centers, {graph.number_of_nodes():,} nodes"),
        Figure(
            NAME,
            "circles, one thread",
            _each(one),
            ratio=f"{slow / one:.0f}x networkx",
            asked=">= 15x",
            met=same and slow / one >= 15,
            note=_agreement(same=same),
        ),
        Figure(NAME, "circles, two threads", _each(two), ratio=f"{slow / two:.0f}x networkx"),
        _stretches(city, runs=setting.runs, slow=slow),
    ]
    return figures + [figure for peer in (_scipy, _pandana) for figure in peer(city, expected, one, setting.runs)]


def by_ours(city: City, *, threads: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return (nodes, walks in millimetres) within the limit for each center, by the compiled search."""
    return within_limit(city.network, city.attachments, city.centers["center_id"], threads=threads)


def within_limit(
    network: WalkNetwork, attachments: gpd.GeoDataFrame, open_ids: pd.Series, *, threads: int
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return (rows, walks in millimetres) within the limit for each center, by the compiled search."""
    spots, _ = center_spots(attachments, open_ids)

    def nodes_and_walks(center: int, walked: Walked) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # noqa: ARG001
        nodes = walked.touched[: walked.count].copy()
        return nodes, walked.walk_mm[nodes]

    return list(for_each_center(network, spots, nodes_and_walks, bound_mm=LIMIT_MM, threads=threads))


def by_networkx(graph: nx.Graph[Any], nodes: NDArray[np.int64]) -> Found:
    """Return the same by networkx."""
    return [
        dict(nx.single_source_dijkstra_path_length(graph, node, cutoff=LIMIT_MM, weight="mm"))
        for node in nodes.tolist()
    ]


def _stretches(city: City, *, runs: int, slow: float) -> Figure:
    open_ids = city.centers["center_id"]
    seconds, table = timed(
        lambda: reach(city.network, city.attachments, open_ids, limit_mm=LIMIT_MM, threads=1), runs=runs
    )
    return Figure(
        NAME,
        "circles, every street stretch as a table, one thread",
        _each(seconds),
        ratio=f"{slow / seconds:.0f}x networkx",
        note=f"{len(table):,} stretches, cut at the limit; networkx gives nodes only",
    )


def _scipy(city: City, expected: Found, ours: float, runs: int) -> list[Figure]:
    if find_spec("scipy") is None:
        return [_absent("scipy")]
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    size = city.network.node_lon.size
    start, end, mm = _edges(city)
    matrix = csr_matrix((mm.astype(np.float64), (start, end)), shape=(size, size))

    def walks() -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        found = []
        for chunk in np.array_split(city.nodes, max(1, city.nodes.size // 100)):
            rows = dijkstra(matrix, directed=False, indices=chunk, limit=LIMIT_MM)
            for row in rows:
                nodes = np.flatnonzero(np.isfinite(row))
                found.append((nodes, row[nodes].astype(np.int64)))
        return found

    seconds, found = timed(walks, runs=runs)
    same = [_as_dictionary(*pair) for pair in found] == expected
    subject = f"scipy {version_of('scipy')} csgraph.dijkstra"
    return [_peer(subject, seconds, ours, same=same, note=_agreement(same=same))]


def _pandana(city: City, expected: Found, ours: float, runs: int) -> list[Figure]:
    if find_spec("pandana") is None:
        return [_absent("pandana")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandana  # it counts whole thousandths in 32 bits: metres, not millimetres

        start, end, mm = _edges(city)
        x, y = (pd.Series(values / 1e7) for values in (city.network.node_lon, city.network.node_lat))
        ends = (pd.Series(values.astype(np.int64)) for values in (start, end))
        network = pandana.Network(x, y, *ends, pd.DataFrame({"m": mm / 1000}), twoway=True)
        seconds, found = timed(lambda: network.nodes_in_range(city.nodes.tolist(), LIMIT_MM / 1000), runs=runs)
    source, node, walk = (found[name].to_numpy() for name in ("source", "destination", "m"))
    by_source: dict[int, dict[int, int]] = {int(name): {} for name in city.nodes}
    for one, there, m_there in zip(source.tolist(), node.tolist(), walk.tolist(), strict=True):
        by_source[int(one)][int(there)] = round(m_there * 1000)
    theirs = [by_source[int(name)] for name in city.nodes]
    same, note = [set(found) for found in theirs] == [set(found) for found in expected], "DIFFERENT NODES"
    if same:
        apart = max(abs(a[n] - b[n]) for a, b in zip(theirs, expected, strict=True) for n in a)
        note = f"same nodes; walks differ by {apart} mm at most (its own rounding)"
    subject = f"pandana {version_of('pandana')} nodes_in_range"
    return [_peer(subject, seconds, ours, same=same, note=note)]


def _edges(city: City) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return (start, end, mm) of the pieces, of parallel ones the shortest, without loops."""
    network = city.network
    low = np.minimum(network.piece_start, network.piece_end)
    high = np.maximum(network.piece_start, network.piece_end)
    order = np.lexsort((network.piece_mm, high, low))
    low, high, mm = low[order], high[order], network.piece_mm[order]
    keep = np.r_[True, (np.diff(low) != 0) | (np.diff(high) != 0)] & (low != high)
    return low[keep], high[keep], mm[keep]


def _as_dictionary(nodes: NDArray[np.int64], walk_mm: NDArray[np.int64]) -> dict[int, int]:
    return dict(zip(nodes.tolist(), walk_mm.tolist(), strict=True))


def _peer(subject: str, seconds: float, ours: float, *, same: bool, note: str) -> Figure:
    ratio = f"circles is {seconds / ours:.1f}x as fast"
    return Figure(NAME, subject, _each(seconds), ratio=ratio, asked="agrees", met=same, note=note)


def _absent(package: str) -> Figure:
    return Figure(NAME, package, "not installed, skipped")


def _agreement(*, same: bool) -> str:
    return "identical integers" if same else "DIFFERENT WALKS"


def _each(seconds: float) -> str:
    return f"{seconds / COUNT * 1000:.3f} ms a center"
