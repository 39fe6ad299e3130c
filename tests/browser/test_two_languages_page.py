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
