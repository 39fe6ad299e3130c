"""The card of communities in a real browser."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

import circles
from circles.publish.coverage_map import map_html
from tests.publish.test_communities import plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

__all__ = ["plan"]


def test_a_card_of_a_community_says_more_than_that_of_a_district(plan: Plan, open_page: Callable[..., Opened]) -> None:
    audit = circles.audit(plan, norms=["guobanfa-2021-56"], as_of=dt.date(2025, 6, 30))
    page = open_page(map_html(audit, lang="en"), width=390, height=844).page
    row = "name => window.circlesPage.app.data.districts.level.indexOf('community') + name"
    page.evaluate("i => window.circlesPage.app.select('district', i, true)", page.evaluate(row, 0))
    card = " ".join(page.locator(".detail-view").inner_text().split())
    assert "甲 东 Partly covered" in card
    assert "Covered only by another's 100 people" in card
    assert "Its own center none" in card
    assert "Ledger of problems Gap near Block far: no open center within 15 minutes" in card
    page.locator(".detail-view .link-button", has_text="far").click()
    assert "far" in page.locator(".detail-view h2").inner_text()
    page.evaluate("i => window.circlesPage.app.select('district', i, true)", page.evaluate(row, 2))
    assert page.locator(".detail-view .link-button").first.inner_text() == "Center S"
