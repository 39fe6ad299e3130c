"""Propose sites and choose demonstration sites: their handlers (commands.py lists them)."""

from __future__ import annotations

from pathlib import Path

from circles import settings
from circles.cli import options as given
from circles.cli import running
from circles.cli.running import failures
from circles.cli.study_choice import asked_study

_ASKED = settings.SITING


def site(
    study: given.StudyFile = None,
    new: given.New = None,
    candidates: given.CandidatesFile = None,
    objective: given.Objective = _ASKED["objective"].default,
    share: given.Share = _ASKED["share"].default,
    budget: given.Budget = None,
    cost_per_m2: given.CostPerM2 = None,
    floor_area: given.FloorArea = None,
    capacity: given.Capacity = None,
    weight: given.Weight = _ASKED["weight"].default,
    worst_first: given.WorstFirst = False,
    close: given.Close = _ASKED["close"].default,
    relocate: given.Relocate = _ASKED["relocate"].default,
    phases: given.Phases = "",
    time_limit: given.TimeLimit = _ASKED["time_limit_s"].default,
    seed: given.Seed = _ASKED["seed"].default,
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    scenario: given.ScenarioFile = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    as_of: given.AsOf = None,
    out: given.Out = Path("maps"),
    lang: given.Lang = None,
    tiles: given.Tiles = False,
    edition: given.Edition = None,
) -> None:
    """Propose sites and write the plan with them."""
    options = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of, edition)
    options |= {} if candidates is None else {"candidates": {"file": str(candidates)}}
    with failures(lang) as spoken:
        from circles.cli.planning_runs import site_and_write
        from circles.siting.question import SitingQuestion

        question = SitingQuestion(
            objective=objective,
            new=new,
            share=share,
            budget=budget,
            cost_per_m2=cost_per_m2,
            floor_area_m2=floor_area,
            capacity=capacity,
            weight=weight,
            worst_first=worst_first,
            close=close,
            relocate=relocate,
            phases=given.phases_of(phases),
            time_limit_s=time_limit,
            seed=seed,
        )
        asked = asked_study(study, options, lang=lang, scenario=scenario)
        is_whole = site_and_write(asked, question, out, spoken, lang=lang, tiles=tiles)
        running.exit_unless(spoken, is_whole=is_whole)


def choose(
    study: given.StudyFile = None,
    candidates: given.SitesListed = None,
    sites: given.Sites = None,
    budget: given.BudgetWan = None,
    fixed: given.Fixed = None,
    least_per_type: given.LeastPerType = None,
    least_per_county: given.LeastPerCounty = None,
    most_per_county: given.MostPerCounty = None,
    must: given.Must = None,
    must_not: given.MustNot = None,
    more: given.MoreWan = None,
    why: given.Why = None,
    time_limit: given.TimeLimit = _ASKED["time_limit_s"].default,
    streets: given.Streets = None,
    centers: given.Centers = None,
    blocks: given.Blocks = None,
    minutes: given.Minutes = None,
    speed: given.Speed = None,
    as_of: given.AsOf = None,
    out: given.Out = Path("maps"),
    lang: given.Lang = None,
    tiles: given.Tiles = False,
) -> None:
    """Choose demonstration sites and write the plan with them."""
    options = given.files_and_scenario(streets, centers, blocks, minutes, speed, as_of)
    rules = {"sites": sites, "budget_wan": budget, "fixed": fixed, "more_wan": more, "must": must, "must_not": must_not}
    rules |= {"least_per_type": least_per_type, "least_per_county": least_per_county, "why": why}
    options = given.with_demonstration(options, candidates, rules | {"most_per_county": most_per_county})
    with failures(lang) as spoken:
        from circles.cli.choosing_runs import choose_and_write

        asked = asked_study(study, options, lang=lang)
        choose_and_write(asked, out, spoken, lang=lang, tiles=tiles, time_limit_s=time_limit)
