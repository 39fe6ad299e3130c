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
    # SZ-15 asks for a center of the tier 社区, which nobody said of the new one; SZ-650 is of floor.
    assert "其余 1 条在试算中不重新对照" in page.locator(".try-norms").inner_text()
    page.click("[data-key=reset]")
    assert page.locator(".try-norms").count() == 0


def test_a_map_of_a_plan_alone_has_no_clauses(pages: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(pages["en"], fragment="#try=" + quote(json.dumps({"minutes": 20}))).page
    assert page.locator(".try-card").count() == 1
    assert page.locator(".try-norms").count() == 0
