"""Gates, paths and closed lines drawn in a trial: answered, handed out as edits, planned again by the command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import circles
from benchmarks.what_if_scenarios import asked_of
from circles.publish.coverage_map import map_html
from tests.browser.looking import place_of
from tests.browser.trying import held_against_python, planned_by_the_command, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


def near(page: Page, block: int, *, right: int = 0, down: int = 0) -> tuple[float, float]:
    """Return a place on the screen beside a block."""
    place = place_of(page, block)
    return place["x"] + right, place["y"] + down


def test_what_is_drawn_is_answered_and_handed_out_as_edits(
    demo: Plan, open_page: Callable[..., Opened], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(map_html(demo), width=1440, height=900).page
    page.click(".try-button")
    places = demo.blocks.geometry.representative_point().to_crs(demo.study.metric_crs)
    block = int(places.distance(places.union_all().centroid).argmin())
    page.evaluate("i => { const app = window.circlesPage.app; app.map.setView(app.blockPoints[i], 16); }", block)
    page.click("[data-key='gates']")
    page.mouse.click(*near(page, block, right=20))
    page.click("[data-key='paths']")
    page.mouse.click(*near(page, block, right=25))
    page.mouse.click(*near(page, block, right=170, down=60))
    page.mouse.click(*near(page, block, right=230, down=-120))
    page.keyboard.press("Enter")
    page.click("[data-key='closures']")
    page.mouse.click(*near(page, block, right=-60, down=-160))
    page.keyboard.press("Escape")
    assert "closures" not in shown(page)["scenario"]
    page.click("[data-key='closures']")
    page.mouse.click(*near(page, block, right=-60, down=-160))
    page.mouse.click(*near(page, block, right=240, down=160))
    page.click("[data-key='finish']")
    scenario = held_against_python(demo, page)
    assert [len(scenario[key]) for key in ("gates", "paths", "closures")] == [1, 1, 1]
    assert len(scenario["paths"][0]) == 3
    assert page.locator(".try-drawn li").count() == 3

    for key in ("download", "download_question", "download_edits"):
        with page.expect_download() as download:
            page.click(f"[data-key='{key}']")
        download.value.save_as(tmp_path / download.value.suggested_filename)
    planned_by_the_command(page, tmp_path, monkeypatch)
    page.click("[data-key='confirm']")
    summary = json.loads((tmp_path / "again" / "summary.json").read_text(encoding="utf-8"))
    assert page.locator(".sheet-code").inner_text() == summary["check_code"]
    assert summary["check_code"] != demo.summary()["check_code"]
    page.keyboard.press("Escape")

    page.focus("[data-key='paths-0']")
    page.keyboard.press("Enter")
    assert "paths" not in shown(page)["scenario"]
    page.click("[data-key='undo']")
    page.click("[data-key='undo']")
    assert list(shown(page)["scenario"]) == ["gates", "paths"]
    page.click("[data-key='redo']")
    assert shown(page)["scenario"] == scenario


def test_edits_of_the_study_itself_are_handed_out_before_those_drawn(
    open_page: Callable[..., Opened], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = circles.read_study(circles.demo_study() / "study.toml")
    west, south, east, north = study.streets.total_bounds
    middle = ((west + east) / 2, (south + north) / 2)
    study = study.with_path([middle, (middle[0] + 0.004, middle[1] + 0.003)], note="=甲").with_gate(*middle)
    plan = circles.plan(study)
    page = open_page(map_html(plan), width=1440, height=900).page
    page.click(".try-button")
    page.click("[data-key='paths']")
    page.click("[data-key='middle']")
    page.evaluate("() => { window.circlesPage.app.map.panBy([150, 90], { animate: false }); }")
    page.click("[data-key='middle']")
    page.click("[data-key='finish']")
    scenario = held_against_python(plan, page)
    for key in ("download", "download_question", "download_edits"):
        with page.expect_download() as download:
            page.click(f"[data-key='{key}']")
        download.value.save_as(tmp_path / download.value.suggested_filename)
    features = json.loads((tmp_path / "edits.geojson").read_text(encoding="utf-8"))["features"]
    assert [each["properties"]["kind"] for each in features] == ["path", "gate", "path"]
    assert features[0]["properties"]["note"] == "=甲"
    planned_by_the_command(page, tmp_path, monkeypatch)
    summary = json.loads((tmp_path / "again" / "summary.json").read_text(encoding="utf-8"))
    assert summary["check_code"] == circles.plan(*asked_of(study, scenario)).summary()["check_code"]
