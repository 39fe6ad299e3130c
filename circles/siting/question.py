"""The question of siting as a planner asks it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from circles import settings, tables
from circles.errors import Finding, QuestionError, expect
from circles.near_names import choice_details

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
        Seconds for the search, counted in steps; ended by them, the best found so far is the answer, and says so.
    seed : int
        Of the search.

    Raises
    ------
    QuestionError
        With everything that contradicts itself or is no usable number.

    Examples
    --------
    >>> import circles
    >>> circles.SitingQuestion(objective="fewest", share=0.9).share
    0.9
    """

    objective: str = settings.default("siting.objective")
    new: int | None = settings.default("siting.new")
    share: float = settings.default("siting.share")
    budget: float | None = settings.default("siting.budget")
    cost_per_m2: float | None = settings.default("siting.cost_per_m2")
    floor_area_m2: float | None = settings.default("siting.floor_area_m2")
    capacity: float | None = settings.default("siting.capacity")
    weight: str = settings.default("siting.weight")
    worst_first: bool = settings.default("siting.worst_first")
    close: int = settings.default("siting.close")
    relocate: int = settings.default("siting.relocate")
    phases: tuple[int, ...] = settings.default("siting.phases")
    time_limit_s: float = settings.default("siting.time_limit_s")
    seed: int = settings.default("siting.seed")

    def __post_init__(self) -> None:
        expect("objective", self.objective, str)
        expect("weight", self.weight, str)
        expect("worst_first", self.worst_first, bool)
        expect("phases", self.phases, tuple, list)
        # Numbers that are none can be held against nothing.
        findings = _number_findings(self)
        findings += [] if findings else _combination_findings(self)
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

    @property
    def needs_costs(self) -> bool:
        """Whether what candidates cost decides."""
        return self.budget is not None or self.objective == "cheapest"

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


def _number_findings(question: SitingQuestion) -> list[Finding]:
    findings = [
        finding
        for setting in settings.SITING.values()
        if (value := getattr(question, setting.key)) is not None
        for finding in _value_findings(setting, value)
    ]
    if not all(settings.WHOLE.holds(phase) and phase > 0 for phase in question.phases):
        findings.append(Finding(code="site_bad_number", column="phases", value=settings.as_written(question.phases)))
    return sorted(findings, key=lambda finding: finding.code == "not_a_choice")  # numbers first, then choices


def _value_findings(setting: settings.Setting, value: object) -> list[Finding]:
    if setting.choices and value not in setting.choices:
        details = choice_details(value, setting.choices)
        return [Finding(code="not_a_choice", column=setting.key, value=str(value), details=details)]
    if setting.type not in {settings.NUMBER, settings.WHOLE}:
        return []
    if settings.is_number(value) and setting.high is not None and value > setting.high:
        if setting.key == "share":
            return [Finding(code="site_share_above_one", column=setting.key, value=f"{value:g}")]
        details = {"low": f"{setting.low:g}", "high": f"{setting.high:,.0f}"}
        return [Finding(code="bad_setting", column=setting.key, value=settings.as_written(value), details=details)]
    if setting.type.holds(value) and setting.is_within(value):
        return []
    return [Finding(code="site_bad_number", column=setting.key, value=settings.as_written(value))]


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
