"""The oracle's answer for a whole study: streets, places and gates in, walks in millimetres out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tests.oracle.attaching import Spot, spot_of
from tests.oracle.closing import closed
from tests.oracle.crossing import Laid, laid
from tests.oracle.earth import access_place
from tests.oracle.walking import Answer, walked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import shapely

    from tests.oracle.attaching import Segments
    from tests.oracle.gated import Walls
    from tests.oracle.square_ground import Square
    from tests.oracle.streets import Streets


@dataclass(frozen=True)
class Ground:
    """What lies on and across the streets: gated polygons, squares, closed lines; and how far a street may be."""

    walls: Walls | None = None
    squares: Sequence[Square] = ()
    closed_lines: Sequence[shapely.LineString] = ()
    max_snap_m: float = 200.0


@dataclass(frozen=True)
class _Town:
    streets: Streets
    ground: Ground
    laid: Laid | None = field(default=None)

    def spots(self, shape: shapely.Geometry, *, is_gate: bool) -> list[Spot]:
        """Return the spots of a place: on streets before any square, and what squares add."""
        place = access_place(shape, self.streets.bounds)
        wall = -1 if self.ground.walls is None else self.ground.walls.of_place(place, is_gate=is_gate)
        streets = self.streets
        own, by_own = self._nearest(streets, streets.takes, streets.wall, place, shape, wall)
        found = [] if own is None else [self._moved(own)]
        if self.laid is None:
            return found
        town, squares, freed, wall_of = self.laid
        free, _ = self._nearest(town, freed, wall_of, place, shape, wall)
        if not (by_own or (is_gate and own is not None and wall >= 0)):
            across = self._spot(town, place, shape, squares)
            return found + [spot for spot in (across, free) if spot is not None]
        # Nobody walks through the wall, and squares lie beyond it.
        walls = self.ground.walls
        within = free is not None and walls is not None and walls.holds(wall, np.array(free.place))
        return found + ([free] if free is not None and within else [])

    def _nearest(
        self,
        among: Segments,
        takes: np.ndarray,
        wall_of: np.ndarray,
        place: np.ndarray,
        shape: shapely.Geometry,
        wall: int,
    ) -> tuple[Spot | None, bool]:
        """Return the nearest spot of a place in a polygon, -1 none, and whether it is on streets of the polygon."""
        own = self._spot(among, place, shape, takes & (wall_of == wall if wall >= 0 else wall_of < 0))
        if wall < 0 or own is not None:
            return own, wall >= 0
        public = np.array([not segment.compound for segment in among.segments])
        return self._spot(among, place, shape, takes & public), False

    def _spot(self, town: Segments, place: np.ndarray, shape: shapely.Geometry, among: np.ndarray) -> Spot | None:
        return spot_of(town, place, max_snap_m=self.ground.max_snap_m, shape=shape, among=among)

    def _moved(self, spot: Spot) -> Spot:
        return spot if self.laid is None else self.laid.town.moved(spot)


def answers(
    streets: Streets,
    *,
    centers: Mapping[str, shapely.Geometry],
    blocks: Mapping[str, shapely.Geometry],
    gates: Iterable[tuple[str, shapely.Point]] = (),
    ground: Ground | None = None,
) -> dict[str, Answer]:
    """Return the least walk of each block that has one.

    Parameters
    ----------
    streets : Streets
        Raw segments.
    centers, blocks : mapping of str to geometry
        Places by id in WGS-84; a polygon is left at its centroid and near a street by its edge.
    gates : iterable of (str, Point)
        Gates of blocks and entrances of centers: whoever has any is reached by them alone.
    ground : Ground, optional
        Gated polygons (those that the streets were parted by), squares and closed lines.
    """
    ground = ground or Ground()
    doors: dict[str, list[shapely.Geometry]] = {}
    for owner, gate in gates:
        doors.setdefault(owner, []).append(gate)
    town = _Town(streets, ground, laid(streets, ground.squares) if ground.squares else None)
    segments = streets.segments if town.laid is None else town.laid.town.segments
    shut = closed(segments, ground.closed_lines) if ground.closed_lines else None

    def spots(owner: str, shape: shapely.Geometry) -> list[Spot]:
        found = [spot for each in doors.get(owner, [shape]) for spot in town.spots(each, is_gate=owner in doors)]
        return found if shut is None else [shut.moved(spot) for spot in found]

    walks = walked(
        segments if shut is None else shut.segments, {name: spots(name, shape) for name, shape in centers.items()}
    )
    found = {name: walks.answer(spots(name, shape)) for name, shape in blocks.items()}
    return {name: answer for name, answer in found.items() if answer is not None}
