from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circles.errors import InputError
from circles.sources.files import limits
from circles.sources.files import workbook as workbook_parts
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.centers import centers_from
from circles.sources.inputs.gates import gates_from
from circles.sources.study.reading import read_study
from circles.sources.tables import spreadsheets
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import read_table
from tests.sources.small_files import codes_of, write_study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from circles.sources.tables.raw_table import Reading

HEADER: list[Any] = ["名称", "经度", "纬度", "状态"]
FURTHER = ("address", "kind", "floor_area_m2", "subdistrict", "community")
ROWS: list[list[Any]] = [["一号", 114.2801, 30.5801, None], ["二号", 114.2901, 30.5901, "在建"]]


def write_book(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], *, merge: Sequence[str] = (), hidden_row: int = 0
) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)
        if hidden_row:
            sheet.row_dimensions[hidden_row].hidden = True
    book.save(path)
    return path


def repacked(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Replace bytes in one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def centers(path: Path, **said: Any) -> Reading:
    return centers_from(read_table(path, kind="centers", settings=TableSettings(**said)))


def test_centers_from_a_workbook(tmp_path: Path) -> None:
    path = write_book(tmp_path / "中心 列表.xlsx", {"Sheet1": [HEADER, *ROWS]})
    reading = centers(path)
    assert reading.table["name"].tolist() == ["一号", "二号"]
    assert reading.table["status"].tolist() == ["open", "closed"]
    assert reading.table.geometry.iloc[0].coords[0] == (114.2801, 30.5801)
    assert (reading.source.file, reading.source.rows, len(reading.source.sha256)) == ("中心 列表.xlsx", 2, 64)
    assert reading.warnings == ()


def test_texts_that_sheets_share_as_excel_writes_them(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [["X", "Y", "Z"], ["W", 114.2801, 30.5801]]})
    sheet = "xl/worksheets/sheet1.xml"
    for number, letter in enumerate("XYZW"):
        at = {"X": "A1", "Y": "B1", "Z": "C1", "W": "A2"}[letter]
        old = f'<c r="{at}" t="inlineStr"><is><t>{letter}</t></is></c>'
        repacked(path, sheet, old.encode(), f'<c r="{at}" t="s"><v>{number}</v></c>'.encode())
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{main}sharedStrings+xml"/></Types>'
    repacked(path, "[Content_Types].xml", b"</Types>", part.encode())
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = "".join(f"<si><t>{text}</t></si>" for text in ("名称", "经度", "纬度"))
    rich = "<si><r><t>一</t></r><r><t>号</t></r></si>"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{texts}{rich}</sst>')
    assert centers(path).table["name"].tolist() == ["一号"]


def test_titles_above_merges_totals_blanks_and_hidden_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2024年党群服务中心一览表", None, None, None, None, None],
        [],
        ["街道", "名称", "坐标", None, "建筑面积(㎡)", None],
        [None, None, "经度", "纬度", None, None],
        ["车站街道", "一号", 114.2801, 30.5801, "1,200", None],
        [None, "二号", 114.2901, 30.5901, "约800㎡", " "],
        ["小计", None, None, None, 2000, None],
        [],
        ["四唯街道", "三号", 114.3001, 30.6001, "暂无", None],
        ["合计", None, None, None, 2000, None],
        [],
    ]
    merge = ["A1:F1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "A5:A6"]
    reading = centers(write_book(tmp_path / "a.xlsx", {"一览表": rows}, merge=merge, hidden_row=6))
    table = reading.table
    assert table["name"].tolist() == ["一号", "二号", "三号"]
    assert table["subdistrict"].tolist() == ["车站街道", "车站街道", "四唯街道"]
    assert table["floor_area_m2"].tolist()[:2] == [1200, 800]
    assert np.isnan(table["floor_area_m2"].iloc[2])
    assert reading.source.notes["totals_left_out"] == 2
    assert reading.source.notes["title_rows"] == 2
    told = {finding.code: finding.text("en") for finding in reading.warnings}
    assert set(told) == {"totals_left_out", "numbers_about", "hidden_rows_read"}
    assert "7, 10" in told["totals_left_out"]
    assert "1 hidden rows were read too (rows 6)" in told["hidden_rows_read"]


def test_faults_name_the_row_that_excel_shows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["清单"], [], HEADER, ["一号", 114.2801, 30.5801], [], ["二号", "东边", 30.59]]
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": rows})
    with pytest.raises(InputError) as caught:
        centers(path)
    (finding,) = caught.value.findings
    assert (finding.code, finding.row, finding.column, finding.value) == ("coordinate_not_number", 6, "经度", "东边")


def test_a_number_merged_over_two_blocks_is_not_counted_twice(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["小区名称", "经度", "纬度", "人口"],
        ["甲", 114.2801, 30.5801, 900],
        ["乙", 114.29, 30.58, None],
    ]
    path = write_book(tmp_path / "a.xlsx", {"小区": rows}, merge=["D2:D3"])
    population = blocks_from(read_table(path, kind="blocks")).table["population"]
    assert population.iloc[0] == 900
    assert np.isnan(population.iloc[1])


def test_a_header_repeated_on_the_second_page_is_no_row(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [HEADER, ROWS[0], HEADER, ROWS[1]]})
    reading = centers(path)
    assert len(reading.table) == 2
    assert reading.source.notes["headers_repeated"] == 1


def test_what_has_a_place_is_no_total(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [HEADER, ["总计", 114.2801, 30.5801], ROWS[1]]})
    assert centers(path).table["name"].tolist() == ["总计", "二号"]


def test_the_sheet_that_fits_is_taken(tmp_path: Path) -> None:
    blocks: list[list[Any]] = [
        ["小区编号", "小区名称", "经度", "纬度", "人口"],
        ["A", "甲", 114.2801, 30.5801, "0.12万人"],
    ]
    gates: list[list[Any]] = [["小区编号", "经度", "纬度"], ["A", 114.281, 30.58]]
    sheets: dict[str, list[list[Any]]] = {
        "说明": [["本表由某局编制"]],
        "出入口": gates,
        "党群服务中心": [HEADER, *ROWS],
        "小区": blocks,
    }
    path = write_book(tmp_path / "全部.xlsx", sheets)
    assert centers(path).table["name"].tolist() == ["一号", "二号"]
    table = blocks_from(read_table(path, kind="blocks")).table
    assert table["population"].tolist() == [1200]
    assert gates_from(read_table(path, kind="gates"), table).table["block_id"].tolist() == ["A"]


def test_sheets_that_fit_alike_are_named_and_one_can_be_chosen(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"2023": [HEADER, ROWS[0]], "2024": [HEADER, ROWS[1], ROWS[0]], "空": []})
    with pytest.raises(InputError) as caught:
        centers(path)
    (finding,) = caught.value.findings
    assert finding.code == "several_sheets"
    assert "2023、2024" in finding.text("zh")
    reading = centers(path, layer="2024")
    assert (len(reading.table), reading.source.notes["sheet"]) == (2, "2024")
    assert codes_of(lambda: centers(path, layer="2025")) == ["unknown_sheet"]


def test_a_study_names_its_sheet(tmp_path: Path) -> None:
    write_book(tmp_path / "lists.xlsx", {"2023": [HEADER, ROWS[0]], "2024": [HEADER, *ROWS]})
    study = write_study(tmp_path)
    said = study.read_text(encoding="utf-8").replace('"centers.csv"', '"lists.xlsx"\nsheet = "2024"')
    study.write_text(said, encoding="utf-8")
    assert read_study(study).centers["name"].tolist() == ["一号", "二号"]


def test_columns_the_study_names_find_the_header_too(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["附件一"], ["甲", "乙", "丙"], ["一号", 114.2801, 30.5801]]
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": rows})
    columns = {"name": "甲", "lon": "乙", "lat": "丙"}
    reading = centers_from(read_table(path, kind="centers", settings=TableSettings(columns=columns)))
    assert reading.table["name"].tolist() == ["一号"]


def test_cells_of_every_kind_become_text(tmp_path: Path) -> None:
    row = [7, 7.0, 7.25, True, dt.date(2024, 5, 1), "=1+1", "007", 420102001001]
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [[f"c{i}" for i in range(len(row))], row]})
    cells = spreadsheets.read_spreadsheet(path).cells.iloc[0].tolist()
    # A formula that no program has worked out yet has no value.
    assert cells == ["7", "7", "7.25", "TRUE", "2024-05-01T00:00:00", "", "007", "420102001001"]


def test_persons_are_dropped_named_and_in_no_table(tmp_path: Path) -> None:
    header = [*HEADER, "联系人", "联系电话", "地址"]
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [header, [*ROWS[0], "张三", 13800000000, "中山大道1号"]]})
    raw = read_table(path, kind="centers")
    reading = centers_from(raw)
    assert reading.source.notes["persons_columns"] == ["联系人", "联系电话"]
    (warning,) = reading.warnings
    assert (warning.code, warning.column) == ("persons_columns_dropped", "联系人, 联系电话")
    for text in (raw.cells.to_csv(), reading.table.to_csv(), str(reading.source), warning.text("zh")):
        assert "张三" not in text
        assert "13800000000" not in text
    assert reading.table["address"].tolist() == ["中山大道1号"]


def test_further_columns_follow_the_contract_and_survive_a_what_if(tmp_path: Path) -> None:
    header = [*HEADER, "社区", "街道", "建筑面积(㎡)", "类型", "地址"]
    write_book(tmp_path / "c.xlsx", {"Sheet1": [header, [*ROWS[0], "a", "b", 900, "c", "d"]]})
    study = write_study(tmp_path)
    study.write_text(study.read_text(encoding="utf-8").replace("centers.csv", "c.xlsx"), encoding="utf-8")
    known = read_study(study)
    assert tuple(known.centers.columns) == ("center_id", "name", "status", "geometry", *FURTHER)
    assert known.centers.iloc[0, 4:].tolist() == ["d", "c", 900, "b", "a"]
    more = known.with_center("新", 114.285, 30.58)
    assert more.centers["name"].tolist() == ["一号", "新"]


def test_an_old_file_that_is_cut_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert codes_of(lambda: read_table(path, kind="centers")) == ["unreadable"]


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [HEADER, *ROWS]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (20 * 2**20))
    assert path.stat().st_size < 100_000
    assert codes_of(lambda: centers(path)) == ["unpacked_too_large"]


def test_caps_of_bytes_rows_cells_and_merges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [HEADER, *ROWS]}, merge=["A2:A3"])
    caps = {
        (workbook_parts, "MOST_BYTES"): "unpacked_too_large",
        (limits, "LIST_ROWS"): "too_many_rows",
        (limits, "CELLS"): "too_many_table_cells",
        (limits, "COLUMNS"): "too_many_columns",
        (limits, "PARTS"): "too_many_parts",
    }
    for (module, cap), code in caps.items():
        with monkeypatch.context() as patch:
            patch.setattr(module, cap, 2)
            assert codes_of(lambda: centers(path)) == [code]
    assert len(centers(path).table) == 2


@pytest.mark.parametrize("number", [b"99999999", b"1e9"])
def test_a_row_number_without_end_is_refused(tmp_path: Path, number: bytes) -> None:
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [HEADER, *ROWS]})
    repacked(path, "xl/worksheets/sheet1.xml", b'<row r="3"', b'<row r="' + number + b'"')
    assert codes_of(lambda: centers(path)) == ["too_many_rows"]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><workbook ', "workbook_document_type"),
        (b"<!-- " + b" " * 2**20 + b" --><!DOCTYPE a><workbook ", "workbook_document_type"),
        ("<workbook ".encode("utf-16"), "workbook_not_utf8"),
        (b'<?xml version="1.0" encoding="GBK"?><workbook ', "workbook_not_utf8"),
    ],
)
def test_document_types_are_refused_wherever_they_hide(tmp_path: Path, new: bytes, code: str) -> None:
    path = write_book(tmp_path / "a.xlsx", {"Sheet1": [HEADER, *ROWS]})
    repacked(path, "xl/workbook.xml", b"<workbook ", new)
    assert codes_of(lambda: centers(path)) == [code]


def test_a_zip_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    assert codes_of(lambda: centers(path)) == ["unknown_content"]


def read_or_refused(path: Path) -> object:
    """Return the names read, or what is said instead; any other exception fails the test."""
    try:
        return centers(path).table["name"].tolist()
    except InputError as error:
        return error.text("zh")


@pytest.fixture(scope="session")
def book_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = write_book(tmp_path_factory.mktemp("book") / "a.xlsx", {"Sheet1": [HEADER, *ROWS]}, merge=["A2:A3"])
    return path.read_bytes()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_broken_workbook_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, book_bytes: bytes, data: st.DataObject
) -> None:
    spoiled = bytearray(book_bytes[: data.draw(st.integers(4, len(book_bytes)))])
    for at in data.draw(st.lists(st.integers(4, len(spoiled)), max_size=6)):
        spoiled[at - 1 : at] = data.draw(st.binary(max_size=2))
    path = tmp_path_factory.mktemp("spoiled") / "a.xlsx"
    path.write_bytes(bytes(spoiled))
    assert read_or_refused(path)


PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")


@settings(max_examples=60, deadline=None)
@given(part=st.sampled_from(PARTS), at=st.floats(0, 1), cut=st.integers(0, 12), new=st.binary(max_size=6))
def test_a_workbook_with_a_broken_part_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, book_bytes: bytes, part: str, at: float, cut: int, new: bytes
) -> None:
    path = tmp_path_factory.mktemp("parts") / "a.xlsx"
    path.write_bytes(book_bytes)
    with zipfile.ZipFile(path) as archive:
        whole = archive.read(part)
    where = int(at * len(whole))
    repacked(path, part, whole, whole[:where] + new + whole[where + cut :])
    assert read_or_refused(path)
