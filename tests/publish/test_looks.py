"""What else the map is looked at by, on a street worked by hand: tiers, services, a group, sub-districts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

import circles
from circles import Scenario
from circles.phrases import in_language
from circles.publish.packed_geometry import UNITS_PER_DEGREE
from circles.publish.payload import page_payload
from circles.publish.payload_looks import looks
from circles.service_tiers import Tier
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from circles import Plan

PEOPLE = {"near": 100.0, "east": 200.0, "far": 400.0, "lost": 800.0, "west": 1600.0}
# Metres east. S at 0, of the higher tier, offers one of the two services; C at 2,000, of the lower, says nothing.
PLACES = {"near": 500, "east": 1600, "far": 2900, "lost": None, "west": -2500}
INSIDE, OUTSIDE, UNKNOWN = 0, 1, 2
EXPECTED: dict[str, dict[str, int]] = {
    # Within 1,000 m of S.
    "街镇": {"near": INSIDE, "east": OUTSIDE, "far": OUTSIDE, "lost": UNKNOWN, "west": OUTSIDE},
    # Within 500 m of C.
    "社区村": {"near": OUTSIDE, "east": INSIDE, "far": OUTSIDE, "lost": UNKNOWN, "west": OUTSIDE},
    # C may offer anything to whom it reaches within 1,000 m.
    "本任务所列服务": {"near": OUTSIDE, "east": UNKNOWN, "far": UNKNOWN, "lost": UNKNOWN, "west": OUTSIDE},
    "养老服务": {"near": INSIDE, "east": UNKNOWN, "far": UNKNOWN, "lost": UNKNOWN, "west": OUTSIDE},
    "养老": {"near": OUTSIDE, "east": UNKNOWN, "far": UNKNOWN, "lost": UNKNOWN, "west": OUTSIDE},
    # 15 minutes at 2.88 km/h: within 720 m of S.
    "60岁及以上": {"near": INSIDE, "east": OUTSIDE, "far": OUTSIDE, "lost": UNKNOWN, "west": OUTSIDE},
}


def planned(**columns: list[str]) -> Plan:
    at = sorted({*(x for x in PLACES.values() if x is not None), 0, 2000})
    listed = centers({"S": (0, 0), "C": (2000, 0)}).assign(tier=["街镇", "社区村"], services=["养老服务", ""])
    places = {name: None if x is None else (x, 0) for name, x in PLACES.items()}
    lived = blocks(places, population=list(PEOPLE.values())).assign(**columns)
    asked = Scenario(
        tiers=(Tier(name="街镇", minutes=15), Tier(name="社区村", walk_m=500)),
        # One name begins another: cells that list them are read by the list.
        required_services="养老服务、养老",
        service_groups=True,
    )
    drawn = streets(*([(west, 0), (east, 0)] for west, east in pairwise(at)))
    return circles.plan(town(drawn, listed, lived), asked)


def views_of(plan: Plan, lang: str = "zh") -> dict[str, Any]:
    found: Any = in_language(looks(plan), lang)
    return {view["name"]: view for view in found["views"]}


def test_each_look_judges_each_block() -> None:
    plan = planned()
    views = views_of(plan)
    ids = plan.blocks["block_id"]
    assert {name: dict(zip(ids, views[name]["verdict"], strict=True)) for name in EXPECTED} == EXPECTED
    kinds = [view["kind"] for view in views.values()]
    assert kinds == ["tier", "tier", "services", "service", "service", "group", "group", "group"]


def test_a_group_whose_stations_only_a_silent_center_may_be_is_unknown_everywhere() -> None:
    view = views_of(planned())["3—6岁"]
    assert view["verdict"] == [UNKNOWN] * 5
    assert view["line"] == "覆盖 0 个，未覆盖 0 个，未评估或无法判断 5 个；按居住单元计。"


@pytest.mark.parametrize(
    ("name", "rate", "line"),
    [
        ("街镇", "3.2%", "覆盖 100 人，未覆盖 2,200 人，未评估 800 人；按人口计。"),
        ("社区村", "6.4%", "覆盖 200 人，未覆盖 2,100 人，未评估 800 人；按人口计。"),
        ("本任务所列服务", "0.0%", "齐全 0 人，不齐全 1,700 人，无法判断或未评估 1,400 人；按人口计。"),
        ("养老服务", "3.2%", "范围内有 100 人，范围内没有 1,600 人，不能确定或未评估 1,400 人；按人口计。"),
        ("60岁及以上", None, "覆盖 1 个，未覆盖 3 个，未评估或无法判断 1 个；按居住单元计。"),
    ],
)
def test_figures_of_a_look_add_up_and_stand_in_blocks_where_people_are_not_known(
    name: str, rate: str | None, line: str
) -> None:
    view = views_of(planned())[name]
    assert (view["rate"], view["line"]) == (rate, line)


def test_how_far_people_go_is_said_and_minutes_are_those_of_the_walk() -> None:
    views = views_of(planned(), "en")
    assert views["街镇"]["walk"] == "a walk of up to 1,000 m"
    assert views["社区村"]["minutes"][1] == "6.0"
    assert views["社区村"]["minutes"][4] is None


def test_a_walk_has_one_figure_by_the_limit_of_the_plan_and_by_that_of_a_tier() -> None:
    """1,320 m are 19.8 minutes and 1,324 m 19.86: outside by 15 minutes, inside by the 30 of the tier."""
    listed = centers({"S": (0, 0)}).assign(tier=["街镇"])
    places = {"A": (1320, 0), "B": (1324, 0)}
    scenario = Scenario(minutes=15, tiers=(Tier(name="街镇", minutes=30),))
    plan = circles.plan(town(streets([(0, 0), (1400, 0)]), listed, blocks(places)), scenario)
    view = views_of(plan)["街镇"]
    told = page_payload(plan, lang="zh", tiles=False)["blocks"]
    assert (told["verdict"], view["verdict"]) == ([OUTSIDE] * 2, [INSIDE] * 2)
    assert told["minutes"] == view["minutes"] == ["19.8", "19.9"]


def test_an_uneven_limit_that_is_kept_is_never_passed_by_the_figure() -> None:
    """483 m are 7.245 minutes: inside by 7.25, which 7.3 would pass; one figure then in the plan too, outside by 5."""
    listed = centers({"S": (0, 0)}).assign(tier=["街镇"])
    scenario = Scenario(minutes=5, tiers=(Tier(name="街镇", minutes=7.25),))
    plan = circles.plan(town(streets([(0, 0), (1400, 0)]), listed, blocks({"A": (483, 0)})), scenario)
    told = page_payload(plan, lang="zh", tiles=False)["blocks"]
    assert told["minutes"] == views_of(plan)["街镇"]["minutes"] == ["7.2"]


def test_sub_districts_have_their_rate_and_class_and_a_place_on_one_of_their_blocks() -> None:
    """东: all 700, by S and C; 西: nobody of 1,600; the block without a place is of none."""
    plan = planned(subdistrict=["东", "东", "东", "", "西"])
    found: Any = in_language(looks(plan), "zh")["districts"]
    of = [None if row is None else found["name"][row] for row in found["of"]]
    assert of == ["东", "东", "东", None, "西"]
    told = dict(zip(found["name"], zip(found["rate"], found["class"], strict=True), strict=True))
    assert told == {"东": ("100.0%", 4), "西": ("0.0%", 0)}
    assert found["classes"] == ["低于 50%", "50%—70%", "70%—85%", "85%—95%", "95% 及以上"]
    west = found["name"].index("西")
    assert found["x"][west] == round(plan.blocks.geometry.iloc[4].x * UNITS_PER_DEGREE)


def test_a_plan_that_asks_for_nothing_of_it_has_no_looks() -> None:
    places: dict[str, Any] = {"a": (100, 0)}
    plain = circles.plan(town(streets([(0, 0), (1000, 0)]), centers({"c": (0, 0)}), blocks(places)))
    assert looks(plain) is None
