"""What the page shows of an audit, worked by hand: clauses and items with their places, sections as the terminal's."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import circles
from circles import Scenario
from circles.answers.audit_rows import observed_words
from circles.document import document_of
from circles.notebook import html_of
from circles.phrases import in_language, phrase, text_of
from circles.publish.coverage_map import map_html
from circles.publish.payload_audit import audit as told_of
from circles.publish.payload_places import rows_of_places
from circles.publish.plan_workbook import plan_workbook
from tests.norms.test_audit import audit, plan
from tests.workflows.test_tiers_and_communities import TIERS, tiered

if TYPE_CHECKING:
    from circles import Audit, Plan

__all__ = ["audit", "plan"]


@pytest.fixture(scope="module")
def told(audit: Audit) -> dict[str, Any]:
    found: dict[str, Any] = in_language(told_of(audit), "zh")
    return found


def row_of(columns: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what the columns say of the clause, or of the first item, of a name."""
    at = next(i for i, own in enumerate(columns["id"]) if own.startswith(name))
    said = {column["name"]: column["texts"][at] for column in columns["own"]}
    return {**{key: columns[key][at] for key in columns if key != "own"}, **said}


def test_a_clause_says_what_is_asked_what_was_observed_and_where(told: dict[str, Any]) -> None:
    floor = row_of(told["clauses"], "SZ-650")
    assert (floor["verdict"], floor["right"]) == ("fails", "不达标")
    assert floor["small"].startswith("SZ-650 · 标准 ")
    # Two centers, of 700 and 400 m2; each has to have 650.
    assert "≥ 650 平方米" in floor["标准值"]
    assert "50.0%" in floor["实测值"]
    assert "400 平方米" in floor["实测值"]
    assert floor["条文来源"].endswith("（二手来源）")
    assert floor["places"] == {"center": [1]}
    assert row_of(told["clauses"], "SZ-15")["places"] == {"block": [2]}


def test_a_past_clause_says_which_day_and_which_data_each_of_its_figures_is_of(plan: Plan) -> None:
    late = circles.audit(plan, norms="guobanfa-2021-56", as_of=dt.date(2026, 3, 31))
    found = row_of(in_language(told_of(late), "zh")["clauses"], "P14-30")
    then = found["期限当天的实测（人口等用本次数据）"]
    told = f"P14-30 · 标准 ≥ 30 平方米，按期限 2025-12-31 当天的中心 {then}，2026-03-31 实测 {found['实测值']}"
    assert found["small"] == told
    assert "不新列入台账" in found["台账"]


def test_units_held_to_a_range_lie_between_two_figures_and_have_no_least() -> None:
    row = {"required": "50000–100000", "observed": "48670–161270", "unit": "人", "units": 3, "met": 0, "failed": 3}
    said = text_of(observed_words({**row, "share": "100"}), "zh")
    assert said == "3 个中 0 个达到（0.0%），在 48,670 到 161,270 人之间"


def test_a_clause_that_cannot_be_told_says_what_is_missing_and_who_has_it(told: dict[str, Any]) -> None:
    found = row_of(told["clauses"], "GB-RD")
    assert found["small"] == "GB-RD · 缺少：测算范围（自然资源主管部门）"
    assert found["places"] == {}


def test_names_that_are_not_seen_at_once_are_all_there(audit: Audit) -> None:
    names = [f"社区{i}" for i in range(7)]
    evidence: Any = phrase("norms.evidence.without", shown=", ".join(names))
    long = replace(audit, clauses=audit.clauses.assign(evidence=[evidence] * len(audit.clauses)))
    (column,) = [each for each in in_language(told_of(long), "zh")["clauses"]["own"] if each["name"] == "判定依据"]
    assert column["texts"][0] == f"没有的：{'、'.join(names)}"
    assert column["short"][0] == "没有的：社区0、社区1、社区2、社区3、社区4……"
    assert f"没有的：{'、'.join(names)}" in set(long.rows("zh")["evidence"])


def test_clauses_stand_by_their_norms_what_fails_first(told: dict[str, Any]) -> None:
    norms, verdicts = told["clauses"]["norm"], told["clauses"]["verdict"]
    assert list(dict.fromkeys(norms)) == ["shenzhen-2016", "guobanfa-2021-56", "gb-50180-2018"]
    order = ["fails", "cannot_tell", "target_period_over", "meets"]
    for norm in set(norms):
        own = [order.index(verdict) for each, verdict in zip(norms, verdicts, strict=True) if each == norm]
        assert own == sorted(own)


def test_an_item_says_its_people_its_place_and_the_gap_that_it_is(told: dict[str, Any]) -> None:
    gap = row_of(told["ledger"], "walk-15")
    assert (gap["population"], gap["change"], gap["right"]) == (200.0, "first", "首次列入")
    assert gap["small"] == "200 人 · 东街道 · 乙社区 · 待明确 · 未启动"
    assert (gap["places"], gap["gap"]) == ({"block": [2]}, 0)
    center = row_of(told["ledger"], "SZ-650")
    assert (center["places"], center["gap"], center["clause"]) == ({"center": [1]}, None, "shenzhen-2016|SZ-650")


def test_sections_are_those_of_the_terminal(audit: Audit, told: dict[str, Any]) -> None:
    document = document_of(audit)
    shown = {section.name: section for section in document.shown}
    assert told["lead"] == text_of(document.sentence, "zh")
    # The account of communities stands behind what has changed and the ranking.
    names = ["look_back", "ranking", "communities", "coverages", "missing", "ledger", "money", "norms"]
    assert [each["name"] for each in told["sections"]] == names
    for each in told["sections"]:
        section = shown[each["name"]]
        of_table = "" if section.table is None else section.table.title
        assert each["title"] == text_of(section.title or of_table, "zh") != ""
        assert each["lines"] == [text_of(line.words, "zh") for line in section.lines]
        if section.table is not None:
            assert each["rows"] == section.table.texts("zh")[1]
    # Lines are not what a title names: items of the ledger and norms are counted as such, nothing else is.
    counts = {each["name"]: each["count"] for each in told["sections"] if each["count"] is not None}
    assert counts == {"ledger": len(audit.ledger), "norms": len(audit.norms)}
    ranked = next(each for each in told["sections"] if each["name"] == "ranking")
    # 800 of 1,000 people are within the walk; rows are known by the district, not by town or country.
    assert ranked["named"] == 1
    assert ranked["rows"] == [["城乡未说明", "东街道", "1", "1,000", "200", "80.0%"]]


def test_the_table_of_tiers_has_its_title_on_the_page() -> None:
    audit = circles.audit(
        circles.plan(tiered(), Scenario(tiers=TIERS)), norms="guobanfa-2021-56", as_of=dt.date(2025, 5, 1)
    )
    (tiers,) = [each for each in in_language(told_of(audit), "zh")["sections"] if each["name"] == "tiers"]
    assert tiers["title"].startswith("按层级")


def test_a_place_is_found_by_its_name_with_or_without_its_sub_district(plan: Plan) -> None:
    rows_of = rows_of_places(plan)
    with_it, without = rows_of([("community", "东街道/乙社区")]), rows_of([("community", "乙社区")])
    assert with_it == without
    assert len(with_it["district"]) == 1
    assert rows_of([("community", "西街道/乙社区"), ("blocks", "B9"), ("region", "甲")]) == {}


def test_the_shared_edition_tells_verdicts_and_no_figure_or_place(audit: Audit) -> None:
    output = replace(audit.plan.study.output, edition="shared")
    study = replace(audit.plan.study, output=output)
    page = unescape(map_html(replace(audit, plan=replace(audit.plan, study=study)), lang="zh"))
    assert "<td>社区党群服务中心面积不低于650平方米</td><td>不达标</td>" in page
    assert text_of(document_of(audit).sentence, "zh") in page
    # Neither what was observed, nor whose it is, nor the ledger.
    assert not [said for said in ("400 平方米", "乙中心", "B3", "walk-15-") if said in page]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_option_of_a_command_is_told_where_none_is_typed(audit: Audit, lang: str) -> None:
    """The terminal names the option behind its line, the page, a notebook and the workbook do not."""
    assert audit.look_back is None
    said = json.dumps(in_language(told_of(audit), lang), ensure_ascii=False, default=str)
    cells = openpyxl.load_workbook(BytesIO(plan_workbook(audit.plan, lang=lang, audit=audit))).worksheets
    said += "".join(str(cell) for sheet in cells for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert not re.findall(r".{30}--[a-z].{10}", said + html_of(document_of(audit), lang))
    screen = "".join(text_of(line.typed, lang) for section in document_of(audit).shown for line in section.lines)
    assert {"--earlier", "--ledger", "--doubt"} <= set(re.findall(r"--[a-z]+", screen))


def test_a_plan_has_no_audit() -> None:
    assert told_of(None) is None
