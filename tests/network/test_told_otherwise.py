"""The same town told otherwise walks alike: rows in another order, ways turned round or split, raw, stored, pickled."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.edit_kinds import ADDED, CLOSED, closure_of, edit_of
from benchmarks.edit_trials import together
from benchmarks.edit_worlds import MAX_SNAP_M, rectangles, town_on
from circles import network, tables
from circles.network import WalkNetwork
from circles.sources import read_streets
from tests.oracle.drawn_town import write_town

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.edit_worlds import Town

SEEDS = range(3)


@pytest.fixture(scope="module", params=SEEDS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A drawn town with yards, gated polygons, squares, barriers and cut ends; its places, and edits that meet."""
    path = write_town(tmp_path_factory.mktemp("town") / "town.osm.pbf", request.param)
    streets = read_streets(path, private_ways="in or out")
    rng = np.random.default_rng(request.param)
    ground = ground_on(streets, rng)
    graph = network.build_network(streets, **ground)
    assert min(graph.account[kind] for kind in ("compounds", "compound_gates", "square_pieces")) > 3
    town = town_on(graph, centers=5, blocks=80, rng=rng, compounds=ground["compounds"])
    drawn = [edit_of(town, kind, rng) for kind in ADDED] + [closure_of(town, kind, rng) for kind in CLOSED * 3]
    return streets, ground, town, together(drawn)


def ground_on(streets: gpd.GeoDataFrame, rng: np.random.Generator) -> dict[str, gpd.GeoDataFrame]:
    """Return gated polygons and squares about vertices of streets, and barriers at some."""
    corners = rng.choice(shapely.get_coordinates(streets.geometry.to_numpy()), 3)
    of = {
        "compounds": ({"compound_id": [*"XYZ"], "name": ""}, rectangles(streets, 3, 120.0, rng)),
        "squares": ({"square_id": [*"PQR"], "name": "", "level": ""}, rectangles(streets, 3, 80.0, rng)),
        "barriers": ({"barrier_id": [*"uvw"], "reason": ""}, shapely.points(corners)),
    }
    return {name: gpd.GeoDataFrame(table, geometry=shapes, crs=tables.WGS84) for name, (table, shapes) in of.items()}


def walks(town: Town, edits: gpd.GeoDataFrame, graph: WalkNetwork) -> list[list[Any]]:
    """Return each walk of a block to a center, the best first, with the gate it goes by."""
    gates = network.gates_of_edits(edits, town.blocks, metric_crs=town.metric_crs)
    attachments = network.attach(
        graph,
        centers=town.centers,
        blocks=town.blocks,
        gates=gates,
        max_snap_m=MAX_SNAP_M,
        metric_crs=town.metric_crs,
        compounds=town.compounds,
    )
    ids = town.centers["center_id"]
    nearest = network.nearest(graph, attachments, ids, network.walk_field(graph, attachments, ids))
    pairs = network.walks(graph, attachments, ids, bound_mm=10**9, threads=1)
    both = pd.concat([nearest[list(tables.WALKS)], pairs[list(tables.WALKS)]])
    return both.fillna("").to_numpy(object).tolist()


def edited(
    streets: gpd.GeoDataFrame, ground: dict[str, gpd.GeoDataFrame], edits: gpd.GeoDataFrame, *, simplify: bool = True
) -> WalkNetwork:
    return network.edited_network(network.build_network(streets, simplify=simplify, **ground), edits)


def shuffled(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return streets.sample(frac=1, random_state=3).reset_index(drop=True)


def turned(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return every other way drawn from its other end."""
    other = np.arange(len(streets)) % 2 == 1
    ends = {
        name: np.where(other, streets[twin], streets[name])
        for name, twin in (("cut_start", "cut_end"), ("cut_end", "cut_start"))
    }
    lines = np.where(other, shapely.reverse(streets.geometry.to_numpy()), streets.geometry.to_numpy())
    return streets.assign(**ends).set_geometry(gpd.GeoSeries(lines, index=streets.index, crs=streets.crs))


def split(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return each way of three vertices or more in two, at its second vertex."""
    whole = streets[shapely.get_num_points(streets.geometry.to_numpy()) < 3]
    long = streets.drop(index=whole.index)
    places = [shapely.get_coordinates(line) for line in long.geometry]
    first = long.assign(cut_end=False).set_geometry([shapely.LineString(xy[:2]) for xy in places], crs=streets.crs)
    rest = long.assign(cut_start=False).set_geometry([shapely.LineString(xy[1:]) for xy in places], crs=streets.crs)
    assert len(long) > 10
    return gpd.GeoDataFrame(pd.concat([whole, first, rest], ignore_index=True))


@pytest.mark.parametrize("tell", [shuffled, turned, split])
def test_streets_told_otherwise_walk_alike(told: Any, tell: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
    streets, ground, town, edits = told
    assert walks(town, edits, edited(tell(streets), ground, edits)) == walks(
        town, edits, edited(streets, ground, edits)
    )


def test_raw_streets_walk_alike(told: Any) -> None:
    streets, ground, town, edits = told
    raw = edited(streets, ground, edits, simplify=False)
    assert walks(town, edits, raw) == walks(town, edits, edited(streets, ground, edits))


def pickled(graph: WalkNetwork) -> WalkNetwork:
    again: WalkNetwork = pickle.loads(pickle.dumps(graph))
    return again


def stored(graph: WalkNetwork) -> WalkNetwork:
    return WalkNetwork.from_arrays(graph.to_arrays())


@pytest.mark.parametrize("keep", [pickled, stored])
def test_a_stored_network_walks_alike(told: Any, keep: Callable[[WalkNetwork], WalkNetwork]) -> None:
    streets, ground, town, edits = told
    graph = edited(streets, ground, edits)
    assert walks(town, edits, keep(graph)) == walks(town, edits, graph)


def test_edits_in_another_order_walk_alike(told: Any) -> None:
    streets, ground, town, edits = told
    other = edits.iloc[::-1].reset_index(drop=True)
    assert walks(town, other, edited(streets, ground, other)) == walks(town, edits, edited(streets, ground, edits))


def test_the_edits_of_these_towns_change_walks(told: Any) -> None:
    streets, ground, town, edits = told
    before = walks(town, edits.iloc[:0], network.build_network(streets, **ground))
    assert len(before) > 200
    assert walks(town, edits, edited(streets, ground, edits)) != before
