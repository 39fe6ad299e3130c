"""Several limits and speeds from one plan: no walk is searched twice, only the limit moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles import coverage
from circles.answers.plan import Plan
from circles.errors import expect, numbers_of
from circles.planning_study import Scenario, Study
from circles.workflows.planning import plan as planned

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

_KEPT = ("block_id", "name", "population", "walk_m", "center_id")


def rings(
    plan: Plan | Study,
    *,
    minutes: float | Sequence[float] = (5, 10, 15),
    speeds_kmh: float | Sequence[float] | None = None,
) -> pd.DataFrame:
    """Return the verdict of every block for several limits and speeds, all from the walks of one plan.

    It is a call of its own because :func:`circles.plan` always gives a plan, whatever it is asked. Walks are lengths:
    one search serves every time and every speed.

    Parameters
    ----------
    plan : Plan or Study
        The answer whose walks are used, its own limit does not matter; a study is planned first.
    minutes : number or sequence of numbers
        Times allowed, each a whole number of seconds.
    speeds_kmh : number or sequence of numbers, optional
        Speeds, each a whole number of metres per hour; by default that of the plan.

    Returns
    -------
    DataFrame
        A row for each block, time and speed, in the order of the plan's blocks: limit_minutes, walking_speed_kmh,
        block_id, name, population, minutes, walk_m, center_id, verdict, reason.

    Raises
    ------
    InputError
        If a time or a speed is out of bounds.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> found = circles.rings(plan, minutes=[5, 10, 15])
    >>> found[found["verdict"] == "inside"].groupby("limit_minutes").size().to_dict()
    {5.0: 16, 10.0: 136, 15.0: 301}
    """
    expect("plan", plan, Plan, Study)
    plan = planned(plan) if isinstance(plan, Study) else plan
    minutes = numbers_of("minutes", minutes)
    speeds = numbers_of("speeds_kmh", plan.scenario.walking_speed_kmh if speeds_kmh is None else speeds_kmh)
    asked = [
        Scenario(minutes=time, walking_speed_kmh=speed, max_snap_m=plan.scenario.max_snap_m)
        for speed in speeds
        for time in minutes
    ]
    none = _ring(plan.blocks.iloc[:0], plan.scenario)
    return pd.concat([_ring(plan.blocks, scenario) for scenario in asked] or [none], ignore_index=True)


def _ring(blocks: gpd.GeoDataFrame, scenario: Scenario) -> pd.DataFrame:
    judged = coverage.judged_again(blocks, scenario)
    table = pd.DataFrame(judged[[*_KEPT[:3], "minutes", *_KEPT[3:], "verdict", "reason"]])
    table.insert(0, "limit_minutes", float(scenario.minutes))
    table.insert(1, "walking_speed_kmh", float(scenario.walking_speed_kmh))
    return table
