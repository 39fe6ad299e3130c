"""A study in one workbook says the same as a study file, and is refused in words where it does not."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import circles
from circles import cli, texts
from circles.publish.study_draft import Entry, Section, study_text
from circles.sources.geo.datum import gcj02_from_wgs84
from circles.sources.study.settings import read_settings
from tests.sources.small_files import STREETS, codes_of, write_layer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADER = ("section", "key", "value")


def write_book(path: Path, settings: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, **sheets: Any) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "设置" if header[0] == "部分" else "settings"
    for row in (header, *settings):
        book.active.append(list(row))
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_streets(folder: Path) -> None:
    write_layer(folder / "streets.gpkg", STREETS, name=["中山大道", "胜利街"])


CENTERS = [("名称", "经度", "纬度", "状态"), ("一号", 114.285, 30.5805, "已启用"), ("二号", 114.291, 30.585, "在建")]
BLOCKS = [("小区名称", "经度", "纬度", "人口"), ("江汉里", 114.282, 30.5805, 1200)]


def test_a_workbook_is_a_study(tmp_path: Path) -> None:
    write_streets(tmp_path)
    said = [("", "name", "汉口"), ("streets", "file", "streets.gpkg"), ("scenario", "minutes", 10)]
    book = write_book(tmp_path / "研究.xlsx", said, centers=CENTERS, blocks=BLOCKS)
    study = circles.read_study(book)
    assert (study.name, study.scenario.minutes) == ("汉口", 10)
    assert study.centers["name"].tolist() == ["一号", "二号"]
    assert study.blocks["population"].tolist() == [1200.0]
    assert {source.file for source in study.sources} == {"streets.gpkg", "研究.xlsx"}


def test_a_cell_is_read_as_what_its_key_holds(tmp_path: Path) -> None:
    rows = [
        ("streets", "file", "a.gpkg", "remark"),
        ("[streets]", "private_ways", "是", ""),
        ("streets", "join_ends_m", "1.5", ""),
        ("centers", "file", 2024, ""),
        ("centers", "columns.name", "单位全称", ""),
        ("centers", "columns.lon", "X", ""),
        ("blocks", "from", "h3", ""),
        ("blocks", "h3_resolution", 9.0, ""),
        ("population", "year", "2020", ""),
        ("", "", "", ""),
        ("gates", "file", "", "left empty"),
        ("output", "data_date", "2026-11-22", ""),
    ]
    book = write_book(tmp_path / "s.xlsx", rows, header=("部分", "项目", "值", "说明"))
    sections = read_settings(book, files=False).sections
    assert sections["streets"]["private_ways"] == "open"
    assert sections["streets"]["join_ends_m"] == 1.5
    assert sections["centers"]["file"] == tmp_path / "2024"
    assert sections["centers"]["columns"] == {"name": "单位全称", "lon": "X"}
    assert sections["blocks"] == {"from": "h3", "h3_resolution": 9}
    assert sections["population"]["year"] == 2020
    assert "gates" not in sections


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("streets", "file", "a"), ("streets", "file", "b")], "setting_said_twice"),
        ([("", "name", "a"), ("", "name", "b")], "setting_said_twice"),
        ([("centers", "columns", "a"), ("centers", "columns.name", "b")], "setting_said_twice"),
        ([("", "streets", "a"), ("streets", "file", "b")], "setting_said_twice"),
        ([("streats", "file", "a")], "unknown_section"),
        ([("streets", "fille", "a")], "unknown_key"),
        ([("scenario", "minutes", "soon")], "wrong_type"),
        ([("centers", "columns.nmae", "a")], "unknown_field"),
        ([("centers", "datum", "Mars")], "not_a_choice"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, rows: list[tuple[str, str, str]], code: str) -> None:
    book = write_book(tmp_path / "s.xlsx", rows)
    assert code in codes_of(lambda: read_settings(book, files=False))


def test_a_sheet_and_a_setting_for_one_input_are_not_chosen_between(tmp_path: Path) -> None:
    write_streets(tmp_path)
    said = [("streets", "file", "streets.gpkg"), ("centers", "file", "other.csv"), ("blocks", "file", "b.gpkg")]
    book = write_book(tmp_path / "s.xlsx", said, centers=CENTERS, blocks=BLOCKS)
    assert codes_of(lambda: circles.read_study(book)) == ["sheet_and_setting"] * 2


def test_a_list_that_is_filled_in_stands_in_the_place_of_what_is_made(tmp_path: Path) -> None:
    write_streets(tmp_path)
    said = [("streets", "file", "streets.gpkg"), ("blocks", "from", "streets"), ("blocks", "min_area_ha", 0.5)]
    book = write_book(tmp_path / "s.xlsx", said, centers=CENTERS, blocks=BLOCKS)
    assert circles.read_study(book).blocks["name"].tolist() == ["江汉里"]
    unfilled = write_book(tmp_path / "t.xlsx", said, centers=CENTERS, blocks=BLOCKS[:1])
    assert codes_of(lambda: circles.read_study(unfilled)) == ["no_blocks_made"]


@pytest.mark.parametrize(
    ("header", "name", "code"),
    [(("a", "b", "c"), "settings", "settings_without_header"), (HEADER, "other", "workbook_without_settings")],
)
def test_a_workbook_that_is_no_study(tmp_path: Path, header: tuple[str, ...], name: str, code: str) -> None:
    book = openpyxl.Workbook()
    book.active.title = name
    book.active.append(list(header))
    book.save(tmp_path / "s.xlsx")
    assert codes_of(lambda: circles.read_study(tmp_path / "s.xlsx")) == [code]


def test_what_a_workbook_is_called_makes_no_difference(tmp_path: Path) -> None:
    write_streets(tmp_path)
    said = [("streets", "file", "streets.gpkg"), ("blocks", "file", "b.gpkg")]
    write_book(tmp_path / "s.xlsx", said, centers=CENTERS, blocks=BLOCKS).rename(tmp_path / "研究 备份")
    assert codes_of(lambda: circles.read_study(tmp_path / "研究 备份")) == ["sheet_and_setting"]


def test_a_broken_workbook_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "s.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 50)
    assert codes_of(lambda: circles.read_study(tmp_path / "s.xlsx"))


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_the_template_filled_in_by_hand_is_planned(tmp_path: Path, lang: str) -> None:
    write_streets(tmp_path)
    template = circles.init_study(tmp_path, lang=lang).template
    assert codes_of(lambda: circles.read_study(template)) == ["file_not_named"]
    book = openpyxl.load_workbook(template)
    say = {key: texts.say(f"template.{key}", lang) for key in ("sheet_centers", "sheet_blocks", "status_closed")}
    book[say["sheet_centers"]].append(["Gate", 114.285, "30°34′49.8″N", say["status_closed"]])
    amap = [float(each) for each in gcj02_from_wgs84(114.286, 30.5806)]
    book[say["sheet_centers"]].append(["=1+1", *amap])
    book[say["sheet_blocks"]].append(["江汉里", 114.282, 30.5805, "1,200"])
    settings = book[texts.say("template.sheet_settings", lang)]
    for row in settings.iter_rows(min_row=2):
        if (row[0].value, row[1].value) == ("blocks", "from"):
            row[2].value = None
        if (row[0].value, row[1].value) == ("centers", "datum"):
            row[2].value = "GCJ-02"
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    book.save(template)
    study = circles.read_study(template)
    assert sorted(study.centers["name"]) == ["=1+1", "Gate"]
    assert study.centers.set_index("name")["status"].to_dict() == {"Gate": "closed", "=1+1": "open"}
    place = study.centers.set_index("name").geometry["=1+1"]
    assert (place.x, place.y) == pytest.approx((114.286, 30.5806), abs=2e-7)
    assert study.blocks["population"].tolist() == [1200.0]
    ended = CliRunner().invoke(cli.app, ["plan", str(template), "--out", str(tmp_path / "out")])
    assert ended.exit_code == 0, ended.output


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_the_template_offers_choices_and_guards_its_example(tmp_path: Path, lang: str) -> None:
    book = openpyxl.load_workbook(circles.init_study(tmp_path, lang=lang).template)
    centers = book[texts.say("template.sheet_centers", lang)]
    rules = {rule.type: rule for rule in centers.data_validations.dataValidation}
    assert texts.say("template.status_renovating", lang) in rules["list"].formula1
    assert str(rules["list"].sqref).startswith("D5:")
    assert rules["custom"].formula1 == "FALSE"
    assert str(rules["custom"].sqref) == "A1:I3"
    settings = book[texts.say("template.sheet_settings", lang)]
    offered = {str(rule.sqref): rule.formula1 for rule in settings.data_validations.dataValidation}
    datum = next(
        row[2].coordinate for row in settings.iter_rows() if (row[0].value, row[1].value) == ("centers", "datum")
    )
    assert "GCJ-02" in offered[datum]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(deadline=None)
@given(name=TEXTS, value=TEXTS | st.integers() | st.floats(allow_nan=False, allow_infinity=False), note=TEXTS)
def test_a_draft_is_read_back_as_it_was_whatever_the_names(name: str, value: Any, note: str) -> None:
    held = Entry(key="file", value=value, notes=(note,))
    proposed = Entry(key="datum", value=value, stated=False, notes=(note,))
    sections = [
        Section(name="streets", entries=(proposed, held)),
        Section(name="blocks", notes=(note,), entries=(proposed,)),
    ]
    read = tomllib.loads(study_text(name, sections, heading=[note]))
    assert read == {"name": name, "streets": {"file": value}}
