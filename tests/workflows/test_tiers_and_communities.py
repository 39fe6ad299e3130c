"""Tiers, own communities and days on towns worked by hand: one street east, its nodes where walks are exact."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

import circles
from circles import Scenario, tables
from circles.answers.block_cures_words import block_cures
from circles.cli.commands import app
from circles.document import document_of
from circles.errors import InputError
from circles.phrases import text_of
from circles.publish.payload_block_causes import block_causes
from circles.service_tiers import Tier
from circles.workflows.ledger_items import what_is_wrong
from tests.study_files import write_town
from tests.towns import blocks, centers, degrees, square, streets, town

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circles import Plan, Study

AT = {"A": 0, "B": 500, "E": 1000, "F": 1001, "G": 1400, "H": 1402, "K": 2000}
"""Metres east of each block."""

PEOPLE = {"A": 10.0, "B": 20.0, "E": 30.0, "F": 7.0, "G": 40.0, "H": 5.0, "K": 3.0}

CENTERS = {"S": (0, "街道级", "open"), "C": (900, "社区", "open"), "D": (2000, "社区级", "closed")}

TIERS = (Tier(name="街镇", minutes=15), Tier(name="社区村", walk_m=500))


def street(*places: float) -> gpd.GeoDataFrame:
    """Return a street with a node at each of these metres."""
    at = sorted(set(places))
    return streets(*([(west, 0), (east, 0)] for west, east in pairwise(at)))


def tiered() -> Study:
    listed = centers({name: (x, 0) for name, (x, _, _) in CENTERS.items()}, closed=["D"])
    listed["tier"] = [tier for _, tier, _ in CENTERS.values()]
    lived = blocks({name: (x, 0) for name, x in AT.items()}, population=list(PEOPLE.values()))
    return town(street(*AT.values(), 900), listed, lived)


def by_tier(plan: Plan, tier: str) -> dict[str, tuple[int, str, str]]:
    assert plan.tiers is not None
    rows = plan.tiers[plan.tiers["tier"] == tier]
    columns = [rows[name].tolist() for name in ("walk_mm", "verdict", "reason")]
    return dict(zip(rows["block_id"], zip(*columns, strict=True), strict=True))


@pytest.fixture(scope="module")
def planned() -> Plan:
    return circles.plan(tiered(), Scenario(tiers=TIERS))


def test_each_block_is_judged_by_each_tier(planned: Plan) -> None:
    assert by_tier(planned, "街镇") == {
        "A": (0, "inside", ""),
        "B": (500_000, "inside", ""),
        "E": (1_000_000, "inside", ""),
        "F": (-1, "outside", "beyond_tiers"),
        "G": (-1, "outside", "beyond_tiers"),
        "H": (-1, "outside", "beyond_tiers"),
        "K": (-1, "outside", "beyond_tiers"),
    }
    assert by_tier(planned, "社区村") == {
        "A": (900_000, "outside", "beyond_limit"),
        "B": (400_000, "inside", ""),
        "E": (100_000, "inside", ""),
        "F": (101_000, "inside", ""),
        "G": (500_000, "inside", ""),
        "H": (502_000, "outside", "beyond_limit"),
        "K": (-1, "outside", "beyond_tiers"),
    }


def test_the_accounts_of_tiers_add_up_to_the_input(planned: Plan) -> None:
    assert planned.tier_accounts is not None
    people = planned.tier_accounts[planned.tier_accounts["base"] == "people"].set_index("tier")
    assert people["inside"].to_dict() == {"街镇": 60, "社区村": 97}
    assert (people["inside"] + people["outside"] + people["not_evaluated"] == sum(PEOPLE.values())).all()
    assert planned.account["inside"]["people"] == 60 + 7 + 40 + 5  # any open center, whatever its tier


def test_a_higher_tier_stands_in_for_a_lower_only_where_the_study_says_so() -> None:
    plan = circles.plan(tiered(), Scenario(tiers=TIERS, higher_counts=True))
    assert by_tier(plan, "社区村")["A"] == (0, "inside", "")
    assert by_tier(plan, "街镇")["G"] == (-1, "outside", "beyond_tiers")  # never the other way round
    assert said_of_tiers(plan) == ["每行计本层级和更高层级的中心；" + ALL_COUNT]


ALL_COUNT = "总的覆盖计全部已启用的中心。因此一个层级的步行距离虽长，覆盖的也可能比总的少。"


def said_of_tiers(plan: Plan) -> list[str]:
    (section,) = [each for each in document_of(plan).sections if each.name == "tiers"]
    return [text_of(line.words, "zh") for line in section.lines]


def test_the_table_by_tier_says_whose_centers_a_row_counts(planned: Plan) -> None:
    # 60 people have a center of the sub-district within 1,000 m, 112 any center within that.
    assert said_of_tiers(planned) == ["每行只计本层级的中心，高层级不代替低层级；" + ALL_COUNT]


@pytest.mark.parametrize(("tier", "ids"), [("街镇", {"S"}), ("社区村", {"C"})])
def test_a_tier_is_a_plan_with_its_centers_alone(tier: str, ids: set[str]) -> None:
    study = tiered()
    limits = {"街镇": 30, "社区村": 22.5}  # both beyond the study's own limit: one more search
    asked = Scenario(tiers=tuple(Tier(name=name, minutes=minutes) for name, minutes in limits.items()))
    alone = study.centers["status"].where(study.centers["center_id"].isin(ids), "closed")
    expected = circles.plan(replace(study, centers=study.centers.assign(status=alone)), Scenario(minutes=limits[tier]))
    found = by_tier(circles.plan(study, asked), tier)
    assert {block: verdict for block, (_, verdict, _) in found.items()} == dict(
        zip(expected.blocks["block_id"], expected.blocks["verdict"], strict=True)
    )


def test_centers_without_a_tier_count_for_none_and_are_told() -> None:
    study = tiered()
    some = circles.plan(
        replace(study, centers=study.centers.assign(tier=["街道级", "某站", ""])), Scenario(tiers=TIERS)
    )
    assert {finding.code for finding in some.warnings} >= {"centers_of_no_tier", "tiers_without_center"}
    assert by_tier(some, "社区村")["B"] == (-1, "outside", "no_center_of_tier")
    none = circles.plan(replace(study, centers=study.centers.drop(columns="tier")), Scenario(tiers=TIERS))
    assert none.tiers is None
    assert "tiers_unsaid" in {finding.code for finding in none.warnings}


@pytest.mark.parametrize(
    "tier",
    [{"name": "街镇"}, {"name": "街镇", "minutes": 15, "walk_m": 1000}, {"name": "", "minutes": 15}, {"minutes": 15},
     {"name": "街镇", "minutes": -1}, {"name": "街镇", "walk_m": 1e9}, {"name": "街镇", "minutes": "15"}, "街镇", 5],
)  # fmt: skip
def test_a_tier_without_one_limit_is_refused(tier: Any) -> None:
    with pytest.raises(InputError) as refused:
        Scenario(tiers=(tier,))
    assert [finding.code for finding in refused.value.findings] == ["bad_tier"]


def test_rings_in_metres_are_named_by_the_standard_and_minutes_are_not(planned: Plan) -> None:
    rings = circles.rings(planned, minutes=[5, 10, 15], walks_m=[300, 500, 1000])
    told = rings.drop_duplicates(["limit_minutes", "limit_m"])
    assert told["limit_m"].round(3).tolist() == [333.333, 666.666, 1000, 300, 500, 1000]
    assert told["standard_minutes"].astype(object).where(told["standard_minutes"].notna(), None).tolist() == [
        None,
        None,
        15,
        5,
        10,
        15,
    ]
    inside = rings[rings["verdict"] == "inside"].groupby("limit_m")["block_id"].apply(set)
    assert inside[500] == {"A", "B", "E", "F", "G"}
    assert inside[300] == {"A", "E", "F"}
    with pytest.raises(InputError):
        circles.rings(planned, walks_m=-1)


HOME = {"a": (0, "甲社区"), "b": (500, "乙社区"), "c": (1501, "乙社区"), "d": (1000, "丙村"), "e": (1300, "丁社区")}
LIVING = {"a": 60.0, "b": 95.0, "c": 5.0, "d": 10.0, "e": 40.0}
WITHIN_500: dict[str, Any] = {"minutes": 7.5}


def community_town(*, people: Mapping[str, float] = LIVING, named: tuple[str, str] = ("甲", "丙、丁")) -> Study:
    listed = centers({"C1": (0, 0), "C2": (1000, 0)}).assign(community=list(named))
    lived = blocks({name: (x, 0) for name, (x, _) in HOME.items()}, population=[people[name] for name in HOME])
    lived["community"] = [community for _, community in HOME.values()]
    return town(street(*(x for x, _ in HOME.values())), listed, lived)


def told(plan: Plan, *columns: str) -> dict[str, list[Any]]:
    assert plan.communities is not None
    return {row["community"]: [row[column] for column in columns] for row in plan.communities.to_dict("records")}


def test_a_block_is_covered_by_its_own_community_or_only_by_another() -> None:
    plan = circles.plan(community_town(), Scenario(**WITHIN_500))
    assert dict(zip(plan.blocks["block_id"], plan.blocks["community_cover"], strict=True)) == {
        "a": "own",
        "b": "other",
        "c": "",
        "d": "own",
        "e": "own",
    }
    assert told(plan, "verdict", "has_center", "by", "center_ids", "shared", "inside_own", "inside_other") == {
        "甲社区": ["covered", True, "named", "C1", False, 60, 0],
        "乙社区": ["covered", False, "", "", False, 0, 95],  # 95 of 100 are exactly the share
        "丙村": ["covered", True, "named", "C2", True, 10, 0],
        "丁社区": ["covered", True, "named", "C2", True, 40, 0],
    }
    assert plan.communities is not None
    assert plan.communities[["inside", "outside", "not_evaluated"]].sum().tolist() == [205, 5, 0]
    # A rate is never rounded up: 2 of 3 are 66.6%, as the five coverages say it.
    assert "占 3 个的 66.6%；" in lines_of(replace(plan, communities=plan.communities[:3]), "communities")[1]
    without = next(finding for finding in plan.warnings if finding.code == "communities_without_center")
    assert (without.details["count"], without.details["names"]) == (1, "乙社区")


@pytest.mark.parametrize(
    ("people", "settings", "verdict"),
    [
        ({"b": 95.0, "c": 5.0}, {}, "covered"),
        ({"b": 94.999, "c": 5.001}, {}, "partly covered"),
        ({"b": 5.0, "c": 95.0}, {}, "not covered"),
        ({"b": 5.001, "c": 94.999}, {}, "partly covered"),
        ({"b": 95.0, "c": 5.0}, {"covered_share": 0.96}, "partly covered"),
        ({"b": 0.0, "c": 0.0}, {}, "not judged"),
    ],
)
def test_a_community_is_covered_from_a_share_on(
    people: Mapping[str, float], settings: Mapping[str, Any], verdict: str
) -> None:
    plan = circles.plan(community_town(people={**LIVING, **people}), Scenario(**WITHIN_500, **settings))
    assert told(plan, "verdict")["乙社区"] == [verdict]


@pytest.mark.parametrize(("people", "verdict"), [(5.0, "covered"), (5.001, "not judged")])
def test_a_community_of_which_too_much_is_not_evaluated_is_not_judged(people: float, verdict: str) -> None:
    study = community_town(people={**LIVING, "b": 95.0, "c": people})
    nowhere = study.blocks.geometry.where(study.blocks["block_id"] != "c", None)
    plan = circles.plan(replace(study, blocks=study.blocks.set_geometry(nowhere)), Scenario(**WITHIN_500))
    assert told(plan, "verdict")["乙社区"] == [verdict]


def test_only_the_own_community_counts_where_the_study_says_so() -> None:
    plan = circles.plan(community_town(), Scenario(**WITHIN_500, own_community_only=True))
    b = plan.blocks.set_index("block_id").loc["b"]
    assert (b["verdict"], b["reason"], b["community_cover"]) == ("outside", "other_community", "other")
    assert (plan.account["inside"]["people"], plan.account["outside"]["people"]) == (110, 100)
    assert told(plan, "verdict", "inside_other")["乙社区"] == ["not covered", 95]


def lines_of(answer: object, name: str) -> list[str]:
    (section,) = [each for each in document_of(answer).sections if each.name == name]
    return [text_of(line.words, "zh") for line in section.lines]


OTHERS_OUTSIDE = "人口（人）：本社区覆盖 110；仅跨社区覆盖 95，按任务设定算未覆盖。"


def test_a_rate_of_the_own_community_alone_says_so_in_plan_and_audit() -> None:
    asked = Scenario(**WITHIN_500, own_community_only=True, tiers=(Tier(name="社区村", walk_m=500),))
    study = community_town()
    listed = study.centers.assign(tier="社区村")
    plan = circles.plan(replace(study, centers=listed), asked)
    sentence = text_of(document_of(plan).sentence, "zh")
    assert sentence.endswith("；步行时限 7.5 分钟 ≈ 500 米（4.0 公里/小时），只计本社区的中心。")
    audit = circles.audit(plan, norms=["guobanfa-2021-56"], as_of=dt.date(2025, 5, 1))
    assert lines_of(audit, "rate") == [sentence]
    for answer in (plan, audit):
        assert OTHERS_OUTSIDE in lines_of(answer, "communities")
        # 60 + 95 + 10 + 40 people are within 500 m of a center of the tier, 110 of those of their own community.
        assert lines_of(answer, "tiers") == [
            (
                "每行只计本层级的中心，高层级不代替低层级，不论中心属于哪个社区；总的覆盖只计本社区的中心。"
                "因此一个层级覆盖的可能比总的多，也可能比总的少。"
            )
        ]
    told = {row["coverage"]: row for row in audit.coverages.to_dict("records")}
    assert (told["a"]["part"], told["a"]["total"]) == (110, 210)
    assert text_of(told["a"]["label"], "zh") == "（甲）步行 7.5 分钟内有本社区中心的人口"


def shared_town() -> Study:
    """Two communities on one street: b and f of 乙社区 are near 甲's center, their own is 1,200 m from the west end.

    a 0, b 300 and f 500 m; C1 of 甲 at 0, C3 of 乙 at 1,200; g of 丁社区, which has no center, at 400.
    """
    listed = centers({"C1": (0, 0), "C3": (1200, 0)}).assign(community=["甲", "乙"])
    at = {"a": 0, "b": 300, "g": 400, "f": 500}
    lived = blocks({name: (x, 0) for name, x in at.items()}, population=[60, 50, 20, 10])
    lived["community"] = ["甲社区", "乙社区", "丁社区", "乙社区"]
    return town(street(*at.values(), 1200), listed, lived)


SHARED = "时限内的“Center C1”不属于本社区；两个社区商定联建共享，并在其“所属社区”中写上本社区的，计入覆盖。"


def test_the_own_communitys_center_is_the_cause_and_its_walk_the_excess() -> None:
    plan = circles.plan(shared_town(), Scenario(**WITHIN_500, own_community_only=True))
    cures = circles.remedies(plan)
    rows: Any = cures.causes.set_index("block_id")
    # To C3: b 900 m, 400 m beyond 500 m, 6 minutes; f 700 m, 200 m beyond, 3 minutes. 丁社区 has none.
    assert rows["cause"].to_dict() == dict.fromkeys("bgf", "other_community")
    assert rows["own_center_id"].to_dict() == {"b": "C3", "g": "", "f": "C3"}
    assert rows.loc[["b", "f"], "own_walk_m"].tolist() == pytest.approx([900, 700], abs=0.1)
    assert rows.loc[["b", "f"], "excess_minutes"].tolist() == pytest.approx([6, 3], abs=0.01)
    assert rows.loc["g", ["own_walk_m", "excess_minutes"]].isna().all()
    assert set(cures.gaps["cause"]) == {"other_community"}
    why = [text_of(line.words, "zh") for section in block_cures(cures, "b") for line in section.lines]
    assert why[:2] == [
        "时限内只有其他社区的中心（属于服务盲区 1）。",
        "到本社区的“Center C3”步行 13.5 分钟，比 7.5 分钟多 6.0 分钟。" + SHARED,
    ]
    told = block_causes(plan, cures)
    assert (told["cause"]["2"], told["excess"]["2"]) == ("other_community", None)
    assert text_of(told["line"]["2"], "zh") == "本社区没有已启用的中心。" + SHARED
    assert block_causes(plan, None)["cause"] == dict.fromkeys("123", "other_community")


def test_a_walk_within_the_limit_to_anothers_center_says_why_it_is_outside() -> None:
    plan = circles.plan(shared_town(), Scenario(**WITHIN_500, own_community_only=True))
    assert lines_of(circles.explain(plan, "b"), "verdict")[:2] == [
        "步行 4.5 分钟（4.0 公里/小时），时限 7.5 分钟：未覆盖",
        "时限内只有其他社区的中心；本任务只计本社区的中心，所以未覆盖。",
    ]
    assert "本任务只计" not in "".join(lines_of(circles.explain(plan, "a"), "verdict"))


def test_the_ledger_does_not_say_that_nothing_is_open_where_anothers_center_is() -> None:
    plan = circles.plan(shared_town(), Scenario(**WITHIN_500, own_community_only=True))
    wrong = what_is_wrong(plan, [], circles.remedies(plan))
    assert {text_of(each.basis, "zh") for each in wrong.items} == {"本工具口径：步行 7.5 分钟，只计本社区的中心"}
    one = next(each for each in wrong.items if "b" in each.place.parts)
    assert text_of(one.problem, "zh").endswith("步行 7.5 分钟内只有其他社区的中心，没有本社区的")
    assert "时限内的“Center C1”不属于其所在社区" in text_of(one.cause, "zh")
    assert text_of(one.measure, "zh") == (
        "没有找到单项措施；可由所在社区与“Center C1”所属社区商定联建共享，或在本社区设中心"
    )
    # b 440 m and f 540 m from C1: one within the walk of another's center alone, the other beyond any.
    study = shared_town()
    at = {"a": 0, "b": 440, "g": 400, "f": 540}
    places = [shapely.Point(degrees([(x, 0)])[0]) for x in at.values()]
    mixed = circles.plan(replace(study, blocks=study.blocks.set_geometry(places, crs=tables.WGS84)), plan.scenario)
    (one,) = [each for each in what_is_wrong(mixed, []).items if "f" in each.place.parts]
    assert text_of(one.problem, "zh") == (
        "服务盲区（“Block b”一带）：2 个居住单元步行 7.5 分钟内没有本社区的中心，其中 1 个有其他社区的中心"
    )
    assert text_of(one.cause, "zh") == (
        "1 个居住单元时限内的“Center C1”不属于其所在社区；其余到最近的“Center C1”最远步行 8.1 分钟"
    )


def test_where_nobody_says_whose_a_center_is_all_count_and_that_is_said() -> None:
    study = community_town()
    plan = circles.plan(
        replace(study, centers=study.centers.drop(columns="community")), Scenario(**WITHIN_500, own_community_only=True)
    )
    assert plan.account["inside"]["people"] == 205
    assert "本社区" not in text_of(document_of(plan).sentence, "zh")
    unknown = "覆盖：任务要求只计本社区的中心，但中心清单没有写“所属社区”，也没有社区范围，仍计全部中心"
    assert unknown in lines_of(plan, "assumptions")


def test_a_center_inside_an_outline_counts_where_nobody_names_the_community() -> None:
    study = community_town(named=("甲", ""))
    outline = shapely.Polygon(degrees(square(950, -50, 100)))
    drawn = gpd.GeoDataFrame({"community": ["丙村"], "subdistrict": [""]}, geometry=[outline], crs=tables.WGS84)
    plan = circles.plan(replace(study, communities=drawn), Scenario(**WITHIN_500))
    assert told(plan, "has_center", "by") == {
        "甲社区": [True, "named"],
        "乙社区": [False, ""],
        "丙村": [True, "outline"],
        "丁社区": [False, ""],
    }


def test_which_communities_have_a_center_cannot_be_told_without_names_and_outlines() -> None:
    study = community_town()
    plan = circles.plan(replace(study, centers=study.centers.drop(columns="community")), Scenario(**WITHIN_500))
    assert "community_cover" not in plan.blocks
    assert plan.communities is not None
    assert plan.communities["has_center"].isna().all()
    assert plan.communities["inside_own"].isna().all()


DAYS = {
    "P": ("open", "built", "in use", "2017-06", ""),
    "Q": ("open", "", "in use", "", ""),
    "R": ("closed", "", "withdrawn", "2010", "2022-05"),
    "W": ("closed", "under construction", "", "2025-01-15", ""),
    "X": ("closed", "renovating", "", "", ""),
}
"""Status, construction, use, opens and closes of each center."""


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ({}, "PQ"),
        ({"as_of": "2017-05-31"}, "QR"),
        ({"as_of": "2017-06-01"}, "PQR"),
        ({"as_of": "2022-04-30"}, "PQR"),
        ({"as_of": "2022-05-01"}, "PQ"),
        ({"as_of": "2025-01-15"}, "PQ"),
        ({"as_of": "2025-01-15", "planned_counts": True}, "PQW"),
        ({"as_of": "2025-01-14", "planned_counts": True}, "PQ"),
        ({"renovating_counts": True}, "PQX"),
    ],
)
def test_a_center_is_open_from_the_day_it_opens_until_the_day_it_closes(asked: Mapping[str, Any], opened: str) -> None:
    listed = centers({name: (500 * i, 0) for i, name in enumerate(DAYS)})
    columns = zip(("status", "construction", "use", "opens", "closes"), zip(*DAYS.values(), strict=True), strict=True)
    listed = listed.assign(**{name: list(values) for name, values in columns})
    lived = blocks({"a": (0, 0)}, population=[1])
    study = town(street(0, 500, 1000, 1500, 2000), listed, lived)
    plan = circles.plan(study, Scenario(**asked))
    found = plan.centers.loc[plan.centers["status"] == "open", "center_id"]
    assert "".join(found) == opened
    again = circles.plan(plan.study, Scenario(**asked))  # a study on a day is asked again from its list
    assert again.centers["status"].equals(plan.centers["status"])
    assert again.warnings == plan.warnings
    shut = circles.plan(plan.study.with_status("P", "closed"), Scenario(**asked))
    assert "P" not in set(shut.centers.loc[shut.centers["status"] == "open", "center_id"])
    if asked:
        first = circles.plan(plan.study, Scenario())
        assert "".join(first.centers.loc[first.centers["status"] == "open", "center_id"]) == "PQ"


def test_coverage_over_time_is_a_plan_of_each_day() -> None:
    study = tiered()
    dates = {"opens": ["2017-06", "2019-05-20", ""], "closes": ["2022", "", ""]}
    study = replace(study, centers=study.centers.assign(**dates))
    found = circles.coverage_over_time(study)
    assert found[["opened", "closed", "centers_open", "inside"]].to_dict("index") == {
        "2017-06-01": {"opened": 1, "closed": 0, "centers_open": 1, "inside": 60},
        "2019-05-20": {"opened": 1, "closed": 0, "centers_open": 2, "inside": 112},
        "2022-01-01": {"opened": 0, "closed": 1, "centers_open": 1, "inside": 112},
    }
    for day, row in found.iterrows():
        account = circles.plan(study, Scenario(as_of=str(day))).account
        sums = ("total", "inside", "outside", "not_evaluated")
        assert {name: account[name]["people"] for name in sums} == {name: row[name] for name in sums}
    assert circles.coverage_over_time(tiered()).empty


def test_a_day_must_be_one() -> None:
    for said in ("2022-05", "2022-02-30", "20220501", "yesterday"):
        with pytest.raises(InputError) as refused:
            Scenario(as_of=said)
        assert [finding.code for finding in refused.value.findings] == ["bad_as_of"]
    assert Scenario(as_of="2022-05-01").as_of == "2022-05-01"


def test_a_study_file_says_tiers_and_the_command_asks_for_a_day(tmp_path: Path) -> None:
    study = write_town(tmp_path)
    listed = pd.read_csv(tmp_path / "centers.csv", dtype=str)
    listed = listed.assign(层级=["街道级", "社区级", "社区级"], 启用时间=["2017年6月", "", ""])
    listed.assign(status=["已启用", "改造提升中", "已启用"]).to_csv(tmp_path / "centers.csv", index=False)
    with study.open("a", encoding="utf-8") as file:
        file.write('\n[[tiers]]\nname = "街镇"\nminutes = 15\n\n[[tiers]]\nname = "社区村"\nwalk_m = 500\n')
    out = tmp_path / "maps"
    ended = CliRunner().invoke(app, ["plan", str(study), "--as-of", "2020-01-01", "--out", str(out), "--lang", "en"])
    assert ended.exit_code == 0, ended.output
    assert "--as-of 2020-01-01" in ended.output
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert told["scenario"]["tiers"][1] == {"name": "社区村", "minutes": None, "walk_m": 500, "words": []}
    assert [row["tier"] for row in told["funnel"]] == ["街镇", "社区村"]
    rows = pd.read_csv(out / "tiers.csv")
    assert rows.groupby("tier").size().to_dict() == {"街镇": 7, "社区村": 7}
    assert {"funnel.csv", "tiers.csv"} <= set(told["files"])
    again = CliRunner().invoke(app, ["plan", str(study), "--as-of", "2017-05-31", "--out", str(out)])
    assert again.exit_code == 2  # no center of a street in reach is open yet
