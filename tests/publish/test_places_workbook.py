"""The workbook of candidates as a planner opens it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from circles import texts
from circles.answers.matches import CANDIDATES, MATCHED, MOST_CANDIDATES, RESULTS, Matches, heading, marks_in
from circles.errors import Finding, InputError, OutputError
from circles.provenance import Source
from circles.publish.places_workbook import places_workbook, write_places

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    (3, "甲", "has_place", "has_place", 0, "", "", "", ""),
    (4, "乙", "proposed", "same_name", 1, "新华社区", "新华社区", "民族街道", ""),
    (5, "=1+1", "missing", "nothing", 0, "", "", "", "丙社区 0.50"),
    (6, "丁", "to_confirm", "several_places", 7, "", "", "", ""),
    (7, "戊", "community_only", "community_only", 0, "", "和平社区", "", ""),
    (8, "己", "missing", "no_name", 0, "", "", "", ""),
]
FOUND = [
    (4, 1, "point", "@新华", "民族街道", 1.0, 114.28, 30.58, "p.gpkg", 1),
    (4, 0, "community", "新华社区", "民族街道", 1.0, np.nan, np.nan, "c.gpkg", 0),
    (6, 1, "point", "丁一", "", 0.9, 114.1234567, 30.5, "p.gpkg", 2),
    (6, 2, "point", "丁二", "民族街道", 0.5, -70.0, -33.0, "p.gpkg", 3),
]
OWN = {
    "名称": [row[1] for row in ROWS],
    "面积": ["800", "1.5", "", "0", "-3", "1200"],
    "编号": ["007", "8", "9", "10", "11", "12"],
    "备注": ["+1", "-x", "@y", "=cmd|'/c calc'!A0", "http://example.org", "a\x00b\ufffe"],
}


def matches(**own: list[str]) -> Matches:
    rows = pd.DataFrame(ROWS, columns=list(MATCHED))
    return Matches(
        kind="centers",
        own=pd.DataFrame({**OWN, **own}, dtype=object),
        rows=rows,
        places=pd.DataFrame({"lon": [114.5, *[np.nan] * 5], "lat": [30.5, *[np.nan] * 5]}),
        coordinate_columns={},
        candidates=pd.DataFrame(FOUND, columns=list(CANDIDATES)),
        sources=(Source(kind="centers", file="名单.xlsx", rows=6), Source(kind="points", file="p.gpkg", rows=3)),
        warnings=(Finding(code="points_left_out", details={"count": 1}),),
    )


def opened(found: Matches, lang: str = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(places_workbook(found, lang=lang)))


def column(sheet: Any, name: str) -> list[Any]:
    (cells,) = [cells for cells in sheet.iter_cols(values_only=True) if cells[0] == name]
    return list(cells[1:])


def test_what_is_missing_comes_first_and_the_rest_in_the_order_of_the_list() -> None:
    book = opened(matches())
    assert book.sheetnames == ["中心", "填写说明 Guide", "候选位置"]
    sheet = book["中心"]
    assert column(sheet, "原表行号") == [5, 8, 7, 6, 4, 3]
    assert column(sheet, "匹配结果") == ["未找到", "未找到", "仅知社区", "待确认", "建议", "已有坐标"]
    assert [cell.value for cell in sheet[1]][:4] == list(OWN)
    assert sheet.freeze_panes == "A2"


def test_nothing_is_filled_in_for_the_planner_but_what_the_list_itself_says() -> None:
    for lang, names in (("zh", ("采用候选", "经度", "纬度")), ("en", ("accept candidate", "lon", "lat"))):
        sheet = opened(matches(), lang).worksheets[0]
        choice, lon, lat = (column(sheet, name) for name in names)
        assert choice == [None] * 6
        assert lon == [*[None] * 5, 114.5]
        assert lat == [*[None] * 5, 30.5]


def test_candidates_stand_with_their_score_and_place_as_many_as_there_are() -> None:
    sheet = opened(matches())["中心"]
    assert column(sheet, "候选1") == [None, None, None, "丁一  0.90", "@新华 (民族街道)  1.00", None]
    assert column(sheet, "候选1坐标")[3:5] == ["114.1234567, 30.5000000", "114.2800000, 30.5800000"]
    assert column(sheet, "候选2坐标")[3] == "-70.0000000, -33.0000000"
    assert "候选3" not in [cell.value for cell in sheet[1]]
    assert column(sheet, "匹配社区")[2] == "和平社区"
    assert column(sheet, "相近社区")[0] == "丙社区 0.50"
    assert column(sheet, "别名所指")[4] == "新华社区"
    listed = opened(matches())["候选位置"]
    assert column(listed, "候选经度") == [114.28, None, 114.1234567, -70.0]
    assert column(listed, "清单名称") == ["乙", "乙", "丁", "丁"]
    assert column(listed, "候选类型") == ["点位", "社区面", "点位", "点位"]


def test_texts_stay_texts_and_numbers_numbers() -> None:
    content = places_workbook(matches(), lang="zh")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["中心"]
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "inlineStr"}
    assert sorted(column(sheet, "备注")) == sorted([*OWN["备注"][:5], "a\ufffdb\ufffd"])
    assert column(sheet, "编号") == ["9", "12", "11", "10", "8", "007"]
    assert column(sheet, "面积") == [None, 1200, -3, 0, 1.5, 800]
    quoted = {cell.value for row in sheet for cell in row if cell.quotePrefix}
    assert {
        "=1+1",
        "+1",
        "-x",
        "@y",
        "=cmd|'/c calc'!A0",
        "@新华 (民族街道)  1.00",
        "-70.0000000, -33.0000000",
    } == quoted
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in whole
    assert b"hyperlink" not in whole.lower()


def test_a_cell_too_long_for_a_workbook_ends_in_a_mark() -> None:
    cells = column(opened(matches(长=["x" * 40_000, *[""] * 5]))["中心"], "长")
    assert (len(cells[-1]), cells[-1][-1]) == (32_767, "…")


def test_a_planners_column_of_our_name_is_kept_beside_ours() -> None:
    sheet = opened(matches(匹配结果=["a", "b", "c", "d", "e", "f"]))["中心"]
    assert column(sheet, "匹配结果") == ["c", "f", "e", "d", "b", "a"]
    assert column(sheet, "匹配结果 *")[0] == "未找到"


def test_columns_of_coordinates_that_the_list_has_are_not_doubled() -> None:
    from dataclasses import replace

    found = matches(经度=["114.5", *[""] * 5], 纬度=["30.5", *[""] * 5])
    sheet = opened(replace(found, coordinate_columns={"lon": "经度", "lat": "纬度"}))["中心"]
    assert [cell.value for cell in sheet[1]].count("经度") == 1
    assert column(sheet, "经度")[-1] == 114.5


def test_the_guide_speaks_both_languages_and_counts() -> None:
    guide = [row[0] for row in opened(matches(), "en").worksheets[1].iter_rows(values_only=True) if row[0]]
    whole = "\n".join(guide)
    for words in (
        "怎样填写本表",
        "How to complete this workbook",
        "未找到 2 行",
        "proposed 1",
        "名单.xlsx (6)",
        "p.gpkg (3)",
    ):
        assert words in whole


def test_every_result_and_every_heading_is_known_in_both_languages() -> None:
    for lang in texts.LANGUAGES:
        assert all(texts.say(f"places.result.{result}", lang) for result in RESULTS)
        names = [heading(f"place_{number}", lang) for number in range(1, MOST_CANDIDATES + 1)]
        assert len(set(names)) == MOST_CANDIDATES
        assert set(marks_in([*names, heading("choice", lang)])) == {"choice", *(f"place_{i}" for i in range(1, 6))}
    assert marks_in([heading("choice", "zh")]) == {}


def test_a_workbook_is_replaced_only_when_asked_and_the_earlier_kept(tmp_path: Path) -> None:
    file = tmp_path / "规划 局" / "中心 待补.xlsx"
    assert write_places(matches(), file) == file
    first = file.read_bytes()
    with pytest.raises(OutputError) as caught:
        write_places(matches(), file)
    assert file.name in caught.value.text("zh")
    assert file.read_bytes() == first
    write_places(matches(), file, lang="en", replace=True)
    assert openpyxl.load_workbook(file).sheetnames[0] == "centers"
    assert sorted(path.name for path in file.parent.iterdir()) == ["中心 待补.xlsx", "中心 待补.xlsx.bak"]


@pytest.mark.parametrize(("name", "lang"), [("a.csv", None), ("a", None), ("a.xlsx", "de"), ("there/a.xlsx", None)])
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, lang: str | None) -> None:
    (tmp_path / "there").write_text("", encoding="utf-8")
    with pytest.raises(InputError if lang else OutputError) as caught:
        write_places(matches(), tmp_path / name, lang=lang)
    assert caught.value.text("zh")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
