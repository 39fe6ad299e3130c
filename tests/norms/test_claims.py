"""Every figure of the programmes' reports gets the result that its own arithmetic gives, worked by hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from circles.norms.checked_claims import RULE_WORDS, checked_claims
from circles.norms.claim_rules import RULES
from circles.phrases import text_of
from circles.tables import CLAIMS

with (Path(__file__).parent / "claims.csv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def checked() -> Any:
    table = pd.DataFrame(ROWS, columns=list(CLAIMS))
    return checked_claims(table, {"商都路": 41234.0}).set_index("claim")


def test_each_figure_has_a_source_and_a_date() -> None:
    assert len({row["claim"] for row in ROWS}) == len(ROWS) >= 70
    assert all(row["source"] and row["date"] and row["text"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row["claim"] for row in ROWS])
def test_a_claim_comes_out_as_worked_by_hand(checked: Any, row: dict[str, str]) -> None:
    assert checked.loc[row["claim"], "result"] == row["result"], text_of(checked.loc[row["claim"], "note"], "zh")


@pytest.mark.parametrize(
    ("claim", "written", "note"),
    [
        ("ZD-T", "33 处 × 12,000 平方米/处 = 396,000 平方米", ""),
        ("ZD-M2", "140 亿元 ÷ 396,000 平方米 = 35,353.5354 元/平方米", "3,535.3535 元/平方米"),
        ("ZD-MC", "140 亿元 ÷ 33 处 = 4.2424 亿元/处", "0.4242 亿元/处"),
        ("ZD-B", "3 处 + 2 处 = 5 处", "口径没有说明其余 2 处"),
        ("SD-P", "115,000 人", "1.9 倍"),
        ("SD-S", "8,000 人次/月 × 60 月 = 480,000 人次", "超过1,000,000 人次"),
        ("FH-S", "", "“万人次”不是“人”"),
        ("EQ-W", "3 公里 ÷ 15 分钟 = 12 公里/小时", "2 倍"),
        ("EQ-K", "60,000 人 ÷ (π × (3 公里)²) = 2,122.0659 人/平方公里", ""),
        ("BD-YN", "959 元 ÷ 9,566 人 = 0.1003 元/人", "1,002.5089 元/人"),
        ("BD-454", "", "BD-ALL"),
    ],
)
def test_the_sum_is_written_out(checked: Any, claim: str, written: str, note: str) -> None:
    assert checked.loc[claim, "sum"] == written
    assert note in text_of(checked.loc[claim, "note"], "zh")


def test_the_people_of_the_computed_walk_stand_beside_a_center_of_that_name(checked: Any) -> None:
    assert checked.loc["SD-P", "people_within"] == 41234.0
    assert pd.isna(checked.loc["EQ-P", "people_within"])


def test_people_and_visits_are_never_compared() -> None:
    rows = [
        {"claim": "a", "figure": "8000", "unit": "人次/月"},
        {"claim": "b", "figure": "60", "unit": "月"},
        {"claim": "c", "figure": "480000", "unit": "人", "rule": "product", "of": "a b"},
    ]
    assert checked_claims(pd.DataFrame(rows), {})["result"].tolist() == ["cannot tell", "cannot tell", "unit unclear"]


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("12", "consistent"),
        ("12.4", "inconsistent"),
        ("约12.5", "consistent"),
        ("约12.7", "inconsistent"),
        ("超过11", "consistent"),
        ("11余", "consistent"),
        ("超过13", "inconsistent"),
        ("近13", "consistent"),
        ("不足11", "inconsistent"),
        ("十二", "cannot tell"),
        ("大概可能12", "cannot tell"),
        ("0.0012万", "consistent"),
        ("0.0013万", "inconsistent"),
        ("超过0.0011万", "consistent"),
    ],
)
def test_a_figure_is_held_to_its_last_digit_or_to_the_side_that_it_says(said: str, result: str) -> None:
    rows = [
        {"claim": "a", "figure": "24", "unit": "人"},
        {"claim": "b", "figure": "2", "unit": "处"},
        {"claim": "c", "figure": said, "unit": "人/处", "rule": "比值", "of": "a、b"},
    ]
    assert checked_claims(pd.DataFrame(rows), {})["result"].iloc[2] == result


def test_what_cannot_be_worked_out_says_why() -> None:
    rows = [
        {"claim": "a", "figure": "24", "unit": "人"},
        {"claim": "z", "figure": "0", "unit": "处"},
        {"claim": "c", "figure": "1", "unit": "人/处", "rule": "ratio", "of": "a z"},
        {"claim": "d", "figure": "1", "unit": "人", "rule": "guess", "of": "a"},
        {"claim": "e", "figure": "1", "unit": "人", "rule": "ratio", "of": "a"},
        {"claim": "f", "figure": "1", "unit": "人", "rule": "range"},
        {"claim": "g", "figure": "1", "unit": "筐"},
    ]
    found = checked_claims(pd.DataFrame(rows), {})
    assert found["result"].tolist() == [*["cannot tell"] * 6, "unit unclear"]
    assert [text_of(note, "en") != "" for note in found["note"]] == [True] * 7


def test_every_rule_has_a_chinese_word() -> None:
    assert sorted(RULE_WORDS.values()) == sorted(RULES)


def test_a_claim_that_cannot_be_told_says_what_it_lacks() -> None:
    rows = [
        {"claim": "a", "figure": "8000", "unit": "人次"},
        {"claim": "b", "figure": "36", "unit": "月", "rule": "区间"},
        {"claim": "c", "figure": "9", "unit": "人次", "rule": "乘积", "of": "a、z"},
        {"claim": "d", "figure": "9", "unit": "人次"},
    ]
    found = checked_claims(pd.DataFrame(rows).fillna(""), {})
    assert set(found["result"]) == {"cannot tell"}
    assert [text_of(note, "zh") for note in found["note"]] == [
        "没有单独的算式；是核对“c”的依据",
        "缺少：下限或上限",
        "缺少：z",
        "缺少核对的依据：请填写“算式”和“取自”，或“下限”和“上限”",
    ]


def test_ten_thousands_in_a_figure_are_read_and_the_figure_stays_as_it_was_written() -> None:
    rows = [
        {"claim": "a", "figure": "1.2万", "unit": "人次"},
        {"claim": "b", "figure": "3", "unit": "年"},
        {"claim": "c", "figure": "3.6万余", "unit": "人次", "rule": "product", "of": "a d"},
        {"claim": "d", "figure": "3", "unit": "倍"},
        {"claim": "e", "figure": "3", "unit": "万元", "low": "1万", "high": "2万"},
    ]
    found: Any = checked_claims(pd.DataFrame(rows), {}).set_index("claim")
    assert found.loc["a", "figure"] == "1.2万"
    assert found.loc["c", ["result", "sum"]].tolist() == ["consistent", "1.2万 人次 × 3 倍 = 36,000 人次"]
    assert found.loc["e", "result"] != "consistent"  # 3 is not between 10,000 and 20,000


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ({"figure": "十二", "unit": "人"}, "看不懂数字“十二”"),
        ({"figure": "1.2万", "unit": "万元"}, "看不懂数字“1.2万”"),
        ({"figure": "", "unit": "人"}, "没有数字"),
        ({"figure": "12", "unit": "人", "rule": "range", "low": "若干", "high": "20"}, "看不懂下限或上限“若干”"),
    ],
)
def test_what_is_not_understood_is_told_and_never_left_out(row: dict[str, str], note: str) -> None:
    (found,) = checked_claims(pd.DataFrame([{"claim": "a", **row}]), {}).to_dict("records")
    assert found["result"] == "cannot tell"
    assert text_of(found["note"], "zh") == note
