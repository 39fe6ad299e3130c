"""What the tests of a trial do and look at in the page, by mouse, keyboard and the commands it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

import circles
from benchmarks.what_if_scenarios import asked_of
from circles.cli.commands import app
from tests.browser.looking import place_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from playwright.sync_api import Page

    from circles.answers.plan import Plan


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


def add_at(page: Page, block: int) -> None:
    """Add a center beside a block, with the mouse, where nothing covers the map."""
    page.evaluate("i => { const app = window.circlesPage.app; app.map.setView(app.blockPoints[i], 15); }", block)
    page.click(".try-add")
    place = place_of(page, block)
    page.mouse.click(place["x"], place["y"])


def planned_by_the_command(page: Page, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type the command that the card names in a folder that holds its files; the result is in `again`."""
    monkeypatch.chdir(folder)
    command = page.locator(".try-out code").inner_text().split()
    typed = [str(circles.demo_study() / word) if word == "study.toml" else word for word in command[1:]]
    ended = CliRunner().invoke(app, [*typed, "--out", "again"])
    assert ended.exit_code == 0, ended.output
