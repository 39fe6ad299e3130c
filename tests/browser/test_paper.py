"""The page on paper: a sheet of its own, the whole study on it, in Chromium and where it is found in Firefox."""

from __future__ import annotations

import contextlib
import re
import zlib
from typing import TYPE_CHECKING

import pytest
from pyproj import Geod

import circles
from circles.publish.coverage_map import map_html
from tests.browser.firefox import ended, firefox_path, started
from tests.publish.drawn_plan import drawn_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Opened
    from tests.browser.firefox import Firefox

pytestmark = pytest.mark.browser

PAPERS = {"A4": (21.0, 29.7), "A3": (29.7, 42.0)}
POINTS_A_CM = 72 / 2.54
BEGIN = "window.dispatchEvent(new Event('beforeprint'))"
END = "window.dispatchEvent(new Event('afterprint'))"
VIEW = "(() => { const m = window.circlesPage.app.map, c = m.getCenter(), s = m.getSize();"
VIEW += " return [m.getZoom(), c.lat, c.lng, s.x, s.y, m.options.zoomSnap, m.getMinZoom()]; })()"
PICTURE = "document.querySelector('.paper-picture canvas').toDataURL()"


@pytest.fixture
def page(open_page: Callable[..., Opened]) -> Page:
    return open_page(map_html(drawn_plan())).page


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """Return the size of each page of a PDF in whole points."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompress(stream))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", b"\n".join(parts))
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def near(sizes: list[tuple[int, int]], width_cm: float, height_cm: float) -> bool:
    wanted = (width_cm * POINTS_A_CM, height_cm * POINTS_A_CM)
    return bool(sizes) and all(
        abs(found - expected) < 2 for size in sizes for found, expected in zip(size, wanted, strict=True)
    )


def test_paper_shows_the_sheet_and_no_button(page: Page) -> None:
    assert page.locator(".paper").inner_html() == ""
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")
    page.evaluate(BEGIN)
    shown = page.evaluate("[...document.body.children].filter(e => e.offsetHeight > 0).map(e => e.className)")
    assert shown == ["paper"]
    assert page.locator("button:visible, input:visible, a:visible").count() == 0
    parts = ["paper-head", "paper-figure", "paper-account", "paper-gaps", "paper-foot"]
    tops = [page.locator(f".{part}:visible").first.bounding_box() for part in parts]
    assert [top["y"] for top in tops if top] == sorted(top["y"] for top in tops if top)
    text = page.locator(".paper").inner_text()
    assert "示例镇 · 15分钟步行服务圈" in text
    assert "示例数据：中心、人口" in text
    assert "31.5%" in text
    assert "数据日期 2026-10-01" in text
    assert "blocks.gpkg" in text
    assert page.locator(".paper-legend .swatch").count() == page.locator(".legend-rows .swatch").count() > 5
    assert page.locator(".paper-one tbody tr").all_inner_texts() == [
        "1\t1\t800\t1\t步行不可达",
        "2\t1\t640\t0\t20.1",
        "3\t1\t90\t0\t15.6",
    ]
    page.evaluate(END)
    assert page.locator(".paper").inner_html() == ""


def test_paper_holds_the_whole_study_wherever_the_screen_is(page: Page) -> None:
    page.evaluate(BEGIN)
    whole = page.evaluate(PICTURE)
    page.evaluate(END)
    page.evaluate("window.circlesPage.app.map.setView(window.circlesPage.app.blockPoints[1], 18, {animate: false})")
    before = page.evaluate(VIEW)
    page.evaluate(BEGIN)
    assert page.evaluate(PICTURE) == whole
    assert page.evaluate(VIEW) == before
    numbers = page.locator(".paper-marks .gap-badge").all_text_contents()
    assert sorted(numbers) == ["1", "2", "3"]
    beyond = page.evaluate(
        "[...document.querySelectorAll('.paper-marks > *')].filter(e =>"
        " !(parseFloat(e.style.left) > 0 && parseFloat(e.style.left) < 100"
        " && parseFloat(e.style.top) > 0 && parseFloat(e.style.top) < 100)).length"
    )
    assert beyond == 0


def test_scale_on_paper_is_true(page: Page) -> None:
    page.evaluate(BEGIN)
    assert page.locator(".paper-scale").text_content() == "1 公里"
    share = page.evaluate("parseFloat(document.querySelector('.paper-scale').style.width)")
    places: list[tuple[float, float]] = page.evaluate(
        "['解放', '<img'].map(name => [...document.querySelectorAll('.paper-marks > *')]"
        ".find(e => e.textContent.startsWith(name))).map(e => [parseFloat(e.style.left), parseFloat(e.style.top)])"
    )
    ratio = page.evaluate("(c => c.height / c.width)(document.querySelector('.paper-picture canvas'))")
    (x1, y1), (x2, y2) = places
    drawn_km = (((x2 - x1) ** 2 + ((y2 - y1) * ratio) ** 2) ** 0.5) / share
    centers = drawn_plan().centers
    first, second = (centers[centers["name"].str.startswith(name)].geometry.iloc[0] for name in ("解放", "<img"))
    metres = Geod(ellps="WGS84").inv(first.x, first.y, second.x, second.y)[2]
    # Half a pixel of the picture at either end is what a place in it can be off.
    assert drawn_km == pytest.approx(metres / 1000, abs=0.012)


def test_paper_says_that_a_trial_is_drawn(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(circles.plan(circles.read_study(circles.demo_study() / "study.toml")))).page
    page.evaluate(BEGIN)
    assert page.locator(".paper-trial").count() == 0
    page.get_by_role("button", name="方案试算").click()
    page.evaluate(BEGIN)
    assert "方案试算" in (page.locator(".paper-trial").text_content() or "")


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("paper", PAPERS)
def test_chromium_prints_one_sheet(page: Page, paper: str, *, landscape: bool) -> None:
    width, height = PAPERS[paper][::-1] if landscape else PAPERS[paper]
    sizes = sheets(page.pdf(format=paper, landscape=landscape, print_background=True))
    assert len(sizes) == 1
    assert near(sizes, width, height)
    assert page.locator(".title-bar").is_visible()
    assert not page.locator(".paper").is_visible()


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    path = firefox_path()
    if path is None:
        pytest.skip("no Firefox found: printing is then tested in Chromium alone")
    opened = started(path, tmp_path / "profile")
    yield opened
    ended(opened)


@pytest.mark.where_found
def test_firefox_prints_one_sheet(firefox: Firefox, tmp_path: Path) -> None:
    file = tmp_path / "地图.html"
    file.write_text(map_html(drawn_plan()), encoding="utf-8")
    firefox.ask("WebDriver:Navigate", url=file.as_uri())
    for width, height in PAPERS.values():
        for landscape in (False, True):
            pdf = firefox.printed(width_cm=width, height_cm=height, landscape=landscape)
            sides = (height, width) if landscape else (width, height)
            assert len(sheets(pdf)) == 1
            assert near(sheets(pdf), *sides)
            # The map is a picture of two dots a pixel; nothing else on the sheet is one of that size.
            assert max(map(int, re.findall(rb"/Width (\d+)", pdf)), default=0) >= 2000
