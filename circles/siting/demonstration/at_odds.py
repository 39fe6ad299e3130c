"""Rules that cannot be kept together: which of them, and none that could be spared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.demonstration.best_choice import INFEASIBLE, OPTIMAL, best_choice
from circles.siting.demonstration.choice_rules import (
    BUDGET,
    COUNTY_LEAST,
    COUNTY_MOST,
    MUST,
    MUST_NOT,
    SITES,
    TYPE_LEAST,
    ChoiceProblem,
    ChoiceRule,
)

if TYPE_CHECKING:
    from circles.siting.kernel.patience import Patience

_SPARED_FIRST = (BUDGET, COUNTY_MOST, MUST_NOT, MUST, COUNTY_LEAST, TYPE_LEAST, SITES)
"""Which rules are spared first, so that money is named only where nothing else keeps a choice from being made."""


def rules_at_odds(problem: ChoiceProblem, patience: Patience, *, kept: int = 0) -> tuple[ChoiceRule, ...]:
    """Return rules that no choice keeps together, each of them needed for that; none where a choice keeps all.

    Parameters
    ----------
    problem : ChoiceProblem
        The candidates and the rules.
    patience : Patience
        Steps that are left.
    kept : int
        How many rules at the end of its own are not spared: what is asked for, whatever stands against it.

    Examples
    --------
    >>> from circles.siting.kernel.patience import patience_of
    >>> one = np.ones(2, np.int64)
    >>> rules = (
    ...     ChoiceRule(kind="sites", amounts=one, least=3, most=3),
    ...     ChoiceRule(kind="budget", amounts=5 * one, most=100),
    ... )
    >>> [rule.kind for rule in rules_at_odds(ChoiceProblem(values=one, rules=rules), patience_of(1, None))]
    ['sites']
    """
    # What a choice is worth plays no part.
    left = replace(problem, values=np.zeros_like(problem.values))
    if best_choice(left, patience).status != INFEASIBLE:
        return ()
    spared = problem.rules[: len(problem.rules) - kept]
    for rule in sorted(spared, key=lambda each: _SPARED_FIRST.index(each.kind)):
        without = left.without(rule)
        if best_choice(without, patience).status == INFEASIBLE:
            left = without
    return left.rules


def least_cost(problem: ChoiceProblem, patience: Patience) -> int | None:
    """Return what the cheapest choice costs that keeps all rules but the budget; None where that is not known."""
    budget = next((rule for rule in problem.rules if rule.kind == BUDGET), None)
    if budget is None:
        return None
    dearest = int(budget.amounts.max(initial=0))
    count = next((rule.most for rule in problem.rules if rule.kind == SITES and rule.most is not None), None)
    if count is None:
        return None
    # Every choice has as many sites, so the one that saves most against the dearest costs least.
    saving = replace(problem.without(budget), values=dearest - budget.amounts)
    found = best_choice(saving, patience)
    return None if found.status != OPTIMAL else count * dearest - found.total
