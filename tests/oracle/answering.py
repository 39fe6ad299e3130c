"""The oracle's answer for a whole study: streets, places and gates in, walks in millimetres out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.attaching import Spot, spot_of
from tests.oracle.earth import access_place
from tests.oracle.walking import Answer, walked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import shapely

    from tests.oracle.streets import Streets


def answers(
    streets: Streets,
    *,
    centers: Mapping[str, shapely.Geometry],
    blocks: Mapping[str, shapely.Geometry],
    gates: Iterable[tuple[str, shapely.Point]] = (),
    max_snap_m: float = 200.0,
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
    max_snap_m : float
        How far a street may be.
    """
    doors: dict[str, list[shapely.Geometry]] = {}
    for owner, gate in gates:
        doors.setdefault(owner, []).append(gate)

    def spots(owner: str, shape: shapely.Geometry) -> list[Spot]:
        found = [_spot(streets, each, max_snap_m) for each in doors.get(owner, [shape])]
        return [spot for spot in found if spot is not None]

    town = walked(streets, {name: spots(name, shape) for name, shape in centers.items()})
    found = {name: town.answer(spots(name, shape)) for name, shape in blocks.items()}
    return {name: answer for name, answer in found.items() if answer is not None}


def _spot(streets: Streets, shape: shapely.Geometry, max_snap_m: float) -> Spot | None:
    return spot_of(streets, access_place(shape, streets.bounds), max_snap_m=max_snap_m, shape=shape)
