"""The question of siting as a planner asks it, and which of the exact questions it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite
from typing import TYPE_CHECKING, Any

from circles import tables
from circles.errors import Finding, QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.solution import Solution

OBJECTIVES = ("people", "fewest", "cheapest", "total_walk", "worst_walk")
WEIGHTS = ("population", "dwellings", *tables.PEOPLE_GROUPS, "blocks")

_COVERING = ("people", "fewest", "cheapest")
_SHARES = ("fewest", "cheapest")


@dataclass(frozen=True, kw_only=True)
class SitingQuestion:
    """What is asked of new centers.

    Attributes
    ----------
    objective : str
        ``people``: the most people within the walk allowed. ``fewest``, ``cheapest``: the fewest or cheapest new
        centers with `share` within it. ``total_walk``: the least walking of all people to their nearest center
        (p-median). ``worst_walk``: the least longest walk (p-center).
    new : int or None
        How many centers are added at most; not asked where `phases` say it or the objective finds it.
    share : float
        For ``fewest`` and ``cheapest``: of everyone counted, those not evaluated included; above 0, at most 1.
    budget : float or None
        All new centers together may cost this much, in whole units of money.
    cost_per_m2, floor_area_m2 : float or None
        What a square metre costs, and the floor area to build where the candidate says none.
    capacity : float or None
        How many people a center can serve, where the candidate says nothing else; existing centers too.
    weight : str
        Who is counted: one of :data:`WEIGHTS` or another column of numbers of the blocks; ``blocks`` counts each as
        one, and so does ``population`` where no block has a number of people.
    worst_first : bool
        The sub-district with the lowest share first, then the total.
    close : int
        How many existing centers close: those whose loss costs least.
    relocate : int
        How many existing centers move: as many more close and open.
    phases : tuple of int
        New centers by phase, each phase the best given the earlier ones.
    time_limit_s : float
        Seconds for the search; ended by it, the best found so far is the answer, and says so.
    seed : int
        Of the search.

    Raises
    ------
    QuestionError
        With everything that contradicts itself or is no usable number.
    """

    objective: str = "people"
    new: int | None = None
    share: float = 1.0
    budget: float | None = None
    cost_per_m2: float | None = None
    floor_area_m2: float | None = None
    capacity: float | None = None
    weight: str = "population"
    worst_first: bool = False
    close: int = 0
    relocate: int = 0
    phases: tuple[int, ...] = ()
    time_limit_s: float = 60.0
    seed: int = 0

    def __post_init__(self) -> None:
        findings = [*_number_findings(self), *_combination_findings(self)]
        if findings:
            raise QuestionError(findings)

    @property
    def opening(self) -> int:
        """How many centers are added at most."""
        return sum(self.phases) if self.phases else (self.new or 0) + self.relocate

    @property
    def closing(self) -> int:
        """How many existing centers close."""
        return self.close + self.relocate

    @property
    def only_closes(self) -> bool:
        """Whether the question needs no candidates: centers close, and none is added."""
        return self.closing > 0 and self.opening == 0

    @property
    def finds_number(self) -> bool:
        """Whether the question finds how many centers are needed."""
        return self.objective in _SHARES

    @property
    def by_distance(self) -> bool:
        """Whether walks beyond the limit count too."""
        return self.objective not in _COVERING

    def told(self) -> dict[str, Any]:
        """Return what was asked as plain values, without what was not; the time allowed is not part of it."""
        values = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "time_limit_s"}
        if self.objective not in _SHARES:
            del values["share"]
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if name in {"objective", "weight", "seed"} or value not in (None, False, 0, ())
        }


def answers(
    instance: Instance, question: SitingQuestion, *, stop: Callable[[], bool] | None = None
) -> tuple[Solution, ...]:
    """Return the solution, or one for each phase, of a question on its instance.

    Raises
    ------
    QuestionError
        If it cannot be answered on this instance, with what is wrong.
    """
    from circles.siting.cover import covering
    from circles.siting.distance import distances

    search: Mapping[str, Any] = {"time_limit_s": question.time_limit_s, "seed": question.seed, "stop": stop}
    budget = None if question.budget is None else int(question.budget)
    if question.phases:
        return tuple(covering.phased(instance, new_by_phase=question.phases, **search))
    if question.finds_number:
        least = "sites" if question.objective == "fewest" else "cost"
        enough = covering.cover_share if question.capacity is None else covering.serve_share
        return (enough(instance, share=question.share, least=least, **search),)
    asked: dict[str, Any] = {"new": question.opening, "close": question.closing, "budget": budget, **search}
    if question.objective == "total_walk":
        return (distances.least_total_walk(instance, **asked),)
    if question.objective == "worst_walk":
        return (distances.least_worst_walk(instance, **asked),)
    if question.worst_first:
        return (covering.lift_worst_first(instance, **asked),)
    most = covering.cover_most if question.capacity is None else covering.serve_most
    return (most(instance, **asked),)


def _number_findings(question: SitingQuestion) -> list[Finding]:
    positive = ("budget", "cost_per_m2", "floor_area_m2", "capacity", "time_limit_s", "share")
    whole = ("new", "close", "relocate", "seed")
    given: dict[str, Any] = {name: getattr(question, name) for name in (*positive, *whole)}
    wrong = [
        name
        for name, value in given.items()
        if value is not None and not (_is_positive(value) if name in positive else _is_count(value))
    ]
    if not all(_is_count(phase) and phase > 0 for phase in question.phases):
        wrong.append("phases")
    findings = [
        Finding(code="site_bad_number", column=name, value=str(getattr(question, name)))
        for name in dict.fromkeys(wrong)
    ]
    if "share" not in wrong and question.share > 1:
        findings.append(Finding(code="site_share_above_one", column="share", value=f"{question.share:g}"))
    if question.objective not in OBJECTIVES:
        details = {"known": ", ".join(OBJECTIVES)}
        findings.append(Finding(code="not_a_choice", column="objective", value=question.objective, details=details))
    return findings


def _combination_findings(question: SitingQuestion) -> list[Finding]:
    """Return a finding for each pair of things asked that do not go together."""
    finds_number = question.finds_number
    only_people = question.objective != "people"
    pairs = (
        ("new", "phases", question.new is not None and question.phases),
        ("objective", "new", finds_number and question.new is not None),
        ("objective", "share", not finds_number and question.share < 1),
        ("objective", "phases", only_people and question.phases),
        ("objective", "close", finds_number and question.closing),
        ("objective", "budget", finds_number and question.budget is not None),
        ("objective", "capacity", question.by_distance and question.capacity is not None),
        ("objective", "worst_first", only_people and question.worst_first),
        ("capacity", "worst_first", question.capacity is not None and question.worst_first),
        *(
            ("phases", other, question.phases and asked)
            for other, asked in (
                ("capacity", question.capacity is not None),
                ("worst_first", question.worst_first),
                ("close", question.closing),
                ("budget", question.budget is not None),
            )
        ),
    )
    findings = [
        Finding(code="site_not_together", column=f"{one}, {other}", value=question.objective)
        for one, other, clash in pairs
        if clash
    ]
    asks_nothing = question.new is None and not question.phases and not question.closing and not finds_number
    return [*findings, Finding(code="site_new_missing")] if asks_nothing else findings


def _is_positive(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value) and value > 0


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
