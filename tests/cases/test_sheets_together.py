"""Several sheets: one a sub-district, read as one list; one a year, of which the latest is proposed."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import circles
from circles.errors import InputError
from tests.cases.books import compounds, rows_of, write_book
from tests.cases.town import CENTERS, COMPOUNDS, PEOPLE, STREETS, assert_right, centers_table, planned, write_town

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cases.books import Rows

HEADER: list[Any] = ["序号", "小区名称", "经度", "纬度", "常住人口", "户数"]


def by_district(order: tuple[str, ...] = ("湖滨街道", "山前街道")) -> dict[str, Rows]:
    """Return the compounds in a sheet each sub-district, numbered from 1 in each, under a title."""
    parts = {name: [row for row in compounds() if row[5] == name] for name in order}
    return {
        name: [[f"{name}小区一览表"], HEADER, *([i, *row[:5]] for i, row in enumerate(rows, start=1))]
        for name, rows in parts.items()
    }


def said(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("order", [("湖滨街道", "山前街道"), ("山前街道", "湖滨街道")])
def test_a_sheet_a_subdistrict_is_one_list(order: tuple[str, ...], tmp_path: Path) -> None:
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, {"说明": [["本表由各街道填报"]], **by_district(order)})
    answer = planned(tmp_path)
    assert_right(answer)
    assert said(tmp_path)["blocks"] == {"file": COMPOUNDS, "sheets": "*"}
    blocks = answer.plan.study.blocks.set_index("name")
    assert blocks["subdistrict"].to_dict() == {row[0]: row[5] for row in compounds()}
    assert {"serial_is_no_id", "sheets_left_out"} <= set(answer.codes)


def test_headers_may_differ_and_the_centers_of_the_same_book_are_no_blocks(tmp_path: Path) -> None:
    sheets = by_district()
    sheets["山前街道"][1] = ["序号", "名称", "lng", "lat", "常住人口数（人）", "户数"]
    write_town(tmp_path, compounds=pd.DataFrame(), centers=pd.DataFrame())
    write_book(tmp_path / "全部.xlsx", {"党群服务中心": rows_of(centers_table()), **sheets})
    circles.init_study(tmp_path)
    study = {"streets": {"file": str(tmp_path / STREETS)}}
    study |= {"centers": {"file": str(tmp_path / "全部.xlsx"), "sheet": "党群服务中心"}}
    study |= {"blocks": {"file": str(tmp_path / "全部.xlsx"), "sheets": "*"}}
    plan = circles.plan(circles.read_study(study))
    assert len(plan.blocks) == len(compounds())
    assert plan.blocks["population"].sum() == PEOPLE


def test_rows_are_named_sheet_by_sheet(tmp_path: Path) -> None:
    sheets = by_district()
    sheets["山前街道"][3][2] = "东边"
    sheets["湖滨街道"][3][4] = "许多"
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, sheets)
    circles.init_study(tmp_path)
    with pytest.raises(InputError) as caught:
        circles.read_study(tmp_path / "study.toml")
    found = {(finding.code, finding.row) for finding in caught.value.findings}
    assert found == {("coordinate_not_number", "山前街道!4"), ("not_a_number", "湖滨街道!4")}
    assert "“山前街道”表，第 4 行，“经度”列，“东边”" in caught.value.text("zh")
    assert "sheet “湖滨街道”, row 4" in caught.value.text("en")
    check = circles.check_study(tmp_path / "study.toml")
    rows = check.inputs.set_index("kind").loc["blocks"]
    assert (rows["rows"], rows["accepted"], rows["rejected"]) == (9, 7, 2)


def test_a_hidden_sheet_is_left_out_and_told(tmp_path: Path) -> None:
    old: Rows = [["旧表"], HEADER, [1, "旧小区", 114.3, 30.58, 5000, 9]]
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, {**by_district(), "旧街道": old}, hidden_sheets=["旧街道"])
    study = tmp_path / "study.toml"
    study.write_text(
        f'[streets]\nfile = "{STREETS}"\n[centers]\nfile = "{CENTERS}"\n[blocks]\nfile = "{COMPOUNDS}"\nsheets = "*"\n',
        encoding="utf-8",
    )
    answer = planned(tmp_path, begin=False)
    assert_right(answer)
    told = next(finding for finding in answer.plan.warnings if finding.code == "sheets_left_out")
    assert told.details["sheets"] == "旧街道"


@pytest.mark.parametrize(
    "names",
    [
        ("2023年", "2024年"),
        ("2024", "2023"),
        ("二〇二三年", "二〇二四年"),
        ("小区(2024.6)", "小区(2024.12)"),
        ("23年台账", "24年台账"),
    ],
)
def test_of_sheets_of_several_years_the_latest_is_proposed(names: tuple[str, ...], tmp_path: Path) -> None:
    header = ["小区名称", "经度", "纬度", "常住人口", "户数", "街道", "社区"]
    older = [[*row[:3], row[3] - 100, *row[4:]] for row in compounds()]
    latest = max(names, key=lambda name: name.replace("四", "5").replace("三", "4").replace(".6", ".06"))
    sheets = {name: [header, *(compounds() if name == latest else older)] for name in names}
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, {**sheets, "说明": [["口径：常住人口"]]})
    begun = circles.init_study(tmp_path)
    assert said(tmp_path)["blocks"]["sheet"] == latest
    told = "\n".join(words.text("zh") for words in begun.to_decide if not isinstance(words, str))
    assert all(name in told for name in names)
    assert_right(planned(tmp_path, begin=False))


def test_a_sheet_of_all_is_taken_before_those_of_its_parts(tmp_path: Path) -> None:
    whole: Rows = [["全区小区一览表"], HEADER, *([i, *row[:5]] for i, row in enumerate(compounds(), start=1))]
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, {**by_district(), "汇总": whole})
    answer = planned(tmp_path)
    assert_right(answer)
    assert said(tmp_path)["blocks"] == {"file": COMPOUNDS, "sheet": "汇总"}


def test_without_a_word_of_it_two_years_are_not_chosen_between(tmp_path: Path) -> None:
    header = ["小区名称", "经度", "纬度", "常住人口"]
    rows = [row[:4] for row in compounds()]
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, {"2023年": [header, *rows], "2024年": [header, *rows]})
    study: dict[str, Any] = {
        kind: {"file": str(tmp_path / name)}
        for kind, name in (("streets", "道路.geojson"), ("centers", CENTERS), ("blocks", COMPOUNDS))
    }
    with pytest.raises(InputError) as caught:
        circles.read_study(study)
    (finding,) = caught.value.findings
    assert finding.code == "several_sheets"
    assert all(word in finding.text("zh") for word in ("2023年", "2024年", "sheet", 'sheets = "*"'))
    study["blocks"] |= {"sheet": "2024年", "sheets": "*"}
    with pytest.raises(InputError) as caught:
        circles.read_study(study)
    assert [each.code for each in caught.value.findings] == ["sheet_and_sheets"]
