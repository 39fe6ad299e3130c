"""The map as its room changes: large type, a folded panel, another window. Whoever sees the whole goes on to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


def seen(page: Page) -> dict[str, Any]:
    """Return how the whole lies in the map: how much of the room it fills, and whether all of it is seen."""
    found: dict[str, Any] = page.evaluate(
        """() => {
            const app = window.circlesPage.app;
            const whole = L.latLngBounds(app.data.bounds);
            const ends = [whole.getNorthWest(), whole.getSouthEast()].map((at) => app.map.latLngToContainerPoint(at));
            const size = app.map.getSize();
            return {
                all: app.map.getBounds().contains(whole),
                fills: Math.max((ends[1].x - ends[0].x) / size.x, (ends[1].y - ends[0].y) / size.y),
                map: app.view.map || null,
                width: size.x,
            };
        }"""
    )
    return found


def test_large_type_shows_the_whole_again_and_folds_a_legend_that_would_cover_it(
    pages: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    page = open_page(pages["zh"]).page
    page.set_viewport_size({"width": 1366, "height": 768})
    legend = page.locator(".legend-body")
    assert legend.is_visible()
    page.locator(".presenter-button").click()
    assert legend.is_hidden()
    large = seen(page)
    assert large["all"]
    assert large["fills"] > 0.5
    assert large["map"] is None
    page.locator(".legend-heading").click()
    assert legend.is_visible()
    page.locator(".presenter-button").click()
    assert legend.is_visible()
    assert seen(page)["all"]


def test_the_legend_stays_in_large_type_where_there_is_room(
    pages: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    page = open_page(pages["zh"]).page
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.locator(".presenter-button").click()
    assert page.locator(".legend-body").is_visible()
    assert seen(page)["all"]


@pytest.mark.parametrize("narrower", ["window", "panel"])
def test_the_whole_stays_whole_in_another_room_and_a_chosen_view_stays_as_it_is(
    pages: dict[str, str], open_page: Callable[..., Opened], narrower: str
) -> None:
    page = open_page(pages["zh"]).page
    page.set_viewport_size({"width": 1366, "height": 768})

    def turn(size: dict[str, int]) -> None:
        before = seen(page)["width"]
        if narrower == "window":
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
        else:
            page.locator(".fold").click()
        page.wait_for_function("before => window.circlesPage.app.map.getSize().x !== before", arg=before)

    turn({"width": 900, "height": 700})
    assert seen(page)["all"]
    assert seen(page)["map"] is None
    assert "map" not in page.evaluate("window.location.hash")
    page.evaluate("window.circlesPage.app.map.setZoom(16, { animate: false })")
    chosen = seen(page)["map"]
    assert chosen["zoom"] == 16
    turn({"width": 1366, "height": 768})
    assert seen(page)["map"]["zoom"] == 16
    page.locator(".home").click()
    page.wait_for_function("() => !window.circlesPage.app.view.map")
    assert seen(page)["all"]
