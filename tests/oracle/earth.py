"""Lengths of the ellipsoid and the plane around a point, by the formulas of docs/method.md."""

from __future__ import annotations

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Proj

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

UNITS = 10_000_000


def whole_mm(metres: Floats) -> Integers:
    """Return lengths in whole millimetres."""
    result: Integers = np.floor(np.asarray(metres) * 1000 + 0.5).astype(np.int64)
    return result


def geodesic_mm(low: Integers, high: Integers) -> Integers:
    """Return the lengths of segments on WGS-84 between places of shape (n, 2)."""
    (lon1, lat1), (lon2, lat2) = (low / UNITS).T, (high / UNITS).T
    return whole_mm(Geod(ellps="WGS84").inv(lon1, lat1, lon2, lat2)[2])


def per_degree(lat: float) -> Floats:
    """Return the metres of a degree of longitude and of latitude."""
    c = [np.cos(np.radians(lat) * k) for k in range(7)]
    return np.array(
        [
            111412.8773312 * c[1] - 93.5041174 * c[3] + 0.1177440 * c[5],
            111132.9525479 - 559.8495665 * c[2] + 1.1751381 * c[4] - 0.0023022 * c[6],
        ]
    )


def access_place(shape: shapely.Geometry, bounds: tuple[float, float, float, float]) -> Integers:
    """Return where a block is left: a point itself, of a polygon the centroid or else a point on its surface.

    Made in the equal-area plane about the middle of the bounds of the streets, in degrees.
    """
    if shape.geom_type == "Point":
        return units_of(shapely.get_coordinates(shape)[0])
    plane = _plane(round((bounds[0] + bounds[2]) / 2, 1), round((bounds[1] + bounds[3]) / 2, 1))
    flat = shapely.transform(shape, lambda xy: np.column_stack(plane(*xy.T)))
    middle = flat.centroid if flat.intersects(flat.centroid) else shapely.point_on_surface(flat)
    return units_of(np.array(plane(middle.x, middle.y, inverse=True)))


@cache
def _plane(lon: float, lat: float) -> Proj:
    return Proj(proj="laea", lat_0=lat, lon_0=lon, datum="WGS84", units="m")


def units_of(degrees: Floats) -> Integers:
    """Return a place in whole 1e-7 degree."""
    result: Integers = np.rint(degrees * UNITS).astype(np.int64)
    return result
