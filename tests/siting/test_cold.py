"""The same answers, to the byte, on a machine that has compiled nothing yet and is busy, and on one that has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = """
import json
from numba.core import event
from circles import SitingQuestion
from circles.siting.best_sites import best_sites
from circles.siting.ready import make_ready
from tests.siting.small_instances import small_instance
from tests.siting.test_distances import instance, plane

class Compilations(event.Listener):
    count = 0
    def on_start(self, event):
        self.count += 1
    def on_end(self, event):
        pass

compilations, late, answers = Compilations(), 0, []
event.register("numba:compile", compilations)
small, city = small_instance(19), instance(plane(2, blocks=400, sites=200))
for town, asked in (
    (small, {"new": 2}),
    (small, {"new": 1, "budget": 8.0}),
    (small, {"phases": (1, 1)}),
    (small, {"objective": "cheapest", "share": 0.4}),
    (small, {"new": 2, "capacity": 1.0}),
    (small, {"new": 1, "worst_first": True}),
    (city, {"objective": "total_walk", "new": 12, "time_limit_s": 0.02}),
    (city, {"objective": "worst_walk", "new": 12, "time_limit_s": 0.1}),
):
    question = SitingQuestion(**asked)
    make_ready(question)
    before = compilations.count
    for found in best_sites(town, question):
        answers.append([found.status, found.objective, found.bound, found.open.nonzero()[0].tolist()])
    late += compilations.count - before
print(json.dumps({"answers": answers, "compiled": compilations.count, "late": late}))
"""


def answered(cache: Path) -> dict[str, Any]:
    """Answer some questions in a process of its own that keeps its machine code in a folder."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


@contextmanager
def busy() -> Iterator[None]:
    """Keep as many processors busy as there are."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def test_cold_and_busy_or_warm_the_answers_are_the_same_bytes(tmp_path: Path) -> None:
    with busy():
        cold = answered(tmp_path)
    warm = answered(tmp_path)
    assert cold["compiled"] > 0
    assert warm["compiled"] == cold["late"] == 0
    assert json.dumps(cold["answers"]) == json.dumps(warm["answers"])
    assert {status for status, *_ in cold["answers"]} == {"optimal", "step limit"}
