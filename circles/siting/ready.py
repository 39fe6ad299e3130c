"""Everything compiled that a question needs, made ready before its search: on a fresh machine this takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.siting.cover.flows import largest_flow
from circles.siting.cover.models import Choice
from circles.siting.cover.most import rows_of, sites_of
from circles.siting.cover.reductions import cover_of
from circles.siting.kernel.dominance import undominated
from circles.siting.kernel.instance import instance_from
from circles.siting.kernel.interchange import improved
from circles.siting.kernel.lagrangian import ascend, ascent_from, settled
from circles.siting.kernel.nearness import costs, nearest_two, rows_by_walk
from circles.siting.kernel.patience import Patience

if TYPE_CHECKING:
    from circles.siting.question import SitingQuestion

_ENOUGH = 10**6
"""Steps enough for one block and one site."""


def make_ready(question: SitingQuestion) -> None:
    """Compile, or load from disk, what a search for this question calls, by calling it with one block and one site."""
    one, none_open = np.ones(1, np.int64), np.zeros(1, np.bool_)
    cover = cover_of(instance_from(one, none_open, (one - 1, one - 1, one)), none_open, by_price=False)
    rows, sites = rows_of(cover, 1), sites_of(cover, Choice(new=1, stay=0, budget=None))
    ascent = ascent_from(np.zeros(2, np.int64), 1, step=1.0)
    status = np.zeros(1, np.int8)
    improved(rows, sites, none_open, Patience(_ENOUGH))
    nearest_two(rows, none_open)
    costs(rows, none_open)
    ascend(rows, sites, status, ascent, 1, 1, 1)
    settled(rows, sites, status, ascent.best, 1)
    if question.by_distance:
        rows_by_walk(one - 1, one - 1, one - 1, one, none_open)
    if question.objective == "worst_walk":
        undominated(rows, sites)
    if question.capacity is not None:
        largest_flow(cover, one)
