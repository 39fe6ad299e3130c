"""The page of a comparison, opened in a real Chromium with the network off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import circles
from tests.towns import blocks, square, streets, town

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


@pytest.fixture
def page_html(tmp_path: Path) -> str:
    places = {f"B{i}": square(200 + i * 300, 10, 100) for i in range(9)} | {"P": (2500.0, 10.0)}
    study = town(streets([(0, 0), (5000, 0)]), {"A": (0, 0)}, blocks(places, population=range(10)))
    corner = study.blocks.geometry.iloc[8].centroid
    change = circles.compare(circles.plan(study), circles.plan(study.with_center("New", corner.x, corner.y)))
    return circles.write_comparison(change, tmp_path / "out")[1].read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "height"), [(1366, 650), (390, 780)])
def test_the_map_and_what_is_said_of_it_hide_nothing_of_each_other(
    page_html: str, open_page: Callable[..., Opened], width: int, height: int
) -> None:
    page = open_page(page_html, width=width, height=height).page
    drawn, said = page.locator(".folium-map").bounding_box(), page.locator(".comparison").bounding_box()
    assert drawn is not None
    assert said is not None
    beside = drawn["x"] + drawn["width"] <= said["x"] + 1
    below = drawn["y"] + drawn["height"] <= said["y"] + 1
    assert beside or below
    assert min(drawn["width"], drawn["height"]) >= 300
    shown = page.evaluate(
        "map_changes.getBounds().contains(L.featureGroup(Object.values(map_changes._layers)"
        ".filter((layer) => layer.getBounds)).getBounds())"
    )
    assert shown
    assert "Walk coverage rate of people" in page.locator(".comparison").inner_text()
