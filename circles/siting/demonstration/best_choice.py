"""The best choice under rules, and the proof that none is better.

HiGHS searches under watch (:mod:`circles.siting.solver.watched`). What it finds is added up and held against each rule
in whole numbers; its bound is rounded to the safe side. Of choices that are worth the same the one is taken whose ids
come first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.demonstration.choice_rules import ChoiceProblem, ChoiceRule
from circles.siting.solver.watched import solve, sparse_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.siting.kernel.patience import Patience
    from circles.siting.solver.watched import SparseModel

OPTIMAL, INFEASIBLE = "optimal", "infeasible"

_EXCLUDED, _AS_GOOD = "excluded", "as good"
"""Kinds of rules that no person made: a choice is excluded that the solver's tolerance let pass; no less is wanted."""

_SETTLED_AT_ONCE = 20
"""Of so many ids the order is one whole number that a float holds with room to spare."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """What was found.

    Attributes
    ----------
    status : str
        ``optimal``: the total is proven; ``infeasible``: no choice keeps all rules; ``rounding``, ``step limit`` or
        ``stopped`` (docs/siting.md).
    chosen : ndarray of bool or None
        (candidates,) None where none was found.
    total : int
        What it is worth, added up in whole numbers.
    bound : int or None
        No choice is worth more; None where nothing is proven.
    """

    status: str
    chosen: NDArray[np.bool_] | None = None
    total: int = 0
    bound: int | None = None


def best_choice(problem: ChoiceProblem, patience: Patience, *, start: NDArray[np.bool_] | None = None) -> Choice:
    """Return the choice that is worth most, with its bound.

    Parameters
    ----------
    problem : ChoiceProblem
        The candidates and the rules.
    patience : Patience
        Steps that are left.
    start : ndarray of bool, optional
        A choice that keeps all rules, to begin with.

    Examples
    --------
    >>> from circles.siting.kernel.patience import patience_of
    >>> two = ChoiceRule(kind="sites", amounts=np.ones(3, np.int64), least=2, most=2)
    >>> money = ChoiceRule(kind="budget", amounts=np.array([5, 3, 2]), most=7)
    >>> found = best_choice(ChoiceProblem(values=np.array([9, 7, 3]), rules=(two, money)), patience_of(1, None))
    >>> found.status, found.total, found.bound, found.chosen.tolist()
    ('optimal', 12, 12, [True, False, True])
    """
    known = start if start is not None and problem.is_allowed(start) else None
    while True:
        unit = gcd(*problem.values.tolist()) or 1
        model = _model(problem, unit)
        solved = solve(model, start=None if known is None else known.astype(np.float64), patience=patience)
        if solved.status == INFEASIBLE:
            return Choice(status=INFEASIBLE)
        bound = None if solved.bound is None else solved.bound * unit
        if solved.values is None:
            return Choice(status=solved.status, bound=bound)
        chosen = solved.values > 0.5
        if problem.is_allowed(chosen):
            total = problem.total(chosen)
            if bound is not None and total == bound:
                return Choice(status=OPTIMAL, chosen=chosen, total=total, bound=bound)
            status = "rounding" if solved.status == OPTIMAL else solved.status
            return Choice(status=status, chosen=chosen, total=total, bound=bound)
        problem = replace(problem, rules=(*problem.rules, _excluding(chosen)))


def first_by_id(problem: ChoiceProblem, best: Choice, patience: Patience) -> tuple[NDArray[np.bool_], bool]:
    """Return of all choices that are worth as much as the best the one whose ids come first, and whether that is sure.

    Ids are settled some at a time: of a few, those that come first are worth more than all behind them together.

    Parameters
    ----------
    problem : ChoiceProblem
        Candidates in the order of their ids.
    best : Choice
        Proven.
    patience : Patience
        Steps that are left.
    """
    if best.chosen is None:
        return np.zeros(problem.values.size, np.bool_), False
    chosen = best.chosen
    worth = ChoiceRule(kind=_AS_GOOD, amounts=problem.values, least=best.total)
    settled = replace(problem, rules=(*problem.rules, worth))
    for begin in range(0, problem.values.size, _SETTLED_AT_ONCE):
        if begin > np.flatnonzero(chosen).max(initial=-1):
            break
        few = slice(begin, min(begin + _SETTLED_AT_ONCE, problem.values.size))
        order = np.zeros(problem.values.size, np.int64)
        order[few] = 2 ** np.arange(few.stop - few.start)[::-1]
        found = best_choice(replace(settled, values=order), patience, start=chosen)
        if found.status != OPTIMAL or found.chosen is None:
            return chosen, False
        chosen = found.chosen
        kept = ChoiceRule(kind=_AS_GOOD, amounts=order, least=found.total, most=found.total)
        settled = replace(settled, rules=(*settled.rules, kept))
    return chosen, True


def _model(problem: ChoiceProblem, unit: int) -> SparseModel:
    count = problem.values.size
    amounts = np.array([rule.amounts for rule in problem.rules], np.int64).reshape(len(problem.rules), count)
    units = np.array([gcd(*row.tolist()) or 1 for row in amounts], np.int64)
    row, column = np.nonzero(amounts)
    least = [_lower(rule, int(each)) for rule, each in zip(problem.rules, units, strict=True)]
    most = [_upper(rule, int(each)) for rule, each in zip(problem.rules, units, strict=True)]
    return sparse_model(
        (problem.values // unit).astype(np.float64),
        (row, column, (amounts[row, column] // units[row]).astype(np.float64)),
        rows=(np.array(least, np.float64), np.array(most, np.float64)),
        columns=(np.zeros(count), np.ones(count)),
        integer=np.ones(count, np.bool_),
        maximize=True,
    )


def _lower(rule: ChoiceRule, unit: int) -> float:
    return -np.inf if rule.least is None else float(-(-rule.least // unit))


def _upper(rule: ChoiceRule, unit: int) -> float:
    return np.inf if rule.most is None else float(rule.most // unit)


def _excluding(chosen: NDArray[np.bool_]) -> ChoiceRule:
    """Return the rule that excludes one choice alone."""
    amounts = np.where(chosen, 1, -1).astype(np.int64)
    return ChoiceRule(kind=_EXCLUDED, amounts=amounts, most=int(chosen.sum()) - 1)
