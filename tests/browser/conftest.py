"""A real Chromium with the network cut off, and pages opened in it from a file."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

import circles
from circles.publish.coverage_map import map_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Page, Playwright, Route

    from circles.answers.plan import Plan

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MOST_FRAMES = 5_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass
class Opened:
    """A page and what went wrong in it."""

    page: Page
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def chromium_path(playwright: Playwright) -> str | None:
    """Return a Chromium: the one named by CIRCLES_CHROMIUM, one on the path, or Playwright's own."""
    named = os.environ.get("CIRCLES_CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in CHROMIUM]
    own = playwright.chromium.executable_path
    return next((path for path in [*found, own] if path and os.path.exists(path)), None)  # noqa: PTH110


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            pytest.skip("no Chromium found: install one, or name it in CIRCLES_CHROMIUM")
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def demo() -> Plan:
    return circles.plan(circles.read_study(circles.demo_study() / "study.toml"))


@pytest.fixture(scope="session")
def pages(demo: Plan) -> dict[str, str]:
    return {lang: map_html(demo, lang=lang) for lang in ("zh", "en")}


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Return a function that writes a page to a file and opens it offline; faults and requests fail the test."""
    pages: list[Opened] = []

    def opened(html: str, *, width: int = 1280, height: int = 720, fragment: str = "", scripts: bool = True) -> Opened:
        file = tmp_path / "地图 folder" / f"coverage {len(pages)}.html"
        file.parent.mkdir(exist_ok=True)
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", java_script_enabled=scripts
        )
        context.set_offline(offline=True)
        result = Opened(context.new_page())
        context.route("**/*", lambda route: _only_the_file(route, file.as_uri(), result.requests))
        result.page.on("console", lambda message: result.faults.append(f"{message.type}: {message.text}"))
        result.page.on("pageerror", lambda error: result.faults.append(f"error: {error}"))
        result.page.on("dialog", lambda dialog: _refuse(dialog, result.faults))
        result.page.goto(file.as_uri() + fragment)
        if scripts:
            _until_built(result.page)
        pages.append(result)
        return result

    yield opened
    for result in pages:
        assert result.faults == []
        assert result.requests == []
        result.page.context.close()


def _until_built(page: Page) -> None:
    """Wait for a page that is built in steps, frame by frame: one that is no map needs none."""
    frame = "() => new Promise(done => setTimeout(() => done(!window.circlesPage || window.circlesPage.built), 0))"
    for _ in range(MOST_FRAMES):
        if page.evaluate(frame):
            return
    raise AssertionError("the page was never built")


def _refuse(dialog: Dialog, faults: list[str]) -> None:
    faults.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def _only_the_file(route: Route, address: str, requests: list[str]) -> None:
    if route.request.url.partition("#")[0] == address:
        route.continue_()
    else:
        requests.append(route.request.url)
        route.abort()
