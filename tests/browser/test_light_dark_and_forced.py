"""The saved map in the colors a reader asks for: light, dark, a few forced ones; paper is light, stillness is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import circles
from circles.publish.coverage_map import map_html
from tests.browser.looking import CONTRAST

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

SEEN = (
    "() => {"
    + CONTRAST
    + """
    const look = (selector, pseudo) => getComputedStyle(document.querySelector(selector), pseudo);
    const ground = look('.panel').backgroundColor;
    return {
        ground,
        inside: contrast(look('.bar-inside').backgroundColor, ground),
        tab: contrast(look('.tab[aria-selected=true]').borderBottomColor, ground),
        field: contrast(look('.search').borderTopColor, ground),
        button: contrast(look('.quiet-button').borderTopColor, look('.title-bar').backgroundColor),
        hatch: look('.bar-outside').backgroundImage,
        row: look('.row-outside', '::before').backgroundImage,
        paper: look('.leaflet-container').backgroundColor,
    };
}"""
)


@pytest.fixture(scope="module")
def html() -> str:
    return map_html(circles.plan(circles.read_study(circles.demo_study() / "study.toml")), lang="en")


def first_numbers(color: str) -> int:
    """Return how much red is in a color."""
    return int(color.split("(")[1].split(",", maxsplit=1)[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_what_they_are_on(html: str, open_page: Callable[..., Opened], scheme: Any) -> None:
    page = open_page(html).page
    page.emulate_media(color_scheme=scheme)
    seen = page.evaluate(SEEN)
    assert (first_numbers(seen["ground"]) < 64) == (scheme == "dark")
    for mark in ("inside", "tab", "field", "button"):
        assert (mark, seen[mark] >= 3) == (mark, True)
    assert seen["hatch"].startswith("repeating-linear-gradient(135deg")
    # The map keeps the paper that its colors are made for.
    assert first_numbers(seen["paper"]) > 240


def test_paper_is_light_whatever_the_screen(html: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(html).page
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(SEEN)["ground"]
    page.emulate_media(color_scheme="dark", media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
            getComputedStyle(document.querySelector('.paper')).color,
            getComputedStyle(document.querySelector('.paper .rate strong')).color]"""
    )
    assert printed == ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 90, 142)"]
    page.emulate_media(color_scheme="light", media="screen")
    assert page.evaluate(SEEN)["ground"] != dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colors_keep_kinds_apart(html: str, open_page: Callable[..., Opened], scheme: Any) -> None:
    page = open_page(html).page
    page.emulate_media(color_scheme=scheme, forced_colors="active")
    kinds = page.evaluate(
        """() => ['inside', 'outside', 'not_evaluated'].map((kind) => {
            const style = getComputedStyle(document.querySelector('.bar-' + kind));
            return style.backgroundColor + ' ' + style.backgroundImage;
        })"""
    )
    assert len(set(kinds)) == 3
    assert page.evaluate(VERDICTS) == ["solid", "double", "dashed"]
    chosen, other = page.evaluate(
        """() => ['true', 'false'].map((chosen) => {
            const style = getComputedStyle(document.querySelector(`.tab[aria-selected=${chosen}]`));
            return [style.backgroundColor, style.color];
        })"""
    )
    assert chosen[0] != other[0]
    assert chosen[0] != chosen[1]
    assert page.evaluate(BORDERLESS) == []


VERDICTS = """() => ['inside', 'outside', 'not_evaluated'].map((verdict) => {
    const badge = document.createElement('p');
    badge.className = 'verdict verdict-' + verdict;
    document.body.appendChild(badge);
    const style = getComputedStyle(badge).borderTopStyle;
    badge.remove();
    return style;
})"""
BORDERLESS = """() => Array.from(document.querySelectorAll('.quiet-button, .home, .search'))
    .filter((element) => element.offsetParent)
    .filter((element) => {
        const framed = element.className === 'home' ? element.parentElement : element;
        return getComputedStyle(framed).borderTopStyle === 'none';
    }).map((element) => element.className)"""


def test_nothing_moves_for_who_asks_for_stillness(html: str, open_page: Callable[..., Opened]) -> None:
    page = open_page(html).page
    assert page.evaluate("circlesPage.app.calm")
    # As Leaflet does while it zooms.
    page.evaluate("document.querySelector('.leaflet-map-pane').classList.add('leaflet-zoom-anim')")
    assert moving(page) == []
    page.emulate_media(reduced_motion="no-preference")
    assert moving(page) != []


def moving(page: Page) -> list[str]:
    """Return the classes of all that would move."""
    found: list[str] = page.evaluate(
        """() => Array.from(document.querySelectorAll('*')).filter((element) => {
            const style = getComputedStyle(element);
            const lasts = (times) => times.split(',').some((time) => parseFloat(time) > 0);
            return lasts(style.transitionDuration) || style.animationName !== 'none';
        }).map((element) => String(element.className))"""
    )
    return found
