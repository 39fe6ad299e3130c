"""Cells that are not what they look like: formulas without a value, codes and numbers that are no ids, separators."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import circles
from circles.errors import InputError
from circles.sources.files.workbook import checked_parts
from tests.cases.books import compounds, write_book
from tests.cases.town import CENTERS, COMPOUNDS, assert_right, centers_table, compounds_table, planned, write_town

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["小区名称", "经度", "纬度", "常住人口", "户数", "街道", "社区"]


def refused(folder: Path) -> list[circles.Finding]:
    circles.init_study(folder)
    with pytest.raises(InputError) as caught:
        circles.read_study(folder / "study.toml")
    return list(caught.value.findings)


@pytest.mark.parametrize(("column", "at"), [("经度", 1), ("常住人口", 3)])
def test_a_formula_without_a_value_is_told_cell_by_cell(column: str, at: int, tmp_path: Path) -> None:
    rows = [list(row) for row in compounds()]
    for i in (0, 4):
        rows[i][at] = f"=I{i + 2}+J{i + 2}/60"
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, {"Sheet1": [HEADER, *rows]})
    found = refused(tmp_path)
    assert [(each.code, each.row, each.column) for each in found] == [
        ("formula_without_value", 2, column),
        ("formula_without_value", 6, column),
    ]
    assert "Excel" in found[0].said("remedy", "zh")
    assert "WPS" in found[0].said("remedy", "zh")


def test_in_a_total_or_a_column_that_is_not_used_it_makes_no_difference(tmp_path: Path) -> None:
    rows = [[*row, f"=D{i}*2"] for i, row in enumerate(compounds(), start=2)]
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(tmp_path / COMPOUNDS, {"Sheet1": [[*HEADER, "测算"], *rows, ["合计", None, None, "=SUM(D2:D10)"]]})
    assert_right(planned(tmp_path))


def test_a_zero_that_a_program_stored_with_a_formula_is_no_value(tmp_path: Path) -> None:
    rows = [list(row) for row in compounds()]
    rows[0][1] = "=I2+J2/60"
    path = tmp_path / COMPOUNDS
    write_town(tmp_path, compounds=pd.DataFrame())
    write_book(path, {"Sheet1": [HEADER, *rows]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    stored = parts[sheet].replace(b"</f><v></v>", b"</f><v>0</v>").replace(b"</f><v />", b"</f><v>0</v>")
    assert stored != parts[sheet]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**parts, sheet: stored}.items():
            archive.writestr(name, content)
    assert {each.code for each in refused(tmp_path)} == {"formula_without_value"}
    calculated = parts["xl/workbook.xml"].replace(b'fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**parts, sheet: stored, "xl/workbook.xml": calculated}.items():
            archive.writestr(name, content)
    assert not any(marks.unvalued for marks in checked_parts(path).values())


@pytest.mark.parametrize("column", ["序号", "编号", "NO."])
def test_numbers_that_begin_again_are_no_ids(column: str, tmp_path: Path) -> None:
    numbers = [1, 2, 3, 4, 1, 2, 3, 1, 2]
    write_town(tmp_path, compounds=pd.DataFrame({column: numbers}).join(compounds_table()))
    answer = planned(tmp_path)
    assert_right(answer)
    assert ("serial_is_no_id" in answer.codes) == (column != "NO.")


def test_an_id_that_stands_twice_is_still_refused(tmp_path: Path) -> None:
    ids = ["A1", "A2", "A3", "A3", *(f"B{i}" for i in range(5))]
    write_town(tmp_path, compounds=pd.DataFrame({"小区编号": ids}).join(compounds_table()))
    assert [each.code for each in refused(tmp_path)] == ["repeated_id"]


@pytest.mark.parametrize("code", ["1.30606E+11", "4.2E+17"])
def test_codes_that_a_spreadsheet_spoilt_are_told_with_their_rows(code: str, tmp_path: Path) -> None:
    ids = [code] * 8 + ["130606001009"]
    write_town(tmp_path, compounds=pd.DataFrame())
    (compounds_table().assign(小区编码=ids)).to_csv(tmp_path / "小区.csv", index=False, encoding="utf-8-sig")
    (found,) = refused(tmp_path)
    assert (found.code, found.row, found.column, found.value) == ("id_in_scientific", 2, "小区编码", code)
    assert "2、3、4、5、6、7、8、9" in found.text("zh")


SEPARATED: dict[str, Any] = {"full-width comma": "，", "full-width semicolon": "；", "bar": "|"}


@pytest.mark.parametrize("kind", SEPARATED)
def test_other_separators_are_read_and_those_of_full_width_told(kind: str, tmp_path: Path) -> None:
    write_town(tmp_path, centers=pd.DataFrame())
    text = centers_table().to_csv(index=False).replace(",", SEPARATED[kind])
    (tmp_path / CENTERS).write_text(text, encoding="utf-8-sig")
    answer = planned(tmp_path)
    assert_right(answer)
    assert ("fullwidth_separator" in answer.codes) == ("full" in kind)


def test_lines_typed_with_either_comma_are_one_table(tmp_path: Path) -> None:
    write_town(tmp_path, centers=pd.DataFrame())
    lines = centers_table().to_csv(index=False).splitlines()
    text = "\n".join(line.replace(",", "，") if i != 2 else line for i, line in enumerate(lines))
    (tmp_path / CENTERS).write_text(text, encoding="gb18030")
    assert_right(planned(tmp_path))


def test_commas_of_sentences_are_no_separators(tmp_path: Path) -> None:
    table = centers_table().assign(地址=["湖滨路1号，近公园", "山前路2号", "南屏路3号，，"])
    write_town(tmp_path, centers=table)
    answer = planned(tmp_path)
    assert_right(answer)
    assert "fullwidth_separator" not in answer.codes
