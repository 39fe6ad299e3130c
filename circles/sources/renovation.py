"""Blocks that are to be renovated, and the people in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles import tables
from circles.errors import Finding
from circles.sources.table_words import answer_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.sources.raw_table import RawTable


def renovation_of(raw: RawTable, fields: Mapping[str, str]) -> tuple[dict[str, NDArray[np.float64]], list[Finding]]:
    """Return the column ``tables.RENOVATION`` where the table has one, and its cells that are no answer.

    Parameters
    ----------
    raw : RawTable
        The table.
    fields : mapping of str to str
        Column of each field.
    """
    column = fields.get(tables.RENOVATION)
    if column is None:
        return {}, []
    answers = raw.cells[column].map(answer_of).to_numpy(np.float64)
    findings = [
        Finding(
            code="renovation_not_known",
            file=raw.file,
            row=int(raw.rows[i]),
            column=column,
            value=str(raw.cells[column].iloc[i]),
        )
        for i in np.flatnonzero(np.isinf(answers))
    ]
    return {tables.RENOVATION: answers}, findings


def with_people_to_renovate(blocks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return blocks with `people_renovation`: the people of a block that is to be renovated, 0 of one that is not.

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.BLOCKS``; without ``tables.RENOVATION``, or without anyone known, nothing is added.
    """
    if tables.RENOVATION not in blocks or not blocks["population"].notna().any():
        return blocks
    # A block that is not renovated has none, even where its people are not known.
    answers = blocks[tables.RENOVATION]
    people = blocks["population"].where(answers != 0, 0.0).where(answers.notna())
    return blocks.assign(people_renovation=people)
