"""Closed lines through the inner vertices of streets: raw, simplified and parted there, every walk is the same."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from tests.vector_towns import answers_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Places = Sequence[Sequence[int]] | Sequence[NDArray[np.int64]]

CORNER = [1_143_000_000, 306_000_000]
LONG = 2_000_000


class Town(NamedTuple):
    """A town in 1e-7 degree: its ways, its ways parted at inner vertices, what is drawn, blocks and centers."""

    ways: list[Any]
    parted: list[Any]
    closed: list[Any]
    paths: list[Any]
    blocks: dict[str, Any]
    centers: dict[str, Any]


def walks_of(town: Town, *, parted: bool = False, simplify: bool = True) -> dict[tuple[str, str], int]:
    """Return the walk of every pair with one, in millimetres."""
    drawn = [("closed", line) for line in town.closed] + [("path", line) for line in town.paths]
    vector = {
        "corner": CORNER,
        "unit": 1,
        "streets": [{"line": _plain(line)} for line in (town.parted if parted else town.ways)],
        "centers": {name: _plain([at])[0] for name, at in town.centers.items()},
        "blocks": {name: _plain([at])[0] for name, at in town.blocks.items()},
        "gates": [],
        "edits": [{"edit_id": f"e{i}", "kind": kind, "line": _plain(line)} for i, (kind, line) in enumerate(drawn)],
    }
    return {(block, center): mm for block, center, mm in answers_to(vector, simplify=simplify)["pairs"]}


def _plain(places: Places) -> list[list[int]]:
    plain: list[list[int]] = np.array(places).tolist()
    return plain


def crooked_town(seed: int, *, paths: bool) -> Town:
    """Return four crooked ways around and one across, lines closed at inner vertices, and paths from these.

    A closed line touches its vertex, or passes beside it by less than a tenth of a unit, a millimetre. Blocks stand at
    such vertices and within 50 cm of them.
    """
    rng = np.random.default_rng([seed, paths])
    corners = np.array([(0, 0), (9_000, 400), (8_600, 9_000), (-300, 8_700)]) + rng.integers(-200, 200, (4, 2))
    ways: list[Any] = []
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        shares = np.arange(1, int(rng.integers(2, 5)))
        between = [a + (b - a) * i // (len(shares) + 1) + rng.integers(-1_500, 1_500, 2) for i in shares]
        ways.append([a, *between, b])
    ways.append([corners[0], (corners[0] + corners[2]) // 2 + rng.integers(-2_000, 2_000, 2), corners[2]])
    inner = [vertex for way in ways for vertex in way[1:-1]]
    picked = [inner[i] for i in rng.choice(len(inner), 3, replace=False)]
    parted = [part for way in ways for part in _parted(way, rng)]
    near = [vertex + rng.integers(-40, 41, 2) for vertex in picked]
    around = [inner[rng.integers(len(inner))] + rng.integers(-700, 700, 2) for _ in range(8)]
    blocks = {f"b{i}": at for i, at in enumerate([*picked, *near, *around])}
    centers = {f"C{i}": inner[rng.integers(len(inner))] + i * rng.integers(-300, 300, 2) for i in range(2)}
    closed = [_line_at(vertex, rng) for vertex in picked]
    drawn = [_path_at(vertex, inner, rng) for vertex in picked] if paths else []
    return Town(ways, parted, closed, drawn, blocks, centers)


def _parted(way: list[Any], rng: np.random.Generator) -> list[list[Any]]:
    stops = [0, *(i for i in range(1, len(way) - 1) if rng.random() < 0.6), len(way) - 1]
    return [way[i : j + 1][:: int(rng.choice([-1, 1]))] for i, j in pairwise(stops)]


def _line_at(vertex: NDArray[np.int64], rng: np.random.Generator) -> list[Any]:
    step = rng.integers(1, 10, 2) * rng.choice([-1, 1], 2)
    how, short, long = int(rng.integers(4)), int(rng.integers(1, 40)), int(rng.integers(600, 3_000))
    if how == 0:
        return [vertex - short * step, vertex + long * step]
    if how == 1:
        return [vertex, vertex + long * step]
    beside = np.sign([-step[1], step[0]]) * rng.choice([-1, 1])
    if how == 2:
        return [vertex - short * step, vertex + long * step + beside]
    return [vertex + short * step + beside, vertex - long * step - 40 * beside]


def _path_at(vertex: NDArray[np.int64], inner: list[Any], rng: np.random.Generator) -> list[Any]:
    step, other = rng.integers(-600, 600, 2), inner[rng.integers(len(inner))]
    how = int(rng.integers(3))
    if how == 0:
        return [vertex, vertex + step, other + rng.integers(-30, 30, 2)]
    return [vertex - step, vertex + 2 * step] if how == 1 else [vertex + rng.integers(-40, 41, 2), vertex + step, other]


@pytest.mark.parametrize("paths", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_raw_simplified_and_parted_streets_are_walked_alike(seed: int, *, paths: bool) -> None:
    town = crooked_town(seed, paths=paths)
    walks = walks_of(town)
    assert walks != walks_of(town._replace(closed=[], paths=[]))
    assert walks_of(town, simplify=False) == walks
    assert walks_of(town, parted=True) == walks


BEND = [(-3_000, 4_000), (0, 0), (1_000, -4_000)]


def bent_town(closed: list[Any], paths: list[Any] | None = None, *, bend: Sequence[tuple[int, int]] = BEND) -> Town:
    """Return a street of two segments with a center at each end and one block at its bend."""
    north, middle, south = bend
    way = [(north[0], LONG), north, middle, south, (south[0], -LONG)]
    return Town([way], [way[:3], way[2:]], closed, paths or [], {"bend": middle}, {"N": north, "S": south})


@pytest.mark.parametrize("simplify", [False, True])
def test_who_stands_at_a_bend_is_on_the_lower_of_its_segments(*, simplify: bool) -> None:
    """The segment from the north, (-3000, 4000) to (0, 0), begins in the west and so is the lower one."""
    town = bent_town([[(-500, -500), (500, 500)]])
    assert {center for _, center in walks_of(town, simplify=simplify)} == {"N"}


@pytest.mark.parametrize("simplify", [False, True])
def test_closed_within_both_segments_of_a_bend_nobody_leaves_it(*, simplify: bool) -> None:
    """Both segments run east from the bend; a line 0.02 units east of it parts both at 0.35 mm, which is 0 mm."""
    town = bent_town([], bend=[(3_000, 4_000), (0, 0), (3_000, -4_000)])
    assert {center for _, center in walks_of(town, simplify=simplify)} == {"N", "S"}
    assert walks_of(town._replace(closed=[[(0, -2_000), (1, 98_000)]]), simplify=simplify) == {}


@pytest.mark.parametrize("simplify", [False, True])
def test_a_path_from_a_closed_bend_joins_both_its_segments(*, simplify: bool) -> None:
    """It touches both, and closed lines come first."""
    town = bent_town([[(-500, -500), (500, 500)]], [[(0, 0), (900, 300)]])
    assert {center for _, center in walks_of(town, simplify=simplify)} == {"N", "S"}
