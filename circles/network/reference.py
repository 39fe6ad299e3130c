"""The reference search in networkx: slower, plain, and the same integers (docs/method.md, Integers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from circles.network.layers import ENTERING, LEAVING, PUBLIC
from circles.network.search import FAR

if TYPE_CHECKING:
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


def street_graph(network: WalkNetwork) -> nx.DiGraph:
    """Return the walks in their layers as a networkx graph weighted by `mm`; of parallel pieces the shortest counts.

    Edges run against the walk, from where it leads to where it comes from. Nodes are the rows of ``network.layers``,
    found by what they stand for: a node in public, or entering or leaving a compound.
    """
    graph = nx.DiGraph()
    layers = network.layers
    known = zip(layers.node.tolist(), layers.layer.tolist(), layers.compound.tolist(), strict=True)
    row = {what: i for i, what in enumerate(known)}
    graph.add_nodes_from(row.values())
    pieces = (network.piece_start, network.piece_end, network.piece_mm, network.piece_compound)
    public = set()
    for start, end, mm, compound in zip(*(column.tolist() for column in pieces), strict=True):
        public |= {start, end} if compound < 0 else set()
        for layer in (PUBLIC,) if compound < 0 else (ENTERING, LEAVING):
            ends = [row[node, layer, compound] for node in (start, end)]
            for here, there in (ends, ends[::-1]):
                if not graph.has_edge(here, there) or mm < graph.edges[here, there]["mm"]:
                    graph.add_edge(here, there, mm=mm)
    for (node, layer, _), here in row.items():
        if layer != PUBLIC and node in public:
            outside = row[node, PUBLIC, -1]
            graph.add_edge(*((here, outside) if layer == ENTERING else (outside, here)), mm=0)
    return graph


def walks_from_spot(graph: nx.DiGraph, roots: list[tuple[int, int]], bound_mm: int) -> dict[int, int]:
    """Return the walk from every row within `bound_mm` to a spot.

    Parameters
    ----------
    graph : networkx.DiGraph
        See :func:`street_graph`; the spot is in it for the time of the search.
    roots : list of (row, walk_mm)
        The ends of the spot's piece and the walks there.
    bound_mm : int
        The longest walk of interest.
    """
    spot = "spot"
    for row, walk_mm in roots:
        if not graph.has_edge(spot, row) or walk_mm < graph.edges[spot, row]["mm"]:
            graph.add_edge(spot, row, mm=walk_mm)
    found = nx.single_source_dijkstra_path_length(graph, spot, cutoff=bound_mm, weight="mm")
    graph.remove_node(spot)
    found.pop(spot)
    return dict(found)


def walks_from_all(graph: nx.DiGraph, roots: list[tuple[int, int, int]]) -> tuple[Integers, Integers]:
    """Return for each row its least (walk_mm, rank) over all centers.

    Parameters
    ----------
    graph : networkx.DiGraph
        See :func:`street_graph`.
    roots : list of (row, walk_mm, rank)
        The ends of the centers' pieces.
    """
    rows = graph.number_of_nodes()
    walk_mm, rank = np.full(rows, FAR), np.full(rows, -1)
    by_rank: dict[int, list[tuple[int, int]]] = {}
    for row, walk, center in roots:
        by_rank.setdefault(center, []).append((row, walk))
    for center in sorted(by_rank):
        for row, walk in walks_from_spot(graph, by_rank[center], int(FAR)).items():
            if walk < walk_mm[row]:
                walk_mm[row], rank[row] = walk, center
    return walk_mm, rank
