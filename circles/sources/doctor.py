"""The datum doctor: does a layer of points lie on the streets as given, or only once a known shift is undone?

GCJ-02 and BD-09 differ from WGS-84 by a vector that is nearly the same all over a city, about 500 m and 1,200 m.
So there are three places where the points may belong (as given, moved back by one vector, or by the other), and
any number of places where they do not: the same points moved by other vectors. Each place is scored by how close
to streets it puts the points; the doctor speaks only where one place stands out from all the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from circles.sources.datum import BD09, CHINA, GCJ02, SHIFTED, WGS84, to_wgs84_degrees

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

SWAPPED = "lat, lon"
FEWEST_POINTS = 20
MOST_POINTS = 240

_SCALES_M = np.array([4.0, 10.0, 20.0, 40.0, 70.0])
_STRAY = 0.1
_FAR_M = 300.0
_RINGS = ((400.0, 6, 0.0), (620.0, 6, 0.5))
_CLEAR_M = 220.0
_LEAD = 4.0
_LEAD_IN_SPREADS = 1.0
_SAME_PLACE_M = 5.0


@dataclass(frozen=True, kw_only=True)
class DatumVerdict:
    """What the doctor found of one layer.

    Attributes
    ----------
    datum : str or None
        What to write in the study file: ``GCJ-02`` or ``BD-09`` where the layer is shifted, ``lat, lon`` where its two
        coordinates are swapped, ``WGS-84`` where it lies on the streets as given, None where nothing can be told.
    confidence : float
        Between 0 and 1: the share of `datum` among all places tried, each weighed by its score.
    shift_m : float
        How far the layer lies from the places that `datum` gives, the median over its points; 0 for WGS-84 and None.
    shift_east_m, shift_north_m : float
        The same as a vector.
    street_m : dict of str to float
        Median distance in metres to the nearest street under each datum, distances over 300 m taken as 300 m.
    points : int
        Points at places of their own that were tried; at most 240 of a larger layer.
    """

    datum: str | None
    confidence: float
    shift_m: float
    shift_east_m: float
    shift_north_m: float
    street_m: dict[str, float]
    points: int

    @property
    def is_shifted(self) -> bool:
        """Whether the layer is not where it should be."""
        return self.datum not in {None, WGS84}
