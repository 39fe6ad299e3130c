"""Coverage over time: on each day that a center opens or closes, who is inside; one search for all days."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import coverage, tables
from circles.center_list import CENTER_DATES
from circles.errors import expect
from circles.planning_study import Scenario, Study
from circles.workflows.on_day import on_day
from circles.workflows.planning import plan as planned

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.answers import Plan

OVER_TIME = ("opened", "closed", "centers_open", "total", "inside", "outside", "not_evaluated", "coverage_rate")


def coverage_over_time(study: Study, scenario: Scenario | None = None, *, base: str | None = None) -> pd.DataFrame:
    """Return who is inside on each day on which a center opens or closes.

    Streets, blocks and people are those of the study on every day: only centers change. Whether only the own community
    counts makes no difference here.

    Parameters
    ----------
    study : Study
        With `opens` or `closes` of some centers.
    scenario : Scenario, optional
        The question, its day aside; by default the study's own.
    base : str, optional
        What is counted, a base of the account; by default people, where none has a number land.

    Returns
    -------
    DataFrame
        Under each day as ISO text, in order: how many centers are open that were not on the row before (of the first
        row: all) and the reverse, how many are open, and the account of the base. Empty where no center has a date.

    Raises
    ------
    InputError
        As :func:`circles.plan`, where no center is open on any of the days.

    Examples
    --------
    >>> import circles
    >>> from dataclasses import replace
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> opens = ["2017-06" if status == "open" else "" for status in study.centers["status"]]
    >>> opens[0] = "2021-11-05"
    >>> dated = replace(study, centers=study.centers.assign(opens=opens))
    >>> circles.coverage_over_time(dated)["centers_open"].to_dict()
    {'2017-06-01': 11, '2021-11-05': 12}
    """
    expect("study", study, Study)
    expect("scenario", scenario, Scenario, None)
    expect("base", base, str, None)
    asked = replace(scenario or study.scenario, own_community_only=False, tiers=())
    days = _days(study.centers)
    open_ids = {day: _open_on(study, replace(asked, as_of=day)) for day in days}
    if not days:
        return pd.DataFrame(columns=list(OVER_TIME), index=pd.Index([], name="day", dtype=object))
    whole = _plan_of_all(study, asked, frozenset().union(*open_ids.values()))
    base = base or whole.district_base
    rows, before = [], frozenset[str]()
    for day in days:
        account = coverage.account(_blocks_on(whole, open_ids[day])).loc[base]
        counts = (len(open_ids[day] - before), len(before - open_ids[day]), len(open_ids[day]))
        rows.append((*counts, *(account[name] for name in OVER_TIME[3:])))
        before = open_ids[day]
    return pd.DataFrame(rows, columns=list(OVER_TIME), index=pd.Index(days, name="day"))


def _days(centers: gpd.GeoDataFrame) -> list[str]:
    """Return each day on which a center opens or closes, a month or a year by its first."""
    said = {text for name in CENTER_DATES if name in centers for text in centers[name].fillna("").astype(str)} - {""}
    return sorted({text + "-01-01"[len(text) - 4 :] for text in said})


def _open_on(study: Study, scenario: Scenario) -> frozenset[str]:
    centers = on_day(study, scenario).centers
    return frozenset(centers.loc[centers["status"] == "open", "center_id"])


def _plan_of_all(study: Study, scenario: Scenario, ids: frozenset[str]) -> Plan:
    """Return the plan with every center open that is on any day."""
    plain = [name for name in study.centers.columns if name not in CENTER_DATES]
    status = np.where(study.centers["center_id"].isin(ids), "open", "closed")
    every = study.centers[plain].assign(status=status)
    return planned(replace(study, centers=every), replace(scenario, as_of=None, renovating_counts=False))


def _blocks_on(whole: Plan, ids: frozenset[str]) -> gpd.GeoDataFrame:
    """Return the blocks as the centers that are open judge them."""
    reached = set(whole.walks.loc[whole.walks["center_id"].isin(ids), "block_id"])
    blocks, judged = whole.blocks, whole.blocks["verdict"] != tables.NOT_EVALUATED
    inside = blocks["block_id"].isin(reached)
    verdict = np.where(inside, tables.INSIDE, tables.OUTSIDE)
    return blocks.assign(verdict=np.where(judged, verdict, tables.NOT_EVALUATED))
