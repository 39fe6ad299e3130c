"""Schemes of a trial side by side, their files and the sheet that a meeting confirms: the figures of Python."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import circles
from benchmarks.what_if_scenarios import asked_of
from circles.publish.coverage_map import map_html
from tests.browser.trying import add_at, planned_by_the_command, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


def table_of(page: Page) -> dict[str, list[str]]:
    """Return the rows of the table that compares schemes, by their names."""
    cells: list[list[str]] = page.evaluate(
        """() => Array.from(document.querySelectorAll('.schemes-table tr'),
            row => Array.from(row.children, cell => cell.textContent))"""
    )
    return {name: rest for name, *rest in cells}


def keep_two_schemes(page: Page, demo: Plan) -> None:
    """Keep a scheme with one center, and one with another besides and a center closed, by mouse and keyboard."""
    worst = demo.blocks.index[demo.blocks["verdict"] == "outside"]
    page.click(".try-button")
    add_at(page, int(worst[0]))
    page.fill("[data-key='site-cost-0']", "180.5")
    page.keyboard.press("Tab")
    page.fill("[data-key='site-name-0']", "=新站")
    page.keyboard.press("Tab")
    page.click("[data-key='keep']")
    assert page.locator(".try-tabs button").all_inner_texts() == ["现状", "方案一"]

    add_at(page, int(worst[20]))
    assert page.locator(".try-tabs button").all_inner_texts() == ["现状", "方案一 *"]
    page.locator(".leaflet-marker-icon:has(.try-own)").nth(2).press("Enter")
    page.keyboard.press("Enter")
    page.click("[data-key='keep']")
    page.fill("[data-key='scheme-name']", "<b>甲</b>")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.dataset.key") == "scheme-name"


def kept_of(page: Page) -> list[dict[str, Any]]:
    """Return the schemes that stand in the address."""
    kept: list[dict[str, Any]] = page.evaluate(
        "() => JSON.parse(decodeURIComponent(location.hash.slice('#schemes='.length))).kept"
    )
    return kept


def held_in_table(demo: Plan, table: dict[str, list[str]], column: int, scenario: dict[str, Any]) -> None:
    """Hold one column of the table against a plan of the same scenario."""
    study, question = asked_of(demo.study, scenario)
    after = circles.plan(study, question)
    was, now = demo.blocks["verdict"] == "inside", after.blocks["verdict"] == "inside"
    for name, rows in (("新增服务人口（示例数据）", now & ~was), ("失去服务人口（示例数据）", was & ~now)):
        people = f"{demo.blocks['population'][rows].sum():,.0f} 人（{rows.sum()} 处居住单元）"
        assert table[name][column] == people
    closed = [gap for gap, rows in demo.blocks.groupby("gap_id") if now[rows.index].all()]
    assert table["消除服务盲区（处）"][column] == f"{len(closed)} / {len(demo.gaps)}"
    rates = [plan.summary()["account"]["land_m2"]["coverage_rate"] for plan in (demo, after)]
    assert table["步行用地覆盖率"][column] == " → ".join(f"{int(rate * 1000) / 10:.1f}%" for rate in rates)


def test_schemes_stand_side_by_side_as_python_plans_them(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1366, height=650).page
    keep_two_schemes(page, demo)
    page.focus("[data-key='compare']")
    page.keyboard.press("Enter")
    table = table_of(page)
    assert table[""] == ["现状", "方案一", "<b>甲</b>"]
    assert table["新增（处）"] == ["–", "1", "2"]
    assert table["撤并（处）"] == ["–", "0", "1"]
    assert table["投资（万元）"] == ["–", "180.5", "180.5（不含未填项 1 项）"]
    kept = kept_of(page)
    for column, scheme in enumerate(kept, start=1):
        held_in_table(demo, table, column, scheme["scenario"])
    people = float(table["新增服务人口（示例数据）"][1].partition(" ")[0].replace(",", ""))
    assert people > 0
    assert table["每新增服务一人投资（元）"] == ["–", f"{round(1_805_000 / people):,}", "–"]

    with page.expect_download() as download:
        page.click("text=下载比选表")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "180.5（不含未填项 1 项）" in text
    with page.expect_download() as download:
        page.click("text=下载为 Excel（schemes.xlsx）")
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))["方案比选表"]
    assert [list(row) for row in sheet.values] == list(csv.reader(text.splitlines()))

    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.key") == "compare"
    link = page.evaluate("() => location.hash")
    page.click("[data-key='scheme-0']")
    assert shown(page)["scenario"] == kept[0]["scenario"]
    page.click("[data-key='drop']")
    assert page.locator(".try-tabs button").all_inner_texts() == ["现状", "<b>甲</b>"]
    page.click("[data-key='undo']")
    assert page.locator(".try-tabs button").all_inner_texts() == ["现状", "方案一", "<b>甲</b>"]
    page.click("[data-key='saved']")
    assert shown(page) == {"scenario": {}, "gained": [], "lost": []}

    again = open_page(map_html(demo), width=390, height=844, fragment=link).page
    again.click("[data-key='compare']")
    assert table_of(again) == table
    sheet = again.get_by_role("dialog", name="方案比选表").bounding_box()
    assert sheet is not None
    assert sheet["x"] >= 0
    assert sheet["x"] + sheet["width"] <= 390


def test_its_files_planned_by_the_command_answer_the_same(
    demo: Plan, open_page: Callable[..., Opened], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(map_html(demo), width=1366, height=650).page
    keep_two_schemes(page, demo)
    page.fill("#try-minutes", "12")
    page.keyboard.press("Enter")
    page.select_option("#try-speed", "adult")
    for key in ("download", "download_question", "download_changes", "download_changes_xlsx"):
        with page.expect_download() as download:
            page.click(f"[data-key='{key}']")
        download.value.save_as(tmp_path / download.value.suggested_filename)
    asked = (tmp_path / "scenario.toml").read_text(encoding="utf-8")
    assert "# <b>甲</b>" in asked
    planned_by_the_command(page, tmp_path, monkeypatch)
    with (tmp_path / "again" / "blocks.csv").open(encoding="utf-8-sig") as stream:
        planned = {row["block_id"]: row for row in csv.DictReader(stream)}
    answer = page.evaluate("() => window.circlesPage.answer(window.circlesPage.trial().scenario)")
    assert [row["verdict"] for row in answer] == [planned[row["block_id"]]["verdict"] for row in answer]
    with (tmp_path / "changed_blocks.csv").open(encoding="utf-8-sig") as stream:
        changed = list(csv.DictReader(stream))
    told = shown(page)
    assert [row["编号"] for row in changed] == told["gained"] + told["lost"]
    heads, *rows = openpyxl.load_workbook(tmp_path / "changed_blocks.xlsx")["变化的居住单元"].values
    assert list(heads) == list(changed[0])
    numbered = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    assert numbered == [tuple(row.values()) for row in changed]
    assert {type(row[heads.index("人口（示例数据）")]) for row in rows} <= {int, float}
    page.click("[data-key='confirm']")
    summary = json.loads((tmp_path / "again" / "summary.json").read_text(encoding="utf-8"))
    assert page.locator(".sheet-code").inner_text() == summary["check_code"]
    for row in changed:
        assert float(row["方案步行距离（米）"]) == pytest.approx(float(planned[row["编号"]]["walk_m"]), abs=1e-9)


def test_a_scheme_is_confirmed_on_one_sheet(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1366, height=650).page
    keep_two_schemes(page, demo)
    page.focus("[data-key='confirm']")
    page.keyboard.press("Enter")
    assert page.locator("#sheet-scheme").input_value() == "1"
    page.select_option("#sheet-scheme", "0")
    page.fill("#sheet-date", "2026-12-01")
    page.fill("#sheet-points", "产权待核实\n<img src=x onerror=alert(1)>")
    code = page.locator(".sheet-code").inner_text()
    study, question = asked_of(demo.study, kept_of(page)[0]["scenario"])
    assert code == circles.plan(study, question).summary()["check_code"]
    with page.expect_download() as download:
        page.click("text=下载确认单")
    assert download.value.suggested_filename == "meeting_sheet.html"
    alone = open_page(download.value.path().read_text(encoding="utf-8")).page
    told = alone.locator("article").inner_text()
    for words in ("2026-12-01", "方案一", "=新站", "180.5", code, "<img src=x onerror=alert(1)>", "示例数据"):
        assert words in told
    assert alone.locator("script, img").count() == 0

    page.evaluate("() => { window.print = () => {}; }")
    page.click("text=打印")
    page.emulate_media(media="print")
    assert page.locator(".meeting-sheet").is_visible()
    for hidden in (".paper", ".sheet-form", ".title-bar", ".folium-map"):
        assert not page.locator(hidden).first.is_visible()
    page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
    assert not page.locator(".meeting-sheet").is_visible()
    page.emulate_media(media="screen")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('.over-sheet') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.key") == "confirm"
