"""A whole number shared out in whole parts that add up to it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def apportioned(total: int, weights: Sequence[int], ties: Sequence[str]) -> list[int]:
    """Return `total` in parts as the `weights`, by the largest remainders.

    Part i is ``floor(total * w_i / sum(w))``, and one more for those with the largest remainders until the parts add
    up to `total`. No part is off by one or more, none with weight 0 gets anything.

    Parameters
    ----------
    total : int
        At least 0.
    weights : sequence of int
        At least 0 each, not all 0.
    ties : sequence of str
        Decide between equal remainders, the lowest first.
    """
    whole = sum(weights)
    shares = [divmod(total * weight, whole) for weight in weights]
    left = total - sum(part for part, _ in shares)
    first = sorted(range(len(shares)), key=lambda i: (-shares[i][1], ties[i]))[:left]
    parts = [part for part, _ in shares]
    for i in first:
        parts[i] += 1
    return parts
