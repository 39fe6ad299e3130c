"""Where streets and other squares come into a square, and the square as it is crossed: with a corner at each.

docs/method.md, Squares: entrances are vertices shared with streets, spots where a street without level mark meets a
ring, and ends of streets inside. Spots are rounded and inserted first; the polygon is the one through them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from circles import integers
from circles.network.line_meetings import Place, Spot, along_mm
from circles.network.parted_segments import SideSpot, spots_on_sides
from circles.network.street_vertices import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Outline:
    """A polygon in whole numbers: ring after ring, the outer one first, each closed by its first vertex.

    Attributes
    ----------
    units : ndarray of int64, shape (n, 2)
        Vertices in 1e-7 degree; no two in a row of a ring are at one place, and the first is not repeated.
    offset : ndarray of int64
        Ring r has the vertices from ``offset[r]`` up to ``offset[r + 1]``.
    """

    units: Integers
    offset: Integers

    @cached_property
    def sides(self) -> Integers:
        """The sides, each from its own vertex to the next of its ring: shape (n, 2, 2)."""
        after = np.arange(1, len(self.units) + 1)
        after[self.offset[1:] - 1] = self.offset[:-1]
        return np.stack([self.units, self.units[after]], axis=1)

    @property
    def polygon(self) -> shapely.Polygon:
        """The polygon in 1e-7 degree."""
        outer, *holes = (self.units[first:end] for first, end in pairwise(self.offset.tolist()))
        return shapely.Polygon(outer, holes)


@dataclass(frozen=True, eq=False)
class Entered:
    """Squares with their entrances.

    Attributes
    ----------
    outlines : list of Outline
        The squares, a vertex at each spot where something meets their rings.
    entrances : list of ndarray of int64, shape (n, 2)
        The entrances of each, in coordinate order: vertices of its rings or places inside.
    spots : dict
        The spots of streets at each place that is one of theirs.
    """

    outlines: list[Outline]
    entrances: list[Integers]
    spots: dict[Place, set[Spot]]


@dataclass
class _Found:
    """What is found of one square: places to insert in its sides, and its entrances."""

    inserts: dict[int, dict[Place, SideSpot]] = field(default_factory=dict)
    entrances: set[Place] = field(default_factory=set)

    def meets(self, met: SideSpot, place: Place) -> None:
        """Note a spot on a side, which is an entrance."""
        self.inserts.setdefault(met.side, {}).setdefault(place, met)
        self.entrances.add(place)


def outline_of(polygon: shapely.Polygon) -> Outline | None:
    """Return a polygon in WGS-84 in whole numbers; None where it has no extent.

    Examples
    --------
    >>> import shapely
    >>> outline_of(shapely.box(0, 0, 2e-7, 1e-7)).units.tolist()
    [[0, 0], [0, 1], [2, 1], [2, 0]]
    """
    rings = []
    # The same vertices in the same order, from whichever of them a ring was drawn.
    polygon = shapely.normalize(polygon)
    for ring in (polygon.exterior, *polygon.interiors):
        units = integers.to_units(shapely.get_coordinates(ring))[:-1]
        kept = units[(units != np.roll(units, 1, axis=0)).any(axis=1)]
        if np.unique(keys_of(kept)).size > 2:
            rings.append(kept)
        elif not rings:
            return None
    return Outline(np.concatenate(rings), np.r_[0, np.cumsum([len(ring) for ring in rings])])


def entered(
    network: WalkNetwork,
    outlines: Sequence[Outline],
    polygons: NDArray[np.object_],
    levels: Sequence[str],
    *,
    shared: NDArray[np.bool_],
) -> Entered:
    """Return squares with their entrances.

    Parameters
    ----------
    network : WalkNetwork
        The streets, islands included.
    outlines : sequence of Outline
        The squares.
    polygons : ndarray of geometry
        The same in 1e-7 degree, to be asked what lies inside.
    levels : sequence of str
        Their levels: one that is not on the ground is entered at vertices that it shares, and meets squares of its
        level.
    shared : ndarray of bool
        Which vertices of streets are the square's where it has one at the same place, whatever the level of the street:
        none of a graph, which joins at its own nodes, and none that a wall made, which is of its street alone.
    """
    found = [_Found() for _ in outlines]
    spots: dict[Place, set[Spot]] = {}
    on_ground = np.flatnonzero([not level for level in levels]).tolist()
    if on_ground:
        _meet_streets(network, outlines, on_ground, found, spots)
    _meet_squares(outlines, polygons, levels, found)
    through = [_through(outline, each.inserts) for outline, each in zip(outlines, found, strict=True)]
    if on_ground:
        _end_inside(network, [through[square] for square in on_ground], on_ground, found, spots)
    if shared.any():
        _share_vertices(network, through, np.flatnonzero(shared), found, spots)
    places = [np.array(sorted(each.entrances), np.int64).reshape(-1, 2) for each in found]
    return Entered(through, places, spots)


def _meet_streets(
    network: WalkNetwork,
    outlines: Sequence[Outline],
    on_ground: Sequence[int],
    found: list[_Found],
    spots: dict[Place, set[Spot]],
) -> None:
    """Find where streets without level mark cross or touch rings."""
    units = np.column_stack([network.vertex_lon, network.vertex_lat])
    first = network.segment_vertex
    piece = network.vertex_piece
    sides_of = [outlines[square].sides for square in on_ground]
    first_side = np.cumsum([0, *map(len, sides_of)])
    for met in spots_on_sides(units, first[~network.vertex_marked[first]], np.concatenate(sides_of)):
        vertex = met.spot.begins
        low, high = (_place(units, vertex + step) for step in (0, 1))
        along = network.vertex_at_mm[vertex : vertex + 2].tolist()
        if met.place in {low, high}:
            at = 0 if met.place == low else 1
            spot = Spot(int(piece[vertex]), along[at], vertex + at, met.place)
        else:
            further_mm = along_mm(low, high, along[1] - along[0], met.spot.share)
            spot = Spot(int(piece[vertex]), along[0] + further_mm, vertex, met.place)
        square = int(np.searchsorted(first_side, met.side, side="right")) - 1
        found[on_ground[square]].meets(met._replace(side=met.side - int(first_side[square])), met.place)
        spots.setdefault(met.place, set()).add(spot)


def _end_inside(
    network: WalkNetwork,
    outlines: Sequence[Outline],
    on_ground: Sequence[int],
    found: list[_Found],
    spots: dict[Place, set[Spot]],
) -> None:
    """Find the ends of streets inside; an end goes on in the square whatever the level of its street."""
    ends = np.flatnonzero(np.diff(network.neighbour_offset) == 1)
    points = shapely.points(network.node_lon[ends], network.node_lat[ends])
    inside, square = shapely.STRtree([each.polygon for each in outlines]).query(points, predicate="intersects")
    for node, which in zip(ends[inside].tolist(), square.tolist(), strict=True):
        piece = int(network.neighbour_piece[network.neighbour_offset[node]])
        last = int(network.vertex_offset[piece + 1]) - 1
        vertex = int(network.vertex_offset[piece]) if network.piece_start[piece] == node else last
        place = (int(network.node_lon[node]), int(network.node_lat[node]))
        spots.setdefault(place, set()).add(Spot(piece, int(network.vertex_at_mm[vertex]), vertex, place))
        found[on_ground[which]].entrances.add(place)


def _share_vertices(
    network: WalkNetwork,
    outlines: Sequence[Outline],
    shared: Integers,
    found: list[_Found],
    spots: dict[Place, set[Spot]],
) -> None:
    """Find the vertices that squares share with streets."""
    keys = keys_of(np.column_stack([network.vertex_lon, network.vertex_lat]))
    known = [keys_of(outline.units) for outline in outlines]
    at = shared[np.isin(keys[shared], np.concatenate(known))]
    piece = network.vertex_piece
    for vertex in at.tolist():
        place = (int(network.vertex_lon[vertex]), int(network.vertex_lat[vertex]))
        spots.setdefault(place, set()).add(Spot(int(piece[vertex]), int(network.vertex_at_mm[vertex]), vertex, place))
    for outline, own, each in zip(outlines, known, found, strict=True):
        each.entrances.update(_places(outline.units[np.isin(own, keys[at])]))


def _meet_squares(
    outlines: Sequence[Outline], polygons: NDArray[np.object_], levels: Sequence[str], found: list[_Found]
) -> None:
    """Find where squares meet one another: vertices in common, and spots where their rings cross or touch."""
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    for i, j in zip(one[one < other].tolist(), other[one < other].tolist(), strict=True):
        if levels[i] != levels[j]:
            continue
        sides, others = outlines[i].sides, outlines[j].sides
        for met in spots_on_sides(sides.reshape(-1, 2), np.arange(0, 2 * len(sides), 2), others):
            own = SideSpot(met.spot, met.spot.begins // 2, met.spot.share, met.place)
            found[i].meets(own, met.place)
            found[j].meets(met, met.place)


def _through(outline: Outline, inserts: dict[int, dict[Place, SideSpot]]) -> Outline:
    """Return an outline with the spots on its sides as vertices."""
    if not inserts:
        return outline
    units, behind = [], []
    for side in sorted(inserts):
        corners = _places(outline.sides[side])
        for place, _ in sorted(inserts[side].items(), key=lambda each: (each[1].side_share, each[0])):
            if place not in corners:
                units.append(place)
                behind.append(side + 1)
    if not units:
        return outline
    added = np.searchsorted(np.array(behind), outline.offset, side="right")
    return Outline(np.insert(outline.units, behind, np.array(units), axis=0), outline.offset + added)


def _places(units: Integers) -> Iterable[Place]:
    return [(lon, lat) for lon, lat in units.tolist()]


def _place(units: Integers, vertex: int) -> Place:
    lon, lat = units[vertex].tolist()
    return lon, lat
