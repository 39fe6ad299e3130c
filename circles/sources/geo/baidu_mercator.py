"""BD09MC, the metres of Baidu's maps, to BD-09 degrees: the public polynomials, one a band of latitude.

A Mercator of Baidu's own, some 20 km away from EPSG:3857 at 39 degrees north.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BANDS_M = np.array([12890594.86, 8362377.87, 5591021.0, 3481989.83, 1678043.12, 0.0])
# Of each band: two of the longitude, seven of the latitude, and the metres that its polynomial counts in.
_TERMS = np.array(
    [
        "1.410526172116255e-8",
        "0.00000898305509648872",
        "-1.9939833816331",
        "200.9824383106796",
        "-187.2403703815547",
        "91.6087516669843",
        "-23.38765649603339",
        "2.57121317296198",
        "-0.03801003308653",
        "17337981.2",
        "-7.435856389565537e-9",
        "0.000008983055097726239",
        "-0.78625201886289",
        "96.32687599759846",
        "-1.85204757529826",
        "-59.36935905485877",
        "47.40033549296737",
        "-16.50741931063887",
        "2.28786674699375",
        "10260144.86",
        "-3.030883460898826e-8",
        "0.00000898305509983578",
        "0.30071316287616",
        "59.74293618442277",
        "7.357984074871",
        "-25.38371002664745",
        "13.45380521110908",
        "-3.29883767235584",
        "0.32710905363475",
        "6856817.37",
        "-1.981981304930552e-8",
        "0.000008983055099779535",
        "0.03278182852591",
        "40.31678527705744",
        "0.65659298677277",
        "-4.44255534477492",
        "0.85341911805263",
        "0.12923347998204",
        "-0.04625736007561",
        "4482777.06",
        "3.09191371068437e-9",
        "0.000008983055096812155",
        "0.00006995724062",
        "23.10934304144901",
        "-0.00023663490511",
        "-0.6321817810242",
        "-0.00663494467273",
        "0.03430082397953",
        "-0.00466043876332",
        "2555164.4",
        "2.890871144776878e-9",
        "0.000008983055095805407",
        "-3.068298e-8",
        "7.47137025468032",
        "-0.00000353937994",
        "-0.02145144861037",
        "-0.00001234426596",
        "0.00010322952773",
        "-0.00000323890364",
        "826088.5",
    ],
    dtype=np.float64,
).reshape(6, 10)


def bd09_degrees(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return BD-09 degrees of BD09MC metres, both of shape (n, 2) with the easting first.

    Examples
    --------
    >>> import numpy as np
    >>> bd09_degrees(np.array([[12945050.96, 4826978.52]])).round(4).tolist()
    [[116.2861, 39.9223]]
    """
    x, y = metres.T
    north = np.abs(y)
    band = np.minimum((north[:, None] < _BANDS_M).sum(axis=1), len(_BANDS_M) - 1)
    terms = _TERMS[band]
    lon = terms[:, 0] + terms[:, 1] * np.abs(x)
    powers = (north / terms[:, 9])[:, None] ** np.arange(7)
    lat = (terms[:, 2:9] * powers).sum(axis=1)
    return np.column_stack([np.copysign(lon, x), np.copysign(lat, y)])
