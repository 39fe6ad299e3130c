"""Districts ranked: what of an older result may stand beside, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles import coverage
from circles.answers.plan import Plan
from circles.answers.stored_plan import StoredPlan
from circles.errors import Finding, QuestionError, expect
from circles.near_names import choice_details
from circles.ranking_rules import RankingRules
from circles.workflows.comparing import settings_of

if TYPE_CHECKING:
    import pandas as pd


def ranking(plan: Plan, *, rules: RankingRules | None = None, earlier: Plan | StoredPlan | None = None) -> pd.DataFrame:
    """Return the districts of a level in their order, urban and rural ones apart.

    Parameters
    ----------
    plan : Plan
        What :func:`circles.plan` gave.
    rules : RankingRules, optional
        Which level is ranked and what is left out; by default those of the study.
    earlier : Plan or StoredPlan, optional
        An older result (:func:`circles.read_plan`) of the same method, minutes and speed; of another one nothing is
        subtracted.

    Returns
    -------
    DataFrame
        ``account_tables.RANKING``, a row for each district: `rank` by the share of people inside, `rank_outside` by
        people outside, fewest first, `rank_progress` by the percentage points gained; exact ties share a rank and are
        `tied`. `within_error` where what is unsure may turn the order with the next rank round. `left_out` says why a
        district is not ranked.

    Raises
    ------
    QuestionError
        If no block names a district of this level.

    Examples
    --------
    >>> import circles
    >>> from dataclasses import replace
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> side = study.blocks.geometry.representative_point().x.gt(114.285).map({True: "东", False: "西"})
    >>> plan = circles.plan(replace(study, blocks=study.blocks.assign(subdistrict=side)))
    >>> circles.ranking(plan)[["subdistrict", "rank", "tied"]].values.tolist()
    [['西', 1, False], ['东', 2, False]]
    """
    expect("plan", plan, Plan)
    expect("rules", rules, RankingRules, None)
    expect("earlier", earlier, Plan, StoredPlan, None)
    asked = rules or plan.study.ranking
    if asked.level not in plan.levels:
        details = choice_details(asked.level, plan.levels)
        raise QuestionError(Finding(code="not_a_choice", argument="level", value=asked.level, details=details))
    blocks = earlier.blocks if earlier is not None and is_comparable(plan, earlier) else None
    return coverage.ranking(plan.blocks, asked, earlier=blocks)


def is_comparable(plan: Plan, earlier: Plan | StoredPlan) -> bool:
    """Return whether rates of the two may be subtracted: of one method, asked with the same walk.

    Only the settings of the walk count; years differ in streets, people and centers.
    """
    one, other = settings_of(plan), settings_of(earlier)
    return all(name in other and one.get(name) == other[name] for name in _OF_THE_WALK)


_OF_THE_WALK = ("method_version", "minutes", "walking_speed_kmh")
