"""Before and after as one switch of the whole page of proposed sites, or of a closing: by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from circles.publish.coverage_map import map_html
from tests.browser.test_two_languages_page import BUILT
from tests.towns import centers
from tests.workflows.long_road import long_road, sited

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles import Siting
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

SHOWN = """() => {
    const data = circlesPage.app.data;
    const plain = (name) => JSON.parse(JSON.stringify(data[name]));
    const names = ['account', 'blocks', 'centers', 'circles', 'gaps', 'service_area', 'streets', 'what_if'];
    return Object.fromEntries(names.map((name) => [name, plain(name)]));
}"""


@pytest.fixture(scope="module")
def siting() -> Siting:
    return sited(new=2)


@pytest.fixture
def closing() -> Siting:
    return sited(replace(long_road(), centers=centers({"A": (0, 0), "D": (5800, 0), "E": (3900, 0)})), close=1)


def test_before_is_the_plan_before_in_every_column(siting: Siting, open_page: Callable[..., Opened]) -> None:
    before = open_page(map_html(siting, lang="zh"), fragment="#side=before").page
    alone = open_page(map_html(siting.plan_before, lang="zh")).page
    assert before.evaluate(SHOWN) == alone.evaluate(SHOWN)
    after = open_page(map_html(siting, lang="zh")).page
    assert after.evaluate(SHOWN) != alone.evaluate(SHOWN)


def test_one_click_turns_the_whole_page(siting: Siting, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(siting, lang="zh")).page
    assert told(page) == ["之后", "94.7%", "加入建议点后", "建议点 2", 2]
    turned(page, lambda: page.get_by_role("button", name="之前").click())
    # Of 105.5 people 10 live within 1,000 m of the one center, all but 5.5 with the sites; four blocks are outside.
    assert told(page) == ["之前", "9.4%", "加入建议点前", "未覆盖 4", 0]
    assert page.evaluate("location.hash") == "#side=before"
    assert page.locator(".spoken").inner_text() == "加入建议点前：15分钟步行人口覆盖率 9.4%"
    assert page.evaluate("document.activeElement.dataset.side") == "before"
    assert page.evaluate("circlesPage.app.data.gaps.id.length") == len(siting.plan_before.gaps)
    page.reload()
    page.evaluate(BUILT)
    assert told(page)[0] == "之前"
    assert page.locator(".spoken").inner_text() == ""


def test_arrows_turn_it_and_the_view_stays(siting: Siting, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(siting, lang="en")).page
    page.evaluate("circlesPage.app.map.setView(circlesPage.app.blockPoints[2], 16, {animate: false})")
    page.evaluate("circlesPage.app.select('block', 2, false)")
    place = page.evaluate("circlesPage.app.map.getCenter()")
    assert page.locator(".detail .verdict").inner_text() == "Inside"
    page.get_by_role("button", name="After", exact=True).focus()
    turned(page, lambda: page.keyboard.press("ArrowLeft"))
    assert page.locator(".detail .verdict").inner_text() == "Outside"
    now = page.evaluate("circlesPage.app.map.getCenter()")
    # The address keeps five decimals, half of the last of which is half a metre.
    assert (now["lat"], now["lng"]) == pytest.approx((place["lat"], place["lng"]), rel=0, abs=5.01e-6)
    turned(page, lambda: page.keyboard.press("ArrowRight"))
    assert page.locator(".detail .verdict").inner_text() == "Inside"
    assert "side" not in page.evaluate("location.hash")
    turned(page, lambda: page.locator(".language-button").click())
    page.keyboard.press("Tab")
    turned(page, lambda: page.locator("[data-side=before]").click())
    assert page.evaluate("location.hash").endswith("&lang=zh&side=before")
    assert page.locator(".rate-base").inner_text() == "加入建议点前"


def test_a_closing_and_the_sheet_of_paper_say_which_is_shown(closing: Siting, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(closing, lang="en"), fragment="#side=before").page
    assert page.locator(".rate-base").inner_text() == "Before the closing"
    assert page.locator(".closed-mark").count() == 0
    assert page.evaluate("circlesPage.app.layerCount('centers')") == 3
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert "Before the closing" in page.evaluate("document.querySelector('.paper-head').textContent")
    turned(page, lambda: page.locator("[data-side=after]").click())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert "After the closing" in page.evaluate("document.querySelector('.paper-head').textContent")
    assert page.locator(".leaflet-marker-pane .closed-mark").count() == 1


def test_a_trial_before_the_sites_is_one_of_the_plan_before(siting: Siting, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(siting, lang="en"), fragment="#side=before").page
    asked = {"close": siting.plan_before.centers["center_id"].tolist()}
    assert [row["verdict"] for row in page.evaluate("asked => circlesPage.answer(asked)", asked)] == ["outside"] * 5


def test_a_trial_turns_map_headline_and_card(pages: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(pages["zh"], width=1440, height=900).page
    page.click(".try-button")
    assert page.locator(".side-switch").count() == 0
    page.click("[data-key=add]")
    page.click("[data-key=middle]")
    page.fill("#try-minutes", "20")
    page.keyboard.press("Tab")
    tried = page.locator(".try-rate strong").inner_text().split(" → ")
    assert tried[0] != tried[1]
    assert (page.locator(".rate strong").inner_text(), page.locator(".rate-base").inner_text()) == (tried[1], "试算后")
    marks = page.locator(".try-mark").count()

    page.locator("[data-side=before]").focus()
    page.keyboard.press("Enter")
    assert page.locator(".rate strong").inner_text() == tried[0] == page.locator(".try-rate strong").inner_text()
    assert page.locator(".rate-base").count() == 0
    assert page.locator(".try-mark").count() == 0
    assert page.evaluate("['gaps', 'service_area', 'centers'].every((name) => circlesPage.app.isShown(name))")
    assert page.locator(".spoken").inner_text() == f"试算前：步行用地覆盖率 {tried[0]}"
    assert page.evaluate("document.activeElement.dataset.side") == "before"
    assert page.evaluate("location.hash").endswith("&trial=before")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert "试算前" in page.evaluate("document.querySelector('.paper-head').textContent")
    page.reload()
    page.evaluate(BUILT)
    assert page.locator(".try-mark").count() == 0
    assert page.locator(".try-card [aria-pressed=true][data-side]").inner_text() == "之前"

    page.keyboard.press("Tab")
    page.locator("[data-side=before]").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".try-mark").count() == marks
    assert page.locator(".rate strong").inner_text() == tried[1]
    assert "trial" not in page.evaluate("location.hash")
    page.click(".try-head button")
    assert page.locator(".rate strong").inner_text() == tried[0]
    assert page.locator(".rate-base").count() == 0


def test_a_plan_has_no_switch(siting: Siting, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(siting.plan_before, lang="en"), fragment="#side=before").page
    assert page.locator(".side-switch").count() == 0


def told(page: Page) -> list[Any]:
    """Return the side that is pressed, the rate, what it is, the first tab, and how many sites are marked."""
    texts = [
        page.locator(selector).first.inner_text()
        for selector in (".side-switch [aria-pressed=true]", ".rate strong", ".rate-base", ".tab")
    ]
    return [*texts, page.locator(".site-mark").count()]


def turned(page: Page, act: Callable[[], Any]) -> None:
    """Do what turns the page, and wait until it is built again."""
    with page.expect_event("load"):
        act()
    page.evaluate(BUILT)
