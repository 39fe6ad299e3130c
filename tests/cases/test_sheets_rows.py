"""Rows that are no data: sums without the word, notes, signatures and dates below; rows that nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import circles
from circles.figures import Figure
from tests.cases.books import compounds, write_book
from tests.cases.town import COMPOUNDS, PEOPLE, WALK_M, assert_right, planned, write_town

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cases.books import Rows
    from tests.cases.town import Answer

HEADER = ["小区名称", "经度", "纬度", "常住人口", "户数", "街道", "社区"]
DWELLINGS = sum(row[4] for row in compounds())


def town_of(folder: Path, rows: Rows, header: list[str] | None = None, **marks: Any) -> Answer:
    write_town(folder, compounds=pd.DataFrame())
    write_book(folder / COMPOUNDS, {"Sheet1": [header or HEADER, *rows]}, **marks)
    return planned(folder)


def finding(answer: Answer, code: str) -> circles.Finding:
    return next(each for each in answer.plan.warnings if each.code == code)


FEET: dict[str, Rows] = {
    "note, signatures, seal and date": [
        ["备注：人口为2020年数据"],
        ["填表人：赵某某  审核人：钱某某"],
        ["某某区民政局（盖章）"],
        ["2025年6月30日"],
    ],
    "other words, names in cells of their own": [
        ["注1：数据来自户籍系统"],
        ["制表：", "赵某某", None, "复核：", "钱某某"],
        ["联系电话", None, None, 13800000000],
        ["二〇二五年六月"],
    ],
    "names beside the words, or behind a space": [
        ["填表人", "赵某某", "审核人", "钱某某"],
        ["制表 赵某某 复核 钱某某"],
        [None, "负责人（签字）：赵某某"],
        ["其中：老旧小区", None, None, 2000],
    ],
    "no word at all": [["以上数据由各社区上报，未经核实。"]],
    "English": [["Source: census"], ["Prepared by: 赵某某"], ["Date: 2025-06-30"]],
}


@pytest.mark.parametrize("kind", FEET)
def test_what_stands_below_a_table_is_left_out_and_counted(kind: str, tmp_path: Path) -> None:
    answer = town_of(tmp_path, [*compounds(), *FEET[kind]])
    assert_right(answer)
    told = finding(answer, "foot_rows_left_out")
    assert told.details["count"] == len(FEET[kind])
    assert str(told.details["rows"]).startswith("11")
    circles.write_plan(answer.plan, tmp_path / "out")
    names = ("赵某某".encode(), "钱某某".encode())
    written = [path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert written
    assert not any(name in content for content in written for name in names)


def test_they_are_left_out_where_rows_are_shifted_and_a_number_stands_before(tmp_path: Path) -> None:
    rows: Rows = [[None, None, i + 1, *row] for i, row in enumerate(compounds())]
    rows += [[None, None, 10], [None, None, "填报人：", None, "赵某某"]]
    answer = town_of(tmp_path, [[], *rows], [None, None, "序号", *HEADER])  # type: ignore[list-item]
    assert_right(answer)
    assert finding(answer, "foot_rows_left_out").details["count"] == 2


@pytest.mark.parametrize(
    ("headings", "merge"),
    [
        (("一、湖滨街道", "二、山前街道"), ["A2:G2", "A8:G8"]),
        (("湖滨街道", "山前街道"), []),
        (("南片老旧居住区", "北片老旧居住区"), ["A2:G2", "A8:G8"]),
    ],
)
def test_headings_between_the_rows_are_no_compounds(
    headings: tuple[str, str], merge: list[str], tmp_path: Path
) -> None:
    rows: Rows = []
    for heading, name in zip(headings, ("湖滨街道", "山前街道"), strict=True):
        rows += [[heading], *(row for row in compounds() if row[5] == name)]
    answer = town_of(tmp_path, rows, merge=merge)
    assert_right(answer)
    assert finding(answer, "foot_rows_left_out").details["count"] == 2


def subtotals(*, above: bool, word: str | None) -> Rows:
    """Return the compounds by sub-district, with the sums of each above or below them, and of all at the end."""
    rows: Rows = []
    for name in ("湖滨街道", "山前街道"):
        part = [row for row in compounds() if row[5] == name]
        total = [word and f"{name}{word}", None, None, sum(row[3] for row in part), sum(row[4] for row in part)]
        rows += [total, *part] if above else [*part, total]
    return [*rows, [word, None, None, PEOPLE, DWELLINGS]]


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("word", [None, "情况"])
def test_sums_without_the_word_are_left_out_and_counted(above: bool, word: str | None, tmp_path: Path) -> None:  # noqa: FBT001
    answer = town_of(tmp_path, subtotals(above=above, word=word))
    assert_right(answer)
    told = finding(answer, "sums_left_out")
    assert told.details["count"] == 3
    assert f"{2 * PEOPLE:,}" in told.text("zh")


@pytest.mark.parametrize(
    "total",
    [
        ["共9个小区", None, None, PEOPLE, DWELLINGS],
        ["以上合计：9个小区", None, None, PEOPLE],
        ["合计（9个）", None, None, PEOPLE],
        ["平均", 114.3, 30.58, PEOPLE / 9],
        ["Total: 9", None, None, PEOPLE],
    ],
)
def test_totals_in_other_words(total: list[Any], tmp_path: Path) -> None:
    answer = town_of(tmp_path, [*compounds(), total])
    assert_right(answer)
    assert finding(answer, "totals_left_out").details["count"] == 1


def test_a_compound_that_is_not_located_yet_stays(tmp_path: Path) -> None:
    rows = [*compounds(), ["待定小区", None, None, 777, 300, "湖滨街道", "东湖社区"]]
    answer = town_of(tmp_path, rows)
    assert "待定小区" in answer.people
    assert not {"sums_left_out", "foot_rows_left_out"} & set(answer.codes)


@pytest.mark.parametrize("numbers", [(11, 12), (2, 12)])
def test_hidden_rows_are_read_and_told_with_their_people(numbers: tuple[int, int], tmp_path: Path) -> None:
    gone: Rows = [["撤并甲", 114.3005, 30.5802, 4000, 1500], ["撤并乙", 114.3015, 30.5802, 6000, 2200]]
    rows = [*compounds(), *gone]
    answer = town_of(tmp_path, rows, hidden_rows=numbers)
    told = finding(answer, "hidden_rows")
    hidden = sum(rows[number - 2][3] for number in numbers)
    assert (told.details["rows"], told.details["people"]) == (
        Figure(value=2),
        Figure(value=float(hidden)),
    )
    assert "、".join(map(str, numbers)) in told.text("zh")


def test_a_column_that_is_used_and_hidden_is_told(tmp_path: Path) -> None:
    answer = town_of(tmp_path, compounds(), hidden_columns=["B", "G"])
    assert_right(answer)
    assert finding(answer, "hidden_columns_read").column == "经度, 社区"


def test_merged_places_are_shared_and_merged_people_count_once(tmp_path: Path) -> None:
    rows = compounds()
    rows.insert(3, ["金桂家园二期", None, None, None, None, None, None])
    answer = town_of(tmp_path, rows, merge=["B4:B5", "C4:C5", "D4:D5", "F2:F5"])
    assert answer.walk_m["金桂家园二期"] == answer.walk_m["金桂家园"] == pytest.approx(WALK_M["金桂家园"], abs=0.5)
    assert sum(people for people in answer.people.values() if people == people) == PEOPLE  # noqa: PLR0124 NaN
    told = finding(answer, "merged_people")
    assert told.details["people"] == Figure(value=650.0)
    assert told.details["rows"] == Figure(value=1)


def test_a_subdistrict_merged_over_its_compounds_in_another_order_of_columns(tmp_path: Path) -> None:
    by_district = sorted(compounds(), key=lambda row: str(row[5]))
    rows: Rows = [[None, *row[:5]] for row in by_district]
    count = sum(row[5] == by_district[0][5] for row in by_district)
    rows[0][0], rows[count][0] = by_district[0][5], by_district[-1][5]
    merge = [f"A2:A{count + 1}", f"A{count + 2}:A{len(rows) + 1}"]
    answer = town_of(tmp_path, rows, ["所属街道", *HEADER[:5]], merge=merge)
    assert_right(answer)
    named = answer.plan.study.blocks.set_index("name")["subdistrict"]
    assert named.to_dict() == {row[0]: row[5] for row in compounds()}
