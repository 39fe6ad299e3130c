"""Streets of the map: dark enough within the blue, named along their lines, marks and layers of a large city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.publish.coverage_map import map_html
from tests.publish.drawn_plan import drawn_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Opened

BLUE, GROUND = (0, 114, 178), (252, 250, 246)
AREA, FILL = 0.1, 0.24
LEAST_CONTRAST = 3.0


def within_blue(colour: tuple[float, ...]) -> tuple[float, ...]:
    for part in (AREA, FILL):
        colour = tuple(below * (1 - part) + over * part for below, over in zip(colour, BLUE, strict=True))
    return colour


def light(colour: tuple[float, ...]) -> float:
    parts = [value / 255 for value in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_streets_are_read_within_the_blue(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(drawn_plan())).page
    colours: list[str] = page.evaluate("() => window.circlesPage.streetColours")
    assert len(colours) == 3
    for colour in colours:
        street = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
        contrast = (light(within_blue(GROUND)) + 0.05) / (light(within_blue(street)) + 0.05)
        assert contrast >= LEAST_CONTRAST


NEAR = """zoom => {
    const app = window.circlesPage.app;
    const middle = (app.lines.first[0] + app.lines.first[1]) >> 1;
    app.map.setView([app.lines.lat[middle], app.lines.lon[middle]], zoom, { animate: false });
}"""
WRITTEN = "() => window.circlesPage.app.streetNames.written()"


def test_streets_are_named_from_near_while_they_are_shown(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(drawn_plan()), width=1200, height=900).page
    page.evaluate(NEAR, 12)
    assert page.evaluate(WRITTEN) == []
    page.evaluate(NEAR, 16)
    assert "解放大道" in page.evaluate(WRITTEN)
    page.evaluate("() => window.circlesPage.app.switchLayer('streets', false)")
    assert page.evaluate(WRITTEN) == []


def test_tiles_without_a_street_hold_no_canvas(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(drawn_plan())).page
    told = """() => ['canvas', 'div.leaflet-tile'].map((kind) =>
        document.querySelectorAll('.leaflet-tile-pane ' + kind).length)"""
    page.evaluate(NEAR, 16)
    canvases, empty = page.evaluate(told)
    assert canvases > 0
    assert empty > 0
    page.evaluate("() => window.circlesPage.app.map.setView([31.5, 115.5], 16, { animate: false })")
    assert page.evaluate(told)[0] == 0


def test_the_map_ends_at_a_zoom_that_shows_something(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(drawn_plan())).page
    page.evaluate(NEAR, 40)
    assert page.evaluate("() => window.circlesPage.app.map.getZoom()") == 19
