"""Who is inside on working days, in evenings and at weekends: by the centers that are open then (docs/method.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import center_list, tables
from circles.coverage.accounting import account
from circles.coverage.own_community import OTHER, community_cover
from circles.opening_hours import NO, SOME, TIMES, UNKNOWN, YES, hours_read, open_at

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.coverage.own_community import OwnCenters

HOURS = (
    "time",
    "base",
    "centers_open",
    "centers_some_days",
    "centers_closed",
    "centers_unknown",
    "total",
    "inside_low",
    "inside_high",
    "not_evaluated",
    "rate_low",
    "rate_high",
)
"""A row for each time and base: how many of the centers that count are open on every day of it, on some, on none, or
not known to be; who is inside by the first alone (low), and with those of some days and unknown ones as well (high)."""

ANY = "any"
"""The first row of each base: all open centers, whatever their hours, which is the answer of the plan itself."""


def open_columns(centers: pd.DataFrame) -> dict[str, np.ndarray] | None:
    """Return whether each center is open at each time, by the name of a column; None where no hours can be read.

    Parameters
    ----------
    centers : DataFrame
        With `opening_hours` where the list says any.
    """
    weeks = [hours_read(text) for text in center_list.listed_texts(centers, "opening_hours")]
    if not any(week is not None for week in weeks):
        return None
    return {f"open_{time}": np.array([open_at(week, time) for week in weeks], dtype=object) for time in TIMES}


def coverage_at_times(
    blocks: gpd.GeoDataFrame, walks: pd.DataFrame, centers: pd.DataFrame, *, own: OwnCenters | None = None
) -> pd.DataFrame:
    """Return who is inside at each time, as :data:`HOURS`.

    Parameters
    ----------
    blocks : GeoDataFrame
        Those of a plan.
    walks : DataFrame
        ``tables.WALKS`` within the limit, of all centers that count.
    centers : DataFrame
        Those of the plan, with the columns of :func:`open_columns`.
    own : OwnCenters, optional
        The centers of each community, where only these count.
    """
    counting = centers[(centers["status"] == "open") & centers["attached"]]
    rows = []
    for time in (ANY, *TIMES):
        states = pd.Series(YES, counting.index) if time == ANY else counting[f"open_{time}"]
        counts = [int((states == state).sum()) for state in (YES, SOME, NO, UNKNOWN)]
        low, high = (
            account(reached_by(blocks, walks, frozenset(counting.loc[states.isin(among), "center_id"]), own=own))
            for among in ([YES], [YES, SOME, UNKNOWN])
        )
        for base in low.index:
            amounts = (low["total"], low["inside"], high["inside"], low["not_evaluated"])
            rates = (low["coverage_rate"], high["coverage_rate"])
            rows.append((time, base, *counts, *(each[base] for each in (*amounts, *rates))))
    return pd.DataFrame(rows, columns=list(HOURS))


def reached_by(
    blocks: gpd.GeoDataFrame, walks: pd.DataFrame, center_ids: frozenset[str], *, own: OwnCenters | None = None
) -> gpd.GeoDataFrame:
    """Return blocks as these centers alone judge them; those that are not evaluated stay that.

    Parameters
    ----------
    blocks : GeoDataFrame
        Those of a plan in which all these centers are open.
    walks : DataFrame
        ``tables.WALKS`` within the limit.
    center_ids : frozenset of str
        The centers that count.
    own : OwnCenters, optional
        The centers of each community, where only these count.
    """
    theirs = walks[walks["center_id"].isin(center_ids)]
    inside = blocks["block_id"].isin(set(theirs["block_id"]))
    verdict = np.where(inside, tables.INSIDE, tables.OUTSIDE)
    judged = blocks["verdict"] != tables.NOT_EVALUATED
    found = blocks.assign(verdict=np.where(judged, verdict, tables.NOT_EVALUATED))
    if own is None:
        return found
    others = community_cover(found, theirs, own) == OTHER
    return found.assign(verdict=found["verdict"].mask(others, tables.OUTSIDE))
