"""The best choice, and what is asked of it: reserves, one more site, more money, and why others were not chosen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from circles.siting.demonstration.at_odds import rules_at_odds
from circles.siting.demonstration.best_choice import INFEASIBLE, OPTIMAL, best_choice, first_by_id
from circles.siting.demonstration.choice_rules import BUDGET, SITES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from circles.siting.demonstration.best_choice import Choice
    from circles.siting.demonstration.choice_rules import ChoiceProblem, ChoiceRule
    from circles.siting.kernel.patience import Patience

NOT_ALLOWED, NOT_KNOWN = -1, -2
"""In place of a total: no choice with the candidate keeps all rules; the search was ended before that was known."""

MOST_EXPLAINED = 100
"""Of more candidates than these it is told why they were not chosen only where that is asked."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Chosen:
    """The best choice and what stands beside it.

    Attributes
    ----------
    best : Choice
        With the ids that come first of all that are worth as much.
    with_each : ndarray of int64
        (candidates,) what the best choice with each candidate is worth; :data:`NOT_ALLOWED` or :data:`NOT_KNOWN`.
    against : mapping of int to tuple of ChoiceRule
        Of each candidate that is not allowed the rules that stand against it.
    reserves : mapping of int to int
        Of the first reserve of each type: how many of the chosen of its type it could replace.
    one_more, more_money : Choice or None
        The best choice of one more site, and with more money; None where there is no number of sites, or no budget.
    against_one_more : tuple of ChoiceRule
        The rules that stand against one more site, where no choice of so many keeps all.
    is_first : bool
        Whether it is sure that its ids come first of all choices that are worth as much.
    """

    best: Choice
    with_each: NDArray[np.int64]
    against: Mapping[int, tuple[ChoiceRule, ...]] = field(default_factory=dict)
    reserves: Mapping[int, int] = field(default_factory=dict)
    one_more: Choice | None = None
    more_money: Choice | None = None
    against_one_more: tuple[ChoiceRule, ...] = ()
    is_first: bool = True


def chosen_sites(
    problem: ChoiceProblem,
    types: NDArray[np.object_],
    patience: Patience,
    *,
    more_money: int,
    asked: Sequence[int] = (),
) -> Chosen:
    """Return the best choice of a problem that has one, and what stands beside it.

    Parameters
    ----------
    problem : ChoiceProblem
        Candidates in the order of their ids.
    types : ndarray of str
        (candidates,) empty where it is not known.
    patience : Patience
        Steps that are left; the first half of them are for the best choice.
    more_money : int
        By how much the budget is raised to see what that brings.
    asked : sequence of int
        Candidates of which it is asked why they were not chosen; where there are few, it is told of all.

    Returns
    -------
    Chosen
        With the status ``infeasible`` alone where no choice keeps all rules.
    """
    best = best_choice(problem, patience.part(0.5))
    unknown = np.full(problem.values.size, NOT_KNOWN, np.int64)
    if best.chosen is None:
        return Chosen(best=best, with_each=unknown)
    is_first = best.status != OPTIMAL
    if best.status == OPTIMAL:
        chosen, is_first = first_by_id(problem, best, patience.part(0.5))
        best = replace(best, chosen=chosen)
    raised = {kind: _raised(problem, kind, by) for kind, by in ((SITES, 1), (BUDGET, more_money))}
    more = {kind: None if each is None else best_choice(each, patience) for kind, each in raised.items()}
    wider = raised[SITES]
    with_each = _with_each(problem, best, patience, asked)
    forbidden = np.flatnonzero(with_each == NOT_ALLOWED).tolist()
    one_more = more[SITES]
    hindered = wider is not None and one_more is not None and one_more.status == INFEASIBLE
    return Chosen(
        best=best,
        with_each=with_each,
        against={each: rules_at_odds(problem.having(each), patience, kept=1)[:-1] for each in forbidden},
        reserves=_reserves(problem, best, types),
        one_more=one_more,
        more_money=more[BUDGET],
        is_first=is_first,
        against_one_more=rules_at_odds(wider, patience) if hindered and wider is not None else (),
    )


def _with_each(problem: ChoiceProblem, best: Choice, patience: Patience, asked: Sequence[int]) -> NDArray[np.int64]:
    """Return what the best choice with each candidate is worth: of those asked for, and where they are few of all."""
    totals = np.full(problem.values.size, NOT_KNOWN, np.int64)
    chosen = np.zeros(totals.size, np.bool_) if best.chosen is None else best.chosen
    totals[chosen] = best.total
    everyone = np.argsort(-problem.values, kind="stable").tolist() if totals.size <= MOST_EXPLAINED else []
    for candidate in dict.fromkeys((*asked, *everyone)):
        if chosen[candidate]:
            continue
        found = best_choice(problem.having(candidate), patience)
        if found.status == OPTIMAL:
            totals[candidate] = found.total
        elif found.status == INFEASIBLE:
            totals[candidate] = NOT_ALLOWED
    return totals


def _raised(problem: ChoiceProblem, kind: str, by: int) -> ChoiceProblem | None:
    """Return the choice with more of one thing that a rule limits, None where no rule does."""
    rule = next((each for each in problem.rules if each.kind == kind), None)
    if rule is None or rule.most is None:
        return None
    raised = replace(rule, least=None if rule.least is None else rule.least + by, most=rule.most + by)
    return replace(problem, rules=tuple(raised if each is rule else each for each in problem.rules))


def _reserves(problem: ChoiceProblem, best: Choice, types: NDArray[np.object_]) -> dict[int, int]:
    """Return the first reserve of each type: of the others the one worth most that can replace a chosen one of it.

    Worth the same, the lower id. It replaces one where all rules are kept once that one is out and it is in.
    """
    chosen = np.zeros(problem.values.size, np.bool_) if best.chosen is None else best.chosen
    reserves = {}
    for name in sorted(set(types[chosen].tolist())):
        own = types == name
        others = np.flatnonzero(own & ~chosen)
        for candidate in others[np.argsort(-problem.values[others], kind="stable")].tolist():
            replaced = sum(
                problem.is_allowed(_swapped(chosen, out, candidate)) for out in np.flatnonzero(own & chosen).tolist()
            )
            if replaced:
                reserves[candidate] = replaced
                break
    return reserves


def _swapped(chosen: NDArray[np.bool_], out: int, into: int) -> NDArray[np.bool_]:
    swapped = chosen.copy()
    swapped[[out, into]] = False, True
    return swapped
