"""The reference search in networkx: slower, plain, and the same integers (docs/method.md, Integers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from circles.network.search import FAR

if TYPE_CHECKING:
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


def street_graph(network: WalkNetwork) -> nx.Graph:
    """Return the nodes and pieces as a networkx graph weighted by `mm`; of parallel pieces the shortest counts."""
    graph = nx.Graph()
    graph.add_nodes_from(range(network.node_lon.size))
    for start, end, mm in zip(
        network.piece_start.tolist(), network.piece_end.tolist(), network.piece_mm.tolist(), strict=True
    ):
        if not graph.has_edge(start, end) or mm < graph.edges[start, end]["mm"]:
            graph.add_edge(start, end, mm=mm)
    return graph


def walks_from_spot(graph: nx.Graph, roots: list[tuple[int, int]], bound_mm: int) -> dict[int, int]:
    """Return the walk to every node within `bound_mm` of a spot.

    Parameters
    ----------
    graph : networkx.Graph
        See :func:`street_graph`; the spot is in it for the time of the search.
    roots : list of (node, walk_mm)
        The ends of the spot's piece and the walks there.
    bound_mm : int
        The longest walk of interest.
    """
    spot = "spot"
    for node, walk_mm in roots:
        if not graph.has_edge(spot, node) or walk_mm < graph.edges[spot, node]["mm"]:
            graph.add_edge(spot, node, mm=walk_mm)
    found = nx.single_source_dijkstra_path_length(graph, spot, cutoff=bound_mm, weight="mm")
    graph.remove_node(spot)
    found.pop(spot)
    return dict(found)


def walks_from_all(
    network: WalkNetwork, graph: nx.Graph, roots: list[tuple[int, int, int]]
) -> tuple[Integers, Integers, Integers]:
    """Return for each node its least (walk_mm, rank) over all centers and the piece it came by.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    graph : networkx.Graph
        See :func:`street_graph`.
    roots : list of (node, walk_mm, rank)
        The ends of the centers' pieces.
    """
    walk_mm = np.full(network.node_lon.size, FAR)
    rank = np.full(network.node_lon.size, -1)
    by_rank: dict[int, list[tuple[int, int]]] = {}
    for node, walk, center in roots:
        by_rank.setdefault(center, []).append((node, walk))
    for center in sorted(by_rank):
        for node, walk in walks_from_spot(graph, by_rank[center], int(FAR)).items():
            if walk < walk_mm[node]:
                walk_mm[node], rank[node] = walk, center
    return walk_mm, rank, _came_by(network, walk_mm, rank, roots)


def _came_by(network: WalkNetwork, walk_mm: Integers, rank: Integers, roots: list[tuple[int, int, int]]) -> Integers:
    """Return the lowest piece by which each node's walk can arrive, -1 at the centers' own pieces."""
    came_by = np.full(walk_mm.size, -1)
    begun = {(node, walk, center) for node, walk, center in roots}
    told = [(int(walk_mm[n]) >= FAR) or (n, int(walk_mm[n]), int(rank[n])) in begun for n in range(walk_mm.size)]
    begins = list(told)
    # Pieces of no length last, and only from a node whose own walk is told: never in a ring.
    order = sorted(range(network.piece_mm.size), key=lambda piece: (network.piece_mm[piece] == 0, piece))
    for piece in order * (1 + int((network.piece_mm == 0).sum())):
        mm = network.piece_mm[piece]
        ends = (int(network.piece_start[piece]), int(network.piece_end[piece]))
        for here, there in (ends, ends[::-1]):
            arrives = walk_mm[here] + mm == walk_mm[there] and rank[here] == rank[there]
            if arrives and not begins[there] and not told[there] and (mm > 0 or told[here]):
                came_by[there], told[there] = piece, True
    return came_by
