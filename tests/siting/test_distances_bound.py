"""The proof behind the questions of distance, taken apart: no multipliers give a bound above the least total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circles.siting.kernel.branching import least_total
from circles.siting.kernel.dominance import undominated
from circles.siting.kernel.interchange import exchanged, filled, total
from circles.siting.kernel.lagrangian import CLOSED, LOWEST, OPEN, ascend, ascent_from, settled
from circles.siting.kernel.nearness import NEW, OLD, Rows, Sites, rows_by_walk, without_sites
from circles.siting.kernel.patience import patience_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

SEEDS = st.integers(0, 2**32 - 1)


def question(random: np.random.Generator) -> tuple[Rows, Sites]:
    """Return random rows, not every site in each, and what may be chosen: two groups, perhaps a budget."""
    sites, blocks = int(random.integers(2, 9)), int(random.integers(1, 9))
    largest = int(random.choice([2, 30, 10**12]))
    site, block = np.nonzero(random.random((sites, blocks)) < 0.8)
    base = random.integers(1, largest + 1, blocks)
    rows = rows_by_walk(block, site, random.integers(0, largest, site.size), base, np.zeros(blocks, np.bool_))
    group = random.choice([NEW, NEW, OLD], sites).astype(np.int8)
    price = np.where(group == OLD, 0, random.integers(0, int(random.choice([2, 10**7])), sites))
    budget = int(random.integers(0, price.sum() + 1)) if random.random() < 0.5 else -1
    return rows, Sites(group, price, random.integers(0, 4, 2), budget)


def allowed(sites: Sites) -> list[Flags]:
    """Return every allowed set."""
    size = sites.group.size
    every = [np.array([number >> site & 1 for site in range(size)], np.bool_) for number in range(2**size)]
    return [
        each
        for each in every
        if (np.bincount(sites.group[each], minlength=2) <= sites.quota).all()
        and (sites.budget < 0 or sites.price[each].sum() <= sites.budget)
    ]


@settings(deadline=None)
@given(SEEDS)
def test_no_multipliers_bound_above_the_least_total(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows, sites = question(random)
    totals = {tuple(each.tolist()): total(rows, each) for each in allowed(sites)}
    least = min(totals.values())
    multipliers = np.append(random.integers(0, rows.base + 1), random.integers(0, 5) if sites.budget >= 0 else 0)
    status = np.zeros(sites.group.size, np.int8)
    ascent = ascent_from(multipliers, status.size, step=1.0)
    assert ascend(rows, sites, status, ascent, 10 * least + 10, 30, 0) <= least
    for tried in (multipliers, ascent.best):
        after, _ = settled(rows, sites, status, tried, least + 1)
        assert any(
            value == least
            and not np.any(np.array(chosen) & (after == CLOSED))
            and np.all(np.array(chosen)[after == OPEN])
            for chosen, value in totals.items()
        )


@settings(deadline=None)
@given(SEEDS)
def test_the_least_total_is_found_from_nothing_and_from_the_worst(seed: int) -> None:
    rows, sites = question(np.random.default_rng(seed))
    sets = allowed(sites)
    totals = [total(rows, each) for each in sets]
    for start in (None, sets[int(np.argmax(totals))]):
        found = least_total(rows, sites, start=start, ceiling=max(totals) + 1, patience=patience_of(60, None))
        assert found.open is not None
        assert (found.total, found.bound, total(rows, found.open)) == (min(totals), min(totals), min(totals))
        assert any(np.array_equal(found.open, each) for each in sets)
    none = least_total(rows, sites, start=None, ceiling=min(totals), patience=patience_of(60, None))
    assert (none.open, none.bound) == (None, min(totals))


@settings(deadline=None)
@given(SEEDS)
def test_exchanges_end_where_no_exchange_helps(seed: int) -> None:
    rows, sites = question(np.random.default_rng(seed))
    start = filled(rows, sites, np.zeros(sites.group.size, np.bool_))
    found, done, steps = exchanged(rows, sites, start, 100)
    assert done
    assert steps > 0
    assert total(rows, found) <= total(rows, start)
    near = [each for each in allowed(sites) if (each & ~found).sum() <= 1 and (found & ~each).sum() <= 1]
    same_group = [each for each in near if len(set(sites.group[each ^ found].tolist())) <= 1]
    assert total(rows, found) == min(total(rows, each) for each in same_group)


@settings(deadline=None)
@given(SEEDS)
def test_needless_blocks_and_sites_change_no_answer(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows, sites = question(random)
    block = np.repeat(np.arange(rows.base.size), np.diff(rows.start))
    blocks, columns = undominated(rows, sites)

    def reaches_all(is_open: Flags, needed: Flags) -> bool:
        return bool(np.isin(np.flatnonzero(needed), block[is_open[rows.site]]).all())

    every = np.ones(blocks.size, np.bool_)
    before = any(reaches_all(each, every) for each in allowed(sites))
    after = any(reaches_all(each & columns, blocks) for each in allowed(sites))
    assert before == after


def test_rows_without_sites_keep_their_order() -> None:
    walk = np.array([5, 5, 1, 9])
    rows = rows_by_walk(np.zeros(4, np.int64), np.arange(4), walk, np.array([9]), np.array([True]))
    assert (rows.site.tolist(), rows.cost.tolist()) == ([2, 0, 1], [1, 5, 5])
    fewer = without_sites(rows, np.array([True, True, False, True]))
    assert (fewer.site.tolist(), fewer.cost.tolist(), fewer.start.tolist()) == ([0, 1], [5, 5], [0, 2])


@pytest.mark.parametrize("large", [2**55, 2**60])
def test_a_bound_too_low_for_64_bits_is_no_bound(large: int) -> None:
    """Opening any of 40 sites is worth the whole multiplier: the sum overflows, and nothing is claimed."""
    rows = rows_by_walk(
        np.zeros(40, np.int64), np.arange(40), np.zeros(40, np.int64), np.array([large]), np.array([True])
    )
    sites = Sites(np.zeros(40, np.int8), np.zeros(40, np.int64), np.array([40, 0]), -1)
    ascent = ascent_from(np.array([large, 0]), 40, step=1.0)
    bound = ascend(rows, sites, np.zeros(40, np.int8), ascent, 1, 1, 0)
    assert bound == (LOWEST if large == 2**60 else -39 * large)
