"""The same answers, to the byte, on a machine that has compiled nothing yet and is busy, and on one that has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import json
import os
import subprocess
import sys
from contextlib import contextmanager
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

@contextmanager
def busy(times):
    # Nothing that compiles asks a clock: only while questions are answered are the processors kept busy.
    loop = [sys.executable, "-c", "print(flush=True)\\nwhile True: pass"]
    others = [subprocess.Popen(loop, stdout=subprocess.PIPE) for _ in range(times)]
    try:
        for other in others:
            other.stdout.readline()
        yield
    finally:
        for other in others:
            other.kill()
            other.communicate()

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
    with busy(int(sys.argv[1])):
        for found in best_sites(town, question):
            answers.append([found.status, found.objective, found.bound, found.open.nonzero()[0].tolist()])
    late += compilations.count - before
print(json.dumps({"answers": answers, "compiled": compilations.count, "late": late}))
"""


def answered(cache: Path, *, busy: int = 0) -> dict[str, Any]:
    """Answer some questions in a process of its own, with its machine code in a folder and this many others busy."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(busy)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def test_cold_and_busy_or_warm_the_answers_are_the_same_bytes(tmp_path: Path) -> None:
    cold = answered(tmp_path, busy=os.cpu_count() or 1)
    warm = answered(tmp_path)
    assert cold["compiled"] > 0
    assert warm["compiled"] == cold["late"] == 0
    assert json.dumps(cold["answers"]) == json.dumps(warm["answers"])
    assert {status for status, *_ in cold["answers"]} == {"optimal", "step limit"}
