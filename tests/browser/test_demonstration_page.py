"""Demonstration sites on the saved page: stars beside centers, told in the legend of either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import circles
from circles.publish.coverage_map import map_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


@pytest.fixture
def chosen(demo: Plan) -> circles.Demonstration:
    """Two of four open centers: the two with most people, and a first reserve."""
    names = demo.centers.loc[demo.centers["status"] == "open", "name"].tolist()[:4]
    rows = pd.DataFrame({"中心": names, "新增服务": ["慈善超市"] * 4})
    return circles.choose(demo, rows, circles.DemonstrationRules(sites=2))


def test_stars_stand_beside_the_centers_that_are_chosen_and_the_legend_says_so(
    open_page: Callable[..., Opened], chosen: circles.Demonstration
) -> None:
    table = chosen.candidates
    expected = [(table["standing"] == name).sum() for name in ("chosen", "reserve")]
    assert expected == [2, 1]
    for lang, words in (
        ("zh", ["入选的示范点", "第一备选的示范点"]),
        ("en", ["Demonstration sites", "First reserves"]),
    ):
        opened = open_page(map_html(chosen, lang=lang))
        page = opened.page
        assert [page.locator(f".star-{name}").count() for name in ("chosen", "reserve")] == expected
        legend = page.locator(".legend-rows").inner_text()
        assert all(each in legend for each in words)
        page.evaluate("circlesPage.app.switchLayer('demonstration_chosen', false)")
        assert page.locator(".star-chosen").count() == 0
        page.locator(".star-reserve").click()
        name = table.loc[table["standing"] == "reserve", "center"].iloc[0]
        assert name in page.locator(".detail").inner_text()
        assert opened.faults == []


def test_a_plan_without_a_choice_has_no_stars(open_page: Callable[..., Opened], demo: Plan) -> None:
    page = open_page(map_html(demo, lang="en")).page
    assert page.locator(".star-mark").count() == 0
    assert "Demonstration" not in page.locator(".layer-switches").inner_text()
