"""A graph keeps its own topology: its edges join at its nodes and nowhere else."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
import shapely

import circles
from circles import network, tables
from circles.graphs import streets_from_graph
from circles.network import WalkNetwork
from tests.towns import CENTIMETRES, Place, blocks, centers, degrees, town

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LONG = circles.Scenario(minutes=60)


def graph_of(nodes: Mapping[Any, Place], *edges: tuple[Any, Any, Any, float]) -> nx.MultiGraph:
    """Return a graph of nodes in metres; each edge with its inner places (None: straight) and its length."""
    graph = nx.MultiGraph(crs="EPSG:4326")
    for node, place in nodes.items():
        x, y = degrees([place])[0]
        graph.add_node(node, x=x, y=y)
    for start, end, inner, length in edges:
        line = shapely.LineString(degrees([nodes[start], *(inner or []), nodes[end]]))
        graph.add_edge(start, end, length=length, **({} if inner is None else {"geometry": line}))
    return graph


def walk_of(graph: Any, center: Place, block: Place) -> float | None:
    """Return the walk in metres from a block to a center on the streets of a graph."""
    plan = circles.plan(town(streets_from_graph(graph), {"A": center}, {"B": block}), LONG)
    walk_m = plan.blocks["walk_m"].iloc[0]
    return None if walk_m != walk_m else float(walk_m)  # noqa: PLR0124 NaN


def bridge() -> nx.MultiGraph:
    """A road from 1 to 2 under a bridge from 3 to 4; both lines have a vertex at (500, 0); 4 leads to 2 by 5."""
    nodes = {1: (0, 0), 2: (1000, 0), 3: (500, -400), 4: (500, 400), 5: (1000, 400)}
    under = (1, 2, [(500, 0)], 1000.0)
    over = (3, 4, [(500, 0)], 800.0)
    return graph_of(nodes, under, over, (4, 5, None, 500.0), (5, 2, None, 400.0))


def test_edges_that_share_an_inner_vertex_are_not_joined_there() -> None:
    assert walk_of(bridge(), (0, 0), (500, -400)) == 1000 + 400 + 500 + 800


def test_joined_at_vertices_as_method_1_did_where_asked() -> None:
    lines = streets_from_graph(bridge())
    plain = lines.drop(columns=list(tables.STREET_NODES))
    walk_m = circles.plan(town(plain, {"A": (0, 0)}, {"B": (500, -400)}), LONG).blocks["walk_m"].iloc[0]
    assert walk_m == pytest.approx(500 + 400, abs=CENTIMETRES)
    built = circles.build_network(lines, crossings="join")
    assert built.piece_mm.tolist() == circles.build_network(plain, crossings="join").piece_mm.tolist()
    assert built.built_from == circles.build_network(plain, crossings="join").built_from


def test_two_nodes_at_one_place_stay_two() -> None:
    nodes = {1: (0, 0), "low": (500, 0), "high": (500, 0), 3: (1000, 0)}
    apart = graph_of(nodes, (1, "low", None, 500.0), ("high", 3, None, 500.0))
    assert walk_of(apart, (0, 0), (1000, 0)) is None
    stairs = graph_of(nodes, (1, "low", None, 500.0), ("high", 3, None, 500.0), ("low", "high", None, 12.0))
    assert walk_of(stairs, (0, 0), (1000, 0)) == 1012
    free = graph_of(nodes, (1, "low", None, 500.0), ("high", 3, None, 500.0), ("low", "high", None, 0.0))
    assert walk_of(free, (0, 0), (1000, 0)) == 1000


def test_an_inner_vertex_on_a_node_of_other_edges_is_no_junction() -> None:
    nodes = {1: (0, 0), 2: (1000, 0), 3: (500, 0), 4: (500, 300)}
    graph = graph_of(nodes, (1, 2, [(500, 0)], 1000.0), (3, 4, None, 300.0))
    assert walk_of(graph, (0, 0), (500, 300)) is None


def test_parallel_edges_and_loops_stay() -> None:
    nodes = {1: (0, 0), 2: (600, 0), 3: (-90, 0)}
    loop = (2, 2, [(700, 0), (700, 100), (600, 100)], 400.0)
    graph = graph_of(nodes, (3, 1, None, 90.0), (1, 2, None, 600.0), (1, 2, [(0, 50), (600, 50)], 700.0), loop)
    built = circles.build_network(graph)
    assert sorted(built.piece_mm.tolist()) == [90_000, 400_000, 600_000, 700_000]
    assert walk_of(graph, (0, 50), (700, 100)) == pytest.approx(50 + 600 + 200, abs=CENTIMETRES)
    assert walk_of(graph, (0, 0), (600, 50)) == pytest.approx(600 + 50, abs=CENTIMETRES)


def test_the_two_directions_are_one_piece_only_along_one_line() -> None:
    nodes = {1: (0, 0), 2: (600, 0), 3: (-90, 0), 4: (690, 0)}
    ends = ((3, 1, None, 90.0), (2, 4, None, 90.0))
    there, back, aside = [(100, 30), (500, 30)], [(500, 30), (100, 30)], [(500, 30.1), (100, 30)]
    one = circles.build_network(graph_of(nodes, (1, 2, there, 640.0), (2, 1, back, 630.0), *ends))
    assert one.piece_mm.tolist() == [90_000 + 630_000 + 90_000]
    two = circles.build_network(graph_of(nodes, (1, 2, there, 640.0), (2, 1, aside, 630.0), *ends))
    assert sorted(two.piece_mm.tolist()) == [90_000, 90_000, 630_000, 640_000]


def test_a_line_that_crosses_itself_is_not_joined_to_itself() -> None:
    nodes = {1: (0, 0), 2: (0, 200)}
    graph = graph_of(nodes, (1, 2, [(100, 100), (200, 200), (200, 0), (100, 100)], 800.0))
    assert walk_of(graph, (0, 0), (0, 200)) == 800


def split_at_vertices(graph: nx.MultiGraph) -> nx.MultiGraph:
    """Return the graph as it was before it was simplified: every inner vertex is a node of its own."""
    raw = nx.MultiGraph(crs="EPSG:4326")
    raw.add_nodes_from(graph.nodes(data=True))
    for number, (start, end, data) in enumerate(graph.edges(data=True)):
        line = data.get("geometry")
        inner = [] if line is None else line.coords[1:-1]
        names = [start, *(f"{number} {i}" for i in range(len(inner))), end]
        raw.add_nodes_from((name, {"x": x, "y": y}) for name, (x, y) in zip(names[1:-1], inner, strict=True))
        raw.add_edges_from(pairwise(names))
    return raw


def test_raw_simplified_stored_and_written_graphs_are_one_network(tmp_path: Path) -> None:
    simplified = bridge()
    for _, _, data in simplified.edges(data=True):
        data.pop("length")
    built = circles.build_network(simplified)
    raw = circles.build_network(split_at_vertices(simplified))
    for _, _, data in simplified.edges(data=True):
        data.update({"geometry": data["geometry"].wkt} if "geometry" in data else {})
    nx.write_graphml(simplified, tmp_path / "bridge.graphml")
    written = circles.build_network(circles.read_streets(tmp_path / "bridge.graphml"))
    stored = WalkNetwork.from_arrays(built.to_arrays())
    table = circles.build_network(circles.read_streets(tmp_path / "bridge.graphml").iloc[::-1].reset_index(drop=True))
    for other in (raw, written, stored, table):
        for name in ("node_lon", "node_lat", "piece_start", "piece_end", "piece_mm", "vertex_lon", "vertex_at_mm"):
            assert getattr(other, name).tolist() == getattr(built, name).tolist()
    again = circles.build_network(built.to_networkx())
    assert sorted(again.piece_mm.tolist()) == sorted(built.piece_mm.tolist())


def test_a_table_of_streets_with_nodes_is_taken_as_given() -> None:
    lines = streets_from_graph(bridge())
    tables_of = {"centers": centers({"A": (0, 0)}), "blocks": blocks({"B": (500, -400)})}
    study = circles.study_from_tables(streets=lines, **tables_of)
    assert list(study.streets["node_start"]) == list(lines["node_start"])
    switched = circles.study_from_tables(streets=lines, options={"streets": {"graph_joins": "vertices"}}, **tables_of)
    assert "node_start" not in switched.streets
    with pytest.raises(circles.InputError) as caught:
        circles.study_from_tables(streets=lines.assign(node_end=-1), **tables_of)
    assert {finding.code for finding in caught.value.findings} == {"street_node_unusable"}
    assert network.built_from(lines, crossings="shared", join_ends_m=2.0) != network.built_from(
        switched.streets, crossings="shared", join_ends_m=2.0
    )
