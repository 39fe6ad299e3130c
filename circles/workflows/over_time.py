"""Coverage over time: who is inside on each day on which anything opens, closes or is delivered; one search for all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import coverage, tables
from circles.center_list import CENTER_DATES, first_day
from circles.errors import expect
from circles.planned_demand import DELIVERED, blocks_on, states_on
from circles.planning_study import Scenario, Study
from circles.workflows.on_day import on_day
from circles.workflows.planning import plan as planned

if TYPE_CHECKING:
    from circles.answers import Plan

OVER_TIME = (
    "opened",
    "closed",
    "centers_open",
    "delivered",
    "total",
    "inside",
    "outside",
    "not_evaluated",
    "coverage_rate",
)


def coverage_over_time(study: Study, scenario: Scenario | None = None, *, base: str | None = None) -> pd.DataFrame:
    """Return who is inside on each day on which a center opens or closes, or a planned estate is delivered.

    Streets and the blocks that are no planned estates are those of the study on every day. Whether only the own
    community counts makes no difference here.

    Parameters
    ----------
    study : Study
        With `opens` or `closes` of some centers, or planned estates.
    scenario : Scenario, optional
        The question, its day aside; by default the study's own.
    base : str, optional
        What is counted, a base of the account; by default people, where none has a number land.

    Returns
    -------
    DataFrame
        Under each day as ISO text, in order: how many centers are open that were not on the row before (of the first
        row: all) and the reverse, how many are open, how many planned estates are blocks by then, and the account of
        the base. Empty where nothing has a date.

    Raises
    ------
    InputError
        As :func:`circles.plan`, where no center is open on any of the days.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> days = circles.coverage_over_time(study)
    >>> days["coverage_rate"].round(3).tail(5).to_dict()
    {'2024-05-01': 0.791, '2024-12-01': 0.75, '2026-09-01': 0.743, '2027-06-01': 0.746, '2028-12-01': 0.746}
    """
    expect("study", study, Study)
    expect("scenario", scenario, Scenario, None)
    expect("base", base, str, None)
    asked = replace(scenario or study.scenario, own_community_only=False, tiers=())
    days = _days(study)
    open_ids = {day: _open_on(study, replace(asked, as_of=day)) for day in days}
    if not days:
        return pd.DataFrame(columns=list(OVER_TIME), index=pd.Index([], name="day", dtype=object))
    whole = _plan_of_all(study, asked, frozenset().union(*open_ids.values()), days[-1])
    base = base or whole.district_base
    rows, before = [], frozenset[str]()
    for day in days:
        to_come = _estates_to_come(study, day)
        there = whole.blocks[~whole.blocks["block_id"].isin(to_come)]
        account = coverage.account(coverage.reached_by(there, whole.walks, open_ids[day])).loc[base]
        counts = (len(open_ids[day] - before), len(before - open_ids[day]), len(open_ids[day]))
        delivered = 0 if study.demand is None else len(study.demand) - len(to_come)
        rows.append((*counts, delivered, *(account[name] for name in OVER_TIME[4:])))
        before = open_ids[day]
    return pd.DataFrame(rows, columns=list(OVER_TIME), index=pd.Index(days, name="day"))


def with_series(plan: Plan, study: Study) -> Plan:
    """Return a plan with coverage over time; as it was where nothing has a date.

    Parameters
    ----------
    plan : Plan
        The answer.
    study : Study
        What it was asked of, on no day: `plan.study` is that of the day of the plan.
    """
    days = coverage_over_time(study, plan.scenario, base=plan.district_base)
    return replace(plan, series=days) if len(days) else plan


def _days(study: Study) -> list[str]:
    """Return each day on which a center opens or closes or an estate is delivered, a month or a year by its first."""
    dates = [study.centers[name] for name in CENTER_DATES if name in study.centers]
    dates += [] if study.demand is None else [study.demand[tables.DELIVERED]]
    said = {text for column in dates for text in column.fillna("").astype(str)} - {""}
    return sorted({first_day(text) for text in said})


def _estates_to_come(study: Study, day: str) -> frozenset[str]:
    """Return the planned estates that are no blocks on a day."""
    if study.demand is None:
        return frozenset()
    return frozenset(study.demand.loc[states_on(study.demand, day) != DELIVERED, "block_id"])


def _open_on(study: Study, scenario: Scenario) -> frozenset[str]:
    centers = on_day(study, scenario).centers
    return frozenset(centers.loc[centers["status"] == "open", "center_id"])


def _plan_of_all(study: Study, scenario: Scenario, ids: frozenset[str], day: str) -> Plan:
    """Return the plan with every center open that is on any day, and the planned estates of the last."""
    blocks = study.blocks if study.demand is None else blocks_on(study.blocks, study.demand, day)
    plain = [name for name in study.centers.columns if name not in CENTER_DATES]
    status = np.where(study.centers["center_id"].isin(ids), "open", "closed")
    every = study.centers[plain].assign(status=status)
    settled = replace(study, centers=every, blocks=blocks, demand=None)
    return planned(settled, replace(scenario, as_of=None, renovating_counts=False))
