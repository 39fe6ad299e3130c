"""The solver's door: the same answer in this process and in a child, and what happens when a child misbehaves."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from circles.siting.kernel.patience import STEPS_PER_S, Patience
from circles.siting.solver import watched as solver
from circles.siting.solver.highs import SparseModel, safe_bound, steps_of_relaxation
from circles.siting.solver.messages import arrays_of_model, receive, send
from circles.siting.solver.watched import solve, sparse_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.siting.solver.highs import Solved

HANGS = "import sys; sys.stdin.buffer.read()"
TELLS_AND_HANGS = """
import sys
import numpy as np
from circles.siting.solver.highs import Solved
from circles.siting.solver.messages import arrays_of_solved, receive, send
order = receive(sys.stdin.buffer)
values = np.array(order["upper"])
send(sys.stdout.buffer, arrays_of_solved(Solved(status="running", values=values, objective=7.0, bound=None)))
send(sys.stdout.buffer, arrays_of_solved(Solved(status="running", values=None, objective=7.0, bound=9)))
sys.stdin.buffer.read()
"""


def covering_model(sites: int, rows: int, new: int, *, seed: int = 0) -> SparseModel:
    """Return a model of most rows covered, at random: hard for its size."""
    rng = np.random.default_rng(seed)
    row, column = np.nonzero(rng.random((rows, sites)) < 0.05)
    own = np.arange(rows)
    entries = (
        np.concatenate([row, own, np.full(sites, rows)]),
        np.concatenate([column, sites + own, np.arange(sites)]),
        np.concatenate([-np.ones(row.size), np.ones(rows), np.ones(sites)]),
    )
    return sparse_model(
        np.concatenate([np.zeros(sites), rng.integers(1, 1000, rows)]).astype(float),
        entries,
        rows=(np.full(rows + 1, -np.inf), np.append(np.zeros(rows), new).astype(float)),
        columns=(np.zeros(sites + rows), np.ones(sites + rows)),
        integer=np.arange(sites + rows) < sites,
        maximize=True,
    )


def two_columns() -> SparseModel:
    """Return ``max 3 a + 4 b`` of which both may be 1: the answer is 7."""
    nothing = np.zeros(0, np.int64)
    return sparse_model(
        np.array([3.0, 4.0]),
        (nothing, nothing, np.zeros(0)),
        rows=(np.zeros(0), np.zeros(0)),
        columns=(np.zeros(2), np.ones(2)),
        integer=np.ones(2, np.bool_),
        maximize=True,
    )


def patient(seconds: float = 60, **others: Any) -> Patience:
    """Return the patience of so many seconds in steps, and no clock."""
    return Patience(int(seconds * STEPS_PER_S), **others)


def in_a_child(monkeypatch: pytest.MonkeyPatch, *program: str) -> None:
    monkeypatch.setattr(solver, "_SMALL_ENTRIES", -1)
    monkeypatch.setattr(solver, "GRACE_S", 0.2)
    if program:
        monkeypatch.setattr(solver, "_IN_CHILD", ("-c", *program))


def test_a_child_gives_the_same_answer_as_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    model = covering_model(30, 100, 3)
    here = solve(model, start=None, patience=patient(), seed=4)
    in_a_child(monkeypatch)
    there = solve(model, start=None, patience=patient(), seed=4)
    assert here.status == there.status == "optimal"
    assert here.bound == there.bound == round(here.objective)
    assert here.values is not None
    assert there.values is not None
    assert here.values.tolist() == there.values.tolist()


def test_a_child_that_hangs_is_stopped_by_the_clock_and_the_start_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_child(monkeypatch, HANGS)
    moments = iter([0.0, 0.0, *range(1, 10**6)])
    monkeypatch.setattr("circles.siting.solver.watched.time.perf_counter", lambda: float(next(moments)))
    found = solve(two_columns(), start=np.array([0.0, 1.0]), patience=patient(until=5.0))
    assert (found.status, found.objective, found.bound) == ("stopped", 4.0, None)
    assert found.values is not None
    assert found.values.tolist() == [0.0, 1.0]


def test_what_a_child_told_before_it_hung_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_child(monkeypatch, TELLS_AND_HANGS)
    told: list[Solved] = []
    latest = solver._latest

    def latest_told(known: Solved, heard: Solved) -> Solved:
        told.append(heard)
        return latest(known, heard)

    monkeypatch.setattr(solver, "_latest", latest_told)
    heard = solve(two_columns(), start=np.zeros(2), patience=patient(stop=lambda: len(told) == 2))
    assert heard.values is not None
    assert (heard.values.tolist(), heard.objective, heard.bound) == ([1.0, 1.0], 7.0, 9)
    assert heard.status == "stopped"


def test_a_child_that_dies_leaves_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_child(monkeypatch, "raise SystemExit(3)")
    found = solve(two_columns(), start=np.array([1.0, 0.0]), patience=patient())
    assert (found.status, found.objective, found.bound) == ("stopped", 3.0, None)


@pytest.mark.parametrize("calls_until_stop", [0, 1, 3])
def test_stop_ends_the_search_with_the_best_so_far(calls_until_stop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_child(monkeypatch, HANGS)
    calls = iter(range(1000))
    found = solve(
        two_columns(), start=np.array([1.0, 0.0]), patience=patient(stop=lambda: next(calls) >= calls_until_stop)
    )
    assert (found.status, found.objective) == ("stopped", 3.0)


def test_ctrl_c_ends_the_search_with_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_child(monkeypatch, HANGS)
    calls = iter(range(1000))

    def interrupted() -> bool:
        if next(calls):
            raise KeyboardInterrupt
        return False

    found = solve(two_columns(), start=np.array([1.0, 0.0]), patience=patient(stop=interrupted))
    assert (found.status, found.objective) == ("stopped", 3.0)


@pytest.mark.parametrize("in_child", [False, True])
def test_a_hard_model_at_its_limit_ends_alike_and_no_worse_than_its_start(
    in_child: bool,  # noqa: FBT001 a table of cases
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if in_child:
        in_a_child(monkeypatch)
    model = covering_model(100, 500, 6)
    start = np.zeros(600)
    start[:6] = 1
    matrix_rows: NDArray[np.int32] = model.row[: model.start[6]]
    start[100 + matrix_rows[matrix_rows < 500]] = 1
    limit = 30 * steps_of_relaxation(model)
    left = [Patience(limit), Patience(limit)]
    one, other = (solve(model, start=start, patience=each) for each in left)
    assert one.status == "step limit"
    assert one.objective >= float(model.objective @ start) > 0
    assert one.bound is not None
    assert one.bound >= one.objective
    assert one.relaxations == 32
    assert left[0].steps == left[1].steps <= 0
    assert (one.status, one.objective, one.bound) == (other.status, other.objective, other.bound)
    assert one.values is not None
    assert other.values is not None
    assert one.values.tolist() == other.values.tolist()


def test_nothing_of_the_solver_is_printed() -> None:
    program = (
        "from circles.siting.kernel.patience import Patience; from tests.siting.test_solver import two_columns; "
        "from circles.siting.solver.watched import solve; print('before', flush=True); "
        "print(solve(two_columns(), start=None, patience=Patience(10**9)).objective)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=600)
    assert (ended.stdout.split(), ended.stderr) == (["before", "7.0"], "")


def test_a_child_ends_when_its_parent_is_gone() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "circles.siting.solver.child"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert child.stdin is not None
    model = arrays_of_model(covering_model(300, 2000, 10))
    orders = {"relaxations": np.array(10**9), "stopped_after_s": np.array(600.0), "seed": np.array(0)}
    send(child.stdin, {**model, **orders})
    child.stdin.close()
    assert child.wait(timeout=60) == 1


def test_an_infeasible_model_is_told_as_such() -> None:
    model = sparse_model(
        np.ones(1),
        (np.zeros(1, np.int64), np.zeros(1, np.int64), np.ones(1)),
        rows=(np.array([2.0]), np.array([3.0])),
        columns=(np.zeros(1), np.ones(1)),
        integer=np.ones(1, np.bool_),
        maximize=False,
    )
    found = solve(model, start=None, patience=patient())
    assert (found.status, found.values, found.bound) == ("infeasible", None, None)


@pytest.mark.parametrize(
    ("maximize", "dual", "ended_at", "bound"),
    [
        (True, 100.0, None, 100),
        (True, 100.98, None, 100),
        (True, 100.99999, None, 101),
        (False, 100.02, None, 101),
        (False, 100.00001, None, 100),
        (True, 100.0, 100.0, 100),
        (True, 100.2, 100.4, 100),
        (True, 100.2, 100.6, 101),
        (False, 100.0, 100.0, 100),
        (True, 1e13, None, 10**13 + 9),
        (True, np.inf, None, None),
    ],
)
def test_bounds_are_rounded_to_the_safe_side(
    maximize: bool,  # noqa: FBT001 a table of cases
    dual: float,
    ended_at: float | None,
    bound: int | None,
) -> None:
    nothing = np.zeros(0, np.int64)
    model = sparse_model(
        np.ones(1),
        (nothing, nothing, np.zeros(0)),
        rows=(np.zeros(0), np.zeros(0)),
        columns=(np.zeros(1), np.ones(1)),
        integer=np.ones(1, np.bool_),
        maximize=maximize,
    )
    assert safe_bound(model, dual, ended_at=ended_at) == bound


def test_half_a_message_is_no_message() -> None:
    pipe = io.BytesIO()
    send(pipe, {"values": np.arange(3)})
    whole = pipe.getvalue()
    received = receive(io.BytesIO(whole))
    assert received is not None
    assert received["values"].tolist() == [0, 1, 2]
    assert receive(io.BytesIO(whole[:-1])) is None
    assert receive(io.BytesIO(b"")) is None
