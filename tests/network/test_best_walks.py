"""The best walk of each block, held against sorting all of them by what decides ties."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from circles.network.best_walks import best_walks
from circles.network.walk_spots import Spots


@pytest.mark.parametrize("by_center", [True, False])
def test_the_best_of_many_walks_is_the_first_by_walk_center_edit_and_gate(*, by_center: bool) -> None:
    none = np.zeros(0, np.int64)
    several = 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        points, centers = int(rng.integers(1, 30)), int(rng.integers(1, 5))
        count = int(rng.integers(0, 120))
        blocks = [f"B{i}" for i in rng.integers(0, 6, points)]
        gates = [("g2", "g1", "", None)[i] for i in rng.integers(0, 4, points)]
        edited = (rng.random(points) < 0.4).tolist()
        attachments = gpd.GeoDataFrame({"block_id": blocks, "gate_id": gates, "edited": edited})
        ids = np.array([f"C{i}" for i in range(centers)], dtype=object)
        # Few lengths, so that most are ties.
        found = pd.DataFrame(
            {
                "point": rng.integers(0, points, count),
                "rank": np.sort(rng.integers(0, centers, count)),
                "walk_mm": rng.integers(0, 4, count),
            }
        )
        spots = Spots(row=np.arange(points), piece=none, at_mm=none, leg_mm=none)
        walks, rows = best_walks(attachments, spots, found, ids, by_center=by_center)
        told = [
            (blocks[point], walk, f"C{rank}", edited[point], gates[point] or "", row)
            for row, (point, rank, walk) in enumerate(found.to_numpy().tolist())
        ]
        best: dict[tuple[str, ...], tuple[str, int, str, bool, str, int]] = {}
        for each in sorted(told):
            best.setdefault((each[0], each[2]) if by_center else (each[0],), each)
        expected = sorted(best.values())
        assert list(rows) == [each[5] for each in expected]
        columns = [walks[name].fillna("").tolist() for name in ("block_id", "walk_mm", "center_id", "gate_id")]
        assert list(zip(*columns, strict=True)) == [(b, mm, center, gate) for b, mm, center, _, gate, _ in expected]
        several += len(told) - len(expected)
    assert several > 1_000
