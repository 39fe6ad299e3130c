"""What the size of plane coordinates tells: a zone, the axis that is north, Mercator metres, a local system."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEGREES, IN_ZONE, WITHOUT_ZONE, MERCATOR, LOCAL, UNKNOWN = "degrees", "zone", "plane", "mercator", "local", "unknown"

_NORTHINGS = (1.6e6, 6.0e6)
_EASTINGS = (1e5, 9e5)
_MERCATOR_X, _MERCATOR_Y = (8.0e6, 15.1e6), (3e5, 7.3e6)
_LOCAL_M = 1e6
_ZONE_M = 1_000_000
# CGCS2000 with the zone before the easting: zones of 3 degrees, then those of 6 that no Mercator metres look like.
_CODES = {**{zone: 4488 + zone for zone in range(25, 46)}, **{zone: 4478 + zone for zone in range(16, 24)}}
_CHINESE = ("cgcs2000", "china geodetic", "xian 1980", "beijing 1954", "utm zone")


class PlaneNumbers(NamedTuple):
    """What numbers of a plane tell.

    Attributes
    ----------
    kind : str
        ``degrees``, ``zone`` (an easting with its zone before it), ``plane`` (without), ``mercator``, ``local`` (too
        small for any of the country's planes) or ``unknown``.
    crs : str
        Of a zone, the CGCS2000 plane.
    is_north_first : bool
        Whether the first number is the northing, as surveyors write it.
    zone : int
        Its number, 0 where none is told.
    """

    kind: str
    crs: str = ""
    is_north_first: bool = False
    zone: int = 0


def plane_numbers(x: NDArray[np.float64], y: NDArray[np.float64]) -> PlaneNumbers:
    """Return what the middle of many places tells of their plane.

    Examples
    --------
    >>> import numpy as np
    >>> plane_numbers(np.array([4305183.4]), np.array([39368204.4]))
    PlaneNumbers(kind='zone', crs='EPSG:4527', is_north_first=True, zone=39)
    """
    there = np.isfinite(x) & np.isfinite(y)
    if not there.any():
        return PlaneNumbers(UNKNOWN)
    one, other = float(np.median(x[there])), float(np.median(y[there]))
    if max(abs(one), abs(other)) <= 180:
        return PlaneNumbers(DEGREES)
    for east, north, is_north_first in ((one, other, False), (other, one, True)):
        if _within(east, _MERCATOR_X) and _within(north, _MERCATOR_Y):
            return PlaneNumbers(MERCATOR, is_north_first=is_north_first)
        if not _within(north, _NORTHINGS):
            continue
        zone = int(east // _ZONE_M)
        if zone in _CODES and _within(east % _ZONE_M, _EASTINGS):
            return PlaneNumbers(IN_ZONE, f"EPSG:{_CODES[zone]}", is_north_first, zone)
        if _within(east, _EASTINGS):
            return PlaneNumbers(WITHOUT_ZONE, is_north_first=is_north_first)
    return PlaneNumbers(LOCAL if max(abs(one), abs(other)) < _LOCAL_M else UNKNOWN)


def is_chinese_plane(name: str) -> bool:
    """Return whether a CRS of this name is a plane in which the sizes of northing and easting tell them apart."""
    return any(word in name.casefold() for word in _CHINESE)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
