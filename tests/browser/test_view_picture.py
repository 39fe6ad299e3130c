"""The picture of a view: the map as it stands on the screen under its title, every name drawn as text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib import image

from circles.publish.coverage_map import map_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

FINENESS = 2
DARK = 0.45


def picture_of(page: Page) -> NDArray[np.float32]:
    """Return the picture that the page saves, rows by columns by colour and opacity."""
    with page.expect_download() as download:
        page.get_by_role("button", name="存为图片").click()
    assert download.value.suggested_filename == "map_view.png"
    found: NDArray[np.float32] = image.imread(io.BytesIO(download.value.path().read_bytes()), format="png")
    return found


def is_dark(picture: NDArray[np.float32]) -> NDArray[np.bool_]:
    dark: NDArray[np.bool_] = picture[:, :, :3].max(axis=2) < DARK
    return dark


def test_the_view_is_saved_with_title_marks_legend_and_sources(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1366, height=768).page
    picture = picture_of(page)
    size = page.evaluate("() => { const size = window.circlesPage.app.map.getSize(); return [size.x, size.y]; }")
    assert picture.shape[1] == size[0] * FINENESS
    assert picture.shape[0] > size[1] * FINENESS
    assert (picture[:, :, 3] == 1).all()
    written = np.flatnonzero(is_dark(picture).any(axis=1))
    # Title above the map, sources below it: text stands in the first and in the last 100 dots.
    assert written[0] < 100
    assert written[-1] > picture.shape[0] - 100

    # Every mark of an open center is dark in the middle ring, in the picture where it is on the screen.
    head = page.evaluate(
        """() => {
            const app = window.circlesPage.app, open = app.data.centers.status.map((_, i) => i).filter(app.isOpen);
            return open.map((i) => app.map.latLngToContainerPoint(app.centerPoints[i])).map((at) => [at.x, at.y]);
        }"""
    )
    top = picture.shape[0] - size[1] * FINENESS
    found = [
        shift
        for shift in range(0, top, FINENESS)
        if all(
            is_dark(picture[int(y * 2) + shift - 14 : int(y * 2) + shift + 14, int(x * 2) - 14 : int(x * 2) + 14]).any()
            for x, y in head
        )
    ]
    assert found, "no shift of the map brings its marks under the centers"


def test_the_map_is_drawn_as_finely_as_the_picture_and_left_as_it_was(
    demo: Plan, open_page: Callable[..., Opened]
) -> None:
    page = open_page(map_html(demo), width=1366, height=768).page
    page.evaluate("""() => {
        window.dots = () => {
            const map = window.circlesPage.app.map;
            return ['tile', 'overlay'].map((pane) => {
                const canvas = document.querySelector('.leaflet-' + pane + '-pane canvas');
                return canvas.width / parseFloat(canvas.style.width);
            }).concat([map.getZoom(), map.getCenter().lat, map.getCenter().lng]);
        };
        const own = window.circlesPage.mapPicture;
        window.circlesPage.mapPicture = (...asked) => {
            window.copied = window.dots();
            return own(...asked);
        };
    }""")
    before = page.evaluate("window.dots()")
    picture_of(page)
    copied, after = page.evaluate("[window.copied, window.dots()]")
    assert before[:2] == after[:2] == [1, 1]
    assert copied[:2] == [FINENESS, FINENESS]
    assert after[2:] == copied[2:] == before[2:]


def test_hostile_names_and_a_trial_are_drawn_and_run_nothing(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=900, height=700).page
    page.click(".try-button")
    page.click(".try-add")
    page.click("[data-key='middle']")
    plain = picture_of(page)
    name = "]]></style><img src=x onerror=alert(1)>\\u0007\\ud800"
    page.evaluate(f"() => document.querySelectorAll('.try-name').forEach((tip) => {{ tip.textContent = '{name}'; }})")
    hostile = picture_of(page)
    assert is_dark(hostile).sum() > is_dark(plain).sum()
    assert hostile.shape == plain.shape
    assert page.locator(".view-picture").count() == 0


def test_the_picture_is_light_where_the_screen_is_dark(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1366, height=768).page
    light = picture_of(page)
    page.emulate_media(color_scheme="dark")
    assert (picture_of(page) == light).all()
