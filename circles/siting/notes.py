"""What a person should know beside an answer, and why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.errors import Finding, QuestionError
from circles.figures import Figure

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.planning_study import Study
    from circles.siting.kernel.solution import Solution
    from circles.siting.posing import Posed
    from circles.siting.question import SitingQuestion

_SHOWN_IDS = 10


def raise_if_unanswered(found: tuple[Solution, ...], question: SitingQuestion, study: Study) -> None:
    """Raise a QuestionError where no set does what was asked, naming the blocks, or where no center would be open."""
    for solution in found:
        if solution.status == "infeasible":
            blocking = study.blocks["block_id"].to_numpy(object)[solution.blocking]
            details = {"count": len(blocking), "ids": _listed(blocking)}
            raise QuestionError(Finding(code="site_infeasible", details=details))
    if not found[-1].open.any():
        raise QuestionError(Finding(code="site_none_open", details={"count": question.closing}))


def status_of(found: tuple[Solution, ...]) -> str:
    """Return how the search ended; of several phases, the first that was not proven."""
    return next((each.status for each in found if each.status != "optimal"), "optimal")


def notes(posed: Posed, question: SitingQuestion, study: Study) -> list[Finding]:
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
    return findings + _short_of_room(posed, question)


def proposals_note(sites: gpd.GeoDataFrame) -> tuple[Finding, ...]:
    """Return what a plan with proposed sites says of itself: that some of its centers are proposals."""
    if sites.empty:
        return ()
    details = {"count": len(sites), "ids": _listed(sites["name"].to_numpy(object))}
    return (Finding(code="sites_are_proposals", details=details),)


def _short_of_room(posed: Posed, question: SitingQuestion) -> list[Finding]:
    capacity = posed.instance.capacity
    if capacity is None or question.finds_number:
        return []
    existing = posed.instance.existing
    best = np.sort(capacity[~existing])[::-1][: question.opening].sum()
    room, total = int(capacity[existing].sum() + best), posed.instance.total_demand
    if room >= total:
        return []
    details = {"room": Figure(value=room // 1000), "total": Figure(value=total // 1000)}
    return [Finding(code="site_capacity_short", details=details)]


def _listed(ids: NDArray[np.object_]) -> str:
    return ", ".join(map(str, ids[:_SHOWN_IDS])) + (" …" if len(ids) > _SHOWN_IDS else "")
