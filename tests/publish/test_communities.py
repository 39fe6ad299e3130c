"""The card of each community on the map, worked by hand: whose center covers it, what an audit found there."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

import circles
from circles.publish.payload_communities import communities
from circles.publish.payload_districts import districts
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from circles import Plan

# Metres east, sub-district, community, people. The one center stands at 0 and names 甲 of 西; 东 has a namesake.
BLOCKS: dict[str, tuple[int | None, str, str, float]] = {
    "near": (500, "东", "甲", 100.0),
    "far": (2900, "东", "甲", 200.0),
    "west": (-500, "西", "甲", 400.0),
    "lost": (None, "西", "乙", float("nan")),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    at = sorted({0, *(row[0] for row in BLOCKS.values() if row[0] is not None)})
    places = {name: None if row[0] is None else (row[0], 0) for name, row in BLOCKS.items()}
    said = {"subdistrict": [row[1] for row in BLOCKS.values()], "community": [row[2] for row in BLOCKS.values()]}
    lived = blocks(places, population=[row[3] for row in BLOCKS.values()]).assign(**said)
    listed = centers({"S": (0, 0)}).assign(community=["甲"], subdistrict=["西"])
    return circles.plan(town(streets(*([(west, 0), (east, 0)] for west, east in pairwise(at))), listed, lived))


def card(found: dict[str, Any], subdistrict: str, name: str) -> dict[str, Any]:
    row = list(zip(found["subdistrict"], found["name"], strict=True)).index((subdistrict, name))
    told = {fact["name"]: fact["texts"][row] for fact in found["facts"]}
    return {**told, "verdict": found["verdict"][row], "centers": found["centers"][row]}


def test_a_card_says_by_whose_center_people_are_covered(plan: Plan) -> None:
    found: Any = communities(plan, "en")
    assert card(found, "东", "甲") == {
        "people": "300 people",
        "Covered by its own center": "0 people",
        "Covered only by another's": "100 people",
        "Outside": "200 people",
        "Not evaluated": "0 people",
        "Blocks without a number of people": None,
        "verdict": "partly_covered",
        "centers": [],
    }
    own = card(found, "西", "甲")
    assert (own["Covered by its own center"], own["centers"]) == ("400 people", [0])
    assert found["tasks"] is None


def test_communities_stand_in_the_order_in_which_the_page_lists_them(plan: Plan) -> None:
    told, found = districts(plan), communities(plan, "en")
    assert told is not None
    assert found is not None
    listed = [
        (above, name)
        for level, above, name in zip(told["level"], told["above"], told["name"], strict=True)
        if level == "community"
    ]
    assert listed == list(zip(found["subdistrict"], found["name"], strict=True))


def test_people_whom_nobody_counted_are_unknown_and_not_nobody(plan: Plan) -> None:
    lost = card(communities(plan, "en") or {}, "西", "乙")
    assert (lost["people"], lost["Outside"], lost["Blocks without a number of people"]) == ("–", "–", "1")
    assert lost["verdict"] == "not_judged"


def test_where_nobody_says_whose_a_center_is_its_own_centers_are_unknown(plan: Plan) -> None:
    study = plan.study
    silent = circles.plan(
        circles.study(
            streets=study.streets, centers=study.centers[["center_id", "name", "geometry"]], blocks=study.blocks
        )
    )
    found: Any = communities(silent, "en")
    assert set(map(str, found["centers"])) == {"None"}
    assert card(found, "东", "甲")["Inside"] == "100 people"


def test_an_audit_adds_its_ledger_to_the_community_it_names_and_not_to_a_namesake(plan: Plan) -> None:
    audit = circles.audit(plan, norms=["guobanfa-2021-56"], as_of=dt.date(2025, 6, 30))
    found: Any = communities(plan, "en", audit=audit)
    told = found["tasks"]
    tasks = {
        (found["subdistrict"][row], found["name"][row]): [told["problem"][each] for each in own]
        for row, own in enumerate(told["of"])
    }
    assert any("no open center within 15 minutes" in problem for problem in tasks["东", "甲"])
    assert not any("no open center within 15 minutes" in problem for problem in tasks["西", "甲"])
    assert card(found, "东", "甲")["Households"] == "unknown"


def test_a_plan_without_communities_has_none() -> None:
    drawn = town(streets([(0, 0), (1000, 0)]), centers({"c": (0, 0)}), blocks({"a": (100, 0)}))
    assert communities(circles.plan(drawn), "zh") is None
