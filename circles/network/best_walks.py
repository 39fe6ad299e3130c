"""The best walk of each block, or of each block and center, of all that its access points have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles.compiled import compiled

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.network.walk_spots import Spots

Integers = NDArray[np.int64]


def best_walks(
    attachments: gpd.GeoDataFrame, points: Spots, found: pd.DataFrame, ids: NDArray[np.object_], *, by_center: bool
) -> tuple[pd.DataFrame, Integers]:
    """Return walks of access points as walks of blocks, and which rows of `found` they are.

    Parameters
    ----------
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``.
    points : Spots
        The access points of blocks among them.
    found : DataFrame
        Columns point, rank (of a center in `ids`) and walk_mm; `by_center` in the order of the centers.
    ids : ndarray of str
        Ids of the centers.
    by_center : bool
        Whether the best of each block and center is left, or of each block.

    Returns
    -------
    walks : DataFrame
        Ordered, and ties decided, by block, walk, center, unedited before edited, and gate as text; texts stand for
        numbers until the end, since pairs can be many.
    rows : ndarray of int64
        Of `found`.
    """
    gate_id = attachments["gate_id"].fillna("").astype(str).to_numpy(object)[points.row]
    edited = attachments["edited"].to_numpy(np.bool_)[points.row]
    block, block_ids = pd.factorize(attachments["block_id"].to_numpy(object)[points.row], sort=True)
    gate, gate_ids = pd.factorize(gate_id, sort=True)
    point, rank, walk_mm = (found[name].to_numpy(np.int64) for name in ("point", "rank", "walk_mm"))
    in_ties = gate + edited * np.int64(gate_ids.size)
    chosen = _least(block[point], rank, walk_mm, in_ties[point], np.full(block_ids.size, -1), by_center)
    # A block has one row of each center by now, and centers come in their order.
    order = chosen[np.lexsort((walk_mm[chosen], block[point[chosen]]))]
    gate_names = np.array([name or None for name in gate_ids], dtype=object)
    table = pd.DataFrame(
        {
            "block_id": _named(block_ids, block[point[order]]),
            "center_id": _named(ids, rank[order]),
            "gate_id": gate_names[gate[point[order]]],
            "walk_mm": walk_mm[order],
        }
    )
    return table, order


@compiled
def _least(
    block: Integers, rank: Integers, walk_mm: Integers, in_ties: Integers,
    best: Integers, by_center: bool,  # noqa: FBT001
) -> Integers:  # fmt: skip
    """Return the best row of each block, or of each block among each run of rows of one center, run after run.

    `best` is -1 for each block; of rows that are alike the first is the best.
    """
    chosen = np.empty(block.size, np.int64)
    count, begin = 0, 0
    for row in range(block.size):
        if by_center and rank[row] != rank[begin]:
            for place in range(begin, row):
                best[block[place]] = -1
            begin = row
        at: Any = best[block[row]]
        if at < 0:
            best[block[row]] = count
            chosen[count] = row
            count += 1
            continue
        other = chosen[at]
        one = (walk_mm[row], rank[row], in_ties[row])
        if one < (walk_mm[other], rank[other], in_ties[other]):
            chosen[at] = row
    return chosen[:count].copy()


def _named(texts: NDArray[np.object_], number: Integers) -> Any:
    """Return a text for each number, kept as pandas keeps texts: to make each an object first would take longest."""
    return pd.Series(texts).take(number).array if number.size else np.zeros(0, object)
