"""The k-th nearest center: every path compared, the plan's own walks; what closes a center takes from people."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import circles
from circles import network, tables
from circles.errors import InputError
from circles.network.search import UNBOUNDED_MM
from circles.workflows import centers_in_reach, network_of, plan
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from circles.answers import Plan
    from circles.network import WalkNetwork


@pytest.fixture(scope="module")
def demo() -> tuple[Plan, WalkNetwork]:
    study = circles.read_study(circles.demo_study() / "study.toml")
    walk_network = network_of(study)
    return plan(study, walk_network=walk_network), walk_network


def test_a_road_by_hand() -> None:
    road = streets([(0, 0), (6000, 0)], [(0, 9000), (500, 9000), (3000, 9000)])
    places = {"A": (0.0, 0.0), "B": (2000.0, 0.0), "C": (6000.0, 0.0)}
    homes = blocks({"near": (940.0, 0.0), "far": (5000.0, 0.0), "away": (100.0, 9000.0), "lost": (0.0, 20_000.0)})
    found: Any = centers_in_reach(plan(town(road, centers(places), homes)), k=4).set_index("block_id")
    assert found.loc["near", "within"] == 1
    assert found.loc["near", ["center_1", "center_2", "center_3"]].tolist() == ["A", "B", "C"]
    assert found.loc["near", ["minutes_1", "minutes_2", "minutes_3"]].tolist() == pytest.approx(
        [14.1, 15.9, 75.9], abs=1e-3
    )
    assert found.loc["far", ["minutes_1", "minutes_2", "minutes_3"]].tolist() == pytest.approx([15, 45, 75], abs=1e-3)
    assert found.loc["far", "center_2"] == "B"
    assert pd.isna(found["minutes_4"]).all()
    assert found.loc["away", "within"] == 0
    assert pd.isna(found.loc["away", "minutes_1"])
    assert pd.isna(found.loc["lost", "within"])


def test_the_nearest_three_are_those_of_all_paths(demo: tuple[Plan, WalkNetwork]) -> None:
    answer, walk_network = demo
    found = centers_in_reach(answer, walk_network=walk_network)
    opened = answer.centers.loc[answer.centers["status"] == "open", "center_id"]
    every = network.walks(walk_network, answer.attachments, opened, bound_mm=int(UNBOUNDED_MM))
    every["rank"] = every.groupby("block_id").cumcount() + 1
    for rank in (1, 2, 3):
        expected = every[every["rank"] == rank].set_index("block_id").reindex(answer.blocks["block_id"])
        assert found[f"center_{rank}"].tolist() == expected["center_id"].tolist()
        walked = np.round(found[f"minutes_{rank}"].to_numpy() * 200_000 / 3)
        assert walked.tolist() == expected["walk_mm"].tolist()
    assert found["center_1"].tolist() == answer.blocks["center_id"].tolist()
    assert found["minutes_1"].equals(answer.blocks["minutes"])


def test_people_by_centers_in_reach_add_up_to_those_inside(demo: tuple[Plan, WalkNetwork]) -> None:
    answer, walk_network = demo
    counts = answer.reach_counts
    assert counts is not None
    assert counts["people"].sum() == answer.account.loc["people", "inside"]
    assert counts["blocks"].sum() == answer.account.loc["blocks", "inside"]
    assert counts.loc[1, "people"] == answer.centers["people_alone"].sum()
    within = centers_in_reach(answer, k=1, walk_network=walk_network)["within"].clip(upper=3)
    assert counts["blocks"].tolist() == [int((within == number).sum()) for number in (1, 2, 3)]


@pytest.mark.parametrize("k", [0, 101])
def test_ranks_out_of_bounds_are_refused(demo: tuple[Plan, WalkNetwork], k: int) -> None:
    with pytest.raises(InputError):
        centers_in_reach(demo[0], k=k)


@pytest.mark.skipif("CIRCLES_TEST_DATA" not in os.environ, reason="needs the cities of CIRCLES_TEST_DATA")
def test_whom_only_one_center_serves_are_those_whom_its_closing_leaves_outside_in_wuhan() -> None:
    lines = circles.read_streets(Path(os.environ["CIRCLES_TEST_DATA"]) / "wuhan" / "wuhan.osm.pbf")
    draw = random.Random(12)  # noqa: S311 an illustration, not a secret
    ends = [(line.coords[0][0], line.coords[0][1]) for line in lines.geometry.iloc[::7]]
    venues, homes = draw.sample(ends, 60), draw.sample(ends, 300)
    places = pd.DataFrame(homes, columns=["lon", "lat"]).assign(population=[draw.randint(1, 5000) for _ in homes])
    study = circles.study(streets=lines, centers=pd.DataFrame(venues, columns=["lon", "lat"]), blocks=places)
    walk_network = network_of(study)
    whole = plan(study, walk_network=walk_network)
    alone = whole.centers.set_index("center_id")["people_alone"]
    inside = whole.account.loc["people", "inside"]
    assert (alone > 0).sum() > 20
    for center in draw.sample(sorted(alone[alone > 0].index), 2):
        without = plan(study.with_status(center, "closed"), walk_network=walk_network)
        assert without.account.loc["people", "inside"] == inside - alone[center]
        gone = (whole.blocks["verdict"] == tables.INSIDE) & (without.blocks["verdict"] != tables.INSIDE)
        assert whole.blocks.loc[gone.to_numpy(), "population"].sum() == alone[center]
