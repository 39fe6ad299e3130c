"""``circles norms`` and ``circles audit`` as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

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


def test_a_day_is_typed_as_a_date() -> None:
    assert day_of(None) is None
    with pytest.raises(InputError, match="no date"):
        day_of("29.11.2026")
