"""Places of a study drawn at random beside the streets of an oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from tests.oracle.earth import UNITS

if TYPE_CHECKING:
    from tests.oracle.streets import Streets


@dataclass(frozen=True)
class Places:
    """Centers, blocks (points and polygons of up to 300 m) and gates of some of both, in WGS-84."""

    centers: dict[str, shapely.Geometry]
    blocks: dict[str, shapely.Geometry]
    gates: list[tuple[str, shapely.Point]] = field(default_factory=list)
    walls: dict[str, shapely.Geometry] = field(default_factory=dict)
    closed_lines: list[shapely.LineString] = field(default_factory=list)


def drawn_walls(streets: Streets, *, count: int, rng: np.random.Generator) -> dict[str, shapely.Geometry]:
    """Return crooked gated polygons of 60 to 300 m about random vertices."""
    corners = streets.ends.reshape(-1, 2)
    middles = corners[rng.integers(0, len(corners), count)] + rng.integers(-3_000, 3_000, (count, 2))
    around = np.array([(-1, -1), (1, -1), (1, 1), (0, 2), (-1, 1)]) * rng.integers(3_000, 15_000, (count, 1, 2))
    rings = middles[:, None] + around + rng.integers(-900, 900, (count, 5, 2))
    return {f"W{i:03d}": shapely.Polygon(ring / UNITS) for i, ring in enumerate(rings)}


def drawn_closed_lines(streets: Streets, *, count: int, rng: np.random.Generator) -> list[shapely.LineString]:
    """Return lines of 20 to 200 m about random vertices; one in four begins at a vertex, one follows a street."""
    rows = rng.integers(0, len(streets.ends), count)
    a, b = streets.ends[rows, :2], streets.ends[rows, 2:]
    low, high = a + rng.integers(-9_000, 9_000, (count, 2)), a + rng.integers(-9_000, 9_000, (count, 2))
    low[::4], high[1::4], low[1::4] = a[::4], b[1::4], a[1::4]
    return [shapely.LineString(np.stack(ends) / UNITS) for ends in zip(low, high, strict=True)]


def drawn_places(streets: Streets, *, centers: int, blocks: int, rng: np.random.Generator, off: int = 20_000) -> Places:
    """Return places up to `off` 1e-7 degrees from random vertices; of eight one is a polygon and one has gates."""
    corners = streets.ends.reshape(-1, 2)
    spots = corners[rng.integers(0, len(corners), centers + blocks)] + rng.integers(-off, off, (centers + blocks, 2))
    points = list(shapely.points(spots / UNITS))
    shapes = [
        shapely.box(*(np.r_[spot, spot + rng.integers(3_000, 30_000, 2)] / UNITS)) if number % 8 == 0 else point
        for number, (spot, point) in enumerate(zip(spots[centers:], points[centers:], strict=True))
    ]
    drawn = Places(
        centers={f"C{i:03d}": point for i, point in enumerate(points[:centers])},
        blocks={f"B{i:04d}": shape for i, shape in enumerate(shapes)},
    )
    for owner in (*list(drawn.centers)[::8], *list(drawn.blocks)[1::8]):
        place = drawn.centers.get(owner) or drawn.blocks[owner]
        around = shapely.get_coordinates(place)[0] * UNITS + rng.integers(-off, off, (2, 2))
        drawn.gates.extend((owner, gate) for gate in shapely.points(np.rint(around) / UNITS))
    return drawn
