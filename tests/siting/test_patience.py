"""Steps decide where a search ends; the clock can only stop it."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from circles.siting.distance.least_walk import least_total_walk
from circles.siting.kernel.patience import LEAST_OVERTIME_S, OVERTIME, STEPS_PER_S, Patience, patience_of
from tests.siting.test_distances import instance, plane

if TYPE_CHECKING:
    import pytest

CLOCK = "circles.siting.kernel.patience.time.perf_counter"


def test_seconds_stand_for_steps_and_the_clock_waits_several_times_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CLOCK, lambda: 7.0)
    long, short = patience_of(100.0, None), patience_of(0.5, None, pace=2)
    assert (long.steps, long.until) == (100 * STEPS_PER_S, 7.0 + 100 * OVERTIME)
    assert (short.steps, short.until) == (STEPS_PER_S, 7.0 + LEAST_OVERTIME_S)


def test_what_a_part_takes_the_whole_has_less() -> None:
    whole = Patience(100)
    part = whole.part(1 / 4)
    part.take(25)
    assert (part.steps, part.reason(), whole.steps, whole.reason()) == (0, "step limit", 75, "")
    part.interrupt()
    assert (part.reason(), whole.reason()) == ("stopped", "stopped")


def test_a_halt_comes_before_the_limit_in_what_is_said() -> None:
    assert Patience(0, stop=lambda: True).reason() == "stopped"
    assert Patience(0).reason() == "step limit"


def test_however_slow_the_clock_the_answer_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    town = instance(plane(2, blocks=400, sites=200))
    asked: dict[str, Any] = {"new": 12, "time_limit_s": 0.02}
    found = []
    for moments in (repeat(0.0), chain([0.0], repeat(LEAST_OVERTIME_S - 1))):
        monkeypatch.setattr(CLOCK, lambda moments=moments: next(moments))
        found.append(least_total_walk(town, **asked))
    on_time, late = found
    assert on_time.status == late.status == "step limit"
    assert on_time.open.tolist() == late.open.tolist()
    assert (on_time.objective, on_time.bound) == (late.objective, late.bound)
    moments = chain([0.0], repeat(LEAST_OVERTIME_S + 1))
    monkeypatch.setattr(CLOCK, lambda: next(moments))
    stopped = least_total_walk(town, **asked)
    assert stopped.status == "stopped"
    assert stopped.objective >= late.objective > late.bound
