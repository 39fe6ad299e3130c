"""Clips of a drawn city: the whole's walk lies within the ends that each gives (benchmarks/edge_trials.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import osmium
import pytest
import shapely

from benchmarks import edge_clips, edge_trials
from benchmarks.osmium_clips import osmium_clip
from circles import integers, network
from circles.data_edge import AT_VERTEX
from circles.sources import read_streets
from circles.sources.streets.reading import streets_reading

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 24
_CORNER = np.array([1_143_000_000, 306_000_000])


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> edge_trials.City:
    """A crooked grid of 2.9 km with gaps, as an OSM file of ways of up to four segments."""
    path: Path = tmp_path_factory.mktemp("city") / "city.osm.pbf"
    rng = np.random.default_rng(4)
    steps = [(i, j) for i in range(SIDE) for j in range(SIDE)]
    place = {at: _CORNER + np.array(at) * 12_000 + rng.integers(-3_500, 3_500, 2) for at in steps}
    number = {at: i + 1 for i, at in enumerate(steps)}
    ways = []
    for i, j in steps:
        for across in (True, False):
            run = [(i + k, j) if across else (i, j + k) for k in range(int(rng.integers(2, 5)))]
            if all(at in place for at in run) and rng.random() < 0.5:
                ways.append([number[at] for at in run])
    with osmium.SimpleWriter(str(path)) as writer:
        for at in steps:
            writer.add_node(osmium.osm.mutable.Node(id=number[at], location=tuple(place[at] / 1e7)))
        for way, refs in enumerate(ways, 1):
            writer.add_way(osmium.osm.mutable.Way(id=way, nodes=refs, tags={"highway": "residential"}))
    streets = read_streets(path)
    return edge_trials.City("drawn", streets, path, network.build_network(streets))


@pytest.mark.parametrize("kind", ["lines", "simple", "complete_ways", "osmnx"])
def test_the_walk_of_the_whole_lies_within_the_ends_of_a_clip(city: edge_trials.City, kind: str) -> None:
    found = [edge_trials.trial(city, kind, seed)[0] for seed in range(4)]
    told = [each for each in found if each is not None]
    assert sum(each.blocks for each in told) >= 200
    assert [(each.below_low, each.above_high, each.wrong) for each in told] == [(0, 0, 0)] * len(told)
    if kind == "lines":
        assert sum(each.inner_certain for each in told) >= 0.5 * sum(each.inner for each in told)


def test_a_box_of_an_extract_is_taken_where_streets_come_up_to_it(city: edge_trials.City, tmp_path: Path) -> None:

    west, south, east, north = city.streets.total_bounds
    inner = shapely.box(west + 0.006, south + 0.006, east - 0.006, north - 0.006)
    path = tmp_path / "clip.osm.pbf"
    for said, known in ((inner, True), (shapely.box(0, 0, 180, 90), False), (None, False)):
        osmium_clip(city.extract, inner, "simple", path, said=said)
        reading = streets_reading(path)
        assert reading.ends_at == AT_VERTEX
        assert (reading.edge is not None) == known
        if known:
            assert reading.edge is not None
            assert reading.edge.bounds == pytest.approx(inner.bounds, abs=1e-7)
    # An outline within its box is none: streets come up to the box at few places.
    triangle = shapely.Polygon([(west, south), (east, south), (west, north)])
    osmium_clip(city.extract, triangle, "complete_ways", path, said=shapely.box(*triangle.bounds))
    assert streets_reading(path).edge is None


def test_nodes_of_a_graph_that_lost_streets_are_open(city: edge_trials.City) -> None:
    rng = np.random.default_rng(0)
    clip = edge_clips.clip_of(city, "counted", edge_trials.shape_at(city, rng))
    uncounted = edge_clips.clip_of(city, "uncounted", edge_trials.shape_at(city, np.random.default_rng(0)))
    assert clip is not None and clip.open_ends is not None and uncounted is not None  # noqa: PT018
    assert uncounted.open_ends is None
    places = set(map(tuple, integers.to_units(shapely.get_coordinates(clip.open_ends)).tolist()))
    held = gpd.GeoSeries(clip.streets.geometry).boundary.explode()
    ends = set(map(tuple, integers.to_units(shapely.get_coordinates(held.to_numpy())).tolist()))
    # Some lost all of theirs.
    assert len(places & ends) > 0.8 * len(places) > 0
