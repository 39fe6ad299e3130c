"""Edits drawn at random in one district of a town, of every kind that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.edit_worlds import shifts_m
from circles import integers, tables

if TYPE_CHECKING:
    from benchmarks.edit_worlds import Town

Integers = NDArray[np.int64]

ADDED = ("near", "anywhere", "dead end", "one piece", "along", "vertex", "gate", "entrance", "island")
CLOSED = ("across", "along", "vertex")


def piece_of(town: Town, rng: np.random.Generator, world: int = 0, piece: int | None = None) -> Integers:
    """Return the vertices of one piece of the streets of a district, drawn if it is not given, in 1e-7 degree."""
    graph = town.graph
    number = int(rng.choice(town.pieces[world])) if piece is None else piece
    part = slice(int(graph.vertex_offset[number]), int(graph.vertex_offset[number + 1]))
    return np.column_stack([graph.vertex_lon[part], graph.vertex_lat[part]])


def edit_of(town: Town, kind: str, rng: np.random.Generator, world: int = 0) -> gpd.GeoDataFrame:
    """Return one addition of a kind in a district, as ``tables.EDITS``."""
    if kind in {"gate", "entrance"}:
        return _door(town, kind, rng, world)
    piece = piece_of(town, rng, world)
    on = piece[rng.integers(0, len(piece), 2)]
    if kind in {"near", "anywhere"}:
        row = int(rng.choice(town.block_rows[world]))
        begin = integers.to_units(shapely.get_coordinates(town.blocks.geometry.iloc[row]))
        begin = begin + shifts_m(rng, begin, 20.0) if kind == "near" else on[:1]
        line = np.concatenate([begin, begin + shifts_m(rng, begin, 400.0), begin + shifts_m(rng, begin, 400.0)])
    elif kind == "dead end":
        begin = _dead_end(town, rng, world)
        line = np.concatenate([begin, begin + shifts_m(rng, begin, 300.0)])
    elif kind == "vertex":
        line = on + shifts_m(rng, on, 0.4)
        line = np.concatenate([line[:1], line[:1] + shifts_m(rng, line[:1], 200.0), line[1:]])
    elif kind == "along":
        line = piece
    elif kind == "island":
        line = _off_island(town, rng, world)
    else:
        line = on + shifts_m(rng, on, 9.0)
    return edits_table("path", _line(line))


def closure_of(town: Town, kind: str, rng: np.random.Generator, world: int = 0) -> gpd.GeoDataFrame:
    """Return one closed line in a district: across streets, along one, or through a vertex."""
    piece = piece_of(town, rng, world)
    begin = piece[rng.integers(0, len(piece), 1)]
    if kind == "along":
        return edits_table("closed", _line(piece))
    far = shifts_m(rng, begin, 100.0)
    start = begin - far if kind == "vertex" else begin + shifts_m(rng, begin, 30.0)
    line = np.concatenate([start, begin if kind == "vertex" else start - far, start + 2 * far])
    return edits_table("closed", _line(line))


def edits_table(kind: str, shape: shapely.Geometry, **owner: str) -> gpd.GeoDataFrame:
    """Return one edit as ``tables.EDITS``."""
    row = {"edit_id": "E", "kind": kind, "note": "", "author": "", "date": "", "block_id": "", "center_id": "", **owner}
    return gpd.GeoDataFrame([row], geometry=[shape], crs=tables.WGS84)


def _door(town: Town, kind: str, rng: np.random.Generator, world: int) -> gpd.GeoDataFrame:
    table, rows, column = (
        (town.blocks, town.block_rows, "block_id") if kind == "gate" else (town.centers, town.center_rows, "center_id")
    )
    row = int(rng.choice(rows[world]))
    place = integers.to_units(shapely.get_coordinates(table.geometry.iloc[row]))
    point = shapely.Point(integers.to_degrees(place + shifts_m(rng, place, 120.0))[0])
    return edits_table("gate", point, **{column: table[column].iloc[row]})


def _dead_end(town: Town, rng: np.random.Generator, world: int) -> Integers:
    graph = town.graph
    ends = np.r_[graph.piece_start[town.pieces[world]], graph.piece_end[town.pieces[world]]]
    node, count = np.unique(ends, return_counts=True)
    chosen = int(rng.choice(node[count == 1] if (count == 1).any() else node))
    return np.array([[graph.node_lon[chosen], graph.node_lat[chosen]]])


def _off_island(town: Town, rng: np.random.Generator, world: int) -> Integers:
    """Return a line from a street without connection to one of the nearest vertices that have one."""
    graph, pieces = town.graph, town.pieces[world]
    alone = pieces[graph.piece_island[pieces]]
    island = piece_of(town, rng, world, int(rng.choice(alone)) if alone.size else None)
    begin = island[rng.integers(0, len(island), 1)]
    joined = graph.piece_start[pieces[~graph.piece_island[pieces]]]
    places = np.column_stack([graph.node_lon[joined], graph.node_lat[joined]])
    nearest = np.argsort(np.abs(places - begin).sum(axis=1))[:20]
    return np.concatenate([begin, begin + shifts_m(rng, begin, 40.0), places[rng.choice(nearest, 1)]])


def _line(units: Integers) -> shapely.LineString:
    return shapely.LineString(integers.to_degrees(units))
