"""A trial of other centers in the saved map, with a real mouse: what the card says is what Python answers."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

import circles
from benchmarks.what_if_scenarios import asked_of
from circles.cli.commands import app
from circles.publish.coverage_map import map_html
from tests.browser.looking import place_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened


pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo() -> Plan:
    return circles.plan(circles.read_study(circles.demo_study() / "study.toml"))


def shown(page: Page) -> dict[str, Any]:
    """Return what the page asked last, and the blocks that it says are gained and lost."""
    found: dict[str, Any] = page.evaluate("() => window.circlesPage.trial()")
    return found


def held_against_python(plan: Plan, page: Page) -> dict[str, Any]:
    """Hold what the page shows against a plan of the same question; return its scenario."""
    told = shown(page)
    study, question = asked_of(plan.study, told["scenario"])
    after = circles.plan(study, question).blocks
    was, now = plan.blocks["verdict"] == "inside", after["verdict"] == "inside"
    assert told["gained"] == plan.blocks["block_id"][now & ~was].tolist()
    assert told["lost"] == plan.blocks["block_id"][was & ~now].tolist()
    lost = page.locator(".try-line-lost").inner_text()
    assert f"{len(told['lost'])} 处" in lost
    scenario: dict[str, Any] = told["scenario"]
    return scenario


def test_centers_are_added_dragged_closed_and_taken_back(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1440, height=900).page
    drawn = "() => ['service_area', 'gaps', 'centers'].map((name) => window.circlesPage.app.isShown(name))"
    page.click(".try-button")
    assert shown(page)["scenario"] == {}
    assert page.evaluate(drawn) == [False, False, False]
    assert page.locator(".try-mark").count() == len(demo.centers)

    page.click(".try-add")
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.45)
    assert page.locator(".try-new").count() == 1
    assert list(held_against_python(demo, page)) == ["add"]

    mark = page.locator(".try-own").first.bounding_box()
    assert mark is not None
    page.mouse.move(mark["x"] + 9, mark["y"] + 9)
    page.mouse.down()
    page.mouse.move(mark["x"] - 60, mark["y"] + 40, steps=8)
    page.mouse.up()
    assert len(held_against_python(demo, page)["move"]) == 1

    page.locator(".try-own:not(.try-closed)").nth(2).click()
    page.click(".try-popup .quiet-button")
    assert len(held_against_python(demo, page)["close"]) == 1

    page.fill("#try-minutes", "10")
    page.keyboard.press("Enter")
    page.select_option("#try-speed", "elderly")
    scenario = held_against_python(demo, page)
    assert (scenario["minutes"], scenario["profile"]) == (10, "elderly")

    link = page.evaluate("() => window.location.hash")
    with page.expect_download() as download:
        page.click("[data-key='download']")
    assert download.value.suggested_filename == "centers.csv"
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbfcenter_id,name,lon,lat,status")
    assert "--scenario scenario.toml" in page.locator(".try-out code").inner_text()

    again = open_page(map_html(demo), width=1440, height=900, fragment=link).page
    assert shown(again)["scenario"] == scenario

    for _ in range(5):
        page.get_by_text("撤销").click()
    assert shown(page) == {"scenario": {}, "gained": [], "lost": []}
    page.get_by_text("重做").click()
    assert list(shown(page)["scenario"]) == ["add"]
    page.click(".try-head .quiet-button")
    assert page.locator(".try-mark").count() == 0
    assert page.evaluate(drawn) == [True, True, True]


@pytest.mark.parametrize(
    "fragment",
    [
        "#try=%7B%22add%22%3A%5B%7B%22name%22%3A%22%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%2C%22lon%22%3A114.28%2C%22lat%22%3A30.58%7D%5D%7D",
        "#try=%7B%22close%22%3A%5B%22%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%5D%7D",
        "#try=%7B%22__proto__%22%3A%7B%22minutes%22%3A1%7D%7D",
        "#try=null",
        "#try=%",
        "#try=[1]",
        "#" + "x" * 30_000,
        "#schemes=%7B%22now%22%3A%7B%7D%2C%22kept%22%3A%5B%7B%22name%22%3A%22%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%2C%22scenario%22%3A%7B%7D%7D%5D%2C%22chosen%22%3A0%7D",
        "#schemes=%7B%22now%22%3A%7B%7D%2C%22kept%22%3A%5B%7B%22name%22%3A%22A%22%2C%22scenario%22%3A%7B%22close%22%3A%5B%22C9%22%5D%7D%7D%5D%2C%22chosen%22%3A0%7D",
        "#schemes=" + "[" * 50_000,
    ],
)
def test_a_link_from_strangers_runs_nothing(demo: Plan, open_page: Callable[..., Opened], fragment: str) -> None:
    page = open_page(map_html(demo), fragment=fragment).page
    assert page.locator("h1").is_visible()
    assert page.locator("img[src='x']").count() == 0
    if "img" in fragment:
        shown_as_text = ".try-tabs button" if "schemes" in fragment else ".try-name"
        assert "<img src=x onerror=alert(1)>" in page.locator(shown_as_text).all_inner_texts()
    elif "=" in fragment:
        assert "链接中的方案" in page.locator(".try-hint").inner_text()
        assert shown(page) == {"scenario": {}, "gained": [], "lost": []}


def test_what_a_script_asks_changes_nothing_that_is_shown(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    shown_before = page.locator("body").inner_text()
    answer = page.evaluate("() => window.circlesPage.answer({ minutes: 10 })")
    after = circles.plan(demo.study, circles.Scenario(minutes=10)).blocks
    assert [row["verdict"] for row in answer] == after["verdict"].tolist()
    assert [row["walk_mm"] for row in answer] == after["walk_mm"].tolist()
    assert page.locator("body").inner_text() == shown_before


def add_at(page: Page, block: int) -> None:
    """Add a center beside a block, with the mouse, where nothing covers the map."""
    page.evaluate("i => { const app = window.circlesPage.app; app.map.setView(app.blockPoints[i], 15); }", block)
    page.click(".try-add")
    place = place_of(page, block)
    page.mouse.click(place["x"], place["y"])


def table_of(page: Page) -> dict[str, list[str]]:
    """Return the rows of the table that compares schemes, by their names."""
    cells: list[list[str]] = page.evaluate(
        """() => Array.from(document.querySelectorAll('.schemes-table tr'),
            row => Array.from(row.children, cell => cell.textContent))"""
    )
    return {name: rest for name, *rest in cells}


def keep_two_schemes(page: Page, demo: Plan) -> None:
    """Keep a scheme with one center, and one with another besides and a center closed, by mouse and keyboard."""
    worst = demo.blocks.index[demo.blocks["verdict"] == "outside"]
    page.click(".try-button")
    add_at(page, int(worst[0]))
    page.fill("[data-key='site-cost-0']", "180.5")
    page.keyboard.press("Tab")
    page.fill("[data-key='site-name-0']", "=新站")
    page.keyboard.press("Tab")
    page.click("[data-key='keep']")
    assert page.locator(".try-tabs button").all_inner_texts() == ["现状", "方案一"]

    add_at(page, int(worst[20]))
    assert page.locator(".try-tabs button").all_inner_texts() == ["现状", "方案一 *"]
    page.locator(".leaflet-marker-icon:has(.try-own)").nth(2).press("Enter")
    page.keyboard.press("Enter")
    page.click("[data-key='keep']")
    page.fill("[data-key='scheme-name']", "<b>甲</b>")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.dataset.key") == "scheme-name"


def kept_of(page: Page) -> list[dict[str, Any]]:
    """Return the schemes that stand in the address."""
    kept: list[dict[str, Any]] = page.evaluate(
        "() => JSON.parse(decodeURIComponent(location.hash.slice('#schemes='.length))).kept"
    )
    return kept


def held_in_table(demo: Plan, table: dict[str, list[str]], column: int, scenario: dict[str, Any]) -> None:
    """Hold one column of the table against a plan of the same scenario."""
    study, question = asked_of(demo.study, scenario)
    after = circles.plan(study, question)
    was, now = demo.blocks["verdict"] == "inside", after.blocks["verdict"] == "inside"
    for name, rows in (("新增服务人口（示例数据）", now & ~was), ("失去服务人口（示例数据）", was & ~now)):
        people = f"{demo.blocks['population'][rows].sum():,.0f} 人（{rows.sum()} 处居住单元）"
        assert table[name][column] == people
    closed = [gap for gap, rows in demo.blocks.groupby("gap_id") if now[rows.index].all()]
    assert table["消除服务盲区（处）"][column] == f"{len(closed)} / {len(demo.gaps)}"
    rates = [plan.summary()["account"]["land_m2"]["coverage_rate"] for plan in (demo, after)]
    assert table["步行用地覆盖率"][column] == " → ".join(f"{int(rate * 1000) / 10:.1f}%" for rate in rates)


def test_schemes_stand_side_by_side_as_python_plans_them(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1366, height=650).page
    keep_two_schemes(page, demo)
    page.focus("[data-key='compare']")
    page.keyboard.press("Enter")
    table = table_of(page)
    assert table[""] == ["现状", "方案一", "<b>甲</b>"]
    assert table["新增（处）"] == ["–", "1", "2"]
    assert table["撤并（处）"] == ["–", "0", "1"]
    assert table["投资（万元）"] == ["–", "180.5", "180.5（不含未填项 1 项）"]
    kept = kept_of(page)
    for column, scheme in enumerate(kept, start=1):
        held_in_table(demo, table, column, scheme["scenario"])
    people = float(table["新增服务人口（示例数据）"][1].partition(" ")[0].replace(",", ""))
    assert people > 0
    assert table["每新增服务一人投资（元）"] == ["–", f"{round(1_805_000 / people):,}", "–"]

    with page.expect_download() as download:
        page.click("text=下载比选表")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "180.5（不含未填项 1 项）" in text

    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.key") == "compare"
    link = page.evaluate("() => location.hash")
    page.click("[data-key='scheme-0']")
    assert shown(page)["scenario"] == kept[0]["scenario"]
    page.click("[data-key='drop']")
    assert page.locator(".try-tabs button").all_inner_texts() == ["现状", "<b>甲</b>"]
    page.click("[data-key='undo']")
    assert page.locator(".try-tabs button").all_inner_texts() == ["现状", "方案一", "<b>甲</b>"]
    page.click("[data-key='saved']")
    assert shown(page) == {"scenario": {}, "gained": [], "lost": []}

    again = open_page(map_html(demo), width=390, height=844, fragment=link).page
    again.click("[data-key='compare']")
    assert table_of(again) == table
    sheet = again.get_by_role("dialog", name="方案比选表").bounding_box()
    assert sheet is not None
    assert sheet["x"] >= 0
    assert sheet["x"] + sheet["width"] <= 390


def test_a_center_is_added_and_moved_by_the_keyboard_alone(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1366, height=650).page
    for key in (".try-button", "[data-key='add']"):
        page.focus(key)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("[data-key='middle']").count() == 0
    assert shown(page)["scenario"] == {}
    page.keyboard.press("Enter")
    page.focus("[data-key='middle']")
    page.keyboard.press("Space")
    [start] = held_against_python(demo, page)["add"]
    mark = page.locator(".leaflet-marker-icon:has(.try-new)")
    before = mark.bounding_box()
    assert before is not None
    mark.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.querySelectorAll('.try-new').length") == 1
    page.keyboard.press("Shift+ArrowDown")
    after = mark.bounding_box()
    assert after is not None
    assert (round(after["x"] - before["x"]), round(after["y"] - before["y"])) == (8, 40)
    [moved] = held_against_python(demo, page)["add"]
    assert moved["lon"] > start["lon"]
    assert moved["lat"] < start["lat"]
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert shown(page)["scenario"] == {}


def planned_by_the_command(page: Page, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type the command that the card names in a folder that holds its files; the result is in `again`."""
    monkeypatch.chdir(folder)
    command = page.locator(".try-out code").inner_text().split()
    typed = [str(circles.demo_study() / word) if word == "study.toml" else word for word in command[1:]]
    ended = CliRunner().invoke(app, [*typed, "--out", "again"])
    assert ended.exit_code == 0, ended.output


def test_its_files_planned_by_the_command_answer_the_same(
    demo: Plan, open_page: Callable[..., Opened], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(map_html(demo), width=1366, height=650).page
    keep_two_schemes(page, demo)
    page.fill("#try-minutes", "12")
    page.keyboard.press("Enter")
    page.select_option("#try-speed", "adult")
    for key in ("download", "download_question", "download_changes"):
        with page.expect_download() as download:
            page.click(f"[data-key='{key}']")
        download.value.save_as(tmp_path / download.value.suggested_filename)
    asked = (tmp_path / "scenario.toml").read_text(encoding="utf-8")
    assert "# <b>甲</b>" in asked
    planned_by_the_command(page, tmp_path, monkeypatch)
    with (tmp_path / "again" / "blocks.csv").open(encoding="utf-8-sig") as stream:
        planned = {row["block_id"]: row for row in csv.DictReader(stream)}
    answer = page.evaluate("() => window.circlesPage.answer(window.circlesPage.trial().scenario)")
    assert [row["verdict"] for row in answer] == [planned[row["block_id"]]["verdict"] for row in answer]
    with (tmp_path / "changed_blocks.csv").open(encoding="utf-8-sig") as stream:
        changed = list(csv.DictReader(stream))
    told = shown(page)
    assert [row["编号"] for row in changed] == told["gained"] + told["lost"]
    page.click("[data-key='confirm']")
    summary = json.loads((tmp_path / "again" / "summary.json").read_text(encoding="utf-8"))
    assert page.locator(".sheet-code").inner_text() == summary["check_code"]
    for row in changed:
        assert float(row["方案步行距离（米）"]) == pytest.approx(float(planned[row["编号"]]["walk_m"]), abs=1e-9)


def test_a_scheme_is_confirmed_on_one_sheet(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), width=1366, height=650).page
    keep_two_schemes(page, demo)
    page.focus("[data-key='confirm']")
    page.keyboard.press("Enter")
    assert page.locator("#sheet-scheme").input_value() == "1"
    page.select_option("#sheet-scheme", "0")
    page.fill("#sheet-date", "2026-12-01")
    page.fill("#sheet-points", "产权待核实\n<img src=x onerror=alert(1)>")
    code = page.locator(".sheet-code").inner_text()
    study, question = asked_of(demo.study, kept_of(page)[0]["scenario"])
    assert code == circles.plan(study, question).summary()["check_code"]
    with page.expect_download() as download:
        page.click("text=下载确认单")
    assert download.value.suggested_filename == "meeting_sheet.html"
    alone = open_page(download.value.path().read_text(encoding="utf-8")).page
    told = alone.locator("article").inner_text()
    for words in ("2026-12-01", "方案一", "=新站", "180.5", code, "<img src=x onerror=alert(1)>", "示例数据"):
        assert words in told
    assert alone.locator("script, img").count() == 0

    page.evaluate("() => { window.print = () => {}; }")
    page.click("text=打印")
    page.emulate_media(media="print")
    assert page.locator(".meeting-sheet").is_visible()
    for hidden in (".paper", ".sheet-form", ".title-bar", ".folium-map"):
        assert not page.locator(hidden).first.is_visible()
    page.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
    assert not page.locator(".meeting-sheet").is_visible()
    page.emulate_media(media="screen")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('.over-sheet') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.key") == "confirm"


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
