"""The saved map by the keyboard and by ear: tabs, the ring of what is in focus, what is read out when a card opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from circles.publish.coverage_map import map_html
from tests.browser.looking import CONTRAST

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

TABS = """() => Array.from(document.querySelectorAll('[role=tab]')).map((tab) => [
    tab.getAttribute('data-tab'), tab.getAttribute('aria-selected'), tab.tabIndex, tab === document.activeElement])"""
PANEL = """() => {
    const panel = document.querySelector('[role=tabpanel]');
    const name = document.getElementById(panel.getAttribute('aria-labelledby')).getAttribute('data-tab');
    const first = panel.querySelector('.row');
    const kind = first && first.getAttribute('data-kind');
    const held = Array.from(document.querySelectorAll('[role=tab]')).every(
        (tab) => tab.getAttribute('aria-controls') === panel.id);
    return [name, kind, held, document.querySelector('[role=tablist]').getAttribute('aria-label')];
}"""
RINGS = (
    "() => {"
    + CONTRAST
    + """
    const ground = (element) => {
        const color = getComputedStyle(element).backgroundColor;
        const parts = numbers(color);
        return parts.length === 3 || parts[3] > 0.9 ? color : ground(element.parentElement);
    };
    const reached = document.querySelectorAll('button, input, select, textarea, summary, [tabindex]');
    return Array.from(reached).filter((element) => element.offsetParent && !element.disabled).map((element) => {
        element.focus();
        const style = getComputedStyle(element);
        // A ring that is drawn within meets what the element itself stands on.
        const outside = parseFloat(style.outlineOffset) > 0 ? element.parentElement : element;
        return [element.className || element.tagName, style.outlineStyle, parseFloat(style.outlineWidth),
            contrast(style.outlineColor, ground(outside)), contrast(style.outlineColor, ground(element))];
    });
}"""
)


@pytest.fixture(scope="module")
def english(demo: Plan) -> str:
    return map_html(demo, lang="en")


def test_one_tab_is_reached_and_keys_go_between_them(english: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(english).page
    assert page.evaluate(PANEL) == ["blocks", "block", True, "Lists"]
    page.locator("[role=tab]").first.focus()
    tabs = ["blocks", "gaps", "centers", "districts", "questions"]
    for key, name, kind in (
        ("ArrowRight", "gaps", "gap"),
        ("ArrowRight", "centers", "center"),
        ("ArrowLeft", "gaps", "gap"),
        ("ArrowUp", "blocks", "block"),
        ("ArrowLeft", "questions", None),
        ("ArrowRight", "blocks", "block"),
        ("End", "questions", None),
        ("Home", "blocks", "block"),
        ("ArrowDown", "gaps", "gap"),
        ("a", "gaps", "gap"),
        ("Control+Home", "gaps", "gap"),
    ):
        page.keyboard.press(key)
        wanted = [[tab, str(tab == name).lower(), 0 if tab == name else -1, tab == name] for tab in tabs]
        assert (key, page.evaluate(TABS)) == (key, wanted)
        assert page.evaluate(PANEL)[:2] == [name, kind]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.getAttribute('data-tab')") == "gaps"


def test_whatever_is_in_focus_has_a_ring_that_is_seen(english: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(english).page
    for begin in ("() => {}", "() => circlesPage.app.select('block', 0, true)", "() => circlesPage.app.select(null)"):
        page.evaluate(begin)
        assert unseen(page.evaluate(RINGS)) == []
    page.locator(".try-button").click()
    page.evaluate("() => document.querySelector('[data-key=add]').click()")
    page.evaluate("() => document.querySelector('[data-key=middle]').click()")
    found = page.evaluate(RINGS)
    assert len(found) > 40
    assert unseen(found) == []


def unseen(rings: list[list[Any]]) -> list[list[Any]]:
    """Return the rings that are thinner than 2 px or of less contrast than 3 : 1."""
    assert rings
    return [ring for ring in rings if ring[1] != "solid" or ring[2] < 2 or min(ring[3:]) < 3]


def test_a_card_that_opens_is_read_out_once(demo: Plan, english: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(english).page
    assert spoken(page) == [["polite", "status", ""]]
    row = page.evaluate("circlesPage.app.listed.blocks[0]")
    block = demo.blocks.iloc[row]
    center = demo.centers.set_index("center_id").loc[block["center_id"], "name"]
    page.locator(".row").first.press("Enter")
    assert spoken(page)[0][2] == f"{block['name']}, outside, 26.7 min, {center}"
    page.keyboard.press("Escape")
    assert spoken(page)[0][2] == ""
    page.evaluate("circlesPage.app.select('center', 0, true)")
    assert spoken(page)[0][2].startswith(f"{demo.centers['name'][0]}, open, ")
    page.evaluate("circlesPage.app.select('gap', 0, true)")
    assert spoken(page)[0][2].startswith("Gap 1, people ")
    box = page.locator(".spoken").bounding_box()
    assert box is not None
    assert box["width"] <= 1


def spoken(page: Page) -> list[list[str]]:
    """Return of what is read out of a card how it speaks, and its text."""
    found: list[list[str]] = page.evaluate(
        """() => Array.from(document.querySelectorAll('.spoken')).map(
            (region) => [region.getAttribute('aria-live'), region.getAttribute('role'), region.textContent])"""
    )
    return found
