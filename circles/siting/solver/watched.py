"""One mixed-integer model to HiGHS and back, under a watchdog; see docs/siting.md, Watchdog.

A small model is tried in this process for a few steps. Any other is solved by a child process that tells each better
solution and bound as it finds them, and that is ended from outside when its time is up or it is told to stop.
"""

from __future__ import annotations

import queue
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from circles.child_process import child_process
from circles.siting.kernel.patience import STEPS_PER_S
from circles.siting.solver.highs import Solved, SparseModel, run_highs, steps_of_relaxation
from circles.siting.solver.messages import arrays_of_model, receive, send, solved_from_arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

    from numpy.typing import NDArray

    from circles.siting.kernel.patience import Patience

    Floats = NDArray[np.float64]

__all__ = ["GRACE_S", "Solved", "SparseModel", "solve", "sparse_model"]

GRACE_S = 2.0
"""How long a solver that overruns its time is waited for."""

_POLL_S = 0.1
_SMALL_ENTRIES = 20_000
_SMALL_STEPS = STEPS_PER_S
_IN_CHILD = "-m", "circles.siting.solver.child"


def sparse_model(
    objective: Floats,
    entries: tuple[NDArray[np.int64], NDArray[np.int64], Floats],
    *,
    rows: tuple[Floats, Floats],
    columns: tuple[Floats, Floats],
    integer: NDArray[np.bool_],
    maximize: bool,
) -> SparseModel:
    """Return a model from its matrix entries (row, column, value) in any order, none of them twice.

    Parameters
    ----------
    objective : ndarray of float64
        (columns,)
    entries : tuple of three ndarray
        Row, column and value of each entry that is not zero.
    rows, columns : tuple of two ndarray of float64
        Lower and upper limits of the rows and of the columns.
    integer : ndarray of bool
        (columns,)
    maximize : bool
        Whether more is better.
    """
    row, column, value = entries
    order = np.lexsort((row, column))
    counts = np.bincount(column, minlength=objective.size)
    return SparseModel(
        maximize=maximize,
        objective=np.asarray(objective, np.float64),
        lower=np.asarray(columns[0], np.float64),
        upper=np.asarray(columns[1], np.float64),
        integer=np.asarray(integer, np.bool_),
        row_lower=np.asarray(rows[0], np.float64),
        row_upper=np.asarray(rows[1], np.float64),
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        row=row[order].astype(np.int32),
        value=np.asarray(value, np.float64)[order],
    )


def solve(model: SparseModel, *, start: Floats | None, patience: Patience, seed: int = 0) -> Solved:
    """Solve `model` within the steps that are left; never worse than `start`.

    Parameters
    ----------
    model : SparseModel
        What to solve.
    start : ndarray of float64 or None
        (columns,) a feasible solution to begin with.
    patience : Patience
        Its steps are taken; a solver that overruns its time by :data:`GRACE_S` is ended from outside. Its `stop` is
        asked several times a second; true ends the search with the best found so far, and so does Ctrl-C.
    seed : int
        Same model, start, steps and seed, same answer, unless it was stopped.

    Returns
    -------
    Solved
        Status ``"stopped"`` also where the child broke down (for want of memory, say).
    """
    known = _better(model, Solved(status=patience.reason(), values=None, objective=np.nan, bound=None), start)
    if known.status:
        return known
    known = replace(known, status="stopped")
    each = steps_of_relaxation(model)
    if model.row.size <= _SMALL_ENTRIES:
        some = 1 + min(patience.steps, _SMALL_STEPS) // each
        try:
            found = run_highs(model, start=start, relaxations=some, stopped_after_s=_left_s(patience), seed=seed)
        except KeyboardInterrupt:
            return known
        patience.take(found.relaxations * each)
        if found.status != "step limit" or patience.steps <= 0:
            return _better(model, found, start)
    found = _solve_in_child(model, known, 1 + patience.steps // each, patience, seed)
    patience.take(found.relaxations * each)
    return _better(model, found, start)


def _left_s(patience: Patience) -> float:
    """Return the seconds until the clock stops the run."""
    return max(0.0, patience.until - time.perf_counter())


def _better(model: SparseModel, found: Solved, start: Floats | None) -> Solved:
    """Return `found` with the start's values where those are better."""
    if start is None or found.status == "infeasible":
        return found
    objective = float(model.objective @ start)
    sign = 1.0 if model.maximize else -1.0
    if found.values is not None and sign * found.objective >= sign * objective:
        return found
    return replace(found, values=start, objective=objective)


def _solve_in_child(model: SparseModel, known: Solved, relaxations: int, patience: Patience, seed: int) -> Solved:
    def tell(pipe: IO[bytes]) -> None:
        order = {
            **arrays_of_model(model),
            "relaxations": np.array(relaxations),
            "stopped_after_s": np.array(_left_s(patience)),
            "seed": np.array(seed),
        }
        send(pipe, order if known.values is None else {**order, "start_values": known.values})

    try:
        with child_process(_IN_CHILD, order=tell, messages=_messages) as told:
            return _watch(told, known, patience.until + GRACE_S, patience.stop)
    except KeyboardInterrupt:
        return known


def _watch(
    told: queue.SimpleQueue[Solved | None], known: Solved, last_moment: float, stop: Callable[[], bool] | None
) -> Solved:
    """Return the child's last word, or the best it told before it had to be stopped."""
    try:
        while time.perf_counter() < last_moment and not (stop is not None and stop()):
            try:
                heard = told.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if heard is None:
                return known
            if heard.status != "running":
                return heard if heard.values is not None else replace(known, status=heard.status, bound=heard.bound)
            known = _latest(known, heard)
    except KeyboardInterrupt:
        return known
    return known


def _latest(known: Solved, heard: Solved) -> Solved:
    bound = known.bound if heard.bound is None else heard.bound
    return replace(known if heard.values is None else heard, status=known.status, bound=bound)


def _messages(pipe: IO[bytes]) -> Iterator[Solved]:
    """Give what the child tells, until it has ended."""
    while (arrays := receive(pipe)) is not None:
        yield solved_from_arrays(arrays)
