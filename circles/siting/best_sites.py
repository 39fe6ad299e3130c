"""Which of the exact questions a planner's question is, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.siting.cover.covering import cover_most, cover_share
from circles.siting.cover.equity import lift_worst_first
from circles.siting.cover.phases import phased
from circles.siting.cover.serving import serve_most, serve_share
from circles.siting.distance.least_walk import least_total_walk, least_worst_walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.solution import Solution
    from circles.siting.question import SitingQuestion


def best_sites(
    instance: Instance, question: SitingQuestion, *, stop: Callable[[], bool] | None = None
) -> tuple[Solution, ...]:
    """Return the solution, or one for each phase, of a question on its instance.

    Parameters
    ----------
    instance : Instance
        Its pairs within the walk allowed, all that can matter where the question is one of distances.
    question : SitingQuestion
        What is asked.
    stop : callable, optional
        Polled; true stops the search with the best found so far.

    Raises
    ------
    QuestionError
        If it cannot be answered on this instance, with what is wrong.
    """
    limits: Mapping[str, Any] = {"time_limit_s": question.time_limit_s, "seed": question.seed, "stop": stop}
    if question.phases:
        return tuple(phased(instance, new_by_phase=question.phases, **limits))
    if question.finds_number:
        least = "sites" if question.objective == "fewest" else "cost"
        enough = cover_share if question.capacity is None else serve_share
        return (enough(instance, share=question.share, least=least, **limits),)
    budget = None if question.budget is None else int(question.budget)
    ask = _of_a_number(question)
    return (ask(instance, new=question.opening, close=question.closing, budget=budget, **limits),)


def _of_a_number(question: SitingQuestion) -> Callable[..., Solution]:
    """Return the exact question of so many new centers."""
    if question.objective == "total_walk":
        return least_total_walk
    if question.objective == "worst_walk":
        return least_worst_walk
    if question.worst_first:
        return lift_worst_first
    return cover_most if question.capacity is None else serve_most
