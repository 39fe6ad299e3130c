"""Lists without places: no row of one name wins over another in silence, and a list of heads alone stops nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from circles.errors import InputError
from circles.sources.inputs.plain_lists import listed_from
from circles.sources.tables.reading import read_table, table_in_memory

if TYPE_CHECKING:
    from pathlib import Path

    from circles.sources.tables.raw_table import Reading


def listed(rows: list[dict[str, str]], kind: str) -> Reading:
    return listed_from(table_in_memory(pd.DataFrame(rows).fillna("")), kind)


@pytest.mark.parametrize(
    ("kind", "rows", "cells"),
    [
        (
            "statistics",
            [
                {"社区": "甲社区", "社区工作者人数": "6"},
                {"社区": "乙社区"},
                {"社区": "甲 社区", "社区工作者人数": "60"},
            ],
            "社区工作者人数 6 / 60",
        ),
        (
            "statistics",
            [
                {"社区": "甲社区", "街道": "东街道", "城镇常住人口": "9000"},
                {"社区": "乙社区"},
                {"社区": "甲社区", "城镇常住人口": "900"},
            ],
            "城镇常住人口 9000 / 900",
        ),
        (
            "claims",
            [{"编号": "a", "数值": "24"}, {"编号": "b", "数值": "2"}, {"编号": "a", "数值": "100"}],
            "数值 24 / 100",
        ),
        (
            "funds",
            [{"资金来源": "福彩", "上限": "5万元"}, {"资金来源": ""}, {"资金来源": "福彩", "上限": "8万元"}],
            "上限 5万元 / 8万元",
        ),
        (
            "owners",
            [
                {"任务": "增开出入口", "责任单位": "某街道办"},
                {"任务": "其他"},
                {"任务": "增开出入口", "责任单位": "某区民政局"},
            ],
            "责任单位 某街道办 / 某区民政局",
        ),
    ],
)
def test_two_rows_of_one_name_that_contradict_each_other_are_refused(
    kind: str, rows: list[dict[str, str]], cells: str
) -> None:
    with pytest.raises(InputError) as caught:
        listed(rows, kind)
    (finding,) = caught.value.findings
    assert finding.code == "list_rows_differ"
    assert (finding.details["rows"], finding.details["cells"]) == ("0, 2", cells)


def test_namesakes_of_two_sub_districts_are_two_communities() -> None:
    rows = [
        {"社区": "幸福社区", "街道": "东街道", "社区工作者人数": "6"},
        {"社区": "幸福社区", "街道": "西街道", "社区工作者人数": "8"},
    ]
    reading = listed(rows, "statistics")
    assert reading.table["community_workers"].tolist() == ["6", "8"]
    assert reading.warnings == ()


def test_rows_of_one_name_that_agree_are_one_and_told() -> None:
    rows = [
        {"社区": "甲社区", "社区工作者人数": "1200", "城镇常住人口": ""},
        {"社区": "甲社区", "社区工作者人数": "1,200", "城镇常住人口": "9000"},
    ]
    reading = listed(rows, "statistics")
    assert reading.table[["community", "community_workers", "urban_residents"]].to_numpy().tolist() == [
        ["甲社区", "1200", "9000"]
    ]
    assert [(each.code, each.row) for each in reading.warnings] == [("list_row_twice", 1)]


def test_rows_of_money_that_are_alike_are_both_counted_and_told() -> None:
    reading = listed(
        [{"项目": "坡道", "数量": "1"}, {"项目": "坡道", "数量": "1"}, {"项目": "坡道", "数量": "2"}], "money"
    )
    assert len(reading.table) == 3
    assert "各算一次" in reading.warnings[0].text("zh")


@pytest.mark.parametrize(
    ("kind", "heads"),
    [
        ("claims", "编号,表述,数值,单位"),
        ("statistics", "社区,街道"),
        ("owners", "任务,责任单位"),
        ("money", "项目,数量"),
        ("funds", "资金来源,上限"),
    ],
)
def test_a_list_of_heads_alone_is_no_list_and_told(tmp_path: Path, kind: str, heads: str) -> None:
    (tmp_path / "list.csv").write_text(heads + "\n", encoding="utf-8")
    reading = listed_from(read_table(tmp_path / "list.csv", kind=kind), kind)
    assert reading.table.empty
    assert [each.code for each in reading.warnings] == ["list_has_heads_alone"]


def test_a_list_of_other_heads_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("甲,乙\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        listed_from(read_table(tmp_path / "list.csv", kind="claims"), "claims")
    assert [each.code for each in caught.value.findings] == ["missing_column"]
