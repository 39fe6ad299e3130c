"""The account of the parts: each county, sub-district and community, counted as the account counts the whole.

Sums are whole thousandths, walks whole millimetres, so the parts of a level add up to the whole (docs/method.md,
Districts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import account_tables, integers, tables, walking
from circles.coverage.accounting import account_of_parts, counted
from circles.rule_numbers import LONG_WALK_SHARE

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.planning_study import Scenario

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

WHOLE = "study"
"""The level of the whole, whose rows say what the account says."""


def roll_up(blocks: gpd.GeoDataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return the account of the whole and of each district of each level that is known.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    scenario : Scenario
        Whose speed turns walks into minutes.

    Returns
    -------
    DataFrame
        ``account_tables.DISTRICT_ACCOUNTS``. Of each level those with most outside come first, by the first base of the
        account, ties by name; what is of no known district stands last.
    """
    levels = [level for level in tables.LEVELS if level in blocks and (_names(blocks, level) != "").any()]
    parts = [_level(blocks, level, scenario) for level in (WHOLE, *levels)]
    return pd.concat(parts, ignore_index=True)[list(account_tables.DISTRICT_ACCOUNTS)]


def parts_of(blocks: pd.DataFrame, columns: tuple[str, ...]) -> tuple[Integers, pd.DataFrame]:
    """Return the part that each block is of by what it says in `columns`, and a row of these texts for each part."""
    said = pd.DataFrame({column: _names(blocks, column) for column in columns}, dtype=object)
    if not columns:
        return np.zeros(len(blocks), np.int64), pd.DataFrame(index=range(1))
    part: Integers = said.groupby(list(columns), sort=True).ngroup().to_numpy().astype(np.int64)
    first = np.unique(part, return_index=True)[1]
    return part, said.iloc[first].reset_index(drop=True)


def accounts_of_parts(
    blocks: pd.DataFrame, values: pd.Series, part: Integers, parts: int, scenario: Scenario
) -> pd.DataFrame:
    """Return the account of each part and ``account_tables.WALK_FIGURES``, weighted by what is counted."""
    told = account_of_parts(blocks, values, part, parts)
    evaluated = (blocks["verdict"] != tables.NOT_EVALUATED).to_numpy()
    weight = np.where(evaluated, integers.thousandths(values), 0)
    walk_mm = blocks["walk_mm"].to_numpy(np.int64)
    # Whom nobody has counted may live there all the same.
    someone = evaluated & (walk_mm >= 0) & (values.isna().to_numpy() | (weight > 0))
    walks = _walk_figures(weight, walk_mm, part, parts)
    walks["worst"] = _worst(walk_mm[someone], part[someone], parts)
    minutes = {f"{name}_minutes": _minutes(walked, scenario) for name, walked in walks.items()}
    no_path = np.zeros(parts, np.int64)
    none = evaluated & (walk_mm < 0)
    np.add.at(no_path, part[none], weight[none])
    return told.assign(no_path=no_path / 1000, **minutes)


def _level(blocks: pd.DataFrame, level: str, scenario: Scenario) -> pd.DataFrame:
    """Return the rows of one level: base by base of each district, the neediest district first."""
    above = () if level == WHOLE else tables.LEVELS[: tables.LEVELS.index(level) + 1]
    part, names = parts_of(blocks, above)
    by_base = {
        base: accounts_of_parts(blocks, values, part, len(names), scenario) for base, values in counted(blocks).items()
    }
    outside = next(iter(by_base.values()))["outside"].to_numpy()
    texts = [names[column].to_numpy(object) for column in reversed(above)]
    nameless = texts[0] == "" if texts else np.zeros(len(names), bool)
    order = np.lexsort((*texts, -outside, nameless)) if above else np.zeros(1, np.int64)
    rows = [
        pd.concat([names, table], axis=1).iloc[order].assign(base=base, place=np.arange(len(names)))
        for base, table in by_base.items()
    ]
    empty = dict.fromkeys((column for column in tables.LEVELS if column not in above), "")
    return pd.concat(rows).sort_values("place", kind="stable").assign(level=level, **empty)


def _walk_figures(weight: Integers, walk_mm: Integers, part: Integers, parts: int) -> dict[str, Floats]:
    """Return walks in whole millimetres (NaN where there is none): mean, median and P90 of each part.

    Whoever has no path walks further than any number: a share that falls to them has none.
    """
    order = np.lexsort((walk_mm, walk_mm < 0, part))
    order = order[weight[order] > 0]
    weight, walk_mm, part = weight[order], walk_mm[order], part[order]
    total = np.zeros(parts, np.int64)
    np.add.at(total, part, weight)
    walked = walk_mm >= 0
    return {
        "mean": _mean(weight[walked], walk_mm[walked], part[walked], parts),
        "median": _least_of_share(weight, walk_mm, total, (1, 2)),
        "p90": _least_of_share(weight, walk_mm, total, LONG_WALK_SHARE),
    }


def _mean(weight: Integers, walk_mm: Integers, part: Integers, parts: int) -> Floats:
    """Return the weighted mean of each part, rounded to a millimetre, halves up; in integers of any size."""
    sums = np.zeros(parts, dtype=object)
    np.add.at(sums, part, weight.astype(object) * walk_mm.astype(object))
    total = np.zeros(parts, np.int64)
    np.add.at(total, part, weight)
    means = [(2 * int(s) + int(w)) // (2 * int(w)) if w else np.nan for s, w in zip(sums, total.tolist(), strict=True)]
    return np.array(means, np.float64)


def _least_of_share(weight: Integers, walk_mm: Integers, total: Integers, share: tuple[int, int]) -> Floats:
    """Return the least walk that at least a share of each part's weight does not exceed.

    Rows are ordered by part, then by walk; `total` is the weight of each part.
    """
    found = np.full(total.size, np.nan)
    there = np.flatnonzero(total)
    if not there.size:
        return found
    upper = np.cumsum(weight)
    before = np.cumsum(total)[there] - total[there]
    part_of, of = share
    needed = -(-total[there] * part_of // of)
    walk = walk_mm[np.searchsorted(upper, before + needed)]
    found[there] = np.where(walk < 0, np.nan, walk)
    return found


def _worst(walk_mm: Integers, part: Integers, parts: int) -> Floats:
    worst = np.full(parts, -1, np.int64)
    np.maximum.at(worst, part, walk_mm)
    return np.where(worst < 0, np.nan, worst)


def _minutes(walk_mm: Floats, scenario: Scenario) -> NDArray[np.floating[Any]]:
    return walking.minutes(walk_mm, scenario.speed_m_per_h)  # type: ignore[arg-type]


def _names(blocks: pd.DataFrame, column: str) -> NDArray[np.object_]:
    if column not in blocks:
        return np.full(len(blocks), "", dtype=object)
    return blocks[column].fillna("").astype(str).to_numpy(dtype=object)
