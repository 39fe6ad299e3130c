"""Tier and opening day of an added center, and an added estate that is dragged: the page answers as Python does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.what_if_scenarios import answer_of_python
from circles.workflows import network_of
from tests.browser.trying import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


def held(demo: Plan, page: Page) -> dict[str, Any]:
    """Hold every walk and verdict of what is on trial to Python; return its scenario."""
    scenario: dict[str, Any] = shown(page)["scenario"]
    told = page.evaluate("asked => circlesPage.answer(asked)", scenario)
    rows = [(row["block_id"], row["walk_mm"], row["verdict"]) for row in told]
    assert rows == answer_of_python(demo.study, scenario, network_of(demo.study))
    return scenario


def begun(pages: dict[str, str], open_page: Callable[..., Opened], key: str) -> Page:
    """Begin a trial and put a thing into the middle of the map, by the keyboard."""
    page = open_page(pages["zh"], width=1440, height=900).page
    page.click(".try-button")
    page.focus(f"[data-key={key}]")
    page.keyboard.press("Enter")
    page.focus("[data-key=middle]")
    page.keyboard.press("Enter")
    return page


def test_a_center_has_a_tier_and_a_day(demo: Plan, pages: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = begun(pages, open_page, "add")
    tier = demo.scenario.tiers[-1].name
    page.select_option("[data-key='site-tier-0']", tier)
    page.fill("[data-key='site-opens-0']", "2027-06")
    page.keyboard.press("Tab")
    assert "没有给出测算日期，按已启用计入。" in page.locator(".try-sites li p").inner_text()
    assert held(demo, page)["add"][0]["opens"] == "2027-06"
    page.fill("#try-day", "2027-05-31")
    page.keyboard.press("Tab")
    assert "测算日期时尚未启用，未计入。" in page.locator(".try-sites li p").inner_text()
    assert held(demo, page)["add"][0]["tier"] == tier
    page.fill("#try-day", "2027-06-01")
    page.keyboard.press("Tab")
    page.select_option("#try-tier", tier)
    assert page.locator(".try-sites li p").count() == 0
    assert held(demo, page)["tier"] == tier
    page.fill("[data-key='site-opens-0']", "2027-13")
    page.keyboard.press("Tab")
    assert "opens" not in held(demo, page)["add"][0]


def test_an_estate_is_dragged_and_moved_by_arrows(
    demo: Plan, pages: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    page = begun(pages, open_page, "demand")
    page.fill("[data-key='estate-people-0']", "1200")
    page.keyboard.press("Tab")
    page.fill("[data-key='estate-delivered-0']", "2026")
    page.keyboard.press("Tab")
    page.fill("#try-day", "2027-01-01")
    page.keyboard.press("Tab")
    first = held(demo, page)["demand"][0]
    mark = page.locator(".try-estate").bounding_box()
    assert mark is not None
    page.mouse.move(mark["x"] + 9, mark["y"] + 9)
    page.mouse.down()
    page.mouse.move(mark["x"] + 120, mark["y"] - 60, steps=6)
    page.mouse.up()
    dragged = held(demo, page)["demand"][0]
    assert dragged["lon"] > first["lon"]
    assert dragged["lat"] > first["lat"]
    assert (dragged["people"], dragged["delivered"]) == (1200, "2026")
    page.locator(".leaflet-marker-icon:has(.try-estate)").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert held(demo, page)["demand"][0]["lon"] < dragged["lon"]
    assert page.evaluate("document.activeElement.querySelector('.try-estate') !== null")
    page.click("[data-key='undo']")
    page.click("[data-key='undo']")
    assert shown(page)["scenario"]["demand"][0]["lon"] == dragged["lon"]
