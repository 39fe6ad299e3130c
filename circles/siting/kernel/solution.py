"""What a siting question is answered with: the open sites, and how good an answer could be at best."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.siting.kernel.instance import Instance

STATUSES = ("optimal", "rounding", "step limit", "stopped", "infeasible")
"""`optimal`: proven, bound and objective are the same integer. `rounding`: the search ended by itself, and what is left
of the gap is what 64-bit floats cannot tell apart. `step limit`: ended before the proof, at the same place in each run.
`stopped`: by a person or the clock, or broken down; another run may find another answer. `infeasible`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """The best answer found and what is proven about it.

    Attributes
    ----------
    status : str
        One of :data:`STATUSES`.
    open : ndarray of bool
        (sites,) open afterwards, existing ones that stay included; all False where infeasible.
    objective : int
        What the question counts, recomputed from `open` in integers, never the solver's float.
    bound : int
        No answer can be better than this; proven, in the same integers.
    seed : int
        The seed the answer was found with.
    blocking : ndarray of int64
        Blocks that make the question infeasible; else empty.
    note : str
        Key of a sentence that is owed with the answer; else empty.
    """

    status: str
    open: NDArray[np.bool_]
    objective: int
    bound: int
    seed: int
    blocking: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    note: str = ""

    @property
    def gap(self) -> float:
        """Distance of the bound from the objective as a share of the objective; 0.0 when optimal."""
        return abs(self.bound - self.objective) / max(1, abs(self.objective))


def infeasible(sites: int, blocking: NDArray[np.int64], *, seed: int, note: str) -> Solution:
    """Return the answer to a question that has none; `blocking` are the blocks that make it so."""
    return Solution(
        status="infeasible",
        open=np.zeros(sites, np.bool_),
        objective=0,
        bound=0,
        seed=seed,
        blocking=np.asarray(blocking, np.int64),
        note=note,
    )


def without_idle(instance: Instance, is_open: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the open sites without the new ones that nobody would miss, the last in order first."""
    counted = instance.demand[instance.pair_block] > 0
    site, block = instance.pair_site[counted], instance.pair_block[counted]
    reaching = np.bincount(block[is_open[site]], minlength=instance.block_count)
    kept = is_open.copy()
    for new in np.flatnonzero(is_open & ~instance.existing)[::-1]:
        low, high = np.searchsorted(site, [new, new + 1])
        if np.all(reaching[block[low:high]] > 1):
            kept[new] = False
            reaching[block[low:high]] -= 1
    return kept
