"""The page of a comparison, opened in a real Chromium with the network off: by mouse, by keyboard, by axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import circles
from tests.browser.test_before_and_after_page import turned
from tests.browser.test_readable_by_all import AXE, FOUND
from tests.towns import blocks, square, streets, town

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

DESK, PHONE = (1366, 650), (390, 844)


@pytest.fixture
def change() -> circles.Comparison:
    """Blocks of 0 to 9 people, 300 m apart: A at the end of the street, then B at the block of 8 people instead."""
    places = {f"B{i}": square(200 + i * 300, 10, 100) for i in range(9)} | {"P": (2500.0, 10.0)}
    study = town(streets([(0, 0), (5000, 0)]), {"A": (0, 0)}, blocks(places, population=range(10)))
    corner = study.blocks.geometry.iloc[8].centroid
    after = study.with_center("B", corner.x, corner.y).with_status("A", "closed")
    return circles.compare(circles.plan(study), circles.plan(after), names=("去年", "今年"), lang="zh")


@pytest.fixture
def page_html(change: circles.Comparison, tmp_path: Path) -> str:
    return html_of(change, tmp_path)


def html_of(change: circles.Comparison, folder: Path) -> str:
    return circles.write_comparison(change, folder / "out")[1].read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "height"), [DESK, PHONE])
def test_the_map_and_what_is_said_of_it_hide_nothing_of_each_other(
    page_html: str, open_page: Callable[..., Opened], width: int, height: int
) -> None:
    page = open_page(page_html, width=width, height=height).page
    drawn, said = page.locator(".folium-map").bounding_box(), page.locator(".panel").bounding_box()
    assert drawn is not None
    assert said is not None
    beside = said["x"] + said["width"] <= drawn["x"] + 1
    below = drawn["y"] + drawn["height"] <= said["y"] + 1
    assert beside or below
    assert min(drawn["width"], drawn["height"]) >= 300
    assert page.evaluate("circlesPage.app.map.getBounds().contains(circlesPage.app.data.bounds)")
    assert page.evaluate("document.documentElement.scrollWidth") == width


# Within 1,000 m of A are B0 to B2 (0, 1, 2 people), of B then B6 to B8 and P: 3, then 30 of 45 people.
def test_one_click_turns_blocks_centers_and_headline(page_html: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(page_html, width=DESK[0], height=DESK[1]).page
    assert told(page) == ["之后", "66.6%", "变化后", {"open": ["B"], "inside": ["B6", "B7", "B8", "P"]}]
    turned(page, lambda: page.get_by_role("button", name="之前").click())
    assert told(page) == ["之前", "6.6%", "变化前", {"open": ["Center A"], "inside": ["B0", "B1", "B2"]}]
    assert page.evaluate("location.hash") == "#side=before"
    assert page.evaluate("document.activeElement.dataset.side") == "before"
    assert page.locator(".spoken").inner_text() == "变化前：步行人口覆盖率 6.6%"
    turned(page, lambda: page.keyboard.press("ArrowRight"))
    assert told(page)[0] == "之后"


def test_the_other_language_keeps_what_is_open(page_html: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(page_html, width=DESK[0], height=DESK[1], fragment="#side=before").page
    page.locator("[data-change=lost]").click()
    page.locator("[data-kind=block]").first.click()
    place = page.evaluate("circlesPage.app.map.getCenter()")
    turned(page, lambda: page.get_by_role("button", name="EN", exact=True).click())
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator(".rate-base").inner_text() == "Before the change"
    assert page.locator("[data-change=lost]").get_attribute("aria-pressed") == "true"
    assert page.locator(".change-card h2").inner_text() == "Block B2"
    now = page.evaluate("circlesPage.app.map.getCenter()")
    assert (round(now["lat"], 5), round(now["lng"], 5)) == (round(place["lat"], 5), round(place["lng"], 5))
    assert page.evaluate("location.hash") == "#lang=en&side=before"


def test_no_word_of_one_language_stands_in_the_other(
    change: circles.Comparison, tmp_path: Path, open_page: Callable[..., Opened]
) -> None:
    page = open_page(html_of(change, tmp_path), width=DESK[0], height=DESK[1], fragment="#lang=en").page
    own = circles.write_comparison(change, tmp_path / "en", lang="en")[1].read_text(encoding="utf-8")
    alone = open_page(own, width=DESK[0], height=DESK[1]).page
    for each in (page, alone):
        each.locator(".language-button").evaluate("button => button.remove()")
    assert page.locator("body").inner_text() == alone.locator("body").inner_text()
    assert page.title() == alone.title()


def test_the_list_is_of_what_changed_and_a_row_goes_there(page_html: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(page_html, width=DESK[0], height=DESK[1]).page
    names = page.locator("[data-kind=block] .row-name")
    assert names.all_inner_texts() == [f"Block {name}" for name in ("P", "B8", "B7", "B6", "B2", "B1", "B0")]
    assert page.locator("[data-kind=move] .row-right").all_inner_texts() == ["变化后不再启用的中心", "变化后启用的中心"]
    whole = page.evaluate("circlesPage.app.map.getZoom()")
    row = page.locator("[data-kind=block]").nth(4)
    row.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("circlesPage.app.map.getZoom()") > whole
    assert row.get_attribute("aria-current") == "true"
    card = page.locator(".change-card").inner_text()
    assert "失去覆盖" in card
    assert "2 人" in card
    assert "B2" in page.locator(".spoken").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".change-card:visible").count() == 0
    page.locator("[data-change=gained]").click()
    assert names.all_inner_texts() == [f"Block {name}" for name in ("P", "B8", "B7", "B6")]
    page.locator("[data-change=gained]").click()
    assert names.count() == 7


def test_a_block_on_the_map_answers_the_mouse(page_html: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(page_html, width=DESK[0], height=DESK[1]).page
    at = page.evaluate(
        "() => { const app = circlesPage.app; const box = app.map.getContainer().getBoundingClientRect();"
        "const p = app.map.latLngToContainerPoint(app.blockPoints[app.data.blocks.id.indexOf('B4')]);"
        "return [box.left + p.x, box.top + p.y]; }"
    )
    page.mouse.move(*at)
    assert "B4" in page.locator(".hover-tip").inner_text()
    page.mouse.click(*at)
    assert page.locator(".change-card h2").inner_text() == "Block B4"


def test_the_sheet_of_paper_says_which_side_it_shows(page_html: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(page_html, width=DESK[0], height=DESK[1], fragment="#side=before").page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    text = page.locator(".paper").inner_text()
    assert "变化前：步行人口覆盖率 6.6%" in text
    assert "失去覆盖" in text
    assert page.locator(".paper canvas:visible").count() == 1
    assert page.locator(".paper tbody tr").count() == 3 + 7
    assert page.locator(".panel:visible").count() == 0


@pytest.mark.where_found
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("lang", "size"), [("zh", DESK), ("en", DESK), ("en", PHONE)])
def test_axe_finds_no_violation_of_any_severity(
    page_html: str, open_page: Callable[..., Opened], lang: str, size: tuple[int, int], scheme: Any
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --no-package-lock --ignore-scripts")
    page = open_page(page_html, width=size[0], height=size[1], fragment=f"#lang={lang}").page
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    assert page.evaluate(FOUND) == []
    page.locator("[data-kind=block]").first.click()
    page.locator("[data-change=lost]").click()
    assert page.evaluate(FOUND) == []
    assert page.get_by_role("main").count() == page.locator("h1").count() == 1


def told(page: Page) -> list[Any]:
    """Return the side that is pressed, the rate, what it is, the open centers, and the blocks inside."""
    texts = [
        page.locator(selector).first.inner_text()
        for selector in (".side-switch [aria-pressed=true]", ".rate strong", ".rate-base")
    ]
    shown = page.evaluate(
        "() => { const app = circlesPage.app; const data = app.data;"
        "return { open: data.centers.name.filter((_, i) => app.isOpen(i)),"
        "inside: data.blocks.id.filter((_, i) => data.blocks.verdict[i] === 0) }; }"
    )
    return [*texts, shown]


def test_the_shared_edition_turns_without_a_script(
    change: circles.Comparison, tmp_path: Path, open_page: Callable[..., Opened]
) -> None:
    html = circles.write_comparison(change, tmp_path, edition="shared")[1].read_text(encoding="utf-8")
    page = open_page(html, width=PHONE[0], height=PHONE[1], scripts=False).page
    assert page.locator("svg:visible").count() == 1
    assert page.locator("p.side-after:visible").inner_text() == "变化后"
    page.get_by_label("之前").check()
    page.get_by_label("English").check()
    assert page.locator("p.side-after:visible").count() == 0
    assert page.locator("p.side-before:visible").inner_text() == "Before the change"
    page.emulate_media(media="print")
    assert page.locator("p.side-before:visible").inner_text() == "Before the change"
    assert page.locator("h1:visible").count() == page.locator("svg:visible").count() == 1
