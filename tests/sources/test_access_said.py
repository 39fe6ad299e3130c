"""Barriers, edges of graphs and columns of line layers that say who may walk: by hand, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import osmium
import pandas as pd
import pytest
import shapely
from osmium.osm.mutable import Node, Way

import circles
from circles import graphs, tables
from circles.access import barred_by
from circles.sources import read_streets
from circles.sources.streets.osm_graph import streets_of_graph
from circles.sources.streets.reading import streets_reading
from circles.sources.streets.tags import WalkFilter
from circles.sources.words.table_words import walked_by
from tests.sources.small_files import STREETS, write_geojson

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOME = {"highway": "residential"}
BOTH = WalkFilter("in or out")


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({}, ""),
        ({"barrier": "gate"}, ""),
        ({"barrier": "gate", "access": "private"}, ""),
        ({"barrier": "gate", "foot": "private"}, ""),
        ({"barrier": "gate", "access": "residents", "foot": "unknown"}, ""),
        ({"barrier": "gate", "access": "military"}, ""),
        ({"barrier": "gate", "foot": "no"}, "closed"),
        ({"barrier": "bollard", "access": "no"}, "closed"),
        ({"barrier": "bollard", "access": "no", "foot": "yes"}, ""),
        ({"barrier": "gate", "access": "private;no"}, "closed"),
        ({"barrier": "gate", "foot": "no;designated"}, ""),
        ({"barrier": "gate", "locked": "yes"}, "locked"),
        ({"barrier": "gate", "locked": "yes", "foot": "yes"}, "locked"),
        ({"barrier": "gate", "locked": "no"}, ""),
        ({"highway": "crossing", "access": "no"}, ""),
    ],
)
def test_a_barrier_parts_streets_only_where_nobody_passes(tags: dict[str, str], why: str) -> None:
    assert barred_by(tags) == why


def extract(path: Path, barriers: Mapping[int, Mapping[str, str]]) -> Path:
    """Write a street of nodes 1 to 4 and a barrier 9 beside it."""
    with osmium.SimpleWriter(str(path)) as writer:
        for number in (1, 2, 3, 4, 9):
            place = (114 + number / 1000, 30.0)
            writer.add_node(Node(id=number, location=place, tags=dict(barriers.get(number, {}))))
        writer.add_way(Way(id=1, nodes=[1, 2, 3, 4], tags=HOME))
    return path


def test_barriers_of_an_extract_are_those_on_its_streets(tmp_path: Path) -> None:
    locked, private, closed = {"locked": "yes"}, {"access": "private"}, {"access": "no"}
    gates = {2: locked, 3: private, 4: closed, 9: locked}
    path = extract(tmp_path / "a.osm.pbf", {number: {"barrier": "gate", **tags} for number, tags in gates.items()})
    reading = streets_reading(path)
    assert reading.barriers is not None
    assert tuple(reading.barriers.columns) == tables.BARRIERS
    assert reading.barriers.crs == tables.WGS84
    assert reading.barriers[["barrier_id", "reason"]].to_numpy().tolist() == [["2", "locked"], ["4", "closed"]]
    assert reading.barriers.geometry.iloc[0].coords[0] == (114.002, 30.0)
    assert reading.source.taken.counts["barriers"] == 2
    assert streets_reading(path, asked=WalkFilter(access_rules="1")).barriers is None


def test_a_study_carries_its_barriers_moved_with_its_streets(tmp_path: Path) -> None:
    path = extract(tmp_path / "a.osm.pbf", {2: {"barrier": "gate", "locked": "yes"}})
    centers = pd.DataFrame({"name": ["A"], "lon": [114.002], "lat": [30.0]})
    blocks = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(114.001, 30.0)], crs=4326)
    plain, moved = (
        circles.study(streets=path, centers=centers, blocks=blocks, streets_datum=datum).barriers
        for datum in ("WGS-84", "GCJ-02")
    )
    assert plain is not None
    assert moved is not None
    assert 300 < plain.to_crs("EPSG:4547").distance(moved.to_crs("EPSG:4547")).iloc[0] < 800


def graph_of(*edges: Mapping[str, Any], nodes: Mapping[int, Mapping[str, str]] | None = None) -> nx.Graph:
    """Return a line of edges with these attributes, from node 0 on."""
    graph = nx.Graph(crs="EPSG:4326")
    for i in range(len(edges) + 1):
        graph.add_node(i, x=114.3 + i / 1000, y=30.6, **(nodes or {}).get(i, {}))
    for i, data in enumerate(edges):
        graph.add_edge(i, i + 1, osmid=i, **data)
    return graph


def test_edges_of_a_graph_are_walked_as_ways_with_their_tags() -> None:
    graph = graph_of(
        {},
        {"access": "private"},
        {"access": "private", "foot": "yes"},
        {"foot": "no"},
        {"access": "no"},
        {"service": "private"},
        {"access": ["yes", "private"]},
        {"access": "['permissive', 'residents']"},
        {"access": ["private", "no"], "foot": ["designated", "yes"]},
        {"foot": ["no", "private"]},
    )
    taken = streets_of_graph(graph, asked=BOTH)
    said = dict(zip(taken.table["street_id"], taken.table["access"], strict=True))
    assert said == {"0": "", "1": "private", "2": "", "5": "private", "6": "private", "7": "private", "8": ""}
    assert taken.left_out is not None
    assert taken.left_out["reason"].tolist() == ["closed"] * 3
    assert taken.taken.counts["edges_left_out"] == 3
    left = streets_of_graph(graph, asked=WalkFilter("left out"))
    assert left.table["street_id"].tolist() == ["0", "2", "8"]
    opened = streets_of_graph(graph, asked=WalkFilter("open"))
    assert set(opened.table["access"]) == {""}
    as_given = streets_of_graph(graph, asked=WalkFilter("in or out", "1"))
    assert len(as_given.table) == 10
    assert set(as_given.table["access"]) == {""}
    assert graphs.streets_from_graph(graph)["street_id"].tolist() == ["0", "1", "2", "5", "6", "7", "8"]


def test_a_graph_without_any_right_on_foot_closes_nothing() -> None:
    taken = streets_of_graph(graph_of({"access": "no"}, {"access": "private"}), asked=BOTH)
    assert taken.table["access"].tolist() == ["", "private"]
    assert taken.left_out is None


def test_a_graph_that_nobody_may_walk_is_refused() -> None:
    with pytest.raises(circles.InputError):
        graphs.streets_from_graph(graph_of({"foot": "no"}))
    with pytest.raises(circles.InputError):
        circles.study(streets=graph_of({"foot": "no"}), centers=pd.DataFrame({"name": ["A"], "lon": [1], "lat": [1]}))


def test_barriers_of_a_graph_are_its_nodes() -> None:
    gates = {1: {"barrier": "gate", "locked": "yes"}, 2: {"barrier": "gate", "access": "private"}}
    taken = streets_of_graph(graph_of({}, {}, {}, nodes=gates), asked=BOTH)
    assert taken.barriers is not None
    assert taken.barriers[["barrier_id", "reason"]].to_numpy().tolist() == [["1", "locked"]]
    assert streets_of_graph(graph_of({}, {}, {}, nodes=gates), asked=WalkFilter(access_rules="1")).barriers is None


@pytest.mark.parametrize(
    ("cell", "who"),
    [
        ("可通行", "public"),
        ("内部", "private"),
        ("仅限 业主", "private"),
        ("禁止通行", "closed"),
        ("no", "closed"),
        ("沥青", None),
    ],
)
def test_words_that_say_who_walks_a_street(cell: str, who: str | None) -> None:
    assert walked_by(cell) == who


@pytest.mark.parametrize(
    ("heading", "cells", "said"),
    [
        ("通行", ["内部", "公共"], ["private", ""]),
        ("通行", ["禁止通行", ""], [""]),
        ("通行权限", ["否", "是"], [""]),
        ("开放", ["否", "是"], ["private", ""]),
        ("是否开放", ["对外开放", "不对外开放"], ["", "private"]),
        ("封闭", ["是", "否"], ["private", ""]),
        ("封闭管理", ["不详", "封闭式管理"], ["", "private"]),
    ],
)
@pytest.mark.parametrize("kind", [{}, HOME, {"道路等级": "支路"}])
def test_columns_of_lines_say_who_walks_them(
    tmp_path: Path, heading: str, cells: list[str], said: list[str], kind: dict[str, str]
) -> None:
    rows = [(line, {heading: cell, **kind}) for line, cell in zip(STREETS, cells, strict=True)]
    path = write_geojson(tmp_path / "a.geojson", *rows)
    reading = streets_reading(path, asked=BOTH)
    assert reading.table["access"].tolist() == said
    assert [finding.code for finding in reading.warnings] == []
    as_before = read_streets(path, private_ways="in or out", access_rules="1")
    assert as_before["access"].tolist() == ["", ""]


def test_the_strictest_of_tags_and_columns_counts(tmp_path: Path) -> None:
    tags = {"highway": "service", "foot": "yes"}
    path = write_geojson(
        tmp_path / "a.geojson",
        (STREETS[0], {**tags, "开放": "否", "通行": "公共"}),
        (STREETS[1], {**tags, "access": "private", "开放": "是", "通行": ""}),
        (STREETS[1], {"highway": "service", "access": "private", "foot": "", "开放": "是", "通行": "允许"}),
        (STREETS[1], {**tags, "开放": "是", "通行": "禁行"}),
    )
    reading = streets_reading(path, asked=BOTH)
    assert reading.table["access"].tolist() == ["private", "", "private"]
    assert reading.left_out is not None
    assert reading.left_out["reason"].tolist() == ["closed"]
    assert read_streets(path, private_ways="open")["access"].tolist() == ["", "", ""]
    assert len(read_streets(path, private_ways="left out")) == 1


def test_words_that_are_not_known_are_told_and_walked(tmp_path: Path) -> None:
    rows = [(line, {"通行": cell}) for line, cell in zip(STREETS, ["沥青", "内部"], strict=True)]
    reading = streets_reading(write_geojson(tmp_path / "a.geojson", *rows), asked=BOTH)
    assert reading.table["access"].tolist() == ["", "private"]
    (finding,) = reading.warnings
    assert (finding.code, finding.column) == ("street_access_unknown", "通行")
    assert "沥青" in finding.text("zh")
    assert "沥青" in finding.text("en")
