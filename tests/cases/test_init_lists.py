"""What ``init`` makes of lists: taken by what they say, named with the reason where unread, never replaced by faces."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

import circles
from circles import cli
from circles.errors import InputError
from circles.phrases import text_of
from tests.cases.town import (
    COMPOUNDS,
    assert_right,
    centers_table,
    compounds_table,
    planned,
    write_table,
    write_town,
)

if TYPE_CHECKING:
    from pathlib import Path


def said(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))


def told(begun: Any, name: str) -> str:
    return "\n".join(text_of(words, "zh") for words in getattr(begun, name))


def refused(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        circles.read_study(folder / "study.toml")
    return [finding.code for finding in caught.value.findings]


def run(command: str) -> int:
    program, *arguments = command.split()
    assert program == "circles"
    return CliRunner().invoke(cli.app, arguments).exit_code


NAMES = ["榆荫", "听涛阁", "金桂", "锦绣中心", "望岭", "朝晖", "雁栖", "松下", "书香"]


@pytest.mark.parametrize(
    ("file", "column"),
    [("小区.csv", "小区名称"), ("清单.csv", "楼盘名称"), ("居住小区名录.xlsx", "名称"), ("附件1.xlsx", "小区名")],
)
def test_a_list_of_names_and_places_alone_is_of_compounds_where_its_words_say_so(
    file: str, column: str, tmp_path: Path
) -> None:
    table = compounds_table().assign(小区名称=NAMES)[["小区名称", "经度", "纬度"]]
    write_town(tmp_path, compounds=pd.DataFrame())
    write_table(table.rename(columns={"小区名称": column}), tmp_path / file)
    answer = planned(tmp_path)
    assert sorted(answer.walk_m) == sorted(NAMES)
    assert said(tmp_path)["blocks"] == {"file": file}


@pytest.mark.parametrize(
    ("file", "columns"),
    [("小区出入口.csv", ["小区名称", "经度", "纬度"]), ("备选地块.csv", ["地块名称", "经度", "纬度"])],
)
def test_lists_of_something_else_are_no_compounds(file: str, columns: list[str], tmp_path: Path) -> None:
    table = compounds_table()[["小区名称", "经度", "纬度"]].set_axis(columns, axis="columns")
    write_town(tmp_path)
    write_table(table, tmp_path / file)
    assert_right(planned(tmp_path))
    assert said(tmp_path)["blocks"] == {"file": COMPOUNDS}


UNREAD: dict[str, tuple[bytes, str]] = {
    "小区.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ""),
    "居住小区.xlsx": (b"PK\x03\x04" + bytes(60), ""),
    "小区名单.pdf": (b"%PDF-1.4\n" + bytes(range(256)), "unknown_content"),
    "小区.csv": ("地段,备忘\n东边,好\n西边,好\n".encode(), "missing_column"),
}


@pytest.mark.parametrize("file", UNREAD)
def test_no_faces_stand_in_the_place_of_a_list_that_is_not_read(file: str, tmp_path: Path) -> None:
    content, code = UNREAD[file]
    write_town(tmp_path, compounds=pd.DataFrame())
    (tmp_path / file).write_bytes(content)
    begun = circles.init_study(tmp_path)
    assert said(tmp_path)["blocks"] == {"file": file}
    assert file in told(begun, "missing")
    assert begun.commands == ()
    codes = refused(tmp_path)
    assert "file_not_named" not in codes
    assert not code or code in codes


def test_what_to_do_with_an_unreadable_file_is_told_as_in_a_plan(tmp_path: Path) -> None:
    write_town(tmp_path, compounds=pd.DataFrame())
    (tmp_path / "附件2.xls").write_bytes(UNREAD["小区.xls"][0])
    begun = circles.init_study(tmp_path)
    with pytest.raises(InputError) as caught:
        circles.read_study(tmp_path / "study.toml", options={"blocks": {"file": str(tmp_path / "附件2.xls")}})
    (why,) = [text_of(reason, "zh") for files, reason in begun.passed if text_of(files, "zh") == "附件2.xls"]
    assert [finding.said("problem", "zh") + finding.said("remedy", "zh") for finding in caught.value.findings] == [why]
    # It may be the list of compounds as well as anything else.
    assert "blocks" not in said(tmp_path)
    assert "附件2.xls" in told(begun, "missing")


def test_faces_stand_in_where_there_is_no_list_at_all(tmp_path: Path) -> None:
    write_town(tmp_path, compounds=pd.DataFrame())
    (tmp_path / "现状图.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (tmp_path / "readme.txt").write_text("see the other folder", encoding="utf-8")
    circles.init_study(tmp_path)
    assert said(tmp_path)["blocks"] == {"from": "streets"}


@pytest.mark.parametrize("columns", [["名称", "状态", "街道"], ["中心名称", "地址"]])
def test_no_command_is_printed_that_is_sure_to_be_refused(columns: list[str], tmp_path: Path) -> None:
    table = centers_table().assign(地址="某路1号", 中心名称=lambda all_: all_["名称"])[columns]
    write_town(tmp_path, centers=table)
    begun = circles.init_study(tmp_path)
    assert begun.commands == ()
    assert [command.split()[1] for command in begun.later] == ["check", "plan"]
    assert refused(tmp_path) == ["list_without_coordinates"]


def test_the_command_that_finds_places_works_word_for_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = centers_table()
    points = gpd.GeoDataFrame(
        {"name": table["名称"]}, geometry=shapely.points(table["经度"], table["纬度"]), crs="EPSG:4326"
    )
    write_town(tmp_path / "town", centers=table[["名称", "状态"]])
    points.to_file(tmp_path / "town" / "poi.gpkg", engine="pyogrio")
    monkeypatch.chdir(tmp_path)
    begun = circles.init_study("town")
    assert [command.split()[1] for command in begun.commands] == ["place"]
    assert [run(command) for command in begun.commands] == [0]
    assert (tmp_path / "centers_to_place.xlsx").is_file()


def test_every_command_works_where_all_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_town(tmp_path / "town")
    begun = circles.init_study("town")
    assert [command.split()[1] for command in begun.commands] == ["check", "plan"]
    # A check ends with 1 where there is something to look at.
    assert [run(command) for command in begun.commands] in ([0, 0], [1, 0])


@pytest.mark.parametrize("names", [("小区 2019", "小区 2024"), ("residential_2024Q1", "residential_2023Q4")])
def test_of_two_layers_that_differ_by_the_year_the_newer_is_taken(names: tuple[str, ...], tmp_path: Path) -> None:
    table = compounds_table()
    points = shapely.points(table["经度"], table["纬度"])
    newest = max(names)
    write_town(tmp_path, compounds=pd.DataFrame())
    for name in sorted(names, reverse=True):
        people = table["常住人口"] - (0 if name == newest else 100)
        frame = table.assign(常住人口=people).drop(columns=["经度", "纬度"])
        extra = frame if name == newest else pd.concat([frame, frame.tail(1)])
        shapes = points if name == newest else [*points, points[-1]]
        gpd.GeoDataFrame(extra, geometry=list(shapes), crs="EPSG:4326").to_file(
            tmp_path / "all.gpkg", layer=name, engine="pyogrio"
        )
    begun = circles.init_study(tmp_path)
    assert said(tmp_path)["blocks"] == {"file": "all.gpkg", "layer": newest}
    assert all(name in told(begun, "to_decide") for name in names)
    assert_right(planned(tmp_path, begin=False))
