"""Days, planned estates, tiers and compounds in a trial, by mouse and keyboard, and the files they give."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import circles
from benchmarks.what_if_scenarios import asked_of
from circles.publish.coverage_map import map_html
from circles.workflows import network_of
from tests.browser.looking import place_of
from tests.browser.trying import held_against_python, planned_by_the_command, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


def test_an_estate_and_a_day_are_asked_for_and_planned_again_from_the_files(
    demo: Plan, open_page: Callable[..., Opened], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(map_html(demo), width=1440, height=900).page
    page.click(".try-button")
    page.evaluate("() => { const app = window.circlesPage.app; app.map.setView(app.blockPoints[40], 15); }")
    page.click("[data-key='demand']")
    place = place_of(page, 40)
    page.mouse.click(place["x"], place["y"])
    state = page.locator(".try-estates li p")
    assert "没有填交付日期" in state.inner_text()
    page.fill("[data-key='estate-delivered-0']", "2027-06")
    page.keyboard.press("Tab")
    assert "没有给出测算日期" in state.inner_text()
    page.fill("[data-key='day']", "2027-05-31")
    assert "尚未交付" in state.inner_text()
    page.fill("[data-key='day']", "2027-06-01")
    assert "已计入" in state.inner_text()
    page.fill("[data-key='estate-people-0']", "1200")
    page.keyboard.press("Tab")
    scenario = shown(page)["scenario"]
    assert scenario["as_of"] == "2027-06-01"
    assert {key: scenario["demand"][0].get(key) for key in ("people", "households", "delivered")} == {
        "people": 1200, "households": None, "delivered": "2027-06",
    }  # fmt: skip
    # The two estates of the study that are delivered by then, and the one that is added.
    assert "3 个" in page.locator(".try-line-came").inner_text()

    for key in ("download", "download_question", "download_estates"):
        with page.expect_download() as download:
            page.click(f"[data-key='{key}']")
        download.value.save_as(tmp_path / download.value.suggested_filename)
    planned_by_the_command(page, tmp_path, monkeypatch)
    summary = json.loads((tmp_path / "again" / "summary.json").read_text(encoding="utf-8"))
    page.click("[data-key='confirm']")
    sheet = page.locator(".meeting-sheet")
    assert sheet.locator(".sheet-code").inner_text() == summary["check_code"]
    assert "2027-06-01" in sheet.inner_text()
    assert summary["check_code"] == circles.plan(*asked_of(demo.study, scenario)).summary()["check_code"]
    page.keyboard.press("Escape")
    page.click("[data-key='estate-remove-0']")
    assert "demand" not in shown(page)["scenario"]


def test_a_tier_is_held_against_the_same_tier_of_the_saved_plan(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1440, height=900).page
    page.click(".try-button")
    result = page.locator(".try-result")
    assert f"服务盲区：{len(demo.gaps)} → {len(demo.gaps)} 处" in result.inner_text()
    page.select_option("#try-tier", "街镇")
    assert "服务盲区未重新计算" in result.inner_text()
    rate = page.locator(".try-rate")
    assert "（街镇）" in rate.inner_text()
    told = shown(page)
    assert (told["gained"], told["lost"]) == ([], [])
    assert demo.tier_accounts is not None
    accounts = demo.tier_accounts
    own = accounts[(accounts["tier"] == "街镇") & (accounts["base"] == demo.headline_base)]
    share = f"{int(own['coverage_rate'].iloc[0] * 1000) / 10:.1f}%"
    assert rate.locator("strong").inner_text() == f"{share} → {share}"
    page.click(".try-button")


def test_a_compound_is_opened_by_a_click_and_left_by_another(demo: Plan, open_page: Callable[..., Opened]) -> None:
    west, south, east, north = demo.study.streets.total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    ring = [(x - 0.004, y - 0.003), (x + 0.004, y - 0.003), (x + 0.004, y + 0.003), (x - 0.004, y + 0.003)]
    study = demo.study.with_private(ring, note="甲园")
    plan = circles.plan(study, walk_network=network_of(study))
    page = open_page(map_html(plan), width=1440, height=900).page
    page.click(".try-button")
    page.evaluate(f"() => {{ window.circlesPage.app.map.setView([{y}, {x}], 15); }}")
    page.click("[data-key='compounds_open']")
    page.click("[data-key='middle']")
    assert held_against_python(plan, page)["compounds_open"] == ["private 1"]
    assert "甲园" in page.locator(".try-drawn").inner_text()
    page.click("[data-key='compounds_open']")
    page.click("[data-key='middle']")
    assert shown(page)["scenario"] == {}
    page.click("[data-key='undo']")
    page.click("[data-key='compounds_open-0']")
    assert "compounds_open" not in shown(page)["scenario"]


def test_days_with_changes_are_offered_and_named(demo: Plan, open_page: Callable[..., Opened]) -> None:
    """The planned estates of the demo come on three days: by the keyboard the map is seen on them."""
    page = open_page(map_html(demo, lang="zh"), width=1440, height=900).page
    page.click(".try-button")
    options = page.locator("#try-day_change option").all_inner_texts()
    assert options == [
        "同原图或另填",
        "2026-09-01（交付小区 1 个）",
        "2027-06-01（交付小区 1 个）",
        "2028-12-01（交付小区 1 个）",
    ]
    page.focus("#try-day_change")
    page.keyboard.press("ArrowDown")
    assert held_against_python(demo, page)["as_of"] == "2026-09-01"
    assert page.input_value("#try-day") == "2026-09-01"
    assert page.locator(".headline .rate-base").inner_text() == "试算后，2026-09-01"
    assert page.evaluate("() => document.activeElement.id") == "try-day_change"
    page.fill("#try-day", "2026-12-24")
    page.keyboard.press("Tab")
    assert page.input_value("#try-day_change") == ""
    page.select_option("#try-day_change", "2027-06-01")
    assert held_against_python(demo, page)["as_of"] == "2027-06-01"
