"""``circles norms`` and ``circles audit`` as they are typed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

import circles
from circles import InputError
from circles.cli.auditing_runs import day_of
from tests.study_files import write_town
from tests.test_commands import called

if TYPE_CHECKING:
    from pathlib import Path


def test_norms_are_listed_and_told() -> None:
    listed = called("norms", "--lang", "zh")
    assert listed.exit_code == 0
    assert "guobanfa-2021-56" in listed.output
    told = called("norms", "guobanfa-2021-56", "--lang", "zh")
    assert "P14-18" in told.output
    assert "≥ 18 人" in told.output


def test_an_audit_tells_what_is_missing_and_refuses_what_is_wrong_before_any_work(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    out = str(tmp_path / "audit")
    ended = called(
        "audit", str(study), "--norm", "shenzhen-2016", "--as-of", "2026-11-29", "--out", out, "--lang", "zh"
    )
    assert ended.exit_code == 0, ended.output
    assert "2026-11-29 按 1 部规范审查 2 条" in ended.output
    assert "组织部门或民政" in ended.output
    assert (tmp_path / "audit" / "audit.csv").is_file()
    needs = str(tmp_path / "资料清单.xlsx")
    asked = called("norms", "shenzhen-2016", str(study), "--needs", "--out", needs, "--lang", "zh")
    assert asked.exit_code == 0, asked.output
    sheet = openpyxl.load_workbook(needs).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [
        "资料",
        "用于条文",
        "是否必需",
        "通常由谁提供",
        "时点",
        "形式",
        "任务中已有",
    ]
    for words in (
        ["audit", str(study)],
        ["audit", str(study), "--norm", "shenzen-2016"],
        ["audit", str(study), "--norm", "shenzhen-2016", "--as-of", "yesterday"],
        ["norms", "--needs"],
        ["norms", "dezhou", "--out", needs],
    ):
        refused = called(*words)
        assert refused.exit_code == 2, words


def test_an_audit_says_how_sure_its_verdicts_are_where_it_is_asked_and_else_that_it_was_not(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    file = tmp_path / "town" / "blocks.gpkg"
    gpd.read_file(file).assign(subdistrict="东街道").to_file(file)
    ranked = f"{study.read_text(encoding='utf-8')}\n[ranking]\nleast_people = 1\nmost_not_evaluated = 1\n"
    study.write_text(ranked, encoding="utf-8")
    said = ["audit", str(study), "--norm", "shenzhen-2016", "--as-of", "2026-11-29", "--lang", "zh"]
    by = {}
    for name, more in (("asked", ["--doubt"]), ("unasked", [])):
        ended = called(*said, *more, "--out", str(tmp_path / name))
        assert ended.exit_code == 0, ended.output
        assert ("结论是否稳定" in ended.output, "没有按 36 种设定判断" in ended.output) == (bool(more), not more)
        for written in ("doubt.csv", "field_check.xlsx"):
            assert (tmp_path / name / written).is_file() == bool(more)
        row = pd.read_csv(tmp_path / name / "ranking.csv", dtype=str, keep_default_na=False).iloc[0]
        by[name] = (row["结论敏感占比"], row["结论敏感的判断依据"])
    assert by["unasked"] == ("", "未判断")
    assert by["asked"][0].endswith("%")
    assert by["asked"][1] == "36 种设定"


def test_a_day_is_typed_as_a_date() -> None:
    assert day_of(None) is None
    with pytest.raises(InputError, match="no date"):
        day_of("29.11.2026")


def test_claims_and_figures_of_communities_come_with_the_study(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    (tmp_path / "town" / "claims.csv").write_text(
        "编号,口径,主体,数字,单位,日期,来源,算式,取自\n"
        "a,每月8000人次,甲,8000,人次/月,2022-06-16,报道,,\n"
        "b,60个月,甲,60,月,2022-06-16,报道,,\n"
        "c,超过100万人次,甲,超过1000000,人次,2022-06-16,报道,乘积,a b\n",
        encoding="utf-8",
    )
    (tmp_path / "town" / "communities.csv").write_text(
        "社区,街道,城乡,社区工作者,城镇常住人口\n甲社区,东街道,城市,18,10000\n乙社区,东街道,农村,3,2000\n",
        encoding="utf-8",
    )
    sections = '[claims]\nfile = "claims.csv"\n[statistics]\nfile = "communities.csv"\n'
    study.write_text(f"{study.read_text(encoding='utf-8')}\n{sections}", encoding="utf-8")
    read = circles.read_study(study)
    assert {"claims", "statistics"} <= {source.kind for source in read.sources}
    audit = circles.audit(circles.plan(read), norms="guobanfa-2021-56", as_of=dt.date(2025, 1, 1))
    assert audit.claims is not None
    assert audit.claims["result"].tolist() == ["cannot tell", "cannot tell", "inconsistent"]
    found: Any = audit.clauses.set_index("clause")
    assert found.loc["P14-18", ["observed", "verdict"]].tolist() == ["18", "meets"]
    folder = circles.write_audit(audit, tmp_path / "out", lang="zh").folder
    rows = (folder / "claims.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "claim,text,subject,figure,unit,base,date,source,result,sum,note,people_within"
    assert "8,000 人次/月 × 60 月 = 480,000 人次" in rows[3]
    assert "不一致 1 条" in "".join(line.text("zh") for section in audit.document().shown for line in section.lines)


def test_a_list_that_says_nothing_is_no_list_and_told(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    study.write_text(f'{study.read_text(encoding="utf-8")}\n[claims]\nfile = "claims.csv"\n', encoding="utf-8")
    for text in ("编号,数字,备注\n,,无\n", "编号,数字,备注\n"):
        (tmp_path / "town" / "claims.csv").write_text(text, encoding="utf-8")
        read = circles.read_study(study)
        assert read.claims is None
        assert [each.code for each in read.warnings if each.file == "claims.csv"] == ["list_has_heads_alone"]


def test_a_community_that_only_the_list_of_figures_has_is_told_and_is_no_unit(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    file = tmp_path / "town" / "blocks.gpkg"
    gpd.read_file(file).assign(community="甲社区", subdistrict="东街道").to_file(file)
    section = '[statistics]\nfile = "communities.csv"\n'
    study.write_text(f"{study.read_text(encoding='utf-8')}\n{section}", encoding="utf-8")
    heads = "社区,街道,城乡,社区工作者,城镇常住人口\n"
    rows = {"right": "甲,东街道,城市,18,10000\n", "slip": "申社区,东街道,城市,18,10000\n"}
    found = {}
    for name, row in rows.items():
        (tmp_path / "town" / "communities.csv").write_text(heads + row, encoding="utf-8")
        read = circles.read_study(study)
        audit = circles.audit(circles.plan(read), norms="guobanfa-2021-56", as_of=dt.date(2025, 1, 1))
        told = [each.text("zh") for each in audit.warnings]
        lines = [line.text("zh") for section in audit.document().shown for line in section.lines]
        by_clause = audit.rows("zh").set_index("clause")["evidence"]
        found[name] = (len(audit.communities), told, "只在社区数字清单中出现" in by_clause["P14-18"])
        assert ("申社区" in "".join(lines)) == (name == "slip")
        checked = [each.code for each in circles.check_study(study).warnings]
        assert ("communities_unplaced" in checked) == (name == "slip")
    assert found["right"] == (1, [], False)
    assert found["slip"][0] == 2
    assert "申社区（是不是“甲社区”？）" in found["slip"][1][0]
    assert found["slip"][2]


def test_the_paper_of_an_override_is_named_among_those_that_were_gone_by(tmp_path: Path) -> None:
    own = """standard = "某市办法"
title = "某市"
overrides = "shenzhen-2016"
[[clause]]
clause = "SZ-650"
requirement = "不低于800平方米"
measure = "floor_area"
base = "设施"
level = "设施"
comparison = "at_least"
value = 800
unit = "m2"
force = "地方规定"
status = "reported"
source = { standard = "某市办法" }
"""
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    plan = circles.plan(circles.read_study(write_town(tmp_path / "town")))
    audit = circles.audit(plan, norms=["shenzhen-2016", str(tmp_path / "own.toml")], as_of=dt.date(2026, 11, 29))
    (notes,) = [section for section in audit.document().sections if section.name == "norms"]
    assert "· 某市办法《某市》：条文 SZ-650 以它为准" in [line.text("zh") for line in notes.lines]
