"""Bad questions get an answer that says what is wrong: the checks that all questions share."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, QuestionError

if TYPE_CHECKING:
    from circles.siting.kernel.instance import Instance

LEAST = ("sites", "cost")


def check_siting(instance: Instance, *, new: int, close: int = 0, budget: int | None = None) -> None:
    """Check how many sites may be opened and closed and what they may cost.

    Raises
    ------
    QuestionError
        With all that is wrong: `new` below one (0 is a question where `close` is not 0) or above the number of
        candidates, `close` above the number of existing centers, a budget without costs or below the cheapest
        candidate, no candidate within reach of anyone.
    """
    findings = [*_counts(instance, new, close), *_budget(instance, new, budget), *_reach(instance, new)]
    if findings:
        raise QuestionError(findings)


def _counts(instance: Instance, new: int, close: int) -> list[Finding]:
    found = []
    if new < 0 or (new == 0 and close == 0):
        found.append(Finding(code="siting_new_below_one", value=str(new)))
    if new > instance.candidate_count:
        details = {"candidates": instance.candidate_count}
        found.append(Finding(code="siting_new_above_candidates", value=str(new), details=details))
    existing = instance.site_count - instance.candidate_count
    if not 0 <= close <= existing:
        found.append(Finding(code="siting_close_above_existing", value=str(close), details={"existing": existing}))
    return found


def _budget(instance: Instance, new: int, budget: int | None) -> list[Finding]:
    if budget is None or new == 0:
        return []
    if instance.cost is None:
        return [Finding(code="siting_budget_without_costs", value=str(budget))]
    cheapest = int(instance.cost[~instance.existing].min(initial=np.iinfo(np.int64).max))
    if instance.candidate_count and budget < cheapest:
        return [Finding(code="siting_budget_too_small", value=str(budget), details={"cheapest": f"{cheapest:,}"})]
    return []


def _reach(instance: Instance, new: int) -> list[Finding]:
    if new == 0 or not instance.candidate_count or anyone_in_reach(instance):
        return []
    return [Finding(code="siting_nobody_in_reach")]


def anyone_in_reach(instance: Instance) -> bool:
    """Tell whether any candidate reaches a block with demand."""
    from_candidate = ~instance.existing[instance.pair_site]
    return bool(np.any(from_candidate & (instance.demand[instance.pair_block] > 0)))


def check_share(instance: Instance, *, share: float, least: str) -> None:
    """Check a question for the fewest or cheapest sites that reach a share of all demand.

    Raises
    ------
    QuestionError
        With all that is wrong: `share` not above 0 and at most 1, `least` neither ``"sites"`` nor ``"cost"``, no
        costs where the cheapest are asked for.
    """
    findings = []
    if not 0 < share <= 1:
        findings.append(Finding(code="siting_share_out_of_range", value=str(share)))
    if least not in LEAST:
        findings.append(Finding(code="siting_least_unknown", value=least))
    if least == "cost" and instance.cost is None:
        findings.append(Finding(code="siting_no_costs"))
    if findings:
        raise QuestionError(findings)


def check_capacity(instance: Instance, *, need: int = 0) -> None:
    """Check that capacities are known, and not short of the demand that is to be served.

    Raises
    ------
    QuestionError
        If there are none, or all together are below `need` (thousandths).
    """
    if instance.capacity is None:
        raise QuestionError(Finding(code="siting_no_capacities"))
    capacity = int(instance.capacity.sum())
    if capacity < need:
        details = {"capacity": f"{capacity / 1000:,.0f}", "demand": f"{need / 1000:,.0f}"}
        raise QuestionError(Finding(code="siting_capacity_short", details=details))


def demand_for(instance: Instance, share: float) -> int:
    """Return the least demand that is at least `share` of all demand, exactly."""
    return ceil(Fraction(str(share)) * instance.total_demand)
