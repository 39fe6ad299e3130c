"""Covering where each center has room for so many people only: transport within a choice of sites.

Blocks may be split between centers. With z(b, j) the share of block b that site j serves:
``sum over j of z(b, j) <= 1``, ``sum over b of demand(b) * z(b, j) <= capacity(j) * x(j)`` and ``z(b, j) <= x(j)``.
For a given choice the most that can be served is a flow, whole where demand and capacity are (:mod:`.flows`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.cover.flows import largest_flow
from circles.siting.cover.models import Choice, Line, choice_lines, something_else, unit_of, with_lines
from circles.siting.cover.most import within
from circles.siting.cover.reductions import Cover, cover_of
from circles.siting.kernel.instance import with_open
from circles.siting.kernel.patience import patience_of
from circles.siting.kernel.solution import Solution, infeasible
from circles.siting.refusals import check_capacity, check_share, check_siting, demand_for
from circles.siting.solver.watched import solve, sparse_model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from circles.siting.cover.flows import Flow
    from circles.siting.kernel.instance import Flags, Instance, Integers
    from circles.siting.kernel.patience import Patience
    from circles.siting.solver.watched import SparseModel

_PASSES = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Who reaches whom, the capacity of each column, and the patience that what is looked at here takes."""

    cover: Cover
    capacity: Integers
    patience: Patience

    def flow(self, is_open: Flags) -> Flow:
        """Return who the open columns serve."""
        found = largest_flow(self.cover, np.where(is_open, self.capacity, 0))
        self.patience.take(found.steps)
        return found

    def left(self, is_open: Flags) -> Integers:
        """Return what of each row cannot be served by the open columns."""
        return self.flow(is_open).left

    def served(self, is_open: Flags) -> int:
        """Return the most demand that the open columns can serve."""
        return int(self.cover.weight.sum() - self.left(is_open).sum())


def serve_most(
    instance: Instance,
    *,
    new: int,
    close: int = 0,
    budget: int | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return the sites that can serve the most demand within the limit and within what each has room for.

    Parameters
    ----------
    instance : Instance
        Pairs within the limit; `capacity` of every site, existing ones too.
    new, close, budget, time_limit_s, seed, stop
        As in :func:`circles.siting.cover.covering.cover_most`.

    Returns
    -------
    Solution
        `objective` and `bound` in thousandths of a person who have a place.

    Raises
    ------
    QuestionError
        See :func:`circles.siting.refusals.check_siting`; no capacities.
    """
    check_siting(instance, new=new, close=close, budget=budget)
    check_capacity(instance)
    patience = patience_of(time_limit_s, stop)
    places = _places(instance, patience, by_price=budget is not None)
    choice = Choice(new=new, stay=int(instance.existing.sum()) - close, budget=budget)
    best = _good_choice(places, choice)
    bound, status = _most_places(places, choice), patience.reason()
    if places.served(best) < bound and not status:
        unit = unit_of(places.cover.weight, places.capacity)
        solved = solve(
            _most_model(places, choice, unit),
            start=_start_values(places, best),
            patience=patience,
            seed=seed,
        )
        status = "rounding" if solved.status == "optimal" else solved.status
        bound = bound if solved.bound is None else min(bound, solved.bound * unit)
        other = best if solved.values is None else solved.values[: best.size] > 0.5
        if within(choice, places.cover, other) and places.served(other) > places.served(best):
            best = other
    served = places.served(best)
    needed = _without_needless(places, places.cover.price, served, best)
    return Solution(
        status="optimal" if served >= bound else status,
        open=_everywhere(instance, places.cover, needed),
        objective=served,
        bound=max(bound, served),
        seed=seed,
    )


def serve_share(
    instance: Instance,
    *,
    share: float = 1.0,
    least: str = "sites",
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return the fewest, or cheapest, new sites with which a share of all demand has a place within the limit.

    Parameters
    ----------
    instance : Instance
        Pairs within the limit; `capacity` of every site, existing ones too.
    share, least, time_limit_s, seed, stop
        As in :func:`circles.siting.cover.covering.cover_share`.

    Returns
    -------
    Solution
        `objective` and `bound` count new sites, or what they cost. Infeasible where even all candidates do not do;
        `blocking` are then blocks that no site reaches, and blocks whose sites have too little room for them together.

    Raises
    ------
    QuestionError
        See :func:`circles.siting.refusals.check_share`; no capacities; all of them together below what is asked.
    """
    check_share(instance, share=share, least=least)
    need = demand_for(instance, share)
    check_capacity(instance, need=need)
    patience = patience_of(time_limit_s, stop)
    places = _places(instance, patience, by_price=least == "cost")
    cover = places.cover
    everywhere = places.flow(np.ones(cover.site.size, np.bool_))
    if int(cover.weight.sum() - everywhere.left.sum()) < need:
        served = np.append(~everywhere.stuck, [False])[cover.row_of_block]
        blocking = np.flatnonzero(~served & (instance.demand > 0))
        return infeasible(instance.site_count, blocking, seed=seed, note="siting_note.out_of_room")
    price = np.where(cover.old, 0, cover.price if least == "cost" else 1)
    best, bound, status = _fewest(places, price, need, seed)
    best = _without_needless(places, price, need, best)
    total = int(price[best].sum())
    return Solution(
        status="optimal" if bound >= total else {"optimal": "rounding"}.get(status, status),
        open=_everywhere(instance, cover, best),
        objective=total,
        bound=min(bound, total),
        seed=seed,
    )


def served_within(instance: Instance) -> int:
    """Return the most demand that all sites of an instance together can serve within their capacities."""
    check_capacity(instance)
    places = _places(instance, patience_of(0.0, None), by_price=False)
    return places.served(np.ones(places.capacity.size, np.bool_))


def _places(instance: Instance, patience: Patience, *, by_price: bool) -> Places:
    nobody = np.zeros(instance.site_count, np.bool_)
    cover = cover_of(instance, nobody, by_price=by_price, by_capacity=True)
    capacity = np.zeros(instance.site_count, np.int64) if instance.capacity is None else instance.capacity
    return Places(cover=cover, capacity=capacity[cover.site], patience=patience)


def _everywhere(instance: Instance, cover: Cover, columns: Flags) -> Flags:
    return with_open(np.zeros(instance.site_count, np.bool_), cover.site[columns])


def _most_places(places: Places, choice: Choice) -> int:
    """Return a plain bound: nobody beyond all demand, nobody beyond the room of the largest sites."""
    room = 0
    for old, count in ((False, choice.new), (True, choice.stay)):
        mine = np.sort(places.capacity[places.cover.old == old])[::-1]
        room += int(mine[:count].sum())
    return min(room, int(places.cover.weight.sum()))


def _promise(places: Places, left: Integers) -> Integers:
    """Return at most what each column can add: the people left around it, within its capacity."""
    row, column = places.cover.entries()
    around = np.zeros(places.capacity.size, np.int64)
    np.add.at(around, column, left[row])
    return np.minimum(around, places.capacity)


def _affordable(places: Places, choice: Choice, is_open: Flags) -> Flags:
    """Return the new columns that may open beside these."""
    fresh = ~places.cover.old & ~is_open
    if choice.budget is not None:
        fresh &= places.cover.price <= choice.budget - int(places.cover.price[is_open].sum())
    return fresh


def _good_choice(places: Places, choice: Choice) -> Flags:
    """Return a choice by greedy and exchanges; what a column promises stands for what it would add."""
    old = places.cover.old
    is_open = old.copy()
    while int((is_open & old).sum()) > choice.stay:
        today = np.flatnonzero(is_open & old)
        if places.patience.over():  # any choice will do that is allowed
            is_open[today[: int(today.size - choice.stay)]] = False
            break
        served = [places.served(_less(is_open, site)) for site in today]
        is_open[today[int(np.argmax(served))]] = False
    is_open = _filled(places, choice, is_open)
    for _ in range(_PASSES):
        before = is_open
        for site in np.flatnonzero(is_open & ~old):
            if places.patience.over():
                return is_open
            without = _less(is_open, site)
            other = _filled(places, choice, without)
            is_open = other if places.served(other) > places.served(is_open) else is_open
        if is_open is before:
            break
    return is_open


def _less(is_open: Flags, site: np.intp) -> Flags:
    """Return the open columns without one of them."""
    kept = is_open.copy()
    kept[site] = False
    return kept


def _filled(places: Places, choice: Choice, is_open: Flags) -> Flags:
    is_open = is_open.copy()
    while int((is_open & ~places.cover.old).sum()) < choice.new:
        allowed = _affordable(places, choice, is_open)
        promise = np.where(allowed, _promise(places, places.left(is_open)), 0)
        site = int(np.argmax(promise)) if promise.size else 0
        if not promise.size or promise[site] == 0:
            break
        is_open[site] = True
    return is_open


def _fewest(places: Places, price: Integers, need: int, seed: int) -> tuple[Flags, int, str]:
    """Return the columns of the least price that serve enough, a bound on it, and how the search ended."""
    best, bound = _enough(places, price, need), 0
    lines: list[Line] = []
    while int(price[best].sum()) > bound and not places.patience.over():
        solved = solve(
            _fewest_model(places, price, need, lines),
            start=_start_values(places, best),
            patience=places.patience,
            seed=seed,
        )
        bound = max(bound, solved.bound or 0)
        if solved.values is None:
            return best, bound, solved.status
        found = solved.values[: best.size] > 0.5
        if places.served(found) >= need:
            return (found if price[found].sum() < price[best].sum() else best), bound, solved.status
        lines.append(something_else(found))  # the solver's tolerance took it for enough
    return best, bound, places.patience.reason()


def _enough(places: Places, price: Integers, need: int) -> Flags:
    """Return columns that serve enough: the best promise for its price first, then none that is not needed."""
    is_open = places.cover.old.copy()
    while places.served(is_open) < need:
        promise = np.where(is_open, 0, _promise(places, places.left(is_open)))
        if not promise.any():  # room is made only by moving people on
            promise = np.where(is_open, 0, places.capacity)
        is_open[int(np.argmax(promise / np.maximum(price, 1e-9)))] = True
    return _without_needless(places, price, need, is_open)


def _without_needless(places: Places, price: Integers, need: int, is_open: Flags) -> Flags:
    """Close new columns without which enough is served still, the most expensive first."""
    for site in sorted(np.flatnonzero(is_open & ~places.cover.old), key=lambda site: (-price[site], site)):
        without = _less(is_open, site)
        is_open = without if places.served(without) >= need else is_open
    return is_open


def _start_values(places: Places, is_open: Flags) -> NDArray[np.float64]:
    """Return the solution of a model in which these columns are open."""
    flow = places.flow(is_open).served
    row, column = places.cover.entries()
    used = places.capacity[column] > 0
    return np.concatenate([is_open, (flow / places.cover.weight[row])[used]])


def _most_model(places: Places, choice: Choice, unit: int) -> SparseModel:
    worth = np.zeros(places.capacity.size, np.int64)
    lines = choice_lines(choice, places.cover.old, places.cover.price)
    return _model(places, worth, places.cover.weight // unit, lines, maximize=True)


def _fewest_model(places: Places, price: Integers, need: int, lines: Sequence[Line]) -> SparseModel:
    cover = places.cover
    row, column = cover.entries()
    used = np.flatnonzero(places.capacity[column] > 0)
    unit = unit_of(cover.weight)
    enough = Line(
        column=cover.site.size + np.arange(used.size), value=cover.weight[row[used]] // unit, lower=-(-need // unit)
    )
    today = np.flatnonzero(cover.old)
    stay = Line(column=today, value=np.ones(today.size, np.int64), lower=today.size)
    return _model(places, price, np.zeros(cover.weight.size, np.int64), [stay, enough, *lines], maximize=False)


def _model(
    places: Places, site_worth: Integers, row_worth: Integers, lines: Sequence[Line], *, maximize: bool
) -> SparseModel:
    """Return the model: columns of the sites, then the share z of each pair whose site has room at all."""
    cover = places.cover
    row, column = cover.entries()
    used = places.capacity[column] > 0
    row, column = row[used], column[used]
    rows, sites, pairs = cover.weight.size, cover.site.size, row.size
    own, z = np.arange(pairs), sites + np.arange(pairs)
    with_room = np.flatnonzero(places.capacity > 0)
    load = cover.weight[row] / places.capacity[column]
    more, lower, upper = with_lines(rows + sites + pairs, lines)
    entries = [
        [row, z, np.ones(pairs)],
        [rows + column, z, load],
        [rows + with_room, with_room, -np.ones(with_room.size)],
        [rows + sites + own, z, np.maximum(1.0, load)],
        [rows + sites + own, column, -np.ones(pairs)],
        more,
    ]
    at_row, at_column, value = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    limits = np.concatenate([np.ones(rows), np.zeros(sites + pairs)])
    return sparse_model(
        np.concatenate([site_worth, row_worth[row]]).astype(np.float64),
        (at_row, at_column, value),
        rows=(np.concatenate([np.full(limits.size, -np.inf), lower]), np.concatenate([limits, upper])),
        columns=(np.zeros(sites + pairs), np.ones(sites + pairs)),
        integer=np.arange(sites + pairs) < sites,
        maximize=maximize,
    )
