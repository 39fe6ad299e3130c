"""Rows of a list that say the same of one name, and rows that contradict each other: none wins in silence."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from circles.errors import Finding
from circles.phrases import phrase
from circles.sources.tables.raw_table import listed
from circles.squeezed_text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.sources.tables.raw_table import RawTable

KEYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "statistics": ("community", "subdistrict"),
        "claims": ("claim", ""),
        "owners": ("task", "subdistrict"),
        "funds": ("fund", ""),
    }
)
"""What each list goes by: a name and the sub-district it is said of. Rows of money have none: they are added up."""


def each_name_once(
    table: pd.DataFrame, raw: RawTable, kind: str, fields: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Finding], list[Finding]]:
    """Return a list with one row for each name, what is told of those that stood twice, and what is wrong with them.

    Rows of one name that do not contradict each other are one, each cell from the first row that says it.

    Parameters
    ----------
    table : DataFrame
        Texts, a row for each row of `raw` that says anything, under its position there.
    raw : RawTable
        The table that it is of.
    kind : str
        What it lists.
    fields : mapping of str to str
        The column of each field.
    """
    groups = _alike(table, kind)
    faults, told, gone = [], [], []
    merged = table.copy()
    for positions in groups:
        rows = table.loc[positions]
        differing = {str(name): said for name in table if len(said := _said(rows[name])) > 1}
        name = str(rows.iloc[0][KEYS[kind][0]]) if kind in KEYS else str(rows.iloc[0].iloc[0])
        twice = Finding(code="list_row_twice", file=raw.file, row=raw.row(positions[1]), value=name)
        numbers = listed(raw.row(position) for position in positions)
        if differing:
            cells = "; ".join(f"{fields[column]} {' / '.join(said)}" for column, said in differing.items())
            faults.append(replace(twice, code="list_rows_differ", details={"rows": numbers, "cells": cells}))
            continue
        took = phrase(f"twice.{'added' if kind == 'money' else 'once'}")
        told.append(replace(twice, details={"rows": numbers, "took": took}))
        if kind != "money":
            merged.loc[positions[0]] = [next(filter(None, rows[column]), "") for column in table]
            gone += positions[1:]
    return merged.drop(index=gone), told, faults


def _alike(table: pd.DataFrame, kind: str) -> list[list[int]]:
    """Return the positions of the rows that are of one name, of each name that has several."""
    if kind not in KEYS:
        whole = [tuple(map(squeezed, row)) for row in table.itertuples(index=False)]
        return _several(whole, table.index)
    name, around = KEYS[kind]
    if name not in table:
        return []
    names = table[name].map(squeezed)
    places = table[around].map(squeezed) if around in table else pd.Series("", index=table.index)
    if kind == "statistics":
        # A community without its sub-district is the one of that name, where the list knows no namesake of it.
        lone = {each: own.pop() for each, group in places.groupby(names) if len(own := {*group} - {""}) == 1}
        places = pd.Series(
            [place or lone.get(each, "") for each, place in zip(names, places, strict=True)], index=table.index
        )
    keys = [(each, place) if each else None for each, place in zip(names, places, strict=True)]
    return _several(keys, table.index)


def _several(keys: Sequence[tuple[str, ...] | None], positions: pd.Index) -> list[list[int]]:
    found: dict[tuple[str, ...], list[int]] = {}
    for key, position in zip(keys, positions, strict=True):
        if key is not None:
            found.setdefault(key, []).append(int(position))
    return [each for each in found.values() if len(each) > 1]


def _said(cells: pd.Series) -> list[str]:
    """Return what cells say, each thing once, as it is first written: 1,200 and 1200 are one."""
    found: dict[str, str] = {}
    for cell in cells:
        found.setdefault(squeezed(cell).replace(",", ""), str(cell))
    return [said for folded, said in found.items() if folded]
