"""The compiled search, networkx and an independent oracle give identical integers on every input."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import circles
from circles import integers, network, tables
from circles.network import isochrones, search
from circles.network.unique_segments import unique_segments
from circles.network.walk_network import WalkNetwork

if TYPE_CHECKING:
    from pathlib import Path

STEP = 3_000
"""Random towns stand on a grid of this many 1e-7 degrees, about 30 m."""


@st.composite
def random_streets(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Streets between random places of a small grid, some with lengths of their own, some of length 0."""
    place = st.tuples(st.integers(0, 5), st.integers(0, 5))
    lines = draw(st.lists(st.lists(place, min_size=2, max_size=4), min_size=1, max_size=14))
    lines = [line for line in lines if len(set(line)) > 1] or [[(0, 0), (1, 0)]]
    corner = np.array([1_143_000_000, 306_000_000])
    shapes = [shapely.LineString(integers.to_degrees(np.array(line) * STEP + corner)) for line in lines]
    table: dict[str, Any] = {
        "street_id": "",
        "name": [f"n{i % 3}" for i in range(len(lines))],
        "highway": "residential",
        "level": "",
        "cut_start": draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines))),
        "cut_end": False,
    }
    if draw(st.booleans()):
        lengths = st.integers(0, 40).map(lambda tens: tens * 10.0)
        table["length_m"] = draw(st.lists(lengths, min_size=len(lines), max_size=len(lines)))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=tables.WGS84)


@st.composite
def random_attachments(draw: st.DrawFn, graph: WalkNetwork) -> gpd.GeoDataFrame:
    """Centers, blocks and gates anywhere on the pieces, the legs theirs."""
    count = graph.piece_mm.size
    rows = []
    for kind, most in (("center", 4), ("block", 8), ("gate", 3)):
        for i in range(draw(st.integers(1, most))):
            piece = draw(st.integers(0, count - 1))
            at_mm = draw(st.integers(0, int(graph.piece_mm[piece])))
            block = None if kind == "center" else f"{kind}{i}" if kind == "block" else "gated"
            center, gate = f"{kind}{i}" if kind == "center" else None, f"{kind}{i}" if kind == "gate" else None
            rows.append((f"{kind}{i}", kind, block, center, gate, piece, at_mm, draw(st.integers(0, 50_000))))
    columns = ["point_id", "kind", "block_id", "center_id", "gate_id", "piece", "at_mm", "leg_mm"]
    table = pd.DataFrame(rows, columns=columns).assign(edited=False)
    return gpd.GeoDataFrame(table, geometry=[None] * len(rows), crs=tables.WGS84)


def has_length(streets: gpd.GeoDataFrame) -> bool:
    """Return whether any street is left once the shortest of those drawn twice is kept."""
    return bool(unique_segments(streets).mm.sum() > 0)


def oracle(graph: WalkNetwork, attachments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return every walk by splitting each piece at every spot on it: nothing is shared with the code under test."""
    streets = nx.Graph()

    def add(a: object, b: object, mm: int) -> None:
        if not streets.has_edge(a, b) or mm < streets.edges[a, b]["mm"]:
            streets.add_edge(a, b, mm=mm)

    spots = sorted(zip(attachments["piece"], attachments["at_mm"], attachments["point_id"], strict=True))
    for piece in range(graph.piece_mm.size):
        ends = (int(graph.piece_start[piece]), int(graph.piece_end[piece]))
        stops: list[tuple[int, object]] = [(0, ends[0])]
        stops += [(int(at), ("spot", name)) for own, at, name in spots if own == piece]
        stops += [(int(graph.piece_mm[piece]), ends[1])]
        for (at, here), (further, there) in pairwise(stops):
            add(here, there, further - at)
    for name, leg in zip(attachments["point_id"], attachments["leg_mm"], strict=True):
        add(("spot", name), ("point", name), int(leg))
    rows = []
    points = attachments[attachments["kind"] != "center"]
    for center in attachments.loc[attachments["kind"] == "center", "point_id"]:
        found = nx.single_source_dijkstra_path_length(streets, ("point", center), weight="mm")
        for name, kind, block in zip(points["point_id"], points["kind"], points["block_id"], strict=True):
            if ("point", name) in found:
                rows.append((block, center, name if kind == "gate" else None, found["point", name]))
    table = pd.DataFrame(rows, columns=list(tables.WALKS))
    keys = table.assign(gate_id=table["gate_id"].fillna(""))
    table = table.loc[keys.sort_values(["block_id", "walk_mm", "center_id", "gate_id"]).index]
    return table.drop_duplicates(["block_id", "center_id"], ignore_index=True)


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    def plain(table: pd.DataFrame) -> list[tuple[object, ...]]:
        return [tuple(None if value != value else value for value in row) for row in table.itertuples(index=False)]  # noqa: PLR0124

    return plain(one) == plain(other)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_engines_and_oracle_agree_on_random_towns(data: st.DataObject) -> None:
    streets = data.draw(random_streets())
    if not has_length(streets):
        with pytest.raises(circles.InputError, match="no length at all"):
            network.build_network(streets)
        return
    graph = network.build_network(streets)
    attachments = data.draw(random_attachments(graph))
    ids = attachments.loc[attachments["kind"] == "center", "point_id"]
    expected = oracle(graph, attachments)
    bound_mm = data.draw(st.integers(0, 400_000))
    fields = {}
    for engine in ("compiled", "networkx"):
        unbounded = network.walks(graph, attachments, ids, bound_mm=search.UNBOUNDED_MM, engine=engine)
        assert same(unbounded, expected)
        bounded = network.walks(graph, attachments, ids, bound_mm=bound_mm, engine=engine, threads=1)
        assert same(bounded, expected[expected["walk_mm"] <= bound_mm])
        fields[engine] = network.walk_field(graph, attachments, ids, engine=engine)
        nearest = network.nearest(graph, attachments, ids, fields[engine])
        assert same(nearest[list(tables.WALKS)], expected.drop_duplicates("block_id"))
    assert same(*(field.drop(columns=["geometry", "next_piece"]) for field in fields.values()))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_reach_is_the_same_by_both_engines_and_grows_with_the_limit(data: st.DataObject) -> None:
    streets = data.draw(random_streets())
    if "length_m" in streets:
        streets = streets.drop(columns="length_m")
    graph = network.build_network(streets)
    attachments = data.draw(random_attachments(graph))
    ids = attachments.loc[attachments["kind"] == "center", "point_id"]
    before = None
    for limit_mm in sorted(data.draw(st.lists(st.integers(0, 300_000), min_size=2, max_size=3))):
        reached = network.reach(graph, attachments, ids, limit_mm=limit_mm)
        assert same(reached, network.reach(graph, attachments, ids, limit_mm=limit_mm, engine="networkx"))
        spots = _reached_spots(reached)
        assert before is None or before <= spots
        before = spots


def _reached_spots(reached: pd.DataFrame) -> set[tuple[str, int, int]]:
    """Return whole metres of reached street as (center, piece, metre)."""
    spots = set()
    for center, piece, near, far, _ in reached.itertuples(index=False):
        low, high = sorted((near, far))
        spots |= {(center, piece, metre) for metre in range(-(-low // 1000), high // 1000 + 1)}
    return spots


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_raw_simplified_cached_and_shuffled_networks_walk_alike(data: st.DataObject) -> None:
    streets = data.draw(random_streets().filter(has_length)).assign(name="one")
    simplified = network.build_network(streets)
    order = data.draw(st.permutations(range(len(streets))))
    cached = WalkNetwork.from_arrays(simplified.to_arrays())
    shuffled = network.build_network(streets.iloc[order].reset_index(drop=True))
    raw = network.build_network(streets, simplify=False)
    place = st.tuples(st.integers(-2, 20), st.integers(-2, 20))
    places = data.draw(st.lists(place, min_size=3, max_size=6))
    corner = np.array([1_143_000_000, 306_000_000])
    points = [shapely.Point(*integers.to_degrees(np.array(each) * 900 + corner)) for each in places]
    tables_of = [_walks_between(graph, points) for graph in (simplified, cached, shuffled, raw)]
    assert all(same(tables_of[0], other) for other in tables_of[1:])


def _walks_between(graph: WalkNetwork, points: list[shapely.Point]) -> pd.DataFrame:
    centers = gpd.GeoDataFrame({"center_id": ["A", "B"], "name": "", "status": "open"}, geometry=points[:2], crs=4326)
    ids = [f"b{i}" for i in range(len(points) - 2)]
    blocks = gpd.GeoDataFrame({"block_id": ids, "name": ""}, geometry=points[2:], crs=4326)
    gates = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=4326)
    attachments = network.attach(
        graph, centers=centers, blocks=blocks, gates=gates, max_snap_m=5000, metric_crs="EPSG:32650"
    )
    return network.walks(graph, attachments, centers["center_id"], bound_mm=search.UNBOUNDED_MM)


@pytest.mark.city
@pytest.mark.parametrize("name", ["porto-alegre/poa_osm.pbf", "baoding/baoding_roads.geojson"])
def test_engines_agree_on_a_city(city_data: Path, name: str) -> None:
    streets = circles.read_streets(city_data / name)
    graph = network.build_network(streets)
    rng = np.random.default_rng(7)
    west, south, east, north = streets.total_bounds
    lon, lat = rng.uniform(west, east, 400), rng.uniform(south, north, 400)
    points = gpd.GeoSeries(shapely.points(lon, lat), crs=4326)
    points = integers.on_grid(points)
    ids = pd.Series([f"C{i:02d}" for i in range(12)])
    attachments = network.attach(
        graph,
        centers=gpd.GeoDataFrame(
            {"center_id": ids, "name": "", "status": "open"}, geometry=list(points[:12]), crs=4326
        ),
        blocks=gpd.GeoDataFrame(
            {"block_id": [f"b{i}" for i in range(388)], "name": ""}, geometry=list(points[12:]), crs=4326
        ),
        gates=gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=4326),
        max_snap_m=500,
        metric_crs=tables.metric_crs((west, south, east, north)),
    )
    fields = [network.walk_field(graph, attachments, ids, engine=engine) for engine in ("compiled", "networkx")]
    assert same(*(field.drop(columns="geometry") for field in fields))
    for table in (network.walks, network.reach):
        bound = {"bound_mm": 1_500_000} if table is network.walks else {"limit_mm": 1_500_000}
        assert same(*(table(graph, attachments, ids, engine=engine, **bound) for engine in ("compiled", "networkx")))
    paper = isochrones.sheet(
        graph, metric_crs=tables.metric_crs((west, south, east, north)), limit_mm=1_000_000, minute_mm=66_666
    )
    drawn = [isochrones.circles(paper, attachments, ids, engine=engine) for engine in ("compiled", "networkx")]
    assert drawn[0].equals(drawn[1])
