"""Covering questions as mixed-integer models: a column for each site (open or not), one for each row (covered or not).

``y(r) <= sum of x(j) over the sites j that reach row r``; y needs no integrality, because with whole x the best y is
whole (Church & ReVelle 1974). Demand is counted in its largest common unit, so that floats hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.solver.watched import SparseModel, sparse_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from circles.siting.cover.reductions import Cover
    from circles.siting.kernel.instance import Flags, Integers

    Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which sets of columns may be chosen: at most `new`, exactly `stay` of the old ones, new ones within `budget`."""

    new: int
    stay: int
    budget: int | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """One further row of a model: ``lower <= sum of value * column <= upper``."""

    column: Integers
    value: Integers | Floats
    lower: float = -np.inf
    upper: float = np.inf


def unit_of(*numbers: Integers | int) -> int:
    """Return the largest whole number that divides them all, at least 1."""
    return max(1, int(np.gcd.reduce([int(np.gcd.reduce(np.append(part, 0))) for part in numbers])))


def cover_model(
    cover: Cover,
    *,
    site_worth: Integers,
    row_worth: Integers,
    lines: Sequence[Line],
    maximize: bool,
    more_worth: Sequence[int] = (),
) -> SparseModel:
    """Return a model with the columns of the sites, then those of the rows, then `more` between 0 and 1.

    Parameters
    ----------
    cover : Cover
        Who reaches whom.
    site_worth, row_worth : ndarray of int64
        (columns,) and (rows,) what an open site and a covered row count in the objective.
    lines : sequence of Line
        Further rows, on columns counted sites first.
    maximize : bool
        Whether more is better.
    more_worth : sequence of int
        What further columns count in the objective.
    """
    sites, rows = cover.site.size, cover.weight.size
    row, column = cover.entries()
    own = np.arange(rows)
    entries = [
        np.concatenate([row, own]),
        np.concatenate([column, sites + own]),
        np.concatenate([-np.ones(row.size), np.ones(rows)]),
    ]
    worth = np.concatenate([site_worth, row_worth, np.array(more_worth, np.int64)])
    is_site = np.arange(worth.size) < sites
    limits = np.full(rows, -np.inf), np.zeros(rows)
    return _with_lines(worth, entries, limits, lines, integer=is_site, maximize=maximize)


def full_cover_model(cover: Cover, *, site_worth: Integers, lines: Sequence[Line]) -> SparseModel:
    """Return the least worth of sites that reach every row (set cover: Toregas et al. 1971)."""
    row, column = cover.entries()
    return _with_lines(
        site_worth,
        [row, column, np.ones(row.size)],
        (np.ones(cover.weight.size), np.full(cover.weight.size, np.inf)),
        lines,
        integer=np.ones(cover.site.size, np.bool_),
        maximize=False,
    )


def choice_lines(choice: Choice, old: Flags, price: Integers) -> list[Line]:
    """Return how many columns may be opened and stay open, and for how much."""
    fresh, today = np.flatnonzero(~old), np.flatnonzero(old)
    lines = [Line(column=fresh, value=np.ones(fresh.size, np.int64), upper=choice.new)]
    if today.size:
        lines.append(Line(column=today, value=np.ones(today.size, np.int64), lower=choice.stay, upper=choice.stay))
    if choice.budget is not None:
        lines.append(Line(column=fresh, value=price[fresh], upper=choice.budget))
    return lines


def something_else(open_columns: Flags) -> Line:
    """Return the line that wants a site beyond these open ones, which were found not to be enough."""
    other = np.flatnonzero(~open_columns)
    return Line(column=other, value=np.ones(other.size, np.int64), lower=1)


def start_values(cover: Cover, open_columns: Flags, *, with_rows: bool = True) -> Floats:
    """Return the solution of a model in which these columns are open."""
    row, column = cover.entries()
    covered = np.zeros(cover.weight.size)
    covered[row[open_columns[column]]] = 1.0
    return np.concatenate([open_columns.astype(np.float64), covered if with_rows else []])


def with_lines(model_rows: int, lines: Sequence[Line]) -> tuple[list[Floats], Floats, Floats]:
    """Return entries (row, column, value) and the limits of further rows that follow `model_rows` rows."""
    row = np.repeat(np.arange(len(lines)) + model_rows, [line.column.size for line in lines])
    empty = np.zeros(0, np.int64)
    column = np.concatenate([empty, *(line.column for line in lines)])
    value = np.concatenate([empty, *(line.value for line in lines)]).astype(np.float64)
    lower, upper = (np.array([getattr(line, name) for line in lines], np.float64) for name in ("lower", "upper"))
    return [row.astype(np.int64), column, value], lower, upper


def _with_lines(
    worth: Integers,
    entries: list[NDArray[np.generic]],
    limits: tuple[Floats, Floats],
    lines: Sequence[Line],
    *,
    integer: Flags,
    maximize: bool,
) -> SparseModel:
    more, lower, upper = with_lines(limits[0].size, lines)
    row, column, value = (np.concatenate(parts) for parts in zip(entries, more, strict=True))
    return sparse_model(
        worth.astype(np.float64),
        (row, column, value),
        rows=(np.concatenate([limits[0], lower]), np.concatenate([limits[1], upper])),
        columns=(np.zeros(worth.size), np.ones(worth.size)),
        integer=integer,
        maximize=maximize,
    )
