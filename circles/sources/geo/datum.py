"""Datums of Chinese maps: GCJ-02 and BD-09 to WGS-84 and back, and what a declared datum means for an input.

Amap and Tencent draw in GCJ-02, Baidu in BD-09, Tianditu in CGCS2000 (WGS-84 for our purpose); OSM and GPS are WGS-84.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Geod
from pyproj.exceptions import CRSError

from circles import integers, tables
from circles.errors import Finding
from circles.provenance import Shift
from circles.settings import DATUMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from circles.provenance import Source

WGS84, GCJ02, BD09, CGCS2000, BD09MC = DATUMS
SHIFTED = (GCJ02, BD09)

DATUM_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        spelling: datum
        for datum in DATUMS
        for bare in (datum, datum.replace("-", ""), datum.replace("-", " "), datum.replace("-", "_"))
        for spelling in (bare, bare.lower())
        if spelling != datum
    }
)
"""Other ways to write a datum, and the one that is meant: ``GCJ02``, ``gcj-02``."""

CHINA = (73.0, 3.0, 135.0, 54.0)
"""West, south, east, north of the box in which the two shifted datums are used."""

_SAME_AS: Mapping[str, tuple[str, ...]] = MappingProxyType({CGCS2000: ("EPSG:4490", tables.WGS84)})
_NOT_SHIFTED: Mapping[str, str] = MappingProxyType({"xian1980": "Xian 1980", "beijing1954": "Beijing 1954"})

# The ellipsoid (Krassovsky 1940) and the constants of the public formula.
_AXIS_M, _ECCENTRICITY_2 = 6378245.0, 0.00669342162296594323
_BAIDU_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 5


def in_degrees(datum: str | None) -> str | None:
    """Return the datum in which degrees of `datum` are: metres of Baidu's maps become degrees of BD-09."""
    return BD09 if datum == BD09MC else datum


Pair = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def gcj02_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 degrees of WGS-84 degrees by the public formula, anywhere on earth: nobody is left out by a box."""
    east, north = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    x, y = east - 105.0, north - 35.0
    root = 0.1 * np.sqrt(np.abs(x))
    fast = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 2.0 * root + fast + _waves(y, 20, 40, 160, 320)
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + root + fast + _waves(x, 20, 40, 150, 300)
    phi = np.radians(north)
    flat = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    metres_per_lat = np.radians(_AXIS_M * (1.0 - _ECCENTRICITY_2) / (flat * np.sqrt(flat)))
    metres_per_lon = np.radians(_AXIS_M / np.sqrt(flat) * np.cos(phi))
    return east + east_m / metres_per_lon, north + north_m / metres_per_lat


def bd09_from_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 degrees of GCJ-02 degrees."""
    east, north = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    radius = np.hypot(east, north) + 0.00002 * np.sin(north * _BAIDU_TURN)
    angle = np.arctan2(north, east) + 0.000003 * np.cos(east * _BAIDU_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 degrees of WGS-84 degrees."""
    return bd09_from_gcj02(*gcj02_from_wgs84(lon, lat))


def wgs84_from_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS-84 degrees of GCJ-02 degrees; there and back is less than 1 mm off."""
    return _inverse(gcj02_from_wgs84, lon, lat)


def wgs84_from_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS-84 degrees of BD-09 degrees; there and back is less than 1 mm off."""
    return wgs84_from_gcj02(*_inverse(bd09_from_gcj02, lon, lat))


def to_wgs84_degrees(lon: ArrayLike, lat: ArrayLike, datum: str) -> Pair:
    """Return WGS-84 degrees of degrees in a datum, one of ``settings.DATUMS``; two of them change nothing."""
    if datum == GCJ02:
        return wgs84_from_gcj02(lon, lat)
    if datum in (BD09, BD09MC):
        return wgs84_from_bd09(lon, lat)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def shapes_in_wgs84(shapes: NDArray[np.object_], datum: str | None) -> NDArray[np.object_]:
    """Return shapes with every vertex moved from `datum` to WGS-84, on the grid of 1e-7 degree; None stays None.

    Parameters
    ----------
    shapes : ndarray of geometries
        In degrees of `datum`, on the grid.
    datum : str or None
        One of ``settings.DATUMS``; only the shifted ones change anything.
    """
    if in_degrees(datum) not in SHIFTED:
        return shapes
    moved: NDArray[np.object_] = shapely.transform(shapes, lambda xy: _moved(xy, str(datum)))
    return moved


def series_in_wgs84(shapes: gpd.GeoSeries, datum: str | None) -> gpd.GeoSeries:
    """Return a series of shapes as :func:`shapes_in_wgs84` does, its index kept."""
    return gpd.GeoSeries(shapes_in_wgs84(shapes.to_numpy(), datum), index=shapes.index, crs=shapes.crs)


def shift_of(shapes: NDArray[np.object_], datum: str | None) -> Shift | None:
    """Return how many vertices of `shapes` came from `datum` and how far they moved on average.

    Parameters
    ----------
    shapes : ndarray of geometries
        In WGS-84, where they came to lie.
    datum : str or None
        One of ``settings.DATUMS``; None is returned for those that move nothing.
    """
    if in_degrees(datum) not in SHIFTED:
        return None
    lon, lat = shapely.get_coordinates(shapes).T
    if not len(lon):
        return None
    there = (gcj02_from_wgs84 if datum == GCJ02 else bd09_from_wgs84)(lon, lat)
    metres = Geod(ellps="WGS84").inv(lon, lat, *there)[2]
    return Shift(points=len(lon), metres=round(float(np.mean(metres))))


def contradicting(datum: str | None, crs: CRS | None) -> bool:
    """Return whether a study says a datum and, beside it, another one by a CRS of degrees.

    A plane may go with a datum: lines traced over shifted tiles are shifted, whatever plane they are saved in.
    """
    if datum is None or crs is None or not crs.is_geographic:
        return False
    return crs.to_epsg() not in {int(code.removeprefix("EPSG:")) for code in _SAME_AS.get(datum, (tables.WGS84,))}


def outside_china(shapes: NDArray[np.object_], source: Source) -> list[Finding]:
    """Return a warning where an input in GCJ-02 or BD-09 has places outside the box :data:`CHINA`."""
    datum = source.taken.datum
    if in_degrees(datum) not in SHIFTED:
        return []
    west, south, east, north = shapely.bounds(shapes).T
    away = (west < CHINA[0]) | (south < CHINA[1]) | (east > CHINA[2]) | (north > CHINA[3])
    details = {"count": int(away.sum()), "datum": datum}
    return [Finding(code="datum_outside_china", file=source.file, details=details)] if away.any() else []


def shift_not_known(source: Source) -> list[Finding]:
    """Return a warning where an input is in Xian 1980 or Beijing 1954, from which no shift is applied."""
    datum = next((name for key, name in _NOT_SHIFTED.items() if key in _datum_words(source.crs)), None)
    return [Finding(code="datum_shift_missing", file=source.file, value=source.crs, details={"datum": datum})] * (
        datum is not None
    )


def _datum_words(crs: str) -> str:
    """Return the names of a CRS and its datum as small letters and digits only."""
    try:
        parsed = CRS.from_user_input(crs)
        known = f"{crs} {parsed.name} {parsed.datum.name if parsed.datum else ''}"
    except CRSError:  # a name of its own, as some programs write
        known = crs
    return "".join(letter for letter in known.lower() if letter.isalnum())


def _waves(value: NDArray[np.float64], *heights: float) -> NDArray[np.float64]:
    slow, middle, long, longest = heights
    waves: NDArray[np.float64] = (
        slow * np.sin(value * np.pi)
        + middle * np.sin(value / 3.0 * np.pi)
        + long * np.sin(value / 12.0 * np.pi)
        + longest * np.sin(value * np.pi / 30.0)
    )
    return waves * 2.0 / 3.0


def _inverse(forward: Callable[[ArrayLike, ArrayLike], Pair], lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return what `forward` takes to (lon, lat): the shift changes by less than 1 % of a step, so steps converge."""
    wanted_lon, wanted_lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    found_lon, found_lat = wanted_lon, wanted_lat
    for _ in range(_ROUNDS):
        there_lon, there_lat = forward(found_lon, found_lat)
        found_lon, found_lat = found_lon + (wanted_lon - there_lon), found_lat + (wanted_lat - there_lat)
    return found_lon, found_lat


def _moved(xy: NDArray[np.float64], datum: str) -> NDArray[np.float64]:
    # Each distinct vertex once: vertices that streets share must still be equal to the last bit.
    units = integers.to_units(xy)
    keys, back = np.unique(units[:, 0] * 2**32 + units[:, 1], return_inverse=True)
    lat = (keys + 2**31) % 2**32 - 2**31
    moved = to_wgs84_degrees(integers.to_degrees((keys - lat) // 2**32), integers.to_degrees(lat), datum)
    return integers.to_degrees(integers.to_units(np.column_stack(moved)))[back]
