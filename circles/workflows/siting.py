"""From a study to proposed sites: candidates, walks, the exact question, and a plan that confirms its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from numbers import Integral
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from circles import center_list, network, tables
from circles.answers.siting import Siting
from circles.candidates import Candidates
from circles.errors import Finding, QuestionError, expect
from circles.planning_study import Scenario, Study, silent
from circles.siting.best_sites import best_sites
from circles.siting.confirming import covered_by, raise_unless_confirmed
from circles.siting.curve import curve_of
from circles.siting.gains import gains_of
from circles.siting.notes import notes, proposals_note, raise_if_unanswered, status_of
from circles.siting.question import SitingQuestion
from circles.siting.ready import make_ready
from circles.siting.site_table import site_names, sites_table
from circles.sources import candidates_from_table
from circles.sources.places.datum_findings import datum_findings
from circles.workflows.on_day import on_day
from circles.workflows.planning import plan
from circles.workflows.repeats_told import sites_of_repeats
from circles.workflows.siting_posing import posed
from circles.workflows.streets_attached import network_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.planning_study import Progress
    from circles.siting.gains import Gains
    from circles.siting.kernel.solution import Solution
    from circles.siting.posing import Posed

_UNITS = {"fewest": "sites", "cheapest": "cost", "total_walk": "person_walk", "worst_walk": "walk"}


def site(
    study: Study,
    question: SitingQuestion | None = None,
    *,
    new: int | None = None,
    candidates: Candidates | pd.DataFrame | None = None,
    scenario: Scenario | None = None,
    walk_network: network.WalkNetwork | None = None,
    progress: Progress = silent,
    stop: Callable[[], bool] | None = None,
) -> Siting:
    """Propose where the next centers go, with proof, and plan the study with them.

    Parameters
    ----------
    study : Study
        Checked tables.
    question : SitingQuestion, optional
        What is asked.
    new : int, optional
        How many centers are added, where nothing else is asked: ``site(study, new=3)``.
    candidates : Candidates or table, optional
        Where centers may stand: what :func:`circles.read_candidates` gives, or points and parcels as for
        :func:`circles.candidates_from_table`; by default those of the study, and where it says nothing of them street
        junctions at least 200 m apart.
    scenario : Scenario, optional
        The walk allowed; by default the study's own.
    walk_network : WalkNetwork, optional
        As for :func:`circles.plan`.
    progress : callable
        Told the key of each step as it begins.
    stop : callable, optional
        Asked during the search; True ends it with the best found so far.

    Returns
    -------
    Siting
        Confirmed by a plan of the study with the sites added: both totals are the same whole number.

    Raises
    ------
    ArgumentError
        If the study, the question or the candidates are something else.
    QuestionError
        If the question has no answer, with what is wrong and, where blocks make it so, their ids.
    InputError
        As :func:`circles.plan`.
    ArithmeticError
        If the plan does not confirm the answer: a fault of this package, never hidden.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> siting = circles.site(study, new=1)
    >>> len(siting.sites), siting.covered_after > siting.covered_before
    (1, True)
    """
    expect("new", new, Integral, None)
    expect("scenario", scenario, Scenario, None)
    expect("walk_network", walk_network, network.WalkNetwork, None)
    expect("progress", progress, Callable)
    expect("stop", stop, Callable, None)
    expect("study", study, Study)
    question = _asked(question, new)
    expect("candidates", candidates, Candidates, pd.DataFrame, None)
    asked_scenario = scenario or study.scenario
    scenario = replace(asked_scenario, own_community_only=False)
    study = on_day(study, scenario)
    asked = _candidates(study.candidates if candidates is None else candidates)
    walk_network = walk_network or network_of(study)
    before = plan(study, scenario, walk_network=walk_network, progress=progress)
    progress("step.site_walks")
    numbers = posed(before, question, asked, walk_network)
    searched = _searched(numbers, question, study, progress=progress, stop=stop)
    best, gained = searched.found[-1], searched.gained
    progress("step.site_plan")
    closed = tuple(map(str, numbers.center_ids[~best.open[: len(numbers.center_ids)]]))
    study_after = replace(_study_with(numbers, gained, closed, study), sources=(*study.sources, *asked.sources))
    after = plan(study_after, scenario, walk_network=walk_network)
    sites = sites_table(numbers, gained, searched.phase, before)
    raise_unless_confirmed(numbers, question, best, after, _site_of(numbers, gained, sites))
    resting = sites_of_repeats(gained, sites["name"], study.blocks)
    told = (*_any_community_counts(asked_scenario), *resting, *proposals_note(sites))
    return Siting(
        question=question.told(),
        study_after=study_after,
        plan_before=before,
        plan_after=replace(after, warnings=(*after.warnings, *told)),
        sites=sites,
        closed=closed,
        curve=searched.curve,
        candidates=numbers.candidates,
        candidates_account=numbers.account,
        status=status_of(searched.found),
        objective=best.objective,
        bound=best.bound,
        unit=_UNITS.get(question.objective, "blocks" if numbers.weight == "blocks" else "people"),
        weight=numbers.weight,
        covered_before=covered_by(before, numbers.within.demand),
        covered_after=covered_by(after, numbers.within.demand),
        total=numbers.within.total_demand,
        walkers=numbers.instance.total_demand,
        seed=question.seed,
        warnings=(*asked.warnings, *_datum_doubts(asked, study), *notes(numbers, question, study), *resting),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Searched:
    """What the search found: a solution, or one a phase; the sites in order, the phase of each; what more would do."""

    found: tuple[Solution, ...]
    gained: Gains
    phase: NDArray[np.int64]
    curve: pd.DataFrame


def _searched(
    numbers: Posed, question: SitingQuestion, study: Study, *, progress: Progress, stop: Callable[[], bool] | None
) -> _Searched:
    progress("step.site_compile")
    make_ready(question)
    progress("step.site_search")
    found = best_sites(numbers.instance, question, stop=stop)
    raise_if_unanswered(found, question, study)
    gained, phase = gains_of(numbers, found)
    curve = curve_of(numbers, question, found[-1], gained, stop=stop)
    return _Searched(found=found, gained=gained, phase=phase, curve=curve)


def _any_community_counts(scenario: Scenario) -> list[Finding]:
    """Return what is told where only a community's own center counts: of sites nobody knows whose they will be."""
    return [Finding(code="site_counts_any_community")] if scenario.own_community_only else []


def _asked(question: SitingQuestion | None, new: int | None) -> SitingQuestion:
    expect("question", question, SitingQuestion, *((None,) if new is not None else ()))
    if question is None:
        return SitingQuestion(new=new)
    if new is not None:
        raise QuestionError(Finding(code="question_given_twice", column="new", value=str(new)))
    return question


def _candidates(given: Candidates | pd.DataFrame | None) -> Candidates:
    if isinstance(given, Candidates):
        return given
    return Candidates(table=None if given is None else candidates_from_table(given))


def _datum_doubts(asked: Candidates, study: Study) -> tuple[Finding, ...]:
    """Return a warning where the list of candidates lies on the streets only in another datum than it was read in."""
    listed = [source for source in asked.sources if source.kind == "candidates"]
    if asked.table is None or not listed:
        return ()
    return datum_findings(study.streets, [(asked.table, listed[0])])


def _study_with(posed: Posed, gained: Gains, closed: tuple[str, ...], study: Study) -> Study:
    """Return the study with the sites as open centers and those that close as closed."""
    chosen = posed.candidates.iloc[gained.site - len(posed.center_ids)]
    ids, names = site_names(study, len(chosen))
    carried = {
        name: chosen[name].to_numpy()
        if name in {"kind", "floor_area_m2", "capacity"}
        else (np.nan if name in center_list.CENTER_AMOUNTS else "")
        for name in tables.CENTER_EXTRAS
        if name in study.centers
    }
    rows = gpd.GeoDataFrame(
        {"center_id": ids, "name": names, "status": "open", **carried},
        geometry=chosen.geometry.to_numpy(),
        crs=tables.WGS84,
    )
    existing = center_list.with_status(study.centers, study.centers["center_id"].isin(closed), "closed")
    return replace(study, centers=tables.with_rows(existing, rows) if len(rows) else existing)


def _site_of(posed: Posed, gained: Gains, sites: gpd.GeoDataFrame) -> dict[str, int]:
    """Return the number of each center of the plan among the sites of the question."""
    old = {str(center): place for place, center in enumerate(posed.center_ids)}
    return {**old, **dict(zip(sites["site_id"], gained.site.tolist(), strict=True))}
