"""Verdicts, the account that sums to the input, gaps and the service area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import circles
from circles import coverage, tables
from tests.towns import blocks, square, streets, town

if TYPE_CHECKING:
    from circles import Study

A_SQUARE_METRE = 1e-10
"""In square degrees, about; edges moved to another plane and back are off by less."""


def plan_of(population: list[float]) -> circles.Plan:
    """Four square blocks along one street: two inside, one outside, one too far from it; and one without geometry."""
    places = {
        "B1": square(100, 10, 100),
        "B2": square(400, 10, 100),
        "B3": square(2000, 10, 100),
        "B4": square(1000, 400, 100),
        "B5": None,
    }
    return circles.plan(town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, blocks(places, population=population)))


def test_account_sums_to_the_input_for_every_base() -> None:
    plan = plan_of([100.5, 200.25, 50.125, 7.001, 3.0])
    people = plan.account.loc["people"]
    assert people["total"] == 360.876
    assert (people["inside"], people["outside"], people["not_evaluated"]) == (300.75, 50.125, 10.001)
    assert people["coverage_rate"] == pytest.approx(300.75 / 360.876)
    land = plan.account.loc["land_m2"]
    assert land["total"] == pytest.approx(40_000, rel=1e-4)
    assert land["inside"] == pytest.approx(20_000, rel=1e-4)
    assert land["unknown_blocks"] == 1
    assert list(plan.account.loc["blocks", ["total", "inside", "outside", "not_evaluated"]]) == [5, 2, 1, 2]


def test_age_groups_are_accounted_like_people_and_pass_with_the_districts() -> None:
    places = {"B1": square(100, 10, 100), "B2": square(2000, 10, 100), "B3": None}
    table = blocks(places, population=[100, 50, 7]).assign(
        subdistrict="甲", community=["乙", "", ""], people_65_plus=[10.5, np.nan, 1.001], people_0_14=np.nan
    )
    plan = circles.plan(town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, table))
    assert list(plan.account.index) == ["people", "people_65_plus", "land_m2", "blocks"]
    row = plan.account.loc["people_65_plus"]
    assert (row["total"], row["inside"], row["outside"], row["not_evaluated"]) == (11.501, 10.5, 0, 1.001)
    assert (row["unknown_blocks"], row["coverage_rate"]) == (1, pytest.approx(10.5 / 11.501))
    assert list(plan.blocks.columns)[-4:] == ["subdistrict", "community", "people_65_plus", "people_0_14"]
    assert plan.blocks["community"].to_list() == ["乙", "", ""]


def test_empty_population_is_unknown_and_never_zero() -> None:
    plan = plan_of([100, np.nan, 50, 7, 3])
    assert plan.account.loc["people", "unknown_blocks"] == 1
    assert plan.account.loc["people", "total"] == 160
    none = plan_of([np.nan] * 5)
    assert "people" not in none.account.index
    assert none.headline_base == "land_m2"
    assert none.circles["population"].isna().all()
    assert none.gaps["population"].isna().all()


def test_headline_is_land_where_people_are_illustrative() -> None:
    places = {"B1": square(100, 10, 100), "B2": square(2000, 10, 100)}
    study = town(
        streets([(0, 0), (3000, 0)]),
        {"A": (0, 0)},
        blocks(places, population=[1, 99]),
        population_label="illustrative",
    )
    plan = circles.plan(study)
    assert plan.headline_base == "land_m2"
    assert "15-minute walk coverage rate of block land: 50.0%" in plan.sentence("en")
    assert "示例数据" in plan.sentence("zh")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.just(float("nan")), st.floats(0, 1e6).map(lambda x: round(x, 3))), min_size=5, max_size=5))
def test_account_is_exact_in_thousandths(population: list[float]) -> None:
    verdict = [tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED, tables.INSIDE, tables.OUTSIDE]
    table = blocks({f"B{i}": (0, 0) for i in range(5)}, population=population).assign(verdict=verdict, land_m2=np.nan)
    account = coverage.account(table)
    known = [round(value * 1000) for value in population if not np.isnan(value)]
    if not known:
        assert account.index.to_list() == ["blocks"]
        return
    row = account.loc["people"]
    parts = [round(row[name] * 1000) for name in ("inside", "outside", "not_evaluated")]
    assert sum(parts) == round(row["total"] * 1000) == sum(known)
    assert row["unknown_blocks"] == 5 - len(known)


def test_circle_population_counts_overlaps_in_each() -> None:
    places = blocks({"B1": (500, 0), "B2": (1900, 0)}, population=[10, 5])
    plan = circles.plan(town(streets([(0, 0), (3000, 0)]), {"A": (0, 0), "Z": (1000, 0)}, places))
    assert plan.circles["population"].to_list() == [10.0, 15.0]


def test_gaps_are_groups_within_fifty_metres_numbered_by_people() -> None:
    places = {
        "B1": square(2000, 10, 100),
        "B2": square(2149, 10, 100),
        "B3": square(2300.5, 10, 100),
        "B4": square(4000, 10, 100),
        "B5": square(100, 10, 100),
    }
    study = town(streets([(0, 0), (5000, 0)]), {"A": (0, 0)}, blocks(places, population=[10, 20, 1, 500, 9]))
    gaps = circles.plan(study).gaps
    assert gaps["population"].to_list() == [500.0, 30.0, 1.0]
    assert gaps["blocks"].to_list() == [1, 2, 1]
    assert gaps["gap_id"].to_list() == [1, 2, 3]
    assert gaps["worst_minutes"].iloc[0] == pytest.approx((4050 + 60) * 0.015, abs=0.01)


def gaps_of(study: Study) -> list[set[str]]:
    """Return the blocks of each gap in the order of the numbers."""
    blocks = circles.plan(study).blocks
    return [
        set(blocks.loc[blocks["gap_id"] == number, "block_id"]) for number in sorted(blocks["gap_id"].dropna().unique())
    ]


ROW = {f"B{i}": square(2000 + i * 140, 10, 100) for i in range(4)}
"""Four squares of 100 m in a row, 40 m apart, all outside."""


def test_a_gap_ends_where_the_sub_district_does() -> None:
    drawn = blocks(ROW, population=[9, 9, 1, 1])
    study = town(streets([(0, 0), (5000, 0)]), {"A": (0, 0)}, drawn.assign(subdistrict=["甲", "甲", "乙", "乙"]))
    assert gaps_of(study) == [{"B0", "B1"}, {"B2", "B3"}]


def test_communities_divide_where_a_sub_district_is_unknown_and_nothing_where_both_are() -> None:
    drawn = blocks(ROW, population=[9, 1, 1, 1]).assign(subdistrict=["甲", "", "", ""])
    lines = streets([(0, 0), (5000, 0)])
    study = town(lines, {"A": (0, 0)}, drawn.assign(community=["一", "二", "", "三"]))
    assert gaps_of(study) == [{"B0"}, {"B1", "B2", "B3"}]
    assert gaps_of(town(lines, {"A": (0, 0)}, drawn)) == [set(ROW)]


def test_a_gap_is_of_one_nearest_center_and_no_path_is_one_of_its_own() -> None:
    places = {f"B{i}": square(1950 + i * 140, 10, 100) for i in range(2)} | {"B2": square(2230, 10, 100)}
    lines = streets([(0, 0), (2210, 0)], [(2220, 0), (4300, 0)])
    drawn = blocks(places, population=[1, 2, 4])
    assert gaps_of(town(lines, {"A": (0, 0)}, drawn)) == [{"B2"}, {"B0", "B1"}]
    between = town(streets([(0, 0), (4300, 0)]), {"A": (0, 0), "Z": (4300, 0)}, drawn)
    assert gaps_of(between) == [{"B2"}, {"B0", "B1"}]


@pytest.mark.parametrize(("apart", "gaps"), [(149.5, 1), (150.5, 2)])
def test_points_are_of_one_gap_within_150_metres(apart: float, gaps: int) -> None:
    lines = streets([(0, 0), (5000, 0)])
    point = (2000.0 + apart, 10.0)
    for drawn in (blocks({"P": (2000.0, 10.0), "Q": point}), blocks({"P": square(1900, 10, 100), "Q": point})):
        assert len(gaps_of(town(lines, {"A": (0, 0)}, drawn))) == gaps


def test_a_study_without_gaps_has_an_empty_table() -> None:
    plan = circles.plan(town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, blocks({"B": square(10, 10, 50)})))
    assert len(plan.gaps) == 0
    assert tuple(plan.gaps.columns) == tables.PLAN_GAPS


def test_service_area_holds_inside_blocks_and_no_others() -> None:
    places = {"B1": square(500, -20, 200), "B2": square(1010, -300, 400), "B3": square(100, 25, 1.0)}
    study = town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, blocks(places))
    plan = circles.plan(study)
    assert plan.blocks["verdict"].to_list() == ["inside", "outside", "inside"]
    area = plan.service_area.geometry.iloc[0]
    inside, outside = (plan.blocks[plan.blocks["verdict"] == name].geometry for name in ("inside", "outside"))
    assert shapely.difference(inside.union_all(), area).area < A_SQUARE_METRE / 2
    assert shapely.intersection(outside.union_all(), area).area < A_SQUARE_METRE / 2


def test_verdict_never_depends_on_the_drawing() -> None:
    places = {f"B{i}": square(i * 130.0, 35 + i, 40) for i in range(12)}
    study = town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, blocks(places))
    plans = [circles.plan(study, circles.Scenario(frontage_m=m, cell_m=c)) for m, c in ((30, 10), (90, 25), (5, 3))]
    assert plans[0].blocks.equals(plans[1].blocks)
    assert plans[0].blocks.equals(plans[2].blocks)


def test_five_minutes_are_within_ten_within_fifteen() -> None:
    places = {f"B{i}": square(i * 90.0, 35, 40) for i in range(20)}
    study = town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, blocks(places))
    inside = [
        set(plan.blocks.loc[plan.blocks["verdict"] == "inside", "block_id"])
        for plan in (circles.plan(study, circles.Scenario(minutes=minutes)) for minutes in (5, 10, 15))
    ]
    assert inside[0] < inside[1] < inside[2]


def test_rows_keep_their_order_and_index_whatever_it_is() -> None:
    places = blocks({f"B{i}": square(i * 100.0, 10, 50) for i in range(8)}, population=list(range(8)))
    lines = streets([(0, 0), (3000, 0)])
    plan = circles.plan(town(lines, {"A": (0, 0)}, places))
    turned = places.iloc[::-1].set_axis(list("hgfedcba"))
    other = circles.plan(town(lines, {"A": (0, 0)}, turned))
    assert other.blocks.index.to_list() == list("hgfedcba")
    again = other.blocks.iloc[::-1].reset_index(drop=True)
    assert again.equals(plan.blocks)
    assert other.account.equals(plan.account)
