"""The shared edition in a real browser: a language is chosen without a script, dark screens are followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from circles.planning_study import Output
from circles.publish.coverage_map import map_html
from tests.publish.drawn_plan import drawn_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


def test_a_language_is_chosen_by_the_keyboard_and_nothing_runs(open_page: Callable[..., Opened]) -> None:
    html = map_html(drawn_plan(output=Output(edition="shared")), lang="zh")
    page = open_page(html, width=390, height=800, scripts=False).page
    chips = page.locator(".chip:visible")
    assert "共享版" in chips.all_inner_texts()
    page.get_by_label("中文").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("English").is_checked()
    assert "shared edition" in chips.all_inner_texts()
    assert "共享版" not in chips.all_inner_texts()
    assert page.locator("h1:visible").count() == page.locator("svg:visible").count() == 1
    page.emulate_media(media="print")
    assert page.locator("label:visible").count() == 0
    assert "shared edition" in chips.all_inner_texts()
