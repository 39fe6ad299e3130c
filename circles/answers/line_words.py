"""What is said of the line that the cause of a block goes by: in one sentence, and of which center."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from circles import named_rows, walking
from circles.figures import Figure, minutes_of
from circles.phrases import phrase
from circles.remedy_tables import OTHER_COMMUNITY
from circles.rule_numbers import BARRIER_DETOUR, GRID_DETOUR_SQUARED

if TYPE_CHECKING:
    from circles.answers.remedies import Remedies
    from circles.phrases import Words


def line_of_block(cause: dict[Any, Any], remedies: Remedies) -> Words | None:
    """Return what is to be said of the straight line that the cause of a block goes by (:func:`line_words`).

    Of one that only another community's center is near enough to, how far its own community's is.

    Parameters
    ----------
    cause : mapping
        Of ``remedy_tables.BLOCK_CAUSES``.
    remedies : Remedies
        Of the plan.
    """
    if cause["cause"] == OTHER_COMMUNITY:
        return _own_center(cause, remedies)
    plan = remedies.plan
    block = plan.blocks[plan.blocks["block_id"] == cause["block_id"]].iloc[0]
    called = named_rows.called(plan.centers, "center", remedies.lang)
    nearest, walked = cause["straight_center_id"], block["center_id"]
    return line_words(
        cause["cause"],
        walk_mm=int(block["walk_mm"]),
        straight_mm=round(cause["straight_m"] * 1000) if nearest else -1,
        limit_mm=plan.scenario.limit_mm,
        nearest="" if nearest == walked else called.get(nearest, nearest),
        walked=called.get(walked, ""),
    )


def _own_center(cause: dict[Any, Any], remedies: Remedies) -> Words:
    """Return how far the own community's center is, and that communities may share the one that is within the limit."""
    plan, own_mm = remedies.plan, cause["own_walk_m"] * 1000
    called = named_rows.called(plan.centers, "center", remedies.lang)
    other = plan.blocks.loc[plan.blocks["block_id"] == cause["block_id"], "center_id"].iloc[0]
    shared = phrase("remedies.own_shared", name=called.get(other, other))
    if not cause["own_center_id"]:
        return phrase("remedies.own_none", shared=shared)
    name = called.get(cause["own_center_id"], cause["own_center_id"])
    if own_mm != own_mm:  # noqa: PLR0124 NaN
        return phrase("remedies.own_no_path", name=name, shared=shared)
    walked = float(walking.minutes(np.array([round(own_mm)]), plan.scenario.speed_m_per_h)[0])
    told = {
        "minutes": minutes_of(walked),
        "excess": minutes_of(cause["excess_minutes"]),
        "limit": Figure(value=plan.scenario.minutes, precision="setting"),
    }
    return phrase("remedies.own_walk", name=name, shared=shared, **told)


def line_words(
    cause: str, *, walk_mm: int, straight_mm: int, limit_mm: int, nearest: Words = "", walked: Words = ""
) -> Words | None:
    """Return the one sentence on the straight line that a cause goes by, None where the figures of the walk tell it.

    Parameters
    ----------
    cause : str
        Of ``remedy_tables.CAUSES``.
    walk_mm, straight_mm, limit_mm : int
        The walk, the straight line to the nearest open center, -1 where there is none, and how far people may walk.
    nearest : Words
        What the center of that line is called, where another is walked to.
    walked : Words
        What the one that is walked to is called.

    Examples
    --------
    >>> line_words("detour", walk_mm=2_000_000, straight_mm=700_000, limit_mm=1_000_000) is None
    True
    """
    if straight_mm < 0 or cause not in {"no_path", "detour", "distance"}:
        return None
    rule = distance_words(walk_mm=walk_mm, straight_mm=straight_mm, limit_mm=limit_mm)
    if cause == "distance" and (rule is None or not nearest):
        return rule
    if not nearest:
        return None
    straight = Figure(value=straight_mm / 1000)
    if cause == "no_path":
        return phrase("remedies.straight_only", name=nearest, straight=straight)
    times = Figure(value=walk_mm / straight_mm if straight_mm else None, precision="hundredth")
    line = phrase("remedies.straight", straight=straight, detour=times) if cause == "detour" or rule is None else rule
    return phrase("remedies.judged_by", name=nearest, walked=walked, line=line)


def distance_words(*, walk_mm: int, straight_mm: int, limit_mm: int) -> Words | None:
    """Return why a block is told to be too far though its straight line is within the limit, None where it is not.

    Parameters
    ----------
    walk_mm, straight_mm : int
        The walk and the straight line to the nearest open center.
    limit_mm : int
        How far people may walk.

    Examples
    --------
    >>> distance_words(walk_mm=1_320_000, straight_mm=747_000, limit_mm=700_000) is None
    True
    """
    if not 0 < straight_mm <= limit_mm:
        return None
    told = {"straight": Figure(value=straight_mm / 1000), "limit": Figure(value=limit_mm // 1000)}
    if GRID_DETOUR_SQUARED * straight_mm**2 > limit_mm**2:
        times = sqrt(GRID_DETOUR_SQUARED)
        # Rounded up, as minutes outside are, so that it is not shown as the limit itself.
        grid = Figure(value=ceil(times * straight_mm / 1000))
        return phrase("remedies.distance_grid", times=Figure(value=times, precision="hundredth"), grid=grid, **told)
    detour = Figure(value=walk_mm / straight_mm, precision="hundredth")
    return phrase("remedies.distance_not_round", detour=detour, most=Figure(value=BARRIER_DETOUR), **told)
