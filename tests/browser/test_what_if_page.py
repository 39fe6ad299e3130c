"""A trial of other centers in the saved map, with a real mouse: what the card says is what Python answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import circles
from benchmarks.what_if_scenarios import asked_of
from circles.publish.coverage_map import map_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened


pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo() -> Plan:
    return circles.plan(circles.read_study(circles.demo_study() / "study.toml"))


def shown(page: Page) -> dict[str, Any]:
    """Return what the page asked last, and the blocks that it says are gained and lost."""
    found: dict[str, Any] = page.evaluate("() => window.circlesPage.trial()")
    return found


def held_against_python(plan: Plan, page: Page) -> dict[str, Any]:
    """Hold what the page shows against a plan of the same question; return its scenario."""
    told = shown(page)
    study, question = asked_of(plan.study, told["scenario"])
    after = circles.plan(study, question).blocks
    was, now = plan.blocks["verdict"] == "inside", after["verdict"] == "inside"
    assert told["gained"] == plan.blocks["block_id"][now & ~was].tolist()
    assert told["lost"] == plan.blocks["block_id"][was & ~now].tolist()
    lost = page.locator(".try-line-lost").inner_text()
    assert f"{len(told['lost'])} 处" in lost
    scenario: dict[str, Any] = told["scenario"]
    return scenario


def test_centers_are_added_dragged_closed_and_taken_back(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1440, height=900).page
    drawn = "() => ['service_area', 'gaps', 'centers'].map((name) => window.circlesPage.app.isShown(name))"
    page.click(".try-button")
    assert shown(page)["scenario"] == {}
    assert page.evaluate(drawn) == [False, False, False]
    assert page.locator(".try-mark").count() == len(demo.centers)

    page.click(".try-add")
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.45)
    assert page.locator(".try-new").count() == 1
    assert list(held_against_python(demo, page)) == ["add"]

    mark = page.locator(".try-own").first.bounding_box()
    assert mark is not None
    page.mouse.move(mark["x"] + 9, mark["y"] + 9)
    page.mouse.down()
    page.mouse.move(mark["x"] - 60, mark["y"] + 40, steps=8)
    page.mouse.up()
    assert len(held_against_python(demo, page)["move"]) == 1

    page.locator(".try-own:not(.try-closed)").nth(2).click()
    page.click(".try-popup .quiet-button")
    assert len(held_against_python(demo, page)["close"]) == 1

    page.fill("#try-minutes", "10")
    page.keyboard.press("Enter")
    page.select_option("#try-speed", "elderly")
    scenario = held_against_python(demo, page)
    assert (scenario["minutes"], scenario["profile"]) == (10, "elderly")

    link = page.evaluate("() => window.location.hash")
    with page.expect_download() as download:
        page.click(".try-out .quiet-button")
    assert download.value.suggested_filename == "centers.csv"
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbfcenter_id,name,lon,lat,status")
    assert "--minutes 10 --speed 2.88" in page.locator(".try-out code").inner_text()

    again = open_page(map_html(demo), width=1440, height=900, fragment=link).page
    assert shown(again)["scenario"] == scenario

    for _ in range(5):
        page.get_by_text("撤销").click()
    assert shown(page) == {"scenario": {}, "gained": [], "lost": []}
    page.get_by_text("重做").click()
    assert list(shown(page)["scenario"]) == ["add"]
    page.click(".try-head .quiet-button")
    assert page.locator(".try-mark").count() == 0
    assert page.evaluate(drawn) == [True, True, True]


@pytest.mark.parametrize(
    "fragment",
    [
        "#try=%7B%22add%22%3A%5B%7B%22name%22%3A%22%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%2C%22lon%22%3A114.28%2C%22lat%22%3A30.58%7D%5D%7D",
        "#try=%7B%22close%22%3A%5B%22%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%5D%7D",
        "#try=%7B%22__proto__%22%3A%7B%22minutes%22%3A1%7D%7D",
        "#try=null",
        "#try=%",
        "#try=[1]",
        "#" + "x" * 30_000,
    ],
)
def test_a_link_from_strangers_runs_nothing(demo: Plan, open_page: Callable[..., Opened], fragment: str) -> None:
    page = open_page(map_html(demo), fragment=fragment).page
    assert page.locator("h1").is_visible()
    assert page.locator("img[src='x']").count() == 0
    if "img" in fragment:
        assert "<img src=x onerror=alert(1)>" in page.locator(".try-name").all_inner_texts()


def test_what_a_script_asks_changes_nothing_that_is_shown(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    shown_before = page.locator("body").inner_text()
    answer = page.evaluate("() => window.circlesPage.answer({ minutes: 10 })")
    after = circles.plan(demo.study, circles.Scenario(minutes=10)).blocks
    assert [row["verdict"] for row in answer] == after["verdict"].tolist()
    assert [row["walk_mm"] for row in answer] == after["walk_mm"].tolist()
    assert page.locator("body").inner_text() == shown_before
