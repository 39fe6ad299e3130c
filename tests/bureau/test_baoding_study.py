"""The invented year is what its script says it is."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pyogrio
import pytest

import circles
from circles.norms.norms_at_hand import norm_names
from tests.bureau.baoding_lists import COMPOUNDS, MONEY
from tests.bureau.baoding_study import block_id, commands_of, write_baoding

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bureau.conftest import Audited


def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_baoding(tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert [(tmp_path / "a" / name).read_bytes() for name in files] == [
        (tmp_path / "b" / name).read_bytes() for name in files
    ]
    assert len(MONEY) == 5
    assert not (write_baoding(tmp_path / "c", with_money=False).parent / "money.csv").exists()


def test_the_script_asks_how_sure_verdicts_are_where_that_is_typed() -> None:
    for more, asked in (([], [False, False]), (["--doubt"], [False, True])):
        folder, commands = commands_of(["somewhere", *more])
        assert folder == "somewhere"
        assert ["--doubt" in words for words in commands] == asked
    with pytest.raises(SystemExit):
        commands_of(["somewhere", "--doubts-of-mine"])


def test_the_data_to_ask_for_of_a_norm_are_those_that_its_audit_lacks(baoding: Audited) -> None:
    plans = [
        circles.plan(circles.read_study(file))
        for file in (circles.demo_study() / "study.toml", baoding.folder / "study.toml")
    ]
    for norm in norm_names():
        for plan in plans:
            missing = circles.audit(plan, norms=norm).missing.to_dict("records")
            needs = circles.data_needs(norm, study=plan.study).needs.to_dict("records")
            told = {row["field"]: {*row["names"], *row["unsaid"]} for row in missing}
            assert {row["field"]: {*row["lacking"]} for row in needs if row["lacking"]} == told, norm
            assert {row["field"] for row in needs if row["needed"] and not row["known"]} == set(told), norm


def test_one_compound_is_out_for_its_wall_and_a_dead_end_for_a_link(baoding: Audited) -> None:
    with (baoding.folder / "y2026" / "remedies.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    wall = [row for row in rows if row["cause"] == "wall" and row["remedy"] == "gate"]
    assert [row["block_id"] for row in wall] == [block_id(1, 2, "upper")]
    assert wall[0]["name"] == COMPOUNDS[0].name
    assert [round(float(row["length_m"])) for row in rows if row["remedy"] == "link"] == [45]


def test_compounds_without_a_street_are_written_without_one(baoding: Audited) -> None:
    layer = pyogrio.read_dataframe(baoding.folder / "y2026" / "plan.gpkg", layer="compounds")
    assert len(layer) == len(COMPOUNDS)
    assert layer.geometry.isna().all()


def test_no_clause_stands_before_evidence_that_it_has_not(baoding: Audited) -> None:
    told = [line for text in (baoding.last, baoding.now) for line in text.splitlines() if line.startswith("· ")]
    assert len(told) > 20
    assert [line for line in told if re.fullmatch(r"· [A-Z0-9-]+：\s*", line)] == []


def test_the_ledger_shows_figures_as_the_account_does_and_says_who_has_nothing(baoding: Audited) -> None:
    with (baoding.folder / "y2025" / "ledger.csv").open(encoding="utf-8-sig") as file:
        problems = [row["问题"] for row in csv.DictReader(file)]
    assert "示例锦湖三社区：没有条文要求的设施；条文要求：城市社区综合服务设施覆盖率100%" in problems
    # 250 of 480 m2 in the list of centers: 52.083 %.
    (share,) = [problem for problem in problems if "居民活动区域面积" in problem]
    assert share.endswith("实测 52.0%，标准 ≥ 60%")


def test_a_first_audit_says_what_there_is_nothing_to_set_beside_for(baoding: Audited) -> None:
    told = "".join(baoding.last.split())
    assert "上次的比例、上次以来停用和新启用的中心：没有给出上次的结果" in told
    with (baoding.folder / "y2025" / "ledger.csv").open(encoding="utf-8-sig") as file:
        assert f"共{len(list(csv.DictReader(file)))}项，都是首次列入" in told
    assert "都是首次列入" not in baoding.now
