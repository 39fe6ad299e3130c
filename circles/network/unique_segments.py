"""Streets as segments of exact length: parted, numbered, told private or public, and each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, rule_numbers, tables
from circles.network.compounds import PUBLIC, ground_of, private_rows, ways_of
from circles.network.drawn_segments import DrawnSegments, barred
from circles.network.gated_ground import edge_marks, edge_spots, gated_ground, polygon_of_segments
from circles.network.geodesy import segment_lengths_mm
from circles.network.parted_segments import SegmentSpot, parted
from circles.network.street_vertices import direction, drawn_places, numbered, vertex_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from circles.network.compounds import Ground
    from circles.network.gated_ground import GatedGround

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Segments:
    """Unique straight segments between vertices `a` < `b`; vertices are numbered in coordinate order."""

    vertex_lon: Integers
    vertex_lat: Integers
    vertex_cut: NDArray[np.bool_]
    vertex_walled: NDArray[np.bool_]
    a: Integers
    b: Integers
    mm: Integers
    label: Integers
    marked: NDArray[np.bool_]
    ground: Ground
    labels: tuple[tuple[str, str], ...]
    shorter_than_straight: int


def unique_segments(
    streets: gpd.GeoDataFrame,
    *,
    spots: Iterable[SegmentSpot] = (),
    compounds: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
) -> Segments:
    """Cut streets into unique segments: of two that share both ends and who may walk there, the shorter stays.

    Of equally long ones, that with the lower label.

    Parameters
    ----------
    streets : GeoDataFrame
        ``tables.STREETS``; `access` says which are private.
    spots : iterable of SegmentSpot
        Where segments are parted before that, on the vertices of :func:`drawn_places`.
    compounds, barriers : GeoDataFrame, optional
        ``tables.COMPOUNDS`` and ``BARRIERS``.
    """
    gated = gated_ground(compounds)
    drawn, shorter = _drawn(streets, list(spots), gated)
    if barriers is not None and len(barriers):
        drawn = barred(drawn, integers.to_units(shapely.get_coordinates(barriers.geometry.to_numpy())))
    label, labels = _labels(streets)
    marked = (streets["level"].fillna("").astype(str) != "").to_numpy()[drawn.line]
    ground = ground_of(
        drawn,
        (label[drawn.line], marked, drawn.mm),
        _kinds(streets, drawn, gated),
        ways_of(streets["street_id"]),
        () if gated is None else gated.ids,
    )
    left = ground.segment
    return Segments(
        vertex_lon=drawn.vertex_lon,
        vertex_lat=drawn.vertex_lat,
        vertex_cut=drawn.vertex_cut,
        vertex_walled=drawn.vertex_walled,
        a=drawn.a[left],
        b=drawn.b[left],
        mm=drawn.mm[left],
        label=label[drawn.line[left]],
        marked=marked[left],
        ground=ground,
        labels=labels,
        shorter_than_straight=shorter,
    )


def _drawn(streets: gpd.GeoDataFrame, spots: list[SegmentSpot], gated: GatedGround | None) -> tuple[DrawnSegments, int]:
    """Return the segments of all streets, parted at the spots and at gated edges, and how many say too short a length.

    Segments are parted before vertices are numbered, so that the numbers are those of all.
    """
    units, line = drawn_places(streets)
    mm, shorter = _lengths_mm(streets, units, line)
    at_edges = [] if gated is None else edge_spots(units, _segments_begin(line), gated)
    before = units
    units, line, mm = parted(units, line, mm, [*spots, *at_edges])
    mark = vertex_marks(streets, units, line)
    walled = np.zeros(len(units), np.bool_)
    if at_edges and tables.STREET_NODES[0] not in streets:
        mark = edge_marks(before, at_edges, spots, units)
        walled = mark > 0
    first = _segments_begin(line)
    one_of, vertex = numbered(units, mark)
    drawn = DrawnSegments(
        vertex_lon=units[one_of, 0],
        vertex_lat=units[one_of, 1],
        vertex_cut=_cut_vertices(streets, line, vertex, one_of.size),
        vertex_walled=walled[one_of],
        a=np.minimum(vertex[first], vertex[first + 1]),
        b=np.maximum(vertex[first], vertex[first + 1]),
        mm=mm,
        line=line[first],
    )
    return drawn, shorter


def _segments_begin(line: Integers) -> Integers:
    """Return the vertices at which a segment begins: all but the last of each line."""
    return np.flatnonzero(np.diff(line) == 0)


def _lengths_mm(streets: gpd.GeoDataFrame, units: Integers, line: Integers) -> tuple[Integers, int]:
    """Return the length of each segment, a share of what its street says, and how many streets say too little."""
    first = _segments_begin(line)
    mm = segment_lengths_mm(units[first, 0], units[first, 1], units[first + 1, 0], units[first + 1, 1])
    if "length_m" not in streets:
        return mm, 0
    length_mm = integers.millimetres(streets["length_m"].to_numpy())
    said_mm = spread(length_mm, mm, line[first], direction(units, line)[first])
    return said_mm, _shorter_than_straight(units, line, length_mm)


def _kinds(streets: gpd.GeoDataFrame, drawn: DrawnSegments, gated: GatedGround | None) -> Integers:
    """Return for each segment -1 where it is public, else the polygon it is private in, or their number for none."""
    loose = 0 if gated is None else len(gated.ids)
    private = private_rows(streets)[drawn.line]
    kind = np.where(private, loose, PUBLIC)
    if gated is None or not drawn.a.size:
        return kind
    highway = streets["highway"].fillna("").astype(str).to_numpy(object)[drawn.line]
    polygon = polygon_of_segments(drawn, gated, highway, private)
    return np.where(polygon >= 0, polygon, kind)


def _shorter_than_straight(units: Integers, line: Integers, length_mm: Integers) -> int:
    """Count the lines that claim less than the straight line between their ends.

    OSMnx measures on a sphere, up to 0.5 % short of the ellipsoid: that much is no fault.
    """
    begins = np.flatnonzero(np.r_[True, np.diff(line) != 0])
    ends = np.r_[begins[1:], line.size] - 1
    straight_mm = segment_lengths_mm(units[begins, 0], units[begins, 1], units[ends, 0], units[ends, 1])
    return int((length_mm[line[begins]] + 1 < straight_mm * (1 - rule_numbers.SHORT_LENGTH_SHARE)).sum())


def spread(length_mm: Integers, mm: Integers, line: Integers, forward: NDArray[np.bool_]) -> Integers:
    """Spread each line's own length over its segments by cumulative share, so that it sums exactly.

    Parameters
    ----------
    length_mm : ndarray of int64
        Length of each line.
    mm : ndarray of int64
        Geodesic length of each segment.
    line : ndarray of int64
        Line of each segment, ascending.
    forward : ndarray of bool
        Whether the line of each segment runs from its smaller end; else shares are counted from its other end,
        so that the two directions of a street are cut alike.
    """
    total = np.bincount(line, mm, length_mm.size).astype(np.int64)[line]
    count = np.bincount(line, minlength=length_mm.size)
    begins = np.cumsum(count) - count
    up_to = np.cumsum(mm)
    before = (up_to - mm) - np.r_[0, up_to][begins][line]
    after = before + mm
    whole = length_mm[line]
    low = np.where(forward, before, total - after)
    high = low + mm
    safe = np.maximum(total, 1)
    shares = [(whole * cumulative + safe // 2) // safe for cumulative in (low, high)]
    # A line without extent, between two nodes of a graph at one place, is one segment.
    result: Integers = np.where(total > 0, shares[1] - shares[0], np.where(count[line] == 1, whole, 0))
    return result


def _labels(streets: gpd.GeoDataFrame) -> tuple[Integers, tuple[tuple[str, str], ...]]:
    """Return each street's row in the sorted list of (name, highway class)."""
    name, names = pd.factorize(streets["name"].fillna("").to_numpy(object))
    highway, classes = pd.factorize(streets["highway"].fillna("").to_numpy(object))
    pairs, pair = np.unique(name * max(len(classes), 1) + highway, return_inverse=True)
    told = [(str(names[code // len(classes)]), str(classes[code % len(classes)])) for code in pairs.tolist()]
    labels = tuple(sorted(set(told)))
    row = {label: i for i, label in enumerate(labels)}
    return np.array([row[label] for label in told], dtype=np.int64)[pair], labels


def _cut_vertices(streets: gpd.GeoDataFrame, line: Integers, vertex: Integers, count: int) -> NDArray[np.bool_]:
    cut = np.zeros(count, np.bool_)
    begins = np.flatnonzero(np.r_[True, np.diff(line) != 0]) if line.size else np.zeros(0, np.int64)
    ends = np.r_[begins[1:], line.size] - 1 if line.size else begins
    rows = line[begins]
    cut[vertex[begins[streets["cut_start"].to_numpy(np.bool_)[rows]]]] = True
    cut[vertex[ends[streets["cut_end"].to_numpy(np.bool_)[rows]]]] = True
    return cut
