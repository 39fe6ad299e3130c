"""Planned estates: blocks that count from the day on which they are delivered (docs/method.md, Planned estates)."""

from __future__ import annotations

import datetime as dt
import re
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from circles import integers, tables
from circles.center_list import first_day
from circles.errors import Finding, expect, raise_if_any

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

DEMAND = (*tables.BLOCKS[:-1], tables.DELIVERED, "geometry")
"""Planned estates: the columns of ``tables.BLOCKS`` and `delivered`, ISO text to the year, month or day that is known,
empty where nothing is; ``tables.LEVELS`` where they are known."""

DELIVERED, TO_COME, UNDATED = DEMAND_STATES = ("delivered", "to_come", "undated")
"""What a planned estate is on a day: counted, not yet delivered, or of no known day. Without a day none is counted."""

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_TEXTS = (*tables.LEVELS, tables.URBAN_RURAL, tables.DELIVERED, "merged")
_NOT_RENOVATED = (tables.RENOVATION, "people_renovation")


def states_on(demand: pd.DataFrame, day: str | None) -> NDArray[np.object_]:
    """Return of each planned estate one of ``DEMAND_STATES`` on an ISO day; a month or a year begins with its first.

    Examples
    --------
    >>> import pandas
    >>> states_on(pandas.DataFrame({"delivered": ["2027-06", "2027-06-30", ""]}), "2027-06-01").tolist()
    ['delivered', 'to_come', 'undated']
    """
    said = demand[tables.DELIVERED].to_numpy(dtype=object)
    there = np.array([day is not None and text != "" and text <= day for text in said.tolist()], dtype=bool)
    states: NDArray[np.object_] = np.select([said == "", there], [UNDATED, DELIVERED], TO_COME).astype(object)
    return states


def blocks_on(blocks: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, day: str | None) -> gpd.GeoDataFrame:
    """Return blocks with the planned estates that are delivered on a day behind them, and with no others.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.BLOCKS``, planned estates of another day among them or not.
    demand : GeoDataFrame
        ``DEMAND``.
    day : str or None
        ISO; None where none is asked for.
    """
    planned = blocks["block_id"].isin(set(demand["block_id"])).to_numpy()
    rows = demand[states_on(demand, day) == DELIVERED]
    if blocks.loc[planned, "block_id"].tolist() == rows["block_id"].tolist():
        return blocks
    own = int((~planned).sum())
    # A slice keeps the numbers of the rows, where planned estates are the last.
    listed = blocks[~planned] if planned[:own].any() else blocks.iloc[:own]
    if rows.empty:
        return listed
    listed = listed if tables.DELIVERED in listed else listed.assign(**{tables.DELIVERED: ""})
    none = {name: 0.0 for name in _NOT_RENOVATED if name in listed}
    both = tables.with_rows(listed, rows.reset_index(drop=True).assign(**none))
    return both.assign(**{name: both[name].fillna("") for name in _TEXTS if name in both})


def with_estate(
    demand: gpd.GeoDataFrame | None,
    blocks: pd.DataFrame,
    name: str,
    place: tuple[float, float],
    *,
    population: float | None = None,
    dwellings: float | None = None,
    delivered: str | dt.date | None = None,
    block_id: str | None = None,
) -> gpd.GeoDataFrame:
    """Return planned estates with one more, of which what is None is not known.

    Raises
    ------
    InputError
        If its place is not finite degrees, a number is negative, its day is none, or its id is taken.
    """
    import geopandas as gpd
    import shapely

    lon, lat = place
    expect("name", name, str)
    counts = {"population": population, "dwellings": dwellings}
    for argument, degrees in (("lon", lon), ("lat", lat)):
        expect(argument, degrees, Real)
    for argument, count in counts.items():
        expect(argument, count, Real, None)
    expect("delivered", delivered, str, dt.date, None)
    expect("block_id", block_id, str, None)
    day = "" if delivered is None else str(delivered)
    taken = {*blocks["block_id"].astype(str), *(() if demand is None else demand["block_id"])}
    new_id = block_id or next(text for i in range(1, len(taken) + 2) if (text := f"D{i:03d}") not in taken)
    faults = [
        *([] if abs(lon) <= 180 and abs(lat) <= 90 else [("bad_place", "lon, lat", f"{lon}, {lat}")]),
        *(("bad_count", key, str(value)) for key, value in counts.items() if value is not None and not value >= 0),
        *([] if day == "" or _is_day(day) else [("bad_delivered", tables.DELIVERED, day)]),
        *([("taken_id", "block_id", new_id)] if new_id in taken else []),
    ]
    raise_if_any(Finding(code=code, column=column, value=value) for code, column, value in faults)
    numbers = {key: [np.nan if value is None else float(value)] for key, value in counts.items()}
    known = {key: integers.to_thousandth(np.array(value)) for key, value in numbers.items()}
    x, y = integers.to_degrees(integers.to_units([lon, lat]))
    row = gpd.GeoDataFrame(
        {"block_id": [new_id], "name": [name], **known, tables.DELIVERED: [day]},
        geometry=[shapely.Point(x, y)],
        crs=tables.WGS84,
    )
    if demand is None or demand.empty:
        return row
    both = tables.with_rows(demand, row)
    return both.assign(**{each: both[each].fillna("") for each in _TEXTS if each in both})


def _is_day(text: str) -> bool:
    if _DAY.fullmatch(text) is None:
        return False
    try:
        dt.date.fromisoformat(first_day(text))
    except ValueError:
        return False
    return True
