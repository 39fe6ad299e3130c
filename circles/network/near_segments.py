"""Which shapes come near one another, looked for in counted steps: streets drawn over one another end in a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, InputError

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray

MOST_PAIRS = 20_000_000
"""How often, in all, segments may come near one another; those of a city of a million junctions do 4 million times."""

_FIRST_STEP = 64
_PAIRS_A_STEP = 500_000


def pairs_near(
    tree: shapely.STRtree, shapes: NDArray[np.object_], *, within_m: float | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each shape with each shape of a tree that it meets, or that is within reach: both by number.

    Parameters
    ----------
    tree : STRtree
        What is looked in.
    shapes : ndarray of geometry
        What is looked for.
    within_m : float, optional
        How near; they must meet where it is not given.

    Raises
    ------
    InputError
        If there are more than :data:`MOST_PAIRS`.
    """
    found, pairs, begin, step = [], 0, 0, _FIRST_STEP
    while begin < shapes.size:
        some = shapes[begin : begin + step]
        if within_m is None:
            one, other = tree.query(some, predicate="intersects")
        else:
            one, other = tree.query(some, predicate="dwithin", distance=within_m)
        found.append(np.stack([one + begin, other]))
        pairs += one.size
        if pairs > MOST_PAIRS:
            raise InputError(Finding(code="streets_too_tangled", details={"most": f"{MOST_PAIRS:,}"}))
        begin += some.size
        step = max(1, min(2 * step, some.size * _PAIRS_A_STEP // max(one.size, 1)))
    both = np.concatenate(found, axis=1) if found else np.zeros((2, 0), np.int64)
    return both[0], both[1]
