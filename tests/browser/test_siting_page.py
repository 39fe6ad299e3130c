"""Proposed sites on the saved page, in a real browser with the network cut off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from circles.publish.coverage_map import map_html
from tests.towns import centers
from tests.workflows.long_road import long_road, sited

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

PROBE = '</script><img src=x onerror="window.fired = 1">${window.fired = 1}'


@pytest.fixture
def page(open_page: Callable[..., Opened]) -> Page:
    return open_page(map_html(sited(replace(long_road(), name=PROBE), new=2, kind=[PROBE] * 4), lang="en")).page


def test_the_list_of_sites_comes_first_with_curve_proof_and_notice(page: Page) -> None:
    assert page.locator(".tab").first.inner_text() == "Sites 2"
    assert page.locator(".row-site").count() == 2
    assert page.locator(".row-site .row-right").first.inner_text() == "+50"
    assert "never parcels" in page.locator(".siting-summary .siting-notice").inner_text()
    assert "Proven" in page.locator(".siting-summary").inner_text()
    assert page.locator(".siting-curve circle").count() == 3
    assert page.evaluate("window.fired === undefined")


def test_sites_are_diamonds_and_no_centers(page: Page) -> None:
    assert page.locator(".site-mark").count() == 2
    counts = page.evaluate("['centers', 'sites', 'gained'].map(name => circlesPage.app.layerCount(name))")
    assert counts == [1, 2, 3]
    legend = page.locator(".legend-rows").inner_text()
    for words in ("Proposed sites", "Gained by the sites", "Service centers"):
        assert words in legend


def test_a_site_says_what_it_is(page: Page) -> None:
    page.locator(".row-site").first.click()
    card = page.locator(".detail").inner_text()
    assert "Proposed site, not an existing center" in card
    assert "never parcels" in card
    assert "people gained" in card.lower()
    page.keyboard.press("Escape")
    page.evaluate("circlesPage.app.showWhole(false)")
    page.locator(".site-mark").nth(1).click()
    assert "Proposed site 2" in page.locator(".detail").inner_text()


def test_before_and_gained_are_layers(page: Page) -> None:
    def drawn(name: str) -> int:
        shapes: int = page.evaluate(
            """name => {
                const layer = circlesPage.app.layers[name];
                return circlesPage.app.isShown(name) ? layer.getLayers().length : 0;
            }""",
            name,
        )
        return shapes

    assert (drawn("sites"), drawn("gained"), drawn("before")) == (2, 3, 0)
    page.get_by_role("button", name="Layers").click()
    page.get_by_label("Service area and gaps before").check()
    page.get_by_label("Gained by the sites").uncheck()
    assert drawn("gained") == 0
    assert drawn("before") == 1


def test_the_whole_table_is_on_the_page_of_method(page: Page) -> None:
    page.evaluate("circlesPage.app.select(null)")
    section = page.locator(".about-body section").first
    assert section.locator("tbody tr").count() == 2
    assert "upgrade of" in section.inner_text() or not section.is_visible()


def test_a_closing_has_its_own_list_and_marks_and_no_proposals(open_page: Callable[..., Opened]) -> None:
    study = replace(long_road(), centers=centers({"A": (0, 0), "D": (5800, 0), "E": (3900, 0)}))
    siting = sited(study, close=1)
    page = open_page(map_html(siting, lang="en")).page
    assert page.locator(".tab").first.inner_text() == "To close 1"
    assert page.locator(".row-lost .row-right").first.inner_text() == "−5.5"
    assert page.locator(".rate strong").inner_text() in siting.sentence("en")
    assert page.locator(".rate span").inner_text() == "15-minute walk coverage rate of people"
    assert (page.locator(".closed-mark").count(), page.locator(".site-mark").count()) == (1, 0)
    legend = page.locator(".legend-rows").inner_text()
    assert "Lost by the closing" in legend
    assert "Proposed" not in page.locator("body").inner_text()
    page.locator(".row-lost").first.click()
    card = page.locator(".detail").inner_text()
    assert "Center to close" in card
    assert "people lost" in card.lower()


def test_a_page_of_a_plan_has_nothing_of_sites(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(sited(new=1).plan_before, lang="zh")).page
    assert page.locator(".row-site").count() == 0
    tabs = page.evaluate("() => Array.from(document.querySelectorAll('.tab'), (tab) => tab.dataset.tab)")
    assert tabs == ["blocks", "gaps", "centers", "questions"]
    assert "建议点" not in page.locator("body").inner_text()
