"""A study on a day: which centers are open on it, which planned estates are there, and what to know of dates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from circles.answers.demand_words import people_said
from circles.center_list import (
    CENTER_DATES,
    ENDED_USES,
    STATUS_AXES,
    STATUS_LISTED,
    in_use,
    listed_status,
    listed_texts,
)
from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.planned_demand import UNDATED, blocks_on, states_on

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from circles.planning_study import Scenario, Study

_NAMED = 10
_UNDATED = "demand_undated"


def on_day(study: Study, scenario: Scenario) -> Study:
    """Return a study as it is on the day of a scenario: the status of its centers, its planned estates; told of dates.

    A month or a year counts from its first day on, as ISO texts compare. A center in use is open from `opens` until the
    day before `closes`; one that is suspended or withdrawn was open until it closed. One that is not yet in use is
    closed, whatever day it is to open on, unless the scenario counts what is planned. Without a day the status of the
    list holds, and of centers that are renovating what the scenario says. A planned estate is a block from the day of
    its delivery on; without a day none is.

    Parameters
    ----------
    study : Study
        As it was read, or on another day: each is answered from the list.
    scenario : Scenario
        Its `as_of`, `renovating_counts` and `planned_counts`.
    """
    study = _with_estates(study, scenario.as_of)
    centers = study.centers
    if STATUS_LISTED not in centers and scenario.as_of is None and not scenario.renovating_counts:
        return study
    listed = listed_status(centers)
    status = np.where(_open(centers, scenario), "open", "closed")
    dated = centers.assign(status=status, **{STATUS_LISTED: listed})
    found = [finding for finding in _findings(dated, listed, scenario) if finding not in study.warnings]
    return replace(study, centers=dated, warnings=(*study.warnings, *found))


def _with_estates(study: Study, day: str | None) -> Study:
    """Return a study with the planned estates that are delivered on a day among its blocks, the others told."""
    if study.demand is None or study.demand.empty:
        return study
    undated = study.demand[states_on(study.demand, day) == UNDATED]
    found = [_undated(undated)] if len(undated) and not any(each.code == _UNDATED for each in study.warnings) else []
    return replace(study, blocks=blocks_on(study.blocks, study.demand, day), warnings=(*study.warnings, *found))


def _undated(estates: gpd.GeoDataFrame) -> Finding:
    names = [str(name or row_id) for name, row_id in zip(estates["name"], estates["block_id"], strict=True)]
    more = [f"… +{len(names) - _NAMED}"] if len(names) > _NAMED else []
    details = {
        "count": len(names),
        "people": people_said(Figure(value=float(estates["population"].sum(min_count=1)), precision="count")),
        "names": joined([*names[:_NAMED], *more], phrase("check.joint")),
    }
    return Finding(code=_UNDATED, details=details)


def _open(centers: gpd.GeoDataFrame, scenario: Scenario) -> NDArray[np.bool_]:
    used = in_use(
        centers,
        renovating_counts=scenario.renovating_counts,
        planned_counts=scenario.planned_counts,
        on_a_day=scenario.as_of is not None,
    )
    if scenario.as_of is None:
        return used
    opens, closes = (listed_texts(centers, date) for date in CENTER_DATES)
    begun = (opens == "") | (opens <= scenario.as_of)
    ended = (closes != "") & (closes <= scenario.as_of)
    found: NDArray[np.bool_] = used & begun & ~ended
    return found


def _findings(centers: gpd.GeoDataFrame, listed: pd.Series, scenario: Scenario) -> list[Finding]:
    """Return what a person should know of the dates: open without one, planned to be open and not counted."""
    if scenario.as_of is None:
        return []
    opens = listed_texts(centers, CENTER_DATES[0])
    undated = (centers["status"] == "open").to_numpy() & (opens == "")
    use = listed_texts(centers, STATUS_AXES[1])
    planned = (listed != "open").to_numpy() & ~np.isin(use, ENDED_USES)
    planned &= (opens != "") & (opens <= scenario.as_of) & (centers["status"] != "open").to_numpy()
    return [
        Finding(code=code, details={"count": int(rows.sum()), "day": scenario.as_of})
        for code, rows in (("centers_without_opening", undated), ("planned_not_counted", planned))
        if rows.any()
    ]
