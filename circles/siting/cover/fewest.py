"""The fewest or cheapest columns that cover enough: greedy, exchanges, then HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.cover.models import (
    Choice,
    Line,
    cover_model,
    full_cover_model,
    something_else,
    start_values,
    unit_of,
)
from circles.siting.cover.most import MOST_ENTRIES, least_missed, rows_of, sites_of
from circles.siting.kernel.interchange import improved
from circles.siting.solver.watched import solve

if TYPE_CHECKING:
    from circles.siting.cover.reductions import Cover
    from circles.siting.kernel.instance import Flags, Integers
    from circles.siting.kernel.patience import Patience
    from circles.siting.solver.watched import SparseModel


@dataclass(frozen=True, kw_only=True, eq=False)
class Fewest:
    """The columns opened, the least any choice can cost, and how the search ended."""

    open: Flags
    bound: int
    status: str


def fewest_covering(cover: Cover, price: Integers, need: int, *, patience: Patience, seed: int) -> Fewest:
    """Return columns of the least price that cover a demand of `need`, which all columns together do."""
    best = _bettered(cover, price, need, _enough(cover, price, need), patience)
    bound = _needed(cover, price, need, best, patience, seed) if cover.column.size > MOST_ENTRIES else 0
    refused: list[Line] = []
    while int(price[best].sum()) > bound and not patience.over():
        solved = solve(
            _model(cover, price, need, refused),
            start=start_values(cover, best, with_rows=not _is_full(cover, need)),
            patience=patience,
            seed=seed,
        )
        bound = max(bound, solved.bound or 0)
        if solved.values is None:
            return _ended(price, best, bound, solved.status)
        found = solved.values[: cover.site.size] > 0.5
        if _covers(cover, found, need):
            best = found if price[found].sum() < price[best].sum() else best
            return _ended(price, best, bound, solved.status)
        refused.append(something_else(found))  # the solver's tolerance took it for enough
    return _ended(price, best, bound, patience.reason())


def _ended(price: Integers, best: Flags, bound: int, status: str) -> Fewest:
    total = int(price[best].sum())
    bound = min(bound, total)
    if bound == total:
        return Fewest(open=best, bound=bound, status="optimal")
    return Fewest(open=best, bound=bound, status={"optimal": "rounding"}.get(status, status))


def _covers(cover: Cover, is_open: Flags, need: int) -> bool:
    return int(cover.weight.sum()) - cover.missed(is_open) >= need


def _is_full(cover: Cover, need: int) -> bool:
    return need == int(cover.weight.sum())


def _model(cover: Cover, price: Integers, need: int, refused: list[Line]) -> SparseModel:
    if _is_full(cover, need):
        return full_cover_model(cover, site_worth=price, lines=refused)
    unit = unit_of(cover.weight)
    rows = np.arange(cover.weight.size)
    enough = Line(column=cover.site.size + rows, value=cover.weight // unit, lower=-(-need // unit))
    nothing = np.zeros(rows.size, np.int64)
    return cover_model(cover, site_worth=price, row_worth=nothing, lines=[enough, *refused], maximize=False)


def _enough(cover: Cover, price: Integers, need: int) -> Flags:
    """Return columns that cover enough: the most demand for its price first, then none that is not needed."""
    row, column = cover.entries()
    worth = cover.weight[row]
    counts = np.zeros(cover.weight.size, np.int64)
    is_open = np.zeros(cover.site.size, np.bool_)
    missing = need
    while missing > 0:
        gain = np.bincount(column, weights=worth, minlength=cover.site.size)
        gain[is_open] = 0
        site = int(np.argmax(gain / np.maximum(price, 1e-9)))
        is_open[site] = True
        reached = row[column == site]
        missing -= int(cover.weight[reached[counts[reached] == 0]].sum())
        counts[reached] += 1
        worth = np.where(counts[row] > 0, 0, worth)
    return _without_needless(cover, price, need, is_open, counts)


def _without_needless(cover: Cover, price: Integers, need: int, is_open: Flags, counts: Integers) -> Flags:
    """Close columns whose loss still leaves enough, the most expensive first."""
    row, column = cover.entries()
    kept, left = is_open.copy(), counts.copy()
    spare = int(cover.weight[left > 0].sum()) - need
    for site in sorted(np.flatnonzero(is_open), key=lambda site: (-price[site], site)):
        reached = row[column == site]
        loss = int(cover.weight[reached[left[reached] == 1]].sum())
        if loss <= spare:
            kept[site] = False
            left[reached] -= 1
            spare -= loss
    return kept


def _bettered(cover: Cover, price: Integers, need: int, best: Flags, patience: Patience) -> Flags:
    """Ask for one less, as a question of covering the most within a budget, until exchanges find no answer."""
    rows = rows_of(cover, 1)
    while not patience.over() and int(price[best].sum()) > 0:
        budget = int(price[best].sum()) - 1
        sites = sites_of(cover, Choice(new=cover.site.size, stay=0, budget=budget))._replace(price=price)
        kept = best.copy()
        for site in sorted(np.flatnonzero(best), key=lambda site: (-price[site], site)):
            if price[kept].sum() <= budget:
                break
            kept[site] = False
        other = improved(rows, sites, kept, patience)
        if not _covers(cover, other, need):
            break
        best = other
    return best


def _needed(cover: Cover, price: Integers, need: int, best: Flags, patience: Patience, seed: int) -> int:
    """Return a price that is needed: the exact bound on what any less can cover falls short.

    For questions too large for HiGHS; a price is halved upon until the bound is no proof any more.
    """
    sites, spare = cover.site.size, int(cover.weight.sum()) - need
    by_count = bool(np.all(price == 1))
    low, high = 0, int(price[best].sum())
    while low < high and not patience.over():
        less = (low + high) // 2
        choice = Choice(new=less, stay=0, budget=None) if by_count else Choice(new=sites, stay=0, budget=less)
        if least_missed(cover, choice, beyond=spare, patience=patience, seed=seed) > spare:
            low = less + 1
        else:
            high = less
    return low
