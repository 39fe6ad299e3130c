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

ADDED = (
    "near", "anywhere", "dead end", "one piece", "along", "vertex", "gate", "entrance", "island",
    "through a wall", "at a gate", "in a square", "open",
)  # fmt: skip
CLOSED = ("across", "along", "vertex", "at a gate", "across a square")


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
    if kind == "open" and town.private_pieces[world].size:
        of = town.graph.piece_compound[rng.choice(town.private_pieces[world])]
        return edits_table("open", None, compound_id=town.graph.compound_ids[of])
    piece = piece_of(town, rng, world, _one(town.square_pieces[world], rng) if kind == "in a square" else None)
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
    elif kind in {"island", "through a wall", "at a gate", "in a square"}:
        line = _between(town, kind, rng, world, piece)
    else:
        line = on + shifts_m(rng, on, 9.0)
    return edits_table("path", _line(line))


def _between(town: Town, kind: str, rng: np.random.Generator, world: int, piece: Integers) -> Integers:
    """Return a line off an island, out of a compound, at its gate, or from the middle of a piece of a square."""
    if kind in {"island", "through a wall"}:
        own = town.pieces[world]
        alone = own[town.graph.piece_island[own]] if kind == "island" else town.private_pieces[world]
        return _away_from(town, rng, world, alone)
    middle = _gate(town, rng, world) if kind == "at a gate" else (piece[:1] + piece[-1:]) // 2
    begin = middle + shifts_m(rng, middle, 9.0)
    return np.concatenate([begin, begin + shifts_m(rng, begin, 200.0)])


def closure_of(town: Town, kind: str, rng: np.random.Generator, world: int = 0) -> gpd.GeoDataFrame:
    """Return one closed line in a district: across streets or a square, along a street, through a vertex or a gate."""
    of_square = kind == "across a square"
    piece = piece_of(town, rng, world, _one(town.square_pieces[world], rng) if of_square else None)
    begin = (piece[:1] + piece[-1:]) // 2 if of_square else piece[rng.integers(0, len(piece), 1)]
    if kind == "at a gate":
        kind, begin = "vertex", _gate(town, rng, world)
    if kind == "along":
        return edits_table("closed", _line(piece))
    far = shifts_m(rng, begin, 100.0)
    start = begin - far if kind == "vertex" else begin + shifts_m(rng, begin, 30.0)
    line = np.concatenate([start, begin if kind == "vertex" else start - far, start + 2 * far])
    return edits_table("closed", _line(line))


def edits_table(kind: str, shape: shapely.Geometry | None, **owner: str) -> gpd.GeoDataFrame:
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


def _one(pieces: Integers, rng: np.random.Generator) -> int | None:
    """Return one of some pieces; None, for any of the district, where there are none."""
    return int(rng.choice(pieces)) if pieces.size else None


def _gate(town: Town, rng: np.random.Generator, world: int) -> Integers:
    """Return the place of a gate of a compound, of any node where the district has none."""
    graph, pieces = town.graph, town.pieces[world]
    gates = town.gate_nodes[world]
    node = int(rng.choice(gates if gates.size else graph.piece_start[pieces]))
    return np.array([[graph.node_lon[node], graph.node_lat[node]]])


def _away_from(town: Town, rng: np.random.Generator, world: int, alone: Integers) -> Integers:
    """Return a line from some pieces to one of the nearest vertices of others that are joined to streets."""
    graph, pieces = town.graph, town.pieces[world]
    apart = piece_of(town, rng, world, _one(alone, rng))
    begin = apart[rng.integers(0, len(apart), 1)]
    joined = graph.piece_start[np.setdiff1d(pieces[~graph.piece_island[pieces]], alone)]
    if not joined.size:
        joined = graph.piece_start[pieces]
    places = np.column_stack([graph.node_lon[joined], graph.node_lat[joined]])
    nearest = np.argsort(np.abs(places - begin).sum(axis=1))[:20]
    return np.concatenate([begin, begin + shifts_m(rng, begin, 40.0), places[rng.choice(nearest, 1)]])


def _line(units: Integers) -> shapely.LineString:
    return shapely.LineString(integers.to_degrees(units))
