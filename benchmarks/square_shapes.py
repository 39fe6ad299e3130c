"""Squares that are hard to cross: ``python -m benchmarks.square_shapes [--corners 1990]``.

Shapes in whole cells with about as many corners that bend inward as are asked for: all on one line, all in view of each
other, one behind the other. Each is crossed between 2 of them, 100, a third and all; none may take 20 seconds of
processor. The tests of who sees whom take the shapes too.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from circles.network.sight_lines import inward_vertices
from circles.network.square_pieces import square_pieces

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Rings = list["NDArray[np.int64]"]
"""The outer ring first; no first vertex is repeated."""

MIDDLE = np.array([1_143_000_000, 305_900_000])
MOST_SECONDS = 20.0


def comb(corners: int) -> Rings:
    """Return a street with a tooth every two cells, all tips on one line: all of them see each other along it."""
    return [_toothed(corners, np.full(corners, 5))]


def arched_comb(corners: int) -> Rings:
    """Return a comb with its tips on an arch: they see each other, and no three of them are on one line."""
    from_middle = 2 * np.arange(corners) - corners
    return [_toothed(corners, corners**2 + 5 - from_middle**2)]


def spiral(corners: int) -> Rings:
    """Return a walk that winds inward between two walls of square corners."""
    x, y, outer = 0, 0, []
    for turn in range(corners):
        step = 2 * (corners + 1 - turn)
        dx, dy = ((step, 0), (0, step), (-step, 0), (0, -step))[turn % 4]
        outer.append((x, y))
        x, y = x + dx, y + dy
    outer.append((x, y))
    line = np.array(outer, np.int64)
    # The other wall runs half a cell beside the first, doubled to stay whole.
    return [_widened(4 * line)]


def columns(corners: int) -> Rings:
    """Return a plaza with rows of square columns."""
    side = max(1, int((corners / 4) ** 0.5))
    square = np.array([(0, 0), (0, 3), (3, 3), (3, 0)])
    holes = [square + np.array([7 * column + 4, 7 * row + 4]) for column in range(side) for row in range(side)]
    far = 7 * side + 8
    return [np.array([(0, 0), (far, 0), (far, far), (0, far)]), *holes]


def scattered_columns(corners: int) -> Rings:
    """Return a plaza with columns of three corners in no order."""
    rng = np.random.default_rng(11)
    side = max(1, int((corners / 3) ** 0.5))
    triangles = np.array([[(0, 0), (9, 31), (31, 9)], [(0, 31), (31, 27), (3, 0)], [(31, 31), (27, 0), (0, 13)]])
    holes = [
        triangles[rng.integers(0, 3)] + (90 * column, 90 * row) + rng.integers(5, 50, 2)
        for column in range(side)
        for row in range(side)
    ]
    far = 90 * side + 10
    return [np.array([(0, 0), (far, 0), (far, far), (0, far)]), *holes]


def gear(corners: int) -> Rings:
    """Return a round place with spikes that point to its middle: all tips see each other."""
    angle = 2 * np.pi * np.arange(2 * corners) / (2 * corners)
    reach = np.where(np.arange(2 * corners) % 2 == 0, 8_000_000, 10_000_000)
    return [np.rint(np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]).astype(np.int64)]


def stairs(corners: int) -> Rings:
    """Return a lane between two flights of stairs that follow one another."""
    steps = corners // 2
    flight = np.column_stack([np.repeat(np.arange(steps + 1), 2)[1:], np.repeat(np.arange(steps + 1), 2)[:-1]])
    return [np.concatenate([3 * flight, (3 * flight + (-2, 4))[::-1]])]


def zigzag(corners: int) -> Rings:
    """Return a lane that turns sharply at each corner: hardly any sees beyond the next."""
    x = 10 * np.arange(corners)
    y = np.where(np.arange(corners) % 2 == 0, 0, 1_000)
    return [np.concatenate([np.column_stack([x, y]), np.column_stack([x, y + 40])[::-1]])]


SHAPES: dict[str, Callable[[int], Rings]] = {
    "comb": comb,
    "arched comb": arched_comb,
    "spiral": spiral,
    "columns": columns,
    "scattered columns": scattered_columns,
    "gear": gear,
    "stairs": stairs,
    "zigzag": zigzag,
}


def _toothed(corners: int, height: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a street with tips at these heights above its southern side."""
    top = int(height.max()) + 20
    tips = np.column_stack([2 * np.arange(corners) + 1, height])
    roots = np.column_stack([2 * np.arange(corners + 1), np.full(corners + 1, top)])
    ceiling = np.empty((2 * corners + 1, 2), np.int64)
    ceiling[::2], ceiling[1::2] = roots, tips
    return np.concatenate([np.array([(0, 0), (2 * corners, 0)]), ceiling[::-1]])


def _widened(line: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a line of square turns as a lane two cells wide."""
    way = np.sign(np.diff(line, axis=0))
    left = np.column_stack([-way[:, 1], way[:, 0]])
    aside = np.concatenate([left[:1], left[:-1] + left[1:], left[-1:]])
    return np.concatenate([line - aside, (line + aside)[::-1]])


def crossed(rings: Rings, entrances: int) -> tuple[float, str]:
    """Cross a shape in central Wuhan between so many of its corners; return processor seconds and what came out."""
    cells = np.concatenate(rings)
    units = cells * max(1, min(50, 2_000_000 // int(np.ptp(cells)))) + MIDDLE
    offset = np.r_[0, np.cumsum([len(ring) for ring in rings])]
    lon, lat = units[:, 0].copy(), units[:, 1].copy()
    corners = units[inward_vertices(offset, lon, lat)]
    chosen = corners[np.unique(np.linspace(0, len(corners) - 1, min(entrances, len(corners))).astype(int))]
    begin = time.process_time()
    pieces = square_pieces(offset, lon, lat, chosen)
    took_s = time.process_time() - begin
    return took_s, "outline" if pieces is None else f"{pieces.mm.size:,} pieces"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corners", type=int, default=1_990, help="about how many corners bend inward")
    corners: int = parser.parse_args().corners
    asked = (2, 100, corners // 3, corners)
    # Compiled before anything is measured.
    crossed(comb(5), 2)
    print("| shape | " + " | ".join(f"{count:,} entrances" for count in asked) + " |\n" + "|---" * 5 + "|", flush=True)
    worst_s = 0.0
    for name, make in SHAPES.items():
        found = [crossed(make(corners), count) for count in asked]
        worst_s = max(worst_s, *(took_s for took_s, _ in found))
        print(f"| {name} | " + " | ".join(f"{took_s:.2f} s, {out}" for took_s, out in found) + " |", flush=True)
    return int(worst_s > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
