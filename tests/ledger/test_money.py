"""Money worked by hand: sums, what is secured, what is left out because nobody filled it in, limits and uses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import circles
from circles.answers.money_words import money_facts, money_rows, money_section
from circles.ledger.money import estimate
from tests.study_files import write_town

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    # 200 m2 x 3,000 yuan = 60 万元, secured
    {
        "item": "东湖中心改造",
        "quantity": "200",
        "unit": "平方米",
        "unit_price": "3000",
        "fund": "福彩公益金",
        "secured": "是",
    },
    # 2 x 12.5 万元 = 25 万元, of which 10 万元 are secured
    {
        "item": "日间照料站",
        "task": "养老",
        "quantity": "2处",
        "unit_price": "12.5万元/处",
        "fund": "养老经费",
        "secured": "10",
    },
    {"item": "开放出入口", "quantity": "3", "unit_price": "", "fund": "市级", "secured": "否"},
    {"item": "设备", "quantity": "3-5", "unit_price": "100", "fund": "", "secured": ""},
    # 150 m2 of floor that communities lack x 2,000 yuan = 30 万元
    {"item": "面积缺口", "quantity": "", "unit_price": "2,000元", "fund": "市级", "secured": ""},
]
FUNDS = [
    {"fund": "福彩公益金", "limit": "59.9", "uses": "养老、儿童"},
    {"fund": "养老经费", "limit": "25", "uses": "养老"},
]


def test_sums_are_exact_and_nothing_is_assumed() -> None:
    found: Any = estimate(ROWS, FUNDS, gap_m2=150.0, gap_unknown=1).set_index("item")
    assert found["total"].fillna(-1).tolist() == [60.0, 25.0, -1, -1, 30.0]
    assert found["paid"].fillna(-1).tolist() == [60.0, 10.0, 0.0, -1, -1]
    assert found["remarks"].to_dict() == {
        "东湖中心改造": ("over_limit", "other_use"),
        "日间照料站": (),
        "开放出入口": ("no_price",),
        "设备": ("no_quantity", "no_fund", "secured_unsaid"),
        "面积缺口": ("gap_unknown", "secured_unsaid"),
    }
    assert found.loc["面积缺口", ["quantity", "unit"]].tolist() == ["150", "平方米"]
    table = estimate(ROWS, FUNDS, gap_m2=150.0, gap_unknown=1)
    assert money_facts(table) == {"needed": 115.0, "paid": 70.0, "short": 45.0, "unfilled": 2}
    section = money_section(table)
    assert [line.text("zh") for line in section.lines][:3] == [
        (
            "需要至少 115.00 万元，已落实 70.00 万元，资金缺口至少 45.00 万元"
            "（需要减去已落实；未填项的金额不知道，没有计入）"
        ),
        "不含未填项 2 项：没有数量或单价，不作假设",
        "是否落实未填 2 项，按未落实计",
    ]
    assert [line.text("zh") for line in section.lines][3:6] == [
        "有社区的面积缺口未知，未计入：面积缺口",
        "不在来源的使用范围：东湖中心改造",
        "超出来源限额：福彩公益金（限额 59.90 万元，超出 0.10 万元）",
    ]
    assert section.table is not None
    by_source = {row[0]: row[3:] for row in section.table.texts("zh")[1]}
    # Of the city's two items one has no price; the other source has all of its sums.
    assert by_source["市级"] == ["至少 30.00", "0.00", "至少 30.00", "未写", "–"]
    assert by_source["养老经费"] == ["25.00", "10.00", "15.00", "25.00", "0.00"]
    assert by_source["合计"] == ["至少 115.00", "70.00", "至少 45.00", "–", "–"]
    heads, rows = money_rows(table).texts("zh")
    assert (heads[6], rows[1][6], rows[3][6]) == ("合计（万元）", "25", "")


def test_what_has_no_price_or_is_not_listed_is_unknown_and_never_nothing() -> None:
    table = estimate([{"item": "出入口", "quantity": "1", "fund": "街道", "secured": "是"}], [])
    assert money_facts(table) == {"needed": None, "paid": None, "short": None, "unfilled": 1}
    shown = money_section(table).table
    assert shown is not None
    assert shown.texts("zh")[1] == [[name, "1", "1", "–", "–", "–"] for name in ("街道", "合计")]
    for nothing in (None, table[:0]):
        assert money_facts(nothing) == {"needed": None, "paid": None, "short": None, "unfilled": None}
        (line,) = money_section(nothing).lines
        assert line.text("zh").startswith("资金未给出：")
        assert "not zero" in line.text("en")


def test_a_gap_that_is_not_known_is_no_quantity_and_a_limit_is_held_to_the_fen() -> None:
    gap = estimate(ROWS[-1:], [])
    assert math.isnan(gap["total"].iloc[0])
    assert gap["remarks"].iloc[0] == ("no_quantity", "secured_unsaid")
    within = estimate(ROWS[:1], [{"fund": "福彩公益金", "limit": "600000元", "uses": ""}])
    assert within["remarks"].iloc[0] == ()
    over = estimate(ROWS[:1], [{"fund": "福彩公益金", "limit": "599999.99元", "uses": "改造"}])
    assert over["remarks"].iloc[0] == ("over_limit",)
    assert round(over["beyond"].iloc[0], 9) == 0.000001
    blank = {"item": "设备", "fund": "福彩公益金", "secured": "否"}
    with_blank = estimate([ROWS[0], blank], [{"fund": "福彩公益金", "limit": "50"}])
    assert with_blank["remarks"].tolist() == [("over_limit",), ("no_quantity", "no_price")]


def test_the_list_of_a_study_takes_the_unit_of_its_heading(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    (tmp_path / "town" / "money.csv").write_text(
        "事项,数量,单价（万元）,资金来源,是否落实\n改造,2,1.5,市级,是\n门,1,800元,市级,否\n", encoding="utf-8"
    )
    said = study.read_text(encoding="utf-8")
    study.write_text(f'{said}\n[money]\nfile = "money.csv"\n', encoding="utf-8")
    audit = circles.audit(circles.plan(circles.read_study(study)), norms="dezhou")
    assert audit.money is not None
    assert audit.money["total"].tolist() == [3.0, 0.08]
    assert audit.summary()["money"] == {"needed": 3.08, "paid": 3.0, "short": 0.08, "unfilled": 0}
    folder = circles.write_audit(audit, tmp_path / "out", lang="zh").folder
    assert (
        (folder / "money.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("事项,任务类别,数量,单位,单价,单价依据,合计（万元）")
    )
