"""One mixed-integer model to HiGHS and back, under a watchdog; see docs/siting.md, Watchdog.

A small model is tried in this process for a second at most. Any other is solved by a child process that tells each
better solution and bound as it finds them, and that is ended from outside when it overruns its time or is told to stop.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.solver.highs import Solved, SparseModel, run_highs
from circles.siting.solver.messages import arrays_of_model, receive, send, solved_from_arrays

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["GRACE_S", "Solved", "SparseModel", "solve", "sparse_model"]

GRACE_S = 2.0
"""How long a solver that overruns its limit is waited for."""

_POLL_S = 0.1
_SMALL_ENTRIES = 20_000
_SMALL_S = 1.0
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


def solve(
    model: SparseModel,
    *,
    start: Floats | None,
    time_limit_s: float,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Solved:
    """Solve `model` within `time_limit_s`; never worse than `start`.

    Parameters
    ----------
    model : SparseModel
        What to solve.
    start : ndarray of float64 or None
        (columns,) a feasible solution to begin with.
    time_limit_s : float
        Wall seconds; a solver that overruns them by :data:`GRACE_S` is ended from outside.
    seed : int
        Same model, start and seed, same answer, unless ended by the limit.
    stop : callable, optional
        Asked several times a second; True ends the search with the best found so far, and so does Ctrl-C.

    Returns
    -------
    Solved
        Status ``"stopped"`` also where the child broke down (for want of memory, say).
    """
    began = time.monotonic()
    known = _better(model, Solved(status="time limit", values=None, objective=np.nan, bound=None), start)
    if stop is not None and stop():
        return replace(known, status="stopped")
    if model.row.size <= _SMALL_ENTRIES:
        try:
            found = run_highs(model, start=start, time_limit_s=min(time_limit_s, _SMALL_S), seed=seed)
        except KeyboardInterrupt:
            return replace(known, status="stopped")
        if found.status != "time limit" or time_limit_s <= _SMALL_S:
            return _better(model, found, start)
    left_s = time_limit_s - (time.monotonic() - began)
    return _better(model, _solve_in_child(model, known, left_s, seed, stop), start)


def _better(model: SparseModel, found: Solved, start: Floats | None) -> Solved:
    """Return `found` with the start's values where those are better."""
    if start is None or found.status == "infeasible":
        return found
    objective = float(model.objective @ start)
    sign = 1.0 if model.maximize else -1.0
    if found.values is not None and sign * found.objective >= sign * objective:
        return found
    return replace(found, values=start, objective=objective)


def _solve_in_child(
    model: SparseModel, known: Solved, left_s: float, seed: int, stop: Callable[[], bool] | None
) -> Solved:
    child = subprocess.Popen(
        [sys.executable, *_IN_CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )  # in a group of its own: Ctrl-C is for the parent, which then ends the child
    told: queue.Queue[Solved | None] = queue.Queue()
    listener = threading.Thread(target=_listen, args=(child.stdout, told), daemon=True)
    listener.start()
    try:
        order = {**arrays_of_model(model), "time_limit_s": np.array(left_s), "seed": np.array(seed)}
        if known.values is not None:
            order["start_values"] = known.values
        _tell(child, order)
        return _watch(told, known, time.monotonic() + left_s + GRACE_S, stop)
    except KeyboardInterrupt:
        return replace(known, status="stopped")
    finally:
        child.kill()
        child.wait()
        listener.join()
        for pipe in (child.stdin, child.stdout):
            _close(pipe)


def _watch(
    told: queue.Queue[Solved | None], known: Solved, last_moment: float, stop: Callable[[], bool] | None
) -> Solved:
    """Return the child's last word, or the best it told before it had to be ended."""
    try:
        while time.monotonic() < last_moment:
            if stop is not None and stop():
                return replace(known, status="stopped")
            try:
                heard = told.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if heard is None:
                return replace(known, status="stopped")
            if heard.status != "running":
                return heard if heard.values is not None else replace(known, status=heard.status, bound=heard.bound)
            known = _latest(known, heard)
    except KeyboardInterrupt:
        return replace(known, status="stopped")
    return replace(known, status="time limit")


def _latest(known: Solved, heard: Solved) -> Solved:
    bound = known.bound if heard.bound is None else heard.bound
    return replace(known if heard.values is None else heard, status=known.status, bound=bound)


def _listen(pipe: IO[bytes], told: queue.Queue[Solved | None]) -> None:
    """Pass on what the child tells, then None when it has ended."""
    while (arrays := receive(pipe)) is not None:
        told.put(solved_from_arrays(arrays))
    told.put(None)


def _tell(child: subprocess.Popen[bytes], order: dict[str, NDArray[np.generic]]) -> None:
    """Send the order; a child that is gone already is noticed by the listener."""
    if child.stdin is not None:
        try:
            send(child.stdin, order)
        except OSError:
            return


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except OSError:
            return
