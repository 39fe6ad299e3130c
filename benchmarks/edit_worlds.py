"""Districts of a city side by side: an edit in each is one question to the package, answered for all at once.

They are set far apart along their latitude, so that no walk leads from one to another. Each is held against itself
before the edit: over all its blocks and all its pairs of a block and a center within the bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, network, tables
from circles.network.geodesy import metres_per_degree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from circles.network import WalkNetwork

MAX_SNAP_M = 200.0
BOUND_MM = 2_000_000

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Town:
    """A built network with centers and blocks, and every walk before any edit.

    Attributes
    ----------
    graph, centers, blocks, metric_crs
        The study. Ids of blocks are row numbers.
    nearest_mm : ndarray of float64
        The walk of each block, infinite without a path.
    pairs_mm : DataFrame
        ``tables.WALKS`` within the bound.
    worlds, step : int
        How many districts there are, and how far apart in 1e-7 degree.
    compounds : GeoDataFrame or None
        ``tables.COMPOUNDS`` that the network was built with.
    """

    graph: WalkNetwork
    centers: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame
    metric_crs: str
    nearest_mm: NDArray[np.float64]
    pairs_mm: pd.DataFrame
    worlds: int
    step: int
    compounds: gpd.GeoDataFrame | None = None

    def world_of(self, lon: Integers) -> Integers:
        """Return the district in which each longitude, in 1e-7 degree, lies."""
        west = int(self.graph.node_lon.min()) - self.step // 2
        world: Integers = np.clip((lon - west) // self.step, 0, self.worlds - 1)
        return world

    @cached_property
    def pieces(self) -> list[Integers]:
        """The pieces of each district."""
        first = self.graph.vertex_lon[self.graph.vertex_offset[:-1]]
        return self._by_world(self.world_of(first))

    @cached_property
    def private_pieces(self) -> list[Integers]:
        """The pieces of compounds in each district."""
        return [pieces[self.graph.piece_compound[pieces] >= 0] for pieces in self.pieces]

    @cached_property
    def square_pieces(self) -> list[Integers]:
        """The pieces that cross squares in each district."""
        crosses = self.graph.is_square
        return [pieces[crosses[pieces]] for pieces in self.pieces]

    @cached_property
    def gate_nodes(self) -> list[Integers]:
        """The nodes of each district at which compounds are left and entered."""
        node = np.unique(self.graph.layers.node[self.graph.layers.gate])
        world = self.world_of(self.graph.node_lon[node])
        return [node[world == number] for number in range(self.worlds)]

    @cached_property
    def block_world(self) -> Integers:
        """The district in which each block lies."""
        return self.world_of(integers.to_units(self.blocks.geometry.x.to_numpy()))

    @cached_property
    def block_rows(self) -> list[Integers]:
        """The blocks of each district."""
        return self._by_world(self.block_world)

    @cached_property
    def center_rows(self) -> list[Integers]:
        """The centers of each district."""
        return self._by_world(self.world_of(integers.to_units(self.centers.geometry.x.to_numpy())))

    def _by_world(self, world: Integers) -> list[Integers]:
        return [np.flatnonzero(world == number) for number in range(self.worlds)]


def side_by_side(
    layers: Sequence[gpd.GeoDataFrame], worlds: int, *, side_m: float, rng: np.random.Generator
) -> tuple[list[gpd.GeoDataFrame], int]:
    """Return the streets of so many districts, what lies on them, and how far apart these are set in 1e-7 degree.

    Parameters
    ----------
    layers : sequence of GeoDataFrame
        ``tables.STREETS`` of a city, then squares, barriers and the like.
    worlds : int
        How many districts are drawn, each about a vertex of the streets; they may overlap in the city.
    side_m : float
        Their width; whole streets, and whole squares, are taken that reach into one.
    rng : Generator
        Draws them.
    """
    streets = layers[0]
    west, _, east, _ = streets.total_bounds
    step = int(integers.to_units(2 * (east - west) + 0.1))
    middles = rng.choice(shapely.get_coordinates(streets.geometry.to_numpy()), worlds)
    moved = [
        pd.concat(
            [_district(layer, middle, side_m, (by - worlds // 2) * step) for by, middle in enumerate(middles)],
            ignore_index=True,
        )
        for layer in layers
    ]
    return [gpd.GeoDataFrame(layer, geometry="geometry", crs=tables.WGS84) for layer in moved], step


def rectangles(streets: gpd.GeoDataFrame, count: int, half_m: float, rng: np.random.Generator) -> NDArray[np.object_]:
    """Return rectangles about random vertices of streets, up to twice `half_m` wide."""
    middle = integers.to_units(rng.choice(shapely.get_coordinates(streets.geometry.to_numpy()), count))
    half = np.abs(shifts_m(rng, middle, half_m)) + 500
    boxes: NDArray[np.object_] = shapely.box(*integers.to_degrees(np.column_stack([middle - half, middle + half])).T)
    return boxes


def _district(layer: gpd.GeoDataFrame, middle: NDArray[np.float64], side_m: float, east: int) -> gpd.GeoDataFrame:
    """Return what reaches into a square about a place, moved eastwards by so many 1e-7 degrees."""
    kx, ky = metres_per_degree(middle[1:])
    half = side_m / 2 / np.array([kx[0], ky[0]])
    near = layer[layer.intersects(shapely.box(*(middle - half), *(middle + half)))]
    shift = np.array([east, 0])
    moved = shapely.transform(near.geometry.to_numpy(), lambda xy: integers.to_degrees(integers.to_units(xy) + shift))
    return near.set_geometry(gpd.GeoSeries(moved, index=near.index, crs=near.crs))


def town_on(
    graph: WalkNetwork,
    *,
    centers: int,
    blocks: int,
    rng: np.random.Generator,
    worlds: int = 1,
    step: int = 3_600_000_000,
    compounds: gpd.GeoDataFrame | None = None,
) -> Town:
    """Return a town with so many centers on, and blocks up to 300 m off, random vertices of each district."""
    first = graph.vertex_lon.min() - step // 2
    world = (graph.vertex_lon - first) // step
    drawn = [rng.choice(np.flatnonzero(world == number), centers + blocks) for number in range(worlds)]
    points = [
        _beside(graph, np.concatenate([each[part] for each in drawn]), off_m, rng)
        for part, off_m in ((slice(centers), 30.0), (slice(centers, None), 300.0))
    ]
    ids = [[str(i) for i in range(len(each))] for each in points]
    of_center = gpd.GeoDataFrame(
        {"center_id": ids[0], "name": "", "status": "open"}, geometry=points[0], crs=tables.WGS84
    )
    of_block = gpd.GeoDataFrame(
        {"block_id": ids[1], "name": "", "population": 1.0, "dwellings": np.nan}, geometry=points[1], crs=tables.WGS84
    )
    plane = graph.metric_crs
    none = np.zeros(0), pd.DataFrame()
    town = Town(graph, of_center, of_block, plane, *none, worlds, step, compounds)
    nearest_mm, pairs_mm = _walks(town, None)
    return replace(town, nearest_mm=nearest_mm, pairs_mm=pairs_mm)


def shifts_m(rng: np.random.Generator, units: Integers, most_m: float) -> Integers:
    """Return a shift for each place, up to so many metres on each axis, in 1e-7 degree."""
    kx, ky = metres_per_degree(integers.to_degrees(units[:, 1]))
    metres = rng.uniform(-most_m, most_m, units.shape)
    shift: Integers = integers.to_units(metres / np.column_stack([kx, ky]))
    return shift


def changed(town: Town, edits: gpd.GeoDataFrame) -> tuple[Integers, Integers]:
    """Return for each district how many walks, of blocks and of pairs within the bound, edits lengthen and shorten."""
    nearest_mm, pairs_mm = _walks(town, edits)
    both = town.pairs_mm.merge(pairs_mm, how="outer", on=["block", "center"], suffixes=("_before", "_after"))
    of_pairs = both[["walk_mm_before", "walk_mm_after"]].fillna(np.inf).to_numpy().T
    before, after = (np.concatenate(each) for each in zip(of_pairs, (town.nearest_mm, nearest_mm), strict=True))
    world = np.concatenate([town.block_world[both["block"].to_numpy()], town.block_world])
    longer, shorter = (np.bincount(world[which], minlength=town.worlds) for which in (after > before, after < before))
    return longer, shorter


def grown(town: Town, edits: gpd.GeoDataFrame) -> tuple[int, int]:
    """Return how many walks, of blocks and of pairs within the bound, edits lengthen and shorten in all."""
    longer, shorter = changed(town, edits)
    return int(longer.sum()), int(shorter.sum())


def _beside(graph: WalkNetwork, vertex: Integers, off_m: float, rng: np.random.Generator) -> NDArray[np.object_]:
    units = np.column_stack([graph.vertex_lon[vertex], graph.vertex_lat[vertex]])
    points: NDArray[np.object_] = shapely.points(integers.to_degrees(units + shifts_m(rng, units, off_m)))
    return points


def _walks(town: Town, edits: gpd.GeoDataFrame | None) -> tuple[NDArray[np.float64], pd.DataFrame]:
    graph, centers, blocks, metric_crs = town.graph, town.centers, town.blocks, town.metric_crs
    edited = graph if edits is None else network.edited_network(graph, edits)
    empty = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(
        {"block_id": object}
    )
    gates = empty if edits is None else network.gates_of_edits(edits, blocks, metric_crs=metric_crs)
    attachments = network.attach(
        edited,
        centers=centers,
        blocks=blocks,
        gates=gates,
        max_snap_m=MAX_SNAP_M,
        metric_crs=metric_crs,
        compounds=town.compounds,
    )
    ids = centers["center_id"]
    nodes = network.walk_field(edited, attachments, ids)
    nearest = network.nearest(edited, attachments, ids, nodes)
    pairs = network.walks(edited, attachments, ids, bound_mm=BOUND_MM, threads=1)
    nearest_mm = np.full(len(blocks), np.inf)
    nearest_mm[nearest["block_id"].astype(int)] = nearest["walk_mm"]
    rows = {"block": pairs["block_id"].astype(int), "center": pairs["center_id"].astype(int)}
    return nearest_mm, pd.DataFrame({**rows, "walk_mm": pairs["walk_mm"]})
