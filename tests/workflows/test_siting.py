"""Sites proposed in towns where the right ones are plain to see, each answer confirmed by a plan."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely

import circles
from circles import SitingQuestion, integers, tables, texts
from circles.sources import candidates_from_table
from circles.workflows.siting_posing import posed
from tests.siting.test_candidates import listed
from tests.towns import blocks, centers, degrees, square, streets, town
from tests.workflows.long_road import (
    COARSE,
    KERBS,
    PEOPLE,
    PLACES,
    answered,
    lines,
    long_road,
    sited,
)

if TYPE_CHECKING:
    from circles import Siting, Study


def chosen(siting: Siting) -> list[str]:
    return list(siting.sites["candidate_id"])


def test_each_further_center_goes_where_most_people_are_left() -> None:
    assert answered(new=1).ids == ["K1"]
    answer = sited(new=3)
    assert chosen(answer) == ["K1", "K2", "K3"]
    assert answer.sites["gained_population"].tolist() == [50, 40, 5.5]
    assert answer.sites["gained_blocks"].tolist() == [2, 1, 1]
    assert answer.sites["gaps_closed"].tolist() == ["2, 3", "1", "4"]
    assert answer.sites["coverage_rate"].tolist() == pytest.approx([60 / 105.5, 100 / 105.5, 1])
    assert answer.sites["near"].tolist() == ["East Road, North Lane", "East Road", "East Road"]
    assert answer.sites["name"].tolist() == ["Proposed site 1", "Proposed site 2", "Proposed site 3"]
    assert (answer.status, answer.objective, answer.bound, answer.gap) == ("optimal", 105_500, 105_500, 0.0)
    assert (answer.covered_before, answer.covered_after, answer.total) == (10_000, 105_500, 105_500)


def test_the_sites_stand_in_the_plan_as_open_centers() -> None:
    answer = sited(new=2)
    after = answer.plan_after
    assert after.centers["center_id"].tolist() == ["A", "S01", "S02"]
    assert answer.study_after.centers["status"].tolist() == ["open"] * 3
    assert set(after.blocks["center_id"]) == {"A", "S01", "S02"}
    assert answer.plan_before.study.centers["center_id"].tolist() == ["A"]
    same = circles.plan(answer.study_after, COARSE)
    assert same.blocks.drop(columns="geometry").equals(after.blocks.drop(columns="geometry"))
    assert after.warnings[-1].code == "sites_are_proposals"


def test_ids_of_sites_step_around_those_of_centers() -> None:
    study = replace(long_road(), centers=centers({"S01": (0, 0)}))
    assert sited(study, new=2).sites["site_id"].tolist() == ["S02", "S03"]


def test_junctions_are_the_candidates_where_none_are_given() -> None:
    answer = circles.site(long_road(), SitingQuestion(new=2), scenario=COARSE)
    places = degrees([(2000, 0), (4000, 0)])
    assert [(point.x, point.y) for point in answer.sites.geometry] == [tuple(place) for place in places.tolist()]
    assert lines(answer, "candidates", "en") == ["Candidates: 2 made, 2 take part."]


def test_the_fewest_that_cover_a_share() -> None:
    half = sited(objective="fewest", share=0.5)
    assert (chosen(half), half.objective, half.unit) == (["K1"], 1, "sites")
    assert len(answered(objective="fewest", share=0.9).ids) == 2
    assert len(answered(objective="fewest").ids) == 3


def test_the_cheapest_are_not_the_fewest() -> None:
    answer = sited(objective="cheapest", share=0.5, cost=[90, 40, 10, 20])
    assert (chosen(answer), answer.objective, answer.unit) == (["K2", "K3"], 50, "cost")
    with pytest.raises(circles.QuestionError, match="no candidate has one"):
        answered(objective="cheapest")


def test_the_least_walking_of_all() -> None:
    answer = sited(objective="total_walk", new=1)
    assert chosen(answer) == ["K1"]
    walk_mm = answer.plan_after.blocks["walk_mm"].to_numpy()
    assert answer.objective == int((integers.thousandths(pd.Series(PEOPLE)) * walk_mm).sum())
    assert "to the nearest center on average" in answer.sentence("en")


def test_the_least_longest_walk() -> None:
    answer = sited(objective="worst_walk", new=2)
    assert answer.objective == int(answer.plan_after.blocks["walk_mm"].max())
    assert chosen(answer) == ["K1", "K2"]
    assert answer.unit == "walk"


def test_blocks_that_nothing_leads_to_are_left_out_of_distances_and_named() -> None:
    study = long_road()
    lost = blocks({**PLACES, "B6": (50_000, 50_000)}, population=[*PEOPLE, 99])
    answer = sited(replace(study, blocks=lost), objective="worst_walk", new=2)
    assert [finding.code for finding in answer.warnings] == ["site_blocks_left_out"]
    assert "B6" in answer.warnings[0].text("zh")
    assert answer.objective == answered(objective="worst_walk", new=2).objective


def test_a_budget_is_kept() -> None:
    answer = sited(new=3, budget=50.0, cost=[45, 30, 20, 1])
    assert chosen(answer) == ["K2", "K4"]
    assert answer.sites["cost"].sum() <= 50
    rich = sited(new=2, budget=75.0, cost=[45, 30, 20, 1])
    assert chosen(rich) == ["K1", "K2"]
    assert rich.sites["cost_per_person"].tolist() == pytest.approx([45 / 50, 30 / 40])
    assert "a cost of 75 in all" in rich.sentence("en")


def test_costs_by_floor_area() -> None:
    areas = [1000.0, np.nan, np.nan, np.nan]
    answer = sited(new=2, budget=5000.0, cost_per_m2=3.0, floor_area_m2=500.0, floor_areas=areas)
    assert dict(zip(chosen(answer), answer.sites["cost"], strict=True)) == {"K1": 3000, "K2": 1500}
    assert answer.sites["floor_area_m2"].tolist() == [1000, 500]


def test_candidates_without_a_cost_take_no_part_in_a_budget() -> None:
    answer = sited(new=2, budget=5000.0, cost=[np.nan, 30, 20, 1])
    assert "K1" not in chosen(answer)
    assert answer.candidates_account["no_cost"] == 1
    assert [finding.code for finding in answer.warnings] == ["site_candidates_no_cost"]


def test_capacities_fill_up() -> None:
    answer = sited(new=1, capacity=25.0, capacities=[np.nan, 60.0, np.nan, np.nan])
    assert chosen(answer) == ["K2"]
    assert answer.objective == 50_000
    assert "50 people served within the capacities" in answer.sentence("en")
    assert [finding.code for finding in answer.warnings] == ["site_capacity_short"]


def test_the_fewest_with_room_for_a_share() -> None:
    answer = sited(objective="fewest", share=0.5, capacity=30.0)
    assert (answer.objective, len(answer.sites)) == (2, 2)
    assert "served" not in answer.sentence("en")


@pytest.mark.parametrize(
    ("weight", "first"),
    [("people_60_plus", "K3"), ("people_0_14", "K2"), ("people_renovation", "K2"), ("blocks", "K1")],
)
def test_who_is_counted_decides(weight: str, first: str) -> None:
    study = long_road(people_60_plus=[1.0, 0, 0, 2, 5], people_0_14=[0, 1, 1, 9.5, 0])
    study = replace(study, blocks=study.blocks.assign(people_renovation=[10.0, 0, 0, 40, 0]))
    answer = sited(study, new=1, weight=weight)
    assert chosen(answer) == [first]
    assert answer.unit == ("blocks" if weight == "blocks" else "people")
    assert texts.say(f"base.{weight}", "en") in answer.sentence("en")


def test_blocks_without_people_count_as_one_each() -> None:
    study = replace(long_road(), blocks=blocks(PLACES))
    answer = sited(study, new=1)
    assert (answer.weight, answer.objective, answer.total) == ("blocks", 3000, 5000)
    assert [finding.code for finding in answer.warnings] == ["site_counts_blocks"]
    assert answer.sites["gained_population"].isna().all()


def test_the_worst_off_sub_district_comes_first() -> None:
    study = long_road(subdistrict=["West", "West", "West", "West", "East"])
    assert answered(study, new=1).ids == ["K1"]
    assert answered(study, new=1, worst_first=True).ids == ["K3"]
    with pytest.raises(circles.QuestionError, match="Sub-districts are not known"):
        answered(new=1, worst_first=True)


def test_the_center_that_is_missed_least_closes() -> None:
    study = replace(long_road(), centers=centers({"A": (0, 0), "D": (5800, 0), "E": (3900, 0)}))
    answer = sited(study, new=0, close=1)
    assert answer.closed == ("D",)
    assert answer.sites.empty
    assert lines(answer, "closing", "en") == ["Closing: Center D (D)"]
    assert answer.covered_after == answer.covered_before - 5500
    nowhere = circles.Candidates(table=listed({"K": (0, 90_000)}))
    assert circles.site(study, SitingQuestion(close=1), candidates=nowhere, scenario=COARSE).closed == ("D",)
    moved = sited(study, relocate=1)
    assert (moved.closed, chosen(moved)) == (("D",), ["K1"])
    assert moved.covered_after == 100_000


def test_phases_build_on_each_other() -> None:
    answer = sited(phases=(1, 2))
    assert chosen(answer)[0] == "K1"
    assert answer.sites["phase"].tolist() == [1, 2, 2]
    assert answer.proof("en").startswith(
        "Proven for each phase: with these candidates, nothing is better given the earlier"
    )
    assert "All at once might be better" in answer.proof("en")
    assert answer.proof("zh").startswith("已证明各期最优")
    # The bound of the last phase is none of all phases together, whatever ended them.
    for status, why in (
        ("step limit", "ended by the limit on the search"),
        ("stopped", "early"),
        ("rounding", "rounding"),
    ):
        unproven = replace(answer, status=status).proof("en")
        assert why in unproven.split(".")[0]
        assert "nothing can be better" not in unproven


def test_forbidden_ground_is_never_chosen() -> None:
    forbidden = shapely.Polygon(degrees(square(1900, -100, 200)))
    asked = circles.Candidates(table=listed(KERBS), forbidden=forbidden)
    answer = circles.site(long_road(), SitingQuestion(new=3), candidates=asked, scenario=COARSE)
    assert "K1" not in chosen(answer)
    assert not answer.sites.geometry.within(forbidden).any()


@cache
def grid_town(seed: int) -> Study:
    """A grid of streets with centers and blocks anywhere on it, some of them far off."""
    draw = np.random.default_rng(seed)
    lines = [[(x, y), (x + 400, y)] for x in range(0, 3200, 400) for y in range(0, 3600, 400)]
    lines += [[(x, y), (x, y + 400)] for x in range(0, 3600, 400) for y in range(0, 3200, 400)]
    spots = [(float(x), float(y)) for x, y in draw.uniform(-100, 3300, (43, 2)).round(1)]
    places: dict[str, Any] = {
        f"B{i:02d}": square(spots[i][0], spots[i][1], 40.0) if i % 2 else spots[i] for i in range(40)
    }
    people = np.where(draw.random(40) < 0.1, np.nan, draw.integers(0, 900, 40) / 8)
    return town(streets(*lines), {f"C{i}": spots[i] for i in (40, 41, 42)}, blocks(places, population=people.tolist()))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "asked",
    [
        {"new": 4},
        {"objective": "fewest", "share": 0.8},
        {"objective": "total_walk", "new": 3},
        {"objective": "worst_walk", "new": 3},
        {"new": 3, "close": 1},
    ],
    ids=lambda asked: "-".join(map(str, asked.values())),
)
def test_in_any_town_the_parts_add_up(seed: int, asked: dict[str, Any]) -> None:
    study = grid_town(seed)
    answer = circles.site(
        study, SitingQuestion(**asked), candidates=circles.Candidates(spacing_m=400.0), scenario=COARSE
    )
    counted = integers.thousandths(study.blocks["population"])
    inside = (answer.plan_after.blocks["verdict"] == tables.INSIDE).to_numpy()
    assert counted[inside].sum() == answer.covered_after
    gained = round(answer.sites["gained_population"].sum() * 1000)
    if not answer.closed:
        assert gained == answer.covered_after - answer.covered_before
        assert (
            answer.sites["gained_blocks"].sum() == (inside & (answer.plan_before.blocks["verdict"] != "inside")).sum()
        )
    assert (answer.sites["gained_population"] <= answer.sites["alone_population"]).all()
    assert answer.sites["coverage_rate"].iloc[-1] == pytest.approx(answer.covered_after / answer.total)


def test_the_same_question_has_the_same_answer_whatever_the_order_of_the_list() -> None:
    table = listed({f"K{i}": (400.0 * i, 800.0) for i in range(9)})
    summaries = [
        circles.site(
            grid_town(3), SitingQuestion(new=2), candidates=candidates_from_table(rows), scenario=COARSE
        ).summary()
        for rows in (table, table.iloc[::-1])
    ]
    assert summaries[0] == summaries[1]


@pytest.mark.parametrize("close", [0, 1])
def test_walks_of_the_question_are_those_of_the_plan(close: int) -> None:
    study = grid_town(9)
    before, walk_network = circles.plan(study, COARSE), circles.network_of(study)
    asked = SitingQuestion(objective="total_walk", new=1, close=close)
    pairs_of = posed(before, asked, circles.Candidates(), walk_network)
    pairs, today_mm = pairs_of.instance, before.blocks["walk_mm"].to_numpy()
    for place, center in enumerate(pairs_of.center_ids):
        own = pairs.pair_site == place
        alone = circles.plan(
            replace(study, centers=study.centers[study.centers["center_id"] == center]),
            COARSE,
            walk_network=walk_network,
        )
        walk_mm = alone.blocks["walk_mm"].to_numpy()
        told = (walk_mm >= 0) & ((walk_mm <= np.maximum(today_mm, before.scenario.limit_mm)) | (close > 0))
        assert pairs.pair_block[own].tolist() == np.flatnonzero(told).tolist()
        assert pairs.pair_walk_mm[own].tolist() == walk_mm[told].tolist()


def test_a_stop_gives_the_best_so_far() -> None:
    answer = circles.site(grid_town(1), SitingQuestion(new=4), scenario=COARSE, stop=lambda: True)
    assert answer.status in {"stopped", "optimal"}
    assert answer.covered_before < answer.covered_after <= answer.bound
