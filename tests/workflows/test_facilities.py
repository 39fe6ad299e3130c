"""Nearest facilities and what lies within a walk, held against networkx where every point stands on a junction."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

import circles

STEP = 0.002
SIDE = 6


def grid_graph() -> nx.MultiGraph:
    """Return streets in the OSMnx conventions, each of a length of its own, and a part that nothing leads to."""
    rng = np.random.default_rng(7)
    graph = nx.MultiGraph(crs="EPSG:4326")
    for x, y in np.ndindex(SIDE, SIDE):
        graph.add_node((x, y), x=114.3 + x * STEP, y=30.6 + y * STEP)
    for (x, y), _ in list(graph.nodes.items()):
        for there in ((x + 1, y), (x, y + 1)):
            if there in graph and (x, there[0]) != (3, 4):
                graph.add_edge((x, y), there, length=float(rng.integers(200, 400)))
    return graph


GRAPH = grid_graph()
NODES = list(GRAPH.nodes)
WALKS = circles.build_network(GRAPH)
PLACES = gpd.GeoSeries(
    [shapely.Point(GRAPH.nodes[node]["x"], GRAPH.nodes[node]["y"]) for node in NODES],
    index=[f"n{x}{y}" for x, y in NODES],
    crs=4326,
)
LENGTHS: dict[str, dict[str, float]] = {
    f"n{start[0]}{start[1]}": {f"n{x}{y}": metres for (x, y), metres in found.items()}
    for start, found in nx.all_pairs_dijkstra_path_length(GRAPH, weight="length")
}
SHOPS = PLACES.iloc[[3, 17, 8, 30, 22]]


def valued(people: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"people": people, "name": "A"}, geometry=PLACES, index=PLACES.index)


@pytest.mark.parametrize(("k", "max_m"), [(1, None), (3, None), (7, 1200.0)])
def test_the_nearest_are_those_of_networkx(k: int, max_m: float | None) -> None:
    found = circles.nearest(WALKS, PLACES, SHOPS, k=k, max_m=max_m)
    assert found.index.tolist() == [label for label in PLACES.index for _ in range(k)]
    for label in PLACES.index:
        rows = found.loc[[label]]
        there = {shop: LENGTHS[label][shop] for shop in SHOPS.index if shop in LENGTHS[label]}
        ordered = sorted(there, key=lambda shop: (there[shop], SHOPS.index.get_loc(shop)))
        wanted = [shop for shop in ordered if max_m is None or there[shop] <= max_m][:k]
        assert rows["rank"].tolist() == list(range(1, k + 1))
        assert rows["facility"].dropna().tolist() == wanted
        assert rows["walk_m"].dropna().tolist() == [there[shop] for shop in wanted]


@pytest.mark.parametrize("how", ["sum", "mean", "count", "min", "max", "median", "std"])
def test_what_is_within_a_walk_is_that_of_networkx(how: str) -> None:
    numbers = np.arange(len(PLACES), dtype=float)
    numbers[[2, 5]] = np.nan
    values = valued(numbers)
    found = circles.aggregate(WALKS, SHOPS, values, within_m=650, columns=["people"], how=how)
    assert found.index.equals(SHOPS.index)
    for shop in SHOPS.index:
        within = [label for label, metres in LENGTHS[shop].items() if metres <= 650]
        wanted = getattr(values["people"][within], how)()
        assert found.loc[shop, "people"] == pytest.approx(wanted, nan_ok=True), shop
        assert found.loc[shop, "places"] == len(within)


def test_a_walk_begins_at_the_place_and_ends_at_it() -> None:
    # 100 m before one junction and 50 m beyond the other of a straight street of 1,000 m.
    street = gpd.GeoSeries([shapely.LineString([(0, 0), (1000, 0)])], crs="EPSG:32650").translate(500_000, 3_400_000)
    streets = gpd.GeoDataFrame({"name": ["A"]}, geometry=street)
    network = circles.build_network(
        circles.study(streets=streets, centers=_at(street, 100, 0), blocks=_at(street, 950, 40)).streets
    )
    found = circles.nearest(network, _at(street, 100, 30).geometry, _at(street, 950, 40).geometry)
    assert found["walk_m"].item() == pytest.approx(30 + 850 + 40, rel=1e-3)


def _at(street: gpd.GeoSeries, along: float, beside: float) -> gpd.GeoDataFrame:
    x, y = street.iloc[0].coords[0]
    return gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.Point(x + along, y + beside)], crs=street.crs)


def test_what_has_no_street_is_unknown_and_not_nothing() -> None:
    away = gpd.GeoSeries([shapely.Point(114.5, 30.9), None], index=["far", "nowhere"], crs=4326)
    values = valued(1.0)
    found = circles.aggregate(WALKS, pd.concat([SHOPS, away]), values, within_m=500, columns="people")
    assert found.loc[["far", "nowhere"]].isna().all(axis=None)
    assert found.loc[SHOPS.index].notna().all(axis=None)
    assert circles.nearest(WALKS, away, SHOPS)["facility"].tolist() == [None, None]
    assert circles.nearest(WALKS, SHOPS, away)["walk_m"].isna().all()


def test_unknown_values_are_skipped_and_alone_leave_nothing_known() -> None:
    values = valued(np.nan)
    assert circles.aggregate(WALKS, SHOPS, values, within_m=500, columns="people")["people"].isna().all()
    assert (circles.aggregate(WALKS, SHOPS, values, within_m=500, columns="people", how="count")["people"] == 0).all()


def test_polygons_are_reached_at_their_middle() -> None:
    squares = PLACES.map(lambda at: shapely.box(at.x - 1e-4, at.y - 1e-4, at.x + 1e-4, at.y + 1e-4))
    points, polygons = (circles.nearest(WALKS, shapes, SHOPS)["walk_m"] for shapes in (PLACES, squares))
    assert points.to_numpy() == pytest.approx(polygons.to_numpy(), abs=0.5)


@pytest.mark.parametrize(
    ("argument", "wrong"),
    [
        ("k", 0),
        ("max_m", -1.0),
        ("max_m", float("nan")),
        ("max_snap_m", 1e9),
        ("points", SHOPS.set_crs(None, allow_override=True)),
    ],
)
def test_faults_name_the_argument(argument: str, wrong: object) -> None:
    given: dict[str, object] = {"points": PLACES, argument: wrong}
    with pytest.raises(circles.InputError, match=f"argument {argument}"):
        circles.nearest(WALKS, given.pop("points"), SHOPS, **given)  # type: ignore[arg-type]


def test_no_such_column_and_no_such_sum() -> None:
    values = valued(1.0)
    for asked, told in (
        ({"columns": "name"}, "argument columns"),
        ({"columns": "people", "how": "mode"}, "argument how"),
    ):
        with pytest.raises(circles.InputError, match=told):
            circles.aggregate(WALKS, SHOPS, values, within_m=500, **asked)  # type: ignore[arg-type]
