"""A trial of other centers in the saved map, with a real mouse: what the card says is what Python answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import circles
from circles.publish.coverage_map import map_html
from tests.browser.trying import held_against_python, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


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
        page.click("[data-key='download']")
    assert download.value.suggested_filename == "centers.csv"
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbfcenter_id,name,lon,lat,status")
    assert "--scenario scenario.toml" in page.locator(".try-out code").inner_text()

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
        "#schemes=%7B%22now%22%3A%7B%7D%2C%22kept%22%3A%5B%7B%22name%22%3A%22%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%2C%22scenario%22%3A%7B%7D%7D%5D%2C%22chosen%22%3A0%7D",
        "#schemes=%7B%22now%22%3A%7B%7D%2C%22kept%22%3A%5B%7B%22name%22%3A%22A%22%2C%22scenario%22%3A%7B%22close%22%3A%5B%22C9%22%5D%7D%7D%5D%2C%22chosen%22%3A0%7D",
        "#schemes=" + "[" * 50_000,
    ],
)
def test_a_link_from_strangers_runs_nothing(demo: Plan, open_page: Callable[..., Opened], fragment: str) -> None:
    page = open_page(map_html(demo), fragment=fragment).page
    assert page.locator("h1").is_visible()
    assert page.locator("img[src='x']").count() == 0
    if "img" in fragment:
        shown_as_text = ".try-tabs button" if "schemes" in fragment else ".try-name"
        assert "<img src=x onerror=alert(1)>" in page.locator(shown_as_text).all_inner_texts()
    elif "=" in fragment:
        assert "链接中的方案" in page.locator(".try-hint").inner_text()
        assert shown(page) == {"scenario": {}, "gained": [], "lost": []}


def test_what_a_script_asks_changes_nothing_that_is_shown(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    shown_before = page.locator("body").inner_text()
    answer = page.evaluate("() => window.circlesPage.answer({ minutes: 10 })")
    after = circles.plan(demo.study, circles.Scenario(minutes=10)).blocks
    assert [row["verdict"] for row in answer] == after["verdict"].tolist()
    assert [row["walk_mm"] for row in answer] == after["walk_mm"].tolist()
    assert page.locator("body").inner_text() == shown_before


def test_a_center_is_added_and_moved_by_the_keyboard_alone(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1366, height=650).page
    for key in (".try-button", "[data-key='add']"):
        page.focus(key)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("[data-key='middle']").count() == 0
    assert shown(page)["scenario"] == {}
    page.keyboard.press("Enter")
    page.focus("[data-key='middle']")
    page.keyboard.press("Space")
    [start] = held_against_python(demo, page)["add"]
    mark = page.locator(".leaflet-marker-icon:has(.try-new)")
    before = mark.bounding_box()
    assert before is not None
    mark.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.querySelectorAll('.try-new').length") == 1
    page.keyboard.press("Shift+ArrowDown")
    after = mark.bounding_box()
    assert after is not None
    assert (round(after["x"] - before["x"]), round(after["y"] - before["y"])) == (8, 40)
    [moved] = held_against_python(demo, page)["add"]
    assert moved["lon"] > start["lon"]
    assert moved["lat"] < start["lat"]
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert shown(page)["scenario"] == {}


def test_a_script_is_answered_before_the_page_is_built(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    page.add_init_script("""window.addEventListener("DOMContentLoaded", () => {
        const circlesPage = window.circlesPage;
        window.early = [circlesPage.built === true, circlesPage.answer({ minutes: 10 })];
    });""")
    page.reload(wait_until="load")
    built, answer = page.evaluate("() => window.early")
    assert not built
    after = circles.plan(demo.study, circles.Scenario(minutes=10)).blocks
    assert [row["walk_mm"] for row in answer] == after["walk_mm"].tolist()
