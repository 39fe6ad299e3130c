"""From a study to proposed sites: candidates, walks, the exact question, and a plan that confirms its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, QuestionError
from circles.proposal import Candidates, Siting
from circles.siting.question import answers
from circles.sources import candidates_from_table
from circles.sources.places.doctor import datum_findings
from circles.study import silent
from circles.workflows.planning import network_of, plan
from circles.workflows.siting_answers import curve_of, gains_of, sites_table, study_with
from circles.workflows.siting_confirming import covered_by, raise_unless_confirmed
from circles.workflows.siting_posing import posed

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from circles import network
    from circles.answer import Plan
    from circles.siting.gains import Gains
    from circles.siting.kernel.solution import Solution
    from circles.siting.question import SitingQuestion
    from circles.study import Progress, Scenario, Study
    from circles.workflows.siting_posing import Posed

_SHOWN_BLOCKS = 10

_UNITS = {"fewest": "sites", "cheapest": "cost", "total_walk": "person_walk", "worst_walk": "walk"}


def site(
    study: Study,
    question: SitingQuestion,
    *,
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
    question : SitingQuestion
        What is asked.
    candidates : Candidates or table, optional
        Where centers may stand: what :func:`circles.read_candidates` gives, or points and parcels as for
        :func:`circles.candidates_from_table`; by default street junctions at least 200 m apart.
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
    QuestionError
        If the question has no answer, with what is wrong and, where blocks make it so, their ids.
    InputError
        As :func:`circles.plan`.
    ArithmeticError
        If the plan does not confirm the answer: a fault of this package, never hidden.
    """
    scenario = scenario or study.scenario
    asked = _candidates(candidates)
    walk_network = walk_network or network_of(study)
    before = plan(study, scenario, walk_network=walk_network, progress=progress)
    progress("step.site_walks")
    numbers = posed(before, question, asked, walk_network)
    progress("step.site_search")
    found = answers(numbers.instance, question, stop=stop)
    _raise_if_infeasible(found, study)
    if not found[-1].open.any():
        raise QuestionError(Finding(code="site_none_open", details={"count": question.closing}))
    gained, phase = gains_of(numbers, found)
    curve = curve_of(numbers, question, found[-1], gained, stop=stop)
    progress("step.site_plan")
    closed = tuple(map(str, numbers.center_ids[~found[-1].open[: len(numbers.center_ids)]]))
    study_after = replace(study_with(numbers, gained, closed, study), sources=(*study.sources, *asked.sources))
    after = plan(study_after, scenario, walk_network=walk_network)
    sites = sites_table(numbers, gained, phase, before)
    raise_unless_confirmed(numbers, question, found[-1], after, _site_of(numbers, gained, sites))
    return Siting(
        question=question.told(),
        study_after=study_after,
        plan_before=before,
        plan_after=_marked(after, sites),
        sites=sites,
        closed=closed,
        curve=curve,
        candidates=numbers.candidates,
        candidates_account=numbers.account,
        status=_status(found),
        objective=found[-1].objective,
        bound=found[-1].bound,
        unit=_UNITS.get(question.objective, "blocks" if numbers.weight == "blocks" else "people"),
        weight=numbers.weight,
        covered_before=covered_by(before, numbers.within.demand),
        covered_after=covered_by(after, numbers.within.demand),
        total=numbers.within.total_demand,
        walkers=numbers.instance.total_demand,
        seed=question.seed,
        warnings=(*asked.warnings, *_datum_doubts(asked, study), *_notes(numbers, question, study)),
    )


def _candidates(given: Candidates | pd.DataFrame | None) -> Candidates:
    if isinstance(given, Candidates):
        return given
    return Candidates(table=None if given is None else candidates_from_table(given))


def _datum_doubts(asked: Candidates, study: Study) -> tuple[Finding, ...]:
    """Return a warning where the list of candidates lies on the streets only in another datum than it was read in."""
    listed = [source for source in asked.sources if source.kind == "candidates"]
    if asked.table is None or not listed:
        return ()
    return datum_findings(study.streets, [(asked.table.geometry.to_numpy(), listed[0])], told=())


def _raise_if_infeasible(found: tuple[Solution, ...], study: Study) -> None:
    for solution in found:
        if solution.status == "infeasible":
            blocking = study.blocks["block_id"].to_numpy(object)[solution.blocking]
            details = {"count": len(blocking), "ids": _listed(blocking)}
            raise QuestionError(Finding(code="site_infeasible", details=details))


def _site_of(posed: Posed, gained: Gains, sites: gpd.GeoDataFrame) -> dict[str, int]:
    """Return the number of each center of the plan among the sites of the question."""
    old = {str(center): place for place, center in enumerate(posed.center_ids)}
    return {**old, **dict(zip(sites["site_id"], gained.site.tolist(), strict=True))}


def _marked(after: Plan, sites: gpd.GeoDataFrame) -> Plan:
    """Return the plan saying of itself that some of its centers are proposals."""
    if sites.empty:
        return after
    details = {"count": len(sites), "ids": _listed(sites["name"].to_numpy(object))}
    return replace(after, warnings=(*after.warnings, Finding(code="sites_are_proposals", details=details)))


def _status(found: tuple[Solution, ...]) -> str:
    """Return how the search ended; of several phases, the first that was not proven."""
    return next((each.status for each in found if each.status != "optimal"), "optimal")


def _notes(posed: Posed, question: SitingQuestion, study: Study) -> list[Finding]:
    """Return what a person should know beside the answer."""
    findings = []
    account = posed.account
    if account["no_street"]:
        findings.append(Finding(code="site_candidates_no_street", details={"count": account["no_street"]}))
    if account.get("no_cost"):
        findings.append(Finding(code="site_candidates_no_cost", details={"count": account["no_cost"]}))
    if len(posed.left_out):
        ids = study.blocks["block_id"].to_numpy(object)[posed.left_out]
        findings.append(Finding(code="site_blocks_left_out", details={"count": len(ids), "ids": _listed(ids)}))
    if posed.weight != question.weight:
        findings.append(Finding(code="site_counts_blocks"))
    capacity = posed.instance.capacity
    if capacity is not None and not question.finds_number:
        existing = posed.instance.existing
        best = np.sort(capacity[~existing])[::-1][: question.opening].sum()
        room, total = int(capacity[existing].sum() + best), posed.instance.total_demand
        if room < total:
            details = {"room": f"{room // 1000:,}", "total": f"{total // 1000:,}"}
            findings.append(Finding(code="site_capacity_short", details=details))
    return findings


def _listed(ids: NDArray[np.object_]) -> str:
    return ", ".join(map(str, ids[:_SHOWN_BLOCKS])) + (" …" if len(ids) > _SHOWN_BLOCKS else "")
