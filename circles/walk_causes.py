"""Why a walk is longer than the limit, as far as it and the straight line tell (docs/method.md, Remedies)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.rule_numbers import BARRIER_DETOUR, GRID_DETOUR_SQUARED

if TYPE_CHECKING:
    from numpy.typing import NDArray


def walk_causes(walk_mm: NDArray[np.int64], straight_mm: NDArray[np.int64], *, limit_mm: int) -> NDArray[np.object_]:
    """Return the cause of each block outside: no_path, detour or distance.

    A detour is a walk of more than twice the straight line where that of a grid of streets would be within the limit:
    who would be outside with nothing in the way is outside for the distance.

    Parameters
    ----------
    walk_mm : ndarray of int64
        The walk to the nearest center, -1 where there is none.
    straight_mm : ndarray of int64
        The straight line to the nearest open center, -1 where there is none.
    limit_mm : int
        How far people may walk.

    Examples
    --------
    >>> import numpy as np
    >>> walks, lines = np.array([-1, 1_500_000, 1_500_000]), np.array([400_000, 707_106, 707_107])
    >>> walk_causes(walks, lines, limit_mm=1_000_000).tolist()
    ['no_path', 'detour', 'distance']
    """
    walked, near = walk_mm >= 0, (straight_mm >= 0) & (GRID_DETOUR_SQUARED * straight_mm**2 <= limit_mm**2)
    far = np.where(walked & near & (walk_mm > BARRIER_DETOUR * straight_mm), "detour", "distance")
    result: NDArray[np.object_] = np.where(walked, far, "no_path").astype(object)
    return result
