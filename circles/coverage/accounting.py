"""The account: inside + outside + not evaluated = the input, exactly, for every base."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import data_edge, integers, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

Integers = NDArray[np.int64]

COLUMNS = ("total", "inside", "outside", "not_evaluated", "unknown_blocks", "coverage_rate", *data_edge.CERTAINTIES)

BASES: Mapping[str, str] = MappingProxyType(
    {
        "people": "population",
        **{group: group for group in tables.PEOPLE_GROUPS},
        "dwellings": "dwellings",
        "land_m2": "land_m2",
    }
)
"""The column of the blocks that each base counts; ``blocks`` counts rows."""

VERDICTS = (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)


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
        nowhere else), coverage_rate = inside / total (NaN where the total is 0); and ``data_edge.CERTAINTIES``, which
        add up to the total as well.
    """
    whole = np.zeros(len(blocks), np.int64)
    rows = {base: account_of_parts(blocks, values, whole, 1).iloc[0] for base, values in counted(blocks).items()}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))
    table.index.name = "base"
    return table


def counted(blocks: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what each base of the account counts of each block, those bases that any block has a number of."""
    there = {base: blocks[column] for base, column in BASES.items() if column in blocks}
    known = {base: values for base, values in there.items() if values.notna().any()}
    return {**known, "blocks": pd.Series(1.0, index=blocks.index)}


def account_of_parts(blocks: pd.DataFrame, values: pd.Series, part: Integers, parts: int) -> pd.DataFrame:
    """Return the account of each part of the blocks, in integer thousandths: a row a part, columns :data:`COLUMNS`.

    Parameters
    ----------
    blocks : DataFrame
        With `verdict`, and `edge` where the edge of the data was looked at.
    values : Series
        What is counted of each block, NaN where unknown.
    part : ndarray of int64
        The number of the part that each block is of.
    parts : int
        How many there are.
    """
    thousandths = integers.thousandths(values)
    edge = blocks["edge"] if "edge" in blocks else pd.Series(pd.NA, blocks.index)
    is_certain, *others = data_edge.CERTAINTIES
    certainty = np.select([edge.isna(), edge.fillna(value=True).astype(bool)], others[::-1], default=is_certain)
    sums, certain = (
        _sums(thousandths, said, names, part, parts)
        for said, names in ((blocks["verdict"].to_numpy(object), VERDICTS), (certainty, data_edge.CERTAINTIES))
    )
    total = sums.sum(axis=1)
    rate = np.divide(sums[:, 0], total, out=np.full(parts, np.nan), where=total > 0)
    unknown = np.bincount(part[values.isna().to_numpy()], minlength=parts).astype(float)
    columns = (total / 1000, *(sums / 1000).T, unknown, rate, *(certain / 1000).T)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _sums(thousandths: Integers, said: NDArray[Any], names: tuple[str, ...], part: Integers, parts: int) -> Integers:
    """Return what is counted of each part, a column for each of the names that blocks may have said of them."""
    sums = np.zeros((parts, len(names)), np.int64)
    for column, name in enumerate(names):
        chosen = said == name
        np.add.at(sums[:, column], part[chosen], thousandths[chosen])
    return sums


def circle_population(blocks: gpd.GeoDataFrame, walks: pd.DataFrame, center_ids: pd.Series) -> pd.Series:
    """Return the people within the limit of each center, overlaps counted in each.

    NaN where no block has a number, or none of those within the limit.

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
    people = blocks["population"].set_axis(blocks["block_id"])
    evaluated = set(blocks.loc[blocks["verdict"] != tables.NOT_EVALUATED, "block_id"])
    counted = walks[walks["block_id"].isin(evaluated)]
    sums = integers.known_sums(people.reindex(counted["block_id"]), counted["center_id"])
    return _of_centers(sums, center_ids)


def center_people(blocks: gpd.GeoDataFrame, walks: pd.DataFrame, center_ids: pd.Series) -> pd.DataFrame:
    """Return ``tables.CENTER_FIGURES`` of centers that are open and have a street, all from the walks of one plan.

    NaN where none of the blocks counted has a number; all is NaN where no block has one.

    Parameters
    ----------
    blocks, walks
        As for :func:`circle_population`.
    center_ids : Series of str
        The centers asked for; its index is kept.
    """
    within = circle_population(blocks, walks, center_ids)
    if not blocks["population"].notna().any():
        return pd.DataFrame(dict.fromkeys(tables.CENTER_FIGURES, within))
    inside = blocks[blocks["verdict"] == tables.INSIDE]
    people = inside["population"].set_axis(inside["block_id"])
    of_nearest = integers.known_sums(people, inside["center_id"])
    only = walks.drop_duplicates(["block_id", "center_id"]).drop_duplicates("block_id", keep=False)
    of_only = integers.known_sums(people.reindex(only["block_id"]), only["center_id"])
    columns = (within, *(_of_centers(sums, center_ids) for sums in (of_nearest, of_only)))
    return pd.DataFrame(dict(zip(tables.CENTER_FIGURES, columns, strict=True)))


def _of_centers(sums: pd.Series, center_ids: pd.Series) -> pd.Series:
    """Return the sums of these centers; one that no block belongs to has 0, one of which nothing is known stays NaN."""
    return sums.reindex(center_ids, fill_value=0.0).set_axis(center_ids.index)
