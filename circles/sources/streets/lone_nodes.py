"""Cut ends of which only one node is left: a way that goes on beyond the extract from a node of another street."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

Place = tuple[int, int]


def cut_at_lone_nodes(streets: gpd.GeoDataFrame, lone: Iterable[Place]) -> gpd.GeoDataFrame:
    """Return the streets with a cut end at each lone node on one of them.

    The first street that ends there gets the mark; a street that passes is split, since only ends carry one.

    Parameters
    ----------
    streets : GeoDataFrame
        ``tables.STREETS``.
    lone : iterable of (int, int)
        Longitude and latitude in 1e-7 degree of nodes from which ways go on that the extract does not hold.
    """
    units, line = _vertices(streets)
    asked = set(lone) - _cut_places(streets, units, line)
    if not asked:
        return streets
    rows = _rows_through(units, line, asked)
    split = {row: _split(streets.iloc[row], units[line == row], places) for row, places in rows.items()}
    kept = streets.drop(index=streets.index[list(split)])
    parts = [pd.concat([part.to_frame().T for part in those]) for those in split.values()]
    table = (
        pd.concat([kept, *parts]).sort_index(kind="stable").astype(streets.drop(columns="geometry").dtypes.to_dict())
    )
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry="geometry", crs=streets.crs)


def _vertices(streets: gpd.GeoDataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    coordinates, line = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    return integers.to_units(coordinates), line


def _cut_places(streets: gpd.GeoDataFrame, units: NDArray[np.int64], line: NDArray[np.int64]) -> set[Place]:
    """Return the places at which a street is cut already."""
    begins = np.searchsorted(line, np.arange(len(streets)))
    ends = np.searchsorted(line, np.arange(len(streets)), side="right") - 1
    cut = np.r_[begins[streets["cut_start"].to_numpy(np.bool_)], ends[streets["cut_end"].to_numpy(np.bool_)]]
    return set(map(tuple, units[cut].tolist()))


def _rows_through(units: NDArray[np.int64], line: NDArray[np.int64], asked: set[Place]) -> dict[int, set[Place]]:
    """Return for each place the street that is cut there: one that ends there if any does, of several the first."""
    near = np.flatnonzero(np.isin(units[:, 0], [lon for lon, _ in asked]))
    ends = np.r_[True, np.diff(line) != 0] | np.r_[np.diff(line) != 0, True]
    order = near[np.lexsort((near, ~ends[near]))]
    rows: dict[int, set[Place]] = {}
    left = set(asked)
    for vertex in order.tolist():
        place = (int(units[vertex, 0]), int(units[vertex, 1]))
        if place in left:
            left.remove(place)
            rows.setdefault(int(line[vertex]), set()).add(place)
    return rows


def _split(street: pd.Series, units: NDArray[np.int64], places: set[Place]) -> list[pd.Series]:
    """Return a street in parts that end at the places, where they are marked as cut."""
    last = len(units) - 1
    at = [i for i, place in enumerate(map(tuple, units.tolist())) if place in places]
    stops = sorted({0, last, *at})
    parts = []
    for first, end in pairwise(stops):
        part = street.copy()
        # Where a street is split one mark is enough: the parts share that vertex.
        part["cut_start"] = first == 0 and (0 in at or street["cut_start"])
        part["cut_end"] = end in at or (end == last and street["cut_end"])
        if len(stops) > 2:
            part["geometry"] = shapely.LineString(integers.to_degrees(units[first : end + 1]))
        parts.append(part)
    return parts
