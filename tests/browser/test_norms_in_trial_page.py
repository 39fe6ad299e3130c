"""The clauses that a trial turns, in its card on the map of an audit: what flips first, what is not answered said."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

import circles
from circles.publish.coverage_map import map_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

DAY = dt.date(2026, 11, 29)
OWN = """
standard = "某市办法"
title = { zh = "某市办法", en = "Rules of a city" }

[[clause]]
clause = "甲"
requirement = { zh = "<b>四分之三</b>的人在 1,000 米以内", en = "<b>three</b> in four within 1,000 m" }
measure = "walk_share"
metres = 1000
base = "人"
level = "市"
comparison = "不低于"
value = 75
unit = "%"
force = "地方规定"
source = { standard = "某市办法" }
status = "reported"
"""


def test_what_flips_is_told_with_its_shares(
    demo: Plan, open_page: Callable[..., Opened], tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("norms") / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    audit = circles.audit(demo, norms=[own, "shenzhen-2016"], as_of=DAY)
    site = circles.site(demo.study, new=1).sites.iloc[0]
    scenario = {"add": [{"name": "New", "lon": round(site["lon"], 7), "lat": round(site["lat"], 7)}]}
    after = circles.audit(circles.plan(*circles.tried(demo.study, scenario)), norms=[own, "shenzhen-2016"], as_of=DAY)
    verdicts = [each.clauses.set_index("clause")["verdict"]["甲"] for each in (audit, after)]
    assert verdicts == ["fails", "meets"]

    page = open_page(map_html(audit, lang="zh"), fragment="#try=" + quote(json.dumps(scenario))).page
    row = page.locator(".try-norms .norm-flips")
    assert row.count() == 1
    # 74.9 % within the walk of the saved map, and the same as the account says of the plan with the site.
    rate = int(after.plan.summary()["account"]["people"]["coverage_rate"] * 1000) / 10
    assert row.inner_text().split("\n") == [
        "甲",
        "不达标 → 达标",
        f"<b>四分之三</b>的人在 1,000 米以内 74.9% → {rate:.1f}%",
    ]
    # SZ-15 and SZ-650 ask for centers of the tier 社区, which nobody said of the new one: they stay as they are.
    assert "其余" not in page.locator(".try-norms").inner_text()
    page.click("[data-key=reset]")
    assert page.locator(".try-norms").count() == 0


def test_what_is_typed_of_a_new_center_is_held_to_clauses(demo: Plan, open_page: Callable[..., Opened]) -> None:
    """Its tier, floor and community, by the keyboard: each clause says what Python says of the same."""
    norms = ["shenzhen-2016", "dezhou", "gb-50180-2018"]
    audit = circles.audit(demo, norms=norms, as_of=DAY)
    page = open_page(map_html(audit, lang="zh"), width=1440, height=900).page
    page.click(".try-button")
    for key in ("add", "middle"):
        page.focus(f"[data-key={key}]")
        page.keyboard.press("Enter")
    page.select_option("[data-key='site-tier-0']", demo.scenario.tiers[-1].name)
    assert figure(page, "SZ-650") == observed(demo, page, norms, "SZ-650")
    page.focus("[data-key='site-floor-0']")
    page.keyboard.type("640.5")
    page.keyboard.press("Tab")
    page.fill("[data-key='site-communities-0']", "示例社区甲1、示例社区甲2")
    page.keyboard.press("Tab")
    page.fill("[data-key='site-services-0']", "助餐，托育")
    page.keyboard.press("Tab")
    add = page.evaluate("() => circlesPage.trial().scenario.add[0]")
    assert (add["floor_m2"], add["communities"], add["services"]) == (
        640.5, ["示例社区甲1", "示例社区甲2"], ["助餐", "托育"],
    )  # fmt: skip
    for clause in ("SZ-650", "DZ-500"):
        assert figure(page, clause) == observed(demo, page, norms, clause)
    # Streets in a square kilometre of the study area, which this study does not outline, and of land: not asked again.
    assert "在试算中不重新对照" in page.locator(".try-norms").inner_text()


def figure(page: Page, clause: str) -> str:
    """Return how many units satisfy a clause in the trial, of how many, as its row in the card says it."""
    row = page.locator(".try-norms li").filter(has=page.get_by_text(clause, exact=True))
    return str(row.locator(".row-small").inner_text()).split(" → ")[-1].split("，")[0]


def observed(demo: Plan, page: Page, norms: list[str], clause: str) -> str:
    scenario = page.evaluate("() => circlesPage.trial().scenario")
    after = circles.audit(circles.plan(*circles.tried(demo.study, scenario)), norms=norms, as_of=DAY)
    row = after.clauses.set_index("clause").loc[clause]
    return f"{row['met']}/{row['units']}"


def test_a_map_of_a_plan_alone_has_no_clauses(pages: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(pages["en"], fragment="#try=" + quote(json.dumps({"minutes": 20}))).page
    assert page.locator(".try-card").count() == 1
    assert page.locator(".try-norms").count() == 0
