"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# No test asserts on a clock: an example may take as long as a busy machine needs.
hypothesis.settings.register_profile("circles", deadline=None)
hypothesis.settings.load_profile("circles")

NO_SKIP = os.environ.get("CIRCLES_NO_SKIP", "")
"""``1``: a skipped test is a failed one, as in CI. ``browser``: so are skipped browser tests only."""


@pytest.fixture(scope="session")
def city_data() -> Path:
    """Folder of real city data; a test that needs it skips, naming the variable, where it is unset."""
    folder = os.environ.get("CIRCLES_TEST_DATA")
    if not folder:
        pytest.skip("CIRCLES_TEST_DATA is not set to a folder of city data")
    return Path(folder)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Turn a skip into a failure where none is allowed."""
    outcome = yield
    report = outcome.get_result()
    forbidden = NO_SKIP == "1" or (NO_SKIP == "browser" and item.get_closest_marker("browser") is not None)
    # Firefox is not on every machine that runs CI: a test of it runs where it is found, and else says so.
    forbidden = forbidden and item.get_closest_marker("where_found") is None
    if forbidden and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CIRCLES_NO_SKIP={NO_SKIP} forbids: {report.longrepr}"
