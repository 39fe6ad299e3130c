"""The invented year is what its script says it is."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pyogrio

from tests.bureau.baoding_lists import COMPOUNDS, MONEY
from tests.bureau.baoding_study import block_id, write_baoding

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
