"""Squares are crossed, not walked around: their pieces join the streets (docs/method.md, Squares)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.chains import components
from circles.network.geodesy import segment_lengths_mm
from circles.network.rebuilding import LaidLine, with_lines
from circles.network.square_entrances import entered, outline_of
from circles.network.square_pieces import square_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from circles.network.square_entrances import Outline
    from circles.network.square_pieces import SquarePieces
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


def with_squares(
    network: WalkNetwork,
    squares: gpd.GeoDataFrame,
    *,
    shared: NDArray[np.bool_],
    barriers: gpd.GeoDataFrame | None = None,
) -> WalkNetwork:
    """Return a network with the pieces by which squares are crossed.

    Parameters
    ----------
    network : WalkNetwork
        Of streets, joined but not edited.
    squares : GeoDataFrame
        ``tables.SQUARES``, in any order.
    shared : ndarray of bool
        Which vertices of the network are one with whatever stands at their place: none of a graph, which keeps its own
        topology, and none that a wall made.
    barriers : GeoDataFrame, optional
        ``tables.BARRIERS``: nobody comes in there.

    Returns
    -------
    WalkNetwork
        With `squares` as they were before, and in its account ``squares`` (those with an extent), ``square_m2``,
        ``square_pieces`` and ``square_outlines``: those of which the outline alone is walked (``MOST_SQUARE_NODES``).
    """
    whole = [
        (name, level, polygon, outline)
        for name, level, polygon in sorted(_polygons(squares), key=lambda each: (each[2].wkb, *each[:2]))
        if (outline := outline_of(polygon)) is not None
    ]
    if not whole:
        return network
    names, levels, polygons, outlines = (list(column) for column in zip(*whole, strict=True))
    in_units = shapely.transform(np.array(polygons, dtype=object), lambda xy: integers.to_units(xy).astype(np.float64))
    found = entered(network, outlines, in_units, levels, shared=shared)
    labels = {label: row for row, label in enumerate(network.labels)}
    lines: list[LaidLine] = []
    too_large = []
    barred = np.zeros((0, 2)) if barriers is None else shapely.get_coordinates(barriers.geometry.to_numpy())
    shut = {(lon, lat) for lon, lat in integers.to_units(barred).tolist()}
    for name, outline, every in zip(names, found.outlines, found.entrances, strict=True):
        places = np.array([each for each in every.tolist() if tuple(each) not in shut], np.int64).reshape(-1, 2)
        if len(places) > 1:
            lon, lat = outline.units[:, 0].copy(), outline.units[:, 1].copy()
            across = square_pieces(outline.offset, lon, lat, places)
            too_large.append(across is None)
            kind = tables.SQUARE_OUTLINE if across is None else tables.SQUARE
            row = labels.setdefault((name, kind), len(labels))
            lines += _along_rings(row, outline, places) if across is None else _straight(row, across)
    ends = {line.vertices[at][:2] for line in lines for at in (0, -1)}
    entrances = {place: list(found.spots[place]) for place in ends if place in found.spots and place not in shut}
    crossed = with_lines(network, lines, entrances, tuple(labels))
    root = components(crossed.piece_start, crossed.piece_end, crossed.node_lon.size)[crossed.piece_start]
    island = crossed.piece_island & ~crossed.is_square
    area_m2 = gpd.GeoSeries(polygons, crs=tables.WGS84).to_crs(network.metric_crs).area.sum()
    account = {
        "islands": np.unique(root[island]).size,
        "island_length_mm": int(crossed.piece_mm[island].sum()),
        "squares": len(whole),
        "square_m2": round(area_m2),
        "square_pieces": int(crossed.is_square.sum()),
        "square_outlines": sum(too_large),
    }
    return replace(crossed, account={**crossed.account, **account})


def _polygons(squares: gpd.GeoDataFrame) -> Iterator[tuple[str, str, shapely.Polygon]]:
    """Yield name, level and shape of each part of each square, from whichever vertex it was drawn the same."""
    names, levels = (squares[column].fillna("").astype(str) for column in ("name", "level"))
    for name, level, shape in zip(names, levels, squares.geometry, strict=True):
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon" and not part.is_empty:
                yield name, level, shapely.normalize(part)


def _straight(label: int, pieces: SquarePieces) -> list[LaidLine]:
    places = np.column_stack([pieces.lon, pieces.lat]).tolist()
    return [
        LaidLine(label, [(*places[start], 0), (*places[end], mm)])
        for start, end, mm in zip(pieces.start.tolist(), pieces.end.tolist(), pieces.mm.tolist(), strict=True)
    ]


def _along_rings(label: int, outline: Outline, entrances: Integers) -> list[LaidLine]:
    """Return the rings of a square that have two entrances or more, parted at these."""
    doors = {(lon, lat) for lon, lat in entrances.tolist()}
    lines = []
    for first, end in pairwise(outline.offset.tolist()):
        units = outline.units[first:end]
        after = np.roll(units, -1, axis=0)
        step_mm = segment_lengths_mm(units[:, 0], units[:, 1], after[:, 0], after[:, 1])
        at_door = [i for i, (lon, lat) in enumerate(units.tolist()) if (lon, lat) in doors]
        if len(at_door) > 1:
            lines += [
                _stretch(label, units, step_mm, begin, until)
                for begin, until in pairwise([*at_door, at_door[0] + len(units)])
            ]
    return lines


def _stretch(label: int, units: Integers, step_mm: Integers, begin: int, until: int) -> LaidLine:
    """Return the part of a ring from one vertex to another, from its smaller end."""
    around = np.arange(begin, until + 1) % len(units)
    places, steps = units[around], step_mm[around[:-1]]
    if tuple(places[0]) > tuple(places[-1]):
        places, steps = places[::-1], steps[::-1]
    at_mm = np.r_[0, np.cumsum(steps)]
    return LaidLine(label, [(lon, lat, at) for (lon, lat), at in zip(places.tolist(), at_mm.tolist(), strict=True)])
