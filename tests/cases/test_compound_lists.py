"""Lists of compounds whose names end with anything: known by the header or by the name of the file."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

import circles
from tests.cases.town import WALK_M, compounds_table, planned, write_table, write_town

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

NAMES = ("一品江南", "财富中心", "香堤湾", "国际城", "阳光水岸", "东方名都", "紫金印象", "学府一号", "天鹅堡")


def nameless(header: str) -> pd.DataFrame:
    """Return the compounds with names that say nothing, their places and nothing else."""
    table = compounds_table()[["小区名称", "经度", "纬度"]].assign(小区名称=list(NAMES))
    return table.rename(columns={"小区名称": header})


@pytest.mark.parametrize(
    ("file", "header"),
    [
        ("小区.csv", "小区名称"),
        ("小区名单.xlsx", "名称"),
        ("名单一.csv", "小区名称"),
        ("数据.xlsx", "楼盘名称"),
        ("楼盘.csv", "小区名"),
        ("residential.csv", "name"),
    ],
)
def test_the_compounds_are_taken_as_blocks(file: str, header: str, tmp_path: Path) -> None:
    write_town(tmp_path, compounds=compounds_table()[[]])
    write_table(nameless(header), tmp_path / file)
    walks = planned(tmp_path).walk_m
    assert {name: round(walk) for name, walk in walks.items()} == dict(
        zip(NAMES, (round(walk) for walk in WALK_M.values()), strict=True)
    )


@pytest.mark.parametrize(("file", "more"), [("小区出入口.csv", {}), ("数据.csv", {"出入口名称": "东门"})])
def test_gates_with_the_names_of_their_compounds_are_no_blocks(file: str, more: dict[str, str], tmp_path: Path) -> None:
    write_town(tmp_path, compounds=compounds_table()[[]])
    write_table(nameless("小区名称").assign(**more), tmp_path / file)
    circles.init_study(tmp_path)
    study = tomllib.loads((tmp_path / "study.toml").read_text(encoding="utf-8"))
    assert study["blocks"].get("file") != file
