"""A first run says that it compiles; a later one does not."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PROGRAM = """
import circles
from tests.towns import blocks, square, streets, town
steps = []
study = town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, blocks({"B": square(10, 10, 50)}))
circles.plan(study, progress=steps.append)
print("step.compile" in steps, [step for step in dict.fromkeys(steps) if step != "step.compile"])
"""


def test_a_first_run_says_that_it_compiles_and_a_second_does_not(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    said = []
    for _ in range(2):
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=pytestconfig.rootpath,
            env=environment,
        )
        said.append(done.stdout.split(" ", 1))
    assert [cold for cold, _ in said] == ["True", "False"]
    assert said[0][1] == said[1][1]
