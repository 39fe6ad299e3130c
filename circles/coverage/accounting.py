"""The account: inside + outside + not evaluated = the input, exactly, for every base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import integers, tables

if TYPE_CHECKING:
    import geopandas as gpd

COLUMNS = ("total", "inside", "outside", "not_evaluated", "unknown_blocks", "coverage_rate")

_BASES = {
    "people": "population",
    **{group: group for group in tables.PEOPLE_GROUPS},
    "dwellings": "dwellings",
    "land_m2": "land_m2",
}


def account(blocks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Sum people, their age groups, dwellings, land and blocks by verdict, in integer thousandths.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.

    Returns
    -------
    DataFrame
        Index `base`: ``people``, ``tables.PEOPLE_GROUPS``, ``dwellings`` and ``land_m2`` where any block has a
        number, and ``blocks``.
        Columns total, inside, outside, not_evaluated, unknown_blocks (blocks without a number, which count
        nowhere else) and coverage_rate = inside / total (NaN where the total is 0).
    """
    verdict = blocks["verdict"].to_numpy()
    there = {base: blocks[column] for base, column in _BASES.items() if column in blocks}
    rows = {base: _row(values, verdict) for base, values in there.items() if values.notna().any()}
    rows["blocks"] = _row(pd.Series(1.0, index=blocks.index), verdict)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))
    table.index.name = "base"
    return table


def circle_population(blocks: gpd.GeoDataFrame, walks: pd.DataFrame, center_ids: pd.Series) -> pd.Series:
    """Return the people within the limit of each center, overlaps counted in each; NaN where no block has a number.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    walks : DataFrame
        ``tables.WALKS`` within the limit.
    center_ids : Series of str
        The centers asked for; its index is kept.
    """
    if not blocks["population"].notna().any():
        return pd.Series(np.nan, index=center_ids.index)
    thousandths = pd.Series(integers.thousandths(blocks["population"]), index=blocks["block_id"])
    evaluated = set(blocks.loc[blocks["verdict"] != tables.NOT_EVALUATED, "block_id"])
    counted = walks[walks["block_id"].isin(evaluated)]
    sums = thousandths.reindex(counted["block_id"]).groupby(counted["center_id"].to_numpy()).sum()
    return sums.reindex(center_ids).fillna(0).set_axis(center_ids.index) / 1000


def center_people(blocks: gpd.GeoDataFrame, walks: pd.DataFrame, center_ids: pd.Series) -> pd.DataFrame:
    """Return ``tables.CENTER_FIGURES`` of centers that are open and have a street, all from the walks of one plan.

    Blocks without a number count as nobody; all is NaN where no block has one.

    Parameters
    ----------
    blocks, walks
        As for :func:`circle_population`.
    center_ids : Series of str
        The centers asked for; its index is kept.
    """
    within = circle_population(blocks, walks, center_ids)
    if within.isna().all():
        return pd.DataFrame(dict.fromkeys(tables.CENTER_FIGURES, within))
    inside = blocks[blocks["verdict"] == tables.INSIDE]
    thousandths = pd.Series(integers.thousandths(inside["population"]), index=inside["block_id"])
    of_nearest = thousandths.groupby(inside["center_id"].to_numpy()).sum()
    only = walks.drop_duplicates(["block_id", "center_id"]).drop_duplicates("block_id", keep=False)
    of_only = thousandths.reindex(only["block_id"]).groupby(only["center_id"].to_numpy()).sum()
    counted = [sums.reindex(center_ids).fillna(0).to_numpy() / 1000 for sums in (of_nearest, of_only)]
    columns = (within.to_numpy(), *counted)
    return pd.DataFrame(dict(zip(tables.CENTER_FIGURES, columns, strict=True)), index=center_ids.index)


def _row(values: pd.Series, verdict: np.ndarray[tuple[int], np.dtype[np.object_]]) -> list[float]:
    thousandths = integers.thousandths(values)
    parts = [int(thousandths[verdict == name].sum()) for name in (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)]
    total = sum(parts)
    rate = parts[0] / total if total else float("nan")
    return [total / 1000, *(part / 1000 for part in parts), float(values.isna().sum()), rate]
