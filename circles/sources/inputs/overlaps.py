"""Land that two blocks have: which rows equal or overlap others, and how many people are counted twice for it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from circles.closeness import NO_GROUP, groups_of_pairs
from circles.rule_numbers import OVERLAP_M2, OVERLAP_SHARE

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_METRES_PER_DEGREE = 111_000.0
_CHUNK = 100
_MOST_PAIRS = 1_000_000
"""More pairs than this that may overlap are not looked at."""

_FEW_PAIRS = 10_000
"""Over this, whether polygons fit side by side is asked of all at once before pair by pair."""


class Overlaps(NamedTuple):
    """What overlaps: the group of each block, rows that equal another, thousandths of people counted twice by row.

    `is_whole` is False where there was too much to look at, and nothing is known.
    """

    group: NDArray[np.int64]
    equal: int
    twice: NDArray[np.int64]
    is_whole: bool = True


def overlaps_of(
    blocks: gpd.GeoDataFrame,
    people: NDArray[np.int64],
    nameless: NDArray[np.bool_],
    names: NDArray[np.int64],
    *,
    plane: str,
) -> Overlaps:
    """Return what land blocks share, as districts are held to it: over 1 % of the smaller and over 100 m2.

    Of two that overlap, the one with fewer people counts them twice, by the share of its land that others have.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.BLOCKS``.
    people : ndarray of int64
        Thousandths of each.
    nameless : ndarray of bool
        Which have no name: such points at one spot are equal.
    names : ndarray of int64
        Groups of one compound listed again: what overlaps within one is counted there.
    plane : str
        The metric plane of the study.
    """
    shapes, ids = blocks.geometry.to_numpy(), blocks["block_id"].to_numpy(object).astype(str)
    rank = np.empty(len(shapes), np.int64)
    rank[np.lexsort((ids, -people))] = np.arange(len(shapes))
    same, first = _equals(shapes, nameless, rank)
    one, other = _candidates(shapes, np.setdiff1d(np.arange(len(shapes)), same))
    if len(one) > _MOST_PAIRS:
        return Overlaps(np.full(len(shapes), NO_GROUP), 0, np.zeros(len(shapes), np.int64), is_whole=False)
    one, other, shared, land = _sharing(blocks, one, other, plane)
    kept = (names[one] != names[other]) | (names[one] == NO_GROUP)
    one, other, shared = one[kept], other[kept], shared[kept]
    apart = (names[same] != names[first]) | (names[same] == NO_GROUP)
    same, first = same[apart], first[apart]
    share = np.zeros(len(shapes))
    for row, parts in _by_later(one, other, shared, rank).items():
        share[row] = min(1.0, shapely.area(shapely.union_all(parts)) / land[row])
    share[same] = 1.0
    group = groups_of_pairs(np.concatenate([one, first]), np.concatenate([other, same]), len(shapes))
    return Overlaps(group, len(same), np.floor(people * share + 0.5).astype(np.int64))


def _equals(
    shapes: NDArray[np.object_], nameless: NDArray[np.bool_], rank: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows that equal another of more people, and that other: polygons, and points without names."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    asked = np.flatnonzero(there & ((shapely.get_dimensions(shapes) == 2) | nameless))
    asked = asked[np.argsort(rank[asked])]
    _, box, count = np.unique(shapely.bounds(shapes[asked]), axis=0, return_inverse=True, return_counts=True)
    asked = asked[count[box] > 1]
    leading: dict[bytes, int] = {}
    firsts = [
        leading.setdefault(shape, row)
        for shape, row in zip(shapely.to_wkb(shapely.normalize(shapes[asked])), asked.tolist(), strict=True)
    ]
    first = np.array(firsts, np.int64)
    return asked[first != asked], first[first != asked]


def _candidates(shapes: NDArray[np.object_], rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of polygons whose boxes share enough land; more than a million where there are too many."""
    rows = rows[(shapely.get_dimensions(shapes[rows]) == 2) & ~shapely.is_empty(shapes[rows])]
    polygons = shapes[rows]
    tree, boxes = shapely.STRtree(polygons), shapely.bounds(polygons)
    found, count = [np.zeros((2, 0), np.int64)], 0
    for begin in range(0, len(rows), _CHUNK):
        pairs = tree.query(polygons[begin : begin + _CHUNK]) + np.array([[begin], [0]])
        pairs = pairs[:, pairs[0] < pairs[1]]
        low, high = (of(boxes[pairs[0]], boxes[pairs[1]]) for of in (np.maximum, np.minimum))
        width, height = (high[:, 2:] - low[:, :2]).clip(min=0).T
        area = width * height * np.cos(np.radians(low[:, 1])) * _METRES_PER_DEGREE**2
        pairs = pairs[:, area > OVERLAP_M2 / 2]
        found.append(pairs)
        count += pairs.shape[1]
        if count > _MOST_PAIRS:
            break
    one, other = np.concatenate(found, axis=1)
    if _FEW_PAIRS < len(one) <= _MOST_PAIRS and shapely.coverage_is_valid(polygons):
        return one[:0], other[:0]
    return rows[one], rows[other]


def _sharing(
    blocks: gpd.GeoDataFrame, one: NDArray[np.int64], other: NDArray[np.int64], plane: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.object_], dict[int, float]]:
    """Return the pairs that share land, what they share, and the area of each row that is in one."""
    rows = np.unique(np.concatenate([one, other]))
    flat = blocks.geometry.iloc[rows].to_crs(plane).to_numpy()
    flat = np.where(shapely.is_valid(flat), flat, shapely.make_valid(flat))
    at_one, at_other = np.searchsorted(rows, one), np.searchsorted(rows, other)
    shared = shapely.intersection(flat[at_one], flat[at_other])
    area, land = shapely.area(shared), shapely.area(flat)
    smaller = np.minimum(land[at_one], land[at_other])
    kept = (area > OVERLAP_M2) & (area > OVERLAP_SHARE * smaller)
    return one[kept], other[kept], shared[kept], dict(zip(rows.tolist(), land.tolist(), strict=True))


def _by_later(
    one: NDArray[np.int64], other: NDArray[np.int64], shared: NDArray[np.object_], rank: NDArray[np.int64]
) -> dict[int, list[object]]:
    """Return for each row with fewer people than another of its pairs what it shares with such others."""
    parts = defaultdict[int, list[object]](list)
    later = np.where(rank[one] > rank[other], one, other)
    for row, shape in zip(later.tolist(), shared, strict=True):
        parts[row].append(shape)
    return parts
