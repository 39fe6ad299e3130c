"""That rural blocks are judged by the walk of the study, since it has no other for them: whom that is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import integers, tables
from circles.answers.marks import mark_of
from circles.document import Line
from circles.figures import UNKNOWN, Figure, minutes_of, share_of
from circles.phrases import joined, phrase
from circles.settlements import are_unasked, settlements_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.phrases import Words

_SETTLEMENTS = ("urban", "rural")


def rural_lines(plan: Plan) -> tuple[Line, ...]:
    """Return by what limit the rural blocks are judged, if by any, and the account of urban and rural ones apart.

    The parts are those of the account; nothing is said where no block is rural.
    """
    of_blocks = settlements_of(plan.blocks, plan.study.ranking.settlement)
    if not (of_blocks == "rural").any():
        return ()
    base = plan.district_base
    values = plan.blocks[{"people": "population"}.get(base, base)] if base != "blocks" else None
    weight = integers.thousandths(pd.Series(1.0, plan.blocks.index) if values is None else values)
    verdict = plan.blocks["verdict"].to_numpy(object)
    unasked = are_unasked(plan.blocks)
    told = []
    for name in (*_SETTLEMENTS, ""):
        rows = of_blocks == name
        if not rows.any():
            continue
        inside, outside, unknown = (
            int(weight[rows & (verdict == each)].sum())
            for each in (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)
        )
        parts = {"inside": inside, "outside": outside, "not_evaluated": unknown}
        is_judged = not (rows & unasked).any()
        told.append(
            phrase(
                "rural.part" if is_judged else "rural.part_walked",
                settlement=phrase(f"settlement.{name or 'unknown'}"),
                rate=share_of(inside, inside + outside + unknown, covered=True),
                median=_median_minutes(plan, weight, rows & unasked),
                **{part: _amount(value / 1000, base) for part, value in parts.items()},
            )
        )
    said = phrase(
        f"rural.account.{plan.scenario.judged}",
        base=joined([phrase(f"counted.{base}"), mark_of(plan.study, base)]),
        parts=joined(told, phrase("rural.joint")),
        minutes=Figure(value=plan.scenario.minutes, precision="setting"),
        blocks=Figure(value=int((of_blocks == "rural").sum())),
    )
    return (Line(said),)


def _median_minutes(plan: Plan, weight: NDArray[np.int64], rows: NDArray[np.bool_]) -> Words:
    """Return the least walk in minutes that at least half of some blocks' weight does not exceed."""
    own = np.flatnonzero(rows & (weight > 0))
    if not own.size:
        return UNKNOWN
    minutes = plan.blocks["minutes"].to_numpy(np.float64)[own]
    order = np.argsort(minutes)  # those without a path walk farther than any number, and stand behind
    upper = np.cumsum(weight[own][order])
    found = float(minutes[order][np.searchsorted(2 * upper, upper[-1])])
    return minutes_of(found, plan.scenario.uneven_limits) if found == found else phrase("map.no_path")  # noqa: PLR0124 NaN


def _amount(value: float, base: str) -> Figure:
    if base == "land_m2":
        return Figure(value=value, precision="hundredth", per=1e6)
    return Figure(value=value, precision="count")
