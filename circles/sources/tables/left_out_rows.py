"""Rows of a table that are no rows of data: totals said or summed, notes and signatures below, headers repeated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.errors import Finding
from circles.figures import Figure
from circles.sources.tables.headers import is_header_again
from circles.sources.words.quantities import MEASURES, quantity_cells
from circles.sources.words.table_words import (
    is_average,
    is_date,
    is_foot,
    is_heading,
    is_total,
    is_unknown,
    may_be_total,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from circles.sources.tables.headers import Row

PEOPLE_FIELDS = ("population", "total")
"""Fields that say how many people a row counts."""

_LEAST_SUMMED, _LEAST_SUMMED_NAMED = 2, 3
_SAME = 0.011
_LONG_NOTE = 30
_SENTENCE = ("。", "；", ";", "！")
_WIDE = 3
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, kw_only=True)
class SortedRows:
    """Rows of data, and the others by the reason for which they are left out.

    Attributes
    ----------
    kept : list of Row
        Rows of data.
    left_out : mapping of str to list of Row
        ``totals_left_out``, ``sums_left_out``, ``foot_rows`` and ``headers_repeated``.
    """

    kept: list[Row]
    left_out: Mapping[str, list[Row]]


@dataclass(frozen=True, kw_only=True)
class RowSorting:
    """What is known of the columns of a table when its rows are sorted out.

    Attributes
    ----------
    header : sequence of str
        Names of the columns.
    fields : mapping of str to str
        Field to column.
    headers : sequence of sequences of str
        The rows of the header in their plain form, for where they are repeated.
    widths : mapping of int to int
        How many columns the first merged cells of a row reach over, by the number of the row.
    """

    header: Sequence[str]
    fields: Mapping[str, str]
    headers: Sequence[Sequence[str]] = ()
    widths: Mapping[int, int] = field(default_factory=dict)

    def at(self, *names: str) -> tuple[int, ...]:
        """Return where the columns of these fields are, of those that are there."""
        return tuple(self.header.index(self.fields[name]) for name in names if name in self.fields)

    @property
    def place(self) -> tuple[int, ...]:
        """Where the columns of coordinates are."""
        return self.at("lon", "lat")

    @property
    def counted(self) -> tuple[int, ...]:
        """Where the columns of amounts are."""
        return self.at(*(name for name, measure in MEASURES.items() if measure != "degrees"))


def sorted_rows(rows: Sequence[Row], known: RowSorting) -> SortedRows:
    """Return the rows of data and those left out.

    A row that has a place is a place, whatever its name, unless it says that it is the mean of others.
    """
    left_out: dict[str, list[Row]] = {
        name: [] for name in ("totals_left_out", "sums_left_out", "foot_rows", "headers_repeated")
    }
    place, counted = known.place, known.counted
    # 合计 as the rule of a claim is what it is held to, and no sum.
    numbers = frozenset((*place, *counted, *known.at("rule")))
    kept: list[Row] = []
    bare: list[int] = []
    for row in rows:
        is_placed = _says(row.cells, place, all)
        reason = _reason(row, known, numbers, is_placed=is_placed)
        if not (reason or is_placed):
            bare.append(len(kept))
        (left_out[reason] if reason else kept).append(row)
    summed = _sums(kept, bare, known)
    notes = _notes(kept, [i for i in bare if i not in summed], known)
    left_out["sums_left_out"] += [kept[i] for i in sorted(summed)]
    left_out["foot_rows"] += [kept[i] for i in sorted(notes)]
    gone = summed | notes
    data = [row for i, row in enumerate(kept) if i not in gone] if gone else kept
    # Where everything would go, it is the rules that are wrong.
    return SortedRows(kept=data, left_out=left_out) if data else SortedRows(kept=list(rows), left_out={})


def left_out_findings(
    sorted_out: SortedRows, known: RowSorting, *, file: str, label: Callable[[int], int | str]
) -> tuple[Finding, ...]:
    """Return what to tell of the rows that were left out, counted in rows and people.

    Parameters
    ----------
    sorted_out : SortedRows
        The rows.
    known : RowSorting
        Of the columns.
    file : str
        Named in the findings.
    label : callable
        Gives the number that a person knows a row by.
    """
    codes = {"totals_left_out": "totals_left_out", "sums_left_out": "sums_left_out", "foot_rows": "foot_rows_left_out"}
    findings = []
    for reason, code in codes.items():
        rows = sorted_out.left_out.get(reason, [])
        if rows:
            details: dict[str, object] = {"count": len(rows), "rows": shown(label(row.number) for row in rows)}
            if reason == "sums_left_out":
                details["amount"] = Figure(value=float(np.nansum(_amounts(rows, known.counted[:1], known))))
            findings.append(Finding(code=code, file=file, details=details))
    return tuple(findings)


def shown(numbers: Iterable[object]) -> str:
    """Return the first ten row numbers, and a sign where there are more."""
    every = [str(number) for number in numbers]
    return ", ".join(every[:10]) + (" …" if len(every) > 10 else "")


def people_in(rows: Sequence[Row], known: RowSorting) -> float | None:
    """Return how many people rows count, None where the table has no column of them."""
    at = known.at(*PEOPLE_FIELDS)[:1]
    return float(np.nansum(_amounts(rows, at, known))) if at else None


def _reason(row: Row, known: RowSorting, numbers: frozenset[int], *, is_placed: bool) -> str:
    """Return why a row is left out by what it says itself, empty where it stays."""
    cells = row.cells
    said = [cell for i, cell in enumerate(cells) if cell and i not in numbers and may_be_total(cell) and is_total(cell)]
    if said and (not _says(cells, known.place, any) or any(is_average(cell) for cell in said)):
        return "totals_left_out"
    if is_header_again(cells, known.headers):
        return "headers_repeated"
    return "" if is_placed or not _begins_as_foot(cells, numbers) else "foot_rows"


def _begins_as_foot(cells: Sequence[str], numbers: frozenset[int]) -> bool:
    filled = [(at, cell) for at, cell in enumerate(cells) if cell and not cell.isspace()]
    if not filled or not is_foot(filled[0][1]):
        return False
    # A day that other cells follow is the date of a row, and one among amounts may be anything.
    return not is_date(filled[0][1]) or (len(filled) == 1 and filled[0][0] not in numbers)


def _says(cells: Sequence[str], at: Sequence[int], quantifier: Callable[[Iterable[object]], bool]) -> bool:
    """Return whether all, or any, of the columns hold a number; of no columns none does."""
    return bool(at) and quantifier([i < len(cells) and _DIGIT.search(cells[i]) is not None for i in at])


def _has_name(cells: Sequence[str], name: Sequence[int]) -> bool:
    return any(i < len(cells) and not is_unknown(cells[i]) for i in name)


def _sums(rows: Sequence[Row], bare: Sequence[int], known: RowSorting) -> set[int]:
    """Return the rows without a place whose amounts are the sums of those above, or of those they stand over.

    Only rows that have amounts are summed. A row that has a name may be a place that is not located yet: of a list
    without any coordinates only the last row is taken for a sum, never where fewer than three rows are summed, and
    never by its floor area alone, which is a round number of many.
    """
    counted, name = known.counted, known.at("name")
    if not counted or not bare:
        return set()
    bare = bare if known.place else [i for i in bare if i == len(rows) - 1 or not _has_name(rows[i].cells, name)]
    amounts = _amounts(rows, counted, known)
    areas = np.array([MEASURES[name] == "area" for name in _fields_at(counted, known)])
    filled = np.concatenate([[0], np.cumsum((amounts > 0).any(axis=1))])
    below = np.vstack([np.zeros(len(counted)), np.nancumsum(amounts, axis=0)])
    candidates = [i for i in bare if not np.isnan(amounts[i]).all()]
    ends = [*candidates[1:], len(rows)] if candidates else []
    found: list[int] = []
    summed = np.zeros(len(counted))
    for i, following in zip(candidates, ends, strict=True):
        is_named = _has_name(rows[i].cells, name)
        if is_named and not (amounts[i][~areas] > 0).any():
            continue
        least = _LEAST_SUMMED_NAMED if is_named else _LEAST_SUMMED
        since = found[-1] + 1 if found else 0
        ways = (
            (filled[i] - len(found), below[i] - summed),  # all above
            (filled[i] - filled[since], below[i] - below[since]),  # those since the last sum
            (len(found), summed),  # the sums above
            (filled[following] - filled[i + 1], below[following] - below[i + 1]),  # those it stands over
        )
        if any(count >= least and _is_sum(amounts[i], total) for count, total in ways):
            found.append(i)
            summed = summed + np.nan_to_num(amounts[i])
    return set(found)


def _fields_at(at: Sequence[int], known: RowSorting) -> list[str]:
    """Return the field of each of these columns."""
    fields = {column: name for name, column in known.fields.items()}
    return [fields[known.header[i]] for i in at]


def _is_sum(amounts: NDArray[np.float64], total: NDArray[np.float64]) -> bool:
    there = ~np.isnan(amounts)
    return bool((total[there] > 0).all() and (np.abs(total - amounts)[there] < _SAME).all())


def _amounts(rows: Sequence[Row], at: Sequence[int], known: RowSorting) -> NDArray[np.float64]:
    """Return the numbers in some columns, a row a row; NaN where there is none."""
    measures = {known.fields[name]: measure for name, measure in MEASURES.items() if name in known.fields}
    columns = [
        quantity_cells(
            pd.Series([row.cells[i] if i < len(row.cells) else "" for row in rows], dtype=str),
            measures[known.header[i]],
            header=known.header[i],
        )
        for i in at
    ]
    numbers = [np.where(column.wrong, np.nan, column.values) for column in columns]
    return np.column_stack(numbers) if numbers else np.full((len(rows), 0), np.nan)


def _notes(rows: Sequence[Row], bare: Sequence[int], known: RowSorting) -> set[int]:
    """Return the rows of one text that is no name: headings of a part, numbers without a row, notes below the data."""
    name, counted, placed = known.at("name"), known.counted, bool(known.place)
    if not name:
        return set()
    bare_rows = set(bare)
    data = (i for i in range(len(rows) - 1, -1, -1) if i not in bare_rows or _says(rows[i].cells, counted, any))
    last = next(data, -1)
    notes = set()
    numbering, understood = known.at(*(each for each in known.fields if each.endswith("_id"))), known.at(*known.fields)
    for i in bare:
        filled = [(at, cell.strip()) for at, cell in enumerate(rows[i].cells) if cell and not cell.isspace()]
        filled = [each for each in filled if each[0] not in numbering] or filled
        if len(filled) != 1 or filled[0][0] in (*counted, *known.place):
            continue
        at, text = filled[0]
        wide = known.widths.get(rows[i].number, 1) >= _WIDE
        below = -1 < last < i
        is_note = below and (text.endswith(_SENTENCE) or len(text) >= _LONG_NOTE)
        # What stands over no row is no heading, and a text in a column of its own may be all that is known of a row.
        says_nothing = is_note or wide or (i < last and is_heading(text))
        is_stray = at not in name and (says_nothing or (below and at not in understood))
        if at in numbering or (placed and says_nothing) or is_stray:
            notes.add(i)
    return notes
