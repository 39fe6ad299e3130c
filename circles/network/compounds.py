"""Compounds: private streets that hang together, found on vertices before any edit (docs/method.md, Compounds)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import drawn_edits, rule_numbers, tables
from circles.network.chains import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from circles.network.drawn_segments import DrawnSegments

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

PUBLIC = -1
"""What stands for a compound where a segment, or a piece, is of none."""

_UNITS = 100
"""Units of 1e-7 degree in the 1e-5 degree to which a place counts in an id."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Who may walk each segment.

    Attributes
    ----------
    segment : ndarray of int64
        The drawn segments that are left: of those that share both ends and who may walk there, one.
    compound : ndarray of int64
        The compound of each of them, ``PUBLIC`` where it is of none.
    island : ndarray of bool
        Segments that take no attachments: of islands, and of compounds without a gate.
    islands : int
        Islands among public streets.
    ids : tuple of str
        The compounds: those of polygons, by id, then those that are made.
    gated : ndarray of bool
        Whether a polygon makes them.
    gates, gateless : int
        Vertices with a public segment and one of a compound, each for every compound there; compounds without any.
    """

    segment: Integers
    compound: Integers
    island: Flags
    islands: int
    ids: tuple[str, ...]
    gated: Flags
    gates: int
    gateless: int


def ground_of(
    drawn: DrawnSegments, preference: tuple[Integers, ...], kind: Integers, ways: Ways, polygons: Sequence[str]
) -> Ground:
    """Return who may walk each segment.

    Parameters
    ----------
    drawn : DrawnSegments
        All segments, those drawn twice too.
    preference : tuple of ndarray
        Of those that share both ends and their kind, the lowest is left: keys as for ``numpy.lexsort``.
    kind : ndarray of int64
        ``PUBLIC``, the number of the gated polygon that a private one lies in, or ``len(polygons)`` where a private one
        lies in none.
    ways : Ways
        The ways that each line is of: what is of one way hangs together also where something public touches it.
    polygons : sequence of str
        The ids of the gated polygons.
    """
    left, one_of = _left(drawn, preference, kind)
    count, loose = drawn.vertex_lon.size, len(polygons)
    if not (kind >= 0).any():
        island, islands = _islands(drawn, left, count)
        return Ground(left, kind[left], island, islands, (), np.zeros(0, np.bool_), 0, 0)
    island, islands = _islands(drawn, left, count, kind[left] < 0)
    # An island that touches something private is private itself: its people leave by there, or by no way at all.
    root = components(drawn.a[left][kind[left] < 0], drawn.b[left][kind[left] < 0], count)
    private = left[kind[left] >= 0]
    touched = np.zeros(count, np.bool_)
    touched[root[np.r_[drawn.a[private], drawn.b[private]]]] = True
    enclosed = island & (kind[left] < 0) & touched[root[drawn.a[left]]]
    if enclosed.any():
        kind = np.where(enclosed[one_of], loose, kind)
        left, one_of = _left(drawn, preference, kind)
        island, islands = _islands(drawn, left, count, kind[left] < 0)
    compound, ids = _compounds(drawn, left, one_of, kind, ways, polygons)
    gates, has_gate = _gates(drawn, left, compound, len(ids))
    cut = np.zeros(len(ids), np.bool_)
    cut[compound[(compound >= 0) & (drawn.vertex_cut[drawn.a[left]] | drawn.vertex_cut[drawn.b[left]])]] = True
    closed = ~(has_gate | cut)
    inner = compound >= 0
    if closed.all() and not (~island & ~inner).any():
        # Nothing else takes attachments: the longest compound does.
        closed[np.argmax(np.bincount(compound[inner], drawn.mm[left[inner]], len(ids)))] = False
    island = np.where(inner, closed[compound], island)
    gated = np.isin(np.array(ids, dtype=object), np.array(polygons, dtype=object)) if ids else np.zeros(0, np.bool_)
    return Ground(left, compound, island, islands, ids, gated, gates, int((~has_gate).sum()))


def _left(drawn: DrawnSegments, preference: tuple[Integers, ...], kind: Integers) -> tuple[Integers, Integers]:
    """Return the segments that are left, by (a, b, kind), and for each segment the one that stands for it."""
    ends = drawn.a * drawn.vertex_lon.size + drawn.b
    order = np.lexsort((kind, ends))
    differs = np.ones(order.size, np.bool_)
    differs[1:] = (np.diff(ends[order]) != 0) | (np.diff(kind[order]) != 0)
    # Most are drawn once; preference is asked only of the others.
    twice = np.flatnonzero(~(differs & np.r_[differs[1:], True]))
    same = order[twice]
    order[twice] = same[np.lexsort((*(column[same] for column in preference), kind[same], ends[same]))]
    one_of = np.empty(order.size, np.int64)
    one_of[order] = np.cumsum(differs) - 1
    return order[differs], one_of


def _islands(drawn: DrawnSegments, left: Integers, count: int, public: Flags | None = None) -> tuple[Flags, int]:
    """Return which of the segments are of an island among the public ones, and how many islands there are.

    A connected part is an island where it is shorter than ``rule_numbers.ISLAND_MM`` and touches no cut end; where none
    is as long, the longest is none.
    """
    chosen = np.ones(left.size, np.bool_) if public is None else public
    own = left[chosen]
    if not own.size:
        return np.zeros(left.size, np.bool_), 0
    root = components(drawn.a[own], drawn.b[own], count)
    of_segment = root[drawn.a[own]]
    length_mm = np.bincount(of_segment, drawn.mm[own], count).astype(np.int64)
    exists = np.bincount(of_segment, minlength=count) > 0
    island = exists & (length_mm < rule_numbers.ISLAND_MM)
    if not (exists & ~island).any():
        island[np.argmax(np.where(exists, length_mm, -1))] = False
    island[root[drawn.vertex_cut]] = False
    result = np.zeros(left.size, np.bool_)
    result[chosen] = island[of_segment]
    return result, int(island.sum())


def _compounds(
    drawn: DrawnSegments, left: Integers, one_of: Integers, kind: Integers, ways: Ways, polygons: Sequence[str]
) -> tuple[Integers, tuple[str, ...]]:
    """Return the compound of each segment that is left, and the ids of all compounds."""
    loose = len(polygons)
    of_left = kind[left]
    compound = np.full(left.size, PUBLIC)
    used = np.unique(of_left[(of_left >= 0) & (of_left < loose)])
    in_polygon = (of_left >= 0) & (of_left < loose)
    compound[in_polygon] = np.searchsorted(used, of_left[in_polygon])
    own = np.flatnonzero(of_left == loose)
    root = _hanging_together(drawn, left, one_of, kind, ways, loose)[own]
    # The lowest segment of each, in the order of its vertices, which no order of rows can change.
    lowest, number = np.unique(root, return_inverse=True)
    compound[own] = used.size + number.ravel()
    first = np.full(lowest.size, left.size, np.int64)
    np.minimum.at(first, number.ravel(), own)
    vertex = drawn.a[left[first]]
    given = [polygons[i] for i in used.tolist()]
    return compound, (*given, *_made_ids(drawn.vertex_lon[vertex], drawn.vertex_lat[vertex], set(given)))


def _hanging_together(
    drawn: DrawnSegments, left: Integers, one_of: Integers, kind: Integers, ways: Ways, loose: int
) -> Integers:
    """Return, for each segment that is left, the lowest one that it hangs together with, of those in no polygon."""
    count, segments = drawn.vertex_lon.size, left.size
    public = np.zeros(count, np.bool_)
    for ends in (drawn.a, drawn.b):
        public[ends[kind == PUBLIC]] = True
    rows = np.flatnonzero(kind == loose)
    segment = np.tile(one_of[rows], 2)
    vertex = np.r_[drawn.a[rows], drawn.b[rows]]
    at_public = public[vertex]
    # What hangs together there: all at a vertex, or where it is public those of one way; each may be of several.
    line = np.tile(drawn.line[rows], 2)[at_public]
    several = np.diff(ways.offset)[line]
    place = np.arange(several.sum()) - np.repeat(np.cumsum(several) - several, several)
    way = ways.way[np.repeat(ways.offset[line], several) + place]
    of_all = int(way.max(initial=0)) + 1
    _, of_way = np.unique(np.repeat(vertex[at_public], several) * of_all + way, return_inverse=True)
    segment = np.r_[segment[~at_public], np.repeat(segment[at_public], several)]
    knot = np.r_[segments + vertex[~at_public], segments + count + of_way.ravel()]
    knots = segments + count + int(of_way.max(initial=-1)) + 1
    result: Integers = components(segment, knot, knots)[:segments]
    return result


def _gates(drawn: DrawnSegments, left: Integers, compound: Integers, compounds: int) -> tuple[int, Flags]:
    """Return how many gates there are, and which compounds have one."""
    public = np.zeros(drawn.vertex_lon.size, np.bool_)
    for ends in (drawn.a, drawn.b):
        public[ends[left[compound == PUBLIC]]] = True
    inner = np.flatnonzero(compound >= 0)
    vertex, of = np.r_[drawn.a[left[inner]], drawn.b[left[inner]]], np.tile(compound[inner], 2)
    at_gate = public[vertex]
    gates = np.unique(vertex[at_gate] * compounds + of[at_gate])
    has_gate = np.zeros(compounds, np.bool_)
    has_gate[gates % max(compounds, 1)] = True
    return gates.size, has_gate


def _made_ids(lon: Integers, lat: Integers, given: set[str]) -> tuple[str, ...]:
    """Return ids made of the lowest vertex of each compound (docs/method.md, Ids), later ones of one id numbered."""
    made: list[str] = []
    taken = set(given)
    for place in np.floor_divide(2 * np.column_stack([lon, lat]) + _UNITS, 2 * _UNITS).tolist():
        said = "\x1f".join(("compounds", "", f"{place[0]},{place[1]}"))
        root = f"{drawn_edits.MADE_COMPOUND}{base64.b32encode(hashlib.sha256(said.encode()).digest()).decode()[:12]}"
        name = next(text for n in range(1, len(taken) + 2) if (text := root if n == 1 else f"{root}-{n}") not in taken)
        taken.add(name)
        made.append(name)
    return tuple(made)


def private_rows(streets: gpd.GeoDataFrame) -> Flags:
    """Return which streets are private by their tags; without a column `access` none is."""
    if "access" not in streets:
        return np.zeros(len(streets), np.bool_)
    said: Flags = (streets["access"].fillna("").astype(str) == tables.PRIVATE).to_numpy()
    return said


class Ways(NamedTuple):
    """The ways of streets: street `i` is of ``way[offset[i]:offset[i + 1]]``, one at least."""

    offset: Integers
    way: Integers


def ways_of(street_id: pd.Series) -> Ways:
    """Return the ways of each street: its id, each of several that are parted by ``;``; without any it is its own."""
    said = [[part for part in text.split(";") if part] for text in street_id.fillna("").astype(str)]
    named = [ids or [f";{row}"] for row, ids in enumerate(said)]
    way = pd.factorize(np.array([each for ids in named for each in ids], dtype=object))[0]
    return Ways(np.r_[0, np.cumsum([len(ids) for ids in named], dtype=np.int64)], way.astype(np.int64))
