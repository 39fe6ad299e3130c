"""The saved map in the other language: all words, in every view, none of the first; what is open stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

WORDS = """() => {
    const found = [document.title, document.documentElement.lang];
    const skipped = '.language-button, noscript, script, style';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.parentElement.closest(skipped) && node.data.trim()) found.push(node.data.trim());
    }
    ['title', 'aria-label', 'placeholder'].forEach((name) => {
        document.querySelectorAll(`[${name}]`).forEach((element) => {
            if (!element.closest(skipped)) found.push(name + ' ' + element.getAttribute(name));
        });
    });
    // Names on the map are drawn anew at a time of their own: each is looked at once.
    return Array.from(new Set(found)).sort();
}"""


@pytest.mark.parametrize(("lang", "other"), [("zh", "en"), ("en", "zh")])
def test_every_word_of_every_view_is_that_of_the_other_page(
    pages: dict[str, str], open_page: Callable[..., Opened], lang: str, other: str
) -> None:
    turned = open_page(pages[lang], fragment=f"#lang={other}").page
    wanted = open_page(pages[other]).page
    for view in zip(reading.walked(turned), reading.walked(wanted), strict=True):
        found, said = turned.evaluate(WORDS), wanted.evaluate(WORDS)
        assert len(found) > 60
        assert (view, found) == (view, said)


def test_the_button_keeps_what_is_open(pages: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(pages["zh"]).page
    page.evaluate("() => circlesPage.app.select('block', circlesPage.app.listed.blocks[0], true)")
    name = page.locator(".detail h2").inner_text()
    assert told(page) == ["zh-CN", "EN", "en"]
    turned(page)
    assert told(page) == ["en", "中文", "zh"]
    assert page.locator(".detail h2").inner_text() == name
    assert page.locator(".detail .verdict").inner_text() == "Outside"
    assert "&lang=en" in page.evaluate("location.hash")
    page.evaluate("() => circlesPage.app.select(null)")
    assert "lang=en" in page.evaluate("location.hash")
    turned(page)
    assert told(page) == ["zh-CN", "EN", "en"]
    assert "lang" not in page.evaluate("location.hash")


def test_a_trial_goes_on_in_the_other_language(pages: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(pages["zh"]).page
    page.locator(".try-button").click()
    page.evaluate("document.querySelector('[data-key=add]').click()")
    page.evaluate("document.querySelector('[data-key=middle]').click()")
    before = page.evaluate("circlesPage.trial()")
    assert len(before["scenario"]["add"]) == 1
    turned(page)
    page.locator(".try-card").wait_for()
    assert page.locator(".try-card h2").inner_text() == "What if"
    assert page.evaluate("circlesPage.trial()") == before
    assert page.evaluate("location.hash").endswith("&lang=en")


def test_layers_view_and_the_steps_of_a_trial_go_on_with_a_line_that_is_begun(
    pages: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    page = open_page(pages["zh"]).page
    page.evaluate("() => window.circlesPage.app.switchLayer('circles', true)")
    page.evaluate("() => window.circlesPage.app.switchLayer('gaps', false)")
    page.locator(".presenter-button").click()
    page.evaluate("() => window.circlesPage.app.map.setZoom(15.5, { animate: false })")
    page.locator(".try-button").click()
    for _ in range(2):
        press(page, "add", "middle")
    press(page, "undo", "paths", "middle")
    before = state(page)
    assert before["pressed"] == ["paths"]
    assert before["redo"] is True
    turned(page)
    page.locator(".try-card").wait_for()
    assert page.locator(".try-card h2").inner_text() == "What if"
    assert state(page) == before
    # What was taken back can still be put back, and the line goes on where it was begun.
    page.evaluate("() => { const map = window.circlesPage.app.map; map.panBy([60, 0], { animate: false }); }")
    press(page, "middle", "finish")
    assert len(page.evaluate("circlesPage.trial().scenario.paths[0]")) == 2
    press(page, "undo", "redo")
    assert page.evaluate("window.name") == ""
    page.locator(".try-head button").click()
    on = "() => ['circles', 'gaps', 'inside'].map(window.circlesPage.app.isShown)"
    assert page.evaluate(on) == [True, False, True]


def test_a_look_gives_back_after_it_what_it_had_put_away(
    pages: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    page = open_page(pages["zh"]).page
    page.locator("[role=tab]").last.click()
    page.locator(".walk-cell").first.click()
    chosen = "() => [circlesPage.app.looks.view() && circlesPage.app.looks.view().key, circlesPage.app.isShown('gaps')]"
    before = page.evaluate(chosen)
    assert before[0] is not None
    assert before[1] is False
    turned(page)
    assert page.evaluate(chosen) == before
    page.evaluate("() => circlesPage.app.looks.choose(null)")
    assert page.evaluate(chosen) == [None, True]


def test_a_frame_of_a_notebook_turns_with_its_trial_and_its_place(
    pages: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    outer = open_page("<!DOCTYPE html><title>notebook</title><body></body>", width=1200, height=760).page
    outer.evaluate(
        """(page) => {
            const frame = document.createElement("iframe");
            frame.style.cssText = "width:1100px;height:700px";
            frame.srcdoc = page;
            document.body.appendChild(frame);
        }""",
        pages["zh"],
    )
    frame = outer.frame_locator("iframe")
    frame.locator(".try-button").click()
    frame.locator("[data-key='add']").click()
    frame.locator("[data-key='middle']").click()
    inner = outer.frames[1]
    inner.evaluate("() => window.circlesPage.app.map.setZoom(15.5, { animate: false })")
    before = inner.evaluate("() => circlesPage.trial()")
    frame.locator(".language-button").click()
    frame.locator(".try-card h2", has_text="What if").wait_for()
    after = outer.frames[1]
    assert after.evaluate("() => circlesPage.trial()") == before
    assert after.evaluate("() => circlesPage.app.map.getZoom()") == 15.5
    assert outer.url.startswith("file:")


@pytest.mark.parametrize(
    "name",
    [
        "circles-carried={",
        "circles-carried=null",
        'circles-carried={"trial":7,"layers":"x","view":4,"large":"yes"}',
        'circles-carried={"trial":{"open":true,"steps":{"now":{"now":{"add":"x"},"kept":[],"chosen":null},"past":[],"ahead":[]}}}',
        'circles-carried={"trial":{"open":true,"steps":{"now":7,"past":1,"ahead":{}},"tool":{"kind":"x","line":[["<img>"]]}}}',
    ],
)
def test_a_name_of_the_window_that_another_page_left_does_nothing(
    pages: dict[str, str], open_page: Callable[..., Opened], name: str
) -> None:
    page = open_page(pages["zh"]).page
    page.evaluate("name => { window.name = name; }", name)
    with page.expect_navigation():
        page.evaluate("() => location.reload()")
    page.evaluate(BUILT)
    assert page.evaluate("circlesPage.built")
    assert not page.evaluate("document.body.classList.contains('presenter')")
    assert page.evaluate("!circlesPage.trial || Object.keys(circlesPage.trial().scenario).length === 0")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.evaluate("key => document.querySelector(`[data-key='${key}']`).click()", key)


def state(page: Page) -> dict[str, Any]:
    """Return what is open: the trial, its tool, whether a step can be put back, layers, place and size of type."""
    found: dict[str, Any] = page.evaluate(
        """() => {
            const app = circlesPage.app;
            const on = {};
            app.layerNames.forEach((name) => { on[name] = app.isShown(name); });
            const place = app.map.getCenter();
            return {
                scenario: circlesPage.trial().scenario, on: on, zoom: app.map.getZoom(),
                lat: place.lat.toFixed(4), lng: place.lng.toFixed(4),
                large: document.body.classList.contains("presenter"),
                pressed: [...document.querySelectorAll(".try-tools [aria-pressed=true]")].map((b) => b.dataset.key),
                redo: !document.querySelector("[data-key=redo]").disabled,
            };
        }"""
    )
    return found


def turned(page: Page) -> None:
    """Press the button of the other language and wait for the page to be built again."""
    with page.expect_navigation():
        page.locator(".language-button").click()
    page.evaluate(BUILT)


BUILT = """() => new Promise((done) => {
  const look = (left) => circlesPage.built || left === 0 ? done() : requestAnimationFrame(() => look(left - 1));
  look(600);
})"""


def told(page: Page) -> list[Any]:
    """Return the language of the page, and the text and language of the button."""
    found: list[Any] = page.evaluate(
        """() => {
            const button = document.querySelector('.language-button');
            return [document.documentElement.lang, button.textContent, button.lang];
        }"""
    )
    return found
