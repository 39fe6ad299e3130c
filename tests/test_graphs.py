"""Street graphs from memory: what is taken, and what is refused by name."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
import shapely

import circles
from circles.graphs import streets_from_graph


def graph_of(*, crs: Any = "EPSG:4326", **data: Any) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(crs=crs)
    graph.add_node(1, x=114.30, y=30.60)
    graph.add_node(2, x=114.31, y=30.60)
    graph.add_edge(1, 2, **data)
    return graph


def test_edges_become_lines_with_their_tags() -> None:
    bent = shapely.LineString([(114.30, 30.60), (114.305, 30.601), (114.31, 30.60)])
    table = streets_from_graph(graph_of(geometry=bent, length="970.5", osmid="[7, 8]", name=["One", "Two"]))
    assert table.loc[0, ["street_id", "name", "highway", "length_m"]].to_list() == ["7;8", "One", "", 970.5]
    assert table.geometry.iloc[0].equals_exact(bent, 1e-9)


def test_geometry_may_be_text_and_the_crs_projected() -> None:
    table = streets_from_graph(graph_of(geometry="LINESTRING (114.3 30.6, 114.31 30.6)"))
    assert len(table.geometry.iloc[0].coords) == 2
    graph = nx.Graph(crs="EPSG:32650")
    graph.add_node("a", x=240_000, y=3_389_000)
    graph.add_node("b", x=241_000, y=3_389_000)
    graph.add_edge("a", "b")
    west, south, east, north = streets_from_graph(graph).total_bounds
    assert 114 < west < east < 115
    assert 30 < south <= north < 31


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("edge_not_a_line", {"geometry": "foo"}),
        ("edge_not_a_line", {"geometry": 5}),
        ("edge_not_a_line", {"geometry": "LINESTRING EMPTY"}),
        ("edge_not_a_line", {"geometry": "LINESTRING (114.29 30.58, nan nan)"}),
        ("edge_not_a_line", {"geometry": "POLYGON ((0 0, 1 0, 1 1, 0 0))"}),
        ("edge_not_a_line", {"geometry": "MULTILINESTRING ((0 0, 1 0), (2 0, 3 0))"}),
        ("length_unusable", {"length": 1e16}),
        ("length_unusable", {"length": 1e300}),
        ("length_unusable", {"length": "-1"}),
        ("length_unusable", {"length": float("nan")}),
        ("length_unusable", {"length": float("inf")}),
        ("length_unusable", {"length": "far"}),
        ("graph_crs_unknown", {"crs": "EPSG:99999"}),
        ("graph_crs_unknown", {"crs": 'LOCAL_CS["here"]'}),
    ],
)
def test_what_is_no_street_is_refused(code: str, data: dict[str, Any]) -> None:
    with pytest.raises(circles.InputError) as caught:
        streets_from_graph(graph_of(**data), file="g.graphml")
    assert {finding.code for finding in caught.value.findings} == {code}
    assert "g.graphml" in str(caught.value)


def test_values_are_shown_on_one_line() -> None:
    finding = circles.Finding(code="edge_not_a_line", value="\x1b[31m\n" + "x" * 10**5)
    for lang in ("zh", "en"):
        assert finding.text(lang).isprintable()
        assert len(finding.text(lang)) < 300
