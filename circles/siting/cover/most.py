"""The most demand that a choice of columns can cover, with proof.

1. A start by greedy and exchanges.
2. Lagrangian ascent: each bound is exact, and settles the sites that no better answer can have otherwise.
3. What is left goes to HiGHS; where that is too much for it, to branch and bound on the same Lagrangian bounds.

The Lagrangian steps see a missed row as one that pays its demand: covering the most is the p-median question whose
walks are 0 within the limit and 1 beyond it (Church & ReVelle 1974, 1976).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.cover.models import Choice, choice_lines, cover_model, start_values, unit_of
from circles.siting.cover.reductions import narrowed
from circles.siting.kernel.branching import least_total
from circles.siting.kernel.interchange import exchanged, good_start
from circles.siting.kernel.lagrangian import CLOSED, LARGEST_SUM, LOWEST, OPEN, ascend, ascent_from, settled
from circles.siting.kernel.nearness import NEW, OLD, Rows, Sites, nearest_two, without_sites
from circles.siting.solver.watched import solve

if TYPE_CHECKING:
    from circles.siting.cover.reductions import Cover
    from circles.siting.kernel.instance import Flags
    from circles.siting.kernel.patience import Patience

_ROUNDS = 40
_FEW_ROUNDS = 8
_MOVES = 40
_EXCHANGES = 3
_LEAST_PACE = 0.005
_FINEST = 2**20
MOST_ENTRIES = 400_000
"""HiGHS is given no more pairs than this; beyond, its first relaxation alone outlasts the time people wait."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Covered:
    """The best choice of columns found: which are open, the demand it misses, and the least any choice can miss.

    `status` says how the search ended; ``"optimal"`` where `missed` and `least_missed` are equal.
    """

    open: Flags
    missed: int
    least_missed: int
    status: str


@dataclass(frozen=True, kw_only=True, eq=False)
class _Narrow:
    """What the ascent leaves: the best set so far, the bound in units, columns known to be open and to be closed."""

    best: Flags
    missed: int
    bound: int
    opened: Flags
    closed: Flags


def most_covered(cover: Cover, choice: Choice, *, patience: Patience, seed: int) -> Covered:
    """Return the allowed choice of columns that misses the least demand, and what is proven."""
    unit = unit_of(cover.weight)
    rows, sites = rows_of(cover, unit), sites_of(cover, choice)
    start = good_start(rows, sites, restarts=0, seed=seed, patience=patience)
    found = _narrow(rows, sites, start, patience, rounds=_ROUNDS)
    if found.bound >= found.missed or patience.over():
        return _ended(cover, found.best, found.bound, patience.reason(), unit)
    left = narrowed(cover, found.opened, found.closed)
    if left.column.size > MOST_ENTRIES:
        least = least_total(rows, sites, start=found.best, ceiling=found.missed + 1, patience=patience)
        best = found.best if least.open is None else least.open
        return _ended(cover, best, max(least.bound, found.bound), patience.reason(), unit)
    return _finished_by_solver(cover, choice, left, found, unit, patience=patience, seed=seed)


def least_missed(cover: Cover, choice: Choice, *, beyond: int, patience: Patience, seed: int) -> int:
    """Return a demand that every allowed choice misses; the search for it ends early once it is above `beyond`."""
    unit = unit_of(cover.weight)
    rows, sites = rows_of(cover, unit), sites_of(cover, choice)
    start = good_start(rows, sites, restarts=0, seed=seed, patience=patience)
    return _narrow(rows, sites, start, patience, rounds=_FEW_ROUNDS, enough=beyond // unit + 1).bound * unit


def rows_of(cover: Cover, unit: int) -> Rows:
    """Return the rows as the kernel wants them: nothing to pay where reached, the demand in units where not."""
    nothing = np.zeros(cover.column.size, np.int64)
    unreached = np.zeros(cover.weight.size, np.bool_)
    return Rows(cover.start, cover.column.astype(np.int32), nothing, cover.weight // unit, unreached)


def sites_of(cover: Cover, choice: Choice) -> Sites:
    """Return the choice as the kernel wants it."""
    group = np.where(cover.old, OLD, NEW).astype(np.int8)
    quota = np.array([choice.new, choice.stay], np.int64)
    return Sites(group, cover.price, quota, -1 if choice.budget is None else choice.budget)


def within(choice: Choice, cover: Cover, is_open: Flags) -> bool:
    """Tell whether a set of columns is allowed."""
    few = int((is_open & ~cover.old).sum()) <= choice.new and int((is_open & cover.old).sum()) == choice.stay
    return few and (choice.budget is None or int(cover.price[is_open].sum()) <= choice.budget)


def _narrow(
    rows: Rows, sites: Sites, start: Flags, patience: Patience, *, rounds: int, enough: int | None = None
) -> _Narrow:
    """Raise the bound step by step (until it is `enough`), settle sites and keep the best set on the way."""
    scale = max(1, min(_FINEST, LARGEST_SUM // max(1, int(rows.base.sum()))))
    fine = rows._replace(base=rows.base * scale)
    _, first, second = nearest_two(fine, start)
    ascent = ascent_from(np.append(first + (second - first) // 2, 0), start.size, step=1.0)
    status = np.zeros(start.size, np.int8)
    opened = np.zeros(start.size, np.bool_)
    best, missed, bound = start, _missed(rows, start), 0
    for _ in range(rounds):
        ceiling = (missed - 1) * scale + 1
        ascend(fine, sites, status, ascent, ceiling, _MOVES, ceiling)
        patience.take(int(ascent.steps[0]))
        ascent.steps[0] = 0
        bound = max(bound, -(-int(ascent.bound[0]) // scale)) if ascent.bound[0] > LOWEST else bound
        if bound >= (missed if enough is None else min(enough, missed)):
            break
        found, chosen = settled(fine, sites, status, ascent.best, ceiling)
        opened |= found == OPEN
        if np.any((found == CLOSED) & (status != CLOSED)):
            status[found == CLOSED] = CLOSED
            fine = without_sites(fine, status != CLOSED)
        if sites.budget < 0 or int(sites.price[chosen].sum()) <= sites.budget:
            other, _, steps = exchanged(rows, sites, chosen, _EXCHANGES)
            patience.take(steps)
            if _missed(rows, other) < missed:
                best, missed = other, _missed(rows, other)
        if ascent.pace[0] < _LEAST_PACE or patience.over():
            break
    return _Narrow(best=best, missed=missed, bound=min(bound, missed), opened=opened, closed=status == CLOSED)


def _missed(rows: Rows, is_open: Flags) -> int:
    return int(nearest_two(rows, is_open)[1].sum())


def _finished_by_solver(
    cover: Cover, choice: Choice, left: Cover, found: _Narrow, unit: int, *, patience: Patience, seed: int
) -> Covered:
    """Return the best of what is left, solved by HiGHS, and of what was found before."""
    free = ~(found.opened | found.closed)
    rest = Choice(
        new=choice.new - int((found.opened & ~cover.old).sum()),
        stay=choice.stay - int((found.opened & cover.old).sum()),
        budget=None if choice.budget is None else choice.budget - int(cover.price[found.opened].sum()),
    )
    model = cover_model(
        left,
        site_worth=np.zeros(left.site.size, np.int64),
        row_worth=left.weight // unit,
        lines=choice_lines(rest, left.old, left.price),
        maximize=True,
    )
    fits = bool(np.all(found.best[found.opened])) and not np.any(found.best & found.closed)
    solved = solve(
        model,
        start=start_values(left, found.best[free]) if fits else None,
        patience=patience,
        seed=seed,
    )
    everything = int(cover.weight.sum())
    bound = found.bound
    if solved.status == "infeasible":
        bound = found.missed
    elif solved.bound is not None:
        bound = max(bound, (everything - (left.settled - cover.settled)) // unit - solved.bound)
    best = found.best
    if solved.values is not None:
        best = found.opened.copy()
        best[np.flatnonzero(free)[solved.values[: left.site.size] > 0.5]] = True
        best = best if cover.missed(best) < found.missed * unit and within(choice, cover, best) else found.best
    ended = "rounding" if solved.status == "optimal" else solved.status
    return _ended(cover, best, bound, ended, unit)


def _ended(cover: Cover, best: Flags, bound: int, status: str, unit: int) -> Covered:
    """Return the answer; it is optimal where nothing is left between what is missed and the bound (in units)."""
    missed = cover.missed(best)
    least_missed = min(bound * unit, missed)
    ended = "optimal" if least_missed == missed else status or "step limit"
    return Covered(open=best, missed=missed, least_missed=least_missed, status=ended)
