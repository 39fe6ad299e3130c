"""The workbook of an audit holds what its tables of machine keys hold, with headings in words."""

from __future__ import annotations

import csv
from math import floor
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.bureau.baoding_lists import MONEY

if TYPE_CHECKING:
    from tests.bureau.conftest import Audited


@pytest.fixture(scope="module")
def book(baoding: Audited) -> Any:
    return openpyxl.load_workbook(baoding.folder / "y2026" / "小区.xlsx")


def sheet(book: Any, name: str) -> list[dict[str, Any]]:
    heads, *lines = book[name].iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def rows(baoding: Audited, file: str, year: int = 2026) -> list[dict[str, str]]:
    with (baoding.folder / f"y{year}" / file).open(encoding="utf-8-sig") as opened:
        return list(csv.DictReader(opened))


def test_clauses_stand_in_words(baoding: Audited, book: Any) -> None:
    listed, told = rows(baoding, "audit.csv"), sheet(book, "审查条文")
    assert [row["条文"] for row in told] == [row["clause"] for row in listed]
    assert [row["要求"] for row in told] == [row["requirement"] for row in listed]
    assert [row["结论"] for row in told] == [row["conclusion"].rpartition(" · ")[0] for row in listed]
    assert [row["缺少（通常由谁提供）"] or "" for row in told] == [row["missing"] for row in listed]


def test_measures_stand_in_words(baoding: Audited, book: Any) -> None:
    listed, told = rows(baoding, "remedies.csv"), sheet(book, "整改措施")

    def known(row: dict[str, Any], *names: str) -> tuple[str, ...]:
        return tuple(str(row[name] or "") for name in names)

    shown = ("服务盲区", "修正编号", "措施", "须征得同意", "费用", "服务盲区的居住单元")
    of_csv = ("gap_id", "edit_id", "told", "consent", "cost_told", "gap_blocks")
    assert sorted(known(row, *shown) for row in told) == sorted(known(row, *of_csv) for row in listed)
    gained = {known(row, *of_csv[:2]): float(row["people_gained"]) for row in listed}
    assert {known(row, *shown[:2]): row["新增覆盖人口（全范围）"] for row in told} == gained
    # Of each gap the first is that of least trouble.
    trouble = {known(row, *of_csv[:2]): int(row["trouble"]) for row in listed if row["trouble"]}
    for gap in {row["服务盲区"] for row in told}:
        own = [trouble[known(row, *shown[:2])] for row in told if row["服务盲区"] == gap and row["修正编号"]]
        assert own == sorted(own)


def test_each_measure_names_as_many_blocks_as_it_brings_inside(baoding: Audited, book: Any) -> None:
    counts = {row["edit_id"]: int(row["blocks_gained"]) for row in rows(baoding, "remedies.csv") if row["edit_id"]}
    moved = {row["edit_id"] for row in rows(baoding, "remedies.csv") if row["remedy"] == "relocate"}
    for row in sheet(book, "整改措施"):
        named = [name for name in (row["进入时限的居住单元"] or "").split("、") if name]
        # What a relocation leaves outside is taken off its count.
        assert len(named) >= counts.get(row["修正编号"], 0)
        assert row["修正编号"] in moved or len(named) == counts.get(row["修正编号"], 0)


def test_claims_stand_in_words(baoding: Audited, book: Any) -> None:
    results = {"consistent": "一致", "inconsistent": "不一致", "unit unclear": "单位不明", "cannot tell": "无法核对"}
    listed, told = rows(baoding, "claims.csv"), sheet(book, "宣传口径核对")
    assert [(row["编号"], row["口径"], row["结果"], row["说明"] or "") for row in told] == [
        (row["claim"], row["text"], results[row["result"]], row["note"]) for row in listed
    ]


def test_the_ledger_stands_as_in_its_file(baoding: Audited, book: Any) -> None:
    listed, found = {row["item_id"]: row for row in rows(baoding, "ledger.csv")}, sheet(book, "问题台账")
    assert sorted(str(row["编号"]) for row in found) == sorted(listed)
    keys = {"编号": "item_id", "原编号": "former_ids"}
    for row in found:
        own = listed[str(row["编号"])]
        people = own["影响人口"]
        assert row["影响人口"] == (float(people.replace(",", "")) if people else None)
        assert {name: row[name] or "" for name in row if name != "影响人口"} == {
            name: own[keys.get(name, name)] for name in row if name != "影响人口"
        }
    named = {key: head for head, key in keys.items()}
    heads = {name for row in listed.values() for name, cell in row.items() if cell} - {"识别码（勿改）"}
    assert set(found[0]) == {named.get(name, name) for name in heads}


def test_money_stands_by_item_and_by_source(baoding: Audited, book: Any) -> None:
    listed, items = rows(baoding, "money.csv"), sheet(book, "资金测算")
    assert [row["事项"] for row in items] == [row[0] for row in MONEY]
    for row, own in zip(items, listed, strict=True):
        assert row["合计（万元）"] == (float(own["合计（万元）"]) if own["合计（万元）"] else None)
        assert (row["备注"] or "", row["对应对象"] or "") == (own["备注"], own["对应对象"])
    sources = {row["资金来源"]: row for row in sheet(book, "资金来源")}
    assert list(sources) == [*dict.fromkeys(row[6] for row in MONEY), "合计"]
    names = ("项数", "未填项", "合计（万元）", "已落实（万元）", "缺口（万元）", "限额（万元）", "超出限额（万元）")
    # 300 m2 at 3,200 yuan of a county that may give 80; a source without a limit or a sum says none.
    assert [sources["县区"][name] for name in names] == [2, 1, 96, 50, 46, 80, 16]
    assert [sources["镇街统筹"][name] for name in names] == [1, 1, None, None, None, None, None]
    assert [sources["合计"][name] for name in names] == [5, 2, 165, 110, 55, None, None]
    left_out = {name: row["说明"] for name, row in sources.items() if row["说明"]}
    assert left_out == {
        "县区": "合计和缺口为至少：不含未填项 1 项",
        "合计": "合计和缺口为至少：不含未填项 2 项",
    }


def test_the_guide_says_what_is_not_there_and_what_to_hand_in(baoding: Audited, book: Any) -> None:
    first = openpyxl.load_workbook(baoding.folder / "y2025" / "小区.xlsx")
    lines = list(first["说明"].iter_rows(values_only=True))
    below = lines[[row[0] for row in lines].index("没有的内容") + 1 :][:2]
    assert [row[0] for row in below] == ["“与上次结果对照”"] * 2
    assert "请提供上次审查结果的文件夹" in str(below[0][1])
    assert "请提供上次的问题台账" in str(below[1][1])
    # By which option that is done is told where options are typed.
    assert "--" not in str(below)
    assert "与上次结果对照" not in first.sheetnames
    # This year has all of it.
    assert "没有的内容" not in [row[0] for row in book["说明"].iter_rows(values_only=True)]


def test_data_to_ask_for_stand_with_their_clauses(baoding: Audited, book: Any) -> None:
    needed = {row["资料"]: row for row in sheet(book, "还需要的资料")}
    stations = needed["社工站名单"]
    assert (stations["条文数"], stations["仅缺此项"], stations["条文"]) == (1, 1, "BD-SW")
    open_rows = [row for row in rows(baoding, "audit.csv") if row["missing"]]
    for name, row in needed.items():
        clauses = [each["clause"] for each in open_rows if name in each["missing"]]
        assert (row["条文数"], row["条文"] or "") == (len(clauses), "、".join(clauses))
    # Every clause that cannot be told, past its period or not, waits for something that is listed.
    asked = {clause for row in needed.values() for clause in (row["条文"] or "").split("、")}
    assert {row["clause"] for row in rows(baoding, "audit.csv") if "无法判定" in row["conclusion"]} <= asked
    # One center does not say its space for residents: P14-60 fails all the same.
    rooms = needed["居民活动区域面积"]
    assert (rooms["条文数"], rooms["已有结论、部分未知的条文"]) == (0, "P14-60")
    about = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}["“还需要的资料”"]
    assert "无法判定的：现行 7 条，规划期已满 1 条；其中缺资料的 8 条，计入本表" in about


def test_what_became_of_the_last_result_stands_in_rows(baoding: Audited, book: Any) -> None:
    said = sheet(book, "与上次结果对照")
    parts = ("停用的中心", "新启用的中心", "已消除的问题")
    closed, opened, gone = ([row for row in said if row["类别"] == part] for part in parts)
    # C07 closed and C08 opened between the years.
    assert [(row["编号"], row["日期"]) for row in closed] == [("C07", "2026-03-31")]
    assert [(row["编号"], row["日期"]) for row in opened] == [("C08", "2026-05-01")]
    dropped = [row["item_id"] for row in rows(baoding, "ledger.csv") if row["本次核对"] == "已消除（建议销号）"]
    assert [row["编号"] for row in gone] == dropped
    (people,) = [row for row in said if row["名称"] == "步行人口覆盖率"]
    inside = [
        sum(int(row["population"]) for row in rows(baoding, "blocks.csv", year) if row["verdict"] == "inside")
        / sum(int(row["population"]) for row in rows(baoding, "blocks.csv", year))
        for year in (2025, 2026)
    ]
    last, now = (floor(share * 1000) / 1000 for share in inside)
    assert (people["去年公布值"], people["去年按今年口径重算值"], people["今年值"]) == (last, last, now)
    assert people["变化（百分点）"] == round(100 * (now - last), 1)


def test_the_guide_names_each_sheet(book: Any) -> None:
    named = {row[0] for row in book["说明"].iter_rows(values_only=True)}
    assert {f"“{name}”" for name in book.sheetnames if name not in {"小区", "居住单元", "说明"}} <= named
