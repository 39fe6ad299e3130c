"""HiGHS on arrays: one run of the solver, and a bound that rounding cannot have made too good.

A run is given a number of *relaxations*: how often HiGHS may ask whether to go on, which it does between two solutions
of its linear relaxation, at the same places in each run. What one of them takes grows with the model
(:func:`steps_of_relaxation`), so that a limit in steps is a number of them. The clock stops a run, and decides nothing.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, floor, isfinite, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Floats = NDArray[np.float64]

HALF_UNIT = 0.5
"""The search ends this near the bound: objectives are whole numbers, so nothing lies between."""

STEPS_OF_RELAXATION = 9.0
"""Steps of a relaxation, by the size of the model to the power of one and a half; measured on covering models."""

_TOLERANCE = 1e-9
_DUAL_TOLERANCE = 1e-7
_FLOAT_SHARE = 2.0**-40


@dataclass(frozen=True, kw_only=True, eq=False)
class SparseModel:
    """``max (or min) objective @ x`` subject to ``row_lower <= A @ x <= row_upper`` and ``lower <= x <= upper``.

    The objective of every solution must be a whole number (whole coefficients; continuous columns that take whole
    values once the integer ones are fixed): the search ends half a unit before the bound. Columns need finite limits,
    best 0 and 1: what the solver's tolerances can hide grows with their width (:func:`safe_bound`).

    Attributes
    ----------
    maximize : bool
        Whether more is better.
    objective, lower, upper : ndarray of float64
        (columns,)
    integer : ndarray of bool
        (columns,)
    row_lower, row_upper : ndarray of float64
        (rows,) ``-numpy.inf`` and ``numpy.inf`` where there is no limit.
    start, row, value : ndarray
        Column `c` of A has ``value[start[c]:start[c + 1]]`` in ``row[start[c]:start[c + 1]]``.
    """

    maximize: bool
    objective: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    row_lower: Floats
    row_upper: Floats
    start: NDArray[np.int32]
    row: NDArray[np.int32]
    value: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """What the solver found.

    Attributes
    ----------
    status : str
        ``"optimal"`` (the search ended by itself), ``"step limit"``, ``"stopped"`` (by the clock or from outside, or it
        broke down) or ``"infeasible"``; ``"running"`` while it tells what it finds.
    values : ndarray of float64 or None
        (columns,) integer columns are whole; the best found, at least the start. None where nothing was found.
    objective : float
        Of `values`, as the solver says; NaN where there are none. Recompute it in integers.
    bound : int or None
        No solution is better than this whole number, rounding of floats allowed for. None where nothing is proven.
    relaxations : int
        How many were taken.
    """

    status: str
    values: Floats | None
    objective: float
    bound: int | None
    relaxations: int = 0


def steps_of_relaxation(model: SparseModel) -> int:
    """Return how many steps one relaxation of a model stands for."""
    size = model.objective.size + model.row_lower.size + model.row.size
    return ceil(STEPS_OF_RELAXATION * size * sqrt(size))


def run_highs(
    model: SparseModel,
    *,
    start: Floats | None,
    relaxations: int,
    stopped_after_s: float,
    seed: int,
    tell: Callable[[Solved], None] | None = None,
) -> Solved:
    """Run HiGHS in this process, on one thread.

    Parameters
    ----------
    model : SparseModel
        What to solve.
    start : ndarray of float64 or None
        A feasible solution to begin with.
    relaxations : int
        After how many the search ends: the same answer in each run.
    stopped_after_s : float
        Wall seconds after which it is stopped.
    seed : int
        Of HiGHS.
    tell : callable, optional
        Given each better solution and bound.
    """
    from highspy import HighsModelStatus

    if not model.objective.size:
        return _without_columns(model)
    highs = _loaded(model, stopped_after_s, seed)
    if start is not None:
        highs.setSolution(start.size, np.arange(start.size, dtype=np.int32), start)
    taken = _listen(highs, model, relaxations, tell)
    highs.run()
    status = highs.getModelStatus()
    info = highs.getInfo()
    if status in {HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible}:
        return Solved(status="infeasible", values=None, objective=np.nan, bound=None, relaxations=taken[0])
    endings = {HighsModelStatus.kOptimal: "optimal", HighsModelStatus.kInterrupt: "step limit"}
    ended = status == HighsModelStatus.kOptimal
    found = isfinite(info.objective_function_value) and bool(highs.getSolution().value_valid)
    objective = float(info.objective_function_value) if found else np.nan
    return Solved(
        status=endings.get(status, "stopped"),
        values=_whole(model, highs.getSolution().col_value) if found else None,
        objective=objective,
        bound=safe_bound(model, info.mip_dual_bound, ended_at=objective if ended else None),
        relaxations=taken[0],
    )


def _without_columns(model: SparseModel) -> Solved:
    """Return the answer of a model without columns, which HiGHS has no word for."""
    if np.all((model.row_lower <= 0) & (model.row_upper >= 0)):
        return Solved(status="optimal", values=np.zeros(0), objective=0.0, bound=0)
    return Solved(status="infeasible", values=None, objective=np.nan, bound=None)


def safe_bound(model: SparseModel, dual: float, *, ended_at: float | None = None) -> int | None:
    """Return the solver's dual bound as a whole number, rounded to the safe side.

    A bound is off by no more than the tolerance of reduced costs (1e-7) times the width of all columns, plus
    rounding, for which 13 of the 53 bits of a float are given away. A search that ended at an objective of `ended_at`
    may have left out what is better by less than half a unit.
    """
    sign = 1.0 if model.maximize else -1.0
    best = sign * dual if ended_at is None else max(sign * dual, sign * ended_at + HALF_UNIT)
    slack = _DUAL_TOLERANCE * float(np.sum(model.upper - model.lower)) + _FLOAT_SHARE * abs(best) + 1e-3
    if not isfinite(best + slack):
        return None
    return floor(best + slack) if model.maximize else ceil(-best - slack)


@contextmanager
def _nothing_printed() -> Iterator[None]:
    """Send what is written to standard output nowhere: HiGHS names itself when it is first made, before any option."""
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _loaded(model: SparseModel, stopped_after_s: float, seed: int) -> Any:
    import highspy

    with _nothing_printed():
        highs = highspy.Highs()
    options = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": seed,
        "time_limit": max(0.0, stopped_after_s),
        "mip_rel_gap": 0.0,
        "mip_abs_gap": HALF_UNIT,
        "mip_feasibility_tolerance": _TOLERANCE,
        "primal_feasibility_tolerance": _TOLERANCE,
        "dual_feasibility_tolerance": _DUAL_TOLERANCE,
    }
    for name, value in options.items():
        highs.setOptionValue(name, value)
    columns, rows, entries = model.objective.size, model.row_lower.size, model.row.size
    numbers = columns, rows, entries, int(highspy.MatrixFormat.kColwise)
    sense = highspy.ObjSense.kMaximize if model.maximize else highspy.ObjSense.kMinimize
    matrix = model.start[:-1], model.row, model.value
    limits = model.lower, model.upper, model.row_lower, model.row_upper
    highs.passModel(*numbers, int(sense), 0.0, model.objective, *limits, *matrix, model.integer.astype(np.int32))
    return highs


def _listen(highs: Any, model: SparseModel, relaxations: int, tell: Callable[[Solved], None] | None) -> list[int]:
    """Count the relaxations and end the search after so many; tell of better solutions and bounds.

    Returns the count, which goes on while the search runs.
    """
    from highspy import cb

    better, between = cb.HighsCallbackType.kCallbackMipImprovingSolution, cb.HighsCallbackType.kCallbackMipInterrupt
    taken = [0]

    def heard(kind: int, _message: str, out: Any, answer: Any, _data: object) -> None:
        if kind == int(between):
            taken[0] += 1
            if taken[0] > relaxations:
                answer.user_interrupt = True
        elif tell is not None:
            values = _whole(model, out.mip_solution) if kind == int(better) else None
            bound = safe_bound(model, out.mip_dual_bound)
            tell(Solved(status="running", values=values, objective=float(out.objective_function_value), bound=bound))

    highs.setCallback(heard, None)
    highs.startCallback(between)
    if tell is not None:
        highs.startCallback(better)
        highs.startCallback(cb.HighsCallbackType.kCallbackMipLogging)
    return taken


def _whole(model: SparseModel, values: Any) -> Floats:
    """Return a solution with its integer columns whole."""
    array = np.array(values, np.float64)
    return np.where(model.integer, np.rint(array), array)
