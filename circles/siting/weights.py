"""What is counted of each block, and in which sub-district it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import integers, tables
from circles.errors import Finding, QuestionError

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.siting.kernel.instance import Integers


def counted_of(blocks: gpd.GeoDataFrame, weight: str) -> tuple[Integers, str]:
    """Return thousandths of what is counted of each block, and what that is.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.BLOCKS``, perhaps with further columns of numbers.
    weight : str
        A column of numbers, or ``blocks``: one each. So counts ``population``, too, where no block has any.

    Raises
    ------
    QuestionError
        If there is no such column of numbers, a number is negative, or all are 0.
    """
    if weight == "population" and not blocks["population"].notna().any():
        weight = "blocks"
    if weight == "blocks":
        return np.full(len(blocks), 1000, np.int64), weight
    numbers = [str(name) for name in blocks.columns if pd.api.types.is_numeric_dtype(blocks[name].dtype)]
    known = [name for name in numbers if blocks[name].notna().any()]
    if weight not in known:
        details = {"known": ", ".join([*known, "blocks"])}
        raise QuestionError(Finding(code="site_weight_unknown", column="weight", value=weight, details=details))
    counted = integers.thousandths(blocks[weight])
    if counted.min() < 0 or not counted.any():
        raise QuestionError(Finding(code="site_nobody_counted", column="weight", value=weight))
    return counted, weight


def subdistrict_of(blocks: gpd.GeoDataFrame) -> Integers:
    """Return the number of each block's sub-district in the order of their names, -1 where it is not known.

    Raises
    ------
    QuestionError
        If none is known.
    """
    districts = tables.districts_of(blocks, "subdistrict")
    known = sorted({each for each in districts if each is not None})
    if not known:
        raise QuestionError(Finding(code="site_no_subdistricts"))
    number = {district: place for place, district in enumerate(known)}
    return np.array([number.get(district, -1) for district in districts], np.int64)
