"""What a saved page costs a browser: main-thread time to first paint, until all is built, heap, and dragging a center.

Main-thread time is processor time of the page's own thread, told by the browser's trace: other work on the machine
lengthens it little.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import CDPSession, Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-precise-memory-info"]
WIDTH, HEIGHT = 1366, 768
STEPS = 20
STEP_PX = 6
MOST_LOOKS = 1_200
SHOWN, BUILT = "shown", "built"
"""Marks of the page in the browser's record: the frame of title and figures is done; all is."""

_CATEGORIES = "toplevel,loading,blink.user_timing,disabled-by-default-devtools.timeline"
_IS_BUILT = "() => Boolean(window.circlesPage && window.circlesPage.built)"
_CLEAN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))"
_CENTER = """() => {
    const app = window.circlesPage.app;
    const row = app.centerPoints.findIndex((place, i) => place && app.isOpen(i));
    app.map.setView(app.centerPoints[row], 14, { animate: false });
    const at = app.map.latLngToContainerPoint(app.centerPoints[row]);
    const box = app.map.getContainer().getBoundingClientRect();
    return [box.left + at.x, box.top + at.y];
}"""

_COUNT = """() => {
    window.answeredSteps = 0;
    const counted = new MutationObserver(() => { window.answeredSteps += 1; });
    counted.observe(document.querySelector(".try-card"), { childList: true, subtree: true });
}"""


@dataclass(frozen=True)
class Looked:
    """What a page cost: milliseconds of its thread, megabytes of heap, which share of a drag was answered."""

    first_ms: float
    built_ms: float
    heap_mb: float
    step_ms: float
    answered: float
    release_ms: float


def look(file: Path) -> Looked:
    """Return what a saved page costs, opened in a fresh Chromium."""
    from playwright.sync_api import sync_playwright

    named = os.environ.get("CIRCLES_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce").new_page()
        tools = page.context.new_cdp_session(page)
        tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        first_ms, built_ms = _opened(page, tools, file)
        tools.send("HeapProfiler.enable")
        tools.send("HeapProfiler.collectGarbage")
        heap_mb = _metrics(tools)["JSHeapUsedSize"] / 1e6
        step_ms, answered, release_ms = _dragged(page, tools)
        browser.close()
    return Looked(first_ms, built_ms, heap_mb, step_ms, answered, release_ms)


def _opened(page: Page, tools: CDPSession, file: Path) -> tuple[float, float]:
    events: list[dict[str, Any]] = []
    ended: list[bool] = []
    tools.on("Tracing.dataCollected", lambda told: events.extend(told["value"]))
    tools.on("Tracing.tracingComplete", lambda _: ended.append(True))
    tools.send("Tracing.start", {"transferMode": "ReportEvents", "categories": _CATEGORIES})
    page.goto(file.resolve().as_uri())
    for _ in range(MOST_LOOKS):
        if page.evaluate(_IS_BUILT):
            break
        page.evaluate(_CLEAN)
    else:
        raise RuntimeError(f"{file.name} was never built")
    page.evaluate(_CLEAN)
    tools.send("Tracing.end")
    while not ended:
        page.evaluate(_CLEAN)
    return _main_thread(events)


def _main_thread(events: list[dict[str, Any]]) -> tuple[float, float]:
    """Return milliseconds of the page's thread until title and figures are there to be painted, and until all is."""
    marks = {event["name"]: event for event in events if "blink.user_timing" in event["cat"]}
    if not {SHOWN, BUILT} <= marks.keys():
        raise RuntimeError(f"marks of the page: {sorted(marks)}")
    thread = marks[BUILT]["pid"], marks[BUILT]["tid"]
    tasks = [
        event
        for event in events
        if (event["pid"], event["tid"]) == thread and event["name"].endswith("RunTask") and event["ph"] == "X"
    ]

    def spent(until: float) -> float:
        # Of the task in which the mark lies, the part before it.
        parts = [(task, min(1.0, (until - task["ts"]) / max(task["dur"], 1))) for task in tasks if task["ts"] <= until]
        return float(sum(task.get("tdur", task["dur"]) * part for task, part in parts)) / 1000

    return spent(marks[SHOWN]["ts"]), spent(marks[BUILT]["ts"])


def _dragged(page: Page, tools: CDPSession) -> tuple[float, float, float]:
    """Return milliseconds for a step while a center is dragged, the share answered, milliseconds for letting go."""
    page.click(".try-button")
    page.locator(".try-card").wait_for()
    x, y = page.evaluate(_CENTER)
    page.evaluate(_CLEAN)
    page.mouse.move(x, y)
    page.mouse.down()
    # The first steps make ready what later ones use.
    for step in range(5):
        _step(page, x + STEP_PX * step, y)
    page.evaluate(_COUNT)
    before = _thread_ms(tools)
    for step in range(STEPS):
        _step(page, x + 30 + STEP_PX * step, y + 2 * step)
    dragged = _thread_ms(tools)
    answered = page.evaluate("() => window.answeredSteps") / STEPS
    page.mouse.up()
    page.evaluate(_CLEAN)
    return (dragged - before) / STEPS, answered, _thread_ms(tools) - dragged


def _step(page: Page, x: float, y: float) -> None:
    page.mouse.move(x, y)
    page.evaluate(_CLEAN)


def _thread_ms(tools: CDPSession) -> float:
    return _metrics(tools)["ThreadTime"] * 1000


def _metrics(tools: CDPSession) -> dict[str, float]:
    told = tools.send("Performance.getMetrics")
    return {metric["name"]: metric["value"] for metric in told["metrics"]}
