"""Regions that fail a clause, on the saved map in a real browser: outlined with the clause, gone to by their names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from circles.publish.coverage_map import map_html
from tests.norms.test_regions import audited, regions_of, study

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    import circles
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

__all__ = ["study"]

OUTLINED = """() => {
    const drawn = Object.values(circlesPage.app.map._layers)
        .filter((layer) => layer.options.pane === 'selection' && layer.getLatLngs);
    const box = L.featureGroup(drawn).getBounds();
    return drawn.length ? { count: drawn.length, west: box.getWest(), east: box.getEast() } : null;
}"""
"""The outlines of what is selected, and from where to where they go; null without any."""


@pytest.fixture
def audit(study: circles.Study) -> Any:
    """Regions from -500 to 1,000 m and from there to 4,500 m: of the band of people neither keeps."""
    return audited(replace(study, regions=regions_of(("东区", 1000, 4500), ("西区", -500, 1000))))[0]


def test_failing_regions_are_outlined_and_a_name_goes_to_one(audit: Any, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(audit, lang="zh"), width=1366, height=768).page
    page.locator("[data-part=clauses]").click()
    page.locator(".row", has_text="ZZ-ZD-P").click()
    both = page.evaluate(OUTLINED)
    assert both["count"] == 2
    east, west = edges(audit, "东区"), edges(audit, "西区")
    assert (both["west"], both["east"]) == pytest.approx((west[0], east[1]), abs=1e-5)
    names = page.locator(".named-links").first.locator("button")
    assert sorted(names.all_inner_texts()) == ["东区", "西区"]
    names.get_by_text("西区").focus()
    page.keyboard.press("Enter")
    one = page.evaluate(OUTLINED)
    assert one["count"] == 1
    assert (one["west"], one["east"]) == pytest.approx(west, abs=1e-5)
    assert seen(page, west)
    assert not seen(page, east)
    # The card stays: the other one is a click away.
    names.get_by_text("东区").click()
    assert page.evaluate(OUTLINED)["east"] == pytest.approx(east[1], abs=1e-5)
    assert seen(page, east)
    page.locator(".back").click()
    assert page.evaluate(OUTLINED) is None


def edges(audit: Any, name: str) -> tuple[float, float]:
    """Return the longitudes between which a region lies."""
    regions = audit.plan.study.regions
    west, _, east, _ = regions[regions["region"] == name].total_bounds
    return west, east


def seen(page: Page, sides: tuple[float, float]) -> bool:
    """Return whether the map shows all between two longitudes."""
    shown = page.evaluate("() => { const b = circlesPage.app.map.getBounds(); return [b.getWest(), b.getEast()]; }")
    return bool(shown[0] <= sides[0] and sides[1] <= shown[1])
