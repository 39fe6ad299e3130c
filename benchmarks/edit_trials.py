"""Whether what edits add can only help: ``python -m benchmarks.edit_trials --data FOLDER``.

Paths, gates and closed lines are drawn at random, half of them near a block, and each is held against the town without
it, in whole millimetres: a path or a gate may lengthen no walk of any block or of any pair within the bound, a closed
line may shorten none. docs/method.md (Edits) has the rule, benchmarks/README.md the figures.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, network, tables
from circles.network.geodesy import metres_per_degree
from circles.sources import read_streets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.network import WalkNetwork

CITIES = {
    "Heidelberg": ("heidelberg/heidelberg.osm.pbf", "shared"),
    "Baoding, a graph with lengths": ("baoding/baoding_main_roads.graphml", "shared"),
    "Baoding, lines joined": ("baoding/baoding_roads.geojson", "join"),
    "Wuhan": ("wuhan/wuhan.osm.pbf", "shared"),
}
SEED = 20261128
MAX_SNAP_M = 200.0
BOUND_MM = 2_000_000
ADDED = ("near", "anywhere", "dead end", "one piece", "along", "vertex", "gate", "entrance")
CLOSED = ("across", "along", "vertex")


@dataclass(frozen=True, eq=False)
class Town:
    """A built network with centers and blocks, and every walk before any edit."""

    graph: WalkNetwork
    centers: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame
    metric_crs: str
    nearest_mm: pd.Series
    pairs_mm: pd.Series


def town_on(graph: WalkNetwork, *, centers: int, blocks: int, rng: np.random.Generator) -> Town:
    """Return a town with centers on and blocks up to 300 m off random vertices of a network."""
    vertex = rng.integers(0, graph.vertex_lon.size, centers + blocks)
    units = np.column_stack([graph.vertex_lon[vertex], graph.vertex_lat[vertex]])
    off = shifts_m(rng, units, 300.0)
    off[:centers] //= 10
    points = shapely.points(integers.to_degrees(units + off))
    ids = [f"{i:04d}" for i in range(centers + blocks)]
    of_center = gpd.GeoDataFrame(
        {"center_id": ids[:centers], "name": "", "status": "open"}, geometry=points[:centers], crs=tables.WGS84
    )
    of_block = gpd.GeoDataFrame(
        {"block_id": ids[centers:], "name": "", "population": 1.0, "dwellings": np.nan},
        geometry=points[centers:],
        crs=tables.WGS84,
    )
    corners = integers.to_degrees(
        np.array([[f(a) for a in (graph.vertex_lon, graph.vertex_lat)] for f in (np.min, np.max)])
    )
    plane = tables.metric_crs((*corners[0].tolist(), *corners[1].tolist()))
    nearest_mm, pairs_mm = _walks(graph, of_center, of_block, None, plane)
    return Town(graph, of_center, of_block, plane, nearest_mm, pairs_mm)


def shifts_m(rng: np.random.Generator, units: NDArray[np.int64], most_m: float) -> NDArray[np.int64]:
    """Return a shift for each place, up to so many metres on each axis, in 1e-7 degree."""
    kx, ky = metres_per_degree(integers.to_degrees(units[:, 1]))
    metres = rng.uniform(-most_m, most_m, units.shape)
    shift: NDArray[np.int64] = integers.to_units(metres / np.column_stack([kx, ky]))
    return shift


def piece_of(town: Town, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the vertices of one piece of the streets, in 1e-7 degree."""
    graph = town.graph
    number = int(rng.integers(0, graph.piece_mm.size))
    part = slice(int(graph.vertex_offset[number]), int(graph.vertex_offset[number + 1]))
    return np.column_stack([graph.vertex_lon[part], graph.vertex_lat[part]])


def edit_of(town: Town, kind: str, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return one edit of a kind, as ``tables.EDITS``."""
    graph, piece = town.graph, piece_of(town, rng)
    on = piece[rng.integers(0, len(piece), 2)]
    if kind in {"gate", "entrance"}:
        table, column = (town.blocks, "block_id") if kind == "gate" else (town.centers, "center_id")
        row = int(rng.integers(0, len(table)))
        place = integers.to_units(shapely.get_coordinates(table.geometry.iloc[row]))
        point = shapely.Point(integers.to_degrees(place + shifts_m(rng, place, 120.0))[0])
        return _edits("gate", point, **{column: table[column].iloc[row]})
    if kind in {"near", "anywhere"}:
        row = int(rng.integers(0, len(town.blocks)))
        begin = integers.to_units(shapely.get_coordinates(town.blocks.geometry.iloc[row]))
        begin = begin + shifts_m(rng, begin, 20.0) if kind == "near" else on[:1]
        line = np.concatenate([begin, begin + shifts_m(rng, begin, 400.0), begin + shifts_m(rng, begin, 400.0)])
        return _edits("path", _line(line))
    if kind == "dead end":
        degree = np.diff(graph.neighbour_offset)
        ends = np.flatnonzero(degree == 1)
        node = int(rng.choice(ends)) if ends.size else 0
        begin = np.array([[graph.node_lon[node], graph.node_lat[node]]])
        return _edits("path", _line(np.concatenate([begin, begin + shifts_m(rng, begin, 300.0)])))
    if kind == "vertex":
        line = on + shifts_m(rng, on, 0.4)
        return _edits("path", _line(np.concatenate([line[:1], line[:1] + shifts_m(rng, line[:1], 200.0), line[1:]])))
    if kind == "along":
        return _edits("path", _line(piece))
    return _edits("path", _line(on + shifts_m(rng, on, 9.0)))


def closure_of(town: Town, kind: str, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return one closed line: across streets, along one, or through a vertex."""
    piece = piece_of(town, rng)
    begin = piece[rng.integers(0, len(piece), 1)]
    if kind == "along":
        return _edits("closed", _line(piece))
    far = shifts_m(rng, begin, 100.0)
    start = begin - far if kind == "vertex" else begin + shifts_m(rng, begin, 30.0)
    return _edits("closed", _line(np.concatenate([start, begin if kind == "vertex" else start - far, start + 2 * far])))


def grown(town: Town, edits: gpd.GeoDataFrame) -> tuple[int, int]:
    """Return how many walks, of blocks and of pairs within the bound, an edit lengthens, and how many it shortens."""
    nearest_mm, pairs_mm = _walks(town.graph, town.centers, town.blocks, edits, town.metric_crs)
    longer = shorter = 0
    for before, after in ((town.nearest_mm, nearest_mm), (town.pairs_mm, pairs_mm)):
        both = pd.concat({"before": before, "after": after}, axis=1).fillna(np.inf)
        longer += int((both["after"] > both["before"]).sum())
        shorter += int((both["after"] < both["before"]).sum())
    return longer, shorter


def _walks(
    graph: WalkNetwork,
    centers: gpd.GeoDataFrame,
    blocks: gpd.GeoDataFrame,
    edits: gpd.GeoDataFrame | None,
    metric_crs: str,
) -> tuple[pd.Series, pd.Series]:
    edited = graph if edits is None else network.edited_network(graph, edits)
    empty = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(
        {"block_id": object}
    )
    gates = empty if edits is None else network.gates_of_edits(edits, blocks, metric_crs=metric_crs)
    attachments = network.attach(
        edited, centers=centers, blocks=blocks, gates=gates, max_snap_m=MAX_SNAP_M, metric_crs=metric_crs
    )
    ids = centers["center_id"]
    nodes = network.walk_field(edited, attachments, ids)
    nearest = network.nearest(edited, attachments, ids, nodes)
    pairs = network.walks(edited, attachments, ids, bound_mm=BOUND_MM, threads=1)
    return nearest.set_index("block_id")["walk_mm"], pairs.set_index(["block_id", "center_id"])["walk_mm"]


def _edits(kind: str, shape: shapely.Geometry, **owner: str) -> gpd.GeoDataFrame:
    row = {"edit_id": "E", "kind": kind, "note": "", "author": "", "date": "", "block_id": "", "center_id": "", **owner}
    return gpd.GeoDataFrame([row], geometry=[shape], crs=tables.WGS84)


def _line(units: NDArray[np.int64]) -> shapely.LineString:
    return shapely.LineString(integers.to_degrees(units))


def trials(town: Town, count: int, rng: np.random.Generator) -> dict[str, tuple[int, int, int]]:
    """Return, of additions and of closures: how many were drawn, how many changed a walk as they may, how many did not
    keep the rule. Five additions for each closure, of additions every other one near a block."""
    found = {"added": [0, 0, 0], "closed": [0, 0, 0]}
    for number in range(count):
        if number % 6 == 5:
            longer, shorter = grown(town, closure_of(town, str(rng.choice(CLOSED)), rng))
            told, helped, broken = "closed", longer, shorter
        else:
            kind = ADDED[0] if number % 2 else str(rng.choice(ADDED[1:]))
            longer, shorter = grown(town, edit_of(town, kind, rng))
            told, helped, broken = "added", shorter, longer
        found[told][0] += 1
        found[told][1] += helped > 0
        found[told][2] += broken
    return {name: (drawn, helped, broken) for name, (drawn, helped, broken) in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the cities")
    parser.add_argument("--count", type=int, default=12_000, help="edits in all, five additions for each closed line")
    parser.add_argument("--city", choices=tuple(CITIES), action="append", help="only this one; may be repeated")
    asked = parser.parse_args()
    names = asked.city or list(CITIES)
    print(
        "| city | pieces | additions | of them shorten a walk | walks they lengthen | closed lines | of them lengthen"
        " a walk | walks they shorten | processor s |\n" + "|---" * 9 + "|",
        flush=True,
    )
    broken = 0
    for name in names:
        file, crossings = CITIES[name]
        rng, began = np.random.default_rng(SEED), time.process_time()
        graph = network.build_network(read_streets(asked.data / file), crossings=crossings)
        found = trials(town_on(graph, centers=30, blocks=300, rng=rng), asked.count // len(names), rng)
        cells = [f"{drawn:,} | {helped / max(drawn, 1):.0%} | {wrong}" for drawn, helped, wrong in found.values()]
        print(
            f"| {name} | {graph.piece_mm.size:,} | {' | '.join(cells)} | {time.process_time() - began:.0f} |",
            flush=True,
        )
        broken += sum(wrong for _, _, wrong in found.values())
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
