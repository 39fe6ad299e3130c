"""Districts in their order, worked by hand: urban and rural apart, ties, what is left out, progress, what is unsure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import circles
from circles import RankingRules, coverage
from circles.answers.ranking_words import ranking_section, ranking_table
from circles.phrases import text_of
from circles.workflows.ranking_districts import is_comparable

# district, settlement, people inside, outside, not evaluated
TOWN = [
    ("东", "urban", 900, 100, 0),  # 90 %
    ("西", "urban", 1800, 200, 0),  # 90 %: a tie
    ("南", "urban", 1700, 300, 0),  # 85 %
    ("北", "urban", 950, 0, 50),  # 95 %, exactly 5 % not evaluated
    ("中", "urban", 949, 0, 51),  # 5.1 % not evaluated
    ("小", "urban", 999, 0, 0),  # 999 people
    ("村", "rural", 600, 400, 0),  # 60 %
    ("东", "rural", 500, 500, 0),  # a namesake's rural part
]


def _blocks(rows: list[tuple[str, str, int, int, int]]) -> pd.DataFrame:
    parts = [
        {"subdistrict": name, "urban_rural": kind, "population": float(people), "verdict": verdict}
        for name, kind, *counts in rows
        for verdict, people in zip(("inside", "outside", "not evaluated"), counts, strict=True)
        if people
    ]
    return pd.DataFrame(parts)


def _ranked(blocks: pd.DataFrame, earlier: pd.DataFrame | None = None, **rules: Any) -> Any:
    table = coverage.ranking(blocks, RankingRules(**rules), earlier=earlier)
    return table.set_index(["settlement", "subdistrict"])


def test_ranks_are_within_a_settlement_and_ties_share_one() -> None:
    found = _ranked(_blocks(TOWN))
    assert found["rank"].dropna().to_dict() == {
        ("urban", "北"): 1,
        ("urban", "东"): 2,
        ("urban", "西"): 2,
        ("urban", "南"): 4,
        ("rural", "村"): 1,
        ("rural", "东"): 2,
    }
    assert found.index[found["tied"]].tolist() == [("urban", "东"), ("urban", "西")]
    assert found["rank_outside"].dropna().to_dict() == {
        ("urban", "北"): 1,
        ("urban", "东"): 2,
        ("urban", "西"): 3,
        ("urban", "南"): 4,
        ("rural", "村"): 1,
        ("rural", "东"): 2,
    }
    assert found.loc[found["left_out"] != "", "left_out"].to_dict() == {
        ("urban", "中"): "not_evaluated",
        ("urban", "小"): "few_people",
    }
    assert (found.loc[("urban", "北"), "total"], found.loc[("urban", "西"), "outside"]) == (1000.0, 200.0)


def test_what_is_left_out_is_a_setting() -> None:
    found = _ranked(_blocks(TOWN), most_not_evaluated=0.051, least_people=999, unchecked="南、西")
    assert found.loc[found["left_out"] != "", "left_out"].to_dict() == {
        ("urban", "南"): "unchecked",
        ("urban", "西"): "unchecked",
    }
    assert (_ranked(_blocks(TOWN), unchecked="*")["left_out"] != "").all()
    unsaid = _blocks(TOWN).drop(columns="urban_rural")
    assert set(_ranked(unsaid).index.get_level_values(0)) == {"unknown"}
    assert set(_ranked(unsaid, settlement="rural").index.get_level_values(0)) == {"rural"}
    with pytest.raises(circles.InputError):
        RankingRules(least_people=-1)
    with pytest.raises(circles.InputError):
        RankingRules(settlement="town")


def test_progress_is_in_points_and_ranks_among_those_ranked_twice() -> None:
    before = [
        ("东", "urban", 800, 200, 0),  # 80 %: then 3rd of three, now 1st with 西: +10 points
        ("西", "urban", 1700, 300, 0),  # 85 %: 2nd, now 1st: +5 points
        ("南", "urban", 1780, 220, 0),  # 89 %: 1st, now 3rd: -4 points
        ("北", "urban", 100, 0, 0),  # was too small to be ranked: 100 %
    ]
    found = _ranked(_blocks(TOWN), _blocks(before))
    urban = found.loc["urban"]
    assert urban.loc[["东", "西", "南", "北"], "points"].round(9).tolist() == [10.0, 5.0, -4.0, -5.0]
    assert urban.loc[["东", "西", "南"], "ranks_gained"].tolist() == [2, 1, -2]
    assert urban.loc[["东", "西", "南"], "rank_progress"].tolist() == [1, 2, 3]
    assert urban.loc[["北", "小"], "rank_progress"].isna().all()
    assert found.loc["rural", "points"].isna().all()


def test_a_difference_that_what_is_unsure_may_turn_round_is_within_error() -> None:
    rows = [("甲", "urban", 900, 100, 0), ("乙", "urban", 860, 100, 40), ("丙", "urban", 800, 200, 0)]
    # 乙 is 86 to 90 %: it may be as good as 甲 at 90 %, and is above 丙 at 80 %.
    found = _ranked(_blocks(rows)).loc["urban"]
    assert found["within_error"].to_dict() == {"甲": True, "乙": True, "丙": False}
    one_less = [rows[0], ("乙", "urban", 861, 100, 39), rows[2]]
    one_less[0] = ("甲", "urban", 901, 99, 0)  # 90.1 %, above 90.0 %
    assert not _ranked(_blocks(one_less))["within_error"].any()
    edge = _blocks(rows).assign(edge=[False, False, False, False, False, True, False])
    found = _ranked(edge).loc["urban"]  # the 800 of 丙 depend on streets beyond the data
    assert found.loc["丙", ["low_rate", "high_rate", "sensitive_share"]].tolist() == [0.0, 0.8, 0.8]
    assert found["sensitive_share"].tolist() == [0.0, 0.0, 0.8]
    assert set(found["sensitive_by"]) == {"edge"}


def test_a_share_that_is_sensitive_says_what_was_asked_of_it() -> None:
    rows = [("甲", "urban", 900, 100, 0)]
    asked = _blocks(rows).assign(standing=["sensitive", "robust outside"])
    of_nobody = _blocks(rows)
    for blocks, share, by in ((asked, 0.9, "assumptions"), (of_nobody, None, "unasked")):
        found = coverage.ranking(blocks, RankingRules())
        assert found["sensitive_share"].astype(object).where(found["sensitive_share"].notna(), None).tolist() == [share]
        assert found["sensitive_by"].tolist() == [by]


def test_the_order_is_told_and_of_another_walk_nothing_is_subtracted() -> None:
    study = circles.read_study(circles.demo_study() / "study.toml")
    side = study.blocks.geometry.representative_point().x.gt(114.285).map({True: "东", False: "西"})
    rules = RankingRules(unchecked="西")
    study = replace(study, blocks=study.blocks.assign(subdistrict=side, urban_rural="urban"), ranking=rules)
    plan = circles.plan(study)
    table = circles.ranking(plan, earlier=plan)
    assert table["points"].tolist() == [0.0, 0.0]
    heads, rows = ranking_table(table, study).texts("zh")
    assert heads[3:9] == [
        *("名次（步行人口覆盖率最高为 1）", "并列", "人口", "未覆盖人口", "步行人口覆盖率", "较上年（百分点）")
    ]
    assert [row[1] for row in rows] == ["东", "西"]
    assert rows[1][-1] == "底数未核对"
    shorter = circles.plan(study, circles.Scenario(minutes=10))
    assert not is_comparable(plan, shorter)
    assert circles.ranking(plan, earlier=shorter)["points"].isna().all()
    section = ranking_section(table, plan, is_subtracted=False)
    outside = plan.blocks.loc[(plan.blocks["verdict"] == "outside") & (side == "西"), "population"].sum()
    assert [line.text("zh") for line in section.lines] == [
        "城市：参与排名只有 1 个，名次都是 1，不说明好坏；不参与 1 个",
        f"未覆盖人口最多的街道（乡镇）是西：{outside:,.0f} 人",
        "较上年没有列出：上次结果的方法、步行时间或步速不同",
        "没有按 36 种设定判断结论是否敏感",
    ]
    # How to ask is for whoever types a command: the page and the workbook do not say it.
    assert text_of(section.lines[-1].typed, "zh") == "；要判断，运行时加“--doubt”"
    with pytest.raises(circles.QuestionError):
        circles.ranking(plan, rules=RankingRules(level="county"))


def test_every_level_that_blocks_name_is_ranked_by_the_same_rules() -> None:
    blocks = _blocks(TOWN).assign(county="县", community="")
    found: Any = coverage.rankings(blocks, RankingRules(least_people=0))
    assert found["level"].unique().tolist() == ["county", "subdistrict"]
    own = coverage.ranking(blocks, RankingRules(least_people=0))
    assert found[found["level"] == "subdistrict"].reset_index(drop=True).equals(own)
    assert coverage.rankings(blocks.drop(columns=["county", "subdistrict"]), RankingRules()) is None
