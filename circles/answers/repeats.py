"""Rows of blocks that repeat, as answers tell of them: what is counted, a word on each block and each gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circles import integers, tables
from circles.figures import Figure
from circles.phrases import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from circles.phrases import Words

_SAID = {"shared_spot": "on_spot", "same_name": "named_again", "overlapping": "on_land"}
"""What is said of a row by the column of ``tables.REPEATS`` that has its group."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Counted:
    """What is counted of blocks: people, else dwellings, else nothing but rows; thousandths, unknown as 0."""

    base: str
    thousandths: NDArray[np.int64]

    def figure(self, thousandths: int) -> Figure:
        """Return a number of people, unknown where it is not people that are counted."""
        return Figure(value=thousandths / 1000 if self.base == "people" else None, precision="noted")

    def words(self, thousandths: int) -> Words:
        """Return a number of what is counted with its unit, empty where nothing is."""
        count = Figure(value=thousandths / 1000, precision="noted")
        return phrase(f"repeats.{self.base}", count=count) if self.base else ""

    def figures(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> dict[str, object]:
        """Return rows, their people and both in words, as findings hold them."""
        own = self.thousandths[rows]
        total = int(own.sum())
        return {"rows": Figure(value=len(own)), "people": self.figure(total), "counted": self.words(total)}


def counted_of(blocks: pd.DataFrame) -> Counted:
    """Return what is counted of blocks."""
    for base, column in (("people", "population"), ("dwellings", "dwellings")):
        if blocks[column].notna().any():
            return Counted(base=base, thousandths=integers.thousandths(blocks[column]))
    return Counted(base="", thousandths=np.zeros(len(blocks), np.int64))


def in_groups(blocks: pd.DataFrame, columns: tuple[str, ...] = tables.REPEATS[:-1]) -> NDArray[np.bool_]:
    """Return which blocks are in a group of one of these `columns`."""
    there = [blocks[column].notna().to_numpy() for column in columns if column in blocks]
    found: NDArray[np.bool_] = np.logical_or.reduce([np.zeros(len(blocks), dtype=bool), *there])
    return found


def notes_of_blocks(blocks: pd.DataFrame) -> Mapping[int, Words]:
    """Return what is to be said of each block that repeats others, by its position."""
    counted = counted_of(blocks)
    notes: dict[int, list[Words]] = {}
    for column, said in _SAID.items():
        for at in _groups(blocks[column].fillna(0).to_numpy(np.int64)) if column in blocks else ():
            words = phrase(f"repeats.{said}", **_told(counted, at))
            for row in at.tolist():
                notes.setdefault(row, []).append(words)
    return {row: joined(words, " ") for row, words in sorted(notes.items())}


def notes_of_gaps(blocks: pd.DataFrame) -> Mapping[int, Words]:
    """Return what is to be said of each gap that holds rows that repeat others, by its number."""
    counted = counted_of(blocks)
    gap = blocks["gap_id"].astype("Float64").fillna(0).to_numpy(np.int64)
    notes: dict[int, list[Words]] = {}
    for column, said in _SAID.items():
        for at in _groups(np.where(in_groups(blocks, (column,)), gap, 0)):
            notes.setdefault(int(gap[at[0]]), []).append(phrase(f"repeats.gap_{said}", **_told(counted, at)))
    return {number: joined(words, " ") for number, words in sorted(notes.items())}


def _told(counted: Counted, rows: NDArray[np.int64]) -> dict[str, object]:
    return {name: value for name, value in counted.figures(rows).items() if name != "people"}


def _groups(number: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the positions of each number, in their order; 0 is none."""
    rows = np.flatnonzero(number)
    ordered = rows[np.argsort(number[rows], kind="stable")]
    return np.split(ordered, np.flatnonzero(np.diff(number[ordered])) + 1) if len(ordered) else []
