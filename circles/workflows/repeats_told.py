"""What rows that repeat do to an answer: gaps that are no place, sites that rest on them (docs/inputs.md, Repeats)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from circles.answers.repeats import counted_of, in_groups
from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from circles.answers.repeats import Counted
    from circles.phrases import Words
    from circles.siting.gains import Gains

_SHOWN_GAPS = 5


def gaps_of_repeats(blocks: gpd.GeoDataFrame) -> list[Finding]:
    """Return a finding where rows at one spot, or of one name near one another, are in gaps.

    Parameters
    ----------
    blocks : GeoDataFrame
        The blocks of a plan.
    """
    doubtful = in_groups(blocks, ("shared_spot", "same_name")) & blocks["gap_id"].notna().to_numpy()
    if not doubtful.any():
        return []
    counted = counted_of(blocks)
    gap = blocks["gap_id"].to_numpy(dtype=np.float64, na_value=0)
    numbers = np.unique(gap[doubtful]).astype(np.int64).tolist()
    shown = [_of_gap(number, counted, doubtful & (gap == number)) for number in numbers[:_SHOWN_GAPS]]
    if len(numbers) > _SHOWN_GAPS:
        shown.append(phrase("repeats.more", count=Figure(value=len(numbers) - _SHOWN_GAPS)))
    groups, listed = Figure(value=len(numbers)), joined(shown, phrase("repeats.joint"))
    return [_told("gaps_of_repeats", counted.figures(doubtful), groups=groups, shown=listed)]


def _told(code: str, figures: Mapping[str, object], *, value: str | None = None, **details: object) -> Finding:
    return Finding(code=code, value=value, details={**figures, **details})


def _of_gap(number: int, counted: Counted, rows: NDArray[np.bool_]) -> Words:
    figures = counted.figures(rows)
    number_said = Figure(value=number, precision="plain")
    return phrase("repeats.gap", number=number_said, rows=figures["rows"], counted=figures["counted"])


def sites_of_repeats(gained: Gains, names: pd.Series, blocks: gpd.GeoDataFrame) -> list[Finding]:
    """Return a finding for each site of which some that it gains are rows that repeat.

    Parameters
    ----------
    gained : Gains
        What each site brings.
    names : Series of str
        The sites in that order.
    blocks : GeoDataFrame
        The blocks of the study.
    """
    doubtful, counted = in_groups(blocks), counted_of(blocks)
    won = [doubtful & now & ~before for before, now in pairwise(gained.covered)]
    return [
        _told("site_of_repeats", counted.figures(rows), value=str(name))
        for name, rows in zip(names, won, strict=True)
        if rows.any()
    ]
