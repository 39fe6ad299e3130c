"""From a list of communities to demonstration sites: the choice under rules that is worth most, with its proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles import integers
from circles.answers.demonstration import Demonstration, OtherChoice
from circles.answers.plan import Plan
from circles.demonstration_rules import YUAN_PER_WAN, DemonstrationRules
from circles.demonstration_table import CHOSEN, LEFT_OUT, NOT_CHOSEN, RESERVE, SITES_TOLD
from circles.errors import Finding, QuestionError, expect
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.planning_study import silent
from circles.service_lists import list_meant
from circles.settings import SITING
from circles.siting.demonstration.at_odds import least_cost, rules_at_odds
from circles.siting.demonstration.best_choice import INFEASIBLE
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
from circles.siting.demonstration.choosing import NOT_ALLOWED, chosen_sites
from circles.siting.kernel.patience import patience_of
from circles.sources.inputs.demonstration_sites import demonstration_sites_from_table
from circles.workflows.demonstration_candidates import candidates_of, meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from circles.phrases import Words
    from circles.planning_study import Progress
    from circles.siting.demonstration.best_choice import Choice
    from circles.siting.demonstration.choosing import Chosen
    from circles.siting.kernel.patience import Patience
    from circles.workflows.demonstration_candidates import Candidates


def choose(
    plan: Plan,
    candidates: pd.DataFrame | None = None,
    rules: DemonstrationRules | None = None,
    *,
    time_limit_s: float = SITING["time_limit_s"].default,
    progress: Progress = silent,
    stop: Callable[[], bool] | None = None,
) -> Demonstration:
    """Choose which communities become demonstration sites: people within the walk times services gained, the most.

    Parameters
    ----------
    plan : Plan
        Of the study whose centers would be upgraded.
    candidates : DataFrame, optional
        A row a community or center, with the headings of docs/siting.md; by default those of the study.
    rules : DemonstrationRules, optional
        By default those of the study.
    time_limit_s : float
        Seconds for the search, counted in steps.
    progress : callable
        Told the key of each step as it begins.
    stop : callable, optional
        Asked during the search; True ends it with the best found so far.

    Raises
    ------
    ArgumentError
        If an argument is something else.
    InputError
        With every fault of the list.
    QuestionError
        If a name means no candidate, or the rules cannot be kept together: which of them.

    Examples
    --------
    >>> import circles, pandas
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> names = plan.centers.loc[plan.centers["status"] == "open", "name"].tolist()[:3]
    >>> rows = pandas.DataFrame({"中心": names, "新增服务": ["慈善超市", "慈善超市", "慈善超市、社工服务站"]})
    >>> found = circles.choose(plan, rows, circles.DemonstrationRules(sites=1))
    >>> found.candidates["standing"].tolist()
    ['chosen', 'reserve', 'not_chosen']
    """
    expect("plan", plan, Plan)
    expect("candidates", candidates, pd.DataFrame, None)
    expect("rules", rules, DemonstrationRules, None)
    expect("stop", stop, Callable, None)
    rules = rules or plan.study.demonstration_rules
    listed = plan.study.demonstration if candidates is None else demonstration_sites_from_table(candidates)
    if listed is None:
        raise QuestionError(Finding(code="demonstration_no_list", column="demonstration.file", names="key"))
    if rules.sites is None:
        raise QuestionError(Finding(code="demonstration_no_number", column="demonstration.sites", names="key"))
    required = list_meant(plan.scenario.required_services or "")
    told = candidates_of(plan, listed, rules, required)
    progress("step.choose")
    patience = patience_of(time_limit_s, stop)
    kept: list[int] = np.flatnonzero(told.taking_part).tolist()
    problem = _problem(told, kept, rules)
    asked = meant(rules.why, told.table, key="demonstration.why")
    among = [kept.index(row) for row in asked if row in kept]
    types = told.table["kind"].to_numpy(object)[kept]
    found = chosen_sites(problem, types, patience, more_money=rules.more_money, asked=among)
    best = found.best.chosen
    if best is None:
        raise _refusal(found, problem, told, patience)
    return Demonstration(
        rules=rules,
        status=found.best.status,
        total=found.best.total,
        bound=found.best.bound,
        asked=tuple(str(told.table["center_id"].iloc[row]) for row in asked),
        is_first=found.is_first,
        required=required,
        plan=plan,
        warnings=told.warnings,
        **_figures(told, kept, found, best, plan.blocks["population"]),
    )


def _figures(
    told: Candidates, kept: Sequence[int], found: Chosen, best: NDArray[np.bool_], population: pd.Series
) -> dict[str, Any]:
    """Return what is known of the sites chosen: their table, people, cost, and what one more or more money brings."""
    table = _table(told, kept, found)
    chosen = table.loc[table["standing"] == CHOSEN, "center_id"]
    blocks = [told.within.get(center, np.zeros(0, np.int64)) for center in chosen]
    people = integers.thousandths(population)
    once = np.unique(np.concatenate([*blocks, np.zeros(0, np.int64)]).astype(np.int64))
    ids = told.table["center_id"].to_numpy(object)[list(kept)]
    cost = told.yuan[list(kept)]
    return {
        "candidates": table,
        "people_sum": sum(int(people[rows].sum()) for rows in blocks),
        "people_once": int(people[once].sum()),
        "cost_yuan": int(cost[best].sum()),
        "one_more": _other(found.one_more, best, ids, cost, found.against_one_more),
        "more_money": _other(found.more_money, best, ids, cost, ()),
    }


def _problem(told: Candidates, kept: Sequence[int], rules: DemonstrationRules) -> ChoiceProblem:
    """Return the choice in whole numbers; types and counties are those of the whole list, left out or not."""
    table, part = told.table, told.table.iloc[list(kept)]
    one = np.ones(len(kept), np.int64)
    made = [ChoiceRule(kind=SITES, amounts=one, least=rules.sites, most=rules.sites)]
    if rules.least_per_type:
        made += [
            ChoiceRule(kind=TYPE_LEAST, name=name, amounts=_of(part["kind"], name), least=rules.least_per_type)
            for name in _names(table["kind"])
        ]
    for name in _names(table["county"]):
        own = _of(part["county"], name)
        if rules.least_per_county:
            made.append(ChoiceRule(kind=COUNTY_LEAST, name=name, amounts=own, least=rules.least_per_county))
        if rules.most_per_county is not None:
            made.append(ChoiceRule(kind=COUNTY_MOST, name=name, amounts=own, most=rules.most_per_county))
    if rules.money is not None:
        made.append(ChoiceRule(kind=BUDGET, amounts=told.yuan[list(kept)], most=rules.money))
    for kind, names, limits in ((MUST, rules.must, {"least": 1}), (MUST_NOT, rules.must_not, {"most": 0})):
        for row in meant(names, table, key=f"demonstration.{kind}"):
            name = _name(table.iloc[row])
            if row not in kept:
                if kind == MUST:
                    raise _left_out_refusal(table.iloc[row], name)
                continue
            alone = np.zeros(len(kept), np.int64)
            alone[list(kept).index(row)] = 1
            made.append(ChoiceRule(kind=kind, name=name, amounts=alone, **limits))
    return ChoiceProblem(values=told.worth[list(kept)], rules=tuple(made))


def _left_out_refusal(row: pd.Series, name: str) -> QuestionError:
    reasons = joined([phrase(f"demonstration.reason.{each}") for each in row["reasons"]], phrase("list.joint"))
    details = {"reasons": reasons}
    where: dict[str, Any] = {"column": "demonstration.must", "names": "key", "value": name}
    return QuestionError(Finding(code="demonstration_must_left_out", **where, details=details))


def _table(told: Candidates, kept: Sequence[int], found: Chosen) -> pd.DataFrame:
    """Return the candidates with what became of them: chosen, reserves, others, left out; worth most first."""
    table = told.table.reset_index(drop=True)
    count = len(table)
    standing = np.full(count, LEFT_OUT, dtype=object)
    total_with, loses, replaces = (np.full(count, np.nan) for _ in range(3))
    against: list[tuple[tuple[str, str], ...]] = [() for _ in range(count)]
    chosen = found.best.chosen
    for at, row in enumerate(kept):
        standing[row] = CHOSEN if chosen is not None and chosen[at] else RESERVE if at in found.reserves else NOT_CHOSEN
        if found.with_each[at] >= 0:
            total_with[row] = found.with_each[at] / 1000
            loses[row] = (found.best.total - int(found.with_each[at])) / 1000
        replaces[row] = found.reserves.get(at, np.nan)
        if found.with_each[at] == NOT_ALLOWED:
            against[row] = tuple((rule.kind, rule.name) for rule in found.against[at])
    table = table.assign(
        standing=standing,
        total_with_it=total_with,
        loses=loses,
        against=pd.Series(against, dtype=object, index=table.index),
        replaces=replaces,
    )[list(SITES_TOLD)]
    ranks = np.array([(CHOSEN, RESERVE, NOT_CHOSEN, LEFT_OUT).index(each) for each in table["standing"]])
    worth = -table["worth"].fillna(-1).to_numpy()
    return table.iloc[np.lexsort((np.arange(count), worth, ranks))].reset_index(drop=True)


def _other(
    choice: Choice | None,
    best: NDArray[np.bool_],
    ids: NDArray[np.object_],
    cost: NDArray[np.int64],
    against: Iterable[ChoiceRule],
) -> OtherChoice | None:
    if choice is None:
        return None
    if choice.chosen is None:
        return OtherChoice(status=choice.status, against=tuple((rule.kind, rule.name) for rule in against))
    return OtherChoice(
        status=choice.status,
        total=choice.total,
        cost_yuan=int(cost[choice.chosen].sum()),
        enters=tuple(ids[choice.chosen & ~best].tolist()),
        leaves=tuple(ids[best & ~choice.chosen].tolist()),
    )


def _refusal(found: Chosen, problem: ChoiceProblem, told: Candidates, patience: Patience) -> QuestionError:
    """Return in the planner's words which rules cannot be kept together."""
    if found.best.status != INFEASIBLE:
        status = phrase(f"demonstration.why_not_proven.{found.best.status.replace(' ', '_')}")
        return QuestionError(Finding(code="demonstration_no_answer", details={"status": status}))
    odds = rules_at_odds(problem, patience)
    least = least_cost(problem, patience) if any(rule.kind == BUDGET for rule in odds) else None
    said = joined([_rule_words(rule, least) for rule in odds], phrase("demonstration.and"))
    left = Figure(value=int((~told.taking_part).sum()))
    return QuestionError(Finding(code="demonstration_not_possible", details={"rules": said, "left_out": left}))


def _rule_words(rule: ChoiceRule, least: int | None) -> Words:
    there = Figure(value=int(np.count_nonzero(rule.amounts)))
    if rule.kind == BUDGET:
        words = {"budget": _wan(rule.most or 0)}
        if least is None:
            return phrase("demonstration.rule.budget", **words)
        return phrase("demonstration.rule.budget_short", **words, least=_wan(least))
    limit = rule.least if rule.least is not None else rule.most
    return phrase(f"demonstration.rule.{rule.kind}", name=rule.name, count=Figure(value=limit), there=there)


def _wan(yuan: int) -> Figure:
    return Figure(value=yuan / YUAN_PER_WAN, precision="noted")


def _of(column: pd.Series, name: str) -> NDArray[np.int64]:
    return (column == name).to_numpy().astype(np.int64)


def _names(column: pd.Series) -> list[str]:
    return sorted({str(name) for name in column if name})


def _name(row: pd.Series) -> str:
    return str(row["community"] or row["center"] or row["center_id"])
