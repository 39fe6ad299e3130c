"""Accessibility by floating catchments, and how unequal walks are: tables for researchers, out of one plan."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import coverage, tables, walking
from circles.answers.plan import Plan
from circles.errors import Finding, InputError, QuestionError, expect
from circles.near_names import choice_details
from circles.service import METHODS, catchments, step_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = ((1 / 3, 1.0), (2 / 3, 0.68), (1.0, 0.22))
"""Weights of the first, second and last third of the time allowed (Luo and Qi 2009: 0 to 10, 20 and 30 minutes)."""


def accessibility(
    plan: Plan,
    *,
    method: str = "2sfca",
    supply: str = "capacity",
    steps: Sequence[tuple[float, float]] | None = None,
) -> pd.DataFrame:
    """Return how much of what the centers offer reaches each block per head, shared with all who reach it too.

    Parameters
    ----------
    plan : Plan
        The answer whose walks, people and open centers are used.
    method : str
        ``2sfca``: every walk within the limit weighs 1 (Luo and Wang 2003); ``e2sfca``: walks weigh by steps (Luo and
        Qi 2009); ``3sfca``: and people choose among their centers by these weights (Wan, Zou and Sternberg 2012).
    supply : str
        Column of numbers of the centers: ``capacity``, ``floor_area_m2`` or one of your own. A center without a number
        offers nothing that is known.
    steps : sequence of (minutes, weight), optional
        Weights of walks up to and with so many minutes; by default 1, 0.68 and 0.22 in the thirds of the time allowed.

    Returns
    -------
    DataFrame
        Under the labels of the blocks: block_id, people, accessibility (0 where no center is in reach, missing where
        the block is not evaluated). accessibility x people adds up to the supply of the centers that somebody reaches.

    Raises
    ------
    QuestionError
        If there is no such method or column of numbers.
    InputError
        If a step is no pair of numbers, or steps do not rise.

    Examples
    --------
    >>> import circles
    >>> from dataclasses import replace
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> plan = circles.plan(replace(study, centers=study.centers.assign(capacity=20_000.0)))
    >>> found = circles.accessibility(plan)
    >>> round(float((found["accessibility"] * found["people"]).sum()), 3)
    240000.0
    """
    expect("plan", plan, Plan)
    expect("method", method, str)
    expect("supply", supply, str)
    numbers = [str(name) for name in plan.centers if pd.api.types.is_numeric_dtype(plan.centers[name].dtype)]
    for argument, asked, known in (("method", method, METHODS), ("supply", supply, numbers)):
        if asked not in known:
            details = choice_details(asked, known)
            raise QuestionError(Finding(code="not_a_choice", argument=argument, value=asked, details=details))
    weights = _steps(plan, method, steps)
    opened = plan.centers[(plan.centers["status"] == "open") & plan.centers["attached"]]
    pairs = plan.walks.drop_duplicates(["block_id", "center_id"])
    minutes = walking.minutes(pairs["walk_mm"].to_numpy(np.int64), plan.scenario.speed_m_per_h).astype(np.float64)
    weighed = pairs.assign(weight=step_weights(minutes, weights))
    evaluated = (plan.blocks["verdict"] != tables.NOT_EVALUATED).to_numpy()
    people = plan.blocks.set_index("block_id")["population"]
    found = catchments(
        weighed[(weighed["weight"] > 0) & weighed["block_id"].isin(people.index[evaluated])],
        people,
        opened.set_index("center_id")[supply].astype(float),
        selecting=method == "3sfca",
    )
    index = np.where(evaluated, found["accessibility"], np.nan)
    columns = {"block_id": plan.blocks["block_id"], "people": plan.blocks["population"], "accessibility": index}
    return pd.DataFrame(columns, index=plan.blocks.index)


def inequality(
    plan: Plan, *, level: str | None = None, base: str | None = None, aversion: float = -0.5
) -> pd.DataFrame:
    """Return how unequal walks are: mean, Gini and the equally distributed equivalent of Kolm and Pollak.

    Parameters
    ----------
    plan : Plan
        The answer whose walks are weighed.
    level : str, optional
        ``county``, ``subdistrict`` or ``community``: a row for each, behind that of the whole study.
    base : str, optional
        What walks are weighed by, a base of the account; by default what districts are told by.
    aversion : float
        Aversion to inequality, below 0 since a walk is a burden.

    Returns
    -------
    DataFrame
        Columns level, county, subdistrict, community, weight, mean_minutes, gini, ede_minutes (docs/method.md,
        Districts): what walk, the same for everybody, would be as bad. Evaluated blocks with a path are weighed; all
        districts share one aversion per minute, taken from the whole study, so that they can be compared.

    Raises
    ------
    QuestionError
        If no block names a district of the level, or nothing counts such a base.
    InputError
        If the aversion is not below 0.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> circles.inequality(plan)[["mean_minutes", "gini", "ede_minutes"]].round(2).to_dict("records")
    [{'mean_minutes': 12.45, 'gini': 0.2, 'ede_minutes': 12.79}]
    """
    expect("plan", plan, Plan)
    expect("level", level, str, None)
    expect("base", base, str, None)
    expect("aversion", aversion, int, float)
    if not (isfinite(aversion) and aversion < 0):
        details = {"low": "-inf", "high": "0"}
        raise InputError(Finding(code="bad_setting", argument="aversion", value=str(aversion), details=details))
    if level is not None:
        plan.by(level, base=base)  # refuses what is not known
    base = plan.district_base if base is None else base
    return coverage.inequality_of_walks(
        plan.blocks, plan.scenario, base=base, levels=() if level is None else (level,), aversion=float(aversion)
    )


def _steps(plan: Plan, method: str, steps: Sequence[tuple[float, float]] | None) -> tuple[tuple[float, float], ...]:
    if steps is None:
        allowed = plan.scenario.minutes
        return ((allowed, 1.0),) if method == "2sfca" else tuple((share * allowed, weight) for share, weight in STEPS)
    given = tuple((float(minutes), float(weight)) for minutes, weight in steps)
    ends = [minutes for minutes, _ in given]
    if not given or ends != sorted(set(ends)) or any(weight < 0 for _, weight in given):
        raise InputError(Finding(code="steps_not_rising", argument="steps", value=str(list(given))))
    return given
