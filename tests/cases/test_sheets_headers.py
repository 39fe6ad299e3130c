"""Headers over two rows and more, with and without merged cells, are read as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import circles
from circles.errors import InputError
from tests.cases.books import compounds, write_book
from tests.cases.town import COMPOUNDS, assert_right, planned, write_town

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.cases.books import Rows

# Header rows, the columns of compounds() below them (None: empty, a text: as it is), and the merged cells.
HEADERS: dict[str, tuple[Rows, list[Any], list[str]]] = {
    "groups of place and people, merged": (
        [
            ["某某区居民小区情况统计表"],
            ["序号", "小区名称", "位置", None, "人口（人）", None, "户数"],
            [None, None, "经度", "纬度", "户籍人口", "常住人口", None],
        ],
        ["no", 0, 1, 2, "registered", 3, 4],
        ["A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"],
    ),
    "other words, people first, children without the word": (
        [
            ["小区", "人口情况", None, None, "坐标", None],
            [None, "户籍", "常住", "户数", "X", "Y"],
        ],
        [0, "registered", 3, 4, 1, 2],
        ["A1:A2", "B1:D1", "E1:F1"],
    ),
    "no merged cells": (
        [
            ["楼盘名称", "坐标", None, "常住人口", None],
            [None, "经度", "纬度", "合计", "其中：男"],
        ],
        [0, 1, 2, 3, "men"],
        [],
    ),
    "three rows": (
        [
            ["小区名称", "基本情况", None, None, None],
            [None, "位置", None, "人口", None],
            [None, "东经", "北纬", "户籍", "常住"],
        ],
        [0, 1, 2, "registered", 3],
        ["A1:A3", "B1:E1", "B2:C2", "D2:E2"],
    ),
    "units below": (
        [["小区名称", "经度", "纬度", "常住人口", "户数"], [None, "°", "°", "（人）", "（户）"]],
        [0, 1, 2, 3, 4],
        [],
    ),
    "columns numbered as printed forms do": (
        [["名称", "经度", "纬度", "人口数", "户数"], ["甲", 1, 2, 3, 4]],
        [0, 1, 2, 3, 4],
        [],
    ),
}


def body(columns: Sequence[Any]) -> Rows:
    rows = []
    for number, row in enumerate(compounds(), start=1):
        others = {"no": number, "registered": round(row[3] * 0.7), "men": row[3] // 2}
        rows.append([others[at] if isinstance(at, str) else row[at] for at in columns])
    return rows


@pytest.mark.parametrize("kind", HEADERS)
def test_a_header_of_several_rows_is_one(kind: str, tmp_path: Path) -> None:
    header, columns, merge = HEADERS[kind]
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, {"台账": [*header, *body(columns)]}, merge=merge)
    assert_right(planned(tmp_path))


def test_a_csv_has_them_too_and_they_may_be_repeated_on_the_next_page(tmp_path: Path) -> None:
    header = HEADERS["no merged cells"][0]
    rows = body([0, 1, 2, 3, "men"])
    write_town(tmp_path, compounds=pd.DataFrame())
    printed = [*header, *rows[:4], *header, *rows[4:]]
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in printed)
    (tmp_path / "小区.csv").write_text(text, encoding="gb18030")
    answer = planned(tmp_path)
    assert_right(answer)
    notes = next(source.notes for source in answer.plan.study.sources if source.kind == "blocks")
    assert (notes["header_rows"], notes["headers_repeated"]) == (2, 2)


@pytest.mark.parametrize("years", [(2023, 2024), ("2024年", "2023年")])
def test_years_under_one_heading_are_not_chosen_between(years: tuple[object, object], tmp_path: Path) -> None:
    header: Rows = [["小区名称", "经度", "纬度", "常住人口", None], [None, None, None, *years]]
    write_town(tmp_path, compounds=pd.DataFrame())
    rows = [[*row[:3], row[3] - 50, row[3]] for row in compounds()]
    write_book(tmp_path / COMPOUNDS, {"Sheet1": [*header, *rows]}, merge=["D1:E1"])
    begun = circles.init_study(tmp_path)
    with pytest.raises(InputError) as caught:
        circles.read_study(begun.study_file)
    assert [finding.code for finding in caught.value.findings] == ["ambiguous_column"]
    said = {"blocks": {"columns": {"population": f"常住人口{years[1]}"}}}
    assert circles.read_study(begun.study_file, options=said).blocks["population"].sum() == 10650


def test_two_groups_of_one_field_are_not_chosen_between(tmp_path: Path) -> None:
    header: Rows = [
        ["小区名称", "经度", "纬度", "2023年", None, "2024年", None],
        [None, None, None, "人口", "户数", "人口", "户数"],
    ]
    write_town(tmp_path, compounds=pd.DataFrame())
    rows = [[row[0], row[1], row[2], row[3] - 50, row[4], row[3], row[4]] for row in compounds()]
    write_book(tmp_path / COMPOUNDS, {"Sheet1": [*header, *rows]})
    begun = circles.init_study(tmp_path)
    with pytest.raises(InputError) as caught:
        circles.read_study(begun.study_file)
    told = {finding.details["field"]: finding.column for finding in caught.value.findings}
    assert told["population"] == "2023年人口, 2024年人口"
    said = {"blocks": {"columns": {"population": "2024年人口", "dwellings": "2024年户数"}}}
    assert circles.read_study(begun.study_file, options=said).blocks["population"].sum() == 10650
