"""Whether the whole's walk lies between the ends that a clip gives: ``python -m benchmarks.edge_trials --data FOLDER``.

Streets of a city are clipped at random with the tools that people have: osmium extract (simple, complete_ways,
smart), lines cut by a GIS without marks, graphs truncated by OSMnx. Blocks and centers are drawn at random once for
each city; each block's walk on the whole must lie within the interval that a clip gives, in whole millimetres, and a
verdict that is called certain must be the whole's. docs/method.md (The edge of the data) has the rule,
benchmarks/README.md the figures.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.edge_clips import IN_OR_OUT, OSMNX, Clip, clip_of, clip_of_file
from benchmarks.edit_worlds import shifts_m
from benchmarks.osmium_clips import Extract, extract_of, osmium_clip
from circles import coverage, graphs, integers, network, tables
from circles.data_edge import DataEdge
from circles.planning_study import Scenario
from circles.sources import read_streets

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from circles.network import WalkNetwork

SEED = 20261128
MAX_SNAP_M = 200.0
SIDES_M = (800.0, 6_000.0)
LIMITS_MM = (500_000, 1_000_000, 2_000_000)
KM2_A_CENTER = (0.6, 4.0)
MOST_BLOCKS, DRAWN_BLOCKS = 80, 4_000
WALLED, WALLS_M = 60, (100.0, 400.0)
"""So many gated polygons are drawn on each city, boxes with sides between these lengths."""
_OSMIUM = ("simple", "complete_ways", "smart")
_FIELDS = ("blocks", "below_low", "above_high", "wrong", "certain", "inner", "inner_certain")

CITIES = {
    "Heidelberg": ("heidelberg/heidelberg.osm.pbf", (*_OSMIUM, "lines", "osmnx")),
    "Helsinki": ("helsinki/Helsinki.osm.pbf", (*_OSMIUM, "lines", "osmnx")),
    "Porto Alegre": ("porto-alegre/poa_osm.pbf", (*_OSMIUM, "lines", "osmnx")),
    "Wuhan": ("wuhan/wuhan.osm.pbf", (*_OSMIUM, "lines", "osmnx")),
    "Baoding": ("baoding/baoding_roads.geojson", ("lines",)),
    "Baoding, a graph with lengths": ("baoding/baoding_main_roads.graphml", ("osmnx",)),
}


@dataclass(frozen=True, eq=False)
class Whole:
    """What is true of a city: its network, and the walk of each block to the nearest of some centers."""

    graph: WalkNetwork
    centers: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame
    attachments: gpd.GeoDataFrame
    nearest: pd.DataFrame


@dataclass(frozen=True, eq=False)
class City:
    """A city, and what clips of it are made from."""

    name: str
    streets: gpd.GeoDataFrame
    path: Path
    graph: WalkNetwork
    compounds: gpd.GeoDataFrame | None = None

    @cached_property
    def metric_crs(self) -> str:
        return tables.metric_crs(tuple(self.streets.total_bounds))

    @cached_property
    def extract(self) -> Extract:
        return extract_of(self.path)

    @cached_property
    def osmnx_graph(self) -> nx.MultiDiGraph:
        """The whole as OSMnx has it, with the number of streets at each node."""
        import osmnx

        graph = osmnx.load_graphml(self.path) if self.path.suffix == ".graphml" else self.graph.to_networkx()
        for node, count in osmnx.stats.count_streets_per_node(graph).items():
            graph.nodes[node]["street_count"] = count
        return graph

    @cached_property
    def wholes_of_lines(self) -> list[Whole]:
        """The whole with many centers and with few, as it is drawn: lines bear no marks of what the extract lacks."""
        unmarked = self.streets.assign(cut_start=False, cut_end=False)
        graph = network.build_network(unmarked, compounds=self.compounds)
        return [whole_of(self, graph, seed) for seed in (0, 1)]

    @cached_property
    def wholes_of_osm(self) -> list[Whole]:
        """The same as an extract of everything has it, squares among it."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "whole.osm.pbf"
            osmium_clip(self.extract, shapely.box(-180, -90, 180, 90), "simple", path)
            graph = self.built(clip_of_file(path))
        return [whole_of(self, graph, seed) for seed in (0, 1)]

    @cached_property
    def wholes_of_osmnx(self) -> list[Whole]:
        graph = network.build_network(graphs.streets_from_graph(self.osmnx_graph), compounds=self.compounds)
        return [whole_of(self, graph, seed) for seed in (0, 1)]

    def built(self, clip: Clip) -> WalkNetwork:
        """Return the network of some of its streets."""
        return network.build_network(clip.streets, compounds=self.compounds, squares=clip.squares)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one clip gave: blocks, those outside their interval, and how many verdicts are certain."""

    blocks: int
    below_low: int
    above_high: int
    wrong: int
    certain: int
    inner: int
    inner_certain: int
    seconds: float

    @property
    def faults(self) -> int:
        """How many blocks the clip says something wrong of."""
        return self.below_low + self.above_high + self.wrong


def whole_of(city: City, graph: WalkNetwork, seed: int) -> Whole:
    """Draw centers and blocks on a city, and walk from each block to the nearest center."""
    rng = np.random.default_rng(seed)
    flat = city.streets.geometry.to_crs(city.metric_crs)
    km2 = shapely.convex_hull(shapely.union_all(flat.iloc[::20].to_numpy())).area / 1e6
    count = max(int(km2 / KM2_A_CENTER[seed]), 4)
    centers = points_on(city.graph, count, "c", rng, off_m=60.0).rename(columns={"id": "center_id"})
    blocks = points_on(city.graph, DRAWN_BLOCKS, "b", rng, off_m=150.0).rename(columns={"id": "block_id"})
    centers = centers.assign(status="open")
    attachments, _, nearest = walked(graph, centers, blocks, city)
    return Whole(graph, centers, blocks, attachments, nearest)


def points_on(
    graph: WalkNetwork, count: int, prefix: str, rng: np.random.Generator, *, off_m: float
) -> gpd.GeoDataFrame:
    """Return points up to `off_m` off random vertices."""
    vertex = rng.integers(0, graph.vertex_lon.size, count)
    units = np.column_stack([graph.vertex_lon[vertex], graph.vertex_lat[vertex]])
    places = shapely.points(integers.to_degrees(units + shifts_m(rng, units, off_m)))
    table = {"id": [f"{prefix}{i:04d}" for i in range(count)], "name": "", "population": 1.0, "dwellings": np.nan}
    return gpd.GeoDataFrame(table, geometry=places, crs=tables.WGS84)


def walked(
    graph: WalkNetwork, centers: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame, city: City
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    """Return attachments, nodes and the nearest center of each block."""
    attachments = network.attach(
        graph,
        centers=centers,
        blocks=blocks,
        gates=no_gates(),
        max_snap_m=MAX_SNAP_M,
        metric_crs=city.metric_crs,
        compounds=city.compounds,
    )
    nodes = network.walk_field(graph, attachments, centers["center_id"])
    return attachments, nodes, network.nearest(graph, attachments, centers["center_id"], nodes)


def no_gates() -> gpd.GeoDataFrame:
    """Return a table of gates without any."""
    return gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84)


def shape_at(city: City, rng: np.random.Generator) -> BaseGeometry:
    """Return a box or a crooked polygon about a random street."""
    vertex = rng.integers(0, city.graph.vertex_lon.size)
    place = integers.to_degrees([city.graph.vertex_lon[vertex], city.graph.vertex_lat[vertex]])
    middle = gpd.GeoSeries([shapely.Point(place)], crs=tables.WGS84).to_crs(city.metric_crs).iloc[0]
    span = np.ptp(city.graph.vertex_lat) / 90
    largest = max(min(SIDES_M[1], 0.7 * span), SIDES_M[0] + 1)
    side = float(np.exp(rng.uniform(np.log(SIDES_M[0]), np.log(largest))))
    if rng.random() < 0.5:
        flat = middle.buffer(side / 2, cap_style="square")
        return shapely.box(*gpd.GeoSeries([flat], crs=city.metric_crs).to_crs(tables.WGS84).total_bounds)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 14))
    reach = side / 2 * rng.uniform(0.45, 1.3, 14)
    star = shapely.Polygon(np.column_stack([middle.x + reach * np.cos(angle), middle.y + reach * np.sin(angle)]))
    largest_part = max(shapely.get_parts(star.buffer(0)), key=lambda part: part.area)
    return gpd.GeoSeries([largest_part], crs=city.metric_crs).to_crs(tables.WGS84).iloc[0]


def outcome(
    city: City, whole: Whole, clip: Clip, shape: BaseGeometry, blocks: gpd.GeoDataFrame, limit_mm: int
) -> tuple[Outcome, pd.DataFrame]:
    """Hold the walks of the whole against what a clip says of them."""
    own = city.built(clip)
    attachments, nodes, nearest = walked(own, whole.centers, blocks, city)
    begun = time.perf_counter()
    edge = DataEdge(shape=shape, ends_at=clip.ends_at, open_ends=clip.open_ends)
    interval = network.edge_interval(
        own,
        attachments,
        whole.centers["center_id"],
        nodes,
        blocks,
        edge=edge,
        max_snap_m=MAX_SNAP_M,
        metric_crs=city.metric_crs,
        compounds=city.compounds,
    )
    seconds = time.perf_counter() - begun
    scenario = Scenario(minutes=limit_mm * 3 / 200_000)
    clipped, true = (
        coverage.verdicts(blocks, *found, scenario, metric_crs=city.metric_crs)
        for found in ((attachments, nearest), (whole.attachments, whole.nearest))
    )
    clipped = coverage.with_edge(clipped, interval, scenario)
    low_mm, high_mm = (clipped[name].fillna(-1).to_numpy(np.int64) for name in ("walk_mm_low", "walk_mm_high"))
    walk_mm, certain = true["walk_mm"].to_numpy(), ~clipped["edge"].to_numpy(bool)
    below = (walk_mm >= 0) & ((low_mm < 0) | (walk_mm < low_mm))
    above = (high_mm >= 0) & ((walk_mm < 0) | (walk_mm > high_mm))
    wrong = certain & (clipped["verdict"] != true["verdict"]).to_numpy()
    flat = gpd.GeoSeries([shape], crs=tables.WGS84).to_crs(city.metric_crs).iloc[0]
    inner = shapely.covers(_half(flat), blocks.geometry.to_crs(city.metric_crs).to_numpy())
    told = clipped.assign(whole_mm=walk_mm, whole_verdict=true["verdict"], below=below, above=above, wrong=wrong)
    counts = [len(blocks), *(int(each.sum()) for each in (below, above, wrong, certain, inner, certain & inner))]
    return Outcome(**dict(zip(_FIELDS, counts, strict=True)), seconds=seconds), told


def _half(shape: BaseGeometry) -> BaseGeometry:
    """Return the inner half of a shape by area: what is left of it when its edge is moved in."""
    low, high = 0.0, np.sqrt(shape.area)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if shape.buffer(-middle).area > shape.area / 2 else (low, middle)
    return shape.buffer(-low)


def trial(city: City, kind: str, seed: int) -> tuple[Outcome | None, pd.DataFrame | None]:
    """Clip a city once and hold the clip against the whole; None where the clip holds no street or no block."""
    rng = np.random.default_rng(seed)
    shape = shape_at(city, rng)
    chosen = kind if kind != "osmnx" else OSMNX[int(rng.integers(len(OSMNX)))]
    shape = shapely.box(*shape.bounds) if chosen == "bbox" else shape
    wholes = (
        city.wholes_of_lines if kind == "lines" else city.wholes_of_osm if kind in _OSMIUM else city.wholes_of_osmnx
    )
    whole = wholes[int(rng.integers(2))]
    near = np.flatnonzero(shapely.intersects(shapely.box(*shape.bounds), whole.blocks.geometry.to_numpy()))
    clip = clip_of(city, chosen, shape)
    if clip is None or not near.size:
        return None, None
    rows = np.sort(rng.choice(near, min(MOST_BLOCKS, near.size), replace=False))
    limit_mm = LIMITS_MM[int(rng.integers(len(LIMITS_MM)))]
    return outcome(city, whole, clip, shape, whole.blocks.iloc[rows], limit_mm)


def city_of(name: str, data: Path) -> City:
    """Read one of the cities."""
    path = data / CITIES[name][0]
    streets = read_streets(path, private_ways=IN_OR_OUT.private_ways)
    compounds = walls_on(network.build_network(streets), np.random.default_rng(len(name)))
    return City(name, streets, path, network.build_network(streets, compounds=compounds), compounds)


def walls_on(graph: WalkNetwork, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Draw gated polygons about random streets."""
    places = points_on(graph, WALLED, "w", rng, off_m=60.0)
    flat = places.geometry.to_crs(graph.metric_crs)
    sides_m = rng.uniform(*WALLS_M, WALLED)
    walls = shapely.buffer(flat.to_numpy(), sides_m / 2, cap_style="square")
    drawn = gpd.GeoSeries(walls, crs=graph.metric_crs).to_crs(tables.WGS84)
    return gpd.GeoDataFrame({"compound_id": places["id"], "name": ""}, geometry=integers.on_grid(drawn))


def run(data: Path, *, clips: int, cities: tuple[str, ...], seed: int, told: Callable[[str], None] = print) -> int:
    """Make so many clips of the cities in turn; return of how many blocks something wrong was said."""
    total: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    read = {name: city_of(name, data) for name in cities}
    turns = [(read[name], kind) for name in cities for kind in CITIES[name][1]]
    bad = 0
    for i in range(clips):
        city, kind = turns[i % len(turns)]
        found, _ = trial(city, kind, seed + i)
        row = total[city.name, kind]
        row.update(clips=1, empty=int(found is None))
        if found is not None:
            row.update({field: getattr(found, field) for field in _FIELDS} | {"ms": int(found.seconds * 1000)})
            bad += found.faults
            if found.faults:
                told(f"clip {i}: {city.name}, {kind}, seed {seed + i}: {found}")
        if (i + 1) % 100 == 0 or i + 1 == clips:
            told(f"{i + 1} clips, {bad} faults")
    for (name, kind), counts in total.items():
        told(json.dumps({"city": name, "kind": kind, **counts}, ensure_ascii=False))
    return bad


def main(arguments: list[str] | None = None) -> int:
    """Run the trials; the status is 1 where anything wrong was said of a block."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--clips", type=int, default=2000)
    parser.add_argument("--cities", nargs="*", default=tuple(CITIES))
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(arguments)
    return int(run(asked.data, clips=asked.clips, cities=tuple(asked.cities), seed=asked.seed) > 0)


if __name__ == "__main__":
    sys.exit(main())
