"""A small town as an extract, drawn at random: drives, yards, barriers, ways that leave the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import osmium

from tests.oracle.earth import UNITS

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 9
_CORNER = np.array([1_143_000_000, 306_000_000])
_STEP = 9_000

STREETS: list[dict[str, str]] = [
    {"highway": "residential"},
    {"highway": "footway"},
    {"highway": "tertiary", "access": "destination"},
    {"highway": "cycleway", "foot": "designated"},
]
YARDS: list[dict[str, str]] = [
    {"highway": "service", "access": "private"},
    {"highway": "service", "access": "private", "foot": "yes"},
    {"highway": "footway", "foot": "private"},
    {"highway": "footway", "access": "permit;delivery"},
    {"highway": "service", "service": "driveway", "access": "residents"},
]
CLOSED: list[dict[str, str]] = [
    {"highway": "path", "foot": "no"},
    {"highway": "path", "access": "forestry"},
    {"highway": "cycleway"},
    {"highway": "trunk"},
    {"highway": "residential", "sidewalk:both": "separate"},
]
BARRIERS: list[dict[str, str]] = [
    {"barrier": "gate", "access": "private"},
    {"barrier": "gate", "locked": "yes"},
    {"barrier": "gate", "access": "no"},
    {"barrier": "bollard", "access": "no", "foot": "yes"},
    {"barrier": "lift_gate", "foot": "no"},
]


LEVELS: list[dict[str, str]] = [{"bridge": "yes"}, {"tunnel": "building_passage"}, {"layer": "-1"}, {"layer": "0"}]
AREAS: list[dict[str, str]] = [
    {"highway": "pedestrian", "area": "yes"},
    {"highway": "footway", "area": "yes", "access": "customers"},
    {"place": "square", "surface": "sett"},
    {"place": "square", "highway": "pedestrian"},
    {"highway": "pedestrian", "area": "yes", "bridge": "yes", "layer": "1"},
    {"highway": "pedestrian", "area": "yes", "foot": "private"},
    {"highway": "pedestrian", "area": "yes"},
]
OBSTACLES: list[dict[str, str]] = [
    {"building": "yes"},
    {"building": "roof"},
    {"natural": "water"},
    {"leisure": "swimming_pool"},
    {"building": "yes", "layer": "-1"},
]


def write_town(path: Path, seed: int, *, squares: bool = False) -> Path:
    """Write a crooked grid of 9 x 9 corners of about 90 m, of whose ways many are private and some closed.

    With squares some ways are bridges and tunnels, and there are areas between corners or anywhere, with houses.
    """
    rng = np.random.default_rng(seed)
    grid = np.array([(i, j) for i in range(SIDE) for j in range(SIDE)])
    places = _CORNER + grid * _STEP + rng.integers(-2_500, 2_500, (SIDE * SIDE, 2))
    on_squares = np.random.default_rng([seed, 1])
    gates = {int(node): BARRIERS[rng.integers(len(BARRIERS))] for node in rng.choice(SIDE * SIDE, 16, replace=False)}
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(places):
            tags = gates.get(number, {})
            if rng.random() > 0.02:  # else the extract lacks it
                location = tuple((place / UNITS).tolist())
                writer.add_node(osmium.osm.mutable.Node(id=number + 1, location=location, tags=tags))
        areas = _areas(writer, on_squares) if squares else []
        for number, nodes in enumerate(_ways(rng), 1):
            kind = [STREETS, YARDS, CLOSED][rng.choice(3, p=[0.5, 0.42, 0.08])]
            tags = kind[rng.integers(len(kind))]
            if squares and on_squares.random() < 0.1:
                tags = {**tags, **LEVELS[on_squares.integers(len(LEVELS))]}
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
        for number, (nodes, tags) in enumerate(areas, 10_000):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
    return path


def _areas(writer: osmium.SimpleWriter, rng: np.random.Generator) -> list[tuple[list[int], dict[str, str]]]:
    """Return areas of a town: some between the corners of its streets, others of corners that are added."""
    node = SIDE * SIDE + 1
    rings: list[list[int]] = []
    for corner in rng.integers(0, SIDE - 1, (4, 2)):
        low = int(corner[0] * SIDE + corner[1]) + 1
        rings.append([low, low + SIDE, low + SIDE + 1, low + 1, low])
    for number in range(22):
        wide = rng.integers(1_000, 3_000, 2) if number % 2 else rng.integers(4_000, 20_000, 2)
        south_west = _CORNER + rng.integers(0, SIDE * _STEP, 2)
        shape = rng.permutation(4)[: int(rng.integers(3, 5))]
        corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])[np.sort(shape)]
        places = south_west + corners * wide + rng.integers(-500, 500, (len(corners), 2))
        for place in places:
            writer.add_node(osmium.osm.mutable.Node(id=node, location=tuple((place / UNITS).tolist()), tags={}))
            node += 1
        first = node - len(places)
        rings.append([*range(first, node), first])
    kinds = [OBSTACLES if number >= 4 and number % 2 else AREAS for number in range(len(rings))]
    return [(ring, kind[rng.integers(len(kind))]) for ring, kind in zip(rings, kinds, strict=True)]


def _ways(rng: np.random.Generator) -> list[list[int]]:
    """Return ways of one to three steps along the grid, some of them drawn twice."""
    ways = []
    for number in range(SIDE * SIDE):
        for step in (1, SIDE):
            if rng.random() < 0.75:
                length = int(rng.integers(1, 4))
                nodes = [number + step * i for i in range(length + 1)]
                along_row = step != 1 or all(node // SIDE == number // SIDE for node in nodes)
                inside = [node + 1 for node in nodes if node < SIDE * SIDE]
                if along_row and len(inside) > 1:
                    ways.append(inside if rng.random() < 0.5 else inside[::-1])
    return ways
