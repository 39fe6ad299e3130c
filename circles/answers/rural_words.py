"""That rural blocks are judged by the walk of the study, since it has no other for them: whom that is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles import integers, tables
from circles.answers.marks import mark_of
from circles.document import Line
from circles.figures import Figure, share_of
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from circles.answers.plan import Plan

_SETTLEMENTS = ("urban", "rural")


def settlements(plan: Plan) -> NDArray[np.object_]:
    """Return of each block ``urban``, ``rural`` or an empty text: its own word, else that of the study for the rest."""
    otherwise = plan.study.ranking.settlement or ""
    if tables.URBAN_RURAL not in plan.blocks:
        return pd.Series(otherwise, index=plan.blocks.index, dtype=object).to_numpy(object)
    said = plan.blocks[tables.URBAN_RURAL].fillna("").astype(str)
    found: NDArray[np.object_] = said.where(said != "", otherwise).to_numpy(object)
    return found


def rural_lines(plan: Plan) -> tuple[Line, ...]:
    """Return that the rural blocks are judged by the limit of all, and the account of urban and rural ones apart.

    The parts are those of the account; nothing is said where no block is rural.
    """
    of_blocks = settlements(plan)
    if not (of_blocks == "rural").any():
        return ()
    base = plan.district_base
    values = plan.blocks[{"people": "population"}.get(base, base)] if base != "blocks" else None
    weight = integers.thousandths(pd.Series(1.0, plan.blocks.index) if values is None else values)
    verdict = plan.blocks["verdict"].to_numpy(object)
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
        told.append(
            phrase(
                "rural.part",
                settlement=phrase(f"settlement.{name or 'unknown'}"),
                rate=share_of(inside, inside + outside + unknown, covered=True),
                **{part: _amount(value / 1000, base) for part, value in parts.items()},
            )
        )
    said = phrase(
        "rural.account",
        base=joined([phrase(f"counted.{base}"), mark_of(plan.study, base)]),
        parts=joined(told, phrase("rural.joint")),
        minutes=Figure(value=plan.scenario.minutes, precision="setting"),
        blocks=Figure(value=int((of_blocks == "rural").sum())),
    )
    return (Line(said),)


def _amount(value: float, base: str) -> Figure:
    if base == "land_m2":
        return Figure(value=value, precision="hundredth", per=1e6)
    return Figure(value=value, precision="count")
