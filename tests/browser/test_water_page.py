"""Water under the streets in a real browser: drawn and named offline, switched with its names, told in the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import circles
from circles.publish.coverage_map import map_html
from tests.sources.drawn_extract import study_of
from tests.sources.test_osm_water import BLOCKS, with_water

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

NAME = "<img src=x onerror=alert(1)> Lake"


@pytest.fixture
def page(open_page: Callable[..., Opened], tmp_path: Path) -> Page:
    extract = with_water()
    extract.box(0.1, 0.1, 1.9, 0.9, natural="water", name=NAME)
    plan = circles.plan(circles.read_study(study_of(extract, tmp_path, BLOCKS)))
    return open_page(map_html(plan, lang="zh"), width=1366, height=768).page


def names(page: Page) -> set[str]:
    return set(page.locator(".water-name").all_inner_texts())


def test_water_is_named_as_it_is_written_and_goes_with_its_layer(page: Page) -> None:
    assert names(page) == {NAME, "湖", "Elster"}
    row = page.locator(".legend-rows li[data-layer='water']")
    assert row.inner_text().strip() == "水体"
    canvas = "() => window.circlesPage.app.map.getPane('water').querySelectorAll('canvas').length"
    assert page.evaluate(canvas) == 1
    page.evaluate("() => window.circlesPage.app.switchLayer('water', false)")
    assert names(page) == set()
    assert row.count() == 0


def test_water_lies_under_streets_and_blocks_and_a_short_one_is_not_named(page: Page) -> None:
    heights = page.evaluate("""() => ['water', 'squares', 'tilePane', 'overlayPane'].map((name) =>
        Number(getComputedStyle(window.circlesPage.app.map.getPane(name)).zIndex))""")
    assert heights == sorted(heights)
    assert len(set(heights)) == 4
    # From so far away no water is as long as its name.
    page.evaluate("() => window.circlesPage.app.map.setMinZoom(9).setZoom(10, { animate: false })")
    assert names(page) == set()
