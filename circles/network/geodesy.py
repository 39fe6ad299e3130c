"""Lengths on the ellipsoid and the plane around a point.

The plane's formula is written as one fixed sequence of additions and multiplications, so that numpy, compiled code
and JavaScript evaluate it to the same bits; it decides every nearest spot (docs/method.md, Attachment).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Geod, Transformer

from circles import integers, tables

if TYPE_CHECKING:
    from numpy.typing import NDArray


def segment_lengths_mm(
    lon1: NDArray[np.int64], lat1: NDArray[np.int64], lon2: NDArray[np.int64], lat2: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return geodesic lengths on WGS-84 in whole millimetres, ``floor(length_m * 1000 + 0.5)``.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : ndarray of int64
        Ends of the segments in 1e-7 degree.
    """
    _, _, length_m = Geod(ellps="WGS84").inv(
        integers.to_degrees(lon1), integers.to_degrees(lat1), integers.to_degrees(lon2), integers.to_degrees(lat2)
    )
    return integers.millimetres(length_m)


def plane_lengths_mm(
    lon1: NDArray[np.int64], lat1: NDArray[np.int64], lon2: NDArray[np.int64], lat2: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return lengths in the plane at the middle latitude of each segment, in whole millimetres.

    What people draw is measured so, ``floor(sqrt(dx * dx + dy * dy) * 1000 + 0.5)``: numpy, compiled code and
    JavaScript agree.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : ndarray of int64
        Ends of the segments in 1e-7 degree.
    """
    kx, ky = metres_per_degree((lat1 + lat2) / 2 / integers.UNITS_PER_DEGREE)
    dx, dy = (lon2 - lon1) / integers.UNITS_PER_DEGREE * kx, (lat2 - lat1) / integers.UNITS_PER_DEGREE * ky
    return integers.millimetres(np.sqrt(dx * dx + dy * dy))


@lru_cache(maxsize=16)
def onto_plane(metric_crs: str) -> Transformer:
    """Return what takes longitude and latitude on WGS-84 onto a plane in metres (:func:`circles.tables.metric_crs`).

    Kept, since PROJ takes longer to make it than a town takes to be moved with it.
    """
    return Transformer.from_crs(tables.WGS84, metric_crs, always_xy=True)


def cosine(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cosine of latitudes in degrees by its Taylor polynomial, to 1e-15.

    Written out, so that every language rounds at the same places.
    """
    radians = lat * 0.017453292519943295
    u = radians * radians
    # 1 / (2k)! for k = 11 down to 1, by Horner's rule in u.
    c = 4.110317623312165e-19 - u * 8.896791392450574e-22
    c = 1.5619206968586225e-16 - u * c
    c = 4.779477332387385e-14 - u * c
    c = 1.1470745597729725e-11 - u * c
    c = 2.08767569878681e-09 - u * c
    c = 2.755731922398589e-07 - u * c
    c = 2.48015873015873e-05 - u * c
    c = 0.001388888888888889 - u * c
    c = 0.041666666666666664 - u * c
    c = 0.5 - u * c
    return 1.0 - u * c


def metres_per_degree(lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (kx, ky): metres of a degree of longitude and of latitude on WGS-84 at latitudes in degrees.

    The radii of curvature as Fourier series of the latitude (least-squares coefficients for WGS-84), the
    multiple angles by Chebyshev's recurrence: within 0.0002 m a degree at every latitude.
    """
    c1 = cosine(lat)
    c2 = 2.0 * c1 * c1 - 1.0
    c3 = 2.0 * c2 * c1 - c1
    c4 = 2.0 * c2 * c2 - 1.0
    c5 = 2.0 * c4 * c1 - c3
    c6 = 2.0 * c4 * c2 - c2
    kx = 111412.8773312 * c1 - 93.5041174 * c3 + 0.1177440 * c5
    ky = 111132.9525479 - 559.8495665 * c2 + 1.1751381 * c4 - 0.0023022 * c6
    return kx, ky
