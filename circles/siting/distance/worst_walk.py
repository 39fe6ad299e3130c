"""The least radius within which everyone is reached, by bisection: each step finds a set or proves there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from circles.siting.distance.reaching import reaching_set
from circles.siting.kernel.nearness import costs, least_costs

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.siting.distance.choice import DistanceChoice
    from circles.siting.distance.reaching import Reach
    from circles.siting.kernel.instance import Flags
    from circles.siting.kernel.nearness import Rows
    from circles.siting.kernel.patience import Patience

_EFFORTS = ((20, 300), (2**62, 2**62))
"""How many nodes one radius may take, and within which part of the first longest walk to leave off."""


@dataclass(frozen=True, eq=False)
class Radius:
    """A set with its longest walk, and what is proven.

    Attributes
    ----------
    open : ndarray of bool
        (free sites,) the set.
    walk_mm : int
        Its longest walk.
    bound_mm : int
        No allowed set has a shorter longest walk.
    """

    open: Flags
    walk_mm: int
    bound_mm: int


def least_radius(choice: DistanceChoice, start: Flags, *, seed: int, patience: Patience) -> Radius:
    """Return the set with the least longest walk, or the best found and what is proven when patience ends.

    Bisections with more and more effort: a radius not decided by then counts as too short (to find a good set early),
    then as long enough (to prove a good bound early); the last ones take all the time there is.

    Parameters
    ----------
    choice : DistanceChoice
        What may be chosen.
    start : ndarray of bool
        (free sites,) an allowed set that reaches every block.
    seed : int
        Of the restarts.
    patience : Patience
        When to end before the proof.
    """
    longest = int(costs(choice.walks, start).max(initial=0))
    found = Radius(start, longest, min(longest, int(least_costs(choice.walks).max(initial=0))))
    for (most_nodes, part), hopeful in product(_EFFORTS, (False, True)):

        def decide(radius_mm: int, most_nodes: int = most_nodes) -> Reach:
            return reaching_set(
                choice.walks, choice.sites, radius_mm=radius_mm, seed=seed, patience=patience, most_nodes=most_nodes
            )

        found = _bisected(choice.walks, found, decide, hopeful=hopeful, near=longest // part, patience=patience)
    return found


def _bisected(
    walks: Rows, found: Radius, decide: Callable[[int], Reach], *, hopeful: bool, near: int, patience: Patience
) -> Radius:
    """Return what is known when the radii in question have been halved down to `near` or fewer."""
    low, high = found.bound_mm, found.walk_mm
    while high - low > near and not patience.over():
        middle = (low + high - 1) // 2
        reach = decide(middle)
        if reach.possible:
            high = int(costs(walks, reach.open).max(initial=0))
            found = replace(found, open=reach.open, walk_mm=high)
        elif reach.possible is False:
            low = min(_next_walk(walks, middle), found.walk_mm)
            found = replace(found, bound_mm=low)
        elif hopeful:
            high = middle
        else:
            low = middle + 1
    return found


def _next_walk(walks: Rows, radius_mm: int) -> int:
    """Return the shortest walk longer than the radius, of those a longest walk can be."""
    longer = [int(each[each > radius_mm].min(initial=2**62)) for each in (walks.cost, walks.base)]
    return min(longer)
