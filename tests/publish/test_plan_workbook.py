"""小区.xlsx: opened again, it holds the figures of blocks.csv in words; nothing in it is run, and its bytes repeat."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

import circles
from circles import texts
from circles.coverage import roll_up
from circles.errors import OutputError
from circles.figures import shown_minutes
from circles.publish import write_plan
from circles.publish.blocks_csv import blocks_csv
from circles.publish.plain_workbook import SheetColumn, TableSheet, column_width, free_heading, workbook_bytes
from circles.publish.plan_workbook import plan_workbook
from circles.publish.plan_workbook_summary import base_heading
from circles.results import recorded
from tests.publish.drawn_plan import FORMULA, LINES, SCRIPT, drawn_plan
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.plan import Plan


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def with_own_columns(plan: Plan) -> Plan:
    """Return the plan with districts and with columns that a list brought along."""
    blocks = plan.blocks.assign(
        subdistrict=["东街", "东街", "西街", "西街", "", "西街", "东街"],
        物业=[f"{FORMULA}物业", *["甲"] * 6],
        楼栋数=[3, 4, np.nan, 6, 7, 8, 9],
        名称=["旧名"] * 7,
    )
    return replace(plan, blocks=blocks, districts=roll_up(blocks, plan.scenario))


PLAN = with_own_columns(drawn_plan())
PEOPLE, DWELLINGS = (base_heading(PLAN.study, base, "zh") for base in ("people", "dwellings"))
CENTER = "最近中心（示例数据）"
BOOK = opened(plan_workbook(PLAN, lang="zh"))


def test_the_sheets_stand_in_order_with_filters_and_a_frozen_heading() -> None:
    assert BOOK.sheetnames == ["小区", "说明", "服务盲区", "汇总"]
    sheet = BOOK["小区"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.print_title_rows == "$1:$1"


def test_rows_stand_outside_first_and_those_with_most_people_before() -> None:
    assert [row["编号"] for row in rows_of(BOOK["小区"])] == ["B4", "B3", "B7", "B5", "B6", "B1", "B2"]
    no_people = replace(PLAN, blocks=PLAN.blocks.assign(population=np.nan))
    longest = rows_of(opened(plan_workbook(no_people, lang="zh"))["小区"])
    assert [row["编号"] for row in longest] == ["B4", "B3", "B7", "B5", "B6", "B2", "B1"]


def test_a_row_says_in_words_what_blocks_csv_says_in_keys() -> None:
    rows = {row["编号"]: row for row in rows_of(BOOK["小区"])}
    assert list(rows["B2"].items())[:14] == [
        ("编号", "B2"),
        ("名称", SCRIPT),
        ("街道（乡镇）", "东街"),
        ("判定", texts.say("verdict.inside", "zh")),
        ("原因", None),
        ("步行时间（分钟）", 14.3),
        ("步行距离（米）", 948),
        (CENTER, "解放党群服务中心"),
        ("最近中心编号", "C1"),
        ("所用出入口", "G1"),
        ("离最近道路（米）", 0),
        ("服务盲区", None),
        (PEOPLE, 350.5),
        (DWELLINGS, 120),
    ]
    assert rows["B4"]["原因"] == texts.say("reason.no_path", "zh")
    assert rows["B5"]["判定"] == texts.say("verdict.not_evaluated", "zh")
    assert rows["B7"]["名称"] == LINES


def test_every_figure_is_that_of_blocks_csv() -> None:
    table = {row["block_id"]: row for row in csv.DictReader(io.StringIO(blocks_csv(PLAN.blocks).decode("utf-8-sig")))}
    rows = rows_of(BOOK["小区"])
    assert len(rows) == len(table) == 7
    for row in rows:
        said = table[row["编号"]]
        shown = shown_minutes(float(said["minutes"])) if said["minutes"] else ""
        assert ("" if row["步行时间（分钟）"] is None else f"{row['步行时间（分钟）']:.1f}") == shown
        assert abs((row["步行距离（米）"] or 0) - float(said["walk_m"] or 0)) <= 0.5
        for heading, name in ((PEOPLE, "population"), ("经度", "lon"), ("纬度", "lat")):
            assert (row[heading] is None) == (said[name] == "")
            assert row[heading] is None or row[heading] == float(said[name])


def test_own_columns_come_last_under_their_own_headings_and_none_takes_the_name_of_ours() -> None:
    heads = [cell.value for cell in BOOK["小区"][1]]
    assert heads[-3:] == ["物业", "楼栋数", "名称 *"]
    rows = {row["编号"]: row for row in rows_of(BOOK["小区"])}
    assert rows["B1"]["物业"] == f"{FORMULA}物业"
    assert [rows[each]["楼栋数"] for each in ("B1", "B3")] == [3, None]
    assert ("物业", texts.say("workbook.means.own", "zh")) in set(BOOK["说明"].iter_rows(values_only=True))


def test_a_text_is_never_a_formula_and_stays_a_text_when_it_is_edited() -> None:
    cells = [cell for row in BOOK["小区"].iter_rows() for cell in row if str(cell.value).startswith(("=", "＠"))]
    assert {cell.value for cell in cells} == {FORMULA, "＠山中", f"{FORMULA}物业"}
    assert all(cell.quotePrefix and cell.data_type != "f" for cell in cells)


def test_numbers_are_numbers_with_their_format() -> None:
    sheet = BOOK["小区"]
    formats = {sheet.cell(1, at).value: sheet.cell(3, at).number_format for at in range(1, sheet.max_column + 1)}
    assert formats["步行时间（分钟）"] == "#,##0.0"
    assert formats["步行距离（米）"] == formats[PEOPLE] == "#,##0"


def test_the_guide_explains_every_column_and_names_origin_and_method() -> None:
    told = dict(BOOK["说明"].iter_rows(values_only=True))
    heads = [cell.value for cell in BOOK["小区"][1]]
    assert all(told[heading] for heading in heads)
    assert told["结论"] == PLAN.sentence("zh")
    assert "OpenStreetMap" in told["地图数据"]
    assert told["数据日期"] == "2026-10-01"
    assert told["编制单位"] == "规划院"


def _explained(book: Any) -> dict[str, list[tuple[str, str]]]:
    """Return what the guide tells of the columns of each sheet, by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    sheet = book.sheetnames[0]
    for name, meaning in book["说明"].iter_rows(values_only=True):
        if name in {"没有的内容", "数据来源"}:
            break
        if name == "各列含义" or (str(name).startswith("“") and str(name)[1:-1] in book.sheetnames):
            sheet = sheet if name == "各列含义" else name[1:-1]
            found[sheet] = []
        elif sheet in found and meaning:
            found[sheet].append((name, meaning))
    return found


def test_the_guide_tells_of_each_sheet_the_columns_that_stand_there_and_no_others() -> None:
    """The demo with tiers, communities and services, doubted or not, and a plan whose blocks name nothing."""
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    audit = circles.audit(plan, norms="guobanfa-2021-56")
    doubted = plan_workbook(circles.doubt(plan).plan, lang="zh")
    audited = plan_workbook(plan, lang="zh", audit=audit, remedies=circles.remedies(plan))
    for content in (doubted, audited, plan_workbook(PLAN, lang="zh")):
        book = opened(content)
        told = _explained(book)
        assert list(told) == [name for name in book.sheetnames if name != "说明"]
        for name, columns in told.items():
            heads = [cell.value for cell in book[name][1]]
            assert [head for head, _ in columns] == heads, name
        quoted = {said for row in told.values() for _, text in row for said in re.findall("“([^”]+)”", text)}
        assert quoted <= {"是", "所属社区", "服务盲区"}, "a column is named that may not stand there"


def test_communities_have_a_sheet_that_says_the_same_as_the_files() -> None:
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    audit = circles.audit(plan, norms="guobanfa-2021-56")
    rows = rows_of(opened(plan_workbook(plan, lang="zh", audit=audit))["社区"])
    files = plan.communities
    assert files is not None
    assert [row["社区（村）"] for row in rows] == files["community"].tolist()
    found: Any = audit.communities.set_index("community")
    for row, ids in zip(rows, files["center_ids"], strict=True):
        own = [each for each in ids.split(";") if each]
        assert row["本社区已启用的中心"] == len(own) == found.loc[row["社区（村）"], "open_centers"]
    assert rows[0]["步行人口覆盖率" if files["base"].iloc[0] == "people" else "步行用地覆盖率"] is not None
    # A center of the sub-district's tier stands in 丙3: it is told, and does not stand in for one of the community.
    by_name = {row["社区（村）"]: row for row in rows}
    assert (by_name["示例社区丙3"]["本社区已启用的中心"], by_name["示例社区丙3"]["另有其他层级的中心"]) == (0, 1)
    assert by_name["示例社区甲1"]["本社区的中心"].count("、") == 1


def test_invented_people_and_centers_are_marked_in_the_headings_and_only_they() -> None:
    study = replace(PLAN.study, centers_label="source", population_label="source")
    heads = [cell.value for cell in opened(plan_workbook(replace(PLAN, study=study), lang="zh"))["小区"][1]]
    assert "示例数据" in PEOPLE
    assert "最近中心" in heads
    assert not any("示例数据" in str(heading) for heading in heads)


def test_the_summary_is_the_account_and_its_districts_add_up() -> None:
    rows = rows_of(BOOK["汇总"])
    whole = {row["计量"]: row for row in rows if row["范围"] == "全部"}
    account: Any = PLAN.account.to_dict("index")
    verdicts = ("inside", "outside", "not_evaluated")
    names = {"total": "合计", **{name: texts.say(f"verdict.{name}", "zh") for name in verdicts}}
    for base, per in (("people", 1), ("dwellings", 1), ("land_m2", 1e6), ("blocks", 1)):
        row = whole[base_heading(PLAN.study, base, "zh")]
        for column, heading in names.items():
            assert row[heading] == pytest.approx(account[base][column] / per)
            parts = [each[heading] for each in rows if each["计量"] == row["计量"] and each["范围"] != "全部"]
            assert sum(parts) == pytest.approx(row[heading])
    assert [row["范围"] for row in rows][::4] == ["全部", "西街", "东街", "街道未知"]
    assert [row["中位步行时间（分钟）"] for row in rows if row["计量"] == PEOPLE] == [14.3, None, 4.1, None]
    # 14.22018 and 4.04043, rounded up as everywhere, so that no number format shows 14.2 beside them.
    (longest,) = PLAN.districts.query("level == 'study' and base == 'people'")["worst_minutes"]
    assert whole[PEOPLE]["最长步行时间（分钟）"] == float(shown_minutes(longest))
    assert [row["其中步行不可达"] for row in rows if row["计量"] == PEOPLE] == [800, 800, 0, 0]
    assert whole[PEOPLE]["数值未知的个数"] == 1
    assert whole[PEOPLE]["步行覆盖率"] == 0.495


def test_the_gaps_name_what_they_hold() -> None:
    rows = rows_of(BOOK["服务盲区"])
    assert tuple(rows[0][name] for name in ("服务盲区编号", "个数", "所含名称")) == (1, 1, "孤岛花园")
    assert rows[0]["走不到的个数"] == 1
    assert [row["最长步行时间（分钟）"] for row in rows] == [None, 20.1, 15.6]


def test_a_list_too_long_shows_those_most_in_need_and_says_so() -> None:
    book = opened(plan_workbook(PLAN, lang="zh", most=3))
    assert [row["编号"] for row in rows_of(book["小区"])] == ["B4", "B3", "B7"]
    assert any("只列前 3 行，共 7 行" in str(meaning) for _, meaning in book["说明"].iter_rows(values_only=True))


def test_the_same_plan_gives_the_same_bytes_in_any_order() -> None:
    again = replace(PLAN, blocks=PLAN.blocks.iloc[::-1])
    assert plan_workbook(again, lang="zh") == plan_workbook(PLAN, lang="zh")


def test_a_plan_without_blocks_or_gaps_has_headings() -> None:
    empty = replace(PLAN, blocks=PLAN.blocks.iloc[:0], gaps=PLAN.gaps.iloc[:0])
    book = opened(plan_workbook(empty, lang="en"))
    assert book.sheetnames == ["Blocks", "Guide", "Gaps", "Summary"]
    assert [cell.value for cell in book["Blocks"][1]][:3] == ["Id", "Name", "Verdict"]


def test_what_xml_cannot_hold_is_replaced_and_long_cells_are_cut() -> None:
    cells: list[object] = ["\x00\ud800&<甲\n乙 ", "x" * 40_000, True, float("inf"), pd.Timestamp("2026-01-02")]
    content = workbook_bytes([TableSheet(name="甲's", columns=(SheetColumn(heading="h", cells=cells),))])
    values = [cell.value for cell in opened(content)["甲's"]["A"]]
    assert values[1] == "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}&<甲\n乙 "
    assert len(values[2]) == 32_767
    assert values[3:] == [True, None, "2026-01-02 00:00:00"]


def test_widths_count_a_chinese_character_as_two_letters() -> None:
    assert column_width("h", ["幸福里小区"]) == column_width("h", ["abcdefghij"]) == 12
    assert free_heading("名称", ["名称", "名称 *"]) == "名称 * *"


@pytest.mark.usefixtures("plain_map")
@pytest.mark.parametrize("whole", [True, False])
def test_a_result_in_another_language_leaves_no_earlier_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, whole: bool
) -> None:
    folder = tmp_path / "maps"
    if not whole:
        monkeypatch.setattr("circles.publish.delivery._is_exchangeable", lambda *_: False)
    write_plan(drawn_plan(), folder, lang="zh")
    (folder / "mine.txt").write_text("kept", encoding="utf-8")
    assert "小区.xlsx" in recorded(folder)
    write_plan(drawn_plan(), folder, lang="en")
    there = {path.name for path in folder.iterdir()}
    assert there - {"mine.txt"} == set(recorded(folder))
    assert there >= {"mine.txt", "blocks.xlsx"}
    assert "小区.xlsx" not in there


@pytest.mark.usefixtures("plain_map")
def test_a_workbook_that_somebody_wrote_in_is_not_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    write_plan(drawn_plan(), folder)
    book = openpyxl.load_workbook(folder / "小区.xlsx")
    book["小区"]["A1"] = "批注"
    book.save(folder / "小区.xlsx")
    before = (folder / "小区.xlsx").read_bytes()
    for lang in ("zh", "en"):
        with pytest.raises(OutputError) as error:
            write_plan(drawn_plan(), folder, lang=lang)
        assert [finding.code for finding in error.value.findings] == ["output_workbook_changed"]
    assert (folder / "小区.xlsx").read_bytes() == before


@pytest.fixture
def plain_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the map where a test is about the other files."""
    monkeypatch.setattr("circles.publish.coverage_map.map_html", lambda *_, **__: "map")


def test_districts_stand_in_their_order_on_a_sheet_for_each_level() -> None:
    """东 600 of 2,000 inside, 西 all of 1,500, 北 900 in all: too few. Without people there is nothing to rank by."""
    drawn = streets([(0, 0), (500, 0), (2900, 0)])
    lived = blocks({"a": (500, 0), "b": (2900, 0), "c": (0, 0), "d": (0, 10)}, population=[600, 1400, 1500, 900])
    parted = lived.assign(subdistrict=["东", "东", "西", "北"], urban_rural="urban")
    plan = circles.plan(town(drawn, centers({"S": (0, 0)}), parted))
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(plan, lang="zh")))
    heads, *rows = book["街道（乡镇）排名"].iter_rows(values_only=True)
    kept = ("名称", "名次（步行人口覆盖率最高为 1）", "人口", "未覆盖人口", "步行人口覆盖率", "不参与排名的原因")
    told = [tuple(row[heads.index(name)] for name in kept) for row in rows]
    assert told == [
        ("西", 1, 1500, 0, 1, None),
        ("东", 2, 2000, 1400, 0.3, None),
        ("北", None, 900, 0, 1, "人口过少"),
    ]
    assert "“街道（乡镇）排名”" in [row[0] for row in book["说明"].iter_rows(values_only=True)]
    nobody = circles.plan(town(drawn, centers({"S": (0, 0)}), parted.assign(population=float("nan"))))
    names = openpyxl.load_workbook(io.BytesIO(plan_workbook(nobody, lang="en"))).sheetnames
    assert names == ["Blocks", "Guide", "Gaps", "Summary"]
