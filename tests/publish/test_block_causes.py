"""Why a block is out, as its card says it: by walk and straight line, by the price of a wall, by remedies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import circles
from circles.answers.block_cures_words import block_cures
from circles.answers.line_words import distance_words
from circles.answers.remedies_words import remedy_words
from circles.phrases import in_language, text_of
from circles.publish.payload_block_causes import block_causes
from circles.publish.payload_remedies import remedies as told_remedies
from tests.network.test_compounds import ring_town
from tests.towns import blocks, streets, town
from tests.workflows.test_remedies import comb


def told(plan: circles.Plan, remedies: circles.Remedies | None = None) -> dict[str, Any]:
    found: dict[str, Any] = in_language(block_causes(plan, remedies), "zh")
    return found


def test_walk_and_straight_line_tell_distance_detour_and_no_path() -> None:
    lines = streets([(0, 0), (2000, 0)], [(2000, 0), (2000, 400)], [(2000, 400), (100, 400)], [(0, -900), (1500, -900)])
    lived = blocks({"near": (900, 10), "far": (1505, 10), "round": (303, 390), "cut off": (10, -910)})
    plan = circles.plan(town(lines, {"A": (0, -10)}, lived))
    found = told(plan)
    # 10 + 1,505 + 10 m: 525 m too far are 7.875 minutes. 10 + 2,000 + 400 + 1,697 + 10 m for 500 m: 3,117 m are 46.755.
    assert found["cause"] == {"1": "distance", "2": "detour", "3": "no_path"}
    assert found["causes"] == {"distance": "距离过远", "detour": "绕行过远", "no_path": "步行不可达"}
    assert [found["excess"][row] for row in "123"] == ["7.9", "46.8", None]
    assert found["walls"] == {}


def test_a_way_round_names_the_center_that_is_near_where_another_is_walked_to() -> None:
    lines = streets([(0, 0), (1500, 0)], [(0, 40), (1500, 40)], [(1500, 0), (1500, 40)])
    plan = circles.plan(town(lines, {"A": (0, -10), "D": (1400, 50)}, blocks({"B": (0, 50)})))
    remedies = circles.remedies(plan)
    # 10 + 1,400 + 10 m to D, 3,060 m to A, which is 60 m away: 1,420 are 23.67 times 60.
    assert plan.blocks["center_id"].tolist() == ["D"]
    found = told(plan, remedies)
    assert found["cause"] == {"0": "detour"}
    near = "“Center A”直线更近，走到它却比走到“Center D”远，成因按它的直线判定：直线 60 米，步行距离是它的 23.67 倍。"
    assert found["line"] == {"0": near}
    assert text_of(block_cures(remedies, "B")[0].lines[-1].words, "zh") == near
    assert told(plan)["line"] == {}


def test_a_distance_names_the_other_center_in_one_sentence_where_its_line_decides() -> None:
    # 10 + 1,300 + 10 m to D; A is 800 m away straight, √2 times that 1,132 m; on foot 10 + 400 + 800 + 400 + 10 m.
    lines = streets([(0, 0), (1300, 0)], [(0, 0), (-400, 0)], [(-400, 0), (-400, 800)], [(-400, 800), (0, 800)])
    plan = circles.plan(town(lines, {"A": (0, 810), "D": (1300, 10)}, blocks({"B": (0, 10)})))
    remedies = circles.remedies(plan)
    assert plan.blocks["center_id"].tolist() == ["D"]
    rule = "直线 800 米在时限（1,000 米）之内；但方格路网上的步行最长可达直线的 1.41 倍，约 1,132 米，超过时限，"
    said = (
        f"“Center A”直线更近，走到它却比走到“Center D”远，成因按它的直线判定：{rule}所以列为距离过远，不列为绕行过远。"
    )
    assert told(plan, remedies)["line"] == {"0": said}
    lines_told = [text_of(line.words, "zh") for line in block_cures(remedies, "B")[0].lines]
    assert [line for line in lines_told if "直线" in line] == [said]


def test_whoever_is_too_far_within_the_straight_limit_is_told_which_condition_of_a_way_round_fails() -> None:
    lines = streets(
        *([(0, 0), (700, 0)], [(700, 0), (700, 500)], [(700, 0), (1300, 0)]),
        *([(0, 0), (-700, 0)], [(-700, 0), (-700, 300)], [(-700, 300), (-550, 300)]),
    )
    lived = blocks({"grid": (710, 500), "not round": (-550, 310), "far": (1300, 10)})
    plan = circles.plan(town(lines, {"A": (0, -10)}, lived))
    # √(710² + 510²) m are 874, √2 times that 1,236.3. √(550² + 320²) m are 636, and 1,170 m are 1.84 times that.
    grid = "直线 874 米在时限（1,000 米）之内；但方格路网上的步行最长可达直线的 1.41 倍，约 1,237 米，超过时限，"
    not_round = "直线 636 米在时限（1,000 米）之内；步行距离是直线的 1.84 倍，未超过 2 倍，"
    rules = {at: f"{said}所以列为距离过远，不列为绕行过远。" for at, said in (("0", grid), ("1", not_round))}
    assert plan.blocks["walk_mm"].tolist() == pytest.approx([1_220_000, 1_170_000, 1_320_000], abs=60)
    remedies = circles.remedies(plan)
    for found in (told(plan), told(plan, remedies)):
        assert set(found["cause"].values()) == {"distance"}
        assert found["line"] == rules
    lines_of = {name: block_cures(remedies, name)[0].lines for name in plan.blocks["block_id"]}
    assert [text_of(each[-1].words, "zh") for each in lines_of.values()][:2] == list(rules.values())
    assert len(lines_of["far"]) == len(lines_of["grid"]) - 1


@pytest.mark.parametrize("over_mm", [0, 1])
def test_the_rule_turns_where_a_grid_reaches_the_limit(over_mm: int) -> None:
    # 707,106 mm times √2 are 999,999 mm: within 1,000 m; one more is not, and is not shown as 1,000 m.
    said = distance_words(walk_mm=1_400_000, straight_mm=707_106 + over_mm, limit_mm=1_000_000)
    assert said is not None
    shown = text_of(said, "en")
    assert ("1,001 m, beyond the limit" in shown) == (over_mm == 1)
    assert ("1.98 times that line, not more than 2 times" in shown) == (over_mm == 0)


def test_a_wall_is_the_cause_of_whoever_is_inside_once_it_is_open() -> None:
    plan = circles.plan(ring_town(), circles.Scenario(minutes=24))
    assert plan.walls is not None
    priced = plan.walls.iloc[0]
    assert priced["blocks"] == 1
    row = str(plan.blocks["block_id"].tolist().index(priced["block_ids"]))
    found = told(plan)
    assert found["cause"][row] == "wall"
    # The compound is the one that a map draws.
    assert plan.compounds is not None
    assert [plan.compounds["compound_id"].tolist()[at] for at in found["walls"][row]] == [priced["compound_id"]]


def test_remedies_say_the_cause_where_they_were_looked_for_and_which_serve_a_block() -> None:
    plan = circles.plan(comb())
    remedies = circles.remedies(plan)
    assert told(plan, remedies)["cause"] == {"0": "detour", "1": "detour"}
    assert told(plan, remedies)["line"] == {}
    page: Any = in_language(told_remedies(remedies, plan), "zh")
    for row, block_id in enumerate(plan.blocks["block_id"]):
        for card in page["blocks"][str(row)]:
            after = circles.plan(remedies.study_with(page["cards"][card]["id"]))
            assert after.blocks.set_index("block_id").loc[block_id, "verdict"] == "inside"
    link = page["cards"][page["blocks"]["1"][0]]
    # The first of least trouble is the link, whose trial is a path of two places.
    assert link["title"].startswith("打通")
    assert [len(path) for path in link["scenario"]["paths"]] == [2]
    assert [fact[0] for fact in link["facts"][:3]] == ["全范围新增覆盖", "须征得同意", "费用"]


@pytest.mark.parametrize("minutes", [15, 60])
def test_whoever_is_inside_has_no_cause(minutes: int) -> None:
    plan = circles.plan(comb(), circles.Scenario(minutes=minutes))
    assert set(told(plan)["cause"]) == {
        str(row) for row, verdict in enumerate(plan.blocks["verdict"]) if verdict == "outside"
    }


def test_whom_the_easiest_measure_of_the_gap_does_not_reach_is_told_so() -> None:
    # By the link across B walks 10 + 930 + 40 + 10 = 990 m, C 1,030 m: too far, as it was.
    lines = streets([(0, 0), (2500, 0)], [(0, 40), (2500, 40)], [(2500, 0), (2500, 40)])
    lived = blocks({"B": (930, 50), "C": (970, 50)}, population=[100, 30])
    plan = circles.plan(town(lines, {"A": (0, -10)}, lived))
    remedies = circles.remedies(plan)
    assert plan.blocks["gap_id"].tolist() == [1, 1]
    reached = set(remedies.gained.loc[remedies.gained["edit_id"] == remedies.links["edit_id"].iloc[0], "block_id"])
    assert reached == {"B"}
    measure = text_of(remedy_words(remedies.links.iloc[0].to_dict()), "zh")
    said = f"本服务盲区最省事的措施够不到这个居住单元：{measure}。"
    lines_of = {name: [text_of(line.words, "zh") for line in block_cures(remedies, name)[1].lines] for name in "BC"}
    assert [said in lines_of[name] for name in "BC"] == [False, True]
    page: Any = in_language(told_remedies(remedies, plan), "zh")
    assert {row: page["cards"][card]["title"] for row, card in page["out_of_reach"].items()} == {"1": measure}
    unknown = "最省钱的措施：费用都未知，无法比较。"
    assert page["cheapest"] == {"gaps": [unknown], "blocks": {}, "unknown": unknown}
    costs = np.where(remedies.table["remedy"] == "link", 9.0, np.nan)
    priced = replace(remedies, table=remedies.table.assign(cost_wan=costs))
    told_of: Any = in_language(told_remedies(priced, plan), "zh")["cheapest"]
    link = f"最省钱的措施：{measure}（9 万元；全范围新增覆盖 100 人）"
    assert told_of["gaps"] == [f"{link}。"]
    assert set(told_of["blocks"]) == {"0"}
