"""Several limits and speeds from one plan: no walk is searched twice, only the limit moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles import coverage, walking
from circles.answers.plan import Plan
from circles.errors import Finding, expect, numbers_of, raise_if_any
from circles.planning_study import Scenario, Study
from circles.rule_numbers import STANDARD_CIRCLES_MM
from circles.settings import as_written
from circles.workflows.planning import plan as planned

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

_KEPT = ("block_id", "name", "population", "walk_m", "center_id")


def rings(
    plan: Plan | Study,
    *,
    minutes: float | Sequence[float] = (5, 10, 15),
    walks_m: float | Sequence[float] = (),
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
    walks_m : number or sequence of numbers
        Walks allowed in metres, each a whole number of millimetres: 300, 500 and 1,000 are those of GB 50180-2018.
    speeds_kmh : number or sequence of numbers, optional
        Speeds, each a whole number of metres per hour; by default that of the plan.

    Returns
    -------
    DataFrame
        A row for each block, limit and speed, in the order of the plan's blocks: limit_minutes (NaN where the limit is
        a walk), limit_m, standard_minutes (of the standard's circle with this walk, missing where it has none: ten
        minutes at 4 km/h are 667 m, and no circle of it), walking_speed_kmh, block_id, name, population, minutes,
        walk_m, center_id, verdict, reason.

    Raises
    ------
    InputError
        If a time, a walk or a speed is out of bounds.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> found = circles.rings(plan, minutes=[5, 10, 15])
    >>> found[found["verdict"] == "inside"].groupby("limit_minutes").size().to_dict()
    {5.0: 16, 10.0: 136, 15.0: 301}
    >>> circles.rings(plan, minutes=[], walks_m=500)["standard_minutes"].unique().tolist()
    [10]
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
    walks_mm = _walks_mm(numbers_of("walks_m", walks_m))
    at_speed = [Scenario(walking_speed_kmh=speed, max_snap_m=plan.scenario.max_snap_m) for speed in speeds]
    found = [_ring(plan.blocks, scenario) for scenario in asked]
    found += [_ring(plan.blocks, scenario, limit_mm=walk_mm) for scenario in at_speed for walk_mm in walks_mm]
    return pd.concat(found or [_ring(plan.blocks.iloc[:0], plan.scenario)], ignore_index=True)


def _walks_mm(walks_m: Sequence[float]) -> list[int]:
    """Return walks in whole millimetres."""
    walks_mm = [walking.whole(walk_m, per=1000) for walk_m in walks_m]
    raise_if_any(
        Finding(code="bad_walk", argument="walks_m", value=as_written(walk_m))
        for walk_m, walk_mm in zip(walks_m, walks_mm, strict=True)
        if walk_mm is None
    )
    return [walk_mm for walk_mm in walks_mm if walk_mm is not None]


def _ring(blocks: gpd.GeoDataFrame, scenario: Scenario, *, limit_mm: int | None = None) -> pd.DataFrame:
    judged = coverage.judged_again(blocks, scenario, limit_mm=limit_mm)
    table = pd.DataFrame(judged[[*_KEPT[:3], "minutes", *_KEPT[3:], "verdict", "reason"]])
    walk_mm = scenario.limit_mm if limit_mm is None else limit_mm
    of_standard = STANDARD_CIRCLES_MM.get(walk_mm, pd.NA)
    table.insert(0, "limit_minutes", float("nan") if limit_mm is not None else float(scenario.minutes))
    table.insert(1, "limit_m", walk_mm / 1000)
    table.insert(2, "standard_minutes", pd.Series(of_standard, index=table.index, dtype="Int64"))
    table.insert(3, "walking_speed_kmh", float(scenario.walking_speed_kmh))
    return table
