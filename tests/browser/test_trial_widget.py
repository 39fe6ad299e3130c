"""The widget of a notebook in a real browser: what is tried in its frame comes back as the scenario."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from circles.publish.coverage_map import map_html
from circles.publish.web_files import web_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

SHOWN = """async ([script, page]) => {
    const widget = (await import("data:text/javascript;base64," + script)).default;
    const held = { page: page, title: "<b>甲</b>", height: 640, asked: {} };
    window.saved = [];
    const model = {
        get: (name) => held[name],
        set: (name, value) => { held[name] = value; },
        save_changes: () => { window.saved.push(held.asked); },
    };
    widget.render({ model, el: document.body });
}"""


def test_what_is_tried_in_the_frame_comes_back(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page("<!DOCTYPE html><title>notebook</title><body></body>", width=1200, height=760).page
    script = b64encode(web_text("widget/trial_widget.mjs").encode()).decode()
    page.evaluate(SHOWN, [script, map_html(demo)])
    frame = page.frame_locator("iframe")
    frame.locator(".try-button").click()
    frame.locator("[data-key='add']").click()
    frame.locator("[data-key='middle']").click()
    saved: list[dict[str, Any]] = page.evaluate("() => window.saved")
    assert saved[0] == {}
    [added] = saved[-1]["add"]
    assert set(added) == {"name", "lon", "lat"}
    west, south, east, north = demo.study.streets.total_bounds
    assert west < added["lon"] < east
    assert south < added["lat"] < north
    frame.locator("[data-key='undo']").click()
    assert page.evaluate("() => window.saved[window.saved.length - 1]") == {}
    assert page.locator("iframe").get_attribute("title") == "<b>甲</b>"
