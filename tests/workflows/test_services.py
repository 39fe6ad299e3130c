"""Services within the walk on a town worked by hand: one street east, walks exact at its nodes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import circles
from circles import Scenario
from circles.errors import InputError
from circles.service_lists import service_list
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from circles import Plan, Study

THREE = "养老服务站、儿童服务站、志愿服务站"

CENTERS = {
    # metres east, type, services, leads
    "P": (0, "党群服务中心", "养老服务站，儿童服务站", ""),
    "Q": (900, "志愿服务站", "", "Center P"),  # its type is one of the services: clear
    "R": (3000, "党群服务中心", "", ""),  # says nothing: unclear
}

EXPECTED: dict[str, tuple[int, float, str, float, float, str, str]] = {
    # metres east, people, verdict, services within, share, missing, unclear
    "A": (0, 10.0, "complete", 3, 1.0, "", ""),  # P 0, Q 900
    "X": (1000, 20.0, "complete", 3, 1.0, "", ""),  # P on the limit, Q 100
    "Y": (1001, 30.0, "incomplete", 1, 1 / 3, "养老服务站、儿童服务站", ""),  # P a metre too far
    "D": (-500, 70.0, "incomplete", 2, 2 / 3, "志愿服务站", ""),  # P 500
    "Z": (2000, 50.0, "cannot tell", 0, float("nan"), "", "养老服务站、儿童服务站、志愿服务站"),  # R on the limit
    "W": (1900, 40.0, "incomplete", 1, 1 / 3, "养老服务站、儿童服务站", ""),  # Q on the limit, R 1100
    "G": (4001, 60.0, "incomplete", 0, 0.0, "养老服务站、儿童服务站、志愿服务站", ""),  # R a metre too far
}


def served(**columns: Any) -> Study:
    places = {name: row[0] for name, row in EXPECTED.items()}
    at = sorted({*places.values(), *(row[0] for row in CENTERS.values()), 720, 721})
    listed = centers({name: (row[0], 0) for name, row in CENTERS.items()})
    listed = listed.assign(
        kind=[row[1] for row in CENTERS.values()],
        services=[row[2] for row in CENTERS.values()],
        anchor=[row[3] for row in CENTERS.values()],
    )
    lived = blocks({name: (x, 0) for name, x in places.items()}, population=[row[1] for row in EXPECTED.values()])
    return town(streets(*([(west, 0), (east, 0)] for west, east in pairwise(at))), listed, lived.assign(**columns))


@pytest.fixture(scope="module")
def planned() -> Plan:
    areas = ["urban"] * 4 + ["rural"] * 2 + [""]
    return circles.plan(served(urban_rural=areas), Scenario(required_services=THREE, judged="all"))


def test_each_block_has_its_services_counted_and_the_missing_named(planned: Plan) -> None:
    columns = ["services_verdict", "services_within", "service_completeness", "services_missing", "services_unclear"]
    found = planned.blocks.set_index("block_id")[columns]
    expected = pd.DataFrame.from_dict({name: row[2:] for name, row in EXPECTED.items()}, orient="index")
    expected.columns, expected.index.name = columns, "block_id"
    pd.testing.assert_frame_equal(pd.DataFrame(found), expected, check_dtype=False)


def test_the_account_adds_up_in_town_and_country_and_together(planned: Plan) -> None:
    assert planned.services is not None
    people = planned.services.account.query("base == 'people'").set_index("area")
    assert people[["total", "complete", "incomplete", "cannot_tell", "not_evaluated"]].T.to_dict("list") == {
        "urban": [130, 30, 100, 0, 0],
        "rural": [90, 0, 40, 50, 0],
        "unsaid": [60, 0, 60, 0, 0],
        "all": [280, 30, 200, 50, 0],
    }


def test_each_service_says_who_has_it_and_who_lacks_it(planned: Plan) -> None:
    assert planned.services is not None
    rows = planned.services.services.set_index("service")
    assert rows[["centers", "people_with", "people_without", "people_unclear"]].T.to_dict("list") == {
        "养老服务站": [1, 100, 130, 50],  # A X D; Y W G; Z
        "儿童服务站": [1, 100, 130, 50],
        "志愿服务站": [1, 100, 130, 50],  # A X Y W; D G; Z
    }


def test_a_center_offers_what_the_venues_of_its_cluster_offer_where_they_stand_together(planned: Plan) -> None:
    columns = ["services_offered", "service_completeness", "services_missing"]

    def told(plan: Plan) -> list[tuple[Any, ...]]:
        return list(plan.centers[columns].itertuples(index=False, name=None))[:2]

    apart = [(2, pytest.approx(2 / 3), "志愿服务站"), (1, pytest.approx(1 / 3), "养老服务站、儿童服务站")]
    assert told(planned) == apart  # 300 m by default
    assert told(circles.plan(served(), Scenario(required_services=THREE, cluster_m=899))) == apart
    near = circles.plan(served(), Scenario(required_services=THREE, cluster_m=901))
    assert told(near) == [(3, 1.0, ""), apart[1]]
    assert near.services is not None
    assert near.services.clusters[["anchor_id", "center_id", "together"]].to_numpy().tolist() == [["P", "Q", True]]
    assert near.services.clusters["straight_m"].tolist() == [pytest.approx(900, abs=0.1)]
    assert planned.centers[columns].iloc[2].isna().tolist() == [True, True, False]  # R says nothing


def test_a_list_that_its_source_leaves_open_cannot_be_complete() -> None:
    study = served()
    fields = "、".join(service_list("jinshui-8").services)
    plan = circles.plan(
        replace(study, centers=study.centers.assign(services=[fields] * 3)), Scenario(required_services="jinshui-8")
    )
    by_block = plan.blocks.set_index("block_id")
    assert set(by_block["services_verdict"]) == {"cannot tell"}
    assert by_block["service_completeness"].isna().all()
    assert (by_block["services_within"]["A"], by_block["services_within"]["G"]) == (3, 0)
    assert by_block["services_missing"]["G"] == fields  # sure all the same


def test_a_block_that_is_not_evaluated_says_nothing_of_services() -> None:
    study = served()
    away = study.blocks.copy()
    away.loc[0, "geometry"] = blocks({"A": (0, 5000)}).geometry[0]
    plan = circles.plan(replace(study, blocks=away), Scenario(required_services=THREE))
    row = plan.blocks.iloc[0]
    assert (row["services_verdict"], row["services_missing"]) == ("", "")
    assert pd.isna(row["services_within"])
    assert plan.services is not None
    assert plan.services.account.query("base == 'people' and area == 'all'")["not_evaluated"].tolist() == [10]


def test_where_no_center_says_a_service_nothing_is_told_and_why() -> None:
    study = served()
    silent = study.centers.drop(columns=["services", "kind"])
    plan = circles.plan(replace(study, centers=silent), Scenario(required_services=THREE))
    assert plan.services is None
    assert "services_verdict" not in plan.blocks
    assert "services_unsaid" in {finding.code for finding in plan.warnings}


def test_a_list_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError) as refused:
        Scenario(required_services="huizhou-12")
    assert [(each.code, each.column) for each in refused.value.findings] == [
        ("service_list_not_known", "required_services")
    ]
    assert "huizhou-11" in str(refused.value)


OLD = {"A": 5.0, "X": 1.0, "Y": 2.0, "D": 7.0, "Z": 3.0, "W": 4.0, "G": 6.0}
SMALL = {"A": 1.0, "X": 2.0, "Y": 3.0, "D": 4.0, "Z": 5.0, "W": 6.0, "G": 7.0}


def test_stations_are_judged_for_their_own_group_at_its_own_pace() -> None:
    """15 minutes: 720 m at 2.88 km/h for those over 60, 900 m at 3.6 km/h with a child."""
    study = served(people_60_plus=list(OLD.values()), people_0_3=list(SMALL.values()))
    told = study.centers.assign(services=["养老服务站", "婴幼儿托育", ""], kind=["", "", "儿童之家"])
    plan = circles.plan(replace(study, centers=told), Scenario(service_groups=True))
    assert plan.services is not None
    groups = plan.services.groups.query("area == 'all'").set_index("group")
    assert groups["limit_m"].to_dict() == {"elderly": 720, "toddlers": 900, "children": 900}
    # Elderly: P at 0 reaches A and D. Toddlers: Q at 900 reaches A (900), X and Y. Children: R at 3000 nobody.
    assert groups["inside"].to_dict() == {
        "elderly": 12,
        "toddlers": 6,
        "children": pytest.approx(float("nan"), nan_ok=True),
    }
    assert groups["total"].to_dict() == {
        "elderly": 28,
        "toddlers": 28,
        "children": pytest.approx(float("nan"), nan_ok=True),
    }
    assert groups["blocks_inside"].to_dict() == {"elderly": 2, "toddlers": 3, "children": 0}
    rows = plan.services.group_blocks.query("group == 'toddlers'").set_index("block_id")
    assert rows["walk_mm"][["A", "X", "W"]].tolist() == [900_000, 100_000, -1]
    assert "group_without_people" in {finding.code for finding in plan.warnings}


def test_a_pram_avoids_steps() -> None:
    study = served(people_0_3=list(SMALL.values()))
    told = study.centers.assign(services=["婴幼儿托育", "", ""], kind="")
    drawn = study.streets
    steps = drawn.index == 0  # the westernmost piece, from D to A
    stepped = replace(study, centers=told, streets=drawn.assign(highway=drawn["highway"].mask(steps, "steps")))
    by_block = {
        name: circles.plan(each, Scenario(service_groups=True))
        .services.group_blocks.query(  # type: ignore[union-attr]
            "group == 'toddlers'"
        )
        .set_index("block_id")["verdict"]
        for name, each in {"plain": replace(study, centers=told), "stepped": stepped}.items()
    }
    assert by_block["plain"][["A", "D"]].tolist() == ["inside", "inside"]
    assert by_block["stepped"][["A", "D"]].tolist() == ["inside", "outside"]
