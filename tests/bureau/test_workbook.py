"""The workbook of an audit holds what its tables of machine keys hold, with headings in words."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from tests.bureau.conftest import Audited


@pytest.fixture(scope="module")
def book(baoding: Audited) -> Any:
    return openpyxl.load_workbook(baoding.folder / "y2026" / "小区.xlsx")


def sheet(book: Any, name: str) -> list[dict[str, Any]]:
    heads, *lines = book[name].iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def rows(baoding: Audited, file: str) -> list[dict[str, str]]:
    with (baoding.folder / "y2026" / file).open(encoding="utf-8-sig") as opened:
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


def test_claims_stand_in_words(baoding: Audited, book: Any) -> None:
    results = {"consistent": "一致", "inconsistent": "不一致", "unit unclear": "单位不明", "cannot tell": "无法核对"}
    listed, told = rows(baoding, "claims.csv"), sheet(book, "宣传口径核对")
    assert [(row["编号"], row["口径"], row["结果"], row["说明"] or "") for row in told] == [
        (row["claim"], row["text"], results[row["result"]], row["note"]) for row in listed
    ]


def test_the_guide_names_each_sheet(book: Any) -> None:
    named = {row[0] for row in book["说明"].iter_rows(values_only=True)}
    assert {f"“{name}”" for name in book.sheetnames if name not in {"小区", "居住单元", "说明"}} <= named
