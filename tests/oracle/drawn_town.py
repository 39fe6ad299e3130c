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


def write_town(path: Path, seed: int) -> Path:
    """Write a crooked grid of 9 x 9 corners of about 90 m, of whose ways many are private and some closed."""
    rng = np.random.default_rng(seed)
    grid = np.array([(i, j) for i in range(SIDE) for j in range(SIDE)])
    places = _CORNER + grid * _STEP + rng.integers(-2_500, 2_500, (SIDE * SIDE, 2))
    gates = {int(node): BARRIERS[rng.integers(len(BARRIERS))] for node in rng.choice(SIDE * SIDE, 16, replace=False)}
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(places):
            tags = gates.get(number, {})
            if rng.random() > 0.02:  # else the extract lacks it
                location = tuple((place / UNITS).tolist())
                writer.add_node(osmium.osm.mutable.Node(id=number + 1, location=location, tags=tags))
        for number, nodes in enumerate(_ways(rng), 1):
            kind = [STREETS, YARDS, CLOSED][rng.choice(3, p=[0.5, 0.42, 0.08])]
            tags = kind[rng.integers(len(kind))]
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
    return path


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
