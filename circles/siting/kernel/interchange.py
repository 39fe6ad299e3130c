"""Good sets of sites fast: greedy, then the best exchange of one open site for another until none helps.

One pass over the rows gives every exchange at once. Let block b pay f(b) at its nearest open site and s(b) at the
second nearest. Opening site i and closing site r changes the total by ``loss(r) - gain(i) - saved(i, r)``:

- gain(i): sum over blocks of max(0, f(b) - c(b, i));
- loss(r): sum over blocks nearest to r of s(b) - f(b);
- saved(i, r): of that loss, what i takes over: over blocks nearest to r, s(b) - max(f(b), c(b, i)) where positive.

Only sites nearer than the second nearest matter, so a pass reads a small part of each row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.compiled import compiled, written_in
from circles.siting.kernel.nearness import NEW, OLD, Rows, Sites, costs, nearest_two

if TYPE_CHECKING:
    from circles.siting.kernel.instance import Flags, Integers
    from circles.siting.kernel.patience import Patience

_MOVES = 8
"""Exchanges between two looks at whether to go on."""


@written_in
def _exchanges(rows: Rows, is_open: Flags, slot: Integers, slots: int) -> tuple[Integers, Integers, Integers, int]:
    """Return gain by site, loss by slot of open sites, saved by site times slots plus slot, and the steps taken."""
    site, first, second = nearest_two(rows, is_open)
    gain = np.zeros(is_open.size, np.int64)
    loss = np.zeros(slots, np.int64)
    saved = np.zeros(is_open.size * slots, np.int64)
    steps = first.size + saved.size
    for block in range(first.size):
        near, far = first[block], second[block]
        out = slot[site[block]] if site[block] >= 0 else -1
        if out >= 0:
            loss[out] += far - near
        for pair in range(rows.start[block], rows.start[block + 1]):
            cost = rows.cost[pair]
            if cost >= far:
                break
            steps += 1
            if cost < near:
                gain[rows.site[pair]] += near - cost
            if out >= 0:
                saved[rows.site[pair] * slots + out] += far - max(near, cost)
    return gain, loss, saved, steps


@compiled
def _allowed(sites: Sites, into: int, out: int, spent: int, room: Integers) -> bool:
    """Tell whether site `into` may open while `out` closes (-1: none does)."""
    group = sites.group[into]
    if out < 0:
        if room[group] <= 0:
            return False
        freed = 0
    else:
        if sites.group[out] != group:
            return False
        freed = sites.price[out]
    return sites.budget < 0 or spent - freed + sites.price[into] <= sites.budget


@written_in
def _best_exchange(rows: Rows, sites: Sites, is_open: Flags, spent: int, room: Integers) -> tuple[int, int, int, int]:
    """Return (change of the total, site to open, site to close or -1) of the best exchange, and the steps taken.

    Where none helps these are 0, -1 and -1.
    """
    slot, opened = np.empty(is_open.size, np.int64), np.empty(is_open.size, np.int64)
    slots = 0
    for site in range(is_open.size):
        slot[site] = -1
        if is_open[site]:
            slot[site] = slots
            opened[slots] = site
            slots += 1
    gain, loss, saved, steps = _exchanges(rows, is_open, slot, slots)
    best, best_in, best_out = 0, -1, -1
    for into in range(is_open.size):
        if is_open[into]:
            continue
        if -gain[into] < best and _allowed(sites, into, -1, spent, room):
            best, best_in, best_out = -gain[into], into, -1
        for place in range(slots):
            change = loss[place] - gain[into] - saved[into * slots + place]
            if change < best and _allowed(sites, into, opened[place], spent, room):
                best, best_in, best_out = change, into, opened[place]
    return best, best_in, best_out, steps


@compiled
def _spent_and_room(sites: Sites, is_open: Flags) -> tuple[int, Integers]:
    """Return the price of the open sites and how many more of each group may open."""
    room = sites.quota.copy()
    spent = 0
    for site in range(is_open.size):
        if is_open[site]:
            spent += sites.price[site]
            room[sites.group[site]] -= 1
    return spent, room


@compiled
def exchanged(rows: Rows, sites: Sites, is_open: Flags, moves: int) -> tuple[Flags, bool, int]:
    """Return the set after at most `moves` best exchanges, whether none is left that helps, and the steps taken."""
    is_open = is_open.copy()
    steps = 0
    for _ in range(moves):
        spent, room = _spent_and_room(sites, is_open)
        change, into, out, taken = _best_exchange(rows, sites, is_open, spent, room)
        steps += taken
        if change >= 0:
            return is_open, True, steps
        is_open[into] = True
        if out >= 0:
            is_open[out] = False
    return is_open, False, steps


@written_in
def _best_gain(rows: Rows, sites: Sites, is_open: Flags, group: int, per_price: bool) -> tuple[int, int]:  # noqa: FBT001
    """Return the closed site of a group whose opening gains most (per unit of price), and the steps taken.

    The site is -1 where none may open. A new site must gain something; an old one stays open for nothing.
    """
    spent, room = _spent_and_room(sites, is_open)
    pays = costs(rows, is_open)
    gain = np.zeros(is_open.size, np.int64)
    steps = pays.size
    for block in range(pays.size):
        for pair in range(rows.start[block], rows.start[block + 1]):
            if rows.cost[pair] >= pays[block]:
                break
            steps += 1
            gain[rows.site[pair]] += pays[block] - rows.cost[pair]
    best, best_worth = -1, -1.0 if group == OLD else 0.0
    for site in range(is_open.size):
        if is_open[site] or sites.group[site] != group or not _allowed(sites, site, -1, spent, room):
            continue
        worth = gain[site] / max(1, sites.price[site]) if per_price else float(gain[site])
        if worth > best_worth:
            best, best_worth = site, worth
    return best, steps


@compiled
def filled_up(rows: Rows, sites: Sites, is_open: Flags, per_price: bool) -> tuple[Flags, int]:  # noqa: FBT001
    """Return the set with the best further site opened, while quota and budget allow, and the steps taken."""
    is_open = is_open.copy()
    steps = 0
    for turn in range(2):
        group = OLD if turn == 0 else NEW
        while True:
            best, taken = _best_gain(rows, sites, is_open, group, per_price)
            steps += taken
            if best < 0:
                break
            is_open[best] = True
    return is_open, steps


def filled(rows: Rows, sites: Sites, is_open: Flags) -> Flags:
    """Return the set with the best further site opened, one after another, while quota and budget allow."""
    return filled_up(rows, sites, is_open, per_price=False)[0]


def total(rows: Rows, is_open: Flags) -> int:
    """Return what all blocks pay together, penalties included."""
    return int(costs(rows, is_open).sum())


def improved(
    rows: Rows, sites: Sites, is_open: Flags, patience: Patience, *, moves: int | None = None, per_price: bool = False
) -> Flags:
    """Return the set filled up and exchanged until nothing helps, patience ends or `moves` are made."""
    is_open, steps = filled_up(rows, sites, is_open, per_price=per_price)
    patience.take(steps)
    if moves is not None:
        is_open, _, steps = exchanged(rows, sites, is_open, moves)
        patience.take(steps)
        return is_open
    done = False
    while not done and not patience.over():
        is_open, done, steps = exchanged(rows, sites, is_open, _MOVES)
        patience.take(steps)
    return is_open


def good_start(rows: Rows, sites: Sites, *, restarts: int, seed: int, patience: Patience) -> Flags:
    """Return the best of greedy and of `restarts` seeded shakes of the best so far, each exchanged to the end."""
    nothing = np.zeros(sites.group.size, np.bool_)
    best = improved(rows, sites, nothing, patience)
    least = total(rows, best)
    if sites.budget >= 0:
        other = improved(rows, sites, nothing, patience, per_price=True)
        best, least = (other, total(rows, other)) if total(rows, other) < least else (best, least)
    random = np.random.default_rng(seed)
    try:
        for _ in range(restarts):
            if patience.over() or least == 0:
                break
            other = improved(rows, sites, _shaken(best, random), patience)
            other_total = total(rows, other)
            if other_total < least:
                best, least = other, other_total
    except KeyboardInterrupt:
        patience.interrupt()
    return best


def _shaken(is_open: Flags, random: np.random.Generator) -> Flags:
    """Return the set with up to half of its sites closed; filling it up opens the best for those left."""
    kept = is_open.copy()
    opened = np.flatnonzero(is_open)
    if opened.size:
        kept[random.choice(opened, size=random.integers(1, max(1, opened.size // 2) + 1), replace=False)] = False
    return kept
