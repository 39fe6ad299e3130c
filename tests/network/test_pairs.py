"""Walks as pairs of numbers are the walks of the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from circles import network
from circles.network.search import UNBOUNDED_MM
from circles.workflows import network_of
from tests.towns import square, streets, town


@pytest.mark.parametrize("threads", [1, 3])
def test_pairs_are_the_walks_of_the_table_whatever_the_order_of_the_centers(threads: int) -> None:
    lines = [[(x, y), (x + 300, y)] for x in range(0, 900, 300) for y in range(0, 1200, 300)]
    lines += [[(x, y), (x, y + 300)] for x in range(0, 1200, 300) for y in range(0, 900, 300)]
    centers = {"C2": (10, 10), "C10": (850, 620), "C1": (300, 900), "C3": (9000, 9000)}
    places = {"B1": square(100, 20, 40), "B2": (650, 20), "B3": square(500, 700, 90), "B4": (40_000, 0)}
    gates = {"G1": ("B3", (500.0, 610.0)), "G2": ("B3", (590.0, 880.0))}
    study = town(streets(*lines), centers, places, gates)
    graph = network_of(study)
    attachments = network.attach(
        graph,
        centers=study.centers,
        blocks=study.blocks,
        gates=study.gates,
        max_snap_m=200,
        metric_crs=study.metric_crs,
    )
    ids, blocks = study.centers["center_id"], study.blocks["block_id"]
    for bound_mm in (500_000, UNBOUNDED_MM):
        table = network.walks(graph, attachments, ids, bound_mm=bound_mm)
        found = network.walk_pairs(
            graph, attachments, center_ids=ids, block_ids=blocks, bound_mm=bound_mm, threads=threads
        )
        told = {(ids[c], blocks[b]): mm for c, b, mm in zip(*(each.tolist() for each in found), strict=True)}
        assert told == {
            (center, block): mm
            for block, center, mm in table[["block_id", "center_id", "walk_mm"]].itertuples(index=False)
        }
        assert np.all(np.diff(found[0] * 10 + found[1]) > 0)


def test_each_block_may_have_a_bound_of_its_own() -> None:
    study = town(streets([(0, 0), (1000, 0)]), {"C": (0, 0)}, {"B1": (300, 0), "B2": (600, 0), "B3": (900, 0)})
    graph = network_of(study)
    attachments = network.attach(
        graph,
        centers=study.centers,
        blocks=study.blocks,
        gates=study.gates,
        max_snap_m=200,
        metric_crs=study.metric_crs,
    )
    asked = {"center_ids": study.centers["center_id"], "block_ids": study.blocks["block_id"]}
    _, block, walk_mm = network.walk_pairs(
        graph, attachments, **asked, bound_mm=np.array([200_000, 700_000, UNBOUNDED_MM])
    )
    assert block.tolist() == [1, 2]
    assert walk_mm.tolist() == pytest.approx([600_000, 900_000], abs=30)
    nobody = pd.Series([], dtype=object)
    empty = network.walk_pairs(graph, attachments, center_ids=nobody, block_ids=asked["block_ids"], bound_mm=1)
    assert [each.size for each in empty] == [0, 0, 0]
