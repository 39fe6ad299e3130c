"""Points that are one place: of one name, within 200 m of one another, in no two sub-districts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Geod

from circles import integers
from circles.closeness import NO_GROUP, groups_of_pairs
from circles.rule_numbers import ONE_PLACE_M
from circles.sources.naming.similarity import Names
from circles.sources.words.place_names import NO_NAME

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_METRES_PER_DEGREE = 110_000.0
"""Less than any degree of latitude, so that a box of degrees holds all that is near enough."""


class Places(NamedTuple):
    """Points of which each place has one, their names, and how many others stood within 200 m of theirs."""

    table: pd.DataFrame
    named: Names
    joined: int


def places_of(there: pd.DataFrame, named: Names) -> Places:
    """Return the points without those that are the place of another.

    Of one place the point nearest to the middle of all stays, with the sub-district that any of them says.

    Parameters
    ----------
    there : DataFrame
        `lon`, `lat`, and the `file` and `row` of each point.
    named : Names
        The names of these points as they are compared.
    """
    degrees = there[["lon", "lat"]].to_numpy(dtype=np.float64).reshape(-1, 2)
    one, other = _pairs(degrees, named)
    group = groups_of_pairs(one, other, len(there))
    kept = np.ones(len(there), dtype=bool)
    subdistricts, joined = list(named.subdistricts), 0
    for rows in (np.flatnonzero(group == number) for number in np.unique(group[group != NO_GROUP])):
        stays = _middle(there.iloc[rows], degrees[rows], rows)
        kept[rows] = rows == stays
        said = sorted({named.subdistricts[i] for i in rows.tolist()} - {""})
        subdistricts[stays] = said[0] if said else ""
        joined += len(np.unique(integers.to_units(degrees[rows]), axis=0)) - 1
    at = np.flatnonzero(kept).tolist()
    names = Names(names=tuple(named.names[i] for i in at), subdistricts=tuple(subdistricts[i] for i in at))
    return Places(there[kept].reset_index(drop=True), names, joined)


def _middle(own: pd.DataFrame, degrees: NDArray[np.float64], rows: NDArray[np.int64]) -> int:
    away = ((degrees - degrees.mean(axis=0)) ** 2).sum(axis=1).round(16)
    order = np.lexsort((own["row"], own["file"].astype(str), degrees[:, 1], degrees[:, 0], away))
    return int(rows[order[0]])


def _pairs(degrees: NDArray[np.float64], named: Names) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of points that may be one place."""
    bearers = defaultdict[object, list[int]](list)
    for i, name in enumerate(named.names):
        if name != NO_NAME:
            bearers[name].append(i)
    found = [np.zeros((2, 0), np.int64)]
    for rows in (np.array(each) for each in bearers.values() if len(each) > 1):
        one, other = _near(degrees[rows])
        found.append(rows[np.stack([one, other])])
    one, other = np.concatenate(found, axis=1)
    subdistricts = np.array(named.subdistricts, dtype=object)
    alike = (subdistricts[one] == subdistricts[other]) | (subdistricts[one] == "") | (subdistricts[other] == "")
    return one[alike], other[alike]


def _near(degrees: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of positions within 200 m."""
    lon, lat = degrees.T
    up = ONE_PLACE_M / _METRES_PER_DEGREE
    aside = up / np.cos(np.radians(lat)).clip(min=0.01)
    one, other = shapely.STRtree(shapely.points(degrees)).query(
        shapely.box(lon - aside, lat - up, lon + aside, lat + up)
    )
    one, other = one[one < other], other[one < other]
    _, _, metres = Geod(ellps="WGS84").inv(lon[one], lat[one], lon[other], lat[other])
    near = np.asarray(metres) <= ONE_PLACE_M
    return one[near], other[near]
