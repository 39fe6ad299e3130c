"""The tints of a large city seen from afar where no sub-districts are known: blocks by the rate of their square."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from circles import tables
from circles.answers.rate_names import rate_name
from circles.figures import Figure
from circles.phrases import phrase

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.answers.plan import Plan

MANY_BLOCKS = 1_500
"""From so many blocks on single ones cannot be told apart when the whole city is in view."""
CELL_M = 1_000

_COLUMN = {"people": "population", "land_m2": "land_m2"}


def cells(plan: Plan) -> dict[str, Any] | None:
    """Return the squares of a large city as sub-districts without a name, None of a small one.

    Returns
    -------
    dict or None
        `of`: the square of each block; `inside` and `total` of each in thousandths of the base, the total 0 where
        nothing of it is known; `rate_name`: what is tinted.
    """
    if len(plan.blocks) < MANY_BLOCKS:
        return None
    of = _squares(plan)
    placed = of >= 0
    base = plan.district_base
    amounts = plan.blocks[_COLUMN[base]].to_numpy(np.float64) if base in _COLUMN else np.ones(len(of))
    whole = np.where(np.isnan(amounts), 0, np.round(amounts * 1000)).astype(np.int64)
    inside = np.where(plan.blocks["verdict"] == tables.INSIDE, whole, 0)
    count = int(of.max(initial=-1)) + 1
    sums = [np.zeros(count, np.int64) for _ in range(2)]
    for held, each in zip(sums, (inside, whole), strict=True):
        np.add.at(held, of[placed], each[placed])
    kilometres = Figure(value=CELL_M / 1000)
    return {
        "of": [number if number >= 0 else None for number in of.tolist()],
        "inside": sums[0].tolist(),
        "total": sums[1].tolist(),
        "rate_name": phrase("looks.by_cell", rate=rate_name(base, plan.scenario), length=kilometres),
    }


def _squares(plan: Plan) -> NDArray[np.int64]:
    """Return the number of the square of each block, in the plane of the study; -1 of one without a place."""
    geometry = plan.blocks.geometry
    there = ~(geometry.isna() | geometry.is_empty).to_numpy(np.bool_)
    points = shapely.point_on_surface(geometry[there].to_crs(plan.study.metric_crs).to_numpy())
    at = np.floor(shapely.get_coordinates(points) / CELL_M).astype(np.int64)
    found = np.full(len(geometry), -1, np.int64)
    found[there] = pd.factorize(pd.MultiIndex.from_arrays([at[:, 0], at[:, 1]]), sort=True)[0]
    return found
