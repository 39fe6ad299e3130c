"""The worst-off district first: its covered share as high as it can be, then the most people.

The share of district d is the exact fraction C(d) / D(d), covered demand over all demand; districts are compared by it,
never by a float. A set that lifts the worst share above r covers at least ``floor(r * D(d)) + 1`` in each district; the
first part ends when no set does.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, QuestionError
from circles.siting.cover.models import Choice, Line, choice_lines, cover_model, something_else, start_values, unit_of
from circles.siting.cover.most import most_covered, rows_of, sites_of, within
from circles.siting.cover.reductions import cover_of, covered_blocks
from circles.siting.kernel.instance import with_open
from circles.siting.kernel.interchange import improved
from circles.siting.kernel.patience import patience_of
from circles.siting.kernel.solution import Solution, without_idle
from circles.siting.refusals import check_siting
from circles.siting.solver.watched import Solved, solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from circles.siting.cover.reductions import Cover
    from circles.siting.kernel.instance import Flags, Instance, Integers
    from circles.siting.kernel.patience import Patience

_TILTS = 8
_FINE = 2**30
_PARTS = 4
_SHARE_WORTH = 1_000_000
"""What the worst share counts in the model that looks for a better one; how good that one is needs no proof."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Lift:
    """The question: rows by district, demand by district, what of it is covered whatever is chosen, the choice."""

    cover: Cover
    demand: Integers
    settled: Integers
    choice: Choice

    def shares(self, is_open: Flags) -> list[Fraction]:
        """Return the covered share of each district, 1 where there is no demand."""
        row, column = self.cover.entries()
        reached = np.zeros(self.cover.weight.size, np.bool_)
        reached[row[is_open[column]]] = True
        reached &= self.cover.district >= 0
        covered = self.settled.copy()
        np.add.at(covered, self.cover.district[reached], self.cover.weight[reached])
        return _fractions(covered, self.demand)

    def key(self, is_open: Flags) -> tuple[Fraction, int]:
        """Return what is compared: the worst share, then the demand covered."""
        return min(self.shares(is_open)), -self.cover.missed(is_open)


def lift_worst_first(
    instance: Instance,
    *,
    new: int,
    close: int = 0,
    budget: int | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return the sites that lift the worst covered share of any district highest and then cover the most demand.

    Parameters
    ----------
    instance : Instance
        Pairs within the limit; `district` of each block. Blocks without one count in the total only.
    new, close, budget, time_limit_s, seed, stop
        As in :func:`circles.siting.cover.covering.cover_most`.

    Returns
    -------
    Solution
        `objective` and `bound` are of the total, in thousandths of a person, the worst share being what
        :func:`worst_share` says of `open`. Optimal only where both parts are proven.

    Raises
    ------
    QuestionError
        See :func:`circles.siting.refusals.check_siting`; no district with demand.
    """
    check_siting(instance, new=new, close=close, budget=budget)
    _check_districts(instance)
    patience = patience_of(time_limit_s, stop)
    stays = instance.staying(close)
    cover = cover_of(instance, stays, by_price=budget is not None, by_district=True)
    stay = int(instance.existing.sum()) - close if close else 0
    demand, settled = _by_district(instance, np.ones(instance.block_count, np.bool_)), covered_blocks(instance, stays)
    choice = Choice(new=new, stay=stay, budget=budget)
    lift = _Lift(cover=cover, demand=demand, settled=_by_district(instance, settled), choice=choice)
    part = patience.part(1 / _PARTS)
    most = most_covered(cover, choice, patience=part, seed=seed)
    best, ended = _lifted(lift, max(most.open, _tilted(lift, part), key=lift.key), patience, seed)
    missed = most.least_missed  # whatever the districts, nothing misses less
    if ended == "proven":
        best, missed, ended = _most_at(lift, best, missed, patience, seed)
    everything = cover.settled + int(cover.weight.sum())
    return Solution(
        status=ended,
        open=without_idle(instance, with_open(stays, cover.site[best])),
        objective=everything - cover.missed(best),
        bound=everything - missed,
        seed=seed,
    )


def worst_share(instance: Instance, is_open: Flags) -> Fraction:
    """Return the least covered share of any district with demand, exactly."""
    _check_districts(instance)
    covered = _by_district(instance, covered_blocks(instance, is_open))
    demand = _by_district(instance, np.ones(instance.block_count, np.bool_))
    return min(_fractions(covered, demand))


def _fractions(covered: Integers, demand: Integers) -> list[Fraction]:
    pairs = zip(covered.tolist(), demand.tolist(), strict=True)
    return [Fraction(have, all_of) if all_of else Fraction(1) for have, all_of in pairs]


def _check_districts(instance: Instance) -> None:
    if instance.district is None or not np.any((instance.district >= 0) & (instance.demand > 0)):
        raise QuestionError(Finding(code="siting_no_districts"))


def _by_district(instance: Instance, counted: Flags) -> Integers:
    """Return the demand of the counted blocks by district."""
    district = np.zeros(0, np.int64) if instance.district is None else instance.district
    found = np.zeros(int(district.max(initial=-1)) + 1, np.int64)
    counted = counted & (district >= 0)
    np.add.at(found, district[counted], instance.demand[counted])
    return found


def _tilted(lift: _Lift, patience: Patience) -> Flags:
    """Return the best of some choices for the most people, the worst-off district counting double each next time."""
    cover = lift.cover
    rows, sites = rows_of(cover, 1), sites_of(cover, lift.choice)
    nothing = np.zeros(cover.site.size, np.bool_)
    best = improved(rows, sites, nothing, patience)
    known = np.append(lift.demand, 0)[cover.district]
    tilt = np.ones(lift.demand.size + 1, np.int64)
    for _ in range(_TILTS):
        weight = np.where(known > 0, cover.weight * (_FINE // np.maximum(known, 1)) + 1, 1) * tilt[cover.district]
        found = improved(rows._replace(base=weight), sites, nothing, patience)
        best = max(best, found, key=lift.key)
        shares = lift.shares(found)
        tilt[shares.index(min(shares))] *= 2
    return best


def _lifted(lift: _Lift, best: Flags, patience: Patience, seed: int) -> tuple[Flags, str]:
    """Return the choice with the best worst share, and ``"proven"`` or why the search ended."""
    refused: list[Line] = []
    while not (reason := patience.reason()):
        worst = lift.key(best)[0]
        if worst == 1:
            return best, "proven"
        above = [floor(worst * int(demand)) + 1 for demand in lift.demand]
        solved = _solved(lift, above, refused, start=None, patience=patience, seed=seed)
        if solved.status == "infeasible":
            return best, "proven"
        if solved.values is None:
            return best, solved.status
        found = solved.values[: lift.cover.site.size] > 0.5
        if within(lift.choice, lift.cover, found) and lift.key(found)[0] > worst:
            best = found
        else:
            refused.append(something_else(found))  # the solver's tolerance took it for better
    return best, reason


def _most_at(lift: _Lift, best: Flags, least: int, patience: Patience, seed: int) -> tuple[Flags, int, str]:
    """Return the choice that covers the most at the same worst share, the least any can miss, how the search ended."""
    worst, weight = lift.key(best)[0], int(lift.cover.weight.sum())
    at_least = [ceil(worst * int(demand)) for demand in lift.demand]
    refused: list[Line] = []
    reason = ""
    while lift.cover.missed(best) > least and not (reason := patience.reason()):
        solved = _solved(lift, at_least, refused, start=best, patience=patience, seed=seed)
        if solved.bound is not None:
            least = max(least, weight - solved.bound * unit_of(lift.cover.weight))
        found = best if solved.values is None else solved.values[: best.size] > 0.5
        allowed = within(lift.choice, lift.cover, found)
        if allowed and lift.key(found)[0] < worst:
            refused.append(something_else(found))  # the solver's tolerance took it for enough
            continue
        best = max(best, found, key=lift.key) if allowed else best
        reason = "rounding" if solved.status == "optimal" else solved.status
        break
    missed = lift.cover.missed(best)
    return best, min(least, missed), "optimal" if least >= missed else reason


def _solved(
    lift: _Lift, at_least: Sequence[int], refused: list[Line], *, start: Flags | None, patience: Patience, seed: int
) -> Solved:
    """Solve for the most demand (from a start) or the best worst share (without), no district below its least."""
    cover, unit = lift.cover, unit_of(lift.cover.weight)
    share = cover.site.size + cover.weight.size
    for_share = start is None
    lines = [*choice_lines(lift.choice, cover.old, cover.price), *refused]
    for district, demand in enumerate(lift.demand):
        mine = np.flatnonzero(cover.district == district)
        column, value = cover.site.size + mine, cover.weight[mine] / unit
        settled = int(lift.settled[district])
        if demand:
            lines.append(Line(column=column, value=value, lower=-((settled - at_least[district]) // unit)))
        if demand and for_share:
            column, value = np.append(column, share), np.append(value, -int(demand) / unit)
            lines.append(Line(column=column, value=value, lower=-settled / unit))
    model = cover_model(
        cover,
        site_worth=np.zeros(cover.site.size, np.int64),
        row_worth=np.zeros(cover.weight.size, np.int64) if for_share else cover.weight // unit,
        lines=lines,
        maximize=True,
        more_worth=[_SHARE_WORTH] if for_share else [],
    )
    values = None if start is None else start_values(cover, start)
    return solve(model, start=values, patience=patience, seed=seed)
