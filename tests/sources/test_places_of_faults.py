"""Every kind of fault says where it is as its file does: file, sheet, row as Excel counts, heading as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pytest
import shapely

from circles.errors import InputError
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.candidates import candidates_from
from circles.sources.inputs.centers import centers_from
from circles.sources.inputs.edits import edits_from
from circles.sources.inputs.gates import gates_from
from circles.sources.people.totals import scaled_to_totals
from circles.sources.study.settings import read_settings
from circles.sources.tables.reading import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from circles.errors import Finding
    from circles.sources.tables.raw_table import RawTable

    Rows = Sequence[list[str]]

SHEET = "2024年"
HEADER_ROW = 3
"""A title and an empty row stand above the header."""

TABLES: Mapping[str, Mapping[str, list[object]]] = {
    "centers": {
        "中心编号": ["C1", "C2", "C3"],
        "中心名称": ["东湖中心", "西岭中心", "南屏中心"],
        "东经": [114.30, 114.31, 114.32],
        "北纬": [30.60, 30.61, 30.62],
        "建设状态": ["已启用", "已启用", "在建"],
        "建筑面积(㎡)": [700, 1200, 1800],
    },
    "blocks": {
        "小区编号": ["B1", "B2", "B3"],
        "小区名称": ["榆荫小区", "听涛苑", "金桂家园"],
        "东经": [114.30, 114.31, 114.32],
        "北纬": [30.60, 30.61, 30.62],
        "常住人口(人)": [900, 1400, 650],
        "总户数": [350, 530, 240],
        "是否改造": ["是", "否", ""],
    },
    "gates": {
        "出入口编号": ["G1", "G2", "G3"],
        "小区编号": ["B1", "B2", "B3"],
        "东经": [114.30, 114.31, 114.32],
        "北纬": [30.60, 30.61, 30.62],
    },
    "candidates": {
        "备选点编号": ["K1", "K2", "K3"],
        "名称": ["甲", "乙", "丙"],
        "东经": [114.30, 114.31, 114.32],
        "北纬": [30.60, 30.61, 30.62],
        "造价": [90, 70, 80],
    },
    "control": {"街道名称": ["湖滨街道", "山前街道", "南屏街道"], "总人口": [900, 1400, 650]},
}

FAULTS = [
    ("centers", "东经", "东边", "coordinate_not_number"),
    ("centers", "东经", "", "coordinate_missing"),
    ("centers", "北纬", 430516, "coordinates_not_degrees"),
    ("centers", "中心编号", "C1", "repeated_id"),
    ("centers", "建设状态", "很好", "unknown_status"),
    ("centers", "建筑面积(㎡)", "许多", "not_a_number"),
    ("centers", "建筑面积(㎡)", -5, "negative_number"),
    ("blocks", "东经", "东边", "coordinate_not_number"),
    ("blocks", "常住人口(人)", "一些", "not_a_number"),
    ("blocks", "常住人口(人)", -1, "negative_number"),
    ("blocks", "常住人口(人)", 1e12, "number_too_large"),
    ("blocks", "总户数", "12-13", "not_a_number"),
    ("blocks", "小区编号", "B1", "repeated_id"),
    ("blocks", "是否改造", "也许", "renovation_not_known"),
    ("gates", "北纬", "北边", "coordinate_not_number"),
    ("gates", "出入口编号", "G1", "repeated_id"),
    ("gates", "小区编号", "B9", "gate_of_no_block"),
    ("candidates", "东经", "东边", "coordinate_not_number"),
    ("candidates", "造价", "贵", "not_a_number"),
    ("candidates", "备选点编号", "K1", "repeated_id"),
    ("control", "总人口", "许多", "not_a_number"),
    ("control", "总人口", "", "control_total_missing"),
]
"""Kind of table, the heading in it, what is written there in its second row, and the fault that it is."""

HEADINGS = [
    ("centers", "东经", "备注", "missing_column"),
    ("blocks", "北纬", "备注", "missing_column"),
    ("gates", "小区编号", "备注", "missing_column"),
    ("control", "总人口", "备注", "missing_column"),
    ("centers", "建筑面积(㎡)", "中心名称", "repeated_column"),
    ("blocks", "总户数", "小区名称", "repeated_column"),
]
"""Kind of table, a heading in it, what is written in its place, and the fault that it is."""


def blocks_known() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "block_id": ["B1", "B2", "B3"],
            "name": ["榆荫小区", "听涛苑", "金桂家园"],
            "population": [900.0, 1400.0, 650.0],
            "subdistrict": ["湖滨街道", "山前街道", "南屏街道"],
        },
        geometry=gpd.points_from_xy([114.30, 114.31, 114.32], [30.60, 30.61, 30.62]),
        crs="EPSG:4326",
    )


def totals_from(raw: RawTable) -> object:
    known = blocks_from(read_memory())
    return scaled_to_totals(known._replace(table=blocks_known()), raw)


def read_memory() -> RawTable:
    from circles.sources.tables.reading import table_in_memory

    return table_in_memory(blocks_known())


READERS: Mapping[str, Callable[[RawTable], object]] = {
    "centers": centers_from,
    "blocks": blocks_from,
    "gates": lambda raw: gates_from(raw, blocks_known()),
    "candidates": candidates_from,
    "control": totals_from,
}


def written(
    path: Path, table: Mapping[str, list[object]], headings: list[str], *, above: Rows = (["汇总表"], [])
) -> Path:
    """Write a list below a title, as a workbook or as a text file."""
    rows = [*above, headings, *(list(row) for row in zip(*table.values(), strict=True))]
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = SHEET
        for row in rows:
            sheet.append(row)
        book.save(path)
    else:
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    return path


def faults_of(path: Path, kind: str) -> list[Finding]:
    with pytest.raises(InputError) as caught:
        READERS[kind](read_table(path, kind=kind))
    return list(caught.value.findings)


@pytest.mark.parametrize("file", ["清单 一.xlsx", "清单 一.csv"])
@pytest.mark.parametrize(("kind", "heading", "cell", "code"), FAULTS)
def test_a_fault_of_a_row_says_where_it_is(
    tmp_path: Path, file: str, kind: str, heading: str, cell: object, code: str
) -> None:
    table = {name: list(cells) for name, cells in TABLES[kind].items()}
    table[heading][1] = cell
    finding = next(each for each in faults_of(written(tmp_path / file, table, list(table)), kind) if each.code == code)
    assert (finding.file, finding.row) in {(file, HEADER_ROW + 2), (file, HEADER_ROW + 1)}
    assert finding.row == HEADER_ROW + 2 or code == "repeated_id"
    assert finding.column == ("东经, 北纬" if code == "coordinates_not_degrees" else heading)
    assert finding.sheet == (SHEET if file.endswith(".xlsx") else None)
    sheet = f"“{SHEET}”表，" if finding.sheet else ""
    assert finding.text("zh").startswith(f"{file}，{sheet}第 {finding.row} 行，“{finding.column}”列")


@pytest.mark.parametrize("file", ["清单 一.xlsx", "清单 一.csv"])
@pytest.mark.parametrize(("kind", "heading", "instead", "code"), HEADINGS)
def test_a_fault_of_a_heading_says_which_file_and_what_its_headings_are(
    tmp_path: Path, file: str, kind: str, heading: str, instead: str, code: str
) -> None:
    headings = [instead if name == heading else name for name in TABLES[kind]]
    finding = next(
        each
        for each in faults_of(written(tmp_path / file, TABLES[kind], headings, above=()), kind)
        if each.code == code
    )
    assert (finding.file, finding.row) == (file, None)
    assert finding.sheet == (SHEET if file.endswith(".xlsx") else None)
    if code == "missing_column":
        assert finding.column is None  # no heading of theirs: the text lists those that are there
        assert "、".join(headings) in finding.text("zh")
    else:
        assert finding.column == instead


def test_a_fault_of_a_layer_says_the_number_of_the_feature_and_its_column(tmp_path: Path) -> None:
    drawn = gpd.GeoDataFrame(
        {"类型": ["通道", "喷泉"], "说明": ["", ""]},
        geometry=[shapely.LineString([(114.3, 30.6), (114.31, 30.6)])] * 2,
        crs="EPSG:4326",
    )
    drawn.to_file(tmp_path / "修正.gpkg", engine="pyogrio")
    with pytest.raises(InputError) as caught:
        edits_from(read_table(tmp_path / "修正.gpkg", kind="edits"))
    (finding,) = caught.value.findings
    assert (finding.file, finding.row, finding.column, finding.value) == ("修正.gpkg", 2, "类型", "喷泉")


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("[centers]\nfil = 'x.csv'", "centers.fil"),
        ("[scenario]\nminutes = 'x'", "scenario.minutes"),
        ("[streets]\ncrossings = 'over'", "streets.crossings"),
    ],
)
def test_a_fault_of_the_study_file_says_the_file_and_the_key_as_it_is_written(
    tmp_path: Path, line: str, where: str
) -> None:
    study = tmp_path / "任务.toml"
    study.write_text(f'name = "甲"\n{line}\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_settings(study)
    assert ("任务.toml", where) in {(each.file, each.column) for each in caught.value.findings}


def test_lists_are_set_apart_as_the_language_does(tmp_path: Path) -> None:
    table = {name: list(cells) for name, cells in TABLES["blocks"].items()}
    table["小区编号"] = ["B1", "B1", "B1"]
    (finding,) = faults_of(written(tmp_path / "小区.csv", table, list(table)), "blocks")
    assert "4、5、6" in finding.text("zh")
    assert "4, 5, 6" in finding.text("en")
